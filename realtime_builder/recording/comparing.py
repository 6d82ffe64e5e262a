"""What a configuration would send, against what is sent today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct

from .._core.masking import masked, printable
from .._core.paths import Steps, render_path
from .._core.plain import plain
from .._core.shape import Field, declared_class, fields_of
from .._core.writing import encode_any
from ..config import Config
from ..errors import ValidationError
from ..interop.drift import has_choices
from ..interop.received import read_received
from ..interop.sdk import from_sdk
from ..record import record_for
from .cutting import read_frame

__all__ = ["WireDifference", "differences", "unlike"]

_ROUNDING = 1e-6


class WireDifference(NamedTuple):
    """A setting that a configuration would send otherwise."""

    path: str
    """Where, as edits take it."""
    ours: Any
    """What the configuration sends; `UNSET` for nothing, ``None`` for null."""
    theirs: Any
    """What is sent today."""

    def __str__(self) -> str:
        return f"ours {_shown(self.ours)}, theirs {_shown(self.theirs)} - at `{printable(self.path)}`"

    def __repr__(self) -> str:
        return f"WireDifference(path={self.path!r}, ours={masked(self.ours)!r}, theirs={masked(self.theirs)!r})"


def differences(config: Config, theirs: Any, /) -> tuple[WireDifference, ...]:
    """Where ``config`` would send something else than ``theirs``, by wire meaning.

    ``theirs`` is a frame, a dict, an object of a vendor's SDK, or a configuration: the session itself or the
    event that carries it. The same number written otherwise (1 and 1.0), another order of choices
    (``modalities``) and the two spellings of a voice are no differences; null and nothing are. Where
    ``theirs`` has audio or secrets that a recording cut, they can't be compared and are passed over.

    >>> for difference in differences(config, recorded["session"]):
    ...     print(difference)
    ours 'marin', theirs 'alloy' - at `audio.output.voice`

    Raises:
        ValidationError: for what is no configuration, and for what is no JSON object.
    """
    if not isinstance(config, Config):
        raise ValidationError(f"Expected a configuration, got `{type(config).__name__}`")
    record = record_for(type(config))
    spelt = (lambda value: value) if record is None else record.spelt_one_way
    other = _as(theirs, config)
    return tuple(each for each in _in_members(config, other, (), spelt) if each.path != "event_id")


def _as(theirs: Any, config: Config) -> Any:
    """What is sent today, as the type of the configuration."""
    type_ = declared_class(type(config))
    if isinstance(theirs, str | bytes | bytearray | memoryview):
        data = read_frame(theirs)
        if not isinstance(data, dict):
            raise ValidationError("Expected a frame with a JSON object")
    elif isinstance(theirs, Config):
        data = theirs.as_dict()
    elif isinstance(theirs, Mapping):
        data = msgspec.json.decode(encode_any(plain(theirs)))
    else:
        return from_sdk(theirs, type=type_, unknown="keep")
    record = record_for(type_)
    root = None if record is None else record.root_of(type_)
    if root is not None and isinstance(data.get(root.member), dict) and root.member not in fields_of(type_):
        data = data[root.member]  # of the event that carries it
    return read_received(data, type_)


def _in_members(ours: Any, theirs: Any, at: Steps, spelt: Any) -> Iterator[WireDifference]:
    type_ = type(ours)
    fields = fields_of(declared_class(type_)) if issubclass(type_, Struct) else {}
    for name in dict.fromkeys((*ours, *theirs)):
        one, other = spelt(ours.get(name, UNSET)), spelt(theirs.get(name, UNSET))
        yield from _at(one, other, (*at, name), fields.get(name), spelt)


def _at(one: Any, other: Any, at: Steps, field: Field | None, spelt: Any) -> Iterator[WireDifference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        yield from _in_members(one, other, at, spelt)
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other) and not has_choices(field):
        for position, (mine, its) in enumerate(zip(one, other, strict=True)):
            yield from _at(spelt(mine), spelt(its), (*at, position), None, spelt)
    elif not _is_cut(other) and not _alike(one, other, field):
        yield WireDifference(render_path(at), one, other)


def _is_cut(value: Any) -> bool:
    return value == "***" or (isinstance(value, Mapping) and bool(value) and all(map(_is_cut, value.values())))


def _alike(one: Any, other: Any, field: Field | None) -> bool:
    if one is UNSET or other is UNSET:
        return one is other
    if has_choices(field) and isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return _equal(_plain(one), _plain(other))


def _plain(value: Any) -> Any:
    return msgspec.json.decode(encode_any(plain(value)))


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or not isinstance(one, int | float | dict | list):
        return type(one) is type(other) and bool(one == other)
    return not list(unlike(one, other))


def unlike(one: Any, other: Any, at: Steps = ()) -> Iterator[str]:
    """The paths at which two pieces of plain JSON are not the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from unlike(one.get(name, UNSET), other.get(name, UNSET), (*at, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for position, (mine, its) in enumerate(zip(one, other, strict=True)):
            yield from unlike(mine, its, (*at, position))
    elif isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        if isinstance(other, bool) or abs(one - other) > _ROUNDING * max(abs(one), abs(other)):
            yield render_path(at)
    elif one != other:
        yield render_path(at)


def _shown(value: Any) -> str:
    return "nothing" if value is UNSET else repr(masked(value))
