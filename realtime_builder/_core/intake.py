"""What a caller gives, checked and put the way a struct's slots hold it.

One place serves construction, `copy_with` and the edits at depth. A value that is known to be
right by its exact type is not looked at again (`setters_of`); the rest goes through a *draft*, a
struct with the same fields, all optional, that msgspec converts into.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import force_setattr

from ..errors import ValidationError, nearest, quote
from .arrays import DecodedArray, StructArray
from .extras import Extra, rebuild
from .frozen import data_of, from_decoded, prepare_type
from .keeping import with_members
from .plain import copied_json, fresh_json, plain
from .reading import convert_members
from .shape import (
    Type,
    declared_class,
    fields_of,
    is_open,
    lazy_names,
    leaves_to_lists,
    parsed_hint,
    tag_of,
    variant_of,
)
from .skipped import deferring
from .slots import construct, copy_struct, held_by_wire, held_members, slot_name, slots_of
from .values import JsonObject, Unvalidated
from .wording import unknown_field, wrong_struct

__all__ = ["checked_members", "limit_of", "made_of", "replace", "safe_types", "setters_of"]

S = TypeVar("S", bound=Struct)
Setter = Callable[[Any, str, Any], None]


def checked_members(cls: type[Struct], members: Mapping[str, Any]) -> dict[str, Any]:
    """Some members of ``cls`` as its slots hold them. What is `UNSET` is left out.

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
                    checked[name] = _copying(declared_class(cls), name)(value)
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


@cache
def _copying(core: type[Struct], name: str) -> Callable[[Any], Any]:
    """How to copy a caller's dict or list for a field, and read it, in C.

    It raises `KeyError` for what is not JSON as it is, or does not fit.
    """
    type_ = fields_of(core)[name].type
    prepare_type(type_.draft)
    decode = msgspec.json.Decoder(type_.draft, dec_hook=from_decoded).decode
    holds_structs = type_.items is not None and bool(type_.items.variants)
    defers = leaves_to_lists(core) and name in lazy_names(core)

    def read(value: Any) -> Any:
        encoded = copied_json({"value": value})
        if encoded is None:
            raise KeyError(name)
        try:
            held: Any = (deferring(decode, encoded) if defers else decode(encoded)).value  # type: ignore[attr-defined]
            if holds_structs and held.__class__ is tuple:
                return DecodedArray.from_frame(held, len(encoded)) if defers else DecodedArray.from_trusted(held)
        except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            raise KeyError(name) from None
        return held

    return read


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
    read = convert_members(members, _draft(core), core)
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


@cache
def _draft(cls: type[Struct]) -> type[Struct]:
    hints = get_type_hints(cls, include_extras=True)
    fields = [(name, parsed_hint(hints[name]), UNSET) for name in cls.__struct_fields__]
    return msgspec.defstruct(cls.__name__, fields, kw_only=True, forbid_unknown_fields=True)


def setters_of(cls: Any, name: str) -> Mapping[type, Setter]:
    """How to set a field of a fresh copy, by the value's exact type; what is missing needs `checked_members`.

    A field's table is made when it is first asked for, and kept in a plain dict on the class: where there is one,
    a look into that dict is all that an edit needs.

    Raises:
        KeyError: for a name that the class does not have.
    """
    setters: Mapping[type, Setter] | None = cls._edits.get(name)
    if setters is None:
        setters = cls._edits[name] = _made_setters(cls, name)
        if setters.get(str) is set_text:
            cls._texts.add(name)
    return setters


def _made_setters(cls: type[Struct], name: str) -> Mapping[type, Setter]:
    tag = tag_of(cls)
    if tag is not None and name == tag[0]:
        return {UnsetType: _leave, str: _require(tag[1])}
    type_, core = fields_of(cls)[name].type, declared_class(cls)
    own_name, draft, copying = slot_name(cls, name), _draft(core), _copying(core, name)

    def set_held(config: Any, _: str, value: Any) -> None:
        force_setattr(config, own_name, value)

    def set_checked(config: Any, name: str, value: Any) -> None:
        prepare_type(draft)
        force_setattr(config, name, getattr(msgspec.convert({name: plain(value, f"$.{name}")}, draft), name))

    def set_copied(config: Any, _: str, value: Any) -> None:
        force_setattr(config, own_name, copying(value))

    is_boxed = own_name != name
    set_safe = set_held if is_boxed else force_setattr
    setters: dict[type, Setter] = {UnsetType: _leave, dict: set_copied, list: set_copied}
    if (type_.literals or type_.scalars) and not is_boxed:
        setters |= {kind: _set_limited(type_, kind) or set_checked for kind in (str, int, float)}
    for kind in safe_types(type_):
        if kind is not str:
            setters[kind] = set_safe
        elif not is_boxed:  # a text that may be a list instead is left to `replace`
            setters[kind] = set_text
    if type_.items is not None and type_.items.structs and not type_.metas:
        structs = frozenset(type_.items.structs)

        def set_structs(config: Any, _: str, value: Any) -> None:
            items = tuple(value)
            if structs.issuperset(map(type, items)):
                force_setattr(config, own_name, StructArray.from_decoded(items))
            else:
                set_copied(config, name, value)

        setters |= {list: set_structs, tuple: set_structs}
    elif type_.items is not None and not (type_.metas or is_boxed) and _are_words(type_.items):
        words = frozenset(type_.items.literals)

        def set_words(config: Any, _: str, value: Any) -> None:
            if {str}.issuperset(map(type, value)) and (words.issuperset(value) if words else "".join(value).isascii()):
                force_setattr(config, own_name, tuple(value))
            else:
                raise KeyError(name)

        setters |= {list: set_words, tuple: set_words}
    return setters


def _are_words(items: Type) -> bool:
    """Whether the items of a list are closed words, or any text."""
    return not items.scalars if items.literals else items.scalars == (str,) and safe_types(items) == [str]


def set_text(config: Any, name: str, value: str) -> None:
    if not value.isascii():
        value.encode()  # which fails for a lone surrogate
    force_setattr(config, name, value)


def _set_limited(type_: Type, kind: type) -> Setter | None:
    """Sets a value of exactly this kind that is within the field's limits. None where only msgspec can tell.

    It raises `KeyError` for a value out of them: `checked_members` knows how to say it.
    """
    fits = limit_of(type_, kind)
    if fits is None:
        return None

    def set_fitting(config: Any, name: str, value: Any) -> None:
        if not fits(value):
            raise KeyError(value)
        force_setattr(config, name, value)

    return set_fitting


def limit_of(type_: Type, kind: type) -> Callable[[Any], bool] | None:
    """Tells whether a value of exactly this kind is within a field's limits. None where only msgspec can tell.

    It raises `UnicodeEncodeError` for a lone surrogate.
    """
    choices = frozenset(value for value in type_.literals if type(value) is kind)
    limits = [meta for meta in type_.metas if meta.extra is None] or [msgspec.Meta()]
    if kind not in type_.scalars:
        return choices.__contains__ if choices else None
    if choices or len(type_.scalars) > 1 or len(limits) > 1:
        return None
    (limit,) = limits
    if any(each is not None for each in (limit.pattern, limit.multiple_of, limit.gt, limit.lt)):
        return None
    if kind is str:
        return _is_as_long(limit.min_length or 0, limit.max_length or sys.maxsize)
    low, high = _WHOLE if kind is int else (None, None)
    low, high = low if limit.ge is None else limit.ge, high if limit.le is None else limit.le
    return None if low is None or high is None else lambda number: low <= number <= high  # nor is NaN


_WHOLE: tuple[float | None, float | None] = (-(2**63), 2**63 - 1)  # beyond, msgspec decides


def _is_as_long(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: low <= len(text) <= high and (text.isascii() or bool(text.encode()))


def _require(tag: str) -> Setter:
    def require_tag(_config: Any, _name: str, value: Any) -> None:
        if value != tag:
            raise KeyError(value)

    return require_tag


def _leave(config: Any, name: str, value: Any) -> None:
    """`UNSET` in an edit leaves the field as it is."""


def safe_types(type_: Type) -> list[type]:
    """The exact types all of whose values are valid, text apart (it may hold lone surrogates)."""
    safe: list[type] = [*type_.structs]
    if type_.nullable:
        safe.append(type(None))
    if type_.holder is JsonObject:
        safe.append(JsonObject)
    if all(meta.extra is not None for meta in type_.metas):  # a known value bounds nothing
        safe += [kind for kind in type_.scalars if kind in (str, bool, bytes)]
    return safe


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
