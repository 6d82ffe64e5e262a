"""Frozen dataclasses, omitted members left out by hand, encoded by orjson: types are not checked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

import orjson

TITLE = "dataclasses + orjson"
PACKAGES = ("orjson",)
IMPORT = "import dataclasses, orjson"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "edit_one_field", "edit_three_levels_down", "encode"]


class Omitted(Enum):
    UNSET = "UNSET"


UNSET: Any = Omitted.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    type: str
    rate: int = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseReduction:
    type: str = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription:
    language: str = UNSET
    model: str = UNSET
    prompt: str = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDetection:
    type: str
    create_response: bool = UNSET
    idle_timeout_ms: int | None = UNSET
    interrupt_response: bool = UNSET
    prefix_padding_ms: int = UNSET
    silence_duration_ms: int = UNSET
    threshold: float = UNSET
    eagerness: str = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioInput:
    format: Format = UNSET
    noise_reduction: NoiseReduction | None = UNSET
    transcription: Transcription | None = UNSET
    turn_detection: TurnDetection | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioOutput:
    format: Format = UNSET
    speed: float = UNSET
    voice: str = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    input: AudioInput = UNSET
    output: AudioOutput = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    type: str
    description: str = UNSET
    name: str = UNSET
    parameters: dict[str, Any] = UNSET
    server_label: str = UNSET
    server_url: str = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    type: str
    audio: Audio | None = UNSET
    instructions: str | None = UNSET
    max_output_tokens: int | str | None = UNSET
    model: str | None = UNSET
    output_modalities: tuple[str, ...] | None = UNSET
    tool_choice: str | dict[str, Any] | None = UNSET
    tools: tuple[Tool, ...] | None = UNSET
    tracing: str | dict[str, Any] | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    type: str
    session: Session
    event_id: str = UNSET


# What a member holds besides plain JSON, by class and name.
_INNER: dict[tuple[type, str], type] = {
    (Event, "session"): Session,
    (Session, "audio"): Audio,
    (Session, "tools"): Tool,
    (Audio, "input"): AudioInput,
    (Audio, "output"): AudioOutput,
    (AudioInput, "format"): Format,
    (AudioInput, "noise_reduction"): NoiseReduction,
    (AudioInput, "transcription"): Transcription,
    (AudioInput, "turn_detection"): TurnDetection,
    (AudioOutput, "format"): Format,
}
_NAMES = {cls: tuple(field.name for field in fields(cls)) for cls in {Event, *_INNER.values()}}


def _read(cls: type, members: dict[str, Any]) -> Any:
    read = {}
    for name, value in members.items():
        inner = _INNER.get((cls, name))
        if inner is None or value is None:
            read[name] = tuple(value) if value.__class__ is list else value
        elif value.__class__ is list:
            read[name] = tuple([_read(inner, item) for item in value])
        else:
            read[name] = _read(inner, value)
    return cls(**read)


def construct(content: dict[str, Any]) -> Event:
    return _read(Event, content)


def decode_and_validate(data: bytes) -> Event:
    return _read(Event, orjson.loads(data))


def _members(value: Any) -> dict[str, Any]:
    present = {}
    for name in _NAMES[value.__class__]:
        member = getattr(value, name)
        if member is not UNSET:
            present[name] = member
    return present


def encode(event: Event) -> bytes:
    return orjson.dumps(event, _members, orjson.OPT_PASSTHROUGH_DATACLASS)


def edit_one_field(event: Event, model: str) -> Event:
    return replace(event, session=replace(event.session, model=model))


def edit_three_levels_down(event: Event, voice: str) -> Event:
    session = event.session
    output = replace(session.audio.output, voice=voice)
    return replace(event, session=replace(session, audio=replace(session.audio, output=output)))
