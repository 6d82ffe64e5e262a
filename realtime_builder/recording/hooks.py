"""Where frames pass in the clients' own classes: methods that each of them documents."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from time import monotonic
from types import MethodType
from typing import Any, Literal, NamedTuple, TypeAlias

from .writing import BATCH, Closing, Writer

__all__ = ["CLASSES", "Hooks", "Sender", "Tap", "hooks_of"]

Sender: TypeAlias = Literal["client", "server"]
"""Which end of a connection."""

CLASSES = (
    ("websockets.asyncio.client", "ClientConnection"),
    ("websockets.sync.client", "ClientConnection"),
    ("aiohttp.client_ws", "ClientWebSocketResponse"),
)
"""The classes of connections that clients open, and that openai, azure-ai-voicelive and the frameworks use."""

_LOST = 1006


class Tap:
    """Takes the frames of one connection, and its end, once."""

    __slots__ = ("_is_open", "_number", "_owner", "_waiting", "_writer")

    def __init__(self, writer: Writer, number: int, owner: object) -> None:
        self._owner = owner  # which lives as long as the connection
        self._writer = writer
        self._waiting = writer.waiting
        self._number = number
        self._is_open = True

    def frame(self, sender: Sender, frame: Any) -> None:
        """A frame that passed; what is none is passed over. It does itself what `Writer.take` does, for speed."""
        if not self._is_open or not self._writer.is_open:
            return
        if not isinstance(frame, str | bytes):
            if not isinstance(frame, bytearray | memoryview):
                return
            frame = bytes(frame)
        self._waiting.append((monotonic(), sender, frame, self._number))
        if len(self._waiting) >= BATCH:
            self._writer.write()

    def end(self, by: Sender, code: int | None, reason: str | None) -> None:
        """The end of the connection."""
        if self._is_open:
            self._is_open = False
            self._writer.end(by, Closing(code or _LOST, reason or ""), self._number)


class Hooks(NamedTuple):
    """The methods of a class through which every frame goes, and the end of a connection."""

    wrappers: Mapping[str, Callable[[Callable[..., Any], Callable[[Any], Tap]], Callable[..., Any]]]
    """By the name of a method what gives another in its place, which tells what passes."""

    def attach(self, socket: Any, tap: Tap) -> None:
        """Tell of one connection."""
        for name, wrapper in self.wrappers.items():
            method = wrapper(_unbound(getattr(socket, name)), lambda _: tap)
            setattr(socket, name, MethodType(method, socket))

    @contextmanager
    def watch(self, type_: type, tap_of: Callable[[Any], Tap]) -> Generator[None]:
        """Tell of every connection of a class, while this lasts."""
        own = dict(vars(type_))
        for name, wrapper in self.wrappers.items():
            setattr(type_, name, wrapper(getattr(type_, name), tap_of))
        try:
            yield
        finally:
            for name in self.wrappers:
                if name in own:
                    setattr(type_, name, own[name])
                else:  # it was a base's
                    delattr(type_, name)


def _unbound(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of one connection as a function that takes the connection first."""
    if isinstance(method, MethodType):
        return method.__func__
    if inspect.iscoroutinefunction(method):

        async def call(_: Any, *arguments: Any, **named: Any) -> Any:
            return await method(*arguments, **named)

        return call
    return lambda _, *arguments, **named: method(*arguments, **named)


def hooks_of(socket: Any) -> Hooks | None:
    """The hooks of a connection, or of a class of connections; None where it is of another kind."""
    type_ = socket if isinstance(socket, type) else type(socket)
    for base in type_.__mro__:
        if base.__module__.startswith("websockets.") and base.__name__ in ("Connection", "ClientConnection"):
            return _OF_WEBSOCKETS
        if base.__module__.startswith("aiohttp.") and base.__name__ == "ClientWebSocketResponse":
            return _OF_AIOHTTP
    return None


# websockets


def _sending(method: Callable[..., Any], tap_of: Callable[[Any], Tap]) -> Callable[..., Any]:
    """The frame is told of before it goes, which spares each a coroutine of its own."""

    @functools.wraps(method)
    def send(socket: Any, *arguments: Any, **named: Any) -> Any:
        tap_of(socket).frame("client", arguments[0] if arguments else next(iter(named.values()), None))
        return method(socket, *arguments, **named)

    return send


def _receiving(method: Callable[..., Any], tap_of: Callable[[Any], Tap]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def receive(socket: Any, *arguments: Any, **named: Any) -> Any:
            try:
                frame = await method(socket, *arguments, **named)
            except Exception:
                _end(socket, tap_of)
                raise
            tap_of(socket).frame("server", frame)
            return frame

        return receive

    @functools.wraps(method)
    def receive_now(socket: Any, *arguments: Any, **named: Any) -> Any:
        try:
            frame = method(socket, *arguments, **named)
        except Exception:
            _end(socket, tap_of)
            raise
        tap_of(socket).frame("server", frame)
        return frame

    return receive_now


def _closing(method: Callable[..., Any], tap_of: Callable[[Any], Tap]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def close(socket: Any, *arguments: Any, **named: Any) -> Any:
            try:
                return await method(socket, *arguments, **named)
            finally:
                _end(socket, tap_of)

        return close

    @functools.wraps(method)
    def close_now(socket: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return method(socket, *arguments, **named)
        finally:
            _end(socket, tap_of)

    return close_now


def _end(socket: Any, tap_of: Callable[[Any], Tap]) -> None:
    """Tell the end of a connection of websockets, if it has come."""
    if socket.close_code is not None:
        end = socket.protocol.close_exc
        by: Sender = "client" if end.rcvd is not None and end.rcvd_then_sent is False else "server"
        tap_of(socket).end(by, socket.close_code, socket.close_reason)


# aiohttp


def _receiving_message(method: Callable[..., Any], tap_of: Callable[[Any], Tap]) -> Callable[..., Any]:
    @functools.wraps(method)
    async def receive(socket: Any, *arguments: Any, **named: Any) -> Any:
        message = await method(socket, *arguments, **named)
        kind = message.type
        if kind in _DATA:
            tap_of(socket).frame("server", message.data)
        elif kind == _CLOSE:
            tap_of(socket).end("server", message.data, message.extra)
        elif kind in _OVER and not socket.closed:
            tap_of(socket).end("server", socket.close_code, "")
        return message

    return receive


def _closing_message(method: Callable[..., Any], tap_of: Callable[[Any], Tap]) -> Callable[..., Any]:
    @functools.wraps(method)
    async def close(socket: Any, *arguments: Any, **named: Any) -> Any:
        by_server = getattr(socket, "_closing", False)  # aiohttp calls this itself where the server has closed
        try:
            return await method(socket, *arguments, **named)
        finally:  # it may be cancelled while it waits for the server
            if not by_server:
                said = named.get("message", b"")
                reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
                tap_of(socket).end("client", int(named.get("code", _NORMAL)), reason)

    return close


_DATA = (1, 2)  # the opcodes of text and binary frames
_CLOSE, _OVER, _NORMAL = 8, (257, 258), 1000

_OF_WEBSOCKETS = Hooks({"send": _sending, "recv": _receiving, "close": _closing})
_OF_AIOHTTP = Hooks(
    {
        "send_str": _sending,
        "send_bytes": _sending,
        "receive": _receiving_message,
        "close": _closing_message,
    }
)
