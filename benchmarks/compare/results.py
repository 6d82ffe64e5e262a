"""What a run found: plain data, which the report and the chart are drawn from."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

import msgspec

__all__ = ["Measured", "On", "Results", "Rival", "Sample", "summed_up"]

On = str | int
"""The message: the name of its size, or its number of tools."""


class Sample(msgspec.Struct, frozen=True):
    """One round of one job."""

    rival: str
    job: str
    on: On
    seconds: float
    yardstick: float
    """Seconds of a fixed piece of work, run beside it."""


class Measured(msgspec.Struct, frozen=True):
    """One job of one rival, over all rounds."""

    rival: str
    job: str
    on: On
    seconds: float
    """The median."""
    spread: float
    """How far the middle half of the rounds reaches from the median, as a fraction of it."""
    rounds: int


class Rival(msgspec.Struct, frozen=True):
    """What is known of a rival besides times."""

    title: str
    about: str
    can_edit: bool
    refuses: list[str]
    """The mistakes that decoding refuses."""
    shares: bool
    """Whether a value changes when the dicts that it was made from do."""
    import_seconds: float
    bytes_each: float | None
    """Memory of each of many live variations."""
    kept_bytes: float | None = None
    """Memory of each of many sessions that were decoded from a server's echo."""
    pause_seconds: float | None = None
    """What each of them adds to a full garbage collection."""


class Results(msgspec.Struct, frozen=True):
    """All of it."""

    date: str
    machine: str
    versions: dict[str, str]
    rivals: dict[str, Rival]
    times: list[Measured]
    core: list[dict[str, Any]]
    """What ``benchmarks.core`` found, in the same minutes."""
    render: dict[str, float]
    """Lines a second, by the shape of the overrides."""
    edits: list[dict[str, Any]]
    """What ``benchmarks.edits`` found."""
    guard: list[dict[str, Any]]
    """What ``benchmarks.guard`` found."""
    connections: dict[str, int | float]
    """What ``benchmarks.connections`` found."""
    day: dict[str, list[dict[str, Any]]] = {}
    """What ``benchmarks.day`` found, by version of Python."""

    def seconds(self, rival: str, job: str, on: On) -> float | None:
        """The median; None for what was not measured."""
        found = self.find(rival, job, on)
        return None if found is None else found.seconds

    def find(self, rival: str, job: str, on: On) -> Measured | None:
        for each in self.times:
            if (each.rival, each.job, each.on) == (rival, job, on):
                return each
        return None

    @property
    def sizes(self) -> list[str]:
        """The messages that are named after their size."""
        return list(dict.fromkeys(each.on for each in self.times if isinstance(each.on, str)))

    @property
    def tool_counts(self) -> list[int]:
        """The messages that are named after their number of tools."""
        return sorted({each.on for each in self.times if isinstance(each.on, int)})


def summed_up(samples: Iterable[Sample]) -> list[Measured]:
    """The rounds of each job as one, freed from the speed that the machine had at the moment."""
    samples = list(samples)
    usual = statistics.median(sample.yardstick for sample in samples)
    rounds: dict[tuple[str, str, On], list[float]] = {}
    for sample in samples:
        key = sample.rival, sample.job, sample.on
        rounds.setdefault(key, []).append(sample.seconds * usual / sample.yardstick)
    return [Measured(*key, *_middle(seconds), len(seconds)) for key, seconds in rounds.items()]


def _middle(values: list[float]) -> tuple[float, float]:
    values = sorted(values)
    median, quarter = statistics.median(values), len(values) // 4
    # Five digits say all there is, and keep the file small.
    return float(f"{median:.5g}"), round((values[-1 - quarter] - values[quarter]) / 2 / median, 3)
