"""realtime_builder, Azure Voice Live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from realtime_builder import Template, decode, encode
from realtime_builder.voicelive import ClientEventSessionUpdate, decode_server_event

TITLE = "realtime_builder, Voice Live"
PACKAGES = ("msgspec", "pyrsistent")
IMPORT = "from realtime_builder.voicelive import ClientEventSessionUpdate"
DIALECT = "voicelive"

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


def construct(content: dict[str, Any]) -> ClientEventSessionUpdate:
    return ClientEventSessionUpdate.from_dict(content)


def edit_one_field(event: ClientEventSessionUpdate, model: str) -> ClientEventSessionUpdate:
    return event.copy_with(session=event.session.copy_with(model=model))


def edit_three_levels_down(event: ClientEventSessionUpdate, level: str) -> ClientEventSessionUpdate:
    return event.transform("session.turn_detection.end_of_utterance_detection.threshold_level", level)


def template(event: ClientEventSessionUpdate) -> Callable[[str], bytes]:
    filled = Template(event, model="session.model")
    return lambda model: filled.encode(model=model)


def decode_and_validate(data: bytes) -> ClientEventSessionUpdate:
    return decode(data, type=ClientEventSessionUpdate)
