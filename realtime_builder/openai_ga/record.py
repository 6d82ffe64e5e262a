"""The record of this dialect: see `realtime_builder.record`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from .._core.plain import plain
from .._core.reading import decode_plain
from ..errors import ValidationError
from ..record import SHARED_CHECKS, Calls, Endpoint, Events, Places, Record, Root, Served, Sideband
from .events import (
    ClientEvent,
    ConversationItemCreateEvent,
    RealtimeTranslationSessionUpdateEvent,
    ResponseCreateEvent,
    SessionUpdateEvent,
    TranslationClientEvent,
)
from .items import function_output
from .response import RealtimeResponseCreateParams
from .secrets import (
    CallAcceptParams,
    CallCreateParams,
    CallReferParams,
    CallRejectParams,
    ClientSecretCreateParams,
    TranslationClientSecretCreateParams,
)
from .server_events import (
    RealtimeError,
    RealtimeErrorEvent,
    RealtimeTranslationSessionClosedEvent,
    RealtimeTranslationSessionCreatedEvent,
    RealtimeTranslationSessionUpdatedEvent,
    SessionCreatedEvent,
    SessionUpdatedEvent,
)
from .session import (
    RealtimeSessionCreateRequest,
    RealtimeTranscriptionSessionCreateRequest,
    RealtimeTranslationSessionCreateRequest,
    RealtimeTranslationSessionUpdateRequest,
)
from .tools import RealtimeFunctionTool

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["RECORD"]

# What the loopback server does

_CONTAINERS = frozenset({"audio", "audio.input", "audio.output"})
_KEPT = {"audio.input.noise_reduction": ("strength",)}
_ITEM_EVENTS = ("conversation.item.added", "conversation.item.done")
_PCM = {"type": "audio/pcm", "rate": 24000}
_LISTENS = {
    "format": _PCM,
    "transcription": None,
    "noise_reduction": None,
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
    "type": "realtime",
    "object": "realtime.session",
    "output_modalities": ["audio"],
    "instructions": "",
    "tools": [],
    "tool_choice": "auto",
    "max_output_tokens": "inf",
    "tracing": None,
    "prompt": None,
    "include": None,
    "truncation": "auto",
    "audio": {"input": _LISTENS, "output": {"format": _PCM, "voice": "alloy", "speed": 1.0}},
}
_TRANSCRIPTION = {
    "type": "transcription",
    "object": "realtime.transcription_session",
    "include": None,
    "audio": {"input": _LISTENS},
}
_TRANSLATION = {
    "type": "translation",
    "audio": {"input": {"transcription": None, "noise_reduction": None}, "output": {}},
}

# The roots

_HEARS = Places(
    input_format="audio.input.format",
    turn_detection="audio.input.turn_detection",
    transcription="audio.input.transcription",
    noise_reduction="audio.input.noise_reduction",
)
_REALTIME_ROOT = Root(
    kind="realtime",
    event=SessionUpdateEvent,
    alone=RealtimeSessionCreateRequest,
    places=replace(
        _HEARS,
        instructions="instructions",
        model="model",
        modalities="output_modalities",
        voice="audio.output.voice",
        speed="audio.output.speed",
        output_format="audio.output.format",
        tools="tools",
        tool_choice="tool_choice",
        tracing="tracing",
    ),
    voice_locks=True,
    served=Served(
        client_events=ClientEvent,
        defaults=_REALTIME,
        typed=True,
        audio_delta="response.output_audio.delta",
        output="response.output_",
        item_events=_ITEM_EVENTS,
        containers=_CONTAINERS,
        kept=_KEPT,
    ),
)
_TRANSCRIPTION_ROOT = Root(
    kind="transcription",
    event=SessionUpdateEvent,
    alone=RealtimeTranscriptionSessionCreateRequest,
    places=_HEARS,
    served=Served(
        client_events=ClientEvent,
        defaults=_TRANSCRIPTION,
        query={"intent": "transcription"},
        item_events=_ITEM_EVENTS,
        takes_model=False,
        typed=True,
        containers=_CONTAINERS,
        kept=_KEPT,
    ),
)
# In the API its sessions have no `type`: there it stands in a file only.
_TRANSLATION_ROOT = Root(
    kind="translation",
    event=RealtimeTranslationSessionUpdateEvent,
    alone=RealtimeTranslationSessionCreateRequest,
    other=RealtimeTranslationSessionUpdateRequest,
    places=Places(
        transcription="audio.input.transcription",
        noise_reduction="audio.input.noise_reduction",
    ),
    served=Served(
        client_events=TranslationClientEvent,
        defaults=_TRANSLATION,
        path="/translations",
        containers=_CONTAINERS,
        kept=_KEPT,
    ),
)
_RESPONSE_ROOT = Root(
    member="response",
    message="response.create",
    event=ResponseCreateEvent,
    alone=RealtimeResponseCreateParams,
    places=Places(
        instructions="instructions",
        modalities="output_modalities",
        voice="audio.output.voice",
        output_format="audio.output.format",
        tools="tools",
        tool_choice="tool_choice",
    ),
    voice_locks=True,
)

# Which session it is

_TAGGED: dict[str, type[Config]] = {root.kind: root.carried for root in (_REALTIME_ROOT, _TRANSCRIPTION_ROOT)}


def _recognise(_: str, session: Mapping[str, Any], known: Config | None) -> type[Config]:
    """By its ``type``; one that omits it is of the type that the session is known to be."""
    translation = RealtimeTranslationSessionUpdateRequest  # has no tag, so it can hold an unknown `type` too
    if "type" in session:
        kind = session["type"]
        return _TAGGED.get(kind, translation) if isinstance(kind, str) else translation
    if known is not None:
        return next((struct for struct in _TAGGED.values() if isinstance(known, struct)), translation)
    return translation if _only_translates(session) else RealtimeSessionCreateRequest


def _only_translates(session: Mapping[str, Any]) -> bool:
    """Whether all members are those of an update of a translation."""
    try:
        decode_plain(plain(session), RealtimeTranslationSessionUpdateRequest)
    except ValidationError:
        return False
    return bool(session)


# The record

_TYPES = "openai.types.realtime."

RECORD = Record(
    name="openai_ga",
    title="OpenAI GA",
    sessions=(_REALTIME_ROOT, _TRANSCRIPTION_ROOT, _TRANSLATION_ROOT),
    responses=(_RESPONSE_ROOT,),
    events=Events(
        created=frozenset({"session.created"}),
        updated=frozenset({"session.updated"}),
        update=frozenset({"session.update"}),
        user_begins=frozenset({"input_audio_buffer.append", "session.input_audio_buffer.append"}),
        # Where audio goes another way than over the socket (WebRTC), its text and its buffer tell of it.
        audio=frozenset(
            {
                "response.output_audio.delta",
                "response.output_audio.done",
                "response.output_audio_transcript.delta",
                "output_audio_buffer.started",
                "session.output_audio.delta",
            }
        ),
    ),
    calls=Calls(
        tool=RealtimeFunctionTool,
        output=lambda call_id, text: ConversationItemCreateEvent(item=function_output(call_id, text)),
        proceed=ResponseCreateEvent(),
    ),
    recognise=_recognise,
    sdk_names={
        f"{_TYPES}realtime_translation_session_update_request.Audio": "TranslationAudio",
        f"{_TYPES}realtime_translation_session_update_request.AudioInputNoiseReduction": "TranslationNoiseReduction",
    },
    sdk_replies={
        f"{_TYPES}realtime_session_create_response.RealtimeSessionCreateResponse": "RealtimeSessionCreateRequest",
        f"{_TYPES}realtime_transcription_session_create_response.RealtimeTranscriptionSessionCreateResponse": (
            "RealtimeTranscriptionSessionCreateRequest"
        ),
        f"{_TYPES}realtime_transcription_session_turn_detection.RealtimeTranscriptionSessionTurnDetection": "ServerVad",
        f"{_TYPES}realtime_translation_session.RealtimeTranslationSession": "RealtimeTranslationSessionUpdateRequest",
    },
    shapes=(
        "ClientEvent",
        "TranslationClientEvent",
        "RealtimeSessionCreateRequest",
        "RealtimeTranscriptionSessionCreateRequest",
        "RealtimeTranslationSessionCreateRequest",
        "RealtimeResponseCreateParams",
    ),
    replies=frozenset(
        {
            RealtimeError,
            RealtimeErrorEvent,
            RealtimeTranslationSessionClosedEvent,
            RealtimeTranslationSessionCreatedEvent,
            RealtimeTranslationSessionUpdatedEvent,
            SessionCreatedEvent,
            SessionUpdatedEvent,
        }
    ),
    checks=(*SHARED_CHECKS, "openai", "openai_ga"),
    endpoints=(
        Endpoint(path="/realtime/client_secrets", does="secret", body=ClientSecretCreateParams),
        Endpoint(path="/realtime/translations/client_secrets", does="secret", body=TranslationClientSecretCreateParams),
        Endpoint(path="/realtime/calls", does="start", body=CallCreateParams, form=True),
        Endpoint(path="/realtime/calls/{id}/accept", does="accept", body=CallAcceptParams),
        Endpoint(path="/realtime/calls/{id}/refer", does="refer", body=CallReferParams),
        Endpoint(path="/realtime/calls/{id}/reject", does="reject", body=CallRejectParams),
        Endpoint(path="/realtime/calls/{id}/hangup", does="hang_up"),
    ),
    sideband=Sideband(client_events=ClientEvent, parameter="call_id"),
    conversions=("beta_ga", "ga_voicelive", "ga_live"),
)
