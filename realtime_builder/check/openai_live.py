"""Rules of OpenAI Live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from .. import openai_live as live
from .._core.extras import extras_of
from ..config import Config
from ..openai_live.tokens import about, at_least
from .phases import Update, update_rule
from .rules import LIVE_SDK, SEEN, Complaint, applies_also, is_set, member, objects_in, rule, text_of

_STARTS = (live.SessionConfig, live.MediaSessionConfig, live.AcceptSession)
_BACKENDS = (live.ResponsesDelegationConfig, live.ResponsesDelegationUpdateConfig)
_WITH_TRIGGERS = (*_STARTS, live.SessionUpdateConfig)
_FORKS = (live.ForkSessionConfig, live.MediaSessionForkConfig)

# What all dialects have

applies_also(("duplicate-tool", "unknown-tool-choice", "unknown-server-choice", "required-without-tools"), *_BACKENDS)
applies_also(
    (
        "tool-name",
        "json-schema",
        "json-schema-unchecked",
        "schema-null",
        "schema-keyword",
        "schema-root",
        "schema-required",
    ),
    live.FunctionTool,
)
applies_also(("token-limit-below-one",), *_BACKENDS)
applies_also(("arguments-not-json",), live.DecisionFunctionCall)
applies_also(("no-url",), live.ToolMcp)

# Audio


_G711_RATE = 8000


@rule("live-g711-rate", "error", live.AudioPCMU, live.AudioPCMA, source=f"{LIVE_SDK}: audio.format; {SEEN}")
def g711_rate(format: Any) -> Iterator[Complaint]:
    """G.711 at a rate other than 8000."""
    rate = member(format, "rate")
    if rate is not UNSET and rate != _G711_RATE:
        yield Complaint("rate", "G.711 has 8000 samples a second", "set it to 8000, or use PCM")


_FORBIDDEN = ("fable", "nova", "onyx")


@rule("live-forbidden-voice", "error", live.AudioOutput, source=f"{SEEN}: the server answers `forbidden`")
def forbidden_voice(output: Any) -> Iterator[Complaint]:
    """A voice of other products, which Live refuses."""
    voice = text_of(output, "voice")
    if voice in _FORBIDDEN:
        yield Complaint("voice", f"Live has no voice {voice}", "use another, such as marin")


@rule("live-vad-threshold", "error", live.WakePolicy, source=f"{LIVE_SDK}: WakePolicy.vad_threshold")
def vad_threshold(policy: Any) -> Iterator[Complaint]:
    """A threshold of speech outside 0 to 1."""
    threshold = member(policy, "vad_threshold")
    if isinstance(threshold, int | float) and not 0 <= threshold <= 1:
        yield Complaint("vad_threshold", "The threshold goes from 0 to 1", "set it in this range")


@rule("live-idle-without-policy", "warning", live.MediaSessionConfig, source=f"{LIVE_SDK}: idle_timeout_s")
def idle_without_policy(session: Any) -> Iterator[Complaint]:
    """A timeout after which inference pauses, without a wake policy."""
    if is_set(member(session, "idle_timeout_s")) and not is_set(member(session, "wake_policy")):
        yield Complaint("idle_timeout_s", "Only sessions with a wake policy pause", "set `wake_policy`")


_LONGEST_FIXTURE = 30 * 24_000 * 2


@rule("live-fixture-too-long", "error", live.OutputAudioFixturePlayEvent, source=f"{LIVE_SDK}: fixture.play")
def fixture_too_long(event: Any) -> Iterator[Complaint]:
    """A recording of more than 30 seconds."""
    audio = member(event, "audio")
    if isinstance(audio, bytes) and len(audio) > _LONGEST_FIXTURE:
        yield Complaint("audio", "The recording is longer than 30 seconds", "cut it, or play it in parts")


@rule("live-dtmf-key", "error", live.TransportDtmfSend, source=f"{LIVE_SDK}: TransportDtmfSend.event")
def dtmf_key(event: Any) -> Iterator[Complaint]:
    """A key that no telephone has."""
    key = member(event, "event")
    if isinstance(key, str) and key not in [*"0123456789ABCD*#"]:
        yield Complaint("event", "This is not a telephone key", "send one of 0 to 9, A to D, * and #")


# Texts. Their tokens can't be counted without the vocabulary: an error is for what surely has too many.


_MOST_INSTRUCTIONS = 16_384
_MOST_APPENDED = 500
_MOST_HISTORY = 8_192
_APPENDED = (live.InstructionsAppendEvent, live.ThinkingAppendEvent, live.CommentaryAppendEvent)


def _too_long(text: str, most: int, path: str, *, certain: bool, instead: str) -> Iterator[Complaint]:
    """Whether a text surely, or else probably, has more tokens than a limit."""
    surely = at_least(text) > most
    if surely if certain else not surely and about(text) > most:
        how_many = f"at least {at_least(text)}" if certain else f"about {about(text)}"
        yield Complaint(path, f"The text has {how_many} tokens; the limit is {most}", instead)


_SPLIT = "put business rules and tool workflows into `delegation.responses.instructions`"


@rule("live-instructions-too-long", "error", *_STARTS, source=f"{LIVE_SDK}: instructions")
def instructions_too_long(session: Any) -> Iterator[Complaint]:
    """Instructions of certainly more than 16,384 tokens."""
    text = text_of(session, "instructions")
    yield from _too_long(text, _MOST_INSTRUCTIONS, "instructions", certain=True, instead=_SPLIT)


@rule("live-instructions-long", "warning", *_STARTS, source=f"{LIVE_SDK}: instructions; estimated by the length")
def instructions_long(session: Any) -> Iterator[Complaint]:
    """Instructions of probably more than 16,384 tokens."""
    text = text_of(session, "instructions")
    yield from _too_long(text, _MOST_INSTRUCTIONS, "instructions", certain=False, instead=_SPLIT)


@rule("live-appended-too-long", "error", *_APPENDED, source=f"{LIVE_SDK}: content; {SEEN}: 501 tokens fail")
def appended_too_long(event: Any) -> Iterator[Complaint]:
    """An appended text of certainly more than 500 tokens."""
    text = text_of(event, "content")
    yield from _too_long(text, _MOST_APPENDED, "content", certain=True, instead="shorten it, or send it in parts")


@rule("live-appended-long", "warning", *_APPENDED, source=f"{LIVE_SDK}: content; estimated by the length")
def appended_long(event: Any) -> Iterator[Complaint]:
    """An appended text of probably more than 500 tokens."""
    text = text_of(event, "content")
    yield from _too_long(text, _MOST_APPENDED, "content", certain=False, instead="shorten it, or send it in parts")


# History

_MOST_MESSAGES = 128


@rule("live-history-too-long", "error", *_STARTS, source=f"{LIVE_SDK}: input; {SEEN}: 129 messages are refused")
def history_too_long(session: Any) -> Iterator[Complaint]:
    """A history of more than 128 messages."""
    history = member(session, "input")
    if isinstance(history, tuple) and len(history) > _MOST_MESSAGES:
        message = f"The history has {len(history)} messages; the limit is {_MOST_MESSAGES}"
        yield Complaint("input", message, "omit the oldest, or summarise them")


@rule("live-history-long", "warning", *_STARTS, source=f"{LIVE_SDK}: input; estimated by the length")
def history_long(session: Any) -> Iterator[Complaint]:
    """A history of probably more than 8192 tokens, the usual limit."""
    texts = [
        text_of(part, "text") for _, item in objects_in(session, "input") for _, part in objects_in(item, "content")
    ]
    tokens = sum(map(about, texts))
    if tokens > _MOST_HISTORY:
        message = f"The history has about {tokens} tokens; the usual limit is {_MOST_HISTORY}"
        yield Complaint("input", message, "omit the oldest, or summarise them")


_MESSAGES = (live.InitialItemDeveloper, live.InitialItemUser, live.InitialItemAssistant)


@rule("live-one-part", "error", *_MESSAGES, source=f"{LIVE_SDK}: InitialItem.content")
def one_part(item: Any) -> Iterator[Complaint]:
    """A message of the history without a text, or with several."""
    content = member(item, "content")
    if isinstance(content, tuple) and len(content) != 1:
        yield Complaint("content", "A message of the history has exactly one part", "join the texts into one")


# Delegation, triggers, tools


@rule("live-one-prompt", "info", *_STARTS, source=f"{LIVE_SDK}: instructions, of the session and of its backend")
def one_prompt(session: Any) -> Iterator[Complaint]:
    """The same instructions for the model that talks and for the backend."""
    backend = member(session, "delegation.responses")
    text = text_of(session, "instructions")
    if text and text == text_of(backend, "instructions"):
        instead = "split them: how to talk, and when to hand work over, here; rules and tools there"
        yield Complaint("instructions", "The backend has the same instructions", instead)


@rule("live-two-triggers", "error", *_WITH_TRIGGERS, source=f"{LIVE_SDK}: triggers")
def two_triggers(session: Any) -> Iterator[Complaint]:
    """Two triggers for one transcript."""
    first: dict[str, int] = {}
    for position, trigger in objects_in(session, "triggers"):
        event_type = text_of(trigger, "event_type")
        if first.setdefault(event_type, position) != position:
            message = f"`triggers[{first[event_type]}]` is for this transcript already"
            yield Complaint(f"triggers[{position}].event_type", message, "ask both sets of questions in one")


@rule("live-delegation-type", "warning", live.SessionUpdateConfig, source=f"{LIVE_SDK}: delegation; {SEEN}: taken")
def delegation_type(update: Any) -> Iterator[Complaint]:
    """An update of the delegation that omits its type."""
    if isinstance(member(update, "delegation"), live.DelegationSettings):
        yield Complaint(
            "delegation", "The SDK's types require the type of the delegation", "set it to the session's own"
        )


@rule("live-event-selector", "error", live.ServerEventSelector, source=f"{LIVE_SDK}: ServerEventSelector")
def event_selector(selector: Any) -> Iterator[Complaint]:
    """A selector with `response_event` where it is forbidden, or without it where it is required."""
    is_backend = text_of(selector, "type") == "response.event"
    named = is_set(member(selector, "response_event"))
    if is_backend and not named:
        yield Complaint("response_event", "The type of the backend's event is missing", "name one")
    elif named and not is_backend:
        yield Complaint("response_event", "Only `response.event` has events inside", "omit it")


_WHEREABOUTS = ("server_url", "connector_id", "tunnel_id")


@rule("live-mcp-nowhere", "error", live.ToolMcp, source=f"{LIVE_SDK}: ToolMcp")
def mcp_nowhere(server: Any) -> Iterator[Complaint]:
    """An MCP server without `server_url`, `connector_id` or `tunnel_id`, or without a label."""
    if not any(is_set(member(server, name)) for name in _WHEREABOUTS):
        yield Complaint("", "Nothing says where the MCP server is", "set server_url, connector_id or tunnel_id")
    if not member(server, "server_label"):
        yield Complaint("server_label", "Calls refer to the server by its label", "name it")


@rule("live-refer-blank", "error", live.SessionReferParams, source=f"{LIVE_SDK}: SessionReferParams.target_uri")
def refer_blank(call: Any) -> Iterator[Complaint]:
    """A call that is transferred to an empty target."""
    if isinstance(member(call, "target_uri"), str) and not text_of(call, "target_uri").strip():
        yield Complaint("target_uri", "The target of the transfer is empty", "name a `tel:` or `sip:` address")


# Where a member is refused


@rule("live-client-on-websocket", "error", live.ForkSessionConfig, source=f"{LIVE_SDK}: ForkSessionConfig.client")
def client_on_websocket(fork: Any) -> Iterator[Complaint]:
    """Rights of a frontend, for a fork on a WebSocket, which has no frontend."""
    if is_set(member(fork, "client")):
        yield Complaint("client", "A fork on a WebSocket has no frontend", "omit it, or fork over WebRTC")


_ELSEWHERE = {
    "tools": "`delegation.responses.tools`",
    "tool_choice": "`delegation.responses.tool_choice`",
    "parallel_tool_calls": "`delegation.responses.parallel_tool_calls`",
    "reasoning": "`delegation.responses.reasoning`",
    "reasoning_effort": "`delegation.responses.reasoning.effort`",
    "max_output_tokens": "`delegation.responses.max_output_tokens`",
    "max_response_output_tokens": "`delegation.responses.max_output_tokens`",
    "voice": "`audio.output.voice`",
    "input_audio_format": "`audio.format`",
    "output_audio_format": "`audio.format`",
    "turn_detection": "",
    "modalities": "",
    "output_modalities": "",
    "input_audio_transcription": "",
    "input_audio_noise_reduction": "",
    "temperature": "",
    "speed": "",
    "tracing": "",
    "truncation": "",
    "include": "",
    "prompt": "",
}
"""Members of Realtime sessions, and their place in Live; empty if Live has no such thing."""


@rule("live-realtime-member", "error", *_STARTS, source=f"{LIVE_SDK}: the API rejects unknown fields")
def realtime_member(session: Any) -> Iterator[Complaint]:
    """A member that only sessions of the Realtime API have."""
    for name in extras_of(session):
        if name in _ELSEWHERE:
            place = _ELSEWHERE[name]
            instead = f"set {place}" if place else "omit it: Live has nothing like it"
            yield Complaint(name, f"`{name}` belongs to the Realtime API", instead)


@rule("live-media-format", "error", live.MediaAudio, source=f"{LIVE_SDK}: audio; {SEEN}")
def media_format(audio: Any) -> Iterator[Complaint]:
    """A format for WebRTC or SIP, which negotiate their own."""
    if "format" in extras_of(audio):
        yield Complaint("format", "WebRTC and SIP negotiate the format", "omit it")


_SOUND = ("audio.format", "audio.output.voice")
_FIXED = ("model", "instructions", "input", "audio", "store", "client", "safety_identifier")


@rule(
    "live-fixed-at-start",
    "error",
    live.SessionUpdateConfig,
    source=f"{LIVE_SDK}: session.update; {SEEN}: \"Unknown parameter: 'session.instructions'.\"",
)
def fixed_at_start(update: Any) -> Iterator[Complaint]:
    """An update of a setting that is fixed at the start."""
    for name in extras_of(update):
        if name in _FIXED:
            yield Complaint(name, f"`{name}` is fixed at the start", "omit it, or start a new session")


# What a running session takes


@update_rule(
    "live-no-update", "error", *_STARTS, *_FORKS, live.SessionUpdateConfig, source=f"{LIVE_SDK}: session.update"
)
def no_update(update: Update) -> Iterator[Complaint]:
    """A setting of the start in an update."""
    for name in update.patch:
        if name in _FIXED and (update.changes(name) or isinstance(update.patch, live.SessionUpdateConfig)):
            inside = [path for path in _SOUND if path.startswith(f"{name}.") and update.changes(path)]
            for path in inside or [name]:
                yield Complaint(path, f"`{path}` is fixed at the start", "omit it, or start a new session")


@update_rule("live-delegation-fixed", "error", *_STARTS, live.SessionUpdateConfig, source=f"{LIVE_SDK}: session.update")
def delegation_fixed(update: Update) -> Iterator[Complaint]:
    """A change of the type of delegation."""
    new, old = update.new("delegation"), update.old("delegation")
    if update.current is None or new is UNSET:
        return
    was, asked = _owner_of(old), _owner_of(new)
    if asked and asked != was:
        message = f"The session delegates to {was}, and an update can't change that"
        yield Complaint("delegation", message, "start a new session")


def _owner_of(delegation: Any) -> str:
    """Who does the work: your application (`client`) unless something else is said; empty where it is left open."""
    if isinstance(delegation, live.DelegationSettings):
        said = [name for name in ("responses", "decisions") if is_set(member(delegation, name))]
        return said[0] if said else ""
    if isinstance(delegation, Config):
        return str(delegation.get("type", "client"))
    return "client"
