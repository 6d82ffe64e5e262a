"""Measures every rival and writes what it found into ``benchmarks/``: ``python -m benchmarks.compare``.

Each rival has a process of its own. They take turns, round after round, so that no one of them
gets the machine's good minutes. Times are processor time; each is put in relation to a fixed piece
of work run beside it, which takes out what a clock that changes its speed adds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import connections, core, edits, guard

from .chart import Bar, Panel, bytes_shown, draw, seconds_shown
from .report import write_report
from .results import Results
from .rivals import NAMES
from .run import CURVE, Plan, measure

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Measure, or take an earlier run's numbers, and write the report and the chart."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each job (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.005, help="length of a round (default %(default)s)")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="RIVAL", help="measure these alone")
    parser.add_argument("--variations", type=int, default=100_000, help="live messages of the memory test")
    parser.add_argument("--quick", action="store_true", help="one short round of all: to see that it works")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent.parent, help="folder to write into")
    parser.add_argument("--again", action="store_true", help="write the report again from results.json of that folder")
    parser.add_argument("--python", nargs="*", default=[], metavar="PATH", help="measure a server's day on these too")
    given = parser.parse_args(arguments)
    numbers = given.into / "results.json"
    if given.again:
        results = msgspec.json.decode(numbers.read_bytes(), type=Results)
    else:
        plan = Plan(given.only, rounds=given.rounds, seconds=given.seconds, variations=given.variations, imports=9)
        if given.quick:
            plan = Plan(given.only, rounds=1, seconds=1e-4, variations=2_000, imports=1)
            plan.curve = CURVE[:2]
            plan.sessions = 200
        progress = _Progress(quiet=not sys.stderr.isatty())
        results = measure(plan, progress)
        results = _with_our_own(results, progress, given.python, quick=given.quick)
        progress.end()
        given.into.mkdir(parents=True, exist_ok=True)
        numbers.write_bytes(msgspec.json.encode(results) + b"\n")
    (given.into / "compare.svg").write_text(_chart(results))
    (given.into / "README.md").write_text(write_report(results, chart="compare.svg"))
    print(f"Wrote {given.into / 'README.md'}, compare.svg and results.json")


def _with_our_own(results: Results, progress: _Progress, pythons: list[str], *, quick: bool) -> Results:
    """What the library promises of itself, measured in one process each."""
    rounds = {"rounds": 3, "seconds": 1e-4} if quick else {}
    progress("the promises", 0.0)
    found = core.run(**rounds) + core.run_imports(rounds=1 if quick else 25)
    lines = core.run_render(lines=1_000 if quick else 100_000)
    progress("edits", 0.7)
    of_edits = edits.run(**rounds)
    progress("the guard", 0.8)
    of_guard = guard.run(rounds=8, size=100_000) if quick else guard.run()
    days = {}
    for python in (sys.executable, *pythons):
        progress(f"a server's day on {python}", 0.85)
        found_by = _day(python, quick=quick)
        days[found_by["python"]] = found_by["figures"]
    progress("connections", 0.9)
    of_connections = connections.measure(20 if quick else 2_000)
    return msgspec.structs.replace(
        results,
        core=[each.as_dict() for each in found],
        render=lines,
        edits=[each.as_dict() for each in of_edits],
        guard=[each.as_dict() for each in of_guard],
        connections=of_connections,
        day=days,
    )


def _day(python: str, *, quick: bool) -> dict[str, Any]:
    """A server's day in a process of its own, so that nothing of the other measurements is alive there."""
    command = [python, "-m", "benchmarks.day", "--json", *(["--short", "--rounds", "2"] if quick else [])]
    # It ends with 1 where a bar is missed, which the report shows.
    done = subprocess.run(command, cwd=Path(__file__).parent.parent.parent, stdout=subprocess.PIPE, check=False)
    return msgspec.json.decode(done.stdout)


class _Progress:
    """One line that is written over on a terminal, otherwise a line for each part."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._start = time.monotonic()
        self._last = ""

    def __call__(self, what: str, done: float) -> None:
        part = what.partition(",")[0]
        elapsed = f"{time.monotonic() - self._start:5.0f} s"
        if not self._quiet:
            print(f"\r\x1b[2K{elapsed}  {done:4.0%} of {what}", end="", file=sys.stderr, flush=True)
        elif part != self._last:
            print(f"{elapsed}  {part}", file=sys.stderr, flush=True)
        self._last = part

    def end(self) -> None:
        if not self._quiet:
            print(file=sys.stderr)


def _chart(results: Results) -> str:
    def bars(job: str) -> list[Bar]:
        timed = {name: results.seconds(name, job, "15 KB") for name in results.rivals}
        return [Bar(results.rivals[name].title, each, name.startswith("ours")) for name, each in timed.items() if each]

    kept = [
        Bar(
            rival.title,
            rival.kept_bytes * _SESSIONS,
            name.startswith("ours"),
            f"pause {seconds_shown(rival.pause_seconds * _SESSIONS)}" if rival.pause_seconds else "no pause",
        )
        for name, rival in results.rivals.items()
        if rival.kept_bytes and rival.pause_seconds is not None
    ]
    panels = [
        Panel("Edit and send", "One setting of a shared session changed, and the message encoded.", bars("edit and encode"), seconds_shown),
        Panel("Decode an echo", "The server's session.updated read into a value, or into dicts.", bars("decode an echo"), seconds_shown),
        Panel(f"Keep {_SESSIONS:,} sessions", "Memory of sessions decoded from echoes, and the pause of a full garbage collection.", kept, bytes_shown),
    ]  # fmt: skip
    return draw(
        "What a server does all day",
        "A session of 15 KB with 20 tools. Less is better. Axes are logarithmic; the garbage collector is on.",
        [panel for panel in panels if panel.bars],
    )


_SESSIONS = 10_000


if __name__ == "__main__":
    main()
