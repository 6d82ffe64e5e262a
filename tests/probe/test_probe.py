"""A probe finds out what a server does, on loopbacks as they are and with a twist each."""

import asyncio
import json
import signal
import subprocess
import sys
import time

import pytest
from amount import FULL
from twisted import TWISTS, probed

from realtime_builder import DIALECTS, ValidationError
from realtime_builder.cli import main
from realtime_builder.probe import ProbeError, ProbeResult, probe
from realtime_builder.probe.cases import cases_of, every_case
from realtime_builder.record import record_of
from realtime_builder.testing import loopback, refused

KINDS = [
    ("openai_ga", "/v1/realtime?model=gpt-realtime", ["audio.output", "tracing", "instructions"]),
    ("openai_ga", "/v1/realtime?intent=transcription", ["audio.input.turn_detection"]),
    ("openai_ga", "/v1/realtime/translations?model=m", []),
    ("openai_beta", "/v1/realtime?model=m", ["turn_detection", "voice", "speed"]),
    ("openai_beta", "/v1/realtime?intent=transcription", ["input_audio_transcription"]),
    ("voicelive", "/voice-live/realtime?model=m", ["turn_detection.threshold", "input_audio_echo_cancellation"]),
    ("openai_live", "/v1/live/sessions", ["audio", "triggers", "delegation.responses.text"]),
]


def outcomes(result, kind, **about):
    return {
        each.place: each.outcome
        for each in result.observed
        if each.kind == kind and all(getattr(each, name) == value for name, value in about.items())
    }


# The loopback as it is


@pytest.mark.parametrize(("dialect", "path", "some"), KINDS)
def test_the_loopback_does_what_is_written_of_it(dialect, path, some):
    """What testing/session.py says: omitted keeps, containers are updated member by member, any other object replaces
    the old one, what the types refuse is refused, null is stored. It knows no checks, so of those alone it does less.
    """
    result = probed(None, () if FULL else some, dialect=dialect, path=path, late=0)

    assert result.complete
    assert result.seconds < 60
    assert {each.name for each in result.disagreements} <= {"check-wrong"}
    for each in result.observed:
        refused_by_time = any(check.startswith("error") and "-fixed" in check for check in each.checks)
        if each.types:
            assert each.outcome == "refused", each
        elif each.kind in ("value", "variant", "word", "limit", "first") and not each.checks:
            assert each.outcome == "honoured", each
        elif each.outcome == "refused":
            assert refused_by_time or "live-" in str(each.checks) or "tracing-off" in str(each.checks), each
    assert set(outcomes(result, "omitted").values()) <= {"kept"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_object_is_kept_or_reset_as_its_class_says(dialect):
    """The containers of the documents, against what the loopback does, which shares no code with them."""
    only = {
        "openai_ga": ["audio"],
        "openai_beta": ["turn_detection"],
        "voicelive": ["turn_detection"],
        "openai_live": ["delegation.responses.text", "delegation.responses.reasoning"],
    }[dialect]
    path = next(path for name, path, _ in KINDS if name == dialect)
    result = probed(None, only if not FULL else (), dialect=dialect, path=path)
    containers = {
        (root.tag, case.path, case.variant): case.grouping
        for root in reversed(record_of(dialect).sessions)
        for case in every_case(root.carried)
        if case.kind == "partial"
    }
    seen = [each for each in result.observed if each.kind == "partial" and each.outcome in ("kept", "reset")]

    assert seen
    for each in seen:
        assert each.outcome == "kept" or not containers[each.session, each.path, each.variant], each


def test_a_session_has_a_case_for_every_field_of_every_object():
    cases = list(cases_of(record_of("openai_ga").sessions[0].carried, starts=False))
    paths = {case.path for case in cases if case.kind == "value"}

    assert {"instructions", "audio.output.speed", "tools[0].name", "truncation.token_limits.post_instructions"} <= paths
    words = {case.detail for case in cases if case.spot == ("audio.output.voice", "") and case.kind == "word"}
    assert {"marin", "cedar", "alloy"} <= words
    limits = {case.detail for case in cases if case.spot == ("audio.output.speed", "") and case.kind == "limit"}
    assert limits == {"least 0.25", "beyond 0.25", "most 1.5", "beyond 1.5"}
    by_checks = {case.detail for case in cases if case.path.endswith("threshold") and case.kind == "limit"}
    assert "most 1.0 by checks" in by_checks


def test_what_is_fixed_is_tried_at_the_start_of_a_new_session():
    result = probed(only=["tracing"])

    assert outcomes(result, "value", path="tracing.workflow_name") == {"tracing.workflow_name": "refused"}
    assert outcomes(result, "first", path="tracing.workflow_name") == {"tracing.workflow_name": "honoured"}


def test_after_speech_the_voice_is_fixed():
    result = probed(only=["audio.output.voice", "instructions"], speak=True)

    assert outcomes(result, "spoken", path="audio.output.voice") == {"audio.output.voice": "refused"}
    assert outcomes(result, "spoken", path="instructions") == {"instructions": "honoured"}
    assert result.disagreements == ()


def test_the_model_does_not_speak_unless_it_is_asked_for():
    async def run():
        async with loopback("openai_ga") as server:
            await probe(server.websocket_url, only=["instructions"], interval=0)
            return {event["type"] for connection in server.connections for event in connection.events}

    assert asyncio.run(run()) == {"session.update"}


# Twists


@pytest.mark.parametrize(
    ("twist", "name", "path"),
    [
        ("ignores", "ignored", "audio.output.speed"),
        ("changes", "changed", "max_output_tokens"),
        ("resets_neighbour", "no-container", "audio.output"),
        ("resets_at_root", "not-kept", "instructions"),
        ("refuses_null", "not-cleared", "audio.input.turn_detection"),
        ("refuses_clearing", "not-cleared", "instructions"),
        ("refuses_a_word", "refused", "audio.output.voice"),
        ("late", "late", "audio.output.speed"),
        ("never", "unanswered", "audio.output.voice.id"),
        ("closes", "closed", "audio.output.format.probe_unknown"),
    ],
)
def test_a_twist_is_found_out_by_name(twist, name, path):
    change, only = TWISTS[twist]
    result = probed(change, only, timeout=1.0, late=0.25, unknown="keep" if twist == "closes" else "error")

    assert result.complete
    assert (name, path) in {(each.name, each.path) for each in result.disagreements}
    told = {each.name for each in result.disagreements} - {"late", "check-wrong", "type-refuses"}
    assert told <= {name, "ignored"} or name == "late"


def test_a_server_that_takes_what_we_refuse_is_found_out():
    result = probed(only=["audio.output.speed"], unknown="keep")
    found = {(each.name, each.path, each.kind) for each in result.disagreements}

    assert ("type-refuses", "audio.output.speed", "limit") in found
    assert ("type-refuses", "audio.output.speed", "null") in found


def test_a_disagreement_says_what_was_sent_and_what_came_back():
    change, only = TWISTS["ignores"]
    [first, *_] = probed(change, only, late=0).disagreements

    assert str(first) == "ignored: The server takes 0.9, and leaves 1.0 - at `audio.output.speed`"


# Bounds, politeness, secrets


def test_the_budget_of_updates_leaves_a_usable_part():
    result = probed(only=["audio"], updates=5)

    assert (result.complete, result.updates) == (False, 5)
    assert 0 < len(result.observed) <= 5
    assert "It is not complete" in result.to_markdown()


def test_the_budget_of_seconds_holds_where_a_server_never_answers():
    start = time.monotonic()
    result = probed(TWISTS["never"][0], ["audio.output.voice"], timeout=1.0, seconds=1.5)

    assert not result.complete
    assert time.monotonic() - start < 10


def test_updates_go_no_faster_than_the_interval():
    async def run():
        async with loopback("openai_ga") as server:
            start = time.monotonic()
            result = await probe(server.websocket_url, only=["instructions"], interval=0.05)
            return result.updates, time.monotonic() - start

    updates, seconds = asyncio.run(run())
    assert seconds > (updates - 1) * 0.05


def test_a_rate_limit_is_waited_for():
    turns = []

    def busy(connection, event):
        turns.append(time.monotonic())
        if len(turns) == 1:
            limits = [{"name": "requests", "limit": 1, "remaining": 0, "reset_seconds": 0.3}]
            return [connection.event("rate_limits.updated", rate_limits=limits), refused(code="rate_limit_exceeded")]
        return connection.answers(event)

    result = probed(busy, ["instructions"])
    assert turns[1] - turns[0] > 0.29
    assert outcomes(result, "value") == {"instructions": "honoured"}


def test_a_closed_connection_is_opened_anew():
    async def run():
        async with loopback("openai_ga", unknown="keep") as server:
            server.on("session.update", TWISTS["closes"][0])
            result = await probe(server.websocket_url, only=["audio.output.format"], interval=0)
            return result, len(server.connections)

    result, connections = asyncio.run(run())
    assert result.complete
    assert connections > 2


def test_the_key_comes_from_the_environment_and_is_shown_nowhere(monkeypatch):
    monkeypatch.setenv("PROBE_TEST_KEY", "sk-very-secret")
    leak = refused("Incorrect key sk-very-secret.")

    async def run():
        async with loopback("openai_ga") as server:
            server.on("session.update", leak)
            url = f"{server.websocket_url}/v1/realtime?api-key=sk-other-secret"
            result = await probe(url, key_from="PROBE_TEST_KEY", only=["instructions"], interval=0)
            return result, server.connections[0].headers

    result, headers = asyncio.run(run())
    assert headers["Authorization"] == "Bearer sk-very-secret"
    for text in (result.to_json().decode(), result.to_markdown(), repr(result)):
        assert "secret" not in text
        assert "Incorrect key" in text


def test_voice_live_is_sent_its_key_in_its_own_header(monkeypatch):
    monkeypatch.setenv("PROBE_TEST_KEY", "secret")

    async def run():
        async with loopback("voicelive") as server:
            await probe(server.websocket_url, dialect="voicelive", key_from="PROBE_TEST_KEY", updates=1)
            return server.connections[0].headers

    assert asyncio.run(run())["api-key"] == "secret"


def test_a_key_that_is_not_there_or_would_go_in_plain_text_is_an_error(monkeypatch):
    monkeypatch.delenv("PROBE_TEST_KEY", raising=False)
    with pytest.raises(ProbeError, match="no `PROBE_TEST_KEY`"):
        asyncio.run(probe("ws://127.0.0.1:1", key_from="PROBE_TEST_KEY"))
    monkeypatch.setenv("PROBE_TEST_KEY", "secret")
    with pytest.raises(ProbeError, match="plain text"):
        asyncio.run(probe("ws://example.com/v1/realtime", key_from="PROBE_TEST_KEY"))


def test_a_server_that_is_not_there_is_one_error():
    with pytest.raises(ProbeError, match="No connection"):
        asyncio.run(probe("ws://127.0.0.1:1/v1/realtime"))


def test_a_path_that_leads_nowhere_is_named():
    with pytest.raises(ValidationError, match=r"No setting is at 'audio\.outptu'"):
        probed(only=["audio.outptu"])


# The result


def test_a_result_is_data_that_can_be_written_and_read(tmp_path):
    result = probed(only=["audio.output.speed"])
    result.save(tmp_path / "a.json")

    assert ProbeResult.from_json((tmp_path / "a.json").read_bytes()) == result
    assert result.model == "gpt-realtime"
    assert json.loads(result.to_json())["dialect"] == "openai_ga"
    with pytest.raises(ValidationError, match="Expected the JSON of a probe"):
        ProbeResult.from_json(b'{"date": 1}')


def test_two_results_are_compared():
    old, new = probed(only=["audio.output.speed"]), probed(TWISTS["ignores"][0], ["audio.output.speed"])

    assert new.compare(new) == ()
    assert "audio.output.speed, value: was honoured, is ignored" in new.compare(old)
    with pytest.raises(ValidationError, match="Expected a result of openai_ga"):
        new.compare(probed(only=["triggers"], dialect="openai_live", path="/live", updates=3))


def test_the_matrix_has_a_row_for_each_setting():
    lines = probed(TWISTS["ignores"][0], ["audio.output"]).to_markdown().splitlines()

    [row] = [line for line in lines if line.startswith("| `audio.output.speed` |")]
    assert "ignored" in row
    assert "### `ignored`: the server acknowledges the update, and leaves the setting as it was" in lines


def test_a_server_cannot_break_the_matrix():
    reply = refused("a | b\n# c <script> `x`")
    text = probed(reply, ["instructions"]).to_markdown()

    assert "a \\| b" in text
    assert "\n# c" not in text
    assert "c \\<script> \\`x\\`" in text


# The command


def run_in_thread(capsys, *arguments, twist=None):
    with loopback("openai_ga") as server:
        if twist is not None:
            server.on("session.update", twist)
        status = main(["probe", f"{server.websocket_url}/v1/realtime?model=m", "--interval", "0", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_command_prints_the_matrix_and_compares(capsys, tmp_path):
    file = str(tmp_path / "old.json")
    only = ["--only", "audio.output.speed"]
    status, out, err = run_in_thread(capsys, *only, "-o", file)
    assert (status, err) == (0, "")
    assert "| `audio.output.speed` |" in out
    status, out, _ = run_in_thread(capsys, *only, "--compare", file)
    assert (status, out.startswith("Nothing has changed")) == (0, True)
    status, out, _ = run_in_thread(capsys, *only, "--compare", file, twist=TWISTS["ignores"][0])
    assert status == 1
    assert "was honoured, is ignored" in out


def test_the_command_says_what_is_wrong(capsys, tmp_path):
    status, out, err = run_in_thread(capsys, "--api-key-env", "NO_SUCH_VARIABLE")
    assert (status, out) == (2, "")
    assert "NO_SUCH_VARIABLE" in err
    status, _, err = run_in_thread(capsys, "--compare", str(tmp_path / "none.json"))
    assert status == 2
    assert "none.json" in err


def test_ctrl_c_leaves_a_usable_part(tmp_path):
    file = tmp_path / "part.json"
    with loopback("openai_ga") as server:
        options = ["--interval", "0.2", "-o", str(file)]
        command = [sys.executable, "-m", "realtime_builder", "probe", server.websocket_url, *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3):
            asyncio.run(server.expect("session.update", timeout=30))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)

    assert process.returncode == 3, err
    assert b"It is not complete" in out
    assert b"Traceback" not in err
    assert ProbeResult.from_json(file.read_bytes()).observed
