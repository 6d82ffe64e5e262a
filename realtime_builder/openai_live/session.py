"""Sessions: on a WebSocket, over WebRTC and SIP, forks of stored ones, and what an update may change."""

from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from ..config import Config
from ..fields import EMPTY_LIST, NULL, UNSET, Array, Clearable, OneKind, Open, Settable
from ..vocabulary import AudioFormat
from .audio import Audio, ForkAudio, MediaAudio, WakePolicy
from .decisions import DecisionTrigger
from .delegation import Delegation, DelegationUpdate, ForkDelegation
from .items import InitialItem
from .vocabulary import BackendVerbs, StartVerbs, TriggerVerbs, format_named

# What an untrusted frontend may send and see


class ServerEventSelector(Config):
    """A kind of server event.

    Wire: `allowed_server_events[]`.
    """

    type: str
    """The event's type; `response.event` for those of the backend."""

    response_event: Settable[str] = UNSET
    """Type of the backend's event inside: required for `response.event`, forbidden for others."""


class DataChannelConfig(Config, container=True):
    """What an untrusted frontend sends and sees over its WebRTC data channel.

    Wire: `session.client.data_channel`.
    """

    allowed_client_events: Settable[Literal["all"] | Array[str]] = UNSET
    """Client events that it may send: all of them, or these types. An empty list allows none.
    Server default all."""

    allowed_server_events: Settable[Literal["all"] | Array[ServerEventSelector]] = UNSET
    """Server events that it is sent: all of them, or these. An empty list allows none.
    Server default all."""


class ClientConfig(Config, container=True):
    """What an untrusted frontend of a WebRTC session may do. Fixed at the start; sidebands are trusted.

    Wire: `session.client`.
    """

    data_channel: DataChannelConfig
    """Events on its data channel."""


# What changes while a session runs


class SessionUpdateConfig(Config, BackendVerbs, TriggerVerbs, root=True):
    """What an update may change: the delegation, but not its type, and the triggers.

    Wire: `session` of `session.update`.
    """

    delegation: Annotated[Clearable[DelegationUpdate], NULL, OneKind("client")] = UNSET
    """Settings of the delegation; what they omit stays. Null stands for your own application."""

    triggers: Annotated[Clearable[Array[DecisionTrigger]], EMPTY_LIST] = UNSET
    """Questions about the transcripts, in place of all there were. An empty list turns them off."""


class ForkSessionConfig(Config, BackendVerbs, root=True):
    """What a fork on a WebSocket does otherwise than the stored session. Empty, it does nothing otherwise.

    Wire: `session` of a fork's `session.start`.
    """

    audio: Clearable[ForkAudio] = UNSET
    """Format on the new connection."""

    client: Clearable[ClientConfig] = UNSET
    """What an untrusted frontend may do. WebRTC forks only."""

    delegation: Annotated[Clearable[ForkDelegation], OneKind("client")] = UNSET
    """Settings of the backend, where the stored session has one; what they omit stays."""

    store: Clearable[bool] = UNSET
    """Keep the fork for later forks and download. Omitted, as the stored session."""


class MediaSessionForkConfig(Config, BackendVerbs, root=True):
    """What a WebRTC fork does otherwise than the stored session.

    Wire: `session` of `POST /live/sessions/{session_id}/fork`.
    """

    client: Clearable[ClientConfig] = UNSET
    """What an untrusted frontend may do."""

    delegation: Annotated[Clearable[ForkDelegation], OneKind("client")] = UNSET
    """Settings of the backend, where the stored session has one; what they omit stays."""

    store: Clearable[bool] = UNSET
    """Keep the fork for later forks and download. Omitted, as the stored session."""


# Sessions

Model: TypeAlias = Open[Literal["gpt-live-1", "gpt-live-1.1"]]


class _Start(Config, StartVerbs):
    """What every session starts with."""

    model: Model
    """The Live model. Fixed at the start."""

    # Who does the work

    delegation: Annotated[Clearable[Delegation], NULL] = UNSET
    """Who does what the Live model hands over: a backend model, Decisions, or your application, which
    null stands for. The type is fixed at the start. Server default your application."""

    # What was said before, and how to talk

    input: Clearable[Array[InitialItem]] = UNSET
    """History in text: at most 128 messages and 8192 tokens. Fixed at the start. Server default empty."""

    instructions: Annotated[Clearable[str], NULL] = UNSET
    """How to talk and when to delegate, at most 16,384 tokens; business rules belong in the backend's.
    Fixed at the start. Blank or null, the server uses its own."""

    # Records

    safety_identifier: Annotated[Clearable[str], NULL] = UNSET
    """A stable identifier of your user, for OpenAI's safety monitoring."""

    store: Clearable[bool] = UNSET
    """Keep the session, for forks and for download. Server default false."""

    # Questions on the way

    triggers: Annotated[Clearable[Array[DecisionTrigger]], EMPTY_LIST] = UNSET
    """Questions about the transcripts, at most one trigger for each of the two. An empty list turns them off."""

    if TYPE_CHECKING:

        def updated_by(self) -> SessionUpdateConfig: ...

        def merge(  # pyright: ignore[reportIncompatibleMethodOverride]
            self, patch: Self | SessionUpdateConfig | ForkSessionConfig | MediaSessionForkConfig
        ) -> Self: ...


_AFTER = ("delegation", "input", "instructions", "safety_identifier", "store", "triggers")


class SessionConfig(
    _Start,
    root=True,
    updated_by=(SessionUpdateConfig, ForkSessionConfig),
    wire_order=("model", "audio", "client", *_AFTER),
):
    """A session on a WebSocket: what it starts with.

    Wire: `session` of `session.start`.
    """

    audio: Clearable[Audio] = UNSET
    """Format and voice. Fixed at the start."""

    client: Clearable[ClientConfig] = UNSET
    """What an untrusted frontend may do. WebRTC only, and fixed at the start."""

    # Edit

    def with_audio_format(self, format: Settable[AudioFormat], /) -> Self:
        """Set the format, which both sides share."""
        path = "audio.format"
        return self._put(path, format_named(format, path))


class MediaSessionConfig(
    _Start,
    root=True,
    updated_by=(SessionUpdateConfig, MediaSessionForkConfig),
    wire_order=("model", "audio", "client", *_AFTER, "idle_timeout_s", "wake_policy"),
):
    """A WebRTC session: what it starts with.

    Wire: `session` of `POST /live/sessions`.
    """

    audio: Clearable[MediaAudio] = UNSET
    """The voice. Fixed at the start."""

    client: Clearable[ClientConfig] = UNSET
    """What an untrusted frontend may do. Fixed at the start."""

    idle_timeout_s: Clearable[int] = UNSET
    """Time without speech after which inference pauses, in whole seconds. Needs a wake policy.
    Omitted, it never pauses."""

    wake_policy: Clearable[WakePolicy] = UNSET
    """What wakes a paused session."""


class AcceptSession(
    _Start, tag="live", root=True, updated_by=(SessionUpdateConfig,), wire_order=("model", "audio", *_AFTER)
):
    """A SIP session: what it starts with.

    Wire: `session` of `POST /live/sessions/{session_id}/accept`.
    """

    audio: Clearable[MediaAudio] = UNSET
    """The voice. Fixed at the start."""
