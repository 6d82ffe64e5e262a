"""Bare msgspec structs for the GA session of payloads.py: what the library is measured against.

Every field of the classes used, lists and dicts as they come (so a value can be changed by whoever
holds it), no limits, and unknown members refused as the library refuses them.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

__all__ = ["Echo", "Event", "Session", "decode_session"]

T = TypeVar("T")
Clearable: TypeAlias = T | UnsetType | None
Settable: TypeAlias = T | UnsetType
Object: TypeAlias = dict[str, Any]


class Bare(Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class AudioPCM(Bare, tag="audio/pcm"):
    rate: Settable[Literal[24000]] = UNSET


class AudioPCMU(Bare, tag="audio/pcmu"):
    pass


class AudioPCMA(Bare, tag="audio/pcma"):
    pass


class NoiseReduction(Bare):
    strength: Settable[float] = UNSET
    type: Settable[Literal["near_field", "far_field"]] = UNSET


class Transcription(Bare):
    delay: Settable[Literal["minimal", "low", "medium", "high", "xhigh"]] = UNSET
    keywords: Settable[list[str]] = UNSET
    language: Settable[str] = UNSET
    languages: Settable[list[str]] = UNSET
    model: Settable[str] = UNSET
    prompt: Settable[str] = UNSET


class ServerVad(Bare, tag="server_vad"):
    create_response: Settable[bool] = UNSET
    idle_timeout_ms: Clearable[int] = UNSET
    interrupt_response: Settable[bool] = UNSET
    prefix_padding_ms: Settable[int] = UNSET
    silence_duration_ms: Settable[int] = UNSET
    threshold: Settable[float] = UNSET


class SemanticVad(Bare, tag="semantic_vad"):
    create_response: Settable[bool] = UNSET
    eagerness: Settable[Literal["low", "medium", "high", "auto"]] = UNSET
    interrupt_response: Settable[bool] = UNSET


class AudioInput(Bare):
    format: Settable[AudioPCM | AudioPCMU | AudioPCMA] = UNSET
    noise_reduction: Clearable[NoiseReduction] = UNSET
    transcription: Clearable[Transcription] = UNSET
    turn_detection: Clearable[ServerVad | SemanticVad] = UNSET


class VoiceID(Bare):
    id: str


class AudioOutput(Bare):
    format: Settable[AudioPCM | AudioPCMU | AudioPCMA] = UNSET
    speed: Settable[float] = UNSET
    voice: Settable[str | VoiceID] = UNSET


class Audio(Bare):
    input: Settable[AudioInput] = UNSET
    output: Settable[AudioOutput] = UNSET


class FunctionTool(Bare, tag="function"):
    description: Settable[str] = UNSET
    name: Settable[str] = UNSET
    parameters: Settable[Object] = UNSET


class Mcp(Bare, tag="mcp"):
    server_label: str
    server_url: Settable[str] = UNSET


class Session(Bare, tag="realtime"):
    audio: Clearable[Audio] = UNSET
    include: Clearable[list[str]] = UNSET
    instructions: Clearable[str] = UNSET
    max_output_tokens: Clearable[int | Literal["inf"]] = UNSET
    model: Clearable[str] = UNSET
    output_modalities: Clearable[list[Literal["text", "audio"]]] = UNSET
    parallel_tool_calls: Clearable[bool] = UNSET
    prompt: Clearable[Object] = UNSET
    reasoning: Clearable[Object] = UNSET
    tool_choice: Clearable[str | Object] = UNSET
    tools: Clearable[list[FunctionTool | Mcp]] = UNSET
    tracing: Clearable[str | Object] = UNSET
    truncation: Clearable[str | Object] = UNSET


class Event(Bare, tag="session.update"):
    session: Session
    event_id: Settable[str] = UNSET


class EchoSession(Session, tag="realtime"):
    id: Settable[str] = UNSET
    object: Settable[str] = UNSET
    expires_at: Settable[int] = UNSET


class Echo(Bare, tag="session.updated"):
    session: EchoSession
    event_id: Settable[str] = UNSET


decode_session = msgspec.json.Decoder(Session).decode
