"""OpenAI beta (left) and OpenAI GA (right)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import openai_beta as beta
from .. import openai_ga as ga
from .spelling import (
    CALL_MEMBERS,
    FUNCTION_CALL_ONLY,
    GIVEN_BY_SERVER,
    MESSAGE_ONLY,
    MODALITIES,
    MODEL,
    NO_DETECTION,
    WORD_TO_FORMAT,
    event_tables,
    second_name,
)
from .table import WORDS, Codec, Gap, Near, Pair, Place, Table, both, forth, left, renamed, right, spelled

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["PAIR"]

_NO_TEMPERATURE = "OpenAI GA has no temperature"
_NEXT_TO_SESSION = "OpenAI GA takes a secret's lifetime beside the session"
_EXPIRES_AFTER = "`ClientSecretCreateParams.expires_after`"

# Sessions

_SESSION = Table(
    left=beta.Session,
    right=ga.RealtimeSessionCreateRequest,
    rows=(
        *both("model", by=MODEL),
        *both("instructions"),
        renamed("modalities", "output_modalities", MODALITIES),
        renamed("input_audio_format", "audio.input.format", WORD_TO_FORMAT),
        renamed("output_audio_format", "audio.output.format", WORD_TO_FORMAT),
        renamed("input_audio_noise_reduction", "audio.input.noise_reduction"),
        renamed("input_audio_transcription", "audio.input.transcription"),
        renamed("turn_detection", "audio.input.turn_detection", NO_DETECTION),
        renamed("voice", "audio.output.voice"),
        renamed("speed", "audio.output.speed"),
        renamed("max_response_output_tokens", "max_output_tokens"),
        *left(_NO_TEMPERATURE, "temperature", nearest="a note on style in `instructions`"),
        *both("tools"),
        renamed("tool_choice", "tool_choice", nearest='{"type": "function", "name": ...}'),
        *both("tracing", "prompt", "truncation"),
        *both("include", by=WORDS),
        *left(_NEXT_TO_SESSION, "client_secret", nearest=_EXPIRES_AFTER),
        *left(GIVEN_BY_SERVER, "id", "object", "expires_at"),
        *right("OpenAI beta has no parallel tool calls", "parallel_tool_calls"),
        *right("OpenAI beta has no reasoning", "reasoning"),
    ),
)

_TRANSCRIPTION_SESSION = Table(
    left=beta.TranscriptionSession,
    right=ga.RealtimeTranscriptionSessionCreateRequest,
    rows=(
        *left(_NEXT_TO_SESSION, "client_secret", nearest=_EXPIRES_AFTER),
        *both("include", by=WORDS),
        renamed("input_audio_format", "audio.input.format", WORD_TO_FORMAT),
        renamed("input_audio_noise_reduction", "audio.input.noise_reduction"),
        renamed("input_audio_transcription", "audio.input.transcription"),
        *left("OpenAI GA's transcription sessions give only text", "modalities"),
        renamed("turn_detection", "audio.input.turn_detection", NO_DETECTION),
    ),
)

_LIFETIMES = (
    Table(left=beta.ClientSecretExpiresAfter, right=ga.ExpiresAfter, rows=both("anchor", "seconds")),
    Table(left=beta.TranscriptionSessionClientSecretExpiresAt, right=ga.ExpiresAfter, rows=both("anchor", "seconds")),
)

# Parts of a session

_LOUDNESS = ("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms")

_PARTS = (
    Table(
        left=beta.InputAudioNoiseReduction,
        right=ga.NoiseReduction,
        rows=(*both("type"), *right("OpenAI beta's noise reduction has no strength", "strength")),
    ),
    Table(
        left=beta.InputAudioTranscription,
        right=ga.AudioTranscription,
        rows=(
            *both("model", "language", "prompt", "languages", "keywords", "delay"),
            *left(
                "OpenAI GA transcribes where the object is there", "enabled", nearest="`transcription: null` for false"
            ),
        ),
    ),
    Table(
        left=beta.TurnDetection,
        right=ga.ServerVad,
        kind={"type": "server_vad"},
        assumed="it is the server's default, and OpenAI GA requires it",
        rows=(
            *both(*_LOUDNESS, "create_response", "interrupt_response"),
            *left("`server_vad` has no eagerness", "eagerness", nearest="`semantic_vad`"),
        ),
    ),
    Table(
        left=beta.TurnDetection,
        right=ga.SemanticVad,
        kind={"type": "semantic_vad"},
        rows=(
            *both("eagerness", "create_response", "interrupt_response"),
            *left("`semantic_vad` does not detect by loudness", *_LOUDNESS, nearest="`server_vad`"),
        ),
    ),
    Table(
        left=beta.TracingConfiguration,
        right=ga.TracingConfiguration,
        rows=both("group_id", "metadata", "workflow_name"),
    ),
    Table(left=beta.ResponsePrompt, right=ga.ResponsePrompt, rows=both("id", "variables", "version")),
    Table(
        left=beta.RealtimeTruncationRetentionRatio,
        right=ga.RealtimeTruncationRetentionRatio,
        rows=both("retention_ratio", "token_limits"),
    ),
    Table(left=beta.TokenLimits, right=ga.TokenLimits, rows=both("post_instructions")),
)

# Tools

_TOOLS = (
    Table(left=beta.Tool, right=ga.RealtimeFunctionTool, rows=both("description", "name", "parameters")),
    Table(
        left=beta.ToolChoiceFunction,
        right=ga.ToolChoiceFunction,
        rows=(renamed("function.name", "name"), forth("name", "name", second_name("function.name"))),
    ),
)

# Responses

_RESPONSE = Table(
    left=beta.ResponseCreateParams,
    right=ga.RealtimeResponseCreateParams,
    rows=(
        *both("conversation", "input", "instructions"),
        renamed("max_response_output_tokens", "max_output_tokens"),
        forth("max_output_tokens", "max_output_tokens", second_name("max_response_output_tokens")),
        *both("metadata"),
        renamed("modalities", "output_modalities", MODALITIES),
        renamed("output_audio_format", "audio.output.format", WORD_TO_FORMAT),
        renamed("voice", "audio.output.voice"),
        *left(_NO_TEMPERATURE, "temperature", nearest="a note on style in `instructions`"),
        renamed("tool_choice", "tool_choice", nearest='{"type": "function", "name": ...}'),
        *both("tools", "prompt"),
        *right("OpenAI beta has no parallel tool calls", "parallel_tool_calls"),
        *right("OpenAI beta has no reasoning", "reasoning"),
    ),
)

# Items: OpenAI beta has one flat struct, OpenAI GA one for each type and role.


def _items(flat: type[beta.ConversationItem | beta.ConversationItemWithReference]) -> tuple[Table, ...]:
    messages: dict[str, type[Struct]] = {
        "system": ga.RealtimeConversationItemSystemMessage,
        "user": ga.RealtimeConversationItemUserMessage,
        "assistant": ga.RealtimeConversationItemAssistantMessage,
    }
    common = both("id", "object", "status")
    return (
        *(
            Table(
                left=flat,
                right=message,
                kind={"type": "message", "role": role},
                rows=(*common, *both("content", vital=True), *left(FUNCTION_CALL_ONLY, *CALL_MEMBERS)),
            )
            for role, message in messages.items()
        ),
        Table(
            left=flat,
            right=ga.RealtimeConversationItemFunctionCall,
            kind={"type": "function_call"},
            rows=(
                *common,
                *both("arguments", "call_id", "name"),
                *left("it belongs to the output of a call", "output"),
                *left(MESSAGE_ONLY, "content", "role"),
            ),
        ),
        Table(
            left=flat,
            right=ga.RealtimeConversationItemFunctionCallOutput,
            kind={"type": "function_call_output"},
            rows=(
                *common,
                *both("call_id", "output"),
                *left("it belongs to the call itself", "arguments", "name"),
                *left(MESSAGE_ONLY, "content", "role"),
            ),
        ),
    )


_REFERENCE = Table(
    left=beta.ConversationItemWithReference,
    right=ga.ResponseItemReference,
    kind={"type": "item_reference"},
    rows=(
        *both("id"),
        *left("a reference has only an `id`", "object", "status", *CALL_MEMBERS, "content", "role"),
    ),
)

# Content. OpenAI's OpenAPI document has GA's words for the beta dialect too.

_WORDS = spelled({"text": "output_text", "audio": "output_audio"}, "an assistant's message holds output text and audio")


def _to_output(word: str, place: Place) -> Any:
    if word in ("output_text", "output_audio"):
        return Near(word, "OpenAI beta has its own name for it")
    return _WORDS.forth(word, place) if _WORDS.forth else word


_PICTURE = ("detail", "image_url")

_CONTENT = (
    Table(
        left=beta.ConversationItemContent,
        right=ga.SystemMessageContent,
        kind={"type": "input_text"},
        rows=(*both("text"), *left("a system message holds only text", "id", "audio", "transcript", *_PICTURE)),
    ),
    Table(
        left=beta.ConversationItemContent,
        right=ga.UserMessageContent,
        rows=(
            *both("type", vital=True),
            *both("audio", "text", "transcript", *_PICTURE),
            *left("it belongs to a reference", "id"),
        ),
    ),
    Table(
        left=beta.ConversationItemContent,
        right=ga.AssistantMessageContent,
        rows=(
            *both("type", by=Codec(forth=_to_output, back=_WORDS.back), vital=True),
            *both("audio", "text", "transcript"),
            *left("it belongs to a reference", "id"),
            *left("an assistant's message holds no picture", *_PICTURE),
        ),
    ),
)

# What has no counterpart

_NO_MCP = "OpenAI beta has no MCP servers"

_GAPS = (
    Gap(
        source=beta.ConversationItemContent,
        kind={"type": "item_reference"},
        reason="OpenAI GA refers to an item as a whole",
        nearest="an item of the type `item_reference` in a response's `input`",
    ),
    Gap(source=ga.VoiceID, reason="OpenAI beta has no custom voices", nearest="a built-in voice such as `marin`"),
    Gap(source=ga.Mcp, reason=_NO_MCP, nearest="a function that the client runs"),
    Gap(source=ga.ToolChoiceMcp, reason=_NO_MCP, nearest="`required`"),
    Gap(source=ga.RealtimeMcpApprovalResponse, reason=_NO_MCP),
    Gap(source=ga.RealtimeMcpApprovalRequest, reason=_NO_MCP),
    Gap(source=ga.RealtimeMcpListTools, reason=_NO_MCP),
    Gap(source=ga.RealtimeMcpToolCall, reason=_NO_MCP, nearest="a `function_call` and its output"),
)

# Events. What OpenAI beta calls `transcription_session.update` is a `session.update` in OpenAI GA.

_EVENTS = (
    *event_tables(beta.ClientEvent, ga.ClientEvent),
    Table(left=beta.TranscriptionSessionUpdate, right=ga.SessionUpdateEvent, rows=both("event_id", "session")),
)

PAIR = Pair(
    left="openai_beta",
    right="openai_ga",
    tables=(
        _SESSION,
        _TRANSCRIPTION_SESSION,
        *_LIFETIMES,
        *_PARTS,
        *_TOOLS,
        _RESPONSE,
        *_items(beta.ConversationItem),
        *_items(beta.ConversationItemWithReference),
        _REFERENCE,
        *_CONTENT,
        *_EVENTS,
    ),
    gaps=_GAPS,
)
