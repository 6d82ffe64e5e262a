"""`Template`: encode the constant part of a message once, splice in what varies.

How it works: for each set of holes that a call fills, the message is edited once with the values
of that call, a mark is put in the place of each value, and the encoded bytes are cut at the
marks. So commas, braces, tags and parents are whatever `encode` writes; nothing about JSON is
known here. Which pieces result depends only on which holes are filled, never on the values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, final

import msgspec
from msgspec import UNSET, Raw, Struct

from .._core import walker
from .._core.extras import extras_of
from .._core.frozen import Frozen, data_of
from .._core.intake import checked_members, safe_types
from .._core.items import as_position, position_of
from .._core.paths import Path, Steps, parse_path, render_path
from .._core.places import field_at
from .._core.plain import plain
from .._core.shape import core_of, fields_of
from .._core.slots import slots_of
from .._core.values import JsonObject
from .._core.writing import encode_any
from ..edits.at_depth import omit, transform
from ..encoding import encode, start_in
from ..errors import ValidationError, nearest

__all__ = ["Template"]

_encode_value = msgspec.json.Encoder().encode
_join = b"".join


class _StandIn:
    """Stands in a value's place; encodes to text that occurs nowhere else."""

    def __init__(self) -> None:
        self.text = os.urandom(16).hex().encode()
        self.encoded = self.spliced = Raw(b'"' + self.text + b'"')


_MOST_PLANS = 256  # each has a copy of the message, so calls that all fill other holes must not fill the memory

_REFUSED = (ValidationError, UnicodeEncodeError, BufferError)
"""How a value that doesn't fit shows. The edit itself then says what is wrong, or that it fits in its place."""


class _Hole(NamedTuple):
    """A value's place among the pieces, and how the value gets there."""

    place: int
    safe: frozenset[type]
    """Types that need no check."""
    checked: Callable[[Any], bytes]


class _Plan(NamedTuple):
    """The message cut into pieces, for one set of filled holes."""

    pieces: list[bytes]
    holes: tuple[_Hole, ...]
    """In the order in which the call names them."""


def _filled(plan: _Plan, values: Iterable[Any]) -> bytes:
    """The pieces with the values between them; raises one of `_REFUSED` for a wrong value and for `UNSET`."""
    pieces, holes = plan
    pieces = pieces.copy()
    for (place, safe, checked), value in zip(holes, values):  # noqa: B905 - as many, and strict costs
        pieces[place] = _encode_value(value) if type(value) in safe else checked(value)
    return _join(pieces)


@final
class Template:
    """A message of which only some values vary from call to call.

    >>> template = Template(event, instructions="session.instructions", caller="session.metadata.caller")
    >>> template.encode(instructions="Be brief.", caller="+1 555 0100")

    Each keyword names a hole and gives its path: to a field at any depth, an item of a list, a
    member of a string map or of free-form JSON, set or omitted in the message. An item's hole stays
    with the item, also in a call that omits another one before it. A template is immutable, safe to
    share between threads, and picklable.

    Raises:
        ValidationError: for a path that leads nowhere, or that lies inside another hole.
    """

    if not TYPE_CHECKING:  # for checkers ``encode`` is a method
        __slots__ = ("_cuts", "encode")

    def __init__(self, message: Struct, /, **holes: Path) -> None:
        paths = {name: _resolved(message, parse_path(path)) for name, path in holes.items()}
        for name, path in paths.items():
            for other, longer in paths.items():
                if other != name and longer[: len(path)] == path:
                    raise ValidationError(f"Hole `{other}` lies inside hole `{name}`", f"$.{render_path(longer)}")
        cuts = _Cuts(message, paths)
        object.__setattr__(self, "_cuts", cuts)
        encode = _encode_of_one_hole(next(iter(paths)), cuts) if len(paths) == 1 else cuts.encode
        object.__setattr__(self, "encode", encode)

    if TYPE_CHECKING:  # at run time an attribute, as how it is best done depends on the holes
        _cuts: _Cuts

        def encode(self, /, **values: Any) -> bytes:
            """The wire JSON with the values in their holes: ``encode`` of the edited message, byte for byte.

            A hole that is left out keeps what the message has. ``None`` is null, `UNSET` omits.

            Raises:
                ValidationError: for an unknown hole or a wrong value, as an edit of the message does.
            """
            ...

    def encode_into(self, buffer: bytearray, offset: int = 0, /, **values: Any) -> None:
        """Write the wire JSON into ``buffer`` from ``offset`` on; the buffer then ends with it.

        An offset of -1 appends.

        Raises:
            ValidationError: as `encode`, and for an offset that is not in the buffer.
        """
        encoded = self.encode(**values)
        buffer[start_in(buffer, offset) :] = encoded

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Template is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Template is immutable")

    def __repr__(self) -> str:
        holes = ", ".join(f"{name}={render_path(path)!r}" for name, path in self._cuts.holes.items())
        return f"Template({type(self._cuts.message).__name__}, {holes})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (self._cuts.message, self._cuts.holes)


def _revive(message: Struct, holes: dict[str, Steps]) -> Template:
    return Template(message, **holes)


def _encode_of_one_hole(name: str, cuts: _Cuts) -> Callable[..., bytes]:
    """`Template.encode` where there is one hole, at little more than the cost of copying the message."""
    before = after = b""
    safe: frozenset[type] = frozenset()
    checked: Callable[[Any], bytes] = _refuse

    def encode(**values: Any) -> bytes:
        nonlocal before, after, safe, checked
        if len(values) == 1 and name in values:
            value = values[name]
            try:
                return _join((before, _encode_value(value) if type(value) in safe else checked(value), after))
            except _REFUSED:
                pass
        encoded = cuts.encode_checked(values)
        plan = cuts.plans.get((name,))
        if plan is not None:
            before, _, after = plan.pieces
            ((_, safe, checked),) = plan.holes  # after the pieces, as another thread may be up there
        return encoded

    encode.__doc__ = _Cuts.encode.__doc__
    return encode


def _refuse(_value: Any) -> bytes:
    raise ValidationError("No value for a hole")


class _Cuts:
    """A message, and the pieces that it is cut into for the holes that a call fills or omits."""

    def __init__(self, message: Struct, holes: dict[str, Steps]) -> None:
        self.message = message
        self.holes = holes
        self.plans: dict[tuple[Any, ...], _Plan] = {}
        """By what a call does, in its order: the name of a hole that it fills, a pair for one that it omits."""

    def encode(self, /, **values: Any) -> bytes:
        """The wire JSON with the values in their holes; see `Template`."""
        plan = self.plans.get((*values,))
        if plan is not None:
            try:
                return _filled(plan, values.values())
            except _REFUSED:
                pass
        return self.encode_checked(values)

    def encode_checked(self, values: Mapping[str, Any]) -> bytes:
        """`encode` of any values, also wrong ones."""
        for name in values:
            if name not in self.holes:
                raise ValidationError(f"Template has no hole `{name}`{nearest(name, self.holes)}")
        filled = {name: value for name, value in values.items() if value is not UNSET}
        key = tuple(name if name in filled else (name, UNSET) for name in values)
        plan = self.plans.get(key)
        if plan is None:
            plan = self._cut(values)
            if len(self.plans) >= _MOST_PLANS:
                self.plans.clear()
            self.plans[key] = plan
        try:
            return _filled(plan, filled.values())
        except _REFUSED:
            return encode(self._edited(values))

    def _edited(self, values: Mapping[str, Any]) -> Any:
        message: Any = self.message
        for name, value in values.items():
            path = self.holes[name]
            if value is not UNSET:
                message = transform(message, path, _returning(value))
            elif not isinstance(path[-1], int):
                message = omit(message, path)
        return omit(message, *self._omitted_items(values))

    def _omitted_items(self, values: Mapping[str, Any]) -> list[Steps]:
        """The items of lists that a call omits. They go last and backwards, as those behind them move up."""
        paths = [self.holes[name] for name, value in values.items() if value is UNSET]
        return sorted((path for path in paths if isinstance(path[-1], int)), key=_depth_and_position, reverse=True)

    def _cut(self, values: Mapping[str, Any]) -> _Plan:
        message = self._edited(values)
        omitted = self._omitted_items(values)
        paths = {name: _moved_up(self.holes[name], omitted) for name, value in values.items() if value is not UNSET}
        marks = {name: _StandIn() for name in paths}
        marked = message
        for name, mark in marks.items():
            marked = walker.update_held(marked, paths[name], _returning(mark))
        pieces: list[bytes] = []
        rest = encode(marked)
        places = {}
        for name, mark in sorted(marks.items(), key=lambda item: rest.index(item[1].text)):
            before, rest = rest.split(bytes(mark.encoded), 1)
            pieces += [before, b""]
            places[name] = len(pieces) - 1
        holes = [_Hole(places[name], *_checks(message, paths[name])) for name in marks]
        return _Plan([*pieces, rest], tuple(holes))


def _returning(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _resolved(message: Struct, path: Steps) -> Steps:
    """``path`` with positions for the names of list items, after a look whether it leads anywhere."""
    field_at(message, path)
    steps: list[str | int] = []
    value: Any = message
    for step in path:
        if isinstance(value, tuple):
            position = position_of(value, step, tuple(steps))
            steps.append(position)
            value = value[position]
        elif isinstance(value, Mapping):
            steps.append(str(step))
            value = value.get(str(step))
        elif isinstance(value, Sequence) and not isinstance(value, str):  # in free-form JSON
            end = as_position(step) == len(value)  # where an item can be added
            position = len(value) if end else position_of(value, step, tuple(steps))
            steps.append(position)
            value = value[position] if position < len(value) else None
        else:
            steps.append(step)
            value = None
    return tuple(steps)


def _depth_and_position(path: Steps) -> tuple[int, int]:
    return len(path), int(path[-1])


def _moved_up(path: Steps, omitted: list[Steps]) -> Steps:
    """Where ``path`` leads once the items of lists at ``omitted`` are gone."""
    steps = list(path)
    for i, step in enumerate(path):
        if isinstance(step, int):
            before = [item for item in omitted if len(item) == i + 1 and item[:i] == path[:i] and int(item[i]) < step]
            steps[i] = step - len(before)
    return tuple(steps)


def _checks(message: Any, path: Steps) -> tuple[frozenset[type], Callable[[Any], bytes]]:
    """The types that need no check at ``path``, and a function that checks and encodes others."""
    on_the_way = [message]
    for step in path[:-1]:
        on_the_way.append(on_the_way[-1][step])
    within = max(i for i, value in enumerate(on_the_way) if isinstance(value, Struct))
    owner = on_the_way[within]
    cls, name, rest = core_of(type(owner)), str(path[within]), path[within + 1 :]
    if name in extras_of(owner):
        return frozenset(), _free
    slot, type_ = slots_of(cls)[name], fields_of(cls)[name].type
    if rest and type_.holder is JsonObject:
        return frozenset(), _free

    def checked(value: Any) -> bytes:
        if value is UNSET:
            return _refuse(value)
        if not rest:
            return encode_any(slot.__get__(owner.copy_with(**{name: value})))
        for step in reversed(rest):
            value = [value] if isinstance(step, int) else {step: value}
        held: Any = checked_members(cls, {name: value})[name]
        for step in rest:
            held = (data_of(held) if isinstance(held, Frozen) else held)[0 if isinstance(step, int) else step]
        return encode_any(held)

    if rest:
        return frozenset(), checked
    safe = {kind for kind in safe_types(type_) if not issubclass(kind, Struct | Frozen)}
    if bytes in safe:  # encoded at once, so a buffer needs no copy that can't change
        safe |= {bytearray, memoryview}
    return frozenset(safe), checked


def _free(value: Any) -> bytes:
    """Any JSON."""
    return _refuse(value) if value is UNSET else encode_any(plain(value))
