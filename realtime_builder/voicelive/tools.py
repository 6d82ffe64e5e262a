"""Tools of a session or a response, and which of them the model may call."""

from typing import Annotated, Literal, TypeAlias

from ..config import Config
from ..fields import SECRET, UNSET, Array, LazyJson, Open, Secret, Settable, Strings
from ..tools.functions import FromFunction


class FunctionTool(Config, FromFunction, tag="function"):
    """A function that the client runs when the model asks for it.

    Wire: `session.tools`, `response.tools`.
    """

    name: str
    """Name by which the model calls it."""

    description: Settable[str] = UNSET
    """What it does and when to call it, for the model."""

    parameters: Settable[LazyJson] = UNSET
    """Its arguments as JSON Schema."""


class RequireApproval(Config, open=True):
    """Which tools of an MCP server wait for the user's consent, by name.

    The SDK has a map here, so other words than these two pass as well.

    Wire: `session.tools[].require_approval`.
    """

    always: Settable[Array[str]] = UNSET
    """Tools that wait for consent at each call."""

    never: Settable[Array[str]] = UNSET
    """Tools that run without consent."""


class MCPServer(Config, tag="mcp"):
    """A remote MCP server. The service calls its tools itself.

    Wire: `session.tools`, `response.tools`.
    """

    # Which server

    server_label: str
    """Name for the server in calls and events."""

    server_url: str
    """URL of the server."""

    authorization: Settable[Secret] = UNSET
    """Access token for the server."""

    headers: Settable[Annotated[Strings, SECRET]] = UNSET
    """HTTP headers to send to the server."""

    # Which tools

    allowed_tools: Settable[Array[str]] = UNSET
    """Names of the tools that may be called. All of them if omitted."""

    require_approval: Settable[Open[Literal["never", "always"]] | RequireApproval] = UNSET
    """Whether calls wait for consent: for all tools alike, or by tool. Server default `always`."""


class FoundryAgentTool(Config, tag="foundry_agent"):
    """A Foundry agent that the model may call.

    Wire: `session.tools`, `response.tools`. Documented by Microsoft, absent from
    azure-ai-voicelive 1.3.1 (1.2.0b3 had it).
    """

    # Which agent

    agent_name: str
    """Name of the agent."""

    agent_version: Settable[str] = UNSET
    """Version of the agent."""

    project_name: str
    """Foundry project that the agent is in."""

    client_id: Settable[str] = UNSET
    """Client ID of the agent."""

    description: Settable[str] = UNSET
    """Purpose of the agent, in place of its description in the portal."""

    foundry_resource_override: Settable[str] = UNSET
    """Foundry resource that runs the agent, in place of the session's own."""

    # How it is called

    agent_context_type: Settable[Open[Literal["no_context", "agent_context"]]] = UNSET
    """Whether the agent remembers earlier calls. Server default `agent_context`: it does."""

    return_agent_response_directly: Settable[bool] = UNSET
    """Speak the agent's answer as it is; with false, the model rephrases it."""


Tool: TypeAlias = FunctionTool | MCPServer | FoundryAgentTool


class ToolChoiceFunctionObjectFunction(Config):
    """The function that has to be called.

    Wire: `tool_choice.function`. Of older versions of the API, absent from azure-ai-voicelive 1.3.1.
    """

    name: str
    """Name of the function."""


class ToolChoiceFunctionSelection(Config, tag="function"):
    """The one function that the model has to call, which is named in either of two places.

    Wire: `session.tool_choice`, `response.tool_choice`.
    """

    name: Settable[str] = UNSET
    """Name of the function."""

    function: Settable[ToolChoiceFunctionObjectFunction] = UNSET
    """The function as older versions of the API and the Azure OpenAI Realtime API have it, in place of `name`.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """
