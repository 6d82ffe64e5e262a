"""Where an edit looks at a value by itself, it comes to what msgspec comes to: at every limit, for every field."""

import math
import sys
from typing import Any

import pytest
from strategies import ALL_STRUCTS, name_of

from realtime_builder import ValidationError, openai_ga
from realtime_builder._core.intake import checked_members
from realtime_builder._core.shape import Field, fields_of
from realtime_builder._core.slots import construct

EVERYWHERE: tuple[Any, ...] = (
    *(True, None, 0, -1, 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**5000),
    *(0.5, -0.0, 1.0, math.nan, math.inf, -math.inf, sys.float_info.max),
    *("", "x", "é" * 20, "\ud800", "auto", b"", b"x", [], (), {}, [{}], ["x"], object()),
)


def edges(field: Field) -> list[Any]:
    """Values at the field's limits, just beyond them, and of the kinds next to the right one."""
    found = [*EVERYWHERE, *field.type.literals, *(f"{each}x" for each in field.type.literals)]
    for meta in field.type.metas:
        for bound in (meta.ge, meta.gt, meta.le, meta.lt):
            if bound is not None:
                found += [bound, math.nextafter(bound, -math.inf), math.nextafter(bound, math.inf), float(bound)]
                found += [int(bound), int(bound) - 1, int(bound) + 1]
        for length in (meta.min_length, meta.max_length):
            if length is not None:
                found += [letter * (length + more) for letter in ("x", "é") for more in (-1, 0, 1)]
    return found


def outcome(edit: Any) -> Any:
    try:
        value = edit()
    except ValidationError as error:
        return "refused", str(error)
    return type(value), value


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
def test_an_edit_agrees_with_a_conversion(cls):
    required = [name for name, field in fields_of(cls).items() if field.required]
    blank = construct(cls, dict.fromkeys(required, 0))
    for name, field in fields_of(cls).items():
        for value in edges(field):
            edited = outcome(lambda name=name, value=value: getattr(blank.copy_with(**{name: value}), name))
            converted = outcome(lambda name=name, value=value: read(checked_members(cls, {name: value})[name]))
            assert edited == converted, f"{name} = {value!r:.80}"


def read(held: Any) -> Any:
    return getattr(held, "view", held)


def test_there_are_limits_of_every_kind():
    """Else the test above says nothing."""
    blank = openai_ga.RealtimeSessionCreateRequest()
    assert outcome(lambda: openai_ga.RealtimeAudioConfigOutput().copy_with(speed=9))[0] == "refused"
    assert outcome(lambda: blank.copy_with(max_output_tokens="inf").max_output_tokens) == (str, "inf")
