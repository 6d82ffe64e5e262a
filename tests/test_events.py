"""What goes over the wire: a client's events, a server's events about the session, everyday items."""

import importlib
import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import configs, json_values, name_of

from realtime_builder import DIALECTS, Config, DecodeError, JsonObject, ValidationError, decode, encode, unvalidated
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.interop.received import read_received


def dialect(name):
    return importlib.import_module(f"realtime_builder.{name}")


def server_events(name):
    return importlib.import_module(f"realtime_builder.{name}.server_events")


def items(name):
    return importlib.import_module(f"realtime_builder.{name}.items")


def types(union):
    return {tag_of(event)[1] for event in get_args(union)}


REALTIME = tuple(name for name in DIALECTS if name != "openai_live")
"""The dialects that have a conversation of items; in OpenAI Live a backend has it, whose items are another API's."""

# A client's events

SHARED = {
    "conversation.item.create",
    "conversation.item.delete",
    "conversation.item.retrieve",
    "conversation.item.truncate",
    "input_audio_buffer.append",
    "input_audio_buffer.clear",
    "input_audio_buffer.commit",
    "output_audio_buffer.clear",
    "response.cancel",
    "response.create",
    "session.update",
}
MORE = {
    "openai_ga": set(),
    "openai_beta": {"transcription_session.update"},
    "voicelive": {
        "input_audio.clear",
        "input_audio.turn.append",
        "input_audio.turn.cancel",
        "input_audio.turn.end",
        "input_audio.turn.start",
        "input_text.delta",
        "input_text.done",
        "rtc.call.sdp.create",
        "session.avatar.connect",
    },
}


@pytest.mark.parametrize(("name", "count"), [("openai_ga", 11), ("openai_beta", 12), ("voicelive", 20)])
def test_all_client_events_are_there(name, count):
    assert types(dialect(name).ClientEvent) == SHARED | MORE[name]
    assert len(get_args(dialect(name).ClientEvent)) == count


def test_all_live_events_are_there():
    live = dialect("openai_live")
    common = types(live.ClientEvent)
    assert len(get_args(live.ClientEvent)) == len(common) == 15
    assert types(live.ForkClientEvent) == common
    assert types(live.SidebandClientEvent) == common - {"session.start", "session.input_audio.append"} | {
        "transport.dtmf.send"
    }


def test_all_translation_events_are_there():
    assert types(dialect("openai_ga").TranslationClientEvent) == {
        "session.update",
        "session.input_audio_buffer.append",
        "session.close",
    }


UNIONS = [
    *((dialect(name).ClientEvent, event) for name in DIALECTS for event in get_args(dialect(name).ClientEvent)),
    *(
        (dialect("openai_ga").TranslationClientEvent, event)
        for event in get_args(dialect("openai_ga").TranslationClientEvent)
    ),
]


@pytest.mark.parametrize(("union", "event"), UNIONS, ids=[name_of(event) for _, event in UNIONS])
def test_the_union_reads_each_of_its_events(union, event):
    @given(configs(event))
    def check(sent):
        assert decode(encode(sent), type=union) == sent
        assert json.loads(encode(sent))["type"] == tag_of(event)[1]

    check()


# A server's events

SERVER = [(name, event) for name in DIALECTS for event in get_args(server_events(name).ServerEvent)]


def test_which_server_events_are_structs():
    ga, beta, azure, live = map(server_events, DIALECTS)
    assert types(ga.ServerEvent) == types(azure.ServerEvent) == {"error", "session.created", "session.updated"}
    assert types(beta.ServerEvent) == types(ga.ServerEvent) | {
        "transcription_session.created",
        "transcription_session.updated",
    }
    assert types(ga.TranslationServerEvent) == types(ga.ServerEvent) | {"session.closed"}
    assert types(live.ServerEvent) == {"error", "session.started", "session.updated", "session.closed"}


@pytest.mark.parametrize(("name", "event"), SERVER, ids=[name_of(event) for _, event in SERVER])
def test_a_server_event_is_read(name, event):
    @given(configs(event))
    def check(sent):
        assert server_events(name).decode_server_event(encode(sent)) == sent

    check()


def vendors_events():
    """The vendors' own models of the events about the session, by dialect and type."""
    import openai.types.beta.realtime as beta
    import openai.types.realtime as ga
    from azure.ai.voicelive import models as azure
    from openai.types import live
    from openai.types.realtime import (
        realtime_translation_session_closed_event,
        realtime_translation_session_created_event,
        realtime_translation_session_updated_event,
    )

    yield "openai_ga", "RealtimeErrorEvent", ga.RealtimeErrorEvent
    yield "openai_ga", "RealtimeError", ga.RealtimeError
    yield "openai_ga", "SessionCreatedEvent", ga.SessionCreatedEvent
    yield "openai_ga", "SessionUpdatedEvent", ga.SessionUpdatedEvent
    for module in (
        realtime_translation_session_closed_event,
        realtime_translation_session_created_event,
        realtime_translation_session_updated_event,
    ):
        [name] = module.__all__
        yield "openai_ga", name, getattr(module, name)
    yield "openai_beta", "ErrorEvent", beta.ErrorEvent
    yield "openai_beta", "Error", beta.error_event.Error
    yield "openai_beta", "SessionCreatedEvent", beta.SessionCreatedEvent
    yield "openai_beta", "SessionUpdatedEvent", beta.SessionUpdatedEvent
    yield "openai_beta", "TranscriptionSessionUpdatedEvent", beta.TranscriptionSessionUpdatedEvent
    for name in (
        "Error",
        "ErrorEvent",
        "SessionStartedEvent",
        "SessionUpdatedEvent",
        "SessionClosedEvent",
        "SessionUsage",
    ):
        yield "openai_live", name, getattr(live, name)
    yield "voicelive", "ServerEventError", azure.ServerEventError
    yield "voicelive", "ServerEventErrorDetails", azure.ServerEventErrorDetails
    yield "voicelive", "ServerEventSessionCreated", azure.ServerEventSessionCreated
    yield "voicelive", "ServerEventSessionUpdated", azure.ServerEventSessionUpdated


@pytest.mark.parametrize(
    ("name", "event", "theirs"), [pytest.param(*each, id=f"{each[0]}.{each[1]}") for each in vendors_events()]
)
def test_a_server_event_has_the_members_that_the_vendor_gives_it(name, event, theirs):
    ours = getattr(server_events(name), event)
    tag = tag_of(ours)
    if hasattr(theirs, "model_fields"):
        members = {member: info.is_required() for member, info in theirs.model_fields.items()}
    else:
        theirs.__new__(theirs)  # Azure's models look their fields up when the first instance is made
        members = dict.fromkeys(theirs._attr_to_rest_field)
    assert members.keys() == fields_of(ours).keys() | ({tag[0]} if tag else set())
    if hasattr(theirs, "model_fields"):
        for member, field in fields_of(ours).items():
            assert field.required == members[member], member


def test_a_translation_event_is_read():
    ga = server_events("openai_ga")
    for event in get_args(ga.TranslationServerEvent):

        @given(configs(event))
        def check(sent):
            assert ga.decode_translation_server_event(encode(sent)) == sent

        check()


@pytest.mark.parametrize("name", DIALECTS)
def test_the_session_is_of_the_type_that_is_sent(name):
    sends = "session.start" if name == "openai_live" else "session.update"
    [update] = [each for each in get_args(dialect(name).ClientEvent) if tag_of(each)[1] == sends]
    says = ("session.created", "session.started", "session.updated")
    updated = [each for _, each in SERVER if _ == name and tag_of(each)[1] in says]
    assert len(updated) == 2
    for event in updated:
        assert fields_of(event)["session"].type == fields_of(update)["session"].type


@pytest.mark.parametrize("name", DIALECTS)
def test_other_events_are_json(name):
    event = server_events(name).decode_server_event(b'{"type":"response.done","response":{"id":null}}')
    assert event == JsonObject({"type": "response.done", "response": {"id": None}})
    assert event["response"]["id"] is None


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"[]", ValidationError, "Expected `object`, got `array`"),
        (b"{}", ValidationError, "Event is missing required field `type`"),
        (b'{"type":5}', ValidationError, "Expected `str`, got `int` - at `$.type`"),
        (b'{"type":"session.updated"', DecodeError, "Not valid JSON: Input data was truncated"),
        (b'{"type":"\xff"}', DecodeError, None),
        (
            {"type": "session.updated"},
            ValidationError,
            "Expected a frame as bytes or text, got `dict`; `json.dumps(event)` makes text of it",
        ),
    ],
)
def test_what_is_no_event_is_an_error(name, data, error, message):
    with pytest.raises(ValidationError) as caught:
        server_events(name).decode_server_event(data)
    assert type(caught.value) is error
    assert message is None or str(caught.value) == message


@pytest.mark.parametrize("session", [b"null", b"5", b"[]", b'"x"'])
@pytest.mark.parametrize("name", DIALECTS)
def test_a_session_that_is_no_object_is_kept(name, session):
    data = b'{"type":"session.updated","event_id":"e","session":' + session + b"}"
    event = server_events(name).decode_server_event(data)
    assert isinstance(
        event,
        server_events(name).SessionUpdatedEvent if hasattr(server_events(name), "SessionUpdatedEvent") else Config,
    )
    assert json.loads(encode(event)) == json.loads(data)
    assert unvalidated(event) == ("session",)


@pytest.mark.parametrize("name", DIALECTS)
def test_an_event_that_lacks_what_is_required_is_of_its_type(name):
    event = server_events(name).decode_server_event(b'{"type":"session.updated","session":{"a\\"b":1}}')
    assert json.loads(encode(event))["session"]['a"b'] == 1
    assert "event_id" not in event
    required = ["event_id"] if fields_of(type(event))["event_id"].required else []
    assert list(unvalidated(event)) in (["session", *required], ['session["a\\"b"]', *required])
    event = server_events(name).decode_server_event(b'{"type":"error"}')
    assert encode(event) == b'{"type":"error"}'
    assert isinstance(event, Config)


# Nothing of what a server sends is lost

ECHO = {
    "type": "session.updated",
    "event_id": "event_1",
    "session": {
        "type": "realtime",
        "id": "sess_1",
        "expires_at": 1790000000,
        "max_output_tokens": "inf",
        "audio": {
            "input": {
                "transcription": {"model": "whisper-1", "language": None, "prompt": None},
                "turn_detection": {"type": "server_vad", "threshold": 1.5, "new": {"a": [None]}},
                "noise_reduction": None,
            },
            "output": {"speed": 9, "voice": {"id": "voice_1", "name": "Ada"}, "format": {"type": "audio/opus"}},
        },
        "tools": [
            {"type": "brand_new", "x": 1},
            {"type": "function", "name": "f", "strict": True},
            {"type": "function", "name": 5},
            {"type": "mcp"},
            "tool",
            {"type": "function", "name": "g"},
        ],
        "truncation": {"type": "retention_ratio"},
        "tool_choice": 7,
        "include": "all",
    },
}


def test_values_that_a_client_could_not_send_are_kept():
    event = server_events("openai_ga").decode_server_event(json.dumps(ECHO))
    assert json.loads(encode(event)) == ECHO
    session = event.session
    assert session.audio.output.speed == 9
    assert session.audio.input.transcription.language is None
    assert session.audio.input.turn_detection.threshold == 1.5
    assert session["id"] == "sess_1"
    assert [type(tool).__name__ for tool in session.tools] == [
        "Unvalidated",
        "RealtimeFunctionTool",
        "RealtimeFunctionTool",
        "Unvalidated",
        "str",
        "RealtimeFunctionTool",
    ]
    assert [session.tools[i].name for i in (1, 2, 5)] == ["f", 5, "g"]
    assert session.tool_choice == 7


def test_what_a_server_sent_can_be_edited_and_sent_back():
    session = server_events("openai_ga").decode_server_event(json.dumps(ECHO)).session
    session = session.transform("audio.output.speed", 1.25).copy_with(tool_choice="auto", tools=[])
    wire = session.as_dict()
    assert (wire["audio"]["output"]["speed"], wire["tool_choice"], wire["tools"]) == (1.25, "auto", [])
    assert wire["audio"]["output"]["voice"] == {"id": "voice_1", "name": "Ada"}


def _has_plain_names(value):
    """A struct's field can't have a quotation mark, a backslash or a control character in its name."""
    return "\\" not in json.dumps(value, ensure_ascii=False)


@st.composite
def spoiled(draw, cls):
    """The wire dict of a value, some members of which are replaced by any JSON."""
    members = draw(configs(cls)).as_dict()
    for _ in range(draw(st.integers(1, 3))):
        owner = members
        while True:
            places = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
            places = [place for place in places if place not in ("type", "model")]  # which tell variants apart
            if not places:
                break
            place = draw(st.sampled_from(places))
            if isinstance(owner[place], dict | list) and draw(st.booleans()):
                owner = owner[place]
                continue
            owner[place] = draw(json_values().filter(_has_plain_names))
            break
    return members


SESSIONS = {
    session
    for name in DIALECTS
    for event in get_args(server_events(name).ServerEvent)
    if "session" in fields_of(event)
    for session in fields_of(event)["session"].type.structs
}


@pytest.mark.parametrize("session", sorted(SESSIONS, key=name_of), ids=name_of)
def test_any_session_is_kept_to_the_last_member(session):
    @given(spoiled(session))
    def check(members):
        wire = json.dumps(members)
        received = read_received(json.loads(wire), session)
        assert isinstance(received, session)
        assert same(json.loads(encode(received)), json.loads(wire))

    check()


def same(back, wire):
    """The same JSON, but for tags that are filled in where only one variant is possible."""
    if isinstance(wire, dict) and isinstance(back, dict):
        filled_in = back.keys() - wire.keys()
        return filled_in <= {"type", "model"} and all(name in back and same(back[name], wire[name]) for name in wire)
    if isinstance(wire, list) and isinstance(back, list):
        return len(back) == len(wire) and all(map(same, back, wire))
    if type(back) is float and type(wire) is int:
        return back == float(wire)  # a whole number where a fraction is declared
    if type(back) is int and type(wire) is float:
        return back == wire  # 5.0 where a whole number is declared
    return json.dumps(back) == json.dumps(wire)


def test_each_tool_may_be_odd_in_its_own_way():
    session = dialect("openai_beta").Session
    tools = [{"type": "function", "name": name} for name in range(5_000)]
    assert len(read_received({"tools": tools}, session).tools) == 5_000


# Errors


@pytest.mark.parametrize("name", DIALECTS)
def test_an_error_says_what_it_is_about(name):
    cause = "client_event_id" if name == "openai_live" else "event_id"
    wire = {
        "type": "error",
        "event_id": "event_2",
        "error": {
            "type": "invalid_request_error",
            "code": "unknown_parameter",
            "message": "Unknown parameter: 'session.voise'.",
            "param": "session.voise",
            cause: None,
        },
    }
    event = server_events(name).decode_server_event(json.dumps(wire))
    assert isinstance(event, Config)
    assert (event.error.code, event.error.param, event.error[cause]) == ("unknown_parameter", "session.voise", None)
    assert event.as_dict() == wire


# Everyday items


def content(item):
    return item.as_dict()["content"]


@pytest.mark.parametrize("name", REALTIME)
def test_a_users_message(name):
    make = items(name)
    for item, part in (
        (make.user_text("Hi."), {"type": "input_text", "text": "Hi."}),
        (make.user_audio(b"\x00\x01"), {"type": "input_audio", "audio": "AAE="}),
        (make.user_audio(b"", transcript="Hi."), {"type": "input_audio", "audio": "", "transcript": "Hi."}),
        (make.user_image("data:,"), {"type": "input_image", "image_url": "data:,"}),
        (make.user_image("data:,", detail="low"), {"type": "input_image", "image_url": "data:,", "detail": "low"}),
    ):
        assert item.as_dict() == {"type": "message", "role": "user", "content": [part]}


@pytest.mark.parametrize("name", REALTIME)
def test_a_system_message(name):
    assert items(name).system_text("Be brief.", id="item_1").as_dict() == {
        "id": "item_1",
        "type": "message",
        "role": "system",
        "content": [{"type": "input_text", "text": "Be brief."}],
    }


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    ("output", "text"),
    [("22 degrees", "22 degrees"), ("", ""), ({"t": None, "u": [1]}, '{"t":null,"u":[1]}'), ({}, "{}")],
)
def test_a_functions_output(name, output, text):
    assert items(name).function_output("call_1", output).as_dict() == {
        "type": "function_call_output",
        "call_id": "call_1",
        "output": text,
    }


@pytest.mark.parametrize("name", DIALECTS)
def test_a_functions_output_may_be_a_configuration(name):
    session = dialect("voicelive").RequestSession(turn_detection=None)
    assert items(name).function_output("call_1", session)["output"] == '{"turn_detection":null}'


@pytest.mark.parametrize("name", DIALECTS)
def test_a_functions_output_is_json(name):
    for output in (object(), {"x": {1, object()}}, {"x": float("nan")}, {1: 2}):
        with pytest.raises(ValidationError):
            items(name).function_output("call_1", output)


def test_an_approval():
    ga, live = items("openai_ga"), items("voicelive")
    assert ga.mcp_approval("req_1", id="mcpa_1", approve=False, reason=None).as_dict() == {
        "type": "mcp_approval_response",
        "id": "mcpa_1",
        "approval_request_id": "req_1",
        "approve": False,
        "reason": None,
    }
    assert live.mcp_approval("req_1", approve=True).as_dict() == {
        "type": "mcp_approval_response",
        "approval_request_id": "req_1",
        "approve": True,
    }


@pytest.mark.parametrize("name", REALTIME)
def test_items_go_into_an_event(name):
    make = items(name)
    [create] = [each for each in get_args(dialect(name).ClientEvent) if tag_of(each)[1] == "conversation.item.create"]
    made = [
        make.user_text("a"),
        make.user_audio(b"a"),
        make.user_image("a"),
        make.system_text("a"),
        make.function_output("a", "b"),
    ]
    if hasattr(make, "mcp_approval"):
        made.append(make.mcp_approval("a", id="b", approve=True))
    for item in made:
        event = create(item=item)
        assert decode(encode(event), type=dialect(name).ClientEvent) == event


def test_a_session_of_a_kind_that_is_not_known():
    for session in ({"id": "s", "object": "realtime.session"}, {"type": "brand_new", "x": [1]}):
        wire = {"type": "session.created", "event_id": "e", "session": session}
        event = dialect("openai_ga").decode_server_event(json.dumps(wire))
        assert json.loads(encode(event)) == wire
        assert event.session == session


# Sessions with the members that servers add


@pytest.mark.parametrize("name", DIALECTS)
@given(data=st.data())
def test_an_echo_is_read_as_by_the_long_way(name, data):
    module = server_events(name)
    for struct in module._EVENTS.values():
        if "session" not in fields_of(struct):
            continue
        session = data.draw(st.one_of(*map(configs, fields_of(struct)["session"].type.structs)), label="session")
        members = session.as_dict()
        added = data.draw(st.dictionaries(st.sampled_from(["id", "object", "expires_at", "odd"]), json_values()))
        wire = {**dict([tag_of(struct)]), "event_id": "e", "session": {**added, **members}}
        event = module.decode_server_event(json.dumps(wire))
        slow = read_received(json.loads(json.dumps(wire)), struct)
        assert event == slow
        assert hash(event) == hash(slow)
        assert type(event) is type(slow)
        assert type(event.session) is type(slow.session)
        assert unvalidated(event) == unvalidated(slow)
        assert json.loads(encode(event)) == json.loads(encode(slow))
