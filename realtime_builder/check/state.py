"""`SessionState`: how far a session is, told from the events that pass.

A gateway folds each event into it and asks it before it sends the next update:

>>> state = SessionState("openai_ga")
>>> state = state.received(frame)
>>> for finding in state.check(update):
...     print(finding)

It is a value like any other here: nothing changes it, so it can be kept, compared and sent to
another process. An event that tells nothing new gives the same object back. Events are read by
their ``type``, whatever else is in them; audio is skipped without being decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import asdict, replace

from .._core.frozen import data_of
from .._core.plain import plain
from .._core.reading import decode_json
from .._core.values import JsonObject
from ..config import Config
from ..dialects import Dialect, dialect_of, require_dialect
from ..edits.patches import merge
from ..encoding import decode
from ..errors import ValidationError
from ..interop.received import read_received, read_session
from ..record import Events, record_of
from .phases import Phase, check_update

if TYPE_CHECKING:
    from .findings import Finding
    from .names import RuleName

__all__ = ["Pending", "SessionState"]

Event: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any]
"""A frame as it goes over the wire, an event as a struct or as a dict."""


class Pending(Struct, frozen=True):
    """An update that was sent and is not answered yet."""

    patch: Config
    event_id: str = ""


class _Wire(Struct):
    """What matters of an event. msgspec skips the rest, such as audio, without decoding it."""

    type: str
    event_id: Any = UNSET
    session: Raw | UnsetType = UNSET
    response: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET


_Wire.__name__ = "Event"  # as an error calls it


class SessionState(Struct, frozen=True):
    """How far a session is, as its events told.

    >>> state = SessionState("openai_ga").received(created).sent(update)
    >>> state.phase
    'created'
    """

    dialect: Dialect
    """Package of the session's types."""

    session: Config | None = None
    """The session that the server acknowledged last; None before the first."""

    pending: tuple[Pending, ...] = ()
    """Updates that are not answered yet, oldest first."""

    requests: tuple[str, ...] = ()
    """Responses asked for and not begun yet, by the ``event_id`` of their `response.create`, or empty."""

    responses: frozenset[str] = frozenset()
    """Responses in progress, by their ID. Those beside the conversation don't count."""

    begun: bool = False
    """Whether an update was acknowledged, the user has begun to speak, or a response was made."""

    spoken: bool = False
    """Whether the model has given audio."""

    def __post_init__(self) -> None:
        require_dialect(self.dialect)

    @property
    def phase(self) -> Phase:
        """How far the session is, as `check_update` takes it."""
        responding = bool(self.requests or self.responses)
        if self.spoken:
            return "speaking" if responding else "spoken"
        if responding:
            return "responding"
        return "configured" if self.begun else "created"

    @property
    def expected(self) -> Config | None:
        """The session as it will be once all that was sent is acknowledged; None where nothing is known."""
        session = self.session
        for pending in self.pending:
            session = pending.patch if session is None else _merged(session, pending.patch)
        return session

    def check(self, patch: Config, /, *, ignore: Iterable[RuleName | str] = ()) -> tuple[Finding, ...]:
        """What the server will refuse of ``patch`` now: see `check_update`. Updates under way count as made.

        Raises:
            ValidationError: as `check_update`.
        """
        return check_update(self.expected, patch, phase=self.phase, ignore=ignore)

    # Events

    def sent(self, event: Event, /) -> Self:
        """The state after a client's event.

        Raises:
            DecodeError: for bytes that are not JSON.
            ValidationError: for what is no event of the dialect.
        """
        name, members = _read(event)
        if isinstance(event, Config) and "." not in name:  # a session's `realtime`; every client event has a dot
            raise ValidationError(f"Expected an event, got `{type(event).__name__}`; give the event that carries it")
        if name in self._events.update | self._events.start:
            patch = self._session_in(name, members)
            return replace(self, pending=(*self.pending, Pending(patch, _text(members, "event_id"))))
        if name == "response.create" and self._responds and _in_conversation(members):
            return replace(self, requests=(*self.requests, _text(members, "event_id")))
        if name in self._events.user_begins and not self.begun:
            return replace(self, begun=True)
        return self

    def received(self, event: Event, /) -> Self:
        """The state after a server's event.

        Raises:
            DecodeError: for bytes that are not JSON.
            ValidationError: for anything but an event.
        """
        name, members = _read(event)
        if name in self._events.audio:
            return self if self.spoken else replace(self, spoken=True, begun=True)
        if name in self._events.created:
            answered = 1 if self._events.start else 0
            return replace(self, session=self._acknowledged(name, members), pending=self.pending[answered:])
        if name in self._events.updated:
            # Updates are answered in the order in which they came.
            return replace(self, session=self._acknowledged(name, members), pending=self.pending[1:], begun=True)
        # A response that turn detection began takes the place of one asked for: then that one is refused.
        if name == "response.created" and _in_conversation(members):
            responses = self.responses | {_text(_object(members, "response"), "id")}
            return replace(self, requests=self.requests[1:], responses=responses, begun=True)
        if name == "response.done":
            return replace(self, responses=self.responses - {_text(_object(members, "response"), "id")})
        return self._failed(_object(members, "error")) if name == "error" else self

    def _failed(self, error: Mapping[str, Any]) -> Self:
        """Without the event that failed. An error that does not name it may still tell what it was about.

        The surer way is an `event_id` in every event.
        """
        failed = _text(error, "event_id") or _text(error, "client_event_id")
        about = f"{_text(error, 'param')} {_text(error, 'code')}"
        if failed or "session" in about or "update" in about:  # such as session.audio.output.speed, cannot_update_voice
            for position, pending in enumerate(self.pending):
                if pending.event_id == failed:
                    return replace(self, pending=self.pending[:position] + self.pending[position + 1 :])
        if (failed or "response" in about) and failed in self.requests:
            position = self.requests.index(failed)
            return replace(self, requests=self.requests[:position] + self.requests[position + 1 :])
        return self

    def _acknowledged(self, name: str, members: Mapping[str, Any]) -> Config | None:
        """The session in a server's event, or the last one where it says nothing of it."""
        session = self._session_in(name, members) if isinstance(members.get("session"), Mapping) else None
        return session if isinstance(session, Config) else self.session

    def _session_in(self, name: str, members: Mapping[str, Any]) -> Config:
        session = members.get("session")
        if isinstance(session, Config):
            if dialect_of(type(session)) != self.dialect:
                raise ValidationError(f"Expected a session of {self.dialect}, got `{type(session).__name__}`")
            return session
        if not isinstance(session, Mapping):
            raise ValidationError(f"Expected an event with an object `session`, got one of type `{name}` without")
        data: dict[str, Any] = session if _SESSION in members else plain(session)  # type: ignore[assignment]
        type_ = record_of(self.dialect).recognise(name, data, self.expected)
        frame = members.get(_SESSION)
        return cast("Config", read_received(data, type_) if frame is None else read_session(frame, type_))

    @property
    def _responds(self) -> bool:
        """Whether a client asks for each response, and is told when it begins and ends."""
        return bool(record_of(self.dialect).responses)

    @property
    def _events(self) -> Events:
        return record_of(self.dialect).events


def _merged(session: Config, patch: Config) -> Config:
    """The session after an update, unchanged where that can't be one of it: the server refuses it."""
    try:
        return merge(session, patch)
    except ValidationError:
        return session


_SESSION: Any = object()
"""The key of the frame that the session came in, beside what it says: no name that an event has."""


def _read(event: Event) -> tuple[str, Mapping[str, Any]]:
    """An event's type and members; of a frame only those that matter."""
    if isinstance(event, Mapping):
        members: Mapping[str, Any] = data_of(event) if isinstance(event, JsonObject) else event  # in their order
        name = members.get("type")
        if not isinstance(name, str):
            raise ValidationError("Expected an event, got an object without `type`")
        return name, members
    if not isinstance(event, bytes | bytearray | memoryview | str):
        raise ValidationError(f"Expected an event, got `{type(event).__name__}`")
    frame = event if isinstance(event, bytes | str) else bytes(event)
    wire = _glance(frame)
    read: dict[Any, Any] = {"event_id": wire.event_id}
    for part, raw in (("response", wire.response), ("error", wire.error)):
        if raw is not UNSET:
            read[part] = decode_json(raw)
    if isinstance(wire.session, _Recognised):
        read["session"] = {name: value for name, value in asdict(wire.session).items() if value is not UNSET}
    elif wire.session is not UNSET:
        read["session"] = decode_json(wire.session)
    if "session" in read:
        read[_SESSION] = frame
    return wire.type, read


class _Recognised(Struct):
    """What a session says of its kind. The rest is read once, as that kind."""

    type: str
    object: Any = UNSET
    model: Any = UNSET


class _Telling(_Wire):
    """An event whose session, if it has one, says of which kind it is."""

    session: _Recognised | UnsetType = UNSET  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


_telling = msgspec.json.Decoder(_Telling).decode


def _glance(frame: bytes | str) -> _Wire | _Telling:
    """What matters of an event: of its session only what tells of which kind it is, or all where it does not say."""
    try:
        return _telling(frame)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, SystemError):
        wire: _Wire = decode(frame, type=_Wire, unknown="drop")
        return wire


def _object(members: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = members.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _in_conversation(members: Mapping[str, Any]) -> bool:
    """Whether a response, asked for or begun, is written to the default conversation."""
    response = _object(members, "response")
    return response.get("conversation") != "none" and response.get("conversation_id", "") is not None
