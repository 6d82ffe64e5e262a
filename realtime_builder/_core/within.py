"""Where the walker is: the field of a struct that a value lies in, and how many lists deep."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from .shape import Type, fields_of

__all__ = ["TOP", "Within", "declared_type", "least_items"]

Within: TypeAlias = tuple[type[Struct], str, int]
"""The field that a value is in: its struct, its name, and how many lists deep the value lies in it."""

TOP: Within = (Struct, "", 0)


def declared_type(within: Within) -> Type:
    """The type of what lies in a field, or so many lists deep in it."""
    cls, name, depth = within
    type_ = fields_of(cls)[name].type
    for _ in range(depth):
        type_ = type_.items or Type()
    return type_


def least_items(within: Within) -> int:
    """How many items the list has to have that an item lies in."""
    cls, name, depth = within
    return max((meta.min_length or 0 for meta in declared_type((cls, name, depth - 1)).metas), default=0)
