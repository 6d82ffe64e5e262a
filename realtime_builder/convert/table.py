"""The vocabulary of the tables: one row per member of a struct, in one dialect and in the other.

A row reads in both directions. Where a value is spelled otherwise, a `Codec` gives a function for
each; where a dialect has no such member, the row says why, and what comes nearest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from .._core.paths import Steps, parse_path

if TYPE_CHECKING:
    from ..dialects import Dialect

__all__ = [
    "WORDS",
    "Codec",
    "Direction",
    "Fill",
    "Gap",
    "How",
    "Near",
    "NoForm",
    "NotMine",
    "Noted",
    "Pair",
    "Place",
    "Row",
    "Step",
    "Table",
    "back",
    "both",
    "forth",
    "left",
    "renamed",
    "right",
    "spelled",
]


class Place(Protocol):
    """Where a value stands, as a row's function sees it."""

    @property
    def source(self) -> Any:
        """The struct whose table the row is in."""

    def convert(self, value: Any) -> Any:
        """Convert ``value`` as a row without a function would."""

    def also(self, path: str, value: Any, why: str) -> None:
        """Put a valid value to another place as well, and report the change."""

    def lose(self, below: Steps, value: Any, reason: str, nearest: str = "") -> None:
        """Report the loss of a part of the value."""

    def is_foreign(self, word: Any) -> bool:
        """Whether only the source's own dialect knows ``word``; what neither knows may be anybody's."""
        ...


How = Callable[[Any, Place], Any]
"""Turns a value into that of the other dialect. May give a `Near` or a `Noted`, or raise `NoForm` or `NotMine`."""


class NoForm(Exception):  # noqa: N818 - caught where the loss is reported
    """The other dialect has no form for a value."""

    def __init__(self, reason: str, nearest: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


class NotMine(Exception):  # noqa: N818 - says which row is meant
    """The value is for another row with the same member."""


class Near(Struct, frozen=True):
    """A value that does not mean the same, and why. `UNSET` where nothing need be said."""

    value: Any
    why: str


class Noted(Struct, frozen=True):
    """A value that means the same, and what should be known of it."""

    value: Any
    note: str


class Codec(Struct, frozen=True):
    """How a value is spelled in the right dialect (``forth``) and in the left one (``back``)."""

    forth: How | None = None
    back: How | None = None


_PLAIN = Codec()


def _shared_words(value: Any, place: Place) -> Any:
    foreign = "only the source dialect knows it"
    if not isinstance(value, tuple):
        if place.is_foreign(value):
            raise NoForm(foreign)
        return place.convert(value)
    kept = tuple(word for word in value if not place.is_foreign(word))
    if len(kept) == len(value):
        return place.convert(value)
    if not kept:
        raise NoForm(foreign)
    for i, word in enumerate(value):
        if place.is_foreign(word):
            place.lose((i,), word, foreign)
    return Near(kept, "items without a counterpart are omitted")


WORDS = Codec(forth=_shared_words, back=_shared_words)
"""For open lists of words: what only one of the dialects knows has no form in the other."""


class Row(Struct, frozen=True, kw_only=True):
    """A member of a left struct and its counterpart in a right one. Paths may lead through containers."""

    left: str = ""
    right: str = ""
    by: Codec = _PLAIN
    reason: str = ""
    """Why it has no form, where one side is empty."""
    nearest: str = ""
    vital: bool = False
    """Without it the object says nothing: if it is lost, so is the object."""
    goes_forth: bool = True
    goes_back: bool = True


def both(*names: str, by: Codec = _PLAIN, vital: bool = False) -> tuple[Row, ...]:
    """Members that have the same name on both sides."""
    return tuple(Row(left=name, right=name, by=by, vital=vital) for name in names)


def renamed(left: str, right: str, by: Codec = _PLAIN, *, nearest: str = "", vital: bool = False) -> Row:
    """A member that has another name, or lies elsewhere."""
    return Row(left=left, right=right, by=by, nearest=nearest, vital=vital)


def forth(left: str, right: str, how: How | None = None) -> Row:
    """A second name, from left to right only."""
    return Row(left=left, right=right, by=Codec(forth=how), goes_back=False)


def back(left: str, right: str, how: How | None = None) -> Row:
    """A second name, from right to left only."""
    return Row(left=left, right=right, by=Codec(back=how), goes_forth=False)


def left(reason: str, *names: str, nearest: str = "", by: How | None = None) -> tuple[Row, ...]:
    """Members that only the left dialect has. A function may find that nothing need be said."""
    return tuple(Row(left=name, reason=reason, nearest=nearest, by=Codec(forth=by)) for name in names)


def right(reason: str, *names: str, nearest: str = "", by: How | None = None) -> tuple[Row, ...]:
    """Members that only the right dialect has. A function may find that nothing need be said."""
    return tuple(Row(right=name, reason=reason, nearest=nearest, by=Codec(back=by)) for name in names)


def spelled(words: Mapping[str, str], reason: str, nearest: str = "") -> Codec:
    """Words, each with its own spelling on the other side; for others there is none."""

    def lookup(table: Mapping[str, str]) -> How:
        def look_up(value: Any, _: Place) -> str:
            if value not in table:
                raise NoForm(reason, nearest)
            return table[value]

        return look_up

    return Codec(forth=lookup(words), back=lookup({there: here for here, there in words.items()}))


class Fill(Struct, frozen=True):
    """What the right struct has to say where the left one leaves it open."""

    path: str
    """Where. What lies in an object is only said where something else is in that object."""

    value: Any
    why: str


class Table(Struct, frozen=True, kw_only=True):
    """The rows of a left struct and a right one."""

    left: type[Struct]
    right: type[Struct]
    rows: tuple[Row, ...] = ()
    fills: tuple[Fill, ...] = ()

    kind: Mapping[str, str] = {}
    """What makes the flat side this kind, member by member: ``{"type": "server_vad"}``. On the
    other side that is the struct itself."""

    flat: str = "left"
    """The side that ``kind`` is about."""

    assumed: str = ""
    """The kind is also meant where the flat side leaves it open; why."""

    second_name: str = ""
    """The flat side has a better name for the kind, so this one is only read; why it has two."""

    note: str = ""
    """What should be known of the kind, where it comes back under another word."""

    gives_up: str = ""
    """The type that the left struct is of, where the right dialect has none such."""

    reason: str = ""
    """What follows from that."""

    nearest: str = ""


class Gap(Struct, frozen=True, kw_only=True):
    """A struct, or one kind of a flat one, that the other dialect has no counterpart of."""

    source: type[Struct]
    reason: str
    nearest: str = ""
    kind: Mapping[str, str] = {}


class Pair(Struct, frozen=True, kw_only=True):
    """Two dialects. A module of tables holds one as ``PAIR``."""

    left: Dialect
    right: Dialect
    tables: tuple[Table, ...]
    gaps: tuple[Gap, ...]


# A table as it is read in one direction


class Step(Struct, frozen=True, kw_only=True):
    """A row, read in one direction."""

    source: Steps
    target: Steps
    written: tuple[tuple[str, str], ...]
    """Both as text."""
    how: How | None
    reason: str
    nearest: str
    vital: bool


class Direction(Struct, frozen=True, kw_only=True):
    """A table, read in one direction."""

    source: type[Struct]
    target: type[Struct]
    steps: tuple[Step, ...]
    members: frozenset[Steps]
    """The paths in the source that steps start from."""
    inner: frozenset[Steps]
    """The objects that these paths lead through."""
    table: Table
    flat_source: bool
    flat_target: bool


def directions(table: Table) -> Iterator[Direction]:
    """The one or two ways to read ``table``."""
    rows = table.rows
    yield _direction(table, table.left, table.right, [_forth(row) for row in rows if row.left and row.goes_forth])
    if not table.second_name:
        yield _direction(table, table.right, table.left, [_back(row) for row in rows if row.right and row.goes_back])


def _forth(row: Row) -> Step:
    return _step(row, row.left, row.right, row.by.forth)


def _back(row: Row) -> Step:
    return _step(row, row.right, row.left, row.by.back)


def _step(row: Row, source: str, target: str, how: How | None) -> Step:
    return Step(
        source=parse_path(source),
        target=parse_path(target) if target else (),
        written=((source, target),),
        how=how,
        reason=row.reason,
        nearest=row.nearest,
        vital=row.vital,
    )


def _direction(table: Table, source: type[Struct], target: type[Struct], steps: list[Step]) -> Direction:
    members = frozenset(step.source for step in steps)
    return Direction(
        source=source,
        target=target,
        steps=tuple(steps),
        members=members,
        inner=frozenset(path[:i] for path in members for i in range(1, len(path))) - members,
        table=table,
        flat_source=bool(table.kind) and getattr(table, table.flat) is source,
        flat_target=bool(table.kind) and getattr(table, table.flat) is target,
    )
