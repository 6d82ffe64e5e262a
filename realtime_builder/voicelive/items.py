"""Items of a conversation, and the parts of messages."""

from typing import Any, Literal, TypeAlias

from .._core.plain import plain
from .._core.writing import encode_any
from ..config import Config
from ..fields import UNSET, Array, Audio, ByRole, Open, Settable

# Content of a message


class InputTextContentPart(Config, tag="input_text"):
    """Text that goes to the model.

    Wire: `item.content`.
    """

    text: str
    """The text."""


class InputAudioContentPart(Config, tag="input_audio"):
    """Speech that goes to the model. Only realtime models listen; others take text.

    Wire: `item.content`.
    """

    audio: Settable[Audio] = UNSET
    """Audio in the session's input format; 16-bit PCM mono at 24 kHz unless set otherwise.

    Microsoft's documents let it be omitted, azure-ai-voicelive 1.3.1 does not.
    """

    transcript: Settable[str] = UNSET
    """Transcript, for reference; the model does not see it."""


class RequestImageContentPart(Config, tag="input_image"):
    """A picture that goes to the model.

    Wire: `item.content`.
    """

    image_url: Settable[str] = UNSET
    """URL of the picture, or the picture itself as a `data:` URL."""

    detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET
    """How closely the model looks."""


class OutputTextContentPart(Config, tag="text"):
    """Text that the assistant said earlier.

    Wire: `item.content`.
    """

    text: str
    """The text."""


class AssistantOutputTextContentPart(Config, tag="output_text"):
    """Text that the assistant said earlier, with the `type` of OpenAI GA, which the server takes too.

    Wire: `item.content`. Absent from azure-ai-voicelive 1.3.1.
    """

    text: str
    """The text."""


RequestTextContentPart: TypeAlias = InputTextContentPart
RequestAudioContentPart: TypeAlias = InputAudioContentPart

MessageContentPart: TypeAlias = (
    InputAudioContentPart | InputTextContentPart | OutputTextContentPart | RequestImageContentPart
)
AssistantContentPart: TypeAlias = MessageContentPart | AssistantOutputTextContentPart

# Messages: one class per role


class _Item(Config):
    """What every item that a request adds can say of itself."""

    id: Settable[str] = UNSET
    """ID of the item. The server makes one if omitted."""

    status: Settable[Open[Literal["completed", "incomplete"]]] = UNSET
    """Whether the item is complete."""


class _Message(_Item, wire_order=("id", "content", "status")):
    """What the messages of the user and of the application have."""

    content: Array[MessageContentPart]
    """The parts of the message; roles other than user have text only."""


class AssistantMessageItem(_Item, wire_order=("role", "id", "content", "status"), tag="message"):
    """A message from the assistant.

    Wire: `item`, `response.input_items`, `response.pre_generated_assistant_message`.
    """

    role: Literal["assistant"] = "assistant"
    """Who speaks."""

    content: Array[AssistantContentPart]
    """The parts of the message; text for this role."""


class SystemMessageItem(_Message, wire_order=("role", "id", "content", "status"), tag="message"):
    """A system message from the application.

    Wire: `item`, `response.input_items`.
    """

    role: Literal["system"] = "system"
    """Who speaks."""


class UserMessageItem(_Message, wire_order=("role", "id", "content", "status"), tag="message"):
    """A message from the user: speech, text or pictures.

    Wire: `item`, `response.input_items`.
    """

    role: Literal["user"] = "user"
    """Who speaks."""


# Tools at work


class FunctionCallItem(_Item, wire_order=("id", "name", "call_id", "arguments", "status"), tag="function_call"):
    """A call that the model made to a function of the client.

    Wire: `item`, `response.input_items`.
    """

    name: str
    """The function."""

    call_id: str
    """ID by which the output refers to the call."""

    arguments: str
    """The arguments, as JSON in a string."""


class FunctionCallOutputItem(_Item, wire_order=("id", "call_id", "output", "status"), tag="function_call_output"):
    """The result of a function.

    Wire: `item`, `response.input_items`.
    """

    call_id: str
    """ID of the call that this answers."""

    output: str
    """The result as text, often JSON in a string."""


class MCPApprovalResponseRequestItem(Config, tag="mcp_approval_response"):
    """Approval or refusal of a call of an MCP server's tool.

    Wire: `item`, `response.input_items`.
    """

    id: Settable[str] = UNSET
    """ID of the item. The server makes one if omitted."""

    approval_request_id: str
    """ID of the request that this answers."""

    approve: bool
    """Whether the tool may run."""


ConversationRequestItem: TypeAlias = ByRole[
    AssistantMessageItem
    | SystemMessageItem
    | UserMessageItem
    | FunctionCallItem
    | FunctionCallOutputItem
    | MCPApprovalResponseRequestItem
]

ConversationItem: TypeAlias = ConversationRequestItem


# Everyday items


def user_text(text: str, *, id: Settable[str] = UNSET) -> UserMessageItem:
    """A message that the user typed."""
    return UserMessageItem(content=[InputTextContentPart(text=text)], id=id)


def user_audio(audio: Audio, *, transcript: Settable[str] = UNSET, id: Settable[str] = UNSET) -> UserMessageItem:
    """A message that the user spoke: raw bytes in the session's input format."""
    return UserMessageItem(content=[InputAudioContentPart(audio=audio, transcript=transcript)], id=id)


def user_image(
    image_url: str,
    *,
    detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET,
    id: Settable[str] = UNSET,
) -> UserMessageItem:
    """A picture that the user shows: a URL, or the picture itself as a `data:` URL."""
    return UserMessageItem(content=[RequestImageContentPart(image_url=image_url, detail=detail)], id=id)


def system_text(text: str, *, id: Settable[str] = UNSET) -> SystemMessageItem:
    """A system message within the conversation."""
    return SystemMessageItem(content=[InputTextContentPart(text=text)], id=id)


def function_output(call_id: str, output: Any, *, id: Settable[str] = UNSET) -> FunctionCallOutputItem:
    """The result of a function: text as it is, anything else as JSON text."""
    text = output if isinstance(output, str) else encode_any(plain(output)).decode()
    return FunctionCallOutputItem(call_id=call_id, output=text, id=id)


def mcp_approval(
    approval_request_id: str, *, approve: bool, id: Settable[str] = UNSET
) -> MCPApprovalResponseRequestItem:
    """Approval or refusal of a call of an MCP server's tool."""
    return MCPApprovalResponseRequestItem(approval_request_id=approval_request_id, approve=approve, id=id)
