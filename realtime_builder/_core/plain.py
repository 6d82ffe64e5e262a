"""Plain JSON: dicts, lists and scalars, as a caller may hand them in and as decoding gives them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from ..errors import ValidationError
from .depth import require_shallow, too_deep
from .frozen import Frozen, write
from .paths import place_of

__all__ = ["comparable", "copied_json", "fresh_json", "json_type", "plain"]


class _NotPlainError(Exception):
    """Why a value is not plain, and the steps to it, the last one first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.steps: list[str | int] = []


def plain(value: Any, path: str = "$") -> Any:
    """A caller's value as something msgspec can convert: fresh dicts and lists, exact scalars.

    Configurations stay as they are, having been validated when they were made. A member that is
    `UNSET` is left out.

    Raises:
        ValidationError: for a number that is not finite, text that UTF-8 can't carry, a key that
            is no string, and for an object that JSON has no form for.
    """
    try:
        return _plain(value)
    except RecursionError:
        raise too_deep() from None
    except _NotPlainError as error:
        raise ValidationError(error.message, path + place_of(error.steps[::-1]).removeprefix("$")) from None


def fresh_json(value: Any) -> Any:
    """Plain JSON of its own, of what went through `plain`: buffers are base64, configurations objects."""
    encoded = write(value)
    require_shallow(encoded)
    return msgspec.json.decode(encoded)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def copied_json(value: Any) -> bytes | None:
    """A caller's dicts and lists as JSON, made in C; None where they are not JSON as they are.

    What is written and read again equals what was given only if it has nothing that JSON lacks: a
    number that is not finite became null, a key that is no text became one, a date a text.
    """
    try:
        encoded = _encode(value)
        return encoded if _decode(encoded) == value else None
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return None


def _plain(value: Any) -> Any:
    kind = type(value)  # `isinstance` believes an object that lies about its class
    if kind in _CHECKS:
        _CHECKS[kind](value)
        return value
    if value is None or issubclass(kind, _LEAVES):
        return value
    if issubclass(kind, bytes | bytearray | memoryview):
        return bytes(value)
    if kind is dict or issubclass(kind, Mapping):
        return _plain_members(value)
    if issubclass(kind, Enum):
        return _plain(value.value)
    for scalar, content in _CONTENT.items():  # an instance of a subclass, which might carry attributes
        if issubclass(kind, scalar):
            return _plain(content(value))
    if issubclass(kind, Sequence | AbstractSet):
        return _plain_items(value)
    raise _NotPlainError(f"Expected a JSON value, got `{kind.__name__}`{_way_in(value)}")


def _way_in(value: Any) -> str:
    """The end of an error sentence that says what takes a value which JSON has no form for."""
    if callable(value) and not isinstance(value, type):
        return "; `add_tool` and `with_tools` make a tool of a function"
    if hasattr(type(value), "model_fields") or type(value).__module__.partition(".")[0] in ("openai", "azure"):
        return "; `from_sdk` reads a vendor's object"
    return ""


def _plain_members(value: Mapping[Any, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, member in value.items():
        name = key if type(key) is str and key.isascii() else _plain_key(key)
        if type(member) is str and member.isascii():  # most of what there is
            members[name] = member
        elif member is not UNSET:
            try:
                members[name] = _plain(member)
            except _NotPlainError as error:
                error.steps.append(name)
                raise
    return members


def _plain_key(key: object) -> str:
    if not issubclass(type(key), str):
        raise _NotPlainError(f"Expected a string as key, got `{type(key).__name__}`")
    return str(_plain(key))


def _plain_items(value: Iterable[Any]) -> list[Any]:
    items: list[Any] = []
    for i, item in enumerate(value):
        try:
            items.append(_plain(item))
        except _NotPlainError as error:
            error.steps.append(i)
            raise
    return items


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise _NotPlainError(f"Expected valid Unicode, got lone surrogate U+{code:04X}") from None


def _check_number(number: float) -> None:
    if not math.isfinite(number):
        raise _NotPlainError(f"Expected a finite number, got `{number}`")


def _check_integer(number: int) -> None:
    if number.bit_length() > _MAX_INT_BITS:
        raise _NotPlainError("Expected an integer of at most 4300 digits")


def comparable(value: Any) -> Any:
    """JSON as a hashable value that is equal exactly where the JSON is: ``true`` is not 1.

    Raises:
        ValidationError: where it is nested too deeply.
    """
    try:
        return _comparable(value)
    except RecursionError:
        raise too_deep() from None


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset([(key, _comparable(member)) for key, member in value.items()])
    if isinstance(value, list):
        return tuple([_comparable(member) for member in value])
    if isinstance(value, bool):
        return ("true" if value else "false", bool)
    return value


def json_type(value: Any) -> str:
    """The type of a JSON value as errors name it; of anything else its class."""
    names = {bool: "bool", int: "int", float: "float", str: "str", list: "array", type(None): "null"}
    return names.get(type(value), type(value).__name__)


_MAX_INT_BITS = 14_280  # CPython and msgspec write no integer of over 4300 digits

# In the order in which a subclass is asked for: bool is an int, and taken before.
_CHECKS: dict[type, Callable[[Any], None]] = {str: _check_text, float: _check_number, int: _check_integer}

# What a caller may hand in that needs no copying: it is immutable.
_LEAVES = (bool, Struct, Frozen)

# What an instance of a subclass says, whatever its methods make of it.
_CONTENT: dict[type, Callable[[Any], Any]] = {str: str.__str__, float: float.__float__, int: int.__int__}
