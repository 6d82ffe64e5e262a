"""What a caller gives, checked and put the way a struct's slots hold it.

One place serves construction, `copy_with` and the edits at depth. Most values are set by their exact type
(setters.py); the rest goes through a *draft*, a struct with the same fields, all optional, that msgspec
converts into.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import force_setattr

from ..errors import ValidationError, nearest, quote
from .arrays import StructArray
from .extras import Extra, rebuild
from .frozen import data_of
from .keeping import with_members
from .plain import fresh_json, plain
from .reading import convert_members
from .setters import copying_of, draft_of, setters_of
from .shape import Type, declared_class, fields_of, is_open, tag_of, variant_of
from .slots import construct, copy_struct, held_by_wire, held_members, slots_of
from .values import Unvalidated
from .wording import unknown_field, wrong_struct

__all__ = ["checked_members", "made_of", "replace"]

S = TypeVar("S", bound=Struct)


def checked_members(cls: type[Struct], members: Mapping[str, Any]) -> dict[str, Any]:
    """Some members of ``cls`` as its slots hold them. `UNSET` is left out.

    Raises:
        ValidationError: for an unknown name or a wrong value, with the path.
    """
    fields, tag = fields_of(cls), tag_of(cls)
    checked: dict[str, Any] = {}
    unchecked: dict[str, Any] = {}
    for name, value in members.items():
        field = fields.get(name)
        if value is UNSET and (field is not None or (tag and tag[0] == name)):
            continue
        if field is not None:
            if issubclass(type(value), (*field.type.variants, Unvalidated, Extra)):
                checked[name] = value  # of a subclass as well, which msgspec would not take
                continue
            if type(value) in _COPIED:
                with suppress(KeyError):  # perhaps it is understood all the same, else the error is put into words
                    checked[name] = copying_of(declared_class(cls), name)(value)
                    continue
            unchecked[name] = _settle(plain(value, f"$.{name}"), field.type, f"$.{name}")
        elif tag is None or name != tag[0]:
            raise unknown_field(cls, name)
        elif value != tag[1]:
            raise ValidationError(f"Expected `{tag[1]}`, got {quote(value)}{nearest(value, tag[1:])}", f"$.{name}")
    if unchecked:
        checked |= _convert(cls, unchecked)
    return checked


_COPIED = frozenset({dict, list})


def _settle(value: Any, type_: Type, path: str) -> Any:
    """See to the structs inside a caller's dicts and lists, before msgspec sees them.

    msgspec would read any struct as a mapping, so one that does not belong there is refused here.
    It takes no instance of a subclass, so a dict that holds one becomes the struct it stands for.
    """
    if issubclass(type(value), Struct):
        if type_.holder is None and not issubclass(type(value), type_.variants):
            raise ValidationError(wrong_struct(type(value), type_), path)
    elif isinstance(value, list) and type_.items is not None:
        return [_settle(item, type_.items, f"{path}[{i}]") for i, item in enumerate(value)]
    elif isinstance(value, dict) and (struct := variant_of(type_, value)) is not None:
        fields = fields_of(struct)
        for name, member in value.items():
            if name in fields:
                value[name] = _settle(member, fields[name].type, f"{path}.{name}")
        if any(_holds_subclassed(value[name], fields[name].type) for name in value if name in fields):
            try:
                return struct(**value)
            except ValidationError as error:
                raise ValidationError(error.message, path + error.path.removeprefix("$")) from None
    return value


def _holds_subclassed(value: Any, type_: Type) -> bool:
    if isinstance(value, list) and type_.items is not None:
        return any(_holds_subclassed(item, type_.items) for item in value)
    return (
        isinstance(value, (Struct, Unvalidated, Extra)) and type(value) not in type_.structs and type_.by_role is None
    )


def _convert(cls: type[Struct], members: dict[str, Any]) -> dict[str, Any]:
    fields, core = fields_of(cls), declared_class(cls)
    accepted: dict[tuple[str, int], Any] = {}
    for name, value in members.items():
        items = fields[name].type.items
        if isinstance(value, list) and items is not None:
            for i, item in enumerate(value):
                stand_in = _stand_in(item, items)
                if stand_in is not None:
                    accepted[name, i] = item
                    value[i] = stand_in
    read = convert_members(members, draft_of(core), core)
    checked = {}
    for name in members:
        value = read[name]
        items = fields[name].type.items
        if isinstance(value, StructArray):
            value = data_of(value)
        if isinstance(value, tuple) and items is not None and items.variants:
            value = StructArray.from_decoded(tuple(accepted.get((name, i), item) for i, item in enumerate(value)))
        checked[name] = value
    return checked


def _stand_in(item: Any, declared: Type) -> Any:
    """What msgspec takes in place of a valid list item that it would refuse; None for others.

    It takes no instance of a subclass, and no variant that the library does not know.
    """
    if not isinstance(item, (*declared.variants, Unvalidated, Extra)) or type(item) in declared.structs:
        return None
    kind = next((kind for kind in declared.variants if isinstance(item, kind)), declared.variants[0])
    held = held_members(item) if isinstance(item, kind) else {}
    return construct(kind, {name: held.get(name, UNSET) for name in kind.__struct_fields__})


def made_of(cls: Any, members: Mapping[str, Any]) -> Any:
    """What construction gives, for those who have the members in a mapping.

    Raises:
        ValidationError: for a wrong value, an unknown name, or a required field that is not given.
    """
    blank, edits, texts, required = cls._start or _made_start(cls)
    config = copy_struct(blank)
    try:
        for name in members:
            value = members[name]
            if value is UNSET:
                continue
            if name in texts and type(value) is str and value.isascii():
                force_setattr(config, name, value)  # most of what there is, without a further call
            else:
                edits[name][type(value)](config, name, value)
    except (KeyError, UnicodeError, msgspec.ValidationError):
        config = replace(blank, members)  # which takes more, or says what is wrong
    for name in required:
        if members.get(name, UNSET) is UNSET:
            raise ValidationError(f"{cls.__name__} is missing required field `{name}`")
    return config


def _made_start(cls: Any) -> tuple[Any, Mapping[str, Any], set[str], tuple[str, ...]]:
    """What a construction starts with: a blank value, the setters, the fields of any text, and the required ones."""
    required = tuple(name for name, field in fields_of(cls).items() if field.required)
    start = construct(cls, dict.fromkeys(required, UNSET)), cls._edits, cls._texts, required
    cls._start = start
    return start


def replace(config: S, changes: Mapping[str, Any]) -> S:
    """A copy with ``changes``, each checked; `UNSET` leaves a field as it is.

    Raises:
        ValidationError: as `checked_members`.
    """
    cls = type(config)
    if declared_class(cls) is cls:  # else it has no setters, as an edit may leave no extra
        for name in changes.keys() & {*fields_of(cls), *(tag_of(cls) or ())[:1]}:
            setters_of(cls, name)  # next time it is there
    passed_on: dict[str, Any] = {}
    if is_open(cls):
        known = {*fields_of(cls), *(tag_of(cls) or ())[:1]}
        passed_on = {name: value for name, value in changes.items() if name not in known and value is not UNSET}
        changes = {name: value for name, value in changes.items() if name in known}
    new = _with_held(config, checked_members(cls, changes))
    if not passed_on:
        return new
    return with_members(new, {name: fresh_json(plain(value, f"$.{name}")) for name, value in passed_on.items()})  # type: ignore[no-any-return]


def _with_held(config: S, held: Mapping[str, Any]) -> S:
    """A copy with slots set to what is valid and held already."""
    if declared_class(type(config)) is not type(config) or any(value.__class__ is Extra for value in held.values()):
        # Its class depends on whether anything stays that no field declares.
        return rebuild(declared_class(type(config)), {**held_by_wire(config), **held})  # type: ignore[no-any-return]
    new = copy_struct(config)
    slots = slots_of(type(config))
    for name, value in held.items():
        slots[name].__set__(new, value)
    return new  # type: ignore[no-any-return]
