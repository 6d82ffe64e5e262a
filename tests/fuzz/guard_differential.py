"""Random guards against hostile patches, beside a reference on plain dicts (`guard_reference`).

``python tests/fuzz/guard_differential.py --cases 200000 --jobs 2`` prints what it tried and ends with an
error at the first case that breaks a promise, naming the seed that makes it again. In each case:

- nothing but `GuardError` comes out for what a client sends;
- what is outside the allow list, or pinned, is as it was;
- a bounded setting is within its bound, or as it was;
- the result, or the refusal, is that of the reference;
- the base is unchanged, and what comes out can be encoded and read again;
- an event goes on exactly where it may, with what the reference has.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.guard_event_reference import EventReference, roots_of
from fuzz.guard_inputs import (
    CARRIERS,
    PATHS,
    SESSIONS,
    UPDATED,
    anything,
    config_of,
    event_of,
    event_paths,
    message_of,
)
from fuzz.guard_reference import MISSING, Reference, RefusedError, Steps, at, parsed, same, states, within

from realtime_builder import UNSET, Config, Guard, GuardError, ValidationError, encode
from realtime_builder._core.shape import fields_of
from realtime_builder.edits.facts import updates_of
from realtime_builder.guard.events import events_of

PATCHES_OF_A_GUARD = 10
EVENTS_OF_A_GUARD = 3


# Guards


def bound_of(rng: random.Random, value: Any) -> Any:
    some = value if isinstance(value, str | int | float) or value is None else "marin"
    return rng.choice(
        [
            rng.choice([0, 1, len(value) if isinstance(value, str | list | dict) else 5, 30]),
            (0, rng.choice([0.5, 1, 50])),
            (0.5, 1.2),
            {some},
            {some, "cedar", 1},
            {None, "marin", True},
            set(),
        ]
    )


def named_events(cls: Any, rng: random.Random) -> dict[str, dict[Steps, Any]]:
    """Events that a guard names, some by how they begin, with bounds of what they carry."""
    known = events_of(cls)
    named: dict[str, dict[Steps, Any]] = {}
    kinds = rng.sample(sorted(known), min(len(known), rng.choice([0, 1, 2, 4])))
    for kind in [
        *kinds,
        *(kind for kind in ("response.create", "session.start") if kind in known and rng.random() < 0.5),
    ]:
        name = f"{kind.rpartition('.')[0]}.*" if rng.random() < 0.2 else kind
        paths = rng.sample(event_paths(known[kind]), min(len(event_paths(known[kind])), rng.choice([0, 0, 1, 2])))
        settings = {name for name, field in fields_of(known[kind]).items() if roots_of(field.type)}
        bounded = {path: len(path) > 1 or path[0] not in settings for path in paths}
        named[name] = {
            path: bound_of(rng, "user") if may and rng.random() < 0.7 else None for path, may in bounded.items()
        }
    return named


def guard_of(cls: Any, base: dict[str, Any], rng: random.Random) -> tuple[Guard, EventReference] | None:
    """A guard and its reference; None where a bound or a pinned value fits nothing."""
    paths = PATHS[cls]
    there = [path for path in paths if at(base, path) is not MISSING] or paths
    free = UPDATED[cls]
    known = [path for path in free if at(base, path) is not MISSING] or free
    allowed = [rng.choice(rng.choice([free, known])) for _ in range(rng.randrange(1, 5))]
    allowed = [path[: rng.randrange(1, len(path) + 1)] for path in allowed]
    under = [path for path in paths if any(path[: len(each)] == each for each in allowed)] or allowed
    bounds = {path: bound_of(rng, at(base, path)) for path in (rng.choice(under) for _ in range(rng.randrange(3)))}
    pins: dict[Steps, Any] = {}
    for _ in range(rng.choice([0, 0, 1, 2])):
        path = rng.choice(rng.choice([paths, under, there]))
        pins[path] = MISSING if rng.random() < 0.7 else anything(rng, 0)
    drops, events = rng.random() < 0.5, named_events(cls, rng)
    try:
        guard = Guard.allow(*allowed, bounds=bounds, events=events, on_forbidden="drop" if drops else "raise", type=cls)
        for path, value in pins.items():
            guard = guard.pin(path, UNSET if value is MISSING else value)
        guard.apply(cls.from_dict(base), b"{}")
    except GuardError:
        raise
    except ValidationError:
        return None
    return guard, EventReference(Reference(cls, allowed, bounds, pins, drops=drops), events)


# One case


def check(guard: Guard, reference: Reference, base: Config, data: bytes) -> str:
    """Every promise for one message; gives what became of it."""
    before = base.as_dict()
    result = None
    try:
        result = guard.apply(base, data)
    except GuardError as error:
        shown = f"{error} {error.path} {error.violations}"
        assert shown.isprintable(), shown
    assert base.as_dict() == before
    try:
        expected = reference.apply(before, carried(reference.cls, parsed(data)))
    except RefusedError:
        expected = None
    assert (result is None) == (expected is None), f"refused by one alone: {result} {expected}"
    if result is None:
        return "refused"
    config = result.config.as_dict()
    assert same(config, expected), f"{config} instead of {expected}"
    assert result.config.from_json(encode(result.config), unknown="keep") == result.config
    assert base.merge(result.patch) == result.config
    kept(reference, before, config)
    if result.changed:
        assert not same(config, before), "nothing changed"
    elif not updates_of(reference.cls):  # else a kind may be said that was the default
        assert same(settings(config), settings(before)), "something changed"
    return f"{'dropped in part' if result.dropped else 'passed'}, {'changed' if result.changed else 'nothing new'}"


def check_event(guard: Guard, reference: EventReference, base: Config, data: bytes) -> str:
    """The same for an event that is to go on."""
    before, own = base.as_dict(), reference.reference
    sent = None
    try:
        sent = guard.filter(base, data)
    except GuardError as error:
        shown = f"{error} {error.path} {error.violations}"
        assert shown.isprintable(), shown
    assert base.as_dict() == before
    try:
        expected = reference.filter(before, parsed(data))
    except RefusedError:
        expected = None
    assert (sent is None) == (expected is None), f"refused by one alone: {sent!r} {expected}"
    if sent is None or expected is None:
        return "event refused"
    event = parsed(sent)
    for name, field in fields_of(reference.known[event["type"]]).items():
        if name in event and own.cls in roots_of(field.type) and not reference.is_core(field.type):
            event[name] = own.cls.from_dict(event[name], unknown="keep").as_dict()  # the whole session
        elif name in event and reference.is_core(field.type):
            patch = own.patches.from_dict(event[name], unknown="keep")
            event[name] = base.merge(patch).as_dict()
    assert same(event, expected), f"{event} instead of {expected}"
    return "event sent"


def settings(value: Any) -> Any:
    """Without objects that have no members: of a group of settings they say nothing."""
    if not isinstance(value, dict):
        return value
    inner = {name: settings(member) for name, member in value.items()}
    return {name: member for name, member in inner.items() if member != {}}


def carried(cls: Any, document: dict[str, Any]) -> dict[str, Any]:
    """The patch that a message is, or that the event carries which it is."""
    kind = document.get("type")
    if not isinstance(kind, str):
        return document
    member = CARRIERS[cls].get(kind)
    if member is None:
        if "." in kind or kind in events_of(cls):
            raise RefusedError
        return document
    event_id = document.get("event_id", "")
    if not (document.keys() <= {"type", "event_id", member} and isinstance(event_id, str) and len(event_id) <= 512):
        raise RefusedError
    optional = not fields_of(events_of(cls)[kind])[member].required
    patch = document.get(member, {} if optional else None)
    if not isinstance(patch, dict):
        raise RefusedError
    return patch


def kept(reference: Reference, before: dict[str, Any], after: dict[str, Any]) -> None:
    start = reference.started(before)
    for path in PATHS[reference.cls]:
        one, other = at(start, path), at(after, path)
        if isinstance(one, dict) or isinstance(other, dict):
            continue
        pinned = any(path[: len(pin)] == pin for pin in reference.pins)
        if pinned or not (reference.is_allowed(path) or reference.leads_on(path)):
            in_part = isinstance(at(after, path[:-1]), dict) or one is not MISSING
            owners = any(reference.is_allowed(path[:i]) for i in range(1, len(path)))
            assert same(one, other) or (owners and not pinned and in_part), path
    for path, bound in reference.bounds.items():
        found = states(after, reference.root, path)
        fits = all(within(bound, None if kind == "nothing" else value) for kind, value in found)
        assert fits or same(found, states(start, reference.root, path)), path


def run(seed: int, cases: int) -> Counter[str]:
    """So many cases from one seed."""
    rng, counts = random.Random(seed), Counter[str]()
    while counts.total() < cases:
        cls = rng.choice(SESSIONS)
        base = config_of(cls, rng)
        made = guard_of(cls, base.as_dict(), rng)
        if made is None:
            continue
        guard, reference = made
        for i in range(min(PATCHES_OF_A_GUARD + EVENTS_OF_A_GUARD, cases - counts.total())):
            before, data = base.as_dict(), b""
            try:
                if i < PATCHES_OF_A_GUARD:
                    data = message_of(cls, before, rng, reference.reference)
                    counts[check(guard, reference.reference, base, data)] += 1
                else:
                    data = event_of(cls, before, rng, reference)
                    counts[check_event(guard, reference, base, data)] += 1
            except Exception as error:
                raise AssertionError(
                    f"seed {seed}, case {counts.total()}: {error!r}\n{guard!r} {vars(reference.reference)}"
                    f" events={reference.named}\nbase {encode(base)!r}\ndata {data!r}"
                ) from error
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description="Random guards against hostile patches.")
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    begin, total, chunk = time.monotonic(), Counter[str](), 1_000
    seeds = range(options.seed, options.seed + -(-options.cases // chunk))
    with ProcessPoolExecutor(options.jobs) as pool:
        for counts in pool.map(run, seeds, [chunk] * len(seeds)):
            total += counts
    figures = ", ".join(f"{count:,} {what}" for what, count in total.most_common())
    sys.stdout.write(f"{total.total():,} cases in {time.monotonic() - begin:.0f} s, none broke a promise: {figures}\n")


if __name__ == "__main__":
    main()
