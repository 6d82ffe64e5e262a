"""Lists of structs, such as tools, as a slot holds them."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Self

from msgspec import Raw
from msgspec.structs import force_setattr

from .frozen import Frozen, data_of, same_json
from .items import name_of
from .shape import fields_of
from .skipped import deferred, size_of_objects
from .values import Boxed, JsonObject

__all__ = ["DecodedArray", "StructArray", "hold_arrays", "hold_lazy"]

_new, _set = object.__new__, object.__setattr__
_set_encoded = Frozen.__dict__["encoded"].__set__


class StructArray(Boxed):
    """A list of structs in a field, such as tools. Reading the field gives a tuple.

    Beside structs it may hold what was kept in their place (`Unvalidated`, `Extra`).
    """

    __slots__ = ("names",)

    names: tuple[str | None, ...]
    """What the items go by, in their order."""

    def __getattr__(self, name: str) -> Any:
        if name != "names":
            return super().__getattr__(name)
        names = (*map(name_of, self._data),)
        _set_names(self, names)
        return names

    def with_item(self, item: Any, name: Any) -> StructArray:
        """A list with one more item, which goes by ``name`` if that is a text.

        Raises:
            LookupError: where there is one of its name.
        """
        names = self.names
        if name in names and type(name) is str:
            raise LookupError(name)
        new = StructArray.from_trusted((*self._data, item))
        _set_names(new, (*names, name if type(name) is str else None))
        return new

    def with_item_at(self, position: int, item: Any) -> StructArray:
        """A list with another item in the place of one."""
        items = [*self._data]
        items[position] = item
        return StructArray.from_trusted((*items,))

    def _make_view(self) -> Any:
        items = self._data
        return (
            tuple([each.view if isinstance(each, Boxed) else each for each in items])
            if any(issubclass(kind, Boxed) for kind in set(map(type, items)))
            else items
        )

    def __len__(self) -> int:
        return len(self._data)

    def _equals(self, other: Frozen) -> bool:
        if not isinstance(other, StructArray):  # what was kept in the place of a list
            return False
        items, others = self._data, data_of(other)
        if list(map(type, items)) != list(map(type, others)):
            return False
        return same_json(self.encoded, other.encoded) or bool(items == others)


_set_names = StructArray.__dict__["names"].__set__


class DecodedArray(StructArray):
    """A list fresh from decoding."""

    __slots__ = ("fresh",)

    fresh: tuple[Any, ...]
    """The items, whose free-form JSON may still be part of the frame that they came in."""

    @classmethod
    def from_frame(cls, items: tuple[Any, ...], frame: int) -> Self:
        """Hold items whose free-form JSON was not looked at. ``frame`` is the size of what they came in.

        They stay part of it until somebody looks at them, unless it is much larger than they are.

        Raises:
            ValueError: as `JsonObject.from_raw`.
        """
        size = _size_of_json(items)
        if size == 0 and _clear_nulls(items):
            size = _size_of_json(items)
        if size == 0:
            _settle_one_by_one(items)
        elif frame > 2 * size + 1024:
            _settle(items)
        else:
            held = object.__new__(cls)
            _set_fresh(held, items)
            return held
        return cls.from_trusted(items)

    def __getattr__(self, name: str) -> Any:
        if name == "_data":
            items = self.fresh
            _settle(items)
            _set_data(self, items)
            return items
        if name == "_view":  # there are only structs in it
            items = self._data
            _set_view(self, items)
            return items
        if name == "encoded":
            encoded = Raw(self._write(self.fresh))
            _set(self, "encoded", encoded)
            return encoded
        return self._data if name == "fresh" else super().__getattr__(name)

    @property
    def _is_unread(self) -> bool:
        try:
            _get_data(self)
        except AttributeError:
            return True
        return False

    def _equals(self, other: Frozen) -> bool:
        # Decoding makes no two kinds of item that are written alike.
        if type(other) is not DecodedArray:
            return super()._equals(other)
        if self._is_unread and other._is_unread and self.fresh == other.fresh:
            return True  # told in C, byte by byte
        if same_json(self.encoded, other.encoded):
            return True
        items, others = self._data, data_of(other)
        return list(map(type, items)) == list(map(type, others)) and bool(items == others)


_get_data, _set_data = Frozen.__dict__["_data"].__get__, Frozen.__dict__["_data"].__set__
_set_view = Frozen.__dict__["_view"].__set__
_set_fresh = DecodedArray.__dict__["fresh"].__set__


def _size_of_json(items: tuple[Any, ...]) -> int:
    """What `size_of_objects` says of the JSON in ``items``; 0 where there is none."""
    kinds = set(map(type, items))
    found: list[Any] = []
    for kind in kinds:
        for name in getattr(kind, "_lazy", ()):
            own = items if len(kinds) == 1 else [item for item in items if item.__class__ is kind]
            found += map(attrgetter(name), own)
    try:
        return size_of_objects(found) if found else 0
    except TypeError:  # of some it is omitted
        found = [raw for raw in found if raw.__class__ is Raw]
        return size_of_objects(found) if found else 0


def _clear_nulls(items: tuple[Any, ...]) -> bool:
    """Hold null where free-form JSON may be null; whether there was any."""
    found = False
    for item in items:
        for name in getattr(item, "_lazy", ()):
            if _is_cleared(item, name):
                force_setattr(item, name, None)
                found = True
    return found


def _is_cleared(config: Any, name: str) -> bool:
    raw = getattr(config, name)
    if raw.__class__ is not Raw or bytes(raw) != b"null":
        return False
    wire = dict(zip(config.__struct_fields__, config.__struct_encode_fields__, strict=True))
    return fields_of(type(config))[wire[name]].type.nullable


def _settle(items: tuple[Any, ...]) -> None:
    """Copy the JSON of decoded structs out of their frame, into the values that hold it."""
    for kind in set(map(type, items)):
        for name in getattr(kind, "_lazy", ()):
            for item in items:
                raw: Any = getattr(item, name) if item.__class__ is kind else None
                if raw.__class__ is Raw:
                    held = _new(JsonObject)
                    _set_encoded(held, raw.copy())
                    force_setattr(item, name, held)


def _settle_one_by_one(items: tuple[Any, ...]) -> None:
    """The same, with each looked at by itself.

    Raises:
        ValueError: as `JsonObject.from_raw`.
    """
    for item in items:
        for name in getattr(item, "_lazy", ()):
            raw = getattr(item, name)
            if raw.__class__ is Raw:
                force_setattr(item, name, JsonObject.from_raw(raw))


# What structs do once they were decoded


def hold_lazy(config: Any, size_of_frame: Callable[[], int] = deferred.get) -> None:
    """Hold free-form JSON that decoding skipped."""
    if size_of_frame():
        return  # the list looks after it
    for name in config._lazy:
        value = getattr(config, name)
        if value.__class__ is Raw:
            force_setattr(config, name, None if _is_cleared(config, name) else JsonObject.from_raw(value))


def hold_arrays(config: Any) -> None:
    """Hold the lists of structs, and free-form JSON."""
    frame = deferred.get()
    if config._lazy and not frame:
        hold_lazy(config)
    for slot in config._arrays:
        value = slot.__get__(config)
        if value.__class__ is tuple:
            slot.__set__(config, DecodedArray.from_frame(value, frame) if frame else DecodedArray.from_trusted(value))
