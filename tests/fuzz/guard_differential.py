"""Random guards against hostile patches, beside a reference on plain dicts (`guard_reference`).

``python tests/fuzz/guard_differential.py --cases 200000 --jobs 2`` prints what it tried and ends with an
error at the first case that breaks a promise, naming the seed that makes it again. In each case:

- nothing but `GuardError` comes out for what a client sends;
- what is outside the allow list, or pinned, is as it was;
- a bounded setting is within its bound, or as it was;
- the result, or the refusal, is that of the reference;
- the base is unchanged, and what comes out can be encoded and read again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.guard_reference import MISSING, Reference, RefusedError, Steps, at, parsed, same, states, within
from strategies import ROOTS

from realtime_builder import UNSET, Config, Guard, GuardError, ValidationError, encode
from realtime_builder._core.shape import Type, fields_of, tag_of
from realtime_builder.edits.patches import updates_of

WORDS = [
    "",
    "a",
    "marin",
    "cedar",
    "server_vad",
    "semantic_vad",
    "disabled",
    "auto",
    "none",
    "x" * 40,
    "größe",
    "\u202e\n`$",
]
NAMES = [
    "",
    "a",
    "7",
    "007",
    "type",
    "session",
    "$",
    "audio.output",
    "tools[0]",
    "model\0",
    "ｍｏｄｅｌ",
    "__class__",
    "\x1b[2J",
]
PATCHES_OF_A_GUARD = 10


# Values of the declared types, and of none


def value_of(type_: Type, rng: random.Random, depth: int = 3) -> Any:
    """A value that mostly is of the type, as plain JSON."""
    arms: list[Any] = []
    if type_.nullable:
        arms.append(lambda: None)
    if type_.literals:
        arms.append(lambda: rng.choice(type_.literals))
    if type_.known:
        arms.append(lambda: rng.choice(type_.known))
    if type_.variants and depth:
        arms += [lambda: object_of(rng.choice(type_.variants), rng, depth - 1)] * 3
    if type_.items is not None:
        items = type_.items
        arms.append(lambda: [value_of(items, rng, depth - 1) for _ in range(rng.choice([0, 1, 1, 2]))])
    if type_.holder is not None:
        arms.append(lambda: {rng.choice(NAMES[1:4]): rng.choice(WORDS) for _ in range(rng.randrange(3))})
    for scalar in type_.scalars:
        arms.append(lambda scalar=scalar: scalar_of(scalar, type_, rng))
    return rng.choice(arms)() if arms else None


def scalar_of(scalar: type, type_: Type, rng: random.Random) -> Any:
    if scalar is bool:
        return rng.random() < 0.5
    if scalar is str:
        return rng.choice(WORDS)
    if scalar in (int, float):
        low = max([meta.ge for meta in type_.metas if meta.ge is not None], default=0)
        high = min([meta.le for meta in type_.metas if meta.le is not None], default=100)
        low, high = max(low, -1e6), min(high, 1e6)
        number = rng.choice([low, high, low + (high - low) * rng.random()])
        return int(number) if scalar is int else float(number)
    return "AAAA"


def object_of(cls: Any, rng: random.Random, depth: int = 3) -> dict[str, Any]:
    tag, made = tag_of(cls), {}
    if tag is not None and rng.random() < 0.9:
        made[tag[0]] = tag[1]
    for name, field in fields_of(cls).items():
        if field.required or rng.random() < 0.35:
            made[name] = value_of(field.type, rng, depth)
    return made


def config_of(cls: type[Config], rng: random.Random) -> Config:
    while True:
        try:
            return cls.from_dict(object_of(cls, rng))
        except ValidationError:
            continue


def anything(rng: random.Random, depth: int = 3) -> Any:
    pick = rng.randrange(8 if depth else 6)
    if pick == 6:
        return {rng.choice(NAMES): anything(rng, depth - 1) for _ in range(rng.randrange(3))}
    if pick == 7:
        return [anything(rng, depth - 1) for _ in range(rng.randrange(3))]
    return [None, rng.random() < 0.5, rng.choice([0, 1, -1, 2**63, 10**30]), rng.random() * 4, rng.choice(WORDS), 1.0][
        pick
    ]


# Guards


def paths_of(cls: Any, depth: int = 4) -> Iterator[Steps]:
    """The paths that a guard of a type can name, and some into free-form JSON."""
    for name, field in fields_of(cls).items():
        yield (name,)
        if field.type.holder is not None:
            yield from [(name, "a"), (name, "7"), (name, "007")]
        if depth > 1:
            for struct in field.type.structs:
                yield from ((name, *path) for path in paths_of(struct, depth - 1))


def bound_of(rng: random.Random, value: Any) -> Any:
    some = value if isinstance(value, str | int | float) or value is None else "marin"
    return rng.choice(
        [
            rng.choice([0, 1, 5, 30]),
            (0, rng.choice([0.5, 1, 50])),
            (0.5, 1.2),
            {some},
            {some, "cedar", 1},
            {None, "marin", True},
            set(),
        ]
    )


def guard_of(cls: Any, base: dict[str, Any], rng: random.Random) -> tuple[Guard, Reference] | None:
    """A guard and its reference; None where a bound or a pinned value fits nothing."""
    paths = PATHS[cls]
    there = [path for path in paths if at(base, path) is not MISSING] or paths
    allowed = [rng.choice(rng.choice([paths, there])) for _ in range(rng.randrange(1, 5))]
    allowed = [path[: rng.randrange(1, len(path) + 1)] for path in allowed]
    under = [path for path in paths if any(path[: len(each)] == each for each in allowed)] or allowed
    bounds = {path: bound_of(rng, at(base, path)) for path in (rng.choice(under) for _ in range(rng.randrange(3)))}
    pins: dict[Steps, Any] = {}
    for _ in range(rng.choice([0, 0, 1, 2])):
        path = rng.choice(rng.choice([paths, under, there]))
        pins[path] = MISSING if rng.random() < 0.7 else anything(rng, 0)
    drops = rng.random() < 0.5
    try:
        guard = Guard.allow(*allowed, bounds=bounds, on_forbidden="drop" if drops else "raise", type=cls)
        for path, value in pins.items():
            guard = guard.pin(path, UNSET if value is MISSING else value)
        guard.apply(cls.from_dict(base), b"{}")
    except GuardError:
        raise
    except ValidationError:
        return None
    return guard, Reference(cls, allowed, bounds, pins, drops=drops)


# Messages


def message_of(cls: Any, base: dict[str, Any], rng: random.Random) -> bytes:
    """A client's message: a patch, or what it knows, with something put where it does not belong."""
    patch = object_of(cls, rng) if rng.random() < 0.7 else json.loads(json.dumps(base))
    for _ in range(rng.choice([0, 1, 1, 2, 4])):
        mutate(patch, rng)
    if rng.random() < 0.1:
        path = rng.choice(PATHS[cls])
        for name in reversed(path[: rng.randrange(1, len(path) + 1)]):
            patch = {
                name: patch if isinstance(patch, dict) and "type" not in patch and rng.random() < 0.3 else anything(rng)
            }
    data = json.dumps(patch, ensure_ascii=rng.random() < 0.5).encode()
    pick = rng.randrange(30)
    if pick == 0 and len(data) > 2:  # everything twice, the first time with other values
        other = json.dumps(object_of(cls, rng)).encode()
        return b"{" + (other[1:-1] + b"," if len(other) > 2 else b"") + data[1:]
    if pick == 1:
        place = rng.randrange(len(data) + 1)
        return (
            data[:place] + rng.choice([b"", b"1e999", b"\xff", b"\\ud800", b"NaN", b"\x00", b"{" * 40]) + data[place:]
        )
    return data


def mutate(patch: Any, rng: random.Random) -> None:
    place = patch
    while isinstance(place, dict | list) and place:
        key = rng.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if rng.random() < 0.4 or not isinstance(place[key], dict | list) or not place[key]:
            pick = rng.randrange(5)
            if pick == 0:
                place[key] = None
            elif pick == 1:
                del place[key]
            elif pick == 2:
                place[key] = anything(rng)
            elif pick == 3 and isinstance(place, dict):
                place[rng.choice(NAMES)] = anything(rng)
            else:
                place[key] = {} if rng.random() < 0.5 else rng.choice(WORDS)
            return
        place = place[key]


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
        expected = reference.apply(before, parsed(data))
    except RefusedError:
        expected = None
    assert (result is None) == (expected is None), f"refused by one alone: {result} {expected}"
    if result is None:
        return "refused"
    config = result.config.as_dict()
    assert same(config, expected), f"{config} instead of {expected}"
    assert result.config.from_json(encode(result.config)) == result.config
    assert base.merge(result.patch) == result.config
    kept(reference, before, config)
    return "dropped in part" if result.dropped else "changed" if result.changed else "nothing said"


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


SESSIONS: list[Any] = [cls for cls in ROOTS if not any(cls in updates_of(root) for root in ROOTS)]
"""What a guard's base is: a session or a response, and no update of another class than the session's."""

PATHS: dict[Any, list[Steps]] = {cls: sorted(set(paths_of(cls))) for cls in SESSIONS}


def run(seed: int, cases: int) -> Counter[str]:
    """So many cases from one seed."""
    rng, counts = random.Random(seed), Counter[str]()
    while counts.total() < cases:
        cls = rng.choice(SESSIONS)
        base = config_of(cls, rng)
        made = guard_of(cls, base.as_dict(), rng)
        if made is None:
            continue
        for _ in range(min(PATCHES_OF_A_GUARD, cases - counts.total())):
            data = message_of(cls, base.as_dict(), rng)
            try:
                counts[check(*made, base, data)] += 1
            except Exception as error:
                guard, reference = made
                raise AssertionError(
                    f"seed {seed}, case {counts.total()}: {error!r}\n{guard!r} bounds={reference.bounds} pins={reference.pins}"
                    f" drops={reference.drops}\nbase {encode(base)!r}\ndata {data!r}"
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
