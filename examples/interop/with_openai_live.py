"""From OpenAI Realtime to OpenAI Live, with OpenAI's own client: convert, read what is lost, split the prompt, talk."""

import asyncio
from pathlib import Path

from openai import AsyncOpenAI

from realtime_builder import ValidationError, convert, diff, drift, from_sdk, load
from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.openai_live import SessionConfig
from realtime_builder.testing import loopback

AGENT = Path(__file__).parents[1] / "support_agent.yaml"

# One prompt becomes two: how to talk, and what to do with which tools.
conversion = convert(load(AGENT, type=RealtimeSessionCreateRequest), to=SessionConfig)
manner, rules = str(conversion.config.instructions).split("# What to do")
session = conversion.config.with_instructions(
    f"{manner.strip()}\n\nHand every question about an order over."
).transform("delegation.responses.instructions", f"# What to do{rules}", "delegation.responses.model", "gpt-5.5-mini")


def hang_up() -> None:
    """End the call."""


async def talk(client: AsyncOpenAI) -> None:
    """Start the session, and change its tools while it runs."""
    async with client.live.connect() as connection:
        await connection.session.start(session=session.as_dict())
        started = await connection.recv()
        print(started.type, drift(session, from_sdk(started).session))

        with_more = session.add_tool(hang_up)
        await connection.session.update(session=diff(session, with_more).as_dict())
        updated = await connection.recv()
        print(
            updated.type,
            [tool["name"] for tool in from_sdk(updated).session.delegation.responses.tools if "name" in tool],
        )

        try:
            diff(with_more, with_more.with_voice("cedar"))
        except ValidationError as error:
            print(error)


async def main() -> None:
    """Against the loopback server; without the addresses against OpenAI's."""
    for loss in conversion.lost:
        print(loss.path)
    for change in conversion.changed:
        if "split it" in change.why:
            print("split", change.to)
    async with loopback("openai_live") as server:
        await talk(AsyncOpenAI(api_key="none", websocket_base_url=f"{server.websocket_url}/v1"))


if __name__ == "__main__":
    asyncio.run(main())
