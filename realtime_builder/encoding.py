"""Between values and bytes: encode, decode, and how a failure is put into words.

Both directions run in msgspec's C code. Only an error, an unknown member or a missing tag takes
the slower way through plain dicts (`_decode_plain`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, overload

import msgspec
from msgspec import Struct

from ._core.extras import Sifter, restore
from ._core.paths import parse_path, render_path
from ._core.shape import Type, fields_of, read_type, tag_of, variant_of
from ._core.values import Held, JsonObject, learn
from .errors import DecodeError, ValidationError, nearest, quote, shorten

__all__ = [
    "Unknown",
    "convert_members",
    "decode",
    "decode_plain",
    "encode",
    "encode_any",
    "encode_into",
    "encode_lines",
    "start_in",
]

C = TypeVar("C")

Unknown = Literal["error", "keep", "drop"]

# Values that msgspec does not know (values.py) keep their encoded bytes in an attribute, so the
# hook is a function in C. The decoder's hook asks the declared class.
_encoder = msgspec.json.Encoder(enc_hook=operator.attrgetter("encoded"))


def _adopt(kind: Any, data: Any) -> Any:
    if kind is JsonObject and data.__class__ is dict:  # most of what there is: no further calls
        held = _new(JsonObject)
        _set_data(held, data)
        return held
    return kind.adopt(data)


_new = object.__new__
_set_data = Held.__dict__["_data"].__set__


def _take(kind: Any, data: Any) -> Any:
    return kind.take(data) if hasattr(kind, "take") else kind.adopt(data)


def encode(config: Struct, /) -> bytes:
    """The wire JSON of a configuration or an event.

    An omitted field has no key, a cleared one is ``null``. A list of structs and free-form JSON
    are encoded once and copied afterwards, also by configurations derived from this one.

    Raises:
        ValidationError: where free-form JSON is nested too deeply to be written, and for what is
            no configuration.
    """
    if not isinstance(config, _ENCODED):
        raise _unfit(config)
    return encode_any(config)


def encode_any(value: Any) -> bytes:
    """`encode` of what is known to be JSON: plain values that went through `plain`, and what slots hold."""
    try:
        return _encoder.encode(value)
    except (RecursionError, AttributeError) as error:
        raise _not_encoded(error) from None


def encode_into(config: Struct, buffer: bytearray, offset: int = 0, /) -> None:
    """Write the wire JSON into ``buffer`` from ``offset`` on; the buffer then ends with it.

    An offset of -1 appends.

    Raises:
        ValidationError: as for `encode`, and for an offset that is not in the buffer.
    """
    if not isinstance(config, _ENCODED):
        raise _unfit(config)
    start = start_in(buffer, offset)
    try:
        _encoder.encode_into(config, buffer, start)
    except (RecursionError, AttributeError) as error:
        raise _not_encoded(error) from None


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
            raise _unfit(next(value for value in several if type(value) is kind))
    try:
        return _encoder.encode_lines(several)
    except (RecursionError, AttributeError) as error:
        raise _not_encoded(error) from None


def start_in(buffer: bytearray, offset: int) -> int:
    """Where to write. Beyond the end would leave a gap of whatever the memory held before."""
    if not -1 <= offset <= len(buffer):
        raise ValidationError(f"Expected `offset` from -1 to {len(buffer)}, got {offset}")
    return len(buffer) if offset == -1 else offset


_ENCODED = (Struct, Held)


def _unfit(value: object) -> ValidationError:
    return ValidationError(f"Expected a configuration, got `{type(value).__name__}`")


def _not_encoded(error: Exception) -> ValidationError:
    return (
        ValidationError("Nested too deeply")
        if isinstance(error, RecursionError)
        else _unfit(getattr(error, "obj", None))
    )


@cache
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    learn(type_)
    return msgspec.json.Decoder(type_, dec_hook=_adopt)


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
    if unknown != "error":
        _require_known(unknown)
    try:
        return _decoder(type).decode(data)
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
        raise explain(refused, Type(), None) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise DecodeError(f"Not valid JSON: {error}") from None
    return decode_plain(plain, type, unknown)


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
            learn(type_)
            return msgspec.convert(plain, type_, dec_hook=_take)
        except msgspec.ValidationError:
            # Once more, without what is unknown and with the tags that only one variant fits.
            value = msgspec.convert(sifter.sift(plain, read), type_, dec_hook=_take)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError as error:
        raise explain(error, read, plain) from None
    for path, aside in sifter.aside:
        try:
            value = restore(value, path, aside)
        except ValidationError as error:
            raise ValidationError(error.message, f"$.{render_path(path)}" if path else "") from None
    return value


def convert_members(members: Mapping[str, Any], draft: type[Struct], cls: type[Struct]) -> Struct:
    """Validate some members of ``cls``: ``draft`` has its fields, all optional.

    Raises:
        ValidationError: with the path.
    """
    declared = Type(structs=(cls,))
    try:
        try:
            learn(draft)
            return msgspec.convert(members, draft, dec_hook=_take)
        except msgspec.ValidationError:
            # Once more, with the tags that only one variant fits.
            return msgspec.convert(Sifter("error").sift(members, declared), draft, dec_hook=_take)
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except msgspec.ValidationError as error:
        raise explain(error, declared, members) from None


# How a failure is put into words

_LONGEST_MESSAGE = 2_000
_PLACE = re.compile(r" - at (`key` in )?`(\$[^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_NOT_ONE_OF = re.compile(r"Invalid (?:enum )?value '?(.*?)'?", re.DOTALL)
_BOUND = re.compile(r"Expected `(int|float|str|array|object)` (?:[<>]|of length|matching)", re.DOTALL)


def explain(error: msgspec.ValidationError, root: Type, data: Any) -> ValidationError:
    """An error of msgspec in this library's words: with the nearest name, the choices, what came."""
    message, path = _split_place(str(error))
    place = _Place(root, data, path)
    if match := _UNKNOWN.fullmatch(message):
        name, struct = match[1], place.struct
        if struct is not None:
            known = [*fields_of(struct), *(tag_of(struct) or ())[:1]]
            message = f"{struct.__name__} has no field `{shorten(name)}`{nearest(name, known)}"
    elif match := _MISSING.fullmatch(message):
        message = place.describe_missing(match[1])
    elif match := _NOT_ONE_OF.fullmatch(message):
        message = place.describe_choices(match[1])
    elif _BOUND.match(message) and place.found and not place.secret and not message.endswith(" as a key"):
        message = f"{message}, got {place.measure}"
    return ValidationError(shorten(message, 1000), path)


def _split_place(text: str) -> tuple[str, str]:
    """The message and the whole path: a hook's own path stands before that of its place."""
    if len(text) > _LONGEST_MESSAGE:  # it quotes the input
        text = f"{text[: _LONGEST_MESSAGE // 2]}…{text[-_LONGEST_MESSAGE // 2 :]}"
    places = []
    while match := re.search(_PLACE.pattern + r"\Z", text):
        places.append(match[2])
        text = text[: match.start()] + (" as a key" if match[1] else "")
    return text, "$" + "".join(place[1:] for place in places)


class _Place:
    """What the declared types and the data say about the place that an error names."""

    def __init__(self, root: Type, data: Any, path: str) -> None:
        self.type: Type | None = root
        self.value = data
        self.found = True
        self.secret = False
        for step in () if path == "$" else parse_path(path):
            self._enter(step)

    @property
    def struct(self) -> type[Struct] | None:
        if self.type is None:
            return None
        if isinstance(self.value, Mapping):
            return variant_of(self.type, self.value)
        return self.type.structs[0] if len(self.type.structs) == 1 else None

    @property
    def measure(self) -> str:
        """What is compared with a bound. Of a list or an object that is its length, and all that is told."""
        return str(len(self.value)) if isinstance(self.value, list | Mapping) else quote(self.value)

    def _enter(self, step: str | int) -> None:
        struct, type_ = self.struct, self.type
        self.type = None
        if isinstance(step, int):
            if type_ is not None:
                self.type = type_.items
        elif struct is not None and step in fields_of(struct):
            field = fields_of(struct)[step]
            self.type, self.secret = field.type, self.secret or field.secret
        elif type_ is not None:
            # The tag of a union: its choices are the variants' tags.
            tags = [tag for tag in map(tag_of, type_.variants) if tag is not None and tag[0] == step]
            if tags:
                self.type = Type(literals=tuple(dict.fromkeys(value for _, value in tags)))
        try:
            self.value = self.value[step]
        except (TypeError, LookupError):
            self.found = False

    def describe_missing(self, name: str) -> str:
        if self.struct is not None:
            return f"{self.struct.__name__} is missing required field `{name}`"
        tags = [tag_of(variant) for variant in self.type.variants] if self.type else []
        choices = _listed(tag[1] for tag in tags if tag is not None and tag[0] == name)
        return f"Missing `{name}`, which is one of {choices}" if choices else f"Missing `{name}`"

    def describe_choices(self, given: str) -> str:
        choices = self.type.literals if self.type else ()
        guess = nearest(given, map(str, choices))
        value = "a secret" if self.secret else quote(self.value if self.found else given)
        if not choices:
            return f"Invalid value {value}"
        return f"Expected {'one of ' if len(choices) > 1 else ''}{_listed(choices)}, got {value}{guess}"


def _listed(choices: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(f"`{choice}`" for choice in choices))
