"""The base of all values that a field holds and that keep what they encode to.

Nothing here changes after it was made, so the bytes that a value keeps can't go stale.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from threading import RLock
from typing import Any, Self

import msgspec
from msgspec import Raw

__all__ = [
    "MARK",
    "MARKED_NAME",
    "ForkSafeLock",
    "Frozen",
    "data_of",
    "encoder",
    "from_decoded",
    "prepare_type",
    "same_json",
    "write",
    "write_spliced",
]

_new, _set = object.__new__, object.__setattr__


class ForkSafeLock:
    """A lock that a forked child finds open, although a thread of its parent may have held it."""

    def __init__(self) -> None:
        self._lock = RLock()
        _locks.append(self)

    def renew(self) -> None:
        """Forget who holds it."""
        self._lock = RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


_locks: list[ForkSafeLock] = []  # all of them belong to modules


def _renew_all() -> None:
    for lock in _locks:
        lock.renew()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew_all)

_preparing = ForkSafeLock()
_prepared: set[Any] = set()


def prepare_type(type_: Any) -> None:
    """Let msgspec read a type's annotations, one thread at a time.

    It reads them when a type is first used, and crashes where two threads are the first at once.
    """
    if type_ not in _prepared:
        with _preparing:
            msgspec.json.Decoder(type_)
            _prepared.add(type_)


def from_decoded(kind: Any, data: Any) -> Any:
    """The hook by which msgspec makes a value of one of our classes, given plain data that nobody else holds."""
    return kind.from_decoded(data)


# Writing. Values that msgspec does not know keep their encoded bytes in an attribute, so the hook is a function in C.

encoder = msgspec.json.Encoder(enc_hook=operator.attrgetter("encoded"))
_splicing = msgspec.json.Encoder(enc_hook=operator.attrgetter("spliced"))

MARKED_NAME = "\ufdd0"
"""The name under which a struct with unknown members has them all (extras.py)."""

MARK = b"\xff"
"""Stands before unknown members; it is in no UTF-8, so in no JSON."""

_MARKED = b'"%s":%s' % (MARKED_NAME.encode(), MARK)


def write(value: Any) -> bytes:
    """What a value encodes to: plain JSON, and what slots hold.

    Raises:
        AttributeError: for what msgspec does not know.
        RecursionError: where it is nested too deeply.
    """
    try:
        return encoder.encode(value)
    except AttributeError:
        return write_spliced(value)


def write_spliced(value: Any) -> bytes:
    """`write` for what has unknown members somewhere, which the encoder does not know."""
    return _splicing.encode(value).replace(_MARKED, b"")


def same_json(one: Raw, other: Raw) -> bool:
    """Whether JSON is the same but for the space in it, told in C. Else it may be equal all the same."""
    return one == other or _without_space(one, indent=-1) == _without_space(other, indent=-1)


_without_space = msgspec.json.format


def data_of(held: Frozen) -> Any:
    """The plain value inside, which must not be changed: for use within this library."""
    return held._data  # pyright: ignore[reportPrivateUsage]


class Frozen:
    """A value that keeps what it encodes to, its hash and its public view, each made on demand.

    The memory of a cache is a slot that is filled on first use: `__getattr__` runs only while it
    is empty. Two threads may fill one at once; they write the same value.
    """

    __slots__ = ("__weakref__", "_data", "_hash", "_view", "encoded")

    _data: Any
    _hash: int
    _view: Any
    encoded: Raw

    def __getattr__(self, name: str) -> Any:
        if name == "encoded":
            value: Any = Raw(self._write(self._data))
        elif name == "_hash":
            value = self._make_hash()
        elif name == "_view":
            value = self._make_view()
        elif name == "_data":
            value = msgspec.json.decode(self.encoded)  # held as it came until now
        else:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        _set(self, name, value)
        return value

    _write = staticmethod(write)

    @property
    def spliced(self) -> Raw:
        """`encoded`, for the hook that unknown members need."""
        return self.encoded

    @classmethod
    def from_trusted(cls, data: Any) -> Self:
        """Hold ``data`` unchecked, which must be fresh: nobody may keep a reference to it."""
        held = _new(cls)
        _set_data(held, data)
        return held

    @classmethod
    def from_decoded(cls, data: Any) -> Self:
        """Hold fresh ``data`` once it was found to be what the class accepts."""
        return cls.from_trusted(data)

    def _key(self) -> Any:
        return self._data

    def _make_hash(self) -> int:
        return hash(self._key())

    def _make_view(self) -> Any:
        return self._data

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Frozen):
            return NotImplemented
        return self._equals(other)

    def _equals(self, other: Frozen) -> bool:
        return bool(self._key() == other._key())

    def __hash__(self) -> int:
        return self._hash

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self).from_trusted, (self._data,)


_set_data = Frozen.__dict__["_data"].__set__
