"""The vocabulary in which every field of every struct is declared.

A type checker and msgspec are told different things about some fields, so that callers may
write ordinary lists and dicts while values stay immutable. Each such pair is declared here,
once: the first branch is what a checker sees, the second what happens at run time.

=================  ============================  =====================================================
meant              checker                       run time
=================  ============================  =====================================================
`Array[T]`         ``Sequence[T]``               ``tuple[T, ...]``
`Json`             ``Mapping[str, Any]``         `JsonObject`
`LazyJson`         ``Mapping[str, Any]``         as `Json`, parsed when somebody looks into it
`LazyJsonOrNull`   the same, or None             the same, null allowed
`Objects`          one `Json` or a list of them  a class whose view is `JsonObject` or a tuple of it
`Strings`          ``Mapping[str, str]``         `StringMap`, read as a pyrsistent ``PMap``
`Pairs`            ``Mapping[str, str]``         the same; a vendor documents limits, which checks know
`Audio`            any bytes-like object         ``bytes``, base64 on the wire
`Open[Literal]`    ``Literal | str``             ``str``, the known values in the JSON Schema
`ByRole[A | B]`    ``A | B``                     a class that decodes by ``type`` and ``role``
=================  ============================  =====================================================
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ._core.frozen import from_decoded, prepare_type
from ._core.values import JsonObject, StringMap
from ._core.values import Objects as _Objects
from .errors import nearest, quote

__all__ = [
    "EMPTY_LIST",
    "EMPTY_TEXT",
    "NULL",
    "NULLABLE",
    "SECRET",
    "UNSET",
    "Array",
    "Audio",
    "ByRole",
    "Clearable",
    "ClearedBy",
    "Finite",
    "Json",
    "LazyJson",
    "LazyJsonOrNull",
    "MaxTokens",
    "Number",
    "Objects",
    "OneKind",
    "Open",
    "Pairs",
    "Secret",
    "Settable",
    "Speed",
    "Strings",
    "UnitInterval",
]

T = TypeVar("T")

# The three states

Clearable: TypeAlias = T | None | UnsetType  # noqa: RUF036 - in the order of the three states
"""A value, ``None`` (null on the wire: turn it off) or `UNSET` (omitted: keep the present value)."""

Settable: TypeAlias = T | UnsetType
"""A value or `UNSET` (omitted)."""

# What stands beside a type, inside ``Annotated``


class ClearedBy(msgspec.Struct, frozen=True):
    """How the API clears a field, beside the type: ``Annotated[Clearable[str], EMPTY_TEXT]``.

    A `Clearable` field of a nested struct needs no mark: null is documented there. In a root
    struct every optional field takes null on the wire, so there the mark says which of them a
    vendor really clears, and by what.
    """

    token: str | tuple[()] | None


NULL = ClearedBy(None)
"""Null clears the field."""

EMPTY_TEXT = ClearedBy("")
"""An empty text clears the field."""

EMPTY_LIST = ClearedBy(())
"""An empty list clears the field."""


class OneKind(msgspec.Struct, frozen=True):
    """For a union in an update that can't change which variant the session has.

    Omission and null stand for the variant whose tag is ``default``.
    """

    default: str


class _Mark:
    """A mark without content."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


NULLABLE = _Mark("NULLABLE")
"""Null is a value of the type beside."""

SECRET = _Mark("SECRET")
"""The value is never shown, neither in a repr nor in an error."""

# Scalars. NaN and the infinities fail every bound, so each float has bounds.

Finite: TypeAlias = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
"""Any number but NaN and the infinities."""

Number: TypeAlias = int | Finite
"""A number that stays as it is written: 560 and 560.0."""
UnitInterval: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
"""0.0 to 1.0."""

Speed: TypeAlias = Annotated[float, Meta(ge=0.25, le=1.5)]
"""A factor of the normal speed, 0.25 to 1.5."""

MaxTokens: TypeAlias = int | Literal["inf"]
"""A number of tokens, or `inf` for no limit."""

Secret: TypeAlias = Annotated[str, SECRET]
"""A text that is never shown."""

if TYPE_CHECKING:
    Audio: TypeAlias = bytes | bytearray | memoryview
    Array: TypeAlias = Sequence[T]
    """A list, which is held as a tuple."""

    Json: TypeAlias = Mapping[str, Any]
    LazyJson: TypeAlias = Mapping[str, Any]
    LazyJsonOrNull: TypeAlias = Mapping[str, Any] | None
    """`LazyJson` or null. Of itself msgspec's type takes null, but a union of both takes nothing else."""

    Objects: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]
    Strings: TypeAlias = Mapping[str, str]
    Pairs: TypeAlias = Mapping[str, str]
    Open: TypeAlias = T | str
    ByRole: TypeAlias = Annotated[T, "decoded by type and role"]
else:
    Audio = bytes
    Array = tuple[T, ...]
    Json = JsonObject
    LazyJson = msgspec.Raw
    LazyJsonOrNull = Annotated[msgspec.Raw, NULLABLE]
    Objects = _Objects
    Strings = StringMap
    Pairs = StringMap

    class Open:
        """A string with known values, which an editor completes and any other may replace."""

        def __class_getitem__(cls, literal: Any) -> Any:
            known = get_args(literal)
            completion = {"anyOf": [{"enum": list(known)}, {"type": "string"}]}
            return Annotated[str, Meta(extra={"known": known}, extra_json_schema=completion)]

    class ByRole(type):
        """A union whose variants share a ``type`` and differ by ``role``.

        msgspec tells the variants of a union apart by one member. Messages of a conversation
        need two, so their union is a class of its own, which msgspec leaves to `from_decoded`.
        """

        def __class_getitem__(cls, union: Any) -> Any:
            variants = get_args(union)
            return cls("ByRole", (), {"variants": variants})

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, cls.variants)

        def find(cls, data: Mapping[str, Any]) -> Any:
            """The variant that ``data``, a JSON object, is of; None where it can't be told."""
            kind, role = data.get("type"), data.get("role")
            for variant in cls.variants:
                of_kind, roles, optional = _kind_of(variant)
                if (kind == of_kind or (optional and "type" not in data)) and (not roles or role in roles):
                    return variant
            return None

        def from_decoded(cls, data: Any) -> Any:
            """Convert plain JSON into the variant that it is."""
            if isinstance(data, cls.variants):
                return data
            if not isinstance(data, Mapping):
                raise ValueError(f"Expected `object`, got `{type(data).__name__}`")
            variant = cls.find(data)
            if variant is None:
                raise ValueError(cls._complaint(data))
            try:
                prepare_type(variant)
                return msgspec.convert(data, variant, dec_hook=from_decoded)
            except msgspec.ValidationError as error:
                raise ValueError(str(error)) from None

        def _complaint(cls, data: Mapping[str, Any]) -> str:
            tags = [kind for variant in cls.variants if (kind := _kind_of(variant)[0]) is not None]
            name, given = "type", data.get("type")
            optional = any(_kind_of(variant)[2] for variant in cls.variants)
            if given in tags or (optional and "type" not in data and "role" in data):  # so it is the role
                tags = [role for variant in cls.variants for role in _kind_of(variant)[1]]
                name, given = "role", data.get("role")
            if name not in data:
                return f"Object missing required field `{name}`"
            known = ", ".join(dict.fromkeys(f"`{tag}`" for tag in tags))
            return f"Expected one of {known}, got {quote(given)}{nearest(given, tags)} - at `$.{name}`"


def _kind_of(variant: Any) -> tuple[str | None, tuple[str, ...], bool]:
    """The ``type`` of a variant (None: it has none), its roles (none: no matter), whether the type may be left out."""
    config = variant.__struct_config__
    if config.tag_field == "role":  # a message: its role alone tells it
        return "message", (config.tag,), True
    return config.tag, get_args(variant.__annotations__.get("role")), False
