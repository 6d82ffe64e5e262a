"""Values that between them set every field of a struct, to every kind of value that the SDK takes too."""

from itertools import chain
from typing import Any

from conformance.openai_sdk import Arms, Member, counterpart, map_values, members_of
from msgspec import Meta, Struct

from realtime_builder._core.shape import Field, Type, fields_of

TEXT = 'text: é, "quoted"\n'
JSON = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "n": [1, 1.5, True, None, "ü", {}, []]}

ITEM = {"type": "function_call_output", "call_id": "call_1", "output": TEXT}
"""For an item of the Responses API, which is free JSON of ours."""


def samples(sdk: type, ours: type[Struct]) -> list[Any]:
    """Instances of ``ours`` that have every field that ``sdk`` has; the last also the nulls that it takes."""
    members = members_of(sdk)
    columns = {
        name: [*_values(field.type, members[name].arms), *_nulls(members[name], field)]
        for name, field in fields_of(ours).items()
        if name in members
    }
    rows = max(map(len, columns.values()), default=1)
    return [
        ours(**{name: column[min(row, len(column) - 1)] for name, column in columns.items()}) for row in range(rows)
    ]


def least(sdk: type, ours: type[Struct], **members: Any) -> Any:
    """An instance of ``ours`` with only the fields that either side requires, and ``members``."""
    first, theirs = samples(sdk, ours)[0], members_of(sdk)
    required = [
        name for name, field in fields_of(ours).items() if field.required or (name in theirs and theirs[name].required)
    ]
    return ours(**{name: getattr(first, name) for name in required} | members)


def _nulls(member: Member, field: Field) -> list[None]:
    means_null = field.cleared_by is not None and field.cleared_by.token is None
    return [None] if means_null and member.arms.nullable else []


def _values(type_: Type, arms: Arms) -> list[Any]:
    shared = [value for value in (*type_.literals, *type_.known) if value in arms.literals or str in arms.scalars]
    return [
        *shared,
        *chain.from_iterable(_scalars(kind, type_.metas) for kind in type_.scalars if _takes(arms, kind)),
        *chain.from_iterable(_objects(sdk, type_) for sdk in arms.structs),
        *_lists(type_, arms),
        *_maps(type_, arms),
    ]


def _takes(arms: Arms, kind: type) -> bool:
    return (str if kind is bytes else kind) in arms.scalars


def _scalars(kind: type, metas: tuple[Meta, ...]) -> list[Any]:
    if kind is bool:
        return [True, False]
    if kind is bytes:
        return [b"\x00\xff\xfe audio"]
    if kind is str:
        return ["tunnel_" + "a1" * 16] if any(meta.pattern for meta in metas) else [TEXT, ""]
    bounds = [kind(bound) for meta in metas for bound in (meta.ge, meta.le) if bound is not None]
    return [bound for bound in bounds if abs(bound) < 1e9] or [kind(1)]


def _objects(sdk: type, type_: Type) -> list[Any]:
    ours = counterpart(sdk, type_.variants)
    return [] if ours is None else samples(sdk, ours)


def _lists(type_: Type, arms: Arms) -> list[Any]:
    if type_.items is None or arms.items is None:
        return []
    may_be_empty = not any(meta.min_length for meta in type_.metas)
    return [_values(type_.items, arms.items), *([[]] if may_be_empty else [])]


def _maps(type_: Type, arms: Arms) -> list[Any]:
    if type_.holder is None:
        return []
    values = map_values(type_)
    if values is None:
        return [ITEM] if arms.structs else [JSON, {}]
    assert arms.values is not None
    return [{f"key {i}": value for i, value in enumerate(_values(values, arms.values))}, {}]
