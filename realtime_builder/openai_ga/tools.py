"""Tools that the model may call, and how it chooses among them."""

from typing import Annotated, Literal

from msgspec import Meta

from ..config import Config
from ..fields import SECRET, UNSET, Array, Clearable, LazyJson, Open, Secret, Settable, Strings
from ..tools.functions import FromFunction


class RealtimeFunctionTool(Config, FromFunction, tag="function"):
    """A function that the client runs for the model.

    Wire: `session.tools[]`, `response.tools[]`.
    """

    description: Settable[str] = UNSET
    """What it does, when to call it, and what to tell the user meanwhile."""

    name: Settable[str] = UNSET
    """Name under which the model calls it."""

    parameters: Settable[LazyJson] = UNSET
    """JSON Schema of the arguments."""


class McpToolFilter(Config):
    """Some tools of an MCP server: by name, by ``read_only``, or both."""

    read_only: Settable[bool] = UNSET
    """Match tools that the server annotates with this ``readOnlyHint``."""

    tool_names: Settable[Array[str]] = UNSET
    """Match these names."""


class McpToolApprovalFilter(Config):
    """Which tools of an MCP server wait for approval.

    Wire: `require_approval` of an MCP tool.
    """

    always: Settable[McpToolFilter] = UNSET
    """Tools that wait for approval at each call."""

    never: Settable[McpToolFilter] = UNSET
    """Tools that run without approval."""


class Mcp(Config, tag="mcp"):
    """A remote MCP server. The API calls its tools itself.

    One of ``server_url``, ``connector_id`` and ``tunnel_id`` says where it is.
    Wire: `session.tools[]`, `response.tools[]`.
    """

    server_label: str
    """Name for the server; tool calls refer to it."""

    # Which tools, and which contexts may call them

    allowed_callers: Clearable[Annotated[Array[Open[Literal["direct", "programmatic"]]], Meta(min_length=1)]] = UNSET
    """Contexts that may call the tools, at least one."""

    allowed_tools: Clearable[Array[str] | McpToolFilter] = UNSET
    """Tools the model may use, by name or by filter; all of them if omitted."""

    # Where the server is, and the way in

    authorization: Settable[Secret] = UNSET
    """OAuth access token for the server or the connector. The application obtains it."""

    connector_id: Settable[
        Open[
            Literal[
                "connector_dropbox",
                "connector_gmail",
                "connector_googlecalendar",
                "connector_googledrive",
                "connector_microsoftteams",
                "connector_outlookcalendar",
                "connector_outlookemail",
                "connector_sharepoint",
            ]
        ]
    ] = UNSET
    """A service that OpenAI connects to.
    Deprecated: not for models released after 2026-09-01; use ``server_url`` or ``tunnel_id``."""

    defer_loading: Settable[bool] = UNSET
    """Leave the tools out until a tool search finds them."""

    headers: Annotated[Clearable[Strings], SECRET] = UNSET
    """HTTP headers for requests to the server."""

    # Whether a person is asked

    require_approval: Clearable[McpToolApprovalFilter | Literal["always", "never"]] = UNSET
    """Which calls wait for an `mcp_approval_response`. Server default always."""

    # More about the server

    server_description: Settable[str] = UNSET
    """What the server offers, for the model to read."""

    server_url: Settable[str] = UNSET
    """URL of the server."""

    tunnel_id: Settable[Annotated[str, Meta(pattern="^tunnel_[a-z0-9]{32}$")]] = UNSET
    """A Secure MCP Tunnel that leads to the server: ``tunnel_`` and 32 small letters or digits."""


class ToolChoiceFunction(Config, tag="function"):
    """The model must call this function.

    Wire: `session.tool_choice`, `response.tool_choice`.
    """

    name: str
    """Name of the function."""


class ToolChoiceMcp(Config, tag="mcp"):
    """The model must call a tool of this MCP server.

    Wire: `session.tool_choice`, `response.tool_choice`.
    """

    server_label: str
    """The server, as the tool list names it."""

    name: Clearable[str] = UNSET
    """One tool of the server; any of them if omitted."""
