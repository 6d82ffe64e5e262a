"""A configuration explained to a person: one line per field, with its state and its value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct

from ..errors import shorten
from .frozen import Frozen, data_of
from .masking import hidden, is_secret, masked, printable
from .paths import Steps, render_path
from .shape import Field, fields_of, tag_of
from .slots import held_by_wire
from .values import Boxed, JsonObject
from .writing import encode_any

__all__ = ["explain", "json_shown", "lines_of"]

_LONGEST_VALUE = 72


class Line(NamedTuple):
    """One value as it is shown."""

    steps: Steps
    state: str
    value: str

    @property
    def path(self) -> str:
        return render_path(self.steps)


def explain(config: Struct, /) -> str:
    """One line for each field of ``config``: its path, as edits take it, its state, and its value as JSON.

    A field is ``set``, ``cleared`` (null on the wire) or ``omitted``. What the library does not
    know, and sends all the same, is ``extra``. Long values are cut, secrets are ``"***"``.
    """
    lines = list(lines_of(config))
    path_width = max((len(line.path) for line in lines), default=0)
    state_width = max((len(line.state) for line in lines), default=0)
    return "\n".join(f"{line.path:{path_width}}  {line.state:{state_width}}  {line.value}".rstrip() for line in lines)


def lines_of(config: Struct, at: Steps = ()) -> Iterator[Line]:
    """Each field of a value that lies at ``at``, and what is shown of it."""
    fields, held, tag = fields_of(type(config)), held_by_wire(config), tag_of(type(config))
    if at and not held and not tag and not fields:
        yield _line(at, "set", "{}")
    if tag is not None:
        yield _line((*at, tag[0]), "set", json_shown(tag[1]))
    for name, field in fields.items():
        yield from _field_lines(field, held.get(name, UNSET), (*at, name))
    for name in held:
        if name not in fields:
            yield _line((*at, name), "extra", json_shown(masked({name: data_of(held[name])})[name]))


def _field_lines(field: Field, value: Any, at: Steps) -> Iterator[Line]:
    if value is UNSET:
        yield _line(at, "omitted", "")
    elif value is None:
        yield _line(at, "cleared", "null")
    elif field.secret or is_secret(field.name):
        yield _line(at, "set", json_shown(hidden(data_of(value) if isinstance(value, Frozen) else value)))
    else:
        yield from _value_lines(value, at, declared=field.type.holder is not None)


def _value_lines(value: Any, at: Steps, *, declared: bool) -> Iterator[Line]:
    """``declared`` says that the field is meant to hold free-form JSON."""
    items = value.view if isinstance(value, Boxed) else value
    if isinstance(value, Struct):
        yield from lines_of(value, at)
    elif isinstance(items, tuple) and any(isinstance(item, Struct | JsonObject) for item in items):
        for position, item in enumerate(items):
            yield from _value_lines(item, (*at, position), declared=False)
    else:
        known = declared or not isinstance(value, JsonObject)
        yield _line(at, "set" if known else "extra", json_shown(value))


def _line(at: Steps, state: str, value: str) -> Line:
    return Line(at, state, shorten(printable(value), _LONGEST_VALUE))


def json_shown(value: Any) -> str:
    """Compact JSON, with a space after each comma and colon for reading."""
    return json.dumps(masked(msgspec.json.decode(encode_any(value))), ensure_ascii=False)
