"""Patches: merge, diff and invert.

A patch is an ordinary value, so it goes straight into a ``session.update``: what it omits is
kept, what is ``None`` is turned off, what it sets is used. Structs declared as containers
(``audio``, ``audio.input``, ``audio.output``), and the session inside an event, merge member by
member; every other object is one setting and goes whole, which is right whether or not a server
keeps the rest of a partial one.
"""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import UNSET, Struct

from .._core.extras import held_by_wire, rebuild
from .._core.paths import Steps, render_path
from .._core.shape import core_of, fields_of
from .._core.values import Boxed
from ..errors import ValidationError

__all__ = ["diff", "invert", "is_container", "merge", "require_same_type"]

S = TypeVar("S", bound=Struct)


def merge(config: S, patch: S) -> S:
    """See `Config.merge`."""
    require_same_type(config, patch)
    return _merge(config, patch)  # type: ignore[no-any-return]


def _merge(config: Any, patch: Any) -> Any:
    members = held_by_wire(config)
    for name, new in held_by_wire(patch).items():
        old = members.get(name)
        members[name] = _merge(old, new) if _both_containers(old, new) else new
    return rebuild(core_of(type(config)), members)


def diff(old: S, new: S) -> S:
    """The smallest patch that turns ``old`` into ``new``: ``old.merge(diff(old, new)) == new``.

    A patch can't say "omit". For what only ``old`` has it takes the API's own clearing token, so
    the result of the merge then has that token where ``new`` has nothing. Fields that the type
    requires are in every patch.

    Raises:
        ValidationError: for values of different types, and where ``new`` omits something that
            the API has no way to clear, with the path.
    """
    require_same_type(old, new)
    return _diff(old, new, ())  # type: ignore[no-any-return]


def invert(old: S, patch: S) -> S:
    """The patch that undoes ``patch`` on ``old``: ``diff(old.merge(patch), old)``.

    Raises:
        ValidationError: as `diff`, where ``patch`` set what ``old`` had omitted and the API has
            no way to clear it.
    """
    return diff(merge(old, patch), old)


def require_same_type(one: Any, other: Any) -> None:
    """Raise a `ValidationError` unless both are configurations of one class."""
    for value in (one, other):
        if not isinstance(value, Struct):
            raise ValidationError(f"Expected a configuration, got `{type(value).__name__}`")
    if core_of(type(one)) is not core_of(type(other)):
        raise ValidationError(f"Expected `{type(one).__name__}`, got `{type(other).__name__}`")


def is_container(value: Any) -> bool:
    """Whether a value, or a class, is updated member by member: a group of settings, an event's session."""
    return getattr(value, "_container", False) is True or getattr(value, "_root", False) is True


def _both_containers(old: Any, new: Any) -> bool:
    return is_container(new) and core_of(type(old)) is core_of(type(new))


def _diff(old: Any, new: Any, at: Steps) -> Any:
    core = core_of(type(new))
    fields = fields_of(core)
    before, after = held_by_wire(old), held_by_wire(new)
    changes = {}
    for name in {**before, **after}:
        was, now = before.get(name, UNSET), after.get(name, UNSET)
        here = (*at, name)
        required = name in fields and fields[name].required
        if was == now and not required:
            continue
        if now is UNSET and is_container(was):
            now = type(was)()  # what is in it has to be cleared, it stays itself
        if _both_containers(was, now):
            change = _diff(was, now, here)
            if required or held_by_wire(change):
                changes[name] = change
        elif now is UNSET:
            token = _clearing_token(core, name, here)
            if token != (was.view if isinstance(was, Boxed) else was):
                changes[name] = token
        else:
            changes[name] = now
    return rebuild(core, changes)


def _clearing_token(core: type[Struct], name: str, here: Steps) -> Any:
    field = fields_of(core).get(name)
    if field is None or field.cleared_by is None:
        path = render_path(here)
        raise ValidationError(f"A patch can't omit `{path}`, and the API has no way to clear it", f"$.{path}")
    return field.cleared_by.token
