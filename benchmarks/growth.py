"""How the time grows with hostile input: twice the bytes may take at most 2.3 times as long.

    python -m benchmarks.growth [MEGABYTES]

Prints for each operation and each kind of input the CPU time at each size and the largest ratio of one step,
and exits with 1 where one is above the limit. The largest input has 4 MB unless MEGABYTES says otherwise.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
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
    openai_beta,
    openai_ga,
    validate,
)

MOST = 2.3
STEPS = 4
ROUNDS = 5
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


def tried(run: Run) -> Run:
    """``run``, whose refusal counts as an answer."""

    def trying(data: Any) -> None:
        with suppress(ValidationError):
            run(data)

    return trying


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
    "validate": (same, lambda data: validate(data, type=SESSION)),
    "received": (
        lambda data: b'{"type":"session.updated","event_id":"e","session":%s}' % data,
        lambda frame: SessionState("openai_ga").received(frame),
    ),
    "Guard.apply": (same, lambda data: GUARD.apply(BASE, data)),
    "check": (read, check),
    "convert": (read, lambda session: convert(session, to=openai_beta.Session)),
    "diff": (pair, lambda sessions: diff(*sessions, omitted="keep")),
}


def taken(prepare: Callable[[bytes], Any], run: Run, data: bytes) -> float:
    """The CPU time of a run, in seconds: the median of several, each on a value made anew."""
    times = []
    for _ in range(ROUNDS):
        value = prepare(data)
        gc.collect()
        start = time.process_time()
        run(value)
        times.append(time.process_time() - start)
        if sum(times) > 4:
            break
    return statistics.median(times)


def main() -> int:
    """Measure everything; 1 where something grows too fast."""
    largest = int(float(sys.argv[1] if len(sys.argv) > 1 else 4) * 2**20)
    sizes = [largest >> step for step in range(STEPS, -1, -1)]
    failed = 0
    for name, (prepare, run) in OPERATIONS.items():
        for make in HOSTILE:
            times = [taken(prepare, tried(run), make(size)) for size in sizes]
            # Below a millisecond the clock and the caches decide, not the growth.
            steps = [after / before for before, after in pairwise(times) if before > 0.001]
            worst = max(steps, default=0.0)
            failed += worst > MOST
            shown = " ".join(f"{each * 1000:.1f}" for each in times)
            print(f"{'MISS' if worst > MOST else 'ok  '} {name}, {make.__name__}: {worst:.2f} ({shown} ms)", flush=True)
    print(f"{failed} grow faster than {MOST} times for twice the input")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
