"""Ready-made replies for `Loopback.on`: what a server says, in the documented order of its dialect.

>>> server.on("response.create", function_call("find_parcel", {"number": "5"}), spoken("It is in Lyon."))

A reply is an event, several of them, or a function of the connection and the client's event that
gives a reply; it may be async, or an async generator. So replies can be put together, and written by hand.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from .._core.plain import plain
from ..config import Config
from ..errors import ValidationError, quote
from .conversation import Called, Output, Said

if TYPE_CHECKING:
    from .connection import Connection

__all__ = [
    "Reply",
    "cut_off",
    "dropped",
    "function_call",
    "heard",
    "perform",
    "rate_limited",
    "refused",
    "require_type",
    "response",
    "slow",
    "spoken",
]

Json: TypeAlias = dict[str, Any]
Event: TypeAlias = Config | Mapping[str, Any]
Play: TypeAlias = "Callable[[Connection[Any], Json], Reply | Awaitable[Reply] | AsyncIterator[Reply]]"
Reply: TypeAlias = "Event | Iterable[Reply] | Play | None"
"""What the server says: an event, several, or a function of the connection and the client's event that gives them."""


def require_type(event: Event) -> None:
    """Raise a `ValidationError` unless a reply's event says what it is."""
    if "type" not in event:
        raise ValidationError(f"Expected an event with a `type` as a reply, got {quote(event)}")


async def perform(reply: Any, connection: Connection[Any], event: Json) -> AsyncIterator[Event]:
    """The events of a reply, one after the other.

    Raises:
        ValidationError: for anything but a reply.
    """
    while callable(reply) or inspect.isawaitable(reply):
        reply = await reply if inspect.isawaitable(reply) else reply(connection, event)
    if isinstance(reply, Config | Mapping):
        yield reply
    elif isinstance(reply, AsyncIterator):
        async for each in reply:
            async for inner in perform(each, connection, event):
                yield inner
    elif isinstance(reply, Iterable) and not isinstance(reply, str | bytes):
        for each in reply:
            async for inner in perform(each, connection, event):
                yield inner
    elif reply is not None:
        raise ValidationError(
            f"Expected a reply of events or a function that returns them, got `{type(reply).__name__}`"
        )


# What the model does


def response(*outputs: Output, status: str = "completed", details: Json | None = None) -> Play:
    """A whole response: what the model says and the functions that it calls, in this order.

    >>> response(said("One moment."), called("find_parcel", {"number": "5"}))

    In OpenAI Live it is the backend's answer to `response.create`. In reply to any other event the Live
    model speaks, and its calls are work that it hands over.
    """

    def play(connection: Connection[Any], event: Json) -> Iterable[Event]:
        return connection.replies(event, outputs, status, details)

    return play


def said(text: str, *, audio: Iterable[str] | None = None) -> Said:
    """Something that the model says in a `response`; ``audio`` are pieces in base64, else a moment of silence."""
    return Said(text) if audio is None else Said(text, tuple(audio))


def called(name: str, arguments: Mapping[str, Any] | str = "{}", *, call_id: str | None = None) -> Called:
    """A call that the model makes in a `response`. Arguments as text are sent as they are, broken ones too."""
    text = arguments if isinstance(arguments, str) else msgspec.json.encode(plain(arguments)).decode()
    return Called(name, text, call_id)


def spoken(text: str, *, audio: Iterable[str] | None = None) -> Play:
    """A response in which the model says ``text``: audio and transcript in pieces, or text where no audio is asked for."""
    return response(said(text, audio=audio))


def function_call(name: str, arguments: Mapping[str, Any] | str = "{}", *, call_id: str | None = None) -> Play:
    """A response in which the model calls a function. Arguments as text are sent as they are, broken ones too."""
    return response(called(name, arguments, call_id=call_id))


def cut_off(text: str = "", *, reason: str = "content_filter") -> Play:
    """A response that ends before it is whole: ``content_filter`` or ``max_output_tokens``."""
    return response(said(text), status="incomplete", details={"type": "incomplete", "reason": reason})


def rate_limited(seconds: float = 20.0) -> Play:
    """No tokens are left: `rate_limits.updated`, and a response that fails. ``seconds`` is until there are some again.

    OpenAI Live says nothing of limits: there only the response fails.
    """
    limits = [{"name": "tokens", "limit": 40000, "remaining": 0, "reset_seconds": seconds}]
    error = {"type": "tokens", "code": "rate_limit_exceeded", "message": "Rate limit reached."}
    failed = response(status="failed", details={"type": "failed", "error": error})

    def play(connection: Connection[Any], _: Json) -> Reply:
        return [connection.limits(limits), failed]

    return play


def heard(transcript: str) -> Play:
    """For `input_audio_buffer.commit`: the user's audio becomes an item, with this transcript.

    In OpenAI Live for any event: the words come in `session.input_transcript.delta`.
    """

    def play(connection: Connection[Any], _: Json) -> Reply:
        return connection.conversation.heard(transcript, transcribes=True)

    return play


# What goes wrong


def refused(message: str = "Not now.", *, code: str = "invalid_value", param: str | None = None) -> Play:
    """The server refuses the event, with an `error`."""

    def play(connection: Connection[Any], event: Json) -> Reply:
        return connection.refusal(event, message, code, param)

    return play


def dropped(code: int | None = None) -> Play:
    """The connection ends: with a close code, or cut like a cable where none is given."""

    async def play(connection: Connection[Any], _: Json) -> None:
        await connection.drop(code)

    return play


def slow(reply: Reply, seconds: float = 0.1, *, between: float = 0.0) -> Play:
    """Another reply, ``seconds`` later, with ``between`` seconds after each of its events."""

    async def play(connection: Connection[Any], event: Json) -> AsyncIterator[Event]:
        await asyncio.sleep(seconds)
        async for each in perform(reply, connection, event):
            yield each
            await asyncio.sleep(between)

    return play
