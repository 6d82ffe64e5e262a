"""A probe's connection: one update at a time, within a budget, connected anew where the server closes it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from .._core.masking import SHOWN, is_secret, masked, printable, without_keys
from ..encoding import encode
from ..errors import shorten

if TYPE_CHECKING:
    from ..record import Record, Root
    from .samples import Json

__all__ = ["Answer", "Budget", "Link", "ProbeError", "SpentError"]

R = TypeVar("R")

Verdict: TypeAlias = Literal["taken", "refused", "closed", "unanswered"]

_LARGEST_FRAME = 32 * 2**20
_LONGEST = 300
_TRIES = 4
_PATIENCE_TO_CONNECT = 20.0
_BUSY = (429, 500, 502, 503, 504)


class ProbeError(Exception):
    """A server that can't be probed: it is not there, it does not let us in, or it starts no session."""


class SpentError(Exception):
    """The budget of updates or seconds is used up."""


class Answer(NamedTuple):
    """What the server did with one update."""

    verdict: Verdict
    session: Json | None = None
    said: str = ""
    """The server's words."""
    seconds: float = 0.0


class Budget:
    """How many updates, how much time, and how fast: at least ``interval`` seconds from one to the next."""

    def __init__(self, updates: int, seconds: float, interval: float) -> None:
        self.updates = 0
        self._most = updates
        self._start = time.monotonic()
        self._end = self._start + seconds
        self._interval = interval
        self._next = 0.0

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._start

    async def take(self) -> None:
        """Wait until the next update may be sent.

        Raises:
            SpentError: where there is none left.
        """
        self.require()
        if self.updates >= self._most:
            raise SpentError
        await self.wait(self._next - time.monotonic())
        self.updates += 1
        self._next = time.monotonic() + self._interval

    async def wait(self, seconds: float) -> None:
        """Wait, no longer than there is time.

        Raises:
            SpentError: where the time is up then.
        """
        if seconds > 0:
            await asyncio.sleep(max(0.0, min(seconds, self._end - time.monotonic())))
        self.require()

    def require(self) -> None:
        """Raise `SpentError` where the time is up."""
        if time.monotonic() >= self._end:
            raise SpentError


class Link:
    """The connection, and the session at its other end."""

    def __init__(
        self,
        url: str,
        record: Record,
        budget: Budget,
        *,
        headers: Mapping[str, str],
        key_from: str | None,
        timeout: float,
    ) -> None:
        """``key_from`` is the environment variable with the key."""
        self._url = url
        self._record = record
        self._budget = budget
        self._timeout = timeout
        self._socket: ClientConnection | None = None
        self._key = _key_in(key_from)
        self._headers = {**record.headers, **headers, **self._authorization(url)}
        self._secrets = [each for each in (self._key, *_secrets_in(headers)) if each]
        self._reset = 0.0
        self._number = 0
        self.started: Json | None = None
        """What the session was started with, where the client starts it."""
        self.created = ""
        """The event that said what the session is."""
        self.session: Json = {}
        """The session, as the server said last."""
        self.fresh = True
        """Whether no update was sent yet."""
        self.server = ""
        """What the server calls itself."""

    def _authorization(self, url: str) -> dict[str, str]:
        if not self._key:
            return {}
        parts = urlsplit(url)
        if parts.scheme == "ws" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ProbeError("The key would go over the network in plain text; use a `wss://` address")
        header = self._record.key_header
        return {header: f"Bearer {self._key}" if header == "Authorization" else self._key}

    def clean(self, text: object) -> str:
        """Words of the server's as they may be kept: short, printable, without the key."""
        words = str(masked(str(text)))
        for secret in self._secrets:
            words = words.replace(secret, SHOWN)
        return shorten(printable(without_keys(words)), _LONGEST)

    def without_secrets(self, result: R) -> R:
        """A result without what was sent to be let in, wherever a server said it back."""
        data = msgspec.json.encode(result)
        secrets = [msgspec.json.encode(secret)[1:-1] for secret in self._secrets]
        if not any(secret in data for secret in secrets):
            return result
        for secret in secrets:
            data = data.replace(secret, SHOWN.encode())
        return msgspec.json.decode(data, type=type(result))

    # Connecting

    async def open(self, root: Root | None = None, start: Json | None = None) -> Answer:
        """Connect anew. ``start`` is what the client starts the session with, of the kind ``root``, where it does.

        Raises:
            ProbeError: where no session comes about.
            SpentError: where the time is up.
        """
        await self.close()
        for attempt in range(_TRIES):
            self._budget.require()
            try:
                self._socket = await connect(
                    self._url,
                    additional_headers=self._headers,
                    max_size=_LARGEST_FRAME,
                    open_timeout=_PATIENCE_TO_CONNECT,
                )
                break
            except InvalidStatus as error:
                status = error.response.status_code
                if status not in _BUSY or attempt == _TRIES - 1:
                    body = self.clean((error.response.body or b"").decode(errors="replace"))
                    raise ProbeError(f"The server answered with HTTP {status} {body}".rstrip()) from None
                await self._budget.wait(_seconds_in(error.response.headers.get("Retry-After")) or 2**attempt)
            except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
                raise ProbeError(self.clean(f"No connection: {error or type(error).__name__}")) from None
        response = self._socket.response if self._socket else None
        self.server = self.clean(response.headers.get("Server", "") if response else "")
        self.fresh, self.started = True, start
        if root is not None and start is not None:
            await self._budget.take()
            answer = await self._exchange({"type": root.tag, root.member: start}, self._record.events.created)
        else:
            answer = await self._receive(self._record.events.created, None, time.monotonic())
            if answer.verdict != "taken":
                raise ProbeError(f"The server started no session: {answer.said or answer.verdict}")
        if answer.verdict == "taken":
            self.session = answer.session or {}
        return answer

    async def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._socket.close(), 2)
        self._socket = None

    @property
    def is_open(self) -> bool:
        """Whether another update can be sent."""
        return self._socket is not None

    # Updating

    async def update(self, root: Root, patch: Json) -> Answer:
        """Send an update and wait for what the server makes of it.

        Raises:
            SpentError: where the budget is used up.
        """
        answer = await self._sent(root, patch)
        tries = 1
        while answer.verdict == "refused" and "rate_limit" in answer.said and tries < _TRIES:
            await self._budget.wait(self._reset or 2**tries)
            answer = await self._sent(root, patch)
            tries += 1
        self.fresh = False
        if answer.verdict == "taken":
            self.session = answer.session or {}
        if answer.verdict in ("closed", "unanswered"):  # an answer that comes late would be taken for that of another
            await self.close()
        return answer

    async def _sent(self, root: Root, patch: Json) -> Answer:
        await self._budget.take()
        return await self._exchange({"type": root.tag, root.member: patch}, self._record.events.updated)

    async def speak(self) -> bool:
        """Have the model speak. Gives whether it did."""
        calls = self._record.calls
        await self._budget.take()
        answer = await self._exchange(msgspec.json.decode(encode(calls.proceed)), frozenset({calls.ended}), 60.0)
        return answer.verdict == "taken"

    async def _exchange(self, event: Json, awaited: frozenset[str], patience: float = 0.0) -> Answer:
        self._number += 1
        name = f"probe_{self._number}"
        start = time.monotonic()
        try:
            if self._socket is None:
                return Answer("closed", said="There is no connection")
            await self._socket.send(msgspec.json.encode({**event, "event_id": name}).decode())
        except ConnectionClosed as error:
            return Answer("closed", said=self.clean(error))
        return await self._receive(awaited, name, start, patience)

    async def _receive(self, awaited: frozenset[str], name: str | None, start: float, patience: float = 0.0) -> Answer:
        patience = patience or (self._timeout if name else max(self._timeout, _PATIENCE_TO_CONNECT))
        try:
            async with asyncio.timeout(patience):
                while self._socket is not None:
                    event = _event_in(await self._socket.recv())
                    kind = event.get("type")
                    taken = time.monotonic() - start
                    if kind == "rate_limits.updated":
                        self._reset = _reset_in(event)
                    elif kind == "error" and _is_about(event, name):
                        return Answer("refused", said=self.clean(_words_in(event)), seconds=taken)
                    elif kind in awaited:
                        self.created = str(kind)
                        session = event.get("session")
                        return Answer("taken", session if isinstance(session, dict) else {}, seconds=taken)
        except TimeoutError:
            return Answer("unanswered", said=f"No answer within {patience:g} seconds", seconds=patience)
        except ConnectionClosed as error:
            return Answer("closed", said=self.clean(error), seconds=time.monotonic() - start)
        return Answer("closed")


def _key_in(variable: str | None) -> str:
    if variable is None:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ProbeError(f"The environment has no `{variable}`; set it to the key, or name another variable")
    return key


def _secrets_in(headers: Mapping[str, str]) -> Iterator[str]:
    """The values of a caller's headers that let somebody in, and of ``Bearer ...`` the key alone as well."""
    for name, value in headers.items():
        if is_secret(name):
            yield from (value, value.rpartition(" ")[2])


def _event_in(frame: str | bytes) -> Json:
    try:
        event = msgspec.json.decode(frame)
    except msgspec.DecodeError:
        return {}
    return event if isinstance(event, dict) else {}


def _is_about(event: Json, name: str | None) -> bool:
    """Whether an error is about the event of that name, or does not say what it is about."""
    error = event.get("error")
    cause = (error.get("event_id") or error.get("client_event_id")) if isinstance(error, dict) else None
    return cause is None or name is None or cause == name


def _words_in(event: Json) -> str:
    error: Any = event.get("error")
    if not isinstance(error, dict):
        return str(error)
    words = [str(error[name]) for name in ("code", "message") if error.get(name)]
    return ": ".join(words) or str(error)


def _reset_in(event: Json) -> float:
    limits = event.get("rate_limits")
    seconds = [
        limit.get("reset_seconds")
        for limit in (limits if isinstance(limits, list) else [])
        if isinstance(limit, dict) and not limit.get("remaining")
    ]
    return max((float(each) for each in seconds if isinstance(each, int | float)), default=0.0)


def _seconds_in(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:  # a date
        return 0.0
