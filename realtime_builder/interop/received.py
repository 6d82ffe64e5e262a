"""Reading what a server sends.

A server is right by definition: it echoes members that this library does not know yet, nulls where
only requests forbid them, values out of the documented range. So nothing of what it sends is
refused or lost. What does not fit its declared type is set aside, and put back unvalidated once the
rest is read, as `Config.with_extra` would put it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from .._core import walker
from .._core.extras import Sifter, stand_in
from .._core.paths import Steps, parse_path
from .._core.reading import decode_plain
from .._core.shape import Type, fields_of, read_type, variant_of
from .._core.values import JsonObject
from ..encoding import decode
from ..errors import DecodeError, ValidationError

__all__ = ["decode_received", "read_received"]


_MOST_KINDS = 300
"""Each kind of oddity costs one more try, so there has to be an end to it."""


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
    value = _read_without(known, type_, oddities)
    # Backwards, so that the positions in a list are again what they were when each was cut.
    for steps, oddity in reversed(oddities):
        value = _put_back(value, steps, oddity)
    for steps, unknown in sifter.aside:
        members = unknown.items() if isinstance(unknown, Mapping) else unknown
        for name, member in members:
            value = _put_back(value, (*steps, name), member)
    return value


def _read_without(known: Any, type_: Any, oddities: list[tuple[Steps, Any]]) -> Any:
    """``known`` as ``type_``, once what does not fit was moved to ``oddities``."""
    for _ in range(_MOST_KINDS):
        try:
            return decode_plain(known, type_)
        except ValidationError as error:
            steps = _reachable(known, error.path)
            if not steps:
                raise
            # What is odd in one tool is most often so in all: each try costs a whole reading.
            oddities += [(alike, _cut(known, alike, read_type(type_))) for alike in list(_alike(known, steps))]
    return decode_plain(known, type_)


def _put_back(value: Any, steps: Steps, oddity: Any) -> Any:
    return (walker.insert if isinstance(steps[-1], int) else walker.put_unchecked)(value, steps, oddity)


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


def _alike(plain: Any, steps: Steps) -> Iterator[Steps]:
    """``steps``, and those that differ in list positions alone and lead to the same value."""
    owners: list[Any] = [((), plain)]
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        everywhere = isinstance(step, int) and following is not None  # else what is behind would move up
        owners = [((*at, key), owner[key]) for at, owner in owners for key in _keys(owner, step, everywhere=everywhere)]
    wanted = next(value for at, value in owners if at == steps)
    return (at for at, value in owners if value == wanted and type(value) is type(wanted))


def _keys(owner: Any, step: str | int, *, everywhere: bool) -> Iterable[str | int]:
    if isinstance(owner, list) and isinstance(step, int):
        return range(len(owner)) if everywhere else (step,) if step < len(owner) else ()
    return (step,) if isinstance(owner, dict) and step in owner else ()


def _cut(plain: Any, steps: Steps, type_: Type) -> Any:
    """Take out what is at ``steps``; what has to be there gets a stand-in."""
    for step in steps[:-1]:
        type_, plain = _entered(type_, plain, step), plain[step]
    last = steps[-1]
    struct = variant_of(type_, plain) if isinstance(plain, dict) else None
    field = None if struct is None else fields_of(struct).get(str(last))
    cut = plain.pop(last)
    fits = field is not None and (isinstance(cut, dict) or not field.type.variants)
    if field is not None and field.required and fits and cut != stand_in(field.type):
        plain[last] = stand_in(field.type)
    return cut


def _entered(type_: Type, plain: Any, step: str | int) -> Type:
    if isinstance(step, int):
        return type_.items or Type()
    struct = variant_of(type_, plain)
    field = None if struct is None else fields_of(struct).get(step)
    return Type() if field is None else field.type
