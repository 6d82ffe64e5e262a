"""`Guard.filter`: which events of a client go on to the API, in every dialect."""

import json
import pickle

import pytest

from realtime_builder import (
    Guard,
    GuardError,
    ValidationError,
    decode,
    openai_beta,
    openai_ga,
    openai_live,
    voicelive,
)
from realtime_builder._core.shape import declared_class, fields_of, tag_of
from realtime_builder.guard.events import events_of

BASE = openai_ga.RealtimeSessionCreateRequest(instructions="Be brief.", audio={"output": {"voice": "marin"}})
BASES = [
    BASE,
    openai_ga.RealtimeTranscriptionSessionCreateRequest(),
    openai_ga.RealtimeTranslationSessionUpdateRequest(),
    openai_beta.Session(instructions="Be brief."),
    voicelive.RequestSession(instructions="Be brief."),
    openai_live.SessionConfig(model="gpt-live-1"),
]
SPEAKING = [BASES[0], BASES[3], BASES[4]]
"""Those whose clients add messages and ask for responses."""


def name(value):
    return f"{type(value).__module__.split('.')[1]}.{type(value).__name__}"


def sent(guard, event, base=BASE):
    return json.loads(guard.filter(base, json.dumps(event)))


def refused(guard, event, base=BASE):
    with pytest.raises(GuardError) as caught:
        guard.filter(base, json.dumps(event))
    assert str(caught.value).isprintable()
    return caught.value


def message(role, text="Hi."):
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}


def created(role, text="Hi."):
    return {"type": "conversation.item.create", "item": message(role, text)}


# Which events


@pytest.mark.parametrize("base", BASES, ids=name)
def test_no_event_goes_on_that_is_not_named(base):
    guard = Guard.allow()
    kinds = events_of(declared_class(type(base)))
    assert len(kinds) >= 3
    for kind in kinds:
        if kind != "session.update":
            error = refused(guard, {"type": kind}, base)
            assert (error.path, str(error.violations[0])) == ("$.type", "Not allowed - at `type`")
    refused(guard, {"type": "no.such.event"}, base)
    for odd in ({}, {"type": None}, {"type": ["response.create"]}, {"type": {}}):
        refused(guard, odd, base)


@pytest.mark.parametrize("base", BASES, ids=name)
def test_every_event_of_a_dialect_can_be_named(base):
    kinds = events_of(declared_class(type(base)))
    guard = Guard.allow(events=[*kinds], type=type(base))
    assert Guard.allow(events=dict.fromkeys(kinds), type=type(base))
    bare = [kind for kind, event in kinds.items() if not any(field.required for field in fields_of(event).values())]
    for kind in bare:
        assert sent(guard, {"type": kind, "event_id": "e1"}, base) == {"type": kind, "event_id": "e1"}


@pytest.mark.parametrize("base", SPEAKING, ids=name)
def test_messages_of_some_roles(base):
    guard = Guard.allow(events={"conversation.item.create": {"item.role": {"user"}, "item.content.text": 10}})
    assert sent(guard, created("user"), base) == created("user")
    assert refused(guard, created("system"), base).path == "$.item.role"
    refused(guard, created("assistant"), base)
    assert refused(guard, created("user", "x" * 11), base).path == "$.item.content.text"
    call = {"type": "function_call_output", "call_id": "c1", "output": "x"}
    assert refused(guard, {"type": "conversation.item.create", "item": call}, base).path == "$.item.role"
    both = Guard.allow(events={"conversation.item.create": {"item.role": {"user", None}}})
    assert sent(both, {"type": "conversation.item.create", "item": call}, base)["item"] == call


@pytest.mark.parametrize("base", SPEAKING, ids=name)
def test_events_by_how_they_begin(base):
    guard = Guard.allow(events={"input_audio_buffer.*": {"audio": 6}})
    append = {"type": "input_audio_buffer.append", "audio": "AAAABBBB"}
    assert sent(guard, append, base) == append
    assert sent(guard, {"type": "input_audio_buffer.clear"}, base) == {"type": "input_audio_buffer.clear"}
    assert refused(guard, {**append, "audio": "AAAABBBBCCCC"}, base).path == "$.audio"
    refused(guard, {"type": "response.create"}, base)
    own = Guard.allow(events={"input_audio_buffer.append": {"audio": 99}, "input_audio_buffer.*": {"audio": 6}})
    assert sent(own, {**append, "audio": "AAAABBBBCCCC"}, base)


# Events that carry settings


@pytest.mark.parametrize("base", SPEAKING, ids=name)
def test_a_response_may_have_what_the_session_may(base):
    guard = Guard.allow("instructions", bounds={"instructions": 20}, events=["response.create"])
    assert sent(guard, {"type": "response.create"}, base) == {"type": "response.create"}
    event = {"type": "response.create", "event_id": "e1", "response": {"instructions": "Be kind."}}
    assert sent(guard, event, base) == event
    assert refused(guard, {**event, "response": {"instructions": "x" * 21}}, base).path == "$.response.instructions"
    for more in ({"tools": []}, {"metadata": {"a": "b"}}, {"input": [message("system")]}, {"conversation": "none"}):
        assert refused(guard, {**event, "response": more}, base).path == f"$.response.{next(iter(more))}"
    assert refused(guard, {**event, "response": None}, base).path == "$.response"
    assert refused(guard, {**event, "additional_instructions": "x"}, base).path == "$.additional_instructions"


def test_a_response_can_not_get_round_a_pin_or_a_bound():
    guard = Guard.allow("audio.output", bounds={"audio.output.voice": {"marin"}}, events={"response.create"})
    event = {"type": "response.create", "response": {"audio": {"output": {"voice": "ash"}}}}
    assert refused(guard, event).path == "$.response.audio.output.voice"
    refused(
        Guard.allow("audio", bounds={"audio.output.voice": {"marin"}}, events=["response.create"]),
        {**event, "response": {"audio": None}},
    )
    pinned = Guard.allow("audio", events={"response.create"}).pin("audio.output.voice").pin("model", "gpt-realtime-2")
    assert sent(pinned, event) == {"type": "response.create", "response": {"audio": {"output": {}}}}
    assert refused(pinned, {"type": "response.create", "response": {"audio": {"output": None}}})


def test_more_of_a_response_than_of_the_session():
    carried = {
        "response.metadata": 1,
        "response.conversation": {"none"},
        "response.input": None,
        "response.input.role": {"user"},
    }
    guard = Guard.allow("instructions", events={"response.create": carried})
    response = {"metadata": {"a": "b"}, "conversation": "none", "input": [message("user")]}
    assert sent(guard, {"type": "response.create", "response": response})["response"] == response
    for member, value in {
        "metadata": {"a": "b", "c": "d"},
        "conversation": "auto",
        "input": [message("system")],
    }.items():
        refused(guard, {"type": "response.create", "response": {**response, member: value}})
    whole = Guard.allow(events={"response.create": {"response": None, "response.instructions": 3}})
    assert sent(whole, {"type": "response.create", "response": response})["response"] == response
    refused(whole, {"type": "response.create", "response": {"instructions": "long"}})
    azure = Guard.allow(events={"response.create": {"additional_instructions": 5}})
    event = {"type": "response.create", "additional_instructions": "short"}
    assert sent(azure, event, voicelive.RequestSession()) == event
    refused(azure, {**event, "additional_instructions": "longer"}, voicelive.RequestSession())


@pytest.mark.parametrize("base", BASES, ids=name)
def test_an_update_goes_on_as_with_apply(base):
    guard = Guard.allow(
        "triggers"
        if isinstance(base, openai_live.SessionConfig)
        else "input_audio_transcription"
        if isinstance(base, openai_beta.Session)
        else "input_audio_echo_cancellation"
        if isinstance(base, voicelive.RequestSession)
        else "audio.input"
    )
    patch = {"event_id": "e1", "type": "session.update", "session": {}}
    tag = tag_of(declared_class(type(base)))
    session = {} if tag is None else {tag[0]: tag[1]}
    assert sent(guard, patch, base) == {**patch, "session": session}
    assert refused(guard, {**patch, "session": {"model": "x"}}, base).path == "$.model"
    assert refused(guard, {**patch, "session": None}, base).path == "$.session"
    refused(guard, {"type": "session.update"}, base)


def test_a_session_that_comes_in_another_event_is_held_to_the_same_list():
    base = voicelive.RequestSession(instructions="Be brief.")
    guard = Guard.allow("temperature", events={"rtc.call.sdp.create": {"sdp_offer": 20}}).pin("voice")
    event = {"type": "rtc.call.sdp.create", "sdp_offer": "v=0", "session": {"temperature": 0.7}}
    assert sent(guard, event, base) == event
    assert (
        sent(guard, {**event, "session": {"temperature": 0.7, "voice": {"type": "openai", "name": "ash"}}}, base)
        == event
    )
    assert refused(guard, {**event, "session": {"instructions": "x"}}, base).path == "$.instructions"
    assert refused(guard, {**event, "sdp_offer": "v" * 21}, base).path == "$.sdp_offer"
    refused(Guard.allow("temperature"), event, base)


def test_an_update_carries_pinned_values():
    guard = Guard.allow("instructions").pin("audio.output.speed", 1.25)
    event = {
        "type": "session.update",
        "session": {"type": "realtime", "instructions": "Hi.", "audio": {"output": {"speed": 0.5}}},
    }
    assert sent(guard, event)["session"] == {
        "type": "realtime",
        "instructions": "Hi.",
        "audio": {"output": {"speed": 1.25}},
    }


def test_a_response_can_be_the_base():
    guard = Guard.allow("instructions")
    base = openai_ga.RealtimeResponseCreateParams()
    assert guard.apply(base, '{"type": "response.create"}').patch == base
    result = guard.apply(base, '{"type":"response.create","event_id":"e1","response":{"instructions":"x"}}')
    assert (result.patch.instructions, result.event_id) == ("x", "e1")
    event = {"type": "response.create", "response": {"instructions": "x"}}
    assert sent(guard, event, base) == event


# What is sent is encoded anew, what is wrong is refused


def test_the_event_is_encoded_anew():
    guard = Guard.allow(events=["conversation.item.create"])
    data = b' {"type":"conversation.item.create", "item":{"type":"x"}, "\\u0069tem": {"type":"message","role":"us\\u0065r","content":[]}}'
    expected = {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": []}}
    passed = guard.filter(BASE, data)
    assert json.loads(passed) == expected
    assert b" " not in passed
    assert decode(passed, type=openai_ga.ConversationItemCreateEvent).as_dict() == expected


@pytest.mark.parametrize(
    "event",
    [
        {"type": "conversation.item.create"},
        {"type": "conversation.item.create", "item": None},
        {"type": "conversation.item.create", "item": {"type": "brand_new"}},
        {**created("user"), "\u202eodd` x": 1},
        {**created("user"), "event_id": 5},
        {"type": "input_audio_buffer.append", "audio": "!"},
    ],
)
def test_what_is_not_of_the_events_type_is_refused(event):
    for mode in ("raise", "drop"):
        refused(Guard.allow(events=["conversation.item.create", "input_audio_buffer.append"], on_forbidden=mode), event)


def test_what_is_dropped_from_settings_and_what_is_refused_all_the_same():
    guard = Guard.allow(
        "instructions",
        events={"response.create": {}, "conversation.item.create": {"item.role": {"user"}}},
        on_forbidden="drop",
    )
    event = {"type": "response.create", "response": {"instructions": "x", "tools": []}}
    assert sent(guard, event) == {"type": "response.create", "response": {"instructions": "x"}}
    refused(guard, created("system"))


# Mistakes of whoever writes the guard


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("response.create", "Expected names of events"),
        (5, "Expected names of events"),
        ({"response.create": 5}, "Expected bounds by their paths for an event, got 5"),
        ({"response.creat"}, "No client event `response.creat`; did you mean `response.create`?"),
        ({"nothing.*"}, "No client event `nothing.*`"),
        (
            {"conversation.item.create": {"item.rol": 5}},
            "did you mean `role`? (for the event `conversation.item.create`)",
        ),
        ({"conversation.item.create": {"item.role": (1, 2)}}, "A pair bounds numbers"),
        ({"conversation.item.create": {"item.role": object}}, "Expected a length, a pair of numbers or a set"),
        ({"response.create": {"response.tool": 5}}, "has no field `tool`"),
        (
            {"conversation.item.create": {"item.rol": {"user"}}},
            "RealtimeConversationItemSystemMessage or 8 others has no field `rol`; did you mean `role`?",
        ),
        ({"response.create": {"response": 5}}, "Bound the settings one by one, with longer paths"),
        ({"response.*": {"response": {None}}}, "(for the event `response.*`) - at `$.response`"),
    ],
)
def test_mistakes_in_events(events, said):
    with pytest.raises(ValidationError) as caught:
        Guard.allow(events=events, type=type(BASE))
    assert said in str(caught.value)
    assert not isinstance(caught.value, GuardError)


def test_events_travel_and_show():
    guard = Guard.allow(
        "instructions", events={"response.create": {}, "conversation.item.create": {"item.role": {"user"}}}
    )
    for same in (guard, pickle.loads(pickle.dumps(guard)), guard.pin("model")):
        refused(same, created("system"))
        assert sent(same, {"type": "response.create"}) == {"type": "response.create"}
        assert "events=['conversation.item.create', 'response.create']" in repr(same)
