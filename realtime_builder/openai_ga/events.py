"""Events that a client sends: eleven in realtime and transcription sessions, three in translation sessions."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Audio, Clearable, Settable
from .items import ConversationItem
from .response import RealtimeResponseCreateParams
from .session import (
    RealtimeSessionCreateRequest,
    RealtimeTranscriptionSessionCreateRequest,
    RealtimeTranslationSessionUpdateRequest,
)


class _Event(Config):
    """What every event has."""

    event_id: Settable[Annotated[str, Meta(max_length=512)]] = UNSET
    """Your own name for the event; errors refer to it. Up to 512 characters."""


# The conversation


class ConversationItemCreateEvent(
    _Event, tag="conversation.item.create", wire_order=("item", "event_id", "previous_item_id")
):
    """Adds an item to the conversation. Answered by `conversation.item.added` and `.done`."""

    item: ConversationItem
    """The item."""

    previous_item_id: Clearable[str] = UNSET
    """The item to insert it after; ``root`` puts it first. Omitted or null puts it last."""


class ConversationItemDeleteEvent(_Event, tag="conversation.item.delete", wire_order=("item_id", "event_id")):
    """Takes an item out of the conversation. Answered by `conversation.item.deleted`."""

    item_id: str
    """The item."""


class ConversationItemRetrieveEvent(_Event, tag="conversation.item.retrieve", wire_order=("item_id", "event_id")):
    """Asks for an item as the server has it, such as audio after noise reduction.

    Answered by `conversation.item.retrieved`.
    """

    item_id: str
    """The item."""


class ConversationItemTruncateEvent(
    _Event, tag="conversation.item.truncate", wire_order=("audio_end_ms", "content_index", "item_id", "event_id")
):
    """Cuts an assistant message to the part that the user heard, and removes the transcript of the rest.

    Answered by `conversation.item.truncated`.
    """

    audio_end_ms: int
    """Length of the part that was heard, in milliseconds. A length beyond the audio is an error."""

    content_index: int
    """Position of the content part: 0."""

    item_id: str
    """The assistant message."""


# Audio


class InputAudioBufferAppendEvent(_Event, tag="input_audio_buffer.append", wire_order=("audio", "event_id")):
    """Adds audio to the input buffer. Not answered."""

    audio: Audio
    """Audio in the session's input format, at most 15 MiB. Raw bytes here, base64 on the wire."""


class InputAudioBufferClearEvent(_Event, tag="input_audio_buffer.clear"):
    """Empties the input buffer. Answered by `input_audio_buffer.cleared`."""


class OutputAudioBufferClearEvent(Config, tag="output_audio_buffer.clear"):
    """Stops the audio that is playing; send `response.cancel` first. WebRTC and SIP only.

    Answered by `output_audio_buffer.cleared`.
    """

    event_id: Settable[str] = UNSET
    """Your own name for the event; errors refer to it. No limit is documented here."""


class InputAudioBufferCommitEvent(_Event, tag="input_audio_buffer.commit"):
    """Turns the input buffer into a user message. With turn detection, the server does this itself.

    Answered by `input_audio_buffer.committed`; starts transcription, but no response.
    """


# Responses


class ResponseCancelEvent(_Event, tag="response.cancel"):
    """Stops a response. Answered by `response.done`, or by a harmless error if none is in progress."""

    response_id: Settable[str] = UNSET
    """The response; if omitted, the one in progress in the default conversation."""


class ResponseCreateEvent(_Event, tag="response.create"):
    """Lets the model respond, with settings for this response only.

    One response at a time can write to the default conversation; others may run beside it.
    Answered by `response.created` up to `response.done`.
    """

    response: Settable[RealtimeResponseCreateParams] = UNSET
    """Settings of the response."""


# Sessions


class SessionUpdateEvent(_Event, tag="session.update", wire_order=("session", "event_id")):
    """Changes the session's settings; omitted ones stay. Answered by `session.updated`.

    The model can never change; the voice, only until the model has spoken.
    """

    session: RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest
    """The changes."""


ClientEvent: TypeAlias = (
    ConversationItemCreateEvent
    | ConversationItemDeleteEvent
    | ConversationItemRetrieveEvent
    | ConversationItemTruncateEvent
    | InputAudioBufferAppendEvent
    | InputAudioBufferClearEvent
    | OutputAudioBufferClearEvent
    | InputAudioBufferCommitEvent
    | ResponseCancelEvent
    | ResponseCreateEvent
    | SessionUpdateEvent
)
"""Any event that a client sends in a realtime or transcription session."""

# Translation sessions


class RealtimeTranslationSessionUpdateEvent(_Event, tag="session.update", wire_order=("session", "event_id")):
    """Changes a translation session's language, transcription or noise reduction."""

    session: RealtimeTranslationSessionUpdateRequest
    """The changes."""


class RealtimeTranslationInputAudioBufferAppendEvent(
    _Event, tag="session.input_audio_buffer.append", wire_order=("audio", "event_id")
):
    """Sends audio to translate, ideally in pieces of 200 ms. Send silence when nobody speaks."""

    audio: Audio
    """PCM, 16-bit, 24 kHz, mono, little-endian. Raw bytes here, base64 on the wire."""


class RealtimeTranslationSessionCloseEvent(_Event, tag="session.close"):
    """Ends a translation session once the pending audio is translated."""


TranslationClientEvent: TypeAlias = (
    RealtimeTranslationSessionUpdateEvent
    | RealtimeTranslationInputAudioBufferAppendEvent
    | RealtimeTranslationSessionCloseEvent
)
"""Any event that a client sends in a translation session."""
