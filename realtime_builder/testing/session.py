"""A session as a server keeps it: what it starts with, what an update does to it, what is refused.

It works on plain JSON and shares no code with `Config.merge` and `diff`, so that a test in which
both come to the same session says something.

It does what the vendors document. An omitted setting keeps its value, null turns it off, and ``audio``
with its two halves (GA) is updated member by member. The voice is fixed once the model has spoken, the
model and the type of session always, tracing once it is on; the members that name the session are the
server's. All else is taken as it is sent: an object replaces the old one, and null is stored also where
no vendor says what it means.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from ..encoding import Unknown, decode
from ..errors import DecodeError, ValidationError, quote
from ..interop.received import read_received
from ..record import Record, Root, Served, record_of
from .conversation import Called, Conversation, Output, RefusalError, Said

if TYPE_CHECKING:
    from ..config import Config
    from ..dialects import Dialect

__all__ = ["ServerSession", "in_vendors_words", "require_shallow", "session_of"]

Json = dict[str, Any]


# Updates

_SERVERS = ("id", "object", "expires_at")
"""What a client may send back, as it was sent it, and can't change."""

_DEEPEST = 100
"""How deeply a frame may be nested: Python's own limit lies not far behind."""


def require_shallow(event: Any) -> None:
    """Refuse what is nested too deeply to be read."""
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
    raise RefusalError("Nested too deeply.")


def _require_event(event: Any) -> None:
    """Refuse what the types take for an event by its other members, or because they keep whatever comes."""
    if not isinstance(event, dict):
        raise RefusalError("Expected an event, which is an object.", "invalid_event")
    if "type" not in event:
        raise RefusalError("Missing required parameter: 'type'.", "missing_required_parameter", "type")
    if not isinstance(event["type"], str):
        raise RefusalError("Expected the type of an event.", param="type")
    for name in ("session", "response", "item"):
        if not isinstance(event.get(name), dict | None):
            raise RefusalError(f"Expected `{name}` to be an object.", param=name)


def _lay_over(old: Json, patch: Json, served: Served, at: str = "") -> Json:
    merged = dict(old)
    for name, value in patch.items():
        here, before = f"{at}.{name}" if at else name, old.get(name)
        if not isinstance(value, dict) or not isinstance(before, dict):
            merged[name] = value
        elif here in served.containers:
            merged[name] = _lay_over(before, value, served, here)
        else:
            kept = {member: before[member] for member in served.kept.get(here, ()) if member in before}
            merged[name] = {**kept, **value}
    return merged


def _at(settings: Any, path: str) -> Any:
    """What is at a path of names; None where nothing is, or where there is no such setting."""
    for step in path.split("."):
        settings = settings.get(step) if isinstance(settings, dict) else None
    return settings


# The session


def session_of(dialect: Dialect) -> type[ServerSession]:
    """The class of a dialect's sessions: the one below, unless its record names another."""
    module = record_of(dialect).server
    return cast("type[ServerSession]", import_module(f".{module}", __package__).Session) if module else ServerSession


def _asked_for(record: Record, path: str, query: Mapping[str, str]) -> tuple[Root, Served]:
    """The kind of session that the path and the query ask for, and what is to be done for it.

    Raises:
        ValidationError: where the dialect has none that fits.
    """
    for root in reversed(record.sessions):
        served = root.served
        if served is not None and path.rstrip("/").endswith(served.path) and served.query.items() <= query.items():
            return root, served
    raise ValidationError(f"The loopback server has no session of {record.title} at {quote(path)}")


class ServerSession:
    """One session: gives the answers to a client's frames.

    The path and the query that the client connected to say the kind of session and the model.
    """

    def __init__(self, dialect: Dialect, name: str, path: str, query: Mapping[str, str], unknown: Unknown) -> None:
        self._record = record_of(dialect)
        self._root, self._served = _asked_for(self._record, path, query)
        self._places = self._root.places
        self._unknown: Unknown = unknown
        self._numbers = count(1)
        self.name = name
        self.has_ended = False
        self._settings = copy.deepcopy(dict(self._served.defaults))
        self._settings |= {"id": name, "expires_at": int(time.time()) + 3600}
        if self._served.takes_model and "model" in query:
            self._settings["model"] = query["model"]
        self.conversation = Conversation(self._served, self.event)
        self.siblings: Mapping[str, ServerSession] = {}
        """The sessions of the server, by their names."""

    @property
    def settings(self) -> Config:
        """The session as it is now, of the type that a client sends."""
        session: Config = read_received(copy.deepcopy(self._settings), self._root.carried)
        return session

    @property
    def echo(self) -> Json:
        """The session as the server tells it."""
        return self._settings

    @property
    def is_stored(self) -> bool:
        """Whether it is kept once it has ended."""
        return False

    def begin(self, settings: Json, meant: Config | None) -> None:  # noqa: ARG002 - for those that have several types
        """Start with what an HTTP request says of the session; ``meant`` is that as the dialect's type.

        Raises:
            RefusalError: where servers would refuse it.
        """
        if settings:
            self._update(settings)

    def closed(self, reason: str) -> Json | None:  # noqa: ARG002 - for those that say it
        """End the session: what the server says at last, if it says anything."""
        self.has_ended = True
        return None

    def created(self) -> Json | None:
        """What the server says first; None where the client begins."""
        return self.event(f"{self._root.events}.created", session=self._settings)

    # A client's frame

    def answers(self, frame: str | bytes) -> list[Json]:
        """What the server answers to a client's frame."""
        event, refusal = self.read(frame)
        return self.act(event) if refusal is None else [refusal]

    def read(self, frame: str | bytes, events: Any = None) -> tuple[Json, Json | None]:
        """A client's event, and what it is refused with, whoever else would answer it.

        ``events`` is the union of those that it may be, where the connection is not the session's own.
        """
        event: Any = None
        try:
            event = decode(frame, type=Any)
            require_shallow(event)
            self._require_whole(event)
            decode(frame, type=events or self._served.client_events, unknown=self._unknown)
            _require_event(event)
            self._admit(event)
        except (ValidationError, RefusalError) as error:
            return event, self.refusal(error, event)
        return event, None

    def _require_whole(self, event: Any) -> None:
        """Refuse what servers refuse in other words than the types."""

    def _admit(self, event: Json) -> None:
        if event["type"] != "response.create":
            return
        if not self._served.audio_delta:
            raise RefusalError("This kind of session gives no responses.", param="type")
        root = self._record.responses[0]
        voice = _at(event.get("response"), root.places.voice) if root.voice_locks else None
        if voice is not None:
            self._require_voice(voice)
        self.conversation.require_free()

    def act(self, event: Json) -> list[Json]:
        """What the server does and says of itself for an event that it can read."""
        answers = []
        try:
            for answer in self._act(event):
                self.conversation.note(answer)
                answers.append(answer)
        except RefusalError as error:
            answers.append(self.refusal(error, event))
        except (LookupError, TypeError, AttributeError):
            if self._unknown != "keep":  # which takes what is not of its type
                raise
            answers.append(self.refusal(RefusalError("The event can't be read."), event))
        return answers

    def _act(self, event: Json) -> Iterable[Json]:
        kind = event["type"]
        if kind == self._root.tag:
            self._update(event["session"])
            return [self.event(f"{self._root.events}.updated", session=self._settings)]
        if kind in self._record.events.update:
            raise RefusalError(f"`{kind}` is for another kind of session.", param="type")
        if kind == "session.close":
            return [self.event("session.closed")]
        if kind == "response.create":
            request = event.get("response") or {}
            silence = Said("") if self.speaks(request) else Said("", ())
            return self.conversation.respond(request, [silence])
        transcribes = bool(self._places.transcription) and _at(self._settings, self._places.transcription) is not None
        return self.conversation.answers(event, transcribes)

    def speaks(self, request: Json) -> bool:
        """Whether a response is to have audio."""
        places = self._record.responses[0].places
        return "audio" in (_at(request, places.modalities) or _at(self._settings, self._places.modalities) or ())

    def _update(self, patch: Json) -> None:
        old = self._settings
        if self._served.typed:
            if "type" not in patch:
                raise RefusalError(
                    "Missing required parameter: 'session.type'.", "missing_required_parameter", "session.type"
                )
            if patch["type"] != old["type"]:
                raise RefusalError("The type of a session can't be changed.", param="session.type")
        if "model" in patch and old.get("model") not in (None, patch["model"]):
            raise RefusalError("The model of a session can't be changed.", param="session.model")
        new = _lay_over(old, {name: value for name, value in patch.items() if name not in _SERVERS}, self._served)
        self._require_voice(_at(new, self._places.voice))
        if old.get("tracing") is not None and new["tracing"] not in (None, old["tracing"]):
            raise RefusalError("Tracing can't be changed once it is on.", param="session.tracing")
        self._settings = new

    def _require_voice(self, voice: Any) -> None:
        if self.conversation.has_spoken and voice != _at(self._settings, self._places.voice):
            raise RefusalError(
                "Cannot update a conversation's voice if assistant audio is present.", "cannot_update_voice"
            )

    # What it says

    def event(self, kind: str, /, **members: Any) -> Json:
        """An event of the server's, with a name of its own."""
        return {"type": kind, "event_id": f"event_{next(self._numbers)}", **members}

    def replies(self, event: Json, outputs: Iterable[Output], status: str, details: Json | None) -> Iterable[Json]:
        """The events in which the model says and calls something, in reply to a client's event."""
        request = event.get("response") or {}
        speaks = self.speaks(request)  # else text in place of speech
        said = [each if speaks or isinstance(each, Called) else each._replace(audio=()) for each in outputs]
        return self.conversation.respond(request, said, status, details)

    def limits(self, limits: Iterable[Mapping[str, Any]]) -> list[Json]:
        """What the server says of its limits."""
        return [self.event("rate_limits.updated", rate_limits=list(limits))]

    def refusal(self, error: ValidationError | RefusalError, event: Any) -> Json:
        """The error that an event is refused with."""
        said = error.error if isinstance(error, RefusalError) else in_vendors_words(error)
        cause = event.get("event_id") if isinstance(event, dict) else None
        return self.event("error", error={"type": "invalid_request_error", **said, "event_id": cause})


_UNKNOWN = re.compile(r"\w+ has no field `([^`]*)`")
_MISSING = re.compile(r"(?:\w+ is missing required field|Missing) `([^`]*)`")


def in_vendors_words(error: ValidationError) -> Json:
    """An error of the types as the vendors put it."""
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
