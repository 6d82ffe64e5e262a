"""Rules of the OpenAI Realtime API (GA)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from .. import openai_ga as ga
from ..errors import shorten
from .rules import GA_SDK, NOT_REASONING, VAD_GUIDE, Complaint, is_set, member, rule, text_of

# What the model gives back, and what it can do


@rule(
    "ga-modalities",
    "error",
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeResponseCreateParams,
    source=f"{GA_SDK}: output_modalities",
)
def modalities(config: Any) -> Iterator[Complaint]:
    """Text and audio at once, neither, or one of them twice."""
    chosen = member(config, "output_modalities")
    if not isinstance(chosen, tuple):
        return
    if "text" in chosen and "audio" in chosen:
        message = "Text and audio can't be requested together"
    elif len(chosen) > 1:
        message = "A modality is named twice"
    elif chosen:
        return
    else:
        message = "No modality is requested"
    yield Complaint("output_modalities", message, "ask for audio, which comes with a transcript, or for text")


@rule(
    "ga-reasoning-model",
    "error",
    ga.RealtimeSessionCreateRequest,
    source=f"{GA_SDK}: parallel_tool_calls, reasoning",
)
def reasoning_model(session: Any) -> Iterator[Complaint]:
    """An option of reasoning models with a model that does not reason."""
    model = text_of(session, "model")
    if model not in NOT_REASONING:
        return
    for name in ("parallel_tool_calls", "reasoning"):
        if is_set(member(session, name)):
            yield Complaint(name, f"{model} does not reason, so it has no `{name}`", "omit it, or use gpt-realtime-2")


_SPEAKS = (ga.RealtimeAudioConfigOutput, ga.ResponseAudioOutput)
_WITHOUT_VAD = ("gpt-live-transcribe", "gpt-realtime-whisper")
_TURNS = "audio.input.turn_detection"


@rule(
    "ga-whisper-vad",
    "error",
    ga.RealtimeTranscriptionSessionCreateRequest,
    source=f"{VAD_GUIDE}; {GA_SDK}: RealtimeAudioConfigInput.turn_detection",
)
def transcription_without_vad(session: Any) -> Iterator[Complaint]:
    """Turn detection in a transcription session whose model needs it omitted or null."""
    model = text_of(session, "audio.input.transcription.model")
    if model in _WITHOUT_VAD and is_set(member(session, _TURNS)):
        yield Complaint(_TURNS, f"{model} transcribes without turn detection", "omit it, or set it to null")


@rule("ga-voice-id", "error", *_SPEAKS, source=f"{GA_SDK}: voice, whose custom ones are objects")
def voice_id(output: Any) -> Iterator[Complaint]:
    """A custom voice by its bare identifier."""
    voice = text_of(output, "voice")
    if voice.startswith("voice_"):
        yield Complaint("voice", f"{shorten(voice)} is the identifier of a custom voice", 'send `{"id": "voice_..."}`')


# MCP servers

_WHEREABOUTS = ("server_url", "connector_id", "tunnel_id")


@rule("ga-mcp-nowhere", "error", ga.Mcp, source=f"{GA_SDK}: RealtimeToolsConfig.Mcp")
def mcp_nowhere(server: Any) -> Iterator[Complaint]:
    """An MCP server without `server_url`, `connector_id` or `tunnel_id`."""
    if all(member(server, name) is UNSET for name in _WHEREABOUTS):
        yield Complaint("", "Nothing says where the MCP server is", "set server_url, connector_id or tunnel_id")


@rule("ga-mcp-twice", "warning", ga.Mcp, source=f"{GA_SDK}: RealtimeToolsConfig.Mcp")
def mcp_twice(server: Any) -> Iterator[Complaint]:
    """An MCP server with more than one of `server_url`, `connector_id` and `tunnel_id`."""
    given = [name for name in _WHEREABOUTS if member(server, name) is not UNSET]
    for name in given[1:]:
        yield Complaint(name, f"`{given[0]}` says already where the MCP server is", "keep one of the two")


@rule("ga-connector", "warning", ga.Mcp, source=f"{GA_SDK}: RealtimeToolsConfig.Mcp.connector_id")
def connector(server: Any) -> Iterator[Complaint]:
    """A connector, which models released after 2026-09-01 don't take."""
    if is_set(member(server, "connector_id")):
        message = "Connectors are deprecated for models released after 2026-09-01"
        yield Complaint("connector_id", message, "use server_url or tunnel_id")


# Content of messages, which says by `type` which of its members count

_MEMBERS = {
    "input_text": ("text",),
    "input_audio": ("audio", "transcript"),
    "input_image": ("image_url", "detail"),
    "output_text": ("text",),
    "output_audio": ("audio", "transcript"),
}
_CONTENTS = (ga.UserMessageContent, ga.AssistantMessageContent)


@rule("ga-content-type", "warning", *_CONTENTS, source=f"{GA_SDK}: content of messages")
def content_type(part: Any) -> Iterator[Complaint]:
    """A part of a message without its type."""
    if member(part, "type") is UNSET:
        yield Complaint("type", "Without `type`, nothing says which members apply", "set `type`")


@rule("ga-content-member", "warning", *_CONTENTS, source=f"{GA_SDK}: content of messages")
def content_member(part: Any) -> Iterator[Complaint]:
    """A member that belongs to another type of content."""
    kind = text_of(part, "type")
    for name in ("audio", "detail", "image_url", "text", "transcript"):
        if kind in _MEMBERS and name not in _MEMBERS[kind] and member(part, name) is not UNSET:
            yield Complaint(name, f"`{kind}` has no `{name}`", "omit it, or change `type`")
