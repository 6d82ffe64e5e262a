"""What a conversion gives, the vendors' own models take, whole."""

import json
from typing import Any

import pytest
from azure.ai.voicelive import models
from conformance.openai_checks import exact, through_sdk
from convert.rows import CALL, OUTPUT, OUTPUT_TEXT, REFERENCE, SHOWN, SPOKEN, TEXT, TYPED, said
from hypothesis import given
from hypothesis import strategies as st
from openai.types import realtime as ga_sdk
from openai.types.beta import realtime as beta_sdk
from openai.types.beta.realtime import response_create_event_param as beta_response
from openai.types.realtime import realtime_response_create_params_with_references_param as ga_response
from strategies import configs, name_of, objects_in

from realtime_builder import Config, encode
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder import voicelive as vl
from realtime_builder._core.shape import Type, fields_of
from realtime_builder.convert import convert

# The SDK forbids nulls that its own descriptions tell one to send, and lacks members that OpenAI's
# OpenAPI document has (tests/conformance names each).
NULLS = {"noise_reduction", "transcription", "input_audio_noise_reduction", "input_audio_transcription", "tracing"}
NOT_IN_BETA_SDK = {"include", "prompt", "truncation", "idle_timeout_ms", "languages", "keywords", "delay", "input"}

GA = {
    ga.RealtimeSessionCreateRequest: ga_sdk.RealtimeSessionCreateRequestParam,
    ga.RealtimeTranscriptionSessionCreateRequest: ga_sdk.RealtimeTranscriptionSessionCreateRequestParam,
    ga.RealtimeResponseCreateParams: ga_response.RealtimeResponseCreateParamsWithReferencesParam,
}
BETA = {
    beta.Session: beta_sdk.session_create_params.SessionCreateParams,
    beta.TranscriptionSession: beta_sdk.transcription_session_create_params.TranscriptionSessionCreateParams,
    beta.ResponseCreateParams: beta_response.Response,
}
SESSIONS = (beta.Session, ga.RealtimeSessionCreateRequest, vl.RequestSession)
TRANSCRIPTIONS = (beta.TranscriptionSession, ga.RealtimeTranscriptionSessionCreateRequest)
RESPONSES = (beta.ResponseCreateParams, ga.RealtimeResponseCreateParams, vl.ResponseCreateParams)
WAYS = [
    pytest.param(source, to, id=f"{name_of(source)}-{name_of(to)}")
    for group in (SESSIONS, TRANSCRIPTIONS, RESPONSES)
    for source in group
    for to in group
    if source is not to
]


def accepted(config: Config) -> tuple[str, str]:
    """The wire JSON of a session or a response, and what the vendor's model makes of it."""
    kind: Any = type(config)
    wire = json.loads(encode(config))
    for struct, place in objects_in(config, wire):
        if isinstance(struct, ga.RealtimeMcpApprovalResponse):
            place.setdefault("id", "answer_1")  # which the SDK requires
        for name in place.keys() & fields_of(type(struct)).keys():
            place[name] = known(fields_of(type(struct))[name].type, place[name])
    if kind in GA:
        wire = without(wire, set())
        return exact(json.dumps(wire).encode()), exact(through_sdk(GA[kind], json.dumps(wire).encode()))
    if kind in BETA:
        wire = known_to_beta_sdk(without(wire, NOT_IN_BETA_SDK), kind)
        return exact(json.dumps(wire).encode()), exact(through_sdk(BETA[kind], json.dumps(wire).encode()))
    return exact(json.dumps(wire).encode()), exact(json.dumps(getattr(models, kind.__name__)(wire).as_dict()).encode())


def known(type_: Type, value: Any) -> Any:
    """A word of an open list as the vendor's type knows it: what neither dialect knows is carried as it is."""
    if isinstance(value, list) and type_.items is not None:
        return [known(type_.items, item) for item in value]
    return type_.known[0] if type_.known and isinstance(value, str) and value not in type_.known else value


def without(wire: Any, names: set[str]) -> Any:
    """Settings without some members, free-form JSON left alone."""
    if not isinstance(wire, dict):
        return wire
    return {
        name: member if name in ("parameters", "metadata", "variables") else without(member, names)
        for name, member in wire.items()
        if name not in names and not (name in NULLS and member is None)
    }


def known_to_beta_sdk(wire: dict[str, Any], kind: Any) -> dict[str, Any]:
    """With names that the SDK knows, where the OpenAPI document takes any."""
    if "model" in wire:
        wire["model"] = "gpt-realtime"
    if isinstance(wire.get("tool_choice"), dict):
        wire["tool_choice"] = json.dumps(wire["tool_choice"])
    if wire.get("turn_detection", {}) is None:
        del wire["turn_detection"]
    if kind is beta.TranscriptionSession and "model" in wire.get("input_audio_transcription", {}):
        wire["input_audio_transcription"]["model"] = "whisper-1"
    return wire


@pytest.mark.parametrize(("source", "to"), WAYS)
@given(data=st.data())
def test_vendor_accepts_a_converted_session_or_response(source, to, data):
    sent, taken = accepted(convert(data.draw(configs(source)), to=to).config)
    assert taken == sent


ITEMS = [said("system", TYPED), said("user", TYPED, SPOKEN), said("user", SHOWN), {**CALL, "call_id": "c"}, OUTPUT]


@pytest.mark.parametrize("item", [*ITEMS, said("assistant", TEXT)], ids=lambda item: item.get("role", item["type"]))
def test_vendors_accept_a_converted_item(item):
    given_ = beta.ConversationItem.from_dict(item)
    for_ga = convert(given_, to=ga.ConversationItem, strict=True).config
    wire = encode(for_ga)
    assert exact(through_sdk(ga_sdk.conversation_item_param.ConversationItemParam, wire)) == exact(wire)
    for_vl = convert(for_ga, to=vl.ConversationItem, strict=True).config.as_dict()
    event = models.ClientEventConversationItemCreate({"type": "conversation.item.create", "item": for_vl})
    assert event.as_dict()["item"] == for_vl


def test_vendor_accepts_a_converted_reference():
    response = beta.ResponseCreateParams(input=[REFERENCE, said("assistant", OUTPUT_TEXT)])
    sent, taken = accepted(convert(response, to=ga.RealtimeResponseCreateParams, strict=True).config)
    assert taken == sent
