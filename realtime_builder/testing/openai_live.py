"""A session of OpenAI Live as its server keeps it: started by the client, updated in part, forked.

It works on plain JSON, as the others do. Beyond what the vendor documents it does what servers were
seen to do in November 2026: what they add to a start, which voices they refuse, in which words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..interop.received import read_received
from ..openai_live.tokens import at_least
from .conversation import Called, Conversation, Output, RefusalError, Said, pieces_of
from .session import ServerSession, in_vendors_words

if TYPE_CHECKING:
    from ..config import Config
    from ..errors import ValidationError

__all__ = ["Session"]

Json = dict[str, Any]

_FORBIDDEN = ("fable", "nova", "onyx")
_MOST_MESSAGES = 128
_MOST_TOKENS = 500
_G711_RATE = 8000
_WORD_MS = 200

_ANSWERS = {
    "session.input_audio.mute": ("session.input_audio.muted",),
    "session.input_audio.unmute": ("session.input_audio.unmuted",),
    "session.instructions.append": ("session.instructions.appended",),
    "session.thinking.append": ("session.thinking.appended",),
    "session.commentary.append": ("session.commentary.appended",),
    "session.output_audio.fixture.play": (
        "session.output_audio.fixture.playing",
        "session.output_audio.fixture.played",
    ),
}
"""What acknowledges a client's event."""


class _Talk(Conversation):
    """What is said, and the backend's responses, which come inside `response.event`."""

    _clock_ms = 0

    def note(self, event: Mapping[str, Any]) -> None:
        inner = event.get("event")
        if event.get("type") != "response.event" or not isinstance(inner, Mapping):
            return
        item = inner.get("item") if inner.get("type") == "response.output_item.done" else None
        if isinstance(item, Mapping) and item.get("type") == "function_call":
            self._calls.add(str(item.get("call_id")))

    def answer(self, item: Json) -> None:
        """Take an output of a function."""
        if item.get("type") == "function_call_output":
            self._calls.discard(str(item.get("call_id")))

    def respond(
        self,
        request: Json,
        outputs: Iterable[Output],
        status: str = "completed",
        details: Json | None = None,
        delegation: str | None = None,
    ) -> Iterator[Json]:
        """The events of one response of the backend; the one that ends it does not repeat what came."""
        about: Json = {"id": f"resp_{next(self._numbers)}", "metadata": request.get("metadata"), "output": []}
        yield self._carried(delegation, "response.created", response=about | {"status": "in_progress"})
        for index, output in enumerate(outputs):
            item: Json = {"id": self._name(), "status": "completed"}
            if isinstance(output, Called):
                call_id = output.call_id or f"call_{next(self._numbers)}"
                item |= {"type": "function_call", "call_id": call_id, "name": output.name}
                item |= {"arguments": output.arguments}
            else:
                content = [{"type": "output_text", "text": output.text, "annotations": []}]
                item |= {"type": "message", "role": "assistant", "content": content}
            yield self._carried(delegation, "response.output_item.done", output_index=index, item=item)
        why = details or {}
        ended = about | {"status": status, "error": why.get("error"), "incomplete_details": None}
        if "reason" in why:
            ended["incomplete_details"] = {"reason": why["reason"]}
        yield self._carried(delegation, f"response.{status}", response=ended)

    def _carried(self, delegation: str | None, kind: str, **members: Any) -> Json:
        return self._event("response.event", delegation_id=delegation, event={"type": kind, **members})

    # The Live model

    def heard(self, transcript: str, *, transcribes: bool) -> list[Json]:  # noqa: ARG002 - it always does
        """What the user said, word by word."""
        return [self._timed("session.input_transcript.delta", piece) for piece in pieces_of(transcript)]

    def say(self, said: Said) -> Iterator[Json]:
        """What the Live model says: audio and transcript in pieces."""
        for piece in said.audio:
            yield {"type": "session.output_audio.delta", "delta": piece}
        for piece in pieces_of(said.text):
            yield self._timed("session.output_transcript.delta", piece)

    def hand_over(self, call: Called, owner: str) -> Iterator[Json]:
        """Work that the Live model hands over: told to your application, or done by the backend's call."""
        name = f"delegation_{next(self._numbers)}"
        delegation: Json = {"id": name, "target": owner, "type": "delegation"}
        yield self._event("session.delegation.created", delegation=delegation, offset_ms=self._clock_ms)
        if owner == "responses":
            yield from self.respond({}, [call], delegation=name)

    def _timed(self, kind: str, delta: str) -> Json:
        start, self._clock_ms = self._clock_ms, self._clock_ms + _WORD_MS
        return self._event(kind, delta=delta, start_ms=start, end_ms=self._clock_ms)

    @property
    def open_calls(self) -> list[str]:
        """The calls that wait for their output."""
        return sorted(self._calls)


class Session(ServerSession):
    """One session, or a fork of one."""

    conversation: _Talk
    _settings: Json
    _started = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.conversation = _Talk(self._served, self.event)
        self._named = {"id": self._settings["id"], "expires_at": self._settings["expires_at"], "status": "active"}
        self._path = str(arguments[2])
        self._type: type[Config] = self._record.sessions[0].carried

    def created(self) -> None:
        """Nothing: the client begins."""

    def speaks(self, request: Json) -> bool:  # noqa: ARG002 - of the base
        """Whether a response has audio: the backend's has none."""
        return False

    def replies(self, event: Json, outputs: Iterable[Output], status: str, details: Json | None) -> Iterable[Json]:
        """The backend's response, or what the Live model says and hands over where the event is no `response.create`."""
        if event["type"].startswith("response."):
            yield from self.conversation.respond({}, outputs, status, details)
            return
        for output in outputs:
            if isinstance(output, Called):
                yield from self.conversation.hand_over(output, self._owner())
            else:
                yield from self.conversation.say(output)

    def limits(self, limits: Iterable[Mapping[str, Any]]) -> list[Json]:  # noqa: ARG002 - of the base
        """Nothing: this server says nothing of its limits."""
        return []

    @property
    def settings(self) -> Config:
        """The session as it is now, of the type that a client starts one with."""
        return self._read(self._settings)

    def _read(self, settings: Json) -> Config:
        session: Config = read_received(copy.deepcopy(settings), self._type)
        return session

    @property
    def is_stored(self) -> bool:
        """Whether it is kept for forks and download."""
        return bool(self._settings.get("store"))

    def begin(self, settings: Json, meant: Config | None) -> None:
        """Start over WebRTC or SIP, or fork for WebRTC."""
        self._type = type(meant) if meant is not None and not self._served.path else self._type
        self._start({name: value for name, value in settings.items() if name != "type"}, has_frontend=True)

    def closed(self, reason: str) -> Json:
        """End the session, and say so."""
        self.has_ended = True
        return self.event("session.closed", reason=reason, session=self._settings, usage={"seconds": 0})

    # A client's frame

    def _require_whole(self, event: Any) -> None:
        _require_backend_of(event)

    def _admit(self, event: Json) -> None:
        kind = event["type"]
        if kind == "session.start":
            if self._started:
                raise RefusalError("The session has started already.", param="type")
        elif not self._started:
            raise RefusalError("Send `session.start` first.", param="type")
        if kind.startswith("response.") and self._owner() != "responses":
            raise RefusalError(f"`{kind}` requires Responses delegation.", param="type")
        if kind == "response.create" and self.conversation.open_calls:
            calls = ", ".join(self.conversation.open_calls)
            raise RefusalError(f"Calls wait for their outputs: {calls}.", "function_call_outputs_required")
        if kind.endswith(".append") and at_least(str(event.get("content", ""))) > _MOST_TOKENS:
            raise RefusalError("The content has more than 500 tokens.", param="content")

    def _act(self, event: Json) -> Iterable[Json]:
        about = {"client_event_id": event["event_id"]} if event.get("event_id") is not None else {}
        return [{**answer, **about} for answer in self._answers(event)]

    def _answers(self, event: Json) -> Iterable[Json]:
        kind = event["type"]
        if kind == "session.start":
            self._start(event["session"])
            return [self.event("session.started", session=self._settings)]
        if kind == "session.update":
            self._change(event["session"])
            return [self.event("session.updated", session=self._settings)]
        if kind == "session.close":
            return [self.closed("close_requested")]
        if kind == "response.item.create":
            self.conversation.answer(event["item"])
        if kind == "response.create":
            return self.conversation.respond({}, [])
        if kind == "decision.item.create":
            return [self.event("decision.item.created", item=event["item"])]
        if kind == "transport.dtmf.send":
            return [self.event("transport.dtmf.sent", event=event["event"])]
        if kind == "decision.item.delete":
            return [self.event("decision.item.deleted", item_id=event["item_id"])]
        when = {"start_ms": 0, "end_ms": 0} if kind.endswith(".append") else {}
        return [self.event(answer, **when) for answer in _ANSWERS.get(kind, ())]

    # Starting

    def _start(self, session: Json, *, has_frontend: bool = False) -> None:
        if self._served.path:
            self._settings = self._forked(session, has_frontend=has_frontend)
        else:
            _require_valid(session)
            self._settings = {**_with_defaults(session, self._served.defaults), **self._named}
        self._started = True

    def _forked(self, session: Json, *, has_frontend: bool) -> Json:
        stored = self.siblings.get(self._path.rstrip("/").split("/")[-2])
        settings = {} if stored is None else stored._settings  # pyright: ignore[reportPrivateUsage]
        if stored is None or not stored.is_stored:
            raise RefusalError("No stored session has this ID.", "session_not_found")
        if "client" in session and not has_frontend:
            raise RefusalError("Forks on a WebSocket have no client.", param="session.client")
        self._settings = {**copy.deepcopy(settings), **self._named}
        _require_valid(session)
        merged: Json = self._settings | {name: session[name] for name in ("store", "client") if name in session}
        sound: Json = merged.get("audio") or {}
        merged["audio"] = sound | (session.get("audio") or {})
        if session.get("delegation") is not None:
            merged["delegation"] = self._delegation(session["delegation"])
        return merged

    # Updating

    def _change(self, session: Json) -> None:
        new = dict(self._settings)
        if "delegation" in session:
            new["delegation"] = self._delegation(session["delegation"])
        if "triggers" in session:
            new["triggers"] = session["triggers"]
        _require_valid(new)
        self._settings = new

    def _owner(self) -> str:
        delegation: Json = self._settings.get("delegation") or {}
        return str(delegation.get("type", "client"))

    def _delegation(self, patch: Json | None) -> Json | None:
        """The delegation after a patch, which may leave its type out."""
        old: Json = self._settings.get("delegation") or {}
        said: Json = {"type": "client"} if patch is None else patch
        meant = said.get("type") or next((name for name in ("responses", "decisions") if name in said), self._owner())
        if meant != self._owner():
            raise RefusalError("The delegation type of a session can't be changed.", param="session.delegation.type")
        if patch is None:
            kept: Json | None = self._settings.get("delegation")
            return kept
        merged: Json = {"type": meant, **old, **patch}
        for name in ("responses", "decisions"):
            if isinstance(old.get(name), dict) and isinstance(patch.get(name), dict):
                merged[name] = {**old[name], **patch[name]}
        return merged

    def refusal(self, error: ValidationError | RefusalError, event: Any) -> Json:
        """The error that an event is refused with."""
        said = error.error if isinstance(error, RefusalError) else in_vendors_words(error)
        cause = event.get("event_id") if isinstance(event, dict) else None
        return self.event("error", error={"type": "invalid_request_error", **said, "client_event_id": cause})


def _require_backend_of(event: Any) -> None:
    """Say that a start whose backend's settings lie flat beside the type lacks them."""
    session = event.get("session") if isinstance(event, dict) and event.get("type") == "session.start" else None
    delegation = session.get("delegation") if isinstance(session, dict) else None
    if isinstance(delegation, dict) and delegation.get("type") == "responses" and "responses" not in delegation:
        place = "session.delegation.responses"
        raise RefusalError(f"Missing required parameter: '{place}'.", "missing_required_parameter", place)


def _require_valid(session: Json) -> None:
    """Refuse what the types allow and servers do not."""
    audio = session.get("audio") or {}
    voice = (audio.get("output") or {}).get("voice")
    if voice in _FORBIDDEN:
        raise RefusalError(f"The voice {voice} can't be used.", "forbidden", "session.audio.output.voice")
    sound = audio.get("format") or {}
    if sound.get("type") in ("audio/pcmu", "audio/pcma") and sound.get("rate") != _G711_RATE:
        raise RefusalError("G.711 has 8000 samples a second.", param="session.audio.format.rate")
    if len(session.get("input") or ()) > _MOST_MESSAGES:
        raise RefusalError(f"A history has at most {_MOST_MESSAGES} messages.", param="session.input")
    asked = [trigger.get("event_type") for trigger in session.get("triggers") or ()]
    if len(asked) != len(set(asked)):
        raise RefusalError("There is at most one trigger for each transcript.", param="session.triggers")


def _with_defaults(session: Json, defaults: Mapping[str, Any]) -> Json:
    """A session as the server echoes it: with what it adds where nothing was said, and without secrets."""
    whole = copy.deepcopy(dict(defaults)) | copy.deepcopy(session)
    if isinstance(whole.get("audio"), dict):
        whole["audio"] = {**copy.deepcopy(defaults["audio"]), **whole["audio"]}
    backend = (whole.get("delegation") or {}).get("responses")
    if isinstance(backend, dict):
        whole["delegation"]["responses"] = {"tools": [], "tool_choice": "auto", **backend}
        for tool in backend.get("tools") or ():
            tool.pop("authorization", None)
    return whole
