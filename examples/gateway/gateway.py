"""A gateway: browsers talk to the API through it, and change no more than the guard allows.

`play_a_visit.py` plays a visit, on this machine and without a key. For the real thing:
``REALTIME_URL=wss://api.openai.com/v1/realtime?model=gpt-realtime OPENAI_API_KEY=... uvicorn gateway:app``.
"""

import asyncio
import os

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime_builder import Guard, GuardError, encode
from realtime_builder.openai_ga import (
    RealtimeSessionCreateRequest,
    SessionUpdatedEvent,
    SessionUpdateEvent,
    decode_server_event,
)

AGENT = (
    RealtimeSessionCreateRequest()
    .with_instructions("You guide visitors through the museum.")
    .with_voice("marin")
    .with_max_output_tokens(800)
)

GUARD = Guard.allow(
    "audio.output.speed",
    "audio.input.turn_detection",
    bounds={"audio.output.speed": (0.8, 1.2)},
    events={
        "input_audio_buffer.append": {"audio": 65_536},
        "input_audio_buffer.commit": None,
        "conversation.item.create": {"item.role": {"user"}},
        "response.create": None,
        "response.cancel": None,
    },
    type=RealtimeSessionCreateRequest,
)

app = FastAPI()


class Visit:
    """One browser, and the session that it has with the API."""

    def __init__(self, browser: WebSocket, api: ClientConnection) -> None:
        self.browser, self.api = browser, api
        self.session: RealtimeSessionCreateRequest = AGENT

    async def up(self) -> None:
        """What the browser says, as far as the guard lets it."""
        while True:
            frame = await self.browser.receive_text()
            try:
                await self.api.send(GUARD.filter(self.session, frame), text=True)
            except GuardError as error:
                refusal = {"type": "invalid_request_error", "code": "not_allowed", "message": str(error)}
                await self.browser.send_json({"type": "error", "error": refusal})

    async def down(self) -> None:
        """What the API says; its word on the session is what the guard goes by."""
        async for frame in self.api:
            event = decode_server_event(frame)
            if isinstance(event, SessionUpdatedEvent) and isinstance(event.session, RealtimeSessionCreateRequest):
                self.session = event.session
            await self.browser.send_text(frame if isinstance(frame, str) else frame.decode())


@app.websocket("/talk")
async def talk(browser: WebSocket) -> None:
    """Join a browser and the API, until one of them goes."""
    await browser.accept()
    key = os.environ.get("OPENAI_API_KEY", "none")
    async with connect(os.environ["REALTIME_URL"], additional_headers={"Authorization": f"Bearer {key}"}) as api:
        await api.send(encode(SessionUpdateEvent(session=AGENT)), text=True)
        visit = Visit(browser, api)
        up, down = asyncio.create_task(visit.up()), asyncio.create_task(visit.down())
        gone, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        for way in (up, down):
            way.cancel()
        if up not in gone:
            await browser.close()
        for ended in await asyncio.gather(up, down, return_exceptions=True):
            if isinstance(ended, Exception) and not isinstance(ended, WebSocketDisconnect | ConnectionClosed):
                raise ended
