r"""Texts with holes: ``{{caller}}`` inside a text is a hole, ``\{{`` stands for two braces.

A text here is what the types declare as one: a field, an item of a list of texts, a value in a map of
texts. Free-form JSON and what the library does not know are somebody else's, braces included. Backslashes
right before two braces are told apart as programming languages do it: an odd number escapes, each pair
is one backslash. What fills a hole is never scanned itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Struct

from .._core.arrays import StructArray
from .._core.frozen import data_of
from .._core.plain import plain
from .._core.shape import Type, fields_of, read_type
from .._core.slots import held_by_wire
from .._core.values import StringMap
from .._core.walker import put
from ..errors import ValidationError, nearest, shorten

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = [
    "Hole",
    "Pieces",
    "Text",
    "as_text",
    "fill",
    "filled",
    "holes_in",
    "may_have_holes",
    "names_in",
    "own_texts",
    "texts_in",
]

S = TypeVar("S", bound=Struct)

_TOKEN = re.compile(r"(?<!\\)(\\++)\{\{|\{\{[ \t]*+([^\W\d]\w*)[ \t]*+\}\}")
_ODD = re.compile(r"(?<!\\)\{\{(?![ \t]*+[^\W\d]\w*[ \t]*+\}\})([^{}\n]{0,80})\}\}")


class Hole(NamedTuple):
    """A place in a text that is to be filled."""

    name: str


Pieces = tuple["str | Hole", ...]
"""A text taken apart."""


class Text(NamedTuple):
    """A text with two braces in it, somewhere in a configuration."""

    steps: Steps
    pieces: Pieces
    is_free: bool
    """Whether any text may stand there."""


def texts_in(config: Struct) -> tuple[Text, ...]:
    """The texts of a configuration that have holes, or braces that are escaped."""
    found = ((Text(steps, _pieces_of(text), is_free), text) for steps, text, is_free in _texts(config, Type(), ()))
    return tuple(text for text, whole in found if text.pieces != (whole,))


def holes_in(texts: Iterable[Text]) -> dict[str, Steps]:
    """The names of the holes, in the order of the texts, each with a path where it stands."""
    found: dict[str, Steps] = {}
    for text in texts:
        for piece in text.pieces:
            if isinstance(piece, Hole):
                found.setdefault(piece.name, text.steps)
    return found


def may_have_holes(config: Struct) -> bool:
    """Whether `own_texts` may give any, told at a glance."""
    for held in msgspec.structs.astuple(config):
        kind = held.__class__
        if (kind is str and "{{" in held) or kind is tuple or issubclass(kind, StringMap):
            return True
    return False


def own_texts(config: Struct) -> Iterator[tuple[str, str]]:
    """The texts with two braces in them that are not inside another struct, each with the name of its field."""
    fields = fields_of(type(config))
    for name, held in zip(config.__struct_encode_fields__, msgspec.structs.astuple(config), strict=True):
        if held.__class__ is str:
            if "{{" in held and name in fields:
                yield name, held
        elif isinstance(held, (tuple, StringMap)) and name in fields:
            for _, text, _ in _texts(held, fields[name].type, ()):
                yield name, text


def names_in(text: str) -> tuple[dict[str, None], list[str]]:
    """The names of the holes in a text, and what stands between two braces and is no name."""
    names = dict.fromkeys(piece.name for piece in _pieces_of(text) if isinstance(piece, Hole))
    return names, [match[0] for match in _ODD.finditer(text)]


def _texts(held: Any, type_: Type, at: Steps) -> Iterator[tuple[Steps, str, bool]]:
    if isinstance(held, str):
        if "{{" in held:
            yield at, held, str in type_.scalars and all(meta.extra is not None for meta in type_.metas)
    elif isinstance(held, Struct):
        fields = fields_of(type(held))
        for name, member in held_by_wire(held).items():
            if name in fields and member.__class__ not in _NO_TEXT:
                yield from _texts(member, fields[name].type, (*at, name))
    elif isinstance(held, StructArray | tuple):
        items = data_of(held) if isinstance(held, StructArray) else held
        for position, item in enumerate(items):
            yield from _texts(item, type_.items or Type(), (*at, position))
    elif isinstance(held, StringMap):
        inner = _STRING if type(held).accepts is StringMap.accepts else Type()
        for name, member in data_of(held).items():
            yield from _texts(member, inner, (*at, name))


_NO_TEXT = frozenset({int, float, bool, bytes, type(None)})
_STRING = read_type(str)


def _pieces_of(text: str) -> Pieces:
    pieces: list[str | Hole] = []
    literal: list[str] = []
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        literal.append(text[at : match.start()])
        at = match.end()
        if match[1] is None:
            pieces += ["".join(literal), Hole(match[2])]
            literal = []
        else:
            literal.append(match[1][: len(match[1]) // 2])
            if len(match[1]) % 2:
                literal.append("{{")
            else:
                at -= 2  # there may be a hole
    return tuple(piece for piece in (*pieces, "".join(literal) + text[at:]) if piece != "")


def filled(pieces: Pieces, texts: Mapping[str, str]) -> str:
    """A text with all its holes filled."""
    return "".join([texts[piece.name] if isinstance(piece, Hole) else piece for piece in pieces])


def _partly_filled(pieces: Pieces, texts: Mapping[str, str]) -> str:
    """A text with some holes filled, in which what filled them reads as it is when it is taken apart again."""
    written: list[str] = []
    literal = ""
    for piece in pieces:
        if not isinstance(piece, Hole):
            literal += piece
        elif piece.name in texts:
            literal += texts[piece.name]
        else:
            written += [_escaped(literal, before_hole=True), f"{{{{{piece.name}}}}}"]
            literal = ""
    return "".join([*written, _escaped(literal, before_hole=False)])


def _escaped(literal: str, *, before_hole: bool) -> str:
    literal = _BRACES.sub(lambda match: match[1] * 2 + r"\{{", literal)
    return _LAST.sub(lambda match: match[1] * 2 + match[2], literal) if before_hole else literal


_BRACES = re.compile(r"(?<!\\)(\\*+)\{\{")
_LAST = re.compile(r"(?<!\\)(\\++)(\{?)\Z")


def as_text(name: str, value: Any) -> str:
    """What a hole is filled with.

    Raises:
        ValidationError: for what is neither text nor a finite number.
    """
    value = plain(value, f"$.{name}")
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValidationError(f"Hole `{name}` takes text or a number, got `{type(value).__name__}`")
    return str(value)


def fill(config: S, values: Mapping[str, Any]) -> S:
    """See `Config.fill`."""
    texts = texts_in(config)
    names = holes_in(texts)
    for name in values:
        if name not in names:
            raise ValidationError(f"No text has a hole `{shorten(name)}`{nearest(name, names)}")
    given = {name: as_text(name, value) for name, value in values.items() if value is not UNSET}
    is_done = names.keys() <= given.keys()
    for text in texts:
        if is_done:
            config = put(config, text.steps, filled(text.pieces, given))
        elif any(isinstance(piece, Hole) and piece.name in given for piece in text.pieces):
            config = put(config, text.steps, _partly_filled(text.pieces, given))
    return config
