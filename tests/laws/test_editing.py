"""The laws of `copy_with` and `without`, over every struct that there is.

Each law is a function of a value and two edits, so its name stands in the traceback when it
breaks. A value now and then has members that the library does not know.
"""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, as_plain, configs, edits, kept, name_of, same_json

from realtime_builder import UNSET, Config, ValidationError, decode, encode
from realtime_builder._core.shape import Field, fields_of

Edit = dict[str, Any]


def no_change_gives_an_equal_value(x: Config, a: Edit, b: Edit):
    assert x.copy_with() == x
    assert x.without() == x
    assert x.copy_with(**dict.fromkeys(fields_of(type(x)), UNSET)) == x


def what_was_set_is_read(x: Config, a: Edit, b: Edit):
    changed = x.copy_with(**a)
    for name, value in a.items():
        assert getattr(changed, name) == value


def what_was_not_set_stays(x: Config, a: Edit, b: Edit):
    changed = x.copy_with(**a)
    for name in fields_of(type(x)).keys() - a.keys():
        assert getattr(changed, name) == getattr(x, name)


def an_edit_at_once_is_an_edit_in_steps(x: Config, a: Edit, b: Edit):
    stepwise = x
    for name, value in reversed(a.items()):
        stepwise = stepwise.copy_with(**{name: value})
    assert stepwise == x.copy_with(**a)


def the_last_edit_wins(x: Config, a: Edit, b: Edit):
    assert x.copy_with(**a).copy_with(**b) == x.copy_with(**(a | b))
    assert x.copy_with(**a).copy_with(**a) == x.copy_with(**a)


def unset_leaves_a_field_as_it_is(x: Config, a: Edit, b: Edit):
    assert x.copy_with(**a).copy_with(**dict.fromkeys(a, UNSET)) == x.copy_with(**a)


def plain_dicts_and_lists_do_as_well(x: Config, a: Edit, b: Edit):
    assert x.copy_with(**{name: as_plain(value) for name, value in a.items()}) == x.copy_with(**a)


def copy_replace_keeps_the_rules_of_copy_with(x: Config, a: Edit, b: Edit):
    replace: Any = getattr(copy, "replace", lambda x, **changes: x.__replace__(**changes))  # new in Python 3.13
    assert replace(x, **a) == x.copy_with(**a)
    assert replace(x, **dict.fromkeys(a, UNSET)) == x


def the_class_is_kept(x: Config, a: Edit, b: Edit):
    assert type(x.copy_with(**a)) is type(x)
    assert type(x.without(*_optional(a, x))) is type(x)


def what_is_omitted_is_unset_and_has_no_key(x: Config, a: Edit, b: Edit):
    names = _optional(a, x)
    omitted = x.copy_with(**a).without(*names)
    for name in names:
        assert getattr(omitted, name) is UNSET
        assert name not in omitted
        assert name not in omitted.as_dict()


def omitting_forgets_what_was_set(x: Config, a: Edit, b: Edit):
    names = _optional(a, x)
    assert x.copy_with(**{name: a[name] for name in names}).without(*names) == x.without(*names)


def omitting_one_by_one_is_omitting_all(x: Config, a: Edit, b: Edit):
    names = _optional(a | b, x)
    stepwise = x
    for name in reversed(names):
        stepwise = stepwise.without(name)
    assert stepwise == x.without(*names)


def setting_again_undoes_an_edit(x: Config, a: Edit, b: Edit):
    before = {name: getattr(x, name) for name in a}
    missing = [name for name, value in before.items() if value is UNSET]
    assert x.copy_with(**a).copy_with(**before).without(*missing) == x


def what_stays_is_neither_omitted_nor_cleared(x: Config, a: Edit, b: Edit):
    for name, field in fields_of(type(x)).items():
        if _stays(field):
            with pytest.raises(ValidationError) as omitted:
                x.without(name)
            assert omitted.value.path == f"$.{name}"
            if not field.type.nullable:
                with pytest.raises(ValidationError) as cleared:
                    x.copy_with(**{name: None})
                assert cleared.value.path == f"$.{name}"


def values_are_equal_where_their_json_is(x: Config, a: Edit, b: Edit):
    y = x.copy_with(**a)
    assert (x == y) == same_json(x.as_dict(), y.as_dict())
    again = x.copy_with(**a)
    assert again == y
    assert hash(again) == hash(y)
    if x == y:
        assert hash(x) == hash(y)


def untouched_parts_are_shared(x: Config, a: Edit, b: Edit):
    changed = x.copy_with(**a)
    for name in fields_of(type(x)).keys() - a.keys():
        part = getattr(x, name)
        if isinstance(part, Config | tuple):
            assert getattr(changed, name) is part


LAWS = (
    no_change_gives_an_equal_value,
    what_was_set_is_read,
    what_was_not_set_stays,
    an_edit_at_once_is_an_edit_in_steps,
    the_last_edit_wins,
    unset_leaves_a_field_as_it_is,
    plain_dicts_and_lists_do_as_well,
    copy_replace_keeps_the_rules_of_copy_with,
    the_class_is_kept,
    what_is_omitted_is_unset_and_has_no_key,
    omitting_forgets_what_was_set,
    omitting_one_by_one_is_omitting_all,
    setting_again_undoes_an_edit,
    what_stays_is_neither_omitted_nor_cleared,
    values_are_equal_where_their_json_is,
    untouched_parts_are_shared,
)


def _stays(field: Field) -> bool:
    """Whether a field is on the wire always: it is required, or its value is fixed."""
    return field.required or field.default is not UNSET


def _optional(edit: Edit, x: Config) -> list[str]:
    return [name for name in edit if not _stays(fields_of(type(x))[name])]


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_editing(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    a, b = data.draw(edits(cls), label="a"), data.draw(edits(cls), label="b")
    before = encode(x), hash(x), repr(x)
    changed = x.copy_with(**a)
    wire = encode(changed)
    for law in LAWS:
        law(x, a, b)
    # No operation changes its operands, whichever came before.
    assert (encode(x), hash(x), repr(x)) == before
    assert encode(changed) == wire
    assert decode(wire, type=cls, unknown="keep") == changed
