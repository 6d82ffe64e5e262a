"""What a `Guard` does, written a second time: slow, on plain dicts and lists, for `guard_differential`.

It shares nothing with the guard but the declared types. Whether JSON is of a type it asks ``from_dict``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from realtime_builder import UNSET, Config, ValidationError
from realtime_builder._core.keeping import unvalidated_in
from realtime_builder._core.shape import Type, fields_of, tag_of, variant_of
from realtime_builder.edits.facts import updates_of

Steps = tuple[str, ...]
MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING", "__bool__": lambda _: False})()


class RefusedError(Exception):
    """The message is refused."""


def parsed(data: bytes) -> dict[str, Any]:
    """JSON as Python's own parser reads it, without what JSON has no form for."""
    try:
        document = json.loads(data.decode(), parse_constant=_refuse, parse_float=_finite)
        json.dumps(document, ensure_ascii=False).encode()  # lone surrogates
    except (ValueError, RecursionError):
        raise RefusedError from None
    if not isinstance(document, dict):
        raise RefusedError
    return document


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def container(struct: Any) -> bool:
    return bool(struct is not None and (struct._container or struct._root))


class Reference:
    """A guard of one type: allowed paths, bounds (as given to the guard), pins, and its mode."""

    def __init__(
        self, cls: type[Config], allowed: list[Steps], bounds: dict[Steps, Any], pins: dict[Steps, Any], *, drops: bool
    ) -> None:
        self.cls, self.allowed, self.bounds, self.pins, self.drops = cls, allowed, bounds, pins, drops
        self.patches: Any = next(iter(updates_of(cls)), cls)
        self.root = Type(structs=(cls,))
        self.start: dict[str, Any] = {}
        self.odd: set[Any] = set()
        """What the start has although its types do not allow it. It can stay, but not be put anywhere."""

    # The list

    def is_allowed(self, path: Steps) -> bool:
        return any(path[: len(each)] == each for each in self.allowed)

    def leads_on(self, path: Steps) -> bool:
        """Whether something allowed, pinned or bounded lies further in."""
        return any(each[: len(path)] == path != each for each in [*self.allowed, *self.pins, *self.bounds])

    def sieved(  # noqa: PLR0912 - all the rules in one place
        self, given: dict[str, Any], old: Any, type_: Type, at: Steps = ()
    ) -> dict[str, Any]:
        passed: dict[str, Any] = {}
        whole = self.is_allowed(at)
        tag = (
            None if whole or not isinstance(old, dict) else tag_of(struct) if (struct := variant(type_, old)) else None
        )
        for name, value in given.items():
            path = (*at, name)
            if tag is not None and name == tag[0]:
                if value != tag[1]:
                    self.forbid()
            elif path in self.pins:
                self.keep(given, path, passed)
            elif path in self.bounds and not within(self.bounds[path], value):
                self.forbid()
                self.keep(given, path, passed)
            elif self.is_allowed(path):
                if isinstance(value, dict) and self.leads_on(path):
                    passed[name] = self.sieved(value, MISSING, Type(), path)
                elif any(pin[: len(path)] == path for pin in self.pins):
                    self.forbid()
                else:
                    passed[name] = value
            elif not self.leads_on(path) or not isinstance(value, dict):
                self.forbid()
            else:
                inner, was = member_type(type_, old, name), old.get(name, MISSING)
                started = was is MISSING and starts_empty(inner)
                if not isinstance(was, dict) and not started:
                    self.forbid()
                elif members := self.sieved(value, {} if started else was, inner, path):
                    passed[name] = members
        return passed

    def keep(self, given: dict[str, Any], path: Steps, passed: dict[str, Any]) -> None:
        """In an object that is replaced whole, what is not let through stays, if the variant does."""
        owner, value = at(self.start, path[:-1]), at(self.start, path)
        if self.is_allowed(path[:-1]) and isinstance(owner, dict) and value is not MISSING and path not in self.odd:
            struct = self.struct_at(path[:-1])
            tag = tag_of(struct) if struct is not None else None
            if (tag is None or given.get(tag[0]) == tag[1]) and not isinstance(value, dict | list):
                passed[path[-1]] = value

    def struct_at(self, path: Steps) -> Any:
        type_, owner = self.root, self.start
        for name in path:
            type_, owner = member_type(type_, owner, name), owner[name]
        return variant(type_, owner)

    def forbid(self) -> None:
        if not self.drops:
            raise RefusedError

    # What comes out

    def apply(self, base: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        start = self.start = self.started(base)
        self.odd = set(unvalidated_in(kept(self.cls, start), Type()))
        passed = self.sieved(given, start, self.root)
        while True:
            patch = self.patch(start, passed)
            broken = []
            for pin in self.pins:
                config = self.merged(start, patch)
                if pin[0] in passed and not same(at(config, pin), at(start, pin)):
                    patch_with = patch
                    try:
                        patch_with = self.valid(put(patch, pin, at(start, pin)), passed, start)
                        holds = pin not in self.odd and same(at(self.merged(start, patch_with), pin), at(start, pin))
                    except RefusedError:
                        holds = False
                    if holds:
                        patch = patch_with
                    else:  # a default may have taken its place
                        broken.append(pin)
            config = self.merged(start, patch)
            broken += [path for path in self.bounds if path[0] in passed and self.breaks(path, start, config)]
            if not broken:
                return self.normal(config)
            removed: list[Steps] = []
            for path in broken:
                self.forbid()
                if not any(path[: len(place)] == place for place in removed):
                    removed.append(remove(passed, path))

    def merged(self, start: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
        """As a server does. Where a start has more than an update, there are rules of their own, which are asked for."""
        if not updates_of(self.cls):
            return merged(start, patch, self.cls)
        try:
            after = kept(self.cls, start).merge(kept(self.patches, patch)).as_dict()
        except ValidationError:
            raise RefusedError from None
        return after

    def started(self, base: dict[str, Any]) -> dict[str, Any]:
        for path, value in self.pins.items():
            if value is not MISSING:
                base = put(base, path, value)
        return self.normal(base)

    def normal(self, config: dict[str, Any]) -> dict[str, Any]:
        return kept(self.cls, config).as_dict()

    def patch(self, start: dict[str, Any], passed: dict[str, Any]) -> dict[str, Any]:
        complete = self.completed(start, passed, self.root)
        if self.patches is self.cls:
            complete |= {name: start[name] for name, field in fields_of(self.cls).items() if field.required} | complete
        return self.valid(complete, passed, start)

    def valid(self, patch: dict[str, Any], passed: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
        """The patch as its type has it. What does not fit has to be the base's own."""
        with suppress(ValidationError):
            return self.patches.from_dict(patch).as_dict()  # type: ignore[no-any-return]
        made = kept(self.patches, patch)
        for path in unvalidated_in(made, Type()):
            if path not in self.odd or at(passed, path) is not MISSING or not same(at(patch, path), at(start, path)):
                raise RefusedError
        return made.as_dict()  # type: ignore[no-any-return]

    def completed(self, old: Any, passed: dict[str, Any], type_: Type, at: Steps = ()) -> dict[str, Any]:
        """Where an object is replaced whole, what may not change goes along."""
        known = isinstance(old, dict)
        struct = variant(type_, old) if known else None
        starts = self.patches is self.cls and struct is not None and bool(updates_of(struct))
        new = dict(old) if known and (starts or not container(struct)) else {}
        for name, value in passed.items():
            path = (*at, name)
            was = old.get(name, MISSING) if known else MISSING
            inner = member_type(type_, old if known else {}, name)
            new[name] = value if self.is_allowed(path) else self.completed(was, value, inner, path)
        return new

    def breaks(self, path: Steps, start: dict[str, Any], config: dict[str, Any]) -> bool:
        after = states(config, self.root, path)
        values = [None if kind == "nothing" else value for kind, value in after]
        if all(within(self.bounds[path], value) for value in values):
            return False
        return not same(after, states(start, self.root, path))


def kept(cls: Any, members: dict[str, Any]) -> Any:
    """A value of a class that may have more than the class declares."""
    try:
        made = cls.from_dict(members, unknown="keep")
    except ValidationError:
        raise RefusedError from None
    if not isinstance(made, cls):
        raise RefusedError
    return made


def variant(type_: Type, data: Any) -> Any:
    return variant_of(type_, data) if isinstance(data, dict) and type_.variants else None


def member_type(type_: Type, owner: Any, name: str) -> Type:
    struct = variant(type_, owner)
    field = fields_of(struct).get(name) if struct is not None else None
    return Type() if field is None else field.type


def starts_empty(type_: Type) -> bool:
    if type_.holder is not None or not type_.structs:
        return True
    (first, *more) = type_.structs
    return not more and tag_of(first) is None and all(field.default is UNSET for field in fields_of(first).values())


def within(bound: Any, value: Any) -> bool:
    if isinstance(bound, int):
        return not isinstance(value, str | list | dict) or len(value) <= bound
    if isinstance(bound, tuple):
        return type(value) in (int, float) and bound[0] <= value <= bound[1]
    return any(same(value, choice) for choice in bound)


def states(value: Any, type_: Type, path: Steps) -> list[tuple[str, Any]]:
    """What lies at a path, or why nothing does."""
    for i, name in enumerate(path):
        if isinstance(value, list):
            return [state for item in value for state in states(item, type_.items or Type(), path[i:])]
        if not isinstance(value, dict):
            return [("nothing", [value])]
        struct = variant(type_, value)
        if name not in value:
            return [("nothing", struct.__name__ if struct is not None and not container(struct) else "open")]
        type_, value = member_type(type_, value, name), value[name]
    return [("value", value)]


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: ``true`` is not 1."""
    return json.dumps(_exact(one), sort_keys=True) == json.dumps(_exact(other), sort_keys=True)


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exact(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "MISSING" if value is MISSING else value


def at(value: Any, path: Iterable[str | int]) -> Any:
    for name in path:
        if isinstance(name, int):
            value = value[name] if isinstance(value, list) and name < len(value) else MISSING
        else:
            value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
    return value


def put(owner: Any, path: Steps, value: Any) -> Any:
    """A copy with a value at a path, or without what is there."""
    if not path:
        return value
    if not isinstance(owner, dict | None) and owner is not MISSING:
        raise RefusedError
    new, name = dict(owner or {}), path[0]
    if value is MISSING and (len(path) == 1 or not isinstance(new.get(name), dict)):
        if len(path) == 1:
            new.pop(name, None)
        return new
    new[name] = put(new.get(name, MISSING), path[1:], value)
    return new


def remove(owner: dict[str, Any], path: Steps) -> Steps:
    """Take out, in place, what reaches furthest along a path; says where that was."""
    inner = owner.get(path[0])
    if len(path) > 1 and isinstance(inner, dict) and path[1] in inner:
        return (path[0], *remove(inner, path[1:]))
    del owner[path[0]]
    return path[:1]


def merged(old: dict[str, Any], patch: dict[str, Any], struct: Any) -> dict[str, Any]:
    """The server's rule: groups of settings member by member, everything else whole."""
    new = dict(old)
    for name, value in patch.items():
        field, was = fields_of(struct).get(name), old.get(name)
        if field is not None and isinstance(value, dict) and isinstance(was, dict):
            kind, before = variant(field.type, value), variant(field.type, was)
            if kind is before and container(kind):
                new[name] = merged(was, value, kind)
                continue
        new[name] = value
    return new
