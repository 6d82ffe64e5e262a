"""Timing two ways of doing one job so that their ratio can be believed.

A shared machine drifts by tens of percent within seconds. So both sides run in one process and
take turns in short rounds. The clock is the thread's own processor time, which stands still while
others run. A ratio is the median over the rounds of what one side took beside its neighbour; the
middle half of the rounds shows how far to trust it.

The first four calls of a turn find the processor's caches as the other side left them and are slower,
on both sides. They are timed apart, unless a turn has few others.
"""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Comparison", "Figure", "Side", "compare", "figures_table", "table", "verdict"]


@dataclass(frozen=True)
class Side:
    """Code to be timed, as text, so that no call of a function is timed with it."""

    code: str
    setup: str = "pass"
    """Runs before each round, untimed; with ``operations`` before each run of the code."""
    operations: int = 0
    """How many operations the code is when the setup has to come before each run of it; 0 lets it repeat."""

    collector: bool = False
    """Whether the garbage collector stays on, as it is in a server; timeit switches it off."""

    def timer(self, names: Mapping[str, Any]) -> timeit.Timer:
        # timeit puts the collector back afterwards as it was before.
        setup = f"__import__('gc').enable()\n{self.setup}" if self.collector else self.setup
        return timeit.Timer(self.code, setup, time.thread_time, globals=dict(names))


def verdict(value: float, bar: float | None, aim: float | None, *, at_least: bool = False) -> str:
    """What became of a promise; nothing where none was made."""
    if bar is None:
        return ""
    if at_least:
        value, bar, aim = -value, -bar, None if aim is None else -aim
    if value > bar:
        return "MISSED"
    return "aim reached" if aim is not None and value <= aim else "met"


@dataclass(frozen=True)
class Figure:
    """One number beside what was promised of it."""

    name: str
    value: float
    bar: float | None = None
    aim: float | None = None
    at_least: bool = False
    unit: str = "x"
    ours: float | None = None
    """Seconds, where it is a ratio of times."""
    theirs: float | None = None
    first_calls: float | None = None
    """The same ratio of the first calls after the other side's turn."""
    other_content: float | None = None
    """The same ratio on a session with other tools."""

    @property
    def verdict(self) -> str:
        return verdict(self.value, self.bar, self.aim, at_least=self.at_least)


@dataclass(frozen=True)
class Comparison:
    """Seconds per operation of both sides, a pair for each round."""

    name: str
    rounds: tuple[tuple[float, float], ...]
    bar: float | None = None
    aim: float | None = None
    first: tuple[tuple[float, float], ...] = ()
    """The same of the first calls of a turn, where they were timed apart."""

    @property
    def ours(self) -> float:
        return statistics.median(ours for ours, _ in self.rounds)

    @property
    def theirs(self) -> float:
        return statistics.median(theirs for _, theirs in self.rounds)

    @property
    def ratio(self) -> float:
        return statistics.median(self._ratios)

    @property
    def ratio_of_first_calls(self) -> float | None:
        """Nothing where they were not timed apart."""
        return statistics.median(ours / theirs for ours, theirs in self.first) if self.first else None

    @property
    def spread(self) -> tuple[float, float]:
        """The middle half of the rounds' ratios."""
        ratios = self._ratios
        return ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]

    @property
    def _ratios(self) -> list[float]:
        return sorted(ours / theirs for ours, theirs in self.rounds)

    @property
    def fastest(self) -> float:
        """The ratio of each side's fastest round."""
        return min(ours for ours, _ in self.rounds) / min(theirs for _, theirs in self.rounds)

    @property
    def verdict(self) -> str:
        return verdict(self.ratio, self.bar, self.aim)

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ours_us": self.ours * 1e6,
            "theirs_us": self.theirs * 1e6,
            "ratio": self.ratio,
            "ratio_of_fastest": self.fastest,
            "ratio_middle_half": list(self.spread),
            "bar": self.bar,
            "aim": self.aim,
            "verdict": self.verdict,
        }


def compare(
    name: str,
    ours: Side,
    theirs: Side,
    names: Mapping[str, Any],
    *,
    bar: float | None = None,
    aim: float | None = None,
    rounds: int = 100,
    seconds: float = 0.002,
) -> Comparison:
    """Time both sides in turns, each always after the other; a turn of one side takes about ``seconds``."""
    turns = _turn(ours, names, seconds), _turn(theirs, names, seconds)
    early, late, kept = [], [], []
    for i in range(rounds):
        # Copying takes seven times as long on some processors where source and target lie a few bytes apart within
        # their pages. What is kept moves the next results, so that such luck is not the same in all rounds.
        kept.append(bytes(12_000 + i * 592 % 4096))
        (ours_early, ours_late), (theirs_early, theirs_late) = (turn() for turn in turns)
        late.append((ours_late, theirs_late))
        if ours_early and theirs_early:
            early.append((ours_early, theirs_early))
    return Comparison(name, tuple(late), bar, aim, tuple(early))


_FIRST = 4
"""Calls of each turn that are timed apart."""


def _turn(side: Side, names: Mapping[str, Any], seconds: float) -> Callable[[], tuple[float, float]]:
    """A function that gives the seconds of an operation: in the first calls, and in so many others as take ``seconds``.

    Where there are few others, the first are not made, and take 0 seconds.
    """
    timer, operations = side.timer(names), side.operations or 1

    def timed(runs: int) -> float:
        if side.operations:
            return sum(timer.timeit(1) for _ in range(runs)) / (runs * operations)
        return timer.timeit(runs) / runs

    timed(1)
    calls = seconds / max(timed(3), 1e-8)
    few = max(1, _FIRST // operations) if calls >= 2 * _FIRST else 0
    many = max(1, round(calls / operations))
    return lambda: (timed(few) if few else 0.0, timed(many))


def table(comparisons: list[Comparison]) -> str:
    """The results as lines of text."""
    width = max(len(each.name) for each in comparisons)
    head = f"{'':{width}}  {'ours us':>10}  {'beside us':>10}  {'ratio':>6}  {'middle half':>14}  {'fastest':>7}  {'bar':>5}  {'aim':>5}"
    lines = [head, "-" * (len(head) + 13)]
    for each in comparisons:
        low, high = each.spread
        bar, aim = ("" if limit is None else f"{limit:.3g}" for limit in (each.bar, each.aim))
        lines.append(
            f"{each.name:{width}}  {each.ours * 1e6:10.3f}  {each.theirs * 1e6:10.3f}  {each.ratio:6.3g}"
            f"  {low:5.3g} .. {high:5.3g}  {each.fastest:7.3g}  {bar:>5}  {aim:>5}  {each.verdict}"
        )
    return "\n".join(lines)


def figures_table(figures: list[Figure]) -> str:
    """Figures as lines of text."""
    width = max((len(each.name) for each in figures), default=0)
    lines = [
        f"{'':{width}}  {'ours us':>10}  {'beside us':>10}  {'figure':>9}  {'first':>6}  {'other':>6}  {'limit':>8}  {'aim':>6}"
    ]
    lines.append("-" * (len(lines[0]) + 13))
    for each in figures:
        ours, theirs = ("" if side is None else f"{side * 1e6:,.2f}" for side in (each.ours, each.theirs))
        first, other, bar, aim = (
            "" if number is None else f"{number:.3g}"
            for number in (each.first_calls, each.other_content, each.bar, each.aim)
        )
        sign = ">= " if each.at_least else ""
        lines.append(
            f"{each.name:{width}}  {ours:>10}  {theirs:>10}  {each.value:6.3g} {each.unit:2}  {first:>6}  {other:>6}"
            f"  {sign + bar:>8}  {aim:>6}  {each.verdict}"
        )
    return "\n".join(lines)
