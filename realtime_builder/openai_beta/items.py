"""Items of a conversation: messages, function calls and their results, as flat objects."""

from typing import Any, Literal

from .._core.plain import plain
from .._core.writing import encode_any
from ..config import Config
from ..fields import UNSET, Array, Audio, Open, Settable

__all__ = [
    "ConversationItem",
    "ConversationItemContent",
    "ConversationItemWithReference",
    "function_output",
    "system_text",
    "user_audio",
    "user_image",
    "user_text",
]


class ConversationItemContent(Config):
    """A part of a message; `type` says which members belong to it.

    Wire: `item.content[]`, `response.input[].content[]`.
    """

    # What it is made of

    id: Settable[str] = UNSET
    """`item_reference`: identifier of the earlier item, made by either side. Only in `response.create`."""

    audio: Settable[Audio] = UNSET
    """`input_audio` and `audio`: audio in the session's format; base64 on the wire."""

    detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET
    """`input_image`: how closely the model looks. Server default `auto`, which equals `high`.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    image_url: Settable[str] = UNSET
    """`input_image`: a PNG or JPEG as a `data:` URI.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    text: Settable[str] = UNSET
    """`input_text` and `text`: the words."""

    transcript: Settable[str] = UNSET
    """`input_audio` and `audio`: the transcript."""

    # Which kind

    type: Settable[
        Open[
            Literal[
                "input_text",
                "input_audio",
                "item_reference",
                "text",
                "audio",
                "input_image",
                "output_text",
                "output_audio",
            ]
        ]
    ] = UNSET
    """Kind of content: system messages have `input_text`, user messages also `input_audio`, assistant messages `text`.
    `input_image`, `output_text` and `output_audio` are from OpenAI's OpenAPI, which has drifted towards GA."""


class _Item(Config):
    """What an item has, whichever kind it is of."""

    # Its place in the conversation

    id: Settable[str] = UNSET
    """Name of the item, chosen by the client. If omitted, the server makes one.
    For `item_reference`, the name of the earlier item; required there."""

    # A function call and its result

    arguments: Settable[str] = UNSET
    """`function_call`: the arguments, as JSON text."""

    call_id: Settable[str] = UNSET
    """`function_call` and `function_call_output`: identifier that links them. The server checks that it exists."""

    # A message

    content: Settable[Array[ConversationItemContent]] = UNSET
    """`message`: its parts."""

    # A function call and its result, continued

    name: Settable[str] = UNSET
    """`function_call`: the function called."""

    object: Settable[Literal["realtime.item"]] = UNSET
    """Always `realtime.item`; the server's own items have it."""

    output: Settable[str] = UNSET
    """`function_call_output`: the result, as free text."""

    # Who and what

    role: Settable[Literal["user", "assistant", "system"]] = UNSET
    """`message`: who speaks."""

    status: Settable[Open[Literal["completed", "incomplete", "in_progress"]]] = UNSET
    """Has no effect; accepted because the server's own items have it."""


class ConversationItem(_Item):
    """A message, a function call or its result; `type` says which members belong to it.

    Wire: `item` of `conversation.item.create`.
    """

    type: Settable[Open[Literal["message", "function_call", "function_call_output"]]] = UNSET
    """Kind of item. Optional in the SDK, required by OpenAI's OpenAPI: always set it."""


class ConversationItemWithReference(_Item):
    """An item for the context of one response: as `ConversationItem`, or a reference to an earlier item.

    Wire: `response.input[]`.
    """

    type: Settable[Open[Literal["message", "function_call", "function_call_output", "item_reference"]]] = UNSET
    """Kind of item. Optional in the SDK, required by OpenAI's OpenAPI: always set it."""


# Everyday items


def user_text(text: str, *, id: Settable[str] = UNSET) -> ConversationItem:
    """A message that the user typed."""
    return _message("user", ConversationItemContent(type="input_text", text=text), id)


def user_audio(audio: Audio, *, transcript: Settable[str] = UNSET, id: Settable[str] = UNSET) -> ConversationItem:
    """A message that the user spoke: raw bytes in the session's `input_audio_format`."""
    return _message("user", ConversationItemContent(type="input_audio", audio=audio, transcript=transcript), id)


def user_image(
    image_url: str, *, detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET, id: Settable[str] = UNSET
) -> ConversationItem:
    """A picture that the user shows: a PNG or JPEG as a `data:` URI."""
    return _message("user", ConversationItemContent(type="input_image", image_url=image_url, detail=detail), id)


def system_text(text: str, *, id: Settable[str] = UNSET) -> ConversationItem:
    """A system message within the conversation."""
    return _message("system", ConversationItemContent(type="input_text", text=text), id)


def function_output(call_id: str, output: Any, *, id: Settable[str] = UNSET) -> ConversationItem:
    """The result of a function: text as it is, anything else as JSON text."""
    text = output if isinstance(output, str) else encode_any(plain(output)).decode()
    return ConversationItem(type="function_call_output", call_id=call_id, output=text, id=id)


def _message(role: Literal["user", "system"], part: ConversationItemContent, id: Settable[str]) -> ConversationItem:
    return ConversationItem(type="message", role=role, content=[part], id=id)
