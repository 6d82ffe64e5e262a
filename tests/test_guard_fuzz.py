"""The differential fuzzer, on a small budget; that it would find a hole; growth."""

import contextlib
import gc
import json
import sys
import tracemalloc

import pytest
from fuzz.guard_differential import run

from realtime_builder import Guard, GuardError, openai_ga
from realtime_builder.guard import events, sieve, update
from realtime_builder.guard.allowlist import AllowList


@pytest.mark.parametrize("seed", range(3))
def test_random_guards_against_hostile_messages(seed):
    counts = run(seed, 500)
    assert counts.total() == 500
    # Each outcome is met; how often depends on what the guards of a seed allow.
    assert counts.keys() == {
        *(f"{how}, {what}" for how in ("passed", "dropped in part") for what in ("changed", "nothing new")),
        "refused",
        "event sent",
        "event refused",
    }
    assert min(counts.values()) >= 5


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (update, "breach", lambda *_: ""),
        (update, "differs", lambda *_: False),
        (sieve.Sieve, "forbid", lambda *_: None),
        (sieve, "_can_start", lambda *_: True),
        (events, "outside", lambda *_: ""),
        (AllowList, "within", lambda self, _: self._replace(limits={}, pins={})),
    ],
)
def test_the_fuzzer_finds_a_hole(monkeypatch, module, name, broken):
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(AssertionError, match="seed 0, case"):
        run(0, 20_000)


def test_another_error_than_a_guards_is_found(monkeypatch):
    def broken(*_):
        raise KeyError("x")

    monkeypatch.setattr(update, "breach", broken)
    with pytest.raises(AssertionError, match="KeyError"):
        run(0, 5_000)


# Growth, by the calls that are made: a clock would tell more of the machine

BASE = openai_ga.RealtimeSessionCreateRequest(tracing={"metadata": {"a": 1}})
LIMITS = {"max_bytes": 10**8, "max_items": 10**8, "max_depth": 10**8}
HOSTILE = {
    "unknown names": lambda n: {f"n{i}": 1 for i in range(n)},
    "nearly known names": lambda n: {f"instructionz{i}": 1 for i in range(n)},
    "metadata": lambda n: {"tracing": {"metadata": {f"n{i}": 1 for i in range(n)}}},
    "tools": lambda n: {"tools": [{"type": "function", "name": f"n{i}"} for i in range(n)]},
    "tools of no kind": lambda n: {"tools": [{"type": "x", "name": f"n{i}"} for i in range(n)]},
    "tools without a type": lambda n: {"tools": [{} for _ in range(n)]},
    "unknown members of a tool": lambda n: {
        "tools": [{"type": "function", "name": "a"} | {f"n{i}": 1 for i in range(n)}]
    },
    "lists": lambda n: {"tracing": {"metadata": {"a": [[] for _ in range(n)]}}},
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("mode", ["raise", "drop"])
def test_twice_the_input_takes_at_most_twice_the_calls(name, mode):
    bounds = {"tracing.metadata.a": 30, "tools.type": {"function"}, "tools.name": 10}
    guard = Guard.allow("tracing", "tools", bounds=bounds, on_forbidden=mode, **LIMITS).pin("tracing.metadata.b")
    _calls(guard, json.dumps(HOSTILE[name](3)))  # what is kept of the types
    small, large = (_calls(guard, json.dumps(HOSTILE[name](n))) for n in (500, 1_000))
    assert large < 2.3 * small


def _calls(guard, data):
    made = 0

    def count(*_):
        nonlocal made
        made += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with contextlib.suppress(GuardError):
            guard.apply(BASE, data)
    finally:
        sys.setprofile(before)
    return made


# Memory


def test_nothing_of_hostile_input_stays():
    guard = Guard.allow("tracing", "tools", on_forbidden="drop", **LIMITS)

    def attack(start):
        for i in range(start, start + 40):
            for make in HOSTILE.values():
                with contextlib.suppress(GuardError):
                    guard.apply(BASE, json.dumps(make(20)).replace("n1", f"m{i}_"))

    attack(0)
    gc.collect()
    tracemalloc.start()
    try:
        attack(1_000)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        attack(2_000)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 50_000
    finally:
        tracemalloc.stop()
