"""A short digest of a configuration, for logs, traces and call records."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from msgspec import Struct

from ._core.arrays import StructArray
from ._core.frozen import Frozen, data_of
from ._core.masking import is_secret, masked
from ._core.plain import fresh_json
from ._core.shape import fields_of, tag_of
from ._core.slots import held_by_wire
from .errors import ValidationError

__all__ = ["fingerprint"]

_VERSION = 1
_LENGTH = 16  # hexadecimal digits: among a million configurations two coincide with a chance of 1 to 37 million


def fingerprint(config: Struct, /) -> str:
    """A short digest of a configuration, such as ``"1-3c5a8c1d0f6b7e42"``, for logs, traces and call records.

    Equal configurations have the same digest in every process and on every version of Python, whatever the
    order of their members. It ignores secrets, both their values and their presence. It
    begins with the version of its own format. It is a name, not a proof: 64 bits of SHA-256.

    Raises:
        ValidationError: for anything but a configuration.
    """
    if not isinstance(config, Struct):
        raise ValidationError(f"Expected a configuration, got `{type(config).__name__}`")
    try:
        canonical = json.dumps(_open(config), sort_keys=True, separators=(",", ":"))
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    return f"{_VERSION}-{sha256(canonical.encode()).hexdigest()[:_LENGTH]}"


def _open(held: Any) -> Any:
    """What a slot holds as plain JSON without its secrets, each number in its one form."""
    if isinstance(held, Struct):
        fields, tag = fields_of(type(held)), tag_of(type(held))
        members = {} if tag is None else {tag[0]: tag[1]}
        for name, member in held_by_wire(held).items():
            field = fields.get(name)
            if is_secret(name) or (field is not None and field.secret):
                continue
            members[name] = _open(member)
        return members
    if isinstance(held, StructArray | tuple):
        return [_open(item) for item in (data_of(held) if isinstance(held, StructArray) else held)]
    return _one_form(masked(fresh_json(held)) if isinstance(held, Frozen | bytes) else masked(held))


def _one_form(data: Any) -> Any:
    """JSON in which equal numbers are written alike: 1.0 is 1, and -0.0 is 0."""
    if isinstance(data, float) and data.is_integer():
        return int(data)
    if isinstance(data, list):
        return [_one_form(item) for item in data]
    if isinstance(data, dict):
        return {name: _one_form(member) for name, member in data.items() if not is_secret(name)}
    return data
