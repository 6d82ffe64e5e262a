"""What a diff leaves as it is, whatever the new configuration says (`diff`, ``keep``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from msgspec import UNSET

from .._core.extras import held_at, put_held
from .._core.paths import Path, Steps, parse_path, place_of, render_path
from .._core.places import field_at, get
from .._core.shape import declared_class
from .._core.walker import drop, put
from ..errors import ValidationError
from .facts import is_container, updates_of

__all__ = ["Kept", "carried", "kept_tree"]

Kept: TypeAlias = "dict[str | int, Kept]"
"""A tree of steps; an empty one is kept as a whole."""


def kept_tree(old: Any, new: Any, paths: Iterable[Path]) -> Kept:
    """The paths to keep as a tree of steps; what lies under a step that has nothing in it is kept as a whole."""
    tree: Kept = {}
    for path in [paths] if isinstance(paths, str) else paths:
        steps = parse_path(path)
        try:
            field_at(old, steps)
        except ValidationError:
            field_at(new, steps)
        node = tree
        for i, step in enumerate(steps):
            if node.get(step) == {}:
                break
            node = node.setdefault(step, {}) if i < len(steps) - 1 else node
        else:
            node[steps[-1]] = {}
    return tree


def carried(old: Any, new: Any, keep: Kept) -> Any:
    """``new`` with what is kept of ``old`` put into the settings that a patch would replace whole."""
    for name, inner in keep.items():
        was, now = get(old, (name,)), get(new, (name,))
        if not inner or now is was or _is_patched(was, now):
            continue
        for steps in _leaves(inner, (name,)):
            value = get(old, steps)
            if now is None and value is not UNSET:
                message = f"`{render_path(steps)}` can't be kept while `{name}` is turned off"
                raise ValidationError(message, place_of(steps))
            if now is UNSET:
                new = put_held(new, str(name), held_at(old, str(name)))
            elif now is not None:
                new = drop(new, steps) if value is UNSET else put(new, steps, lambda _, value=value: value)
    return new


def _is_patched(was: Any, now: Any) -> bool:
    """Whether a patch goes into a setting, so that it can leave out what is kept."""
    if not is_container(was) or now is UNSET:
        return is_container(was)
    core = declared_class(type(was))
    return is_container(now) and (declared_class(type(now)) is core or bool(updates_of(core)))


def _leaves(tree: Kept, at: Steps) -> Iterator[Steps]:
    for step, inner in tree.items():
        if inner:
            yield from _leaves(inner, (*at, step))
        else:
            yield (*at, step)
