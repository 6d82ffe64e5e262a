"""How the time grows with hostile input: twice the bytes may take at most 2.3 times as long.

    python -m benchmarks.growth [MEGABYTES]

Prints for each operation and each kind of input the least CPU time at each size, by what it grows for each
doubling from the smallest size to the largest, and the worst single step. It exits with 1 where the growth is above
the limit: a quadratic step at the largest size alone is enough for that. The row of ``json.loads`` says what the
machine makes of the same bytes: more memory is slower memory. The largest input has 4 MB unless MEGABYTES says
otherwise. A whole run takes about six minutes.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import Any

from realtime_builder import (
    Guard,
    SessionState,
    ValidationError,
    check,
    convert,
    decode,
    diff,
    drift,
    encode,
    openai_beta,
    openai_ga,
    unvalidated,
    validate,
)

MOST = 2.3
STEPS = 4
LEAST_ROUNDS, ROUNDS = 2, 10
BUDGET = 0.7
"""CPU seconds for all the runs of one row; what costs more runs `LEAST_ROUNDS` times."""
CLOCK = 0.001
"""Below a millisecond the clock and the caches decide, not the growth."""

SESSION = openai_ga.RealtimeSessionCreateRequest

Make = Callable[[int], bytes]
Run = Callable[[Any], object]


def repeated(part: Callable[[int], bytes], size: int) -> bytes:
    """Parts with commas between them, of about so many bytes."""
    return b",".join([part(i) for i in range(size // len(part(1000)))])


def unknown_members(size: int) -> bytes:
    """Names that come near to a declared one."""
    return b'{"type":"realtime",%s}' % repeated(lambda i: b'"instructionz%d":{"a":1}' % i, size)


def odd_tools(size: int) -> bytes:
    """Tools, each with a member too many and a value that does not fit."""
    tool = b'{"type":"function","name":"f%d","nome":"x","description":5,"parameters":{"a":"\\u00e9"}}'
    return b'{"type":"realtime","tools":[%s]}' % repeated(lambda i: tool % i, size)


def tools(size: int) -> bytes:
    """Valid tools."""
    schema = b'{"type":"object","properties":{"a":{"type":"string"}}}'
    tool = b'{"type":"function","name":"f%d","parameters":%s}'
    return b'{"type":"realtime","tools":[%s]}' % repeated(lambda i: tool % (i, schema), size)


def one_schema(size: int) -> bytes:
    """One tool whose schema has very many properties, all of them required."""
    names = repeated(lambda i: b'"p%d"' % i, size // 4)
    properties = repeated(lambda i: b'"p%d":{"type":"string","enum":["\\\\","1e3"]}' % i, 3 * size // 4)
    schema = b'{"type":"object","properties":{%s},"required":[%s]}' % (properties, names)
    return b'{"type":"realtime","tools":[{"type":"function","name":"f","parameters":%s}]}' % schema


def brackets(size: int) -> bytes:
    """Brackets and quotes in a text, numbers that look too large."""
    text = b'[{\\"' * (size // 8) + b"0e000 " * (size // 12)
    return b'{"type":"realtime","tools":[{"type":"function","name":"f","parameters":{"a":"%s"}}]}' % text


def many_words(size: int) -> bytes:
    """A list of words that are not known."""
    return b'{"type":"realtime","output_modalities":[%s]}' % repeated(lambda i: b'"audi%d"' % i, size)


def read(data: bytes) -> Any:
    """A session that keeps what it does not know."""
    return decode(data, type=SESSION, unknown="keep")


def pair(data: bytes) -> Any:
    """Two sessions decoded apart, which differ in the last member."""
    return read(data), read(data[:-1] + b',"instructions":"x"}')


GUARD = Guard.allow("instructions", "tools")
BASE = SESSION(instructions="Be helpful.")
HOSTILE: tuple[Make, ...] = (unknown_members, odd_tools, tools, one_schema, brackets, many_words)
UNKNOWN: tuple[Any, ...] = ("error", "drop", "keep")


def same(data: bytes) -> Any:
    """The input as it is."""
    return data


OPERATIONS: dict[str, tuple[Callable[[bytes], Any], Run]] = {
    **{
        f"decode, {how}": (same, lambda data, how=how: decode(data, type=SESSION, unknown=how))  # type: ignore[misc]
        for how in UNKNOWN
    },
    "from_dict, keep": (json.loads, lambda members: SESSION.from_dict(members, unknown="keep")),
    "validate": (same, lambda data: validate(data, type=SESSION)),
    "received": (
        lambda data: b'{"type":"session.updated","event_id":"e","session":%s}' % data,
        lambda frame: SessionState("openai_ga").received(frame),
    ),
    "Guard.apply": (same, lambda data: GUARD.apply(BASE, data)),
    "check": (read, check),
    "convert": (read, lambda session: convert(session, to=openai_beta.Session)),
    "diff": (pair, lambda sessions: diff(*sessions, omitted="keep")),
    "merge": (pair, lambda sessions: sessions[0].merge(sessions[1])),
    "overlay": (pair, lambda sessions: sessions[0].overlay(sessions[1])),
    "drift": (pair, lambda sessions: drift(*sessions)),
    "unvalidated": (read, unvalidated),
    "explain": (read, lambda session: session.explain()),
    "encode": (read, encode),
    "hash": (read, hash),
}


def once(prepare: Callable[[bytes], Any], run: Run, data: bytes) -> float:
    """The CPU time of one run, in seconds, on a value made anew; the collector runs as it does for anybody."""
    value = prepare(data)
    gc.collect()
    start = time.process_time()
    with suppress(ValidationError):
        run(value)
    return time.process_time() - start


def best_of(jobs: Sequence[Callable[[], float]]) -> list[float]:
    """The least time of each job. The rounds go through all of them, so that a busy spell of the machine hits all."""
    best = [float("inf")] * len(jobs)
    spent, rounds = 0.0, 0
    while rounds < ROUNDS and (rounds < LEAST_ROUNDS or spent < BUDGET):
        times = [job() for job in jobs]
        best = list(map(min, best, times))
        spent, rounds = spent + sum(times), rounds + 1
    return best


def per_doubling(times: Sequence[float]) -> float:
    """By what the time grows for twice the input, over all the sizes at which the clock can be trusted."""
    told = [each for each in times if each > CLOCK]
    return float((told[-1] / told[0]) ** (1 / (len(told) - 1))) if len(told) > 1 else 0.0


def worst_step(times: Sequence[float]) -> float:
    return max((after / before for before, after in pairwise(times) if before > CLOCK), default=0.0)


def main() -> int:
    """Measure everything; 1 where something grows too fast."""
    largest = int(float(sys.argv[1] if len(sys.argv) > 1 else 4) * 2**20)
    sizes = [largest >> step for step in range(STEPS, -1, -1)]
    failed = 0
    for make in HOSTILE:
        inputs = [make(size) for size in sizes]
        for name, (prepare, run) in {"json.loads": (same, json.loads), **OPERATIONS}.items():
            times = best_of([partial(once, prepare, run, data) for data in inputs])
            growth = per_doubling(times)
            failed += growth > MOST
            shown = " ".join(f"{each * 1000:.1f}" for each in times)
            verdict = "MISS" if growth > MOST else "ok  "
            print(
                f"{verdict} {make.__name__}, {name}: {growth:.2f}, worst step {worst_step(times):.2f} ({shown} ms)",
                flush=True,
            )
    print(f"{failed} grow faster than {MOST} times for twice the input")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
