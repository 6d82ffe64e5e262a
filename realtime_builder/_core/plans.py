"""Plans: what an edit at a path of a class comes down to, worked out once.

The walker finds its way anew in each edit. Where a path leads through structs alone, it is always
the same way: copies of the structs, in C, and the setter that `copy_with` uses for the field at the
end. A plan is that, as a function of a value and of what is put in. What it does not know it refuses
with one of `NOT_PLANNED`, and the edit goes by the walker, which takes more and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType

from .paths import Steps, parse_path
from .shape import Field, core_of, fields_of, tag_of
from .slots import construct, copy_struct, slots_of

__all__ = ["NOT_PLANNED", "Plan", "Plans", "is_short"]

Plan: TypeAlias = Callable[[Any, Any], Any]
"""The value edited, with what is put in; itself where nothing changes."""

Kind: TypeAlias = Literal["put", "drop", "clear"]

NOT_PLANNED = (LookupError, TypeError, ValueError, msgspec.MsgspecError)
"""How a plan refuses, and the lookup of one."""

_MOST_PLANS = 256  # per class: paths that come from outside must not fill the memory
_LONGEST_PATH = 200


class Plans(dict[Any, Plan]):
    """The plans of a class for one kind of edit, by path; each is made when it is first asked for.

    They belong to the class and go with it. Two threads may make one at once: it is the same.
    """

    def __init__(self, cls: Any, kind: Kind) -> None:
        super().__init__()
        self._cls, self._kind = cls, kind

    def __missing__(self, path: Any) -> Plan:
        try:
            plan = _plan(self._cls, parse_path(path), self._kind)
        except LookupError:
            plan = _refuse
        if is_short(path):
            if len(self) >= _MOST_PLANS:
                self.clear()
            self[path] = plan
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
    if core_of(cls) is not cls:  # an edit may change whether there are extras
        raise LookupError
    name, rest = str(steps[0]), steps[1:]
    field = fields_of(cls)[name]
    if not rest:
        return _LEAVES[kind](cls, field)
    inner: dict[type, Plan] = {}
    for variant in field.type.structs:
        try:
            inner[variant] = _plan(variant, rest, kind)
        except LookupError:
            continue  # another variant's path
    if not inner:
        raise LookupError
    if len(field.type.variants) == 1 and _is_certain(field.type.structs[0]):
        (variant, plan), *_ = inner.items()
        inner[UnsetType] = inner[NoneType] = _leave if kind == "drop" else _started(variant, plan)
    return _through(slots_of(cls)[name], inner)


def _through(slot: Any, inner: Mapping[type, Plan]) -> Plan:
    """Into a field: what becomes of its value goes by the value's exact class."""
    get, put = slot.__get__, slot.__set__

    def edit(owner: Any, value: Any) -> Any:
        old = get(owner)
        changed = inner[type(old)](old, value)
        if changed is old:
            return owner
        new = copy_struct(owner)
        put(new, changed)
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
    name, setters, get = field.name, cls._edits[field.name], slots_of(cls)[field.name].__get__

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
    slot = slots_of(cls)[field.name]
    get, put = slot.__get__, slot.__set__

    def edit(owner: Any, _value: Any) -> Any:
        if get(owner) is UNSET:
            return owner
        new = copy_struct(owner)
        put(new, UNSET)
        return new

    return edit


_LEAVES: dict[Kind, Callable[[Any, Field], Plan]] = {"put": _put, "drop": _drop, "clear": _clear}
