"""OpenAI GA (left) and Voice Live (right)."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from .. import openai_ga as ga
from .. import voicelive as vl
from .spelling import EITHER_TO_BOTH, FORMAT_TO_WORD, MODEL, NO_DETECTION, TYPE_TO_WORD, event_tables, second_name
from .table import WORDS, Codec, Gap, Near, NoForm, Pair, Place, Table, back, both, left, renamed, right
from .to_voicelive import (
    AZURE_GAPS,
    COMMIT,
    INSTEAD,
    ITEM_ROWS,
    NO_REFERENCE,
    NO_TRANSCRIPTION,
    NO_TRUNCATION,
    RATE,
    RESPONSE_ROWS,
    SERVER_VAD_ROWS,
    SESSION_ROWS,
    TRANSCRIPTION_ROWS,
    VOICE,
    bare_function_name,
    only_input,
)

__all__ = ["PAIR"]

_TOOL_CHOICE = bare_function_name(lambda name: ga.ToolChoiceFunction(name=name))
_NO_TEMPERATURE = right("OpenAI GA has no temperature", "temperature", nearest="a note on style in `instructions`")

# Sessions

_INPUT = (
    renamed("audio.input.format.type", "input_audio_format", TYPE_TO_WORD),
    renamed("audio.input.format.rate", "input_audio_sampling_rate", RATE),
    renamed("audio.input.noise_reduction", "input_audio_noise_reduction"),
    renamed("audio.input.transcription", "input_audio_transcription"),
    renamed("audio.input.turn_detection", "turn_detection", NO_DETECTION),
)

_SESSION = Table(
    left=ga.RealtimeSessionCreateRequest,
    right=vl.RequestSession,
    rows=(
        *both("model", by=MODEL),
        *both("instructions"),
        renamed("output_modalities", "modalities", EITHER_TO_BOTH),
        *_INPUT,
        renamed("audio.output.format", "output_audio_format", FORMAT_TO_WORD),
        renamed("audio.output.voice", "voice", VOICE),
        *left("Voice Live has no speed", "audio.output.speed", nearest="the `rate` of an Azure voice"),
        *both("include", by=WORDS),
        renamed("max_output_tokens", "max_response_output_tokens"),
        *both("parallel_tool_calls"),
        renamed("reasoning.effort", "reasoning_effort", WORDS),
        *both("tool_choice", by=_TOOL_CHOICE),
        *both("tools"),
        *_NO_TEMPERATURE,
        *SESSION_ROWS,
    ),
)

_TRANSCRIPTION_SESSION = Table(
    left=ga.RealtimeTranscriptionSessionCreateRequest,
    right=vl.RequestSession,
    gives_up="transcription",
    reason=NO_TRANSCRIPTION,
    nearest=INSTEAD,
    rows=(
        *_INPUT,
        *both("include", by=WORDS),
        *only_input(
            "input_audio_format",
            "input_audio_sampling_rate",
            "input_audio_noise_reduction",
            "input_audio_transcription",
            "turn_detection",
            "include",
        ),
    ),
)

_PARTS = (
    Table(
        left=ga.NoiseReduction,
        right=vl.AudioNoiseReduction,
        rows=(
            *both("type", by=WORDS, vital=True),
            *left("Voice Live's noise reduction has no strength", "strength"),
        ),
    ),
    Table(left=ga.AudioTranscription, right=vl.AudioInputTranscriptionOptions, rows=TRANSCRIPTION_ROWS),
    Table(left=ga.ServerVad, right=vl.ServerVad, rows=SERVER_VAD_ROWS),
    Table(
        left=ga.SemanticVad,
        right=vl.SemanticVad,
        rows=(*both("eagerness", by=WORDS), *both("create_response", "interrupt_response"), *NO_TRUNCATION),
    ),
)

# Tools

_NAMES_ONLY = "Voice Live picks tools by name only"
_NAMES = "the names of the tools"


def _to_names(value: Any, place: Place) -> Any:
    """A filter of an MCP server's tools as a list of their names."""
    if not isinstance(value, ga.McpToolFilter):
        return value
    if value.tool_names is UNSET:
        raise NoForm(_NAMES_ONLY, _NAMES)
    if value.read_only is not UNSET:
        place.lose(("read_only",), value.read_only, _NAMES_ONLY, _NAMES)
    return Near(value.tool_names, "Voice Live takes only the list")


_TOOLS = (
    Table(left=ga.RealtimeFunctionTool, right=vl.FunctionTool, rows=both("name", "description", "parameters")),
    Table(
        left=ga.Mcp,
        right=vl.MCPServer,
        rows=(
            *both("server_label", "server_url", "authorization", "headers"),
            *both("allowed_tools", by=Codec(forth=_to_names)),
            *both("require_approval"),
            *left("Voice Live has no connectors", "connector_id", nearest="`server_url`"),
            *left("Voice Live has no tunnels", "tunnel_id", nearest="`server_url`"),
            *left("Voice Live describes no server to the model", "server_description", nearest="`instructions`"),
            *left("Voice Live offers all tools at once", "defer_loading"),
            *left("Voice Live does not tell callers apart", "allowed_callers"),
        ),
    ),
    Table(
        left=ga.McpToolApprovalFilter,
        right=vl.RequireApproval,
        rows=(
            renamed("always.tool_names", "always"),
            renamed("never.tool_names", "never"),
            *left(_NAMES_ONLY, "always.read_only", "never.read_only", nearest=_NAMES),
        ),
    ),
    Table(
        left=ga.ToolChoiceFunction,
        right=vl.ToolChoiceFunctionSelection,
        rows=(*both("name"), back("name", "function.name", second_name("name"))),
    ),
)

# Responses

_RESPONSE = Table(
    left=ga.RealtimeResponseCreateParams,
    right=vl.ResponseCreateParams,
    rows=(
        renamed("audio.output.format", "output_audio_format", FORMAT_TO_WORD),
        renamed("audio.output.voice", "voice", VOICE),
        back("conversation", "conversation"),
        renamed("conversation", "commit", COMMIT),
        renamed("input", "input_items"),
        *both("instructions", "max_output_tokens"),
        back("max_output_tokens", "max_response_output_tokens", second_name("max_output_tokens")),
        *both("metadata"),
        renamed("output_modalities", "modalities", EITHER_TO_BOTH),
        *left("Voice Live has it only for whole sessions", "parallel_tool_calls", nearest="the session's own"),
        renamed("reasoning.effort", "reasoning_effort", WORDS),
        *both("tool_choice", by=_TOOL_CHOICE),
        *both("tools"),
        *_NO_TEMPERATURE,
        *RESPONSE_ROWS,
    ),
)

# Items

_MESSAGES = (
    (ga.RealtimeConversationItemSystemMessage, vl.SystemMessageItem),
    (ga.RealtimeConversationItemUserMessage, vl.UserMessageItem),
    (ga.RealtimeConversationItemAssistantMessage, vl.AssistantMessageItem),
)

_ITEMS = (
    *(
        Table(left=here, right=there, rows=(*both("role"), *ITEM_ROWS, *both("content", vital=True)))
        for here, there in _MESSAGES
    ),
    Table(
        left=ga.RealtimeConversationItemFunctionCall,
        right=vl.FunctionCallItem,
        rows=(*ITEM_ROWS, *both("arguments", "call_id", "name")),
    ),
    Table(
        left=ga.RealtimeConversationItemFunctionCallOutput,
        right=vl.FunctionCallOutputItem,
        rows=(*ITEM_ROWS, *both("call_id", "output")),
    ),
    Table(
        left=ga.RealtimeMcpApprovalResponse,
        right=vl.MCPApprovalResponseRequestItem,
        rows=(
            *both("id", "approval_request_id", "approve"),
            *left("Voice Live takes no reason", "reason"),
        ),
    ),
)

# Content: Voice Live has one struct for each kind, OpenAI GA one for each role.

_PICTURE = ("detail", "image_url")

_CONTENT = (
    Table(left=ga.SystemMessageContent, right=vl.InputTextContentPart, rows=both("text")),
    Table(
        left=ga.UserMessageContent,
        right=vl.InputTextContentPart,
        kind={"type": "input_text"},
        rows=(*both("text"), *left("it does not belong to text", "audio", "transcript", *_PICTURE)),
    ),
    Table(
        left=ga.UserMessageContent,
        right=vl.InputAudioContentPart,
        kind={"type": "input_audio"},
        rows=(*both("audio", "transcript"), *left("it does not belong to audio", "text", *_PICTURE)),
    ),
    Table(
        left=ga.UserMessageContent,
        right=vl.RequestImageContentPart,
        kind={"type": "input_image"},
        rows=(
            *both("detail", by=WORDS),
            *both("image_url"),
            *left("it does not belong to a picture", "audio", "text", "transcript"),
        ),
    ),
    Table(
        left=ga.AssistantMessageContent,
        right=vl.OutputTextContentPart,
        kind={"type": "output_text"},
        rows=(*both("text"), *left("it does not belong to text", "audio", "transcript")),
    ),
    Table(
        left=ga.AssistantMessageContent,
        right=vl.AssistantOutputTextContentPart,
        kind={"type": "output_text"},
        note="Voice Live's own name for it is `text`",
        rows=(*both("text"), *left("it does not belong to text", "audio", "transcript")),
    ),
)

# What has no counterpart

_BY_SERVER = "only the server adds such items in Voice Live"

_GAPS = (
    Gap(source=ga.VoiceID, reason="Voice Live does not have OpenAI's custom voices", nearest="`azure-custom`"),
    Gap(source=ga.ToolChoiceMcp, reason="Voice Live can't be told to use an MCP server", nearest="`required`"),
    Gap(source=ga.RealtimeMcpApprovalRequest, reason=_BY_SERVER),
    Gap(source=ga.RealtimeMcpListTools, reason=_BY_SERVER),
    Gap(source=ga.RealtimeMcpToolCall, reason=_BY_SERVER, nearest="a `function_call` and its output"),
    Gap(source=ga.ResponseItemReference, reason=NO_REFERENCE, nearest="the item itself"),
    Gap(
        source=ga.AssistantMessageContent,
        kind={"type": "output_audio"},
        reason="Voice Live takes no audio of the assistant",
        nearest="its transcript as `text`",
    ),
    *AZURE_GAPS,
)

_EVENTS = event_tables(
    ga.ClientEvent,
    vl.ClientEvent,
    {
        "response.create": right(
            "OpenAI GA has no instructions beside the session's",
            "additional_instructions",
            nearest="`response.instructions`, with the session's repeated",
        )
    },
)

PAIR = Pair(
    left="openai_ga",
    right="voicelive",
    tables=(
        _SESSION,
        _TRANSCRIPTION_SESSION,
        *_PARTS,
        *_TOOLS,
        _RESPONSE,
        *_ITEMS,
        *_CONTENT,
        *_EVENTS,
    ),
    gaps=_GAPS,
)
