"""What a server says about the session: created, updated, or an error.

The session in them is of the type that a client sends, so it can be compared with that (`drift`),
edited and sent back.
"""

from typing import TypeAlias

from .._core.shape import tag_of
from .._core.values import JsonObject
from ..config import Config
from ..fields import UNSET, Clearable, Settable
from ..interop.received import decode_received
from .session import RequestSession


class ServerEventErrorDetails(Config):
    """What went wrong, and which of the client's events it was.

    Wire: `error`.
    """

    type: str
    """The kind of error, such as `invalid_request_error` or `server_error`."""

    code: Clearable[str] = UNSET
    """A word for programs, such as `unknown_parameter`."""

    message: str
    """A sentence for people."""

    param: Clearable[str] = UNSET
    """The member that it is about, such as `session.temperature`."""

    event_id: Clearable[str] = UNSET
    """ID of the client's event that caused it, where the client gave one."""


class ServerEventError(Config, tag="error"):
    """An error, the client's or the server's. Most leave the session open."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    error: ServerEventErrorDetails
    """What went wrong."""


class ServerEventSessionCreated(Config, tag="session.created"):
    """The first event of a connection: the session with the server's defaults."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    session: RequestSession
    """The session, with the members that only the server gives (`id`, `agent`, `expires_at`)."""


class ServerEventSessionUpdated(Config, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    event_id: Settable[str] = UNSET
    """ID of this event."""

    session: RequestSession
    """The session, with the members that only the server gives (`id`, `agent`, `expires_at`)."""


ServerEvent: TypeAlias = ServerEventError | ServerEventSessionCreated | ServerEventSessionUpdated
"""What the server says about the session."""

_STRUCTS: tuple[type[Config], ...] = (ServerEventError, ServerEventSessionCreated, ServerEventSessionUpdated)
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
