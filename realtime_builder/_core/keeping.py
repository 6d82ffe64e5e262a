"""Which members of a value were taken as they came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from .arrays import StructArray
from .extras import Extra, extras_of, held_by_wire
from .frozen import data_of, prepare_type
from .reader import from_decoded
from .shape import Type, fields_of
from .values import Unvalidated

if TYPE_CHECKING:
    from .paths import Steps

__all__ = ["unvalidated_in"]


def unvalidated_in(value: Any, type_: Type, at: Steps = ()) -> Iterator[Steps]:
    """The paths in a slot's value of what was taken as it came."""
    if isinstance(value, Extra | Unvalidated):
        yield from _unfit_in(data_of(value), type_, at)
    elif isinstance(value, Struct):
        unknown, fields = extras_of(value), fields_of(type(value))
        for name, member in held_by_wire(value).items():
            if name in unknown:
                yield (*at, name)
            else:
                yield from unvalidated_in(member, fields[name].type, (*at, name))
        missing = [name for name, field in fields.items() if field.required and getattr(value, name) is UNSET]
        yield from [(*at, name) for name in missing]  # which a server left out
    elif isinstance(value, StructArray | tuple):
        items = data_of(value) if isinstance(value, StructArray) else value
        for position, item in enumerate(items):
            yield from unvalidated_in(item, type_.items or Type(), (*at, position))


def _unfit_in(data: Any, type_: Type, at: Steps) -> Iterator[Steps]:
    """The members of a list or a map that do not fit, or else the whole."""
    inner = type_.items if isinstance(data, list) else type_.members if isinstance(data, dict) else None
    members: Any = () if inner is None else enumerate(data) if isinstance(data, list) else data.items()
    unfit = [(*at, step) for step, member in members if inner is not None and not _fits(member, inner)]
    yield from unfit or [at]


def _fits(data: Any, type_: Type) -> bool:
    prepare_type(type_.draft)
    try:
        msgspec.convert({"value": data}, type_.draft, dec_hook=from_decoded)
    except msgspec.ValidationError:
        return False
    return True
