"""Free-form JSON changed at a path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET
from pyrsistent import discard, freeze, thaw

from ..errors import ValidationError, shorten
from .paths import Steps, parse_path, render_path
from .plain import json_type

__all__ = ["transformed"]


def transformed(data: Any, *transformations: Any) -> Any:
    """Plain JSON changed by pairs of a path and a value, or a function of the old value (`JsonObject.transform`)."""
    if not transformations or len(transformations) % 2:
        raise ValidationError("Expected pairs of a path and a value or function")
    try:
        for path, value in zip(transformations[::2], transformations[1::2], strict=True):
            if _has_matchers(path):
                data = _transformed_where(data, path, value)
            elif value is not UNSET:
                data = _transformed_at(data, parse_path(path), value, ())
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    return data


def _transformed_at(data: Any, steps: Steps, value: Any, at: Steps) -> Any:
    step, rest = steps[0], steps[1:]
    owner, key, old = _member(data, step, at)
    if old is UNSET and value is discard:
        return data
    if rest:
        before = None if old is UNSET else old
        new = _transformed_at(before, rest, value, (*at, step))
        if new is before:
            return data
    else:
        new = value(freeze(old)) if callable(value) and value is not discard else value
    if new is UNSET:
        return data
    changed = owner.copy()
    if new is discard:
        del changed[key]
    elif old is UNSET and isinstance(changed, list):
        changed.append(new)
    else:
        changed[key] = new
    return changed


def _member(data: Any, step: str | int, at: Steps) -> tuple[Any, Any, Any]:
    """The object or list that ``step`` is in, the key or index there, and what it has; `UNSET` for what is new."""
    if isinstance(data, dict):
        return data, str(step), data.get(str(step), UNSET)
    if isinstance(data, list) and isinstance(step, int):
        index = step + len(data) if step < 0 else step
        if not 0 <= index <= len(data):  # the one behind the last is new
            raise ValidationError(f"No position {step} in a list of {len(data)}", f"$.{render_path(at)}")
        return data, index, data[index] if index < len(data) else UNSET
    if data is None and isinstance(step, str):
        return {}, step, UNSET
    if data is None:
        raise ValidationError(f"No position {step}: nothing is set here", f"$.{render_path(at)}")
    raise ValidationError(f"`{json_type(data)}` has no member `{step}`", f"$.{render_path((*at, step))}")


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
