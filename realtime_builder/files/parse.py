"""Text to plain dicts and lists: YAML 1.2, JSON and TOML by one set of rules.

What JSON has no form for (dates, NaN, a key given twice) is refused in each of them, with its line and column.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any, NoReturn

from .._core.paths import parse_path
from .._core.plain import plain
from ..errors import ValidationError
from .failures import FileError, Problem
from .json_text import place_of_token, repeated_name

__all__ = ["SUFFIXES", "TOML_STRING", "Format", "format_of", "named_format", "parse", "parse_mapping"]


class Format(StrEnum):
    """How a file is written."""

    YAML = "yaml"
    JSON = "json"
    TOML = "toml"


SUFFIXES = {".yaml": Format.YAML, ".yml": Format.YAML, ".json": Format.JSON, ".toml": Format.TOML}

_TOML_START = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:\[|[\w.\"'-]+[ \t]*=)")


def named_format(name: str) -> Format:
    """The format of that name.

    Raises:
        ValidationError: for another name.
    """
    try:
        return Format(name)
    except ValueError:
        raise ValidationError(f"Expected `format` to be 'yaml', 'json' or 'toml', got {name!r}") from None


def format_of(suffix: str, text: str) -> Format:
    """The format by a file's suffix, or else by how its text begins."""
    known = SUFFIXES.get(suffix.lower())
    if known is not None:
        return known
    if text.lstrip().startswith("{"):
        return Format.JSON
    return Format.TOML if _TOML_START.match(text) else Format.YAML


def parse(text: str, form: Format, name: str) -> Any:
    """The JSON value in ``text``, as fresh plain data; ``name`` is the file's, for errors.

    Raises:
        FileError: for text that is not in the format, or holds a value that JSON has no form for.
    """
    try:
        return plain(_READERS[form](text))
    except RecursionError:
        raise FileError(name, [Problem("Nested too deeply")]) from None
    except ValidationError as error:
        line, column = _place_of(error, text, form) if error.path else (0, 0)
        raise FileError(name, [Problem(error.message, error.path, line, column)]) from None
    except _Malformed as error:
        message = f"Not valid {form.upper()}: {error}"
        raise FileError(name, [Problem(message, "", error.line, error.column)]) from None


def parse_mapping(name: str, text: str, form: Format) -> dict[str, Any]:
    """`parse` for a text that has to hold an object.

    Raises:
        FileError: as `parse`, and for anything else.
    """
    value = parse(text, form, name)
    if not isinstance(value, dict):
        found = {type(None): "nothing", list: "a list", str: "text", bool: "a boolean"}.get(type(value), "a number")
        raise FileError(name, [Problem(f"Expected a mapping of settings, got {found}")])
    return value


def _place_of(error: ValidationError, text: str, form: Format) -> tuple[int, int]:
    from .places import Places  # noqa: PLC0415 - which reads texts of the formats that are named here

    return Places(text, form).find(parse_path(error.path))


class _Malformed(Exception):  # noqa: N818 - never seen outside
    def __init__(self, problem: object, line: int = 0, column: int = 0) -> None:
        super().__init__(problem)
        self.line, self.column = line, column


def _read_yaml(text: str) -> Any:
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise ValidationError("YAML needs PyYAML; run: pip install 'realtime-builder[files]'") from None
    from .yaml_text import read_yaml  # noqa: PLC0415 - it needs PyYAML, of an extra

    try:
        return read_yaml(text)
    except yaml.MarkedYAMLError as error:
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        problem += next((f"; {advice}" for said, advice in _ADVICE if said in problem), "")
        mark = error.problem_mark or error.context_mark
        # PyYAML counts as lines what ends at other characters too; editors do not.
        raise _Malformed(problem, *(_place(text, mark.index) if mark else ())) from None
    except yaml.reader.ReaderError as error:
        character = f"U+{ord(text[error.position]):04X}"
        raise _Malformed(f"{error.reason}: {character}", *_place(text, error.position)) from None


_ADVICE = (
    (
        "mapping values are not allowed",
        "a text with `: ` in it needs quotes, and the members of an object begin in one column",
    ),
    ("could not find expected ':'", "a colon and a space come after each name"),
    (r"found character '\t'", "indent with spaces"),
    ("that cannot start any token", "a text that begins with it needs quotes"),
    ("found unhashable key", "a text that begins with `{` or `[` needs quotes"),
    ("while scanning an alias", "a text that begins with `*` needs quotes"),
    ("found undefined alias", "a text that begins with `*` needs quotes"),
    ("while scanning an anchor", "a text that begins with `&` needs quotes"),
    ("found unknown escape character", "write two backslashes for one, or put the text into single quotes"),
    ("but found '<scalar>'", "to have a quote in a text in quotes, double it"),
    ("but found '<block mapping start>'", "the members of an object begin in one column"),
    ("could not determine a constructor for the tag", "leave the tag out, or put the text into quotes"),
)
"""What to do about the mistakes that texts for people lead to, by a part of what PyYAML says."""


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _read_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_refuse_constant)
    except _RepeatedError as error:
        # Only the second time says where; the parser does not tell a hook its place.
        raise _Malformed(error, *_place(text, repeated_name(text))) from None
    except json.JSONDecodeError as error:
        raise _Malformed(error.msg + _json_advice(text, error.pos), error.lineno, error.colno) from None
    except _Malformed as error:
        raise _Malformed(error, *_place(text, place_of_token(text, _CONSTANTS))) from None
    except ValueError:  # of int()
        raise _Malformed(_TOO_LONG, *_place(text, place_of_token(text, _LONG))) from None


def _json_advice(text: str, position: int) -> str:
    """What to do, by the character at which the parser stops."""
    found = text[position : position + 1]
    if found in ("/", "#"):
        return "; JSON has no comments"
    if found == "'":
        return "; names and texts are in double quotes"
    after_comma = text[:position].rstrip().endswith(",")
    return "; no comma comes after the last one" if found in ("}", "]") and after_comma else ""


_CONSTANTS = re.compile(r"NaN|-?Infinity")
_LONG = re.compile(r"-?[0-9]{4301,}")
_TOO_LONG = "an integer of more than 4300 digits"


class _RepeatedError(Exception):
    """A key that an object has already."""


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _RepeatedError(f"found the key `{name[:80]}` twice")
        members[name] = value
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _Malformed(f"JSON has no number `{name}`")


TOML_STRING = r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'"
"""A text in TOML, of any of its four kinds, as a pattern whose dots take line breaks too."""

_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)\Z")


def _read_toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = str(error)
        place = _TOML_PLACE.search(problem)
        raise _Malformed(_TOML_PLACE.sub("", problem), *(map(int, place.groups()) if place else ())) from None
    except ValueError:  # of int()
        at = next((found.start() for found in _TOML_TOKEN.finditer(text) if found[1]), 0)
        raise _Malformed(_TOO_LONG, *_place(text, at)) from None


_TOML_TOKEN = re.compile(TOML_STRING + r"|#[^\n]*|([0-9][0-9_]{4300,})", re.DOTALL)


_READERS: dict[Format, Callable[[str], Any]] = {
    Format.YAML: _read_yaml,
    Format.JSON: _read_json,
    Format.TOML: _read_toml,
}
