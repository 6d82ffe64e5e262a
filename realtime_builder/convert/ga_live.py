"""OpenAI GA (left) and OpenAI Live (right).

A GA session does everything itself. In Live one model talks, and another does the work: tools, their
choice, reasoning and the limit of tokens are the latter's. What GA can be told about turns and sound,
Live decides by itself.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec import UNSET

from .. import openai_ga as ga
from .. import openai_live as live
from ..openai_live.audio import BuiltInVoice
from .live_gaps import GAPS
from .live_history import MESSAGES
from .table import (
    Codec,
    Fill,
    Near,
    NoForm,
    Noted,
    Pair,
    Place,
    Row,
    Table,
    back,
    both,
    forth,
    left,
    renamed,
    right,
)

__all__ = ["PAIR"]

_BACKEND = "delegation.responses"

# The models

_LIVE_MODEL, _BACKEND_MODEL, _GA_MODEL = "gpt-live-1", "gpt-5.5", "gpt-realtime-2"
_OWN_MODELS = "OpenAI Live has models of its own"

_MODEL = Codec(
    forth=lambda _, __: Near(_LIVE_MODEL, _OWN_MODELS),
    back=lambda _, __: Near(_GA_MODEL, "OpenAI GA has models of its own"),
)
_FILLS = (
    Fill("delegation.type", "responses", "a model of the Responses API does the work, as the session's own did"),
    Fill(f"{_BACKEND}.model", _BACKEND_MODEL, "the backend model must be named; choose yours"),
)
_START_FILLS = (Fill("model", _LIVE_MODEL, f"{_OWN_MODELS}, and one must be named"), *_FILLS)

# One prompt, and two

_SPLIT = (
    "the model that talks and the backend model have a prompt each, and both got this one: "
    "split it by hand, into how to talk (`instructions`) and rules and tools "
    "(`delegation.responses.instructions`)"
)
_JOINED = "OpenAI GA has one prompt, so the backend's follows the frontend's"


def _to_both_prompts(text: str, place: Place) -> Any:
    if not text:
        return text
    place.also(f"{_BACKEND}.instructions", text, _SPLIT)
    return Near(text, _SPLIT)


def _prompts(session: Any) -> tuple[Any, Any]:
    """What the model that talks is told, and the one that does the work."""
    backend = getattr(getattr(session.delegation, "responses", UNSET), "instructions", UNSET)
    return getattr(session, "instructions", UNSET), backend


def _to_one_prompt(text: str, place: Place) -> Any:
    _, backend = _prompts(place.source)
    texts = [text, *([backend] if isinstance(backend, str) and backend != text else [])]
    joined = "\n\n".join(each for each in texts if each)
    return text if joined == text else Near(joined, _JOINED)


def _to_end_of_prompt(text: str, place: Place) -> Any:
    frontend, _ = _prompts(place.source)
    return Near(UNSET, _JOINED) if isinstance(frontend, str) else text


# Formats: one for both directions, and each says its rate

_ONE_FORMAT = "OpenAI Live has one format for both directions"
_GA_RATES = "OpenAI GA has PCM at 24 kHz, G.711 u-law and G.711 A-law at 8 kHz"
_G711_RATE = 8000
_PCM_RATE: Literal[24000] = 24000


def _to_rated(value: Any, _: Place) -> Any:
    if isinstance(value, ga.AudioPCM):
        rated = live.AudioPCM(rate=_PCM_RATE)
        return Near(rated, "OpenAI Live requires the rate") if value.rate is UNSET else rated
    return (live.AudioPCMU if isinstance(value, ga.AudioPCMU) else live.AudioPCMA)(rate=_G711_RATE)


def _output_to_rated(value: Any, place: Place) -> Any:
    heard = getattr(getattr(place.source.audio, "input", UNSET), "format", UNSET)
    if heard is UNSET or heard is None:
        return _to_rated(value, place)
    if type(heard) is type(value):
        return Near(UNSET, f"{_ONE_FORMAT}, and the input has the same")
    raise NoForm(f"{_ONE_FORMAT}, here the input's", "the output, resampled by the client")


def _from_rated(value: Any, place: Place) -> Any:
    rate = value.rate
    if isinstance(value, live.AudioPCM):
        made: Any = ga.AudioPCM(rate=_PCM_RATE) if rate == _PCM_RATE else None
    else:
        plain = ga.AudioPCMU() if isinstance(value, live.AudioPCMU) else ga.AudioPCMA()
        made = plain if rate == _G711_RATE else None
    if made is None:
        raise NoForm(_GA_RATES, "`audio/pcm`, resampled to 24000 Hz")
    why = f"{_ONE_FORMAT}, and OpenAI GA names each"
    place.also("audio.output.format", made, why)
    return Noted(made, why)


# Voices, modalities, limits

_GA_VOICES = ("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar")
_LIVE_ONLY = frozenset(get_args(BuiltInVoice)).difference(_GA_VOICES)


def _to_ga_voice(voice: Any, place: Place) -> Any:
    if isinstance(voice, str) and voice in _LIVE_ONLY:
        raise NoForm(f"OpenAI GA has no voice {voice}", "`marin` or `cedar`")
    return place.convert(voice)


def _to_speech(modalities: Any, _: Place) -> Any:
    if "audio" not in modalities:
        raise NoForm("OpenAI Live always speaks", "its speech as text, `session.output_transcript.delta`")
    return Near(UNSET, "OpenAI Live always speaks, and gives a transcript")


def _to_backend_limit(limit: Any, _: Place) -> Any:
    if limit == "inf":
        return Near(UNSET, "OpenAI Live has no limit unless one is set")
    return Near(limit, "it limits the backend's text, not the speech")


def _to_ga_limit(limit: Any, _: Place) -> Any:
    return Near(limit, "it limits each response, speech included")


def _who_works(kind: str, _: Place) -> Any:
    if kind == "responses":
        return Near(UNSET, "OpenAI GA's own model does the work")
    raise NoForm("OpenAI GA's own model does the work", "functions as tools")


# Sessions

_WORK = (
    renamed("max_output_tokens", f"{_BACKEND}.max_output_tokens", Codec(_to_backend_limit, _to_ga_limit)),
    *(renamed(name, f"{_BACKEND}.{name}") for name in ("parallel_tool_calls", "reasoning", "tool_choice", "tools")),
    *right("OpenAI GA's own model does the work", f"{_BACKEND}.model", nearest="`model`"),
    *right("OpenAI GA has no tiers of service", f"{_BACKEND}.service_tier"),
    *right("OpenAI GA's model writes as it speaks", f"{_BACKEND}.text", nearest="a note on detail in `instructions`"),
    *right("OpenAI GA delegates nothing", "delegation.type", by=_who_works),
    *right("OpenAI GA delegates nothing", "delegation.acknowledgement_delay_ms"),
    *right("OpenAI GA has no Decisions", "delegation.decisions", nearest="functions as tools"),
)
_SOUND = (
    *left(
        "OpenAI Live itself decides when to listen and when to speak",
        "audio.input.turn_detection",
        nearest="a note on pauses and interruptions in `instructions`",
    ),
    *left("OpenAI Live has no filter to set", "audio.input.noise_reduction", nearest="a filter in the client"),
    *left(
        "OpenAI Live always gives transcripts, from a model that can't be chosen",
        "audio.input.transcription",
        nearest="`session.input_transcript.delta`",
    ),
    *left("OpenAI Live has no speed", "audio.output.speed", nearest="a note on pace in `instructions`"),
    *left("OpenAI Live always speaks", "output_modalities", by=_to_speech),
)
_RECORDS = (
    *left("OpenAI Live has no traces", "tracing", nearest="`store`, and the session's recording"),
    *left("OpenAI Live summarises the conversation itself", "truncation"),
    *left("OpenAI Live gives no probabilities", "include"),
    *left("OpenAI Live has no stored prompts", "prompt", nearest="the template's text in `instructions`"),
)
_TRIGGERS = right("OpenAI GA asks no questions about transcripts", "triggers", nearest="a function as a tool")
_INSTRUCTIONS = (
    renamed("instructions", "instructions", Codec(_to_both_prompts, _to_one_prompt)),
    back("instructions", f"{_BACKEND}.instructions", _to_end_of_prompt),
)
_START = (
    renamed("model", "model", _MODEL),
    *_INSTRUCTIONS,
    renamed("audio.output.voice", "audio.output.voice", Codec(back=_to_ga_voice)),
    *_WORK,
    *_SOUND,
    *_RECORDS,
    *_TRIGGERS,
    *right("OpenAI GA starts without a history", "input", nearest="`conversation.item.create` for each message"),
    *right("OpenAI GA takes it in a header", "safety_identifier", nearest="the header `OpenAI-Safety-Identifier`"),
    *right("OpenAI GA stores no sessions", "store", nearest="`tracing`"),
)
_CLIENT = right("OpenAI GA can't limit what a client sends", "client", nearest="a gateway with a `Guard`")
_FORMAT = (
    renamed("audio.input.format", "audio.format", Codec(_to_rated, _from_rated)),
    forth("audio.output.format", "audio.format", _output_to_rated),
)
_NO_FORMAT = left("WebRTC and SIP negotiate the format", "audio.input.format", "audio.output.format")
_SLEEP = right("OpenAI GA never pauses", "idle_timeout_s", "wake_policy")


def _start(target: Any, *rows: Row) -> Table:
    return Table(left=ga.RealtimeSessionCreateRequest, right=target, rows=(*_START, *rows), fills=_START_FILLS)


_FIXED = "OpenAI Live fixes it at the start of a session"
_UPDATE = Table(
    left=ga.RealtimeSessionCreateRequest,
    right=live.SessionUpdateConfig,
    fills=_FILLS[:1],
    rows=(
        renamed("instructions", f"{_BACKEND}.instructions"),
        *_WORK,
        *_TRIGGERS,
        *_SOUND,
        *_RECORDS,
        *left(
            _FIXED, "model", "audio.output.voice", "audio.input.format", "audio.output.format", nearest="a new session"
        ),
    ),
)

_SESSIONS = (
    _start(live.SessionConfig, *_FORMAT, *_CLIENT),
    _start(live.MediaSessionConfig, *_NO_FORMAT, *_CLIENT, *_SLEEP),
    _start(live.AcceptSession, *_NO_FORMAT),
    _UPDATE,
)

# Parts

_PARTS = (
    Table(
        left=ga.RealtimeReasoning,
        right=live.Reasoning,
        rows=(*both("effort"), *right("OpenAI GA's model gives no summary of its thoughts", "summary")),
    ),
    Table(left=ga.VoiceID, right=live.CustomVoice, rows=both("id")),
    Table(
        left=ga.RealtimeFunctionTool,
        right=live.FunctionTool,
        rows=(
            *both("name", "description", "parameters"),
            *right("OpenAI GA can't be held to a schema", "strict", nearest="a check of the arguments in the function"),
        ),
    ),
    Table(
        left=ga.Mcp,
        right=live.ToolMcp,
        rows=both(
            "server_label",
            "allowed_callers",
            "allowed_tools",
            "authorization",
            "connector_id",
            "defer_loading",
            "headers",
            "require_approval",
            "server_description",
            "server_url",
            "tunnel_id",
        ),
    ),
    Table(left=ga.McpToolFilter, right=live.LiveMCPToolFilter, rows=both("read_only", "tool_names")),
    Table(left=ga.McpToolApprovalFilter, right=live.LiveMCPRequireApprovalFilter, rows=both("always", "never")),
    Table(left=ga.ToolChoiceFunction, right=live.LiveFunctionToolChoice, rows=both("name")),
    Table(left=ga.ToolChoiceMcp, right=live.LiveMCPToolChoice, rows=both("server_label", "name")),
)

# Events

_EVENTS = (
    Table(left=ga.SessionUpdateEvent, right=live.SessionStartEvent, rows=both("session", "event_id")),
    Table(left=ga.SessionUpdateEvent, right=live.SessionUpdateEvent, rows=both("session", "event_id")),
    Table(left=ga.InputAudioBufferAppendEvent, right=live.InputAudioAppendEvent, rows=both("audio", "event_id")),
    Table(
        left=ga.ResponseCreateEvent,
        right=live.ResponseCreateEvent,
        rows=(
            *both("event_id"),
            *left("a response of OpenAI Live follows the session", "response", nearest="`session.update`"),
        ),
    ),
)

PAIR = Pair(left="openai_ga", right="openai_live", tables=(*_SESSIONS, *MESSAGES, *_PARTS, *_EVENTS), gaps=GAPS)
