"""Setting a field of a fresh copy, by the exact type of the value.

A value that is known to be right by its type is not looked at again; others are checked in C. A setter raises
`KeyError`, `UnicodeError` or msgspec's error for a value that it does not take: intake.py takes more, or says
what is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import force_setattr

from .arrays import DecodedArray, StructArray
from .frozen import from_decoded, prepare_type
from .plain import copied_json, plain
from .shape import Type, declared_class, fields_of, lazy_names, leaves_to_lists, parsed_hint, tag_of
from .skipped import deferring
from .slots import slot_name
from .values import JsonObject

__all__ = ["copying_of", "draft_of", "limit_of", "safe_types", "setters_of"]

Setter = Callable[[Any, str, Any], None]


def setters_of(cls: Any, name: str) -> Mapping[type, Setter]:
    """How to set a field of a fresh copy, by the value's exact type; other types need `checked_members`.

    A field's table is made when it is first asked for, and kept in a plain dict on the class: where there is one,
    a look into that dict is all that an edit needs.

    Raises:
        KeyError: for a name that the class does not have.
    """
    setters: Mapping[type, Setter] | None = cls._edits.get(name)
    if setters is None:
        setters = cls._edits[name] = _made_setters(cls, name)
        if setters.get(str) is _set_text:
            cls._texts.add(name)
    return setters


def _made_setters(cls: type[Struct], name: str) -> Mapping[type, Setter]:
    tag = tag_of(cls)
    if tag is not None and name == tag[0]:
        return {UnsetType: _leave, str: _require(tag[1])}
    type_, core = fields_of(cls)[name].type, declared_class(cls)
    own_name, draft, copying = slot_name(cls, name), draft_of(core), copying_of(core, name)

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
            setters[kind] = _set_text
    items = None if type_.metas else type_.items
    if items is not None and items.structs:
        setters |= dict.fromkeys((list, tuple), _set_structs(own_name, items, set_copied))
    elif items is not None and not is_boxed and _are_words(items):
        setters |= dict.fromkeys((list, tuple), _set_words(own_name, items))
    return setters


def _set_structs(own_name: str, items: Type, set_others: Setter) -> Setter:
    """Sets a list of structs of exactly the declared classes; ``set_others`` sets any other list."""
    structs = frozenset(items.structs)

    def set_structs(config: Any, name: str, value: Any) -> None:
        items = tuple(value)
        if structs.issuperset(map(type, items)):
            force_setattr(config, own_name, StructArray.from_decoded(items))
        else:
            set_others(config, name, value)

    return set_structs


def _set_words(name: str, items: Type) -> Setter:
    """Sets a list of words. It raises `KeyError` for any other list."""
    words = frozenset(items.literals)

    def set_words(config: Any, _: str, value: Any) -> None:
        if {str}.issuperset(map(type, value)) and (words.issuperset(value) if words else "".join(value).isascii()):
            force_setattr(config, name, tuple(value))
        else:
            raise KeyError(name)

    return set_words


def _are_words(items: Type) -> bool:
    """Whether the items of a list are closed words, or any text."""
    return not items.scalars if items.literals else items.scalars == (str,) and safe_types(items) == [str]


def _set_text(config: Any, name: str, value: str) -> None:
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


@cache
def copying_of(core: type[Struct], name: str) -> Callable[[Any], Any]:
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


@cache
def draft_of(cls: type[Struct]) -> type[Struct]:
    """A struct with the fields of ``cls``, all optional, for msgspec to convert some members into."""
    hints = get_type_hints(cls, include_extras=True)
    fields = [(name, parsed_hint(hints[name]), UNSET) for name in cls.__struct_fields__]
    return msgspec.defstruct(cls.__name__, fields, kw_only=True, forbid_unknown_fields=True)
