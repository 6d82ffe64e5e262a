"""OpenAI beta (left) and Voice Live (right), which descends from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import openai_beta as beta
from .. import voicelive as vl
from .spelling import (
    CALL_MEMBERS,
    FUNCTION_CALL_ONLY,
    GIVEN_BY_SERVER,
    MESSAGE_ONLY,
    MODEL,
    NO_DETECTION,
    event_tables,
    second_name,
)
from .table import WORDS, Gap, Pair, Table, back, both, forth, left, renamed, right
from .to_voicelive import (
    AZURE_GAPS,
    COMMIT,
    INSTEAD,
    ITEM_ROWS,
    NO_REFERENCE,
    NO_TRANSCRIPTION,
    NO_TRUNCATION,
    RESPONSE_ROWS,
    SERVER_VAD_ROWS,
    SESSION_ROWS,
    SINGLE_RATE,
    TEXT_TOO,
    TRANSCRIPTION_ROWS,
    VOICE,
    bare_function_name,
    only_input,
)

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["PAIR"]

_TOOL_CHOICE = bare_function_name(
    lambda name: beta.ToolChoiceFunction(function=beta.ToolChoiceFunctionName(name=name)),
)
_NO_REASONING = right("OpenAI beta has no reasoning", "reasoning_effort")

# Sessions

_NO_KEYS = left("Voice Live gives no keys with a session", "client_secret", nearest="a token of Microsoft Entra ID")

_INPUT = (
    *both("input_audio_format", by=WORDS),
    *right("OpenAI beta has no sampling rate", "input_audio_sampling_rate", by=SINGLE_RATE),
    *both("input_audio_noise_reduction", "input_audio_transcription"),
    *both("turn_detection", by=NO_DETECTION),
)

_SESSION = Table(
    left=beta.Session,
    right=vl.RequestSession,
    rows=(
        *both("model", by=MODEL),
        *both("instructions"),
        *both("modalities", by=TEXT_TOO),
        *_INPUT,
        *both("output_audio_format", by=WORDS),
        *both("voice", by=VOICE),
        *left("Voice Live has no speed", "speed", nearest="the `rate` of an Azure voice"),
        *both("include", by=WORDS),
        *both("max_response_output_tokens", "temperature"),
        *both("tool_choice", by=_TOOL_CHOICE),
        *both("tools"),
        *_NO_KEYS,
        *left(GIVEN_BY_SERVER, "id", "object", "expires_at"),
        *right("OpenAI beta has no parallel tool calls", "parallel_tool_calls"),
        *_NO_REASONING,
        *SESSION_ROWS,
    ),
)

_TRANSCRIPTION_SESSION = Table(
    left=beta.TranscriptionSession,
    right=vl.RequestSession,
    gives_up="transcription",
    reason=NO_TRANSCRIPTION,
    nearest=INSTEAD,
    rows=(
        *both("include", by=WORDS),
        *both("modalities", by=TEXT_TOO),
        *_INPUT,
        *_NO_KEYS,
        *only_input(
            "include",
            "modalities",
            "input_audio_format",
            "input_audio_sampling_rate",
            "input_audio_noise_reduction",
            "input_audio_transcription",
            "turn_detection",
        ),
    ),
)

_LOUDNESS = ("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms")

_PARTS = (
    Table(left=beta.InputAudioNoiseReduction, right=vl.AudioNoiseReduction, rows=both("type", by=WORDS, vital=True)),
    Table(
        left=beta.InputAudioTranscription,
        right=vl.AudioInputTranscriptionOptions,
        rows=(
            *TRANSCRIPTION_ROWS,
            *left(
                "Voice Live transcribes where the object is there",
                "enabled",
                nearest="`input_audio_transcription: null` for false",
            ),
        ),
    ),
    Table(
        left=beta.TurnDetection,
        right=vl.ServerVad,
        kind={"type": "server_vad"},
        assumed="it is the server's default, and Voice Live requires it",
        rows=(
            *SERVER_VAD_ROWS,
            *left("`server_vad` has no eagerness", "eagerness", nearest="`semantic_vad`"),
        ),
    ),
    Table(
        left=beta.TurnDetection,
        right=vl.SemanticVad,
        kind={"type": "semantic_vad"},
        rows=(
            *both("eagerness", by=WORDS),
            *both("create_response", "interrupt_response"),
            *left("`semantic_vad` does not detect by loudness", *_LOUDNESS, nearest="`server_vad`"),
            *NO_TRUNCATION,
        ),
    ),
)

# Tools

_TOOLS = (
    Table(left=beta.Tool, right=vl.FunctionTool, rows=both("name", "description", "parameters")),
    Table(
        left=beta.ToolChoiceFunction,
        right=vl.ToolChoiceFunctionSelection,
        rows=(
            renamed("function.name", "name"),
            forth("name", "name", second_name("function.name")),
            back("function.name", "function.name", second_name("name")),
        ),
    ),
)

# Responses

_RESPONSE = Table(
    left=beta.ResponseCreateParams,
    right=vl.ResponseCreateParams,
    rows=(
        back("conversation", "conversation"),
        renamed("conversation", "commit", COMMIT),
        renamed("input", "input_items"),
        *both("instructions"),
        renamed("max_response_output_tokens", "max_output_tokens"),
        forth("max_output_tokens", "max_output_tokens", second_name("max_response_output_tokens")),
        back("max_response_output_tokens", "max_response_output_tokens", second_name("max_output_tokens")),
        *both("metadata"),
        *both("modalities", by=TEXT_TOO),
        *both("output_audio_format", by=WORDS),
        *both("temperature"),
        *both("tool_choice", by=_TOOL_CHOICE),
        *both("tools"),
        *both("voice", by=VOICE),
        *_NO_REASONING,
        *RESPONSE_ROWS,
    ),
)

# Items: OpenAI beta has one flat struct, Voice Live one for each type and role.


def _items(flat: type[beta.ConversationItem | beta.ConversationItemWithReference]) -> tuple[Table, ...]:
    messages: dict[str, type[Struct]] = {
        "system": vl.SystemMessageItem,
        "user": vl.UserMessageItem,
        "assistant": vl.AssistantMessageItem,
    }
    return (
        *(
            Table(
                left=flat,
                right=message,
                kind={"type": "message", "role": role},
                rows=(*ITEM_ROWS, *both("content", vital=True), *left(FUNCTION_CALL_ONLY, *CALL_MEMBERS)),
            )
            for role, message in messages.items()
        ),
        Table(
            left=flat,
            right=vl.FunctionCallItem,
            kind={"type": "function_call"},
            rows=(
                *ITEM_ROWS,
                *both("arguments", "call_id", "name"),
                *left("it belongs to the output of a call", "output"),
                *left(MESSAGE_ONLY, "content", "role"),
            ),
        ),
        Table(
            left=flat,
            right=vl.FunctionCallOutputItem,
            kind={"type": "function_call_output"},
            rows=(
                *ITEM_ROWS,
                *both("call_id", "output"),
                *left("it belongs to the call itself", "arguments", "name"),
                *left(MESSAGE_ONLY, "content", "role"),
            ),
        ),
    )


# Content. OpenAI's OpenAPI document has the words of OpenAI GA for the beta dialect too.

_TEXT = (*both("text"), *left("it does not belong to text", "id", "audio", "transcript", "detail", "image_url"))

_CONTENT = (
    Table(
        left=beta.ConversationItemContent,
        right=vl.InputTextContentPart,
        kind={"type": "input_text"},
        rows=_TEXT,
    ),
    Table(
        left=beta.ConversationItemContent,
        right=vl.InputAudioContentPart,
        kind={"type": "input_audio"},
        rows=(
            *both("audio", "transcript"),
            *left("it does not belong to audio", "id", "text", "detail", "image_url"),
        ),
    ),
    Table(
        left=beta.ConversationItemContent,
        right=vl.RequestImageContentPart,
        kind={"type": "input_image"},
        rows=(
            *both("detail", by=WORDS),
            *both("image_url"),
            *left("it does not belong to a picture", "id", "audio", "text", "transcript"),
        ),
    ),
    Table(left=beta.ConversationItemContent, right=vl.OutputTextContentPart, kind={"type": "text"}, rows=_TEXT),
    Table(
        left=beta.ConversationItemContent,
        right=vl.OutputTextContentPart,
        kind={"type": "output_text"},
        second_name="it is OpenAI GA's name",
        rows=_TEXT,
    ),
    Table(
        left=beta.ConversationItemContent,
        right=vl.AssistantOutputTextContentPart,
        kind={"type": "output_text"},
        rows=_TEXT,
    ),
)

# What has no counterpart

_NO_MCP = "OpenAI beta has no MCP servers"

_GAPS = (
    *(
        Gap(source=flat, kind={"type": "item_reference"}, reason=NO_REFERENCE, nearest="the item itself")
        for flat in (beta.ConversationItemWithReference, beta.ConversationItemContent)
    ),
    *(
        Gap(
            source=beta.ConversationItemContent,
            kind={"type": word},
            reason="Voice Live takes no audio of the assistant",
            nearest="its transcript as `text`",
        )
        for word in ("audio", "output_audio")
    ),
    Gap(source=vl.MCPServer, reason=_NO_MCP, nearest="a function that the client runs"),
    Gap(source=vl.MCPApprovalResponseRequestItem, reason=_NO_MCP),
    *AZURE_GAPS,
)

# Events

_EVENTS = (
    *event_tables(
        beta.ClientEvent,
        vl.ClientEvent,
        {
            "response.create": right(
                "OpenAI beta has no instructions beside the session's",
                "additional_instructions",
                nearest="`response.instructions`, with the session's repeated",
            )
        },
    ),
    Table(left=beta.TranscriptionSessionUpdate, right=vl.ClientEventSessionUpdate, rows=both("event_id", "session")),
)

PAIR = Pair(
    left="openai_beta",
    right="voicelive",
    tables=(
        _SESSION,
        _TRANSCRIPTION_SESSION,
        *_PARTS,
        *_TOOLS,
        _RESPONSE,
        *_items(beta.ConversationItem),
        *_items(beta.ConversationItemWithReference),
        *_CONTENT,
        *_EVENTS,
    ),
    gaps=_GAPS,
)
