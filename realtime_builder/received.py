"""Reading what a server sends.

A server is right by definition: it echoes members that this library does not know yet, nulls where
only requests forbid them, values out of the documented range. So nothing of what it sends is
refused or lost. What does not fit its declared type is set aside, and put back unvalidated once the
rest is read, as `Config.with_extra` would put it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from .encoding import decode, decode_plain
from .errors import DecodeError, ValidationError
from .extra import Sifter, graft
from .paths import Steps, parse_path
from .shape import read_type
from .values import JsonObject

__all__ = ["decode_received", "read_received"]

_MOST_ODDITIES = 100
"""Each costs one more try, so there has to be an end to it."""


class Event(Struct):
    """What an event has to say before it can be read."""

    type: str


def decode_received(data: bytes | bytearray | memoryview | str, events: Mapping[str, type[Struct]]) -> Any:
    """A server's event, as its struct where ``events`` has one for its type, else as a `JsonObject`.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is no event.
    """
    struct = events.get(decode(data, type=Event).type)
    if struct is None:
        return decode(data, type=JsonObject)
    try:
        return decode(data, type=struct, unknown="keep")
    except DecodeError:
        raise
    except ValidationError:
        return read_received(msgspec.json.decode(data), struct)


def read_received(plain: Any, type_: Any) -> Any:
    """Plain dicts and lists as ``type_``, whatever they hold. They must be fresh.

    Raises:
        ValidationError: where it is the whole that is not a ``type_``.
    """
    sifter = Sifter("keep")
    known = sifter.sift(plain, read_type(type_))
    oddities: list[tuple[Steps, Any]] = []
    while True:
        try:
            value = decode_plain(known, type_)
            break
        except ValidationError as error:
            steps = _reachable(known, error.path)
            if not steps or len(oddities) == _MOST_ODDITIES:
                raise
            oddities.append((steps, _cut(known, steps)))
    # Backwards, so that the positions in a list are again what they were when each was cut.
    for steps, oddity in reversed(oddities):
        value = graft(value, steps, oddity, insert=isinstance(steps[-1], int))
    for steps, unknown, insert in sifter.extras:
        value = graft(value, steps, unknown, insert=insert)
    return value


def _reachable(plain: Any, path: str) -> Steps:
    """The steps of an error's path, as far as they lead into ``plain``."""
    steps: Steps = ()
    for step in parse_path(path) if path else ():
        try:
            plain = plain[step]
        except (TypeError, LookupError):
            break
        steps = (*steps, step)
    return steps


def _cut(plain: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        plain = plain[step]
    return plain.pop(steps[-1])
