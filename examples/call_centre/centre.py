"""A call centre: one base configuration, agents made of it, tools that answer, a handover that sends what differs.

`play_a_call.py` plays a whole call with it, on this machine and without a key.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from websockets.asyncio.client import ClientConnection, connect

from realtime_builder import Config, ToolError, Tools, diff, encode
from realtime_builder.openai_ga import (
    InputAudioBufferAppendEvent,
    RealtimeSessionCreateRequest,
    SessionUpdateEvent,
    decode_server_event,
)


class Phone(Protocol):
    """The caller: iterate to hear, `play` to speak."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def play(self, audio: str) -> None: ...  # noqa: D102


# What the agents can do


@dataclass
class Parcel:
    """Where a parcel is, and when it comes."""

    place: str
    arrives: date


PARCELS = {"5": Parcel("Lyon", date(2026, 11, 27))}
BILLS = {date(2026, 10, 1): 12.5}


async def find_parcel(number: str) -> Parcel:
    """Tell where a parcel is.

    Args:
        number: The number on the receipt.
    """
    if number not in PARCELS:
        raise ToolError("There is no such parcel; ask for the number again.")
    return PARCELS[number]


async def explain_bill(month: date) -> str:
    """Tell what a month cost. Any day of the month will do."""
    return f"{BILLS.get(month.replace(day=1), 0.0):.2f} euros"


# Who the agents are

BASE = (
    RealtimeSessionCreateRequest()
    .with_voice("marin")
    .with_audio_format("g711_ulaw")
    .with_server_vad(threshold=0.6)
    .with_transcription("gpt-transcribe")
)


class Desk:
    """One call: whoever has the caller on the line, and the way to the server."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.agent: RealtimeSessionCreateRequest = PARCEL_DESK
        self.tools = Tools(find_parcel, explain_bill, self.transfer, timeout=5)

    async def transfer(self, to: Literal["parcels", "bills"]) -> str:
        """Hand the caller over to the colleague who knows about parcels, or about bills."""
        colleague = {"parcels": PARCEL_DESK, "bills": BILL_DESK}[to]
        await self.send(SessionUpdateEvent(session=diff(self.agent, colleague)))
        self.agent = colleague
        return f"You are the {to} desk now. Greet the caller."

    async def send(self, event: Config) -> None:
        """Send the server an event."""
        await self.socket.send(encode(event), text=True)

    async def hear(self, phone: Phone) -> None:
        """Send on what the caller says, until the caller hangs up."""
        async for audio in phone:
            await self.send(InputAudioBufferAppendEvent(audio=audio))
        await self.socket.close()

    async def take(self, frame: str | bytes, phone: Phone) -> None:
        """Play what the server says, and answer the calls in it."""
        event = decode_server_event(frame)
        if event["type"] == "response.output_audio.delta":
            phone.play(event["delta"])
        for answer in await self.tools.answer(event):
            await self.send(answer)


PARCEL_DESK = BASE.with_instructions("You find parcels.").with_tools(find_parcel, Desk.transfer)
BILL_DESK = BASE.with_instructions("You explain bills.").with_tools(explain_bill, Desk.transfer)


async def attend(url: str, phone: Phone, headers: dict[str, str] | None = None) -> Desk:
    """Hold one call. A tool that takes its time holds up neither the caller nor the answers of others."""
    async with connect(url, additional_headers=headers) as socket, asyncio.TaskGroup() as group:
        desk = Desk(socket)
        await desk.send(SessionUpdateEvent(session=desk.agent))
        group.create_task(desk.hear(phone))
        async for frame in socket:
            group.create_task(desk.take(frame, phone))
    return desk
