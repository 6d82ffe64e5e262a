"""Replay: what the library makes of each recorded frame. One frame is in memory at a time."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from .._core.masking import printable
from ..check import SessionState, check
from ..check.findings import Severity
from ..config import Config
from ..dialects import DIALECTS, Dialect, require_dialect
from ..encoding import decode, unvalidated
from ..errors import DecodeError, ValidationError, shorten
from ..interop.drift import drift
from ..interop.received import Event, read_received
from ..record import Record, record_of
from .comparing import unlike
from .cutting import AUDIO

__all__ = ["Remark", "RemarkKind", "replay"]

RemarkKind: TypeAlias = Literal["unreadable", "unknown", "refused", "error", "drift", "closed", "phase", "session"]
"""What is remarked.

- ``unreadable``: a line that is no recorded frame.
- ``unknown``: members and values that the types do not have.
- ``refused``: the server refused an update; and whether a check would have said so.
- ``error``: the server reported another error.
- ``drift``: a setting that the server did not take as it was sent.
- ``closed``: a connection was closed: by which end, with which code and reason.
- ``phase`` and ``session``: how far the session is, and which of its settings are others now.
"""

_SERVERS = ("id", "object", "expires_at")
"""What names a session, and is no setting."""

_LOST = 1006
"""What stands for a connection that ended without a word."""

_NORMAL = (1000, 1001)
_MOST_CONNECTIONS = 256
_MOST_PATHS = 12
_MOST_KNOWN = 256
_SHORT = 256

_CREATE = "response.create"
_COUNTED = ("response.created", "response.done", "error")
"""What of a server's events a `SessionState` counts, beside those that the record of a dialect names."""

_LONGEST = 300


class Remark(Struct, frozen=True, kw_only=True):
    """Something about one frame. ``str()`` gives a line for people."""

    line: int
    """The line of the recording, from 1 on."""
    kind: RemarkKind
    severity: Severity
    message: str
    path: str = ""
    """Where in the event, as edits take it."""
    time: float = 0.0
    """Seconds from the start of the recording."""
    sender: str = ""
    """``client`` or ``server``."""

    def __str__(self) -> str:
        place = f" - at `{self.path}`" if self.path else ""
        return f"{self.line}: {self.severity}: {self.message}{place} ({self.kind})"


class _Close(Struct):
    code: int = 1006
    reason: str = ""


class _Line(Struct):
    """A line of a recording: its head, a frame, or the end of a connection."""

    t: float = 0.0
    sender: str = msgspec.field(name="from", default="")
    connection: int = 0
    event: Raw | UnsetType = UNSET
    close: _Close | None = None
    recording: int = 0
    dialect: str | None = None


_lines = msgspec.json.Decoder(_Line)


def replay(recording: str | Path | Iterable[bytes | str], /, *, dialect: Dialect | None = None) -> Iterator[Remark]:
    """What the library makes of each frame of a recording, as it goes.

    ``recording`` is a file that `record` wrote, or its lines. Without ``dialect`` it is the one that the
    recording names, else the one that its first session fits best.

    >>> for remark in replay("frames.jsonl"):
    ...     print(remark)

    Raises:
        ValidationError: for an unknown dialect.
        OSError: where the file can't be read.
    """
    if dialect is not None:
        require_dialect(dialect)
    if isinstance(recording, str | Path):
        with Path(recording).open("rb") as lines:
            yield from _Replay(dialect).remarks(lines)
    else:
        yield from _Replay(dialect).remarks(recording)


class _Replay:
    def __init__(self, dialect: Dialect | None) -> None:
        self._asked: Dialect | None = dialect
        self._dialect: Dialect | None = dialect
        self._states: OrderedDict[int, SessionState] = OrderedDict()
        self._known: set[bytes] = set()
        """Frames in which the types know everything: most are alike, once audio is cut."""

    def remarks(self, lines: Iterable[bytes | str]) -> Iterator[Remark]:
        is_empty = True
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                line = _lines.decode(text)
            except (msgspec.DecodeError, UnicodeError) as error:
                yield Remark(line=number, kind="unreadable", severity="error", message=shorten(f"No frame: {error}"))
                is_empty = False
                continue
            is_empty = is_empty and bool(line.recording)
            if line.recording:
                self._begin(line)
            elif line.sender not in ("client", "server"):
                message = "No frame: it does not say `client` or `server` in `from`"
                yield Remark(line=number, kind="unreadable", severity="error", message=message)
            else:
                remarks = self._of_end(line) if line.close is not None else ()
                if line.event is not UNSET:
                    remarks = self._of_frame(line, bytes(line.event))
                for remark in remarks:
                    yield msgspec.structs.replace(remark, line=number, time=line.t, sender=line.sender)
        if is_empty:
            yield Remark(line=1, kind="unreadable", severity="warning", message="The recording has no frame")

    def _begin(self, head: _Line) -> None:
        """Another recording in the same file."""
        self._states.clear()
        self._dialect = self._asked
        if self._asked is None and head.dialect in DIALECTS:
            self._dialect = require_dialect(head.dialect)

    def _of_frame(self, line: _Line, data: bytes) -> Iterator[Remark]:
        data = AUDIO.sub(b"", data) if b"bytes of audio)" in data else data
        try:
            kind = _kind_in(data)
            if self._dialect is None:
                self._dialect = _fitting(kind, data)
            if self._dialect is None:
                return  # nothing has said yet which it is
            record = record_of(self._dialect)
            if line.sender == "client":
                yield from self._of_client(line.connection, record, kind, data)
            else:
                yield from self._of_server(line.connection, record, kind, data)
        except DecodeError as error:
            yield _remark("unreadable", "error", f"No event: {error}")
        except ValidationError as error:
            yield _remark("unreadable", "warning", f"No event of {self._dialect}: {error}")

    def _of_end(self, line: _Line) -> Iterator[Remark]:
        """The end of a connection; an update that it left without an answer may be why."""
        state, close = self._states.pop(line.connection, None), line.close or _Close()
        if close.code == _LOST:
            message = "The connection was lost"
        else:
            reason = f" {printable(close.reason)}" if close.reason else ""
            message = f"The {line.sender} closed the connection: {close.code}{reason}"
        pending = () if state is None else state.pending
        if line.sender == "client" or close.code in _NORMAL:
            yield _remark("closed", "info", message)
        elif state is not None and pending:
            others = msgspec.structs.replace(state, pending=())
            yield _remark(
                "closed", "warning", f"{message}; an update had no answer; {_foreseen(others, pending[0].patch)}"
            )
        else:
            yield _remark("closed", "warning", message)

    def _of_client(self, connection: int, record: Record, kind: str, data: bytes) -> Iterator[Remark]:
        before = self._state(connection)
        if data in self._known:
            if before.begun and kind not in record.events.update | record.events.start | {_CREATE}:
                return  # nothing to tell, and nothing that the state counts
        else:
            unknown = unvalidated(_read_client(record, data))
            for path in unknown[:_MOST_PATHS]:
                message = f"`{kind}` has what the types do not know"
                yield _remark("unknown", "warning", message, "" if path == "$" else path)
            if not unknown and len(data) < _SHORT:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known.add(data)
        yield from self._go(connection, before, before.sent(data))

    def _of_server(self, connection: int, record: Record, kind: str, data: bytes) -> Iterator[Remark]:
        events = record.events
        before = self._state(connection)
        if kind in events.audio and before.spoken:
            return
        if kind not in events.audio | events.created | events.updated and kind not in _COUNTED:
            return
        after = before.received(data)
        if kind in events.updated | events.created:
            unknown = () if after.session is None else unvalidated(after.session)
            for path in [each for each in unknown if each not in _SERVERS][:_MOST_PATHS]:
                yield _remark("unknown", "info", f"`{kind}` has what the types do not know", f"session.{path}")
            if before.pending and len(after.pending) < len(before.pending) and after.session is not None:
                yield from _drifted(before.pending[0].patch, after.session)
        if kind == "error":
            yield _refused(before, after, data)
        yield from self._go(connection, before, after)

    def _state(self, connection: int) -> SessionState:
        state = self._states.get(connection)
        dialect: Dialect = DIALECTS[0] if self._dialect is None else self._dialect
        return SessionState(dialect) if state is None else state

    def _go(self, connection: int, before: SessionState, after: SessionState) -> Iterator[Remark]:
        """Keep the new state, and tell what is new in it."""
        if after is before and connection in self._states:
            return
        self._states[connection] = after
        self._states.move_to_end(connection)
        if len(self._states) > _MOST_CONNECTIONS:
            self._states.popitem(last=False)
        if after.phase != before.phase:
            yield _remark("phase", "info", f"The session is {after.phase}")
        if after.session is not None and after.session is not before.session:
            old = {} if before.session is None else before.session.as_dict()
            paths = list(unlike(old, after.session.as_dict())) if old else []
            if paths:
                more = f" and {len(paths) - _MOST_PATHS} more" if len(paths) > _MOST_PATHS else ""
                yield _remark("session", "info", f"Now others: {', '.join(paths[:_MOST_PATHS])}{more}")


_kinds = msgspec.json.Decoder(Event)


class _Failure(Struct):
    error: Mapping[str, Any] | None = None


def _remark(kind: RemarkKind, severity: Severity, message: str, path: str = "") -> Remark:
    return Remark(line=0, kind=kind, severity=severity, message=shorten(message, _LONGEST), path=path)


def _kind_in(data: bytes) -> str:
    try:
        return _kinds.decode(data).type
    except msgspec.MsgspecError:  # say it as everywhere else
        return decode(data, type=Event, unknown="drop").type


def _read_client(record: Record, data: bytes) -> Any:
    """A client's event, as that of the kind of session that knows it."""
    unions = [root.served.client_events for root in record.sessions if root.served is not None]
    events = []
    for union in dict.fromkeys(unions):
        event: Any = decode(data, type=union, unknown="keep")
        if isinstance(event, Config) and not unvalidated(event):
            return event
        events.append(event)
    return min(events, key=lambda event: len(unvalidated(event)) + (not isinstance(event, Config)) * 1000)


def _fitting(kind: str, data: bytes) -> Dialect | None:
    """The dialect whose types know most of a session; None for an event that carries none."""
    found: dict[Dialect, int] = {}
    for name in DIALECTS:
        record = record_of(name)
        events = record.events
        if kind not in events.created | events.updated | events.update | events.start:
            continue
        session = decode(data, type=_Carried, unknown="drop").session
        if isinstance(session, dict):
            type_ = record.recognise(kind, session, None)
            found[name] = len(unvalidated(read_received(session, type_)))
    return next((name for name in found if found[name] == min(found.values())), None)


class _Carried(Struct):
    session: Any = None


def _drifted(sent: Config, echoed: Config) -> Iterator[Remark]:
    try:
        for each in drift(sent, echoed)[:_MOST_PATHS]:
            message = str(each).partition(" - at ")[0]
            yield _remark("drift", "warning", f"The server did not take it: {message}", f"session.{each.path}")
    except ValidationError:  # an update of another kind of session
        return


def _refused(before: SessionState, after: SessionState, data: bytes) -> Remark:
    """The remark on an error: whether it refuses an update, and whether a check would have said so."""
    error = decode(data, type=_Failure, unknown="drop").error or {}
    words = ": ".join(str(error[name]) for name in ("code", "message") if error.get(name))
    gone = [each for each in before.pending if each not in after.pending]
    if not gone or len(before.pending) == len(after.pending):
        return _remark("error", "warning", f"The server says: {words}")
    others = msgspec.structs.replace(before, pending=())
    foreseen = _foreseen(others, gone[0].patch)
    return _remark("refused", "error", f"The server refused an update: {words}; {foreseen}")


def _foreseen(state: SessionState, patch: Config) -> str:
    """Whether a check would have said so."""
    found = (*check(patch), *state.check(patch))
    rules = ", ".join(dict.fromkeys(f"`{each.rule}`" for each in found if each.severity != "info"))
    return f"`check` says so: {rules}" if rules else "no check says so"
