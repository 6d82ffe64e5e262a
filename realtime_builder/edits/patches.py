"""Patches: merge, diff and invert.

A patch is an ordinary value, so it goes straight into a ``session.update``: omitted settings are
kept, ``None`` turns a setting off, and values replace. Structs declared as containers
(``audio``, ``audio.input``, ``audio.output``), and the session inside an event, merge member by
member; every other object is one setting and goes whole, which is right whether or not a server
keeps the rest of a partial one.

Where a session starts with more than an update may carry (OpenAI Live), its class says which struct
carries its changes (``updated_by``). A patch is then of that class, and what it has no place for is
fixed: only a new session can have it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, overload

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import force_setattr

from .._core.arrays import StructArray
from .._core.extras import rebuild
from .._core.paths import Path, Steps, place_of, render_path
from .._core.places import located
from .._core.shape import Field, declared_class, fields_of, tag_of
from .._core.slots import copy_struct, held_by_wire, slots_of
from .._core.values import Boxed
from .._core.writing import not_a_configuration
from ..errors import ValidationError, quote
from .facts import Facts, is_container, made_facts, updates_of
from .kept import Kept, carried, kept_tree

__all__ = ["Omitted", "diff", "invert", "merge", "require_same_type"]

Omitted: TypeAlias = Literal["error", "clear", "keep"]
"""What `diff` does about settings that the new configuration omits."""

_CHOICES = ("error", "clear", "keep")
_MOST_NAMED = 10

_astuple = msgspec.structs.astuple

S = TypeVar("S", bound=Struct)
P_co = TypeVar("P_co", covariant=True)


class Started(Protocol[P_co]):
    """What a session starts with, where its changes are of another class."""

    def updated_by(self) -> P_co:
        """Tell checkers the class; nothing at run time."""
        ...


def merge(config: S, patch: Struct) -> S:
    """See `Config.merge`."""
    if type(patch) is not type(config) and (
        not isinstance(patch, Struct) or declared_class(type(patch)) not in updates_of(type(config))
    ):
        require_same_type(config, patch)
    return _merge(config, patch, ())  # type: ignore[no-any-return]


def merge_alike(config: Any, patch: Any, at: Steps = ()) -> Any:
    """`merge` of two values of exactly the same class."""
    cls = type(config)
    facts, changes = cls._patch_facts or made_facts(cls), _astuple(patch)
    merged = copy_struct(config)
    for place in facts.places:  # twice as fast as zip
        if changes[place] is not UNSET:
            (name, slot, get, groups), new = facts.row[place], changes[place]
            if groups is not None:
                old, kind = get(config), type(new)
                if kind in groups and type(old) is kind:
                    new = merge_alike(old, new, at + (name,))  # noqa: RUF005 - faster
                elif _merges(old, new):
                    new = _merge(old, new, (*at, name))
            force_setattr(merged, slot, new)
    return merged


def _merge(config: Any, patch: Any, at: Steps) -> Any:
    if type(patch) is type(config) and not config._is_extended:
        return merge_alike(config, patch, at)
    members, fields = held_by_wire(config), fields_of(type(patch))
    is_update = declared_class(type(patch)) is not declared_class(type(config))
    for name, new in held_by_wire(patch).items():
        old = members.get(name, UNSET)
        if is_update and name in fields:
            _require_one_kind(fields[name], old, new, (*at, name))
            old = _started(config, name, fields[name], old, new)
        members[name] = _merge(old, new, (*at, name)) if _merges(old, new, is_update) else new
    return rebuild(declared_class(type(config)), members)


def _started(config: Any, name: str, field: Field, old: Any, new: Any) -> Any:
    """What settings without a type change, where the session says nothing of them: its default."""
    untyped = isinstance(new, Struct) and tag_of(type(new)) is None
    if field.one_kind is None or not untyped or isinstance(old, Struct):
        return old
    variants = fields_of(type(config))[name].type.variants
    return next(variant() for variant in variants if (tag_of(variant) or ())[1:] == (field.one_kind,))


def _merges(old: Any, new: Any, is_update: bool = False) -> bool:
    """Whether ``new`` changes members of ``old``, rather than take its place.

    Of two updates, a delegation takes the place of one that says another type, or none: no patch could take the type
    away again.
    """
    if not is_container(new) or not is_container(old):
        return False
    was, now = declared_class(type(old)), declared_class(type(new))
    if was is now:
        return not updates_of(was) or was in updates_of(was)
    return is_update and now in updates_of(was)


def _require_one_kind(field: Field, old: Any, new: Any, at: Steps) -> None:
    if field.one_kind is None:
        return
    (was, *_), now = _kinds(field, old), _kinds(field, new)
    if was not in now:
        raise ValidationError(
            f"The kind of `{render_path(at)}` is fixed at the start, here {was}: start a new session to have {now[0]}",
            place_of(at),
        )


def _kinds(field: Field, value: Any) -> tuple[str, ...]:
    """The tags of the variants that a value may be of: the default's for omission and null, several without a tag."""
    if isinstance(value, Struct):
        tag = tag_of(type(value))
        members = held_by_wire(value).keys() & fields_of(type(value)).keys()
        tagged = [(each, tag_of(each)) for each in field.type.variants]
        fitting = tuple(its[1] for each, its in tagged if its is not None and members <= fields_of(each).keys())
        return (tag[1],) if tag is not None else fitting or ("another",)
    return (str(value.get("type", field.one_kind)) if isinstance(value, Mapping) else str(field.one_kind),)


@overload
def diff(old: Started[P_co], new: Started[P_co], *, omitted: Omitted = ..., keep: Iterable[Path] = ...) -> P_co: ...
@overload
def diff(old: S, new: S, *, omitted: Omitted = ..., keep: Iterable[Path] = ...) -> S: ...
def diff(old: Any, new: Any, *, omitted: Omitted = "error", keep: Iterable[Path] = ()) -> Any:
    """The smallest patch that turns ``old`` into ``new``: ``old.merge(diff(old, new)) == new``.

    A patch can't say "omit", and clearing what somebody merely left out turns settings off in a
    running call. So for what ``old`` has and ``new`` omits the caller says what is meant. Fields that
    the type requires are in every patch.

    >>> diff(agent_a, agent_b, omitted="keep", keep=["audio.input.format"])

    Args:
        old: the configuration as it is.
        new: the configuration as it is to be.
        omitted: ``"error"`` raises, ``"clear"`` sends the API's own clearing token (null, ``""`` or
            ``[]``), ``"keep"`` leaves what the call has.
        keep: paths that stay as ``old`` has them, regardless of ``new``.

    Raises:
        ValidationError: for values of different types; where ``new`` omits something, naming the
            paths, or with ``"clear"`` something that the API has no way to clear; where they differ in a
            setting that is fixed at the start of a session; for a path of ``keep`` that leads nowhere.
    """
    if type(old) is not type(new) or not isinstance(old, Struct):
        require_same_type(old, new)
    if omitted not in _CHOICES:
        raise ValidationError(f"Expected `omitted` to be 'error', 'clear' or 'keep', got {quote(omitted)}")
    missing: list[Steps] = []
    patch = _diff(old, new, (), (omitted, missing), kept_tree(old, new, keep) if keep else None)
    if missing:
        raise _omission(missing)
    return _filled(new, {}) if patch is None else patch


@overload
def invert(old: Started[P_co], patch: Struct) -> P_co: ...
@overload
def invert(old: S, patch: S) -> S: ...
def invert(old: Any, patch: Any) -> Any:
    """The patch that undoes ``patch`` on ``old``: ``diff(old.merge(patch), old, omitted="clear")``.

    Raises:
        ValidationError: as `diff`, where ``patch`` set what ``old`` had omitted and the API has
            no way to clear it.
    """
    return diff(merge(old, patch), old, omitted="clear")


def require_same_type(one: Any, other: Any) -> None:
    """Raise a `ValidationError` unless both are configurations of one class."""
    for value in (one, other):
        if not isinstance(value, Struct):
            raise not_a_configuration(value)
    if declared_class(type(one)) is not declared_class(type(other)):
        raise ValidationError(f"Expected `{type(one).__name__}`, got `{type(other).__name__}`")


_How: TypeAlias = tuple[Omitted, list[Steps]]
"""What becomes of what the new configuration omits, and where it does, if that is an error."""


def _diff(old: Any, new: Any, at: Steps, how: _How, keep: Kept | None) -> Any:
    """The patch; None where it has nothing to say."""
    cls = type(new)
    facts = cls._patch_facts or made_facts(cls)
    if keep or type(old) is not cls or not facts.is_direct:
        return _diff_by_name(old, new, at, how, keep)
    patch, before, after = None, _astuple(old), _astuple(new)
    for place in facts.places:  # twice as fast as zip
        if before[place] is not after[place]:
            (name, slot, _, groups), was, now = facts.row[place], before[place], after[place]
            if groups is not None and type(now) in groups and type(was) is type(now):
                now = _diff(was, now, at + (name,), how, None)  # noqa: RUF005 - faster
                if now is None:
                    continue
            elif now.__class__ is str:
                if was == now:
                    continue
            elif was == now and not _is_bool_for_number(was, now):
                continue
            elif now is UNSET or isinstance(now, Struct):
                now = _setting(facts, (name, was, now), at, how, None)
                if now is UNSET:
                    continue
            if patch is None:
                patch = copy_struct(facts.blank)
            force_setattr(patch, slot, now)
    return patch


def _diff_by_name(old: Any, new: Any, at: Steps, how: _How, keep: Kept | None) -> Any:
    """`_diff` of any two values of a class."""
    if keep:
        new = located(at, lambda: carried(old, new, keep))
    facts = type(new)._patch_facts or made_facts(type(new))
    before, after = held_by_wire(old), held_by_wire(new)
    changes: dict[str, Any] = {}
    for name in {**before, **after}:
        was, now = before.get(name, UNSET), after.get(name, UNSET)
        kept = keep.get(name) if keep else None
        if was is now or (was == now and not _is_bool_for_number(was, now)):
            continue
        if kept is not None and not kept:
            if name in facts.required:
                changes[name] = was
            continue
        if not facts.is_plain:
            _require_changeable(facts, name, was, now, at)
        setting = _setting(facts, (name, was, now), at, how, kept)
        if setting is not UNSET:
            changes[name] = setting
    return _filled(new, changes) if changes else None


def _setting(facts: Facts, change: tuple[str, Any, Any], at: Steps, how: _How, keep: Kept | None) -> Any:
    """What a patch says of a setting that differs; `UNSET` for nothing."""
    name, was, now = change
    if now is UNSET and is_container(was) and not _requires_members(was):
        now = type(was)()  # what is in it has to be cleared, it stays itself
    if isinstance(now, Struct) and _is_patched(was, now, facts.fields.get(name)):
        patch = _diff(was, now, (*at, name), how, keep)
        return UNSET if patch is None else patch
    return _omission_of(facts, name, was, (*at, name), how) if now is UNSET else now


def _require_changeable(facts: Facts, name: str, was: Any, now: Any, at: Steps) -> None:
    field = facts.fields.get(name)
    if field is not None:
        _require_one_kind(field, was, now, (*at, name))
    elif name in facts.known:
        where = _first_difference(was, now, (*at, name))
        raise ValidationError(
            f"`{render_path(where)}` is fixed at the start: start a new session to change it", place_of(where)
        )


def _omission_of(facts: Facts, name: str, was: Any, here: Steps, how: _How) -> Any:
    """What a patch says of a setting that the new configuration omits; `UNSET` for nothing."""
    omitted, missing = how
    if omitted == "error":
        missing.append(here)
    if omitted != "clear":
        return UNSET
    token = _clearing_token(facts.fields, name, here)
    if token == (was.view if isinstance(was, Boxed) else was):
        return UNSET
    return StructArray.from_trusted(token) if token == () else token


def _is_bool_for_number(was: Any, now: Any) -> bool:
    """Whether two values are equal in Python alone: ``true`` is not 1 in JSON."""
    return isinstance(was, bool) is not isinstance(now, bool)


def _filled(new: Any, changes: dict[str, Any]) -> Any:
    """A patch that says ``changes``, and besides what its type requires."""
    cls = type(new)
    facts = cls._patch_facts or made_facts(cls)
    for name in facts.required:
        if name not in changes:
            held = slots_of(cls)[name].__get__(new)
            changes[name] = _filled(held, {}) if _is_patched(held, held, facts.fields[name]) else held
    patch = rebuild(facts.patch_class, changes)
    for name, default in facts.defaults:
        if name not in changes and name in facts.known and slots_of(cls)[name].__get__(new) != default:
            slots_of(type(patch))[name].__set__(patch, UNSET)  # as it would change what is there
    return patch


def _omission(missing: list[Steps]) -> ValidationError:
    paths = [f"`{render_path(steps)}`" for steps in missing]
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    return ValidationError(
        f"The new configuration omits {', '.join(paths[:_MOST_NAMED])}{more}, which a patch can't say: pass "
        "omitted='clear' to turn it off, omitted='keep' to leave it as the call has it, or name paths in `keep`",
        place_of(missing[0]),
    )


def _is_patched(was: Any, now: Any, field: Field | None) -> bool:
    """Whether a patch can say what differs inside ``now``, rather than send it whole."""
    if type(was) is type(now) and getattr(now, "_merges_alike", False):
        return True
    if not is_container(now) or declared_class(type(was)) is not declared_class(type(now)):
        return False
    patches = updates_of(declared_class(type(now)))
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


def _clearing_token(fields: Mapping[str, Field], name: str, here: Steps) -> Any:
    field = fields.get(name)
    if field is None or field.cleared_by is None:
        raise ValidationError(
            f"A patch can't omit `{render_path(here)}`, and the API has no way to clear it", place_of(here)
        )
    return field.cleared_by.token
