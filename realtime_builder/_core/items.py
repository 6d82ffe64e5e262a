"""Addressing the items of a list: by position, or by the name that a tool or a server goes by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct

from ..errors import ValidationError, nearest, shorten
from .paths import Steps, place_of

__all__ = ["as_position", "name_of", "naming", "position_of"]

_MOST_DIGITS = 18


def as_position(step: str | int) -> int | None:
    """The position that ``step`` is where the value is a list; None for a name."""
    if isinstance(step, int):
        return step
    return int(step) if step.isascii() and step.isdigit() and len(step) <= _MOST_DIGITS else None


def position_of(items: Sequence[Any], step: str | int, at: Steps) -> int:
    """Where in a list ``step`` points to: a position, or the name of a tool or the label of a server.

    Raises:
        ValidationError: where there is no such item.
    """
    position = as_position(step)
    if position is not None and -len(items) <= position < len(items):
        return position % len(items)
    if isinstance(step, int):
        raise ValidationError(f"No position {step} in a list of {len(items)}", place_of(at))
    known = [*map(name_of, items)]
    if step in known:
        return known.index(step)
    if position is not None:
        raise ValidationError(f"No position {position} in a list of {len(items)}", place_of(at))
    guess = nearest(step, [name for name in known if name is not None])
    raise ValidationError(f"No item is named `{shorten(step)}`{guess}", place_of(at))


def name_of(item: Any) -> str | None:
    """What a tool or a server goes by in its list; None for what has no name."""
    if isinstance(item, Struct):
        for member in _NAMING:
            name = getattr(item, member, None)
            if isinstance(name, str):
                return name
    elif isinstance(item, Mapping):
        return next((name for name in map(item.get, _NAMING) if isinstance(name, str)), None)
    return None


_NAMING = ("name", "server_label", "agent_name")


def naming(cls: type[Struct]) -> Callable[[Any], Any]:
    """How to read what a struct of a class goes by; what is no text is no name."""
    members = [name for name in _NAMING if name in cls.__struct_fields__]
    return attrgetter(members[0]) if len(members) == 1 else name_of
