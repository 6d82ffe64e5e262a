"""Two conversions in a row as one: between dialects that have no tables of their own.

The first goes to the usual dialect, the second on from there. The report is in terms of the source:
each entry of the second is traced back to what the first made its place of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from .._core.paths import Steps, parse_path, render_path
from .lookup import title_of
from .report import Carried, Change, Conversion, Loss

__all__ = ["joined"]


def joined(source: Any, first: Conversion[Any], second: Conversion[Any]) -> Conversion[Any]:
    """What became of ``source`` after ``first``, and then ``second``."""
    work = _Join(source, first, second.config)
    way = f" (through {title_of(type(first.config))})"
    lost = [
        *(replace(loss, reason=loss.reason + way) for loss in first.lost),
        *(loss for entry in second.lost for loss in work.lost(entry)),
    ]
    changed = [change for change in first.changed if not change.to]
    carried = [entry for entry in first.carried if not entry.to]
    entries: list[Carried | Change] = [*second.changed, *second.carried]
    for entry in entries:
        for found in work.kept(entry):
            (changed if isinstance(found, Change) else carried).append(found)  # type: ignore[arg-type]
    return Conversion(second.config, tuple(lost), tuple(changed), tuple(dict.fromkeys(carried)))


class _Origin(Struct, frozen=True):
    """Where something on the way came from."""

    path: Steps
    """Where it was in the source."""

    rest: Steps
    """What of the place on the way lies beyond the place that is asked for."""

    why: str
    """Why it was changed on the way; empty where it was not."""

    added: bool = False
    """Whether only the first conversion said it."""


class _Join:
    def __init__(self, source: Any, first: Conversion[Any], result: Any) -> None:
        self.source = source
        self.result = result
        entries: list[Carried | Change] = [*first.carried, *first.changed]
        self.ways = [(_steps(entry.to), entry) for entry in entries if entry.to]

    def lost(self, entry: Loss) -> Iterator[Loss]:
        """The losses of the source that a loss on the second way is."""
        for path in self._whole(list(self._origins(_steps(entry.path)))):
            yield Loss(render_path(path), self._before(path), entry.reason, entry.nearest, entry.secret)

    def kept(self, entry: Carried | Change) -> Iterator[Carried | Change]:
        """What of the source an entry of the second way is about."""
        origins = list(self._origins(_steps(entry.path)))
        if not origins and isinstance(entry, Change):
            yield entry  # which only the second way has to say
        for origin in origins:
            to = _steps(entry.to)
            if entry.to and isinstance(entry, Carried):
                to = (*to, *origin.rest)
            yield from self._entry(entry, origin, to)

    def _entry(self, entry: Carried | Change, origin: _Origin, to: Steps) -> Iterator[Carried | Change]:
        why = "; ".join(dict.fromkeys(each for each in (origin.why, getattr(entry, "why", "")) if each))
        if not why:
            yield Carried(render_path(origin.path), render_path(to))
        elif not origin.added or to:
            before = UNSET if origin.added else self._before(origin.path)
            after = _at(self.result, to) if to else UNSET
            yield Change(render_path(origin.path), before, after, why, render_path(to))

    def _origins(self, place: Steps) -> Iterator[_Origin]:
        """What is at a place on the way, or inside it, by where it came from."""
        around = [(to, entry) for to, entry in self.ways if to == place[: len(to)]]
        if around:
            nearest = max(len(to) for to, _ in around)
            inside = [(to, entry) for to, entry in around if len(to) == nearest]
        else:
            inside = [(to, entry) for to, entry in self.ways if place == to[: len(place)]]
        for to, entry in inside:
            path, why = _steps(entry.path), getattr(entry, "why", "")
            beyond = place[len(to) :] if isinstance(entry, Carried) else ()
            added = isinstance(entry, Change) and entry.before is UNSET
            yield _Origin((*path, *beyond), to[len(place) :], why, added)

    def _whole(self, origins: list[_Origin]) -> Iterator[Steps]:
        """The one object of the source that all of it came from, or each place by itself."""
        paths = [path for path in (self._there(origin.path) for origin in origins) if path]
        shared = paths[0] if paths else ()
        for path in paths:
            while path[: len(shared)] != shared:
                shared = shared[:-1]
        if shared and _at(self.source, shared) is not UNSET:
            yield shared
        else:
            yield from dict.fromkeys(paths)

    def _there(self, path: Steps) -> Steps:
        """The path itself, or that of the object which the first conversion added it to."""
        while path and _at(self.source, path) is UNSET:
            path = path[:-1]
        return path

    def _before(self, path: Steps) -> Any:
        return _at(self.source, path)


def _steps(path: str) -> Steps:
    return parse_path(path) if path else ()


def _at(value: Any, steps: Steps) -> Any:
    """What is at a path; `UNSET` where nothing is."""
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return UNSET
    return value
