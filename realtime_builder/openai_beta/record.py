"""The record of this dialect: see `realtime_builder.record`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ..record import SHARED_CHECKS, Calls, Endpoint, Events, Places, Record, Root, Served
from .events import (
    ClientEvent,
    ConversationItemCreateEvent,
    ResponseCreateEvent,
    SessionUpdateEvent,
    TranscriptionSessionUpdate,
)
from .items import function_output
from .response import ResponseCreateParams
from .server_events import (
    Error,
    ErrorEvent,
    SessionCreatedEvent,
    SessionUpdatedEvent,
    TranscriptionSessionCreatedEvent,
    TranscriptionSessionUpdatedEvent,
)
from .session import Session, TranscriptionSession
from .tools import Tool

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["RECORD"]

# What the loopback server does

_LISTENS = {
    "input_audio_format": "pcm16",
    "input_audio_noise_reduction": None,
    "input_audio_transcription": None,
    "turn_detection": {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 500,
        "create_response": True,
        "interrupt_response": True,
    },
}
_REALTIME = {
    "object": "realtime.session",
    "modalities": ["text", "audio"],
    "instructions": "",
    "voice": "alloy",
    "output_audio_format": "pcm16",
    **_LISTENS,
    "tools": [],
    "tool_choice": "auto",
    "temperature": 0.8,
    "max_response_output_tokens": "inf",
    "speed": 1.0,
    "tracing": None,
}
_TRANSCRIPTION = {"object": "realtime.transcription_session", **_LISTENS}

# The roots

_HEARS = Places(
    modalities="modalities",
    input_format="input_audio_format",
    turn_detection="turn_detection",
    transcription="input_audio_transcription",
    noise_reduction="input_audio_noise_reduction",
)
_SESSION_ROOT = Root(
    event=SessionUpdateEvent,
    alone=Session,
    places=replace(
        _HEARS,
        instructions="instructions",
        model="model",
        voice="voice",
        speed="speed",
        output_format="output_audio_format",
        tools="tools",
        tool_choice="tool_choice",
        tracing="tracing",
    ),
    voice_locks=True,
    served=Served(client_events=ClientEvent, defaults=_REALTIME, audio_delta="response.audio.delta"),
)
# In the API its sessions have no `type`, but events of their own: there it stands in a file only.
_TRANSCRIPTION_ROOT = Root(
    kind="transcription",
    object="realtime.transcription_session",
    event=TranscriptionSessionUpdate,
    alone=TranscriptionSession,
    places=_HEARS,
    served=Served(
        client_events=ClientEvent,
        defaults=_TRANSCRIPTION,
        query={"intent": "transcription"},
        takes_model=False,
    ),
)
_RESPONSE_ROOT = Root(
    member="response",
    message="response.create",
    event=ResponseCreateEvent,
    alone=ResponseCreateParams,
    places=Places(
        instructions="instructions",
        modalities="modalities",
        voice="voice",
        output_format="output_audio_format",
        tools="tools",
        tool_choice="tool_choice",
    ),
    voice_locks=True,
)


def _recognise(event: str, session: Mapping[str, Any], _: Config | None) -> type[Config]:
    """By the event's name, or what the session says in ``object``."""
    transcribes = event.startswith("transcription_session") or "transcription" in str(session.get("object"))
    return TranscriptionSession if transcribes else Session


# The record

_TYPES = "openai.types.beta.realtime."

RECORD = Record(
    name="openai_beta",
    title="OpenAI beta",
    sessions=(_SESSION_ROOT, _TRANSCRIPTION_ROOT),
    responses=(_RESPONSE_ROOT,),
    events=Events(
        created=frozenset({"session.created", "transcription_session.created"}),
        updated=frozenset({"session.updated", "transcription_session.updated"}),
        update=frozenset({"session.update", "transcription_session.update"}),
        user_begins=frozenset({"input_audio_buffer.append"}),
        # Where audio goes another way than over the socket (WebRTC), its text and its buffer tell of it.
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
        tool=Tool,
        output=lambda call_id, text: ConversationItemCreateEvent(item=function_output(call_id, text)),
        proceed=ResponseCreateEvent(),
    ),
    recognise=_recognise,
    headers={"OpenAI-Beta": "realtime=v1"},
    sdk_names={
        f"{_TYPES}transcription_session_update.Session": "TranscriptionSession",
        f"{_TYPES}transcription_session_update.SessionClientSecretExpiresAt": (
            "TranscriptionSessionClientSecretExpiresAt"
        ),
        f"{_TYPES}response_create_event.Response": "ResponseCreateParams",
        f"{_TYPES}conversation_item_with_reference.Content": "ConversationItemContent",
    },
    sdk_replies={
        f"{_TYPES}session.Session": "Session",
        f"{_TYPES}session_create_response.SessionCreateResponse": "Session",
        f"{_TYPES}transcription_session.TranscriptionSession": "TranscriptionSession",
    },
    shapes=("ClientEvent", "Session", "TranscriptionSession", "ResponseCreateParams"),
    replies=frozenset(
        {
            Error,
            ErrorEvent,
            SessionCreatedEvent,
            SessionUpdatedEvent,
            TranscriptionSessionCreatedEvent,
            TranscriptionSessionUpdatedEvent,
        }
    ),
    checks=(*SHARED_CHECKS, "openai", "openai_beta"),
    endpoints=(
        Endpoint(path="/realtime/sessions", does="secret", body=Session),
        Endpoint(path="/realtime/transcription_sessions", does="secret", body=TranscriptionSession),
    ),
    conversions=("beta_ga", "beta_voicelive"),
)
