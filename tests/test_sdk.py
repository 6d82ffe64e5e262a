"""The vendors' objects become ours, with every null that they still know."""

import json
import subprocess
import sys
import textwrap
from typing import Any, get_args

import pytest
from azure.ai.voicelive import models as azure
from hypothesis import given
from openai import NOT_GIVEN, omit
from openai.types import realtime as ga
from openai.types import responses
from openai.types.beta import realtime as beta
from openai.types.beta.realtime import (
    response_create_event,
    session_update_event,
    transcription_session,
    transcription_session_update,
)
from openai.types.beta.realtime import session as beta_session
from openai.types.realtime import (
    realtime_conversation_item_user_message,
    realtime_translation_session_update_request,
)
from pydantic import BaseModel
from strategies import configs

from realtime_builder import ValidationError, encode, openai_beta, openai_ga, voicelive
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.interop.drift import drift
from realtime_builder.interop.sdk import _counterpart, from_sdk
from realtime_builder.openai_ga.server_events import RealtimeErrorEvent, SessionUpdatedEvent
from realtime_builder.voicelive.server_events import ServerEventSessionUpdated


def wire(config):
    return json.loads(encode(config))


# OpenAI's pydantic models


def test_a_model_becomes_the_struct_of_its_name():
    session = ga.RealtimeSessionCreateRequest(
        type="realtime",
        tracing=None,
        audio=ga.RealtimeAudioConfig(input=ga.RealtimeAudioConfigInput(turn_detection=None)),
    )
    assert from_sdk(session) == openai_ga.RealtimeSessionCreateRequest(
        tracing=None, audio={"input": {"turn_detection": None}}
    )
    event = ga.SessionUpdateEvent(type="session.update", session=session, event_id="e1")
    assert from_sdk(event) == openai_ga.SessionUpdateEvent(session=from_sdk(session), event_id="e1")


def test_a_null_that_was_set_later_is_kept():
    session = ga.RealtimeSessionCreateRequest(type="realtime", instructions="Hi.", tracing="auto")
    session.tracing = None
    assert wire(from_sdk(session)) == {"type": "realtime", "instructions": "Hi.", "tracing": None}


def test_a_default_that_nobody_set_is_no_null():
    assert wire(from_sdk(ga.RealtimeSessionCreateRequest(type="realtime"))) == {"type": "realtime"}


def test_a_model_inside_a_place_for_another_is_read_whole():
    class Audio(ga.RealtimeAudioConfigInput):
        pass

    session = ga.RealtimeSessionCreateRequest.construct(
        type="realtime", audio=ga.RealtimeAudioConfig.construct(input=Audio(noise_reduction=None))
    )
    assert wire(from_sdk(session)) == {"type": "realtime", "audio": {"input": {"noise_reduction": None}}}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (session_update_event.Session(turn_detection=None), openai_beta.Session(turn_detection=None)),
        (beta.SessionUpdateEvent(type="session.update", session=session_update_event.Session(tracing=None)), None),
        (
            transcription_session_update.Session(turn_detection=None),
            openai_beta.TranscriptionSession(turn_detection=None),
        ),
        (response_create_event.Response(metadata=None), openai_beta.ResponseCreateParams(metadata=None)),
        (ga.RealtimeResponseCreateParams(metadata=None), openai_ga.RealtimeResponseCreateParams(metadata=None)),
        (
            ga.ConversationItemCreateEvent(
                type="conversation.item.create",
                item=ga.RealtimeMcpApprovalResponse(
                    type="mcp_approval_response", id="a", approval_request_id="b", approve=True, reason=None
                ),
            ),
            None,
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_class_has_its_counterpart(theirs, ours):
    found = from_sdk(theirs)
    assert wire(found) == theirs.to_dict(mode="json", exclude_unset=True)
    if ours is not None:
        assert found == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ga.RealtimeSessionCreateRequest, openai_ga.RealtimeSessionCreateRequest),
        (ga.RealtimeTranscriptionSessionCreateRequest, openai_ga.RealtimeTranscriptionSessionCreateRequest),
        (ga.RealtimeResponseCreateParams, openai_ga.RealtimeResponseCreateParams),
        (session_update_event.Session, openai_beta.Session),
        (transcription_session_update.Session, openai_beta.TranscriptionSession),
    ],
)
def test_there_and_back_is_the_same(theirs, ours):
    @given(configs(ours))
    def check(config):
        assert from_sdk(theirs.construct(**config.as_dict())) == config

    check()


def models_in(hint, found):
    """Every model of theirs that a value of the type can have in it."""
    if isinstance(hint, type) and issubclass(hint, BaseModel) and hint not in found:
        found[hint] = None
        for field in hint.model_fields.values():
            models_in(field.annotation, found)
    for argument in get_args(hint):
        models_in(argument, found)
    return found


REQUESTS = {
    model: dialect
    for roots, dialect in (
        ((ga.RealtimeClientEvent, ga.RealtimeTranslationClientEvent), openai_ga),
        ((beta.RealtimeClientEvent,), openai_beta),
    )
    for root in roots
    for model in models_in(root, {})
}


@pytest.mark.parametrize("model", REQUESTS, ids=lambda model: f"{model.__module__}.{model.__qualname__}")
def test_every_model_of_a_request_has_its_counterpart(model):
    """Without exception: there is none that `from_sdk` does not know."""
    counterpart, received = _counterpart(model)
    assert getattr(REQUESTS[model], counterpart.__name__) is counterpart
    assert not received
    theirs = {field.alias or name for name, field in model.model_fields.items()}
    assert theirs <= {*fields_of(counterpart), *(tag_of(counterpart) or ())[:1]}


def test_requests_have_many_models():
    assert len(REQUESTS) > 100


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (session_update_event.SessionTurnDetection(type="semantic_vad"), openai_beta.TurnDetection),
        (session_update_event.SessionTool(type="function", name="f"), openai_beta.Tool),
        (response_create_event.ResponseTool(type="function", name="f"), openai_beta.Tool),
        (session_update_event.SessionTracingTracingConfiguration(group_id="g"), openai_beta.TracingConfiguration),
        (session_update_event.SessionClientSecret(), openai_beta.ClientSecret),
        (
            transcription_session_update.SessionClientSecretExpiresAt(seconds=60),
            openai_beta.TranscriptionSessionClientSecretExpiresAt,
        ),
        (
            realtime_translation_session_update_request.AudioInputNoiseReduction(type="near_field"),
            openai_ga.TranslationNoiseReduction,
        ),
        (realtime_translation_session_update_request.Audio(), openai_ga.TranslationAudio),
        (realtime_conversation_item_user_message.Content(type="input_text", text="x"), openai_ga.UserMessageContent),
        (ga.RealtimeResponseCreateMcpTool(type="mcp", server_label="s", server_url="https://a.example"), openai_ga.Mcp),
        (responses.ToolChoiceFunction(type="function", name="f"), openai_ga.ToolChoiceFunction),
        (responses.ResponsePrompt(id="p", version=None), openai_ga.ResponsePrompt),
        (
            ga.RealtimeTranscriptionSessionTurnDetection(type="server_vad", threshold=0.5),
            openai_ga.ServerVad,
        ),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_model_of_another_name_is_known_by_its_members(theirs, ours):
    found = from_sdk(theirs)
    assert type(found) is ours
    assert wire(found) == theirs.to_dict(mode="json", exclude_unset=True)


def test_members_that_several_have_say_nothing():
    class Output(BaseModel):
        input: Any = None
        output: Any = None

    Output.__module__ = "openai.types.realtime.brand_new"
    with pytest.raises(ValidationError, match="No type here is named after"):
        from_sdk(Output())


def test_a_typo_that_their_model_lets_through_is_found():
    with pytest.raises(ValidationError) as caught:
        from_sdk(ga.RealtimeSessionCreateRequest(type="realtime", instruction="Hi."))
    assert str(caught.value) == "RealtimeSessionCreateRequest has no field `instruction`; did you mean `instructions`?"


def test_unknown_members_are_kept_when_asked_for():
    session = ga.RealtimeSessionCreateRequest(type="realtime", mood={"a": None})
    assert wire(from_sdk(session, unknown="keep")) == {"type": "realtime", "mood": {"a": None}}
    assert wire(from_sdk(session, unknown="drop")) == {"type": "realtime"}


def test_any_pydantic_model_will_do_when_the_type_is_given():
    class Mine(BaseModel):
        voice: str | None = None
        turn_detection: dict | None = None

    assert from_sdk(Mine(turn_detection=None), type=openai_beta.Session) == openai_beta.Session(turn_detection=None)
    with pytest.raises(ValidationError) as caught:
        from_sdk(Mine())
    assert str(caught.value).startswith("No type here is named after `test_sdk.")


# What a server sent


def test_a_servers_event_is_read_whole():
    echo = {"type": "realtime", "id": "sess_1", "audio": {"output": {"voice": "alloy", "speed": 9}}, "new": [None]}
    theirs = ga.SessionUpdatedEvent.construct(
        type="session.updated", event_id="e", session=ga.RealtimeSessionCreateRequest.construct(**echo)
    )
    event = from_sdk(theirs)
    assert type(event) is SessionUpdatedEvent
    assert wire(event)["session"] == echo
    sent = openai_ga.RealtimeSessionCreateRequest(audio={"output": {"voice": "marin"}})
    assert [str(each) for each in drift(sent, event.session)] == [
        "sent 'marin', echoed 'alloy' - at `audio.output.voice`"
    ]


def test_an_error_is_read():
    error = ga.RealtimeError(message="No.", type="server_error", code=None)
    event = from_sdk(ga.RealtimeErrorEvent(type="error", event_id="e", error=error))
    assert type(event) is RealtimeErrorEvent
    assert event.error.code is None


def test_a_servers_session_is_of_the_type_that_is_sent():
    theirs = ga.realtime_session_create_response.RealtimeSessionCreateResponse(
        id="sess_1", object="realtime.session", type="realtime", tracing=None
    )
    assert isinstance(from_sdk(theirs), openai_ga.RealtimeSessionCreateRequest)
    theirs = beta_session.Session(id="sess_1", turn_detection=None, temperature=2.0)
    assert wire(from_sdk(theirs)) == {"id": "sess_1", "turn_detection": None, "temperature": 2.0}
    theirs = transcription_session.TranscriptionSession(client_secret={"value": "x", "expires_at": 1})
    assert isinstance(from_sdk(theirs), openai_beta.TranscriptionSession)
    theirs = azure.ResponseSession({"id": "sess_1", "turn_detection": None, "agent": {"type": "agent"}})
    assert wire(from_sdk(theirs)) == {"id": "sess_1", "turn_detection": None, "agent": {"type": "agent"}}
    assert isinstance(from_sdk(theirs), voicelive.RequestSession)
    event = azure.ServerEventSessionUpdated({"type": "session.updated", "session": theirs})
    assert isinstance(from_sdk(event), ServerEventSessionUpdated)


# Azure's models


def test_azure_knows_the_nulls_of_its_constructor_and_those_set_by_key():
    session = azure.RequestSession(turn_detection=None, modalities=["text"])
    session["input_audio_noise_reduction"] = None
    assert wire(from_sdk(session)) == {
        "turn_detection": None,
        "modalities": ["text"],
        "input_audio_noise_reduction": None,
    }
    event = azure.ClientEventSessionUpdate(session=session)
    assert wire(from_sdk(event)) == {"type": "session.update", "session": wire(from_sdk(session))}


def test_azure_forgets_a_null_that_is_set_as_an_attribute():
    session = azure.RequestSession(voice="alloy")
    session.voice = None
    assert wire(from_sdk(session)) == {}


def test_a_value_that_replaced_a_null_counts():
    session = azure.RequestSession(turn_detection=None)
    session.turn_detection = azure.ServerVad(threshold=0.5)
    assert session.as_dict() == {"turn_detection": None}, "Microsoft mended it"
    assert wire(from_sdk(session)) == {"turn_detection": {"type": "server_vad", "threshold": 0.5}}


def test_a_list_that_was_changed_in_place_counts():
    session = azure.RequestSession(modalities=[azure.Modality.TEXT])
    session.modalities.append(azure.Modality.AUDIO)
    assert from_sdk(session).modalities == ("text", "audio")


def test_a_null_deep_in_a_mapping_is_kept():
    session = azure.RequestSession({"voice": {"type": "azure-standard", "name": "x", "style": None}})
    with pytest.raises(ValidationError) as caught:
        from_sdk(session)
    assert str(caught.value) == "Expected `str`, got `null` - at `$.voice.style`"
    tool = azure.FunctionTool(name="f", parameters={"a": None})
    assert wire(from_sdk(azure.RequestSession(tools=[tool]))) == {
        "tools": [{"type": "function", "name": "f", "parameters": {"a": None}}]
    }


def test_azure_there_and_back_is_the_same():
    @given(configs(voicelive.RequestSession))
    def check(config):
        assert from_sdk(azure.RequestSession(config.as_dict())) == config

    check()


# Dicts


def test_a_dict_that_fits_one_type_needs_no_more():
    assert from_sdk({"type": "realtime", "tracing": None}) == openai_ga.RealtimeSessionCreateRequest(tracing=None)
    assert from_sdk({"speed": 1.5}) == openai_beta.Session(speed=1.5)
    assert from_sdk({"type": "session.update", "session": {"type": "transcription"}}) == openai_ga.SessionUpdateEvent(
        session=openai_ga.RealtimeTranscriptionSessionCreateRequest()
    )


def test_a_dict_that_fits_several_types_needs_one():
    session = {"type": "session.update", "session": {"turn_detection": None}}
    with pytest.raises(ValidationError) as caught:
        from_sdk(session)
    assert str(caught.value) == (
        "Expected members of one type, got a dict that fits openai_beta.ClientEvent and voicelive.ClientEvent; "
        "pass its `type`"
    )
    with pytest.raises(ValidationError, match=r"fits (openai_\w+\.\w+, )+[\w.]+, [\w.]+ and voicelive\.\w+; pass"):
        from_sdk({"instructions": "x"})
    assert wire(from_sdk(session, type=openai_beta.ClientEvent)) == session
    assert from_sdk(session, type=voicelive.ClientEvent).session == voicelive.RequestSession(turn_detection=None)


def test_a_dict_that_fits_nothing_says_why_once_it_has_a_type():
    with pytest.raises(ValidationError) as caught:
        from_sdk({"voise": "alloy"})
    assert "fits nothing here" in str(caught.value)
    with pytest.raises(ValidationError) as caught:
        from_sdk({"voise": "alloy"}, type=openai_beta.Session)
    assert str(caught.value) == "Session has no field `voise`; did you mean `voice`?"


def test_models_inside_dicts_and_what_was_not_given():
    tool = ga.RealtimeFunctionTool(type="function", name="f", parameters={"a": None})
    session = {"type": "realtime", "tools": [tool], "instructions": omit, "tracing": None, "model": NOT_GIVEN}
    assert wire(from_sdk(session)) == {
        "type": "realtime",
        "tools": [{"type": "function", "name": "f", "parameters": {"a": None}}],
        "tracing": None,
    }


def test_our_own_value_stays_as_it_is():
    session = openai_ga.RealtimeSessionCreateRequest(tracing=None)
    assert from_sdk(session) is session
    assert from_sdk(session, type=openai_ga.RealtimeSessionCreateRequest) == session


@pytest.mark.parametrize("obj", [None, 5, "x", [1], b"{}"])
def test_what_is_no_object_is_an_error(obj):
    with pytest.raises(ValidationError) as caught:
        from_sdk(obj)
    assert str(caught.value) == f"Expected an object of a vendor's SDK, got `{type(obj).__name__}`"


def test_nothing_of_a_vendors_is_imported():
    code = """
        import sys
        from realtime_builder.interop.sdk import from_sdk
        print(from_sdk({"type": "realtime", "tracing": None}))
        print(sorted({"openai", "azure", "pydantic", "pydantic_core"} & sys.modules.keys()))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "RealtimeSessionCreateRequest(tracing=None)\n[]\n"


def test_a_number_that_is_not_finite_is_refused_in_a_model():
    from openai.types.realtime import RealtimeSessionCreateRequest

    model = RealtimeSessionCreateRequest.model_construct(type="realtime", tracing=None, max_output_tokens=float("nan"))
    with pytest.raises(ValidationError, match="finite"):
        from_sdk(model)
    model = RealtimeSessionCreateRequest.model_construct(type="realtime", tracing=None, max_output_tokens=5)
    assert from_sdk(model).as_dict() == {"type": "realtime", "tracing": None, "max_output_tokens": 5}


def test_words_in_texts_hide_no_number_that_is_not_finite():
    from openai.types.realtime import RealtimeFunctionTool, RealtimeSessionCreateRequest

    for word in ("null", "a null", '"null"', '\\"null\\"null'):
        for default in (None, 1.5, [float("nan")], float("inf")):
            parameters = {"type": ["string", "null"], "description": word, "default": default}
            tool = RealtimeFunctionTool(type="function", name="f", parameters=parameters)
            model = RealtimeSessionCreateRequest(type="realtime", tracing=None, tools=[tool])
            if default in (None, 1.5):
                assert from_sdk(model).as_dict()["tools"][0]["parameters"] == parameters
            else:
                with pytest.raises(ValidationError, match="finite"):
                    from_sdk(model)
