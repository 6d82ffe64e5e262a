"""Plans: what an edit at a path of a class comes down to, worked out once.

The walker finds its way anew in each edit. Where a path leads through structs alone, it is always
the same way: copies of the structs, in C, and the setter that `copy_with` uses for the field at the
end. A plan is that, as a function of a value and of what is put in. What it does not know it refuses
with one of `NOT_PLANNED`, and the edit goes by the walker, which takes more and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from operator import attrgetter
from types import NoneType
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import force_setattr

from .arrays import DecodedArray, StructArray
from .frozen import data_of
from .items import as_position, naming
from .paths import Steps, parse_path
from .setters import setters_of
from .shape import Field, declared_class, fields_of, tag_of
from .slots import construct, copy_struct, slot_name

__all__ = ["NOT_PLANNED", "Plan", "is_short", "plan_of"]

Plan: TypeAlias = Callable[[Any, Any], Any]
"""The value edited, with what is put in; itself where nothing changes."""

Kind: TypeAlias = Literal["put", "drop", "clear", "append"]

_WHERE: dict[Kind, str] = {"put": "_puts", "drop": "_drops", "clear": "_clears", "append": "_appends"}

NOT_PLANNED = (LookupError, TypeError, ValueError, msgspec.MsgspecError)
"""How a plan refuses, and the lookup of one."""

_MOST_PLANS = 256  # per class: paths that come from outside must not fill the memory
_LONGEST_PATH = 200


def plan_of(config: Any, path: Any, kind: Kind) -> Plan:
    """How to edit values of the class of ``config`` at a path: made when it is first asked for, and kept on the class.

    It is kept in a plain dict: where there is one, a look into that dict is all that an edit needs. Two threads
    may make one at once: it is the same.
    """
    cls = type(config)
    plans: dict[Any, Plan] = getattr(cls, _WHERE[kind])
    if path in plans:
        return plans[path]
    try:
        plan = _plan(cls, parse_path(path), kind)
    except LookupError:
        plan = _refuse
    if is_short(path):
        if len(plans) >= _MOST_PLANS:
            plans.clear()
        plans[path] = plan
    return plan


def is_short(path: Any) -> bool:
    """Whether a path is one that a program writes, which may be remembered."""
    if type(path) is str:
        return len(path) <= _LONGEST_PATH
    return type(path) is tuple and sum(len(step) if type(step) is str else 20 for step in path) <= _LONGEST_PATH


def _refuse(_owner: Any, _value: Any) -> Any:
    raise LookupError


def _plan(cls: Any, steps: Steps, kind: Kind) -> Plan:
    """The plan of one struct class; raises `LookupError` where the way is not always the same."""
    if declared_class(cls) is not cls:  # an edit may change whether there are extras
        raise LookupError
    name, rest = str(steps[0]), steps[1:]
    field = fields_of(cls)[name]
    if not rest:
        return _LEAVES[kind](cls, field)
    if field.type.items is not None and not field.type.variants:
        return _through_list(cls, name, rest[0], _plans(field.type.items.variants, rest[1:], kind))
    inner = _plans(field.type.structs, rest, kind)
    if len(field.type.variants) == 1 and _is_certain(field.type.structs[0]):
        (variant, plan), *_ = inner.items()
        inner[UnsetType] = inner[NoneType] = _leave if kind == "drop" else _started(variant, plan)
    return _through(cls, name, inner)


def _plans(variants: Iterable[type[Struct]], steps: Steps, kind: Kind) -> dict[type, Plan]:
    """The plan of each variant that has the path."""
    plans: dict[type, Plan] = {}
    for variant in variants if steps else ():
        with suppress(LookupError):
            plans[variant] = _plan(variant, steps, kind)
    if not plans:
        raise LookupError
    return plans


def _through_list(cls: Any, name: str, step: str | int, inner: Mapping[type, Plan]) -> Plan:
    """Into an item of a list, by its position or by the name that it goes by."""
    slot = slot_name(cls, name)
    get = attrgetter(slot)
    if isinstance(step, str) and as_position(step) is not None:  # which of the two depends on the list
        raise LookupError

    def edit(owner: Any, value: Any) -> Any:
        held = get(owner)
        if type(held) not in _ARRAYS:
            raise LookupError
        position = step if type(step) is int else held.names.index(step)
        old = data_of(held)[position]
        changed = inner[type(old)](old, value)
        if changed is old:
            return owner
        new = copy_struct(owner)
        force_setattr(new, slot, held.with_item_at(position, changed))
        return new

    return edit


_ARRAYS = frozenset({StructArray, DecodedArray})


def _through(cls: Any, name: str, inner: Mapping[type, Plan]) -> Plan:
    """Into a field: what becomes of its value goes by the value's exact class."""
    slot = slot_name(cls, name)
    get = attrgetter(slot)

    def edit(owner: Any, value: Any) -> Any:
        old = get(owner)
        changed = inner[type(old)](old, value)
        if changed is old:
            return owner
        new = copy_struct(owner)
        force_setattr(new, slot, changed)
        return new

    return edit


def _is_certain(cls: type[Struct]) -> bool:
    """Whether an object that is missing on the way is made of this class without a further word."""
    return tag_of(cls) is None and all(field.default is UNSET for field in fields_of(cls).values())


def _started(cls: type[Struct], plan: Plan) -> Plan:
    empty = construct(cls, {})

    def edit(old: Any, value: Any) -> Any:
        new = plan(empty, value)
        return old if new is empty else new

    return edit


def _leave(old: Any, _value: Any) -> Any:
    return old


# At the end


def _put(cls: Any, field: Field) -> Plan:
    name, setters, get = field.name, setters_of(cls, field.name), attrgetter(slot_name(cls, field.name))

    def edit(owner: Any, value: Any) -> Any:
        if value is UNSET or value is get(owner):
            return owner
        new = copy_struct(owner)
        setters[type(value)](new, name, value)
        return new

    return edit


def _clear(cls: Any, field: Field) -> Plan:
    if field.cleared_by is None:
        raise LookupError
    put, token = _put(cls, field), field.cleared_by.token

    def edit(owner: Any, _value: Any) -> Any:
        return put(owner, token)

    return edit


def _drop(cls: Any, field: Field) -> Plan:
    if field.default is not UNSET:  # it has to be there, or is filled in
        raise LookupError
    slot = slot_name(cls, field.name)
    get = attrgetter(slot)

    def edit(owner: Any, _value: Any) -> Any:
        if get(owner) is UNSET:
            return owner
        new = copy_struct(owner)
        force_setattr(new, slot, UNSET)
        return new

    return edit


def _append(cls: Any, field: Field) -> Plan:
    items = field.type.items
    if items is None or field.type.metas:
        raise LookupError
    names = {kind: naming(kind) for kind in items.structs}
    slot = slot_name(cls, field.name)
    get = attrgetter(slot)

    def edit(owner: Any, item: Any) -> Any:
        held = get(owner)
        if type(held) not in _ARRAYS:
            raise LookupError
        name = names[type(item)](item)
        new = copy_struct(owner)
        force_setattr(new, slot, held.with_item(item, name))
        return new

    return edit


_LEAVES: dict[Kind, Callable[[Any, Field], Plan]] = {"put": _put, "drop": _drop, "clear": _clear, "append": _append}
