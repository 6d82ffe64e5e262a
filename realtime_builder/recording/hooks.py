"""Where frames pass in the clients' own classes: methods that each of them documents."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

__all__ = ["CLASSES", "Hooks", "hooks_of"]

CLASSES = (
    ("websockets.asyncio.client", "ClientConnection"),
    ("websockets.sync.client", "ClientConnection"),
    ("aiohttp.client_ws", "ClientWebSocketResponse"),
)
"""The classes of connections that clients open, and that openai, azure-ai-voicelive and the frameworks use."""


class Hooks(NamedTuple):
    """The methods of a class through which every frame goes."""

    sends: tuple[str, ...]
    receives: str
    frame_of: Callable[[Any], Any]
    """The frame in what ``receives`` gives; None where there is none."""

    def attach(self, socket: Any, passing: Callable[[str, Any], None]) -> None:
        """Call ``passing`` for each frame of one connection."""
        for name in self.sends:
            setattr(socket, name, _sending(getattr(socket, name), lambda _, frame: passing("client", frame)))
        received = _receiving(getattr(socket, self.receives), self.frame_of, lambda _, frame: passing("server", frame))
        setattr(socket, self.receives, received)

    @contextmanager
    def watch(self, type_: type, passing: Callable[[Any, str, Any], None]) -> Generator[None]:
        """Call ``passing`` for each frame of every connection of a class, while this lasts."""
        own = dict(vars(type_))
        names = (*self.sends, self.receives)
        for name in self.sends:
            method = _sending(getattr(type_, name), lambda socket, frame: passing(socket, "client", frame), bound=False)
            setattr(type_, name, method)
        received = _receiving(
            getattr(type_, self.receives),
            self.frame_of,
            lambda socket, frame: passing(socket, "server", frame),
            bound=False,
        )
        setattr(type_, self.receives, received)
        try:
            yield
        finally:
            for name in names:
                if name in own:
                    setattr(type_, name, own[name])
                else:  # it was a base's
                    delattr(type_, name)


def hooks_of(socket: Any) -> Hooks | None:
    """The hooks of a connection, or of a class of connections; None where it is of another kind."""
    type_ = socket if isinstance(socket, type) else type(socket)
    for base in type_.__mro__:
        if base.__module__.startswith("websockets.") and base.__name__ in ("Connection", "ClientConnection"):
            return Hooks(("send",), "recv", lambda frame: frame)
        if base.__module__.startswith("aiohttp.") and base.__name__ == "ClientWebSocketResponse":
            return Hooks(("send_str", "send_bytes"), "receive", _frame_in)
    return None


def _frame_in(message: Any) -> Any:
    """The frame in a message of aiohttp's, which may also be a ping or the end."""
    return message.data if message.type in (1, 2) else None  # the opcodes of text and binary frames


def _sending(method: Callable[..., Any], note: Callable[[Any, Any], None], *, bound: bool = True) -> Callable[..., Any]:
    def noted(arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        socket, rest = (None, arguments) if bound else (arguments[0], arguments[1:])
        frame = rest[0] if rest else next(iter(named.values()), None)
        if isinstance(frame, str | bytes | bytearray | memoryview):
            note(socket, frame)

    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def send(*arguments: Any, **named: Any) -> Any:
            result = await method(*arguments, **named)
            noted(arguments, named)
            return result

        return send

    @functools.wraps(method)
    def send_now(*arguments: Any, **named: Any) -> Any:
        result = method(*arguments, **named)
        noted(arguments, named)
        return result

    return send_now


def _receiving(
    method: Callable[..., Any], frame_of: Callable[[Any], Any], note: Callable[[Any, Any], None], *, bound: bool = True
) -> Callable[..., Any]:
    def noted(arguments: tuple[Any, ...], result: Any) -> None:
        frame = frame_of(result)
        if frame is not None:
            note(None if bound else arguments[0], frame)

    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def receive(*arguments: Any, **named: Any) -> Any:
            result = await method(*arguments, **named)
            noted(arguments, result)
            return result

        return receive

    @functools.wraps(method)
    def receive_now(*arguments: Any, **named: Any) -> Any:
        result = method(*arguments, **named)
        noted(arguments, result)
        return result

    return receive_now
