"""Plain JSON that the declared types take: what a probe sends.

Nothing here is a list of fields: words, limits and variants are read from the types.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from .._core.shape import Type, fields_of, tag_of

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["UNKNOWN", "Json", "beyond", "bounds_of", "minimal", "options", "unknown_in", "variants_in", "words_of"]

Json: TypeAlias = dict[str, Any]

UNKNOWN = "probe_unknown"
"""A word, and a member's name, that nobody knows."""

_TEXTS = {"url": ("https://example.com/probe", "https://example.com/other"), "language": ("en", "de")}
"""Texts that a server may look into, by what the field's name has in it."""

_OTHER_TEXTS = ("probe", "another probe")
_NUMBERS = (100, 200)
_FRACTIONS = (0.5, 0.75)
_DEEPEST = 12


def minimal(struct: type[Struct], depth: int = 0) -> Json:
    """The smallest object that is a ``struct``: its tag, and what it requires."""
    tag = tag_of(struct)
    whole: Json = {} if tag is None else {tag[0]: tag[1]}
    for name, field in fields_of(struct).items():
        if field.required:
            whole[name] = options(field.type, name, depth + 1)[0]
    return whole


def options(type_: Type, name: str, depth: int = 0) -> list[Any]:
    """Values of a type, the likeliest first; ``name`` is the field's."""
    if depth > _DEEPEST:
        return [None]
    found: list[Any] = [*type_.literals, *type_.known, *_patterned(type_)]
    for scalar in type_.scalars:
        if scalar is str:
            found += [] if type_.known else _texts(name)
        elif scalar is bool:
            found += [True, False]
        elif scalar is int:
            found += [round(number) for number in _within(type_, _NUMBERS)]
        elif scalar is float:
            found += _within(type_, _FRACTIONS)
        elif scalar is bytes:
            found += ["AAAA"]
    found += [minimal(struct, depth) for struct in type_.variants]
    if type_.items is not None:
        fewest = max((meta.min_length or 1 for meta in type_.metas), default=1)
        found += [[item] * fewest for item in options(type_.items, name, depth + 1)]
    elif type_.members is not None:
        found += [{"probe": member} for member in options(type_.members, name, depth + 1)[:2]]
    elif type_.holder is not None:
        found += [{"type": "object"}, {"type": "object", "properties": {}}]
    return found or [None]


_REPEATED = re.compile(r"\[(\w)[^\]]*\]\{(\d+)\}")


def _patterned(type_: Type) -> Iterator[str]:
    """A text of the simple form that a pattern asks for: words and repeated classes of characters."""
    for meta in type_.metas:
        if meta.pattern is not None:
            yield _REPEATED.sub(lambda match: match[1] * int(match[2]), meta.pattern.strip("^$"))


def _texts(name: str) -> tuple[str, ...]:
    return next((texts for part, texts in _TEXTS.items() if part in name), _OTHER_TEXTS)


def bounds_of(type_: Type) -> tuple[float | None, float | None]:
    """The smallest and the largest number that a type states; None where it states none."""
    low = [bound for meta in type_.metas if (bound := meta.ge if meta.ge is not None else meta.gt) is not None]
    high = [bound for meta in type_.metas if (bound := meta.le if meta.le is not None else meta.lt) is not None]
    return (
        max((bound for bound in low if bound > -sys.float_info.max), default=None),
        min((bound for bound in high if bound < sys.float_info.max), default=None),
    )


def _within(type_: Type, usual: tuple[float, ...]) -> list[float]:
    low, high = bounds_of(type_)
    if low is None and high is None:
        return list(usual)
    least = low if low is not None else min(0, high or 0)
    most = high if high is not None else max(least * 2, least + 1000)
    return [round(least + (most - least) * share, 3) for share in (0.4, 0.6)]


def beyond(type_: Type) -> Iterator[tuple[str, Any]]:
    """The limits that a type states, and what lies just beyond each: with words for it."""
    low, high = bounds_of(type_)
    step: float = 1 if int in type_.scalars else 0.01
    for word, bound, sign in (("least", low, -1), ("most", high, 1)):
        if bound is not None:
            at = round(bound) if step == 1 else bound
            yield f"{word} {at}", at
            yield f"beyond {at}", round(at + sign * step, 6)
    for meta in type_.metas:
        if meta.max_length is not None and str in type_.scalars:
            yield f"longest {meta.max_length}", "p" * meta.max_length
            yield f"beyond {meta.max_length}", "p" * (meta.max_length + 1)
        if meta.min_length:
            yield f"beyond {meta.min_length}", ["p"] * (meta.min_length - 1) if type_.items else ""


def words_of(type_: Type) -> list[tuple[Any, Any]]:
    """Each word that a type lists, or its items do, with the value that says it."""
    words = [(word, word) for word in (*type_.literals, *type_.known)]
    if type_.items is not None:
        words += [(word, [value]) for word, value in words_of(type_.items)]
    return words


def variants_in(type_: Type) -> list[tuple[str, type[Struct], bool]]:
    """Each struct that a value, or the items of a list, may be: its tag, or its name, and whether it is an item."""
    named = [(_name(struct), struct, False) for struct in type_.variants]
    if type_.items is not None:
        named += [(name, struct, True) for name, struct, _ in variants_in(type_.items)]
    return named


def _name(struct: type[Struct]) -> str:
    tag = tag_of(struct)
    return struct.__name__ if tag is None else tag[1]


def unknown_in(type_: Type) -> Any:
    """A value with an unknown word, or of an unknown variant; None where the type has no words."""
    if any(isinstance(word, str) for word in (*type_.literals, *type_.known)):
        return UNKNOWN
    for struct in type_.variants:
        tag = tag_of(struct)
        if tag is not None:
            return {tag[0]: UNKNOWN}
    inner = None if type_.items is None else unknown_in(type_.items)
    return None if inner is None else [inner]
