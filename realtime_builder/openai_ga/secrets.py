"""Bodies of the HTTP requests around a session: client secrets, WebRTC and SIP calls."""

from typing import Annotated, Literal

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Settable
from .session import (
    RealtimeSessionCreateRequest,
    RealtimeTranscriptionSessionCreateRequest,
    RealtimeTranslationSessionCreateRequest,
)

# Client secrets


class ExpiresAfter(Config):
    """How long a client secret can start sessions. A running session outlives it.

    Wire: `expires_after`.
    """

    anchor: Settable[Literal["created_at"]] = UNSET
    """Start of the time: the creation of the secret."""

    seconds: Settable[Annotated[int, Meta(ge=10, le=7200)]] = UNSET
    """The time, 10 to 7200 seconds. Server default 600."""


class ClientSecretCreateParams(Config):
    """A key for a browser or a phone, which can start sessions with these settings.

    Wire: body of `POST /realtime/client_secrets`.
    """

    expires_after: Settable[ExpiresAfter] = UNSET
    """How long the secret can start sessions."""

    session: Settable[RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest] = UNSET
    """Settings of those sessions."""


class TranslationClientSecretCreateParams(Config):
    """A key for a browser or a phone, which can start translation sessions.

    Wire: body of `POST /realtime/translations/client_secrets`.
    """

    session: RealtimeTranslationSessionCreateRequest
    """Settings of those sessions."""

    expires_after: Settable[ExpiresAfter] = UNSET
    """How long the secret can start sessions."""


# Calls


class CallAcceptParams(RealtimeSessionCreateRequest, tag="realtime", root=True):
    """Accepts an incoming SIP call: the settings of a realtime session.

    Wire: body of `POST /realtime/calls/{call_id}/accept`.
    """


class CallCreateParams(Config):
    """Starts a WebRTC call.

    Wire: the parts of the multipart form of `POST /realtime/calls`.
    """

    sdp: str
    """The caller's SDP offer."""

    session: Settable[RealtimeSessionCreateRequest] = UNSET
    """Settings of the session."""


class CallReferParams(Config):
    """Transfers a SIP call.

    Wire: body of `POST /realtime/calls/{call_id}/refer`.
    """

    target_uri: str
    """The new target, for the Refer-To header: ``tel:+14155550123`` or ``sip:agent@example.com``."""


class CallRejectParams(Config):
    """Rejects an incoming SIP call.

    Wire: body of `POST /realtime/calls/{call_id}/reject`.
    """

    status_code: Settable[int] = UNSET
    """SIP response code. Server default 603 (decline)."""
