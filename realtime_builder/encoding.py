"""Between values and bytes: encode and decode. Both directions run in msgspec's C code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias, TypeVar, overload

from msgspec import Struct

from ._core.frozen import Frozen, encoder
from ._core.keeping import unvalidated_in
from ._core.paths import render_path
from ._core.plain import fresh_json, plain
from ._core.reader import Unknown
from ._core.reading import decode_bytes, decode_json, faults_in
from ._core.shape import Type
from ._core.values import JsonObject
from ._core.writing import encode_any, not_a_configuration, not_encoded
from .errors import ValidationError

__all__ = ["Unknown", "decode", "encode", "encode_into", "encode_lines", "start_in", "unvalidated", "validate"]

C = TypeVar("C")

JsonText: TypeAlias = bytes | bytearray | memoryview | str


def encode(config: Struct, /) -> bytes:
    """The wire JSON of a configuration or an event.

    An omitted field has no key, a cleared one is ``null``. A list of structs and free-form JSON
    are encoded once and copied afterwards, also by configurations derived from this one.

    Raises:
        ValidationError: where free-form JSON is nested too deeply to be written, and for what is
            no configuration.
    """
    if not isinstance(config, _ENCODED):
        raise not_a_configuration(config)
    return encode_any(config)


def encode_into(config: Struct, buffer: bytearray, offset: int = 0, /) -> None:
    """Write the wire JSON into ``buffer`` from ``offset`` on; the buffer then ends with it.

    An offset of -1 appends.

    Raises:
        ValidationError: as for `encode`, and for an offset that is not in the buffer.
    """
    if not isinstance(config, _ENCODED):
        raise not_a_configuration(config)
    start = start_in(buffer, offset)
    try:
        encoder.encode_into(config, buffer, start)
    except AttributeError:  # there are extras
        written = encode_any(config)
        del buffer[start:]
        buffer += written
    except RecursionError as error:
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
            raise not_a_configuration(next(value for value in several if type(value) is kind))
    try:
        return encoder.encode_lines(several)
    except AttributeError:  # there are extras
        return b"".join([encode_any(config) + b"\n" for config in several])
    except RecursionError as error:
        raise not_encoded(error) from None


def start_in(buffer: bytearray, offset: int) -> int:
    """Where to write. Beyond the end would leave a gap of whatever the memory held before."""
    if not -1 <= offset <= len(buffer):
        raise ValidationError(f"Expected `offset` from -1 to {len(buffer)}, got {offset}")
    return len(buffer) if offset == -1 else offset


_ENCODED = (Struct, Frozen)


@overload
def decode(data: JsonText, /, *, type: type[C], unknown: Literal["error", "drop"] = ...) -> C: ...
@overload
def decode(data: JsonText, /, *, type: type[C], unknown: Unknown) -> C | JsonObject: ...
@overload
def decode(data: JsonText, /, *, type: Any, unknown: Unknown = ...) -> Any: ...
def decode(data: JsonText, /, *, type: Any, unknown: Unknown = "error") -> Any:
    """Read wire JSON as ``type``: a configuration, an event, or a union of them.

    ``unknown`` says how to treat input that the library does not know:

    - ``"error"`` refuses it, because it is usually a typo;
    - ``"drop"`` drops members that the types do not have, and refuses everything else;
    - ``"keep"`` keeps it, so that encoding gives the same JSON back: members, variants of a union, and
      values that do not fit their field, each at the smallest subtree. A kept value reads as plain
      JSON (text, numbers, tuples, `JsonObject`), and an object that is no ``type`` at all is a
      `JsonObject`. `unvalidated` lists what was kept.

    A missing tag is filled in where there is one variant only, or the other members decide it. A whole number
    written as a fraction (``500.0``) is an integer in a field of integers, and ``1`` is encoded as ``1.0`` in a
    field of fractions. JSON may have 128 levels.

    Raises:
        DecodeError: for bytes that are not JSON.
        ValidationError: for JSON that is not a ``type``, with the path.
    """
    return decode_bytes(data, type, unknown)


def unvalidated(config: Any, /) -> tuple[str, ...]:
    """The paths of everything in ``config`` that its types do not allow, in wire order.

    These come from `Config.with_extra`, from ``unknown="keep"``, and from members that only a server's event
    has. The path of a `JsonObject` in place of a whole configuration is ``"$"``.

    >>> session = decode(b'{"audio": {"output": {"speed": 9}}}', type=Session, unknown="keep")
    >>> unvalidated(session)
    ('audio.output.speed',)
    """
    if isinstance(config, JsonObject):
        return ("$",)
    return tuple(render_path(steps) for steps in unvalidated_in(config, Type()))


def validate(
    data: JsonText | Mapping[str, Any], /, *, type: Any, unknown: Unknown = "error"
) -> tuple[ValidationError, ...]:
    """All mistakes in wire JSON, or in a mapping, as a ``type``; empty if it is valid.

    `decode` raises the first of them. This function never raises because of the data, even if it is not JSON.

    >>> for error in validate(data, type=openai_ga.RealtimeSessionCreateRequest):
    ...     print(error.path, error.message)
    """
    try:
        read = fresh_json(plain(data)) if isinstance(data, Mapping) else decode_json(data)
        return faults_in(read, type, unknown)
    except ValidationError as error:
        return (error,)
