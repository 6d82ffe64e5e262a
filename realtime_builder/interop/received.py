"""Reading what a server sends.

A server is right by definition: it echoes members that this library does not know yet, nulls where
only requests forbid them, values out of the documented range. So nothing of what it sends is
refused or lost: it is read as `decode` reads it with ``unknown="keep"``, and an event that lacks
what its type requires is of that type all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from .._core.frozen import data_of
from .._core.reading import decode_bytes, decode_plain
from .._core.values import JsonObject, JsonRead

__all__ = ["decode_received", "read_received"]


class Event(Struct):
    """What an event has to say before it can be read."""

    type: str


def decode_received(data: bytes | bytearray | memoryview | str, events: Mapping[str, type[Struct]]) -> Any:
    """A server's event, as its struct where ``events`` has one for its type, else as a `JsonObject`.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is no event.
    """
    struct = events.get(decode_bytes(data, Event, "drop").type)
    if struct is None:
        return JsonRead.from_trusted(data_of(decode_bytes(data, JsonObject, "error")))
    return decode_bytes(data, struct, "keep", whole=True)


def read_received(plain: Any, type_: Any) -> Any:
    """Plain dicts and lists as ``type_``, whatever they hold. They must be fresh.

    Raises:
        ValidationError: where it is no object.
    """
    return decode_plain(plain, type_, "keep", whole=True)
