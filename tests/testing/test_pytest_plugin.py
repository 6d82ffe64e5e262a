"""The fixture that pytest finds by itself."""

import subprocess
import sys
import tomllib

import pytest
from readme import ROOT

PLUGIN = "realtime_builder.testing.pytest_plugin"

TESTS = """
import asyncio, json
import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.sync.client import connect
from realtime_builder.testing import spoken

def test_a_plain_one(realtime_loopback):
    server = realtime_loopback().on("response.create", spoken("Hi."))
    with connect(server.websocket_url) as socket:
        assert json.loads(socket.recv())["type"] == "session.created"
        socket.send('{"type":"response.create"}')
        while json.loads(socket.recv())["type"] != "response.done":
            pass
    server.assert_sent("response.create")

def test_two_servers_and_an_async_client(realtime_loopback):
    servers = [realtime_loopback(dialect) for dialect in ("openai_beta", "voicelive")]
    async def run():
        for server in servers:
            async with connect_async(server.websocket_url) as socket:
                await socket.send('{"type":"session.update","session":{"voice":"marin"}}')
                await server.expect("session.update", where={"session.voice": "marin"})
                assert server.connections[0].session.voice == "marin"
    asyncio.run(run())

def test_options(realtime_loopback):
    assert realtime_loopback("openai_ga", unknown="keep").dialect == "openai_ga"

def fails(connection, event):
    raise KeyError("in the reply")

def test_that_fails(realtime_loopback):
    server = realtime_loopback().on("response.create", fails)
    with connect(server.websocket_url) as socket:
        socket.send('{"type":"response.create"}')
        with pytest.raises(Exception):
            while True:
                socket.recv(timeout=10)
"""


def run(folder, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", PLUGIN, *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_fixture_serves_tests_of_every_kind(tmp_path):
    (tmp_path / "test_app.py").write_text(TESTS)
    said = run(tmp_path)
    assert "4 passed, 1 error" in said
    assert "KeyError: 'in the reply'" in said


def test_it_is_registered_under_the_name_by_which_it_can_also_be_asked_for():
    """Then pytest does not load it twice."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    assert points == {PLUGIN: PLUGIN}


def test_it_imports_nothing_that_a_test_did_not_ask_for(tmp_path):
    heavy = (
        "websockets",
        "asyncio",
        "realtime_builder.testing.server",
        "realtime_builder.openai_ga",
    )
    code = f"import pytest, sys; before = set(sys.modules); import {PLUGIN}; print([name for name in {heavy} if name in sys.modules.keys() - before])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_the_extra_it_says_what_to_install(tmp_path):
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['websockets'] = None\n")
    (tmp_path / "test_app.py").write_text(
        "def test_it(realtime_loopback):\n    realtime_loopback()\n\ndef test_other():\n    pass\n"
    )
    said = run(tmp_path)
    assert "pip install 'realtime-builder[testing]'" in said
    assert "1 passed, 1 error" in said


@pytest.mark.parametrize("name", ["spoken", "loopback"])
def test_nothing_else_is_in_the_room(name):
    from realtime_builder import testing

    assert getattr(testing, name)
    with pytest.raises(AttributeError, match=r"module 'realtime_builder.testing' has no attribute 'speken'"):
        testing.speken  # noqa: B018
