"""Nothing reachable from a value can be changed: tried by brute force.

Everything that a caller can get at without a leading underscore is walked: attributes, members,
items, views. On each object every mutator of Python's containers is tried, and every assignment.
Afterwards the value must still be, encode, hash and read as before.
"""

import contextlib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import Function, Loudness, Output, Remote, Session, Sound, UserMessage
from strategies import ALL_STRUCTS, configs, json_objects, kept, name_of

from realtime_builder import JsonObject, decode, encode
from realtime_builder._core.shape import fields_of

MUTATORS = {
    "__delattr__": [("name",), ("model",)],
    "__delitem__": [("name",), ("model",), (0,), (slice(None),)],
    "__iadd__": [([1],), ((1,),), ("x",)],
    "__iand__": [({"name"},)],
    "__imul__": [(0,)],
    "__init__": [(), ({"changed": 1},)],
    "__ior__": [({"changed": 1},), ({"changed"},)],
    "__isub__": [({"name"},)],
    "__ixor__": [({"name"},)],
    "__setattr__": [("name", "changed"), ("model", "changed"), ("changed", 1)],
    "__setitem__": [("name", "changed"), ("model", "changed"), (0, "changed"), (slice(None), ())],
    "__setstate__": [({"changed": 1},), ((None, {"changed": 1}),)],
    "add": [("changed",)],
    "append": [("changed",)],
    "clear": [()],
    "difference_update": [({"name"},)],
    "discard": [("name",), ("model",)],
    "extend": [(["changed"],), (b"changed",)],
    "insert": [(0, "changed"), (0, 1)],
    "intersection_update": [(set(),)],
    "pop": [(), (0,), ("name",), ("model",)],
    "popitem": [()],
    "release": [()],
    "remove": [("name",), ("changed",), (0,)],
    "reverse": [()],
    "setdefault": [("changed", 1)],
    "sort": [()],
    "symmetric_difference_update": [({"changed"},)],
    "update": [({"changed": 1},), ({"changed"},), ((("changed", 1),),)],
}

SCALARS = (str, bytes, int, float, bool, type(None), type)


def reachable(value: Any, seen: dict[int, Any]) -> dict[int, Any]:
    """All objects that a caller can get at from ``value``, by identity."""
    if id(value) in seen or isinstance(value, SCALARS) or inspect.isroutine(value) or get_origin(value):
        return seen  # what holds no data: scalars, methods, type expressions
    seen[id(value)] = value
    for part in parts(value):
        reachable(part, seen)
    return seen


def parts(value: Any) -> Iterator[Any]:
    for name in public_names(value):
        with contextlib.suppress(AttributeError):
            yield getattr(value, name)
    if isinstance(value, Mapping):
        yield from (value[name] for name in value)
        yield from value.values()
    elif hasattr(value, "__iter__"):
        yield from value


def public_names(value: Any) -> list[str]:
    return [name for name in dir(value) if not name.startswith("_")] + ["changed"]


def attack(target: Any) -> None:
    """Try every mutator there is. What raises is fine; what it gives back is not the target."""
    for name, attempts in MUTATORS.items():
        method = getattr(target, name, None)
        for arguments in attempts if method is not None else ():
            with contextlib.suppress(Exception):
                method(*arguments)
    for name in public_names(target):
        with contextlib.suppress(Exception):
            setattr(target, name, "changed")
        with contextlib.suppress(Exception):
            delattr(target, name)
        with contextlib.suppress(Exception):
            target[name] = "changed"
        with contextlib.suppress(Exception):
            del target[name]
    for name in list(target) if hasattr(target, "__iter__") else ():
        with contextlib.suppress(Exception):
            target[name] = "changed"
        with contextlib.suppress(Exception):
            del target[name]


def observed(value: Any) -> tuple[Any, ...]:
    return encode(value), hash(value), repr(value), value.as_dict(), list(value.items())


def assert_immutable(value: Any, fresh: Any) -> None:
    """``fresh`` is an equal value, which has cached nothing yet: a change that a cache hides is seen in it."""
    before = observed(value)
    for one in (value, fresh):
        for target in reachable(one, {}).values():
            attack(target)
        assert observed(one) == before


def session() -> Session:
    """A value with an object of every kind in it."""
    return Session(
        model="gpt-realtime",
        modalities=["text"],
        audio=Sound(output=Output(voice="marin"), clip=b"\x00\x01"),
        turn_detection=Loudness(threshold=0.5),
        tools=[
            Function(name="find", parameters={"type": "object", "required": ["name"], "properties": {"name": {}}}),
            Remote(server_label="docs", headers={"name": "secret"}, authorization="secret"),
        ],
        stop=["a", "b"],
        input=[UserMessage(text="hello"), {"type": "function_call", "name": "find", "arguments": "{}"}],
        tracing={"name": [1, [2, {"name": None}]]},
        metadata={"name": "value"},
        temperature=None,
    )


def test_brute_force_finds_what_can_be_changed():
    # The test of the test: each of these has one hole, and the attack goes through it.
    for hole in ([1], {"name": 1}, {1}, bytearray(b"x"), [[]]):
        before = repr(hole)
        for target in reachable(hole, {}).values():
            attack(target)
        assert repr(hole) != before


def test_a_session_with_everything_in_it():
    assert_immutable(session(), session())


def test_a_session_that_was_decoded():
    wire = encode(session())
    assert_immutable(decode(wire, type=Session), decode(wire, type=Session))


def test_a_session_with_unknown_members():
    members = session().as_dict() | {"name": {"changed": [1, {"name": []}]}, "list": [[1], {"name": 1}]}
    members["tools"].append({"type": "brand_new", "name": {"name": []}})
    assert_immutable(
        Session.from_dict(members, unknown="keep"),
        Session.from_dict(members, unknown="keep"),
    )


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=3)  # thousands of attacks each
@given(data=st.data())
def test_every_struct(cls, data):
    value = data.draw(configs(cls) | kept(cls))
    assert_immutable(value, decode(encode(value), type=cls, unknown="keep"))


@given(members=json_objects())
def test_json_objects(members):
    value = JsonObject(members)
    before = repr(value), hash(value), value.pmap
    for target in reachable(value, {}).values():
        attack(target)
    assert (repr(value), hash(value), value.pmap) == before
    assert value == JsonObject(members)


def test_a_class_and_its_fields_stay_out_of_a_values_reach():
    value = session()
    with pytest.raises(AttributeError):
        value.model = "changed"
    with pytest.raises(AttributeError):
        del value.model
    with pytest.raises(AttributeError):
        value.changed = 1
    with pytest.raises(AttributeError):
        value.tools = ()
    with pytest.raises(TypeError):
        value["model"] = "changed"
    with pytest.raises(TypeError):
        value.metadata["name"] = "changed"
    with pytest.raises(TypeError):
        value.tracing["name"] = "changed"
    with pytest.raises(TypeError):
        value.tools[0] = None
    assert not hasattr(value, "__dict__")


# What a caller keeps hold of


def ruin(value: Any) -> None:
    """Change a plain value in place, all the way down."""
    for member in list(value.values() if isinstance(value, dict) else value):
        if isinstance(member, dict | list):
            ruin(member)
    if isinstance(value, dict):
        for name in list(value):
            del value[name]
        value["changed"] = ["changed"]
    else:
        value[:] = ["changed"]


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_changing_what_was_handed_in_changes_nothing(cls, data):
    value = data.draw(configs(cls))
    members = value.as_dict()
    arguments = {name: member for name, member in value.as_dict().items() if name in fields_of(cls)}
    built, taken, edited = cls(**arguments), cls.from_dict(members), value.copy_with(**arguments)
    ruin(members)
    ruin(arguments)
    for copy in (built, taken, edited):
        assert observed(copy) == observed(value)


def test_changing_the_bytes_that_were_decoded_changes_nothing():
    buffer = bytearray(encode(session()))
    values = [decode(buffer, type=Session), decode(memoryview(buffer), type=Session)]
    buffer[:] = b"x" * len(buffer)
    assert [observed(value) for value in values] == [observed(session())] * 2


def test_changing_a_buffer_that_was_handed_in_changes_nothing():
    clip = bytearray(b"\x00\x01")
    sound = Sound(clip=clip)
    clip[:] = b"\xff\xff"
    assert sound.clip == b"\x00\x01"
    assert type(sound.clip) is bytes


def test_changing_a_json_objects_original_changes_nothing():
    members = {"a": [1, {"b": [2]}]}
    value = JsonObject(members)
    nested = Function(name="f", parameters={"inner": value})
    ruin(members)
    assert value == {"a": [1, {"b": [2]}]}
    assert nested.parameters == {"inner": {"a": [1, {"b": [2]}]}}


def test_changing_what_was_given_out_changes_nothing():
    value = session()
    before = observed(value)
    ruin(value.as_dict())
    ruin(dict(value))
    encode_again = bytearray(encode(value))
    encode_again[:] = b""
    assert observed(value) == before


def test_changing_an_object_of_the_callers_own_class_changes_nothing():
    class Members(Mapping):
        def __init__(self) -> None:
            self.members = {"name": ["value"]}

        def __getitem__(self, name):
            return self.members[name]

        def __iter__(self):
            return iter(self.members)

        def __len__(self):
            return len(self.members)

    class Text(str):
        __slots__ = ("changed",)

    members, text = Members(), Text("value")
    value = Session(tracing=members, model=text, metadata={text: text}, stop=[text])
    members.members["name"].append("changed")
    assert value.tracing == {"name": ["value"]}
    assert type(value.model) is str
    assert {type(part) for pair in value.metadata.items() for part in pair} == {str}
    assert type(value.stop[0]) is str
