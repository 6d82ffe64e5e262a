"""What can still change while a session runs.

A session goes through phases. Some settings are fixed from the start, others once the model has
spoken, or while it responds. The rules below say which; they compare a patch with the session that
it would change, and what says the same as before is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from msgspec import UNSET, Struct

from .. import openai_beta as beta
from .. import openai_ga as ga
from .. import voicelive as vl
from .._core.shape import core_of
from ..errors import ValidationError, quote
from .rules import (
    AZURE_SDK,
    BETA_SDK,
    GA_SDK,
    MS_DOCS,
    NOT_REASONING,
    Complaint,
    as_findings,
    is_set,
    leave_out,
    member,
    require_config,
    text_of,
)

if TYPE_CHECKING:
    from .._core.paths import Steps
    from ..config import Config
    from .findings import Finding, Severity

__all__ = ["PHASES", "UPDATE_RULES", "Phase", "UpdateRule", "check_update", "dialect_of"]

Phase: TypeAlias = Literal["created", "configured", "responding", "spoken", "speaking"]
"""How far a session is.

- ``created``: it exists, nothing has happened.
- ``configured``: the settings were updated or the user has begun to speak. The model was silent so far.
- ``responding``: a response is in progress, the first audio is still to come.
- ``spoken``: the model has given audio, no response is in progress.
- ``speaking``: the model has given audio, and a response is in progress.
"""

PHASES: tuple[Phase, ...] = get_args(Phase)
_UNDER_WAY: tuple[Phase, ...] = ("configured", "responding", "spoken", "speaking")
_SILENT_SO_FAR: tuple[Phase, ...] = ("configured", "responding")
_RESPONSE_IN_PROGRESS: tuple[Phase, ...] = ("responding", "speaking")
_AFTER_AUDIO: tuple[Phase, ...] = ("spoken", "speaking")

# Declaration


class Update(NamedTuple):
    """What an update rule is given."""

    current: Config | None
    """The session as it is; None where it is not known."""

    patch: Config
    """What is to be laid over it, or the response that is to be made in it."""

    def old(self, path: str) -> Any:
        """The current value at a path, `UNSET` where it is not known."""
        return member(self.current, path)

    def new(self, path: str) -> Any:
        """The value that the patch has at a path, `UNSET` where it leaves things as they are."""
        return member(self.patch, path)

    def changes(self, path: str, there: str = "") -> bool:
        """Whether the patch sets something else than what is there, or at another path of the session."""
        new = self.new(path)
        return new is not UNSET and _spelt_one_way(new) != _spelt_one_way(self.old(there or path))


def _spelt_one_way(value: Any) -> Any:
    """A voice of OpenAI's by its name: in Voice Live an object means the same. Anything else as it is."""
    return member(value, "name") if isinstance(value, vl.OpenAIVoice) else value


FindUpdate: TypeAlias = Callable[[Update], Iterable[Complaint]]


class UpdateRule(Struct, frozen=True):
    """A rule about time, as the table in the documentation shows it."""

    name: str
    severity: Severity
    applies: tuple[type[Config], ...]
    """The patches that it is about."""
    when: tuple[Phase, ...]
    source: str
    says: str
    find: FindUpdate


UPDATE_RULES: dict[str, UpdateRule] = {}
"""Every rule about time, by its name."""


def update_rule(
    name: str, severity: Severity, *applies: type[Config], source: str, when: tuple[Phase, ...] = PHASES
) -> Callable[[FindUpdate], FindUpdate]:
    """Declare a rule about time, as `rules.rule` declares others."""

    def declare(find: FindUpdate) -> FindUpdate:
        says = (find.__doc__ or "").partition("\n")[0]
        UPDATE_RULES[name] = UpdateRule(name, severity, applies, when, source, says, find)
        return find

    return declare


# Rules

_GA_SESSIONS = (
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeTranscriptionSessionCreateRequest,
    ga.RealtimeTranslationSessionUpdateRequest,
)
_BETA_SESSIONS = (beta.Session, beta.TranscriptionSession)

# Where the dialects keep what is fixed at some time, by the type of the patch: the path there, and in the session.
_VOICES: dict[type[Config], tuple[str, str]] = {
    ga.RealtimeSessionCreateRequest: ("audio.output.voice", "audio.output.voice"),
    ga.RealtimeResponseCreateParams: ("audio.output.voice", "audio.output.voice"),
    beta.Session: ("voice", "voice"),
    beta.ResponseCreateParams: ("voice", "voice"),
    vl.RequestSession: ("voice", "voice"),
}
_SPEEDS: dict[type[Config], str] = {ga.RealtimeSessionCreateRequest: "audio.output.speed", beta.Session: "speed"}


def _of(places: dict[type[Config], Any], patch: Config) -> Any:
    return next(place for kind, place in places.items() if isinstance(patch, kind))


@update_rule(
    "session-type-fixed",
    "error",
    *_GA_SESSIONS,
    *_BETA_SESSIONS,
    source=f"{GA_SDK}: RealtimeTranslationSessionUpdateEvent.session, SessionUpdateEvent",
)
def session_type_fixed(update: Update) -> Iterator[Complaint]:
    """A session of one type is to become one of another."""
    if update.current is not None and not _same_type(update.current, update.patch):
        old, new = type(update.current).__name__, type(update.patch).__name__
        yield Complaint("", f"The session is a {old}, which a {new} can't update", "start a new session")


@update_rule(
    "ga-reasoning-in-session",
    "error",
    _GA_SESSIONS[0],
    ga.RealtimeResponseCreateParams,
    source=f"{GA_SDK}: parallel_tool_calls, reasoning",
)
def reasoning_in_session(update: Update) -> Iterator[Complaint]:
    """An option of reasoning models, where the session's model does not reason."""
    model = text_of(update.current, "model")
    if model not in NOT_REASONING or update.new("model") is not UNSET:  # `check` looks at a model that comes along
        return
    for name in ("parallel_tool_calls", "reasoning"):
        if is_set(update.new(name)) and update.changes(name):
            message = f"The session's model, {model}, does not reason, so it has no `{name}`"
            yield Complaint(name, message, "omit it, or start a session with gpt-realtime-2")


@update_rule("model-fixed", "error", _GA_SESSIONS[0], beta.Session, source=f"{GA_SDK}: SessionUpdateEvent")
def model_fixed(update: Update) -> Iterator[Complaint]:
    """Another model, or one that is not known to be the session's."""
    if update.changes("model"):
        yield Complaint("model", "The model of a session can't change", "omit it, or start a new session")


@update_rule("vl-model-fixed", "error", vl.RequestSession, source=f"{AZURE_SDK}: ClientEventSessionUpdate")
def vl_model_fixed(update: Update) -> Iterator[Complaint]:
    """Another model than the session has."""
    if update.changes("model") and is_set(update.old("model")):
        yield Complaint("model", "The model of a session can't change", "omit it, or start a new session")


@update_rule(
    "voice-fixed",
    "error",
    *_VOICES,
    when=_AFTER_AUDIO,
    source=f"{GA_SDK}, {BETA_SDK}: voice; {AZURE_SDK}: session.update",
)
def voice_fixed(update: Update) -> Iterator[Complaint]:
    """Another voice, after the model has spoken."""
    there, in_session = _of(_VOICES, update.patch)
    if update.changes(there, in_session):
        yield Complaint(there, "The model has spoken, so its voice can't change", "omit it, or start a new session")


@update_rule(
    "vl-voice-in-update",
    "warning",
    vl.RequestSession,
    when=_SILENT_SO_FAR,
    source=f"{AZURE_SDK}: ClientEventSessionUpdate",
)
def vl_voice_in_update(update: Update) -> Iterator[Complaint]:
    """Another voice in a later update than the first: the documents except it from what can be updated."""
    if update.changes("voice"):
        yield Complaint("voice", "The voice may not change by an update", "set it in the first update")


@update_rule(
    "speed-between-turns", "error", *_SPEEDS, when=_RESPONSE_IN_PROGRESS, source=f"{GA_SDK}, {BETA_SDK}: speed"
)
def speed_between_turns(update: Update) -> Iterator[Complaint]:
    """Another speed, while a response is in progress."""
    path = _of(_SPEEDS, update.patch)
    if update.changes(path):
        yield Complaint(path, "The speed can't change while the model responds", "wait for `response.done`")


@update_rule("tracing-fixed", "error", _GA_SESSIONS[0], beta.Session, source=f"{GA_SDK}, {BETA_SDK}: tracing")
def tracing_fixed(update: Update) -> Iterator[Complaint]:
    """Another tracing, once it is on."""
    if is_set(update.old("tracing")) and is_set(update.new("tracing")) and update.changes("tracing"):
        yield Complaint("tracing", "Tracing is on, so it can't change", "omit it, or start a new session")


@update_rule("tracing-off", "warning", _GA_SESSIONS[0], beta.Session, source=f"{GA_SDK}, {BETA_SDK}: tracing")
def tracing_off(update: Update) -> Iterator[Complaint]:
    """No more tracing, once it is on: null is said to turn it off, and that it can't be modified."""
    if is_set(update.old("tracing")) and update.new("tracing") is None:
        yield Complaint("tracing", "Tracing is on and may not be turned off", "omit it, or start a new session")


@update_rule(
    "vl-echo-fixed",
    "error",
    vl.RequestSession,
    when=_UNDER_WAY,
    source=f"{MS_DOCS}: input_audio_echo_cancellation",
)
def vl_echo_fixed(update: Update) -> Iterator[Complaint]:
    """Another echo cancellation than the session began with."""
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
    when=_RESPONSE_IN_PROGRESS,
    source=f"{GA_SDK}: ResponseCreateEvent",
)
def response_in_progress(update: Update) -> Iterator[Complaint]:
    """A second response to the default conversation at a time."""
    if update.new("conversation") != "none":
        message = "Another response is being written to the conversation"
        yield Complaint("conversation", message, 'wait for `response.done`, cancel it, or set this to "none"')


@update_rule(
    "beta-server-field",
    "warning",
    *_BETA_SESSIONS,
    source=f"{BETA_SDK}: client_secret; OpenAI's OpenAPI document: id, object, expires_at",
)
def beta_server_field(update: Update) -> Iterator[Complaint]:
    """A field that the server gives, or that only the HTTP request for a key has."""
    for name in ("id", "object", "expires_at", "client_secret"):
        if update.new(name) is not UNSET:
            yield Complaint(name, f"`{name}` is no setting of a running session", "omit it")


# Running


def check_update(
    current: Config | None, patch: Config, /, *, phase: Phase, ignore: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What the server will refuse of ``patch`` now, in this phase of the session.

    ``patch`` is a session as `session.update` carries it, a response as `response.create` does, or
    the event itself; other events are never refused for the time at which they come. ``current``
    is the session as the server has it, or the event that said so; None where it is not known.
    Only what depends on the time is looked at: `check` looks at the rest. ``ignore`` names rules to
    leave out.

    >>> check_update(session, openai_beta.Session(voice="sage"), phase="spoken")[0].message
    'The model has spoken, so its voice can't change'

    Raises:
        ValidationError: for an unknown phase or rule, for what is no session, and for a patch of
            another dialect than the session.
    """
    if phase not in PHASES:
        raise ValidationError(f"Expected a phase of {', '.join(PHASES)}, got {quote(phase)}")
    require_config(patch)
    unwanted = leave_out(ignore, UPDATE_RULES)
    session = None if current is None else _session_in(current)
    carried, at = _carried(patch)
    if carried is None:
        return ()
    if session is not None and dialect_of(session) != dialect_of(carried):
        raise ValidationError(
            f"Expected a patch for `{type(session).__name__}`, got `{type(carried).__name__}` of another dialect"
        )
    update = Update(session, carried)
    findings: list[Finding] = []
    for name, rule in UPDATE_RULES.items():
        if name not in unwanted and phase in rule.when and isinstance(carried, rule.applies):
            findings += as_findings(name, rule.severity, rule.find(update), at)
    return tuple(findings)


_KINDS: tuple[tuple[type[Config], ...], ...] = (
    (ga.RealtimeSessionCreateRequest,),
    (ga.RealtimeTranscriptionSessionCreateRequest,),
    (ga.RealtimeTranslationSessionUpdateRequest, ga.RealtimeTranslationSessionCreateRequest),
    (beta.Session,),
    (beta.TranscriptionSession,),
    (vl.RequestSession,),
)
"""The types of session, each with the structs that describe it."""

_SESSIONS = tuple(struct for kind in _KINDS for struct in kind)
_RESPONSES = (ga.RealtimeResponseCreateParams, beta.ResponseCreateParams, vl.ResponseCreateParams)
_BARE: dict[type[Config], type[Config]] = {
    ga.ResponseCreateEvent: ga.RealtimeResponseCreateParams,
    beta.ResponseCreateEvent: beta.ResponseCreateParams,
}
"""Events that ask for a response also where they say nothing of it."""


def _carried(config: Config) -> tuple[Config | None, Steps]:
    """The session or response that ``config`` is or carries, and where; None where it has neither."""
    if isinstance(config, _SESSIONS + _RESPONSES):
        return config, ()
    for name in ("session", "response"):
        inner = member(config, name)
        if isinstance(inner, _SESSIONS + _RESPONSES):
            return inner, (name,)
    bare = next((response for event, response in _BARE.items() if isinstance(config, event)), None)
    return (None, ()) if bare is None else (bare(), ("response",))


def _session_in(config: Config) -> Config:
    session, _ = _carried(config)
    if not isinstance(session, _SESSIONS):
        raise ValidationError(f"Expected a session, got `{type(config).__name__}`")
    return session


def _same_type(one: Config, other: Config) -> bool:
    return all(isinstance(one, kind) == isinstance(other, kind) for kind in _KINDS)


def dialect_of(config: Config) -> str:
    """The dialect that a session or response is of, or what it is a subclass of; empty for anything else."""
    kinds = (kind for kind in core_of(type(config)).__mro__ if kind in _SESSIONS + _RESPONSES)
    return next((kind.__module__.split(".")[1] for kind in kinds), "")
