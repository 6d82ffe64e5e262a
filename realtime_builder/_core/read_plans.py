"""Reading at any depth: a plan per class and path where the way leads through structs, else a walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import NoneType
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from pyrsistent import PMap, PVector

from ..errors import ValidationError, shorten
from .extras import extras_of
from .items import position_of
from .paths import Steps, parse_path, place_of
from .places import declared_at
from .plain import json_type
from .plans import is_short
from .shape import Type, declared_class, fields_of, is_open, tag_of
from .slots import slots_of
from .values import JsonObject
from .wording import unknown_field

__all__ = ["NOT_READ", "Reads", "read_at"]

Read = Callable[[Any], Any]

_MOST_PLANS = 256  # per class: paths that come from outside must not fill the memory


class Reads(dict[Any, Read]):
    """How to read each path of a class, by path; each is made when it is first asked for."""

    def __init__(self, cls: Any) -> None:
        super().__init__()
        self._cls = cls
        self._careful: dict[Any, Read] = {}
        """For values that have something else on the way than structs."""

    def __missing__(self, path: Any) -> Read:
        steps = parse_path(path)
        try:
            careful = _planned(self._cls, steps)
        except LookupError:
            read = careful = _walking(steps)
        else:
            read = careful if any(step in _OTHERS for step in steps[1:]) else attrgetter(".".join(map(str, steps)))
        if is_short(path):
            if len(self) >= _MOST_PLANS:
                self.clear()
                self._careful.clear()
            self[path], self._careful[path] = read, careful
        return read

    def read(self, config: Any, path: Any) -> Any:
        """What `read_at` gives, with the plan if there is one."""
        try:
            return self._careful[path](config)
        except NOT_READ:
            return read_at(config, parse_path(path))


NOT_READ = (LookupError, TypeError, AttributeError)
"""How a plan refuses a value that it does not know, and the lookup of one a path that it can't keep."""


def _walking(steps: Steps) -> Read:
    return lambda config: read_at(config, steps)


def _planned(cls: Any, steps: Steps) -> Read:
    """The plan of one struct class; raises `LookupError` where the way is not always the same."""
    if declared_class(cls) is not cls:
        raise LookupError
    name, rest = str(steps[0]), steps[1:]
    field = fields_of(cls)[name]
    if name not in cls.__struct_fields__:
        raise LookupError
    if not rest:
        return attrgetter(name)
    inner: dict[type, Read] = {}
    for variant in field.type.structs:
        try:
            inner[variant] = _planned(variant, rest)
        except LookupError:
            continue  # another variant's path
    if not inner:
        raise LookupError
    inner[UnsetType], inner[NoneType] = _nothing, _nothing
    get = slots_of(cls)[name].__get__

    def read(owner: Any) -> Any:
        value = get(owner)
        return inner[value.__class__](value)

    return read


_OTHERS = frozenset(name for kind in (str, int, float, tuple, JsonObject, PMap, PVector, Struct) for name in dir(kind))
"""Attributes of what may lie in the place of a struct, which a path never means."""


def _nothing(value: Any) -> Any:
    """What lies below an omitted object is omitted, what lies below a cleared one is cleared."""
    return value


def read_at(config: Struct, steps: Steps) -> Any:
    """What reading ``config`` at ``steps`` gives: `UNSET` for what is omitted, None also below what is cleared.

    Raises:
        ValidationError: for a name that no declared type has, and for a list without such an item.
    """
    value: Any = config
    type_ = Type(structs=(declared_class(type(config)),))
    for i, step in enumerate(steps):
        at, rest = steps[:i], steps[i:]
        if isinstance(value, Struct):
            value, type_ = _member(value, type_, rest, at)
        elif isinstance(value, tuple | PVector):
            value, type_ = value[position_of(value, step, at)], type_.items or _FREE
        elif isinstance(value, Mapping):
            value, type_ = value.get(str(step), UNSET), _FREE
        else:
            nothing = value is UNSET or value is None
            if not nothing and not type_.variants and type_.holder is None and type_.items is None:
                raise ValidationError(f"`{json_type(value)}` has no member `{shorten(str(step))}`", place_of(at))
            _require_declared(type_, rest, at)
            return value if nothing else UNSET
    return value


_FREE = Type(holder=JsonObject)


def _member(owner: Any, type_: Type, rest: Steps, at: Steps) -> tuple[Any, Type]:
    """A struct's member and its type; `UNSET` for one that only another variant of its type has."""
    name, fields, tag = str(rest[0]), fields_of(type(owner)), tag_of(type(owner))
    if name in fields:
        return owner.get(name, UNSET), fields[name].type
    if name in extras_of(owner):
        return owner[name], _FREE
    if tag is not None and name == tag[0]:
        return tag[1], Type()
    for variant in type_.variants:
        if name in fields_of(variant):
            return UNSET, fields_of(variant)[name].type
    if is_open(type(owner)):
        return UNSET, _FREE
    raise unknown_field(type(owner), name, place_of(at))


def _require_declared(type_: Type, rest: Steps, at: Steps) -> None:
    """Raise for a typo in a path below nothing."""
    for step in rest:
        if type_.holder is not None and not type_.variants:
            return
        if type_.items is not None and not type_.variants:
            type_ = type_.items
        elif any(str(step) == (tag_of(variant) or (None,))[0] or is_open(variant) for variant in type_.variants):
            return
        else:
            field = declared_at(UNSET, type_, (step,), at)
            type_ = field.type if field is not None else _FREE
        at = (*at, step)
