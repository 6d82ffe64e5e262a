"""Whether everything grows in step with what it is given: ``python -m benchmarks.scale``.

Each operation is timed on sessions of more and more tools, and with more and more sessions alive. What
counts is the growth between the last two sizes: ten times as much may take ten times as long, with a
margin for memory that no longer fits a processor's cache. ``--full`` goes up to 1,000 tools and
100,000 live sessions. What hostile input costs is measured in guard.py.
"""

from __future__ import annotations

import argparse
import gc
import math
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from realtime_builder import (
    Guard,
    SessionState,
    Template,
    check,
    convert,
    decode,
    diff,
    drift,
    encode,
    from_sdk,
    openai_beta,
    openai_ga,
    render,
    voicelive,
)
from realtime_builder.openai_ga import RealtimeSessionCreateRequest as Session

from . import payloads

__all__ = ["ALIVE", "LIMIT", "TOOLS", "Growth", "by_sessions", "by_tools", "main"]

TOOLS = (1, 10, 100, 1_000)
ALIVE = (1, 100, 1_000, 10_000, 100_000)
LIMIT = 1.3
"""The most that an exponent may be: 1 is linear, 2 quadratic."""


@dataclass(frozen=True)
class Growth:
    """Seconds of one operation, by size."""

    name: str
    seconds: dict[int, float]

    @property
    def exponent(self) -> float:
        """How the time grows with the size between the last two sizes."""
        (small, fast), (large, slow) = list(self.seconds.items())[-2:]
        return math.log(slow / fast) / math.log(large / small)

    @property
    def verdict(self) -> str:
        return "linear" if self.exponent <= LIMIT else "MORE THAN LINEAR"


def _operations(count: int) -> dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]]:
    """By name: what makes fresh input, untimed, and what is timed on it."""
    content = payloads.session(count)
    data = payloads.wire(content)
    echo = orjson.dumps({"type": "session.updated", "event_id": "event_1", "session": {**content, "id": "sess_1"}})
    warm = decode(data, type=Session)
    guard, patch = Guard.allow("instructions"), b'{"instructions":"x"}'
    lines = [b'{"instructions": "Caller %d"}' % i for i in range(5)]

    def one() -> Any:
        return decode(data, type=Session)

    def two() -> Any:
        return one(), one().copy_with(instructions="x")

    def nothing() -> None:
        return None

    last = f"tools[{count - 1}].description"
    return {
        "decode": (nothing, lambda _: one()),
        "first encode": (one, encode),
        "construct from dicts": (nothing, lambda _: Session.from_dict(content)),
        "from_sdk of a dict": (nothing, lambda _: from_sdk(content, type=Session)),
        "check": (one, check),
        "==": (two, lambda pair: pair[0] == pair[1]),
        "hash": (one, hash),
        "diff": (two, lambda pair: diff(*pair)),
        "drift": (two, lambda pair: drift(*pair)),
        "merge": (two, lambda pair: pair[0].merge(pair[1])),
        "convert to beta": (one, lambda value: convert(value, to=openai_beta.Session)),
        "convert to Voice Live": (one, lambda value: convert(value, to=voicelive.RequestSession)),
        "session.updated": (nothing, lambda _: openai_ga.decode_server_event(echo)),
        "SessionState.received": (nothing, lambda _: SessionState("openai_ga").received(echo)),
        "Guard.apply": (one, lambda value: guard.apply(value, patch)),
        "pickle": (one, lambda value: pickle.loads(pickle.dumps(value, 5))),
        "as_dict": (one, lambda value: value.as_dict()),
        "repr": (one, repr),
        "edit the last tool": (one, lambda value: value.transform(last, "x")),
        "edit and encode, warm": (nothing, lambda _: encode(warm.copy_with(instructions="x"))),
        "Template": (one, lambda value: Template(value, text="instructions").encode(text="x")),
        "render, 5 lines": (one, lambda value: [*render(value, lines)]),
    }


def by_tools(counts: tuple[int, ...] = TOOLS, *, seconds: float = 0.02, most: int = 20) -> list[Growth]:
    """The fastest of some rounds of each operation, for each number of tools."""
    found: dict[str, dict[int, float]] = {}
    for count in counts:
        for name, (make, work) in _operations(count).items():
            times: list[float] = []
            while len(times) < 3 or (sum(times) < seconds and len(times) < most):
                given = make()
                start = time.thread_time()
                work(given)
                times.append(time.thread_time() - start)
            found.setdefault(name, {})[count] = min(times)
    return [Growth(name, times) for name, times in found.items()]


def by_sessions(counts: tuple[int, ...] = ALIVE[:-1]) -> list[Growth]:
    """Seconds to do each operation once for every one of so many sessions, all kept, the collector on."""
    base = payloads.session_value(payloads.session_of_size("15 KB"))
    echo = payloads.wire(payloads.session_of_size("1 KB"))
    encode(base)
    found: dict[str, dict[int, float]] = {}
    was_on = gc.isenabled()
    gc.enable()
    try:
        for count in counts:
            edited: list[Any] = []
            decoded: list[Any] = []
            works: dict[str, Callable[[int], Any]] = {
                "edit": lambda i, kept=edited: kept.append(base.copy_with(instructions=f"Caller {i}")),
                "encode": lambda i, kept=edited: encode(kept[i]),
                "edit again": lambda i, kept=edited: kept.__setitem__(
                    i, kept[i].copy_with(max_output_tokens=1 + i % 4096)
                ),
                "decode": lambda i, kept=decoded: kept.append(decode(echo, type=Session)),  # noqa: ARG005
                "compare with its neighbour": lambda i, kept=decoded: kept[i] == kept[i - 1],
                "diff with its neighbour": lambda i, kept=edited: diff(kept[i], kept[i - 1]),
                "check, one in 50": lambda i, kept=decoded: None if i % 50 else check(kept[i]),
            }
            for name, work in works.items():
                start = time.thread_time()
                for i in range(count):
                    work(i)
                found.setdefault(name, {})[count] = time.thread_time() - start
            start = time.thread_time()
            gc.collect()
            found.setdefault("a full collection", {})[count] = time.thread_time() - start
    finally:
        (gc.enable if was_on else gc.disable)()
    return [Growth(name, times) for name, times in found.items()]


def _table(found: list[Growth], per: str) -> str:
    counts = list(found[0].seconds)
    width = max(len(each.name) for each in found)
    lines = [f"{per:{width}}" + "".join(f"{count:>13,}" for count in counts) + "  grows with n to the power of"]
    for each in found:
        cells = "".join(f"{seconds * 1e6:13,.1f}" for seconds in each.seconds.values())
        lines.append(f"{each.name:{width}}{cells}  {each.exponent:5.2f}  {each.verdict}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="up to 1,000 tools and 100,000 live sessions")
    given = parser.parse_args(arguments)
    tools = by_tools(TOOLS if given.full else TOOLS[:-1])
    print(_table(tools, "us, by tools"))
    sessions = by_sessions(ALIVE if given.full else ALIVE[:-2])
    print("\n" + _table(sessions, "us for all, by live sessions"))
    more = [each.name for each in (*tools, *sessions) if each.verdict != "linear"]
    print(f"\nMore than linear: {', '.join(more) or 'nothing'}")
    sys.exit(1 if more else 0)


if __name__ == "__main__":
    main()
