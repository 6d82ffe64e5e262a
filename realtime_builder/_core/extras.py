"""Members that the library does not know, and values that it would refuse.

A vendor adds fields every month, and nobody may be blocked until a release. What is unknown
lives in a struct of its own class: a subclass made on demand, which has the unknown members as
real fields after the known ones. So it encodes in C like everything else, counts in equality
and hash, and a value without extras pays nothing.
"""

from __future__ import annotations

import copy
import keyword
from collections.abc import Iterable, Mapping
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from msgspec import UNSET, Struct, StructMeta, UnsetType

from ..errors import ValidationError, nearest, quote
from .free_json import transformed
from .frozen import data_of
from .paths import Steps, render_path
from .plain import comparable
from .shape import Type, core_of, fields_of, is_open, tag_of, variant_of
from .values import Boxed, JsonObject, StringMap, Unvalidated, revive_json

__all__ = [
    "Extra",
    "Sifter",
    "construct",
    "extras_of",
    "graft",
    "held_by_wire",
    "held_members",
    "name_of",
    "position_of",
    "rebuild",
    "restore",
    "stand_in",
    "with_members",
]


class Extra(Boxed):
    """The value of an unknown member: any JSON. Reading it gives something immutable."""

    __slots__ = ()

    def _key(self) -> Any:
        return comparable(self._data)

    def _make_view(self) -> Any:
        try:
            return _freeze(self._data)
        except RecursionError:
            raise ValidationError("Nested too deeply") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return revive_json, (type(self), bytes(self.encoded))


def _freeze(data: Any) -> Any:
    if isinstance(data, dict):
        return JsonObject.from_trusted(data)
    if isinstance(data, list):
        try:
            return tuple([_freeze(member) for member in data])
        except RecursionError:
            raise ValidationError("Nested too deeply") from None
    return data


def _override(data: Any, type_: Type = Type()) -> Any:  # noqa: B008 - immutable
    """Plain JSON in a declared member's place. What is of the declared type is read as that, so that it equals it."""
    if isinstance(data, list) and type_.items is not None and type_.items.variants:
        return tuple([_override(item, type_.items) for item in data])
    if not isinstance(data, dict):
        return _freeze(data)
    struct = variant_of(type_, data)
    if struct is not None:
        from .reading import decode_plain  # noqa: PLC0415 - which needs this module for what is unknown

        try:
            return decode_plain(copy.deepcopy(data), struct, "keep")
        except ValidationError:
            pass
    return Unvalidated.from_trusted(data)


def construct(cls: type[Struct], members: Mapping[str, Any]) -> Any:
    """An instance from members that are valid and held already: nothing is checked."""
    return StructMeta.__call__(cls, **members)


def held_members(config: Struct) -> dict[str, Any]:
    """What a value's slots hold, by attribute name, without what is omitted."""
    return {name: value for name, value in msgspec.structs.asdict(config).items() if value is not UNSET}


def held_by_wire(config: Struct) -> dict[str, Any]:
    """What a value's slots hold, by wire name, without what is omitted."""
    held = msgspec.structs.astuple(config)
    return {
        name: value for name, value in zip(config.__struct_encode_fields__, held, strict=True) if value is not UNSET
    }


def rebuild(core: type[Struct], held: Mapping[str, Any]) -> Any:
    """An instance of ``core`` from what `held_by_wire` gives; names that it lacks become extras."""
    fields = fields_of(core)
    cls = _extend(core, [name for name in held if name not in fields])
    return construct(cls, {name if name in fields else _attribute(core, name): held[name] for name in held})


def position_of(items: tuple[Any, ...], step: str | int, at: Steps) -> int:
    """Where in a list ``step`` points to: a position, or the name of a tool or the label of a server.

    Raises:
        ValidationError: where there is no such item.
    """
    if isinstance(step, int):
        if -len(items) <= step < len(items):
            return step % len(items)
        raise ValidationError(f"No position {step} in a list of {len(items)}", f"$.{render_path(at)}")
    names = [name_of(item) for item in items]
    if step in names:
        return names.index(step)
    known = [name for name in names if name is not None]
    raise ValidationError(f"No item is named `{step}`{nearest(step, known)}", f"$.{render_path(at)}")


def name_of(item: Any) -> str | None:
    """What a tool or a server goes by in its list; None for what has no name."""
    if not isinstance(item, (Struct, Mapping)):
        return None
    for member in ("name", "server_label", "agent_name"):
        name = getattr(item, member, None) if isinstance(item, Struct) else item.get(member)
        if isinstance(name, str):
            return name
    return None


# Only the values alive keep a class alive, so hostile input can't fill the memory with classes.
_extended: WeakValueDictionary[tuple[type[Struct], tuple[str, ...]], type[Struct]] = WeakValueDictionary()


_extending = RLock()


def _extend(core: type[Struct], extras: Iterable[str]) -> type[Struct]:
    """The class that has ``extras`` as further fields.

    They are in the order of their names, so the order in which they came makes no difference.
    """
    with _extending:  # two classes for the same names would make equal values differ
        return _extended_by(core, tuple(sorted(extras)))


def _extended_by(core: type[Struct], names: tuple[str, ...]) -> type[Struct]:
    extended = _extended.get((core, names)) if names else core
    if extended is None:
        attributes = [_attribute(core, name) for name in names]
        namespace: dict[str, Any] = dict.fromkeys(attributes, UNSET)
        namespace |= {
            "__annotations__": dict.fromkeys(attributes, Extra | UnsetType),
            "__module__": core.__module__,
            "__qualname__": core.__qualname__,
            "__doc__": core.__doc__,
        }
        meta: Any = type(core)
        try:
            extended = meta(core.__name__, (core,), namespace, rename=dict(zip(attributes, names, strict=True)))
        except ValueError:
            # msgspec writes names as they are.
            odd = next(name for name in names if msgspec.json.encode(name) != f'"{name}"'.encode())
            raise ValidationError(f"A name that JSON has to escape can't be kept: {quote(odd)}") from None
        type.__setattr__(extended, "_core", core)
        type.__setattr__(extended, "_extras", names)
        _extended[core, names] = extended
    return extended


def extras_of(config: object) -> tuple[str, ...]:
    """The names of the members that ``config`` has beside the declared ones."""
    return type(config).__dict__.get("_extras", ())  # type: ignore[no-any-return]


def _attribute(core: type[Struct], name: str) -> str:
    free = name.isidentifier() and not keyword.iskeyword(name) and not hasattr(core, name)
    return name if free and not name.startswith(("_", "extra_")) else f"extra_{name.encode().hex()}"


def with_members(config: Struct, members: Mapping[str, Any]) -> Any:
    """A copy with members of plain JSON, unvalidated, whether they are declared or not."""
    core = core_of(type(config))
    fields = fields_of(core)
    held = {
        name: _override(value, fields[name].type) if name in fields else Extra.from_trusted(value)
        for name, value in members.items()
    }
    return rebuild(core, held_by_wire(config) | held)


def graft(config: Any, path: Steps, value: Any, at: Steps = ()) -> Any:
    """A copy with plain JSON put at ``path``, unvalidated; objects of a certain type are made on the way.

    Raises:
        ValidationError: where the path leads through something that can't be gone into.
    """
    step, rest = path[0], path[1:]
    where = f"$.{render_path((*at, step))}"
    if isinstance(config, tuple):
        position = position_of(config, step, at)
        new = graft(config[position], rest, value, (*at, step)) if rest else _override(value)
        return (*config[:position], new, *config[position + 1 :])
    if isinstance(config, JsonObject):
        return type(config).from_trusted(transformed(data_of(config), path, value))
    if not isinstance(config, Struct) or not isinstance(step, str):
        raise ValidationError(f"`{type(config).__name__}` has no member `{step}`", where)
    cls = type(config)
    tag = tag_of(cls)
    if tag is not None and step == tag[0]:
        raise ValidationError(f"`{step}` says which variant this is and can't be replaced", where)
    if not rest:
        try:
            return with_members(config, {step: value})
        except ValidationError as error:
            raise ValidationError(error.message, where) from None
    if step in fields_of(cls):
        new = graft(_entered(config, step, where), rest, value, (*at, step))
        return construct(cls, {**held_members(config), step: new})
    extra = held_by_wire(config).get(step)
    return with_members(config, {step: transformed({} if extra is None else data_of(extra), rest, value)})


def restore(config: Any, path: Steps, aside: Mapping[str, Any] | list[tuple[int, Any]]) -> Any:
    """A copy with what `Sifter` took out of the value at ``path`` put back."""
    if path:
        step = path[0]
        old = config[step] if isinstance(step, int) else getattr(config, step)
        new = restore(old, path[1:], aside)
        if isinstance(step, int):
            return (*config[:step], new, *config[step + 1 :])
        return construct(type(config), {**held_members(config), step: new})
    if isinstance(aside, Mapping):
        return with_members(config, aside)
    items = list(config)
    for position, item in aside:
        items.insert(position, _override(item))
    return tuple(items)


def _entered(config: Struct, name: str, where: str) -> Any:
    """What an extra is put into: the value there is, or a new object where its type is certain."""
    held = held_by_wire(config).get(name)
    if isinstance(held, StringMap):
        return Unvalidated.from_trusted(dict(data_of(held)))
    value, structs = getattr(config, name), fields_of(type(config))[name].type.variants
    if value is not UNSET and value is not None:
        return value
    if len(structs) != 1 or any(field.required for field in fields_of(structs[0]).values()):
        raise ValidationError(f"`{name}` is not set, so nothing can be put into it", where)
    return construct(structs[0], {})


class Sifter:
    """Goes through plain JSON along the declared types and takes out what they don't know."""

    def __init__(self, unknown: str) -> None:
        self.unknown = unknown
        self.aside: list[tuple[Steps, Mapping[str, Any] | list[tuple[int, Any]]]] = []
        """What to `restore` afterwards, a list's own items before what lies inside the others."""

    def sift(self, value: Any, type_: Type, at: Steps = ()) -> Any:
        """``value`` without what is unknown, and with the tags filled in that only one variant fits."""
        if isinstance(value, list) and type_.items is not None:
            return self._sift_list(value, type_.items, at)
        if not isinstance(value, dict) or not type_.variants:
            return value
        struct = variant_of(type_, value)
        if struct is None:
            struct = _only_fit(type_, value)
            if struct is None:
                return value
            name, tag = tag_of(struct) or ("", "")
            value = {name: tag, **value}
        fields, tag_name = fields_of(struct), (tag_of(struct) or (None,))[0]
        kept, aside, passed_on = {}, {}, {}
        for name, member in value.items():
            field = fields.get(name)
            if field is not None and not self._is_unknown_variant(member, field.type):
                kept[name] = self.sift(member, field.type, (*at, name))
            elif field is not None and field.required:
                kept[name] = stand_in(field.type) if self.unknown == "keep" else member
                aside[name] = member
            elif field is None and name != tag_name and is_open(struct):
                passed_on[name] = member
            elif field is None and (name == tag_name or self.unknown == "error"):
                kept[name] = member
            else:
                aside[name] = member
        put_back = passed_on | (aside if self.unknown == "keep" else {})
        if put_back:
            self.aside.append((at, put_back))
        return kept

    def _sift_list(self, value: list[Any], type_: Type, at: Steps) -> list[Any]:
        aside = [(i, item) for i, item in enumerate(value) if self._is_unknown_variant(item, type_)]
        if aside and self.unknown == "keep":
            self.aside.append((at, aside))
        positions = {i for i, _ in aside}
        known = [(i, item) for i, item in enumerate(value) if i not in positions]
        # With the others put back first, an item's position is the one it had.
        return [self.sift(item, type_, (*at, i if self.unknown == "keep" else n)) for n, (i, item) in enumerate(known)]

    def _is_unknown_variant(self, value: Any, type_: Type) -> bool:
        if self.unknown == "error" or not isinstance(value, dict) or not type_.variants:
            return False
        tags = [tag for tag in map(tag_of, type_.variants) if tag is not None]
        if variant_of(type_, value) is None:
            return any(name in value for name, _ in tags)
        return all(value.get(name, tag) != tag for name, tag in tags) and bool(tags)


def stand_in(type_: Type) -> Any:
    """The least that a type takes, as plain JSON: for a required member until the one that it stands for is put back."""
    if type_.literals:
        return type_.literals[0]
    if type_.variants:
        struct = type_.variants[0]
        required = {
            name: stand_in(field.type)
            for name, field in fields_of(struct).items()
            if field.required or (field.type.literals and field.default is not UNSET)  # such as a message's role
        }
        tag = tag_of(struct)
        return required if tag is None else {tag[0]: tag[1], **required}
    if type_.items is not None:
        return []
    if str in type_.scalars:
        return "x" * max((meta.min_length or 0 for meta in type_.metas), default=0)
    return {} if type_.holder is not None else max((meta.ge or 0 for meta in type_.metas), default=0)


def _only_fit(type_: Type, value: dict[str, Any]) -> type[Struct] | None:
    """The one variant of a union whose tag may be left out, given the members there are."""
    fits = []
    for struct in type_.structs:
        fields, tag = fields_of(struct), tag_of(struct)
        if tag is None or tag[0] in value or not value.keys() <= fields.keys():
            continue
        if all(name in value for name, field in fields.items() if field.required):
            fits.append(struct)
    return fits[0] if len(fits) == 1 else None
