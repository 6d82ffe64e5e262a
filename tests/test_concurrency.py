"""One value, shared by tasks and threads that edit and encode it at once: everybody sees the same bytes.

The memory of a value (encoded parts, hashes, views) fills on first use, so each round starts
from a value that nobody has touched yet, and lets all begin together.
"""

import asyncio
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from samples import Function, Loudness, Meaning, Output, Remote, Session, Sound

from realtime_builder import decode, encode, encode_into

TASKS, THREADS, ROUNDS = 20, 8, 8


@pytest.fixture(autouse=True)
def switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def build() -> Session:
    schema = {"type": "object", "properties": {f"p{i}": {"type": "string", "enum": ["a", "b"]} for i in range(20)}}
    return Session(
        model="gpt-realtime",
        instructions="Be brief. " * 200,
        audio=Sound(output=Output(voice="marin", speed=1.0)),
        turn_detection=Loudness(threshold=0.5),
        tools=[
            *(Function(name=f"f{i}", parameters=schema) for i in range(10)),
            Remote(server_label="docs", headers={"authorization": "secret"}),
        ],
        tracing={"nested": [schema, {"a": 1.5}]},
        metadata={"user": "u", "call": "c"},
        temperature=None,
    )


def edit(value: Session, worker: int) -> Session:
    """What one caller makes of the shared value: different for each, and each sharing most of it."""
    return value.copy_with(
        instructions=f"You serve caller {worker}.",
        turn_detection=None if worker % 2 else Meaning(eagerness="low"),
        tools=[*value.tools, Function(name=f"own{worker}")],
    ).without("temperature")


def encoded_into(value: Session) -> bytes:
    buffer = bytearray()
    encode_into(value, buffer)
    return bytes(buffer)


def observe(value: Session, worker: int) -> list[Any]:
    """All that is remembered on first use, begun at another place by each worker."""
    observations: list[Callable[[], Any]] = [
        lambda: encode(value),
        lambda: hash(value),
        lambda: encode(edit(value, worker)),
        lambda: encode(edit(value, 0)),
        lambda: hash(edit(value, 0)),
        lambda: encoded_into(value),
        lambda: repr(value),
        lambda: value.tracing.pmap,
        lambda: dict(value.metadata),
        lambda: encode(pickle.loads(pickle.dumps(value))),
        lambda: decode(encode(value), type=Session) == value,
    ]
    results: list[Any] = [None] * len(observations)
    for i in range(len(observations)):
        place = (i + worker) % len(observations)
        results[place] = observations[place]()
    return results


def expected(worker: int) -> list[Any]:
    return observe(build(), worker)  # a value of one's own, seen by nobody else


async def observe_slowly(value: Session, worker: int) -> list[Any]:
    await asyncio.sleep(0)
    first = observe(value, worker)
    await asyncio.sleep(0)
    assert observe(value, worker) == first
    return first


def observe_together(barrier: Barrier, value: Session, worker: int) -> list[Any]:
    barrier.wait(timeout=60)
    return observe(value, worker)


async def one_round(pool: ThreadPoolExecutor, value: Session) -> list[list[Any]]:
    """Tasks and threads at the same time: the tasks run while the threads do."""
    loop, barrier = asyncio.get_running_loop(), Barrier(THREADS)
    threads = [loop.run_in_executor(pool, observe_together, barrier, value, worker) for worker in range(THREADS)]
    tasks = [asyncio.create_task(observe_slowly(value, worker)) for worker in range(TASKS)]
    return await asyncio.gather(*threads, *tasks)


def test_tasks_and_threads_see_the_same_bytes():
    wanted = [expected(worker) for worker in (*range(THREADS), *range(TASKS))]
    with ThreadPoolExecutor(THREADS) as pool:
        for round_ in range(ROUNDS):
            value = build() if round_ % 2 else decode(encode(build()), type=Session)
            assert asyncio.run(one_round(pool, value)) == wanted
            assert observe(value, 0) == wanted[0]


def test_threads_that_decode_at_once_get_equal_values():
    wire = encode(build())
    barrier = Barrier(THREADS)

    def read(_: int) -> Session:
        barrier.wait(timeout=60)
        return decode(wire, type=Session)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(ROUNDS):
            values = list(pool.map(read, range(THREADS)))
            assert len({*values, build()}) == 1


# What a class needs to be decoded, built and edited is made on first use, which for msgspec alone
# is fatal where several threads are first. So this runs in a process of its own, with new classes.
FIRST_USE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Literal

from realtime_builder import UNSET, Config, decode, encode
from realtime_builder.fields import Array, ByRole, Clearable, Json, MaxTokens, Open, Pairs, UnitInterval

THREADS, ROUNDS = 8, 40

def new_class():
    class Part(Config, tag="part"):
        name: str
        level: Clearable[UnitInterval] = UNSET
        limit: Clearable[MaxTokens] = UNSET
        anything: Clearable[Json] = UNSET

    class Other(Config, tag="other"):
        kind: Clearable[Literal["a", "b"]] = UNSET
        voice: Clearable[Open[Literal["a", "b"]]] = UNSET

    class User(Config, tag="message"):
        role: Literal["user"] = "user"
        text: str

    class Assistant(Config, tag="message"):
        role: Literal["assistant"] = "assistant"
        text: str

    class Whole(Config, tag="whole", root=True):
        name: Clearable[str] = UNSET
        parts: Clearable[Array[Part | Other]] = UNSET
        input: Clearable[Array[ByRole[User | Assistant]]] = UNSET
        metadata: Clearable[Pairs] = UNSET

    return Whole

MEMBERS = {
    "name": "n",
    "parts": [{"type": "part", "name": "p", "level": 0.5, "limit": "inf"}, {"type": "other", "kind": "a"}],
    "input": [{"type": "message", "role": "user", "text": "t"}],
    "metadata": {"a": "b"},
}
WIRE = encode(new_class()(**MEMBERS))
EXTRA = WIRE[:-1] + b',"next_year":[1]}'

def decoded(cls):
    return decode(WIRE, type=cls)

def built(cls):
    return cls(**MEMBERS)

def edited(cls):
    return cls().copy_with(**MEMBERS)

def read(cls):
    return cls.from_dict(MEMBERS)

def kept(cls):
    return decode(EXTRA, type=cls, unknown="keep")

sys.setswitchinterval(1e-6)
with ThreadPoolExecutor(THREADS) as pool:
    for _ in range(ROUNDS):
        for ways in ([decoded, built, edited, read], [decoded], [built], [kept]):
            barrier, cls = Barrier(THREADS), new_class()

            def work(worker):
                barrier.wait(timeout=60)
                return ways[worker % len(ways)](cls)

            values = list(pool.map(work, range(THREADS)))
            assert {encode(value) for value in values} == {EXTRA if kept in ways else WIRE}
            assert len(set(values)) == 1, "the JSON is equal, and the values are not"
print("agreed")
"""


def test_threads_that_are_the_first_to_use_a_class_agree():
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_USE],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "agreed\n", "")


def test_a_value_that_went_to_another_process_is_the_same():
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    value = build()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(encode, value).result(timeout=120) == encode(value)
        assert pool.submit(edit, value, 3).result(timeout=120) == edit(value, 3)
