"""Timing two ways of doing one job so that their ratio can be believed.

A shared machine drifts by tens of percent within seconds. So both sides run in one process and
take turns in short rounds. The clock is the thread's own processor time, which stands still while
others run. A ratio is the median over the rounds of what one side took beside its neighbour; the
middle half of the rounds shows how far to trust it.
"""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Comparison", "Figure", "Side", "compare", "figures_table", "table", "verdict"]

Clock = Callable[[], float]


@dataclass(frozen=True)
class Side:
    """Code to be timed, as text, so that no call of a function is timed with it."""

    code: str
    setup: str = "pass"
    """Runs before each round, untimed."""
    operations: int = 0
    """How many operations the code is when it has to run just once a round; 0 lets it repeat."""

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
    """Time both sides in turns; a round of one side takes about ``seconds``."""
    clocks = _clock(ours, names, seconds), _clock(theirs, names, seconds)
    pairs = []
    for i in range(rounds):
        # Who comes second finds the caches as the other left them, so they swap.
        first = i % 2
        times = {first: clocks[first](), 1 - first: clocks[1 - first]()}
        pairs.append((times[0], times[1]))
    return Comparison(name, tuple(pairs), bar, aim)


def _clock(side: Side, names: Mapping[str, Any], seconds: float) -> Clock:
    timer = side.timer(names)
    if side.operations:
        return lambda: timer.timeit(1) / side.operations
    timer.timeit(1)
    repeats = max(1, round(seconds / max(timer.timeit(3) / 3, 1e-8)))
    return lambda: timer.timeit(repeats) / repeats


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
    lines = [f"{'':{width}}  {'ours us':>10}  {'beside us':>10}  {'figure':>9}  {'limit':>8}  {'aim':>6}"]
    lines.append("-" * (len(lines[0]) + 13))
    for each in figures:
        ours, theirs = ("" if side is None else f"{side * 1e6:,.2f}" for side in (each.ours, each.theirs))
        bar, aim = ("" if limit is None else f"{limit:.3g}" for limit in (each.bar, each.aim))
        sign = ">= " if each.at_least else ""
        lines.append(
            f"{each.name:{width}}  {ours:>10}  {theirs:>10}  {each.value:6.3g} {each.unit:2}  {sign + bar:>8}  {aim:>6}  {each.verdict}"
        )
    return "\n".join(lines)
