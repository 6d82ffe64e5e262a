"""A guard before a session of OpenAI Live: what it starts with is the base, an update the patch."""

import json

import pytest

from realtime_builder import Guard, GuardError
from realtime_builder.openai_live import DelegationResponsesUpdate, SessionConfig, SessionUpdateConfig

BASE = SessionConfig(model="gpt-live-1").with_voice("marin").with_delegation("gpt-5.5", instructions="Work.")
GUARD = Guard.allow("delegation.responses.instructions", "triggers")


def update(**session):
    return json.dumps({"type": "session.update", "session": session})


@pytest.mark.parametrize("kind", [{}, {"type": "responses"}])
def test_what_is_allowed_becomes_an_update(kind):
    result = GUARD.apply(BASE, update(delegation={**kind, "responses": {"instructions": "Hurry."}}, triggers=[]))
    assert isinstance(result.patch, SessionUpdateConfig)
    assert result.config == BASE.merge(result.patch)
    assert result.config.delegation.responses.instructions == "Hurry."
    assert isinstance(result.patch.delegation, DelegationResponsesUpdate), "the type is said, as the SDK has it"


@pytest.mark.parametrize(
    ("session", "path"),
    [
        ({"delegation": {"type": "responses", "responses": {"tools": []}}}, "$.delegation.responses.tools"),
        ({"delegation": None}, "$.delegation"),
        ({"instructions": "Hurry."}, "$.instructions"),
        ({"audio": {"output": {"voice": "cedar"}}}, "$.audio"),
    ],
)
def test_what_is_not_allowed_is_refused(session, path):
    with pytest.raises(GuardError) as caught:
        GUARD.apply(BASE, update(**session))
    assert caught.value.path.startswith(path)


# A session that a client starts

NAMED = {"session.start": {"session.instructions": 20, "session.model": {"gpt-live-1", "gpt-live-1.1"}}}


def started(guard, base=BASE, **session):
    event = json.loads(guard.filter(base, json.dumps({"type": "session.start", "session": session})))
    assert event["type"] == "session.start"
    return SessionConfig.from_dict(event["session"])


def test_a_start_is_the_base_with_what_may_change():
    guard = Guard.allow("delegation.responses.instructions", "triggers", events=["session.start"])
    assert started(guard) == BASE
    after = started(guard, delegation={"responses": {"instructions": "Hurry."}}, triggers=[])
    assert after == BASE.transform("delegation.responses.instructions", "Hurry.").copy_with(triggers=[])


def test_a_start_may_have_what_no_update_can_carry():
    guard = Guard.allow("triggers", events=NAMED)
    assert started(guard, model="gpt-live-1.1", instructions="Be kind.") == BASE.copy_with(
        model="gpt-live-1.1", instructions="Be kind."
    )
    with pytest.raises(GuardError) as caught:
        guard.apply(BASE, update(instructions="Be kind."))
    assert caught.value.path == "$.instructions"


@pytest.mark.parametrize(
    ("session", "path"),
    [
        ({"model": "gpt-live-2"}, "$.model"),
        ({"instructions": "x" * 21}, "$.instructions"),
        ({"delegation": {"type": "client"}}, "$.delegation"),
        ({"store": True}, "$.store"),
        ({"audio": {"output": {"voice": "cedar"}}}, "$.audio"),
        ({"triggers": 5}, "$.triggers"),
    ],
)
def test_what_a_start_may_not_have_is_refused(session, path):
    for mode in ("raise", "drop"):
        guard = Guard.allow("triggers", events=NAMED, on_forbidden=mode)
        if mode == "drop" and path != "$.triggers":
            assert started(guard, **session) == BASE
            continue
        with pytest.raises(GuardError) as caught:
            started(guard, **session)
        assert caught.value.path.startswith(path)


def test_pins_hold_in_a_start():
    guard = Guard.allow("delegation", events=["session.start"]).pin("delegation.responses.model")
    after = started(guard, delegation={"type": "responses", "responses": {"model": "x", "instructions": "Hurry."}})
    assert (after.delegation.responses.model, after.delegation.responses.instructions) == ("gpt-5.5", "Hurry.")
    with pytest.raises(GuardError):
        started(guard, delegation=None)


def test_a_start_goes_on_only_if_it_is_named():
    with pytest.raises(GuardError) as caught:
        started(Guard.allow("triggers"))
    assert caught.value.path == "$.type"


@pytest.mark.parametrize("odd", [{"novel": "secret"}, {"summary": ["secret"]}, {"summary": 7, "novel": None}])
def test_what_the_base_has_beside_its_types_is_no_mistake_of_the_clients(odd):
    """Also in a setting that goes whole, and is of the patch's class."""
    members = {"effort": "low", **odd}
    base = SessionConfig.from_dict(
        {
            "model": "m",
            "delegation": {"type": "responses", "responses": {"model": "gpt-5.5", "reasoning": members}},
        },
        unknown="keep",
    )
    guard = Guard.allow("delegation.responses.reasoning.effort")
    result = guard.apply(base, update(delegation={"responses": {"reasoning": {"effort": "high"}}}))
    assert result.config.as_dict()["delegation"]["responses"]["reasoning"] == {**members, "effort": "high"}
    assert base.merge(result.patch) == result.config
    with pytest.raises(GuardError) as caught:
        guard.apply(base, update(delegation={"responses": {"reasoning": {"effort": 5}}}))
    assert caught.value.path == "$.delegation.responses.reasoning.effort"


def test_an_update_that_is_the_base_keeps_what_is_not_allowed_to_change():
    base = SessionUpdateConfig.from_dict(
        {"delegation": {"type": "decisions", "acknowledgement_delay_ms": 500, "decisions": {"model": "m"}}}
    )
    result = Guard.allow("delegation.decisions").apply(base, update(delegation={"decisions": {"model": "n"}}))
    assert result.config == base.transform("delegation.decisions.model", "n")
    assert base.merge(result.patch) == result.config
