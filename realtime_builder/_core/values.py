"""Deep immutability: what a field holds when it is more than a scalar.

A struct's slot holds one of three kinds of value that Python could otherwise change: free-form
JSON (`JsonObject`), a map of strings (`StringMap`) and a list of structs (arrays.py). Each
keeps the bytes it encodes to, so a large tool list is encoded once however many configurations
share it. Nothing here changes after it was made, so those bytes can't go stale.

How msgspec reaches them: decoding calls `from_decoded` with plain data that nobody else holds,
validation of a caller's objects calls `from_caller`, encoding reads ``encoded`` (see encoding.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, ClassVar, Self, TypeVar

import msgspec
from msgspec import Raw
from pyrsistent import PMap, freeze, pmap

from ..errors import ValidationError
from .depth import is_shallow, too_deep
from .free_json import transformed
from .frozen import Frozen, data_of, prepare_type, same_json, write
from .masking import masked
from .plain import comparable, json_type, plain
from .skipped import LOOKED_AT_AGAIN, is_plainly_json

__all__ = [
    "Boxed",
    "JsonObject",
    "JsonRead",
    "Objects",
    "StringMap",
    "Unvalidated",
    "frozen_json",
    "in_our_words",
    "revive_json",
    "unwrapping",
]

T = TypeVar("T")

_set = object.__setattr__
_set_encoded = Frozen.__dict__["encoded"].__set__


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


_with_whole_numbers = msgspec.json.Decoder(float_hook=_number).decode
_sorted = msgspec.json.Encoder(order="sorted").encode


class JsonObject(Frozen, Mapping[str, Any]):
    """Free-form JSON: an immutable, hashable mapping of any depth.

    What it hands out is pyrsistent all the way down (``.pmap``), so nothing reached through it
    can be changed. That view is built when it is first asked for; encoding never needs it.

    Equality is JSON's: member order does not matter, 1 equals 1.0, and ``true`` is not 1.

    Raises:
        ValidationError: for anything that is not JSON (a non-string key, NaN, other objects).
    """

    __slots__ = ("remarks",)

    remarks: Any
    """What checks found in it, once they looked (check/schemas.py)."""

    accepts: ClassVar[Any] = None
    """A type that the members must satisfy; None for any JSON object."""

    def __new__(cls, members: Mapping[str, Any] | None = None, /) -> Self:
        """Take over a mapping: it is copied, and may be changed afterwards."""
        if members is None:
            members = {}
        if not isinstance(members, Mapping):
            raise ValidationError(f"Expected `object`, got `{type(members).__name__}`")
        return in_our_words(cls.from_caller, plain(members))

    @classmethod
    def from_decoded(cls, data: Any) -> Self:
        """Hold a fresh dict, once it was found to be what the class accepts."""
        if data.__class__ is Raw:
            if cls.accepts is None:
                return cls.from_raw(data)
            data = msgspec.json.decode(data)
        if not isinstance(data, dict):
            raise ValueError(f"Expected `object`, got `{json_type(data)}`")
        if not is_shallow(data):
            raise too_deep()
        if cls.accepts is not None:
            _convert(data, cls.accepts)
        return cls.from_trusted(data)

    @classmethod
    def from_caller(cls, data: Any) -> Self:
        """Hold a caller's ``data`` that went through `plain`; configurations in it become JSON."""
        if isinstance(data, Frozen):
            data = data._data
        if data.__class__ is Raw:
            return cls.from_decoded(data)
        encoded = write(data)
        held = cls.from_decoded(msgspec.json.decode(encoded))
        _set(held, "encoded", Raw(encoded))
        return held

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:  # noqa: ARG002
        """The object as plain dicts and lists. ``exclude_readonly`` is as for `Config.as_dict`."""
        members: dict[str, Any] = msgspec.json.decode(self.encoded)
        return members

    @property
    def pmap(self) -> Any:
        """The object as a pyrsistent ``PMap``, its arrays as ``PVector``."""
        return self._view

    def transform(self, *transformations: Any) -> Self:
        """A changed copy, by pairs of a path and a value or a function of the old value.

        A path is a dotted string or a sequence of steps; its steps may be pyrsistent's matchers
        (``ny``, ``rex``), and pyrsistent's ``discard`` takes the old value out. Missing objects on
        the way are made. A function gets `UNSET` for a missing value; a value of `UNSET` changes
        nothing. Members keep their order.

        >>> JsonObject({"a": {"b": 1}}).transform("a.b", 2)
        JsonObject({'a': {'b': 2}})

        Raises:
            ValidationError: for a path that does not exist, or a value that is not JSON.
        """
        return type(self)(transformed(self._data, *transformations))

    @classmethod
    def from_raw(cls, raw: Raw) -> Self:
        """Hold JSON that decoding left as it came; it is parsed when somebody looks into it.

        The bytes are copied, so they keep no frame alive. Whitespace, escapes, the order of members and
        repeated names go out again as they came in; reading takes the last of repeated names.

        Raises:
            ValueError: for what is no object, and for what has to be parsed before that can be told.
        """
        data = bytes(raw)
        if data[:1] != b"{" or not is_plainly_json(data):
            raise ValueError(LOOKED_AT_AGAIN)
        held = object.__new__(cls)
        _set_encoded(held, Raw(data))
        return held

    def _key(self) -> Any:
        return comparable(self._data)

    def _equals(self, other: Frozen) -> bool:
        # Python's equality is the weaker one: it takes true for 1.
        if same_json(self.encoded, other.encoded):
            return True
        return bool(data_of(self) == data_of(other)) and bool(self._key() == other._key())

    def _make_hash(self) -> int:
        return hash(_sorted(_with_whole_numbers(self.encoded)))

    def _make_view(self) -> Any:
        try:
            return freeze(self._data)
        except RecursionError:
            raise too_deep() from None

    def __getitem__(self, key: str) -> Any:
        return self._view[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, JsonObject):
            return self._equals(other)
        if isinstance(other, Mapping):
            try:
                return self == JsonObject(other)
            except ValidationError:
                return False
        return NotImplemented

    __hash__ = Frozen.__hash__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({masked(self._data)!r})"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return revive_json, (type(self), bytes(self.encoded))


def in_our_words(make: Callable[[Any], T], data: Any) -> T:
    """What ``make`` gives; it raises as msgspec wants it of its hooks.

    Raises:
        ValidationError: for data that ``make`` does not accept.
    """
    try:
        return make(data)
    except ValidationError:
        raise
    except ValueError as error:
        message, _, place = str(error).partition(" - at `")
        raise ValidationError(message, place.removesuffix("`")) from None


def revive_json(cls: type[Frozen], encoded: bytes) -> Frozen:
    """Unpickle JSON, which is pickled as its bytes: small, and as deep as JSON may be."""
    held = cls.from_trusted(msgspec.json.decode(encoded))
    _set(held, "encoded", Raw(encoded))
    return held


class JsonRead(JsonObject):
    """A `JsonObject` whose lists read as tuples and its objects as more of it: what came from a server, and extras."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        return frozen_json(self._data[key])

    def __repr__(self) -> str:
        return f"JsonObject({masked(self._data)!r})"


def frozen_json(data: Any) -> Any:
    """Plain JSON, which nobody else changes, as an immutable value: objects are a `JsonRead`, lists tuples."""
    if data.__class__ is dict:
        return JsonRead.from_trusted(data)
    return tuple([frozen_json(member) for member in data]) if data.__class__ is list else data


class Unvalidated(JsonObject):
    """A JSON object where a struct is declared: a variant that the library does not know.

    Only `decode` with ``unknown="keep"`` and `Config.with_extra` make one. Edits let it pass.
    """

    __slots__ = ()


class Boxed(Frozen):
    """A value that a field holds but does not show: reading the attribute gives its view."""

    __slots__ = ()

    view = property(attrgetter("_view"), doc="What reading the field gives.")


def unwrapping(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """How to read an attribute whose slot, which ``get`` reads, may hold something `Boxed`."""

    def read(config: Any) -> Any:
        held = get(config)
        return held.view if isinstance(held, Boxed) else held

    return read


class StringsView(PMap[str, str]):
    """What reading a map of strings gives: a ``PMap`` that can say what it is in plain Python."""

    __slots__ = ()

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, str]:  # noqa: ARG002
        """The map as a plain dict. ``exclude_readonly`` is as for `Config.as_dict`."""
        return dict(self)

    def __repr__(self) -> str:
        return f"pmap({masked(dict(self))})"


class StringMap(Boxed):
    """A map of strings in a field, such as HTTP headers. Reading the field gives a ``PMap``."""

    __slots__ = ()

    accepts: ClassVar[Any] = dict[str, str]

    @classmethod
    def from_decoded(cls, data: Any) -> Self:
        """Hold a map, once it was found to be what the class accepts."""
        return cls.from_trusted(_convert(data, cls.accepts))

    from_caller = from_decoded

    def _key(self) -> Any:
        return frozenset(self._data.items())

    def _make_view(self) -> Any:
        made: Any = pmap(self._data)
        new: Any = PMap.__new__
        return new(StringsView, made._size, made._buckets)


class Objects(Boxed):
    """A JSON object or a list of them in a field. Reading the field gives `JsonObject`, or a tuple of it."""

    __slots__ = ()

    accepts: ClassVar[Any] = None

    @classmethod
    def from_decoded(cls, data: Any) -> Self:
        """Hold an object or a list of objects that nobody else holds."""
        for member in data if isinstance(data, list) else (data,):
            if not isinstance(member, dict):
                raise ValueError(f"Expected `object | array of objects`, got `{json_type(member)}`")
        return cls.from_trusted(data)

    @classmethod
    def from_caller(cls, data: Any) -> Self:
        """Hold a caller's ``data`` that went through `plain`; configurations in it become JSON."""
        return cls.from_decoded(msgspec.json.decode(write(data)))

    def _key(self) -> Any:
        return comparable(self._data)

    def _make_view(self) -> Any:
        make = JsonObject.from_trusted
        return tuple(map(make, self._data)) if isinstance(self._data, list) else make(self._data)


def _convert(data: Any, accepts: Any) -> Any:
    """``data`` as ``accepts``. A failure keeps its own path, which the caller's is put before."""
    try:
        prepare_type(accepts)
        return msgspec.convert(data, accepts)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
