"""A rule of words: what an open list takes, and was perhaps meant to be one of those that it knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from .._core.shape import declared_class, fields_of
from ..config import Config
from ..errors import shorten
from .rules import Complaint, rule

__all__ = ["near_to"]

_SOURCE = "the words that the vendors' types list"


@cache
def _open_fields(core: Any) -> Mapping[str, frozenset[str]]:
    """The fields that are open lists of words, or lists of such, with the words that are known."""
    types = {name: field.type for name, field in fields_of(core).items()}
    known = {name: type_.known or (type_.items.known if type_.items else ()) for name, type_ in types.items()}
    return {name: frozenset(words) for name, words in known.items() if words}


@rule("nearly-known", "warning", Config, source=_SOURCE, concerns=_open_fields)
def nearly_known(config: Any) -> Iterator[Complaint]:
    """A word, such as the name of a voice or a model, that is probably a misspelt known one."""
    for name, known in _open_fields(declared_class(type(config))).items():
        value = getattr(config, name)
        words = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        for position, word in words:
            if isinstance(word, str) and word not in known and (meant := near_to(word, known)):
                path = name if position is None else f"{name}[{position}]"
                message = f"`{shorten(word)}` is unknown, but close to `{meant}`"
                yield Complaint(path, message, f"if you meant `{meant}`, correct it")


_LONGEST = 64
_LONG = 8
_SHORTEST = 4


def near_to(word: str, known: frozenset[str]) -> str:
    """The known word that ``word`` is a typo of; empty where there is none.

    A typo is another case, or one or two characters that are wrong, missing, too many or swapped in one place.
    Digits make another version and no typo.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ""
    return next((candidate for candidate in sorted(known) if _is_typo(word, candidate)), "")


def _is_typo(word: str, meant: str) -> bool:
    one, other = word.casefold(), meant.casefold()
    if one == other:
        return True
    most = 2 if len(meant) >= _LONG else 1
    if abs(len(one) - len(other)) > most:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    here, there = one[start : len(one) - end], other[start : len(other) - end]
    if any(character.isdigit() for character in here + there):
        return False
    return max(len(here), len(there)) <= most or (sorted(here) == sorted(there) and len(here) == 2)  # noqa: PLR2004
