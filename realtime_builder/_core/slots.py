"""What the slots of a struct hold, which may be something else than its attributes give (values.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Struct, StructMeta
from msgspec.structs import force_setattr

from .frozen import MARKED_NAME

__all__ = [
    "construct",
    "copy_struct",
    "getter_of",
    "held_by_wire",
    "held_members",
    "read_slots",
    "setter_of",
    "slots_of",
]

copy_struct: Callable[[Any], Any] = Struct.__copy__  # type: ignore[attr-defined]
"""A copy made in C, whose slots may be set before anybody else sees it."""


def construct(cls: type[Struct], members: Mapping[str, Any]) -> Any:
    """An instance from members that are valid and held already: nothing is checked."""
    return StructMeta.__call__(cls, **members)


def held_members(config: Struct) -> dict[str, Any]:
    """What a value's slots hold, by attribute name, without what is omitted."""
    return {name: value for name, value in msgspec.structs.asdict(config).items() if value is not UNSET}


def held_by_wire(config: Struct) -> dict[str, Any]:
    """What a value's slots hold, by wire name, without what is omitted; an unknown member is an `Extra`."""
    held = msgspec.structs.astuple(config)
    members = {
        name: value for name, value in zip(config.__struct_encode_fields__, held, strict=True) if value is not UNSET
    }
    unknown = members.pop(MARKED_NAME, None)
    return members if unknown is None else members | unknown.held


def slots_of(cls: Any) -> Mapping[str, Any]:
    """The C descriptors of the fields by wire name, in wire order, also of those that a property stands before."""
    return cls._slots  # type: ignore[no-any-return]


def setter_of(cls: Any, name: str) -> Callable[[Any, str, Any], None]:
    """How to fill a slot of a fresh copy with what is valid and held already, given the copy, ``name`` and the value.

    msgspec's function in C is twice as fast as a descriptor, but goes through a property, which has no setter.
    """
    if not isinstance(getattr(cls, name), property):
        return force_setattr
    put = slots_of(cls)[name].__set__

    def set_held(config: Any, _: str, value: Any) -> None:
        put(config, value)

    return set_held


def getter_of(cls: Any, name: str) -> Callable[[Any], Any]:
    """How to read what a slot holds."""
    return slots_of(cls)[name].__get__ if isinstance(getattr(cls, name), property) else attrgetter(name)


def read_slots(cls: type[Struct]) -> dict[str, Any]:
    """What `slots_of` gives of a class that is just being made."""
    own: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        own |= base.__dict__.get("_own_slots", {})
    names = zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True)
    return {wire: own[name] for wire, name in names}
