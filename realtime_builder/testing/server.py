"""The sockets of the loopback server. What is said over them is in session.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import parse_qsl, urlsplit

import msgspec
from websockets.asyncio.server import Server, ServerConnection
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from ..config import Config
from ..dialects import Dialect, require_dialect, typed_by_dialect
from ..encoding import Unknown, decode, encode
from .session import ServerSession

__all__ = ["Connection", "Loopback", "loopback", "serve"]

S_co = TypeVar("S_co", covariant=True)

_LARGEST_FRAME = 32 * 2**20  # 15 MiB of audio are 20 in base64


class Connection(Generic[S_co]):
    """One client's connection: what it sent, and its session."""

    def __init__(self, socket: ServerConnection, session: ServerSession) -> None:
        request = socket.request
        self._socket = socket
        self._session = session
        self.path: str = "" if request is None else request.path
        """The path and the query that the client connected to."""
        self.headers: Mapping[str, str] = {} if request is None else dict(request.headers.raw_items())
        """What the client sent when it connected, its key among it."""
        self.frames: list[str | bytes] = []
        """Every frame that the client sent, as it came: text as `str`, binary as `bytes`."""

    @property
    def events(self) -> list[Any]:
        """The frames as plain dicts and lists."""
        return [msgspec.json.decode(frame) for frame in self.frames]

    @property
    def session(self) -> S_co:
        """The session as the server has it now, of the type that a client sends."""
        return cast("S_co", self._session.settings)

    async def send(self, event: Config | Mapping[str, Any], /) -> None:
        """Send the client any event."""
        data = encode(event) if isinstance(event, Config) else msgspec.json.encode(event)
        await self._socket.send(data, text=True)


class Loopback(Generic[S_co]):
    """A server that listens while its ``async with`` lasts."""

    def __init__(
        self,
        dialect: Dialect,
        host: str,
        port: int,
        unknown: Unknown,
        on_frame: Callable[[Connection[Any], str | bytes], None] | None,
    ) -> None:
        self.dialect: Dialect = require_dialect(dialect)
        decode(b"{}", type=Any, unknown=unknown)  # which says at once what is wrong with ``unknown``
        self.connections: list[Connection[S_co]] = []
        """Every connection since the start, also those that are closed."""
        self._address = (host, port)
        self._unknown: Unknown = unknown
        self._on_frame = on_frame
        self._server: Server | None = None
        self._numbers = count(1)

    @property
    def url(self) -> str:
        """Where it listens, as clients want it that make a WebSocket's address of it: ``http://127.0.0.1:4000``."""
        host, port = self._address
        return f"http://{host}:{port}"

    @property
    def websocket_url(self) -> str:
        """Where it listens: ``ws://127.0.0.1:4000``. Any path will do."""
        host, port = self._address
        return f"ws://{host}:{port}"

    async def __aenter__(self) -> Self:
        host, port = self._address
        self._server = await listen(self._attend, host, port, max_size=_LARGEST_FRAME, compression=None, backlog=1024)
        self._address = (host, next(iter(self._server.sockets)).getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _attend(self, socket: ServerConnection) -> None:
        target = urlsplit("" if socket.request is None else socket.request.path)
        name, query = f"sess_{next(self._numbers)}", dict(parse_qsl(target.query))
        session = ServerSession(self.dialect, name, target.path, query, self._unknown)
        connection: Connection[S_co] = Connection(socket, session)
        self.connections.append(connection)
        with suppress(ConnectionClosed):
            await connection.send(session.created())
            async for frame in socket:
                connection.frames.append(frame)
                if self._on_frame is not None:
                    self._on_frame(connection, frame)
                for answer in session.answers(frame):
                    await connection.send(answer)


@typed_by_dialect
def loopback(
    dialect: Dialect,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    unknown: Unknown = "error",
    on_frame: Callable[[Connection[Any], str | bytes], None] | None = None,
) -> Loopback[Any]:
    """A realtime server of a dialect, for ``async with``. The sessions of its connections are of that dialect.

    It answers `session.update` as the vendors document it, `response.create` with a moment of
    silence, and what is wrong with an `error` of the vendors' shape. Other events are checked and
    recorded. A path that ends in ``/translations`` gives a translation session,
    ``?intent=transcription`` a transcription session; ``?model=`` names the model.

    Port 0 takes a free one. ``unknown`` is as for `decode`: servers refuse members that they do not
    know, ``"keep"`` takes those that are newer than this library. ``on_frame`` is called for every
    frame that a client sends.

    Raises:
        ValidationError: for another dialect, or another ``unknown``.
    """
    return Loopback(dialect, host, port, unknown, on_frame)


def serve(
    dialect: Dialect,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    unknown: Unknown = "error",
    on_ready: Callable[[Loopback[Any]], None] | None = None,
    on_frame: Callable[[Connection[Any], str | bytes], None] | None = None,
) -> None:
    """Run `loopback` until it is interrupted. ``on_ready`` is called once it listens.

    Raises:
        ValidationError: for another dialect, or another ``unknown``.
        OSError: where the port is taken.
    """

    async def run() -> None:
        async with loopback(dialect, host=host, port=port, unknown=unknown, on_frame=on_frame) as server:
            if on_ready is not None:
                on_ready(server)
            await asyncio.Event().wait()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
