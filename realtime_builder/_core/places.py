"""Places in a value: how errors name them, and what the declared types say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import UNSET, Struct

from ..errors import ValidationError, nearest, shorten
from .extras import extras_of
from .items import as_position, position_of
from .paths import Steps, place_of, render_path
from .shape import Field, Type, declared_class, fields_of, tag_of
from .values import JsonObject

__all__ = ["any_of", "declared_at", "field_at", "get", "located", "placed"]

T = TypeVar("T")


def get(value: Any, steps: Steps) -> Any:
    """What reading ``value`` at ``steps`` gives; `UNSET` for what is omitted.

    Raises:
        ValidationError: where a list has no such item.
    """
    for i, step in enumerate(steps):
        if isinstance(value, Struct):
            value = value.get(str(step), UNSET)  # type: ignore[attr-defined]
        elif isinstance(value, tuple):
            value = value[position_of(value, step, steps[:i])]
        else:
            return _get_json(value, steps[i:])
    return value


def _get_json(value: Any, steps: Steps) -> Any:
    for step in steps:
        position = as_position(step)
        try:
            value = value[str(step) if hasattr(value, "keys") else position]
        except (LookupError, TypeError):
            return UNSET
    return value


def located(at: Steps, edit: Callable[[], T], inside: str = "$") -> T:
    """Call ``edit``; its errors, which begin with ``inside``, say where in the whole value they are."""
    try:
        return edit()
    except ValidationError as error:
        raise placed(error, at, inside) from None


def placed(error: ValidationError, at: Steps, inside: str = "$") -> ValidationError:
    """An error whose path begins with ``inside``, with the path from the top of the whole value."""
    path = place_of(at) + error.path.removeprefix(inside) if at else error.path
    return ValidationError(error.message, path)


def field_at(config: Struct, steps: Steps) -> Field | None:
    """The declared field at ``steps``, going by the values there are; None inside free-form JSON.

    Raises:
        ValidationError: where no declared type has the name.
    """
    return declared_at(config, Type(structs=(declared_class(type(config)),)), steps, ())


def declared_at(value: Any, type_: Type, steps: Steps, at: Steps) -> Field | None:
    """`field_at`, from a value of a type on that lies at ``at``."""
    field: Field | None = None
    for step in steps:
        if isinstance(value, JsonObject) or (type_.holder is not None and not type_.variants):
            return None
        if isinstance(value, tuple):
            if type_.items is None:  # it was kept in the place of something else
                return None
            value, type_, field = value[position_of(value, step, at)], type_.items, None
        else:
            if step in extras_of(value):
                return None
            structs = (declared_class(type(value)),) if isinstance(value, Struct) else type_.variants
            field = _field_of(structs, str(step), at)
            value, type_ = getattr(value, field.name) if isinstance(value, Struct) else UNSET, field.type
        at = (*at, step)
    return field


def _field_of(structs: tuple[type[Struct], ...], name: str, at: Steps) -> Field:
    if not structs:
        raise ValidationError(f"Nothing lies under `{render_path(at)}`", place_of(at))
    known = {known: field for struct in structs for known, field in fields_of(struct).items()}
    if any(name == (tag_of(struct) or (None,))[0] for struct in structs):
        raise ValidationError(f"`{name}` names the variant and can't be changed alone", place_of((*at, name)))
    if name not in known:
        raise ValidationError(f"{any_of(structs)} has no field `{shorten(name)}`{nearest(name, known)}", place_of(at))
    return known[name]


_MOST_NAMED = 3


def any_of(structs: Iterable[type[Struct]]) -> str:
    """Classes as an error names them: all of a few."""
    names = list(dict.fromkeys(struct.__name__ for struct in structs))
    shown = names if len(names) <= _MOST_NAMED else [names[0], f"{len(names) - 1} others"]
    return " or ".join(shown)
