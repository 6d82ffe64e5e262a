"""The record of this dialect: see `realtime_builder.record`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ..record import SHARED_CHECKS, Calls, Endpoint, Events, Places, Record, Root, Served, Sideband
from .calls import (
    LiveCreateParams,
    SessionAcceptParams,
    SessionForkParams,
    SessionReferParams,
    SessionRejectParams,
)
from .events import (
    ClientEvent,
    ForkClientEvent,
    ForkSessionStartEvent,
    ResponseCreateEvent,
    ResponseItemCreateEvent,
    SessionStartEvent,
    SessionUpdateEvent,
    SidebandClientEvent,
)
from .items import function_output
from .server_events import (
    Error,
    ErrorEvent,
    SessionClosedEvent,
    SessionStartedEvent,
    SessionUpdatedEvent,
    SessionUsage,
)
from .session import (
    AcceptSession,
    ForkSessionConfig,
    MediaSessionConfig,
    MediaSessionForkConfig,
    SessionConfig,
    SessionUpdateConfig,
)
from .tools import FunctionTool

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["RECORD"]

# What the loopback server adds to a start

_STARTED = {
    "model": "gpt-live-1",
    "audio": {"format": {"type": "audio/pcm", "rate": 24000}, "output": {"voice": "marin"}},
    "input": [],
    "store": False,
}

# The roots

_BACKEND = Places(tools="delegation.responses.tools", tool_choice="delegation.responses.tool_choice")
_MEDIA = replace(_BACKEND, instructions="instructions", model="model", voice="audio.output.voice")
_FORMAT = {"input_format": "audio.format", "output_format": "audio.format"}
_START_ROOT = Root(
    event=SessionStartEvent,
    alone=SessionConfig,
    message="session.start",
    places=replace(_MEDIA, **_FORMAT),
    served=Served(client_events=ClientEvent, defaults=_STARTED),
)
_FORK_ROOT = Root(
    kind="fork",
    event=ForkSessionStartEvent,
    alone=ForkSessionConfig,
    message="session.start",
    places=replace(_BACKEND, **_FORMAT),
    served=Served(client_events=ForkClientEvent, defaults={}, path="/fork"),
)
_UPDATE_ROOT = Root(event=SessionUpdateEvent, alone=SessionUpdateConfig, places=_BACKEND)

# Those that only HTTP requests carry. On the wire a SIP session says that it is `live`.
_WEBRTC_ROOT = Root(kind="webrtc", message="session", event=LiveCreateParams, alone=MediaSessionConfig, places=_MEDIA)
_WEBRTC_FORK_ROOT = Root(
    kind="webrtc_fork", message="session", event=SessionForkParams, alone=MediaSessionForkConfig, places=_BACKEND
)
_SIP_ROOT = Root(kind="live", message="session", event=SessionAcceptParams, alone=AcceptSession, places=_MEDIA)


def _recognise(event: str, session: Mapping[str, Any], _known: Config | None) -> type[Config]:
    """By the event; a start without a model is that of a fork."""
    if event == "session.update":
        return SessionUpdateConfig
    if event == "session.start" and "model" not in session:
        return ForkSessionConfig
    return SessionConfig


_TYPES = "openai.types.live."

_CHOICES = (
    "FileSearch",
    "WebSearch",
    "WebSearchPreview",
    "ImageGeneration",
    "Computer",
    "CodeInterpreter",
    "ProgrammaticToolCalling",
    "Shell",
    "Custom",
    "ApplyPatch",
)
_NAMES = {
    "decision_assistant_message.ContentPartOutputText": "DecisionOutputText",
    "decision_item_create_event.ItemCustomToolCallOutput": "DecisionCustomToolCallOutput",
    "decision_item_create_event.ItemFunctionCallOutput": "DecisionFunctionCallOutput",
    "decision_user_message.ContentPartInputText": "DecisionInputText",
    "fork_session_config.Audio": "ForkAudio",
    "fork_session_config.Delegation": "DelegationResponsesUpdate",
    "initial_item.Assistant": "InitialItemAssistant",
    "initial_item.AssistantContentOutputText": "InitialAssistantText",
    "initial_item.AssistantContentText": "InitialAssistantText",
    "initial_item.Developer": "InitialItemDeveloper",
    "initial_item.DeveloperContent": "InitialInputText",
    "initial_item.User": "InitialItemUser",
    "initial_item.UserContent": "InitialInputText",
    "session_update_config.DelegationDecisions": "DelegationDecisionsUpdate",
    "session_update_config.DelegationResponses": "DelegationResponsesUpdate",
} | {
    f"{module}.ToolChoiceLiveAllowedToolsChoiceParamTool{choice}": f"ToolChoice{choice}"
    for module in ("responses_delegation_config", "responses_delegation_update_config")
    for choice in _CHOICES
}

RECORD = Record(
    name="openai_live",
    title="OpenAI Live",
    sessions=(_START_ROOT, _UPDATE_ROOT, _FORK_ROOT, _WEBRTC_ROOT, _WEBRTC_FORK_ROOT, _SIP_ROOT),
    responses=(),
    events=Events(
        start=frozenset({"session.start"}),
        created=frozenset({"session.started"}),
        updated=frozenset({"session.updated"}),
        update=frozenset({"session.update"}),
        user_begins=frozenset({"session.input_audio.append", "session.input_transcript.delta"}),
        audio=frozenset({"session.output_audio.delta", "session.output_transcript.delta"}),
    ),
    calls=Calls(
        tool=FunctionTool,
        output=lambda call_id, text: ResponseItemCreateEvent(item=function_output(call_id, text)),
        proceed=ResponseCreateEvent(),
        ended="response.completed",
        envelope="response.event",
        item_done="response.output_item.done",
    ),
    recognise=_recognise,
    sdk_names={f"{_TYPES}{path}": name for path, name in _NAMES.items()},
    sdk_replies={f"{_TYPES}session_resource.SessionResource": "SessionConfig"},
    shapes=("ClientEvent", "ForkSessionStartEvent", "SessionConfig", "SessionUpdateConfig"),
    replies=frozenset({Error, ErrorEvent, SessionClosedEvent, SessionStartedEvent, SessionUpdatedEvent, SessionUsage}),
    checks=(*SHARED_CHECKS, "openai_live"),
    server="openai_live",
    endpoints=(
        Endpoint(path="/live/sessions", does="start", body=LiveCreateParams),
        Endpoint(path="/live/sessions/{id}/fork", does="fork", body=SessionForkParams),
        Endpoint(path="/live/sessions/{id}/accept", does="accept", body=SessionAcceptParams),
        Endpoint(path="/live/sessions/{id}/refer", does="refer", body=SessionReferParams),
        Endpoint(path="/live/sessions/{id}/reject", does="reject", body=SessionRejectParams),
        Endpoint(path="/live/sessions/{id}/hangup", does="hang_up"),
        Endpoint(path="/live/sessions/{id}/content", does="recording", method="GET"),
    ),
    sideband=Sideband(client_events=SidebandClientEvent, path="/live/sessions/{id}/attach"),
    conversions=("ga_live",),
)
