"""What a `Guard` promises for any input, and the guards that `fuzz_guard` tries to break it with.

`promise` is what the property tests of ``tests/test_guard.py`` check as well.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from realtime_builder import UNSET, Config, encode, openai_beta, openai_ga, voicelive
from realtime_builder._core.paths import parse_path
from realtime_builder.guard import Guard, GuardError, GuardResult

Steps = tuple[str, ...]


def steps_of(path: Any) -> Steps:
    return tuple(map(str, parse_path(path)))


def leaves(value: Any, at: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Each setting's path and JSON. A list is one setting, an empty object is none."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, (*at, name))
    else:
        yield at, json.dumps(value, sort_keys=True)


def changed(old: Config, new: Config) -> set[Steps]:
    """The paths of the settings that differ."""
    before, after = dict(leaves(old.as_dict())), dict(leaves(new.as_dict()))
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def lies_under(path: Steps, roots: list[Steps]) -> bool:
    return any(path[: len(root)] == root for root in roots)


def promise(guard: Guard, allowed: list[Any], pins: dict[Any, Any], base: Any, data: Any) -> GuardResult[Any] | None:
    """Check everything that holds whatever ``data`` is; gives the result where it was not refused."""
    before = encode(base)
    result = None
    with suppress(GuardError):
        result = guard.apply(base, data)
    assert encode(base) == before
    if result is None:
        return None
    start = base
    for path, value in pins.items():
        start = start if value is UNSET else start.transform(path, value)
    forbidden = [
        path
        for path in changed(start, result.config)
        if not lies_under(path, [steps_of(each) for each in allowed])
        or lies_under(path, [steps_of(pin) for pin in pins])
    ]
    assert not forbidden, forbidden
    assert base.merge(result.patch) == result.config
    assert type(base).from_json(encode(result.config), unknown="keep") == result.config
    return result


MOST_BYTES = 4_096

# What the fuzzer runs on: a guard and a base for every dialect, whole settings and parts, pins in and around them

_VAD = {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 500}
_SECRET_TOOLS = [{"type": "mcp", "server_label": "crm", "server_url": "https://x.test", "authorization": "hunter2"}]

CASES: list[tuple[Config, list[str], dict[str, Any], dict[str, Any]]] = [
    (
        openai_ga.RealtimeSessionCreateRequest.from_dict(
            {
                "model": "gpt-realtime-2",
                "instructions": "Be brief.",
                "audio": {"input": {"turn_detection": _VAD}, "output": {"voice": "marin", "speed": 1.0}},
                "tools": _SECRET_TOOLS,
                "tracing": {"workflow_name": "support", "metadata": {"tenant": "t1", "plan": {"tier": 1}}},
            }
        ),
        ["instructions", "audio.output", "audio.input.turn_detection.threshold", "tracing.metadata.plan", "prompt"],
        {"audio.output.voice": UNSET, "model": "gpt-realtime-2.1", "prompt.variables": UNSET},
        {"instructions": 2_000, "audio.output.speed": (0.8, 1.2)},
    ),
    (
        openai_ga.RealtimeResponseCreateParams.from_dict({"metadata": {"tenant": "t1", "user": "u1"}}),
        ["instructions", "metadata", "audio"],
        {"metadata.tenant": UNSET},
        {"metadata.user": 20},
    ),
    (
        openai_beta.Session.from_dict({"voice": "alloy", "temperature": 0.8, "turn_detection": _VAD}),
        ["temperature", "turn_detection", "tools"],
        {"turn_detection.silence_duration_ms": UNSET, "voice": "sage"},
        {"temperature": (0.6, 0.8), "tools": 3},
    ),
    (
        voicelive.RequestSession.from_dict({"instructions": "Be brief.", "turn_detection": None}),
        ["voice", "instructions", "turn_detection.threshold", "avatar.character"],
        {},
        {"voice": {"alloy", "verse", None}},
    ),
]

_SEEDS = [
    {"type": "session.update", "event_id": "e1", "session": {"instructions": "Hi.", "audio": {"output": {"speed": 1}}}},
    {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": 0.3}}, "output": None}},
    {"tracing": {"metadata": {"plan": {"tier": 2}}}, "model": "gpt-4o", "prompt": {"id": "pmpt_1", "variables": {}}},
    {"type": "response.create", "response": {"metadata": {"tenant": "t2"}, "audio": {"output": {"voice": "cedar"}}}},
    {"temperature": 0.7, "turn_detection": {"type": "semantic_vad", "eagerness": "low"}, "tools": _SECRET_TOOLS},
    {"voice": "verse", "turn_detection": {"threshold": 0.2}, "avatar": {"character": "lisa"}, "instructions": ""},
]


def _guards() -> Iterator[tuple[Guard, list[str], dict[str, Any], Config]]:
    for (base, allowed, pins, bounds), mode in itertools.product(CASES, ("raise", "drop")):
        guard = Guard.allow(*allowed, bounds=bounds, on_forbidden=mode, max_bytes=MOST_BYTES, type=type(base))  # type: ignore[arg-type]
        for path, value in pins.items():
            guard = guard.pin(path, value)
        yield guard, allowed, pins, base


GUARDS = list(_guards())


def check(data: bytes) -> None:
    """The first byte chooses the guard, the rest is what a client sends."""
    if data:
        guard, allowed, pins, base = GUARDS[data[0] % len(GUARDS)]
        promise(guard, allowed, pins, base, data[1:])


def seeds() -> Iterator[bytes]:
    for choice, update in itertools.product(range(len(GUARDS)), _SEEDS):
        yield bytes([choice]) + json.dumps(update).encode()
