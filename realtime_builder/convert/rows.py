"""One row of a table at work on one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from .._core.intake import checked_members
from .._core.paths import Steps, parse_path, render_path
from .._core.shape import Type
from .._core.values import Unvalidated
from ..config import Config
from ..errors import ValidationError
from .lookup import title_of
from .parts import NOT_OF_ITS_TYPE, UNKNOWN, Done, Member, aim_of, known_words, odd_members, retaken, shown, taken
from .table import Near, NoForm, Noted, Step

if TYPE_CHECKING:
    from .core import Making

__all__ = ["Placing"]


class Placing:
    """One row at work on one value. It is the `Place` that the row's function sees."""

    def __init__(self, making: Making, step: Step, member: Member) -> None:
        self.making = making
        self.report = making.report
        self.step = step
        self.member = member
        self.value = shown(member.value)
        self.source = making.source
        self.path = (*making.path, *step.source)
        self.to = (*making.to, *step.target)
        self.owner, self.field = aim_of(making.target, step.target)

    # As a row's function sees it

    def convert(self, value: Any) -> Any:
        """See `Place`."""
        type_ = self.field.type if self.field else Type()
        if isinstance(value, Config):
            targets = type_.variants or (self.owner,)  # which is none, but says what the dialect is
            return Done(self.making.converter.convert_object(value, targets, self.path, self.to))
        if isinstance(value, tuple) and type_.items is not None:
            return self._convert_objects(value, type_.items) if type_.items.variants else self._filter(value)
        return value

    def also(self, path: str, value: Any, why: str) -> None:
        """See `Place`."""
        steps = parse_path(path)
        self.making.placed[steps] = value
        self.report.change((*self.making.path, *steps), UNSET, value, why, (*self.making.to, *steps))

    def lose(self, below: Steps, value: Any, reason: str, nearest: str = "") -> None:
        """See `Place`."""
        self.report.lose((*self.path, *below), value, reason, nearest)

    def is_foreign(self, word: Any) -> bool:
        """See `Place`."""
        here, there = (known_words(field) for field in (self.member.field, self.field))
        return bool(there) and word in here and word not in there

    # The work

    def place(self) -> None:
        """Put the value into the target and report it.

        Raises:
            NoForm: where the target can't say it.
            NotMine: where another row is about it.
        """
        step, placed = self.step, self.making.placed
        if not step.target and step.how is None:
            raise NoForm(step.reason, "" if self.value is None else step.nearest)
        if self.value.__class__ is Unvalidated:
            raise NoForm(UNKNOWN)
        if self.value is None:
            self._check_null()
        found = None if self.value is None else self._converted()
        near = found if isinstance(found, Near) else None
        if near is not None and near.value is UNSET:
            self.report.change(self.path, self.value, UNSET, near.why, None)
            return
        if step.target in placed:
            raise NoForm(f"`{render_path(self.to)}` holds another field already")
        new = found.value if isinstance(found, _SAID) else found
        placed[step.target] = self._held(new)
        if near is not None and not _is_same(new, self.value):
            self.report.change(self.path, self.value, shown(new), near.why, self.to)
        elif not isinstance(found, Done):
            note = near.why if near is not None else found.note if isinstance(found, Noted) else ""
            self.report.carry(self.making.path, self.making.to, note, step.written)

    def _check_null(self) -> None:
        """Raise `NoForm` where the target documents no null."""
        field = self.field
        if field is None:
            raise NoForm(self.step.reason or "null has no counterpart here")
        if field.cleared_by is None:
            raise NoForm(f"{title_of(self.making.target)} documents no null for `{render_path(self.to)}`")
        if field.cleared_by.token is not None:
            token = '""' if field.cleared_by.token == "" else "[]"
            raise NoForm(f"{title_of(self.making.target)} documents no null for `{render_path(self.to)}`", token)

    def _converted(self) -> Any:
        how = self.step.how
        if how is None:
            return self.convert(self.member.value)
        if self.member.misses_its_type():
            raise NoForm(NOT_OF_ITS_TYPE)
        found = how(self.value, self)
        if isinstance(self.value, Config) and not isinstance(found, Done):
            odd = list(odd_members(self.value))
            for name, member, why in odd:
                self.lose((name,), member, why)
            if odd and not isinstance(found, Near):
                return Near(found, "items without a counterpart are omitted")
        return found

    def _held(self, value: Any) -> Any:
        """``value`` as the target's slot holds it.

        Raises:
            NoForm: where the target's types refuse it.
        """
        if self.field is None:
            return value  # a tag, which the row's function spelled
        if type(value) is self.field.type.holder:
            return value  # JSON of the same kind: shared
        name = self.field.name
        if value.__class__ in _KNOWN or isinstance(value, Config):
            held = taken(self.making.target, self.step.target, value)
            if held is not UNSET:
                return held
        try:
            return checked_members(self.owner, {name: retaken(value)}).get(name, value)
        except ValidationError as error:
            at = f" at `{error.path}`" if error.path not in ("", f"$.{name}") else ""
            raise NoForm(f"{title_of(self.making.target)} does not take it: {error.message}{at}") from None

    def _convert_objects(self, values: tuple[Any, ...], items: Type) -> Any:
        """A list of structs, without those that have no form."""
        made: list[Any] = []
        failure = NoForm("")
        converter, variants = self.making.converter, items.variants
        plans = {kind: converter.tables.copying(kind, variants) for kind in set(map(type, values))}
        for i, value in enumerate(values):
            path, to = (*self.path, i), (*self.to, len(made))
            plan = plans[type(value)]
            new = None if plan is None else converter.copied(value, plan, path, to)
            try:
                made.append(converter.convert_object(value, variants, path, to) if new is None else new)
            except NoForm as error:
                failure = error
                self.report.lose(path, value, error.reason, error.nearest)
        if self.step.vital and values and not made:
            raise failure
        if values and not made:
            return Near((), "no item of the list has a counterpart here")
        return Done(tuple(made)) if values else ()

    def _filter(self, values: tuple[Any, ...]) -> Any:
        """A list of plain values, without those that the target refuses."""
        if taken(self.making.target, self.step.target, values) is not UNSET:
            return values
        kept: list[Any] = []
        failure = None
        for i, value in enumerate(values):
            try:
                self._held((value,))
            except NoForm as error:
                failure = error
                self.lose((i,), value, error.reason)
            else:
                kept.append(value)
        if failure is None:
            return values
        if not kept:
            raise failure
        return Near(tuple(kept), "items without a counterpart are omitted")


_SAID = (Near, Noted, Done)
_KNOWN = frozenset({str, int, float, bool, tuple, type(None)})
"""What `copy_with` may take at once; a tuple is one of structs or of words."""


def _is_same(new: Any, old: Any) -> bool:
    """Whether a value is as it was: 1 is not true, and a tuple no list."""
    return type(new) is type(old) and bool(new == old)
