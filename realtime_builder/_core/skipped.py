"""JSON that msgspec skipped, to be held as it came."""

from __future__ import annotations

import msgspec

from .depth import MAX_DEPTH, is_shallow

__all__ = ["is_plainly_json"]

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
