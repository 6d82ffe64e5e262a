"""From what a function gave back to the text that a model reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from .._core.frozen import Frozen
from .._core.plain import plain
from .._core.writing import encode_any
from ..config import Config
from ..errors import ValidationError

__all__ = ["text_of"]


def text_of(result: Any) -> str:
    """Text as it is, anything else as JSON.

    Dataclasses, attrs classes, dates, enums, UUIDs, decimals, bytes, pydantic's models and msgspec's
    structs are written as msgspec and pydantic write them.

    Raises:
        ValidationError: for what has no form in JSON: other objects, numbers that are not finite,
            text that UTF-8 can't carry, cycles.
    """
    if isinstance(result, str):
        return str(plain(str.__str__(result)))
    try:
        content = msgspec.to_builtins(_opened(result), str_keys=True, enc_hook=_builtin)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except (TypeError, ValueError, NotImplementedError) as error:
        raise ValidationError(f"Expected a JSON value: {error}") from None
    return encode_any(plain(content)).decode()


def _opened(value: Any) -> Any:
    """The value with plain dicts for configurations: their unknown members are no fields that msgspec sees."""
    if isinstance(value, Config):
        return msgspec.json.decode(encode_any(value))
    if isinstance(value, Mapping):
        return {key: _opened(member) for key, member in value.items()}
    return list(map(_opened, value)) if isinstance(value, list | tuple) else value


def _builtin(value: Any) -> Any:
    """What msgspec does not know, one level deep."""
    if isinstance(value, Frozen):
        return msgspec.json.decode(encode_any(value))
    if hasattr(value, "as_dict"):  # models of Azure's
        return value.as_dict()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | AbstractSet):
        return list(value)
    raise NotImplementedError(f"`{type(value).__name__}` has no form there")
