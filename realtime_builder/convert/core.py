"""The part of conversion that is the same for every pair of dialects: it reads the tables.

A struct is taken apart into its members, containers dissolved; each row puts a value to its place
in the target, and what is left over is lost. Every value is validated by itself before it is
taken, so a result is always valid: a value that the other dialect's types refuse is a loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from .._core.paths import Steps, parse_path, render_path
from .._core.shape import declared_class, fields_of, tag_of
from ..config import Config
from .lookup import Tables, title_of
from .parts import NOT_OF_ITS_TYPE, UNKNOWN, Alike, Member, build, members_of, required_of, shown, taken
from .report import Loss, Report
from .rows import Placing
from .table import Direction, Fill, NoForm, NotMine, Step

__all__ = ["Converter", "Making"]


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
        plan = self.tables.copying(type(value), targets)
        made = None if plan is None else self.copied(value, plan, path, to)
        if made is not None:
            return made
        gap = self.tables.gap(value, targets)
        if gap is not None and gap.kind:
            raise NoForm(gap.reason, gap.nearest)
        failure: NoForm | None = None
        for direction, target in self.tables.find(value, targets):
            mark = self.report.mark()
            try:
                return Making(self, value, direction, target, path, to).make()
            except NoForm as error:
                self.report.rewind(mark)
                failure = failure or error
        if failure is None:
            failure = (
                NoForm(gap.reason, gap.nearest) if gap is not None else NoForm(self.tables.why_not(value, targets))
            )
        raise failure

    def copied(self, value: Any, plan: Alike, path: Steps, to: Steps) -> Any:
        """A struct that is alike in both dialects; None where its members have to be looked at one by one."""
        copied = plan.copy(value)
        if copied is None:
            return None
        made, names = copied
        self.report.carry(path, to, below=map(plan.written.__getitem__, names))
        return made


class Making:
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
        self.members = members_of(source, direction)

    def make(self) -> Any:
        """The struct.

        Raises:
            NoForm: where it lacks what it must have, or nothing would be left of it.
        """
        source_says = bool(self.members)
        first_loss = len(self.report.lost)
        has_kind = self._mark_kind()
        if not source_says and not has_kind and self.path and not self._fills():
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
            raise NoForm(inner[0].reason, inner[0].nearest) if inner else NoForm("no part of it has a counterpart here")
        self._fill()
        self._require(self.report.lost[first_loss:])
        made = build(self.target, self.placed)
        self._mark_defaults()
        return made

    def _fills(self) -> tuple[Fill, ...]:
        table = self.direction.table
        return table.fills if self.direction.source is table.left else ()

    def _fill(self) -> None:
        """Say what the target has to say, and the source left open."""
        for fill in self._fills():
            steps = parse_path(fill.path)
            inside = any(placed[: len(steps) - 1] == steps[:-1] for placed in self.placed)
            if steps not in self.placed and (inside or len(steps) == 1):
                self.placed[steps] = fill.value
                self.report.change((*self.path, *steps), UNSET, fill.value, fill.why, (*self.to, *steps))

    def _require(self, lost: Sequence[Loss]) -> None:
        """Raise `NoForm` where the struct would lack what it must have; of what was ``lost``, the cause says why."""
        there = {str(steps[0]) for steps in self.placed}
        missing = next((name for name in required_of(self.target) if name not in there), None)
        if missing is None:
            return
        sources = [step.source for step in self.direction.steps if step.target and step.target[0] == missing]
        where = [render_path((*self.path, *source)) for source in sources]
        for loss in lost:
            if loss.path in where or f"`{missing}`" in loss.nearest:
                raise NoForm(loss.reason, loss.nearest)
        raise NoForm(f"`{declared_class(self.target).__name__}` requires `{missing}`")

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
            member = self.members.pop((name,), None)
            said = member is not None
            if self.direction.flat_target:
                self.placed[name,] = word
                if member is not None and member.value != word:  # the class says it, the member another thing
                    self.report.lose(path, member.value, NOT_OF_ITS_TYPE)
                else:
                    self.report.carry(path, to, table.note)
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
            if here[0] == there[0]:
                self.report.carry((*self.path, here[0]), (*self.to, there[0]))
            else:
                self._mark_two_tags(here, there)
        elif there is not None:
            why = f"{title_of(self.target)} names the type of each object"
            self.report.change((*self.path, there[0]), UNSET, there[1], why, (*self.to, there[0]))
        elif here is not None and not self.direction.table.gives_up:
            self.report.carry((*self.path, here[0]), ())
        return there is not None

    def _mark_two_tags(self, here: tuple[str, str], there: tuple[str, str]) -> None:
        """Report the words of a struct that each dialect tells by another member, such as a message's type and role."""
        field = fields_of(self.target).get(here[0])
        usual = UNSET if field is None or field.required else field.default
        words: list[tuple[str, Any, Any]] = [(here[0], here[1], here[1] if usual is UNSET else usual)]
        if field is not None:
            self.placed[here[0],] = words[0][2]
        member = self.members.pop((there[0],), None)
        words.append((there[0], UNSET if member is None else member.value, there[1]))
        for name, said, meant in words:
            path, to = (*self.path, name), (*self.to, name)
            if said == meant:
                self.report.carry(path, to)
            else:
                way = "names the type of each object" if said is UNSET else "has another word for it"
                self.report.change(path, said, meant, f"{title_of(self.target)} {way}", to)

    def _mark_defaults(self) -> None:
        """Report the members that the target always has."""
        kind = self.direction.table.kind
        for name, field in fields_of(self.target).items():
            if not field.required and field.default is not UNSET and (name,) not in self.placed and name not in kind:
                why = f"`{declared_class(self.target).__name__}` always has it"
                self.report.change((*self.path, name), UNSET, field.default, why, (*self.to, name))

    def _take(self, step: Step, member: Member) -> None:
        """Put the value of one row to its place, or report its loss."""
        if step.how is None and member.value.__class__ in _SCALARS and step.target not in self.placed:
            held = taken(self.target, step.target, member.value)
            if held is not UNSET:
                self.placed[step.target] = held
                self.report.carry(self.path, self.to, below=step.written)
                del self.members[step.source]
                return
        mark = self.report.mark()
        row = Placing(self, step, member)
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

    def _leave(self, path: Steps, member: Member) -> None:
        """Report a member that no row is about."""
        where, value = (*self.path, *path), shown(member.value)
        if path in self.direction.inner and isinstance(value, Config):
            self.report.change(where, value, UNSET, "an empty object means nothing here", None)
        elif path in self.direction.inner and value is None:
            self.report.lose(where, value, f"there is no such object in {title_of(self.target)} that could be null")
        else:
            self.report.lose(where, value, UNKNOWN, secret=member.secret)


_SCALARS = frozenset({str, int, float, bool})
