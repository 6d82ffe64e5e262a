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
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import msgspec
from msgspec import UNSET, Struct, UnsetType

from ..errors import ValidationError, quote
from .items import name_of, position_of
from .plain import comparable
from .shape import Type, core_of, fields_of, is_open, tag_of, variant_of
from .slots import construct, held_by_wire, held_members
from .values import Boxed, JsonObject, StructArray, Unvalidated, revive_json

if TYPE_CHECKING:
    from .paths import Steps

__all__ = [
    "Extra",
    "Sifter",
    "construct",
    "extras_of",
    "held_by_wire",
    "held_members",
    "name_of",
    "position_of",
    "read_unchecked",
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


def read_unchecked(data: Any, type_: Type = Type()) -> Any:  # noqa: B008 - immutable
    """Plain JSON in a declared member's place. What is of the declared type is read as that, so that it equals it."""
    if isinstance(data, list) and type_.items is not None and type_.items.variants:
        return StructArray.from_trusted(tuple([read_unchecked(item, type_.items) for item in data]))
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


def rebuild(core: type[Struct], held: Mapping[str, Any]) -> Any:
    """An instance of ``core`` from what `held_by_wire` gives; names that it lacks become extras."""
    fields = fields_of(core)
    cls = _extend(core, [name for name in held if name not in fields])
    return construct(cls, {name if name in fields else _attribute(core, name): held[name] for name in held})


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
        name: read_unchecked(value, fields[name].type) if name in fields else Extra.from_trusted(value)
        for name, value in members.items()
    }
    return rebuild(core, held_by_wire(config) | held)


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
        items.insert(position, read_unchecked(item))
    return tuple(items)


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
    if len(fits) > 1:  # the words in it may be of one of them alone, as the names of voices are
        fits = [fit for fit in fits if any(fields_of(fit)[name].type.tells(word) for name, word in value.items())]
    return fits[0] if len(fits) == 1 else None
