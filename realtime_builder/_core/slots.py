"""What the slots of a struct hold, which may be something else than its attributes give (values.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, Struct, StructMeta

from .frozen import MARKED_NAME

__all__ = [
    "construct",
    "copy_struct",
    "held_by_wire",
    "held_members",
    "held_name",
    "kinds_in",
    "read_slots",
    "slot_name",
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


def kinds_in(config: Struct) -> set[type]:
    """The exact classes of what a value's slots hold, told in C: most values have nothing in them to look into."""
    return set(map(type, msgspec.structs.astuple(config)))


def slots_of(cls: Any) -> Mapping[str, Any]:
    """The C descriptors of the fields by wire name, in wire order, also of those that a property stands before."""
    return cls._slots  # type: ignore[no-any-return]


def slot_name(cls: Any, name: str) -> str:
    """The attribute that is the slot of a field itself, which a property may stand before.

    To go by a name, in C, is twice as fast as a descriptor's own methods: `operator.attrgetter` reads it, and
    `msgspec.structs.force_setattr` fills it in a fresh copy.
    """
    return held_name(name) if isinstance(getattr(cls, name), property) else name


def held_name(name: str) -> str:
    """How a slot is called as well that a property stands before."""
    return f"_held_{name}"


def read_slots(cls: type[Struct]) -> dict[str, Any]:
    """What `slots_of` gives of a class that is just being made."""
    own: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        own |= base.__dict__.get("_own_slots", {})
    names = zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True)
    return {wire: own[name] for wire, name in names}
