"""Overlay: how an author lays one configuration over another, member by member at every depth.

`merge` is the server's rule: turn detection, a voice or a transcription is one setting and is replaced
whole. A file of a tenant that says ``transcription: {language: de}`` means something else: the model
below stays. So an overlay goes into every object. What is omitted is kept, null clears, a value sets; a
list, and an object of another variant, replaces.

The upper layer is a configuration, or a mapping as files hold it, which may leave out the tag and what
is required: the layer below has them. So a mapping is not validated by itself, only what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import force_setattr

from .._core.extras import Extra, extras_of, held_at, rebuild
from .._core.frozen import Frozen, data_of
from .._core.intake import checked_members
from .._core.keeping import kept
from .._core.paths import Steps, place_of
from .._core.places import located, placed
from .._core.plain import fresh_json, plain
from .._core.shape import Field, Type, declared_class, fields_of, is_open, tag_of, variant_by_tag, variant_of
from .._core.slots import copy_struct, held_by_wire
from .._core.values import JsonObject, Objects, StringMap, Unvalidated
from .._core.wording import unknown_field
from ..errors import ValidationError, shorten
from .facts import is_another_kind, made_facts, updates_of
from .patches import require_same_type

__all__ = ["members_of", "overlay", "overlay_alike", "overlay_plain"]

S = TypeVar("S", bound=Struct)

_astuple = msgspec.structs.astuple


def overlay(config: S, other: Any) -> S:
    """See `Config.overlay`."""
    if type(other) is type(config) and not config._is_extended:  # type: ignore[attr-defined]
        return overlay_alike(config, other)  # type: ignore[no-any-return]
    try:
        if isinstance(other, Struct):
            core, over = declared_class(type(config)), declared_class(type(other))
            if over not in updates_of(core):
                require_same_type(config, other)
            elif over is not core:  # it carries changes of the session, and may say less
                return _laid_over(config, fresh_json(other), ())  # type: ignore[no-any-return]
            return _structs(config, other)  # type: ignore[no-any-return]
        return _laid_over(config, members_of(other), ())  # type: ignore[no-any-return]
    except RecursionError:
        raise ValidationError("Nested too deeply") from None


def members_of(other: Any) -> dict[str, Any]:
    """The members of a caller's mapping, copied; configurations in it stay as they are.

    Raises:
        ValidationError: for what is no mapping, or has something in it that JSON has no form for.
    """
    if not isinstance(other, Mapping):
        raise ValidationError(f"Expected a configuration or a mapping, got `{type(other).__name__}`")
    members: dict[str, Any] = fresh_json(other) if isinstance(other, Frozen) else plain(other)
    return members


# Of what slots hold, which is valid already


def overlay_alike(config: Any, over: Any) -> Any:
    """`overlay` of two values of exactly the same class; ``config`` itself where nothing changes."""
    cls = type(config)
    if cls._kind and is_another_kind(config, over):
        return over
    facts, changes = cls._patch_facts or made_facts(cls), _astuple(over)
    result = config
    for place in facts.places:  # as `merge_alike` does it
        if changes[place] is not UNSET:
            (name, slot, get, _), new = facts.row[place], changes[place]
            old, kind = get(config), type(new)
            if new is old:
                continue
            if kind not in _SCALARS and old is not UNSET and old is not None:
                if kind is type(old) and isinstance(new, Struct) and not new._is_extended:  # type: ignore[attr-defined]
                    try:
                        new = overlay_alike(old, new)
                    except ValidationError as error:  # as `located`, which costs a function for each struct
                        raise placed(error, (name,)) from None
                else:
                    new = _over(cls, fields_of(cls).get(name), old, new)
                if new is old:
                    continue
            if result is config:
                result = copy_struct(config)
            force_setattr(result, slot, new)
    return result


_SCALARS = frozenset({str, int, float, bool, bytes, tuple, type(None)})
"""What takes the place of anything."""


def _over(cls: Any, field: Field | None, old: Any, new: Any) -> Any:
    """What is held under a field, or, without one, of a member that no field declares."""
    if isinstance(old, Struct) and isinstance(new, Struct):
        at = () if field is None else (field.name,)
        variants = () if field is None else field.type.variants
        return located(at, lambda: _struct_over(old, new, variants))
    if not _is_object(old) or not _is_object(new):
        return new
    below, above = _data(old), _data(new)
    if field is None:
        return Extra.from_trusted(_free(below, above))
    if isinstance(old, StringMap) and isinstance(new, StringMap):
        return _map_over(cls, field, old, above)
    if isinstance(old, JsonObject | Objects) and type(old) is type(new) and not isinstance(old, Unvalidated):
        return _json_over(cls, field, old, above)
    if isinstance(new, Struct):  # over JSON that did not fit, or is of a variant that the library does not know
        tag = tag_of(type(new))
        if tag is not None and below.get(tag[0], tag[1]) != tag[1]:
            return new
    return kept(overlay_plain(fresh_json(old), fresh_json(new), field.type), field.type)


def _struct_over(old: Any, new: Any, variants: tuple[type[Struct], ...]) -> Any:
    """A struct over another, which may be of another class: a variant, or settings of whatever variant is there."""
    was, now = declared_class(type(old)), declared_class(type(new))
    if was is not now:
        if (tag_of(was) is None) is (tag_of(now) is None):
            return new
        old, new = _of_kind(old, now, (), variants, "above"), _of_kind(new, was, (), variants, "below")
    return overlay_alike(old, new) if type(old) is type(new) and not old._is_extended else _structs(old, new)


def _of_kind(config: Any, kind: type[Struct] | None, at: Steps, variants: tuple[type[Struct], ...], layer: str) -> Any:
    """Settings of whatever variant is there, as the one that the other ``layer`` says; anything else as it is."""
    core = declared_class(type(config))
    if kind is None or tag_of(core) is not None or tag_of(kind) is None:
        return config
    members = held_by_wire(config)
    for name in members:
        if name in fields_of(core) and name not in fields_of(kind):
            raise _misplaced(kind, name, at, variants, layer)
    return rebuild(kind, members)


def _structs(config: Any, over: Any) -> Any:
    """`overlay` of two values of one class, either of which may have extras."""
    if is_another_kind(config, over):
        return over
    core, members = declared_class(type(config)), held_by_wire(config)
    fields = fields_of(core)
    changed = False
    for name, new in held_by_wire(over).items():
        old = members.get(name, UNSET)
        laid = new if old is UNSET or old is None else _over(core, fields.get(name), old, new)
        if laid is not old:
            members[name], changed = laid, True
    return rebuild(core, members) if changed else config


def _data(held: Any) -> Any:
    """The plain JSON inside what a slot holds; of a struct nothing."""
    return None if isinstance(held, Struct) else data_of(held)


def _is_object(held: Any) -> bool:
    """Whether a slot holds a JSON object, in whatever form."""
    return isinstance(held, Struct | StringMap | JsonObject) or (
        isinstance(held, Objects | Extra) and isinstance(data_of(held), dict)
    )


def _map_over(cls: Any, field: Field, old: StringMap, new: Mapping[str, Any]) -> Any:
    data = {**data_of(old), **new}
    if data == data_of(old):
        return old
    if type(old).accepts is _ANY_STRINGS and all(isinstance(member, str) for member in new.values()):
        return type(old).from_trusted(data)
    return checked_members(cls, {field.name: data})[field.name]


_ANY_STRINGS = StringMap.accepts


def _json_over(cls: Any, field: Field, old: Any, new: Any) -> Any:
    data = _typed(data_of(old), new, field.type)
    if data is data_of(old):
        return old
    if type(old).accepts is None:
        return type(old).from_trusted(data)
    return checked_members(cls, {field.name: data})[field.name]


def _typed(old: Any, new: Any, type_: Type) -> Any:
    """As `_free`, of JSON whose members may be declared: one of another variant replaces."""
    if type_.members is None:
        return _free(old, new)
    inner = type_.members
    changes = {name: overlay_plain(old[name], member, inner) if name in old else member for name, member in new.items()}
    return {**old, **changes} if any(name not in old or old[name] != changes[name] for name in changes) else old


def _free(old: Any, new: Any) -> Any:
    """Free-form JSON laid over another; the old one itself where nothing changes. Neither is changed."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    changes = {}
    for name, member in new.items():
        was = old.get(name, UNSET)
        laid = _free(was, member)
        if laid is not was:
            changes[name] = laid
    return {**old, **changes} if changes else old


# Of a mapping, which is checked as it is laid over


def _laid_over(owner: Any, members: Mapping[str, Any], at: Steps, variants: tuple[type[Struct], ...] = ()) -> Any:
    """A struct with plain members laid over; ``variants`` are those that its place takes."""
    core, held = declared_class(type(owner)), held_by_wire(owner)
    if owner._kind and isinstance(held.get(owner._kind), str) and _replaces({owner._kind: held[owner._kind]}, members):
        return rebuild(core, located(at, lambda: checked_members(core, dict(members))))
    fields, tag, unknown = fields_of(core), tag_of(core), extras_of(owner)
    changed = False
    for name, new in members.items():
        field = fields.get(name)
        if field is not None:
            laid = _member_over(core, field, held.get(name, UNSET), new, at)
        elif name in unknown or (is_open(core) and (tag is None or name != tag[0])):
            was = data_of(held_at(owner, name)) if name in unknown else UNSET
            data = _free(was, fresh_json(new))
            laid = held[name] if data is was else Extra.from_trusted(data)
        elif tag is not None and name == tag[0]:
            located(at, lambda name=name, new=new: checked_members(core, {name: new}))  # type: ignore[misc]
            continue
        else:
            raise _misplaced(core, name, at, variants)
        if laid is not held.get(name, UNSET):
            held[name], changed = laid, True
    return rebuild(core, held) if changed else owner


def _member_over(core: type[Struct], field: Field, old: Any, new: Any, at: Steps) -> Any:
    """A declared member: what is held of it, with a caller's value laid over."""
    name, here = field.name, (*at, field.name)
    if isinstance(new, Struct) and isinstance(old, Struct) and isinstance(new, field.type.variants):
        return located(at, lambda: _over(core, field, old, new))
    if isinstance(new, JsonObject):
        new = fresh_json(new)
    if isinstance(new, Mapping) and not isinstance(new, Struct) and _is_object(old):
        if isinstance(old, Struct):
            old = _of_kind(old, variant_by_tag(field.type, new), here, field.type.variants, "above")
            if not _replaces(_tags(old, field.type), new):
                return _laid_over(old, new, here, field.type.variants)
        elif isinstance(old, StringMap):
            new = {**data_of(old), **new}
        elif isinstance(old, JsonObject | Objects) and not isinstance(old, Unvalidated):
            new = _typed(data_of(old), fresh_json(new), field.type)
            if new is data_of(old):
                return old
        else:
            return kept(overlay_plain(fresh_json(old), fresh_json(new), field.type), field.type)
    return located(at, lambda: checked_members(core, {name: new}))[name]


def _tags(config: Struct, type_: Type) -> dict[str, Any]:
    """The members of a struct that say which variant it is."""
    tag = tag_of(type(config))
    tags: dict[str, Any] = {} if tag is None else {tag[0]: tag[1]}
    if type_.by_role is not None:  # a message may leave its type out, others have no role
        tags = {"type": "message", "role": config.get("role"), **tags}  # type: ignore[attr-defined]
    return tags


def _replaces(tags: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether an object says of itself that it is of another variant than what is there."""
    return any(name in new and new[name] != value for name, value in tags.items())


def _misplaced(
    core: type[Struct], name: str, at: Steps, variants: tuple[type[Struct], ...], layer: str = "below"
) -> ValidationError:
    """The error for a member that the variant in the other layer does not have, but perhaps another one has."""
    tag = tag_of(core)
    owners = [tag_of(each) for each in variants if name in fields_of(each)]
    kinds = dict.fromkeys(f"{its[1]}" for its in owners if its is not None)
    if tag is None or not kinds:
        return unknown_field(core, name, place_of(at))
    return ValidationError(
        f"`{shorten(name)}` belongs to {' or '.join(kinds)}, but the layer {layer} has {tag[1]}: "
        f"omit it, or give the `{tag[0]}` that you mean",
        place_of(at),
    )


# Of plain JSON over plain JSON: what can't be a configuration yet


def overlay_plain(below: Any, over: Any, type_: Type) -> Any:
    """Plain JSON laid over plain JSON that is meant to be of a type. Nothing is validated, neither is changed."""
    if isinstance(over, Frozen):
        over = fresh_json(over)
    if not isinstance(below, dict) or not isinstance(over, dict):
        return over
    if type_.holder is not None and not type_.variants:
        return _typed(below, over, type_)
    names = {tag[0] for variant in type_.variants if (tag := tag_of(variant))} | ({"role"} if type_.by_role else set())
    names |= {variant._kind for variant in type_.variants if variant._kind}  # type: ignore[attr-defined]
    if any(name in below and name in over and below[name] != over[name] for name in names):
        return over
    found = variant_of(type_, {**below, **over})
    structs = type_.variants if found is None else (found,)
    laid = dict(below)
    for name, member in over.items():
        inner = next((fields_of(struct)[name].type for struct in structs if name in fields_of(struct)), Type())
        laid[name] = overlay_plain(below[name], member, inner) if name in below else member
    return laid
