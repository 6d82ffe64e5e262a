"""`with_extra` and what decoding keeps: sending what the library does not know."""

import copy
import gc
import json
import pickle
from collections.abc import Set as AbstractSet

import pytest
from samples import Function, Loudness, Output, Remote, Session, SessionUpdate, Sound
from strategies import same_json

from realtime_builder import (
    UNSET,
    JsonObject,
    Template,
    ValidationError,
    check,
    decode,
    diff,
    encode,
    encode_into,
    encode_lines,
    openai_beta,
    openai_ga,
    openai_live,
    unvalidated,
    voicelive,
)
from realtime_builder._core.extras import extras_of
from realtime_builder._core.values import Unvalidated

EMPTY = Session()
NEW_VAD = {"type": "brand_new_vad", "levels": [1, 2, {"a": None}]}


def test_a_member_that_is_not_known():
    session = EMPTY.with_extra("speculation", {"depth": 2})

    assert encode(session) == b'{"type":"realtime","speculation":{"depth":2}}'
    assert session["speculation"] == {"depth": 2}
    assert "speculation" in session
    assert list(session) == ["type", "speculation"]
    assert repr(session) == "Session(speculation=JsonObject({'depth': 2}))"
    assert session != EMPTY
    assert session == EMPTY.with_extra("speculation", {"depth": 2})
    assert hash(session) == hash(EMPTY.with_extra("speculation", {"depth": 2}))
    assert isinstance(session, Session)
    assert type(session).__name__ == "Session"


@pytest.mark.parametrize("path", ["audio.output.depth.x", "$.audio.output.depth.x", ("audio", "output", "depth", "x")])
def test_objects_are_made_on_the_way(path):
    assert EMPTY.with_extra(path, 1).as_dict() == {
        "type": "realtime",
        "audio": {"output": {"depth": {"x": 1}}},
    }


def test_a_variant_that_is_not_known():
    session = Session(turn_detection=Loudness()).with_extra("turn_detection", NEW_VAD)

    assert session.as_dict()["turn_detection"] == NEW_VAD
    assert isinstance(session.turn_detection, Unvalidated)
    assert session.turn_detection["levels"][2] == {"a": None}
    assert session.transform("turn_detection.levels[0]", 5).as_dict()["turn_detection"]["levels"][0] == 5
    assert session.copy_with(turn_detection=Loudness()) == Session(turn_detection=Loudness())
    assert session.clear("turn_detection").turn_detection is None
    assert session.without("turn_detection") == EMPTY


@pytest.mark.parametrize(
    ("path", "value"),
    [("temperature", "hot"), ("audio.output.speed", 9), ("modalities", ["smell"]), ("model", None), ("tools", "all")],
)
def test_a_value_that_would_be_refused(path, value):
    session = EMPTY.with_extra(path, value)
    for step in path.split("."):
        session = session[step]
    assert session == (tuple(value) if isinstance(value, list) else value)


def test_a_refused_value_survives_other_edits():
    session = EMPTY.with_extra("temperature", "hot").copy_with(model="gpt").transform("audio.output.speed", 1.5)

    assert session.temperature == "hot"
    assert session.merge(Session(model="b")).temperature == "hot"
    assert session.copy_with(temperature=1.0).temperature == 1.0


def test_in_a_list_by_position_or_name():
    session = Session(tools=[Function(name="f"), Remote(server_label="files")])

    assert session.with_extra("tools.f.strict", True).as_dict()["tools"][0]["strict"] is True
    assert session.with_extra("tools[-1].x", 1).as_dict()["tools"][1]["x"] == 1
    assert session.with_extra("tools[0]", NEW_VAD).as_dict()["tools"] == [NEW_VAD, session.tools[1].as_dict()]
    assert session.with_extra("tools.files.x", 1).tools[0] is session.tools[0]


def test_in_free_form_json():
    session = Session(tracing={"a": {"b": 1}})
    assert session.with_extra("tracing.a.c", 2).tracing == {"a": {"b": 1, "c": 2}}


def test_in_a_list_of_words():
    server = voicelive.IceServer(urls=["a", "b"]).with_extra("urls[1]", {"x": 1})
    assert encode(server) == b'{"urls":["a",{"x":1}]}'
    assert server.urls == ("a", {"x": 1})
    assert server == decode(encode(server), type=voicelive.IceServer, unknown="keep")
    assert unvalidated(server) == ("urls[1]",)
    assert server.transform("urls[1]", "b") == voicelive.IceServer(urls=["a", "b"])


def test_in_objects_that_are_a_list_or_one():
    part = openai_live.DecisionInputJSON(data=[{"a": 1}, {"b": 2}])
    assert part.with_extra("data[1].b", 3) == openai_live.DecisionInputJSON(data=[{"a": 1}, {"b": 3}])
    odd = part.with_extra("data[1]", 3)
    assert encode(odd) == b'{"type":"input_json","data":[{"a":1},3]}'
    assert unvalidated(odd) == ("data[1]",)
    assert odd.without("data[1]") == openai_live.DecisionInputJSON(data=[{"a": 1}])


def test_in_the_variables_of_a_prompt():
    prompt = openai_ga.ResponsePrompt(id="p", variables={"a.b": {"type": "input_text", "text": "x"}})
    odd = prompt.with_extra(("variables", "a.b", "text"), 5)
    assert unvalidated(odd) == ('variables["a.b"]',)
    assert odd == decode(encode(odd), type=openai_ga.ResponsePrompt, unknown="keep")
    with pytest.raises(ValidationError) as caught:
        prompt.without(("variables", "a.b", "text"))
    assert str(caught.value) == 'ResponseInputText is missing required field `text` - at `$.variables["a.b"]`'


def test_what_does_not_fit_a_list_is_edited_as_anything_else():
    wire = b'{"role":"user","content":[["a",["b"]]]}'
    message = decode(wire, type=openai_live.DecisionUserMessage, unknown="keep")
    assert encode(message.without("content[0][1][0]")) == b'{"role":"user","content":[["a",[]]]}'
    assert message.transform("content[0][1][0]", "c").at("content[0]") == ("a", ("c",))
    seen = []
    assert message.transform("content[0]", lambda old: seen.append(old) or old) is message
    assert seen == [("a", ("b",))]


def test_an_object_as_it_was_said_is_pickled_as_that():
    session = openai_beta.Session(tools=[openai_beta.Tool(name="f")]).with_extra("tools[0]", {})
    for again in (pickle.loads(pickle.dumps(session)), pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(session))))):
        assert again == session
        assert encode(again) == b'{"tools":[{}]}'


def test_in_an_extra():
    session = EMPTY.with_extra("new.a", 1).with_extra("new.b.c", 2)
    assert session.as_dict() == {"type": "realtime", "new": {"a": 1, "b": {"c": 2}}}


def test_edits_go_into_an_extra():
    session = EMPTY.with_extra("speculation", {"depth": 2, "steps": [1, 2]})
    event = SessionUpdate(session=session)

    assert session.transform("speculation.depth", lambda depth: depth + 1)["speculation"]["depth"] == 3
    assert session.transform("speculation", None)["speculation"] is None
    assert session.transform("speculation", UNSET) == session
    assert session.without("speculation") == EMPTY
    assert session.without("speculation.steps[0]")["speculation"] == {"depth": 2, "steps": [2]}
    assert session.without("speculation.nothing") == session
    assert event.transform("session.speculation.new.deep", 1).session["speculation"]["new"] == {"deep": 1}
    with pytest.raises(ValidationError) as caught:
        event.transform("session.speculation.depth.x", 1)
    assert str(caught.value) == "`int` has no member `x` - at `$.session.speculation.depth`"
    with pytest.raises(ValidationError, match="The API has no way to clear `speculation`"):
        session.clear("speculation")


def test_a_template_fills_an_extra():
    event = SessionUpdate(session=EMPTY.with_extra("speculation", {"depth": 2}))
    for path, value in (("session.speculation", [1]), ("session.speculation.depth", 3), ("session.speculation.x.y", 3)):
        template = Template(event, hole=path)
        for _ in range(2):
            assert template.encode(hole=value) == encode(event.transform(path, value))
            assert template.encode(hole=UNSET) == encode(event.without(path))
        with pytest.raises(ValidationError) as caught:
            template.encode(hole=object())
        assert str(caught.value) == f"Expected a JSON value, got `object` - at `$.{path}`"


def test_in_an_event():
    update = SessionUpdate(session=EMPTY).with_extra("session.new", 1)
    assert encode(update) == b'{"type":"session.update","session":{"type":"realtime","new":1}}'


def test_what_is_given_is_copied_and_frozen():
    given = {"a": [1]}
    session = EMPTY.with_extra("new", given)
    given["a"].append(2)

    assert session.as_dict()["new"] == {"a": [1]}
    assert isinstance(session["new"], JsonObject)
    with pytest.raises(AttributeError):
        session["new"].x = 1
    with pytest.raises(AttributeError):
        session.new = 1


def test_a_config_as_value_is_its_json():
    assert EMPTY.with_extra("new", Function(name="f")).as_dict()["new"] == {"type": "function", "name": "f"}


def test_equality_is_that_of_json():
    one = EMPTY.with_extra("a", {"x": 1, "y": 2}).with_extra("b", 1)
    other = EMPTY.with_extra("b", 1.0).with_extra("a", {"y": 2, "x": 1})
    assert one.as_dict() == other.as_dict()
    assert one == other
    assert hash(one) == hash(other)
    assert one != one.with_extra("b", True)


def test_copies_and_pickles():
    session = EMPTY.with_extra("new", {"a": [1]}).with_extra("turn_detection", NEW_VAD)

    assert copy.copy(session) is session
    assert copy.deepcopy(session) is session
    again = pickle.loads(pickle.dumps(session))
    assert again == session
    assert encode(again) == encode(session)


def test_names_that_somebody_sends_make_no_classes():
    one, other = EMPTY.with_extra("something_rare", 1), Session(model="a").with_extra("something_else", 2)
    assert type(one) is type(other)
    before = len(gc.get_objects())
    for i in range(100):
        session = decode(b'{"tools":[{"type":"function","name":"f","x%d":1}]}' % i, type=Session, unknown="keep")
        session.copy_with(model="m").transform("tools.f.parameters", {}).without("tools")
    gc.collect()
    assert len(gc.get_objects()) - before < 100


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\x00", "\x1f", "\ufdd0", "\u2028", ""], ids=ascii)
def test_names_that_json_has_to_escape(name):
    members = {"type": "realtime", "audio": {"output": {name: {"a": [1]}}}, name: "\u00e9"}
    session = decode(json.dumps(members), type=Session, unknown="keep")

    assert json.loads(encode(session)) == members
    assert session[name] == "\u00e9"
    assert session.audio.output[name] == {"a": [1]}
    assert session == EMPTY.with_extra(("audio", "output", name), {"a": [1]}).with_extra((name,), "\u00e9")
    assert pickle.loads(pickle.dumps(session)) == session
    assert json.loads(encode(session.copy_with(model="m"))) == {**members, "model": "m"}
    event = SessionUpdate(session=session)
    assert json.loads(encode(event)) == {"type": "session.update", "session": members}
    assert [json.loads(line) for line in encode_lines([session, EMPTY]).splitlines()] == [members, {"type": "realtime"}]
    buffer = bytearray(b"0123456789")
    encode_into(session, buffer, 4)
    assert buffer[:4] == b"0123"
    assert buffer[4:] == encode(session)


@pytest.mark.parametrize("name", ["class", "copy_with", "items", "_private", "__init__", "extra_0", "0", "a b", "é"])
def test_any_name(name):
    session = EMPTY.with_extra((name,), 1).with_extra(("other",), 2)

    assert session.as_dict() == {"type": "realtime", name: 1, "other": 2}
    assert decode(encode(session), type=Session, unknown="keep") == session
    assert session.copy_with(model="gpt")[name] == 1
    assert session.without((name,)) == EMPTY.with_extra("other", 2)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            lambda: EMPTY.with_extra("type", "x"),
            "`type` names the variant and can't be replaced - at `$.type`",
        ),
        (lambda: EMPTY.with_extra("turn_detection.x", 1), "`turn_detection` is not set, so nothing can be put into it"),
        (lambda: EMPTY.with_extra("prompt.x", 1), "`prompt` is not set, so nothing can be put into it - at `$.prompt`"),
        (lambda: EMPTY.with_extra("model.x", 1), "`model` is not set, so nothing can be put into it - at `$.model`"),
        (lambda: Session(model="a").with_extra("model.x", 1), "`str` has no member `x` - at `$.model`"),
        (lambda: Session(tools=[]).with_extra("tools[0]", 1), "No position 0 in a list of 0 - at `$.tools`"),
        (lambda: Session(tools=[]).with_extra("tools.f.x", 1), "No item is named `f` - at `$.tools`"),
        (lambda: EMPTY.with_extra("temperature", float("nan")), "Expected a finite number, got `nan`"),
        (lambda: EMPTY.with_extra("new", object()), "Expected a JSON value, got `object`"),
        (lambda: EMPTY.with_extra("new", {1: 2}), "Expected a string as key, got `int`"),
        (lambda: EMPTY.with_extra("", 1), "Expected a path, got an empty one"),
        (lambda: EMPTY.with_extra((), 1), "Expected a path, got an empty one"),
    ],
)
def test_what_can_not_be_sent(edit, message):
    with pytest.raises(ValidationError) as caught:
        edit()
    assert str(caught.value).startswith(message)


def test_a_secret_is_not_shown_in_an_error():
    session = Session(tools=[Remote(server_label="files", authorization="hunter2")])
    with pytest.raises(ValidationError) as caught:
        session.with_extra("tools.files.authorization.x", 1)
    assert "hunter2" not in str(caught.value)


# Decoding


def test_refused_kept_or_dropped():
    wire = b'{"type":"realtime","audio":{"output":{"voice":"marin","depth":2}},"new":[1]}'

    with pytest.raises(ValidationError) as caught:
        decode(wire, type=Session)
    assert str(caught.value) == "Output has no field `depth` - at `$.audio.output`"
    kept = decode(wire, type=Session, unknown="keep")
    assert encode(kept) == wire
    assert kept.audio.output == Output(voice="marin").with_extra("depth", 2)
    assert kept["new"] == (1,)
    assert decode(wire, type=Session, unknown="drop") == Session(audio=Sound(output=Output(voice="marin")))


def test_how_unknown_members_are_treated_is_one_of_three():
    with pytest.raises(ValidationError, match="Expected `unknown` to be 'error', 'keep' or 'drop', got 'ignore'"):
        decode(b'{"new": 1}', type=Session, unknown="ignore")


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({"new": 1, "temperature": "hot"}, ["temperature", "new"]),
        ({"temperature": True}, ["temperature"]),
        ({"max_tokens": 0, "model": "m"}, ["max_tokens"]),
        ({"modalities": ["text", "smell", 5]}, ["modalities[1]", "modalities[2]"]),
        ({"modalities": "text"}, ["modalities"]),
        ({"audio": {"output": {"speed": 9, "voice": "marin"}}}, ["audio.output.speed"]),
        ({"audio": [1]}, ["audio"]),
        ({"audio": None, "tools": None}, []),
        ({"tools": [{"type": "function"}, {"type": "function", "name": "f"}]}, ["tools[0]"]),
        (
            {"tools": [{"type": "function", "name": 5, "x": 1}, 5, None, [1]]},
            ["tools[0].name", "tools[0].x", "tools[1]", "tools[2]", "tools[3]"],
        ),
        ({"metadata": {"a": 1, "b": "c"}}, ["metadata.a"]),
        ({"metadata": {str(i): "" for i in range(17)}}, ["metadata"]),
        (
            {"turn_detection": {"type": "server_vad", "threshold": 2, "silence_ms": 500.5}},
            ["turn_detection.threshold", "turn_detection.silence_ms"],
        ),
        ({"tracing": "auto"}, ["tracing"]),
        ({"input": [{"type": "message", "role": "critic", "text": ""}]}, ["input[0]"]),
    ],
    ids=str,
)
def test_what_does_not_fit_is_kept_where_it_is(members, paths):
    wire = {"type": "realtime", **members}
    session = decode(json.dumps(wire), type=Session, unknown="keep")

    assert isinstance(session, Session)
    assert same_json(session.as_dict(), wire)
    assert sorted(unvalidated(session)) == sorted(paths)
    assert decode(encode(session), type=Session, unknown="keep") == session
    assert Session.from_dict(wire, unknown="keep") == session
    assert pickle.loads(pickle.dumps(session)) == session
    assert same_json(session.copy_with(stop=["x"]).as_dict(), {**wire, "stop": ["x"]})
    assert same_json(session.merge(Session(stop=["x"])).as_dict(), {**wire, "stop": ["x"]})
    if paths:
        for unknown in ("error", "drop") if "new" not in members else ("error",):
            with pytest.raises(ValidationError):
                decode(json.dumps(wire), type=Session, unknown=unknown)
    else:
        assert decode(json.dumps(wire), type=Session) == session


def test_a_kept_value_reads_as_plain_json():
    session = decode(b'{"temperature":"hot","audio":{"output":{"speed":[1,{"a":null}]}}}', type=Session, unknown="keep")
    assert session.temperature == "hot"
    assert session["temperature"] == "hot"
    assert session.audio.output.speed == (1, JsonObject({"a": None}))
    assert unvalidated(session.copy_with(temperature=1.0).without("audio")) == ()
    assert session.copy_with(temperature=1.0).without("audio") == Session(temperature=1.0)
    assert type(session.copy_with(temperature=1.0).without("audio")) is Session


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ([1], [True]), ({"a": 1}, {"a": True})], ids=str)
def test_kept_values_are_equal_where_their_json_is(one, other):
    for path in ("temperature", "modalities", "new", "tools", "metadata.a", "turn_detection"):
        base = Session(metadata={"b": "c"})
        assert base.with_extra(path, one) != base.with_extra(path, other)
        assert base.with_extra(path, one) == base.with_extra(path, one)
        assert hash(base.with_extra(path, one)) == hash(base.with_extra(path, one))
        assert diff(base.with_extra("x", one), base.with_extra("x", other)) == EMPTY.with_extra("x", other)
    assert Session().with_extra("modalities", [1]) == Session().with_extra("modalities", [1.0])
    assert Loudness(interrupt=True) != Loudness().with_extra("interrupt", 1)


@pytest.mark.parametrize(
    ("wire", "type_"),
    [
        (b'{"type":"brand_new","x":[1,{"y":null}]}', Session),
        (b'{"type":"brand_new","x":1}', openai_ga.ClientEvent),
        (b'{"type":"conversation.item.create"}', openai_ga.ClientEvent),
        (b'{"x":1}', openai_ga.ClientEvent),
    ],
)
def test_a_root_that_is_not_known_is_json(wire, type_):
    value = decode(wire, type=type_, unknown="keep")
    assert type(value) is JsonObject
    assert encode(value) == wire
    assert unvalidated(value) == ("$",)
    for unknown in ("error", "drop"):
        with pytest.raises(ValidationError):
            decode(wire, type=type_, unknown=unknown)


def test_roots_in_lists_and_maps():
    wire = b'{"a":{"type":"realtime","new":1},"b":{"type":"other"},"c":{"type":"realtime"}}'
    read = decode(wire, type=dict[str, Session], unknown="keep")
    assert read == {"a": EMPTY.with_extra("new", 1), "b": JsonObject({"type": "other"}), "c": EMPTY}
    assert decode(b'[{"new":1},{"type":"x"}]', type=list[Session], unknown="keep") == [
        EMPTY.with_extra("new", 1),
        JsonObject({"type": "x"}),
    ]
    assert decode(b'{"a":{"new":1}}', type=dict[str, Session], unknown="drop") == {"a": EMPTY}
    with pytest.raises(ValidationError) as caught:
        decode(b'{"a.b":{"new":1}}', type=dict[str, Session])
    assert str(caught.value) == 'Session has no field `new` - at `$["a.b"]`'
    for unknown in ("error", "keep", "drop"):
        with pytest.raises(ValidationError, match="Expected `object`, got `int`"):
            decode(b"5", type=Session, unknown=unknown)


def test_variables_of_a_prompt_without_their_type_are_no_odd_ones():
    """Their members decide what they are, and then there is nothing to keep."""
    wire = b'{"id":"p","variables":{"":{"text":"a"},"b":"c"}}'
    prompt = decode(wire, type=openai_ga.ResponsePrompt, unknown="keep")
    assert prompt == decode(wire, type=openai_ga.ResponsePrompt)
    assert unvalidated(prompt) == ()


def test_variables_of_a_prompt_are_kept():
    wire = {"prompt": {"id": "p", "variables": {"a": "b", "c": {"type": "input_next_year"}, "d": 5}}}
    session = decode(json.dumps(wire), type=openai_ga.RealtimeSessionCreateRequest, unknown="keep")
    assert session.as_dict() == {"type": "realtime", **wire}
    assert unvalidated(session) == ("prompt.variables.c", "prompt.variables.d")
    dropped = {"prompt": {"id": "p", "variables": {"c": {"type": "input_text", "text": "t", "new": 1}}}}
    session = decode(json.dumps(dropped), type=openai_ga.RealtimeSessionCreateRequest, unknown="drop")
    assert session.prompt.as_dict() == {"id": "p", "variables": {"c": {"type": "input_text", "text": "t"}}}


def test_whole_numbers_are_integers():
    assert decode(b'{"turn_detection":{"type":"server_vad","silence_ms":500.0}}', type=Session) == Session(
        turn_detection=Loudness(silence_ms=500)
    )
    assert Loudness(silence_ms=500.0).silence_ms == 500
    assert type(Loudness().copy_with(silence_ms=500.0).silence_ms) is int
    assert encode(Session(max_tokens=5.0)) == b'{"type":"realtime","max_tokens":5}'
    with pytest.raises(ValidationError, match="got `float`"):
        Loudness(silence_ms=500.5)


class Buffer(bytearray):
    pass


def test_nothing_of_a_callers_is_shared():
    inner = [1]
    data = Buffer(b"abc")
    struct = Function(name="f", parameters={"a": 1})
    for given in (
        {"new": {"list": inner, "bytes": data, "struct": struct}},
        {"metadata": {"list": inner, "bytes": data}},
    ):
        kept = [EMPTY.with_extra(*pair) for pair in given.items()]
        kept.append(Session.from_dict(given, unknown="keep"))
        before = [(hash(session), encode(session)) for session in kept]
        inner.append(2)
        data[:] = b"xyz!"
        assert [(hash(session), encode(session)) for session in kept] == before
        assert all(same_json(json.loads(encode(session)), session.as_dict()) for session in kept)
        data[:] = b"abc"
        inner[:] = [1]


def test_unknown_tools_stay_where_they_are():
    wire = b'{"type":"realtime","tools":[{"type":"x"},{"type":"function","name":"f"},{"type":"y","name":"g"}]}'
    session = decode(wire, type=Session, unknown="keep")

    assert encode(session) == wire
    assert session.tools[1] == Function(name="f")
    assert session.transform("tools.g.a", 1).as_dict()["tools"][2] == {"type": "y", "name": "g", "a": 1}
    assert session.without("tools[0]").as_dict()["tools"] == session.as_dict()["tools"][1:]
    assert session.copy_with(tools=session.tools) == session


def test_a_value_without_extras_is_of_the_class_itself():
    for session in (EMPTY, EMPTY.with_extra("new", 1).without("new"), decode(b"{}", type=Session, unknown="keep")):
        assert type(session) is Session


@pytest.mark.parametrize(
    ("wire", "type_"),
    [
        (
            b'{"type":"conversation.item.create","item":{"type":"brand_new","y":1}}',
            openai_ga.ConversationItemCreateEvent,
        ),
        (
            b'{"type":"conversation.item.create","item":{"type":"message","role":"tool","content":[]}}',
            openai_ga.ClientEvent,
        ),
        (b'{"type":"session.update","session":{"type":"live","y":{"z":1}}}', openai_ga.SessionUpdateEvent),
    ],
)
def test_a_variant_that_is_not_known_where_one_is_required(wire, type_):
    event = decode(wire, type=type_, unknown="keep")

    assert encode(event) == wire
    assert decode(encode(event), type=type_, unknown="keep") == event
    assert encode(event.copy_with(event_id="e1")) == wire[:-1] + b',"event_id":"e1"}'
    for unknown in ("error", "drop"):
        with pytest.raises(ValidationError, match="Expected one of"):
            decode(wire, type=type_, unknown=unknown)


def test_a_whole_list_is_what_its_items_are():
    tools = [{"type": "function", "name": "f", "new": 1}, {"type": "brand_new", "name": "b"}]
    session = EMPTY.with_extra("tools", tools)

    assert session == decode(encode(session), type=Session, unknown="keep")
    assert EMPTY.with_extra("tools", tools[:1]).tools[0]["new"] == 1
    assert EMPTY.with_extra("tools", [{"type": "function", "name": "f"}]) == Session(tools=[Function(name="f")])
    longer = session.copy_with(tools=(*session.tools, Function(name="z")))
    assert longer.as_dict()["tools"] == [*tools, {"type": "function", "name": "z"}]
    assert session.transform("tools.f.parameters", {"a": 1}).tools[0].parameters == {"a": 1}
    assert session.transform("tools.b.q", 1).as_dict()["tools"][1] == {**tools[1], "q": 1}


def test_a_list_of_what_is_told_apart_by_two_members():
    response = openai_ga.RealtimeResponseCreateParams().with_extra(
        "input", [{"type": "message", "role": "user", "content": []}, {"type": "brand_new"}]
    )
    assert response.transform("input[0].id", "x").as_dict()["input"][0]["id"] == "x"


def test_what_is_declared_equals_what_is_set():
    detection = {"type": "server_vad", "threshold": 0.5}
    one = openai_ga.RealtimeAudioConfigInput().with_extra("turn_detection", detection)
    assert one == openai_ga.RealtimeAudioConfigInput(turn_detection=detection)


def test_in_a_map_of_strings():
    tools = [openai_ga.Mcp(server_label="m", server_url="https://x.test", headers={"b": "c", "a": "d"})]
    session = openai_ga.RealtimeSessionCreateRequest(tools=tools).with_extra("tools.m.headers.X", 5)

    assert session.as_dict()["tools"][0]["headers"] == {"b": "c", "a": "d", "X": 5}
    assert "'headers': " not in repr(session)
    assert "headers={'b': '***', 'a': '***', 'X': '***'}" in repr(session)


def test_secrets_in_what_is_not_known_are_not_shown():
    tool = {
        "type": "mcp_2",
        "authorization": "hunter2",
        "headers": {"a": "hunter3"},
        "deep": [{"credential": "hunter4"}],
    }
    for session in (
        EMPTY.with_extra("tools", [tool]),
        decode(encode(EMPTY.with_extra("tools", [tool])), type=Session, unknown="keep"),
    ):
        for shown in (repr(session), session.explain()):
            assert "hunter" not in shown
            assert "authorization" in shown
        assert b"hunter2" in encode(session)


def test_their_names_are_looked_up_as_in_a_set():
    # A hostile session has many of them, and each is asked for.
    session = decode('{"b":1,"a":2}', type=Session, unknown="keep")
    assert extras_of(session) == {"a", "b"}
    assert [*extras_of(session)] == ["a", "b"]
    assert isinstance(extras_of(session), AbstractSet)


@pytest.mark.parametrize("odd", [False, 1, 1.5, "x", {}, [1], [], None])
def test_a_list_is_compared_with_whatever_was_kept_in_its_place(odd):
    listed = Session(tools=[Function(name="f")])
    other = EMPTY.with_extra("tools", odd)
    for old, new in ((listed, other), (other, listed)):
        assert old != new
        assert old.merge(diff(old, new)) == new


@pytest.mark.parametrize("value", [{}, {"of_next_year": 1}])
@pytest.mark.parametrize("name", ["tool_choice", "input_audio_echo_cancellation"])
def test_an_object_without_its_tag_goes_out_without_it(name, value):
    sent = voicelive.RequestSession().with_extra(name, value)

    assert json.loads(encode(sent)) == {name: value}
    assert sent.with_extra((name, "type"), "x")[name] == {**value, "type": "x"}


@pytest.mark.parametrize("name", ["a.b", "a b", "x[0]", "[", '"', "", "$", "\u202e", "\x1b[31m", "\\"])
def test_checks_speak_of_a_name_of_any_kind(name):
    wire = {"type": "realtime", name: 1, "prompt": {"id": "p", "variables": {name: 1}}, "tools": [{name: 1}]}
    session = decode(json.dumps(wire), type=openai_ga.RealtimeSessionCreateRequest, unknown="keep")
    shown = [str(each) for each in check(session) if each.rule == "not-of-its-type"]
    assert len(shown) >= 3
    assert all(line.isprintable() for line in shown)
