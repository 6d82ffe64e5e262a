"""Edits at depth: transform, clear, omit. Each gives a new value that shares what it left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import UNSET, Struct
from pyrsistent import discard

from .._core.extras import extras_of, graft, held_by_wire, position_of, rebuild
from .._core.frozen import data_of
from .._core.intake import put, slots_of, unknown_field
from .._core.paths import Path, Steps, parse_path, render_path
from .._core.shape import Field, Type, core_of, fields_of, tag_of
from .._core.values import JsonObject, Objects, StringMap, StructArray
from ..errors import ValidationError, nearest, shorten

__all__ = ["clear", "field_at", "located", "omit", "transform"]

S = TypeVar("S", bound=Struct)
T = TypeVar("T")


def transform(config: S, *pairs: Any) -> S:
    """See `Config.transform`."""
    if not pairs or len(pairs) % 2:
        raise ValidationError("Expected pairs of a path and a value or function")
    for path, value in zip(pairs[::2], pairs[1::2], strict=True):
        config = _transform(config, parse_path(path), value, ())
    return config


def _transform(owner: Any, steps: Steps, value: Any, at: Steps) -> Any:
    step, rest = steps[0], steps[1:]
    here = (*at, step)
    if isinstance(owner, JsonObject):
        return owner if value is UNSET else located(at, lambda: owner.transform(steps, value))
    if isinstance(owner, StringMap):
        return _transform_map(owner, steps, value, here)
    if isinstance(owner, tuple):
        position = position_of(owner, step, at)
        old = owner[position]
        new = _transform(old, rest, value, here) if rest else _resolved(value, old)
        return owner if new is UNSET else (*owner[:position], new, *owner[position + 1 :])
    if not isinstance(owner, Struct):
        raise _no_member(owner, step, at)
    if step in extras_of(owner):
        return _transform_extra(owner, steps, value, at)
    if step not in fields_of(type(owner)):
        return _replaced(owner, {str(step): value}, at)  # which says what is wrong with it
    old = _read(owner, str(step))
    if not rest:
        new = _resolved(value, getattr(owner, str(step)))
    elif old is UNSET or old is None:
        new = _resolved(value, UNSET)
        for missing in reversed(rest):
            if isinstance(missing, int):
                raise ValidationError(f"No position `{missing}`: nothing is set here", _place(here))
            new = UNSET if new is UNSET else {missing: new}
    else:
        new = _transform(old, rest, value, here)
    return owner if new is old else _replaced(owner, {str(step): new}, at)


def _transform_extra(owner: Struct, steps: Steps, value: Any, at: Steps) -> Any:
    """An extra is free-form JSON, like a member of a `JsonObject`."""
    name = str(steps[0])
    members = JsonObject.from_trusted({name: data_of(held_by_wire(owner)[name])})
    changed = located(at, lambda: members.transform(steps, value))
    return graft(owner, (name,), data_of(changed)[name])


def _resolved(value: Any, old: Any) -> Any:
    return value(old) if callable(value) and value is not UNSET else value


def _replaced(owner: Any, changes: Mapping[str, Any], at: Steps) -> Any:
    return located(at, lambda: owner.copy_with(**changes))


def located(at: Steps, edit: Callable[[], T]) -> T:
    """Call ``edit``; its errors say where in the whole value they are."""
    try:
        return edit()
    except ValidationError as error:
        path = _place(at) + error.path.removeprefix("$") if at else error.path
        raise ValidationError(error.message, path) from None


def _no_member(owner: object, step: str | int, at: Steps) -> ValidationError:
    """For a path that goes on where nothing can lie. What is there may be a secret, so only its type is said."""
    return ValidationError(f"`{type(owner).__name__}` has no member `{step}`", _place(at))


def _place(at: Steps) -> str:
    return f"$.{render_path(at)}" if at else ""


def _read(owner: Struct, name: str) -> Any:
    """What a field holds, to go into it: a map as it is held, which keeps the order of its members."""
    held = slots_of(type(owner))[name].__get__(owner)
    return held.view if isinstance(held, StructArray | Objects) else held


def _transform_map(owner: StringMap, steps: Steps, value: Any, here: Steps) -> dict[str, Any] | StringMap:
    key, *deeper = map(str, steps)
    if deeper:
        raise ValidationError(f"A string has no member `{deeper[0]}`", _place(here))
    new = _resolved(value, data_of(owner).get(key, UNSET))
    return owner if new is UNSET else {**data_of(owner), key: new}


# Clear


def clear(config: S, *paths: Path) -> S:
    """See `Config.clear`."""
    for path in paths:
        steps = parse_path(path)
        field = field_at(config, steps)
        if field is None or field.cleared_by is None:
            name = render_path(steps)
            raise ValidationError(f"The API has no way to clear `{name}`", f"$.{name}")
        config = _transform(config, steps, field.cleared_by.token, ())
    return config


def field_at(config: Struct, steps: Steps) -> Field | None:
    """The declared field at ``steps``, going by the values there are; None inside free-form JSON.

    Raises:
        ValidationError: where no declared type has the name.
    """
    return _declared(config, Type(structs=(core_of(type(config)),)), steps, ())


def _declared(value: Any, type_: Type, steps: Steps, at: Steps) -> Field | None:
    field: Field | None = None
    for step in steps:
        if isinstance(value, JsonObject) or (type_.holder is not None and not type_.variants):
            return None
        if isinstance(value, tuple) and type_.items is not None:
            value, type_, field = value[position_of(value, step, at)], type_.items, None
        else:
            if step in extras_of(value):
                return None
            structs = (core_of(type(value)),) if isinstance(value, Struct) else type_.variants
            field = _field_of(structs, str(step), at)
            value, type_ = getattr(value, field.name) if isinstance(value, Struct) else UNSET, field.type
        at = (*at, step)
    return field


def _field_of(structs: tuple[type[Struct], ...], name: str, at: Steps) -> Field:
    if not structs:
        raise ValidationError(f"Nothing lies under `{render_path(at)}`", _place(at))
    known = {known: field for struct in structs for known, field in fields_of(struct).items()}
    if name not in known:
        names = " or ".join(struct.__name__ for struct in structs)
        raise ValidationError(f"{names} has no field `{shorten(name)}`{nearest(name, known)}", _place(at))
    return known[name]


# Omit


def omit(config: S, *paths: Path) -> S:
    """See `Config.without`."""
    for path in paths:
        config = _omit(config, parse_path(path), ())
    return config


def _omit(owner: Any, steps: Steps, at: Steps) -> Any:
    step, rest = steps[0], steps[1:]
    if isinstance(owner, JsonObject):
        return located(at, lambda: owner.transform(steps, discard))
    if isinstance(owner, StringMap):
        if rest:
            raise ValidationError(f"A string has no member `{rest[0]}`", _place((*at, step)))
        return {key: value for key, value in data_of(owner).items() if key != str(step)}
    if isinstance(owner, tuple):
        position = position_of(owner, step, at)
        new = (_omit(owner[position], rest, (*at, step)),) if rest else ()
        return (*owner[:position], *new, *owner[position + 1 :])
    if not isinstance(owner, Struct):
        raise _no_member(owner, step, at)
    fields = fields_of(type(owner))
    if step in extras_of(owner):
        if rest:
            return _transform_extra(owner, steps, discard, at)
        members = held_by_wire(owner)
        del members[str(step)]
        return rebuild(core_of(type(owner)), members)
    if step not in fields:
        tag = tag_of(type(owner))
        if tag is not None and step == tag[0]:
            raise ValidationError(f"`{step}` says which variant this is and can't be omitted", _place((*at, step)))
        raise ValidationError(unknown_field(type(owner), step).message, _place(at))
    field, old = fields[str(step)], _read(owner, str(step))
    if not rest:
        if field.default is not UNSET:  # it has to be there, or is filled in
            raise ValidationError(f"{type(owner).__name__} requires `{step}`", _place((*at, step)))
        return put(owner, {str(step): UNSET})
    if old is UNSET or old is None:
        _declared(old, field.type, rest, (*at, step))  # a typo is an error although there is nothing to omit
        return owner
    new = _omit(old, rest, (*at, step))
    return owner if new is old else _replaced(owner, {str(step): new}, at)
