"""Events from a server about the session: created, updated, or an error.

Their session has the type that a client sends, so you can compare it (`drift`), edit it and send it
back.
"""

from typing import TypeAlias

from .._core.shape import tag_of
from .._core.values import JsonObject
from ..config import Config
from ..fields import UNSET, Clearable, Settable
from ..interop.received import decode_received
from .session import RequestSession


class ServerEventErrorDetails(Config):
    """An error, and the client's event that caused it.

    Wire: `error`.
    """

    type: str
    """The kind of error, such as `invalid_request_error` or `server_error`."""

    code: Clearable[str] = UNSET
    """The code, for programs, such as `unknown_parameter`."""

    message: str
    """The message, for people."""

    param: Clearable[str] = UNSET
    """The member that is wrong, such as `session.temperature`."""

    event_id: Clearable[str] = UNSET
    """ID of the client's event that caused it, if it has one."""


class ServerEventError(Config, tag="error"):
    """An error of the client or the server. The session usually stays open."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    error: ServerEventErrorDetails
    """The error."""


class ServerEventSessionCreated(Config, tag="session.created"):
    """The first event of a connection: the session with the server's defaults."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    session: RequestSession
    """The session, with the members that only the server sets (`id`, `agent`, `expires_at`)."""


class ServerEventSessionUpdated(Config, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    session: RequestSession
    """The session, with the members that only the server sets (`id`, `agent`, `expires_at`)."""


ServerEvent: TypeAlias = ServerEventError | ServerEventSessionCreated | ServerEventSessionUpdated
"""Any event from the server about the session."""

_STRUCTS: tuple[type[Config], ...] = (ServerEventError, ServerEventSessionCreated, ServerEventSessionUpdated)
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
