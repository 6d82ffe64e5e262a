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
    """Settings of the session."""

    transport: WebRTCTransport
    """The WebRTC connection."""


class SessionForkParams(Config):
    """Starts a WebRTC session where a stored one ended.

    Wire: body of `POST /live/sessions/{session_id}/fork`.
    """

    transport: WebRTCTransport
    """The WebRTC connection."""

    session: Settable[MediaSessionForkConfig] = UNSET
    """Settings that differ from the stored session's."""


class SessionAcceptParams(Config):
    """Accepts an incoming SIP call.

    Wire: body of `POST /live/sessions/{session_id}/accept`.
    """

    session: AcceptSession
    """Settings of the session."""


class SessionReferParams(Config):
    """Transfers a SIP call.

    Wire: body of `POST /live/sessions/{session_id}/refer`.
    """

    target_uri: str
    """The new target, for the Refer-To header: ``tel:+14155550123`` or ``sip:agent@example.com``. Not blank."""


class SessionRejectParams(Config):
    """Rejects an incoming SIP call.

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
