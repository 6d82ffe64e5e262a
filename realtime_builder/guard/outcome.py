"""What the session has afterwards, so that bounds and pins hold however a client gets there.

A bounded or pinned setting can be lost without being named: by null for an object around it, by an
object that is replaced whole and omits it, by another variant that does not have it. So each path is
looked up in the base and in the result. What is found has to be within the bound, or as it was.

Where nothing is found, the reason counts as well. A group of settings that just doesn't mention it is
as good as none; but null, another variant and another kind of value have defaults of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET, Struct

from .._core.frozen import Frozen, data_of
from .._core.plain import comparable
from .._core.shape import declared_class, tag_of
from .._core.slots import slots_of
from .._core.values import Boxed
from ..edits.facts import is_container

if TYPE_CHECKING:
    from .allowlist import Names
    from .bounds import Limit

__all__ = ["breach", "differs", "differs_from", "look", "outside", "read"]


_LISTS = (tuple, list)
_INEXACT = (dict, list, bool)
"""Types whose values Python may call equal although they are different JSON, such as true and 1."""


class _Nothing(NamedTuple):
    """No value is there, and why."""

    reason: Any


def look(value: Any, path: Names) -> tuple[Any, ...]:
    """What lies at a path: the value, one for each item where it goes through a list, or why there is none."""
    for i, name in enumerate(path):
        owner = data_of(value) if isinstance(value, Boxed) else value
        if isinstance(owner, _LISTS):
            return tuple(found for item in owner for found in look(item, path[i:]))
        value = _held(owner, name)
        if value is UNSET:
            return (_Nothing(_reason(owner)),)
    return (value,)


def _held(owner: Any, name: str) -> Any:
    """A member as it is held, which builds no view of it."""
    if isinstance(owner, Struct):
        slot = slots_of(type(owner)).get(name)
        if slot is not None:
            return slot.__get__(owner)
        tag = tag_of(type(owner))
        return tag[1] if tag is not None and tag[0] == name else UNSET
    members = data_of(owner) if isinstance(owner, Frozen) else owner
    return members.get(name, UNSET) if isinstance(members, Mapping) else UNSET


def _reason(owner: Any) -> Any:
    if isinstance(owner, Struct):
        return UNSET if is_container(owner) else declared_class(type(owner))
    members = data_of(owner) if isinstance(owner, Frozen) else owner
    return UNSET if isinstance(members, Mapping) else _key(members)


def breach(limit: Limit, before: Any, after: Any, path: Names) -> str:
    """How a bound is broken in ``after``; empty where each value is within it, or all is as it was."""
    complaint = outside(limit, after, path)
    return complaint if complaint and _keys(look(after, path)) != _keys(look(before, path)) else ""


def outside(limit: Limit, value: Any, path: Names) -> str:
    """How what lies at a path is outside of a bound; empty where it is not."""
    direct = _declared(value, path)
    for found in look(value, path) if direct is UNSET else (direct,):
        is_nothing = type(found) is _Nothing
        if not limit.permits(None if is_nothing else found):
            return f"{limit}, got nothing" if is_nothing else str(limit)
    return ""


def differs(before: Any, after: Any, path: Names) -> bool:
    """Whether a pinned setting is another one in ``after``. Nothing is nothing, whatever the reason."""
    return differs_from(read(before, path), read(after, path))


def differs_from(old: Any, new: Any) -> bool:
    """Whether two members, as they are held, are different JSON."""
    return old is not new and bool(_key(old) != _key(new))


def read(value: Any, path: Names) -> Any:
    """What lies at a path as it is held; `UNSET` for nothing."""
    direct = _declared(value, path)
    if direct is not UNSET:
        return direct
    for name in path:
        value = _held(value, name)
    return value


def _declared(value: Any, path: Names) -> Any:
    """What declared fields lead to, which mostly is the whole way, at a third of the cost; else `UNSET`."""
    try:
        for name in path:
            value = slots_of(type(value))[name].__get__(value)
    except (AttributeError, KeyError):
        return UNSET
    return value


def _keys(found: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value if isinstance(value, _Nothing) else _key(value) for value in found)


def _key(value: Any) -> Any:
    """What is equal exactly where the JSON is."""
    return comparable(value) if isinstance(value, _INEXACT) else value
