"""Members and variants that the library does not know are refused, kept or dropped, in every struct that there is."""

import json
import pickle
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import (
    ALL_STRUCTS,
    OPEN,
    UNKNOWN,
    as_plain,
    assert_same,
    configs,
    edits,
    filled_in,
    json_values,
    mangled,
    name_of,
    same_json,
    with_odd_names,
    with_passed_on,
)

from realtime_builder import (
    UNSET,
    Config,
    ValidationError,
    check,
    decode,
    diff,
    encode,
    fingerprint,
    unvalidated,
    validate,
)
from realtime_builder._core.shape import Field, Type, fields_of, tag_of


def _tagged(field: Field) -> str:
    """The name of the tag of an optional field's union; nothing where it has none."""
    type_ = field.type if field.type.items is None else field.type.items
    tags = {tag_of(variant) for variant in type_.variants}
    return "" if field.required or not tags or None in tags else next(iter(tags))[0]


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if cls not in OPEN], ids=name_of)
@given(data=st.data())
def test_members(cls, data):
    x, members = data.draw(with_odd_names(cls), label="x and its JSON")
    wire = json.dumps(members)

    with pytest.raises(ValidationError, match="has no field `"):
        decode(wire, type=cls)
    with pytest.raises(ValidationError, match="has no field `"):
        cls.from_dict(members)
    assert_same(decode(wire, type=cls, unknown="drop"), x)
    assert_same(cls.from_dict(members, unknown="drop"), x)

    y = decode(wire, type=cls, unknown="keep")
    assert same_json(json.loads(encode(y)), members)
    assert y != x
    assert isinstance(y, cls)
    assert_same(cls.from_dict(members, unknown="keep"), y)
    edited = y.copy_with(**data.draw(edits(cls), label="edit"))
    for name in members.keys() - x.keys():
        assert same_json(edited.as_dict()[name], members[name])
        assert name in edited
        assert same_json(as_plain(edited[name]), members[name])


@pytest.mark.parametrize("cls", OPEN, ids=name_of)
@given(data=st.data())
def test_members_of_what_takes_any(cls, data):
    """Where a server passes on what its types don't list, an unknown member is neither an error nor dropped."""
    x, members = data.draw(with_passed_on(cls), label="x and its JSON")
    wire = json.dumps(members)
    y = decode(wire, type=cls)
    assert same_json(json.loads(encode(y)), members)
    for other in (
        decode(wire, type=cls, unknown="keep"),
        decode(wire, type=cls, unknown="drop"),
        cls.from_dict(members),
        x.copy_with(**{UNKNOWN: members[UNKNOWN]}),
        y.copy_with(**{UNKNOWN: 1}).copy_with(**{UNKNOWN: members[UNKNOWN]}),
    ):
        assert_same(other, y)
    assert_same(y.without(UNKNOWN), x)


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if any(map(_tagged, fields_of(cls).values()))], ids=name_of)
@given(data=st.data())
def test_variants(cls, data):
    x = data.draw(configs(cls), label="x")
    for name, field in fields_of(cls).items():
        if not _tagged(field):
            continue
        variant = {_tagged(field): "a_variant_of_next_year", "text": "\u00e9", "parts": [1, True, None]}
        listed = field.type.items is not None
        others = x.without(name)
        members = {**others.as_dict(), name: [variant, variant] if listed else variant}
        wire = json.dumps(members)

        with pytest.raises(ValidationError) as caught:
            decode(wire, type=cls)
        assert caught.value.path == f"$.{name}[0].{_tagged(field)}" if listed else f"$.{name}.{_tagged(field)}"
        with pytest.raises(ValidationError):  # only members are dropped
            decode(wire, type=cls, unknown="drop")
        y = decode(wire, type=cls, unknown="keep")
        assert same_json(json.loads(encode(y)), members)
        assert_same(cls.from_dict(members, unknown="keep"), y)
        assert "a_variant_of_next_year" in repr(y)
        assert y.without(name) == others


def _may_be_structs(type_: Type, value: Any) -> bool:
    if isinstance(value, list) and type_.items is not None:
        return any(_may_be_structs(type_.items, item) for item in value)
    return isinstance(value, dict) and bool(type_.variants)


@cache
def _odd_members(cls: type[Config]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from([*fields_of(cls)]), json_values(), min_size=1, max_size=2)


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if fields_of(cls)], ids=name_of)
@given(data=st.data())
def test_odd_values(cls, data):
    """Whatever stands in a field's place is kept as it came, at the smallest subtree, and survives edits of others."""
    members = data.draw(configs(cls), label="x").as_dict()
    odd = data.draw(_odd_members(cls), label="odd")
    # A tag may be filled in: see `test_what_comes_in_goes_out`.
    assume(not any(_may_be_structs(fields_of(cls)[name].type, value) for name, value in odd.items()))
    wire = {**members, **odd}

    y = decode(json.dumps(wire), type=cls, unknown="keep")
    assert same_json(json.loads(encode(y)), wire)
    assert_same(decode(encode(y), type=cls, unknown="keep"), y)
    assert_same(cls.from_dict(wire, unknown="keep"), y)
    assert_same(pickle.loads(pickle.dumps(y)), y)
    errors = validate(json.dumps(wire), type=cls)
    assert bool(errors) == bool(unvalidated(y))
    if not isinstance(y, cls):
        return
    assert all(any(path.startswith(name) for name in odd) for path in unvalidated(y))
    if not errors:
        assert_same(decode(json.dumps(wire), type=cls), y)
    edit = {name: value for name, value in data.draw(edits(cls), label="edit").items() if name not in odd}
    edited = y.copy_with(**edit)
    assert same_json(json.loads(encode(edited)), {**wire, **{name: as_plain(edited[name]) for name in edit}})


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if fields_of(cls)], ids=name_of)
@given(data=st.data())
def test_what_comes_in_goes_out(cls, data):
    """Whatever is decoded is encoded to the same JSON, but for tags where the other members decide the variant."""
    wire = data.draw(mangled(cls), label="wire")
    y = decode(json.dumps(wire), type=cls, unknown="keep")
    assert same_json(json.loads(encode(y)), filled_in(y, Type(structs=(cls,)), wire))
    assert_same(decode(encode(y), type=cls, unknown="keep"), y)
    assert_same(cls.from_dict(wire, unknown="keep"), y)
    errors = validate(json.dumps(wire), type=cls)
    assert bool(errors) == bool(unvalidated(y))
    if not errors:
        assert_same(decode(json.dumps(wire), type=cls), y)
        assert_same(cls.from_dict(wire), y)


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if fields_of(cls)], ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)  # each has many edits
@given(data=st.data())
def test_what_does_not_fit_is_edited_as_anything_else(cls, data):
    """Edits of other members leave it as it is, and no operation trips over it."""
    x, y = (cls.from_dict(data.draw(mangled(cls), label=label), unknown="keep") for label in "xy")
    if not isinstance(x, cls) or not isinstance(y, cls):
        return
    before = encode(x), hash(x), unvalidated(x)
    edit = data.draw(edits(cls), label="edit")
    edited = x.copy_with(**edit)
    assert same_json(edited.as_dict(), {**x.as_dict(), **{name: as_plain(edited[name]) for name in edit}})
    optional = [
        name for name, field in fields_of(cls).items() if name in x and not field.required and field.default is UNSET
    ]
    assert x.without(*optional).keys() <= x.keys() - {*optional}

    for same in (x.merge(x), x.overlay(x), x.merge(diff(x, x))):
        assert_same(same, x)
    for lay in (cls.merge, cls.overlay, lambda x, y: x.merge(diff(x, y, omitted="keep"))):
        with suppress(ValidationError):  # of what is fixed at the start, or two kinds of delegation
            laid = lay(x, y)
            assert lay(laid, y) == laid
    assert isinstance(check(x), tuple)
    assert isinstance(x.explain(), str)
    assert fingerprint(x) == fingerprint(cls.from_dict(x.as_dict(), unknown="keep"))
    assert (encode(x), hash(x), unvalidated(x)) == before


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if cls not in OPEN], ids=name_of)
@given(data=st.data())
def test_all_mistakes_are_told_at_once(cls, data):
    x, members = data.draw(with_odd_names(cls), label="x and its JSON")
    wire = json.dumps(members)
    assert validate(encode(x), type=cls) == ()
    errors = validate(wire, type=cls)
    assert {str(error) for error in errors} == {str(error) for error in validate(members, type=cls)}
    assert all("has no field `" in error.message for error in errors)
    assert errors
    with pytest.raises(ValidationError) as caught:
        decode(wire, type=cls)
    assert str(caught.value) in map(str, errors)
    assert validate(wire, type=cls, unknown="drop") == ()
