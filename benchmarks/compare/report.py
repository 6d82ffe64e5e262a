"""The results in words and tables: Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.reasons import reasons

from .jobs import JOBS

if TYPE_CHECKING:
    from .results import Results

__all__ = ["write_report"]

_MISTAKES = ("wrong type", "misspelt name", "out of range")


def write_report(results: Results, *, chart: str) -> str:
    """The text of ``benchmarks/README.md``; ``chart`` is the file name of the chart."""
    rounds = min((each.rounds for each in results.times), default=0)
    parts = [
        _INTRODUCTION.format(date=results.date, machine=results.machine),
        ", ".join(f"{package} {number}" for package, number in results.versions.items()) + ".",
        "## A server's day",
        _DAY,
        _table(["", *_day_head(results)], _day_rows(results)),
        *_missed(results),
        "## What is promised",
        _PROMISES,
        _table(["", "ratio", "at most", "aim", ""], _core_rows(results)),
        _OTHERS,
        _table(["", "", "promised", "aim", ""], _promise_rows(results)),
        "## Edits",
        _EDITS,
        _table(["", "us", "replace, us", "ratio", "at most", "aim", ""], _edit_rows(results.edits)),
        "## The guard",
        _GUARD,
        _table(["", "us", "beside, us", "ratio"], _beside_rows(results.guard)),
        "## Connections",
        _CONNECTIONS,
        _table(["", ""], _connection_rows(results)),
        "## Beside others",
        f"![Edit and send, decode an echo, keep 10,000 sessions]({chart})",
        _BESIDE.format(rounds=rounds),
        "\n".join(f"- **{job}**: {meaning}." for job, meaning in JOBS.items()),
    ]
    for size in sorted(results.sizes, key=lambda size: size != "15 KB"):
        parts += [f"### A message of {size}", _times_table(results, size)]
    if results.tool_counts:
        parts += [
            "### By number of tools",
            "Microseconds of **template** by number of tools.",
            _curve_table(results),
        ]
    parts += ["### What else they differ in", _DIFFERENCES, _differences_table(results)]
    parts.append("\n".join(f"- **{rival.title}**: {rival.about}" for rival in results.rivals.values()))
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# What it costs

Written by `python -m benchmarks.compare` on {date}; machine: {machine}. Needs the dependency group `bench`.
`python -m benchmarks.day` prints the first table alone, in a minute; `python -m benchmarks.scale` shows how everything grows
with the number of tools and of live sessions."""

_DAY = """Each job beside what an engineer would otherwise use; both sides in one process, in turns of ten milliseconds, the garbage
collector on, what was imported frozen (`gc.freeze`). "Fresh" and "decoded apart" say that nothing of the value is encoded, hashed
or parsed yet. Rows without a limit are for comparison, those that others win included. A figure is a ratio unless it has a unit.
By version of Python there are three, each the median over the turns:

- **steady**: all calls of a turn but the first four. Limits and aims are judged on it.
- **first calls**: those four. They find the processor's caches and its predictions as the other side left them, as in a server
  that does something else in between, and are slower on both sides: the first call by half or more, the fifth by a twentieth.
- **other tools**: steady again, on a session of 16 KB whose 20 tools have eight described texts each. This one has half as many
  members again in its schemas and less variety, and a ratio depends on such things: free-form JSON is kept as it came, while
  the other side makes objects of it."""

_PROMISES = """Both sides in one process, in turns of two milliseconds without their first four calls; a ratio is the median
over the turns of the library's time by the other side's. The content is a GA session of 15 KB with 20 tools.

That `Template.encode` takes a twentieth of orjson's time was promised once and is no more: copying the bytes of the
message, which nothing can do without, takes an eighteenth to a twenty-seventh. What is promised is that it takes at
most twice as long as that copy."""

_OTHERS = """Across processes, from the tables below. First what is done in the same way on both sides: a setting is changed
and the message encoded. Then a `Template`, prepared beforehand, beside packages that have nothing to prepare: what a server
gains that way, and no comparison of encoders."""

_EDITS = """`python -m benchmarks.edits` prints this table alone. Each edit changes the session of 15 KB; beside it stands the
same change by `msgspec.structs.replace` on bare structs, which checks nothing, written out level by level."""

_GUARD = """`python -m benchmarks.guard` prints this table alone. The first two are an everyday update of a browser's, beside
decoding and merging it without a guard. The rest is hostile input, refused: beside copying its bytes, of which 50 times
is promised."""

_CONNECTIONS = """`python -m benchmarks.connections` prints this table alone. So many connections at once in one process, both ends, each with
a configuration of its own made from a base of 15 KB: each was acknowledged, with its own settings."""

_BESIDE = """Medians of {rounds} rounds in microseconds, and how far the middle half of the rounds reaches from them.
Each has a process of its own, and they take turns. All were checked to give the same JSON before they were timed; Voice Live has
the same tools and texts in its own shape. A job that a rival has no way to do is left out."""

_DIFFERENCES = """Import in milliseconds. Memory in bytes for each of 100,000 live messages that differ from one message of
15 KB by a short text, and of each of 10,000 sessions decoded from a server's echo, with what it adds to a full garbage
collection (fewer are kept where they would take more than 400 MB or some ten seconds). Then the mistakes that decoding refuses, and whether a value changes when the dicts it was made from
are changed afterwards."""


def _table(head: list[str], rows: Iterable[list[str]], *, texts: int = 1) -> str:
    """The first columns are ``texts``, the others numbers."""
    lines = [head, ["---"] * texts + ["---:"] * (len(head) - texts), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


_RATIOS = {"value": "steady", "first_calls": "first calls", "other_content": "other tools"}


def _day_head(results: Results) -> list[str]:
    pythons = [*results.day]
    first = [f"us on {pythons[0]}", "beside, us"] if pythons else []
    return [*first, *(f"{python}, {title}" for python in pythons for title in _RATIOS.values()), "limit", "aim", ""]


def _day_rows(results: Results) -> Iterable[list[str]]:
    first, *others = results.day.values() if results.day else ([],)
    for each in first:
        name = str(each["name"])
        found = [each, *(next((row for row in rows if row["name"] == name), {}) for rows in others)]
        sides = ["" if each[side] is None else _micro(each[side]) for side in ("ours", "theirs")]
        figures = [_number(row.get(ratio)) + _unit(row, ratio) for row in found for ratio in _RATIOS]
        limit = ("at least " if each["at_least"] else "") + _number(each["bar"]) if each["bar"] is not None else ""
        verdicts = list(dict.fromkeys(row["verdict"] for row in found if row))
        yield [name, *sides, *figures, limit, _number(each["aim"]), " / ".join(filter(None, verdicts))]


def _unit(row: dict[str, Any], ratio: str) -> str:
    return " us" if ratio == "value" and row.get("unit") == "us" else ""


def _missed(results: Results) -> Iterable[str]:
    """How many limits were missed by version of Python, and the reason of each row."""
    missed: dict[str, list[str]] = {}
    for python, rows in results.day.items():
        limited = [row for row in rows if row["verdict"]]
        names = [row["name"] for row in limited if row["verdict"] == "MISSED"]
        for name in names:
            missed.setdefault(name, []).append(python)
        yield f"Missed on {python}: {len(names)} of {len(limited)} limits."
    if missed:
        rows = ([name, ", ".join(missed[name]), reason] for name, reason in reasons(missed).items())
        yield _table(["missed", "on", "why"], rows, texts=3)


def _core_rows(results: Results) -> Iterable[list[str]]:
    for each in results.core:
        bar, aim = each["bar"], each["aim"]
        if isinstance(bar, float) or str(each["name"]).startswith("append"):
            yield [str(each["name"]), _number(each["ratio"]), _number(bar), _number(aim), str(each["verdict"])]


def _beside_rows(found: list[dict[str, Any]]) -> Iterable[list[str]]:
    for each in found:
        name = str(each["name"]).removesuffix(" / replace")
        yield [name, _micro(each["ours_us"] / 1e6), _micro(each["theirs_us"] / 1e6), _number(each["ratio"])]


def _edit_rows(found: list[dict[str, Any]]) -> Iterable[list[str]]:
    for each, row in zip(found, _beside_rows(found), strict=True):
        bar, aim = each.get("bar"), each.get("aim")
        yield [*row, *("" if limit is None else _number(limit) for limit in (bar, aim)), str(each.get("verdict", ""))]


def _connection_rows(results: Results) -> Iterable[list[str]]:
    for name, value in results.connections.items():
        yield [name.replace("_", " "), f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"]


class _Promise(NamedTuple):
    """How many times faster the library does a job than a rival, on a message of 15 KB."""

    job: str
    ours: str
    rival: str
    bar: float | None = None
    aim: float | None = None


_PROMISED = [
    _Promise("edit and encode", "ours", "openai_dict"),
    _Promise("edit and encode", "ours", "openai_model"),
    _Promise("edit and encode", "ours_voicelive", "azure_voicelive"),
    _Promise("edit and encode", "ours", "dict_orjson"),
    _Promise("edit and encode", "ours", "dict_orjson_fragment"),
    _Promise("template", "ours", "openai_dict", 200),
    _Promise("template", "ours", "openai_model"),
    _Promise("template", "ours_voicelive", "azure_voicelive", 200),
    _Promise("decode and validate", "ours", "openai_model", 3, 5),
    _Promise("decode an echo", "ours", "openai_model"),
    _Promise("decode an echo", "ours", "dict_orjson"),
]


def _promise_rows(results: Results) -> Iterable[list[str]]:
    for job, ours, rival, bar, aim in _PROMISED:
        fast, slow = results.seconds(ours, job, "15 KB"), results.seconds(rival, job, "15 KB")
        if fast and slow:
            times = slow / fast
            verdict = "" if bar is None else _verdict(times >= bar, aim is not None and times >= aim)
            limits = ("" if limit is None else f"{limit} times" for limit in (bar, aim))
            how = "prepared template against edit and encode" if job == "template" else job
            word, factor = ("faster", times) if times >= 1 else ("SLOWER", 1 / times)
            yield [f"{how}, {word} than {results.rivals[rival].title}", f"{factor:,.1f} times", *limits, verdict]
    ours = results.rivals.get("ours")
    if ours is not None and ours.bytes_each is not None:
        size = ours.bytes_each
        row = ["memory of a live variation of a message of 15 KB", f"{size:.0f} bytes", "400 bytes", "300 bytes"]
        yield [*row, _verdict(size <= 400, size <= 300)]
    for how, speed in results.render.items():
        yield [
            f"render, {how}, on one core",
            f"{speed:,.0f} lines/s",
            "100,000 lines/s",
            "",
            _verdict(speed >= 1e5, False),
        ]


def _verdict(met: bool, reached: bool) -> str:
    return "aim reached" if reached else "met" if met else "MISSED"


def _number(value: object) -> str:
    if not isinstance(value, float | int):
        return ""
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _micro(seconds: float) -> str:
    micro = seconds * 1e6
    return f"{micro:,.0f}" if micro >= 100 else f"{micro:.1f}" if micro >= 10 else f"{micro:.2f}"


def _times_table(results: Results, size: str) -> str:
    def cell(rival: str, job: str) -> str:
        found = results.find(rival, job, size)
        return "" if found is None else f"{_micro(found.seconds)} ±{found.spread:.0%}"

    return _table(
        ["us", *JOBS], [[rival.title, *(cell(name, job) for job in JOBS)] for name, rival in results.rivals.items()]
    )


def _curve_table(results: Results) -> str:
    def cell(rival: str, count: int) -> str:
        seconds = results.seconds(rival, "template", count)
        return "" if seconds is None else _micro(seconds)

    counts = results.tool_counts
    return _table(
        ["us", *(f"{count:,}" for count in counts)],
        [[rival.title, *(cell(name, count) for count in counts)] for name, rival in results.rivals.items()],
    )


def _differences_table(results: Results) -> str:
    return _table(
        [
            "",
            "import, ms",
            "bytes each",
            "KB each, decoded",
            "GC pause each, us",
            *(f"refuses {mistake}" for mistake in _MISTAKES),
            "shares its input",
        ],
        [
            [
                rival.title,
                f"{rival.import_seconds * 1e3:.0f}",
                "" if rival.bytes_each is None else f"{rival.bytes_each:,.0f}",
                "" if rival.kept_bytes is None else f"{rival.kept_bytes / 1e3:,.1f}",
                "" if rival.pause_seconds is None else f"{rival.pause_seconds * 1e6:,.2f}",
                *("yes" if mistake in rival.refuses else "no" for mistake in _MISTAKES),
                "yes" if rival.shares else "no",
            ]
            for rival in results.rivals.values()
            if rival.can_edit
        ],
    )
