"""Free-form JSON changed at a path."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from msgspec import UNSET
from pyrsistent import discard, freeze, thaw

from ..errors import ValidationError, shorten
from .depth import too_deep
from .paths import Steps, parse_path, place_of
from .plain import fresh_json, plain
from .walk_json import update_json

__all__ = ["json_of", "resolved_json", "transformed"]


def transformed(data: Any, *transformations: Any) -> Any:
    """Plain JSON changed by pairs of a path and a value, or a function of the old value (`JsonObject.transform`)."""
    if not transformations or len(transformations) % 2:
        raise ValidationError("Expected pairs of a path and a value or function")
    try:
        for path, value in zip(transformations[::2], transformations[1::2], strict=True):
            if _has_matchers(path):
                data = _transformed_where(data, path, value)
            elif value is not UNSET:
                data = update_json(data, parse_path(path), partial(resolved_json, value))
    except RecursionError:
        raise too_deep() from None
    return data


def json_of(value: Any, path: str = "$") -> Any:
    """A caller's value as plain JSON that nobody else holds: configurations in it become dicts, bytes text.

    Raises:
        ValidationError: as `plain`.
    """
    data = plain(value, path)
    if data is None or isinstance(data, str | int | float):
        return data
    try:
        return fresh_json(data)
    except RecursionError:
        raise too_deep(path) from None


def resolved_json(value: Any, old: Any, at: Steps = ()) -> Any:
    """What to put in the place of ``old``: ``value``, or what it gives where it is a function; see `update_json`."""
    if callable(value) and value is not discard:
        value = value(freeze(old))
    return value if value is UNSET or value is discard else json_of(value, place_of(at))


def _has_matchers(path: Any) -> bool:
    return not isinstance(path, str) and isinstance(path, Iterable) and any(map(callable, path))


def _transformed_where(data: Any, path: Any, value: Any) -> Any:
    """For a path with pyrsistent's matchers (``ny``, ``rex``). Members keep the order they had."""
    try:
        return _in_order(thaw(freeze(data).transform(path, value)), data)
    except (AttributeError, LookupError, TypeError):
        raise ValidationError(f"Nothing can be put at {shorten(str(path))} of a JSON value") from None


def _in_order(new: Any, old: Any) -> Any:
    if isinstance(new, dict) and isinstance(old, dict):
        names = [*(name for name in old if name in new), *(name for name in new if name not in old)]
        return {name: _in_order(new[name], old.get(name)) for name in names}
    if isinstance(new, list) and isinstance(old, list):
        return [_in_order(item, old[i] if i < len(old) else None) for i, item in enumerate(new)]
    return new
