"""Which tables are about a struct, and what they say where none is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from msgspec import UNSET

from .._core.shape import declared_class
from ..dialects import Dialect, dialect_of
from ..record import record_for
from .parts import Alike, alike
from .table import Direction, Gap, Pair, directions

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["Tables", "title_of"]


def title_of(cls: type) -> str:
    """The dialect that ``cls`` comes from, as a sentence names it."""
    record = record_for(cls)
    return "the API" if record is None else record.title


class Tables:
    """All that the tables of all pairs say, by source."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.directions: dict[tuple[type, type], list[Direction]] = {}
        self.gaps: dict[tuple[type, Dialect | None], list[Gap]] = {}
        self._gaps_of: WeakKeyDictionary[type, dict[tuple[type, ...], tuple[Gap, ...]]] = WeakKeyDictionary()
        self._alike: dict[tuple[int, Any], Alike | None] = {}
        self._sources: set[type] = set()
        self._copying: dict[tuple[type, tuple[type, ...]], Alike | None] = {}
        for pair in pairs:
            for table in pair.tables:
                for direction in directions(table):
                    self.directions.setdefault((direction.source, direction.target), []).append(direction)
                    self._sources.add(direction.source)
            for gap in pair.gaps:
                other = pair.right if dialect_of(gap.source) == pair.left else pair.left
                self.gaps.setdefault((gap.source, other), []).append(gap)

    def alike(self, direction: Direction, target: Any) -> Alike | None:
        """How to copy a struct of a direction's source as ``target``, where both are alike."""
        key = (id(direction), target)  # a direction lives as long as these tables
        if key not in self._alike:
            self._alike[key] = alike(direction, target)
        return self._alike[key]

    def copying(self, source: type, targets: tuple[type, ...]) -> Alike | None:
        """How to copy any value of a class as the one of ``targets`` that is like it; None where not all are alike."""
        if source not in self._sources:
            return None  # nor is it remembered: a class that is derived from another need not live on
        if (source, targets) not in self._copying:
            self._copying[source, targets] = self._copies(source, targets)
        return self._copying[source, targets]

    def _copies(self, source: type, targets: tuple[type, ...]) -> Alike | None:
        ways = ((way, target) for target in targets for way in self.between(source, target))
        way, target = next(ways, (None, None))
        if way is None or target is None or way.flat_source or way.source is not source:
            return None
        has_gaps = any((base, dialect_of(each)) in self.gaps for each in targets for base in source.__mro__)
        return None if has_gaps else self.alike(way, target)

    def know(self, source: type, targets: Iterable[type]) -> bool:
        """Whether anything is said about turning ``source`` into one of ``targets``, be it that it can't be."""
        return any(
            self.between(source, target) or any((base, dialect_of(target)) in self.gaps for base in source.__mro__)
            for target in targets
        )

    def targets_of(self, source: type, dialect: Dialect) -> list[type]:
        """What ``source``, or what it is a subclass of, can be turned into in a dialect."""
        ways = [there for here, there in self.directions if here in source.__mro__]
        return [there for there in ways if dialect_of(there) == dialect]

    def find(self, value: Config, targets: Iterable[type]) -> Iterator[tuple[Direction, type]]:
        """The ways to turn ``value`` into one of ``targets``, going by its kind."""
        for target in targets:
            for direction in self.between(type(value), target):
                if not direction.flat_source or _is_kind(value, direction.table.kind, direction.table.assumed):
                    yield direction, target

    def gap(self, value: Config, targets: tuple[type, ...]) -> Gap | None:
        """Why ``value`` can't be turned into one of ``targets``, where a table says so."""
        known = self._gaps_of.setdefault(type(value), {})  # weak: a class made for extras need not live on
        if targets not in known:
            dialects: set[Dialect | None] = {dialect_of(target) for target in targets}
            pairs: list[tuple[type, Dialect | None]] = [(base, to) for to in dialects for base in type(value).__mro__]
            known[targets] = tuple(gap for pair in pairs for gap in self.gaps.get(pair, ()))
        return next((gap for gap in known[targets] if _is_kind(value, gap.kind)), None)

    def between(self, source: type, target: type) -> list[Direction]:
        """The ways from ``source`` to ``target``, or what they are subclasses of."""
        for here in source.__mro__:
            for there in target.__mro__:
                if (here, there) in self.directions:
                    return self.directions[here, there]
        return []

    def why_not(self, value: Config, targets: tuple[type, ...]) -> str:
        """Put into words that no table is about a value's kind."""
        known = [way for target in targets for way in self.between(type(value), target) if way.flat_source]
        for name in known[0].table.kind if known else ():
            word = getattr(value, name)
            if word is UNSET:
                return f"`{name}` is omitted, so the type is unknown"
            if all(way.table.kind.get(name, word) != word for way in known):
                return f"`{name}` {word!r} has no form in `{known[0].target.__name__}`"
        title = title_of(targets[0]) if targets else "the other dialect"
        return f"{title} has no form of `{declared_class(type(value)).__name__}` here"


def _is_kind(value: Config, kind: Mapping[str, str], assumed: str = "") -> bool:
    return all(
        getattr(value, name) == word or (bool(assumed) and getattr(value, name) is UNSET) for name, word in kind.items()
    )
