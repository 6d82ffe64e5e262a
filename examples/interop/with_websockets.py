"""The package websockets: bytes go out as they are, in a text frame."""

import asyncio

from websockets.asyncio.client import connect

from realtime_builder import encode
from realtime_builder.interop.drift import drift
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent
from realtime_builder.openai_ga.server_events import decode_server_event
from realtime_builder.testing import loopback

session = (
    RealtimeSessionCreateRequest(instructions="Be brief.")
    .transform("audio.output.voice", "marin")
    .transform("audio.input.turn_detection", None)
)


async def update(url: str) -> None:
    """Send the session, and look whether the server took it."""
    async with connect(url) as socket:
        await socket.recv()  # session.created
        await socket.send(encode(SessionUpdateEvent(session=session)), text=True)
        updated = decode_server_event(await socket.recv())
        print(updated["type"], drift(session, updated["session"]))


async def main() -> None:
    """Against the loopback server; a real one is at wss://api.openai.com and wants a key."""
    async with loopback("openai_ga") as server:
        await update(f"{server.websocket_url}/v1/realtime?model=gpt-realtime-2")
        [connection] = server.connections
        print(connection.events[0]["session"]["audio"])


if __name__ == "__main__":
    asyncio.run(main())
