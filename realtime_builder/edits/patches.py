"""Patches: merge, diff and invert.

A patch is an ordinary value, so it goes straight into a ``session.update``: what it omits is
kept, what is ``None`` is turned off, what it sets is used. Structs declared as containers
(``audio``, ``audio.input``, ``audio.output``), and the session inside an event, merge member by
member; every other object is one setting and goes whole, which is right whether or not a server
keeps the rest of a partial one.

Where a session starts with more than an update may carry (OpenAI Live), its class says which struct
carries its changes (``updated_by``). A patch is then of that class, and what it has no place for is
fixed: only a new session can have it otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, overload

from msgspec import UNSET, Struct

from .._core.extras import held_by_wire, rebuild
from .._core.paths import Steps, render_path
from .._core.shape import Field, core_of, fields_of, tag_of
from .._core.values import Boxed
from ..errors import ValidationError

__all__ = ["diff", "invert", "is_container", "merge", "require_same_type", "updates_of"]

S = TypeVar("S", bound=Struct)
P_co = TypeVar("P_co", covariant=True)


class Started(Protocol[P_co]):
    """What a session starts with, where its changes are of another class."""

    def updated_by(self) -> P_co:
        """Tell checkers the class; nothing at run time."""
        ...


def merge(config: S, patch: Struct) -> S:
    """See `Config.merge`."""
    if not isinstance(patch, Struct) or core_of(type(patch)) not in updates_of(type(config)):
        require_same_type(config, patch)
    return _merge(config, patch, ())  # type: ignore[no-any-return]


def _merge(config: Any, patch: Any, at: Steps) -> Any:
    members, fields = held_by_wire(config), fields_of(type(patch))
    is_update = core_of(type(patch)) is not core_of(type(config))
    for name, new in held_by_wire(patch).items():
        old = members.get(name, UNSET)
        if is_update and name in fields:
            _require_one_kind(fields[name], old, new, (*at, name))
            old = _started(config, name, fields[name], old, new)
        members[name] = _merge(old, new, (*at, name)) if _merges(old, new) else new
    return rebuild(core_of(type(config)), members)


def _started(config: Any, name: str, field: Field, old: Any, new: Any) -> Any:
    """What settings without a type change, where the session says nothing of them: its default."""
    untyped = isinstance(new, Struct) and tag_of(type(new)) is None
    if field.one_kind is None or not untyped or isinstance(old, Struct):
        return old
    variants = fields_of(type(config))[name].type.variants
    return next(variant() for variant in variants if (tag_of(variant) or ())[1:] == (field.one_kind,))


def updates_of(cls: type[Struct]) -> tuple[type[Struct], ...]:
    """The structs that carry changes of ``cls``, if not ``cls`` itself; the first is an update's."""
    return getattr(cls, "_updated_by", ())


def _merges(old: Any, new: Any) -> bool:
    """Whether ``new`` changes members of ``old``, rather than take its place."""
    if not is_container(new) or not is_container(old):
        return False
    was, now = core_of(type(old)), core_of(type(new))
    return now in updates_of(was) if updates_of(was) else now is was


def _require_one_kind(field: Field, old: Any, new: Any, at: Steps) -> None:
    if field.one_kind is None:
        return
    (was, *_), now = _kinds(field, old), _kinds(field, new)
    if was not in now:
        path = render_path(at)
        raise ValidationError(
            f"The kind of `{path}` is fixed at the start, here {was}: start a new session to have {now[0]}",
            f"$.{path}",
        )


def _kinds(field: Field, value: Any) -> tuple[str, ...]:
    """The tags of the variants that a value may be of: the default's for omission and null, several without a tag."""
    if isinstance(value, Struct):
        tag = tag_of(type(value))
        members = held_by_wire(value).keys()
        tagged = [(each, tag_of(each)) for each in field.type.variants]
        fitting = tuple(its[1] for each, its in tagged if its is not None and members <= fields_of(each).keys())
        return (tag[1],) if tag is not None else fitting or ("another",)
    return (str(value.get("type", field.one_kind)) if isinstance(value, Mapping) else str(field.one_kind),)


@overload
def diff(old: Started[P_co], new: Started[P_co]) -> P_co: ...
@overload
def diff(old: S, new: S) -> S: ...
def diff(old: Any, new: Any) -> Any:
    """The smallest patch that turns ``old`` into ``new``: ``old.merge(diff(old, new)) == new``.

    A patch can't say "omit". For what only ``old`` has it takes the API's own clearing token, so
    the result of the merge then has that token where ``new`` has nothing. Fields that the type
    requires are in every patch.

    Raises:
        ValidationError: for values of different types, where ``new`` omits something that the API
            has no way to clear, and where they differ in what is fixed at the start of a session,
            with the path.
    """
    require_same_type(old, new)
    return _diff(old, new, ())


@overload
def invert(old: Started[P_co], patch: Struct) -> P_co: ...
@overload
def invert(old: S, patch: S) -> S: ...
def invert(old: Any, patch: Any) -> Any:
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


def _diff(old: Any, new: Any, at: Steps) -> Any:
    core = core_of(type(new))
    patch_class = next(iter(updates_of(core)), core)
    known, fields = fields_of(core), fields_of(patch_class)
    before, after = held_by_wire(old), held_by_wire(new)
    changes = {}
    for name in {**before, **after}:
        was, now = before.get(name, UNSET), after.get(name, UNSET)
        here, field = (*at, name), fields.get(name)
        required = field is not None and field.required
        if was == now and not required:
            continue
        if name in known and field is None:
            path = render_path(_first_difference(was, now, here))
            raise ValidationError(f"`{path}` is fixed at the start: start a new session to change it", f"$.{path}")
        if field is not None and patch_class is not core:
            _require_one_kind(field, was, now, here)
        if now is UNSET and is_container(was) and not _requires_members(was):
            now = type(was)()  # what is in it has to be cleared, it stays itself
        if _is_patched(was, now, field):
            change = _diff(was, now, here)
            if required or held_by_wire(change):
                changes[name] = change
        elif now is UNSET:
            token = _clearing_token(patch_class, name, here)
            if token != (was.view if isinstance(was, Boxed) else was):
                changes[name] = token
        else:
            changes[name] = now
    return rebuild(patch_class, changes)


def _is_patched(was: Any, now: Any, field: Field | None) -> bool:
    """Whether a patch can say what differs inside ``now``, rather than send it whole."""
    if not is_container(now) or core_of(type(was)) is not core_of(type(now)):
        return False
    patches = updates_of(core_of(type(now)))
    return not patches or (field is not None and patches[0] in field.type.variants)


def _first_difference(was: Any, now: Any, at: Steps) -> Steps:
    """Where two values start to differ, going into containers."""
    if is_container(was) and is_container(now):
        before, after = held_by_wire(was), held_by_wire(now)
        for name in {**before, **after}:
            if before.get(name, UNSET) != after.get(name, UNSET):
                return _first_difference(before.get(name, UNSET), after.get(name, UNSET), (*at, name))
    return at


def _requires_members(config: Struct) -> bool:
    return any(field.required for field in fields_of(type(config)).values())


def _clearing_token(core: type[Struct], name: str, here: Steps) -> Any:
    field = fields_of(core).get(name)
    if field is None or field.cleared_by is None:
        path = render_path(here)
        raise ValidationError(f"A patch can't omit `{path}`, and the API has no way to clear it", f"$.{path}")
    return field.cleared_by.token
