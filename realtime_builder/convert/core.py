"""The part of conversion that is the same for every pair of dialects: it reads the tables.

A struct is taken apart into its members, containers dissolved; each row puts a value to its place
in the target, and what is left over is lost. Every value is validated by itself before it is
taken, so a result is always valid: a value that the other dialect's types refuse is a loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from msgspec import UNSET, Struct

from .._core.extras import construct, extras_of, held_by_wire
from .._core.frozen import data_of
from .._core.intake import checked_members
from .._core.paths import Steps, render_path
from .._core.shape import Field, Type, core_of, fields_of, tag_of, variant_of
from .._core.values import Boxed, StringMap, Unvalidated
from ..config import Config
from ..errors import ValidationError
from .lookup import Tables, title_of
from .report import Loss, Report
from .table import Direction, Near, NoForm, NotMine, Step

__all__ = ["Converter"]

UNKNOWN = "this library does not know what it means"


class _Member(Struct, frozen=True):
    """A member of the source: its value as it reads, the struct that it is in, its field if it is declared."""

    value: Any
    owner: Any = None
    field: Field | None = None

    @property
    def secret(self) -> bool:
        return self.field is not None and self.field.secret

    def misses_its_type(self) -> bool:
        """Whether someone put something else there (`Config.with_extra`) than its own dialect allows."""
        if self.field is None:
            return False
        try:
            checked_members(core_of(type(self.owner)), {self.field.name: _retaken(self.value)})
        except ValidationError:
            return True
        return False


def _members(config: Config, direction: Direction, at: Steps = ()) -> Iterator[tuple[Steps, _Member]]:
    """The members of a struct that rows start from, those of the objects on the way included."""
    tag, fields = tag_of(type(config)), fields_of(type(config))
    if tag is not None and (*at, tag[0]) in direction.members:
        yield (*at, tag[0]), _Member(tag[1])
    for name, held in held_by_wire(config).items():
        path = (*at, name)
        value = held.view if isinstance(held, Boxed) and not isinstance(held, StringMap) else held
        if path in direction.inner and isinstance(value, Config):
            below = list(_members(value, direction, path))
            if below:
                yield from below
                continue
        yield path, _Member(value, config, fields.get(name))


class _Done(Struct, frozen=True):
    """A value whose parts are in the report already."""

    value: Any


class Converter:
    """One conversion under way."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.report = Report()

    def convert_object(self, value: Any, targets: tuple[type, ...], path: Steps, to: Steps) -> Any:
        """One of ``targets`` made of ``value``.

        Raises:
            NoForm: where it can't be said; the report is as it was.
        """
        if not isinstance(value, Config):
            raise NoForm(UNKNOWN)
        gap = self.tables.gap(value, targets)
        if gap is not None and gap.kind:
            raise NoForm(gap.reason, gap.nearest)
        failure: NoForm | None = None
        for direction, target in self.tables.find(value, targets):
            mark = self.report.mark()
            try:
                return _Making(self, value, direction, target, path, to).make()
            except NoForm as error:
                self.report.rewind(mark)
                failure = failure or error
        if failure is None:
            failure = (
                NoForm(gap.reason, gap.nearest) if gap is not None else NoForm(self.tables.why_not(value, targets))
            )
        raise failure


class _Making:
    """A struct of the target in the making."""

    def __init__(
        self, converter: Converter, source: Config, direction: Direction, target: Any, path: Steps, to: Steps
    ) -> None:
        self.converter = converter
        self.report = converter.report
        self.source = source
        self.direction = direction
        self.target = target
        self.path = path
        self.to = to
        self.placed: dict[Steps, Any] = {}
        self.members = dict(_members(source, direction))

    def make(self) -> Any:
        """The struct.

        Raises:
            NoForm: where it lacks what it must have, or nothing would be left of it.
        """
        source_says = bool(self.members)
        first_loss = len(self.report.lost)
        has_kind = self._mark_kind()
        if not source_says and not has_kind and self.path:
            self.report.carry(self.path, self.to)
        for step in self.direction.steps:
            member = self.members.get(step.source)
            if member is not None:
                self._take(step, member)
        for path, member in self.members.items():
            self._leave(path, member)
        may_be_empty = tag_of(self.target) is not None or (not self.path and getattr(self.target, "_root", False))
        if source_says and not self.placed and not may_be_empty:
            inner = self.report.lost[first_loss:]
            raise NoForm(inner[0].reason, inner[0].nearest) if inner else NoForm("nothing of it has a form here")
        self._require(self.report.lost[first_loss:])
        made = _build(self.target, self.placed)
        self._mark_defaults()
        return made

    def _require(self, lost: Sequence[Loss]) -> None:
        """Raise `NoForm` where the struct would lack what it must have; of what was ``lost``, the cause says why."""
        there = {str(steps[0]) for steps in self.placed}
        required = (name for name, field in fields_of(self.target).items() if field.required)
        missing = next((name for name in required if name not in there), None)
        if missing is None:
            return
        sources = [step.source for step in self.direction.steps if step.target and step.target[0] == missing]
        where = [render_path((*self.path, *source)) for source in sources]
        for loss in lost:
            if loss.path in where or f"`{missing}`" in loss.nearest:
                raise NoForm(loss.reason, loss.nearest)
        raise NoForm(f"`{core_of(self.target).__name__}` requires `{missing}`")

    def _mark_kind(self) -> bool:
        """Say what kind of object it is and report where the source said it; whether there was anything to report."""
        table = self.direction.table
        if table.gives_up and self.direction.source is table.left:
            self.report.lose((*self.path, "type"), table.gives_up, table.reason, table.nearest)
        if not table.kind:
            return self._mark_tag()
        target_tag = dict([tag_of(self.target) or ("", "")])
        for name, word in table.kind.items():
            path, to = (*self.path, name), (*self.to, name)
            said = self.members.pop((name,), None) is not None
            if self.direction.flat_target:
                self.placed[name,] = word
                self.report.carry(path, to)
            elif said and table.second_name:
                self.report.change(path, word, target_tag.get(name, word), table.second_name, to)
            elif said:
                self.report.carry(path, to)
            else:
                self.report.change(path, UNSET, target_tag.get(name, word), table.assumed, to)
        return True

    def _mark_tag(self) -> bool:
        here, there = tag_of(type(self.source)), tag_of(self.target)
        if here is not None and there is not None:
            self.report.carry((*self.path, here[0]), (*self.to, there[0]))
        elif there is not None:
            why = f"{title_of(self.target)} says what it is by this word"
            self.report.change((*self.path, there[0]), UNSET, there[1], why, (*self.to, there[0]))
        elif here is not None and not self.direction.table.gives_up:
            self.report.carry((*self.path, here[0]), ())
        return there is not None

    def _mark_defaults(self) -> None:
        """Report the members that the target always has."""
        kind = self.direction.table.kind
        for name, field in fields_of(self.target).items():
            if not field.required and field.default is not UNSET and (name,) not in self.placed and name not in kind:
                why = f"`{core_of(self.target).__name__}` always says it"
                self.report.change((*self.path, name), UNSET, field.default, why, (*self.to, name))

    def _take(self, step: Step, member: _Member) -> None:
        """Put the value of one row to its place, or report its loss."""
        mark = self.report.mark()
        row = _Row(self, step, member)
        try:
            row.place()
        except NotMine:
            return
        except NoForm as error:
            self.report.rewind(mark)
            if step.vital:
                raise
            nearest = error.nearest or ("" if row.value is None else step.nearest)
            self.report.lose(row.path, row.value, error.reason, nearest, secret=member.secret)
        del self.members[step.source]

    def _leave(self, path: Steps, member: _Member) -> None:
        """Report a member that no row is about."""
        where, value = (*self.path, *path), _shown(member.value)
        if path in self.direction.inner and isinstance(value, Config):
            self.report.change(where, value, UNSET, "an empty object has nothing to say here", None)
        elif path in self.direction.inner and value is None:
            self.report.lose(where, value, f"there is no such object in {title_of(self.target)} that could be null")
        else:
            self.report.lose(where, value, UNKNOWN, secret=member.secret)


class _Row:
    """One row at work on one value. It is the `Place` that the row's function sees."""

    def __init__(self, making: _Making, step: Step, member: _Member) -> None:
        self.making = making
        self.report = making.report
        self.step = step
        self.member = member
        self.value = _shown(member.value)
        self.source = making.source
        self.path = (*making.path, *step.source)
        self.to = (*making.to, *step.target)
        self.owner: Any = _owner(making.target, step.target)
        # None for the tag of an object, and where there is no target
        self.field = fields_of(self.owner).get(str(step.target[-1])) if step.target else None

    # As a row's function sees it

    def convert(self, value: Any) -> Any:
        """See `Place`."""
        type_ = self.field.type if self.field else Type()
        if isinstance(value, Config):
            targets = type_.variants or (self.owner,)  # which is none, but says what the dialect is
            return _Done(self.making.converter.convert_object(value, targets, self.path, self.to))
        if isinstance(value, tuple) and type_.items is not None:
            return self._convert_objects(value, type_.items) if type_.items.variants else self._filter(value)
        return value

    def lose(self, below: Steps, value: Any, reason: str, nearest: str = "") -> None:
        """See `Place`."""
        self.report.lose((*self.path, *below), value, reason, nearest)

    def is_foreign(self, word: Any) -> bool:
        """See `Place`."""
        here, there = (_known(field) for field in (self.member.field, self.field))
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
        if isinstance(self.value, Unvalidated):
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
        new = near.value if near is not None else found.value if isinstance(found, _Done) else found
        placed[step.target] = self._held(new)
        if near is not None:
            self.report.change(self.path, self.value, _shown(new), near.why, self.to)
        elif not isinstance(found, _Done):
            self.report.carry(self.path, self.to)

    def _check_null(self) -> None:
        """Raise `NoForm` where the target documents no null."""
        field = self.field
        if field is None:
            raise NoForm(self.step.reason or "null has no form here")
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
            raise NoForm("it is not a value that its own dialect allows")
        found = how(self.value, self)
        if isinstance(self.value, Config) and not isinstance(found, _Done):
            for name in extras_of(self.value):
                self.lose((name,), self.value[name], UNKNOWN)
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
        try:
            return checked_members(self.owner, {name: _retaken(value)}).get(name, value)
        except ValidationError as error:
            at = f" at `{error.path}`" if error.path not in ("", f"$.{name}") else ""
            raise NoForm(f"{title_of(self.making.target)} does not take it: {error.message}{at}") from None

    def _convert_objects(self, values: tuple[Any, ...], items: Type) -> Any:
        """A list of structs, without those that have no form."""
        made: list[Any] = []
        failure = NoForm("")
        for i, value in enumerate(values):
            path, to = (*self.path, i), (*self.to, len(made))
            try:
                made.append(self.making.converter.convert_object(value, items.variants, path, to))
            except NoForm as error:
                failure = error
                self.report.lose(path, value, error.reason, error.nearest)
        if self.step.vital and values and not made:
            raise failure
        if values and not made:
            return Near((), "nothing of the list has a form here")
        return _Done(tuple(made)) if values else ()

    def _filter(self, values: tuple[Any, ...]) -> Any:
        """A list of plain values, without those that the target refuses."""
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
        return Near(tuple(kept), "what has no form is left out")


def _known(field: Field | None) -> tuple[str, ...]:
    """The words of an open enum, or of a list of them."""
    if field is None:
        return ()
    items = field.type.items
    return field.type.known if items is None else items.known


def _shown(value: Any) -> Any:
    return value.view if isinstance(value, Boxed) else value


def _retaken(value: Any) -> Any:
    """A value as a caller would give it; a map keeps the order of its members."""
    return dict(data_of(value)) if isinstance(value, StringMap) else value


@cache
def _owner(target: Any, steps: Steps) -> Any:
    """The struct that has the member at ``steps``; of several variants the first that has it."""
    for step, following in pairwise(steps):
        variants = fields_of(target)[str(step)].type.variants
        target = next((variant for variant in variants if following in fields_of(variant)), variants[0])
    return target


def _build(target: Any, placed: Mapping[Steps, Any]) -> Any:
    """A struct from values that are valid, by their places; objects on the way are made."""
    members: dict[str, Any] = {}
    deeper: dict[str, dict[Steps, Any]] = {}
    for steps, held in placed.items():
        name, rest = str(steps[0]), steps[1:]
        if rest:
            deeper.setdefault(name, {})[rest] = held
        else:
            members[name] = held
    fields = fields_of(target)
    for name, below in deeper.items():
        told = {str(steps[0]): held for steps, held in below.items() if len(steps) == 1}
        variant = variant_of(fields[name].type, told)
        if variant is None:
            raise NoForm(f"`{name}` has several forms, and which is meant is not said")
        members[name] = _build(variant, below)
    missing = next((name for name, field in fields.items() if field.required and name not in members), None)
    if missing is not None:
        raise NoForm(f"`{core_of(target).__name__}` requires `{missing}`")
    tag = tag_of(target)
    return construct(target, {name: held for name, held in members.items() if tag is None or name != tag[0]})
