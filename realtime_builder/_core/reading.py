"""Reading JSON as a declared type.

It runs in msgspec's C code. Only an error, an unknown member or a missing tag takes the slower
way through plain dicts (`decode_plain`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, StructMeta

from ..errors import DecodeError, ValidationError, quote
from .big_numbers import first_unheld
from .depth import AROUND, MAX_DEPTH, is_shallow, require_shallow, too_deep
from .frozen import Frozen, prepare_type
from .paths import place_of
from .reader import Reader, Unknown, type_of, with_raw
from .shape import Type, declared_class, fields_of, lazy_names, leaves_to_lists
from .skipped import deferring
from .values import JsonObject

if TYPE_CHECKING:
    from .paths import Steps

__all__ = [
    "convert_members",
    "decode_bytes",
    "decode_json",
    "decode_plain",
    "faults_at",
    "faults_in",
    "unpickle",
]


def _from_decoded(kind: Any, data: Any) -> Any:
    if kind is JsonObject and data.__class__ is dict and is_shallow(data):  # most of what there is
        held = _new(JsonObject)
        _set_data(held, data)
        return held
    return kind.from_decoded(data)


_new = object.__new__
_set_data = Frozen.__dict__["_data"].__set__


def _from_caller(kind: Any, data: Any) -> Any:
    return kind.from_caller(data) if hasattr(kind, "from_caller") else kind.from_decoded(data)


@cache
def _decoder(type_: Any) -> tuple[Callable[[Any], Any], bool]:
    """How msgspec reads a type, and whether lists look after the JSON in their items that it skips."""
    prepare_type(type_)
    decode = msgspec.json.Decoder(type_, dec_hook=_from_decoded).decode
    return decode, isinstance(type_, type) and leaves_to_lists(type_)


_SAFE = frozenset({bytes, str, bytearray})
"""Of these a value may keep a part, of the last one of a copy."""


def decode_bytes(data: Any, type_: Any, unknown: Unknown, *, whole: bool = False) -> Any:
    """See `realtime_builder.decode`, and `Reader` for ``whole``."""
    if unknown != "error":
        _require_known(unknown)
    if isinstance(type_, type) and issubclass(type_, Struct) and declared_class(type_) is not type_:
        type_ = declared_class(type_)  # the type of a value with extras
        unknown = "keep" if unknown == "error" else unknown
    try:
        decode, defers = _decoder(type_)
        if defers and data.__class__ in _SAFE:
            return deferring(decode, bytes(data) if data.__class__ is bytearray else data)
        return decode(data)
    except RecursionError:
        raise too_deep() from None
    except msgspec.ValidationError:
        pass  # but perhaps it can be understood all the same
    except (msgspec.DecodeError, UnicodeError, SystemError, TypeError, BufferError) as error:
        raise _not_json(error, data) from None
    return decode_plain(decode_json(data), type_, unknown, whole=whole)


def decode_json(data: Any) -> Any:
    """JSON as plain dicts and lists.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for a number that Python can't hold, and for JSON that is nested too deeply.
    """
    try:
        plain = msgspec.json.decode(data)
    except RecursionError:
        raise too_deep() from None
    except msgspec.ValidationError as error:
        # Of its place msgspec says how deep it is, and no name.
        raise ValidationError(str(error).partition(" - at `")[0], place_of(first_unheld(data))) from None
    except (msgspec.DecodeError, UnicodeError, SystemError, TypeError, BufferError) as error:
        raise _not_json(error, data) from None
    require_shallow(data, MAX_DEPTH + AROUND)  # of the values in it each is looked at when it is held
    return plain


def _not_json(error: Exception, data: Any) -> ValidationError:
    if isinstance(error, TypeError):
        way = "; `from_dict` reads a dict" if isinstance(data, Mapping) else ""
        return ValidationError(f"Expected JSON as bytes or text, got `{type(data).__name__}`{way}")
    if isinstance(error, SystemError):  # older versions of msgspec, of a number with hundreds of digits
        return ValidationError("Number out of range")
    return DecodeError(f"Not valid JSON: {error}")


def _require_known(unknown: object) -> None:
    if unknown not in ("error", "keep", "drop"):
        raise ValidationError(f"Expected `unknown` to be 'error', 'keep' or 'drop', got {quote(unknown)}")


def decode_plain(plain: Any, type_: Any, unknown: Unknown = "error", *, whole: bool = False) -> Any:
    """`decode` for JSON that is already dicts and lists, which must be fresh."""
    _require_known(unknown)
    try:
        if plain.__class__ is dict and isinstance(type_, StructMeta) and plain.keys().isdisjoint(lazy_names(type_)):
            prepare_type(type_)
            try:
                return msgspec.convert(plain, type_, dec_hook=_from_caller)
            except msgspec.ValidationError:
                pass  # but perhaps the reader understands it all the same
        return Reader(unknown, hook=_from_caller, whole=whole).read_root(with_raw(plain, type_of(type_)), type_)
    except RecursionError:
        raise too_deep() from None


def convert_members(members: Mapping[str, Any], draft: type[Struct], cls: type[Struct]) -> dict[str, Any]:
    """Some members of ``cls``, validated: ``draft`` has its fields, all optional.

    Raises:
        ValidationError: with the path.
    """
    prepare_type(draft)
    try:
        fields = fields_of(cls)
        members = {name: with_raw(member, fields[name].type) for name, member in members.items()}
        try:
            read = msgspec.convert(members, draft, dec_hook=_from_caller)
            return {name: getattr(read, name) for name in members}
        except msgspec.ValidationError:
            reader = Reader("error", hook=_from_caller)
            return {name: reader.read(member, fields[name].type, (name,)) for name, member in members.items()}
    except RecursionError:
        raise too_deep() from None


def faults_in(data: Any, type_: Any, unknown: Unknown) -> tuple[ValidationError, ...]:
    """All that is wrong with plain JSON, which must be fresh, as a ``type_``."""
    _require_known(unknown)
    faults: list[ValidationError] = []
    try:
        Reader(unknown, hook=_from_caller, faults=faults).read_root(with_raw(data, type_of(type_)), type_)
    except RecursionError:
        faults.append(too_deep())
    return tuple(faults)


def faults_at(data: Any, type_: Type, at: Steps) -> tuple[ValidationError, ...]:
    """All that is wrong with plain JSON, which must be fresh, in a slot of that type."""
    faults: list[ValidationError] = []
    Reader("error", hook=_from_caller, faults=faults).read(with_raw(data, type_), type_, at)
    return tuple(faults)


def unpickle(cls: type[Struct], data: bytes) -> Any:
    """A value from its JSON, which is what it is pickled as."""
    return decode_bytes(data, cls, "keep", whole=True)
