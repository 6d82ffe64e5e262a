"""The examples are what a server takes: in our eyes, by the schema, and in the vendors' own models."""

import json

import pytest
from jsonschema import Draft202012Validator
from readme import ROOT

from realtime_builder import Config, encode
from realtime_builder.cli.documents import read_document
from realtime_builder.cli.wire import load
from realtime_builder.schema import json_schema

EXAMPLES = {
    "support_agent.yaml": "openai_ga",
    "phone_line.json": "openai_beta",
    "avatar.toml": "voicelive",
    "live_agent.yaml": "openai_live",
}
SENT_IN = {"live_agent.yaml": "session.start"}
"""What an example is sent in, where it is no `session.update`."""


def event(name: str) -> Config:
    return load(str(ROOT / "examples" / name), EXAMPLES[name], SENT_IN.get(name, "session.update"))


def test_all_examples_are_tested():
    assert {path.name for path in (ROOT / "examples").iterdir() if path.suffix in (".yaml", ".json", ".toml")} == set(
        EXAMPLES
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_arrives_as_it_is_written(name):
    document = read_document(str(ROOT / "examples" / name))
    wire = json.loads(encode(event(name)))
    kind = SENT_IN.get(name, "session.update")
    assert wire == document if "session" in document else wire == {"type": kind, "session": document}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_the_schema(name):
    document = read_document(str(ROOT / "examples" / name))
    sent = event(name)
    type_ = type(sent) if "session" in document else type(sent["session"])
    errors = Draft202012Validator(json_schema(type_)).iter_errors(document)
    assert [error.message for error in errors] == []


def test_support_agent_is_what_openai_takes():
    from openai.types.realtime import SessionUpdateEvent

    agent = event("support_agent.yaml")
    model = SessionUpdateEvent.model_validate_json(encode(agent), strict=False)
    assert model.to_dict(mode="json") == agent.as_dict()
    session = agent["session"]
    assert [tool["type"] for tool in session.tools] == ["function"] * 4 + ["mcp"]
    assert session.audio.input.turn_detection["type"] == "semantic_vad"


def test_live_agent_is_what_openai_takes():
    from openai.types.live import SessionStartEvent

    agent = event("live_agent.yaml")
    model = SessionStartEvent.model_validate_json(encode(agent), strict=False)
    assert model.to_dict(mode="json") == agent.as_dict()
    assert [tool["type"] for tool in agent["session"].delegation.responses.tools] == ["function", "web_search"]


def test_phone_line_has_g711_both_ways_no_turn_detection_and_a_transcription():
    from openai.types.beta.realtime import SessionUpdateEvent

    line = event("phone_line.json")
    model = SessionUpdateEvent.model_validate_json(encode(line))
    assert model.to_dict(mode="json") == line.as_dict()
    session = line.as_dict()["session"]
    assert session["input_audio_format"] == session["output_audio_format"] == "g711_ulaw"
    assert session["turn_detection"] is None
    assert session["input_audio_transcription"]["model"] == "gpt-4o-transcribe"


def test_avatar_is_what_azure_takes():
    from azure.ai.voicelive.models import ClientEventSessionUpdate

    avatar = event("avatar.toml")
    assert ClientEventSessionUpdate(avatar.as_dict()).as_dict() == avatar.as_dict()
    session = avatar["session"]
    assert session.voice["type"] == "azure-standard"
    assert session.turn_detection["type"].startswith("azure_semantic_vad")
    assert session.turn_detection.end_of_utterance_detection.timeout_ms == 1200
    assert session.avatar.character == "lisa"
