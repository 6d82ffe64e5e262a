"""HTTP requests beside WebSockets, on the same port.

A connection is looked at until its head is there: where it asks for a WebSocket, that goes on as if
nothing had looked; where not, it is one HTTP request, and closed with the answer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser, BytesParser
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec
from websockets.asyncio.server import ServerConnection

from ..encoding import decode

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["Answer", "Door", "Office", "Request", "parts_of"]

_LARGEST_HEAD = 64 * 1024
_LARGEST_BODY = 32 * 2**20
_MOST_DIGITS = 20  # Python reads no number of any length
_HEAD_ENDS = b"\r\n\r\n"
_ASKS_FOR_A_WEBSOCKET = re.compile(rb"\AGET .*\nupgrade:\s*websocket", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, eq=False)
class Request:
    """An HTTP request that a client sent."""

    method: str
    """``POST`` or another, in capitals."""

    path: str
    """The path and the query."""

    headers: Mapping[str, str]
    """What the client sent with it, its key among it. The names are in small letters."""

    body: bytes
    """The body as it came."""

    config: Config | None = None
    """The body as the dialect's type; None for a request without one, and where it is no valid body."""

    @property
    def json(self) -> Any:
        """The body as plain dicts and lists; a form as a dict of its parts. None where there is no body."""
        if not self.body:
            return None
        if "boundary=" in self.headers.get("content-type", ""):
            return parts_of(self)
        return decode(self.body, type=Any)


@dataclass(frozen=True)
class Answer:
    """What the server says to a request."""

    status: int = 200
    body: Any = None
    """JSON, or text or bytes that are sent as they are; None for nothing."""
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The answer as it goes over the wire."""
        if self.body is None or isinstance(self.body, str | bytes):
            data = self.body.encode() if isinstance(self.body, str) else self.body or b""
            kind = "application/sdp" if isinstance(self.body, str) else "application/binary"
        else:
            data, kind = msgspec.json.encode(self.body), "application/json"
        headers = {"Content-Type": kind, **self.headers, "Content-Length": str(len(data)), "Connection": "close"}
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def parts_of(request: Request) -> dict[str, Any]:
    """The parts of a form, by their names: JSON decoded, all others as text.

    Raises:
        DecodeError: where a part is no JSON and says that it is.
    """
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1", "replace")
    parts: dict[str, Any] = {}
    for part in BytesParser().parsebytes(head + request.body).walk():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(data, bytes):
            is_json = part.get_content_type() == "application/json"
            parts[name] = decode(data, type=Any) if is_json else data.decode(errors="replace")
    return parts


Answering: TypeAlias = Callable[[Request], Awaitable[Answer]]


class Office:
    """Everything that is not a WebSocket: connections that have said nothing yet, and requests."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._tasks = set[asyncio.Task[None]]()
        self.transports = set[asyncio.Transport]()
        """Connections that nobody else ends."""

    def close(self) -> None:
        """Give up what is under way."""
        for transport in tuple(self.transports):
            transport.abort()
        for task in tuple(self._tasks):
            task.cancel()

    def take(self, transport: asyncio.Transport, head: bytes) -> None:
        """Answer the request that begins with ``head``."""
        reader = asyncio.StreamReader(limit=_LARGEST_BODY)
        protocol = asyncio.StreamReaderProtocol(reader, loop=asyncio.get_running_loop())
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(head)
        writer = asyncio.StreamWriter(transport, protocol, reader, asyncio.get_running_loop())
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        transport = cast("asyncio.Transport", writer.transport)
        try:
            with suppress(ConnectionError, EOFError):
                writer.write((await self._answer(reader)).encode())
                await writer.drain()
        finally:
            writer.close()
            self.transports.discard(transport)

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        line, _, rest = (await reader.readuntil(_HEAD_ENDS)).partition(b"\r\n")
        words = line.decode("latin-1").split(" ")
        message = BytesHeaderParser().parsebytes(rest)
        headers = {name.lower(): str(value) for name, value in message.items()}
        length, *others = message.get_all("content-length", ["0"])
        if len(words) != len(("method", "path", "version")) or others or not length.isdecimal():
            return Answer(400)
        if "transfer-encoding" in headers:
            return Answer(411)
        if len(length) > _MOST_DIGITS or int(length) > _LARGEST_BODY:
            return Answer(413)
        body = await reader.readexactly(int(length))
        return await self._answering(Request(words[0].upper(), words[1], headers, body))


class Door(ServerConnection):
    """A connection that becomes a WebSocket if that is what the client asks for."""

    office: Office
    _head = b""
    _waiting: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the head."""
        self._waiting = cast("asyncio.Transport", transport)
        self.office.transports.add(self._waiting)

    def data_received(self, data: bytes) -> None:
        """Decide once the head is there."""
        transport = self._waiting
        if transport is None:
            super().data_received(data)
            return
        self._head += data
        head, ended, _ = self._head.partition(_HEAD_ENDS)
        if not ended and len(self._head) < _LARGEST_HEAD:
            return
        self._waiting = None
        if ended and not _ASKS_FOR_A_WEBSOCKET.search(head):
            self.office.take(transport, self._head)
            return
        self.office.transports.discard(transport)
        super().connection_made(transport)
        super().data_received(self._head)

    def eof_received(self) -> None:
        """A client that has said nothing may go."""
        if self._waiting is None:
            super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client that has said nothing may go."""
        if self._waiting is None:
            super().connection_lost(exc)
        else:
            self.office.transports.discard(self._waiting)
