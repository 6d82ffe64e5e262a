"""`Config`: building, editing, reading, showing, copying; each rule on the smallest struct that shows it."""

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    AssistantMessage,
    Call,
    Function,
    Loudness,
    Meaning,
    Nothing,
    Output,
    OwnSession,
    Prompt,
    Remote,
    Session,
    SessionUpdate,
    Sound,
    UserMessage,
)
from strategies import ALL_STRUCTS, UNKNOWN, assert_same, configs, name_of

import realtime_builder
from realtime_builder import (
    UNSET,
    Config,
    JsonObject,
    ValidationError,
    decode,
    encode,
    encode_into,
    encode_lines,
)
from realtime_builder.fields import Array, Clearable, Settable

# Three states


def test_three_states():
    session = Session(model="m", instructions=None)
    assert (session.model, session.instructions, session.tools) == ("m", None, UNSET)
    assert session.as_dict() == {"type": "realtime", "model": "m", "instructions": None}
    assert session.to_json() == b'{"type":"realtime","model":"m","instructions":null}'


def test_empty_is_a_value():
    members = {"instructions": "", "tools": [], "metadata": {}, "audio": {}, "tracing": {}, "stop": []}
    assert Session(**members).as_dict() == {"type": "realtime", **members}
    for name, empty in members.items():
        assert json.loads(Session().copy_with(**{name: empty}).to_json())[name] == empty
        assert Session(**{name: empty}) != Session()
        assert Session(**{name: empty}) != Session(**{name: None})


def test_unset_is_msgspecs():
    assert realtime_builder.UNSET is msgspec.UNSET
    assert Session(model=UNSET) == Session()
    assert Session(audio={"output": UNSET}) == Session(audio=Sound())
    assert Session().copy_with(audio={"output": {"voice": UNSET, "speed": 1.0}}).audio.output == Output(speed=1.0)


# Building


def test_callers_write_plain_dicts_and_lists():
    session = Session(
        audio={"output": {"voice": "marin"}, "clip": b"\x00\xff"},
        tools=[{"type": "mcp", "server_label": "docs"}, Function(name="f")],
        turn_detection={"type": "semantic_vad", "eagerness": "low"},
        input=({"type": "message", "role": "assistant", "text": "t"}, UserMessage(text="u")),
        stop=("a",),
    )
    assert session.audio == Sound(output=Output(voice="marin"), clip=b"\x00\xff")
    assert session.tools == (Remote(server_label="docs"), Function(name="f"))
    assert session.turn_detection == Meaning(eagerness="low")
    assert session.input == (AssistantMessage(text="t"), UserMessage(text="u"))
    assert session.stop == ("a",)


def test_a_fixed_value_is_filled_in():
    assert UserMessage(text="t").role == "user"
    assert encode(UserMessage(text="t")) == b'{"type":"message","role":"user","text":"t"}'
    with pytest.raises(ValidationError):
        UserMessage(role="assistant", text="t")


def test_an_integer_is_a_number():
    output = Output(speed=1)
    assert type(output.speed) is float
    assert encode(output) == b'{"speed":1.0}'
    assert type(decode(b'{"speed":1}', type=Output).speed) is float


def test_a_buffer_is_audio():
    for clip in (b"\x00\xff", bytearray(b"\x00\xff"), memoryview(b"\x00\xff")):
        assert encode(Sound(clip=clip)) == b'{"clip":"AP8="}'
        assert Sound().copy_with(clip=clip) == Sound(clip=b"\x00\xff")
    assert decode(b'{"clip":"AP8="}', type=Sound).clip == b"\x00\xff"


def test_text_of_a_subclass_is_taken_as_text():
    class Name(str):
        __slots__ = ()

    class Number(float):
        pass

    assert type(Session(model=Name("m")).model) is str
    assert type(Output(speed=Number(1.0)).speed) is float


# Subclasses


class Branded(Function):
    """A tool of an application's own: no further field."""


class Tenant(Config):
    """A struct of an application's own, with one of the library's inside."""

    name: str
    session: Clearable[Session] = UNSET


def test_a_subclass_keeps_its_class():
    own = OwnSession(model="m", tenant="t")
    assert type(own.copy_with(model=None)) is OwnSession
    assert own.copy_with(tenant="u").without("tenant") == OwnSession(model="m")
    assert own != Session(model="m")
    assert_same(pickle.loads(pickle.dumps(own)), own)
    assert_same(decode(encode(own), type=OwnSession), own)
    with pytest.raises(ValidationError):
        Session().copy_with(tenant="t")


def test_a_subclass_goes_where_its_base_goes():
    own = OwnSession(tenant="t")
    event = SessionUpdate(session=own)
    assert event.session is own
    assert encode(event) == b'{"type":"session.update","session":{"type":"realtime","tenant":"t"}}'
    tool = Branded(name="f", parameters={})
    session = Session(tools=[tool, Function(name="g")], tool_choice=tool)
    assert session.tools[0] is tool
    assert session.tool_choice is tool
    assert session.copy_with(tools=[Function(name="g"), tool]).tools[1] is tool
    assert pickle.loads(pickle.dumps(session)) == session


class Narrow(Session):
    model: Literal["small", "large"]
    tools: Settable[Array[str]] = UNSET


def test_a_subclass_declares_fields_anew():
    own = Narrow(model="small", tools=["a"], instructions="x")
    assert_same(decode(encode(own), type=Narrow), own)
    assert_same(pickle.loads(pickle.dumps(own)), own)
    assert own.tools == ("a",)
    assert own.copy_with(tools=["b"]).transform("tools[0]", str.upper).with_extra("x", 1).tools == ("B",)
    with pytest.raises(ValidationError, match="Expected one of `small`, `large`, got 'medium'"):
        own.copy_with(model="medium")
    with pytest.raises(ValidationError, match="Narrow is missing required field `model`"):
        Narrow()


def test_an_application_declares_its_own():
    tenant = Tenant(name="a", session={"model": "m"})
    assert tenant.session == Session(model="m")
    assert tenant.copy_with(session=None).as_dict() == {"name": "a", "session": None}
    with pytest.raises(ValidationError, match="did you mean `name`"):
        Tenant(nam="a")


# Equality


def test_values_of_different_classes_differ():
    assert Loudness() != Meaning()
    assert Prompt(id="pmpt_a") != {"id": "pmpt_a"}
    assert Nothing() != Output()
    assert UserMessage(text="a") != AssistantMessage(text="a")
    assert len({Loudness(), Meaning(), Loudness(), Loudness(threshold=1), Loudness(threshold=1.0)}) == 3


def test_states_differ():
    assert len({Session(), Session(model=None), Session(model=""), Session(model="m")}) == 4


def test_order_of_maps_makes_no_difference():
    one = Session(metadata={"a": "1", "b": "2"}, tracing={"x": 1, "y": 2})
    other = Session(metadata={"b": "2", "a": "1"}, tracing={"y": 2.0, "x": 1})
    assert one == other
    assert hash(one) == hash(other)


# Reading


def test_the_tag_is_read_but_not_a_field():
    session = Session(model="m")
    assert session["type"] == "realtime"
    assert dict(session) == {"type": "realtime", "model": "m"}
    assert list(session) == ["type", "model"]
    assert "type" not in msgspec.structs.asdict(session)


def test_it_goes_where_a_mapping_goes():
    session = Session(model="m", metadata={"a": "b"}, temperature=None)
    assert isinstance(session, Mapping)
    assert {**session} == {"type": "realtime", "model": "m", "metadata": {"a": "b"}, "temperature": None}
    match session:
        case {"type": "realtime", "model": model, "temperature": None}:
            assert model == "m"
        case _:
            pytest.fail("a pattern of a mapping matches")
    assert session.get("voice") is None
    assert session.get("voice", "x") == "x"
    assert 3 not in session
    with pytest.raises(KeyError):
        session["voice"]
    assert json.dumps(session.as_dict()) == json.dumps(json.loads(encode(session)))


def test_as_dict_is_plain_all_the_way_down():
    session = Session(
        audio=Sound(output=Output(speed=1.0)),
        tools=[Function(name="f", parameters={"a": [{}]})],
        metadata={"a": "b"},
        tracing={"a": [1, {"b": 2}]},
    )

    def kinds(value: Any) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {type(value)}.union(*map(kinds, inner))

    assert kinds(session.as_dict()) == {dict, list, str, int, float}
    assert session.as_dict() is not session.as_dict()


# Showing


def test_repr_shows_what_is_not_omitted():
    assert repr(Session()) == "Session()"
    assert repr(Session(model="m", tools=None)) == "Session(model='m', tools=None)"
    assert repr(Session(stop=["a"], tracing={"a": 1})) == "Session(stop=('a',), tracing=JsonObject({'a': 1}))"
    assert repr(SessionUpdate(session=Session(audio={}))) == "SessionUpdate(session=Session(audio=Sound()))"
    assert repr(OwnSession(tenant="t")) == "OwnSession(tenant='t')"


def test_repr_shows_extras():
    value = decode(b'{"next_year":[1,{"a":null}]}', type=Session, unknown="keep")
    assert repr(value) == "Session(next_year=(1, JsonObject({'a': None})))"


# Encoding


def test_encode_into():
    buffer = bytearray(b"0123456789" * 10)
    encode_into(Nothing(), buffer)
    assert buffer == b"{}"
    encode_into(Output(speed=1.0), buffer, 1)
    assert buffer == b'{{"speed":1.0}'
    encode_into(Nothing(), buffer, -1)
    assert buffer == b'{{"speed":1.0}{}'


def test_encode_lines():
    assert encode_lines(iter([Nothing(), Output(speed=1.0)])) == b'{}\n{"speed":1.0}\n'
    assert encode_lines(()) == b""


def test_strings_are_written_as_they_are():
    text = '\u00e9\U0001f600\u2028"\\\n\x00\x7f'
    session = Session(instructions=text, tracing={text: text}, metadata={text: text}, stop=[text])
    assert json.loads(encode(session)) == session.as_dict()
    assert decode(encode(session), type=Session) == session


# Decoding


def test_what_is_decoded():
    wire = b' {"type":"realtime","model":"m"} '
    for data in (wire, bytearray(wire), memoryview(wire), wire.decode()):
        assert decode(data, type=Session) == Session(model="m")
    assert decode(b"[{}]", type=list[Output]) == [Output()]
    assert decode(b'{"type":"semantic_vad"}', type=Loudness | Meaning) == Meaning()
    assert decode(b"null", type=Session | None) is None


def test_the_last_of_equal_names_wins():
    assert decode(b'{"model":"a","model":"b"}', type=Session).model == "b"
    assert decode(b'{"tracing":{"a":1,"a":2}}', type=Session).tracing == {"a": 2}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, Session()),
        ({"audio": {"output": {}}}, Session(audio=Sound(output=Output()))),
        (
            {"tools": [{"name": "f"}, {"server_label": "docs"}]},
            Session(tools=[Function(name="f"), Remote(server_label="docs")]),
        ),
        ({"turn_detection": {"threshold": 0.5}}, Session(turn_detection=Loudness(threshold=0.5))),
        ({"turn_detection": {"eagerness": "low"}}, Session(turn_detection=Meaning(eagerness="low"))),
        ({"tool_choice": {"name": "f"}}, Session(tool_choice=Function(name="f"))),
    ],
)
def test_a_missing_tag_is_filled_in(members, expected):
    assert decode(json.dumps(members), type=Session) == expected
    assert Session.from_dict(members) == expected
    assert Session(**members) == expected
    assert Session().copy_with(**members) == expected
    assert json.loads(encode(decode(json.dumps(members), type=Session)))["type"] == "realtime"


def test_a_missing_tag_is_not_guessed():
    with pytest.raises(ValidationError, match="Missing `type`") as caught:
        decode(b'{"turn_detection":{}}', type=Session)
    assert caught.value.path == "$.turn_detection"


def test_messages_are_told_apart_by_role():
    wire = (
        b'{"type":"realtime","input":[{"type":"message","role":"assistant","text":"a","final":true},'
        b'{"type":"message","role":"user","text":"u"},{"type":"function_call","name":"f","arguments":"{}"}]}'
    )
    session = decode(wire, type=Session)
    assert session.input == (
        AssistantMessage(text="a", final=True),
        UserMessage(text="u"),
        Call(name="f", arguments="{}"),
    )
    assert encode(session) == wire


@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
def test_what_is_known_reads_the_same_in_all_ways(unknown):
    wire = encode(Session(model="m", tools=[Function(name="f", parameters={"a": 1})], audio={"output": {}}))
    assert_same(decode(wire, type=Session, unknown=unknown), decode(wire, type=Session))


def test_unknown_says_what_it_may_be():
    with pytest.raises(ValidationError, match="'error', 'keep' or 'drop'"):
        decode(b'{"next_year":1}', type=Session, unknown="maybe")


# Unknown members


def kept(wire: bytes) -> Session:
    value: Session = decode(wire, type=Session, unknown="keep")
    return value


def test_kept_members_count():
    one = kept(b'{"next_year":1}')
    assert one == kept(b'{"next_year":1.0}')
    assert hash(one) == hash(kept(b'{"next_year":1.0}'))
    assert one != kept(b'{"next_year":true}')
    assert one != kept(b'{"next_year":1,"other":2}')
    assert one != Session()
    assert kept(b'{"a":1,"b":2}') == kept(b'{"b":2,"a":1}')
    assert hash(kept(b'{"a":1,"b":2}')) == hash(kept(b'{"b":2,"a":1}'))


def test_kept_members_read_as_something_immutable():
    value = kept(b'{"next_year":[1,{"a":[]}],"x":{"a":1},"n":null,"t":"s"}')
    assert value["next_year"] == (1, {"a": []})
    assert isinstance(value["next_year"][1], JsonObject)
    assert isinstance(value["x"], JsonObject)
    assert (value["n"], value["t"]) == (None, "s")


def test_kept_members_survive_edits_of_all_around_them():
    wire = b'{"type":"realtime","audio":{"output":{"voice":"marin","next_year":1}},"tools":[{"type":"function","name":"f","x":2}]}'
    value = kept(wire)
    edited = value.copy_with(model="m", audio=value.audio.copy_with(clip=b""), tools=[*value.tools, Function(name="g")])
    members = json.loads(encode(edited))
    assert members["audio"] == {"output": {"voice": "marin", "next_year": 1}, "clip": ""}
    assert members["tools"] == [{"type": "function", "name": "f", "x": 2}, {"type": "function", "name": "g"}]
    assert encode(edited.without("model").copy_with(audio=value.audio, tools=value.tools)) == wire


def test_a_value_with_kept_members_is_of_its_class():
    value = kept(b'{"next_year":1}')
    assert isinstance(value, Session)
    assert type(value).__name__ == "Session"
    assert SessionUpdate(session=value).session is value
    assert json.loads(encode(SessionUpdate(session=value)))["session"] == {"type": "realtime", "next_year": 1}


def test_an_unknown_variant_is_kept_among_known_ones():
    wire = b'{"type":"realtime","tools":[{"type":"function","name":"a"},{"type":"new","x":[1]},{"type":"function","name":"b"}]}'
    value = kept(wire)
    assert [tool["type"] for tool in value.tools] == ["function", "new", "function"]
    assert encode(value) == wire
    assert encode(value.copy_with(tools=value.tools)) == wire
    with pytest.raises(ValidationError) as caught:  # only members are dropped
        decode(wire, type=Session, unknown="drop")
    assert caught.value.path == "$.tools[1].type"


# Copying and pickling


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol):
    session = Session(
        model="m",
        audio={"output": {"speed": 1.0}},
        tools=[Remote(server_label="docs", authorization="secret", headers={"a": "secret"})],
        metadata={"a": "b"},
        tracing={"a": [1]},
        temperature=None,
    )
    again = pickle.loads(pickle.dumps(session, protocol))
    assert_same(again, session)
    assert again.tools[0].authorization == "secret", "pickling sees the real value"
    assert encode(again) == encode(session)


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=1)
@given(data=st.data())
def test_pickles_of_every_struct_keep_extras(cls, data):
    members = data.draw(configs(cls)).as_dict()
    value = cls.from_dict({**members, UNKNOWN: {"a": [1]}}, unknown="keep")
    again = pickle.loads(pickle.dumps(value))
    assert_same(again, value)
    assert again.as_dict()[UNKNOWN] == {"a": [1]}


def test_copies_are_the_object_itself():
    for value in (Session(tools=[Function(name="f")]), kept(b'{"next_year":1}')):
        assert copy.copy(value) is value
        assert copy.deepcopy(value) is value
        assert copy.deepcopy({"x": [value]})["x"][0] is value


# Editing


def test_an_edit_shares_what_it_leaves():
    session = Session(tools=[Function(name="f")], tracing={"a": 1}, metadata={"a": "b"}, audio=Sound())
    edited = session.copy_with(model="m")
    assert edited.tools is session.tools
    assert edited.tracing is session.tracing
    assert edited.metadata is session.metadata
    assert edited.audio is session.audio


def test_what_is_passed_through_is_what_was_given():
    def wrapper(session: Session, *, model: Any = UNSET, temperature: Any = UNSET) -> Session:
        return session.copy_with(model=model, temperature=temperature)

    session = Session(model="m", temperature=1.0)
    assert wrapper(session) == session
    assert wrapper(session, temperature=None) == Session(model="m", temperature=None)
    assert wrapper(session, model="n") == Session(model="n", temperature=1.0)


def test_without():
    session = Session(model="m", tools=[], temperature=None)
    assert session.without("model", "tools") == Session(temperature=None)
    assert session.without() == session
    assert session.without("model", "model") == session.without("model")
    with pytest.raises(ValidationError, match="has no field"):
        session.without("type_")
    with pytest.raises(ValidationError, match="requires `name`"):
        Function(name="f").without("name")


def test_a_failed_edit_changes_nothing():
    session = Session(model="m")
    with pytest.raises(ValidationError):
        session.copy_with(instructions="i", temperature="hot")
    with pytest.raises(ValidationError):
        session.copy_with(model="n", modle="o")
    assert session == Session(model="m")


# The package's face


def test_public_names_are_there():
    assert len(set(realtime_builder.__all__)) == len(realtime_builder.__all__)
    for name in realtime_builder.__all__:
        assert getattr(realtime_builder, name) is not None
    wanted = {
        "UNSET",
        "Config",
        "DecodeError",
        "JsonObject",
        "ValidationError",
        "decode",
        "encode",
        "encode_into",
        "encode_lines",
    }
    assert wanted <= set(realtime_builder.__all__)
