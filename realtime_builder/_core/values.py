"""Deep immutability: what a field holds when it is more than a scalar.

A struct's slot holds one of three kinds of value that Python could otherwise change: free-form
JSON (`JsonObject`), a map of strings (`StringMap`) and a list of structs (`StructArray`). Each
keeps the bytes it encodes to, so a large tool list is encoded once however many configurations
share it. Nothing here changes after it was made, so those bytes can't go stale.

How msgspec reaches them: decoding calls `adopt` with plain data that nobody else holds,
validation of a caller's objects calls `take`, encoding reads ``encoded`` (see encoding.py).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from threading import RLock
from typing import Annotated, Any, ClassVar, Self

import msgspec
from msgspec import UNSET, Meta, Raw, Struct
from pyrsistent import PMap, discard, freeze, pmap, thaw

from ..errors import ValidationError, shorten
from .paths import Steps, parse_path, render_path

__all__ = [
    "DecodedArray",
    "Held",
    "JsonObject",
    "Metadata",
    "StringMap",
    "StructArray",
    "Unvalidated",
    "Viewed",
    "comparable",
    "data_of",
    "learn",
    "masked",
    "plain",
    "revive_json",
    "transformed",
]

_set = object.__setattr__

_learning = RLock()
_learned: set[Any] = set()


def learn(type_: Any) -> None:
    """Let msgspec read a type's annotations, one thread at a time.

    It reads them when a type is first used, and crashes where two threads are the first at once.
    """
    if type_ not in _learned:
        with _learning:
            msgspec.json.Decoder(type_)
            _learned.add(type_)


_encode = msgspec.json.Encoder(enc_hook=operator.attrgetter("encoded")).encode
_encode_whole = msgspec.json.Encoder(enc_hook=operator.attrgetter("_data")).encode


class _NotPlainError(Exception):
    """Why a value is not plain, and the steps to it, the last one first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.steps: list[str | int] = []


def plain(value: Any, path: str = "$") -> Any:
    """A caller's value as something msgspec can convert: fresh dicts and lists, exact scalars.

    Configurations stay as they are, having been validated when they were made. A member that is
    `UNSET` is left out.

    Raises:
        ValidationError: for a number that is not finite, text that UTF-8 can't carry, a key that
            is no string, and for an object that JSON has no form for.
    """
    try:
        return _plain(value)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except _NotPlainError as error:
        for step in reversed(error.steps):
            path += f"[{step}]" if isinstance(step, int) else f".{step}"
        raise ValidationError(error.message, path) from None


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _CHECKS:
        _CHECKS[kind](value)
        return value
    if value is None or isinstance(value, _LEAVES):
        return value
    if kind is dict or isinstance(value, Mapping):
        return _plain_members(value)
    if isinstance(value, Enum):
        return _plain(value.value)
    for scalar in _CHECKS:  # an instance of a subclass, which might carry attributes
        if isinstance(value, scalar):
            return _plain(scalar(value))
    if isinstance(value, Sequence | AbstractSet):
        return _plain_items(value)
    raise _NotPlainError(f"Expected a JSON value, got `{kind.__name__}`")


def _plain_members(value: Mapping[Any, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, member in value.items():
        name = key if type(key) is str and key.isascii() else _plain_key(key)
        if type(member) is str and member.isascii():  # most of what there is
            members[name] = member
        elif member is not UNSET:
            try:
                members[name] = _plain(member)
            except _NotPlainError as error:
                error.steps.append(name)
                raise
    return members


def _plain_key(key: object) -> str:
    if not isinstance(key, str):
        raise _NotPlainError(f"Expected a string as key, got `{type(key).__name__}`")
    return str(_plain(key))


def _plain_items(value: Iterable[Any]) -> list[Any]:
    items: list[Any] = []
    for i, item in enumerate(value):
        try:
            items.append(_plain(item))
        except _NotPlainError as error:
            error.steps.append(i)
            raise
    return items


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise _NotPlainError(f"Expected valid Unicode, got lone surrogate U+{code:04X}") from None


def _check_number(number: float) -> None:
    if not math.isfinite(number):
        raise _NotPlainError(f"Expected a finite number, got `{number}`")


def _check_integer(number: int) -> None:
    if number.bit_length() > _MAX_INT_BITS:
        raise _NotPlainError("Expected an integer of at most 4300 digits")


def comparable(value: Any) -> Any:
    """JSON as a hashable value that is equal exactly where the JSON is: ``true`` is not 1.

    Raises:
        ValidationError: where it is nested too deeply.
    """
    try:
        return _comparable(value)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset([(key, _comparable(member)) for key, member in value.items()])
    if isinstance(value, list):
        return tuple([_comparable(member) for member in value])
    if isinstance(value, bool):
        return ("true" if value else "false", bool)
    return value


def transformed(data: Any, *transformations: Any) -> Any:
    """Plain JSON changed by pairs of a path and a value, or a function of the old value (`JsonObject.transform`)."""
    if not transformations or len(transformations) % 2:
        raise ValidationError("Expected pairs of a path and a value or function")
    try:
        for path, value in zip(transformations[::2], transformations[1::2], strict=True):
            if _has_matchers(path):
                data = _transformed_where(data, path, value)
            elif value is not UNSET:
                data = _transformed_at(data, parse_path(path), value, ())
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    return data


def _transformed_at(data: Any, steps: Steps, value: Any, at: Steps) -> Any:
    step, rest = steps[0], steps[1:]
    owner, key, old = _member(data, step, at)
    if old is UNSET and value is discard:
        return data
    if rest:
        before = None if old is UNSET else old
        new = _transformed_at(before, rest, value, (*at, step))
        if new is before:
            return data
    else:
        new = value(freeze(old)) if callable(value) and value is not discard else value
    if new is UNSET:
        return data
    changed = owner.copy()
    if new is discard:
        del changed[key]
    elif old is UNSET and isinstance(changed, list):
        changed.append(new)
    else:
        changed[key] = new
    return changed


def _member(data: Any, step: str | int, at: Steps) -> tuple[Any, Any, Any]:
    """The object or list that ``step`` is in, the key or index there, and what it has; `UNSET` for what is new."""
    if isinstance(data, dict):
        return data, str(step), data.get(str(step), UNSET)
    if isinstance(data, list) and isinstance(step, int):
        index = step + len(data) if step < 0 else step
        if not 0 <= index <= len(data):  # the one behind the last is new
            raise ValidationError(f"No position {step} in a list of {len(data)}", f"$.{render_path(at)}")
        return data, index, data[index] if index < len(data) else UNSET
    if data is None and isinstance(step, str):
        return {}, step, UNSET
    if data is None:
        raise ValidationError(f"No position {step}: nothing is set here", f"$.{render_path(at)}")
    raise ValidationError(f"`{_json_type(data)}` has no member `{step}`", f"$.{render_path((*at, step))}")


def _has_matchers(path: Any) -> bool:
    return not isinstance(path, str) and isinstance(path, Iterable) and any(map(callable, path))


def _transformed_where(data: Any, path: Any, value: Any) -> Any:
    """For a path with pyrsistent's matchers (``ny``, ``rex``). Members keep the order they had."""
    try:
        return _in_order(thaw(freeze(data).transform(path, value)), data)
    except (AttributeError, LookupError, TypeError):
        raise ValidationError(f"Nothing can be put at {shorten(str(path))} of a JSON value") from None


def _in_order(new: Any, old: Any) -> Any:
    if isinstance(new, dict) and isinstance(old, dict):
        names = [*(name for name in old if name in new), *(name for name in new if name not in old)]
        return {name: _in_order(new[name], old.get(name)) for name in names}
    if isinstance(new, list) and isinstance(old, list):
        return [_in_order(item, old[i] if i < len(old) else None) for i, item in enumerate(new)]
    return new


def data_of(held: Held) -> Any:
    """The plain value inside, which must not be changed: for use within this library."""
    return held._data  # pyright: ignore[reportPrivateUsage]


class Held:
    """A value that keeps what it encodes to, its hash and its public view, each made on demand.

    The memory of a cache is a slot that is filled on first use: `__getattr__` runs only while it
    is empty. Two threads may fill one at once; they write the same value.
    """

    __slots__ = ("__weakref__", "_data", "_hash", "_view", "encoded")

    _data: Any
    _hash: int
    _view: Any
    encoded: Raw

    def __getattr__(self, name: str) -> Any:
        if name == "encoded":
            value: Any = Raw(self._write(self._data))
        elif name == "_hash":
            value = hash(self._key())
        elif name == "_view":
            value = self._make_view()
        else:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        _set(self, name, value)
        return value

    _write = staticmethod(_encode)

    @classmethod
    def hold(cls, data: Any) -> Self:
        """Hold ``data`` unchecked, which must be fresh: nobody may keep a reference to it."""
        held = object.__new__(cls)
        _set(held, "_data", data)
        return held

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Hold fresh ``data`` once it was found to be what the class accepts."""
        return cls.hold(data)

    def _key(self) -> Any:
        return self._data

    def _make_view(self) -> Any:
        return self._data

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Held):
            return NotImplemented
        return self._equals(other)

    def _equals(self, other: Held) -> bool:
        if self._hash != other._hash:
            return False
        return self.encoded == other.encoded or bool(self._key() == other._key())

    def __hash__(self) -> int:
        return self._hash

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self).hold, (self._data,)


class JsonObject(Held, Mapping[str, Any]):
    """Free-form JSON: an immutable, hashable mapping of any depth.

    What it hands out is pyrsistent all the way down (``.pmap``), so nothing reached through it
    can be changed. That view is built when it is first asked for; encoding never needs it.

    Equality is JSON's: member order does not matter, 1 equals 1.0, and ``true`` is not 1.

    Raises:
        ValidationError: for anything that is not JSON (a non-string key, NaN, other objects).
    """

    __slots__ = ()

    accepts: ClassVar[Any] = None
    """A type that the members must satisfy; None for any JSON object."""

    def __new__(cls, members: Mapping[str, Any] | None = None, /) -> Self:
        """Take over a mapping: it is copied, and may be changed afterwards."""
        if members is None:
            members = {}
        if not isinstance(members, Mapping):
            raise ValidationError(f"Expected `object`, got `{type(members).__name__}`")
        try:
            return cls.take(plain(members))
        except ValidationError:
            raise
        except ValueError as error:  # what msgspec's hooks raise
            message, _, place = str(error).partition(" - at `")
            raise ValidationError(message, place.removesuffix("`")) from None

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Hold a fresh dict, once it was found to be what the class accepts."""
        if not isinstance(data, dict):
            raise ValueError(f"Expected `object`, got `{_json_type(data)}`")
        if cls.accepts is not None:
            _convert(data, cls.accepts)
        return cls.hold(data)

    @classmethod
    def take(cls, data: Any) -> Self:
        """Hold a caller's ``data`` that went through `plain`; configurations in it become JSON."""
        if isinstance(data, Held):
            data = data._data
        encoded = _encode(data)
        held = cls.adopt(msgspec.json.decode(encoded))
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
        (``ny``, ``rex``), and pyrsistent's ``discard`` takes out what is there. What is missing on
        the way is made. A function is given `UNSET` for what is missing; a value of `UNSET` leaves
        things as they are. Members keep their order.

        >>> JsonObject({"a": {"b": 1}}).transform("a.b", 2)
        JsonObject({'a': {'b': 2}})

        Raises:
            ValidationError: for a path that leads nowhere, or a value that is not JSON.
        """
        return type(self)(transformed(self._data, *transformations))

    def _key(self) -> Any:
        return comparable(self._data)

    def _make_view(self) -> Any:
        try:
            return freeze(self._data)
        except RecursionError:
            raise ValidationError("Nested too deeply") from None

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

    __hash__ = Held.__hash__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._data!r})"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return revive_json, (type(self), bytes(self.encoded))


def revive_json(cls: type[Held], encoded: bytes) -> Held:
    """Unpickle JSON, which is pickled as its bytes: small, and as deep as JSON may be."""
    held = cls.hold(msgspec.json.decode(encoded))
    _set(held, "encoded", Raw(encoded))
    return held


class Unvalidated(JsonObject):
    """A JSON object where a struct is declared: a variant that the library does not know.

    Only `decode` with ``unknown="keep"`` and `Config.with_extra` make one. Edits let it pass.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({masked(self._data)!r})"


_SECRETS = frozenset({"authorization", "client_secret", "credential", "headers"})


def masked(data: Any) -> Any:
    """JSON of which no field says what is secret, without what is called as secrets are elsewhere."""
    if isinstance(data, list):
        return [masked(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        name: masked(member)
        if name not in _SECRETS or member is None
        else dict.fromkeys(member, "***")
        if isinstance(member, dict)
        else "***"
        for name, member in data.items()
    }


class Viewed(Held):
    """A value that a field holds but does not show: reading the attribute gives its view."""

    __slots__ = ()

    @property
    def view(self) -> Any:
        """What reading the field gives."""
        return self._view


class Strings(PMap[str, str]):
    """What reading a map of strings gives: a ``PMap`` that can say what it is in plain Python."""

    __slots__ = ()

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, str]:  # noqa: ARG002
        """The map as a plain dict. ``exclude_readonly`` is as for `Config.as_dict`."""
        return dict(self)


class StringMap(Viewed):
    """A map of strings in a field, such as HTTP headers. Reading the field gives a ``PMap``."""

    __slots__ = ()

    accepts: ClassVar[Any] = dict[str, str]

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Hold a map, once it was found to be what the class accepts."""
        return cls.hold(_convert(data, cls.accepts))

    take = adopt

    def _key(self) -> Any:
        return frozenset(self._data.items())

    def _make_view(self) -> Any:
        made: Any = pmap(self._data)
        new: Any = PMap.__new__
        return new(Strings, made._size, made._buckets)


class Metadata(StringMap):
    """Key-value pairs of the caller's own: at most 16, keys up to 64 characters, values up to 512."""

    __slots__ = ()

    accepts = Annotated[
        dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=512)]],
        Meta(max_length=16),
    ]


class StructArray(Viewed):
    """A list of structs in a field, such as tools. Reading the field gives a tuple."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self._data)


class DecodedArray(StructArray):
    """A list fresh from decoding: nobody else holds its structs yet, so it is written in one pass.

    In the others each struct's JSON keeps its own bytes, so a list in which one tool was replaced
    is written at the cost of copying the rest.
    """

    __slots__ = ()

    _write = staticmethod(_encode_whole)


def _convert(data: Any, accepts: Any) -> Any:
    """``data`` as ``accepts``. A failure keeps its own path, which the caller's is put before."""
    try:
        learn(accepts)
        return msgspec.convert(data, accepts)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def _json_type(value: Any) -> str:
    names = {bool: "bool", int: "int", float: "float", str: "str", list: "array", type(None): "null"}
    return names.get(type(value), type(value).__name__)


_MAX_INT_BITS = 14_280  # CPython and msgspec write no integer of over 4300 digits

# In the order in which a subclass is asked for: bool is an int, and taken before.
_CHECKS: dict[type, Callable[[Any], None]] = {str: _check_text, float: _check_number, int: _check_integer}

# What a caller may hand in that needs no copying: immutable, or taken over whole by `take`.
_LEAVES = (bool, bytes, bytearray, memoryview, Struct, Held)
