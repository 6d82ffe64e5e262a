"""Bodies of the HTTP requests around a session: WebRTC and SIP calls, forks."""

from ..config import Config
from ..fields import UNSET, Settable
from .session import AcceptSession, MediaSessionConfig, MediaSessionForkConfig


class WebRTCTransport(Config, tag="webrtc"):
    """The WebRTC connection.

    Wire: `transport`.
    """

    sdp: str
    """The caller's SDP offer."""


class LiveCreateParams(Config):
    """Starts a WebRTC session.

    Wire: body of `POST /live/sessions`.
    """

    session: MediaSessionConfig
    """What the session starts with."""

    transport: WebRTCTransport
    """The WebRTC connection."""


class SessionForkParams(Config):
    """Starts a WebRTC session where a stored one ended.

    Wire: body of `POST /live/sessions/{session_id}/fork`.
    """

    transport: WebRTCTransport
    """The WebRTC connection."""

    session: Settable[MediaSessionForkConfig] = UNSET
    """What it does otherwise than the stored session."""


class SessionAcceptParams(Config):
    """Takes an incoming SIP call.

    Wire: body of `POST /live/sessions/{session_id}/accept`.
    """

    session: AcceptSession
    """What the session starts with."""


class SessionReferParams(Config):
    """Passes a SIP call on.

    Wire: body of `POST /live/sessions/{session_id}/refer`.
    """

    target_uri: str
    """Where to, for the Refer-To header: ``tel:+14155550123`` or ``sip:agent@example.com``. Not blank."""


class SessionRejectParams(Config):
    """Turns an incoming SIP call down.

    Wire: body of `POST /live/sessions/{session_id}/reject`.
    """

    status_code: int
    """SIP response code, such as 603 (decline)."""


class SidebandConnectParams(Config):
    """How a sideband connection ends.

    Wire: query of `GET /live/sessions/{session_id}/attach`.
    """

    graceful_close: Settable[bool] = UNSET
    """Close the WebSocket in an orderly way when the session ends."""
