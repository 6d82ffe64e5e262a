"""A configuration explained to a person: one line per field, with its state and its value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct

from ..errors import shorten
from .extras import held_by_wire
from .frozen import Frozen, data_of
from .masking import hidden, is_secret, masked, printable
from .paths import Steps, render_path
from .shape import Field, fields_of, tag_of
from .values import Boxed, JsonObject
from .writing import encode_any

__all__ = ["explain"]

_LONGEST_VALUE = 72


class _Line(NamedTuple):
    path: str
    state: str
    value: str


def explain(config: Struct, /) -> str:
    """One line for each field of ``config``: its path, as edits take it, its state, and its value as JSON.

    A field is ``set``, ``cleared`` (null on the wire) or ``omitted``. What the library does not
    know, and sends all the same, is ``extra``. Long values are cut, secrets are ``"***"``.
    """
    lines = list(_lines(config, ()))
    path_width = max((len(line.path) for line in lines), default=0)
    state_width = max((len(line.state) for line in lines), default=0)
    return "\n".join(f"{line.path:{path_width}}  {line.state:{state_width}}  {line.value}".rstrip() for line in lines)


def _lines(config: Struct, at: Steps) -> Iterator[_Line]:
    fields, held, tag = fields_of(type(config)), held_by_wire(config), tag_of(type(config))
    if at and not held and not tag and not fields:
        yield _line(at, "set", "{}")
    if tag is not None:
        yield _line((*at, tag[0]), "set", _json(tag[1]))
    for name, field in fields.items():
        yield from _field_lines(field, held.get(name, UNSET), (*at, name))
    for name in held:
        if name not in fields:
            yield _line((*at, name), "extra", _json(masked({name: data_of(held[name])})[name]))


def _field_lines(field: Field, value: Any, at: Steps) -> Iterator[_Line]:
    if value is UNSET:
        yield _line(at, "omitted", "")
    elif value is None:
        yield _line(at, "cleared", "null")
    elif field.secret or is_secret(field.name):
        yield _line(at, "set", _json(hidden(data_of(value) if isinstance(value, Frozen) else value)))
    else:
        yield from _value_lines(value, at, declared=field.type.holder is not None)


def _value_lines(value: Any, at: Steps, *, declared: bool) -> Iterator[_Line]:
    """``declared`` says that the field is meant to hold free-form JSON."""
    items = value.view if isinstance(value, Boxed) else value
    if isinstance(value, Struct):
        yield from _lines(value, at)
    elif isinstance(items, tuple) and any(isinstance(item, Struct | JsonObject) for item in items):
        for position, item in enumerate(items):
            yield from _value_lines(item, (*at, position), declared=False)
    else:
        known = declared or not isinstance(value, JsonObject)
        yield _line(at, "set" if known else "extra", _json(value))


def _line(at: Steps, state: str, value: str) -> _Line:
    return _Line(printable(render_path(at)), state, shorten(printable(value), _LONGEST_VALUE))


def _json(value: Any) -> str:
    """Compact JSON, with a space after each comma and colon for reading."""
    return json.dumps(masked(msgspec.json.decode(encode_any(value))), ensure_ascii=False)
