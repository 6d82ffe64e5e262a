"""Going into depth: the one place where a path is followed.

Structs, lists, maps of strings, free-form JSON and members that the library does not know are gone
through alike. An edit goes down once and comes up once: what lies on the way is copied, in C where
it is a struct, what lies beside it is shared, and only what was put in is looked at. What becomes of
the place at the end an `_Edit` decides: `put` checks a caller's value, `put_unchecked` takes any JSON,
`update_held` what a function makes of what is held, `drop` omits.

A step is a position only where the value is a list. Errors carry the path from the top of the value.
"""

# ruff: noqa: ARG002 - an edit is told more than each kind of it needs

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, Struct
from pyrsistent import discard

from ..errors import ValidationError, shorten
from .arrays import StructArray
from .depth import too_deep
from .extras import Extra, extras_of, held_at, put_held, rebuild
from .free_json import resolved_json
from .frozen import Frozen, data_of
from .intake import checked_members
from .items import as_position, position_of
from .keeping import as_said, kept_as_said, with_members
from .paths import place_of
from .places import declared_at, located
from .plain import fresh_json
from .shape import Field, declared_class, fields_of, is_open, tag_of
from .slots import construct, held_by_wire
from .values import JsonObject, Objects, StringMap, Unvalidated, in_our_words
from .walk_json import update_json
from .within import TOP, Within, declared_type, least_items
from .wording import unknown_field

if TYPE_CHECKING:
    from .paths import Steps

__all__ = ["drop", "put", "put_unchecked", "update_held"]

S = TypeVar("S", bound=Struct)


def put(config: S, steps: Steps, value: Any) -> S:
    """A copy with ``value``, or what it makes of the old value, checked and put at ``steps``.

    Objects that are missing on the way are made where their type is certain.

    Raises:
        ValidationError: for a path that does not exist, or a wrong value.
    """
    return _edited(config, steps, _Put(value))


def put_unchecked(config: S, steps: Steps, value: Any) -> S:
    """A copy with plain JSON put at ``steps``, unchecked; objects of a certain type are made on the way.

    Raises:
        ValidationError: where the path leads through something without members.
    """
    return _edited(config, steps, _PutUnchecked(value))


def update_held(config: S, steps: Steps, change: Callable[[Any], Any]) -> S:
    """A copy with what ``change`` makes of what is held at ``steps``, which has to be there. Nothing is checked."""
    return _edited(config, steps, _UpdateHeld(change))


def drop(config: S, steps: Steps) -> S:
    """A copy without what is at ``steps``.

    Raises:
        ValidationError: for a path that does not exist, or a field that has to be there.
    """
    return _edited(config, steps, _Drop())


def _edited(config: S, steps: Steps, edit: _Edit) -> S:
    try:
        return _update(config, steps, (), edit, TOP)  # type: ignore[no-any-return]
    except RecursionError:
        raise too_deep(place_of(steps[:1])) from None


# Down and up


def _update(held: Any, steps: Steps, at: Steps, edit: _Edit, within: Within) -> Any:
    """What is held, changed at ``steps``; itself where nothing changes."""
    if isinstance(held, Struct):
        return _update_struct(held, steps, at, edit)
    if isinstance(held, StructArray | tuple):
        return _update_list(held, steps, at, edit, within)
    if isinstance(held, StringMap):
        return edit.in_map(held, steps, at, within)
    if isinstance(held, JsonObject | Objects):
        return edit.in_json(held, steps, at, within)
    # What is there may be a secret, so only its type is said.
    raise ValidationError(f"`{type(held).__name__}` has no member `{shorten(str(steps[0]))}`", place_of(at))


def _update_struct(owner: Any, steps: Steps, at: Steps, edit: _Edit) -> Any:
    name, rest = str(steps[0]), steps[1:]
    cls, here = type(owner), (*at, steps[0])
    field = fields_of(cls).get(name)
    if field is None and name not in extras_of(owner):
        return edit.unknown(owner, steps, at)
    old = held_at(owner, name)
    if field is None and rest:
        data = update_json(data_of(old), rest, edit.json, here, make=edit.makes)
        new = old if data is data_of(old) else Extra.from_trusted(data)
    elif field is None:
        new = edit.extra_member(old, here)
    elif not rest:
        new = edit.member(owner, field, old, at)
    elif old is UNSET or old is None:
        new = edit.missing(owner, field, old, rest, at)
    elif isinstance(old, Extra) and isinstance(old.view, tuple) and field.type.items is not None:
        items = _update(old.view, rest, here, edit, (cls, name, 0))
        new = old if items is old.view else kept_as_said(fresh_json(items), field.type)
    else:
        new = _update_inside(old, rest, here, edit, (cls, name, 0))
    if new is old:
        return owner
    if new is discard:
        members = held_by_wire(owner)
        del members[name]
        return rebuild(declared_class(cls), members)
    return put_held(owner, name, new)


def _update_inside(old: Any, rest: Steps, here: Steps, edit: _Edit, within: Within) -> Any:
    """What lies in a field or a list, changed at ``rest``. What did not fit there perhaps does now."""
    if not isinstance(old, Extra):
        new = _update(old, rest, here, edit, within)
        return kept_as_said(data_of(new), declared_type(within)) if new is not old and isinstance(new, _KEPT) else new
    data = update_json(data_of(old), rest, edit.json, here, make=edit.makes)
    return old if data is data_of(old) else kept_as_said(data, declared_type(within))


_KEPT = (Extra, Unvalidated)
"""What holds JSON that does not fit."""


def _update_list(held: Any, steps: Steps, at: Steps, edit: _Edit, within: Within) -> Any:
    items = data_of(held) if isinstance(held, StructArray) else held
    position = position_of(items, steps[0], at)
    shown = as_position(steps[0])
    here = (*at, steps[0] if shown is None or shown % len(items) != position else shown)
    old, rest, (cls, name, depth) = items[position], steps[1:], within
    inside = (cls, name, depth + 1)
    new = _update_inside(old, rest, here, edit, inside) if rest else edit.item(old, here, inside)
    if new is old:
        return held
    least = least_items(inside)
    if new is discard and len(items) <= least:
        raise ValidationError(f"Expected `array` of length >= {least}, got {len(items) - 1}", place_of(at))
    changed = (*items[:position], *(() if new is discard else (new,)), *items[position + 1 :])
    if isinstance(held, StructArray):
        return StructArray.from_trusted(changed)
    return kept_as_said(changed, declared_type(within)) if isinstance(new, _KEPT) else changed


# What becomes of the place at the end


class _Edit:
    """What an edit does at each kind of place. The place itself comes back where nothing changes."""

    makes = True
    """Whether objects that are missing in JSON are made on the way."""

    def json(self, old: Any, at: Steps) -> Any:
        """In plain JSON; see `update_json`."""
        raise NotImplementedError

    def extra_member(self, old: Any, here: Steps) -> Any:
        """A member that the library does not know."""
        new = self.json(data_of(old), here)
        if new is UNSET or new is data_of(old):
            return old
        return new if new is discard else Extra.from_trusted(new)

    def member(self, owner: Any, field: Field, old: Any, at: Steps) -> Any:
        """A declared field."""
        raise NotImplementedError

    def missing(self, owner: Any, field: Field, old: Any, rest: Steps, at: Steps) -> Any:
        """A declared field that has nothing in it, when the path goes on."""
        raise NotImplementedError

    def unknown(self, owner: Any, steps: Steps, at: Steps) -> Any:
        """A name that the struct does not have."""
        raise NotImplementedError

    def item(self, old: Any, here: Steps, within: Within) -> Any:
        """An item of a list; ``discard`` takes it out."""
        raise NotImplementedError

    def in_map(self, held: StringMap, steps: Steps, at: Steps, within: Within) -> Any:
        """A map of strings; ``steps`` go on in it."""
        step, *deeper = steps
        if deeper:
            raise ValidationError(f"A string has no member `{shorten(str(deeper[0]))}`", place_of((*at, step)))
        key, data = str(step), data_of(held)
        old = data.get(key, UNSET)
        new = self.entry(old, (*at, key))
        if new is UNSET or new is old or (new is discard and old is UNSET):
            return held
        changed = {**data, key: new}
        if new is discard:
            del changed[key]
        return self.map_like(held, changed, at, within)

    def entry(self, old: Any, here: Steps) -> Any:
        """A member of a map of strings."""
        return self.json(old, here)

    def map_like(self, held: StringMap | JsonObject | Objects, data: Any, at: Steps, within: Within) -> Any:
        """A map with other members."""
        return type(held).from_trusted(data)

    def in_json(self, held: JsonObject | Objects, steps: Steps, at: Steps, within: Within) -> Any:
        """Free-form JSON; ``steps`` go on in it."""
        data = data_of(held)
        new = update_json(data, steps, self.json, at, make=self.makes)
        return held if new is data else self.json_like(held, new, at, within)

    def json_like(self, held: JsonObject | Objects, data: Any, at: Steps, within: Within) -> Any:
        """Free-form JSON with another content."""
        return type(held).from_trusted(data)


class _Checked(_Edit):
    """Leaves only what fits."""

    def map_like(self, held: StringMap | JsonObject | Objects, data: Any, at: Steps, within: Within) -> Any:
        cls, name, _ = within
        return located(at, lambda: checked_members(cls, {name: data}), f"$.{name}")[name]

    def json_like(self, held: JsonObject | Objects, data: Any, at: Steps, within: Within) -> Any:
        if type(held).accepts is not None:  # which goes by the field, so that an error names the member
            return self.map_like(held, data, at, within)
        return located(at, lambda: in_our_words(type(held).from_decoded, data))


class _Put(_Checked):
    """Puts what a caller gives."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.calls = callable(value) and value is not UNSET and value is not discard

    def resolved(self, old: Any) -> Any:
        return self.value(old) if self.calls else self.value

    def json(self, old: Any, at: Steps) -> Any:
        return resolved_json(self.value, old, at)

    def member(self, owner: Any, field: Field, old: Any, at: Steps) -> Any:
        seen = getattr(owner, field.name)
        new = self.resolved(seen)
        if new is discard:
            return _Drop().member(owner, field, old, at)
        if new is UNSET or new is seen:
            return old
        return located(at, lambda: checked_members(type(owner), {field.name: new}))[field.name]

    def missing(self, owner: Any, field: Field, old: Any, rest: Steps, at: Steps) -> Any:
        here = (*at, field.name)
        if self.value is discard:
            return _Drop().missing(owner, field, old, rest, at)
        new = self.resolved(UNSET)
        if new is UNSET or new is discard:
            return old
        for step in reversed(rest):
            if isinstance(step, int):
                raise ValidationError(f"No position `{step}`: nothing is set here", place_of(here))
            new = {step: new}
        if field.type.items is not None and not field.type.variants and field.type.holder is None:
            raise ValidationError(f"No position `{shorten(str(rest[0]))}`: nothing is set here", place_of(here))
        return located(at, lambda: checked_members(type(owner), {field.name: new}))[field.name]

    def unknown(self, owner: Any, steps: Steps, at: Steps) -> Any:
        name, tag = str(steps[0]), tag_of(type(owner))
        if is_open(type(owner)) and (tag is None or name != tag[0]):
            new = update_json({}, (name, *steps[1:]), self.json, at)
            return with_members(owner, new) if new else owner
        located(at, lambda: checked_members(type(owner), {name: self.value}))  # which says what is wrong with it
        return owner

    def item(self, old: Any, here: Steps, within: Within) -> Any:
        seen = old.view if isinstance(old, Extra) else old
        new = self.resolved(seen)
        if new is UNSET or new is seen or new is discard:
            return discard if new is discard else old
        cls, name, depth = within
        wrapped, inside = new, f"$.{name}" + "[0]" * depth
        for each in range(depth, 0, -1):
            wrapped = [wrapped] * max(1, least_items((cls, name, each)))
        held = located(here, lambda: checked_members(cls, {name: wrapped}), inside)[name]
        for _ in range(depth):
            held = (data_of(held) if isinstance(held, Frozen) else held)[0]
        return held

    def entry(self, old: Any, here: Steps) -> Any:
        return self.resolved(old)


class _PutUnchecked(_Edit):
    """Puts plain JSON, whether it fits or not."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def json(self, old: Any, at: Steps) -> Any:
        return self.value

    def member(self, owner: Any, field: Field, old: Any, at: Steps) -> Any:
        held = kept_as_said(self.value, field.type)
        if held.__class__ is Extra:  # it may be what says which class the object is of
            as_said.append(True)
        return held

    def missing(self, owner: Any, field: Field, old: Any, rest: Steps, at: Steps) -> Any:
        here, structs = (*at, field.name), field.type.variants
        if len(structs) != 1 or any(inner.required for inner in fields_of(structs[0]).values()):
            raise ValidationError(f"`{field.name}` is not set, so nothing can be put into it", place_of(here))
        return _update(construct(structs[0], {}), rest, here, self, TOP)

    def unknown(self, owner: Any, steps: Steps, at: Steps) -> Any:
        name, rest, here = str(steps[0]), steps[1:], (*at, steps[0])
        tag = tag_of(type(owner))
        if tag is not None and name == tag[0]:
            raise ValidationError(f"`{name}` names the variant and can't be replaced", place_of(here))
        value = update_json({}, rest, self.json, here) if rest else self.value
        return located(here, lambda: with_members(owner, {name: value}))

    def item(self, old: Any, here: Steps, within: Within) -> Any:
        return kept_as_said(self.value, declared_type(within))

    def in_map(self, held: StringMap, steps: Steps, at: Steps, within: Within) -> Any:
        return self.in_json(Unvalidated.from_trusted(dict(data_of(held))), steps, at, within)

    def json_like(self, held: JsonObject | Objects, data: Any, at: Steps, within: Within) -> Any:
        is_free = isinstance(held, JsonObject) and type(held).accepts is None
        return super().json_like(held, data, at, within) if is_free else Extra.from_trusted(data)


class _UpdateHeld(_Edit):
    """Puts what a function makes of what is held."""

    def __init__(self, change: Callable[[Any], Any]) -> None:
        self.change = change

    def json(self, old: Any, at: Steps) -> Any:
        return self.change(old)

    def extra_member(self, old: Any, here: Steps) -> Any:
        return Extra.from_trusted(self.change(data_of(old)))

    def member(self, owner: Any, field: Field, old: Any, at: Steps) -> Any:
        return self.change(old)

    def item(self, old: Any, here: Steps, within: Within) -> Any:
        return self.change(old)


class _Drop(_Checked):
    """Takes out what is there."""

    makes = False

    def json(self, old: Any, at: Steps) -> Any:
        return discard

    def member(self, owner: Any, field: Field, old: Any, at: Steps) -> Any:
        if field.default is not UNSET:  # it has to be there, or is filled in
            raise ValidationError(f"{type(owner).__name__} requires `{field.name}`", place_of((*at, field.name)))
        return UNSET

    def missing(self, owner: Any, field: Field, old: Any, rest: Steps, at: Steps) -> Any:
        declared_at(old, field.type, rest, (*at, field.name))  # a typo is an error although there is nothing to omit
        return old

    def unknown(self, owner: Any, steps: Steps, at: Steps) -> Any:
        name, tag = str(steps[0]), tag_of(type(owner))
        if tag is not None and name == tag[0]:
            raise ValidationError(f"`{name}` names the variant and can't be omitted", place_of((*at, name)))
        raise ValidationError(unknown_field(type(owner), name).message, place_of(at))

    def item(self, old: Any, here: Steps, within: Within) -> Any:
        return discard
