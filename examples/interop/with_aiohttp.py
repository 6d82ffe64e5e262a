"""aiohttp: `send_str` with the text of the bytes."""

import asyncio

import aiohttp

from realtime_builder import encode
from realtime_builder.openai_ga import ConversationItemCreateEvent, RealtimeSessionCreateRequest, SessionUpdateEvent
from realtime_builder.openai_ga.items import user_text
from realtime_builder.testing import loopback

update = SessionUpdateEvent(session=RealtimeSessionCreateRequest(tracing=None))
hello = ConversationItemCreateEvent(item=user_text("Hello."))


async def greet(url: str) -> None:
    """Send the session and a message."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        for event in (update, hello):
            await socket.send_str(encode(event).decode())
        for _ in range(2):
            print((await socket.receive_json())["type"])


async def main() -> None:
    """Against the loopback server."""
    async with loopback("openai_ga") as server:
        await greet(f"{server.url}/v1/realtime?model=gpt-realtime-2")
        [connection] = server.connections
        for event in connection.events:
            print(event)


if __name__ == "__main__":
    asyncio.run(main())
