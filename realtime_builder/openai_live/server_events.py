"""Events from a server about the session: started, updated, closed, or an error.

Their session has the type that a client starts one with, so you can compare it (`drift`), edit it
and send it again.
"""

from typing import Literal, TypeAlias

from .._core.shape import tag_of
from .._core.values import JsonObject
from ..config import Config
from ..fields import UNSET, Clearable, Finite, Open
from ..interop.received import decode_received
from .session import SessionConfig


class _ServerEvent(Config):
    """What server events have in common."""

    event_id: str
    """The server's name for this event."""

    client_event_id: Clearable[str] = UNSET
    """Your own name for the event that it answers, if that had one."""


class Error(Config):
    """An error, and the client's event that caused it.

    Wire: `error`.
    """

    code: str
    """The code, for programs, such as `unknown_parameter`."""

    message: str
    """The message, for people."""

    type: str
    """The kind of error, such as `invalid_request_error`."""

    client_event_id: Clearable[str] = UNSET
    """Your own name for the event that caused it, if that had one."""

    param: Clearable[str] = UNSET
    """The member that is wrong, such as `session.instructions`."""


class ErrorEvent(_ServerEvent, tag="error"):
    """An error. The session usually stays open."""

    error: Error
    """The error."""


class SessionStartedEvent(_ServerEvent, tag="session.started"):
    """The answer to `session.start`: the session with the server's defaults."""

    session: SessionConfig
    """The session, with the members that only the server sets (`id`, `expires_at`, `status`)."""


class SessionUpdatedEvent(_ServerEvent, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    session: SessionConfig
    """The session, with the members that only the server sets (`id`, `expires_at`, `status`)."""


class SessionUsage(Config):
    """The time that a session has used so far.

    Wire: `usage`.
    """

    seconds: Finite
    """Time that is charged, in whole seconds."""

    active_seconds: Clearable[int] = UNSET
    """Part of ``seconds`` in which inference ran."""

    paused_seconds: Clearable[int] = UNSET
    """Part of ``seconds`` in which inference was paused."""


class SessionClosedEvent(_ServerEvent, tag="session.closed"):
    """The end of the session. A connection that closes without it broke."""

    reason: Open[Literal["close_requested", "expired", "content", "remote_hangup", "connection_lost"]]
    """Why: you asked, the time was up, a safety filter, the other side hung up, or the line broke."""

    session: SessionConfig
    """The session at its end."""

    usage: SessionUsage
    """The time that it used."""


ServerEvent: TypeAlias = ErrorEvent | SessionStartedEvent | SessionUpdatedEvent | SessionClosedEvent
"""Any event from the server about a session."""


def _by_type(*events: type[Config]) -> dict[str, type[Config]]:
    return {tag[1]: event for event in events if (tag := tag_of(event)) is not None}


_EVENTS = _by_type(ErrorEvent, SessionStartedEvent, SessionUpdatedEvent, SessionClosedEvent)


def decode_server_event(data: bytes | bytearray | memoryview | str, /) -> ServerEvent | JsonObject:
    """Read any event that a server sends.

    Events about the session are read into their structs, all others into a `JsonObject`. Nothing is
    refused or lost: unknown members, and values that a client could not send, are kept.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is not an event.
    """
    event: ServerEvent | JsonObject = decode_received(data, _EVENTS)
    return event
