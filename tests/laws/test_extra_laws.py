"""The laws of extras: unknown members at random depths survive decoding, edits and encoding as the same JSON.

What a decoder refuses or drops is in test_unknown.py; here it is kept, put in and edited around.
"""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    ALL_STRUCTS,
    as_plain,
    assert_same,
    configs,
    edits,
    json_values,
    mangled,
    name_of,
    objects_in,
    same_json,
)

from realtime_builder import UNSET, Config, JsonObject, ValidationError, decode, encode, unvalidated
from realtime_builder._core.shape import fields_of, tag_of

Steps = tuple[str | int, ...]

NAMES = ("next_year", "copy_with", "class", "_private", "extra_0", "a.b", "0", "\u00e9")
"""Names that no struct has a field of."""


@st.composite
def extended(draw, cls):
    """A value, and its wire dict with unknown members put into some of its structs, at any depth."""
    config = draw(configs(cls))
    members = config.as_dict()
    places = [place for _, place in objects_in(config, members)]
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)):
        place[draw(st.sampled_from(NAMES))] = draw(json_values())
    return config, members


def structs_in(value: Any, at: Steps = ()) -> list[Steps]:
    """The path of every struct inside ``value``, itself first."""
    if isinstance(value, Config):
        return [at, *(path for name in value for path in structs_in(value[name], (*at, name)))]
    if isinstance(value, tuple):
        return [path for position, item in enumerate(value) for path in structs_in(item, (*at, position))]
    return []


def with_json_at(members: Any, path: Steps, member: Any) -> Any:
    members = copy.deepcopy(members)
    owner = members
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = member
    return members


def assert_sent(config: Config, members: Any) -> None:
    """``config`` is what ``members`` says, and comes back from its own JSON and from a pickle."""
    assert same_json(config.as_dict(), members)
    assert_same(decode(encode(config), type=type_of(config), unknown="keep"), config)
    assert_same(pickle.loads(pickle.dumps(config)), config)


def type_of(config: Config) -> type[Config]:
    return next(cls for cls in type(config).__mro__ if cls in ALL_STRUCTS)


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)  # each has several edits
@given(data=st.data())
def test_extras(cls, data):
    x, members = data.draw(extended(cls), label="x and its JSON")
    edit = data.draw(edits(cls), label="edit")
    p = data.draw(configs(cls), label="p")
    y = cls.from_dict(members, unknown="keep")
    before = encode(x), encode(y), hash(y)
    added = {name: member for name, member in members.items() if name in NAMES}

    # An edit changes what it says and keeps the extras that it does not replace.
    assert_sent(y, members)
    assert_sent(y.copy_with(**edit), {**members, **{name: as_plain(x.copy_with(**edit)[name]) for name in edit}})
    omitted = [name for name in edit if fields_of(cls)[name].default is UNSET]
    assert_sent(y.without(*omitted), {name: member for name, member in members.items() if name not in omitted})

    # A patch that knows nothing of them leaves them, one that has them brings them along.
    for merged in (y.merge(p), p.merge(y)):
        assert same_json({name: merged.as_dict()[name] for name in added}, added)
    rest = {name: member for name, member in members.items() if name not in added}
    assert_same(y.without(*[(name,) for name in added]), cls.from_dict(rest, unknown="keep"))

    # Put in one by one, at any depth, they are the same as decoded.
    built = x
    for path in structs_in(y):
        owner = y
        for step in path:
            owner = owner[step]
        for name in owner:
            if name in NAMES:
                built = built.with_extra((*path, name), as_plain(owner[name]))
    assert_same(built, y)
    assert (encode(x), encode(y), hash(y)) == before


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_anything_can_be_sent_anywhere(cls, data):
    have_extras = extended(cls).map(lambda drawn: cls.from_dict(drawn[1], unknown="keep"))
    x = data.draw(configs(cls) | have_extras, label="x")
    path = data.draw(st.sampled_from(structs_in(x)), label="in")
    owner = x
    for step in path:
        owner = owner[step]
    tag = tag_of(type(owner))
    names = st.text(max_size=8) | st.sampled_from([*NAMES, "", *fields_of(type(owner))])
    name = data.draw(names.filter(lambda name: tag is None or name != tag[0]), label="name")
    value = data.draw(json_values(), label="value")
    before = encode(x), hash(x), repr(x)

    sent = x.with_extra((*path, name), value)
    assert same_json(sent.as_dict(), with_json_at(x.as_dict(), (*path, name), value))
    assert_same(sent, x.with_extra((*path, name), value))
    assert_same(pickle.loads(pickle.dumps(sent)), sent)
    assert sent.merge(sent) == sent
    assert (sent == x) == same_json(sent.as_dict(), x.as_dict())
    if name not in fields_of(type(owner)):
        assert decode(encode(sent), type=cls, unknown="keep") == sent
        assert sent.with_extra((*path, name), None) == x.with_extra((*path, name), None)
    assert (encode(x), hash(x), repr(x)) == before


def read(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def places_in(members: Any, at: Steps = ()) -> list[Steps]:
    """The path of every member and item inside plain JSON."""
    steps = members.items() if isinstance(members, dict) else enumerate(members) if isinstance(members, list) else ()
    return [path for step, member in steps for path in ((*at, step), *places_in(member, (*at, step)))]


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_anything_can_be_sent_in_the_place_of_anything(cls, data):
    x = decode(json.dumps(data.draw(mangled(cls), label="JSON")), type=cls, unknown="keep")
    places = places_in(x.as_dict())
    if isinstance(x, JsonObject) or not places:
        return
    path = data.draw(st.sampled_from(places), label="at")
    value = data.draw(json_values() | st.sampled_from([{}, [], [{}]]), label="value")
    owner = read(x, path[:-1])
    if isinstance(owner, Config) and path[-1] in (tag_of(type(owner)) or ())[:1]:
        with pytest.raises(ValidationError, match="names the variant and can't be replaced"):
            x.with_extra(path, value)
        return
    seen: list[Any] = []
    assert x.transform(path, lambda old: seen.append(old) or old) == x
    assert same_json(as_plain(seen[0]), as_plain(x.at(path)))
    sent = x.with_extra(path, value)
    assert same_json(sent.as_dict(), with_json_at(x.as_dict(), path, value))
    assert same_json(as_plain(sent.at(path)), value)
    assert_same(pickle.loads(pickle.dumps(sent)), sent)
    again = decode(encode(sent), type=cls, unknown="keep")
    assert (again == sent) == (unvalidated(again) == unvalidated(sent) and repr(again) == repr(sent))
    try:
        without = sent.without(path)
    except ValidationError:
        return  # it is required
    assert path not in places_in(without.as_dict()) or isinstance(path[-1], int)
    assert_same(pickle.loads(pickle.dumps(without)), without)
