"""OpenAI's own client: raw bytes, and its methods with our dicts."""

import asyncio

from openai import AsyncOpenAI

from realtime_builder import encode
from realtime_builder.interop.drift import drift
from realtime_builder.interop.sdk import from_sdk
from realtime_builder.openai_ga import RealtimeResponseCreateParams, RealtimeSessionCreateRequest, SessionUpdateEvent
from realtime_builder.testing import loopback

session = (
    RealtimeSessionCreateRequest(instructions="Be brief.")
    .transform("audio.output.voice", "marin")
    .transform("audio.input.turn_detection", None)
)
update = SessionUpdateEvent(session=session)
response = RealtimeResponseCreateParams(instructions="Say hello.", metadata=None)


async def talk(client: AsyncOpenAI) -> None:
    """Send the session twice, and ask for a response."""
    async with client.realtime.connect(model="gpt-realtime-2") as connection:
        await connection.send_raw(encode(update).decode())  # byte for byte what `encode` gives
        await connection.session.update(session=session.as_dict())  # the same JSON, and what an editor completes
        await connection.response.create(response=response.as_dict())
        async for event in connection:
            print(event.type)
            if event.type == "session.updated":
                print(drift(session, from_sdk(event).session))
            if event.type == "response.done":
                break


async def main() -> None:
    """Against the loopback server; without `base_url` against OpenAI's."""
    async with loopback("openai_ga") as server:
        await talk(AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1"))
        [connection] = server.connections
        print(connection.events[0] == connection.events[1] == update.as_dict())
        print(connection.events[2])


if __name__ == "__main__":
    asyncio.run(main())
