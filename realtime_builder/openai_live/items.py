"""Items: the history that a session starts with, and items for Decisions."""

from typing import Any, Literal, TypeAlias

from .._core.plain import plain
from .._core.values import JsonObject
from .._core.writing import encode_any
from ..config import Config
from ..fields import UNSET, Array, ByRole, Clearable, Open, Settable
from .decisions import DecisionInputImage, DecisionInputText, InstructionsPart

# History. One text part for each message, at most 128 messages.


class InitialInputText(Config):
    """Text of a developer's or user's message.

    Wire: `session.input[].content[]`.
    """

    text: str
    """The text."""

    type: Settable[Literal["input_text"]] = UNSET
    """The kind of part. May be left out."""


class InitialAssistantText(Config):
    """Text of an assistant's message.

    Wire: `session.input[].content[]`.
    """

    text: str
    """The text."""

    type: Settable[Literal["text", "output_text"]] = UNSET
    """The kind of part: both mean the same. May be left out."""


class _InitialItem(Config):
    """What messages of the history have in common."""

    id: Clearable[str] = UNSET
    """Your own identifier."""

    status: Clearable[Open[Literal["incomplete", "completed"]]] = UNSET
    """How far the message got. Has no effect: an incomplete one is not continued."""

    type: Settable[Literal["message"]] = UNSET
    """The kind of item. May be left out."""


class InitialItemDeveloper(_InitialItem, tag_field="role", tag="developer"):
    """A message of the developer, before the start.

    Wire: `session.input[]`.
    """

    content: Array[InitialInputText]
    """The text: exactly one part."""


class InitialItemUser(_InitialItem, tag_field="role", tag="user"):
    """A message of the user, before the start.

    Wire: `session.input[]`.
    """

    content: Array[InitialInputText]
    """The text: exactly one part."""


class InitialItemAssistant(_InitialItem, tag_field="role", tag="assistant"):
    """A message of the assistant, before the start.

    Wire: `session.input[]`.
    """

    content: Array[InitialAssistantText]
    """The text: exactly one part."""


InitialItem: TypeAlias = InitialItemDeveloper | InitialItemUser | InitialItemAssistant

# What Decisions are shown


class _DecisionMessage(Config):
    """What messages have in common."""

    id: Clearable[str] = UNSET
    """Identifier of the item."""

    type: Settable[Literal["message"]] = UNSET
    """The kind of item. May be left out."""


class _DecisionCall(Config):
    """What calls and their outputs have in common."""

    id: Clearable[str] = UNSET
    """Identifier of the item."""

    status: Clearable[Open[Literal["in_progress", "completed", "incomplete"]]] = UNSET
    """How far the call got."""


class DecisionUserMessage(_DecisionMessage, tag_field="role", tag="user"):
    """A message of the user.

    Wire: `item` of `decision.item.create`.
    """

    content: str | Array[InstructionsPart]
    """The text, or parts of text, image and data."""


class DecisionDeveloperMessage(_DecisionMessage, tag_field="role", tag="developer"):
    """A message of the developer.

    Wire: `item` of `decision.item.create`.
    """

    content: str | Array[DecisionInputText]
    """The text, or parts of it."""


class DecisionSystemMessage(_DecisionMessage, tag_field="role", tag="system"):
    """A system message.

    Wire: `item` of `decision.item.create`.
    """

    content: str | Array[DecisionInputText]
    """The text, or parts of it."""


class DecisionOutputText(Config, tag="output_text"):
    """Text from the assistant.

    Wire: `content[]` of an assistant's message.
    """

    text: str
    """The text."""


class DecisionRefusal(Config, tag="refusal"):
    """The assistant's refusal.

    Wire: `content[]` of an assistant's message.
    """

    refusal: str
    """Text of the refusal."""


class DecisionAssistantMessage(_DecisionMessage, tag_field="role", tag="assistant"):
    """A message of the assistant.

    Wire: `item` of `decision.item.create`.
    """

    content: str | Array[DecisionOutputText | DecisionRefusal]
    """The text, or parts of text and refusal."""

    phase: Clearable[Open[Literal["commentary", "final_answer"]]] = UNSET
    """Commentary, or the final answer. Send it back unchanged: models do worse without it."""


class DecisionFunctionCall(_DecisionCall, tag="function_call"):
    """A call of a function.

    Wire: `item` of `decision.item.create`.
    """

    arguments: str
    """The arguments, a JSON object as text."""

    call_id: str
    """Identifier of the call; its output refers to it."""

    name: str
    """Name of the function."""

    namespace: Clearable[str] = UNSET
    """Namespace of the function."""


class DecisionFunctionCallOutput(_DecisionCall, tag="function_call_output"):
    """The result of a function.

    Wire: `item` of `decision.item.create`.
    """

    call_id: str
    """The call that this answers."""

    output: str | Array[DecisionInputText | DecisionInputImage]
    """The result, as text or in parts."""


class DecisionCustomToolCall(_DecisionCall, tag="custom_tool_call"):
    """A call of a tool that takes free text.

    Wire: `item` of `decision.item.create`.
    """

    call_id: str
    """Identifier of the call; its output refers to it."""

    input: str
    """Input of the tool."""

    name: str
    """Name of the tool."""

    namespace: Clearable[str] = UNSET
    """Namespace of the tool."""


class DecisionCustomToolCallOutput(_DecisionCall, tag="custom_tool_call_output"):
    """The result of a tool that takes free text.

    Wire: `item` of `decision.item.create`.
    """

    call_id: str
    """The call that this answers."""

    output: str | Array[DecisionInputText | DecisionInputImage]
    """The result, as text or in parts."""


DecisionItem: TypeAlias = ByRole[
    DecisionUserMessage
    | DecisionDeveloperMessage
    | DecisionSystemMessage
    | DecisionAssistantMessage
    | DecisionFunctionCall
    | DecisionFunctionCallOutput
    | DecisionCustomToolCall
    | DecisionCustomToolCallOutput
]
"""An item for Decisions, beside the transcript."""

# Everyday items


def developer_text(text: str, *, id: Clearable[str] = UNSET) -> InitialItemDeveloper:
    """A message of the developer, for the history that a session starts with."""
    return InitialItemDeveloper(content=[InitialInputText(text=text)], id=id)


def user_text(text: str, *, id: Clearable[str] = UNSET) -> InitialItemUser:
    """A message of the user, for the history that a session starts with."""
    return InitialItemUser(content=[InitialInputText(text=text)], id=id)


def assistant_text(text: str, *, id: Clearable[str] = UNSET) -> InitialItemAssistant:
    """A message of the assistant, for the history that a session starts with."""
    return InitialItemAssistant(content=[InitialAssistantText(text=text)], id=id)


def function_output(call_id: str, output: Any) -> JsonObject:
    """The result of a function, for the ``item`` of `response.item.create`: text as it is, all else as JSON."""
    text = output if isinstance(output, str) else encode_any(plain(output)).decode()
    return JsonObject({"type": "function_call_output", "call_id": call_id, "output": text})
