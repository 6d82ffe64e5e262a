"""Measures every rival and writes what it found into ``benchmarks/``: ``python -m benchmarks.compare``.

Each rival has a process of its own. They take turns, round after round, so that no one of them
gets the machine's good minutes. Times are processor time; each is put in relation to a fixed piece
of work run beside it, which takes out what a clock that changes its speed adds.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from benchmarks import connections, core, edits, guard

from .chart import Line, draw
from .report import write_report
from .results import Results
from .rivals import NAMES
from .run import CURVE, Plan, measure

__all__ = ["main"]

_COLORS = {
    "ours": "#d1242f",
    "copy_of_bytes": "#6e7781",
    "dict_orjson_fragment": "#8250df",
    "dict_orjson": "#0969da",
    "msgspec_bare": "#1a7f37",
    "dataclasses_orjson": "#0a8a8a",
    "pydantic_models": "#bf3989",
    "dict_json": "#57606a",
    "attrs_cattrs": "#9a6700",
    "openai_model": "#bc4c00",
    "azure_voicelive": "#0550ae",
    "pyrsistent_precord": "#4d2d00",
    "openai_dict": "#953800",
}


def main(arguments: list[str] | None = None) -> None:
    """Measure, or take an earlier run's numbers, and write the report and the chart."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each job (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.005, help="length of a round (default %(default)s)")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="RIVAL", help="measure these alone")
    parser.add_argument("--variations", type=int, default=100_000, help="live messages of the memory test")
    parser.add_argument("--quick", action="store_true", help="one short round of all: to see that it works")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent.parent, help="folder to write into")
    parser.add_argument("--again", action="store_true", help="write the report again from results.json of that folder")
    given = parser.parse_args(arguments)
    numbers = given.into / "results.json"
    if given.again:
        results = msgspec.json.decode(numbers.read_bytes(), type=Results)
    else:
        plan = Plan(given.only, rounds=given.rounds, seconds=given.seconds, variations=given.variations, imports=9)
        if given.quick:
            plan = Plan(given.only, rounds=1, seconds=1e-4, variations=2_000, imports=1)
            plan.curve = CURVE[:2]
        progress = _Progress(quiet=not sys.stderr.isatty())
        results = measure(plan, progress)
        results = _with_our_own(results, progress, quick=given.quick)
        progress.end()
        given.into.mkdir(parents=True, exist_ok=True)
        numbers.write_bytes(msgspec.json.encode(results) + b"\n")
    (given.into / "compare.svg").write_text(_chart(results))
    (given.into / "README.md").write_text(write_report(results, chart="compare.svg"))
    print(f"Wrote {given.into / 'README.md'}, compare.svg and results.json")


def _with_our_own(results: Results, progress: _Progress, *, quick: bool) -> Results:
    """What the library promises of itself, measured in one process each."""
    rounds = {"rounds": 3, "seconds": 1e-4} if quick else {}
    progress("the promises", 0.0)
    found = core.run(**rounds) + core.run_imports(rounds=1 if quick else 25)
    lines = core.run_render(lines=1_000 if quick else 100_000)
    progress("edits", 0.7)
    of_edits = edits.run(**rounds)
    progress("the guard", 0.8)
    of_guard = guard.run(rounds=8, size=100_000) if quick else guard.run()
    progress("connections", 0.9)
    of_connections = connections.measure(20 if quick else 2_000)
    return msgspec.structs.replace(
        results,
        core=[each.as_dict() for each in found],
        render=lines,
        edits=[each.as_dict() for each in of_edits],
        guard=[each.as_dict() for each in of_guard],
        connections=of_connections,
    )


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
    lines = []
    for name, rival in results.rivals.items():
        medians = [(float(count), results.seconds(name, "template", count)) for count in results.tool_counts]
        points = [(count, seconds * 1e6) for count, seconds in medians if seconds is not None]
        if name in _COLORS and points:
            width, dashed = (3.0 if name == "ours" else 1.5), name == "copy_of_bytes"
            lines.append(Line(rival.title, points, _COLORS[name], width, dashed))
    return draw(
        "Sending a message with one value changed",
        "Processor time of one message, by the number of tools in the session. Both axes are logarithmic.",
        lines,
        across="tools in the session",
        unit="us",
    )


if __name__ == "__main__":
    main()
