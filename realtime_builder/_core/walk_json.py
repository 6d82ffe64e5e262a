"""Going into plain JSON, dicts and lists: the part of the walker that free-form JSON, extras and files share.

Nothing is changed in place. What lies on the way is copied one level deep, the rest is shared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET
from pyrsistent import discard

from ..errors import ValidationError, shorten
from .items import as_position, name_of, position_of
from .paths import Steps, place_of
from .plain import json_type

__all__ = ["Change", "update_json"]

Change = Callable[[Any, Steps], Any]
"""What becomes of an old value, which is `UNSET` where there is none, at the steps that led to it.

Gives the new value, `UNSET` to leave the old one, pyrsistent's ``discard`` to take it out.
"""


def update_json(data: Any, steps: Steps, change: Change, at: Steps = (), *, make: bool = True) -> Any:
    """``data`` changed at ``steps``; itself where nothing changes.

    Objects that are missing on the way are made, unless ``make`` is false: then nothing changes.
    The position behind the last item of a list is that of a new one.

    Raises:
        ValidationError: for a path that leads through something without members.
    """
    owner, key, old = _member(data, steps[0], at)
    here, rest = (*at, steps[0] if isinstance(owner, dict) else key), steps[1:]
    if old is UNSET and not make:
        return data
    if not rest:
        new = change(old, here)
    else:
        before = None if old is UNSET else old
        new = update_json(before, rest, change, here, make=make)
        new = UNSET if new is before else new
    if new is UNSET or new is old or (new is discard and old is UNSET):
        return data
    changed = owner.copy()
    if new is discard:
        del changed[key]
    elif isinstance(changed, list) and old is UNSET:
        changed.append(new)
    else:
        changed[key] = new
    return changed


def _member(data: Any, step: str | int, at: Steps) -> tuple[Any, Any, Any]:
    """The object or list that ``step`` is in, the key or index there, and what it has; `UNSET` for what is new."""
    if isinstance(data, dict):
        return data, str(step), data.get(str(step), UNSET)
    if isinstance(data, list) and (as_position(step) is not None or any(name_of(item) for item in data)):
        if as_position(step) == len(data):
            return data, len(data), UNSET
        position = position_of(data, step, at)
        return data, position, data[position]
    if data is None and isinstance(step, str):
        return {}, step, UNSET
    if data is None:
        raise ValidationError(f"No position {step}: nothing is set here", place_of(at))
    raise ValidationError(f"`{json_type(data)}` has no member `{shorten(str(step))}`", place_of(at))
