"""The record of this dialect: see `realtime_builder.record`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..record import SHARED_CHECKS, Calls, Events, Places, Record, Root, Served
from .audio import OpenAIVoice
from .events import ClientEvent, ClientEventConversationItemCreate, ClientEventResponseCreate, ClientEventSessionUpdate
from .items import function_output
from .response import ResponseCreateParams
from .server_events import (
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
)
from .session import RequestSession
from .tools import FunctionTool

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["RECORD"]

# What the loopback server does

_REALTIME = {
    "modalities": ["text", "audio"],
    "input_audio_format": "pcm16",
    "input_audio_sampling_rate": 24000,
    "output_audio_format": "pcm16",
    "input_audio_noise_reduction": None,
    "input_audio_echo_cancellation": None,
    "input_audio_transcription": None,
    "turn_detection": {"type": "server_vad", "threshold": 0.5},
    "tools": [],
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "max_response_output_tokens": "inf",
}

# The roots

_SESSION_ROOT = Root(
    event=ClientEventSessionUpdate,
    alone=RequestSession,
    places=Places(
        instructions="instructions",
        model="model",
        modalities="modalities",
        voice="voice",
        input_format="input_audio_format",
        output_format="output_audio_format",
        turn_detection="turn_detection",
        transcription="input_audio_transcription",
        noise_reduction="input_audio_noise_reduction",
        tools="tools",
        tool_choice="tool_choice",
    ),
    voice_locks=True,
    served=Served(client_events=ClientEvent, defaults=_REALTIME, audio_delta="response.audio.delta"),
)
_RESPONSE_ROOT = Root(
    member="response",
    message="response.create",
    event=ClientEventResponseCreate,
    alone=ResponseCreateParams,
    places=Places(
        instructions="instructions",
        modalities="modalities",
        voice="voice",
        output_format="output_audio_format",
        tools="tools",
        tool_choice="tool_choice",
    ),
)


def _recognise(_event: str, _session: Mapping[str, Any], _known: Config | None) -> type[Config]:
    """There is one kind."""
    return RequestSession


def _spelt_one_way(value: Any) -> Any:
    """A voice of OpenAI's by its name: an object means the same."""
    return value.name if isinstance(value, OpenAIVoice) else value


RECORD = Record(
    name="voicelive",
    title="Voice Live",
    sessions=(_SESSION_ROOT,),
    responses=(_RESPONSE_ROOT,),
    events=Events(
        created=frozenset({"session.created"}),
        updated=frozenset({"session.updated"}),
        update=frozenset({"session.update"}),
        user_begins=frozenset({"input_audio_buffer.append", "input_audio.turn.start"}),
        audio=frozenset(
            {
                "response.audio.delta",
                "response.audio.done",
                "response.audio_transcript.delta",
                "output_audio_buffer.started",
            }
        ),
    ),
    calls=Calls(
        tool=FunctionTool,
        output=lambda call_id, text: ClientEventConversationItemCreate(item=function_output(call_id, text)),
        proceed=ClientEventResponseCreate(),
    ),
    recognise=_recognise,
    key_header="api-key",
    spelt_one_way=_spelt_one_way,
    sdk_replies={"azure.ai.voicelive.models._models.ResponseSession": "RequestSession"},
    shapes=("ClientEvent", "RequestSession", "ResponseCreateParams"),
    replies=frozenset(
        {
            ServerEventError,
            ServerEventErrorDetails,
            ServerEventSessionCreated,
            ServerEventSessionUpdated,
        }
    ),
    checks=(*SHARED_CHECKS, "voicelive"),
    conversions=("ga_voicelive", "beta_voicelive"),
)
