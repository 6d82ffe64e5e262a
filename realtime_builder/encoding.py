"""Between values and bytes: encode and decode. Both directions run in msgspec's C code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, overload

from msgspec import Struct

from ._core.frozen import Frozen
from ._core.reading import Unknown, decode_bytes
from ._core.writing import encode_any, encoder, not_encoded, unfit
from .errors import ValidationError

__all__ = ["Unknown", "decode", "encode", "encode_into", "encode_lines", "start_in"]

C = TypeVar("C")


def encode(config: Struct, /) -> bytes:
    """The wire JSON of a configuration or an event.

    An omitted field has no key, a cleared one is ``null``. A list of structs and free-form JSON
    are encoded once and copied afterwards, also by configurations derived from this one.

    Raises:
        ValidationError: where free-form JSON is nested too deeply to be written, and for what is
            no configuration.
    """
    if not isinstance(config, _ENCODED):
        raise unfit(config)
    return encode_any(config)


def encode_into(config: Struct, buffer: bytearray, offset: int = 0, /) -> None:
    """Write the wire JSON into ``buffer`` from ``offset`` on; the buffer then ends with it.

    An offset of -1 appends.

    Raises:
        ValidationError: as for `encode`, and for an offset that is not in the buffer.
    """
    if not isinstance(config, _ENCODED):
        raise unfit(config)
    start = start_in(buffer, offset)
    try:
        encoder.encode_into(config, buffer, start)
    except (RecursionError, AttributeError) as error:
        raise not_encoded(error) from None


def encode_lines(configs: Iterable[Struct], /) -> bytes:
    """The wire JSON of each configuration on a line of its own (newline-delimited JSON).

    Raises:
        ValidationError: as for `encode`.
    """
    if isinstance(configs, _ENCODED):
        raise ValidationError("Expected several configurations, got one")
    several = list(configs)
    for kind in set(map(type, several)):
        if not issubclass(kind, _ENCODED):
            raise unfit(next(value for value in several if type(value) is kind))
    try:
        return encoder.encode_lines(several)
    except (RecursionError, AttributeError) as error:
        raise not_encoded(error) from None


def start_in(buffer: bytearray, offset: int) -> int:
    """Where to write. Beyond the end would leave a gap of whatever the memory held before."""
    if not -1 <= offset <= len(buffer):
        raise ValidationError(f"Expected `offset` from -1 to {len(buffer)}, got {offset}")
    return len(buffer) if offset == -1 else offset


_ENCODED = (Struct, Frozen)


@overload
def decode(data: bytes | bytearray | memoryview | str, /, *, type: type[C], unknown: Unknown = ...) -> C: ...
@overload
def decode(data: bytes | bytearray | memoryview | str, /, *, type: Any, unknown: Unknown = ...) -> Any: ...
def decode(data: bytes | bytearray | memoryview | str, /, *, type: Any, unknown: Unknown = "error") -> Any:
    """Read wire JSON as ``type``: a configuration, an event, or a union of them.

    ``unknown`` says what becomes of a member or a union's variant that the library does not
    know: ``"error"`` refuses it, as most often it is a typo; ``"keep"`` keeps it, so that
    encoding gives the same JSON back; ``"drop"`` leaves it out.

    A missing tag is filled in where only one variant is possible.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is not a ``type``, with the path.
    """
    return decode_bytes(data, type, unknown)
