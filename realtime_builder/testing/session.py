"""A session as a server keeps it: what it starts with, what an update does to it, what is refused.

It works on plain JSON and shares no code with `Config.merge` and `diff`, so that a test in which
both come to the same session says something.

What the vendors document is done: omitted keeps, null turns off, ``audio`` and its two halves
(GA) are updated member by member, the voice is fixed once the model has spoken, the model and the
type of session always, tracing once it is on; what names the session is the server's. What they do not document is taken as it is sent: an
object replaces the old one, and null is stored also where no vendor says what it means.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import openai_beta, openai_ga, voicelive
from ..encoding import Unknown, decode
from ..errors import DecodeError, ValidationError, nearest, quote
from ..interop.received import read_received

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["ServerSession", "check_dialect"]

Json = dict[str, Any]

_PCM = {"type": "audio/pcm", "rate": 24000}
_VAD = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 500,
    "create_response": True,
    "interrupt_response": True,
}
_SILENCE = "AAAA" * 320  # 20 ms of 16-bit PCM at 24 kHz, in base64


class _Kind(NamedTuple):
    """One kind of session that a dialect has."""

    client_events: Any
    session: type[Config]
    defaults: Json
    name: str = "session"
    """What the names of its events begin with."""
    speaks: bool = False


class _Dialect(NamedTuple):
    """What tells the dialects apart."""

    realtime: _Kind
    voice: tuple[str, ...]
    modalities: str
    audio_delta: str
    transcription: _Kind | None = None
    translation: _Kind | None = None
    response_voice: tuple[str, ...] = ()
    """Where a response has a voice that has to be the session's once the model has spoken; empty where it need not."""
    typed: bool = False
    """Whether a session says in ``type`` what it is."""


_GA = _Dialect(
    realtime=_Kind(
        openai_ga.ClientEvent,
        openai_ga.RealtimeSessionCreateRequest,
        {
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
            "audio": {
                "input": {"format": _PCM, "transcription": None, "noise_reduction": None, "turn_detection": _VAD},
                "output": {"format": _PCM, "voice": "alloy", "speed": 1.0},
            },
        },
        speaks=True,
    ),
    transcription=_Kind(
        openai_ga.ClientEvent,
        openai_ga.RealtimeTranscriptionSessionCreateRequest,
        {
            "type": "transcription",
            "object": "realtime.transcription_session",
            "include": None,
            "audio": {
                "input": {"format": _PCM, "transcription": None, "noise_reduction": None, "turn_detection": _VAD}
            },
        },
    ),
    translation=_Kind(
        openai_ga.TranslationClientEvent,
        openai_ga.RealtimeTranslationSessionUpdateRequest,
        {"type": "translation", "audio": {"input": {"transcription": None, "noise_reduction": None}, "output": {}}},
    ),
    voice=("audio", "output", "voice"),
    response_voice=("audio", "output", "voice"),
    modalities="output_modalities",
    audio_delta="response.output_audio.delta",
    typed=True,
)

_BETA = _Dialect(
    realtime=_Kind(
        openai_beta.ClientEvent,
        openai_beta.Session,
        {
            "object": "realtime.session",
            "modalities": ["text", "audio"],
            "instructions": "",
            "voice": "alloy",
            "input_audio_format": "pcm16",
            "output_audio_format": "pcm16",
            "input_audio_noise_reduction": None,
            "input_audio_transcription": None,
            "turn_detection": _VAD,
            "tools": [],
            "tool_choice": "auto",
            "temperature": 0.8,
            "max_response_output_tokens": "inf",
            "speed": 1.0,
            "tracing": None,
        },
        speaks=True,
    ),
    transcription=_Kind(
        openai_beta.ClientEvent,
        openai_beta.TranscriptionSession,
        {
            "object": "realtime.transcription_session",
            "input_audio_format": "pcm16",
            "input_audio_noise_reduction": None,
            "input_audio_transcription": None,
            "turn_detection": _VAD,
        },
        name="transcription_session",
    ),
    voice=("voice",),
    response_voice=("voice",),
    modalities="modalities",
    audio_delta="response.audio.delta",
)

_VOICE_LIVE = _Dialect(
    realtime=_Kind(
        voicelive.ClientEvent,
        voicelive.RequestSession,
        {
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
        },
        speaks=True,
    ),
    voice=("voice",),
    modalities="modalities",
    audio_delta="response.audio.delta",
)

_DIALECTS: Mapping[str, _Dialect] = {"openai_ga": _GA, "openai_beta": _BETA, "voicelive": _VOICE_LIVE}


def check_dialect(dialect: str) -> None:
    """Raise a `ValidationError` for a name that is no dialect's."""
    if dialect not in (*_DIALECTS,):
        known = ", ".join(f"`{each}`" for each in _DIALECTS)
        raise ValidationError(f"Expected one of {known}, got {quote(dialect)}{nearest(dialect, _DIALECTS)}")


# Updates

_SERVERS = ("id", "object", "expires_at")
"""What a client may send back, as it was sent it, and can't change."""

_DEEPEST = 100
"""How deeply a frame may be nested: Python's own limit lies not far behind."""


def _require_shallow(event: Any) -> None:
    level = [event]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _RefusalError("Nested too deeply.")


_CONTAINERS = {("audio",), ("audio", "input"), ("audio", "output")}
_NOISE_REDUCTION = ("audio", "input", "noise_reduction")


def _lay_over(old: Json, patch: Json, at: tuple[str, ...] = ()) -> Json:
    merged = dict(old)
    for name, value in patch.items():
        here, before = (*at, name), old.get(name)
        if not isinstance(value, dict) or not isinstance(before, dict):
            merged[name] = value
        elif here in _CONTAINERS:
            merged[name] = _lay_over(before, value, here)
        elif here == _NOISE_REDUCTION and "strength" in before:
            merged[name] = {"strength": before["strength"], **value}  # the one member documented as kept
        else:
            merged[name] = value
    return merged


def _at(settings: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        settings = settings.get(step) if isinstance(settings, dict) else None
    return settings


class _RefusalError(Exception):
    """An update that is valid JSON of the right type, and not allowed now."""

    def __init__(self, message: str, code: str = "invalid_value", param: str | None = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "param": param}


# The session


class ServerSession:
    """One session: gives the answers to a client's frames.

    The path and the query that the client connected to say the kind of session and the model.
    """

    def __init__(self, dialect: str, name: str, path: str, query: Mapping[str, str], unknown: Unknown) -> None:
        self._dialect = _DIALECTS[dialect]
        self._kind = self._dialect.realtime
        if self._dialect.translation is not None and path.rstrip("/").endswith("/translations"):
            self._kind = self._dialect.translation
        elif self._dialect.transcription is not None and query.get("intent") == "transcription":
            self._kind = self._dialect.transcription
        self._unknown: Unknown = unknown
        self._spoken = False
        self._numbers = count(1)
        self._settings = copy.deepcopy(self._kind.defaults) | {"id": name, "expires_at": int(time.time()) + 3600}
        if self._kind is not self._dialect.transcription and "model" in query:
            self._settings["model"] = query["model"]

    @property
    def settings(self) -> Config:
        """The session as it is now, of the type that a client sends."""
        session: Config = read_received(copy.deepcopy(self._settings), self._kind.session)
        return session

    def created(self) -> Json:
        """What the server says first."""
        return self._event(f"{self._kind.name}.created", session=self._settings)

    def answers(self, frame: str | bytes) -> list[Json]:
        """What the server answers to a client's frame."""
        event: Any = None
        try:
            event = decode(frame, type=Any)
            _require_shallow(event)
            decode(frame, type=self._kind.client_events, unknown=self._unknown)
            return self._act(event)
        except (ValidationError, _RefusalError) as error:
            return [self._error(error, event.get("event_id") if isinstance(event, dict) else None)]

    def _act(self, event: Json) -> list[Json]:
        kind = event["type"]
        if kind == f"{self._kind.name}.update":
            self._update(event["session"])
            return [self._event(f"{self._kind.name}.updated", session=self._settings)]
        if kind in ("session.update", "transcription_session.update"):
            raise _RefusalError(f"`{kind}` is for another kind of session.", param="type")
        if kind == "session.close":
            return [self._event("session.closed")]
        if kind == "response.create":
            return self._respond(event.get("response") or {})
        return []

    def _update(self, patch: Json) -> None:
        old = self._settings
        if self._dialect.typed and self._kind is not self._dialect.translation:
            if "type" not in patch:
                raise _RefusalError(
                    "Missing required parameter: 'session.type'.", "missing_required_parameter", "session.type"
                )
            if patch["type"] != old["type"]:
                raise _RefusalError("The type of a session can't be changed.", param="session.type")
        if "model" in patch and old.get("model") not in (None, patch["model"]):
            raise _RefusalError("The model of a session can't be changed.", param="session.model")
        new = _lay_over(old, {name: value for name, value in patch.items() if name not in _SERVERS})
        self._require_voice(_at(new, self._dialect.voice))
        if old.get("tracing") is not None and new["tracing"] not in (None, old["tracing"]):
            raise _RefusalError("Tracing can't be changed once it is on.", param="session.tracing")
        self._settings = new

    def _require_voice(self, voice: Any) -> None:
        if self._spoken and voice != _at(self._settings, self._dialect.voice):
            raise _RefusalError(
                "Cannot update a conversation's voice if assistant audio is present.", "cannot_update_voice"
            )

    def _respond(self, response: Json) -> list[Json]:
        if not self._kind.speaks:
            raise _RefusalError("This kind of session gives no responses.", param="type")
        voice = _at(response, self._dialect.response_voice) if self._dialect.response_voice else None
        if voice is not None:
            self._require_voice(voice)
        number = next(self._numbers)
        about: Json = {"id": f"resp_{number}", "object": "realtime.response", "output": []}
        events = [self._event("response.created", response=about | {"status": "in_progress"})]
        modalities: Any = response.get(self._dialect.modalities) or self._settings.get(self._dialect.modalities) or ()
        if "audio" in modalities:
            self._spoken = True
            place = {"response_id": about["id"], "item_id": f"item_{number}", "output_index": 0, "content_index": 0}
            events.append(self._event(self._dialect.audio_delta, **place, delta=_SILENCE))
        return [*events, self._event("response.done", response=about | {"status": "completed"})]

    def _event(self, type_: str, **members: Any) -> Json:
        return {"type": type_, "event_id": f"event_{next(self._numbers)}", **members}

    def _error(self, error: ValidationError | _RefusalError, cause: Any) -> Json:
        said = error.error if isinstance(error, _RefusalError) else _in_vendors_words(error)
        return self._event("error", error={"type": "invalid_request_error", **said, "event_id": cause})


_UNKNOWN = re.compile(r"\w+ has no field `([^`]*)`")
_MISSING = re.compile(r"(?:\w+ is missing required field|Missing) `([^`]*)`")


def _in_vendors_words(error: ValidationError) -> Json:
    place = error.path.removeprefix("$").removeprefix(".")
    if isinstance(error, DecodeError):
        return {"code": "invalid_event", "message": error.message, "param": None}
    if match := _UNKNOWN.match(error.message):
        name = f"{place}.{match[1]}".removeprefix(".")
        return {"code": "unknown_parameter", "message": f"Unknown parameter: '{name}'.", "param": name}
    if match := _MISSING.match(error.message):
        name = f"{place}.{match[1]}".removeprefix(".")
        return {
            "code": "missing_required_parameter",
            "message": f"Missing required parameter: '{name}'.",
            "param": name,
        }
    return {"code": "invalid_value", "message": f"{error.message}.", "param": place or None}
