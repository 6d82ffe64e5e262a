"""JSON that msgspec skipped, to be held as it came."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Raw

from .depth import MAX_DEPTH, is_shallow

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LOOKED_AT_AGAIN", "deferred", "deferring", "is_plainly_json", "size_of_objects"]

T = TypeVar("T")

LOOKED_AT_AGAIN = "Expected JSON that can be held as it came"
"""Why decoding stops at skipped JSON that has to be parsed. Parsing the whole then says what is wrong, if anything."""

deferred: ContextVar[int] = ContextVar("deferred", default=0)
"""The size of the frame that is being decoded, where lists look after the skipped JSON of their items; else 0."""


def deferring(decode: Callable[[Any], T], data: bytes | str) -> T:
    """What ``decode`` gives, with the skipped JSON in lists of structs looked at by list instead of by item."""
    token = deferred.set(len(data))
    try:
        return decode(data)
    finally:
        deferred.reset(token)


_DIGITS = bytes(ord("0") if i in b"0123456789" else ord("e") if i in b"eE" else ord(" ") for i in range(256))


def is_plainly_json(data: bytes) -> bool:
    """Whether JSON that msgspec skipped is such as it would read.

    Skipping looks neither at UTF-8 nor at what escapes and numbers stand for. Where the bytes do not
    rule such out at a glance they are read, once.
    """
    if data.isascii() and b"\\" not in data and data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
        digits = data.translate(_DIGITS, b"+")
        if b"0e000" not in digits and b"00" not in digits[::_STRIDE]:
            return True
    try:
        return is_shallow(msgspec.json.decode(data))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False


_STRIDE = 100
"""A number with more digits than Python's floats have room for covers two places so far apart."""

_KEPT = b'0123456789eE"{}[]\0'
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_KINDS = bytes.maketrans(b"123456789E\0", b"000000000e\n")
_SPACING = 50
"""A number of 200 digits covers four places so far apart; with an exponent of two digits it is still in range."""

_ESCAPES = (rb"\\", rb"\"", rb"\n", rb"\t", rb"\r", rb"\/", rb"\b", rb"\f")


def size_of_objects(parts: Sequence[Raw]) -> int:
    """The size of JSON that msgspec skipped, if each part is an object which it would read; 0 if that takes parsing.

    All parts are looked at together, so that each look is one call. What JSON has besides numbers, quotes and
    brackets is dropped first. That joins some numbers, which then only look more dangerous than they are.
    """
    # `find` takes half the time of `in`, which first makes an error of it that bytes are no number, and `rfind`
    # half the time of `find` for what begins with a digit.
    whole = joined = b"\0".join(parts)
    if not joined.isascii():
        try:
            joined.decode()
        except UnicodeDecodeError:
            return 0
    if joined.find(b"\\") >= 0:
        for escape in _ESCAPES:
            joined = joined.replace(escape, b"")
        if b"\\" in joined:
            return 0
    kept = joined.translate(_KINDS, _DROPPED)
    if kept.rfind(b"0e000") >= 0 or joined[::_SPACING].translate(_KINDS).rfind(b"0000") >= 0:
        return 0
    pieces = kept.splitlines()
    if len(pieces) != len(parts) or min(pieces) < b"{":
        return 0  # nothing that JSON begins with comes after a brace
    if max(map(len, pieces)) > 2 * MAX_DEPTH:  # else there is no room for so many pairs of brackets
        opened = zip(map(bytes.count, pieces, repeat(b"{")), map(bytes.count, pieces, repeat(b"[")), strict=True)
        if max(map(sum, opened)) > MAX_DEPTH:
            return 0
    return len(whole)
