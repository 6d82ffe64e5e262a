"""What a client sent, for a test to wait for and to compare with what it should have sent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeAlias

import msgspec

from .._core.paths import parse_path, render_path
from .._core.plain import plain
from .._core.writing import encode_any
from ..config import Config
from ..errors import ValidationError, shorten

__all__ = ["Expected", "Journal", "Memory", "Where"]

Json: TypeAlias = dict[str, Any]

Where: TypeAlias = Mapping[str, Any] | Callable[[Json], object]
"""Which event: a value for each path in it, or a function that says so of the event."""

Expected: TypeAlias = str | Mapping[str, Any] | Config
"""An event that should have been sent: its type, or the whole of it but for an ``event_id`` that is not named."""


@dataclass(eq=False)
class Memory:
    """How much a server has recorded. Beyond 256 MiB it forgets what came first."""

    most: int = 256 * 2**20
    _noted: deque[tuple[int, tuple[Callable[[], object], ...]]] = field(default_factory=deque)
    _size: int = 0

    def note(self, data: bytes | str, *forget: Callable[[], object]) -> None:
        """Take into account what was recorded of some data; ``forget`` drops the first of its kind."""
        size = len(data) + _BESIDE
        self._noted.append((size, forget))
        self._size += size
        while self._size > self.most and len(self._noted) > 1:
            size, forget = self._noted.popleft()
            self._size -= size
            for each in forget:
                each()


_BESIDE = 1_000  # about what the objects take that hold even an empty frame


@dataclass(eq=False)
class _Entry:
    """One event; in the journal of its connection and in that of the server."""

    event: Json
    taken: bool = False


@dataclass(eq=False)
class Journal:
    """Events in the order in which they came, and who waits for one."""

    entries: list[_Entry] = field(default_factory=list)
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def add(self, event: Any, *others: Journal) -> bool:
        """Take in an event, here and in ``others``. What is none is passed over, and gives False."""
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            return False
        entry = _Entry(event)
        for journal in (self, *others):
            with journal._lock:
                journal.entries.append(entry)
                waiting, journal._waiting = journal._waiting, set()
            for future in waiting:  # which may belong to another thread's loop
                future.get_loop().call_soon_threadsafe(_wake, future)
        return True

    def forget(self) -> None:
        """Drop what came first."""
        with self._lock:
            del self.entries[:1]

    async def expect(self, kind: str, where: Where | None, seconds: float) -> Json:
        """The first event of its kind that fits and that no call gave before.

        Raises:
            AssertionError: if none came in time; the message lists the events that came instead.
        """
        fits = _reader(where)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    with self._lock:
                        for entry in self.entries:
                            if not entry.taken and entry.event["type"] == kind and fits(entry.event):
                                entry.taken = True
                                return entry.event
                        waiter = asyncio.get_running_loop().create_future()
                        self._waiting.add(waiter)
                    try:
                        await waiter
                    finally:
                        self._waiting.discard(waiter)
        except TimeoutError:
            raise AssertionError(self._missing(kind, where, seconds)) from None

    def _missing(self, kind: str, where: Where | None, seconds: float) -> str:
        left = [entry.event for entry in self.entries if not entry.taken]
        lines = [f"No `{kind}`{' that fits' if where is not None else ''} came within {seconds:g} seconds."]
        lines.append("What came instead:" if left else "Nothing else came either.")
        for event in left[-_MOST_LINES:]:
            lines.append(f"  {_brief(event)}")
            if event["type"] == kind and isinstance(where, Mapping):
                lines += [f"    {line}" for line in _unfit(event, where)]
        return "\n".join(lines)

    def assert_sent(self, expected: tuple[Expected, ...]) -> None:
        """Check that these events were sent in this order, others perhaps between them.

        Raises:
            AssertionError: with the differences to the event that comes nearest.
        """
        events = [entry.event for entry in self.entries]
        start = 0
        for wanted in map(_plain_event, expected):
            found = next((i for i in range(start, len(events)) if not _differences(wanted, events[i])), None)
            if found is None:
                raise AssertionError(_not_sent(wanted, events, start))
            start = found + 1


_MOST_LINES = 20


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


# Which event


def _reader(where: Where | None) -> Callable[[Json], object]:
    if where is None:
        return lambda _: True
    if callable(where):
        return where
    if not isinstance(where, Mapping):
        raise ValidationError(f"Expected `where` to be a mapping of paths or a function, got `{type(where).__name__}`")
    for path in where:
        parse_path(path)
    return lambda event: not any(_unfit(event, where))


def _unfit(event: Json, where: Mapping[str, Any]) -> Iterator[str]:
    """A line for each path whose value is another one."""
    for path, wanted in where.items():
        value: Any = event
        for step in parse_path(path):
            try:
                value = value[step]
            except (TypeError, LookupError):
                value = _ABSENT
                break
        yield from _compare(_as_json(wanted), value, path)


# Differences


class _Absent:
    """What is not there, which null is."""


_ABSENT = _Absent()


def _as_json(value: Any) -> Any:
    """A value as it comes over the wire, configurations in it too."""
    return msgspec.json.decode(encode_any(plain(value)))


def _plain_event(expected: Expected) -> Json:
    if isinstance(expected, str):
        return {"type": expected}
    event = _as_json(expected)
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise ValidationError("Expected events with a `type`, or the types of events")
    return event


def _differences(wanted: Json, event: Json) -> list[str]:
    if wanted.keys() == {"type"} and event["type"] == wanted["type"]:
        return []
    sent = event if "event_id" in wanted else {name: value for name, value in event.items() if name != "event_id"}
    return list(_compare(wanted, sent, ""))


def _compare(wanted: Any, sent: Any, path: str) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(sent, dict):
        for name in (*wanted, *(name for name in sent if name not in wanted)):
            at = f"{path}.{render_path((name,))}" if path else render_path((name,))
            yield from _compare(wanted.get(name, _ABSENT), sent.get(name, _ABSENT), at)
    elif isinstance(wanted, list) and isinstance(sent, list):
        for i in range(max(len(wanted), len(sent))):
            one, other = (items[i] if i < len(items) else _ABSENT for items in (wanted, sent))
            yield from _compare(one, other, f"{path}[{i}]")
    elif wanted != sent or isinstance(wanted, bool) != isinstance(sent, bool):
        yield f"{path}: expected {_shown(wanted)}, sent {_shown(sent)}"


def _shown(value: Any) -> str:
    return "nothing" if isinstance(value, _Absent) else shorten(msgspec.json.encode(value).decode(), 200)


def _brief(event: Json) -> str:
    return shorten(msgspec.json.encode(event).decode(), 160)


def _not_sent(wanted: Json, events: list[Json], start: int) -> str:
    alike = [(len(_differences(wanted, each)), i) for i, each in enumerate(events) if each["type"] == wanted["type"]]
    if not alike:
        return f"No `{wanted['type']}` was sent. {_listed(events)}"
    count, nearest = min(alike)
    if count == 0:
        place = f"after event {start}" if start else ""
        return f"`{wanted['type']}` was not sent {place}, only before it. {_listed(events)}"
    lines = _differences(wanted, events[nearest])
    more = [f"  and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    head = f"No such `{wanted['type']}` was sent. Event {nearest + 1} of {len(events)} comes nearest:"
    return "\n".join([head, *(f"  {line}" for line in lines[:_MOST_LINES]), *more])


def _listed(events: Iterable[Json]) -> str:
    kinds = [f"`{event['type']}`" for event in events]
    return f"What was sent: {', '.join(kinds)}." if kinds else "Nothing was sent."
