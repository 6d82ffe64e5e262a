"""Explicit null, in Microsoft's SDK and here: each test shows both side by side.

A session whose turn detection is null listens without answering; where the null gets lost, the
server keeps on answering. The SDK's `RequestSession` remembers as nulls only the arguments of its
constructor. A test that fails on the SDK's side means that Microsoft has mended it.
"""

import copy
import json
import pickle

import pytest
from azure.ai.voicelive import models
from azure.ai.voicelive._utils.model_base import SdkJSONEncoder

from realtime_builder import encode, voicelive

CLEARED_BY_NULL = {
    "turn_detection": {"type": "server_vad"},
    "input_audio_noise_reduction": {"type": "near_field"},
    "input_audio_echo_cancellation": {"type": "server_echo_cancellation"},
    "input_audio_transcription": {"model": "azure-speech"},
}


def wire(config):
    return json.loads(encode(config))


def ours(**members):
    return voicelive.RequestSession.from_dict(members)


def theirs(**members):
    return models.RequestSession(**members)


@pytest.mark.parametrize("name", CLEARED_BY_NULL)
def test_null_at_construction_is_kept_by_both(name):
    assert theirs(**{name: None}).as_dict() == {name: None}

    assert wire(ours(**{name: None})) == {name: None}
    assert wire(voicelive.RequestSession(**{name: None})) == {name: None}


@pytest.mark.parametrize("name", CLEARED_BY_NULL)
def test_null_set_later_is_lost_by_theirs(name):
    session = theirs(instructions="hi")
    setattr(session, name, None)
    assert session.as_dict() == {"instructions": "hi"}

    assert wire(ours(instructions="hi").copy_with(**{name: None})) == {"instructions": "hi", name: None}


@pytest.mark.parametrize(("name", "value"), CLEARED_BY_NULL.items(), ids=list(CLEARED_BY_NULL))
def test_null_in_place_of_a_value_is_lost_by_theirs(name, value):
    session = theirs(**{name: value})
    setattr(session, name, None)
    assert session.as_dict() == {}

    assert wire(ours(**{name: value}).copy_with(**{name: None})) == {name: None}


@pytest.mark.parametrize(("name", "value"), CLEARED_BY_NULL.items(), ids=list(CLEARED_BY_NULL))
def test_value_set_after_null_is_lost_by_theirs(name, value):
    session = theirs(**{name: None})
    setattr(session, name, value)
    assert session.as_dict() == {name: None}

    assert wire(ours(**{name: None}).copy_with(**{name: value})) == {name: value}


def test_server_vad_after_null_is_lost_by_theirs():
    session = theirs(turn_detection=None)
    session.turn_detection = models.ServerVad(threshold=0.5)
    assert session.as_dict() == {"turn_detection": None}

    session = voicelive.RequestSession(turn_detection=None)
    session = session.copy_with(turn_detection=voicelive.ServerVad(threshold=0.5))
    assert wire(session) == {"turn_detection": {"type": "server_vad", "threshold": 0.5}}


@pytest.mark.parametrize("name", CLEARED_BY_NULL)
def test_null_is_lost_by_their_copy(name):
    copied = theirs(instructions="hi", **{name: None}).copy()
    assert not isinstance(copied, models.RequestSession)
    assert name not in copied
    assert copied.as_dict()["_data"] == {"instructions": "hi"}
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(copied.as_dict())

    session = ours(instructions="hi", **{name: None})
    expected = {"instructions": "hi", name: None}
    assert wire(copy.copy(session)) == wire(copy.deepcopy(session)) == expected
    assert wire(pickle.loads(pickle.dumps(session))) == expected
    assert wire(session.copy_with()) == wire(session.copy_with(instructions="hi")) == expected


@pytest.mark.parametrize("name", CLEARED_BY_NULL)
def test_null_is_lost_when_theirs_is_made_from_another(name):
    session = theirs(instructions="hi", **{name: None})
    assert models.RequestSession(session).as_dict() == {"instructions": "hi"}

    session = ours(instructions="hi", **{name: None})
    assert wire(voicelive.RequestSession(**session)) == {"instructions": "hi", name: None}
    assert wire(voicelive.RequestSession.from_dict(session)) == {"instructions": "hi", name: None}


def test_null_is_lost_by_their_encoder():
    session = theirs(instructions="hi", turn_detection=None)
    assert json.loads(json.dumps(session, cls=SdkJSONEncoder)) == {"instructions": "hi"}

    session = ours(instructions="hi", turn_detection=None)
    assert json.loads(session.to_json()) == {"instructions": "hi", "turn_detection": None}


def test_null_inside_an_event_is_kept_by_both():
    event = models.ClientEventSessionUpdate(session=theirs(turn_detection=None))
    assert event.as_dict() == {"type": "session.update", "session": {"turn_detection": None}}

    event = voicelive.ClientEventSessionUpdate(session=ours(turn_detection=None))
    assert wire(event) == {"type": "session.update", "session": {"turn_detection": None}}


def test_null_in_a_response_is_lost_by_theirs():
    assert models.ResponseCreateParams(instructions="hi", voice=None).as_dict() == {"instructions": "hi"}

    response = voicelive.ResponseCreateParams(instructions="hi", voice=None)
    assert wire(response) == {"instructions": "hi", "voice": None}
