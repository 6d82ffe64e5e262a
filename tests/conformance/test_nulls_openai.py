"""An explicit null turns a feature off, and gets lost on the way: openai-python#2199, livekit/agents#1650.

Ours arrives. Theirs is what the installed package really does: only the socket is made up.
"""

import json
from typing import Any

import pytest
from openai.resources.beta.realtime.realtime import RealtimeConnection as BetaConnection
from openai.resources.realtime.realtime import RealtimeConnection
from openai.types import realtime as ga_types
from openai.types.beta import realtime as beta_types
from openai.types.beta.realtime import session_update_event, transcription_session_update

from realtime_builder import UNSET, Config, encode, openai_beta, openai_ga
from realtime_builder._core.shape import fields_of

SESSION = ["input_audio_noise_reduction", "input_audio_transcription", "tracing", "turn_detection"]
TRANSCRIPTION = ["input_audio_noise_reduction", "turn_detection"]
GA_INPUT = ["noise_reduction", "transcription", "turn_detection"]


class Socket:
    """Takes down what would go over the wire."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, data: str | bytes) -> None:
        self.sent.append(json.loads(data))


def sent_by(connection_type: Any, event: Any) -> Any:
    socket = Socket()
    connection_type(socket).send(event)
    [message] = socket.sent
    return message


def sent_by_us(event: Config) -> Any:
    return json.loads(encode(event))


# Beta: the session's fields


@pytest.mark.parametrize("name", SESSION)
def test_our_null_arrives_in_a_beta_session(name):
    off = openai_beta.SessionUpdateEvent(session=openai_beta.Session().copy_with(**{name: None}))
    assert sent_by_us(off) == {"type": "session.update", "session": {name: None}}


@pytest.mark.parametrize("name", SESSION)
def test_their_null_is_lost_in_a_beta_session(name):
    off = beta_types.SessionUpdateEvent(type="session.update", session=session_update_event.Session(**{name: None}))
    assert sent_by(BetaConnection, off) == {"type": "session.update", "session": {}}


@pytest.mark.parametrize("name", TRANSCRIPTION)
def test_our_null_arrives_in_a_beta_transcription_session(name):
    session = openai_beta.TranscriptionSession().copy_with(**{name: None})
    off = openai_beta.TranscriptionSessionUpdate(session=session)
    assert sent_by_us(off) == {"type": "transcription_session.update", "session": {name: None}}


@pytest.mark.parametrize("name", TRANSCRIPTION)
def test_their_null_is_lost_in_a_beta_transcription_session(name):
    session = transcription_session_update.Session(**{name: None})
    off = beta_types.TranscriptionSessionUpdate(type="transcription_session.update", session=session)
    assert sent_by(BetaConnection, off) == {"type": "transcription_session.update", "session": {}}


def test_null_then_value_then_null_is_null():
    session = openai_beta.Session(turn_detection=None)
    on = session.copy_with(turn_detection=openai_beta.TurnDetection(type="semantic_vad"))
    off = on.copy_with(turn_detection=None)
    assert [json.loads(encode(x)) for x in (session, on, off)] == [
        {"turn_detection": None},
        {"turn_detection": {"type": "semantic_vad"}},
        {"turn_detection": None},
    ]


def test_omitted_is_no_null():
    assert sent_by_us(openai_beta.SessionUpdateEvent(session=openai_beta.Session(turn_detection=UNSET))) == {
        "type": "session.update",
        "session": {},
    }


# Beta: our value in their client


@pytest.mark.parametrize("name", SESSION)
def test_our_null_gets_through_their_connection_as_a_dict(name):
    session = openai_beta.Session(voice="alloy").copy_with(**{name: None})
    socket = Socket()
    BetaConnection(socket).session.update(session=session.as_dict())
    assert socket.sent == [{"type": "session.update", "session": {"voice": "alloy", name: None}}]


# GA: members of `audio.input`, and `tracing`


@pytest.mark.parametrize("name", GA_INPUT)
def test_our_null_arrives_in_a_ga_session(name):
    audio = openai_ga.RealtimeAudioConfig(input=openai_ga.RealtimeAudioConfigInput().copy_with(**{name: None}))
    off = openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeSessionCreateRequest(audio=audio))
    expected = {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {name: None}}}}
    assert sent_by_us(off) == expected
    assert sent_by(RealtimeConnection, off.as_dict()) == expected


def test_our_null_turns_ga_tracing_off():
    off = openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeSessionCreateRequest(tracing=None))
    expected = {"type": "session.update", "session": {"type": "realtime", "tracing": None}}
    assert sent_by_us(off) == expected
    assert sent_by(RealtimeConnection, off.as_dict()) == expected


@pytest.mark.parametrize("name", GA_INPUT)
def test_their_null_arrives_in_a_ga_session(name):
    """The GA path of the package was repaired: a null that was set is sent."""
    audio = ga_types.RealtimeAudioConfig(input=ga_types.RealtimeAudioConfigInput(**{name: None}))
    session = ga_types.RealtimeSessionCreateRequest(type="realtime", audio=audio)
    off = ga_types.SessionUpdateEvent(type="session.update", session=session)
    assert sent_by(RealtimeConnection, off) == {
        "type": "session.update",
        "session": {"type": "realtime", "audio": {"input": {name: None}}},
    }


# Every optional field of a root holds a null, documented or not


@pytest.mark.parametrize(
    "root",
    [
        openai_beta.Session,
        openai_beta.TranscriptionSession,
        openai_beta.ResponseCreateParams,
        openai_ga.RealtimeSessionCreateRequest,
        openai_ga.RealtimeTranscriptionSessionCreateRequest,
        openai_ga.RealtimeTranslationSessionUpdateRequest,
        openai_ga.RealtimeResponseCreateParams,
    ],
    ids=lambda root: f"{root.__module__.split('.')[1]}.{root.__name__}",
)
def test_every_null_of_a_root_arrives(root):
    config = root().copy_with(**dict.fromkeys(fields_of(root)))
    wire = json.loads(encode(config))
    assert {name: wire[name] for name in fields_of(root)} == dict.fromkeys(fields_of(root))
    assert root.from_json(encode(config)) == config
