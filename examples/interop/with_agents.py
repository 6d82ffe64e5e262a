"""openai-agents: its settings have no place for all of a session, a raw message has."""

import asyncio

from agents.realtime import RealtimeAgent, RealtimeModelSendRawMessage, RealtimeRunner

from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.testing import loopback

session = (
    RealtimeSessionCreateRequest(max_output_tokens=800, tracing=None)
    .transform("audio.output.voice", "marin")
    .transform("audio.input.turn_detection", None)
)


async def run(url: str) -> None:
    """Start an agent, which sends its own settings, and then what our value says."""
    runner = RealtimeRunner(RealtimeAgent(name="Ada", instructions="Be brief."))
    settings = {"model_name": "gpt-realtime-2"}
    config = {"api_key": "none", "url": f"{url}?model=gpt-realtime-2", "initial_model_settings": settings}
    async with await runner.run(model_config=config) as live:
        message = {"type": "session.update", "other_data": {"session": session.as_dict()}}
        await live.model.send_event(RealtimeModelSendRawMessage(message=message))
        async for event in live:
            if event.type == "raw_model_event" and event.data.type == "raw_server_event":
                received = event.data.data
                if received["type"] == "session.updated" and received["session"]["max_output_tokens"] == 800:  # noqa: PLR2004
                    break


async def main() -> None:
    """Against the loopback server."""
    async with loopback("openai_ga") as server:
        await run(f"{server.websocket_url}/v1/realtime")
        [connection] = server.connections
        print(connection.events[1])
        print(connection.session.instructions, connection.session.audio.input.turn_detection)


if __name__ == "__main__":
    asyncio.run(main())
