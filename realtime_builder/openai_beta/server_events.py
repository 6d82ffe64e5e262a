"""Events from a server about the session: created, updated, or an error.

Their session has the type that a client sends, so you can compare it (`drift`), edit it and send it
back.
"""

from typing import TypeAlias

from .._core.shape import tag_of
from .._core.values import JsonObject
from ..config import Config
from ..fields import UNSET, Clearable
from ..interop.received import decode_received
from .session import Session, TranscriptionSession

__all__ = [
    "Error",
    "ErrorEvent",
    "ServerEvent",
    "SessionCreatedEvent",
    "SessionUpdatedEvent",
    "TranscriptionSessionCreatedEvent",
    "TranscriptionSessionUpdatedEvent",
    "decode_server_event",
]


class Error(Config):
    """An error, and the client's event that caused it.

    Wire: `error`.
    """

    message: str
    """The message, for people."""

    type: str
    """The kind of error, such as `invalid_request_error` or `server_error`."""

    code: Clearable[str] = UNSET
    """The code, for programs, such as `unknown_parameter`."""

    event_id: Clearable[str] = UNSET
    """The client's own name for the event that caused it, if it has one."""

    param: Clearable[str] = UNSET
    """The member that is wrong, such as `session.speed`."""


class ErrorEvent(Config, tag="error"):
    """An error of the client or the server. The session usually stays open."""

    error: Error
    """The error."""

    event_id: str
    """The server's name for this event."""


class SessionCreatedEvent(Config, tag="session.created"):
    """The first event of a connection: the session with the server's defaults."""

    event_id: str
    """The server's name for this event."""

    session: Session
    """The session."""


class SessionUpdatedEvent(Config, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    event_id: str
    """The server's name for this event."""

    session: Session
    """The session."""


class TranscriptionSessionCreatedEvent(Config, tag="transcription_session.created"):
    """The first event of a connection that only transcribes. Servers send it, the SDK has no type for it."""

    event_id: str
    """The server's name for this event."""

    session: TranscriptionSession
    """The session."""


class TranscriptionSessionUpdatedEvent(Config, tag="transcription_session.updated"):
    """The answer to `transcription_session.update`: the whole session as it is now."""

    event_id: str
    """The server's name for this event."""

    session: TranscriptionSession
    """The session."""


ServerEvent: TypeAlias = (
    ErrorEvent
    | SessionCreatedEvent
    | SessionUpdatedEvent
    | TranscriptionSessionCreatedEvent
    | TranscriptionSessionUpdatedEvent
)
"""Any event from the server about the session."""

_STRUCTS: tuple[type[Config], ...] = (
    ErrorEvent,
    SessionCreatedEvent,
    SessionUpdatedEvent,
    TranscriptionSessionCreatedEvent,
    TranscriptionSessionUpdatedEvent,
)
_EVENTS = {tag[1]: event for event in _STRUCTS if (tag := tag_of(event)) is not None}


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
