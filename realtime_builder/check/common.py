"""Rules that Voice Live shares with OpenAI's dialects: nulls, tools, items, turn detection, disagreements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from types import NoneType
from typing import Any

import msgspec
from msgspec import UNSET

from .. import openai_beta as beta
from .. import openai_ga as ga
from .. import voicelive as vl
from .._core.shape import declared_class, fields_of, tag_of
from .._core.slots import held_by_wire
from ..config import Config
from ..edits.holes import may_have_holes, names_in, own_texts
from ..errors import nearest, shorten
from ..tools.functions import FromFunction
from .rules import (
    AZURE_SDK,
    BETA_SDK,
    GA_SDK,
    MS_DOCS,
    OPENAPI,
    Complaint,
    is_set,
    member,
    objects_in,
    rule,
    text_of,
)

# Null


@rule(
    "undocumented-null",
    "warning",
    Config,
    source=f"{GA_SDK} (session.update), {BETA_SDK}, {MS_DOCS}: where null is said to turn something off",
    holds={NoneType},
)
def undocumented_null(config: Any) -> Iterator[Complaint]:
    """Null where the API documents none. Some fields are cleared by `""` or `[]`; most can't be cleared."""
    fields = fields_of(type(config))
    for name, value in held_by_wire(config).items():
        if value is not None or name not in fields:
            continue
        cleared_by = fields[name].cleared_by
        if cleared_by is None:
            instead = f'omit it, `without("{name}")`: the server keeps what it has'
        elif cleared_by.token is None:
            continue
        else:
            token = '""' if cleared_by.token == "" else "[]"
            instead = f'send `{token}`, as `clear("{name}")` does'
        yield Complaint(name, f"No null is documented for `{name}`", instead)


# Texts


_HOLES = "docs/guides/text_holes.md: holes are filled before a text is sent"


@rule("unfilled-hole", "warning", Config, source=_HOLES, when=may_have_holes)
def unfilled_hole(config: Any) -> Iterator[Complaint]:
    """An unfilled hole in a text, or braces that nearly make one."""
    for field, text in own_texts(config):
        names, odd = names_in(text)
        for name in names:
            name = shorten(name)  # noqa: PLW2901
            message = f"The hole `{{{{{name}}}}}` is not filled"
            yield Complaint(field, message, f"fill it with `fill({name}=...)`; for literal braces write `\\{{{{`")
        for braces in odd:
            message = f"`{shorten(braces)}` is not a hole: a name has letters, digits and `_`"
            yield Complaint(field, message, "correct the name; for literal braces write `\\{{`")


# Tools

_TOOL_USERS = (
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeResponseCreateParams,
    beta.Session,
    beta.ResponseCreateParams,
    vl.RequestSession,
    vl.ResponseCreateParams,
)
_FUNCTIONS = (ga.RealtimeFunctionTool, beta.Tool, vl.FunctionTool)
_CHOICES = ("auto", "none", "required")


@cache
def _goes_by(kind: type[Config]) -> str:
    """The field that a tool goes by: the name of a function, the label of an MCP server of whatever dialect."""
    if issubclass(kind, FromFunction):
        return "name"
    return "server_label" if {"server_label", "server_url"} <= fields_of(kind).keys() else ""


def _names(config: Any) -> dict[str, list[tuple[str, int]]]:
    """The names that functions go by, and the labels of MCP servers, each with its position."""
    found: dict[str, list[tuple[str, int]]] = {"name": [], "server_label": []}
    for position, tool in objects_in(config, "tools"):
        field = _goes_by(type(tool))
        if field and (name := text_of(tool, field)):
            found[field].append((name, position))
    return found


@rule("duplicate-tool", "error", *_TOOL_USERS, source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: tools, called by name")
def duplicate_tool(config: Any) -> Iterator[Complaint]:
    """Two functions of one name, or two MCP servers of one label."""
    for field, names in _names(config).items():
        first: dict[str, int] = {}
        for name, position in names:
            if first.setdefault(name, position) != position:
                path, other = f"tools[{position}].{field}", f"tools[{first[name]}].{field}"
                yield Complaint(path, f"`{other}` is `{shorten(name)}` too", "give each its own name")


def _chooses(choice: Any, kind: str) -> bool:
    """Whether ``tool_choice`` is an object of this kind."""
    return isinstance(choice, Config) and (tag_of(type(choice)) or ())[1:] == (kind,)


def _chosen(config: Any) -> tuple[str, str]:
    """The function that ``tool_choice`` names, and where; empty where it names none."""
    choice = member(config, "tool_choice")
    if isinstance(choice, str) and choice not in _CHOICES:
        return choice, "tool_choice"
    if _chooses(choice, "function") and text_of(choice, "name"):
        return text_of(choice, "name"), "tool_choice.name"
    return text_of(choice, "function.name"), "tool_choice.function.name"


@rule("unknown-tool-choice", "error", *_TOOL_USERS, source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: tool_choice")
def unknown_tool_choice(config: Any) -> Iterator[Complaint]:
    """`tool_choice` names a function that `tools`, sent along with it, does not have."""
    name, path = _chosen(config)
    if member(config, "tools") is UNSET or not name:
        return
    known = [known for known, _ in _names(config)["name"]]
    if name not in known:
        message = f"No function is named `{shorten(name)}`{nearest(name, known)}"
        yield Complaint(path, message, "name one of `tools`, or add it there")


@rule("unknown-server-choice", "error", *_TOOL_USERS[:2], source=f"{GA_SDK}: ToolChoiceMcp")
def unknown_server_choice(config: Any) -> Iterator[Complaint]:
    """`tool_choice` names an MCP server that `tools`, sent along, does not have, or a tool not allowed there."""
    choice = member(config, "tool_choice")
    if member(config, "tools") is UNSET or not _chooses(choice, "mcp"):
        return
    label, name = text_of(choice, "server_label"), text_of(choice, "name")
    servers = {
        text_of(tool, "server_label"): tool
        for _, tool in objects_in(config, "tools")
        if _goes_by(type(tool)) == "server_label"
    }
    if label not in servers:
        message = f"No MCP server is labelled `{shorten(label)}`{nearest(label, servers)}"
        yield Complaint("tool_choice.server_label", message, "name one of `tools`, or add it there")
        return
    allowed = member(servers[label], "allowed_tools")
    if name and isinstance(allowed, tuple) and name not in allowed:
        known = [known for known in allowed if isinstance(known, str)]
        message = f"`{shorten(label)}` does not allow its tool `{shorten(name)}`{nearest(name, known)}"
        yield Complaint("tool_choice.name", message, "add it to the server's `allowed_tools`")


@rule("required-without-tools", "error", *_TOOL_USERS, source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: tool_choice")
def required_without_tools(config: Any) -> Iterator[Complaint]:
    """A tool is required, and there are none."""
    if member(config, "tool_choice") == "required" and member(config, "tools") in ((), None):
        yield Complaint("tool_choice", "A tool is required, and `tools` is empty", 'add tools, or ask for "auto"')


@rule("function-without-name", "warning", ga.RealtimeFunctionTool, beta.Tool, source=f"{GA_SDK}, {BETA_SDK}: name")
def function_without_name(tool: Any) -> Iterator[Complaint]:
    """A function without a name: the types allow it, but no call could name it."""
    if not member(tool, "name"):
        yield Complaint("name", "The model can't call a function without a name", "give it a name")


_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@rule(
    "tool-name",
    "error",
    *_FUNCTIONS,
    source="OpenAI's replies: the pattern of a function's name, 64 characters at most",
)
def tool_name(tool: Any) -> Iterator[Complaint]:
    """A function's name that the API refuses. It takes at most 64 letters, digits, `_` and `-`."""
    name = text_of(tool, "name")
    if name and not _TOOL_NAME.fullmatch(name):
        message = f"`{shorten(name)}` can't be the name of a function"
        yield Complaint("name", message, "use at most 64 letters, digits, `_` and `-`")


# What runs beside the types: text that has to be JSON, URLs, sizes, places


@rule(
    "arguments-not-json",
    "warning",
    ga.RealtimeConversationItemFunctionCall,
    ga.RealtimeMcpToolCall,
    ga.RealtimeMcpApprovalRequest,
    beta.ConversationItem,
    beta.ConversationItemWithReference,
    vl.FunctionCallItem,
    source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: arguments, JSON in a string",
)
def arguments_not_json(item: Any) -> Iterator[Complaint]:
    """The arguments of a call that are not JSON text."""
    arguments = member(item, "arguments")
    if not isinstance(arguments, str):
        return
    try:
        msgspec.json.decode(arguments)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        yield Complaint("arguments", "The arguments are not JSON", 'encode them; no arguments are `"{}"`')


_URLS: dict[type[Config], str] = {
    ga.Mcp: "server_url",
    ga.ResponseInputImage: "image_url",
    ga.ResponseInputFile: "file_url",
    ga.UserMessageContent: "image_url",
    beta.ConversationItemContent: "image_url",
    vl.MCPServer: "server_url",
    vl.IceServer: "urls",
}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")


@rule("no-url", "warning", *_URLS, source=f"{OPENAPI}, Microsoft's TypeSpec of Voice Live: format `uri` and `url`")
def no_url(config: Any) -> Iterator[Complaint]:
    """A URL without a scheme."""
    field = next((field for kind, field in _URLS.items() if isinstance(config, kind)), "server_url")
    value = member(config, field)
    places = [(field, value)]
    if isinstance(config, vl.IceServer) and isinstance(value, tuple):
        places = [(f"{field}[{position}]", item) for position, item in enumerate(value)]
    for path, url in places:
        if isinstance(url, str) and not _URL.match(url):
            yield Complaint(path, "This is not a URL", "begin it with a scheme, such as `https:`")


_MOST_AUDIO = 15 * 2**20


@rule(
    "audio-too-long",
    "error",
    ga.InputAudioBufferAppendEvent,
    vl.ClientEventInputAudioBufferAppend,
    source=f"{GA_SDK}, {AZURE_SDK}: input_audio_buffer.append",
)
def audio_too_long(event: Any) -> Iterator[Complaint]:
    """More than 15 MiB of audio in one event."""
    audio = member(event, "audio")
    if isinstance(audio, bytes) and len(audio) > _MOST_AUDIO:
        yield Complaint("audio", f"{len(audio)} bytes of audio are more than 15 MiB", "send them in several events")


@rule(
    "content-index",
    "warning",
    ga.ConversationItemTruncateEvent,
    beta.ConversationItemTruncateEvent,
    vl.ClientEventConversationItemTruncate,
    source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: conversation.item.truncate",
)
def content_index(event: Any) -> Iterator[Complaint]:
    """Truncation of a part other than the first."""
    if member(event, "content_index") != 0:
        yield Complaint("content_index", "Only part 0 can be truncated", "set it to 0")


@rule(
    "assistant-audio",
    "error",
    ga.ConversationItemCreateEvent,
    vl.ClientEventConversationItemCreate,
    source=f"{GA_SDK}, {AZURE_SDK}: conversation.item.create",
)
def assistant_audio(event: Any) -> Iterator[Complaint]:
    """Audio of the assistant that is added to the conversation."""
    for position, part in objects_in(event, "item.content"):
        output = isinstance(part, ga.AssistantMessageContent) and (
            text_of(part, "type") == "output_audio" or is_set(member(part, "audio"))
        )
        spoken = text_of(event, "item.role") == "assistant" and isinstance(part, vl.InputAudioContentPart)
        if output or spoken:
            message = "An assistant's message with audio can't be added"
            yield Complaint(f"item.content[{position}]", message, "add its transcript as text")


# Turn detection

_VADS = (
    ga.ServerVad,
    ga.SemanticVad,
    beta.TurnDetection,
    vl.ServerVad,
    vl.SemanticVad,
    vl.AzureSemanticVad,
    vl.AzureSemanticVadEn,
    vl.AzureSemanticVadMultilingual,
)


@rule("never-responds", "info", *_VADS, source=f"{GA_SDK}: create_response, interrupt_response")
def never_responds(vad: Any) -> Iterator[Complaint]:
    """Turn detection that neither starts nor interrupts a response."""
    if member(vad, "create_response") is False and member(vad, "interrupt_response") is False:
        message = "The model never responds by itself; turns are only reported"
        yield Complaint("create_response", message, "send `response.create` for each turn")


# What only one of a vendor's documents knows

_SDK_ONLY = ("OpenAI's SDK has it, its OpenAPI document does not", "expect that it may be ignored")
_OPENAPI_ONLY = ("OpenAI's OpenAPI document has it, the SDK's beta types do not", "be aware that it may be refused")
_DOCS_ONLY = ("Microsoft's documents have it, azure-ai-voicelive 1.3.1 does not", "be aware that it may be refused")
_DOTNET_ONLY = "Microsoft's SDK for .NET has it, azure-ai-voicelive 1.3.1 does not"

# By type: the fields (an empty name is the object itself), and what to say of them.
_ONE_SOURCE: dict[type[Config], dict[str, tuple[str, str]]] = {
    ga.NoiseReduction: {"strength": _SDK_ONLY},
    ga.TranslationNoiseReduction: {"strength": _SDK_ONLY},
    ga.PromptCacheBreakpoint: {"ttl": _SDK_ONLY},
    beta.Session: dict.fromkeys(("object", "expires_at", "include", "prompt", "truncation"), _OPENAPI_ONLY),
    beta.TranscriptionSession: dict.fromkeys(("client_secret", "modalities"), _SDK_ONLY),
    beta.ResponseCreateParams: {
        "max_output_tokens": _OPENAPI_ONLY,
        "max_response_output_tokens": _SDK_ONLY,
        "prompt": _OPENAPI_ONLY,
    },
    beta.InputAudioTranscription: dict.fromkeys(("delay", "keywords", "languages"), _OPENAPI_ONLY),
    beta.TurnDetection: {"idle_timeout_ms": _OPENAPI_ONLY},
    beta.ConversationItemContent: {"id": _SDK_ONLY, "image_url": _OPENAPI_ONLY, "detail": _OPENAPI_ONLY},
    vl.AzureSemanticVadMultilingual: {"appended_text_after_truncation": _DOCS_ONLY},
    vl.AzureSemanticVad: dict.fromkeys(
        ("appended_text_after_truncation", "neg_threshold", "window_size", "distinct_ci_phones", "require_vowel"),
        _DOCS_ONLY,
    ),
    vl.SemanticVad: {"": _DOCS_ONLY},
    vl.NoTurnDetection: {"": (_DOTNET_ONLY, "set `turn_detection` to null")},
    vl.ToolChoiceFunctionSelection: {"function": (_DOCS_ONLY[0], "write `name` in its place")},
    vl.FoundryAgentTool: {"": _DOCS_ONLY},
    vl.ServerVad: {"speech_duration_ms": _DOCS_ONLY},
    vl.SmartEndOfTurnDetection: {"": _DOCS_ONLY},
    vl.StaticInterimResponse: {"": _DOCS_ONLY},
    vl.LlmInterimResponse: {"": _DOCS_ONLY},
    vl.ClientEventRtcCallSdpCreate: {"": _DOCS_ONLY},
    vl.AudioInputTranscriptionOptions: {"prompt": _DOCS_ONLY},
    vl.ResponseCreateParams: dict.fromkeys(("max_response_output_tokens", "animation", "conversation"), _DOCS_ONLY),
}


@rule(
    "one-source",
    "info",
    *_ONE_SOURCE,
    source=f"{GA_SDK}, {BETA_SDK} against {OPENAPI}; {AZURE_SDK} against {MS_DOCS}",
)
def one_source(config: Any) -> Iterator[Complaint]:
    """A field or a type that one of a vendor's documents has and another lacks."""
    fields = next(_ONE_SOURCE[base] for base in declared_class(type(config)).__mro__ if base in _ONE_SOURCE)
    for name, (message, instead) in fields.items():
        if not name or member(config, name) is not UNSET:
            yield Complaint(name, message, instead)


# Two names for one setting


@rule(
    "token-limit-twice",
    "warning",
    beta.ResponseCreateParams,
    vl.ResponseCreateParams,
    source=f"{BETA_SDK} against {OPENAPI}; {AZURE_SDK} against {MS_DOCS}",
)
def token_limit_twice(response: Any) -> Iterator[Complaint]:
    """The token limit of a response under both its names."""
    if is_set(member(response, "max_output_tokens")) and is_set(member(response, "max_response_output_tokens")):
        keep = "max_output_tokens" if isinstance(response, vl.ResponseCreateParams) else "max_response_output_tokens"
        message = "`max_output_tokens` and `max_response_output_tokens` are one setting"
        yield Complaint("max_output_tokens", message, f"keep `{keep}`, which is the SDK's")
