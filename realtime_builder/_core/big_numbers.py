"""Where in JSON a number is that Python can't hold. Only an error asks for it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .paths import Steps

__all__ = ["first_unheld"]

_MOST_DIGITS = 4300
"""As many as CPython reads and writes of an integer; msgspec goes by it as well."""


class _Members(list[tuple[str, Any]]):
    """An object, also with names that are repeated."""


class _Unheld:
    """Stands where a number is that can't be held."""


_UNHELD = _Unheld()


def first_unheld(data: bytes | bytearray | memoryview | str) -> Steps:
    """The steps to the first number that can't be held; none where that can't be told, or it is the whole."""
    try:
        text = data if isinstance(data, str) else bytes(data).decode()
        read = json.loads(text, parse_float=_float, parse_int=_integer, object_pairs_hook=_Members)
        return next(_places(read, ()), ())
    except (ValueError, RecursionError):
        return ()


def _float(text: str) -> Any:
    return _UNHELD if math.isinf(float(text)) else 0


def _integer(text: str) -> Any:
    return _UNHELD if len(text) - text.startswith("-") > _MOST_DIGITS else 0


def _places(value: Any, at: Steps) -> Iterator[Steps]:
    if value is _UNHELD:
        yield at
    elif value.__class__ is _Members:
        for name, member in value:
            yield from _places(member, (*at, name))
    elif value.__class__ is list:
        for i, item in enumerate(value):
            yield from _places(item, (*at, i))
