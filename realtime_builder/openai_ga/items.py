"""Items of a conversation: messages, function calls, and calls of MCP servers."""

from typing import Any, Literal, TypeAlias

from .._core.plain import plain
from .._core.writing import encode_any
from ..config import Config
from ..fields import UNSET, Array, Audio, ByRole, Clearable, Json, Open, Settable

# Messages


class SystemMessageContent(Config, tag="input_text"):
    """Text of a system message."""

    text: Settable[str] = UNSET
    """The text."""


class UserMessageContent(Config):
    """A part of a user message: text, audio or an image. ``type`` says which."""

    audio: Settable[Audio] = UNSET
    """Audio in the session's input format (`input_audio`). Raw bytes here, base64 on the wire."""

    detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET
    """Resolution at which the model sees the image (`input_image`). Server default auto, which is high."""

    image_url: Settable[str] = UNSET
    """The image as a data URI, PNG or JPEG (`input_image`)."""

    text: Settable[str] = UNSET
    """The text (`input_text`)."""

    transcript: Settable[str] = UNSET
    """Transcript of the audio (`input_audio`). Kept with the item, not shown to the model."""

    type: Settable[Literal["input_text", "input_audio", "input_image"]] = UNSET
    """Kind of part: it says which of the other members apply."""


class AssistantMessageContent(Config):
    """A part of an assistant message: text or audio. ``type`` says which."""

    audio: Settable[Audio] = UNSET
    """Audio in the session's output format (`output_audio`). Raw bytes here, base64 on the wire."""

    text: Settable[str] = UNSET
    """The text (`output_text`)."""

    transcript: Settable[str] = UNSET
    """Transcript of the audio (`output_audio`)."""

    type: Settable[Literal["output_text", "output_audio"]] = UNSET
    """Kind of part: it says which of the other members apply."""


class _Item(Config):
    """What messages, function calls and their outputs say of themselves."""

    id: Settable[str] = UNSET
    """Identifier, unique in the session. If omitted, the server makes one."""

    object: Settable[Literal["realtime.item"]] = UNSET
    """The kind of object, as the server names it. Not needed in a request."""

    status: Settable[Open[Literal["completed", "incomplete", "in_progress"]]] = UNSET
    """Progress of the item. Has no effect."""


class RealtimeConversationItemSystemMessage(
    _Item, tag="message", wire_order=("role", "content", "id", "object", "status")
):
    """A system message within the conversation: context, or a small change of course.

    Larger changes belong in the session's ``instructions``.
    """

    role: Literal["system"] = "system"
    """Who speaks."""

    content: Array[SystemMessageContent]
    """Text parts."""


class RealtimeConversationItemUserMessage(
    _Item, tag="message", wire_order=("role", "content", "id", "object", "status")
):
    """A message of the user."""

    role: Literal["user"] = "user"
    """Who speaks."""

    content: Array[UserMessageContent]
    """Text, audio and image parts."""


class RealtimeConversationItemAssistantMessage(
    _Item, tag="message", wire_order=("role", "content", "id", "object", "status")
):
    """A message of the model. `conversation.item.create` can't add one with audio."""

    role: Literal["assistant"] = "assistant"
    """Who speaks."""

    content: Array[AssistantMessageContent]
    """Text and audio parts."""


# Function calls


class RealtimeConversationItemFunctionCall(
    _Item, tag="function_call", wire_order=("arguments", "name", "id", "call_id", "object", "status")
):
    """A call that the model made to a function of the client."""

    arguments: str
    """The arguments, a JSON object as text."""

    name: str
    """Name of the function."""

    call_id: Settable[str] = UNSET
    """Identifier of the call; its output refers to it."""


class RealtimeConversationItemFunctionCallOutput(
    _Item, tag="function_call_output", wire_order=("call_id", "output", "id", "object", "status")
):
    """The result of a function."""

    call_id: str
    """The call that this answers."""

    output: str
    """The result as free text, often JSON. May be empty."""


# MCP servers


class RealtimeMcpApprovalResponse(Config, tag="mcp_approval_response"):
    """The answer to a request for approval."""

    id: Settable[str] = UNSET
    """Identifier of the answer. The server gives one if omitted, as OpenAI's agents do."""

    approval_request_id: str
    """The request that this answers."""

    approve: bool
    """Whether the call may run."""

    reason: Clearable[str] = UNSET
    """Why, or why not."""


class MCPListToolsTool(Config):
    """A tool as its MCP server describes it."""

    input_schema: Json
    """JSON Schema of the arguments."""

    name: str
    """Name of the tool."""

    annotations: Clearable[Json] = UNSET
    """The server's further information about the tool."""

    description: Clearable[str] = UNSET
    """What the tool does."""


class RealtimeMcpListTools(Config, tag="mcp_list_tools"):
    """The tools that an MCP server offers."""

    server_label: str
    """The server, as the session's tool list names it."""

    tools: Array[MCPListToolsTool]
    """Its tools."""

    id: Settable[str] = UNSET
    """Identifier of the list."""


class RealtimeMcpProtocolError(Config, tag="protocol_error"):
    """The MCP server answered with an error of the protocol."""

    code: int
    """JSON-RPC error code."""

    message: str
    """The error."""


class RealtimeMcpToolExecutionError(Config, tag="tool_execution_error"):
    """The tool failed."""

    message: str
    """The error."""


class RealtimeMcphttpError(Config, tag="http_error"):
    """The MCP server answered with an HTTP error."""

    code: int
    """HTTP status code."""

    message: str
    """The error."""


class RealtimeMcpToolCall(Config, tag="mcp_call"):
    """A call of an MCP server's tool, with its result."""

    id: str
    """Identifier of the call."""

    arguments: str
    """The arguments, a JSON object as text."""

    name: str
    """Name of the tool."""

    server_label: str
    """The server, as the session's tool list names it."""

    approval_request_id: Clearable[str] = UNSET
    """The request for approval, if there was one."""

    error: Clearable[RealtimeMcpProtocolError | RealtimeMcpToolExecutionError | RealtimeMcphttpError] = UNSET
    """The error, if the call failed."""

    output: Clearable[str] = UNSET
    """The tool's output."""


class RealtimeMcpApprovalRequest(Config, tag="mcp_approval_request"):
    """A request that a person approve a call of an MCP server's tool."""

    id: str
    """Identifier of the request; the answer refers to it."""

    arguments: str
    """The arguments, a JSON object as text."""

    name: str
    """Name of the tool."""

    server_label: str
    """The server, as the session's tool list names it."""


class ResponseItemReference(Config, tag="item_reference"):
    """A reference to an item that the session already has, for a response's ``input`` only."""

    id: str
    """Identifier of the item."""


# Unions

_AnyItem: TypeAlias = (
    RealtimeConversationItemSystemMessage
    | RealtimeConversationItemUserMessage
    | RealtimeConversationItemAssistantMessage
    | RealtimeConversationItemFunctionCall
    | RealtimeConversationItemFunctionCallOutput
    | RealtimeMcpApprovalResponse
    | RealtimeMcpListTools
    | RealtimeMcpToolCall
    | RealtimeMcpApprovalRequest
)

ConversationItem: TypeAlias = ByRole[_AnyItem]
"""An item of a conversation."""

ResponseInputItem: TypeAlias = ByRole[_AnyItem | ResponseItemReference]
"""An item of a response's ``input``: a new one, or a reference to one that the session has."""


# Everyday items


def user_text(text: str, *, id: Settable[str] = UNSET) -> RealtimeConversationItemUserMessage:
    """A message that the user typed."""
    part = UserMessageContent(type="input_text", text=text)
    return RealtimeConversationItemUserMessage(content=[part], id=id)


def user_audio(
    audio: Audio, *, transcript: Settable[str] = UNSET, id: Settable[str] = UNSET
) -> RealtimeConversationItemUserMessage:
    """A message that the user spoke: raw bytes in the session's input format."""
    part = UserMessageContent(type="input_audio", audio=audio, transcript=transcript)
    return RealtimeConversationItemUserMessage(content=[part], id=id)


def user_image(
    image_url: str, *, detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET, id: Settable[str] = UNSET
) -> RealtimeConversationItemUserMessage:
    """A picture that the user shows: a data URI, PNG or JPEG."""
    part = UserMessageContent(type="input_image", image_url=image_url, detail=detail)
    return RealtimeConversationItemUserMessage(content=[part], id=id)


def system_text(text: str, *, id: Settable[str] = UNSET) -> RealtimeConversationItemSystemMessage:
    """A system message within the conversation."""
    return RealtimeConversationItemSystemMessage(content=[SystemMessageContent(text=text)], id=id)


def function_output(
    call_id: str, output: Any, *, id: Settable[str] = UNSET
) -> RealtimeConversationItemFunctionCallOutput:
    """The result of a function: text as it is, anything else as JSON text."""
    text = output if isinstance(output, str) else encode_any(plain(output)).decode()
    return RealtimeConversationItemFunctionCallOutput(call_id=call_id, output=text, id=id)


def mcp_approval(
    approval_request_id: str, *, approve: bool, id: Settable[str] = UNSET, reason: Clearable[str] = UNSET
) -> RealtimeMcpApprovalResponse:
    """The answer to a request for approval of an MCP server's tool."""
    return RealtimeMcpApprovalResponse(id=id, approval_request_id=approval_request_id, approve=approve, reason=reason)
