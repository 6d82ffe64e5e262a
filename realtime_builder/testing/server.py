"""The sockets of the loopback server. What is said over them is in session.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from .._core.shape import read_type, tag_of
from ..config import Config
from ..dialects import Dialect, require_dialect, typed_by_dialect
from ..encoding import Unknown, decode
from ..errors import ValidationError, nearest, quote
from ..record import record_of
from .connection import Connection, Scripts
from .conversation import RefusalError
from .desk import Desk, name_in
from .expecting import Expected, Journal, Memory, Where
from .http import Answer, Door, Office, Request
from .plays import require_type
from .sessions import Sessions

if TYPE_CHECKING:
    from websockets.http11 import Request as WebSocketRequest
    from websockets.http11 import Response as WebSocketResponse

    from .plays import Reply
    from .session import ServerSession

__all__ = ["Connection", "Loopback", "loopback", "serve"]

S_co = TypeVar("S_co", covariant=True)

_MOST_FAILURES = 3
_OWN_HOSTS = ("localhost", "127.0.0.1", "::1")
_FOREIGN = "Pages of other machines are not served: open yours on localhost.\n"
_LARGEST_FRAME = 32 * 2**20  # 15 MiB of audio are 20 in base64


class Loopback(Generic[S_co]):
    """A server that listens while its ``async with`` lasts, or its ``with``: then in a thread of its own."""

    # Where it serves in a thread of its own.
    _thread: Thread
    _loop: asyncio.AbstractEventLoop
    _ending: asyncio.Event

    def __init__(
        self,
        dialect: Dialect,
        host: str,
        port: int,
        unknown: Unknown,
        on_frame: Callable[[Connection[Any], str | bytes], None] | None,
        on_request: Callable[[Request], None] | None = None,
    ) -> None:
        self.dialect: Dialect = require_dialect(dialect)
        decode(b"{}", type=Any, unknown=unknown)  # which says at once what is wrong with ``unknown``
        self.connections: list[Connection[S_co]] = []
        """Every connection since the start, also those that are closed."""
        self._address = (host, port)
        self._unknown: Unknown = unknown
        self._on_frame = on_frame
        self._on_request = on_request
        self._server: Server | None = None
        self._record = record_of(self.dialect)
        self._sessions = Sessions(self.dialect, unknown)
        self._desk = Desk(self._record, unknown, self._sessions)
        self._office = Office(self._answer)
        self._scripts: Scripts = {}
        self._failures: list[Exception] = []
        self._journal = Journal()
        self._memory = Memory()

    @property
    def requests(self) -> list[Request]:
        """Every HTTP request that was answered, in order, also those that were refused."""
        return self._desk.requests

    @property
    def url(self) -> str:
        """Where it listens, for HTTP and for clients that make a WebSocket's address of it: ``http://127.0.0.1:4000``."""
        host, port = self._address
        return f"http://{host}:{port}"

    @property
    def websocket_url(self) -> str:
        """Where it listens: ``ws://127.0.0.1:4000``. Any path will do."""
        host, port = self._address
        return f"ws://{host}:{port}"

    # For a test

    def on(self, kind: str, /, *replies: Reply) -> Self:
        """Reply to a kind of client event, in place of the server's own answer.

        Of several replies each connection gets the first the first time, and so on; the last one is
        for all times after. A reply is an event or several, a function of the connection and the
        event that gives one, which may be async, or a play of `realtime_builder.testing`. Events
        that a server refuses are refused all the same. A reply that fails closes the connection, and
        the ``async with`` raises its exception.

        Raises:
            ValidationError: for an event that no client sends, and for anything but a reply.
        """
        self._require_kind(kind)
        if not replies:
            raise ValidationError("Expected a reply")
        self._scripts[kind] = tuple(map(_as_reply, replies))
        return self

    async def expect(self, kind: str, /, *, where: Where | None = None, timeout: float = 5.0) -> dict[str, Any]:  # noqa: ASYNC109 - as in asyncio.wait_for
        """The next event of a kind that a client sends, or has sent and no call gave before.

        ``where`` says which: a value for each path in the event (``{"session.voice": "marin"}``), or
        a function of the event. ``timeout`` is in seconds. It may be awaited in any thread.

        Raises:
            AssertionError: if none comes in time; the message lists the events that came instead.
            ValidationError: for an event that no client sends.
        """
        self._require_kind(kind)
        return await self._journal.expect(kind, where, timeout)

    def assert_sent(self, *events: Expected) -> None:
        """Check that clients sent these events in this order, others perhaps between them.

        An event is given whole, or by its type alone. An ``event_id`` counts only where it is given.

        Raises:
            AssertionError: where one is missing, with its differences to the event that comes nearest.
        """
        self._journal.assert_sent(events)

    def _require_kind(self, kind: str) -> None:
        known = _client_events(self.dialect)
        if kind not in known and self._unknown != "keep":
            raise ValidationError(f"No client sends `{kind}`{nearest(kind, known)}")

    # Its life

    async def __aenter__(self) -> Self:
        host, port = self._address
        self._server = await listen(
            self._attend,
            host,
            port,
            process_request=self._admit,
            max_size=_LARGEST_FRAME,
            compression=None,
            backlog=1024,
            create_connection=type("Connection", (Door,), {"office": self._office}),
        )
        self._address = (host, next(iter(self._server.sockets)).getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self.connections:
            connection.end()
        self._office.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._tell_failures(error)

    def __enter__(self) -> Self:
        """Serve in a thread of its own, for a test that is not async."""
        ready = Future[None]()

        async def run() -> None:
            self._ending = asyncio.Event()
            self._loop = asyncio.get_running_loop()
            async with self:
                ready.set_result(None)
                await self._ending.wait()

        def serve() -> None:
            try:
                asyncio.run(run())
            except BaseException as error:  # noqa: BLE001 - told in the thread of the test
                if not ready.done():
                    ready.set_exception(error)

        self._thread = Thread(target=serve, name="loopback", daemon=True)
        self._thread.start()
        ready.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._tell_failures(error)

    def _tell_failures(self, error: BaseException | None) -> None:
        """Raise what a reply failed with; where the test has failed already, most often for that, note it there."""
        for failure in self._failures[:_MOST_FAILURES]:
            if error is None:
                raise failure
            error.add_note(f"A reply failed: {failure!r}")

    async def _answer(self, request: Request) -> Answer:
        if self._is_foreign(request.headers.get("origin")):
            return Answer(403, _FOREIGN)
        self._memory.note(request.body, self._desk.forget)
        try:
            if self._on_request is not None:
                self._on_request(request)
            return await self._desk.answer(request)
        except Exception as error:  # noqa: BLE001 - most often of the test's own function; the test is told at its end
            self._failures.append(error)
            return Answer(500)

    def _admit(self, socket: ServerConnection, request: WebSocketRequest) -> WebSocketResponse | None:
        """Refuse a connection to a session that is not there."""
        if self._is_foreign(request.headers.get("Origin")):
            return socket.respond(HTTPStatus.FORBIDDEN, _FOREIGN)
        sideband = self._named(request.path)
        try:
            if sideband is not None:
                self._sessions.running(sideband)
        except RefusalError as error:
            return socket.respond(HTTPStatus.NOT_FOUND, f"{error}\n")
        return None

    def _is_foreign(self, origin: str | None) -> bool:
        """Whether a page of another machine asks, which a browser on this one has open."""
        try:
            return origin is not None and urlsplit(origin).hostname not in {*_OWN_HOSTS, self._address[0]}
        except ValueError:
            return True

    def _named(self, path: str) -> str | None:
        """The session that a second connection joins; None for a connection that begins one."""
        sideband, target = self._record.sideband, urlsplit(path)
        if sideband is None:
            return None
        if sideband.parameter:
            return dict(parse_qsl(target.query)).get(sideband.parameter)
        return name_in(sideband.path, target.path)

    def _session_for(self, request: WebSocketRequest | None) -> tuple[ServerSession, Any]:
        """The session of a connection, and the union of the events that it may send if that is not the usual one."""
        path, key = ("", "") if request is None else (request.path, request.headers.get("Authorization", ""))
        joined = self._named(path)
        if joined is not None and self._record.sideband is not None:
            return self._sessions.running(joined), self._record.sideband.client_events
        target = urlsplit(path)
        return self._sessions.add(self._sessions.make(target.path, dict(parse_qsl(target.query)), key)), None

    async def _attend(self, socket: ServerConnection) -> None:
        session, events = self._session_for(socket.request)
        peers = self._sessions.connections[session.name]
        connection: Connection[S_co] = Connection(
            socket, session, self._scripts, self._failures, peers, self._memory, events
        )
        self.connections.append(connection)
        try:
            with suppress(ConnectionClosed):
                await connection.begin()
                async for frame in socket:
                    connection.came(frame)
                    if self._on_frame is not None:
                        self._on_frame(connection, frame)
                    await connection.take(frame, self._journal)
        finally:
            connection.end()


def _as_reply(reply: Any) -> Reply:
    """A reply that can be given more than once."""
    if isinstance(reply, Config | Mapping):
        require_type(reply)
        return reply
    if callable(reply):
        return reply  # type: ignore[no-any-return]
    if isinstance(reply, str | bytes) or not isinstance(reply, Iterable):
        raise ValidationError(f"Expected events or a function that returns them, got {quote(reply)}")
    return tuple(map(_as_reply, reply))


@cache
def _client_events(dialect: Dialect) -> tuple[str, ...]:
    """The types of all events that clients of a dialect send."""
    unions = [root.served.client_events for root in record_of(dialect).sessions if root.served is not None]
    tags = [tag_of(struct) for union in unions for struct in read_type(union).variants]
    return tuple(dict.fromkeys(str(tag[1]) for tag in tags if tag is not None))


@typed_by_dialect
def loopback(
    dialect: Dialect,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    unknown: Unknown = "error",
    on_frame: Callable[[Connection[Any], str | bytes], None] | None = None,
    on_request: Callable[[Request], None] | None = None,
) -> Loopback[Any]:
    """A realtime server of a dialect, for ``async with``. The sessions of its connections are of that dialect.

    It answers each client event with the events that the vendors document, in their order: a
    `response.create` with a moment of silence, what is wrong with an `error`. `Loopback.on` replies
    otherwise. A path that ends in ``/translations`` gives a translation session,
    ``?intent=transcription`` a transcription session; ``?model=`` names the model.

    Port 0 takes a free one. ``unknown`` is as for `decode`: servers refuse members that they do not
    know, ``"keep"`` takes those that are newer than this library. ``on_frame`` is called for every
    frame that a client sends, ``on_request`` for every HTTP request.

    Raises:
        ValidationError: for another dialect, or another ``unknown``.
    """
    return Loopback(dialect, host, port, unknown, on_frame, on_request)


def serve(
    dialect: Dialect,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    unknown: Unknown = "error",
    on_ready: Callable[[Loopback[Any]], None] | None = None,
    on_frame: Callable[[Connection[Any], str | bytes], None] | None = None,
    on_request: Callable[[Request], None] | None = None,
) -> None:
    """Run `loopback` until it is interrupted. ``on_ready`` is called once it listens.

    Raises:
        ValidationError: for another dialect, or another ``unknown``.
        OSError: where the port is taken.
    """

    async def run() -> None:
        server = loopback(dialect, host=host, port=port, unknown=unknown, on_frame=on_frame, on_request=on_request)
        async with server:
            if on_ready is not None:
                on_ready(server)
            await asyncio.Event().wait()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
