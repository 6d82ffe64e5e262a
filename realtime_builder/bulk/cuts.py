"""A message cut into pieces: what `Template` splices values into.

For each set of holes that a call fills, the message is edited once with the values of that call, a
mark is put in the place of each value, and the encoded bytes are cut at the marks. So commas, braces,
tags and parents are whatever `encode` writes; nothing about JSON is known here. Which pieces result
depends only on which holes are filled, never on the values. A hole inside a text is cut out of the
text's JSON in the same way, with a mark that needs no escaping.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, Struct

from .._core import walker
from .._core.extras import extras_of
from .._core.frozen import Frozen, data_of
from .._core.intake import checked_members
from .._core.items import as_position, position_of
from .._core.paths import place_of
from .._core.places import field_at
from .._core.plain import plain
from .._core.setters import limit_of, safe_types, setters_of
from .._core.shape import Type, declared_class, fields_of
from .._core.slots import construct, copy_struct, slots_of
from .._core.values import JsonObject
from .._core.writing import encode_any
from ..edits.at_depth import omit, transform
from ..edits.holes import Hole, Text, as_text, filled, holes_in
from ..encoding import encode
from ..errors import ValidationError, nearest

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = ["INSIDE", "REFUSED", "Cuts", "always", "encode_value", "join", "refuse", "resolved"]

encode_value = msgspec.json.Encoder().encode
join = b"".join
INSIDE = slice(1, -1)
"""Of a text's JSON all but the quotes. To make a slice anew costs as much as to take it."""


class _StandIn:
    """Stands in a value's place; encodes to text that occurs nowhere else."""

    def __init__(self) -> None:
        self.text = os.urandom(16).hex().encode()
        self.encoded = self.spliced = Raw(b'"' + self.text + b'"')


_MOST_PLANS = 256  # each has a copy of the message, so calls that all fill other holes must not fill the memory

REFUSED = (ValidationError, UnicodeEncodeError, BufferError)
"""How a value that doesn't fit shows. The edit itself then says what is wrong, or that it fits in its place."""


class _Place(NamedTuple):
    """A value's place among the pieces, and how the value gets there."""

    place: int
    fits: Mapping[type, Callable[[Any], bool]]
    """By type, whether a value fits as it is."""
    checked: Callable[[Any], bytes]
    """Of other types."""


class _Plan(NamedTuple):
    """The message cut into pieces, for one set of filled holes."""

    pieces: list[bytes]
    holes: tuple[_Place, ...]
    """In the order in which the call names them."""
    again: tuple[tuple[int, int], ...]
    """A place that has what another one has."""
    names: tuple[str, ...]
    """Of the holes, in the order of the pieces."""


def _filled(plan: _Plan, values: Iterable[Any]) -> bytes:
    """The pieces with the values between them; raises one of `REFUSED` for a wrong value and for `UNSET`."""
    pieces, holes, again, _ = plan
    pieces = pieces.copy()
    for (index, fits, checked), value in zip(holes, values):  # noqa: B905 - as many, and strict costs
        test = fits.get(type(value))
        if test is None:
            pieces[index] = checked(value)
        else:
            pieces[index] = encode_value(value) if test is always or test(value) else refuse(value)
    for index, other in again:
        pieces[index] = pieces[other]
    return join(pieces)


def always(_value: Any) -> bool:
    """Tell that a value of a type needs no check."""
    return True


def refuse(_value: Any) -> bytes:
    """Raise one of `REFUSED`."""
    raise ValidationError("No value for a hole")


class Cuts:
    """A message, and the pieces that it is cut into for the holes that a call fills or omits."""

    def __init__(self, message: Struct, holes: dict[str, Steps], texts: tuple[Text, ...] = ()) -> None:
        self.message = message
        self.holes = holes
        self.texts = texts
        self.names = holes_in(texts)
        """Of the holes in texts, each with where it stands; every call fills them all."""
        self.places = sum(isinstance(piece, Hole) for text in texts for piece in text.pieces)
        """How many places in texts there are to fill."""
        self.plans: dict[tuple[Any, ...], _Plan] = {}
        """By what a call does, in its order: the name of a hole that it fills, a pair for one that it omits."""
        self._is_free = all(text.is_free for text in texts if holes_in([text]))

    def encode(self, /, **values: Any) -> bytes:
        """The wire JSON with the values in their holes; see `Template`."""
        plan = self.plans.get((*values,))
        if plan is not None:
            try:
                return _filled(plan, values.values())
            except REFUSED:
                pass
        return self.encode_checked(values)

    def encode_checked(self, values: Mapping[str, Any]) -> bytes:
        """`encode` of any values, also wrong ones."""
        self._require_names(values)
        if not self._is_free:  # a text has limits, which only the whole text can keep
            return encode(self._edited(values))
        given = {name: value for name, value in values.items() if value is not UNSET}
        key = tuple(name if name in given else (name, UNSET) for name in values)
        plan = self.plans.get(key)
        if plan is None:
            plan = self._cut(values)
            if len(self.plans) >= _MOST_PLANS:
                self.plans.clear()
            self.plans[key] = plan
        try:
            return _filled(plan, given.values())
        except REFUSED:
            return encode(self._edited(values))

    def _require_names(self, values: Mapping[str, Any]) -> None:
        for name in values:
            if name not in self.holes and name not in self.names:
                raise ValidationError(f"Template has no hole `{name}`{nearest(name, [*self.names, *self.holes])}")
        for name, steps in self.names.items():
            if values.get(name, UNSET) is UNSET:
                raise ValidationError(f"No value for hole `{name}`", place_of(steps))

    def _edited(self, values: Mapping[str, Any]) -> Any:
        message: Any = self.message
        if self.texts:
            given = {name: as_text(name, values[name]) for name in self.names}
            for text in self.texts:
                message = walker.put(message, text.steps, filled(text.pieces, given))
        for name, value in values.items():
            if name in self.names:
                continue
            path = self.holes[name]
            if value is not UNSET:
                message = transform(message, path, _returning(value))
            elif not isinstance(path[-1], int):
                message = omit(message, path)
        return omit(message, *self._omitted_items(values))

    def _omitted_items(self, values: Mapping[str, Any]) -> list[Steps]:
        """The items of lists that a call omits. They go last and backwards, as those behind them move up."""
        paths = [self.holes[name] for name, value in values.items() if value is UNSET and name in self.holes]
        return sorted((path for path in paths if isinstance(path[-1], int)), key=_depth_and_position, reverse=True)

    def _cut(self, values: Mapping[str, Any]) -> _Plan:
        message = self._edited(values)
        omitted = self._omitted_items(values)
        paths = {
            name: _moved_up(path, omitted)
            for name in values
            if (path := self.holes.get(name)) is not None and values[name] is not UNSET
        }
        marks = [(name, _StandIn()) for name in paths]
        marked = message
        for name, mark in marks:
            marked = walker.update_held(marked, paths[name], _returning(mark))
        cuts = [(name, bytes(mark.encoded)) for name, mark in marks]
        for text in self.texts:
            inside = [(piece.name, _StandIn().text) for piece in text.pieces if isinstance(piece, Hole)]
            written = iter([mark.decode() for _, mark in inside])
            whole = "".join([next(written) if isinstance(piece, Hole) else piece for piece in text.pieces])
            marked = walker.update_held(marked, _moved_up(text.steps, omitted), _returning(whole))
            cuts += inside
        rest = encode(marked)
        pieces: list[bytes] = []
        places: dict[str, list[int]] = {}
        for name, written_mark in sorted(cuts, key=lambda cut: rest.index(cut[1])):
            before, rest = rest.split(written_mark, 1)
            pieces += [before, b""]
            places.setdefault(name, []).append(len(pieces) - 1)
        holes = [
            _Place(places[name][0], *(_checks(message, paths[name]) if name in paths else ({}, _text_piece)))
            for name in values
            if name in places
        ]
        order = sorted((index, name) for name, indices in places.items() for index in indices)
        again = tuple((index, first) for first, *others in places.values() for index in others)
        return _Plan([*pieces, rest], tuple(holes), again, tuple(name for _, name in order))


def _returning(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def resolved(message: Struct, path: Steps) -> Steps:
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


def _checks(message: Any, path: Steps) -> tuple[dict[type, Callable[[Any], bool]], Callable[[Any], bytes]]:
    """By type, what tells whether a value fits at ``path``, and a function that checks and encodes others."""
    on_the_way = [message]
    for step in path[:-1]:
        on_the_way.append(on_the_way[-1][step])
    within = max(i for i, value in enumerate(on_the_way) if isinstance(value, Struct))
    owner = on_the_way[within]
    cls, name, rest = declared_class(type(owner)), str(path[within]), path[within + 1 :]
    if name in extras_of(owner):
        return {}, _free
    type_ = fields_of(cls)[name].type
    if rest and type_.holder is JsonObject:
        return {}, _free
    checked = _checking(owner, name, rest)
    return ({}, checked) if rest else _checks_of_field(cls, name, type_, checked)


def _checking(owner: Any, name: str, rest: Steps) -> Callable[[Any], bytes]:
    """A function that checks a value for a member of ``owner``, or at ``rest`` in it, and encodes it."""
    cls = declared_class(type(owner))
    slot = slots_of(cls)[name]

    def checked(value: Any) -> bytes:
        if value is UNSET:
            return refuse(value)
        if not rest:
            return encode_any(slot.__get__(owner.copy_with(**{name: value})))
        for step in reversed(rest):
            value = [value] if isinstance(step, int) else {step: value}
        held: Any = checked_members(cls, {name: value})[name]
        for step in rest:
            held = (data_of(held) if isinstance(held, Frozen) else held)[0 if isinstance(step, int) else step]
        return encode_any(held)

    return checked


def _checks_of_field(
    cls: type[Struct], name: str, type_: Type, checked: Callable[[Any], bytes]
) -> tuple[dict[type, Callable[[Any], bool]], Callable[[Any], bytes]]:
    """`_checks` of a field itself; ``checked`` takes values of all other types."""
    blank, setters = construct(cls, dict.fromkeys(cls.__struct_fields__, UNSET)), setters_of(cls, name)
    limited = {kind: setter for kind, setter in setters.items() if kind in _SCALARS}
    fits = {kind: test for kind in limited if (test := limit_of(type_, kind)) is not None}

    def within_limits(value: Any) -> bytes:
        setter = limited.get(type(value))
        if setter is None:
            return checked(value)
        try:
            held = copy_struct(blank)
            setter(held, name, value)  # as `copy_with` does
        except (KeyError, msgspec.ValidationError):
            return refuse(value)
        return encode_value(getattr(held, name))

    safe = {kind for kind in safe_types(type_) if not issubclass(kind, Struct | Frozen)}
    if bytes in safe:  # encoded at once, so a buffer needs no copy that can't change
        safe |= {bytearray, memoryview}
    return fits | dict.fromkeys(safe, always), within_limits if limited else checked


_SCALARS = frozenset({str, int, float})


def _text_piece(value: Any) -> bytes:
    """What a hole inside a text is filled with, as it stands in the text's JSON."""
    return encode_value(value if type(value) is str else as_text("", value))[INSIDE]


def _free(value: Any) -> bytes:
    """Any JSON."""
    return refuse(value) if value is UNSET else encode_any(plain(value))
