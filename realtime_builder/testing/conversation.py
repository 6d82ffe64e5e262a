"""The conversation as a server keeps it: items, the audio that came in, responses.

A client's event is answered by the events that the vendors document, in their order. What differs
between dialects (names, which events announce an item) stands in their records.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from ..record import Served

__all__ = ["Called", "Conversation", "Output", "RefusalError", "Said", "pieces_of"]

Json: TypeAlias = dict[str, Any]

_SILENCE = "AAAA" * 320  # 20 ms of 16-bit PCM at 24 kHz, in base64
_AVATAR = base64.b64encode(b'{"type":"answer","sdp":"v=0\\r\\n"}').decode()


class RefusalError(Exception):
    """An event that is valid JSON of the right type, and not allowed now."""

    def __init__(self, message: str, code: str = "invalid_value", param: str | None = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "param": param}


class Said(NamedTuple):
    """What the model says in a response."""

    text: str
    audio: tuple[str, ...] = (_SILENCE,)
    """Pieces of audio in base64, where it speaks; none of them where it writes."""


class Called(NamedTuple):
    """A call of a function that the model makes in a response."""

    name: str
    arguments: str
    call_id: str | None = None
    """Made up where none is given."""


Output: TypeAlias = Said | Called


class _MakeEvent(Protocol):
    def __call__(self, kind: str, /, **members: Any) -> Json: ...


class Conversation:
    """The items of one session, and what is under way."""

    def __init__(self, served: Served, make_event: _MakeEvent) -> None:
        self._served = served
        self._event = make_event
        self._items: dict[str, Json] = {}
        self._numbers = count(1)
        self._audio = 0
        self._calls: set[str] = set()
        self.open_response: Json | None = None
        """The response that was begun and has not ended."""
        self.has_spoken = False

    def note(self, event: Mapping[str, Any]) -> None:
        """Take into account what the server says, whoever wrote it."""
        kind = event.get("type")
        if kind == self._served.audio_delta:
            self.has_spoken = True
        elif kind == "response.created":
            self.open_response = _json(event.get("response"))
        elif kind == "response.done":
            self.open_response = None
            output = _json(event.get("response")).get("output")
            for item in output if isinstance(output, list) else ():
                self._note_item(_json(item))
        elif kind in ("response.output_item.done", *self._served.item_events):
            self._note_item(_json(event.get("item")))
        elif kind == "conversation.item.deleted":
            self._items.pop(str(event.get("item_id")), None)

    def _note_item(self, item: Json) -> None:
        if item.get("type") == "function_call":
            self._calls.add(str(item.get("call_id")))
        if isinstance(item.get("id"), str):
            self._items[item["id"]] = item

    # A client's events

    def answers(self, event: Json, transcribes: bool) -> list[Json]:
        """What the server says to an event that is not about the session, nor asks for a response.

        Raises:
            RefusalError: for an event that the server does not take now.
        """
        act = self._ACTS.get(event["type"])
        return [] if act is None else list(act(self, event, transcribes))

    def _add(self, item: Json, after: Any = None) -> Iterator[Json]:
        """The events that announce a new item, which gets an identifier where it has none."""
        previous = after if isinstance(after, str) and after != "root" else self._last(after)
        for kind in self._served.item_events:
            yield self._event(kind, previous_item_id=previous, item=item)

    def _last(self, after: Any) -> str | None:
        return None if after == "root" else next(reversed(self._items), None)

    def _create_item(self, event: Json, _: bool) -> Iterator[Json]:
        item = event.get("item") or {}
        after = event.get("previous_item_id")
        if after not in (None, "root"):
            self._require(after, "previous_item_id")
        if item.get("type") == "function_call_output" and item.get("call_id") not in self._calls:
            raise RefusalError(
                f"Tool call ID '{item.get('call_id')}' not found in conversation.",
                "invalid_tool_call_id",
                "item.call_id",
            )
        return self._add({"id": self._name(), "object": "realtime.item", "status": "completed"} | item, after)

    def _name(self) -> str:
        return f"item_{next(self._numbers)}"

    def _require(self, item_id: Any, param: str = "item_id") -> Json:
        if item_id not in self._items:
            raise RefusalError(f"Item with item_id '{item_id}' does not exist.", "item_not_found", param)
        return self._items[item_id]

    def _delete_item(self, event: Json, _: bool) -> Iterator[Json]:
        self._require(event["item_id"])
        yield self._event("conversation.item.deleted", item_id=event["item_id"])

    def _retrieve_item(self, event: Json, _: bool) -> Iterator[Json]:
        yield self._event("conversation.item.retrieved", item=self._require(event["item_id"]))

    def _truncate_item(self, event: Json, _: bool) -> Iterator[Json]:
        self._require(event["item_id"])
        members = {name: event[name] for name in ("item_id", "content_index", "audio_end_ms")}
        yield self._event("conversation.item.truncated", **members)

    def _append_audio(self, event: Json, _: bool) -> Iterator[Json]:
        self._audio += len(event.get("audio") or "")
        return iter(())

    def _commit_audio(self, _: Json, transcribes: bool) -> Iterator[Json]:
        if not self._audio:
            raise RefusalError(
                "Error committing input audio buffer: the buffer is empty.", "input_audio_buffer_commit_empty"
            )
        return iter(self.heard("", transcribes=transcribes))

    def heard(self, transcript: str, *, transcribes: bool) -> list[Json]:
        """The user's audio as an item, with its transcript where the session has one made."""
        self._audio = 0
        previous, name = self._last(None), self._name()
        content = {"type": "input_audio", "transcript": None}
        item = {"id": name, "object": "realtime.item", "type": "message", "status": "completed", "role": "user"}
        events = [
            self._event("input_audio_buffer.committed", previous_item_id=previous, item_id=name),
            *self._add(item | {"content": [content]}),
        ]
        if transcribes:
            events.append(
                self._event(
                    "conversation.item.input_audio_transcription.completed",
                    item_id=name,
                    content_index=0,
                    transcript=transcript,
                )
            )
        return events

    def _clear_audio(self, _: Json, __: bool) -> Iterator[Json]:
        self._audio = 0
        yield self._event("input_audio_buffer.cleared")

    def _clear_output(self, _: Json, __: bool) -> Iterator[Json]:
        yield self._event("output_audio_buffer.cleared", response_id=(self.open_response or {}).get("id", ""))

    def _connect_avatar(self, _: Json, __: bool) -> Iterator[Json]:
        yield self._event("session.avatar.connecting", server_sdp=_AVATAR)

    def _cancel_response(self, event: Json, _: bool) -> Iterator[Json]:
        wanted = event.get("response_id")
        if self.open_response is None or wanted not in (None, self.open_response.get("id")):
            raise RefusalError("Cancellation failed: no active response found.", "response_cancel_not_active")
        details = {"type": "cancelled", "reason": "client_cancelled"}
        yield self._event(
            "response.done", response=self.open_response | {"status": "cancelled", "status_details": details}
        )

    _ACTS: ClassVar[dict[str, Callable[[Conversation, Json, bool], Iterator[Json]]]] = {
        "conversation.item.create": _create_item,
        "conversation.item.delete": _delete_item,
        "conversation.item.retrieve": _retrieve_item,
        "conversation.item.truncate": _truncate_item,
        "input_audio_buffer.append": _append_audio,
        "input_audio_buffer.commit": _commit_audio,
        "input_audio_buffer.clear": _clear_audio,
        "output_audio_buffer.clear": _clear_output,
        "response.cancel": _cancel_response,
        "session.avatar.connect": _connect_avatar,
    }
    """What is done for a client's event. The others, such as turns of audio, have no answer in any vendor's documents."""

    # Responses

    def require_free(self) -> None:
        """Refuse a second response beside one that is under way."""
        if self.open_response is not None:
            name = self.open_response.get("id")
            raise RefusalError(
                f"Conversation already has an active response in progress: {name}.",
                "conversation_already_has_active_response",
            )

    def respond(
        self, request: Json, outputs: Iterable[Output], status: str = "completed", details: Json | None = None
    ) -> Iterator[Json]:
        """The events of one response, from `response.created` to `response.done`."""
        aside = request.get("conversation") == "none"
        about: Json = {
            "id": f"resp_{next(self._numbers)}",
            "object": "realtime.response",
            "status": "in_progress",
            "status_details": None,
            "conversation_id": None if aside else "conv_1",
            "metadata": request.get("metadata"),
            "output": [],
        }
        yield self._event("response.created", response=about)
        items: list[Json] = []
        for index, output in enumerate(outputs):
            place = {"response_id": about["id"], "output_index": index}
            item: Json = {"id": self._name(), "object": "realtime.item"}
            after = None if aside else {"previous_item_id": self._last(None)}
            if isinstance(output, Called):
                yield from self._calling(item, place, output, after)
            else:
                yield from self._saying(item, place, output, after)
            items.append(item)
        yield self._event(
            "response.done", response=about | {"status": status, "status_details": details, "output": items}
        )

    def _begin(self, item: Json, place: Json, after: Json | None) -> Iterator[Json]:
        started = {**item, "status": "in_progress"}
        yield self._event("response.output_item.added", **place, item=started)
        if after is not None:
            yield self._event(self._served.item_events[0], **after, item=started)

    def _end(self, item: Json, place: Json, after: Json | None) -> Iterator[Json]:
        item["status"] = "completed"
        if after is not None and len(self._served.item_events) > 1:
            yield self._event(self._served.item_events[-1], **after, item=item)
        yield self._event("response.output_item.done", **place, item=item)

    def _calling(self, item: Json, place: Json, called: Called, after: Json | None) -> Iterator[Json]:
        call_id = called.call_id or f"call_{next(self._numbers)}"
        item |= {"type": "function_call", "call_id": call_id, "name": called.name, "arguments": ""}
        yield from self._begin(item, place, after)
        inner = place | {"item_id": item["id"], "call_id": call_id}
        for piece in pieces_of(called.arguments):
            yield self._event("response.function_call_arguments.delta", **inner, delta=piece)
        item["arguments"] = called.arguments
        yield self._event(
            "response.function_call_arguments.done", **inner, name=called.name, arguments=called.arguments
        )
        yield from self._end(item, place, after)

    def _saying(self, item: Json, place: Json, said: Said, after: Json | None) -> Iterator[Json]:
        kind, member = ("audio", "transcript") if said.audio else ("text", "text")
        item |= {"type": "message", "role": "assistant", "content": []}
        yield from self._begin(item, place, after)
        inner = place | {"item_id": item["id"], "content_index": 0}
        yield self._event("response.content_part.added", **inner, part={"type": kind, member: ""})
        names = f"{self._served.output}{kind}"
        texts = f"{names}_transcript" if said.audio else names
        for piece in said.audio:
            yield self._event(f"{names}.delta", **inner, delta=piece)
        for piece in pieces_of(said.text):
            yield self._event(f"{texts}.delta", **inner, delta=piece)
        if said.audio:
            yield self._event(f"{names}.done", **inner)
        yield self._event(f"{texts}.done", **inner, **{member: said.text})
        yield self._event("response.content_part.done", **inner, part={"type": kind, member: said.text})
        item["content"] = [{"type": f"{self._served.output.removeprefix('response.')}{kind}", member: said.text}]
        yield from self._end(item, place, after)


def pieces_of(text: str) -> Iterator[str]:
    """The text word by word, as a model sends it."""
    start = 0
    for i, letter in enumerate(text):
        if letter == " " and i > start:
            yield text[start:i]
            start = i
    if text[start:]:
        yield text[start:]


def _json(value: Any) -> Json:
    return dict(value) if isinstance(value, Mapping) else {}
