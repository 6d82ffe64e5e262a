"""Bounds: what values an allowed path takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .._core.frozen import Frozen, data_of
from ..config import Config
from ..errors import ValidationError, quote

if TYPE_CHECKING:
    from .._core.shape import Type

__all__ = ["Bound", "Choices", "Length", "Limit", "Range", "limit_of"]

Bound: TypeAlias = "int | Sequence[float] | Sequence[str | float | None] | AbstractSet[str | float | None]"
"""What values an allowed path takes.

=====================  =====================================================================
an integer             the most characters of a text, items of a list, or members of an object
two numbers            the lowest and the highest number, both included: a tuple or a list
a set, or other list   the values themselves
=====================  =====================================================================

Two numbers that are meant as the values themselves are written as a set. An integer is for no
number, and two numbers for nothing else.

A bound holds for what the session has afterwards, however a client brings it about. Null, and
nothing at all, satisfy a length bound, never a range, and a set only if the set contains None.
"""


class Length(NamedTuple):
    """At most so many characters, items or members."""

    most: int

    def permits(self, value: Any) -> bool:
        """Whether a value is within the bound; None stands for null and for nothing."""
        data = data_of(value) if isinstance(value, Frozen) else value
        return not isinstance(data, _SIZED) or len(data) <= self.most

    def fits(self, type_: Type) -> bool:
        """Whether the bound says anything about values of the type."""
        return not _is_number(type_) and not _is_truth(type_)

    def __str__(self) -> str:
        return f"Expected length <= {self.most}"


class Range(NamedTuple):
    """A number from the lowest to the highest."""

    low: float
    high: float

    def permits(self, value: Any) -> bool:
        """As for `Length`."""
        return isinstance(value, _NUMBERS) and not isinstance(value, bool) and self.low <= value <= self.high

    def fits(self, type_: Type) -> bool:
        """As for `Length`."""
        return _is_number(type_)

    def __str__(self) -> str:
        return f"Expected {self.low} to {self.high}"


class Choices(NamedTuple):
    """One of some values, each with whether it is a truth value: ``true`` is not 1."""

    values: frozenset[tuple[bool, str | float | None]]

    def permits(self, value: Any) -> bool:
        """As for `Length`."""
        return (value is None or isinstance(value, _SCALARS)) and (isinstance(value, bool), value) in self.values

    def fits(self, type_: Type) -> bool:  # noqa: ARG002 - as the others
        """Any type may have a choice among its values, null at least."""
        return True

    def __str__(self) -> str:
        return "Not among the values allowed"


Limit: TypeAlias = "Length | Range | Choices"
"""A `Bound` as a guard keeps it."""

_NUMBERS = (int, float)
_SCALARS = (str, int, float)
_SIZED = (str, list, dict, tuple, bytes, Config)  # a configuration has members, its tag among them
_WRONG = "Expected a length, a pair of numbers or a set as a bound, got "


def limit_of(bound: Any, place: str) -> Limit:
    """A caller's bound, taken over.

    Raises:
        ValidationError: for what is no bound, with ``place`` as its path.
    """
    if isinstance(bound, int) and not isinstance(bound, bool) and bound >= 0:
        return Length(int(bound))
    if isinstance(bound, list | tuple) and len(bound) == 2 and all(map(_is_finite, bound)):  # noqa: PLR2004
        low, high = bound
        if low > high:
            raise ValidationError(f"Expected the lowest number first, got {quote(bound)}", place)
        return Range(low, high)
    if isinstance(bound, AbstractSet | list) or (isinstance(bound, tuple) and not any(map(_is_finite, bound))):
        return Choices(frozenset(_choices(bound, place)))
    raise ValidationError(f"{_WRONG}{quote(bound)}", place)


def _choices(values: Iterable[Any], place: str) -> Iterable[tuple[bool, Any]]:
    for value in values:
        if isinstance(value, str):
            yield False, str.__str__(value)
        elif value is None or isinstance(value, bool) or _is_finite(value):
            yield isinstance(value, bool), value
        else:
            raise ValidationError(f"Expected text, numbers, true, false or None as choices, got {quote(value)}", place)


def _is_finite(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _is_truth(type_: Type) -> bool:
    return type_.scalars == (bool,) and not (type_.literals or type_.variants or type_.items or type_.holder)


def _is_number(type_: Type) -> bool:
    return any(kind in (int, float) for kind in type_.scalars)
