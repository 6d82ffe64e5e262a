"""Azure's own client for Voice Live: our value is the mapping that its methods take."""

import asyncio

from azure.ai.voicelive.aio import connect
from azure.core.credentials import AzureKeyCredential

from realtime_builder.testing import loopback
from realtime_builder.voicelive import (
    AzureStandardVoice,
    ClientEventResponseCreate,
    RequestSession,
    ResponseCreateParams,
)

session = RequestSession(
    instructions="Be brief.",
    voice=AzureStandardVoice(name="en-US-AvaNeural"),
    turn_detection=None,
)
response = ResponseCreateParams(instructions="Say hello.", metadata=None)


async def talk(endpoint: str) -> None:
    """Send the session, and ask for a response."""
    key = AzureKeyCredential("none")
    async with connect(endpoint=endpoint, credential=key, model="gpt-realtime") as connection:
        await connection.session.update(session=session)
        # `connection.response.create` would drop the null of `metadata`; `send` takes any mapping as it is.
        await connection.send(ClientEventResponseCreate(response=response))
        async for event in connection:
            print(event["type"])
            if event["type"] == "response.done":
                break


async def main() -> None:
    """Against the loopback server."""
    async with loopback("voicelive") as server:
        await talk(server.url)
        [connection] = server.connections
        print(connection.events[0])
        print(connection.events[1])


if __name__ == "__main__":
    asyncio.run(main())
