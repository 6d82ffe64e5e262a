"""How a failure of msgspec is put into words: with the nearest name, the choices, what came."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct

from ..errors import ValidationError, nearest, quote, shorten
from .frozen import from_decoded, prepare_type
from .masking import is_secret
from .paths import Steps, parse_path, place_of
from .shape import Type, declared_class, fields_of, tag_of, variant_of

__all__ = ["put_into_words", "unknown_field", "wrong_struct"]

_LONGEST_MESSAGE = 2_000
_PLACE = re.compile(r" - at (`key` in )?`(\$[^`]*)`\Z")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_NOT_ONE_OF = re.compile(r"Invalid (?:enum )?value '?(.*?)'?", re.DOTALL)
_BOUND = re.compile(r"Expected `(int|float|str|array|object)` (?:[<>]|of length|matching)", re.DOTALL)


def put_into_words(
    error: msgspec.ValidationError,
    root: Type,
    data: Any,
    at: Steps = (),
    *,
    in_draft: bool = False,
    guesses: bool = True,
) -> ValidationError:
    """An error of msgspec in this library's words: with the nearest name, the choices, what came.

    ``data``, of type ``root``, lies at the path ``at``. ``in_draft`` says that for msgspec it was a
    member of a `Type.draft`. ``guesses`` says whether to look for what a typo was meant to be.
    """
    message, path = _split_place(str(error))
    if in_draft:
        path = "$" + path.removeprefix("$.value")
    place = _Place(root, data, path)
    if match := _UNKNOWN.fullmatch(message):
        if place.struct is not None:
            return unknown_field(place.struct, match[1], place_of((*at, *place.steps)), guesses=guesses)
    elif match := _MISSING.fullmatch(message):
        message = place.describe_missing(match[1])
    elif match := _NOT_ONE_OF.fullmatch(message):
        message = place.describe_choices(match[1], guesses=guesses)
    elif _BOUND.match(message) and place.found and not place.secret and not message.endswith(" as a key"):
        message = f"{message}, got {place.measure}"
    elif place.found and not place.secret and message in _EXAMPLES:
        message = f"Expected a {_EXAMPLES[message]}, got {quote(place.value)}"
    elif place.found and message.endswith("got `str`"):
        message += place.advice
    return ValidationError(shorten(message, 1000), place_of((*at, *place.steps)))


def unknown_field(cls: type[Struct], name: object, path: str = "", *, guesses: bool = True) -> ValidationError:
    """The error for a name that ``cls``, which lies at ``path``, has no field of."""
    if not guesses:
        return ValidationError(f"{cls.__name__} has no field `{shorten(str(name))}`", path)
    fields, tag = fields_of(cls), tag_of(cls)
    elsewhere = _where_else(cls, name)
    hint = f": {elsewhere}" if elsewhere else ""
    inside = _fields_inside(declared_class(cls)).get(str(name)) if name != "type" else None  # a tag, of whatever it is
    if not hint and inside:
        hint = f"; did you mean `{'.'.join([*path.removeprefix('$').lstrip('.').split('.'), *inside]).lstrip('.')}`?"
    elif not hint and name == "function" and tag == ("type", "function"):
        hint = "; as in chat completions: here `name`, `description` and `parameters` stand beside `type`"
    elif not hint and isinstance(name, str) and "." in name and name.partition(".")[0] in fields:
        hint = ": it is a path; nest the objects, or edit with `transform`"
    guess = hint or nearest(name, [*fields, *(tag or ())[:1]])
    return ValidationError(f"{cls.__name__} has no field `{shorten(str(name))}`{guess}", path)


def wrong_struct(cls: type, type_: Type) -> str:
    """What is wrong with a struct where ``type_`` is declared."""
    names = [kind.__name__ for kind in type_.variants]
    got = f"{cls.__module__}.{cls.__name__}" if cls.__name__ in names else cls.__name__  # of another dialect
    if type_.items is not None:
        fits = issubclass(cls, type_.items.variants)
        return f"Expected `array`, got `{got}`{'; put it into a list' if fits else ''}"
    expected = " | ".join(
        names or [{bool: "bool", int: "int", float: "float"}.get(kind, "str") for kind in type_.scalars]
    )
    return f"Expected `{expected}`, got `{got}`" if expected else f"Unexpected `{got}`"


@cache
def _fields_inside(cls: type[Struct]) -> Mapping[str, tuple[str, ...]]:
    """Where in the objects inside a ``cls``, lists apart, each name is declared; the nearest place of several."""
    found: dict[str, tuple[str, ...]] = {}
    level: list[tuple[tuple[str, ...], type[Struct]]] = [((), cls)]
    while level:
        below = []
        for at, struct in level:
            for name, field in fields_of(struct).items():
                if at:
                    found.setdefault(name, (*at, name))
                below += [((*at, name), inner) for inner in field.type.structs if len(at) < _DEEPEST]
        level = below
    return found


_DEEPEST = 3


def _where_else(cls: type[Struct], name: object) -> str:
    """Where a vendor's member belongs, by the tables of conversion, which only an error imports."""
    if not cls.__module__.startswith("realtime_builder.") or not isinstance(name, str) or not name.isidentifier():
        return ""
    found: str = import_module("realtime_builder.convert.elsewhere").where_else(cls, name)
    return found


def _split_place(text: str) -> tuple[str, str]:
    """The message and the whole path: a hook's own path stands before that of its place."""
    if len(text) > _LONGEST_MESSAGE:  # it quotes the input
        text = f"{text[: _LONGEST_MESSAGE // 2]}…{text[-_LONGEST_MESSAGE // 2 :]}"
    places = []
    while match := _PLACE.search(text):
        places.append(match[2])
        text = text[: match.start()] + (" as a key" if match[1] else "")
    return text, "$" + "".join(place[1:] for place in places)


_EXAMPLES = {
    "Invalid RFC3339 encoded date": "date such as 2026-12-24",
    "Invalid RFC3339 encoded datetime": "date and time such as 2026-12-24T18:30:00Z",
    "Invalid RFC3339 encoded time": "time such as 18:30:00",
    "Invalid ISO8601 duration": "duration such as PT1H30M",
}
_LONGEST_WORD = 50
_NUMBER = re.compile(r"(-?)([0-9][0-9_]*)(\.[0-9]+)?")
_TRUTHS = frozenset({"true", "false", "yes", "no", "on", "off"})  # older YAML reads these as booleans
_SPELLINGS = {"g711_ulaw": "audio/pcmu", "g711_alaw": "audio/pcma", "pcm16": "audio/pcm"}
"""Formats as one dialect names them, and the tags that they have in another."""


class _Place:
    """What the declared types and the data say about the place that an error names."""

    def __init__(self, root: Type, data: Any, path: str) -> None:
        self.type: Type | None = root
        self.value = data
        self.found = True
        self.secret = False
        self.steps: Steps = ()
        for step in () if path == "$" else parse_path(path):
            self._enter(self._key() if step == "..." else step)

    @property
    def struct(self) -> type[Struct] | None:
        if self.type is None:
            return None
        if isinstance(self.value, Mapping):
            return variant_of(self.type, self.value)
        return self.type.structs[0] if len(self.type.structs) == 1 else None

    @property
    def measure(self) -> str:
        """What is compared with a bound. Of a list or an object that is its length, and all that is told."""
        return str(len(self.value)) if isinstance(self.value, list | Mapping) else quote(self.value)

    @property
    def advice(self) -> str:
        """The end of a sentence about text where something else is declared."""
        text, type_ = self.value, self.type
        if not isinstance(text, str) or type_ is None or self.secret or len(text) > _LONGEST_WORD:
            return ""
        if (number := _NUMBER.fullmatch(text)) and {int, float} & {*type_.scalars}:
            plain = f"{number[1]}{number[2].replace('_', '').lstrip('0') or '0'}{number[3] or ''}"
            return f"; write {text} without the quotes" if plain == text else f"; write {plain}"
        if text.lower() in _TRUTHS and bool in type_.scalars:
            return "; write true or false, without quotes"
        for variant in type_.variants:
            tag = tag_of(variant)
            if tag is not None and _SPELLINGS.get(text, text) == tag[1]:
                return f"; write {json.dumps({tag[0]: tag[1]})}"
            for name, field in fields_of(variant).items():
                if text in (*field.type.literals, *field.type.known):
                    return f"; write {json.dumps(({tag[0]: tag[1]} if tag else {}) | {name: text})}"
        return ""

    def _key(self) -> str:
        """Which member of a map is meant: the first that does not fit."""
        inner = None if self.type is None else self.type.members
        if inner is None or not isinstance(self.value, Mapping):
            return "..."
        prepare_type(inner.draft)
        for name, member in self.value.items():
            try:
                msgspec.convert({"value": member}, inner.draft, dec_hook=from_decoded)
            except msgspec.ValidationError:
                return str(name)
        return "..."

    def _enter(self, step: str | int) -> None:
        struct, type_ = self.struct, self.type
        self.type = None
        self.steps = (*self.steps, step)
        self.secret = self.secret or is_secret(step)
        if isinstance(step, int):
            if type_ is not None:
                self.type = type_.items
        elif type_ is not None and type_.members is not None and not type_.variants:
            self.type = type_.members
        elif struct is not None and step in fields_of(struct):
            field = fields_of(struct)[step]
            self.type, self.secret = field.type, self.secret or field.secret
        elif type_ is not None:
            # The tag of a union: its choices are the variants' tags.
            tags = [tag for tag in map(tag_of, type_.variants) if tag is not None and tag[0] == step]
            if tags:
                self.type = Type(literals=tuple(dict.fromkeys(value for _, value in tags)))
        try:
            self.value = self.value[step]
        except (TypeError, LookupError):
            self.found = False

    def describe_missing(self, name: str) -> str:
        if self.struct is not None:
            return f"{self.struct.__name__} is missing required field `{name}`"
        tags = [tag_of(variant) for variant in self.type.variants] if self.type else []
        choices = _listed(tag[1] for tag in tags if tag is not None and tag[0] == name)
        return f"Missing `{name}`, which is one of {choices}" if choices else f"Missing `{name}`"

    def describe_choices(self, given: str, *, guesses: bool) -> str:
        choices = self.type.literals if self.type else ()
        is_text = not self.found or isinstance(self.value, str)
        guess = nearest(given, map(str, choices)) if guesses and is_text else ""
        value = "a secret" if self.secret else quote(self.value if self.found else given)
        if not choices:
            return f"Invalid value {value}"
        number = next((kind.__name__ for kind in (int, float) if self.type and kind in self.type.scalars), "")
        expected = f"`{number}` or {_listed(choices)}" if number else _listed(choices)
        several = "one of " if len(choices) > 1 and not number else ""
        return f"Expected {several}{expected}, got {value}{self.advice if number else guess}"


def _listed(choices: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(f"`{choice}`" for choice in choices))
