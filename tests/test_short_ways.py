"""What is done in a shorter way for common values gives what the longer way gives, and refuses what that refuses."""

import json

import pytest

from realtime_builder import (
    JsonObject,
    SessionState,
    Template,
    ValidationError,
    convert,
    decode,
    drift,
    encode,
    openai_beta,
    openai_ga,
    voicelive,
)
from realtime_builder.openai_ga import RealtimeFunctionTool, RealtimeSessionCreateRequest

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 10, "default": 1, "x-on": True}}}
SESSION = {
    "type": "realtime",
    "instructions": "Hi",
    "output_modalities": ["audio"],
    "tools": [{"type": "function", "name": "f", "parameters": SCHEMA}],
    "audio": {"output": {"speed": 1.0}},
}


def read(data):
    return decode(json.dumps(data), type=RealtimeSessionCreateRequest)


# Comparing


def test_space_between_tokens_does_not_count():
    spaced = decode(json.dumps(SESSION, indent=3), type=RealtimeSessionCreateRequest)
    assert spaced == decode(json.dumps(SESSION, separators=(",", ":")), type=RealtimeSessionCreateRequest)
    assert encode(spaced) != encode(read(SESSION))


@pytest.mark.parametrize(
    ("one", "other", "same"), [(1, 1.0, True), (1, True, False), ("a b", "ab", False), (" ", "", False)]
)
def test_values_inside_count(one, other, same):
    def of(value):
        tool = {"type": "function", "name": "f", "parameters": {"default": value, "b": [1]}}
        return decode(json.dumps({**SESSION, "tools": [tool]}, indent=1 + same), type=RealtimeSessionCreateRequest)

    assert (of(one) == of(other)) is same
    assert (of(one).tools[0].parameters == of(other).tools[0].parameters) is same
    assert bool(drift(of(one), of(other))) is not same


def test_order_of_members_does_not_count():
    turned = {**SESSION, "tools": [{"parameters": dict(reversed(SCHEMA.items())), "name": "f", "type": "function"}]}
    assert read(turned) == read(SESSION)


# Construction


@pytest.mark.parametrize(
    "make", [RealtimeSessionCreateRequest.from_dict, lambda members: RealtimeSessionCreateRequest(**members)]
)
def test_members_with_the_tag_construct_what_decoding_gives(make):
    made = make(SESSION)
    assert made == read(SESSION)
    SESSION["tools"][0]["parameters"]["properties"]["a"]["maximum"] = 10  # the value has a copy
    assert json.loads(encode(made)) == SESSION
    assert made.copy_with(type="realtime") == made
    for name in ("transcription", None, 1):
        with pytest.raises(ValidationError) as caught:
            make({**SESSION, "type": name})
        assert caught.value.path == "$.type"


def test_one_dict_that_does_not_fit_is_named():
    with pytest.raises(ValidationError) as caught:
        RealtimeSessionCreateRequest.from_dict({**SESSION, "tools": [{"type": "function", "nam": "f"}]})
    assert caught.value.path == "$.tools[0]"
    with pytest.raises(ValidationError, match="finite"):
        RealtimeSessionCreateRequest.from_dict({**SESSION, "audio": {"output": {"speed": float("nan")}}})


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize("words", [["text"], ("text",), (Word("text"),), iter(["text"])])
def test_words_of_a_list(words):
    assert type(RealtimeSessionCreateRequest(output_modalities=("text",)).output_modalities) is tuple
    try:
        made = RealtimeSessionCreateRequest(output_modalities=words).output_modalities
    except ValidationError:
        assert not isinstance(words, list | tuple)
    else:
        assert made == ("text",)
        assert type(made[0]) is str


@pytest.mark.parametrize("words", [["speech"], [1], [["text"]], [None]])
def test_wrong_words_of_a_list(words):
    with pytest.raises(ValidationError) as caught:
        RealtimeSessionCreateRequest().copy_with(output_modalities=words)
    assert caught.value.path == "$.output_modalities[0]"


# Edits


def look_up(order: str) -> str:
    """Look up an order."""
    return order


def test_a_function_is_added_as_its_tool_is():
    session = read(SESSION)
    added = session.add_tool(look_up)
    assert added == session.add_tool(RealtimeFunctionTool.from_function(look_up))
    with pytest.raises(ValidationError, match="There is another tool named `look_up`"):
        added.add_tool(look_up)
    assert RealtimeSessionCreateRequest().add_tool(look_up).tools == added.tools[1:]
    assert session.with_extra("x", 1).add_tool(look_up).without("x") == added


def test_a_value_is_as_long_as_what_it_iterates_over():
    session = read(SESSION)
    extended = session.with_extra("new", {"a": 1}).with_extra("audio.output.speed", 9)
    for value in (
        session,
        extended,
        session.audio,
        session.tools[0],
        extended.audio.output,
        RealtimeSessionCreateRequest(),
    ):
        assert len(value) == len(list(value)) == len(dict(value))


# Templates


@pytest.mark.parametrize("value", [1.5, 1, 9.0, float("nan"), True, "fast", None])
def test_a_hole_with_limits_takes_what_an_edit_takes(value):
    session = read(SESSION)
    template, buffer = Template(session, speed="audio.output.speed"), bytearray(b"old")

    def edited():
        return encode(session.transform("audio.output.speed", value))

    def filled():
        return template.encode(speed=value)

    def written():
        template.encode_into(buffer, speed=value)
        return bytes(buffer)

    for _ in range(2):  # the first call makes the plan
        assert result(filled) == result(written) == result(edited)


def result(make):
    try:
        return make()
    except ValidationError as error:
        return str(error)


def test_a_hole_of_text_with_limits_refuses_lone_surrogates():
    template = Template(openai_ga.SessionUpdateEvent(session=read(SESSION)), id="event_id")
    for text in ("a", "\ud800", "b" * 10_000):
        try:
            expected = encode(openai_ga.SessionUpdateEvent(session=read(SESSION), event_id=text))
        except ValidationError:
            with pytest.raises(ValidationError):
                template.encode(id=text)
        else:
            assert template.encode(id=text) == expected


# What a server sends


@pytest.mark.parametrize(
    "more", [{}, {"id": "s", "object": "realtime.session"}, {"id": {"a": [1]}}, {"newer": {"b": None}}]
)
@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, bytes.decode])
def test_a_state_takes_the_session_that_the_event_has(more, form):
    event = {"type": "session.updated", "event_id": "e", "session": {**SESSION, **more}}
    frame = form(json.dumps(event).encode())
    session = SessionState("openai_ga").received(frame).session
    assert session == openai_ga.decode_server_event(frame).session
    assert json.loads(encode(session)) == {**SESSION, **more}
    assert session == SessionState("openai_ga").received(event).session


@pytest.mark.parametrize("session", [None, 1, [], {}, {"type": 1}, {"model": "gpt-realtime"}, {"audio": 3}])
def test_a_state_takes_odd_sessions(session):
    event = {"type": "session.updated", "session": session}
    state = SessionState("openai_ga")
    by_frame, by_dict = state.received(json.dumps(event).encode()), state.received(event)
    assert by_frame.session == by_dict.session
    assert by_frame.phase == by_dict.phase


def test_states_of_other_dialects():
    for module, type_ in ((openai_beta, openai_beta.Session), (voicelive, voicelive.RequestSession)):
        session = convert(read(SESSION), to=type_).config
        frame = b'{"type":"session.updated","session":%s}' % encode(session)
        assert SessionState(module.__name__.rpartition(".")[2]).received(frame).session == session


LONG = '{"type": "realtime", "instructions": "%s"}' % ("Be brief. " * 200)


@pytest.mark.parametrize("form", [str, str.encode, lambda text: bytearray(text, "utf-8")])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"type":"session.updated","session":%s}', "session.updated"),
        (' {\n "event_id" : "e_1" , "type" : "session.created", "session": %s}', "session.created"),
        ('{"session":%s,"type":"session.updated"}', "session.updated"),
        ('{"type":"session.updated","session":%s,"type":"session.created"}', "session.created"),
        ('{"type":"session.updated","session":%s,"t\\u0079pe":"session.created"}', "session.created"),
        ('{"type":"session.updated","session":%s,"type":"brand.new"}', "brand.new"),
        ('{"type":"brand.new","session":%s,"type":"session.updated"}', "session.updated"),
        ('{"event_id":"\\"type\\":","type":"session.updated","session":%s}', "session.updated"),
    ],
)
def test_a_large_event_is_of_the_type_that_it_says_last(text, name, form):
    kinds = {"session.updated": openai_ga.SessionUpdatedEvent, "session.created": openai_ga.SessionCreatedEvent}
    event = openai_ga.decode_server_event(form(text % LONG))
    assert event["type"] == name
    assert isinstance(event, kinds.get(name, JsonObject))
    assert event["session"]["instructions"].startswith("Be brief.")
