"""The state of a session, told from the events that pass."""

import contextlib
import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder import Config, DecodeError, JsonObject, ValidationError
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder import voicelive as vl
from realtime_builder.check import SessionState
from realtime_builder.openai_ga.server_events import decode_server_event
from realtime_builder.testing.session import ServerSession

GA_SESSION = {
    "type": "realtime",
    "object": "realtime.session",
    "id": "sess_1",
    "model": "gpt-realtime-2",
    "instructions": "Be kind.",
    "audio": {"input": {"turn_detection": {"type": "server_vad"}}, "output": {"voice": "marin", "speed": 1.0}},
    "of_next_year": 1,
}
CREATED = {"type": "session.created", "event_id": "event_1", "session": GA_SESSION}
CEDAR = ga.RealtimeSessionCreateRequest(audio={"output": {"voice": "cedar"}})


def updated(**members: Any) -> dict[str, Any]:
    return {"type": "session.updated", "event_id": "event_2", "session": {**GA_SESSION, **members}}


def response_event(kind: str, name: str = "resp_1", **members: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "event_id": "e", "response": {"id": name, **members}}


def error(**members: Any) -> dict[str, Any]:
    return {"type": "error", "event_id": "e", "error": {"type": "invalid_request_error", "message": "No.", **members}}


DELTA = {"type": "response.output_audio.delta", "event_id": "e", "response_id": "resp_1", "delta": "AAAA"}
NEW = SessionState("openai_ga")
OPEN = NEW.received(CREATED)


def fold(state: SessionState, *events: Any) -> SessionState:
    for event in events:
        state = state.received(event)
    return state


# What it knows


def test_a_session_goes_through_its_phases():
    phases = []
    state = NEW
    for step in (
        ("received", CREATED),
        ("sent", ga.SessionUpdateEvent(session=CEDAR)),
        ("received", updated()),
        ("sent", ga.ResponseCreateEvent()),
        ("received", response_event("created")),
        ("received", DELTA),
        ("received", response_event("done")),
        ("received", response_event("created", "resp_2")),
        ("received", response_event("done", "resp_2")),
    ):
        state = getattr(state, step[0])(step[1])
        phases.append(state.phase)

    assert phases == [
        "created",
        "created",
        "configured",
        "responding",
        "responding",
        "speaking",
        "spoken",
        "speaking",
        "spoken",
    ]


def test_the_acknowledged_session_is_the_one_that_the_server_said():
    assert NEW.session is None
    assert isinstance(OPEN.session, ga.RealtimeSessionCreateRequest)
    assert OPEN.session.as_dict() == GA_SESSION

    state = fold(OPEN, updated(instructions="Be brief."))

    assert state.session.instructions == "Be brief."
    assert OPEN.session.instructions == "Be kind."


def test_a_server_is_right_whatever_it_says():
    state = NEW.received(updated(model=7, output_modalities=None, audio={"output": {"speed": 9.5, "voice": 3}}))

    assert state.session["audio"].as_dict() == {"output": {"speed": 9.5, "voice": 3}}
    assert [finding.rule for finding in state.check(ga.RealtimeSessionCreateRequest(model="a"))] == ["model-fixed"]


def test_updates_wait_for_their_answers():
    one = ga.SessionUpdateEvent(session=CEDAR, event_id="one")
    two = ga.SessionUpdateEvent(session=ga.RealtimeSessionCreateRequest(instructions="Be brief."))

    state = OPEN.sent(one).sent(two)

    assert [(pending.patch, pending.event_id) for pending in state.pending] == [(CEDAR, "one"), (two.session, "")]
    assert state.expected == OPEN.session.merge(CEDAR).merge(two.session)
    assert state.session == OPEN.session
    assert state.received(updated()).pending == state.pending[1:]
    assert fold(state, updated(), updated()).pending == ()
    assert state.received(error(event_id="one")).pending == state.pending[1:]
    assert state.received(error(event_id=None, param="session.instructions")).pending == state.pending[:1]
    assert state.received(error(code="cannot_update_voice", param=None)).pending == state.pending[:1]
    assert state.received(error(code="input_audio_buffer_commit_empty")) is state


def test_what_is_expected_before_the_server_has_said_anything():
    assert NEW.expected is None
    assert NEW.sent(ga.SessionUpdateEvent(session=CEDAR)).expected == CEDAR


def test_a_patch_of_another_type_is_not_expected_to_be_taken():
    state = OPEN.sent(ga.SessionUpdateEvent(session=ga.RealtimeTranscriptionSessionCreateRequest()))

    assert state.expected == OPEN.session


_FLAT_AUDIO = (
    "response.audio.delta",
    "response.audio.done",
    "response.audio_transcript.delta",
    "output_audio_buffer.started",
)
_AUDIO = {
    "openai_ga": (
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.delta",
        "output_audio_buffer.started",
        "session.output_audio.delta",
    ),
    "openai_beta": _FLAT_AUDIO,
    "voicelive": _FLAT_AUDIO,
}


@pytest.mark.parametrize(("dialect", "event"), [(dialect, event) for dialect in _AUDIO for event in _AUDIO[dialect]])
def test_audio_is_heard_of_in_many_ways(dialect, event):
    state = SessionState(dialect).received({"type": event})

    assert state.phase == "spoken"
    assert state.received({"type": event}) is state


def test_the_user_begins():
    state = OPEN.sent(ga.InputAudioBufferAppendEvent(audio=b"\0\0"))

    assert state.phase == "configured"
    assert state.sent(ga.InputAudioBufferAppendEvent(audio=b"\0\0")) is state
    assert SessionState("voicelive").sent(vl.ClientEventInputAudioTurnStart(turn_id="t")).phase == "configured"


def test_a_response_beside_the_conversation_does_not_count():
    aside = ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams(conversation="none"))

    assert OPEN.sent(aside) is OPEN
    assert OPEN.received(response_event("created", conversation_id=None)) is OPEN
    assert OPEN.received(response_event("created", conversation_id="conv_1")).phase == "responding"


def test_responses_end_one_by_one():
    state = fold(OPEN, response_event("created", "a"), response_event("created", "b"), response_event("done", "a"))

    assert state.responses == {"b"}
    assert state.received(response_event("done", "b", status="cancelled")).phase == "configured"


def test_a_response_that_is_refused_was_not_asked_for():
    state = OPEN.sent(ga.ResponseCreateEvent(event_id="mine")).sent(ga.ResponseCreateEvent())

    assert state.requests == ("mine", "")
    assert state.received(error(event_id="mine")).requests == ("",)
    assert state.received(error(code="conversation_already_has_active_response")).requests == ("mine",)
    assert state.received(error(event_id="another")) is state


def test_other_events_tell_nothing():
    for event in ("conversation.item.added", "rate_limits.updated", "response.output_text.delta", "of.next.year"):
        assert OPEN.received({"type": event, "session": 1, "response": []}) is OPEN
        assert OPEN.sent({"type": event}) is OPEN


# Forms of events


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda event: event, id="dict"),
        pytest.param(json.dumps, id="text"),
        pytest.param(lambda event: json.dumps(event).encode(), id="bytes"),
        pytest.param(lambda event: bytearray(json.dumps(event).encode()), id="bytearray"),
        pytest.param(JsonObject, id="JsonObject"),
    ],
)
def test_an_event_may_come_in_any_form(form):
    events = [CREATED, updated(instructions="Be brief."), response_event("created"), DELTA, error(event_id="x")]

    assert fold(NEW, *map(form, events)) == fold(NEW, *events)
    sent = ga.SessionUpdateEvent(session=CEDAR, event_id="one")
    assert OPEN.sent(form(sent.as_dict())) == OPEN.sent(sent)
    asked = ga.ResponseCreateEvent(event_id="two")
    assert OPEN.sent(form(asked.as_dict())) == OPEN.sent(asked)


def test_events_that_were_decoded_do_as_well():
    events = [CREATED, updated(instructions="Be brief."), response_event("created"), DELTA, error(event_id="x")]

    decoded = [decode_server_event(json.dumps(event)) for event in events]

    assert fold(NEW, *decoded) == fold(NEW, *events)


@pytest.mark.parametrize(
    ("dialect", "event", "type_"),
    [
        ("openai_ga", {"type": "session.created", "session": {"type": "realtime"}}, ga.RealtimeSessionCreateRequest),
        (
            "openai_ga",
            {"type": "session.created", "session": {"type": "transcription"}},
            ga.RealtimeTranscriptionSessionCreateRequest,
        ),
        (
            "openai_ga",
            {"type": "session.created", "session": {"type": "translation", "model": "m"}},
            ga.RealtimeTranslationSessionUpdateRequest,
        ),
        ("openai_beta", {"type": "session.created", "session": {"voice": "sage"}}, beta.Session),
        ("openai_beta", {"type": "transcription_session.updated", "session": {}}, beta.TranscriptionSession),
        (
            "openai_beta",
            {"type": "session.created", "session": {"object": "realtime.transcription_session"}},
            beta.TranscriptionSession,
        ),
        ("voicelive", {"type": "session.updated", "session": {"id": "s", "expires_at": 1}}, vl.RequestSession),
    ],
)
def test_the_dialect_and_the_session_say_its_type(dialect, event, type_):
    state = SessionState(dialect).received(event)

    assert type(state.session).__mro__.index(type_) < 2
    assert state.session.as_dict() == event["session"]


@pytest.mark.parametrize(
    ("session", "type_"),
    [
        ({"instructions": "x"}, ga.RealtimeSessionCreateRequest),
        ({}, ga.RealtimeSessionCreateRequest),
        ({"audio": {"output": {"voice": "marin"}}}, ga.RealtimeSessionCreateRequest),
        ({"type": "of.next.year", "instructions": "x"}, ga.RealtimeTranslationSessionUpdateRequest),
        ({"audio": {"output": {"language": "es"}}}, ga.RealtimeTranslationSessionUpdateRequest),
        ({"audio": {"input": {"noise_reduction": None}}}, ga.RealtimeTranslationSessionUpdateRequest),
    ],
)
def test_a_session_that_does_not_say_its_type_is_told_by_its_members(session, type_):
    [pending] = NEW.sent(json.dumps({"type": "session.update", "session": session})).pending

    assert isinstance(pending.patch, type_)
    assert {**session, **pending.patch.as_dict()} == pending.patch.as_dict()


@pytest.mark.parametrize("kind", ["realtime", "transcription", "translation"])
def test_a_session_that_does_not_say_its_type_is_what_the_known_one_is(kind):
    known = NEW.received({"type": "session.created", "session": {"type": kind}})
    update = {"type": "session.update", "session": {"audio": {"input": {"noise_reduction": None}}}}

    for state in (known, NEW.sent({"type": "session.update", "session": {"type": kind}})):
        patch = state.sent(update).pending[-1].patch
        assert state.check(patch) == ()
        assert state.sent(update).expected.audio.input.noise_reduction is None


def test_a_voice_that_the_server_spells_otherwise_is_the_same():
    spelt = {"type": "openai", "name": "ash"}
    for there, here in ((spelt, "ash"), ("ash", spelt)):
        created = {"type": "session.created", "session": {"voice": there}}
        for event in ("session.updated", "response.audio.delta"):
            state = fold(SessionState("voicelive"), created, {**created, "type": event})

            assert state.check(vl.RequestSession(voice=here)) == ()
            assert len(state.check(vl.RequestSession(voice="sage"))) == 1


@pytest.mark.parametrize("method", ["sent", "received"])
def test_what_is_not_even_json_is_refused(method):
    with pytest.raises(ValidationError, match=r"^Expected an event, got `int`$"):
        getattr(OPEN, method)(5)


@pytest.mark.parametrize("method", ["sent", "received"])
@pytest.mark.parametrize(
    ("event", "exception"),
    [
        (b"{", DecodeError),
        (b"\xff", DecodeError),
        (b"[]", ValidationError),
        (b"{}", ValidationError),
        (b'{"type": 1}', ValidationError),
        ({}, ValidationError),
        ({"type": None}, ValidationError),
    ],
)
def test_what_is_no_event_is_refused(method, event, exception):
    with pytest.raises(exception):
        getattr(OPEN, method)(event)


@pytest.mark.parametrize("session", [None, 1, [], "gpt"])
def test_an_update_without_a_session_is_refused(session):
    with pytest.raises(ValidationError, match="Expected an event with an object `session`"):
        OPEN.sent({"type": "session.update", "session": session})


@pytest.mark.parametrize("session", [None, 1, [], "gpt"])
@pytest.mark.parametrize("event_id", [None, 5, {"a": []}])
def test_a_server_may_say_nothing_of_the_session(session, event_id):
    state = OPEN.sent(ga.SessionUpdateEvent(session=ga.RealtimeSessionCreateRequest(instructions="x")))
    state = state.received(json.dumps({"type": "session.updated", "session": session, "event_id": event_id}))
    assert (state.session, state.pending, state.phase) == (OPEN.session, (), "configured")


@pytest.mark.parametrize(
    "part", [b'"\xff"', b"1e999", b"{", b"[" * 1000 + b"]" * 1000, b"1" * 5000, b'{"a":"\\ud800"}', b'{"a":1,}']
)
def test_hostile_bytes_raise_our_errors(part):
    for name in ("session", "error", "response", "event_id", "type"):
        for kind in (b"session.updated", b"error", b"response.created"):
            frame = b'{"type":"%s","%s":%s}' % (kind, name.encode(), part)
            for read in (OPEN.received, OPEN.sent, decode_server_event):
                with contextlib.suppress(ValidationError):
                    read(frame)


def test_a_session_of_another_dialect_is_refused():
    with pytest.raises(ValidationError, match="Expected a session of openai_ga, got `Session`"):
        OPEN.sent(beta.SessionUpdateEvent(session=beta.Session()))


def test_a_typo_in_the_dialect_is_an_error():
    with pytest.raises(ValidationError, match="got 'openai-ga'; did you mean `openai_ga`"):
        SessionState("openai-ga")  # type: ignore[arg-type]


# A value


def test_it_is_a_value():
    state = fold(OPEN.sent(ga.SessionUpdateEvent(session=CEDAR)), response_event("created"), DELTA)

    assert state == fold(OPEN.sent(ga.SessionUpdateEvent(session=CEDAR)), response_event("created"), DELTA)
    assert hash(state) == hash(copy.copy(state))
    assert pickle.loads(pickle.dumps(state)) == state
    assert (OPEN.phase, OPEN.pending, OPEN.responses) == ("created", (), frozenset())
    with pytest.raises(AttributeError):
        state.spoken = False


# check


def test_a_gateway_asks_before_it_sends():
    spoken = fold(OPEN, response_event("created"), DELTA, response_event("done"))

    assert OPEN.check(CEDAR) == ()
    assert [(finding.rule, finding.path) for finding in spoken.check(ga.SessionUpdateEvent(session=CEDAR))] == [
        ("voice-fixed", "session.audio.output.voice")
    ]
    assert spoken.check(CEDAR, ignore=["voice-fixed"]) == ()
    assert spoken.check(ga.ResponseCreateEvent()) == ()
    assert [finding.rule for finding in spoken.sent(ga.ResponseCreateEvent()).check(ga.ResponseCreateEvent())] == [
        "response-in-progress"
    ]


def test_an_update_under_way_counts_as_made():
    traced = OPEN.sent(ga.SessionUpdateEvent(session=ga.RealtimeSessionCreateRequest(tracing="auto")))
    named = ga.RealtimeSessionCreateRequest(tracing={"workflow_name": "a"})

    assert OPEN.check(named) == ()
    assert [finding.rule for finding in traced.check(named)] == ["tracing-fixed"]


# Against a server

_REFUSALS = {"session-type-fixed", "model-fixed", "vl-model-fixed", "voice-fixed", "tracing-fixed"}


def _ga_patches() -> list[Config]:
    return [
        ga.SessionUpdateEvent(session=session)
        for session in (
            ga.RealtimeSessionCreateRequest(model="gpt-realtime-2"),
            ga.RealtimeSessionCreateRequest(model="gpt-realtime-2.1"),
            CEDAR,
            ga.RealtimeSessionCreateRequest(audio={"output": {"voice": "marin"}}),
            ga.RealtimeSessionCreateRequest(tracing="auto"),
            ga.RealtimeSessionCreateRequest(tracing={"workflow_name": "a"}),
            ga.RealtimeSessionCreateRequest(instructions="a"),
            ga.RealtimeTranscriptionSessionCreateRequest(),
        )
    ]


_STEPS: dict[str, list[Config]] = {
    "openai_ga": [*_ga_patches(), ga.ResponseCreateEvent()],
    "openai_beta": [
        *(
            beta.SessionUpdateEvent(session=session)
            for session in (
                beta.Session(model="gpt-realtime-2"),
                beta.Session(model="gpt-realtime"),
                beta.Session(voice="sage"),
                beta.Session(voice="ash"),
                beta.Session(tracing="auto"),
                beta.Session(tracing={"workflow_name": "a"}),
            )
        ),
        beta.ResponseCreateEvent(),
    ],
    "voicelive": [
        *(
            vl.ClientEventSessionUpdate(session=session)
            for session in (
                vl.RequestSession(model="gpt-realtime-2"),
                vl.RequestSession(model="gpt-4.1"),
                vl.RequestSession(voice="sage"),
                vl.RequestSession(voice="ash"),
            )
        ),
        vl.ClientEventResponseCreate(),
    ],
}


def test_a_session_is_no_event():
    with pytest.raises(ValidationError, match="Expected an event, got `RealtimeSessionCreateRequest`; give the event"):
        SessionState("openai_ga").sent(ga.RealtimeSessionCreateRequest(instructions="x"))


@pytest.mark.parametrize("dialect", _STEPS)
@given(data=st.data())
def test_it_says_beforehand_what_the_loopback_server_refuses(dialect, data):
    server = ServerSession(dialect, "sess_1", "/v1/realtime", {"model": "gpt-realtime-2"}, "error")
    state = SessionState(dialect).received(server.created())
    steps = data.draw(st.lists(st.sampled_from(_STEPS[dialect]), max_size=10))

    for number, step in enumerate(steps):
        event = step.copy_with(event_id=f"mine_{number}") if data.draw(st.booleans()) else step
        expected = {finding.rule for finding in state.check(event)} & _REFUSALS
        state = state.sent(event)
        answers = server.answers(event.to_json())
        for answer in answers:
            state = state.received(json.dumps(answer))

        assert (answers[0]["type"] == "error") == bool(expected)
        assert state.pending == ()
        assert state.session == server.settings
        assert state.phase in ("created", "configured", "spoken")


def test_an_error_calls_an_event_an_event():
    with pytest.raises(ValidationError) as caught:
        SessionState("openai_ga").received(b"{}")
    assert str(caught.value) == "Event is missing required field `type`"
