"""What has to be known about a dialect, in one record that its package holds as ``record.RECORD``.

Checks, conversions, the command line, `from_sdk`, guards, `SessionState` and the loopback server
read it; none of them knows a dialect by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeAlias, cast

from msgspec import Struct

from ._core.shape import tag_of
from .config import Config
from .dialects import DIALECTS, Dialect, dialect_of

__all__ = [
    "SHARED_CHECKS",
    "Calls",
    "Endpoint",
    "Events",
    "Places",
    "Record",
    "Root",
    "Served",
    "Sideband",
    "record_for",
    "record_of",
    "records",
]


SHARED_CHECKS = ("common", "schemas", "numbers", "words", "unfit", "updates")
"""The modules in ``realtime_builder.check`` whose rules several dialects share."""


class Places(Struct, frozen=True, kw_only=True):
    """Where a session or a response has a setting: a path, empty where it has none."""

    instructions: str = ""
    model: str = ""
    modalities: str = ""
    voice: str = ""
    speed: str = ""
    input_format: str = ""
    output_format: str = ""
    turn_detection: str = ""
    transcription: str = ""
    noise_reduction: str = ""
    tools: str = ""
    tool_choice: str = ""
    tracing: str = ""


class Served(Struct, frozen=True, kw_only=True):
    """What the loopback server does for one kind of session."""

    client_events: Any
    """The union of the events that it takes."""

    defaults: Mapping[str, Any]
    """The session as it starts, as plain JSON."""

    path: str = ""
    """How the path ends that a client connects to; empty for any."""

    query: Mapping[str, str] = {}
    """The parameters of the address that ask for this kind; empty for any."""

    takes_model: bool = True
    """Whether ``?model=`` names the session's model."""

    typed: bool = False
    """Whether an update has to say in ``type`` what the session is."""

    containers: frozenset[str] = frozenset()
    """The objects that an update changes member by member, by their paths."""

    kept: Mapping[str, tuple[str, ...]] = {}
    """The members of other objects that an update keeps where it omits them, by the object's path."""

    audio_delta: str = ""
    """The event that carries the model's audio; empty where it gives no responses."""

    output: str = "response."
    """What the names of the events begin with that carry what the model says, before ``audio`` or ``text``."""

    item_events: tuple[str, ...] = ("conversation.item.created",)
    """The events that announce an item: when it begins, and where there is a second, once it is whole."""


class Root(Struct, frozen=True, kw_only=True):
    """A kind of session or response: alone, and in the event that carries it."""

    event: type[Config]
    """The client's event that carries it, or the body of the HTTP request that alone does."""

    alone: type[Config]
    """The type that people write, in a file or in code."""

    other: type[Config] | None = None
    """The type that the event carries, where it is another."""

    member: str = "session"
    """The event's member that carries it."""

    message: str = "session.update"
    """What people call the event."""

    kind: str = ""
    """The ``type`` by which a file tells it from the dialect's other kinds; empty where a file says none."""

    object: str = ""
    """What a server says in ``object``, where that alone tells the kind."""

    places: Places = Places()

    voice_locks: bool = False
    """Whether its voice has to be the session's once the model has spoken."""

    served: Served | None = None
    """What the loopback server does for it; None for a response."""

    @property
    def carried(self) -> type[Config]:
        """The type that the event carries."""
        return self.other or self.alone

    @property
    def types(self) -> tuple[type[Config], ...]:
        """The one or two types that describe it."""
        return (self.carried, self.alone) if self.other else (self.alone,)

    @property
    def tag(self) -> str:
        """The ``type`` of the event that carries it."""
        return (tag_of(self.event) or ("", ""))[1]

    @property
    def events(self) -> str:
        """What the names of its events begin with: ``session`` of ``session.update``."""
        return self.tag.rpartition(".")[0]


class Endpoint(Struct, frozen=True, kw_only=True):
    """An HTTP request that the loopback server answers."""

    path: str
    """How the path ends; ``{id}`` stands for the name of a session or a call."""

    does: Literal["start", "fork", "accept", "refer", "reject", "hang_up", "secret", "recording"]
    """What comes of it."""

    body: type[Config] | None = None
    """What it carries."""

    form: bool = False
    """Whether the body is a form, and the answer the SDP alone."""

    method: str = "POST"


class Sideband(Struct, frozen=True, kw_only=True):
    """How a second WebSocket joins a session that runs."""

    client_events: Any
    """The union of the events that it may send."""

    path: str = ""
    """How the path ends; ``{id}`` stands for the session's name. Empty where a parameter says it."""

    parameter: str = ""
    """The parameter of the address that names the session."""


class Events(Struct, frozen=True, kw_only=True):
    """The names of the events that tell how far a session is."""

    created: frozenset[str]
    updated: frozenset[str]
    update: frozenset[str]
    start: frozenset[str] = frozenset()
    """What a client starts a session with, where the server does not start it by itself."""
    user_begins: frozenset[str]
    """What a client sends when the user begins to speak."""
    audio: frozenset[str]
    """What a server sends when the model has spoken."""


class Calls(Struct, frozen=True, kw_only=True):
    """How a model's calls of functions come in, and how they are answered."""

    tool: type[Config]
    """The struct that defines a function for the model; it has ``from_function``."""

    output: Callable[[str, str], Config]
    """Makes the client's event that carries a call's identifier and its output."""

    proceed: Config
    """The client's event that lets the model go on."""

    ended: str = "response.done"
    """The server's event that ends a response, in which its calls are."""

    # Where another API's events come inside, and the end does not repeat the calls

    envelope: str = ""
    """The server's event that carries those events in ``event``; empty where they come as they are."""

    item_done: str = ""
    """The event that carries a finished call in ``item``; empty where the end has them all."""

    begun: str = "response.created"
    """The event that begins a response."""


Recognise: TypeAlias = Callable[[str, Mapping[str, Any], Config | None], type[Config]]
"""Tells the type of a server's or client's session by the event's name, the session as JSON, and the session so far."""


def _as_it_is(value: Any) -> Any:
    return value


class Record(Struct, frozen=True, kw_only=True):
    """Everything that anybody has to know about a dialect."""

    name: Dialect

    title: str
    """The dialect's name in messages."""

    sessions: tuple[Root, ...]
    """The kinds of session, the usual one first."""

    responses: tuple[Root, ...]
    """The kinds of response, the usual one first."""

    events: Events

    calls: Calls

    recognise: Recognise

    key_header: str = "Authorization"
    """The header in which a client sends its key; that of this name as a bearer's token, any other as it is."""

    headers: Mapping[str, str] = {}
    """What else a client sends when it connects."""

    spelt_one_way: Callable[[Any], Any] = _as_it_is
    """A setting's value in one spelling, where the dialect has two that mean the same."""

    # A vendor's objects

    sdk_names: Mapping[str, str] = {}
    """Our class for a vendor's, by its full name, where neither its name nor its members tell."""

    sdk_replies: Mapping[str, str] = {}
    """The same for what a server sends: a session, or a part of one, which is of the type that clients send here."""

    shapes: tuple[str, ...] = ()
    """What a dict may be that has no class to tell: names of the package's types."""

    replies: frozenset[type[Config]] = frozenset()
    """What only a server sends: its events, and the parts of them."""

    # Tables

    checks: tuple[str, ...] = ()
    """The modules in ``realtime_builder.check`` with its rules: `SHARED_CHECKS`, then its own."""

    server: str = ""
    """The module in ``realtime_builder.testing`` with its loopback session, where it needs one of its own."""

    endpoints: tuple[Endpoint, ...] = ()
    """The HTTP requests that the vendor's client sends around a session."""

    sideband: Sideband | None = None
    """How a second connection joins a session; None where none can."""

    conversions: tuple[str, ...] = ()
    """The modules in ``realtime_builder.convert`` with its tables, one for each other dialect."""

    @property
    def roots(self) -> tuple[Root, ...]:
        """The kinds of session, then those of response."""
        return self.sessions + self.responses

    def root_of(self, type_: type) -> Root | None:
        """The root that a class, or one of its bases, describes."""
        return next((root for root in self.roots if issubclass(type_, root.types)), None)


@cache
def record_of(name: Dialect, /) -> Record:
    """The record of a dialect, which is imported with it."""
    return cast("Record", import_module(f".{name}.record", __package__).RECORD)


def record_for(type_: type, /) -> Record | None:
    """The record of the dialect that a class comes from; None for any other class."""
    name = dialect_of(type_)
    return None if name is None else record_of(name)


def records() -> Iterator[Record]:
    """The record of every dialect, in the order of the index."""
    return map(record_of, DIALECTS)
