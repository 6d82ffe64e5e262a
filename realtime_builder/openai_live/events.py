"""Events that a client sends: fifteen on a session's own WebSocket, and those of forks and sidebands."""

from typing import TypeAlias

from ..config import Config
from ..fields import UNSET, Audio, Clearable, Json
from .items import DecisionItem
from .session import ForkSessionConfig, SessionConfig, SessionUpdateConfig


class _Event(Config):
    """What events have in common."""

    event_id: Clearable[str] = UNSET
    """Your own name for the event; answers and errors refer to it (`client_event_id`)."""


class _Append(_Event):
    """What the three events that tell the Live model something have in common."""

    content: str
    """The text, at most 500 tokens."""

    delegation_id: str | None
    """The delegation of your application that it belongs to; None for the session. Always sent."""


# The session


class SessionStartEvent(_Event, tag="session.start", wire_order=("session", "event_id")):
    """Starts a session: the first event. Answered by `session.started`; send other events after that."""

    session: SessionConfig
    """Settings of the session."""


class ForkSessionStartEvent(_Event, tag="session.start", wire_order=("session", "event_id")):
    """Starts a session where a stored one ended: the first event on a fork's WebSocket."""

    session: ForkSessionConfig
    """Settings that differ from the stored session's. May be empty."""


class SessionUpdateEvent(_Event, tag="session.update", wire_order=("session", "event_id")):
    """Changes the delegation or the triggers. Answered by `session.updated`."""

    session: SessionUpdateConfig
    """The changes. Omitted settings stay."""


class SessionCloseEvent(_Event, tag="session.close"):
    """Ends the session. Answered by `session.closed`, with the reason and the usage."""


# Audio


class InputAudioAppendEvent(_Event, tag="session.input_audio.append", wire_order=("audio", "event_id")):
    """Sends the user's audio. Not answered. WebSocket only: WebRTC and SIP have a track for it."""

    audio: Audio
    """Audio in the session's format, without any container. Raw bytes here, base64 on the wire."""


class InputAudioMuteEvent(_Event, tag="session.input_audio.mute"):
    """Mutes the input: the model hears nothing. Answered by `session.input_audio.muted`."""


class InputAudioUnmuteEvent(_Event, tag="session.input_audio.unmute"):
    """Unmutes the input: the model hears again. Answered by `session.input_audio.unmuted`."""


class OutputAudioFixturePlayEvent(_Event, tag="session.output_audio.fixture.play", wire_order=("audio", "event_id")):
    """Plays a recording: the model's speech stops, and the user's speech meanwhile is lost. One at a time.

    Answered by `session.output_audio.fixture.playing`, and by `.played` at its end.
    """

    audio: Audio
    """16-bit PCM, mono, 24 kHz, little-endian, whatever the session's format; at most 30 seconds.
    Raw bytes here, base64 on the wire."""


# What the Live model is told on the way. At most 500 tokens each; refused while a recording plays.


class InstructionsAppendEvent(_Append, tag="session.instructions.append"):
    """Adds to the instructions. They stay, and reach the backend too. Answered by `session.instructions.appended`."""


class ThinkingAppendEvent(_Append, tag="session.thinking.append"):
    """Tells the model something that it need not say, such as progress. No secrets: it may affect speech.

    Answered by `session.thinking.appended`.
    """


class CommentaryAppendEvent(_Append, tag="session.commentary.append"):
    """Gives the model something to say, such as a result. Answered by `session.commentary.appended`."""


# Decisions


class DecisionCreateEvent(Config, tag="decision.create"):
    """Asks the session's questions now."""

    event_id: str
    """Your own name for the event. Each may be used once in a session."""


class DecisionItemCreateEvent(_Event, tag="decision.item.create", wire_order=("item", "event_id")):
    """Adds an item for Decisions. Asks no question, and the Live model does not see it."""

    item: DecisionItem
    """The item."""


class DecisionItemDeleteEvent(_Event, tag="decision.item.delete", wire_order=("item_id", "event_id")):
    """Removes an item for Decisions."""

    item_id: str
    """The item."""


# The backend. Refused unless the session delegates to one.


class ResponseItemCreateEvent(_Event, tag="response.item.create", wire_order=("item", "event_id")):
    """Adds an item to the backend's conversation, such as a function's result."""

    item: Json
    """An input item of the Responses API (see `function_output`)."""


class ResponseCreateEvent(_Event, tag="response.create"):
    """Asks the backend to answer, or to go on after its functions have returned."""


# Telephones


class TransportDtmfSend(_Event, tag="transport.dtmf.send", wire_order=("event", "event_id")):
    """Presses a key of the telephone. On the sideband of a SIP call only. Answered by `transport.dtmf.sent`."""

    event: str
    """The key: a digit, A to D, ``*`` or ``#``."""


_OnEveryConnection: TypeAlias = (
    InputAudioMuteEvent
    | InputAudioUnmuteEvent
    | OutputAudioFixturePlayEvent
    | InstructionsAppendEvent
    | ThinkingAppendEvent
    | CommentaryAppendEvent
    | DecisionCreateEvent
    | DecisionItemCreateEvent
    | DecisionItemDeleteEvent
    | ResponseItemCreateEvent
    | ResponseCreateEvent
    | SessionCloseEvent
)

ClientEvent: TypeAlias = SessionStartEvent | SessionUpdateEvent | InputAudioAppendEvent | _OnEveryConnection
"""What a client sends on a session's own WebSocket."""

ForkClientEvent: TypeAlias = ForkSessionStartEvent | SessionUpdateEvent | InputAudioAppendEvent | _OnEveryConnection
"""What a client sends on a fork's WebSocket."""

SidebandClientEvent: TypeAlias = SessionUpdateEvent | TransportDtmfSend | _OnEveryConnection
"""What a client sends on a sideband."""
