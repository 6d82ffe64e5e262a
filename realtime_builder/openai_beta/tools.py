"""Functions that the model may call, and how it chooses among them."""

from ..config import Config
from ..fields import UNSET, LazyJson, Settable
from ..tools.functions import FromFunction

__all__ = ["Tool", "ToolChoiceFunction", "ToolChoiceFunctionName"]


class Tool(Config, FromFunction, tag="function"):
    """A function that the model may call.

    Wire: `session.tools[]`, `response.tools[]`.
    """

    description: Settable[str] = UNSET
    """What the function does, when and how to call it, and what to tell the user meanwhile."""

    name: Settable[str] = UNSET
    """Name by which the model calls it."""

    parameters: Settable[LazyJson] = UNSET
    """JSON Schema of the arguments."""


class ToolChoiceFunctionName(Config):
    """The function that the model must call.

    Wire: `tool_choice.function`.
    """

    name: str
    """Name of one of the tools."""


class ToolChoiceFunction(Config, tag="function"):
    """Makes the model call one function, which is named in either of two places.

    Wire: `session.tool_choice`, `response.tool_choice`.
    """

    function: Settable[ToolChoiceFunctionName] = UNSET
    """The function to call, as the reference of the API has it."""

    name: Settable[str] = UNSET
    """The function to call, as OpenAI's own client of that time and the GA dialect have it, in place of `function`."""
