"""Rules of the JSON Schemas of tools."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct

from .. import openai_beta as beta
from .. import openai_ga as ga
from .. import voicelive as vl
from .._core.paths import render_path
from .._core.values import JsonObject
from ..errors import shorten
from .plain_schema import Amiss, amiss_in, is_plainly_right, misfit_of, needs_library
from .rules import Complaint, rule

_FUNCTIONS = (ga.RealtimeFunctionTool, beta.Tool, vl.FunctionTool)
_WITH_SCHEMA = (*_FUNCTIONS, ga.MCPListToolsTool)
_OWN = "JSON Schema 2020-12, and what tools are called with"


class _Reading(Struct, frozen=True):
    """What was found in one schema. It is kept in the schema, which never changes."""

    amiss: tuple[Amiss, ...] = ()
    problem: str = ""
    """Why it is no valid JSON Schema."""
    unread: bool = False
    """Whether only the library could say, and it is not installed."""


_NOTHING = _Reading()


def _reading_of(tool: Any) -> tuple[str, _Reading]:
    """The field that a tool's schema is in, and what was found in it."""
    field = "input_schema" if isinstance(tool, ga.MCPListToolsTool) else "parameters"
    schema = getattr(tool, field)
    if not isinstance(schema, JsonObject):
        return field, _NOTHING
    try:
        reading: _Reading = _remarks(schema)
    except AttributeError:
        reading = _NOTHING if is_plainly_right(schema.encoded) else _read(schema)
        _set_remarks(schema, reading)
    return field, reading


# The slot itself, which says in C that it is empty.
_remarks, _set_remarks = JsonObject.remarks.__get__, JsonObject.remarks.__set__


_MOST_BYTES = 256 * 1024  # the library takes milliseconds for a kilobyte


def _read(schema: JsonObject) -> _Reading:
    data = msgspec.json.decode(schema.encoded)
    amiss = tuple(amiss_in(data))
    if not misfit_of(data) and not _needs_library(data):
        return _Reading(amiss)
    if _jsonschema() is None:
        return _Reading(amiss, unread=True)
    return _Reading(amiss, _find_problem(data) if len(schema.encoded) <= _MOST_BYTES else "")


def _needs_library(data: Any) -> bool:
    try:
        return needs_library(data)
    except RecursionError:
        return True


@cache
def _jsonschema() -> Any:
    """The library; None where it is not installed."""
    try:
        return import_module("jsonschema")
    except ImportError:
        return None


def _find_problem(schema: dict[str, Any]) -> str:
    library = _jsonschema()
    validator = library.Draft202012Validator
    try:
        if isinstance(schema.get("$schema"), str):
            validator = library.validators.validator_for(schema, default=validator)
        validator.check_schema(_without_nulls(schema))
    except library.SchemaError as error:
        place = f" in `{shorten(error.json_path)}`" if error.absolute_path else ""
        return f"{shorten(error.message)}{place}"
    except RecursionError:
        return "it is nested too deeply"
    except (ArithmeticError, ValueError) as error:  # `$schema` is no URI, a pattern repeats too often
        return shorten(str(error))
    return ""


def _without_nulls(schema: Any) -> Any:
    """A schema without the keywords that are null, of which `schema-null` speaks."""
    if isinstance(schema, list):
        return [_without_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _without_nulls(value) for name, value in schema.items() if value is not None}


def _is_remarkable(tool: Any) -> bool:
    return _reading_of(tool)[1] is not _NOTHING


_LIBRARY = "JSON Schema, by the library jsonschema"


@rule("json-schema", "error", *_WITH_SCHEMA, source=_LIBRARY, when=_is_remarkable)
def json_schema(tool: Any) -> Iterator[Complaint]:
    """Parameters that are not a valid JSON Schema. Unusual ones need the extra `check`."""
    field, reading = _reading_of(tool)
    if reading.problem:
        yield Complaint(field, f"Not a valid JSON Schema: {reading.problem}", "correct it there")


@rule(
    "json-schema-unchecked",
    "info",
    *_WITH_SCHEMA,
    source="the extra `check` of this package",
    once=True,
    when=_is_remarkable,
)
def json_schema_unchecked(tool: Any) -> Iterator[Complaint]:
    """The library jsonschema is not installed, so an unusual schema was not checked."""
    field, reading = _reading_of(tool)
    if reading.unread:
        message = "An unusual JSON Schema was not checked: jsonschema is not installed"
        yield Complaint(field, message, "install it with: pip install 'realtime-builder[check]'")


def _about(name: str, tool: Any) -> list[Complaint]:
    field, reading = _reading_of(tool)
    return [
        Complaint(render_path((field, *amiss.steps)), amiss.message, amiss.instead)
        for amiss in reading.amiss
        if amiss.rule == name
    ]


@rule("schema-null", "error", *_WITH_SCHEMA, source=_OWN, when=_is_remarkable)
def schema_null(tool: Any) -> list[Complaint]:
    """A null keyword in a tool's schema. YAML makes one from an unquoted comma."""
    return _about("schema-null", tool)


@rule("schema-keyword", "warning", *_WITH_SCHEMA, source=_OWN, when=_is_remarkable)
def schema_keyword(tool: Any) -> list[Complaint]:
    """A keyword in a tool's schema that JSON Schema does not have."""
    return _about("schema-keyword", tool)


@rule(
    "schema-root",
    "error",
    *_WITH_SCHEMA,
    source="OpenAI's replies: a function's parameters are of type `object`",
    when=_is_remarkable,
)
def schema_root(tool: Any) -> list[Complaint]:
    """A tool's schema whose root is not an object."""
    return _about("schema-root", tool)


@rule("schema-required", "warning", *_WITH_SCHEMA, source=_OWN, when=_is_remarkable)
def schema_required(tool: Any) -> list[Complaint]:
    """A required name of a tool's schema that has no property."""
    return _about("schema-required", tool)
