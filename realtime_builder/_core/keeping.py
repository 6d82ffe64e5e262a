"""JSON that is taken as it comes, whether its type allows it or not: holding it, and finding it again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from .arrays import StructArray
from .extras import Extra, extras_of, held_unfit, rebuild
from .frozen import data_of, from_decoded, prepare_type
from .plain import fresh_json
from .reader import Reader, with_raw
from .shape import Type, declared_class, fields_of
from .slots import held_by_wire
from .values import Unvalidated

if TYPE_CHECKING:
    from .paths import Steps

__all__ = ["as_said", "kept", "kept_as_said", "revive_as_said", "unvalidated_in", "with_members"]


_KEEPING = Reader("keep")


def kept(data: Any, type_: Type) -> Any:
    """Plain JSON, which nobody else holds, as a slot of that type holds it, whatever it is."""
    return _KEEPING.read(with_raw(data, type_), type_)


def kept_as_said(data: Any, type_: Type) -> Any:
    """As `kept`, of JSON that others may hold; where reading it would fill in a tag, it stays JSON."""
    fresh = fresh_json(data)
    held = kept(fresh_json(data), type_)
    if fresh_json(held) == fresh:
        return held
    as_said.append(True)
    return held_unfit(fresh)


as_said: deque[bool] = deque(maxlen=1)
"""Not empty once there is JSON that reading would complete: such a value is not what its JSON reads as."""


def revive_as_said(core: type[Struct], held: Mapping[str, Any]) -> Any:
    """Unpickle a value that is pickled by what its slots hold, as its JSON reads as another."""
    as_said.append(True)
    return rebuild(core, held)


def with_members(config: Struct, members: Mapping[str, Any]) -> Any:
    """A copy with members of plain JSON, unvalidated, whether they are declared or not."""
    core = declared_class(type(config))
    fields = fields_of(core)
    held = {
        name: kept(value, fields[name].type) if name in fields else Extra.from_trusted(value)
        for name, value in members.items()
    }
    return rebuild(core, held_by_wire(config) | held)


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
