"""What was let past its type: the check says what the type would have said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from .._core.arrays import DecodedArray, StructArray
from .._core.extras import Extra, Extras, extras_of
from .._core.frozen import data_of
from .._core.paths import Steps, parse_path, place_of
from .._core.reader import MOST_GUESSES
from .._core.reading import faults_at
from .._core.shape import Type, declared_class, fields_of, is_open
from .._core.slots import held_by_wire
from .._core.values import Unvalidated
from .._core.wording import unknown_field
from ..config import Config
from ..interop.received import ECHOED
from .rules import Complaint, rule

if TYPE_CHECKING:
    from ..errors import ValidationError


# What a slot may hold that no type has passed, or that may hold such.
_DOUBTFUL = frozenset({Extra, Extras, Unvalidated, StructArray, DecodedArray, tuple})


@rule(
    "not-of-its-type",
    "warning",
    Config,
    source="the declared type, which says what the vendors' schemas say",
    holds=_DOUBTFUL,
)
def not_of_its_type(config: Any) -> Iterator[Complaint]:
    """An unvalidated value that its type refuses, or an unvalidated member that the types do not have."""
    cls = declared_class(type(config))
    fields, refused = fields_of(cls), () if is_open(cls) else extras_of(config) - {*ECHOED}
    guessed = 0
    for name, value in held_by_wire(config).items():
        if name in fields:
            faults = tuple(_faults(value, fields[name].type, (name,)))
        elif name in refused:
            faults = (unknown_field(cls, name, place_of((name,)), guesses=guessed < MOST_GUESSES),)
            guessed += 1
        else:
            continue
        for fault in faults:
            steps = parse_path(fault.path) if fault.path and name not in refused else ()
            yield Complaint(steps or (name,), fault.message, "correct it, unless you know that the service takes it")


def _faults(value: Any, type_: Type, at: Steps) -> Iterator[ValidationError]:
    if isinstance(value, Extra | Unvalidated):
        yield from faults_at(msgspec.json.decode(value.encoded), type_, at)
    elif isinstance(value, StructArray | tuple) and type_.items is not None:
        for position, item in enumerate(data_of(value) if isinstance(value, StructArray) else value):
            if not isinstance(item, Struct):
                yield from _faults(item, type_.items, (*at, position))
