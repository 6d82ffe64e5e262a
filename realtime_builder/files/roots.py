"""Which type a file holds, and what it is sent as.

A file holds a session or a response, or the event that carries it. Whether it is an event is certain:
it has an event's ``type``, or the member (``session``, ``response``) that only events have. What kinds
there are, and the events that carry them, stands in the dialect's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from .._core.shape import fields_of, tag_of
from ..dialects import DIALECTS, Dialect
from ..errors import ValidationError, nearest, quote
from ..record import Record, Root, record_of

if TYPE_CHECKING:
    from .._core.paths import Steps
    from ..config import Config

__all__ = [
    "SESSION",
    "UPDATE",
    "USUAL",
    "Plan",
    "aligned",
    "is_event",
    "likely_dialects",
    "plan_of",
    "roots_of",
    "types_of",
    "usual_of",
]

USUAL: Dialect = DIALECTS[0]
"""The dialect that is taken where neither the caller nor the file says which it is."""

SESSION = "session"
"""The message that is a session by itself."""

UPDATE = "session.update"
"""The message that changes a session."""


def is_event(message: str) -> bool:
    """Whether a message is a whole event, and not what an event carries."""
    return "." in message


def roots_of(dialect: Dialect, message: str) -> dict[str, Root]:
    """The kinds of session or response that a message can be in a dialect, the usual one first.

    Raises:
        ValidationError: for a message that the dialect does not have.
    """
    roots = record_of(dialect).roots
    found: dict[str, Root] = {}
    for root in roots:
        if message in _messages_of(root):
            found.setdefault(root.kind, root)
    if not found:
        known = dict.fromkeys(word for root in roots for word in _messages_of(root))
        listed = ", ".join(f"`{word}`" for word in known)
        raise ValidationError(f"Expected one of {listed}, got {quote(message)}{nearest(message, known)}")
    return found


def _messages_of(root: Root) -> tuple[str, str]:
    return root.message, root.member


def usual_of(dialect: Dialect) -> str:
    """The message that a session is sent in, where nobody says which."""
    return record_of(dialect).sessions[0].message


def types_of(dialect: Dialect, message: str) -> Any:
    """What a message can be in a dialect: a type, or a union."""
    roots = roots_of(dialect, message).values()
    return Union[tuple(root.event if is_event(message) else root.alone for root in roots)]  # noqa: UP007 - of a tuple


class Plan(NamedTuple):
    """What to decode a file's content as, and the content with what the API wants it to say."""

    members: dict[str, Any]
    type: type[Config]
    root: Root
    message: str
    as_it_is: bool = False
    """Whether an event, or the body of an HTTP request, is sent as the file has it."""

    def sent(self, config: Config) -> Config:
        """The configuration as the message that is wanted: put into its event, or taken out of it.

        Raises:
            ValidationError: for an event that carries nothing.
        """
        member = self.root.member
        if self.as_it_is:
            return config
        if not isinstance(config, self.root.event):
            return self.root.event(**{member: config}) if is_event(self.message) else config
        if is_event(self.message):
            return config
        if member not in config:
            raise ValidationError(f"An event without a {member}")
        return config[member]  # type: ignore[no-any-return]

    def in_file(self, config: Config, steps: Steps) -> Steps:
        """The steps in the file, which holds ``config``, to what ``steps`` lead to in what is sent."""
        held = isinstance(config, self.root.event)
        if self.as_it_is or held is is_event(self.message):
            return steps
        return (self.root.member, *steps) if held else steps[1:]


def plan_of(document: dict[str, Any], dialect: Dialect, message: str | None = None) -> Plan:
    """How to read a file's content. Without ``message`` it is sent as it is, or in the usual event of a session.

    Raises:
        ValidationError: with the path in the document, and for a message that the dialect does not have.
    """
    record = record_of(dialect)
    held = _held_root(document, record)
    as_it_is = message is None and held is not None
    message = message or (held or _said_root(document, record) or record.sessions[0]).message
    roots = roots_of(dialect, message)
    if held is None:
        root, body = _choose(roots, _with_kind(document, record), "$.type")
        return Plan(body, root.carried if is_event(message) else root.alone, root, message)
    wanted = next(iter(roots.values())).member
    if held.member != wanted:
        raise ValidationError(f"Expected a {wanted}, got a `{held.message}`")
    member = held.member
    if message == member:  # whatever carries it here
        roots = {root.kind: root for root in record.roots if root.event is held.event}
    root, body = _choose(roots, document.get(member, {}), f"$.{member}.type", held.kind)
    event = {**document, member: body} if member in document else document
    return Plan(event, root.event, root, message, as_it_is)


def aligned(
    members: dict[str, Any], base: dict[str, Any], dialect: Dialect, message: str | None = None
) -> tuple[dict[str, Any], Steps, Steps]:
    """A layer's members in the form of the lowest file: an event, or what an event carries.

    ``message`` is what the files are wanted as. Gives also what leads to the members in that form, and
    what leads to them in the layer's own file.

    Raises:
        ValidationError: for an event that carries something else, or nothing.
    """
    record = record_of(dialect)
    held, below = _held_root(members, record), _held_root(base, record)
    if held is not None and below is not None and held.member != below.member:
        raise ValidationError(f"Expected a {below.member} as in the layer below, got a `{held.message}`")
    if below is not None and held is None:
        return {below.member: members}, (below.member,), ()
    if held is not None and below is None:
        roots = record.sessions if message is None else tuple(roots_of(dialect, message).values())
        if held.member not in [root.member for root in roots]:
            raise ValidationError(f"Expected a {roots[0].member} as in the layer below, got a `{held.message}`")
        body = members.get(held.member)
        if not isinstance(body, dict):
            raise ValidationError(f"An event without a {held.member}")
        return body, (), (held.member,)
    return members, (), ()


def likely_dialects(document: dict[str, Any], message: str | None = None) -> list[Dialect]:
    """The dialects that know the most of a file's members, and its ``type`` if any of them does."""
    said: list[Dialect] = [dialect for dialect in DIALECTS if _said_root(document, record_of(dialect)) is not None]
    candidates: tuple[Dialect, ...] = tuple(said) or DIALECTS
    known = {dialect: _members_known(document, dialect, message) for dialect in candidates}
    return [dialect for dialect in candidates if known[dialect] == max(known.values())]


def _members_known(document: dict[str, Any], dialect: Dialect, message: str | None) -> int:
    """How many of a file's members a kind of session or response has, at most; -1 where it can't be of the dialect."""
    record = record_of(dialect)
    try:
        held = _held_root(document, record)
        roots = roots_of(dialect, message or (held or _said_root(document, record) or record.sessions[0]).message)
    except ValidationError:
        return -1
    body = document if held is None else document.get(held.member)
    names = body.keys() if isinstance(body, dict) else set[str]()
    return max(sum(name in fields_of(root.alone) for name in names) for root in roots.values())


def _held_root(document: dict[str, Any], record: Record) -> Root | None:
    """The kind of event that a document is; None where it is what an event carries.

    Raises:
        ValidationError: for an event that carries neither a session nor a response to be sent.
    """
    tag = document.get("type")
    for root in record.roots:
        if root.tag and tag == root.tag:
            return root
    if isinstance(tag, str) and "." in tag:
        events = list(dict.fromkeys(root.message for root in record.roots))
        tags = [root.tag for root in record.roots]
        expected = f"a {' or '.join(f'`{event}`' for event in events)} event, a session or a response"
        raise ValidationError(f"Expected {expected}, got {quote(tag)}{nearest(tag, tags)}", "$.type")
    carriers = [root for root in record.roots if root.member in document]
    return max(carriers, key=lambda root: _likeness(document, root), default=None)


def _likeness(document: Mapping[str, Any], root: Root) -> tuple[bool, ...]:
    """How well a document that says no event's ``type`` fits one: the kind it says, its members, what is required."""
    body = document[root.member]
    within: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    required = (name for name, field in fields_of(root.alone).items() if field.required)
    return (
        bool(root.kind) and within.get("type") == root.kind,
        document.keys() <= {*fields_of(root.event), "type"},
        all(name in within for name in required),
    )


def _said_root(document: Mapping[str, Any], record: Record) -> Root | None:
    """The kind of session that a document says in ``type`` that it is."""
    return next((root for root in record.sessions if root.kind and root.kind == document.get("type")), None)


def _with_kind(document: dict[str, Any], record: Record) -> dict[str, Any]:
    """A session that a server gave, with its kind in the word that files have for it."""
    for root in record.sessions:
        if root.object and document.get("object") == root.object:
            rest = {name: value for name, value in document.items() if name != "object"}
            return {"type": root.kind, **rest}
    return document


def _choose(roots: Mapping[str, Root], body: Any, path: str, default: str = "") -> tuple[Root, Any]:
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
