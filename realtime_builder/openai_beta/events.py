"""What a client sends: the 12 events of the beta dialect."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Audio, Settable
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

# Conversation items


class ConversationItemCreateEvent(Config, tag="conversation.item.create"):
    """Adds an item to the conversation."""

    item: ConversationItem
    """The item to add."""

    event_id: Settable[Annotated[str, Meta(max_length=512)]] = UNSET
    """Name of the event, chosen by the client: errors refer to it. Up to 512 characters."""

    previous_item_id: Settable[str] = UNSET
    """The item to insert it after; `root` puts it first. Omitted, it goes to the end."""


class ConversationItemDeleteEvent(Config, tag="conversation.item.delete"):
    """Removes an item from the conversation."""

    item_id: str
    """The item to remove."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class ConversationItemRetrieveEvent(Config, tag="conversation.item.retrieve"):
    """Asks for an item as the server has it, such as audio after noise reduction."""

    item_id: str
    """The item to get."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class ConversationItemTruncateEvent(Config, tag="conversation.item.truncate"):
    """Cuts off what the user did not hear of the assistant's audio, after an interruption."""

    audio_end_ms: int
    """How much audio to keep, in milliseconds. More than there is, is an error."""

    content_index: int
    """Which content part to cut. Always 0."""

    item_id: str
    """The assistant message to cut."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


# Audio buffers


class InputAudioBufferAppendEvent(Config, tag="input_audio_buffer.append"):
    """Sends audio to the input buffer."""

    audio: Audio
    """The sound, in the session's `input_audio_format`; base64 on the wire."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class InputAudioBufferClearEvent(Config, tag="input_audio_buffer.clear"):
    """Empties the input buffer."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class OutputAudioBufferClear(Config, tag="output_audio_buffer.clear"):
    """Stops the sound at once, on WebRTC only. Cancel the response before."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class InputAudioBufferCommitEvent(Config, tag="input_audio_buffer.commit"):
    """Makes a user message of what is in the input buffer. Turn detection does so by itself."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


# Responses


class ResponseCancelEvent(Config, tag="response.cancel"):
    """Stops a response."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""

    response_id: Settable[str] = UNSET
    """The response to stop. Omitted, it is the one in progress in the default conversation."""


class ResponseCreateEvent(Config, tag="response.create"):
    """Asks for a response. Turn detection does so by itself."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""

    response: Settable[ResponseCreateParams] = UNSET
    """Where the response is to differ from the session."""


# Sessions


class SessionUpdateEvent(Config, tag="session.update"):
    """Changes the session. What is omitted stays as it is."""

    session: Session
    """What to change."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


class TranscriptionSessionUpdate(Config, tag="transcription_session.update"):
    """Changes a transcription session. What is omitted stays as it is."""

    session: TranscriptionSession
    """What to change."""

    event_id: Settable[str] = UNSET
    """Name of the event, chosen by the client: errors refer to it."""


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
