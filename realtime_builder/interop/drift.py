"""Drift: what of the settings that were sent a server did not take, or changed.

``session.update`` fails silently: a server may drop or adjust a setting and report success. Its
``session.updated`` has the whole session, so the two can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Struct

from .._core.masking import is_secret, masked, printable
from .._core.paths import Steps, render_path
from .._core.plain import comparable, plain
from .._core.shape import Field, declared_class, fields_of, tag_of
from .._core.values import Unvalidated
from .._core.writing import encode_any
from ..edits.facts import updates_of
from ..edits.patches import require_same_type
from ..errors import ValidationError

__all__ = ["Difference", "drift", "has_choices"]

S = TypeVar("S", bound=Struct)

_SINGLE_PRECISION = 1e-6
"""Servers hold fractions in 32 bits and echo 0.8 as 0.800000011920929."""


class Difference(NamedTuple):
    """One setting that is not as it was sent."""

    path: str
    """Where, as edits take it: ``audio.output.voice``."""

    sent: Any
    """The value that was sent; ``None`` for null."""

    echoed: Any
    """The value that came back; `UNSET` where nothing did."""

    def __str__(self) -> str:
        echoed = "nothing" if self.echoed is UNSET else repr(masked(self.echoed))
        return f"sent {masked(self.sent)!r}, echoed {echoed} - at `{printable(self.path)}`"

    def __repr__(self) -> str:
        return f"Difference(path={self.path!r}, sent={masked(self.sent)!r}, echoed={masked(self.echoed)!r})"


def drift(sent: S, echoed: S) -> tuple[Difference, ...]:
    """Which settings of ``sent`` are not in ``echoed``, in the order in which they were sent.

    ``sent`` is what went into ``session.update``, ``echoed`` the session of the
    ``session.updated`` that answered it. Only what was sent is looked at: what the server filled
    in by itself, at any depth, is no drift. Nor is

    - null, ``""`` or ``[]`` that was sent, and nothing or null that came back;
    - another order of a list of choices (``modalities``), or a fraction that differs by rounding;
    - a secret, such as a tool server's ``authorization``: servers do not give them back.

    An object of another variant, and a list of another length, is one difference.

    >>> for difference in drift(sent, event.session):
    ...     print(difference)
    sent 'marin', echoed 'alloy' - at `audio.output.voice`

    Raises:
        ValidationError: for values of different types.
    """
    if declared_class(type(sent)) not in updates_of(type(echoed)):
        held = getattr(echoed, "session", None)
        if isinstance(held, declared_class(type(sent))):
            raise ValidationError(f"Expected a session, got `{type(echoed).__name__}`; compare with its `session`")
        require_same_type(sent, echoed)
    return tuple(_in_members(sent, echoed, ()))


def _in_members(sent: Any, echoed: Any, at: Steps) -> Iterator[Difference]:
    fields = _fields(sent)
    for name, value in sent.items():
        field = fields.get(name)
        if not is_secret(name) and (field is None or not field.secret):
            other = echoed.get(name, UNSET)
            if value is not other and not _is_as_sent(value, other):
                yield from _at(value, other, (*at, name), field)


def _is_as_sent(sent: Any, echoed: Any) -> bool:
    """Whether the whole is as it was sent, so that nothing in it need be looked at."""
    return type(sent) is type(echoed) and bool(sent == echoed)


def _fields(value: Any) -> Mapping[str, Field]:
    return fields_of(type(value)) if isinstance(value, Struct) else {}


def _at(sent: Any, echoed: Any, at: Steps, field: Field | None) -> Iterator[Difference]:
    if getattr(sent, "_container", False) and echoed in (UNSET, None):
        echoed = {}  # so that each setting in it counts for itself
    if _has_settings(sent, field) and isinstance(echoed, Mapping) and _same_variant(sent, echoed):
        yield from _in_members(sent, echoed, at)
    elif _is_list_of_objects(sent) and isinstance(echoed, tuple) and len(sent) == len(echoed):
        for i, (item, other) in enumerate(zip(sent, echoed, strict=True)):
            yield from _at(item, other, (*at, i), None)
    elif not _same(sent, echoed, field):
        yield Difference(render_path(at), sent, echoed)


def _has_settings(value: Any, field: Field | None) -> bool:
    """Whether its members are compared one by one. Free-form JSON and a map of strings are one setting."""
    return isinstance(value, Struct | Unvalidated) or (field is None and isinstance(value, Mapping))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, Struct | Unvalidated) for item in value)


def _same_variant(sent: Any, echoed: Mapping[str, Any]) -> bool:
    """A tag is a setting like any other, but where it differs the rest can't be compared."""
    tag = tag_of(type(sent)) if isinstance(sent, Struct) else None
    return tag is None or echoed.get(*tag) == tag[1]


def _same(sent: Any, echoed: Any, field: Field | None) -> bool:
    if echoed is UNSET or echoed is None:
        return sent is None or sent in ("", ())
    if isinstance(sent, float) and type(echoed) in (int, float):
        return math.isclose(sent, echoed, rel_tol=_SINGLE_PRECISION)
    if isinstance(sent, tuple) and isinstance(echoed, tuple) and has_choices(field):
        return sorted(map(repr, sent)) == sorted(map(repr, echoed))
    return bool(_json(sent) == _json(echoed))


def has_choices(field: Field | None) -> bool:
    """Whether a field takes a list of words out of some, whose order means nothing."""
    items = None if field is None else field.type.items
    return items is not None and bool(items.literals or items.known)


def _json(value: Any) -> Any:
    return comparable(msgspec.json.decode(encode_any(plain(value))))
