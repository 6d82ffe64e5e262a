"""The rows of day.py that need thousands of live sessions, or processes of their own."""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from realtime_builder import decode, encode
from realtime_builder.openai_ga import RealtimeSessionCreateRequest

from . import payloads
from .measure import Figure

__all__ = ["run_long"]

_ROOT = Path(__file__).resolve().parent.parent


def run_long(*, only: str = "", alive: int = 3_000, lines: int = 40_000, rounds: int = 7) -> list[Figure]:
    """All rows of this file whose group has one with ``only`` in its name."""
    data = payloads.wire(payloads.session_of_size("15 KB"))
    groups: dict[str, Callable[[], Iterator[Figure]]] = {
        "decode kept alive, GC pause with": lambda: _collected(data, alive, rounds=3),
        "memory of a decoded session": lambda: _memory(data, max(10, alive // 10)),
        "render of a file": lambda: _rendering(data, lines, rounds=3 if rounds > 1 else 1),
        "command line, encode of one file": lambda: _command_line(data, rounds),
    }
    return [
        each
        for name, group in groups.items()
        if only in name or name.startswith(only[:8] or " ")
        for each in group()
        if only in each.name or only in name
    ]


def _collected(data: bytes, alive: int, rounds: int) -> Iterator[Figure]:
    """With so many sessions alive: what decoding costs beside the collector off, and how long it pauses."""
    was_on = gc.isenabled()
    reads = {"ours": lambda: decode(data, type=RealtimeSessionCreateRequest), "dicts": lambda: orjson.loads(data)}
    off, on, pause = ({side: [] for side in reads} for _ in range(3))
    try:
        for _ in range(rounds):
            for side, read in reads.items():
                gc.collect()
                gc.disable()
                off[side].append(_kept(read, alive)[0])
                gc.collect()
                gc.enable()
                seconds, kept = _kept(read, alive)
                on[side].append(seconds)
                start = time.thread_time()
                gc.collect()
                pause[side].append(time.thread_time() - start)
                kept.clear()
    finally:
        (gc.enable if was_on else gc.disable)()
    gc.collect()
    # What is alive in this process besides is collected too, whoever's it is.
    start = time.thread_time()
    gc.collect()
    besides = time.thread_time() - start
    slow, fast = min(on["ours"]), min(off["ours"])
    yield Figure(
        f"decode, {alive:,} kept alive, GC on / GC off", slow / fast, 1.5, 1.1, ours=slow / alive, theirs=fast / alive
    )
    slow = min(on["dicts"])
    yield Figure(
        f"decode, {alive:,} kept alive, GC on / orjson.loads",
        min(on["ours"]) / slow,
        ours=min(on["ours"]) / alive,
        theirs=slow / alive,
    )
    ours, dicts = (max(1e-9, min(pause[side]) - besides) for side in reads)
    yield Figure(f"GC pause with {alive:,} decoded sessions / dicts", ours / dicts, 0.1, ours=ours, theirs=dicts)


def _kept(read: Callable[[], Any], count: int) -> tuple[float, list[Any]]:
    kept: list[Any] = []
    start = time.thread_time()
    for _ in range(count):
        kept.append(read())  # noqa: PERF401 - a comprehension would be one more thing that is timed otherwise
    return time.thread_time() - start, kept


def _memory(data: bytes, count: int) -> Iterator[Figure]:
    """Bytes of a session as Python's allocators count them, beside the JSON it came in."""

    def each(make: Callable[[], Any]) -> float:
        make()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        kept = [make() for _ in range(count)]
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / len(kept)

    def decoded() -> Any:
        return decode(data, type=RealtimeSessionCreateRequest)

    def sent() -> Any:
        encode(session := decoded())
        return session

    tracemalloc.start()
    try:
        sizes = each(decoded), each(sent), each(lambda: orjson.loads(data))
    finally:
        tracemalloc.stop()
    yield Figure("memory of a decoded session / its JSON", sizes[0] / len(data), 1.4, 1.1)
    yield Figure("memory of it once encoded / its JSON", sizes[1] / len(data), 2.4)
    yield Figure("memory of a decoded session / dicts", sizes[0] / sizes[2])


def _rendering(data: bytes, lines: int, rounds: int) -> Iterator[Figure]:
    """Files on disk through the command line, wall time: one job beside two, and how far the machine lets two go."""
    with tempfile.TemporaryDirectory() as folder:
        base, overrides, output = (Path(folder) / name for name in ("base.json", "overrides.jsonl", "out.jsonl"))
        base.write_bytes(data)
        overrides.write_text("".join(f'{{"session.instructions": "Caller {i}"}}\n' for i in range(lines)))
        took: dict[int, list[float]] = {1: [], 2: []}
        plainly: dict[int, list[float]] = {1: [], 2: []}
        written: dict[int, bytes] = {}
        for _ in range(rounds):
            for jobs, seconds in took.items():
                output.unlink(missing_ok=True)
                seconds.append(_wall("render", base, overrides, "--output", output, "--jobs", jobs))
                written[jobs] = output.read_bytes()
                for _ in range(2):
                    output.unlink()
                    plainly[jobs].append(_written_plainly(output, len(written[jobs]), jobs))
        if written[1] != written[2]:
            raise ValueError("two jobs write something else than one")
    one, two = (min(seconds) for seconds in took.values())
    yield Figure(
        f"render of a file of {lines:,} lines, 1 job / 2 jobs", one / two, 1.3, 1.6, at_least=True, ours=two, theirs=one
    )
    one, two = (min(seconds) for seconds in plainly.values())
    yield Figure(
        "render: as many bytes written, nothing else done, 1 process / 2 processes", one / two, ours=two, theirs=one
    )


_WRITER = """
import os, sys
path, start, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
block = bytes(2**20)
file = os.open(path, os.O_WRONLY | os.O_CREAT)
for place in range(start, end, len(block)):
    os.pwrite(file, block[: end - place], place)
"""


def _written_plainly(path: Path, size: int, processes: int) -> float:
    """Wall time in which so many processes write their parts of one file."""
    start = time.perf_counter()
    ends = [size * i // processes for i in range(processes + 1)]
    parts = [(str(path), str(first), str(last)) for first, last in pairwise(ends)]
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, *part]) for part in parts]
    ended = [writer.wait() for writer in writers]
    if any(ended):
        raise OSError(f"{path} could not be written")
    return time.perf_counter() - start


def _command_line(data: bytes, rounds: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "session.json"
        file.write_bytes(data)
        pairs = [
            (_wall("encode", file), _wall(code="import typer, yaml, realtime_builder.openai_ga")) for _ in range(rounds)
        ]
    ours, theirs = (min(side) for side in zip(*pairs, strict=True))
    yield Figure(
        "command line, encode of one file / a process that imports the same",
        ours / theirs,
        1.4,
        ours=ours,
        theirs=theirs,
    )


def _wall(*arguments: object, code: str = "from realtime_builder.cli import main; main()") -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], cwd=_ROOT, capture_output=True, check=True)
    return time.perf_counter() - start
