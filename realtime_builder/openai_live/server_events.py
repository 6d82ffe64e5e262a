"""What a server says about the session: started, updated, closed, or an error.

The session in them is of the type that a client starts one with, so it can be compared with that
(`drift`), edited and sent again.
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
    """Your own name for the event that it answers, where that had one."""


class Error(Config):
    """What went wrong, and which of the client's events it was.

    Wire: `error`.
    """

    code: str
    """A word for programs, such as `unknown_parameter`."""

    message: str
    """A sentence for people."""

    type: str
    """The kind of error, such as `invalid_request_error`."""

    client_event_id: Clearable[str] = UNSET
    """Your own name for the event that caused it, where that had one."""

    param: Clearable[str] = UNSET
    """The member that it is about, such as `session.instructions`."""


class ErrorEvent(_ServerEvent, tag="error"):
    """An error. Most leave the session open."""

    error: Error
    """What went wrong."""


class SessionStartedEvent(_ServerEvent, tag="session.started"):
    """The answer to `session.start`: the session with the server's defaults."""

    session: SessionConfig
    """The session, with the members that only the server gives (`id`, `expires_at`, `status`)."""


class SessionUpdatedEvent(_ServerEvent, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    session: SessionConfig
    """The session, with the members that only the server gives (`id`, `expires_at`, `status`)."""


class SessionUsage(Config):
    """What a session has cost so far, as time.

    Wire: `usage`.
    """

    seconds: Finite
    """Time that is charged, in whole seconds."""

    active_seconds: Clearable[int] = UNSET
    """Part of it in which inference ran."""

    paused_seconds: Clearable[int] = UNSET
    """Part of it in which inference was paused."""


class SessionClosedEvent(_ServerEvent, tag="session.closed"):
    """The end of the session. A connection that closes without it did not end in order."""

    reason: Open[Literal["close_requested", "expired", "content", "remote_hangup", "connection_lost"]]
    """Why: you asked, the time was up, a safety filter, the other side hung up, or the line broke."""

    session: SessionConfig
    """The session as it was."""

    usage: SessionUsage
    """What it has cost."""


ServerEvent: TypeAlias = ErrorEvent | SessionStartedEvent | SessionUpdatedEvent | SessionClosedEvent
"""What the server says about a session."""


def _by_type(*events: type[Config]) -> dict[str, type[Config]]:
    return {tag[1]: event for event in events if (tag := tag_of(event)) is not None}


_EVENTS = _by_type(ErrorEvent, SessionStartedEvent, SessionUpdatedEvent, SessionClosedEvent)


def decode_server_event(data: bytes | bytearray | memoryview | str, /) -> ServerEvent | JsonObject:
    """Read any event that a server sends.

    Events about the session are read into their structs, all others into a `JsonObject`. Nothing is
    refused or lost: members that the library does not know, and values that it would not let a
    client send, stay where they are.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is no event.
    """
    event: ServerEvent | JsonObject = decode_received(data, _EVENTS)
    return event
