"""Reading what a server sends.

A server is right by definition: it echoes members that this library does not know yet, nulls where
only requests forbid them, values out of the documented range. So nothing of what it sends is
refused or lost: it is read as `decode` reads it with ``unknown="keep"``, and an event that lacks
what its type requires is of that type all the same.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, Struct

from .._core.depth import is_shallow, too_deep
from .._core.extras import Extra, from_slots
from .._core.frozen import data_of, from_decoded, prepare_type
from .._core.reading import decode_bytes, decode_plain
from .._core.shape import fields_of
from .._core.skipped import deferring
from .._core.slots import construct
from .._core.values import JsonObject, JsonRead
from ..errors import ValidationError

__all__ = ["ECHOED", "Event", "decode_received", "read_received", "read_session"]


class Event(Struct):
    """What an event has to say before it can be read."""

    type: str


def decode_received(data: bytes | bytearray | memoryview | str, events: Mapping[str, type[Struct]]) -> Any:
    """A server's event, as its struct where ``events`` has one for its type, else as a `JsonObject`.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is no event.
    """
    likely = events.get(_beginning(data))
    event = None if likely is None else _read_echo(data, likely)
    if event is not None:
        return event
    if isinstance(data, dict):  # as `receive_json` of aiohttp and others gives it
        raise ValidationError("Expected a frame as bytes or text, got `dict`; `json.dumps(event)` makes text of it")
    struct = events.get(decode_bytes(data, Event, "drop").type)
    if struct is None:
        return JsonRead.from_trusted(data_of(decode_bytes(data, JsonObject, "error")))
    event = _read_echo(data, struct)
    return decode_bytes(data, struct, "keep", whole=True) if event is None else event


_BEGINNING = r'\s*{\s*(?:"event_id"\s*:\s*"[^"\\]{,100}"\s*,\s*)?"type"\s*:\s*"([a-z_.]{,100})"'
_begin: dict[type, Callable[[Any], re.Match[Any] | None]] = {
    str: re.compile(_BEGINNING).match,
    bytes: re.compile(_BEGINNING.encode()).match,
}
_LARGE = 1_000


def _beginning(data: Any) -> str:
    """The type that a large event begins with, which spares going through all of it; empty where it does not.

    It is a guess: whoever reads the event as that type finds out if it has another one further on.
    """
    begin = _begin.get(data.__class__)
    found = begin(data) if begin is not None and len(data) > _LARGE else None
    kind: Any = "" if found is None else found[1]
    return str(kind) if kind.__class__ is str else str(kind, "ascii")


# A server's session has a few members that clients do not send. A decoder that knows them reads it in C.

ECHOED = ("id", "object", "expires_at")


def _read_echo(data: Any, struct: type[Struct]) -> Any:
    """An event whose session has no unknown members but `ECHOED`; None for any other."""
    decode = _echo_decoder(struct)
    if decode is None:
        return None
    try:
        draft = deferring(decode, data) if data.__class__ in _SAFE else decode(data)
        session = _without_marks(draft.session)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return None
    members = dict(zip(draft.__struct_fields__, _astuple(draft), strict=True))
    return construct(struct, {**members, "session": session})


_SAFE = frozenset({bytes, str})
_astuple = msgspec.structs.astuple


def read_session(event: bytes | str, type_: type[Struct]) -> Any:
    """The session in a server's event, which is JSON, as `read_received` reads it."""
    try:
        return _without_marks(deferring(_session_decoder(type_), event).session)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return decode_bytes(_raw_session(event)["session"], type_, "keep", whole=True)


@cache
def _session_decoder(type_: type[Struct]) -> Callable[[Any], Any]:
    event = msgspec.defstruct("Event", [("session", _echo(type_))])
    prepare_type(event)
    return msgspec.json.Decoder(event, dec_hook=from_decoded).decode


_raw_session = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def _without_marks(echo: Any) -> Any:
    """A value of a class made by `_echo` as a value of the class that users know."""
    cls, held = type(echo), _astuple(echo)
    declared = len(cls._echoed.__struct_fields__)
    unknown: dict[str, Extra] = {}
    for name, value in zip(cls._added, held[declared:], strict=True):
        if value is not UNSET:
            if value.__class__ not in _FLAT and not is_shallow([value]):
                raise too_deep()
            unknown[name] = Extra.from_trusted(value)
    return from_slots(cls._echoed, held[:declared], unknown)


_FLAT = frozenset({str, int})


@cache
def _echo_decoder(struct: type[Struct]) -> Callable[[Any], Any] | None:
    """Reads an event into a struct of its fields, whose session has the members that servers add."""
    fields = fields_of(struct)
    sessions = fields["session"].type.structs if "session" in fields else ()
    if not sessions or any(field.type.variants for name, field in fields.items() if name != "session"):
        return None
    hints = get_type_hints(struct, include_extras=True)
    hints["session"] = functools.reduce(operator.or_, map(_echo, sessions))
    declared: list[Any] = []
    for name in struct.__struct_fields__:
        field = fields[name]
        declared.append((name, hints[name]) if field.required else (name, hints[name], field.default))
    draft = msgspec.defstruct(
        struct.__name__, declared, kw_only=True, forbid_unknown_fields=True, tag=struct.__struct_config__.tag
    )
    prepare_type(draft)
    return msgspec.json.Decoder(draft, dec_hook=from_decoded).decode


@cache
def _echo(session: Any) -> Any:
    """A session's class with the members that servers add, for reading alone."""
    added = {f"echoed_{name}": name for name in ECHOED if name not in fields_of(session)}
    namespace: dict[str, Any] = {
        "__annotations__": dict.fromkeys(added, Any),
        "__module__": session.__module__,
        "__qualname__": session.__qualname__,
        **dict.fromkeys(added, UNSET),
    }
    made = type(session)(session.__name__, (session,), namespace, rename=added)
    type.__setattr__(made, "_echoed", session)
    type.__setattr__(made, "_added", tuple(added.values()))
    return made


def read_received(plain: Any, type_: Any) -> Any:
    """Plain dicts and lists as ``type_``, whatever they hold. They must be fresh.

    Raises:
        ValidationError: where it is no object.
    """
    return decode_plain(plain, type_, "keep", whole=True)
