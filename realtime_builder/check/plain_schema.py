"""JSON Schemas that are plainly right, told in C, and what is amiss with the others.

What is read as a `_Root` satisfies the meta-schema of JSON Schema 2020-12 and is what a tool's
parameters should be: an object, of known keywords, whose required names have properties. Any
other schema is gone through once more for what people get wrong; only where that finds nothing is
the library jsonschema asked. Everything here takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from ..errors import nearest, quote, shorten

__all__ = ["Amiss", "amiss_in", "is_plainly_right", "misfit_of", "needs_library"]

_Kind = Literal["object", "string", "array", "boolean", "integer", "null", "number"]
_Count = Annotated[int, Meta(ge=0)]
_Number = int | float


class _Schema(Struct, forbid_unknown_fields=True, gc=False):
    type: _Kind | Annotated[list[_Kind], Meta(min_length=1)] | UnsetType = UNSET
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    default: Raw | UnsetType = UNSET
    const: Raw | UnsetType = UNSET
    enum: list[Any] | UnsetType = UNSET
    examples: list[Any] | UnsetType = UNSET
    format: str | UnsetType = UNSET
    minimum: _Number | UnsetType = UNSET
    maximum: _Number | UnsetType = UNSET
    exclusiveMinimum: _Number | UnsetType = UNSET  # noqa: N815 - the keyword's name
    exclusiveMaximum: _Number | UnsetType = UNSET  # noqa: N815
    multipleOf: _Number | UnsetType = UNSET  # noqa: N815
    minLength: _Count | UnsetType = UNSET  # noqa: N815
    maxLength: _Count | UnsetType = UNSET  # noqa: N815
    minItems: _Count | UnsetType = UNSET  # noqa: N815
    maxItems: _Count | UnsetType = UNSET  # noqa: N815
    minProperties: _Count | UnsetType = UNSET  # noqa: N815
    maxProperties: _Count | UnsetType = UNSET  # noqa: N815
    uniqueItems: bool | UnsetType = UNSET  # noqa: N815
    deprecated: bool | UnsetType = UNSET
    readOnly: bool | UnsetType = UNSET  # noqa: N815
    writeOnly: bool | UnsetType = UNSET  # noqa: N815
    pattern: str | UnsetType = UNSET
    required: list[str] | UnsetType = UNSET
    properties: dict[str, _Schema | bool] | UnsetType = UNSET
    patternProperties: dict[str, _Schema | bool] | UnsetType = UNSET  # noqa: N815
    additionalProperties: _Schema | bool | UnsetType = UNSET  # noqa: N815
    propertyNames: _Schema | bool | UnsetType = UNSET  # noqa: N815
    items: _Schema | bool | UnsetType = UNSET
    prefixItems: Annotated[list[_Schema | bool], Meta(min_length=1)] | UnsetType = UNSET  # noqa: N815
    contains: _Schema | bool | UnsetType = UNSET
    anyOf: Annotated[list[_Schema | bool], Meta(min_length=1)] | UnsetType = UNSET  # noqa: N815
    oneOf: Annotated[list[_Schema | bool], Meta(min_length=1)] | UnsetType = UNSET  # noqa: N815
    allOf: Annotated[list[_Schema | bool], Meta(min_length=1)] | UnsetType = UNSET  # noqa: N815

    def __post_init__(self) -> None:
        if self.type.__class__ is list or self.required is not UNSET or self.pattern is not UNSET:  # few have any
            self._require_sense()

    def _require_sense(self) -> None:
        kinds, required, pattern = self.type, self.required, self.pattern
        if isinstance(kinds, list) and len(set(kinds)) != len(kinds):
            raise ValueError("a kind is there twice")
        if isinstance(required, list) and required:
            names = set(required)
            if len(names) != len(required):
                raise ValueError("a name is required twice")
            if isinstance(self.properties, dict) and not names <= self.properties.keys():
                raise ValueError("a required name has no property")
        if isinstance(pattern, str):
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise ValueError(str(error)) from None


class _Root(_Schema, forbid_unknown_fields=True, gc=False, kw_only=True):
    type: Literal["object"]  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]


_decode = msgspec.json.Decoder(_Root).decode


def is_plainly_right(encoded: Raw) -> bool:
    """Whether nothing need be said of a tool's parameters."""
    try:
        _decode(encoded)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return False
    return True


def misfit_of(data: Any) -> str:
    """Why a schema does not fit what is known of 2020-12; empty where it does, or has other keywords."""
    try:
        msgspec.convert(_only_known(data), _Schema)
    except RecursionError:
        return "it is nested too deeply"
    except (msgspec.MsgspecError, UnicodeError) as error:
        return str(error)
    return ""


# What people get wrong


class Amiss(NamedTuple):
    """One thing that is amiss with a schema."""

    rule: Literal["schema-null", "schema-keyword", "schema-root", "schema-required"]
    steps: tuple[str | int, ...]
    message: str
    instead: str


_READ = frozenset(info.encode_name for info in msgspec.structs.fields(_Schema))
_KEYWORDS = _READ | {
    *("$schema", "$id", "$ref", "$defs", "$anchor", "$comment", "$vocabulary", "$dynamicRef", "$dynamicAnchor"),
    *("if", "then", "else", "not", "dependentSchemas", "dependentRequired", "minContains", "maxContains"),
    *("unevaluatedItems", "unevaluatedProperties", "contentEncoding", "contentMediaType", "contentSchema"),
    *("definitions", "dependencies", "additionalItems", "strict"),  # of older drafts, and of OpenAI's
}
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_MOST = 10  # findings for one schema; who wrote it corrects those first


def amiss_in(schema: dict[str, Any]) -> list[Amiss]:
    """What is amiss with a tool's parameters, beside what a validator says."""
    found: list[Amiss] = []
    if schema and not (_ROOTS & schema.keys()):
        message = "The root of the parameters is not an object: it has no `type`"
        found.append(Amiss("schema-root", (), message, "set `type` to `object`"))
    elif schema and schema.get("type", "object") not in ("object", ["object"]):
        message = f"The root of the parameters is not an object: its `type` is {quote(schema['type'])}"
        found.append(
            Amiss("schema-root", ("type",), message, "set `type` to `object`, and put the rest into `properties`")
        )
    try:
        for amiss in _walk(schema, ()):
            found.append(amiss)
            if len(found) == _MOST:
                break
    except RecursionError:
        pass  # which `misfit_of` says
    return found


_ROOTS = {"type", "$ref", "anyOf", "oneOf", "allOf"}


def _walk(schema: Any, at: tuple[str | int, ...]) -> Iterator[Amiss]:
    if isinstance(schema, dict):
        yield from _wrong_keywords(schema, at)
        yield from _required_without_property(schema, at)
        for steps, member in _inner(schema):
            yield from _walk(member, (*at, *steps))


def _wrong_keywords(schema: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Amiss]:
    for name, value in schema.items():
        if name not in _KEYWORDS and not name.startswith("x-"):
            message = f"JSON Schema has no keyword `{shorten(name)}`{nearest(name, sorted(_KEYWORDS))}"
            if value is None:  # what YAML makes of a comma in a text without quotes
                instead = "remove it; in YAML, a text with a comma needs quotes"
                yield Amiss("schema-null", (*at, name), f"{message}, and it is null", instead)
            else:
                instead = "correct it" if message.endswith("?") else "remove it"
                yield Amiss("schema-keyword", (*at, name), message, instead)
        elif value is None and name not in ("default", "const"):
            yield Amiss("schema-null", (*at, name), f"The keyword `{name}` is null", "give it a value, or remove it")


def _inner(schema: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The schemas in a schema, each with the steps to it."""
    for name in _MAPS:
        members = schema.get(name)
        if isinstance(members, dict):
            yield from (((name, key), member) for key, member in members.items())
    for name in _LISTS:
        members = schema.get(name)
        if isinstance(members, list):
            yield from (((name, i), member) for i, member in enumerate(members))
    yield from (((name,), schema[name]) for name in _SINGLE if name in schema)


def _required_without_property(schema: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Amiss]:
    required, properties = schema.get("required"), schema.get("properties")
    if not isinstance(required, list) or not isinstance(properties, dict) or "patternProperties" in schema:
        return
    for i, name in enumerate(required):
        if isinstance(name, str) and name not in properties:
            message = f"`{shorten(name)}` is required but has no property{nearest(name, properties)}"
            yield Amiss("schema-required", (*at, "required", i), message, "describe it in `properties`, or remove it")


def _only_known(data: Any) -> Any:
    """A schema as `_Schema` reads it, without what `amiss_in` speaks of."""
    if isinstance(data, list):
        return [_only_known(item) for item in data]
    if not isinstance(data, dict):
        return data
    known: dict[str, Any] = {}
    for name, value in data.items():
        if name in ("properties", "patternProperties") and isinstance(value, dict):
            known[name] = {key: _only_known(member) for key, member in value.items()}
        elif name == "required" and isinstance(value, list) and isinstance(data.get("properties"), dict):
            known[name] = [key for key in value if not isinstance(key, str) or key in data["properties"]]
        elif name in _ANY_JSON:
            known[name] = value if name in ("enum", "examples") else 0
        elif name in _READ and value is not None:
            known[name] = _only_known(value)
    return known


def needs_library(data: Any) -> bool:
    """Whether a schema has keywords of JSON Schema that are not read here."""
    if isinstance(data, list):
        return any(map(needs_library, data))
    if not isinstance(data, dict):
        return False
    for name, value in data.items():
        if name in _KEYWORDS and name not in _READ:
            return True
        members = value.values() if name in _MAPS and isinstance(value, dict) else (value,)
        if name not in _ANY_JSON and any(map(needs_library, members)):
            return True
    return False


_ANY_JSON = ("default", "const", "enum", "examples")
