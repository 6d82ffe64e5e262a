"""The example applications run from one command without a key, and do what their pages say."""

import asyncio
import importlib
import subprocess
import sys

import pytest
from readme import ROOT

from realtime_builder.testing import loopback

LONGEST = 120  # lines: to be read in one go


def run(script: str) -> list[str]:
    command = [sys.executable, str(ROOT / "examples" / script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def call_centre(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "examples" / "call_centre"))
    yield importlib.import_module("centre"), importlib.import_module("play_a_call")
    for name in ("centre", "play_a_call"):
        sys.modules.pop(name)


@pytest.fixture
def gateway(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "examples" / "gateway"))
    yield importlib.import_module("gateway")
    sys.modules.pop("gateway")


@pytest.mark.parametrize("folder", ["call_centre", "gateway"])
def test_an_example_is_short_enough_to_read(folder):
    for path in (ROOT / "examples" / folder).glob("*.py"):
        assert len(path.read_text().splitlines()) <= LONGEST, path


def test_the_call_centre_runs_from_one_command():
    assert run("call_centre/play_a_call.py") == [
        "session: type audio instructions tools",
        'tool said: {"place":"Lyon","arrives":"2026-11-27"}',
        "session: type instructions tools",
        "tool said: You are the bills desk now. Greet the caller.",
        "tool said: 12.50 euros",
        "still G.711: audio/pcmu",
    ]


def test_a_whole_call(call_centre):
    centre, play = call_centre

    async def hold():
        async with loopback("openai_ga") as server:
            play.write_script(server)
            desk = await asyncio.wait_for(centre.attend(server.websocket_url, play.Caller()), 30)
            return server.connections[0], desk

    connection, desk = asyncio.run(hold())
    assert desk.agent is centre.BILL_DESK
    kinds = [event["type"] for event in connection.events]
    assert kinds == [
        "session.update",
        "input_audio_buffer.append",
        "conversation.item.create",
        "response.create",
        "input_audio_buffer.append",
        "session.update",
        "conversation.item.create",
        "response.create",
        "input_audio_buffer.append",
        "conversation.item.create",
        "response.create",
    ]
    # The handover sends what differs, so what nobody mentioned stays: the voice, the format, the turn detection.
    assert connection.events[5]["session"].keys() == {"type", "instructions", "tools"}
    assert [tool["name"] for tool in connection.events[5]["session"]["tools"]] == ["explain_bill", "transfer"]
    session = connection.session
    assert (session.audio.output.voice, session.audio.output.format["type"]) == ("marin", "audio/pcmu")
    assert (session.audio.input.turn_detection.threshold, session.instructions) == (0.6, "You explain bills.")


def test_what_the_desk_tells_the_model(call_centre):
    centre, _ = call_centre

    async def ask():
        desk = centre.Desk(None)
        found = [await desk.tools.call("explain_bill", {"month": "2026-10-05"})]
        done = {
            "type": "response.done",
            "response": {
                "output": [
                    {"type": "function_call", "call_id": "a", "name": "find_parcel", "arguments": '{"number": "6"}'},
                    {"type": "function_call", "call_id": "b", "name": "explain_bill", "arguments": '{"month": "x"}'},
                    {"type": "function_call", "call_id": "c", "name": "transfer", "arguments": '{"to": "sales"}'},
                ]
            },
        }
        return found + [event.item.output for event in (await desk.tools.answer(done))[:-1]]

    assert asyncio.run(ask()) == [
        "12.50 euros",
        '{"error":"There is no such parcel; ask for the number again."}',
        '{"error":"Expected a date such as 2026-12-24, got \'x\' - at `$.month`"}',
        '{"error":"Expected one of `bills`, `parcels`, got \'sales\' - at `$.to`"}',
    ]


def test_the_gateway_runs_from_one_command():
    instructions = "'instructions': 'You guide visitors through the museum.', 'max_output_tokens': 800"
    session = f"{{'type': 'realtime', 'audio': {{'output': {{'voice': 'marin'}}}}, {instructions}}}"
    assert run("gateway/play_a_visit.py") == [
        "refused: Expected 0.8 to 1.2 - at `$.audio.output.speed`",
        "refused: Not allowed - at `$.instructions`",
        "refused: Not among the values allowed - at `$.item.role`",
        "answer: Welcome to the museum.",
        f"sent on: {{'type': 'session.update', 'session': {session}}}",
        "sent on: {'type': 'session.update', 'session': {'type': 'realtime', 'audio': {'output': {'speed': 1.1}}}}",
        "sent on: {'type': 'response.create'}",
    ]


@pytest.mark.parametrize("gone", ["browser", "api"])
def test_a_visit_ends_when_either_side_goes(gateway, monkeypatch, gone):
    from fastapi.testclient import TestClient
    from starlette.websockets import WebSocketDisconnect

    from realtime_builder.testing import dropped

    with loopback("openai_ga") as server:
        server.on("response.create", dropped())
        monkeypatch.setenv("REALTIME_URL", server.websocket_url)
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        with TestClient(gateway.app) as client, client.websocket_connect("/talk") as browser:
            assert browser.receive_json()["type"] == "session.created"
            assert browser.receive_json()["session"]["instructions"] == gateway.AGENT.instructions
            if gone == "api":
                browser.send_json({"type": "response.create"})
                with pytest.raises(WebSocketDisconnect):
                    browser.receive_json()
        [connection] = server.connections
        assert connection.headers["Authorization"] == "Bearer secret"


def test_what_the_guard_goes_by_is_what_the_api_says(gateway, monkeypatch):
    from fastapi.testclient import TestClient

    faster = {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"speed": 1.2}}}}
    with loopback("openai_ga") as server:
        monkeypatch.setenv("REALTIME_URL", server.websocket_url)
        with TestClient(gateway.app) as client, client.websocket_connect("/talk") as browser:
            browser.send_json(faster)
            browser.send_json({"type": "input_audio_buffer.append", "audio": "AAAA" * 30_000})
            browser.send_text("{")
            kinds = []
            while kinds.count("error") < 2 or kinds.count("session.updated") < 2:
                kinds.append(browser.receive_json()["type"])
        assert server.connections[0].session.audio.output.speed == 1.2
        assert [event["type"] for event in server.connections[0].events] == ["session.update"] * 2
