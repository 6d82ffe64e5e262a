"""What a client sends: the nineteen events of Voice Live."""

from typing import TypeAlias

from ..config import Config
from ..fields import UNSET, Audio, Settable
from .items import ConversationRequestItem
from .response import ResponseCreateParams
from .session import RequestSession

# Session


class ClientEventSessionUpdate(Config, tag="session.update"):
    """Change the session's settings. The server answers with all of them in `session.updated`."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    session: RequestSession
    """What to change; the rest stays as it is."""


class ClientEventSessionAvatarConnect(Config, tag="session.avatar.connect"):
    """Start the avatar's video connection."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    client_sdp: str
    """The client's offer, as SDP."""


# Audio in one buffer


class ClientEventInputAudioBufferAppend(Config, tag="input_audio_buffer.append"):
    """Add audio to the input buffer. The server does not confirm it."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    audio: Audio
    """The sound, in the session's input format; at most 15 MiB."""


class ClientEventInputAudioBufferCommit(Config, tag="input_audio_buffer.commit"):
    """Make a message of the input buffer. Turn detection does so by itself."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""


class ClientEventInputAudioBufferClear(Config, tag="input_audio_buffer.clear"):
    """Empty the input buffer."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""


# Audio in turns


class ClientEventInputAudioTurnStart(Config, tag="input_audio.turn.start"):
    """Begin a turn of the user's."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    turn_id: str
    """A new ID for the turn."""


class ClientEventInputAudioTurnAppend(Config, tag="input_audio.turn.append"):
    """Add audio to a turn."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    turn_id: str
    """ID of the turn."""

    audio: Audio
    """The sound, in the session's input format."""


class ClientEventInputAudioTurnEnd(Config, tag="input_audio.turn.end"):
    """End a turn."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    turn_id: str
    """ID of the turn."""


class ClientEventInputAudioTurnCancel(Config, tag="input_audio.turn.cancel"):
    """Give a turn up."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    turn_id: str
    """ID of the turn."""


class ClientEventInputAudioClear(Config, tag="input_audio.clear"):
    """Drop all audio that is being streamed in."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""


class ClientEventOutputAudioBufferClear(Config, tag="output_audio_buffer.clear"):
    """Drop what the avatar has yet to say."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""


# Text


class ClientEventInputTextDelta(Config, tag="input_text.delta"):
    """Add a piece of text to an item."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    id: str
    """ID of the item."""

    delta: str
    """The piece of text."""

    content_index: Settable[int] = UNSET
    """Position of the part within the item's content."""


class ClientEventInputTextDone(Config, tag="input_text.done"):
    """End the text of an item."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    id: str
    """ID of the item."""

    content_index: Settable[int] = UNSET
    """Position of the part within the item's content."""


# Conversation


class ClientEventConversationItemCreate(Config, tag="conversation.item.create"):
    """Add an item to the conversation. Audio of the assistant's can't be added."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    previous_item_id: Settable[str] = UNSET
    """ID of the item to put it after, or `root` for the beginning. At the end if omitted."""

    item: Settable[ConversationRequestItem] = UNSET
    """The item."""


class ClientEventConversationItemRetrieve(Config, tag="conversation.item.retrieve"):
    """Ask for an item as the server has it, such as audio after noise reduction."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    item_id: str
    """ID of the item."""


class ClientEventConversationItemTruncate(Config, tag="conversation.item.truncate"):
    """Cut an answer to what the user has heard of it, after an interruption."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    item_id: str
    """ID of the assistant's message."""

    content_index: int
    """Position of the part within the message's content; 0."""

    audio_end_ms: int
    """How much was heard, in milliseconds; no more than there is."""


class ClientEventConversationItemDelete(Config, tag="conversation.item.delete"):
    """Take an item out of the conversation."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    item_id: str
    """ID of the item."""


# Response


class ClientEventResponseCreate(Config, tag="response.create"):
    """Have the model answer. Turn detection does so by itself."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    response: Settable[ResponseCreateParams] = UNSET
    """Settings for this answer, in place of the session's."""

    additional_instructions: Settable[str] = UNSET
    """What the model is told beside the session's instructions, for this answer."""


class ClientEventResponseCancel(Config, tag="response.cancel"):
    """Stop an answer that is under way."""

    event_id: Settable[str] = UNSET
    """ID by which an error refers to this event."""

    response_id: Settable[str] = UNSET
    """ID of the response. The one under way in the default conversation if omitted."""


ClientEvent: TypeAlias = (
    ClientEventSessionUpdate
    | ClientEventSessionAvatarConnect
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
