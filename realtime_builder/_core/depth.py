"""How deep JSON may be nested: one limit for all of it, so that whatever was taken can be used in every way."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from ..errors import ValidationError

__all__ = ["AROUND", "MAX_DEPTH", "is_shallow", "require_shallow", "too_deep"]

MAX_DEPTH = 128
"""Objects and lists inside one another. Each level takes a few calls to read, and Python allows a thousand."""

_OTHERS = bytes(set(range(256)) - set(b"{}[]"))
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


def too_deep(path: str = "") -> ValidationError:
    """The error for what is beyond the limit."""
    return ValidationError(f"Nested too deeply: JSON may have {MAX_DEPTH} levels", path)


def is_shallow(data: Any, room: int = MAX_DEPTH) -> bool:
    """Whether plain JSON is not nested too deeply."""
    if room == 0:
        return False
    return all(
        is_shallow(each, room - 1)
        for each in (data.values() if data.__class__ is dict else data)
        if each.__class__ is dict or each.__class__ is list
    )


AROUND = 16
"""Levels of declared objects and lists that there may be around a value in a frame. No declared type is that deep."""


def require_shallow(data: Any, most: int = MAX_DEPTH) -> None:
    """Refuse JSON, as bytes or text, that is nested too deeply.

    Raises:
        ValidationError: beyond ``most`` levels.
    """
    data = data.encode() if isinstance(data, str) else bytes(data)
    if data.count(b"{") + data.count(b"[") <= most:
        return
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")  # then each quote begins or ends a text
    brackets = b"".join(data.split(b'"')[::2]).translate(None, _OTHERS)
    if max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > most:
        raise too_deep()
