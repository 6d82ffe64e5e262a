"""Members that the library does not know, and values that it would refuse.

A vendor adds fields every month, and nobody may be blocked until a release. What is unknown
lives in a struct of its own class: a subclass made on demand, which has the unknown members as
real fields after the known ones. So it encodes in C like everything else, counts in equality
and hash, and a value without extras pays nothing.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from msgspec import UNSET, Struct, StructMeta, UnsetType
from pyrsistent import freeze, thaw

from .errors import ValidationError
from .paths import Steps, render_path
from .shape import Type, core_of, fields_of, tag_of, variant_of
from .values import JsonObject, Unvalidated, Viewed, comparable

__all__ = ["Extra", "Sifter", "construct", "graft", "held_members"]


class Extra(Viewed):
    """The value of an unknown member: any JSON. Reading it gives something immutable."""

    __slots__ = ()

    def _key(self) -> Any:
        return comparable(self._data)

    def _make_view(self) -> Any:
        return _freeze(self._data)


def _freeze(data: Any) -> Any:
    if isinstance(data, dict):
        return JsonObject.adopt(data)
    if isinstance(data, list):
        return tuple(_freeze(member) for member in data)
    return data


def _override(data: Any) -> Any:
    return Unvalidated.adopt(data) if isinstance(data, dict) else _freeze(data)


def construct(cls: type[Struct], members: Mapping[str, Any]) -> Any:
    """An instance from members that are valid and held already: nothing is checked."""
    return StructMeta.__call__(cls, **members)


def held_members(config: Struct) -> dict[str, Any]:
    """What a value's slots hold, by attribute name, without what is omitted."""
    return {name: value for name, value in msgspec.structs.asdict(config).items() if value is not UNSET}


# Only the values alive keep a class alive, so hostile input can't fill the memory with classes.
_extended: WeakValueDictionary[tuple[type[Struct], tuple[str, ...]], type[Struct]] = WeakValueDictionary()


def _extend(cls: type[Struct], name: str) -> tuple[type[Struct], str]:
    """The class that has ``name`` as one more field, and the attribute it lies under."""
    core, names = core_of(cls), cls.__dict__.get("_extras", ())
    if name in names:
        return cls, _attribute(core, name, names.index(name))
    names = (*names, name)
    extended = _extended.get((core, names))
    if extended is None:
        attributes = [_attribute(core, wire, i) for i, wire in enumerate(names)]
        namespace: dict[str, Any] = dict.fromkeys(attributes, UNSET)
        namespace |= {
            "__annotations__": dict.fromkeys(attributes, Extra | UnsetType),
            "__module__": core.__module__,
            "__qualname__": core.__qualname__,
            "__doc__": core.__doc__,
        }
        meta: Any = type(core)
        extended = meta(core.__name__, (core,), namespace, rename=dict(zip(attributes, names, strict=True)))
        type.__setattr__(extended, "_core", core)
        type.__setattr__(extended, "_extras", names)
        _extended[core, names] = extended
    return extended, _attribute(core, name, len(names) - 1)


def _attribute(core: type[Struct], name: str, position: int) -> str:
    free = name.isidentifier() and not keyword.iskeyword(name) and not hasattr(core, name)
    return name if free and not name.startswith("_") else f"extra_{position}"


def graft(config: Any, path: Steps, value: Any, *, insert: bool = False, at: Steps = ()) -> Any:
    """A copy with plain JSON put at ``path``, unvalidated. The objects on the way must exist.

    With ``insert`` a list's position is made, otherwise replaced.

    Raises:
        ValidationError: where the path leads through something that can't be gone into.
    """
    step, rest = path[0], path[1:]
    where = f"$.{render_path((*at, step))}"

    def deeper(old: Any) -> Any:
        return graft(old, rest, value, insert=insert, at=(*at, step))

    if isinstance(config, tuple):
        if not isinstance(step, int) or not 0 <= step < len(config) + insert:
            raise ValidationError(f"No position `{step}` in a list of {len(config)}", where)
        new = deeper(config[step]) if rest else _override(value)
        return (*config[:step], new, *config[step + (0 if insert and not rest else 1) :])
    if isinstance(config, JsonObject):
        return type(config).adopt(_changed(config.data, path, value, where))
    if not isinstance(config, Struct) or not isinstance(step, str):
        raise ValidationError(f"`{type(config).__name__}` has no member `{step}`", where)
    cls = type(config)
    tag = tag_of(cls)
    if tag is not None and step == tag[0]:
        raise ValidationError(f"`{step}` says which variant this is and can't be replaced", where)
    if step in fields_of(cls):
        if rest and getattr(config, step) in (UNSET, None):
            raise ValidationError(f"`{step}` is not set, so nothing can be put into it", where)
        new = deeper(getattr(config, step)) if rest else _override(value)
        return construct(cls, {**held_members(config), step: new})
    extended, attribute = _extend(cls, step)
    if rest:
        extra = held_members(config).get(attribute)
        value = _changed(extra.data if extra is not None else {}, rest, value, where)
    return construct(extended, {**held_members(config), attribute: Extra.adopt(value)})


def _changed(data: Any, path: Steps, value: Any, where: str) -> Any:
    """Plain JSON with ``value`` at ``path``; missing objects on the way are made."""
    try:
        return thaw(freeze(data).transform(list(path), freeze(value)))
    except (AttributeError, LookupError, TypeError):
        raise ValidationError(f"Nothing can be put at `{render_path(path)}`", where) from None


class Sifter:
    """Goes through plain JSON along the declared types and takes out what they don't know."""

    def __init__(self, unknown: str) -> None:
        self.unknown = unknown
        self.extras: list[tuple[Steps, Any, bool]] = []
        """What to `graft` afterwards, in document order: path, value, insert."""

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
        fields, tag_name = fields_of(struct), (tag_of(struct) or ("",))[0]
        kept = {}
        for name, member in value.items():
            field, path = fields.get(name), (*at, name)
            if field is not None:
                aside = not field.required and self._is_unknown_variant(member, field.type)
                if not aside:
                    kept[name] = self.sift(member, field.type, path)
                    continue
            elif name == tag_name or self.unknown == "error":
                kept[name] = member
                continue
            if self.unknown == "keep":
                self.extras.append((path, member, False))
        return kept

    def _sift_list(self, value: list[Any], type_: Type, at: Steps) -> list[Any]:
        kept = []
        for i, member in enumerate(value):
            if not self._is_unknown_variant(member, type_):
                kept.append(self.sift(member, type_, (*at, i)))
            elif self.unknown == "keep":
                self.extras.append(((*at, i), member, True))
        return kept

    def _is_unknown_variant(self, value: Any, type_: Type) -> bool:
        if self.unknown == "error" or not isinstance(value, dict) or not type_.variants:
            return False
        tags = [tag for tag in map(tag_of, type_.variants) if tag is not None]
        if variant_of(type_, value) is None:
            return any(name in value for name, _ in tags)
        return all(value.get(name, tag) != tag for name, tag in tags) and bool(tags)


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


def revive(core: type[Struct], extras: tuple[str, ...], held: dict[str, Any]) -> Any:
    """An unpickled instance."""
    cls = core
    for name in extras:
        cls, _ = _extend(cls, name)
    return construct(cls, held)
