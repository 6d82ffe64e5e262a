"""2,000 scripted calls (200 in the usual run) at once on one loopback server, each with its own tools and session, and none mixed."""

import asyncio
import json
import resource
from typing import Any

import msgspec
import pytest
from amount import FULL
from websockets.asyncio.client import connect

from realtime_builder import Tools, encode
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent
from realtime_builder.testing import function_call, loopback, spoken

CALLS = 2_000 if FULL else 200
BASE = RealtimeSessionCreateRequest(output_modalities=["text"]).with_voice("marin")


@pytest.fixture(autouse=True)
def enough_files():
    """Each call is two sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CALLS + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"this machine allows {hard} open files, of {wanted}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Kind(msgspec.Struct):
    type: str


def ask(connection: Any, _: Any) -> Any:
    """First the model asks for what the call's own instructions name, then it says what the tool gave."""
    outputs = [event["item"] for event in connection.events if event["type"] == "conversation.item.create"]
    if outputs:
        return spoken(outputs[-1]["output"])
    return function_call("find", {"number": connection.session.instructions}, call_id=f"call_{connection.path}")


def test_many_calls_at_once():
    running = 0
    most = 0

    async def hold(server: Any, n: int, connecting: asyncio.Semaphore, all_there: asyncio.Barrier) -> list[str]:
        async def find(number: str) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return f"{number} found by {n}"

        tools, said = Tools(find), []
        async with connecting:
            socket = await connect(
                f"{server.websocket_url}/{n}", compression=None, open_timeout=60, ping_interval=None, proxy=None
            )
        async with socket:
            await all_there.wait()
            await socket.send(encode(SessionUpdateEvent(session=BASE.with_instructions(str(n)))), text=True)
            await socket.send('{"type":"response.create"}', text=True)
            async for frame in socket:
                kind = msgspec.json.decode(frame, type=Kind).type
                if kind == "response.output_text.done":
                    said.append(json.loads(frame)["text"])
                assert kind != "error"
                for answer in await tools.answer(frame):
                    await socket.send(encode(answer), text=True)
                if kind == "response.done" and said:
                    break
        return said

    async def run() -> tuple[Any, list[list[str]]]:
        async with loopback("openai_ga") as server:
            server.on("response.create", ask)
            connecting, all_there = asyncio.Semaphore(200), asyncio.Barrier(CALLS)
            calls = (hold(server, n, connecting, all_there) for n in range(CALLS))
            return server, await asyncio.wait_for(asyncio.gather(*calls), 120)

    server, said = asyncio.run(run())
    assert said == [[f"{n} found by {n}"] for n in range(CALLS)]
    assert len(server.connections) == CALLS
    for connection in server.connections:
        number = connection.path.removeprefix("/")
        assert connection.session.instructions == number
        update, respond, output, again = connection.events
        assert (update["session"]["instructions"], respond["type"], again["type"]) == (number, "response.create", "response.create")  # fmt: skip
        assert output["item"]["call_id"] == f"call_/{number}"
    assert most >= 1
