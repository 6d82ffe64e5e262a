"""From plain data to a configuration: which type a file holds, and what it is sent as.

A file holds a session or a response, or the event that carries it. Whether it is an event is certain:
it has an event's ``type``, or the member (``session``, ``response``) that only events have.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple, Union

from .. import openai_beta, openai_ga, voicelive
from .._core.reading import decode_plain
from .._core.shape import fields_of, tag_of
from ..config import Config
from ..errors import ValidationError, nearest, quote

__all__ = ["Dialect", "Message", "Reading", "Root", "detect_dialect", "read_config", "roots_of", "types_of"]


class Dialect(StrEnum):
    """A dialect, by the name of its module."""

    OPENAI_GA = "openai_ga"
    OPENAI_BETA = "openai_beta"
    VOICELIVE = "voicelive"


class Message(StrEnum):
    """What to make of a file: an event, or what it carries by itself."""

    SESSION_UPDATE = "session.update"
    RESPONSE_CREATE = "response.create"
    SESSION = "session"
    RESPONSE = "response"

    @property
    def member(self) -> str:
        """The member of the event that carries the configuration."""
        return self.partition(".")[0]

    @property
    def is_event(self) -> bool:
        """Whether it is a whole event."""
        return "." in self


class Root(NamedTuple):
    """A kind of session or response: the event that carries it, itself, and how it is in the event."""

    event: type[Config]
    alone: type[Config]
    other: type[Config] | None = None

    @property
    def carried(self) -> type[Config]:
        """The type that the event carries."""
        return self.other or self.alone


# By the `type` that a file says, the first where it says none. GA's translation and beta's
# transcription have no such member in the API: there it stands in the file only.
_SESSIONS: dict[Dialect, dict[str, Root]] = {
    Dialect.OPENAI_GA: {
        "realtime": Root(openai_ga.SessionUpdateEvent, openai_ga.RealtimeSessionCreateRequest),
        "transcription": Root(openai_ga.SessionUpdateEvent, openai_ga.RealtimeTranscriptionSessionCreateRequest),
        "translation": Root(
            openai_ga.RealtimeTranslationSessionUpdateEvent,
            openai_ga.RealtimeTranslationSessionCreateRequest,
            openai_ga.RealtimeTranslationSessionUpdateRequest,
        ),
    },
    Dialect.OPENAI_BETA: {
        "": Root(openai_beta.SessionUpdateEvent, openai_beta.Session),
        "transcription": Root(openai_beta.TranscriptionSessionUpdate, openai_beta.TranscriptionSession),
    },
    Dialect.VOICELIVE: {
        "": Root(voicelive.ClientEventSessionUpdate, voicelive.RequestSession),
    },
}
_RESPONSES: dict[Dialect, dict[str, Root]] = {
    Dialect.OPENAI_GA: {"": Root(openai_ga.ResponseCreateEvent, openai_ga.RealtimeResponseCreateParams)},
    Dialect.OPENAI_BETA: {"": Root(openai_beta.ResponseCreateEvent, openai_beta.ResponseCreateParams)},
    Dialect.VOICELIVE: {"": Root(voicelive.ClientEventResponseCreate, voicelive.ResponseCreateParams)},
}


def roots_of(dialect: Dialect, message: Message) -> dict[str, Root]:
    """The kinds of session or response that a dialect has, the usual one first."""
    return (_SESSIONS if message.member == "session" else _RESPONSES)[dialect]


def types_of(dialect: Dialect, message: Message) -> Any:
    """What a message can be in a dialect: a type, or a union."""
    roots = roots_of(dialect, message).values()
    return Union[tuple(root.event if message.is_event else root.alone for root in roots)]  # noqa: UP007 - of a tuple


class Reading(NamedTuple):
    """What a file holds, and what to make of it."""

    config: Config
    root: Root
    message: Message

    def sent(self) -> Config:
        """The configuration as the message that is wanted: put into its event, or taken out of it.

        Raises:
            ValidationError: for an event that carries nothing.
        """
        member = self.message.member
        if not isinstance(self.config, self.root.event):
            return self.root.event(**{member: self.config}) if self.message.is_event else self.config
        if self.message.is_event:
            return self.config
        if member not in self.config:
            raise ValidationError(f"An event without a {member}")
        return self.config[member]  # type: ignore[no-any-return]


def read_config(document: dict[str, Any], dialect: Dialect, message: Message | None = None) -> Reading:
    """Decode a file's content. Without ``message`` it is sent as it is, or as a `session.update`.

    Raises:
        ValidationError: with the path in the document.
    """
    held = _held_event(document)
    if held is None and dialect is Dialect.OPENAI_BETA and document.get("object") == _BETA_TRANSCRIPTION_OBJECT:
        document = {"type": "transcription", **document}  # the API's own word for it, which is in no update
        del document["object"]
    message = message or held or Message.SESSION_UPDATE
    member, roots = message.member, roots_of(dialect, message)
    if held is None:
        root, body = _choose(roots, document, "$.type")
        return Reading(decode_plain(body, root.carried if message.is_event else root.alone), root, message)
    if held.member != member:
        raise ValidationError(f"Expected a {member}, got a `{held}`")
    default = "transcription" if document.get("type") == _BETA_TRANSCRIPTION_UPDATE else ""
    root, body = _choose(roots, document.get(member, {}), f"$.{member}.type", default)
    event = {**document, member: body} if member in document else document
    return Reading(decode_plain(event, root.event), root, message)


def detect_dialect(document: dict[str, Any], message: Message | None = None) -> Dialect:
    """The dialect that fits a file's content: GA if it takes it, else one that knows the most of its members.

    Raises:
        ValidationError: for an event that no file may hold.
    """
    if _decodes(document, Dialect.OPENAI_GA, message):
        return Dialect.OPENAI_GA
    held = _held_event(document)
    kind = message or held or Message.SESSION_UPDATE
    body = document if held is None else document.get(held.member)
    names = body.keys() if isinstance(body, dict) else set[str]()
    known = {dialect: _known(names, dialect, kind) for dialect in Dialect}
    best = [dialect for dialect in Dialect if known[dialect] == max(known.values())]
    return next((dialect for dialect in best if _decodes(document, dialect, message)), best[0])


def _decodes(document: dict[str, Any], dialect: Dialect, message: Message | None) -> bool:
    try:
        read_config(document, dialect, message)
    except ValidationError:
        return False
    return True


def _known(names: Iterable[str], dialect: Dialect, message: Message) -> int:
    """How many of the names of members a kind of session or response has, at most."""
    fields = (fields_of(root.alone) for root in roots_of(dialect, message).values())
    return max(sum(name in known for name in names) for known in fields)


_BETA_TRANSCRIPTION_UPDATE = "transcription_session.update"
_BETA_TRANSCRIPTION_OBJECT = "realtime.transcription_session"


def _held_event(document: dict[str, Any]) -> Message | None:
    """Which event a document is; None where it is what an event carries.

    Raises:
        ValidationError: for an event that carries neither a session nor a response to be sent.
    """
    tag = document.get("type")
    events = (Message.SESSION_UPDATE, Message.RESPONSE_CREATE, _BETA_TRANSCRIPTION_UPDATE)
    if isinstance(tag, str) and "." in tag and tag not in events:
        expected = "a `session.update` or `response.create` event, a session or a response"
        raise ValidationError(f"Expected {expected}, got {quote(tag)}{nearest(tag, events)}", "$.type")
    if tag in (Message.SESSION_UPDATE, _BETA_TRANSCRIPTION_UPDATE) or "session" in document:
        return Message.SESSION_UPDATE
    return Message.RESPONSE_CREATE if tag == Message.RESPONSE_CREATE or "response" in document else None


def _choose(roots: dict[str, Root], body: Any, path: str, default: str = "") -> tuple[Root, Any]:
    """The kind that ``body`` says it is, and ``body`` with what the API wants it to say."""
    usual, *_ = roots
    if not isinstance(body, dict):
        return roots[usual], body
    kind = body.get("type", default or usual)
    choices = [choice for choice in roots if choice]
    if "type" in body and choices and kind not in choices:
        listed = ", ".join(f"`{choice}`" for choice in choices)
        raise ValidationError(f"Expected one of {listed}, got {quote(kind)}{nearest(kind, choices)}", path)
    root = roots[kind if kind in choices else usual]
    if tag_of(root.carried) is not None:
        return root, {"type": kind, **body}
    if kind in choices:
        body = {name: value for name, value in body.items() if name != "type"}
    return root, body
