"""The vendor's own objects of OpenAI Live as ours, nulls included, and what a server's session says of ours."""

import openai.types.live as sdk
import pytest
from conformance.openai_samples import samples
from conformance.test_openai_live import PAIRING
from pydantic import BaseModel

from realtime_builder import SessionState, ValidationError, decode, diff, drift, encode, from_sdk
from realtime_builder.openai_live import (
    ClientDelegation,
    DelegationSettings,
    ForkSessionConfig,
    FunctionTool,
    SessionConfig,
    SessionStartEvent,
    SessionUpdateConfig,
    SessionUpdateEvent,
    ThinkingAppendEvent,
    decode_server_event,
)

MODELS = [
    pytest.param(theirs, ours, id=f"{theirs.__module__.rpartition('.')[2]}.{theirs.__name__}")
    for theirs, ours in PAIRING.pairs
    if issubclass(theirs, BaseModel)
]
STARTED = {
    "type": "session.started",
    "event_id": "event_1",
    "session": {
        "id": "live_1",
        "expires_at": 1_800_000_000,
        "status": "active",
        "model": "gpt-live-1",
        "audio": {"format": {"type": "audio/pcm", "rate": 24000}, "output": {"voice": "marin"}},
        "input": [],
        "instructions": None,
        "delegation": {"type": "responses", "responses": {"model": "gpt-5.5", "tools": [], "tool_choice": "auto"}},
    },
}


@pytest.mark.parametrize(("theirs", "ours"), MODELS)
def test_a_model_of_the_vendors_is_read_as_what_it_is(theirs, ours):
    for config in samples(theirs, ours):
        read = from_sdk(theirs.model_validate_json(encode(config)))
        assert type(read) is ours
        assert read == config


def test_a_session_of_the_servers_is_read_whole():
    theirs = sdk.SessionStartedEvent.model_validate(STARTED)
    for event in (from_sdk(theirs), decode_server_event(encode(from_sdk(theirs)))):
        assert event.as_dict() == STARTED
    assert isinstance(from_sdk(theirs.session), SessionConfig)


def test_a_dict_is_told_by_its_members():
    event = {"type": "session.thinking.append", "content": "a", "delegation_id": None}
    assert isinstance(from_sdk(event), ThinkingAppendEvent)
    assert from_sdk({"model": "gpt-live-1", "triggers": []}, type=SessionConfig).triggers == ()


def test_what_the_server_adds_is_no_drift():
    echoed = decode_server_event(encode(from_sdk(sdk.SessionStartedEvent.model_validate(STARTED)))).session
    sent = SessionConfig(model="gpt-live-1", delegation={"type": "responses", "responses": {"model": "gpt-5.5"}})
    assert drift(sent, echoed) == ()
    assert [each.path for each in drift(sent.with_voice("cedar"), echoed)] == ["audio.output.voice"]


def test_an_update_is_compared_with_the_session_that_answers_it():
    echoed = decode_server_event(encode(from_sdk(sdk.SessionStartedEvent.model_validate(STARTED)))).session
    update = SessionUpdateConfig().with_tools(FunctionTool(name="hang_up"))
    assert drift(SessionUpdateConfig().with_tools(), echoed) == ()
    assert [each.path for each in drift(update, echoed)] == ["delegation.responses.tools"]
    assert [each.path for each in drift(SessionUpdateConfig(delegation=None), echoed)] == ["delegation"]


# What an update may carry


START = SessionConfig(model="gpt-live-1").with_voice("marin").with_delegation("gpt-5.5", instructions="Look it up.")


def test_a_diff_is_an_update():
    tool = FunctionTool(name="hang_up")
    new = START.add_tool(tool).with_reasoning_effort("low")
    update = diff(START, new)
    assert update.as_dict() == {
        "delegation": {"type": "responses", "responses": {"reasoning": {"effort": "low"}, "tools": [tool.as_dict()]}}
    }
    assert START.merge(update) == new
    assert diff(START, START) == SessionUpdateConfig()


@pytest.mark.parametrize(
    ("new", "path", "message"),
    [
        (START.with_voice("cedar"), "$.audio.output.voice", "`audio.output.voice` is fixed at the start: start a new"),
        (START.with_model("gpt-live-1.1"), "$.model", "`model` is fixed at the start: start a new session"),
        (START.with_instructions("Be brief."), "$.instructions", "`instructions` is fixed at the start"),
        (START.with_delegation(None), "$.delegation", "fixed at the start, here responses: start a new session to"),
        (START.with_delegation(ClientDelegation()), "$.delegation", "to have client"),
        (START.without("delegation"), "$.delegation", "fixed at the start"),
    ],
)
def test_a_diff_says_what_only_a_new_session_can_have(new, path, message):
    with pytest.raises(ValidationError) as caught:
        diff(START, new)
    assert caught.value.path == path
    assert message in str(caught.value)


def test_omitted_keeps_and_null_turns_off():
    session = START.with_reasoning_effort("low").with_max_output_tokens(100)
    update = SessionUpdateConfig().with_max_output_tokens(None).transform("delegation.responses.reasoning", None)
    responses = session.merge(update).delegation.responses
    assert (responses.max_output_tokens, responses.reasoning) == (None, None)
    assert (responses.model, responses.instructions) == ("gpt-5.5", "Look it up.")
    for name in ("instructions", "max_output_tokens", "parallel_tool_calls", "reasoning", "service_tier", "text"):
        assert responses.clear(name)[name] is None
    assert responses.clear("tools").tools == ()
    for name in ("tool_choice", "model"):
        with pytest.raises(ValidationError, match="no way to clear"):
            responses.clear(name)


def test_a_session_state_follows_a_start_and_its_updates():
    state = SessionState("openai_live").sent(SessionStartEvent(session=START, event_id="a"))
    assert state.expected == START
    state = state.received(STARTED)
    assert state.pending == ()
    assert isinstance(state.session, SessionConfig)
    update = SessionUpdateConfig().with_tools(FunctionTool(name="a"))
    state = state.sent(SessionUpdateEvent(session=update, event_id="b"))
    assert state.expected.delegation.responses.tools == (FunctionTool(name="a"),)
    refused = {
        "type": "error",
        "event_id": "x",
        "error": {"type": "t", "code": "c", "message": "", "client_event_id": "b"},
    }
    assert state.received(refused).pending == ()
    state = state.received({**STARTED, "type": "session.updated"})
    assert (state.pending, state.phase) == ((), "configured")
    assert state.received({"type": "session.output_audio.delta"}).phase == "spoken"
    assert state.sent({"type": "response.create"}).requests == ()
    [finding] = state.check(SessionUpdateConfig(delegation=None))
    assert finding.rule == "live-delegation-fixed"
    fork = SessionState("openai_live").sent({"type": "session.start", "session": {}})
    assert isinstance(fork.expected, ForkSessionConfig)


def test_an_update_without_the_type_is_kept_as_it_is():
    wire = b'{"delegation":{"responses":{"tools":[]}}}'
    update = decode(wire, type=SessionUpdateConfig)
    assert isinstance(update.delegation, DelegationSettings)
    assert encode(update) == wire
    assert START.add_tool(FunctionTool(name="a")).merge(update).delegation.responses.tools == ()
    client = SessionConfig(model="gpt-live-1")
    later = SessionUpdateConfig(delegation={"acknowledgement_delay_ms": 300})
    assert client.merge(later).delegation == ClientDelegation(acknowledgement_delay_ms=300)
    with pytest.raises(ValidationError, match="here client: start a new session to have responses"):
        client.merge(update)


@pytest.mark.parametrize("parameters", [b"null", b'{"type":"object","x":null}'])
def test_parameters_of_a_function_may_be_null_and_are_parsed_late(parameters):
    wire = b'{"type":"function","name":"hang_up","parameters":' + parameters + b"}"
    tool = decode(wire, type=FunctionTool)
    assert encode(tool) == wire
    assert (tool.parameters is None) is (parameters == b"null")
    kept = decode(wire[:-1] + b',"next_year":1}', type=FunctionTool, unknown="keep")
    assert kept == tool.with_extra("next_year", 1)
    for wrong in (b"3", b"[]", b'"{}"'):
        with pytest.raises(ValidationError, match="Expected `object`"):
            decode(wire.replace(parameters, wrong), type=FunctionTool)
