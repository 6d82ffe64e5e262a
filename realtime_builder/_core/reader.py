"""Reading plain JSON along the declared types, where msgspec alone does not take it.

A subtree that msgspec takes is taken by it, in C. Else the reader goes in: it fills in a tag that
only one variant fits, makes an integer of a whole number, and makes the struct that an object is
meant to be member by member. So only the smallest subtree that does not fit is left, which is
kept as it came, or is the error. The types are not recursive, so all of this takes time and memory
linear in the input, whatever the input is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_origin

import msgspec
from msgspec import UNSET, Raw, Struct

from ..errors import ValidationError
from .arrays import DecodedArray, StructArray
from .extras import Extra, held_unfit, rebuild
from .frozen import from_decoded, prepare_type, write
from .paths import place_of
from .plain import fresh_json
from .shape import (
    Type,
    declared_class,
    fields_of,
    is_open,
    lazy_names,
    only_fit,
    read_type,
    tag_of,
    variant_by_tag,
    variant_of,
)
from .values import JsonObject, Unvalidated
from .wording import put_into_words, unknown_field

if TYPE_CHECKING:
    from .paths import Steps

__all__ = [
    "EXACT",
    "MOST_GUESSES",
    "Reader",
    "Unknown",
    "type_of",
    "with_raw",
]

Unknown = Literal["error", "keep", "drop"]
"""What becomes of JSON that the library does not know: refused, kept as it is, or left out."""

MOST_GUESSES = 100
"""For so many errors of a document the nearest name is looked for: who wrote it reads the first ones first."""

EXACT = 2**53
"""Up to here each float that is whole is one integer."""


class Reader:
    """Reads plain JSON, which nobody else may hold.

    ``unknown`` is as for `decode`. ``hook`` makes the values that msgspec does not know. With
    ``whole`` an object at the root that lacks what is required is read as the struct that it is
    meant to be all the same. ``faults`` collects the errors; without it the first is raised.
    """

    def __init__(
        self,
        unknown: Unknown,
        *,
        hook: Callable[[Any, Any], Any] = from_decoded,
        whole: bool = False,
        faults: list[ValidationError] | None = None,
    ) -> None:
        self._unknown = unknown
        self._keeps = unknown == "keep"
        self._hook = hook
        self._whole = whole
        self._faults = faults

    def read(self, data: Any, type_: Type, at: Steps = ()) -> Any:
        """``data`` as a slot of that type holds it."""
        if data.__class__ is Raw and type_.nullable and bytes(data) == b"null":
            return None
        prepare_type(type_.draft)
        try:
            read: Any = msgspec.convert({"value": data}, type_.draft, dec_hook=self._hook)
        except msgspec.ValidationError as error:
            refused = error
        else:
            value = read.value
            if value.__class__ is tuple and type_.items is not None and type_.items.variants:
                return DecodedArray.from_trusted(value)
            return value
        return self._read_inside(data, type_, at, refused)

    def _read_inside(self, data: Any, type_: Type, at: Steps, error: msgspec.ValidationError) -> Any:
        items = type_.items
        if isinstance(data, list) and items is not None and (items.variants or not self._keeps):
            held = tuple([self.read(item, items, (*at, i)) for i, item in enumerate(data)])
            if not _is_within(len(held), type_) or type_.holder is not None:
                return self._unfit(data, type_, at, error)
            return StructArray.from_trusted(held) if items.variants else held
        if isinstance(data, dict):
            if type_.members is not None and not type_.variants:
                read_map = self._keep_map if self._keeps else self._read_map
                return read_map(data, type_, at, error)
            struct = struct_for(data, type_)
            value = UNSET if struct is None else self._read_struct(data, struct, at)
            return self._unfit(data, type_, at, error) if value is UNSET else value
        if isinstance(data, float) and data.is_integer() and int in type_.scalars and abs(data) < EXACT:
            return self.read(int(data), type_, at)
        return self._unfit(data, type_, at, error)

    def _read_map(self, data: dict[str, Any], type_: Type, at: Steps, error: msgspec.ValidationError) -> Any:
        """A map of anybody's names, which has a value that does not fit as it is."""
        inner = type_.members or Type()
        before = len(self._faults or ())
        read = {name: write_plain(self.read(member, inner, (*at, name))) for name, member in data.items()}
        if len(self._faults or ()) > before:
            return UNSET
        try:
            value: Any = msgspec.convert({"value": read}, type_.draft, dec_hook=self._hook).value  # type: ignore[attr-defined]
        except msgspec.ValidationError:
            return self._unfit(data, type_, at, error)
        return value

    def _keep_map(self, data: dict[str, Any], type_: Type, at: Steps, error: msgspec.ValidationError) -> Any:
        """The same, which is kept as a whole where it can't be read."""
        try:
            return Reader("error", hook=self._hook).read(data, type_, at)
        except ValidationError:
            return self._unfit(data, type_, at, error)

    def _read_struct(self, data: dict[str, Any], struct: type[Struct], at: Steps) -> Any:
        """``data`` as a ``struct``; `UNSET` where that can't be, and it is kept as a whole."""
        struct, tag = declared_class(struct), tag_of(struct)
        fields = fields_of(struct)
        missing = [name for name, field in fields.items() if field.required and name not in data]
        if missing and self._keeps and not (self._whole and not at):
            return UNSET
        held: dict[str, Any] = {}
        for name, member in data.items():
            field = fields.get(name)
            if field is not None:
                held[name] = self.read(member, field.type, (*at, name))
            elif tag is not None and name == tag[0]:
                if member != tag[1]:
                    return UNSET  # it says of itself that it is something else
            elif self._keeps or is_open(struct):
                held[name] = Extra.from_trusted(fresh_json(member))
            elif self._unknown == "error":
                self._fail(unknown_field(struct, name, place_of(at), guesses=self._guesses))
        if missing and not self._keeps:
            for name in missing:
                self._fail(ValidationError(f"{struct.__name__} is missing required field `{name}`", place_of(at)))
        return rebuild(struct, held)

    def _unfit(self, data: Any, type_: Type, at: Steps, error: msgspec.ValidationError) -> Any:
        if not self._keeps:
            self._fail(put_into_words(error, type_, data, at, in_draft=True, guesses=self._guesses))
            return UNSET
        return held_unfit(fresh_json(data))

    @property
    def _guesses(self) -> bool:
        return self._faults is None or len(self._faults) < MOST_GUESSES

    def _fail(self, error: ValidationError) -> None:
        if self._faults is None:
            raise error from None
        self._faults.append(error)

    # The root, which is in no slot

    def read_root(self, data: Any, hint: Any, at: Steps = ()) -> Any:
        """``data`` as ``hint``; an object that is none of the declared ones is kept as a `JsonObject`."""
        prepare_type(hint)
        try:
            return msgspec.convert(data, hint, dec_hook=self._hook)
        except msgspec.ValidationError as error:
            refused = error
        type_ = type_of(hint)
        if isinstance(data, list) and type_.items is not None and type_.holder is None:
            items = [self.read_root(item, type_.items.hint, (*at, i)) for i, item in enumerate(data)]
            if _is_within(len(items), type_):
                return items if get_origin(hint) is list else tuple(items)
        elif isinstance(data, dict):
            if type_.members is not None and type_.holder is None and not type_.variants:
                inner = type_.members.hint
                return {name: self.read_root(member, inner, (*at, name)) for name, member in data.items()}
            struct = struct_for(data, type_)
            value = UNSET if struct is None else self._read_struct(data, struct, at)
            if value is not UNSET:
                return value
            if self._keeps:
                return (JsonObject if type_.variants else Unvalidated).from_trusted(fresh_json(data))
        self._fail(put_into_words(refused, type_, data, at, guesses=self._guesses))
        return UNSET


def with_raw(data: Any, type_: Type) -> Any:
    """Plain JSON with the parts that are parsed lazily as msgspec takes them; for values that nobody else holds."""
    if data.__class__ is dict and type_.variants:
        struct = struct_for(data, type_)
        if struct is not None:
            for name in lazy_names(struct):
                if name in data:
                    type_inside = fields_of(struct)[name].type
                    member = data[name]
                    nullable = type_inside.nullable and member is None
                    lazy = type_inside.lazy and (member.__class__ is dict or nullable)
                    data[name] = Raw(write(member)) if lazy else with_raw(member, type_inside)
    elif data.__class__ is list and type_.items is not None and type_.items.variants:
        for i, item in enumerate(data):
            data[i] = with_raw(item, type_.items)
    return data


def struct_for(data: dict[str, Any], type_: Type) -> type[Struct] | None:
    """The struct that an object is meant to be, going by its tag or, where that is left out, by its members."""
    if not type_.variants:
        return None
    found = variant_by_tag(type_, data)
    return only_fit(type_, data) if found is None and variant_of(type_, data) is None else found


def write_plain(value: Any) -> Any:
    """A slot's value as the plain JSON that msgspec converts."""
    return UNSET if value is UNSET else fresh_json(value)


def _is_within(length: int, type_: Type) -> bool:
    return all((meta.min_length or 0) <= length <= (meta.max_length or length) for meta in type_.metas)


@lru_cache(maxsize=256)
def _type_of_known(hint: Any) -> Type:
    return read_type(hint)


def type_of(hint: Any) -> Type:
    """`read_type` of a type that a caller gives, which is remembered."""
    try:
        return _type_of_known(hint)
    except TypeError:  # it is not hashable
        return read_type(hint)
