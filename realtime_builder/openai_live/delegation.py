"""Who does the work that the Live model hands over: your application, a backend model, or Decisions."""

from typing import Annotated, Literal, TypeAlias

from ..config import Config
from ..fields import EMPTY_LIST, UNSET, Array, ByRole, Clearable, Open, Settable
from .decisions import DecisionsDelegationConfig, DecisionsDelegationUpdateConfig
from .tools import Tool, ToolChoice


class Reasoning(Config):
    """How the backend thinks.

    Wire: `delegation.responses.reasoning`.
    """

    effort: Clearable[Open[Literal["none", "minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How much the backend thinks before it answers. The possible values depend on its model."""

    summary: Clearable[Open[Literal["concise", "detailed", "auto"]]] = UNSET
    """Kind of summary of its thoughts, if the model gives one."""


class Text(Config):
    """How the backend writes.

    Wire: `delegation.responses.text`.
    """

    verbosity: Clearable[Open[Literal["low", "medium", "high"]]] = UNSET
    """How much detail it gives. Has no effect on the Live model's speech."""


# The backend


class _Responses(Config):
    """What the start and an update of the backend have in common."""

    # What the backend is told, and what it gives back

    instructions: Clearable[str] = UNSET
    """Business rules and tool workflows. The session's own ``instructions`` are the Live model's."""

    max_output_tokens: Clearable[int] = UNSET
    """Limit for one delegated response, in tokens."""

    # How it works

    parallel_tool_calls: Clearable[bool] = UNSET
    """Let it call several tools at once."""

    reasoning: Clearable[Reasoning] = UNSET
    """How it thinks."""

    service_tier: Clearable[
        Open[Literal["auto", "default", "fast_tier_temp_pilot", "flex", "priority", "ultrafast"]]
    ] = UNSET
    """Service tier of its requests."""

    text: Clearable[Text] = UNSET
    """How it writes."""

    # Tools

    tool_choice: Settable[ToolChoice] = UNSET
    """Whether it calls tools, or which one it must call. Server default auto."""

    tools: Annotated[Settable[Array[Tool]], EMPTY_LIST] = UNSET
    """Tools that it may call. An update replaces the whole list."""


_ORDER = (
    "model",
    "instructions",
    "max_output_tokens",
    "parallel_tool_calls",
    "reasoning",
    "service_tier",
    "text",
    "tool_choice",
    "tools",
)


class ResponsesDelegationUpdateConfig(_Responses, container=True, wire_order=_ORDER):
    """Changes to the backend. Omitted settings stay.

    Wire: `delegation.responses` of `session.update` and of a fork.
    """

    model: Settable[str] = UNSET
    """Model of the backend, from the next delegation on."""


class ResponsesDelegationConfig(
    _Responses, container=True, updated_by=ResponsesDelegationUpdateConfig, wire_order=_ORDER
):
    """A model of the Responses API that does the work: its prompt, its tools.

    Wire: `delegation.responses`.
    """

    model: str
    """Model of the backend."""


# Delegation. Its type is fixed at the start.


class DelegationSettings(Config, container=True):
    """Changes to the session's delegation, whatever its type is, without the ``type``.

    The vendor's types require the type, but clients omit it and the server accepts that.
    Wire: `session.delegation` of `session.update`.
    """

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Applies from the next delegation on."""

    decisions: Settable[DecisionsDelegationUpdateConfig] = UNSET
    """The questions, if the session delegates to Decisions."""

    responses: Settable[ResponsesDelegationUpdateConfig] = UNSET
    """The backend, if the session has one."""


class ClientDelegation(Config, tag="client", container=True, updated_by=(None, DelegationSettings)):
    """Your application does the work: it receives `session.delegation.created`.

    Wire: `session.delegation`.
    """

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Server default 0."""


class ForkDelegationSettings(Config, container=True):
    """A fork's changes to delegation to a backend model, without its ``type``.

    The vendor's types require the type, but clients omit it and the server accepts that.
    Wire: `session.delegation` of a fork.
    """

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Applies from the next delegation on."""

    responses: Settable[ResponsesDelegationUpdateConfig] = UNSET
    """The backend."""


class DelegationResponsesUpdate(Config, tag="responses", container=True):
    """Changes to delegation to a backend model, by an update or a fork.

    Wire: `session.delegation` of `session.update` and of a fork.
    """

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Applies from the next delegation on. Server default 0."""

    responses: Settable[ResponsesDelegationUpdateConfig] = UNSET
    """The backend."""


class DelegationResponses(
    Config,
    tag="responses",
    container=True,
    updated_by=(DelegationResponsesUpdate, DelegationSettings, ForkDelegationSettings),
):
    """A model of the Responses API does the work.

    Wire: `session.delegation`.
    """

    responses: ResponsesDelegationConfig
    """The backend."""

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Server default 0."""


class DelegationDecisionsUpdate(Config, tag="decisions", container=True):
    """Changes to delegation to Decisions.

    Wire: `session.delegation` of `session.update`.
    """

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Applies from the next delegation on. Server default 400."""

    decisions: Settable[DecisionsDelegationUpdateConfig] = UNSET
    """The questions."""


class DelegationDecisions(
    Config, tag="decisions", container=True, updated_by=(DelegationDecisionsUpdate, DelegationSettings)
):
    """A model answers fixed questions.

    Wire: `session.delegation`.
    """

    decisions: DecisionsDelegationConfig
    """The questions."""

    acknowledgement_delay_ms: Settable[int] = UNSET
    """Delay before the model is asked to say that it is at work, in milliseconds. Appended commentary
    or thinking cancels all that are pending. Server default 400."""


ForkDelegation: TypeAlias = ByRole[DelegationResponsesUpdate | ForkDelegationSettings]
Delegation: TypeAlias = ClientDelegation | DelegationResponses | DelegationDecisions
DelegationUpdate: TypeAlias = ByRole[
    ClientDelegation | DelegationResponsesUpdate | DelegationDecisionsUpdate | DelegationSettings
]
