"""Edits at depth: transform, clear, omit. Each gives a new value that shares what it left alone."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import Struct

from .._core import walker
from .._core.paths import Path, parse_path, place_of, render_path
from .._core.places import field_at
from .._core.plans import NOT_PLANNED, plan_of
from ..errors import ValidationError

__all__ = ["clear", "omit", "transform"]

S = TypeVar("S", bound=Struct)


def transform(config: S, *pairs: Any) -> S:
    """See `Config.transform`."""
    if not pairs or len(pairs) % 2:
        raise ValidationError("Expected pairs of a path and a value or function")
    for path, value in zip(pairs[::2], pairs[1::2], strict=True):
        try:
            config = plan_of(config, path, "put")(config, value)
        except NOT_PLANNED:
            config = walker.put(config, parse_path(path), value)
    return config


def clear(config: S, *paths: Path) -> S:
    """See `Config.clear`."""
    for path in paths:
        try:
            config = plan_of(config, path, "clear")(config, None)
            continue
        except NOT_PLANNED:
            pass
        steps = parse_path(path)
        field = field_at(config, steps)
        if field is None or field.cleared_by is None:
            raise ValidationError(f"The API has no way to clear `{render_path(steps)}`", place_of(steps))
        config = walker.put(config, steps, field.cleared_by.token)
    return config


def omit(config: S, *paths: Path) -> S:
    """See `Config.without`."""
    for path in paths:
        try:
            config = plan_of(config, path, "drop")(config, None)
        except NOT_PLANNED:
            config = walker.drop(config, parse_path(path))
    return config
