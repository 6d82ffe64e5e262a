"""openai-agents: our model in the place of theirs, so that no handoff resets the session."""

import asyncio

from agents.realtime import RealtimeAgent, RealtimeRunner

from realtime_builder.integrations.openai_agents import OpenAIRealtimeWebSocketModel
from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.testing import loopback

line = (
    RealtimeSessionCreateRequest(model="gpt-realtime-2", max_output_tokens=800, truncation="disabled")
    .with_audio_format("g711_ulaw")
    .with_voice("marin")
    .with_turn_detection(None)
)
orders = RealtimeAgent(name="Orders", instructions="You take orders.")
bills = RealtimeAgent(name="Bills", instructions="You explain bills.")


async def run(url: str) -> None:
    """Start with one agent, hand the call to another, and change the configuration while it goes on."""
    model = OpenAIRealtimeWebSocketModel(config=line)
    async with await RealtimeRunner(orders, model=model).run(model_config={"api_key": "none", "url": url}) as live:
        await live.update_agent(bills)
        await model.reconfigure(line.with_max_output_tokens(1200))
        async for event in live:
            if event.type == "raw_model_event" and event.data.type == "raw_server_event":
                received = event.data.data
                if received["type"] == "session.updated" and received["session"]["max_output_tokens"] == 1200:  # noqa: PLR2004
                    break


async def main() -> None:
    """Against the loopback server."""
    async with loopback("openai_ga") as server:
        await run(f"{server.websocket_url}/v1/realtime?model={line.model}")
        [connection] = server.connections
        print("updates that mention audio:", sum("audio" in event["session"] for event in connection.events))
        print(connection.session.instructions, connection.session.audio.output.format["type"])


if __name__ == "__main__":
    asyncio.run(main())
