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
