"""What a struct's fields are, read once from their annotations.

Everything that has to know a field's type goes through here: validation, error messages, edits
at depth, unknown members, the JSON Schema, the tests' strategies. So each type, range and enum
stands in one place, the field itself.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Mapping, MutableMapping, MutableSequence, MutableSet
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Raw, Struct, UnsetType
from msgspec.structs import replace

from ..fields import NULL, NULLABLE, SECRET, ByRole, ClearedBy, OneKind
from .values import Boxed, JsonObject, Objects

__all__ = [
    "Field",
    "Type",
    "declared_class",
    "fields_of",
    "held_how",
    "is_open",
    "lazy_names",
    "leaves_to_lists",
    "only_fit",
    "parsed_hint",
    "read_type",
    "require_immutable",
    "tag_of",
    "variant_by_tag",
    "variant_of",
]


class Type(Struct, frozen=True, kw_only=True, dict=True):
    """One type, its union taken apart by JSON kind. What a type lacks is empty."""

    hint: Any = Any
    """The annotation that this is about."""

    nullable: bool = False
    structs: tuple[type[Struct], ...] = ()
    by_role: Any = None
    items: Type | None = None
    literals: tuple[Any, ...] = ()
    scalars: tuple[type, ...] = ()
    holder: Any = None
    """The `JsonObject` or `StringMap` class that holds the value."""
    lazy: bool = False
    """Whether decoding leaves the JSON as it came until somebody looks into it."""
    members: Type | None = None
    """What each member of an object has to be, where its names are anybody's."""
    metas: tuple[Meta, ...] = ()

    @cached_property
    def draft(self) -> type[Struct]:
        """A struct with one field, ``value``, of this type: msgspec converts into it without reading the hint again."""
        return msgspec.defstruct("Draft", [("value", self.hint)])

    @property
    def known(self) -> tuple[str, ...]:
        """The values of an open enum."""
        return tuple(value for meta in self.metas for value in (meta.extra or {}).get("known", ()))

    def tells(self, word: object) -> bool:
        """Whether ``word`` is one of this type's own: a known one, or of a form that only it has."""
        if not isinstance(word, str):
            return False
        forms = [form for meta in self.metas if (form := (meta.extra or {}).get("told_by"))]
        return word in self.known or any(re.match(form, word) for form in forms)

    @property
    def variants(self) -> tuple[type[Struct], ...]:
        """Every struct class that a value may be an instance of."""
        return self.structs + (self.by_role.variants if self.by_role else ())


class Field(Struct, frozen=True, kw_only=True):
    """A field of a struct, under its wire name."""

    name: str
    type: Type
    required: bool
    default: Any
    secret: bool
    cleared_by: ClearedBy | None
    """The API's own way to clear the field; None where it has none."""
    one_kind: str | None = None
    """The kind that omission and null stand for, where no update can change a union's variant."""


def declared_class(cls: type[Struct]) -> type[Struct]:
    """The class that a user knows ``cls`` as: without the slot made for extras (extras.py)."""
    return cls.__dict__.get("_core", cls)  # type: ignore[no-any-return]


def fields_of(cls: type[Struct]) -> Mapping[str, Field]:
    """The declared fields of ``cls`` by wire name, in wire order, without the tag."""
    return _read_fields(declared_class(cls))


def require_immutable(cls: type, hints: Mapping[str, Any]) -> None:
    """Refuse a class with a field whose value could be changed.

    Raises:
        TypeError: it names the field, and what to write instead.
    """
    for name, hint in hints.items():
        found = _mutable_in(hint)
        if found is not None:
            way = _INSTEAD.get(get_origin(found) or found, "a type whose values can't be changed")
            shown = getattr(found, "__name__", str(found)) if get_origin(found) is None else str(found)
            raise TypeError(f"`{cls.__name__}.{name}` is declared with `{shown}`, which is mutable; use {way}")


_INSTEAD: dict[Any, str] = {
    list: "`Array[...]` of realtime_builder.fields",
    dict: "`Json` or `Strings` of realtime_builder.fields",
    set: "`frozenset`",
    bytearray: "`bytes`",
    Any: "`Json` of realtime_builder.fields",
}


def _mutable_in(hint: Any) -> Any:
    """The part of an annotation whose values can be changed; None where there is none."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _mutable_in(get_args(hint)[0])
    if origin is Literal:
        return None
    if (origin or hint) in (list, dict, set, bytearray, Any, object, MutableSequence, MutableMapping, MutableSet):
        return hint
    if origin is not None:
        return next((found for found in map(_mutable_in, get_args(hint)) if found is not None), None)
    if isinstance(hint, type) and issubclass(hint, Struct) and not hint.__struct_config__.frozen:
        return hint
    params = getattr(hint, "__dataclass_params__", None)
    return hint if params is not None and not params.frozen else None


@cache
def _read_fields(cls: type[Struct]) -> Mapping[str, Field]:
    hints = get_type_hints(cls, include_extras=True)
    if hasattr(cls, "_own_slots"):  # a configuration
        require_immutable(cls, {info.name: hints[info.name] for info in msgspec.structs.fields(cls)})
    root = getattr(cls, "_root", False)
    return {info.encode_name: _read_field(info, hints[info.name], root=root) for info in msgspec.structs.fields(cls)}


def _read_field(info: msgspec.structs.FieldInfo, hint: Any, *, root: bool) -> Field:
    marks = list(_marks(hint))
    type_ = read_type(hint)
    cleared_by = next((mark for mark in marks if isinstance(mark, ClearedBy)), None)
    if cleared_by is None and type_.nullable and not root:
        cleared_by = NULL
    return Field(
        name=info.encode_name,
        type=type_,
        required=info.required,
        default=info.default,
        secret=SECRET in marks,
        cleared_by=cleared_by,
        one_kind=next((mark.default for mark in marks if isinstance(mark, OneKind)), None),
    )


def _marks(hint: Any) -> list[Any]:
    """All that stands beside a type inside ``Annotated``, also within a union, not within a list."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        return marks + _marks(inner)
    if origin in (Union, UnionType):
        return [mark for arm in get_args(hint) for mark in _marks(arm)]
    return []


def read_type(hint: Any) -> Type:
    """Take an annotation apart."""
    return replace(_read(hint), hint=parsed_hint(hint))


def parsed_hint(hint: Any) -> Any:
    """The annotation of JSON that is parsed lazily as that of JSON that is held already."""
    if hint is Raw:
        return JsonObject
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated and NULLABLE in args:
        return parsed_hint(args[0]) | None
    if origin in (Union, UnionType) and any(arm is Raw or NULLABLE in get_args(arm) for arm in args):
        return functools.reduce(operator.or_, map(parsed_hint, args))
    return hint


def _read(hint: Any) -> Type:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _marked(_read(args[0]), args[1:])
    if origin in (Union, UnionType):
        return _join([_read(arm) for arm in args])
    if origin is Literal:
        return Type(literals=args)
    if origin in (tuple, list):
        return Type(items=read_type(args[0]))
    if origin is dict:
        return Type(members=read_type(args[1]))
    if hint is None or hint is type(None):
        return Type(nullable=True)
    if hint is UnsetType:
        return Type()
    if hint is Raw:
        return Type(holder=JsonObject, lazy=True)
    if not isinstance(hint, type):
        return Type()  # of another library's making: decoded by msgspec alone
    if isinstance(hint, ByRole):  # type: ignore[misc]  # a class at run time
        return Type(by_role=hint)
    if issubclass(hint, Objects):
        return Type(holder=hint, items=read_type(JsonObject))
    if issubclass(hint, JsonObject | Boxed):
        accepts = getattr(hint, "accepts", None)
        return Type(holder=hint, members=None if accepts is None else _read(accepts).members)
    return Type(structs=(hint,)) if issubclass(hint, Struct) else Type(scalars=(hint,))


def _marked(inner: Type, marks: tuple[Any, ...]) -> Type:
    metas = inner.metas + tuple(mark for mark in marks if isinstance(mark, Meta))
    return replace(inner, metas=metas, nullable=inner.nullable or NULLABLE in marks)


def _join(arms: list[Type]) -> Type:
    return Type(
        nullable=any(arm.nullable for arm in arms),
        structs=tuple(struct for arm in arms for struct in arm.structs),
        by_role=next((arm.by_role for arm in arms if arm.by_role is not None), None),
        items=next((arm.items for arm in arms if arm.items is not None), None),
        literals=tuple(value for arm in arms for value in arm.literals),
        scalars=tuple(scalar for arm in arms for scalar in arm.scalars),
        holder=next((arm.holder for arm in arms if arm.holder is not None), None),
        lazy=any(arm.lazy for arm in arms),
        members=next((arm.members for arm in arms if arm.members is not None), None),
        metas=tuple(meta for arm in arms for meta in arm.metas),
    )


def held_how(hint: Any) -> Literal["array", "lazy", "view"] | None:
    """Whether a field's slot holds a list of structs or another value that reading unwraps.

    Asked for every field at import, so it looks no deeper than it has to.
    """
    origin = get_origin(hint)
    if origin is Annotated:
        return held_how(get_args(hint)[0])
    if origin in (Union, UnionType):
        return next((how for how in map(held_how, get_args(hint)) if how), None)
    if origin is tuple:
        return "array" if read_type(get_args(hint)[0]).variants else None
    if hint is Raw:
        return "lazy"
    return "view" if isinstance(hint, type) and issubclass(hint, Boxed) else None


@cache
def lazy_names(cls: type[Struct]) -> tuple[str, ...]:
    """The fields of ``cls`` in which JSON is that is parsed lazily, or that hold objects with such fields."""
    return tuple(name for name, field in fields_of(cls).items() if field.type.lazy or _holds_lazy(field.type))


@cache
def leaves_to_lists(hint: Any) -> bool:
    """Whether all JSON that is parsed lazily lies in lists that look after that of their items."""
    return isinstance(hint, type) and issubclass(hint, Struct) and bool(lazy_names(hint)) and _in_lists(hint)


def _in_lists(cls: Any, *, in_list: bool = False) -> bool:
    if not hasattr(cls, "_arrays") or (cls._lazy and not in_list):
        return False
    arrays, slots = cls._arrays, cls._slots
    for name in lazy_names(cls):
        type_ = fields_of(cls)[name].type
        listed = type_.items is not None and slots[name] in arrays
        inner = type_.items.variants if listed and type_.items is not None else type_.variants
        if type_.by_role is not None or type_.members is not None or (type_.items is not None and not listed):
            return False
        if not type_.lazy and not all(_in_lists(each, in_list=listed) for each in inner if lazy_names(each)):
            return False
    return True


def _holds_lazy(type_: Type) -> bool:
    inner = type_ if type_.items is None else type_.items
    return any(lazy_names(variant) for variant in inner.variants)


def tag_of(cls: type[Struct]) -> tuple[str, str] | None:
    """The name and the value of the member that says which variant ``cls`` is; None without one."""
    config = cls.__struct_config__
    return None if config.tag is None else (str(config.tag_field), str(config.tag))


def is_open(cls: type[Struct]) -> bool:
    """Whether members that no type lists may stand in ``cls``, because the server passes them on."""
    return getattr(cls, "_open", False) is True


def variant_by_tag(type_: Type, data: Mapping[str, Any]) -> type[Struct] | None:
    """As `variant_of`, but None also where the tag is there and is that of no variant."""
    found = variant_of(type_, data)
    tag = None if found is None else tag_of(found)
    return found if tag is None or data.get(*tag) == tag[1] else None


def only_fit(type_: Type, data: Mapping[str, Any]) -> type[Struct] | None:
    """The variant of a union that the members of an object without a tag decide; None where they do not.

    They decide where their names are those of one variant alone, or only one has all that it requires, or a word
    among them is of one variant alone, as the names of voices are. An empty object, and members that are optional
    in several variants, decide nothing.
    """
    alike = [struct for struct in type_.structs if _may_be(struct, data)]
    fits = [struct for struct in alike if all(name in data for name in _required(struct))]
    if len(fits) > 1:
        fits = [fit for fit in fits if any(fields_of(fit)[name].type.tells(word) for name, word in data.items())]
    if len(fits) != 1 or (len(alike) > 1 and not _required(fits[0])):
        return None
    return fits[0]


def _may_be(struct: type[Struct], data: Mapping[str, Any]) -> bool:
    tag = tag_of(struct)
    return tag is not None and tag[0] not in data and bool(data) and data.keys() <= fields_of(struct).keys()


@cache
def _required(struct: type[Struct]) -> tuple[str, ...]:
    return tuple(name for name, field in fields_of(struct).items() if field.required)


def variant_of(type_: Type, data: Mapping[str, Any]) -> type[Struct] | None:
    """The struct that a JSON object is meant to be, going by its tag; None where it can't be told."""
    if type_.by_role is not None:
        return type_.by_role.find(data)  # type: ignore[no-any-return]
    if len(type_.structs) == 1:
        return type_.structs[0]
    for struct in type_.structs:
        tag = tag_of(struct)
        if tag is not None and data.get(tag[0]) == tag[1]:
            return struct
    return None
