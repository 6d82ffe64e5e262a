"""Events from a server about the session: created, updated, closed, or an error.

Their session has the type that a client sends, so you can compare it (`drift`), edit it and send it
back.
"""

from typing import TypeAlias

from .._core.shape import tag_of
from .._core.values import JsonObject
from ..config import Config
from ..fields import UNSET, Clearable
from ..interop.received import decode_received
from .session import (
    RealtimeSessionCreateRequest,
    RealtimeTranscriptionSessionCreateRequest,
    RealtimeTranslationSessionUpdateRequest,
)


class RealtimeError(Config):
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
    """The member that is wrong, such as `session.audio.output.speed`."""


class RealtimeErrorEvent(Config, tag="error"):
    """An error of the client or the server. The session usually stays open."""

    error: RealtimeError
    """The error."""

    event_id: str
    """The server's name for this event."""


class SessionCreatedEvent(Config, tag="session.created"):
    """The first event of a connection: the session with the server's defaults."""

    event_id: str
    """The server's name for this event."""

    session: RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest
    """The session, with the members that only the server sets (`id`, `expires_at`)."""


class SessionUpdatedEvent(Config, tag="session.updated"):
    """The answer to `session.update`: the whole session as it is now."""

    event_id: str
    """The server's name for this event."""

    session: RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest
    """The session, with the members that only the server sets (`id`, `expires_at`)."""


ServerEvent: TypeAlias = RealtimeErrorEvent | SessionCreatedEvent | SessionUpdatedEvent
"""Any event from the server about a realtime or transcription session."""

# Translation sessions


class RealtimeTranslationSessionCreatedEvent(Config, tag="session.created"):
    """The first event of a connection: the translation session with the server's defaults."""

    event_id: str
    """The server's name for this event."""

    session: RealtimeTranslationSessionUpdateRequest
    """The session, with the members that can't be updated (`id`, `type`, `model`, `expires_at`)."""


class RealtimeTranslationSessionUpdatedEvent(Config, tag="session.updated"):
    """The answer to `session.update`: the whole translation session as it is now."""

    event_id: str
    """The server's name for this event."""

    session: RealtimeTranslationSessionUpdateRequest
    """The session, with the members that can't be updated (`id`, `type`, `model`, `expires_at`)."""


class RealtimeTranslationSessionClosedEvent(Config, tag="session.closed"):
    """The end of a translation session, once everything is translated."""

    event_id: str
    """The server's name for this event."""


TranslationServerEvent: TypeAlias = (
    RealtimeErrorEvent
    | RealtimeTranslationSessionCreatedEvent
    | RealtimeTranslationSessionUpdatedEvent
    | RealtimeTranslationSessionClosedEvent
)
"""Any event from the server about a translation session."""

# Reading them


def _by_type(*events: type[Config]) -> dict[str, type[Config]]:
    return {tag[1]: event for event in events if (tag := tag_of(event)) is not None}


_EVENTS = _by_type(RealtimeErrorEvent, SessionCreatedEvent, SessionUpdatedEvent)
_TRANSLATION_EVENTS = _by_type(
    RealtimeErrorEvent,
    RealtimeTranslationSessionCreatedEvent,
    RealtimeTranslationSessionUpdatedEvent,
    RealtimeTranslationSessionClosedEvent,
)


def decode_server_event(data: bytes | bytearray | memoryview | str, /) -> ServerEvent | JsonObject:
    """Read any event that a server sends in a realtime or transcription session.

    Events about the session are read into their structs, all others into a `JsonObject`. Nothing is
    refused or lost: unknown members, and values that a client could not send, are kept.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is not an event.
    """
    event: ServerEvent | JsonObject = decode_received(data, _EVENTS)
    return event


def decode_translation_server_event(
    data: bytes | bytearray | memoryview | str, /
) -> TranslationServerEvent | JsonObject:
    """Read any event that a server sends in a translation session, as `decode_server_event` does.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is not an event.
    """
    event: TranslationServerEvent | JsonObject = decode_received(data, _TRANSLATION_EVENTS)
    return event
