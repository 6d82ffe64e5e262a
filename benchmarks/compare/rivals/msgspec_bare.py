"""Bare msgspec structs: mutable lists and dicts inside, no limits, edits unvalidated."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from benchmarks.bare import Echo, Event

TITLE = "bare msgspec"
PACKAGES = ("msgspec",)
IMPORT = "import msgspec"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]

encode = msgspec.json.Encoder().encode
decode_and_validate = msgspec.json.Decoder(Event).decode
decode_echo = msgspec.json.Decoder(Echo).decode


def construct(content: dict[str, Any]) -> Event:
    return msgspec.convert(content, Event)


def edit_one_field(event: Event, model: str) -> Event:
    return replace(event, session=replace(event.session, model=model))


def edit_three_levels_down(event: Event, voice: str) -> Event:
    session = event.session
    output = replace(session.audio.output, voice=voice)
    return replace(event, session=replace(session, audio=replace(session.audio, output=output)))
