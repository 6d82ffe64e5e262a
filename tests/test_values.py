"""`JsonObject` and the other values that fields hold: equality as JSON has it, views, what is remembered."""

import copy
import json
import pickle
from collections import OrderedDict, UserDict
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

import pytest
from hypothesis import given
from pyrsistent import PMap, PVector, discard, freeze, ny, pmap, rex, thaw
from samples import Function, Loudness, Output, Remote, Session, Sound
from strategies import json_objects, same_json

from realtime_builder import UNSET, JsonObject, ValidationError, encode


def plain(value: JsonObject):
    return json.loads(encode(Function(name="f", parameters=value)))["parameters"]


# JsonObject: building


def test_from_nothing():
    assert JsonObject() == JsonObject({}) == {}
    assert len(JsonObject()) == 0
    assert repr(JsonObject()) == "JsonObject({})"


@pytest.mark.parametrize(
    "members",
    [
        {"a": [1, {"b": None}]},
        OrderedDict(a=[1, {"b": None}]),
        UserDict(a=(1, {"b": None})),
        MappingProxyType({"a": (1, MappingProxyType({"b": None}))}),
        pmap({"a": freeze([1, {"b": None}])}),
        freeze({"a": [1, {"b": None}]}),
        JsonObject({"a": [1, {"b": None}]}),
    ],
    ids=lambda members: type(members).__name__,
)
def test_from_any_mapping(members):
    value = JsonObject(members)
    assert value == {"a": [1, {"b": None}]}
    assert plain(value) == {"a": [1, {"b": None}]}
    assert Function(name="f", parameters=members).parameters == value


def test_from_other_values():
    class Colour(Enum):
        RED = "red"

    class Text(str):
        __slots__ = ()

    class Number(int):
        pass

    members = {
        "enum": Colour.RED,
        "text": Text("t"),
        "number": Number(3),
        "set": {1},
        "left out": UNSET,
        "range": range(2),
    }
    assert plain(JsonObject(members)) == {"enum": "red", "text": "t", "number": 3, "set": [1], "range": [0, 1]}


def test_a_configuration_inside_becomes_its_json():
    value = JsonObject({"a": Loudness(threshold=0.5), "b": [Sound(output=Output(speed=1.0))]})
    assert value == {"a": {"type": "server_vad", "threshold": 0.5}, "b": [{"output": {"speed": 1.0}}]}


@pytest.mark.parametrize(
    "members", [None, [], "a", 1, [("a", 1)], {1: 2}, {"a": {None: 1}}, {"a": object()}, {"a": 1j}]
)
def test_what_is_no_json_object(members):
    if members is None:
        assert JsonObject(None) == {}
        return
    with pytest.raises(ValidationError):
        JsonObject(members)


# JsonObject: equality


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": 0}, {"a": -0.0}),
        ({"a": [1, 2]}, {"a": (1, 2.0)}),
        ({"a": 2**70}, {"a": 2**70}),
        ({"a": None}, {"a": None}),
    ],
)
def test_equal(one, other):
    assert JsonObject(one) == JsonObject(other)
    assert hash(JsonObject(one)) == hash(JsonObject(other))
    assert JsonObject(one) == other
    assert other == JsonObject(one)
    assert Function(name="f", parameters=one) == Function(name="f", parameters=other)
    assert hash(Function(name="f", parameters=one)) == hash(Function(name="f", parameters=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 0}, {"a": False}),
        ({"a": [True]}, {"a": [1]}),
        ({"a": 1.0}, {"a": True}),
        ({"a": {"b": False}}, {"a": {"b": 0}}),
        ({"a": 1}, {"a": "1"}),
        ({"a": "true"}, {"a": True}),
        ({"a": None}, {}),
        ({"a": None}, {"a": 0}),
        ({"a": []}, {"a": {}}),
        ({"a": ""}, {"a": []}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": []}, {"a": [[]]}),
        ({"a": [["b", 1]]}, {"a": {"b": 1}}),
    ],
)
def test_not_equal(one, other):
    assert JsonObject(one) != JsonObject(other)
    assert JsonObject(one) != other
    assert other != JsonObject(one)
    assert Function(name="f", parameters=one) != Function(name="f", parameters=other)


@pytest.mark.parametrize("other", [None, 1, "a", [], [("a", 1)], {"a": object()}, {1: 1}, object()])
def test_not_equal_to_what_is_no_json(other):
    assert JsonObject({"a": 1}) != other
    assert other != JsonObject({"a": 1})


@given(one=json_objects(), other=json_objects())
def test_equality_is_that_of_json(one, other):
    assert (JsonObject(one) == JsonObject(other)) == same_json(one, other)
    assert JsonObject(one) == JsonObject(json.loads(json.dumps(one)))
    assert len({JsonObject(one), JsonObject(one), JsonObject(dict(reversed(one.items())))}) == 1


# JsonObject: reading


def test_it_is_a_mapping():
    value = JsonObject({"b": 1, "a": None})
    assert isinstance(value, Mapping)
    assert list(value) == ["b", "a"], "members keep their order"
    assert (value["b"], value.get("c"), value.get("a", 3), "a" in value, "c" in value, len(value)) == (
        1,
        None,
        None,
        True,
        False,
        2,
    )
    assert dict(value) == {"b": 1, "a": None}
    assert {**value} == dict(value.items())
    with pytest.raises(KeyError):
        value["c"]


def test_what_it_hands_out_is_pyrsistent():
    value = JsonObject({"a": [1, {"b": [2]}]})
    assert isinstance(value.pmap, PMap)
    assert isinstance(value["a"], PVector)
    assert isinstance(value["a"][1], PMap)
    assert thaw(value.pmap) == {"a": [1, {"b": [2]}]}
    assert value.pmap is value.pmap, "made once"


def test_transform():
    value = JsonObject({"z": 1, "a": {"b": 1, "c": [1, 2]}})
    assert value.transform(["a", "b"], 2) == {"z": 1, "a": {"b": 2, "c": [1, 2]}}
    assert value.transform(["a", "c", 0], lambda old: old + 1)["a"]["c"] == freeze([2, 2])
    assert value.transform(["z"], 2, ["new", "deep"], {"x": [1]}) == {
        "z": 2,
        "a": {"b": 1, "c": [1, 2]},
        "new": {"deep": {"x": [1]}},
    }
    assert list(value.transform(["z"], 2)) == ["z", "a"], "members keep their order"
    assert value == {"z": 1, "a": {"b": 1, "c": [1, 2]}}
    assert type(value.transform(["z"], 2)) is JsonObject


FREE = {"a": {"2": 1, "l": [1, {"x": None}]}, "b": True}


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        ("a.2", 5, {"a": {"2": 5, "l": [1, {"x": None}]}, "b": True}),
        ("a.l[1].x.y.z", 5, {"a": {"2": 1, "l": [1, {"x": {"y": {"z": 5}}}]}, "b": True}),
        ("a.l[-2]", lambda old: old + 1, {"a": {"2": 1, "l": [2, {"x": None}]}, "b": True}),
        ("a.l[2]", "new", {"a": {"2": 1, "l": [1, {"x": None}, "new"]}, "b": True}),
        ("a.l", lambda old: old.append(3), {"a": {"2": 1, "l": [1, {"x": None}, 3]}, "b": True}),
        ("a", discard, {"b": True}),
        ("a.l[0]", discard, {"a": {"2": 1, "l": [{"x": None}]}, "b": True}),
        ("c.d", lambda old: [old is UNSET], {**FREE, "c": {"d": [True]}}),
        (("a", "l", ny), 0, {"a": {"2": 1, "l": [0, 0]}, "b": True}),
        ((rex("[ab]"),), 0, {"a": 0, "b": 0}),
    ],
)
def test_transform_by_any_path(path, value, wanted):
    changed = JsonObject(FREE).transform(path, value)
    assert changed.as_dict() == wanted
    assert list(changed) == list(wanted)


@pytest.mark.parametrize("path", ["a.2", "c", "c.d", "a.l[1].x.y", "a.l[2]"])
def test_transform_that_leaves_things_as_they_are(path):
    value = JsonObject(FREE)
    assert value.transform(path, UNSET) == value
    assert value.transform(path, lambda _: UNSET) == value
    if path != "a.2":  # the one that is there
        assert value.transform(path, discard) == value


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("b.c", "`bool` has no member `c` - at `$.b`"),
        ("a.l.x", "`array` has no member `x` - at `$.a.l`"),
        ("a.l[3]", "No position 3 in a list of 2 - at `$.a.l`"),
        ("a.l[-3]", "No position -3 in a list of 2 - at `$.a.l`"),
        ("c[0]", "No position 0: nothing is set here - at `$.c`"),
        ("", "Expected a path, got an empty one"),
        (7, "Expected a path, got `int`"),
    ],
)
def test_transform_where_a_path_leads_nowhere(path, message):
    with pytest.raises(ValidationError) as caught:
        JsonObject(FREE).transform(path, 1)
    assert str(caught.value) == message


def test_an_error_of_a_callers_function_is_the_callers():
    with pytest.raises(AttributeError, match="nonsense"):
        JsonObject(FREE).transform("a", lambda old: old.nonsense)


@pytest.mark.parametrize(
    "arguments", [(["a"], object()), (["a"], float("nan")), (["a", "b"], 1), (["a"],), (1, 2), (["a"], "\ud800")]
)
def test_transform_into_what_is_no_json(arguments):
    with pytest.raises(ValidationError):
        JsonObject({"a": 1}).transform(*arguments)


def test_repr_is_plain_and_evaluates_to_the_value():
    value = JsonObject({"a": [1, {"b": None}], "c": True})
    assert repr(value) == "JsonObject({'a': [1, {'b': None}], 'c': True})"
    assert eval(repr(value)) == value


# All that fields hold


def test_copies_are_the_object_itself():
    value = JsonObject({"a": [1]})
    assert copy.copy(value) is value
    assert copy.deepcopy(value) is value
    assert copy.deepcopy({"x": value})["x"] is value


@given(members=json_objects())
def test_pickle(members):
    value = JsonObject(members)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert hash(again) == hash(value)
        assert plain(again) == plain(value)
        assert list(again) == list(value)


def test_a_pickle_is_small_and_does_not_grow_by_use():
    members = {f"name{i}": {"type": "string", "description": "d" * 50} for i in range(100)}
    session = Session(tools=[Function(name="f", parameters=members)], metadata={"a": "b"}, tracing=members)
    size = len(pickle.dumps(session))
    assert size < 1.5 * len(encode(session))
    hash(session), repr(session), session.tracing.pmap, session.tools, session.metadata
    assert len(pickle.dumps(session)) <= size * 1.01


def test_string_maps_read_as_pmaps():
    headers = {"b": "1", "a": "2"}
    remote = Remote(server_label="docs", headers=headers)
    assert isinstance(remote.headers, PMap)
    assert remote.headers == headers
    assert remote.headers is remote.headers, "made once"
    assert remote == Remote(server_label="docs", headers=dict(reversed(headers.items())))
    assert encode(remote) == b'{"type":"mcp","server_label":"docs","headers":{"b":"1","a":"2"}}', "order is kept"


def test_lists_of_structs_read_as_tuples():
    session = Session(tools=[Function(name="f")], input=[{"type": "function_call", "name": "f", "arguments": ""}])
    assert type(session.tools) is tuple
    assert type(session.input) is tuple
    assert session.tools is session.tools
    assert Session(tools=()).tools == ()


def test_members_of_a_large_list_are_encoded_once():
    # What is shared between configurations is encoded when the first of them is.
    tools = [Function(name=f"f{i}", parameters={"type": "object"}) for i in range(3)]
    session = Session(tools=tools)
    wire = encode(session)
    assert encode(session.copy_with(model="m")) == wire.replace(b'"realtime"', b'"realtime","model":"m"')
    assert json.loads(encode(session.copy_with(tools=session.tools[:1])))["tools"] == json.loads(wire)["tools"][:1]
