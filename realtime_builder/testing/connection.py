"""One client's connection to the loopback server: what it sent, what it is answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec
from websockets.exceptions import ConnectionClosed

from ..config import Config
from ..encoding import encode
from .conversation import RefusalError
from .expecting import Expected, Journal, Memory, Where
from .plays import Reply, perform, require_type

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

    from .conversation import Conversation, Output
    from .session import ServerSession

__all__ = ["Connection", "Scripts"]

S_co = TypeVar("S_co", covariant=True)

Scripts = dict[str, Sequence[Reply]]
"""The replies to a kind of event: one for each time that it comes, the last for all times after."""


class Connection(Generic[S_co]):
    """One client's connection: what it sent, and its session."""

    def __init__(
        self,
        socket: ServerConnection,
        session: ServerSession,
        scripts: Scripts,
        failures: list[Exception],
        peers: list[Connection[Any]],
        memory: Memory,
        client_events: Any = None,
    ) -> None:
        request = socket.request
        self._socket = socket
        self._session = session
        self._scripts = scripts
        self._failures = failures
        self._peers = peers
        self._memory = memory
        self._client_events = client_events
        self._loop = asyncio.get_running_loop()
        self._turns = Counter[str]()
        self._tasks = set[asyncio.Task[None]]()
        self._responding: asyncio.Task[None] | None = None
        self.path: str = "" if request is None else request.path
        """The path and the query that the client connected to."""
        self.headers: Mapping[str, str] = {} if request is None else dict(request.headers.raw_items())
        """What the client sent when it connected, its key among it."""
        self.frames: list[str | bytes] = []
        """Every frame that the client sent, as it came: text as `str`, binary as `bytes`.

        Of very many the first are forgotten, once a server has recorded 256 MiB."""
        self.journal = Journal()

    @property
    def events(self) -> list[Any]:
        """The frames as plain dicts and lists."""
        return [msgspec.json.decode(frame) for frame in self.frames]

    @property
    def session(self) -> S_co:
        """The session as the server has it now, of the type that a client sends."""
        return cast("S_co", self._session.settings)

    @property
    def conversation(self) -> Conversation:
        """The items of the session, and the response that is under way."""
        return self._session.conversation

    # For a test

    async def expect(self, kind: str, /, *, where: Where | None = None, timeout: float = 5.0) -> dict[str, Any]:  # noqa: ASYNC109 - as in asyncio.wait_for
        """As `Loopback.expect`, of this connection's events."""
        return await self.journal.expect(kind, where, timeout)

    def assert_sent(self, *events: Expected) -> None:
        """As `Loopback.assert_sent`, of this connection's events."""
        self.journal.assert_sent(events)

    # For a reply

    async def send(self, event: Config | Mapping[str, Any], /) -> None:
        """Send the client any event."""
        await self._in_its_loop(self._send(event))

    async def drop(self, code: int | None = None) -> None:
        """End the connection: with a close code, or cut like a cable where none is given."""
        await self._in_its_loop(self._drop(code))

    def event(self, kind: str, /, **members: Any) -> dict[str, Any]:
        """An event of the server's with an ``event_id``, to be sent."""
        return self._session.event(kind, **members)

    def answers(self, event: Mapping[str, Any], /) -> list[dict[str, Any]]:
        """What the server would do and say of itself for a client's event, for a reply that adds to it."""
        return self._session.act(dict(event))

    def replies(
        self, event: Mapping[str, Any], outputs: Sequence[Output], status: str, details: dict[str, Any] | None
    ) -> Iterable[dict[str, Any]]:
        """The events in which the model says and calls something, in reply to a client's event."""
        return self._session.replies(dict(event), outputs, status, details)

    def limits(self, limits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What the server says of its limits, if it says anything."""
        return self._session.limits(limits)

    def refusal(self, event: Mapping[str, Any], message: str, code: str, param: str | None) -> dict[str, Any]:
        """The error that an event is refused with."""
        return self._session.refusal(RefusalError(message, code, param), event)

    def speaks(self, request: Mapping[str, Any]) -> bool:
        """Whether a response is to have audio, by its own settings and those of the session."""
        return self._session.speaks(dict(request))

    async def _in_its_loop(self, work: Coroutine[Any, Any, None]) -> None:
        if asyncio.get_running_loop() is self._loop:
            await work
        else:  # a test in another thread
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _send(self, event: Config | Mapping[str, Any]) -> None:
        require_type(event)
        self.conversation.note(event)
        await self._tell(event)

    async def _tell(self, event: Config | Mapping[str, Any]) -> None:
        """Send an event to all connections of the session; an error is its cause's alone."""
        await self._transmit(event)
        if event["type"] != "error":
            for peer in tuple(self._peers):
                if peer is not self:
                    with suppress(ConnectionClosed):
                        await peer._transmit(event)  # pyright: ignore[reportPrivateUsage] - of the same class

    async def _transmit(self, event: Config | Mapping[str, Any]) -> None:
        data = encode(event) if isinstance(event, Config) else msgspec.json.encode(event)
        await self._socket.send(data, text=True)

    async def _drop(self, code: int | None) -> None:
        if code is None:
            self._socket.transport.abort()
        else:
            await self._socket.close(code)

    # For the server

    async def begin(self) -> None:
        """Say first what a server says first."""
        first = self._session.created()
        if first is not None:
            await self._transmit(first)
        self._peers.append(self)

    async def part(self, last: Mapping[str, Any] | None) -> None:
        """Say the last thing, and end the connection."""
        with suppress(ConnectionClosed):
            if last is not None:
                await self._transmit(last)
            await self._socket.close()

    async def take(self, frame: str | bytes, journal: Journal) -> None:
        """Answer a client's frame, and note it here and in the server's ``journal``."""
        event, refusal = self._session.read(frame, self._client_events)
        kind = event["type"] if refusal is None else ""
        replies = self._scripts.get(kind)
        if replies is None:
            if kind == "response.cancel" and self._responding is not None:
                self._responding.cancel()
            answers = self._session.act(event) if refusal is None else [refusal]
            self._record(frame, event, journal)  # who waits for it finds the session as it is afterwards
            for answer in answers:
                await self._tell(answer)
            return
        self._record(frame, event, journal)
        reply = replies[min(self._turns[kind], len(replies) - 1)]
        self._turns[kind] += 1
        work = self._respond(reply, event) if kind == "response.create" else self._perform(reply, event)
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if kind == "response.create":  # goes on while the client speaks, which may cancel it
            self._responding = task
        else:
            await asyncio.wait({task})

    def came(self, frame: str | bytes) -> None:
        """Keep a frame as it came."""
        self.frames.append(frame)
        self._memory.note(frame, self._forget_frame)

    def _forget_frame(self) -> None:
        del self.frames[:1]

    def _record(self, frame: str | bytes, event: Any, journal: Journal) -> None:
        if self.journal.add(event, journal):
            self._memory.note(frame, self.journal.forget, journal.forget)

    async def _respond(self, reply: Reply, event: dict[str, Any]) -> None:
        placeholder: dict[str, Any] = {}
        self.conversation.open_response = placeholder
        await self._perform(reply, event)
        if self.conversation.open_response is placeholder:
            self.conversation.open_response = None

    async def _perform(self, reply: Reply, event: dict[str, Any]) -> None:
        try:
            async for each in perform(reply, self, event):
                await self.send(each)
        except ConnectionClosed:
            pass
        except Exception as error:  # noqa: BLE001 - a reply may fail in any way; the test is told at its end
            self._failures.append(error)
            await self._socket.close(1011, "A reply failed.")

    def end(self) -> None:
        """Give up what is under way."""
        if self in self._peers:
            self._peers.remove(self)
        for task in tuple(self._tasks):
            task.cancel()
