"""Tools of the backend that answers for the Live model, and how it chooses among them.

Hosted tools take members that the vendor's types do not list, and pass them on. So an unknown
member of one is not an error: it is kept and sent.
"""

from typing import Annotated, Literal, TypeAlias

from ..config import Config
from ..fields import SECRET, UNSET, Array, Clearable, LazyJsonOrNull, Open, Secret, Settable, Strings
from ..tools.functions import FromFunction

# Functions and MCP servers


class FunctionTool(Config, FromFunction, tag="function"):
    """A function that your application runs for the backend.

    Wire: `delegation.responses.tools[]`.
    """

    name: str
    """Name under which the backend calls it."""

    description: Clearable[str] = UNSET
    """What it does, and when to call it."""

    parameters: Settable[LazyJsonOrNull] = UNSET
    """JSON Schema of the arguments."""

    strict: Clearable[bool] = UNSET
    """Make the backend follow the schema exactly."""


class LiveMCPToolFilter(Config):
    """Some tools of an MCP server: by name, by ``read_only``, or both.

    Wire: `allowed_tools`, and the filters of `require_approval`, of an MCP tool.
    """

    read_only: Clearable[bool] = UNSET
    """Match tools that only read."""

    tool_names: Clearable[Array[str]] = UNSET
    """Match these names."""


class LiveMCPRequireApprovalFilter(Config):
    """Which tools of an MCP server wait for approval.

    Wire: `require_approval` of an MCP tool.
    """

    always: Clearable[LiveMCPToolFilter] = UNSET
    """Tools that wait for approval at each call."""

    never: Clearable[LiveMCPToolFilter] = UNSET
    """Tools that run without approval."""


class ToolMcp(Config, tag="mcp", open=True):
    """A remote MCP server. The backend calls its tools itself.

    Wire: `delegation.responses.tools[]`.
    """

    # Which tools, and which contexts may call them

    allowed_callers: Clearable[Array[Open[Literal["direct", "programmatic"]]]] = UNSET
    """Contexts that may call the tools."""

    allowed_tools: Clearable[Array[str] | LiveMCPToolFilter] = UNSET
    """Tools that the backend may use, by name or by filter; all of them if omitted."""

    # Where the server is, and the way in

    authorization: Clearable[Secret] = UNSET
    """Access token for the server. The server never returns it."""

    connector_id: Clearable[str] = UNSET
    """A service that OpenAI connects to.
    Deprecated: not for models released after 2026-09-01; use ``server_url`` or ``tunnel_id``."""

    defer_loading: Clearable[bool] = UNSET
    """Leave the tools out until a tool search finds them."""

    headers: Annotated[Clearable[Strings], SECRET] = UNSET
    """HTTP headers for requests to the server."""

    # Whether a person is asked

    require_approval: Clearable[LiveMCPRequireApprovalFilter | Literal["always", "never"]] = UNSET
    """Which calls wait for approval."""

    # More about the server

    server_description: Clearable[str] = UNSET
    """What the server offers, for the backend to read."""

    server_label: Settable[str] = UNSET
    """Name for the server; tool choices and calls refer to it."""

    server_url: Clearable[str] = UNSET
    """URL of the server."""

    tunnel_id: Clearable[str] = UNSET
    """A Secure MCP Tunnel that leads to the server, in place of a URL."""


# The shell


class NetworkPolicyDisabled(Config, tag="disabled"):
    """The container has no network access.

    Wire: `network_policy` of a shell's container.
    """


class NetworkPolicyAllowlist(Config, tag="allowlist"):
    """The container has access to some domains.

    Wire: `network_policy` of a shell's container.
    """

    allowed_domains: Array[str]
    """The domains."""


class SkillReference(Config, tag="skill_reference"):
    """A skill that is stored with OpenAI.

    Wire: `skills[]` of a shell's container.
    """

    skill_id: str
    """Identifier of the skill."""

    version: Clearable[str] = UNSET
    """A positive whole number as text, or ``latest``. Omitted, the skill's default."""


class SkillSource(Config, tag="base64"):
    """The files of an inline skill, zipped.

    Wire: `source` of an inline skill.
    """

    data: str
    """The zip archive in base64."""

    media_type: Literal["application/zip"] = "application/zip"
    """The kind of archive."""


class SkillInline(Config, tag="inline"):
    """A skill that comes with the request.

    Wire: `skills[]` of a shell's container.
    """

    description: str
    """What the skill is for."""

    name: str
    """Name of the skill."""

    source: SkillSource
    """Its files."""


class LocalSkill(Config):
    """A skill on the machine where your application runs the commands.

    Wire: `skills[]` of a local shell.
    """

    description: str
    """What the skill is for."""

    name: str
    """Name of the skill."""

    path: str
    """The directory that holds it."""


class ContainerAuto(Config, tag="container_auto"):
    """A fresh container, made for the request.

    Wire: `environment` of a shell.
    """

    file_ids: Clearable[Array[str]] = UNSET
    """Uploaded files that it can read."""

    memory_limit: Clearable[Open[Literal["1g", "4g", "16g", "64g"]]] = UNSET
    """Memory that it may use."""

    network_policy: Clearable[NetworkPolicyDisabled | NetworkPolicyAllowlist] = UNSET
    """Its network access."""

    skills: Clearable[Array[SkillReference | SkillInline]] = UNSET
    """Skills that it has."""


class ContainerReference(Config, tag="container_reference"):
    """A container that exists already.

    Wire: `environment` of a shell.
    """

    container_id: str
    """Identifier of the container."""


class LocalEnvironment(Config, tag="local"):
    """Your application runs the commands, and answers with `response.item.create`.

    Wire: `environment` of a shell.
    """

    skills: Clearable[Array[LocalSkill]] = UNSET
    """Skills on that machine."""


class ToolShell(Config, tag="shell", open=True):
    """A shell, in a container or on your own machine.

    Wire: `delegation.responses.tools[]`.
    """

    environment: Clearable[ContainerAuto | ContainerReference | LocalEnvironment] = UNSET
    """Where the commands run."""


# Other hosted tools. The vendor's types list no members of these; what you give them is sent.


class ToolWebSearch(Config, tag="web_search", open=True):
    """Search on the web.

    Wire: `delegation.responses.tools[]`.
    """


class ToolFileSearch(Config, tag="file_search", open=True):
    """Search in uploaded files.

    Wire: `delegation.responses.tools[]`.
    """


class ToolCodeInterpreter(Config, tag="code_interpreter", open=True):
    """Python in a container.

    Wire: `delegation.responses.tools[]`.
    """


class ToolImageGeneration(Config, tag="image_generation", open=True):
    """A model that draws.

    Wire: `delegation.responses.tools[]`.
    """


class ToolCustom(Config, tag="custom", open=True):
    """A tool of your own that takes free text.

    Wire: `delegation.responses.tools[]`.
    """


class ToolNamespace(Config, tag="namespace", open=True):
    """Functions that belong together.

    Wire: `delegation.responses.tools[]`.
    """


class ToolSearch(Config, tag="tool_search", open=True):
    """Finds tools whose loading is deferred.

    Wire: `delegation.responses.tools[]`.
    """


class ToolProgrammaticToolCalling(Config, tag="programmatic_tool_calling", open=True):
    """Lets the backend call tools from a program that it writes.

    Wire: `delegation.responses.tools[]`.
    """


class ToolComputer(Config, tag="computer", open=True):
    """A computer's screen and keyboard.

    Wire: `delegation.responses.tools[]`.
    """


class ToolApplyPatch(Config, tag="apply_patch", open=True):
    """Edits files by patches.

    Wire: `delegation.responses.tools[]`.
    """


Tool: TypeAlias = (
    FunctionTool
    | ToolWebSearch
    | ToolFileSearch
    | ToolCodeInterpreter
    | ToolShell
    | ToolImageGeneration
    | ToolMcp
    | ToolCustom
    | ToolNamespace
    | ToolSearch
    | ToolProgrammaticToolCalling
    | ToolComputer
    | ToolApplyPatch
)

# Which tool to call


class LiveFunctionToolChoice(Config, tag="function"):
    """The backend must call this function.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """

    name: str
    """Name of the function."""


class LiveMCPToolChoice(Config, tag="mcp"):
    """The backend must call this tool of an MCP server.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """

    name: str
    """Name of the tool."""

    server_label: str
    """The server, as the tool list names it."""


class ToolChoiceCustom(Config, tag="custom"):
    """The backend must call this tool of your own.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """

    name: str
    """Name of the tool."""


class ToolChoiceFileSearch(Config, tag="file_search"):
    """The backend must search in files.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceWebSearch(Config, tag="web_search"):
    """The backend must search on the web.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceWebSearchPreview(Config, tag="web_search_preview"):
    """The backend must search on the web, with the preview of the tool.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceImageGeneration(Config, tag="image_generation"):
    """The backend must draw.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceComputer(Config, tag="computer"):
    """The backend must use the computer.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceCodeInterpreter(Config, tag="code_interpreter"):
    """The backend must run Python.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceProgrammaticToolCalling(Config, tag="programmatic_tool_calling"):
    """The backend must write a program that calls tools.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceShell(Config, tag="shell"):
    """The backend must use the shell.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


class ToolChoiceApplyPatch(Config, tag="apply_patch"):
    """The backend must edit files by patches.

    Wire: `delegation.responses.tool_choice`, and inside `allowed_tools`.
    """


OneTool: TypeAlias = (
    LiveFunctionToolChoice
    | LiveMCPToolChoice
    | ToolChoiceFileSearch
    | ToolChoiceWebSearch
    | ToolChoiceWebSearchPreview
    | ToolChoiceImageGeneration
    | ToolChoiceComputer
    | ToolChoiceCodeInterpreter
    | ToolChoiceProgrammaticToolCalling
    | ToolChoiceShell
    | ToolChoiceCustom
    | ToolChoiceApplyPatch
)


class LiveAllowedToolsChoice(Config, tag="allowed_tools"):
    """Some of the tools, for the backend to choose from.

    Wire: `delegation.responses.tool_choice`.
    """

    tools: Array[OneTool]
    """The tools."""

    mode: Clearable[Literal["none", "auto", "required"]] = UNSET
    """How often: as the backend decides (auto), never (none), or at least once (required)."""


ToolChoice: TypeAlias = Literal["auto", "none", "required"] | OneTool | LiveAllowedToolsChoice
