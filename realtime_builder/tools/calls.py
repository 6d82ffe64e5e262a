"""The calls that a server's event asks for, read without trust: whatever is missing or odd is no call."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

from ..dialects import DIALECTS, require_dialect
from ..encoding import decode
from ..errors import ValidationError
from ..interop.received import Event
from ..record import Calls, record_of

__all__ = ["Call", "ServerEvent", "calls_in", "calls_of"]

ServerEvent: TypeAlias = "str | bytes | bytearray | memoryview | Mapping[str, Any] | object"
"""A server's event: a frame as it came, a mapping, or an object of a vendor's client."""


class Call(NamedTuple):
    """A call of a function by the model."""

    id: str
    name: str
    arguments: Any
    """JSON text, if the server keeps to its own word."""


def calls_of(dialect: str | ModuleType) -> Calls:
    """How a dialect's models call functions.

    Raises:
        ValidationError: for an unknown dialect.
    """
    name = dialect.__name__.rpartition(".")[2] if isinstance(dialect, ModuleType) else dialect
    return record_of(require_dialect(name)).calls


def calls_in(
    event: ServerEvent, earlier: Iterable[ServerEvent], dialect: str | ModuleType | None
) -> tuple[Calls, list[Call]]:
    """How the event's dialect has calls answered, and the calls of the response that ``event`` ends.

    There are none in a response that was cancelled or cut short, nor in any other event.

    Raises:
        DecodeError: for a frame that is not JSON.
        ValidationError: for anything but an event.
    """
    words = _by_dialect() if dialect is None else [calls_of(dialect)]
    known = {kind for each in words for kind in (each.ended, each.envelope) if kind}
    read = _read(event, known)
    for each in words:
        last = _opened(read, each)
        if last.get("type") != each.ended:
            continue
        response = _mapping(last.get("response"))
        items = response.get("output") or ()
        if each.item_done and not items:
            items = _items_before(each, event, read, earlier)
        done = response.get("status") in (None, "completed")
        return each, list(_calls(items)) if done and isinstance(items, Sequence) else []
    return words[0], []


def _by_dialect() -> list[Calls]:
    """That of each dialect, those that the program has imported first."""
    package = __name__.partition(".")[0]
    imported = [name for name in DIALECTS if f"{package}.{name}" in sys.modules]
    return [record_of(name).calls for name in imported or DIALECTS]


def _read(event: ServerEvent, known: set[str]) -> Mapping[str, Any]:
    """The event as a mapping; of a frame that is not one of the ``known`` kinds only its type is read."""
    if isinstance(event, str | bytes | bytearray | memoryview):
        kind = decode(event, type=Event).type
        return decode(event, type=dict[str, Any]) if kind in known else {"type": kind}
    if isinstance(event, Mapping):
        read: Mapping[str, Any] = event
    elif (dump := getattr(event, "model_dump", None)) is not None:
        if getattr(event, "type", None) not in known:
            return {}
        read = dump(mode="json")
    else:
        raise ValidationError(f"Expected a server's event, got `{type(event).__name__}`")
    if not isinstance(read.get("type"), str):
        raise ValidationError("Expected an event with a `type`")
    return read


def _opened(event: Mapping[str, Any], words: Calls) -> Mapping[str, Any]:
    """The event itself, or the one that it carries in dialects where another API's events come inside."""
    if not words.envelope:
        return event
    return _mapping(event.get("event")) if event.get("type") == words.envelope else {}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _items_before(
    words: Calls, event: ServerEvent, last: Mapping[str, Any], earlier: Iterable[ServerEvent]
) -> list[Any]:
    """The items of a response that come in events of their own, before the one that ends it."""
    items: list[Any] = []
    before = list(earlier)
    if before and (before[-1] is event or before[-1] == event):
        before.pop()
    for each in reversed(before):
        outer = _read(each, {words.envelope or words.item_done})
        if outer.get("delegation_id") != last.get("delegation_id"):
            continue
        inner = _opened(outer, words)
        if inner.get("type") in (words.begun, words.ended):
            break
        if inner.get("type") == words.item_done:
            items.append(inner.get("item"))
    return items[::-1]


def _calls(items: Iterable[Any]) -> Iterator[Call]:
    """Calls that are complete. Without an identifier there is nothing to answer; with one, the model waits."""
    for item in map(_mapping, items):
        finished = item.get("type") == "function_call" and item.get("status") in (None, "completed")
        if finished and isinstance(item.get("call_id"), str):
            yield Call(item["call_id"], str(item.get("name") or ""), item.get("arguments"))
