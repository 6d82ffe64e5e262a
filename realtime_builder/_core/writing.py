"""Writing JSON, in msgspec's C code."""

from __future__ import annotations

import operator
from typing import Any

import msgspec

from ..errors import ValidationError

__all__ = ["encode_any", "encoder", "not_encoded", "unfit"]

# Values that msgspec does not know (frozen.py) keep their encoded bytes in an attribute, so the
# hook is a function in C.
encoder = msgspec.json.Encoder(enc_hook=operator.attrgetter("encoded"))


def encode_any(value: Any) -> bytes:
    """`encode` of what is known to be JSON: plain values that went through `plain`, and what slots hold."""
    try:
        return encoder.encode(value)
    except (RecursionError, AttributeError) as error:
        raise not_encoded(error) from None


def unfit(value: object) -> ValidationError:
    return ValidationError(f"Expected a configuration, got `{type(value).__name__}`")


def not_encoded(error: Exception) -> ValidationError:
    return (
        ValidationError("Nested too deeply")
        if isinstance(error, RecursionError)
        else unfit(getattr(error, "obj", None))
    )
