"""Reading JSON as a declared type.

It runs in msgspec's C code. Only an error, an unknown member or a missing tag takes the slower
way through plain dicts (`decode_plain`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct

from ..errors import DecodeError, ValidationError, quote
from .extras import Sifter, restore
from .frozen import Frozen, prepare_type
from .paths import render_path
from .shape import Type, read_type
from .values import JsonObject
from .wording import put_into_words

__all__ = ["Unknown", "convert_members", "decode_bytes", "decode_plain"]

Unknown = Literal["error", "keep", "drop"]
"""What becomes of JSON that the library does not know: refused, kept as it is, or left out."""


def _from_decoded(kind: Any, data: Any) -> Any:
    if kind is JsonObject and data.__class__ is dict:  # most of what there is: no further calls
        held = _new(JsonObject)
        _set_data(held, data)
        return held
    return kind.from_decoded(data)


_new = object.__new__
_set_data = Frozen.__dict__["_data"].__set__


def _from_caller(kind: Any, data: Any) -> Any:
    return kind.from_caller(data) if hasattr(kind, "from_caller") else kind.from_decoded(data)


@cache
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    prepare_type(type_)
    return msgspec.json.Decoder(type_, dec_hook=_from_decoded)


def decode_bytes(data: Any, type_: Any, unknown: Unknown) -> Any:
    """See `realtime_builder.decode`."""
    if unknown != "error":
        _require_known(unknown)
    try:
        return _decoder(type_).decode(data)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError as error:
        refused = error  # but perhaps it can be understood all the same
    except (msgspec.DecodeError, UnicodeError) as error:
        raise DecodeError(f"Not valid JSON: {error}") from None
    try:
        plain = msgspec.json.decode(data)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError:  # a number that Python can't hold
        raise put_into_words(refused, Type(), None) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise DecodeError(f"Not valid JSON: {error}") from None
    return decode_plain(plain, type_, unknown)


def _require_known(unknown: object) -> None:
    if unknown not in ("error", "keep", "drop"):
        raise ValidationError(f"Expected `unknown` to be 'error', 'keep' or 'drop', got {quote(unknown)}")


def decode_plain(plain: Any, type_: Any, unknown: Unknown = "error") -> Any:
    """`decode` for JSON that is already dicts and lists, which must be fresh."""
    _require_known(unknown)
    read = read_type(type_)
    sifter = Sifter(unknown)
    try:
        try:
            prepare_type(type_)
            return msgspec.convert(plain, type_, dec_hook=_from_caller)
        except msgspec.ValidationError:
            # Once more, without what is unknown and with the tags that only one variant fits.
            value = msgspec.convert(sifter.sift(plain, read), type_, dec_hook=_from_caller)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError as error:
        raise put_into_words(error, read, plain) from None
    return _put_back(value, sifter)


def convert_members(members: Mapping[str, Any], draft: type[Struct], cls: type[Struct]) -> Any:
    """Validate some members of ``cls``: ``draft`` has its fields, all optional.

    Raises:
        ValidationError: with the path.
    """
    declared = Type(structs=(cls,))
    try:
        try:
            prepare_type(draft)
            return msgspec.convert(members, draft, dec_hook=_from_caller)
        except msgspec.ValidationError:
            # Once more, with the tags that only one variant fits.
            sifter = Sifter("error")
            value = msgspec.convert(sifter.sift(members, declared), draft, dec_hook=_from_caller)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError as error:
        raise put_into_words(error, declared, members) from None
    return _put_back(value, sifter)


def _put_back(value: Any, sifter: Sifter) -> Any:
    for path, aside in sifter.aside:
        try:
            value = restore(value, path, aside)
        except ValidationError as error:
            raise ValidationError(error.message, f"$.{render_path(path)}" if path else "") from None
    return value
