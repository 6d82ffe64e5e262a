"""Pyrsistent records: persistent all the way down, types checked, encoded by orjson."""

from __future__ import annotations

from typing import Any

import orjson
from pyrsistent import PMap, PRecord, PVector, field, freeze, pvector_field

TITLE = "pyrsistent PRecord"
PACKAGES = ("pyrsistent", "orjson")
IMPORT = "import pyrsistent, orjson"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "edit_one_field", "edit_three_levels_down", "encode"]

NoneType = type(None)


class Format(PRecord):
    type = field(type=str, mandatory=True)
    rate = field(type=int)


class NoiseReduction(PRecord):
    type = field(type=str)


class Transcription(PRecord):
    language = field(type=str)
    model = field(type=str)
    prompt = field(type=str)


class TurnDetection(PRecord):
    type = field(type=str, mandatory=True)
    create_response = field(type=bool)
    idle_timeout_ms = field(type=(int, NoneType))
    interrupt_response = field(type=bool)
    prefix_padding_ms = field(type=int)
    silence_duration_ms = field(type=int)
    threshold = field(type=(int, float), invariant=lambda value: (0 <= value <= 1, "not in 0..1"))
    eagerness = field(type=str)


class AudioInput(PRecord):
    format = field(type=Format)
    noise_reduction = field(type=(NoiseReduction, NoneType))
    transcription = field(type=(Transcription, NoneType))
    turn_detection = field(type=(TurnDetection, NoneType))


class AudioOutput(PRecord):
    format = field(type=Format)
    speed = field(type=(int, float), invariant=lambda value: (0.25 <= value <= 1.5, "not in 0.25..1.5"))
    voice = field(type=str)


class Audio(PRecord):
    input = field(type=AudioInput)
    output = field(type=AudioOutput)


class Tool(PRecord):
    type = field(type=str, mandatory=True)
    description = field(type=str)
    name = field(type=str)
    parameters = field(type=PMap, factory=freeze)
    server_label = field(type=str)
    server_url = field(type=str)


class Session(PRecord):
    type = field(type=str, mandatory=True)
    audio = field(type=(Audio, NoneType))
    instructions = field(type=(str, NoneType))
    max_output_tokens = field(type=(int, str, NoneType))
    model = field(type=(str, NoneType))
    output_modalities = pvector_field(str)
    tool_choice = field(type=(str, PMap, NoneType))
    tools = pvector_field(Tool)
    tracing = field(type=(str, PMap, NoneType))


class Event(PRecord):
    type = field(type=str, mandatory=True)
    session = field(type=Session, mandatory=True)
    event_id = field(type=str)


# A union with None gets no factory from pyrsistent, so those members are made here.
_INNER = {
    "session": Session,
    "audio": Audio,
    "input": AudioInput,
    "output": AudioOutput,
    "format": Format,
    "noise_reduction": NoiseReduction,
    "transcription": Transcription,
    "turn_detection": TurnDetection,
}


def _read(cls: Any, members: dict[str, Any]) -> Any:
    return cls(
        **{
            name: _read(_INNER[name], value) if name in _INNER and value.__class__ is dict else value
            for name, value in members.items()
        }
    )


def construct(content: dict[str, Any]) -> Event:
    return _read(Event, content)


def decode_and_validate(data: bytes) -> Event:
    return _read(Event, orjson.loads(data))


def _plain(value: Any) -> Any:
    if isinstance(value, PMap):
        return dict(value)
    if isinstance(value, PVector):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def encode(event: Event) -> bytes:
    return orjson.dumps(event, _plain)


def edit_one_field(event: Event, model: str) -> Event:
    return event.transform(["session", "model"], model)


def edit_three_levels_down(event: Event, voice: str) -> Event:
    return event.transform(["session", "audio", "output", "voice"], voice)
