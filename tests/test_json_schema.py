"""The JSON Schema says what the decoder takes, and describes every field."""

import inspect
from functools import cache

import pytest
import samples
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from realtime_builder import ValidationError, openai_beta, openai_ga, voicelive
from realtime_builder import schema as module
from realtime_builder._core.shape import fields_of, is_open, tag_of
from realtime_builder.schema import descriptions_of, json_schema

DECLARED = [cls for cls in strategies.ALL_STRUCTS if cls.__module__.startswith("realtime_builder.")]


@cache
def validator(type_):
    return Draft202012Validator(json_schema(type_))


@pytest.mark.parametrize("cls", strategies.ALL_STRUCTS, ids=strategies.name_of)
@settings(max_examples=2)
@given(data=st.data())
def test_values_are_valid_and_unknown_members_are_not(cls, data):
    config, members = data.draw(strategies.with_passed_on(cls) if is_open(cls) else strategies.with_odd_names(cls))
    assert [error.message for error in validator(cls).iter_errors(config.as_dict())] == []
    assert validator(cls).is_valid(members) == is_open(cls)


@pytest.mark.parametrize("cls", strategies.ROOTS, ids=strategies.name_of)
@settings(max_examples=15)
@given(data=st.data())
def test_schema_and_decoder_agree_on_any_value_of_a_field(cls, data):
    name = data.draw(st.sampled_from(list(fields_of(cls))))
    value = data.draw(strategies.json_values())
    members = {**data.draw(strategies.configs(cls)).as_dict(), name: value}
    try:
        config = cls.from_dict(members)
    except ValidationError:
        assert not validator(cls).is_valid(members)
    else:  # what a file may leave out is filled in by then
        assert validator(cls).is_valid(config.as_dict())


@pytest.mark.parametrize("cls", DECLARED, ids=strategies.name_of)
def test_every_field_is_described(cls):
    assert list(descriptions_of(cls)) == list(fields_of(cls))
    described = json_schema(cls)["$defs"][cls.__name__]["properties"]
    assert {name for name, schema in described.items() if not schema.get("description")} == set()


def test_every_object_has_a_title_and_is_closed_unless_it_takes_any_member():
    open_ones = {cls.__name__ for cls in strategies.OPEN}
    for type_ in (openai_ga.ClientEvent, openai_beta.ClientEvent, voicelive.ClientEvent):
        schema = json_schema(type_)
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert len(schema["$defs"]) > 20
        for name, definition in schema["$defs"].items():
            assert definition["title"] == name
            assert definition["description"]
            assert definition["additionalProperties"] is (name in open_ones)


def test_known_values_of_an_open_enum_are_completed_and_others_allowed():
    voice = json_schema(voicelive.OpenAIVoice)["$defs"]["OpenAIVoice"]["properties"]["name"]
    assert "marin" in voice["anyOf"][0]["enum"]
    assert validator(voicelive.OpenAIVoice).is_valid({"type": "openai", "name": "brand-new"})


def test_ranges_and_limits_are_there_and_the_bounds_of_floats_are_not():
    schema = json_schema(openai_ga.RealtimeSessionCreateRequest)["$defs"]
    speed = schema["RealtimeAudioConfigOutput"]["properties"]["speed"]
    assert (speed["minimum"], speed["maximum"]) == (0.25, 1.5)
    assert schema["NoiseReduction"]["properties"]["strength"].keys() == {"type", "description"}
    metadata = json_schema(samples.Session)["$defs"]["Session"]
    assert metadata["properties"]["metadata"]["anyOf"][0] == {
        "type": "object",
        "maxProperties": 16,
        "propertyNames": {"maxLength": 64},
        "additionalProperties": {"type": "string", "maxLength": 512},
    }


def test_a_tag_is_required_where_there_are_several_variants():
    session = openai_ga.RealtimeSessionCreateRequest
    assert tag_of(session) == ("type", "realtime")
    assert validator(session).is_valid({})
    assert not validator(session).is_valid({"type": "transcription"})
    assert not validator(session | openai_ga.RealtimeTranscriptionSessionCreateRequest).is_valid({})
    assert not validator(session).is_valid({"tools": [{"name": "f"}]})


def test_messages_are_told_apart_by_role():
    item = validator(openai_ga.ConversationItemCreateEvent)
    content = [{"type": "input_text", "text": "Hi"}]
    assert item.is_valid({"item": {"type": "message", "role": "user", "content": content}})
    assert not item.is_valid({"item": {"type": "message", "role": "robot", "content": content}})


def test_what_free_form_json_must_be_is_described():
    prompt = validator(openai_ga.ResponsePrompt)
    assert prompt.is_valid({"id": "p", "variables": {"a": "b", "c": {"type": "input_text", "text": "d"}}})
    assert not prompt.is_valid({"id": "p", "variables": {"a": 1}})
    assert "ResponseInputText" in json_schema(openai_ga.ResponsePrompt)["$defs"]


def test_inherited_fields_are_described():
    assert descriptions_of(openai_ga.CallAcceptParams) == descriptions_of(openai_ga.RealtimeSessionCreateRequest)


def test_without_source_a_schema_has_no_descriptions(monkeypatch):
    def unavailable(_):
        raise OSError("could not get source code")

    module._read_source.cache_clear()
    monkeypatch.setattr(inspect, "getsource", unavailable)
    try:
        assert descriptions_of(openai_ga.ServerVad) == {}
        assert "threshold" in json_schema(openai_ga.ServerVad)["$defs"]["ServerVad"]["properties"]
    finally:
        module._read_source.cache_clear()
