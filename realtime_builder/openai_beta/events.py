"""Events that a client sends: the 12 of the beta dialect."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Audio, Clearable, Settable
from .items import ConversationItem
from .response import ResponseCreateParams
from .session import Session, TranscriptionSession

__all__ = [
    "ClientEvent",
    "ConversationItemCreateEvent",
    "ConversationItemDeleteEvent",
    "ConversationItemRetrieveEvent",
    "ConversationItemTruncateEvent",
    "InputAudioBufferAppendEvent",
    "InputAudioBufferClearEvent",
    "InputAudioBufferCommitEvent",
    "OutputAudioBufferClear",
    "ResponseCancelEvent",
    "ResponseCreateEvent",
    "SessionUpdateEvent",
    "TranscriptionSessionUpdate",
]


class _Event(Config):
    """What every event has."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


# Conversation items


class ConversationItemCreateEvent(Config, tag="conversation.item.create"):
    """Adds an item to the conversation."""

    item: ConversationItem
    """The item to add."""

    event_id: Settable[Annotated[str, Meta(max_length=512)]] = UNSET
    """Name of the event, chosen by the client: errors refer to it. Up to 512 characters."""

    previous_item_id: Clearable[str] = UNSET
    """The item to insert it after; `root` puts it first. Omitted or null puts it last."""


class ConversationItemDeleteEvent(_Event, tag="conversation.item.delete", wire_order=("item_id", "event_id")):
    """Removes an item from the conversation."""

    item_id: str
    """The item to remove."""


class ConversationItemRetrieveEvent(_Event, tag="conversation.item.retrieve", wire_order=("item_id", "event_id")):
    """Asks for an item as the server has it, such as audio after noise reduction."""

    item_id: str
    """The item to get."""


class ConversationItemTruncateEvent(
    _Event, tag="conversation.item.truncate", wire_order=("audio_end_ms", "content_index", "item_id", "event_id")
):
    """After an interruption, cuts the assistant's audio to the part that the user heard."""

    audio_end_ms: int
    """Audio to keep, in milliseconds. A length beyond the audio is an error."""

    content_index: int
    """Which content part to cut. Always 0."""

    item_id: str
    """The assistant message to cut."""


# Audio buffers


class InputAudioBufferAppendEvent(_Event, tag="input_audio_buffer.append", wire_order=("audio", "event_id")):
    """Sends audio to the input buffer."""

    audio: Audio
    """Audio in the session's `input_audio_format`; base64 on the wire."""


class InputAudioBufferClearEvent(_Event, tag="input_audio_buffer.clear"):
    """Empties the input buffer."""


class OutputAudioBufferClear(_Event, tag="output_audio_buffer.clear"):
    """Stops the audio at once, on WebRTC only. Cancel the response first."""


class InputAudioBufferCommitEvent(_Event, tag="input_audio_buffer.commit"):
    """Turns the input buffer into a user message. Turn detection does this itself."""


# Responses


class ResponseCancelEvent(_Event, tag="response.cancel"):
    """Stops a response."""

    response_id: Settable[str] = UNSET
    """The response to stop; if omitted, the one in progress in the default conversation."""


class ResponseCreateEvent(_Event, tag="response.create"):
    """Asks for a response. Turn detection does this itself."""

    response: Settable[ResponseCreateParams] = UNSET
    """Settings that differ from the session's."""


# Sessions


class SessionUpdateEvent(_Event, tag="session.update", wire_order=("session", "event_id")):
    """Changes the session. Omitted settings stay as they are."""

    session: Session
    """The changes."""


class TranscriptionSessionUpdate(_Event, tag="transcription_session.update", wire_order=("session", "event_id")):
    """Changes a transcription session. Omitted settings stay as they are."""

    session: TranscriptionSession
    """The changes."""


ClientEvent: TypeAlias = (
    ConversationItemCreateEvent
    | ConversationItemDeleteEvent
    | ConversationItemRetrieveEvent
    | ConversationItemTruncateEvent
    | InputAudioBufferAppendEvent
    | InputAudioBufferClearEvent
    | OutputAudioBufferClear
    | InputAudioBufferCommitEvent
    | ResponseCancelEvent
    | ResponseCreateEvent
    | SessionUpdateEvent
    | TranscriptionSessionUpdate
)
"""Any event that a client sends."""
