"""Payloads in every form that the vendors print in their documents and samples, in words of our own.

A file lies under ``payloads/DIALECT/TYPE/``: it is a ``TYPE`` of that dialect. Each is taken strictly
and goes out as the same JSON, to the byte where it is written compactly. What a server says lies under
``payloads/DIALECT/decode_server_event/``: nothing of it is refused, and it too goes out as it came.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from realtime_builder import (
    Config,
    check,
    decode,
    encode,
    openai_beta,
    openai_ga,
    openai_live,
    unvalidated,
    voicelive,
)
from realtime_builder.check import SessionState

ROOT = Path(__file__).parent / "payloads"
SAID = sorted(ROOT.rglob("decode_server_event/*.json"))
FILES = sorted(set(ROOT.rglob("*.json")) - set(SAID))


def type_of(file: Path) -> Any:
    return getattr(importlib.import_module(f"realtime_builder.{file.parts[-3]}"), file.parts[-2])


def written(data: object) -> str:
    """JSON in one form: numbers as they are, members by name."""
    return json.dumps(data, sort_keys=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_a_payload_is_taken_and_goes_out_as_it_came(file):
    wire = file.read_bytes()
    for unknown in ("error", "keep"):
        value = decode(wire, type=type_of(file), unknown=unknown)
        assert written(json.loads(encode(value))) == written(json.loads(wire))
        assert decode(encode(value), type=type_of(file)) == value


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_a_payload_can_be_checked_edited_and_copied(file):
    value = decode(file.read_bytes(), type=type_of(file))
    check(value)
    assert value.copy_with() == value.merge(value) == value
    for name in value:
        assert isinstance(value, Config)
        assert value[name] == value.get(name)


def test_there_are_many():
    assert len(FILES) > 120
    for files in (FILES, SAID):
        assert {file.parts[-3] for file in files} == {"openai_ga", "openai_beta", "openai_live", "voicelive"}


@pytest.mark.parametrize("file", SAID, ids=lambda file: "/".join(file.parts[-3:]))
def test_what_a_server_says_is_never_refused_and_goes_out_as_it_came(file):
    wire = file.read_bytes()
    assert written(json.loads(encode(type_of(file)(wire)))) == written(json.loads(wire))
    state = SessionState(file.parts[-3])
    assert state.received(wire) == state.received(json.loads(wire))
    about_session = json.loads(wire)["type"].endswith(("session.created", "session.updated", "session.started"))
    assert (state.received(wire).session is not None) == about_session


# What comes without the word that says its kind


@pytest.mark.parametrize(
    ("voice", "kind"),
    [
        ({"name": "alloy"}, "openai"),
        ({"name": "en-US-AvaNeural"}, "azure-standard"),
        ({"name": "zh-CN-liaoning-XiaobeiNeural", "rate": "fast"}, "azure-standard"),
        ({"name": "ava"}, "azure-realtime-native"),
        ({"name": "mine", "endpoint_id": "e"}, "azure-custom"),
        ({"name": "mine", "model": "PhoenixV2Neural"}, "azure-personal"),
        ({"name": "mine", "volume": "loud"}, "azure-standard"),
    ],
)
def test_a_voice_without_its_type_is_told_by_its_members_or_its_name(voice, kind):
    session = voicelive.RequestSession(voice=voice)
    assert session.voice["type"] == kind
    assert voicelive.RequestSession.from_dict({"voice": voice}) == session
    assert voicelive.RequestSession.from_json(json.dumps({"voice": voice})) == session
    assert json.loads(encode(session))["voice"] == {"type": kind, **voice}


def test_a_voice_that_may_be_anybodys_has_to_say_what_it_is():
    with pytest.raises(ValueError, match="Missing `type`"):
        voicelive.RequestSession(voice={"name": "nova"})


@pytest.mark.parametrize("kind", ["none", "client_vad", "a_vad_of_next_year"])
def test_an_unknown_kind_of_turn_detection_is_like_any_other(kind):
    session = openai_beta.Session(turn_detection={"type": kind, "silence_duration_ms": 200})
    assert session.transform("turn_detection.silence_duration_ms", 300).turn_detection.silence_duration_ms == 300
    assert session.turn_detection.copy_with(threshold=2.0).threshold == 2.0
    assert openai_beta.Session.from_json(encode(session)) == session


@pytest.mark.parametrize(
    "make",
    [
        lambda: openai_ga.RealtimeSessionCreateRequest(max_output_tokens=100_000),
        lambda: openai_ga.RealtimeReasoning(effort="extreme"),
        lambda: openai_ga.ServerVad(threshold=1.5),
        lambda: openai_beta.Session(temperature=2.0, max_response_output_tokens=9999, modalities=["video"]),
        lambda: openai_beta.Session(input_audio_format="opus", voice="tina"),
        lambda: voicelive.RequestSession(temperature=2.0, input_audio_sampling_rate=48_000),
        lambda: voicelive.Scene(rotation_x=3.1416),
        lambda: voicelive.AvatarConfig(character="lisa"),
    ],
)
def test_what_only_prose_forbids_is_taken(make):
    value = make()
    assert decode(encode(value), type=type(value)) == value


@pytest.mark.parametrize(
    ("cls", "wire"),
    [
        (openai_ga.ResponsePrompt, {"id": "p", "variables": {"a": {}}}),
        (openai_ga.ResponsePrompt, {"id": "p", "variables": {"a": {"file_id": "f"}}}),
        (openai_ga.RealtimeSessionCreateRequest, {"type": "realtime", "tools": [{}]}),
        (openai_live.SessionConfig, {"model": "gpt-live-1", "delegation": {}}),
        (openai_live.ContainerAuto, {"type": "container_auto", "network_policy": {}}),
        (voicelive.AssistantMessageItem, {"type": "message", "role": "assistant", "content": [{}]}),
    ],
)
def test_members_that_decide_nothing_make_no_variant(cls, wire):
    kept = decode(json.dumps(wire), type=cls, unknown="keep")
    assert json.loads(encode(kept)) == wire
    assert unvalidated(kept)
    with pytest.raises(ValueError, match="Missing `type`"):
        decode(json.dumps(wire), type=cls)
    with pytest.raises(ValueError, match="Missing `type`"):
        cls(**wire)


def test_a_number_goes_out_as_its_field_has_it():
    # The same JSON, in other bytes; docs/guides/unknown.md says so.
    session = decode(
        b'{"audio":{"output":{"speed":1}},"max_output_tokens":500.0}', type=openai_ga.RealtimeSessionCreateRequest
    )
    assert encode(session) == b'{"type":"realtime","audio":{"output":{"speed":1.0}},"max_output_tokens":500}'
