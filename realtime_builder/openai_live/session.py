"""Sessions: on a WebSocket, over WebRTC and SIP, forks of stored ones, and updates."""

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
    """Events that an untrusted frontend may send and receive over its WebRTC data channel.

    Wire: `session.client.data_channel`.
    """

    allowed_client_events: Settable[Literal["all"] | Array[str]] = UNSET
    """Client events that it may send: all of them, or these types. An empty list allows none.
    Server default all."""

    allowed_server_events: Settable[Literal["all"] | Array[ServerEventSelector]] = UNSET
    """Server events that it receives: all of them, or these. An empty list allows none.
    Server default all."""


class ClientConfig(Config, container=True):
    """Rights of an untrusted frontend of a WebRTC session. Fixed at the start; sidebands are trusted.

    Wire: `session.client`.
    """

    data_channel: DataChannelConfig
    """Events on its data channel."""


# What changes while a session runs


class SessionUpdateConfig(Config, BackendVerbs, TriggerVerbs, root=True):
    """Settings that an update may change: the delegation, but not its type, and the triggers.

    Wire: `session` of `session.update`.
    """

    delegation: Annotated[Clearable[DelegationUpdate], NULL, OneKind("client")] = UNSET
    """Settings of the delegation; omitted ones stay. Null means your own application."""

    triggers: Annotated[Clearable[Array[DecisionTrigger]], EMPTY_LIST] = UNSET
    """Questions about the transcripts, which replace all earlier ones. An empty list turns them off."""


class ForkSessionConfig(Config, BackendVerbs, root=True):
    """Settings of a fork on a WebSocket that differ from the stored session's. May be empty.

    Wire: `session` of a fork's `session.start`.
    """

    audio: Clearable[ForkAudio] = UNSET
    """Format on the new connection."""

    client: Clearable[ClientConfig] = UNSET
    """Rights of an untrusted frontend. WebRTC forks only."""

    delegation: Annotated[Clearable[ForkDelegation], OneKind("client")] = UNSET
    """Settings of the backend, if the stored session has one; omitted ones stay."""

    store: Clearable[bool] = UNSET
    """Keep the fork for later forks and download. If omitted, as for the stored session."""


class MediaSessionForkConfig(Config, BackendVerbs, root=True):
    """Settings of a WebRTC fork that differ from the stored session's.

    Wire: `session` of `POST /live/sessions/{session_id}/fork`.
    """

    client: Clearable[ClientConfig] = UNSET
    """Rights of an untrusted frontend."""

    delegation: Annotated[Clearable[ForkDelegation], OneKind("client")] = UNSET
    """Settings of the backend, if the stored session has one; omitted ones stay."""

    store: Clearable[bool] = UNSET
    """Keep the fork for later forks and download. If omitted, as for the stored session."""


# Sessions

Model: TypeAlias = Open[Literal["gpt-live-1", "gpt-live-1.1"]]


class _Start(Config, StartVerbs):
    """The settings that every session starts with."""

    model: Model
    """The Live model. Fixed at the start."""

    # Who does the work

    delegation: Annotated[Clearable[Delegation], NULL] = UNSET
    """Who does the work that the Live model hands over: a backend model, Decisions, or your application,
    which is null. The type is fixed at the start. Server default your application."""

    # What was said before, and how to talk

    input: Clearable[Array[InitialItem]] = UNSET
    """History in text: at most 128 messages and, by default, 8192 tokens. Fixed at the start. Server default empty."""

    instructions: Annotated[Clearable[str], NULL] = UNSET
    """How to talk and when to delegate, at most 16,384 tokens; business rules belong in the backend's.
    Fixed at the start. If blank or null, the server uses its own."""

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
    """A session on a WebSocket: its settings at the start.

    Wire: `session` of `session.start`.
    """

    audio: Clearable[Audio] = UNSET
    """Format and voice. Fixed at the start."""

    client: Clearable[ClientConfig] = UNSET
    """Rights of an untrusted frontend. WebRTC only, and fixed at the start."""

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
    """A WebRTC session: its settings at the start.

    Wire: `session` of `POST /live/sessions`.
    """

    audio: Clearable[MediaAudio] = UNSET
    """The voice. Fixed at the start."""

    client: Clearable[ClientConfig] = UNSET
    """Rights of an untrusted frontend. Fixed at the start."""

    idle_timeout_s: Clearable[int] = UNSET
    """Time without speech after which inference pauses, in whole seconds. Needs a wake policy.
    If omitted, it never pauses."""

    wake_policy: Clearable[WakePolicy] = UNSET
    """Conditions that wake a paused session."""


class AcceptSession(
    _Start, tag="live", root=True, updated_by=(SessionUpdateConfig,), wire_order=("model", "audio", *_AFTER)
):
    """A SIP session: its settings at the start.

    Wire: `session` of `POST /live/sessions/{session_id}/accept`.
    """

    audio: Clearable[MediaAudio] = UNSET
    """The voice. Fixed at the start."""
