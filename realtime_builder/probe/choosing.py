"""Which value to send: valid, and other than the one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from .._core.shape import fields_of, tag_of
from .claims import said_by_checks, said_by_types
from .samples import Json, minimal, options, variants_in
from .verdict import at, says

if TYPE_CHECKING:
    from ..record import Root
    from .cases import Case

__all__ = ["another_member", "given_in", "roughly", "start_for"]


def given_in(session: Json, root: Root, case: Case) -> Any:
    """What to send: of a valid value one that is not there already."""
    if case.kind not in ("value", "spoken") or case.field is None:
        return case.given
    now = at(session, case.steps)
    usual = options(case.field.type, case.field.name)
    valid = [value for value in (*_near(now), *usual) if not said_by_types(root.carried, case.put(value))]
    others = [value for value in valid if not says(now, value)]
    unchecked = [value for value in others if not said_by_checks(root.carried, case.put(value))]
    return next(iter((*unchecked, *others, *valid, *usual)))


def another_member(root: Root, case: Case, name: str, value: Any) -> list[Any]:
    """Another value of a member than the one that was set."""
    struct_fields = [fields_of(struct) for struct in _structs_at(root, case)]
    types = [fields[name].type for fields in struct_fields if name in fields]
    found = [each for type_ in types for each in options(type_, name) if not says(value, each)]
    return [each for each in found if not said_by_types(root.carried, case.put({**case.given, name: each}))][:1]


def roughly(case: Case) -> Any:
    """What will be sent, or something like it."""
    if case.given is not UNSET and case.given is not None:
        return case.given
    return {} if case.field is None else options(case.field.type, case.field.name)[0]


def _near(now: Any) -> Iterator[Any]:
    """Numbers close to the one that is there, which any range should allow."""
    if isinstance(now, int) and not isinstance(now, bool):
        yield from (now + 1, now - 1)
    elif isinstance(now, float):
        yield from (round(now * 0.9, 3), round(now * 0.8, 3))


def _structs_at(root: Root, case: Case) -> list[Any]:
    """The structs that the object of a case may be."""
    structs: list[Any] = [root.carried]
    for step in case.steps:
        inner = [fields_of(struct)[str(step)].type for struct in structs if str(step) in fields_of(struct)]
        structs = [struct for type_ in inner for _, struct, _ in variants_in(type_)]
    return structs


def start_for(starting: Root, patch: Json) -> Json:
    """The smallest start of a session that a patch can update: with the same kinds of objects."""
    start = minimal(starting.carried)
    for name, value in patch.items():
        field = fields_of(starting.carried).get(name)
        if field is None or not isinstance(value, dict):
            continue
        for struct in field.type.structs:
            tag = tag_of(struct)
            if tag is not None and (value.get(tag[0]) == tag[1] or (tag[0] not in value and tag[1] in value)):
                start[name] = minimal(struct)
    return msgspec.json.decode(msgspec.json.encode(start))  # type: ignore[no-any-return]
