"""realtime_builder, OpenAI GA."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from realtime_builder import Template, decode, encode
from realtime_builder.openai_ga import SessionUpdateEvent, decode_server_event

TITLE = "realtime_builder"
PACKAGES = ("msgspec", "pyrsistent")
IMPORT = "from realtime_builder.openai_ga import SessionUpdateEvent"
DIALECT = "openai_ga"

__all__ = [
    "construct",
    "decode_and_validate",
    "decode_echo",
    "edit_one_field",
    "edit_three_levels_down",
    "encode",
    "template",
]


decode_echo = decode_server_event


def construct(content: dict[str, Any]) -> SessionUpdateEvent:
    return SessionUpdateEvent.from_dict(content)


def edit_one_field(event: SessionUpdateEvent, model: str) -> SessionUpdateEvent:
    return event.copy_with(session=event.session.copy_with(model=model))


def edit_three_levels_down(event: SessionUpdateEvent, voice: str) -> SessionUpdateEvent:
    return event.transform("session.audio.output.voice", voice)


def template(event: SessionUpdateEvent) -> Callable[[str], bytes]:
    filled = Template(event, model="session.model")
    return lambda model: filled.encode(model=model)


def decode_and_validate(data: bytes) -> SessionUpdateEvent:
    return decode(data, type=SessionUpdateEvent)
