"""Writing JSON, in msgspec's C code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ValidationError
from .depth import too_deep
from .frozen import write

__all__ = ["encode_any", "not_a_configuration", "not_encoded"]


def encode_any(value: Any) -> bytes:
    """`encode` of what is known to be JSON: plain values that went through `plain`, and what slots hold."""
    try:
        return write(value)
    except (RecursionError, AttributeError) as error:
        raise not_encoded(error) from None


def not_a_configuration(value: object) -> ValidationError:
    """The error for what is no configuration."""
    way = "; `from_dict` of its class makes one" if isinstance(value, Mapping) else ""
    return ValidationError(f"Expected a configuration, got `{type(value).__name__}`{way}")


def not_encoded(error: Exception) -> ValidationError:
    """The error for a value that the encoder gave up."""
    return too_deep() if isinstance(error, RecursionError) else not_a_configuration(getattr(error, "obj", None))
