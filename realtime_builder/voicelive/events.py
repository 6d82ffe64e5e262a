"""Events that a client sends in Voice Live."""

from typing import TypeAlias

from ..config import Config
from ..fields import UNSET, Audio, Clearable, Settable
from .items import ConversationRequestItem
from .response import ResponseCreateParams
from .session import RequestSession


class _ClientEvent(Config):
    """What every event has."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""


# Session


class ClientEventSessionUpdate(_ClientEvent, tag="session.update"):
    """Change the session's settings. The server answers with all of them in `session.updated`."""

    session: RequestSession
    """The changes; omitted settings stay as they are."""


class ClientEventSessionAvatarConnect(_ClientEvent, tag="session.avatar.connect"):
    """Start the avatar's video connection."""

    client_sdp: str
    """The client's offer, as SDP."""


class ClientEventRtcCallSdpCreate(_ClientEvent, tag="rtc.call.sdp.create"):
    """Start a call over WebRTC. The server answers with its own SDP in `rtc.call.sdp.created`.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """

    sdp_offer: str
    """The client's offer, as SDP."""

    session: Settable[RequestSession] = UNSET
    """Settings of the session. If a hosted agent answers, its own settings apply."""


# Audio in one buffer


class ClientEventInputAudioBufferAppend(_ClientEvent, tag="input_audio_buffer.append"):
    """Add audio to the input buffer. The server does not confirm it."""

    audio: Audio
    """Audio in the session's input format, at most 15 MiB."""


class ClientEventInputAudioBufferCommit(_ClientEvent, tag="input_audio_buffer.commit"):
    """Turn the input buffer into a message. Turn detection does this itself."""


class ClientEventInputAudioBufferClear(_ClientEvent, tag="input_audio_buffer.clear"):
    """Empty the input buffer."""


# Audio in turns


class ClientEventInputAudioTurnStart(_ClientEvent, tag="input_audio.turn.start"):
    """Begin a turn of the user."""

    turn_id: str
    """A new ID for the turn."""


class ClientEventInputAudioTurnAppend(_ClientEvent, tag="input_audio.turn.append"):
    """Add audio to a turn."""

    turn_id: str
    """ID of the turn."""

    audio: Audio
    """Audio in the session's input format."""


class ClientEventInputAudioTurnEnd(_ClientEvent, tag="input_audio.turn.end"):
    """End a turn."""

    turn_id: str
    """ID of the turn."""


class ClientEventInputAudioTurnCancel(_ClientEvent, tag="input_audio.turn.cancel"):
    """Cancel a turn."""

    turn_id: str
    """ID of the turn."""


class ClientEventInputAudioClear(_ClientEvent, tag="input_audio.clear"):
    """Drop all audio that is being streamed in."""


class ClientEventOutputAudioBufferClear(_ClientEvent, tag="output_audio_buffer.clear"):
    """Drop the rest of the avatar's speech."""


# Text


class ClientEventInputTextDelta(_ClientEvent, tag="input_text.delta"):
    """Add a piece of text to an item."""

    id: str
    """ID of the item."""

    delta: str
    """The piece of text."""

    content_index: Settable[int] = UNSET
    """Position of the part within the item's content."""


class ClientEventInputTextDone(_ClientEvent, tag="input_text.done"):
    """End the text of an item."""

    id: str
    """ID of the item."""

    content_index: Settable[int] = UNSET
    """Position of the part within the item's content."""


# Conversation


class ClientEventConversationItemCreate(_ClientEvent, tag="conversation.item.create"):
    """Add an item to the conversation. The assistant's audio can't be added."""

    previous_item_id: Clearable[str] = UNSET
    """ID of the item to put it after, or `root` for the beginning. At the end if omitted or null."""

    item: Settable[ConversationRequestItem] = UNSET
    """The item."""


class ClientEventConversationItemRetrieve(_ClientEvent, tag="conversation.item.retrieve"):
    """Ask for an item as the server has it, such as audio after noise reduction."""

    item_id: str
    """ID of the item."""


class ClientEventConversationItemTruncate(_ClientEvent, tag="conversation.item.truncate"):
    """After an interruption, cut an answer to the part that the user heard."""

    item_id: str
    """ID of the assistant's message."""

    content_index: int
    """Position of the part within the message's content; 0."""

    audio_end_ms: int
    """Length of the part that was heard, in milliseconds; at most the length of the audio."""


class ClientEventConversationItemDelete(_ClientEvent, tag="conversation.item.delete"):
    """Take an item out of the conversation."""

    item_id: str
    """ID of the item."""


# Response


class ClientEventResponseCreate(_ClientEvent, tag="response.create"):
    """Ask for a response. Turn detection does this itself."""

    response: Settable[ResponseCreateParams] = UNSET
    """Settings for this answer, in place of the session's."""

    additional_instructions: Settable[str] = UNSET
    """Instructions for this answer, in addition to the session's."""


class ClientEventResponseCancel(_ClientEvent, tag="response.cancel"):
    """Stop an answer that is in progress."""

    response_id: Settable[str] = UNSET
    """ID of the response; if omitted, the one in progress in the default conversation."""


ClientEvent: TypeAlias = (
    ClientEventSessionUpdate
    | ClientEventSessionAvatarConnect
    | ClientEventRtcCallSdpCreate
    | ClientEventInputAudioBufferAppend
    | ClientEventInputAudioBufferCommit
    | ClientEventInputAudioBufferClear
    | ClientEventInputAudioTurnStart
    | ClientEventInputAudioTurnAppend
    | ClientEventInputAudioTurnEnd
    | ClientEventInputAudioTurnCancel
    | ClientEventInputAudioClear
    | ClientEventOutputAudioBufferClear
    | ClientEventInputTextDelta
    | ClientEventInputTextDone
    | ClientEventConversationItemCreate
    | ClientEventConversationItemRetrieve
    | ClientEventConversationItemTruncate
    | ClientEventConversationItemDelete
    | ClientEventResponseCreate
    | ClientEventResponseCancel
)
