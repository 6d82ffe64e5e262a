"""Rules about time: what can still change while a session runs. `phases` says how they are run."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from .. import openai_beta as beta
from .. import openai_ga as ga
from .. import voicelive as vl
from ..record import records
from .phases import (
    AFTER_AUDIO,
    RESPONSE_IN_PROGRESS,
    SILENT_SO_FAR,
    UNDER_WAY,
    Update,
    root_of,
    same_kind,
    update_rule,
)
from .rules import AZURE_SDK, BETA_SDK, GA_SDK, MS_DOCS, NOT_REASONING, Complaint, is_set, text_of

# What the records say

_SESSIONS_OF_SEVERAL_KINDS = tuple(
    type_
    for record in records()
    for root in record.sessions
    for type_ in root.types
    if len({other.kind for other in record.sessions}) > 1
)
_WITH_VOICE = tuple(type_ for record in records() for root in record.roots for type_ in root.types if root.voice_locks)
_WITH_SPEED = tuple(type_ for record in records() for root in record.roots for type_ in root.types if root.places.speed)

# Rules


@update_rule(
    "session-type-fixed",
    "error",
    *_SESSIONS_OF_SEVERAL_KINDS,
    source=f"{GA_SDK}: RealtimeTranslationSessionUpdateEvent.session, SessionUpdateEvent",
)
def session_type_fixed(update: Update) -> Iterator[Complaint]:
    """An update that changes the type of the session."""
    if update.current is not None and not same_kind(update.current, update.patch):
        old, new = type(update.current).__name__, type(update.patch).__name__
        yield Complaint("", f"The session is a {old}, which a {new} can't update", "start a new session")


@update_rule(
    "ga-reasoning-in-session",
    "error",
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeResponseCreateParams,
    source=f"{GA_SDK}: parallel_tool_calls, reasoning",
)
def reasoning_in_session(update: Update) -> Iterator[Complaint]:
    """An option of reasoning models, although the session's model does not reason."""
    model = text_of(update.current, "model")
    if model not in NOT_REASONING or update.new("model") is not UNSET:  # `check` looks at a model that comes along
        return
    for name in ("parallel_tool_calls", "reasoning"):
        if is_set(update.new(name)) and update.changes(name):
            message = f"The session's model, {model}, does not reason, so it has no `{name}`"
            yield Complaint(name, message, "omit it, or start a session with gpt-realtime-2")


@update_rule(
    "model-fixed", "error", ga.RealtimeSessionCreateRequest, beta.Session, source=f"{GA_SDK}: SessionUpdateEvent"
)
def model_fixed(update: Update) -> Iterator[Complaint]:
    """A model that differs from the session's."""
    if update.changes("model") and is_set(update.old("model")):
        yield Complaint("model", "The model of a session can't change", "omit it, or start a new session")


@update_rule("vl-model-fixed", "error", vl.RequestSession, source=f"{AZURE_SDK}: ClientEventSessionUpdate")
def vl_model_fixed(update: Update) -> Iterator[Complaint]:
    """A model that differs from the session's."""
    if update.changes("model") and is_set(update.old("model")):
        yield Complaint("model", "The model of a session can't change", "omit it, or start a new session")


@update_rule(
    "voice-fixed",
    "error",
    *_WITH_VOICE,
    when=AFTER_AUDIO,
    source=f"{GA_SDK}, {BETA_SDK}: voice; {AZURE_SDK}: session.update",
)
def voice_fixed(update: Update) -> Iterator[Complaint]:
    """A change of the voice, after the model has spoken."""
    there, in_session = root_of(update.patch).places.voice, update.record.sessions[0].places.voice
    if update.changes(there, in_session):
        yield Complaint(there, "The model has spoken, so its voice can't change", "omit it, or start a new session")


@update_rule(
    "vl-voice-in-update",
    "warning",
    vl.RequestSession,
    when=SILENT_SO_FAR,
    source=f"{AZURE_SDK}: ClientEventSessionUpdate",
)
def vl_voice_in_update(update: Update) -> Iterator[Complaint]:
    """A change of the voice after the first update: the documents exclude the voice from updates."""
    if update.changes("voice"):
        yield Complaint("voice", "An update may not change the voice", "set it in the first update")


@update_rule(
    "speed-between-turns", "error", *_WITH_SPEED, when=RESPONSE_IN_PROGRESS, source=f"{GA_SDK}, {BETA_SDK}: speed"
)
def speed_between_turns(update: Update) -> Iterator[Complaint]:
    """A change of the speed, while a response is in progress."""
    path = root_of(update.patch).places.speed
    if update.changes(path):
        yield Complaint(path, "The speed can't change while the model responds", "wait for `response.done`")


@update_rule(
    "tracing-fixed", "error", ga.RealtimeSessionCreateRequest, beta.Session, source=f"{GA_SDK}, {BETA_SDK}: tracing"
)
def tracing_fixed(update: Update) -> Iterator[Complaint]:
    """A change of tracing, once it is on."""
    if is_set(update.old("tracing")) and is_set(update.new("tracing")) and update.changes("tracing"):
        yield Complaint("tracing", "Tracing is on, so it can't change", "omit it, or start a new session")


@update_rule(
    "tracing-off", "warning", ga.RealtimeSessionCreateRequest, beta.Session, source=f"{GA_SDK}, {BETA_SDK}: tracing"
)
def tracing_off(update: Update) -> Iterator[Complaint]:
    """Turning tracing off once it is on: the documents say that null does so, and that tracing can't change."""
    if is_set(update.old("tracing")) and update.new("tracing") is None:
        yield Complaint("tracing", "Tracing is on and may not be turned off", "omit it, or start a new session")


@update_rule(
    "vl-echo-fixed",
    "error",
    vl.RequestSession,
    when=UNDER_WAY,
    source=f"{MS_DOCS}: input_audio_echo_cancellation",
)
def vl_echo_fixed(update: Update) -> Iterator[Complaint]:
    """A change of the echo cancellation."""
    path = "input_audio_echo_cancellation"
    was_off = not is_set(update.old(path))
    if update.changes(path) and not (was_off and update.new(path) is None):
        message = "Echo cancellation can't change during a session"
        yield Complaint(path, message, "set it in the first update, or start a new session")


@update_rule(
    "response-in-progress",
    "error",
    ga.RealtimeResponseCreateParams,
    beta.ResponseCreateParams,
    when=RESPONSE_IN_PROGRESS,
    source=f"{GA_SDK}: ResponseCreateEvent",
)
def response_in_progress(update: Update) -> Iterator[Complaint]:
    """A second response to the default conversation at the same time."""
    if update.new("conversation") != "none":
        message = "Another response is being written to the conversation"
        yield Complaint("conversation", message, 'wait for `response.done`, cancel it, or set this to "none"')


@update_rule(
    "beta-server-field",
    "warning",
    beta.Session,
    beta.TranscriptionSession,
    source=f"{BETA_SDK}: client_secret; OpenAI's OpenAPI document: id, object, expires_at",
)
def beta_server_field(update: Update) -> Iterator[Complaint]:
    """A field that only the server sets, or that only the HTTP request for a key has."""
    for name in ("id", "object", "expires_at", "client_secret"):
        if update.new(name) is not UNSET:
            yield Complaint(name, f"`{name}` is not a setting of a running session", "omit it")
