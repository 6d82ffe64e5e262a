"""From a client's bytes to plain JSON, so that hostile input is cheap to refuse.

In this order: the size in bytes, a count of the punctuation, JSON, the levels of nesting. From here on
the guard sees parsed JSON alone, and what it sends is encoded from that. So escapes in a name mean the
name, and of two members of one name the last one counts, here and for the server.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from .reports import GuardError

__all__ = ["Limits", "parse"]

_SIZED = (bytes, bytearray, str)
_decode = msgspec.json.Decoder().decode


class Limits(NamedTuple):
    """How much a client may send."""

    max_bytes: int
    max_items: int
    max_depth: int


def parse(data: Any, limits: Limits) -> dict[str, Any]:
    """The JSON object that a client sent.

    Raises:
        GuardError: for anything else, and for more than the limits.
    """
    document = _bounded(data, limits)
    try:
        given = _decode(document)
    except msgspec.ValidationError as error:  # a number that Python can't hold
        raise GuardError(str(error)) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise GuardError(f"Not valid JSON: {error}") from None
    except RecursionError:
        raise GuardError("Nested too deeply") from None
    except SystemError:  # msgspec 0.20 and 0.21, for an integer of some 400 digits
        raise GuardError("Number out of range") from None
    if not isinstance(given, dict):
        raise GuardError("Expected `object`")
    # Few brackets, few levels: mostly that is all there is to it.
    brackets = document.count(b"{") + document.count(b"[")
    if brackets > limits.max_depth and not _is_shallow(given, limits.max_depth):
        raise GuardError(f"Expected at most {limits.max_depth} levels of nesting")
    return given


def _bounded(data: Any, limits: Limits) -> bytes:
    """The input as bytes that nobody can change meanwhile, once it was found to be small."""
    try:
        if isinstance(data, _SIZED):
            size = len(data)
        elif isinstance(data, memoryview):
            size = data.nbytes
        else:
            raise GuardError(f"Expected bytes or text, got `{type(data).__name__}`")
        if size <= limits.max_bytes:
            document = data.encode() if isinstance(data, str) else bytes(data)
            size = len(document)
            if size <= limits.max_bytes:
                if not _has_at_most(document, limits.max_items):
                    raise GuardError(f"Expected at most {limits.max_items} members and items")
                return document
    except UnicodeEncodeError:
        raise GuardError("Not valid JSON: lone surrogate") from None
    except (ValueError, BufferError) as error:
        if isinstance(error, GuardError):
            raise
        raise GuardError("Expected bytes or text, got a buffer that can't be read") from None
    raise GuardError(f"Expected at most {limits.max_bytes} bytes, got {size}")


def _has_at_most(document: bytes, most: int) -> bool:
    """Whether JSON can't have more members and items, without parsing it: these cost the time.

    Commas and opening brackets are counted. Only where there are too many are those inside of
    texts told apart; that takes a step for each quotation mark, so there is a limit on them too.
    """
    if _punctuation(document) <= most:
        return True
    if not 0 < document.count(b'"') <= 4 * most + 2:  # each member has a name and at most one text
        return False
    outside: list[bytes] = []
    in_text = False
    for piece in document.split(b'"'):
        if not in_text:
            outside.append(piece)
            in_text = True
        elif (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0:  # else the mark is an escaped one
            in_text = False
    return _punctuation(b"".join(outside)) <= most


def _punctuation(document: bytes) -> int:
    return len(document) - len(document.translate(None, b",{["))


def _is_shallow(value: Any, most: int) -> bool:
    """Whether JSON has at most so many levels. It goes level by level, so depth costs no stack."""
    level = [value]
    for _ in range(most):
        members = [
            member
            for owner in level
            for member in (owner.values() if isinstance(owner, dict) else owner)
            if isinstance(member, dict | list)
        ]
        if not members:
            return True
        level = members
    return False
