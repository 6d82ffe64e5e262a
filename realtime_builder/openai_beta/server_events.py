"""What a server says about the session: created, updated, or an error.

The session in them is of the type that a client sends, so it can be compared with that (`drift`),
edited and sent back.
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
    """What went wrong, and which of the client's events it was.

    Wire: `error`.
    """

    message: str
    """A sentence for people."""

    type: str
    """The kind of error, such as `invalid_request_error` or `server_error`."""

    code: Clearable[str] = UNSET
    """A word for programs, such as `unknown_parameter`."""

    event_id: Clearable[str] = UNSET
    """The client's own name for the event that caused it, where it gave one."""

    param: Clearable[str] = UNSET
    """The member that it is about, such as `session.speed`."""


class ErrorEvent(Config, tag="error"):
    """An error, the client's or the server's. Most leave the session open."""

    error: Error
    """What went wrong."""

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
"""What the server says about the session."""

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
    refused or lost: members that the library does not know, and values that it would not let a
    client send, stay where they are.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is no event.
    """
    event: ServerEvent | JsonObject = decode_received(data, _EVENTS)
    return event
