"""A probe finds out a server that shares no code with this library, and shows no key that it says back."""

import asyncio

import plain_server
import pytest
from plain_server import plain_server as listening

from realtime_builder import ValidationError
from realtime_builder.probe import probe
from realtime_builder.testing import loopback


def probed(twist=plain_server.usual, *, error="{}", headers=None, **options):
    async def run():
        async with listening(twist, error) as url:
            return await probe(url, interval=0, headers=headers or {}, **options)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("twist", "name", "path", "only"),
    [
        ("ignores_the_speed", "ignored", "audio.output.speed", "audio.output.speed"),
        ("changes_the_limit", "changed", "max_output_tokens", "max_output_tokens"),
        ("resets_the_voice", "no-container", "audio.output", "audio.output"),
        ("refuses_null", "not-cleared", "audio.input.turn_detection", "audio.input.turn_detection"),
        ("takes_any_speed", "type-refuses", "audio.output.speed", "audio.output.speed"),
        ("closes_on_unknown", "closed", "audio.output.probe_unknown", "audio.output"),
        ("answers_late", "late", "audio.output.speed", "audio.output.speed"),
        ("never_answers", "unanswered", "audio.output.speed", "audio.output.speed"),
    ],
)
def test_a_twist_is_found_out_by_name(twist, name, path, only):
    options = {"timeout": 0.3} if name == "unanswered" else {"late": 0.25 if name == "late" else 5.0}
    result = probed(getattr(plain_server, twist), only=[only], **options)
    plain = probed(only=[only], late=5.0)

    assert result.complete
    assert (name, path) in {(each.name, each.path) for each in result.disagreements}
    assert (name, path) not in {(each.name, each.path) for each in plain.disagreements}


def test_a_server_that_says_the_headers_back_gives_no_key_away(monkeypatch):
    monkeypatch.setenv("PROBE_TEST_KEY", "my-very-secret-key")
    refused_all = {"twist": plain_server.refuses_null, "error": "{} You sent {}", "only": ["audio.output.speed"]}
    for options in (
        {"key_from": "PROBE_TEST_KEY"},
        {"headers": {"Authorization": "Bearer my-very-secret-key", "x-api-key": "other-secret"}},
    ):
        result = probed(**refused_all, **options)
        for text in (result.to_json().decode(), result.to_markdown(), repr(result)):
            assert "secret" not in text
            assert "You sent" in text


def test_a_key_in_what_a_session_says_is_not_kept(monkeypatch):
    monkeypatch.setenv("PROBE_TEST_KEY", "my-very-secret-key")

    def echoes(old, patch):
        return {**plain_server.usual(old, patch), "instructions": "my-very-secret-key"}

    result = probed(echoes, only=["instructions"], key_from="PROBE_TEST_KEY")
    assert "secret" not in result.to_json().decode()
    assert any(each.echoed == "***" for each in result.observed)


def test_what_is_fixed_later_is_tried_word_by_word_at_the_start():
    async def run():
        async with loopback("openai_ga") as server:
            return await probe(server.websocket_url, only=["tracing"], interval=0)

    observed = asyncio.run(run()).observed
    words = {each.detail: each.outcome for each in observed if each.kind == "word" and each.path == "tracing"}
    assert words
    assert set(words.values()) == {"honoured"}


def test_a_live_model_is_not_asked_to_speak():
    with pytest.raises(ValidationError, match="no client of OpenAI Live does"):
        asyncio.run(probe("ws://127.0.0.1:1", dialect="openai_live", speak=True))
