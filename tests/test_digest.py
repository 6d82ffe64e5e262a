"""`fingerprint`: the same name for the same configuration, everywhere."""

import subprocess
import sys

import pytest

from realtime_builder import ValidationError, fingerprint, openai_ga

SESSION = openai_ga.RealtimeSessionCreateRequest.from_dict(
    {
        "instructions": "Sei kurz, bitte: \u00e4\u00f6\u00fc \U0001f600.",
        "audio": {"output": {"voice": "marin", "speed": 1.0}},
        "tools": [
            {"type": "function", "name": "find", "parameters": {"type": "object", "minimum": 2.0, "x": [None, True]}},
            {"type": "mcp", "server_label": "crm", "authorization": "SECRET", "headers": {"x-key": "SECRET"}},
        ],
    }
)
PINNED = "1-84598ff7e714acd2"
"""Changes only together with the version before the dash."""


def test_it_is_pinned():
    assert fingerprint(SESSION) == PINNED


def test_it_is_the_same_in_another_process():
    code = (
        "import sys; from realtime_builder import fingerprint, openai_ga;"
        "print(fingerprint(openai_ga.RealtimeSessionCreateRequest.from_json(sys.stdin.buffer.read())), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=SESSION.to_json(), capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode() == PINNED


@pytest.mark.parametrize(
    "same",
    [
        SESSION.transform("tools.crm.authorization", "another"),
        SESSION.without("tools.crm.authorization"),
        SESSION.transform("tools.crm.headers.x-key", "another"),
        SESSION.transform("tools.find.parameters.minimum", 2),
        SESSION.transform("audio.output.speed", 1),
    ],
)
def test_secrets_and_how_a_number_is_written_take_no_part(same):
    assert fingerprint(same) == PINNED


def test_secrets_that_only_a_name_tells_take_no_part():
    one, other = (SESSION.with_extra("next_year", {"a": 1, "authorization": key}) for key in ("x", "y"))
    assert fingerprint(one) == fingerprint(other) != fingerprint(SESSION)
    assert fingerprint(SESSION.with_extra("client_secret", "x")) == fingerprint(SESSION)


@pytest.mark.parametrize(
    "other",
    [
        SESSION.transform("instructions", None),
        SESSION.without("instructions"),
        SESSION.transform("tools.find.parameters.x", [None, 1]),
        SESSION.transform("tools.find.parameters.x", [True, None]),
        SESSION.transform("audio.output.speed", 1.25),
        SESSION.with_extra("next_year", 1),
    ],
)
def test_everything_else_does(other):
    assert fingerprint(other) != PINNED


def test_it_is_for_configurations():
    with pytest.raises(ValidationError, match="Expected a configuration, got `dict`"):
        fingerprint({})
