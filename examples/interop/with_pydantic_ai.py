"""pydantic-ai: a model whose sessions begin with our configuration, the agent's tools added.

pydantic-ai sends the session once, when it connects or reconnects, and never updates it.
"""

import asyncio
from typing import Any

from pydantic_ai import Agent
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.realtime.openai import OpenAIRealtimeModel

from realtime_builder.integrations import SessionUpdates
from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.testing import loopback


class ConfiguredModel(OpenAIRealtimeModel):
    """Their model, with ``config`` over the session that it sends. The hook is private: test it."""

    def __init__(self, *, config: RealtimeSessionCreateRequest, **options: Any) -> None:
        """``options`` are theirs; the model's name is the configuration's."""
        super().__init__(config.model, **options)
        self._config = config

    def _session_config(self, *args: Any, **options: Any) -> dict[str, Any]:
        updates = SessionUpdates(self._config, RealtimeSessionCreateRequest)
        return updates.update(super()._session_config(*args, **options)).session.as_dict()


line = RealtimeSessionCreateRequest(
    model="gpt-realtime-2", tracing=None, include=["item.input_audio_transcription.logprobs"]
).with_turn_detection(None)
agent = Agent(instructions="You take orders.")


@agent.tool_plain
def find_parcel(number: str) -> str:
    """Where a parcel is."""
    return f"{number} is on its way."


async def main() -> None:
    """Against the loopback server."""
    async with loopback("openai_ga") as server:
        provider = OpenAIProvider(base_url=f"{server.url}/v1", api_key="none")
        async with agent.realtime(ConfiguredModel(config=line, provider=provider)).session():
            session = server.connections[0].session
        print(session.instructions, session.audio.input.turn_detection, *session.include)
        print(*(tool.name for tool in session.tools))


if __name__ == "__main__":
    asyncio.run(main())
