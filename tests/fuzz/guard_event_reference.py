"""What `Guard.filter` does, written a second time on plain dicts, for `guard_differential`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuzz.guard_reference import MISSING, Reference, RefusedError, Steps, states, within

from realtime_builder import ValidationError
from realtime_builder._core.shape import Type, fields_of, tag_of, variant_of
from realtime_builder.guard.events import events_of

Carried = Mapping[Steps, Any]
"""What an event may carry beside what the session's list allows, each with its bound; None where it has none."""


class EventReference:
    """The events of a guard: those that it names, and updates of the session."""

    def __init__(self, reference: Reference, named: Mapping[str, Carried]) -> None:
        self.reference, self.named = reference, named
        self.known = events_of(reference.cls)

    def carried_by(self, kind: str) -> Carried | None:
        """What holds for an event: its own name says it before a pattern does, a longer pattern before a shorter."""
        if kind in self.named:
            return self.named[kind]
        patterns = [each for each in self.named if each.endswith(".*") and kind.startswith(each[:-1])]
        if patterns:
            return self.named[max(patterns, key=len)]
        fields = fields_of(self.known[kind]).values()
        carries = any(self.is_core(field.type) for field in fields)
        return {} if carries and not any(each.required and not self.is_core(each.type) for each in fields) else None

    def is_core(self, type_: Type) -> bool:
        return issubclass(self.reference.patches, type_.structs or ())

    def filter(self, base: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """The event that goes on. In place of settings of the session it has what the session is afterwards."""
        kind = given.get("type")
        if not isinstance(kind, str) or kind not in self.known or (carried := self.carried_by(kind)) is None:
            raise RefusedError
        event, settings, passed = self.known[kind], {}, {}
        carried = {path: bound for path, bound in carried.items() if leads(event, path)}
        free = {"type", "event_id", *(path[0] for path in carried)}
        for name, value in given.items():
            field = fields_of(event).get(name)
            if field is not None and roots_of(field.type):
                settings[name] = self.settings(base, value, field.type, inner(carried, name))
            elif name in free or not any(roots_of(each.type) for each in fields_of(event).values()):
                passed[name] = value
            elif not self.reference.drops:
                raise RefusedError
        blank = {name: self.blank(base, fields_of(event)[name].type, given[name]) for name in settings}
        try:
            whole: dict[str, Any] = event.from_dict({**passed, **blank, "type": kind}).as_dict()  # type: ignore[attr-defined]
        except ValidationError:
            raise RefusedError from None
        for path, bound in carried.items():
            if bound is not None and not roots_of(fields_of(event)[path[0]].type):
                for state, value in states(whole, Type(structs=(event,)), path):
                    if not within(bound, None if state == "nothing" else value):
                        raise RefusedError
        return whole | settings

    def blank(self, base: dict[str, Any], type_: Type, given: dict[str, Any]) -> dict[str, Any]:
        """The least that the event's type takes for its settings."""
        own = self.reference
        root: Any = own.patches if self.is_core(type_) else own.cls if own.cls in roots_of(type_) else None
        root = root or variant_of(Type(structs=tuple(roots_of(type_))), given)
        tag = tag_of(root)
        return ({} if tag is None else {tag[0]: tag[1]}) | {
            name: base[name] for name, field in fields_of(root).items() if field.required and name in base
        }

    def settings(self, base: dict[str, Any], given: Any, type_: Type, further: Carried | None) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise RefusedError
        own, core = self.reference, self.is_core(type_)
        root = (
            own.cls if core or own.cls in roots_of(type_) else variant_of(Type(structs=tuple(roots_of(type_))), given)
        )
        if root is None:
            raise RefusedError
        is_own = root is own.cls
        further = {path: bound for path, bound in (further or {}).items() if not path or leads(root, path)}
        if () in further:
            further = {(name,): None for name in fields_of(root)} | further
            del further[()]
        bounds = {path: bound for path, bound in own.bounds.items() if path not in further and leads(root, path)}
        bounds |= {path: bound for path, bound in further.items() if bound is not None}
        sub = Reference(
            root,
            [path for path in [*own.allowed, *further] if path in further or leads(root, path)],
            bounds,
            own.pins if is_own else {path: MISSING for path in own.pins if leads(root, path)},
            drops=own.drops,
        )
        if not core:
            sub.patches = root  # a start has all that a session can have
        return sub.apply(base if is_own else {}, given)


def inner(carried: Carried, member: str) -> Carried:
    return {path[1:]: bound for path, bound in carried.items() if path[0] == member}


def roots_of(type_: Type) -> list[Any]:
    return [struct for struct in type_.structs if getattr(struct, "_root", False)]


def leads(struct: Any, path: Steps) -> bool:
    """Whether a bound can lie at a path: it goes through lists, and may name what says the variant."""
    types = [Type(structs=(struct,))]
    for name in path:
        types = [each.items or each for each in types]
        if any(each.holder is not None for each in types):
            return True
        structs = [each for type_ in types for each in type_.variants]
        types = [fields_of(each)[name].type for each in structs if name in fields_of(each)]
        types += [Type(literals=tag[1:]) for each in structs if (tag := tag_of(each)) and tag[0] == name]
    return bool(types)
