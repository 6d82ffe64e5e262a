"""semantic-kernel: a WebSocket client that lays our configuration over each of its updates.

(Over WebRTC it takes the audio out of its updates after this hook, so use the WebSocket.)
"""

import asyncio
from typing import Any

from openai import AsyncOpenAI
from pydantic import PrivateAttr
from semantic_kernel.connectors.ai.open_ai import OpenAIRealtimeExecutionSettings, OpenAIRealtimeWebsocket

from realtime_builder.integrations import SessionUpdates
from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.testing import loopback


class ConfiguredWebsocket(OpenAIRealtimeWebsocket):
    """Their client, with ``config`` over every update. The hook is private: test it."""

    _session_updates: SessionUpdates[RealtimeSessionCreateRequest] = PrivateAttr()

    def __init__(self, *, config: RealtimeSessionCreateRequest, **options: Any) -> None:
        """``options`` are theirs; the model's name is the configuration's."""
        super().__init__(ai_model_id=config.model, **options)
        self._session_updates = SessionUpdates(config, RealtimeSessionCreateRequest)

    async def create_session(self, *args: Any, **options: Any) -> None:
        """Connect, and so begin with the whole session."""
        self._session_updates.connect()
        await super().create_session(*args, **options)

    async def _send(self, event: Any) -> None:
        if event.type == "session.update":
            await self.connected.wait()
            update = self._session_updates.update(event.session)
            await self.connection.session.update(session=update.session.as_dict(), event_id=update.event_id)
        else:
            await super()._send(event)


line = (
    RealtimeSessionCreateRequest(model="gpt-realtime-2", tracing=None)
    .with_audio_format("g711_ulaw")
    .with_turn_detection(None)
)


async def main() -> None:
    """Against the loopback server."""
    async with loopback("openai_ga") as server:
        client = AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1")
        realtime = ConfiguredWebsocket(config=line, client=client)
        settings = OpenAIRealtimeExecutionSettings(instructions="You take orders.")
        async with realtime(settings=settings, create_response=False):
            async for event in realtime.receive():
                if event.service_type == "session.updated":
                    break
            session = server.connections[0].session
        print(session.instructions, session.audio.input.turn_detection, session.audio.output.format["type"])


if __name__ == "__main__":
    asyncio.run(main())
