"""What `guard_differential` makes up: bases, the paths that a guard may name, and what a client sends."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

from fuzz.guard_event_reference import EventReference, roots_of
from fuzz.guard_reference import MISSING, Reference, Steps, at, variant
from strategies import ROOTS

from realtime_builder import Config, ValidationError
from realtime_builder._core.shape import Type, fields_of, tag_of
from realtime_builder.edits.facts import updates_of
from realtime_builder.guard.events import events_of

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
    """A base; one in five has members and values that no type allows, as servers send them."""
    odd = rng.random() < 0.2
    while True:
        members = object_of(cls, rng)
        for _ in range(rng.choice([1, 1, 2]) if odd else 0):
            mutate(members, rng)
        with suppress(ValidationError):
            made = cls.from_dict(members, unknown="keep" if odd else "error")
            if isinstance(made, cls):
                return made


def anything(rng: random.Random, depth: int = 3) -> Any:
    pick = rng.randrange(8 if depth else 6)
    if pick == 6:
        return {rng.choice(NAMES): anything(rng, depth - 1) for _ in range(rng.randrange(3))}
    if pick == 7:
        return [anything(rng, depth - 1) for _ in range(rng.randrange(3))]
    return [None, rng.random() < 0.5, rng.choice([0, 1, -1, 2**63, 10**30]), rng.random() * 4, rng.choice(WORDS), 1.0][
        pick
    ]


# Sessions, and the paths in them


def paths_of(cls: Any, depth: int = 4) -> Iterator[Steps]:
    """The paths that a guard of a type can name, and some into free-form JSON."""
    for name, field in fields_of(cls).items():
        yield (name,)
        if field.type.holder is not None:
            yield from [(name, "a"), (name, "7"), (name, "007")]
        if depth > 1:
            for struct in field.type.structs:
                yield from ((name, *path) for path in paths_of(struct, depth - 1))


SESSIONS: list[Any] = [cls for cls in ROOTS if not any(cls in updates_of(root) for root in ROOTS)]
"""What a guard's base is: a session or a response, and no update of another class than the session's."""

CARRIERS: dict[Any, dict[str, str]] = {
    cls: {
        kind: name
        for kind, event in events_of(cls).items()
        for name, field in fields_of(event).items()
        if issubclass(next(iter(updates_of(cls)), cls), field.type.structs or ())
    }
    for cls in SESSIONS
}
"""The events that carry a class, and the member that does."""

PATHS: dict[Any, list[Steps]] = {cls: sorted(set(paths_of(cls))) for cls in SESSIONS}

UPDATED: dict[Any, list[Steps]] = {
    cls: sorted(set(PATHS[cls]).intersection(paths_of(next(iter(updates_of(cls)), cls)))) for cls in SESSIONS
}
"""Those that an update may change."""


@cache
def event_paths(struct: Any, depth: int = 4) -> list[Steps]:
    """The paths that a bound may have in an event: through lists, and to what names a variant. Audio is left out."""
    paths: set[Steps] = set()
    tag = tag_of(struct)
    if tag is not None and depth < 4:
        paths.add((tag[0],))
    for name, field in fields_of(struct).items():
        type_ = field.type.items or field.type
        if bytes not in type_.scalars:
            paths.add((name,))
        for each in type_.variants if depth > 1 else ():
            paths.update((name, *path) for path in event_paths(each, depth - 1))
    return sorted(paths)


# Messages


def event_of(cls: Any, base: dict[str, Any], rng: random.Random, reference: EventReference) -> bytes:
    """An event of a client's, mostly one that may go on, with what the guard is about in it."""
    known = reference.known
    named = [kind for kind in known if reference.carried_by(kind) is not None]
    carrying = [kind for kind in named if any(roots_of(field.type) for field in fields_of(known[kind]).values())]
    kinds = rng.choice([carrying, carrying, named, list(known)]) or list(known)
    if not kinds:
        return message_of(cls, base, rng, reference.reference)
    kind = rng.choice(kinds)
    event: dict[str, Any] = {"type": kind}
    for name, value in object_of(known[kind], rng, 4).items():
        type_ = fields_of(known[kind])[name].type if name != "type" else Type()
        if not roots_of(type_):
            if kind not in carrying or rng.random() < 0.2:
                event[name] = value
        elif rng.random() < 0.8:
            own = base if cls in roots_of(type_) or reference.is_core(type_) else {}
            event[name] = aimed(reference.reference, own, rng)
        else:
            event[name] = value
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        mutate(event, rng)
    return json.dumps(event).encode()


def aimed(reference: Reference, base: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A patch of what the guard is about: settings that are allowed, bounded or pinned, in objects of the base's kind."""
    patch: dict[str, Any] = {}
    goals = [*reference.allowed * 3, *reference.bounds, *reference.pins]
    for path in rng.sample(goals, min(len(goals), rng.randrange(1, 4))):
        type_, owner, place = reference.root, base, patch
        for name in path[:-1]:
            type_, owner = member_type_of(type_, owner, name, rng), at(owner, (name,))
            struct = variant(type_, owner)
            told = tag_of(struct) if struct is not None and rng.random() < 0.6 else None
            inner = place.setdefault(name, {} if told is None else {told[0]: told[1]})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            type_, old = member_type_of(type_, owner, path[-1], rng), at(owner, path[-1:])
            bound = reference.bounds.get(path)
            within = list(bound) if isinstance(bound, set | tuple) else ["a"]
            pick = rng.random()
            place[path[-1]] = (
                old if pick < 0.1 and old is not MISSING else rng.choice(within) if within and pick < 0.35
                else value_of(type_, rng)
            )  # fmt: skip
    return json.loads(json.dumps(patch))


def member_type_of(type_: Type, owner: Any, name: str, rng: random.Random) -> Type:
    """The type of a member in the base's variant, or in any one."""
    struct = variant(type_, owner)
    having = [each for each in ([struct] if struct is not None else type_.variants) if name in fields_of(each)]
    return fields_of(rng.choice(having))[name].type if having else Type(scalars=(str,))


def message_of(cls: Any, base: dict[str, Any], rng: random.Random, reference: Reference) -> bytes:
    """A client's message: a patch, or what it knows, with something put where it does not belong."""
    pick = rng.random()
    if pick < 0.5:
        patch = aimed(reference, base, rng)
    else:
        patch = object_of(cls, rng) if pick < 0.85 else json.loads(json.dumps(base))
    for _ in range(rng.choice([0, 0, 0, 1, 2] if pick < 0.5 else [0, 1, 1, 2, 4])):
        mutate(patch, rng)
    if rng.random() < 0.1:
        path = rng.choice(PATHS[cls])
        for name in reversed(path[: rng.randrange(1, len(path) + 1)]):
            patch = {
                name: patch if isinstance(patch, dict) and "type" not in patch and rng.random() < 0.3 else anything(rng)
            }
    if CARRIERS[cls] and rng.random() < 0.2:
        kind, member = rng.choice(sorted(CARRIERS[cls].items()))
        more = {"event_id": rng.choice(["e1", "x" * 513, None])} if rng.random() < 0.3 else {}
        patch = {"type": kind, member: patch, **more}
        if rng.random() < 0.1:
            mutate(patch, rng)
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
