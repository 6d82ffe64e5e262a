"""From a file to plain dicts and lists: YAML, JSON or TOML.

Whatever is wrong with a file ends as a `Failure` that names it.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import yaml

from .._core.plain import plain
from ..errors import ValidationError
from .failure import Failure
from .yaml_document import read_yaml

__all__ = ["STDIN", "SUFFIXES", "Format", "name_of", "read_document"]

STDIN = "-"

_MAX_BYTES = 64 * 1024 * 1024


class Format(StrEnum):
    """How a file is written."""

    YAML = "yaml"
    JSON = "json"
    TOML = "toml"


def name_of(file: str) -> str:
    """What messages call the file."""
    return "<stdin>" if file == STDIN else file


def read_document(file: str, form: Format | None = None) -> dict[str, Any]:
    """The object that a file holds, as fresh plain data. ``-`` is standard input.

    The form goes by the name's ending, or else by how the text begins.

    Raises:
        Failure: for a file that can't be read, or holds no object of JSON values.
    """
    name = name_of(file)
    text = _read_text(file)
    if form is None:
        form = SUFFIXES.get(Path(file).suffix.lower()) or _sniff(text)
    try:
        document = _READERS[form](text)
        if not isinstance(document, dict):
            raise Failure(name, f"Expected a mapping of settings, got {_describe(document)}")
        return plain(document)  # type: ignore[no-any-return]
    except RecursionError:
        raise Failure(name, "Nested too deeply") from None
    except ValidationError as error:
        raise Failure(name, error) from None
    except _Malformed as error:
        raise Failure(name, f"Not valid {form.upper()}: {error}") from None


def _read_text(file: str) -> str:
    name = name_of(file)
    try:
        if file == STDIN and sys.stdin is None:
            raise Failure(name, "Closed")
        if file == STDIN:
            data = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise Failure(name, error.strerror or error) from None
    if len(data) > _MAX_BYTES:
        raise Failure(name, f"Larger than {_MAX_BYTES // 1024**2} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Failure(name, f"Not text in UTF-8 (line {line})") from None


_TOML_START = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:\[|[\w.\"'-]+[ \t]*=)")


def _sniff(text: str) -> Format:
    if text.lstrip().startswith("{"):
        return Format.JSON
    return Format.TOML if _TOML_START.match(text) else Format.YAML


def _describe(document: Any) -> str:
    return {type(None): "nothing", list: "a list", str: "text", bool: "a boolean"}.get(type(document), "a number")


# The formats


class _Malformed(Exception):  # noqa: N818 - never seen outside
    def __init__(self, problem: object, line: int | None = None, column: int | None = None) -> None:
        super().__init__(problem if line is None else f"{problem} (line {line}, column {column})")


def _read_yaml(text: str) -> Any:
    try:
        return read_yaml(text)
    except yaml.MarkedYAMLError as error:
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        mark = error.problem_mark or error.context_mark
        raise _Malformed(problem, *((mark.line + 1, mark.column + 1) if mark else ())) from None
    except yaml.reader.ReaderError as error:
        character = f"U+{ord(text[error.position]):04X}"
        raise _Malformed(f"{error.reason}: {character}", *_place(text, error.position)) from None


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _read_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _Malformed(error.msg, error.lineno, error.colno) from None
    except ValueError:  # of int()
        raise _Malformed("an integer of more than 4300 digits") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _Malformed(f"found the key `{name[:80]}` for the second time")
        members[name] = value
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _Malformed(f"`{name}` is no number of JSON's")


def _read_toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _Malformed(str(error).replace("(at line", "(line")) from None
    except ValueError as error:  # of int() and of dates
        raise _Malformed(error) from None


SUFFIXES = {".yaml": Format.YAML, ".yml": Format.YAML, ".json": Format.JSON, ".toml": Format.TOML}
_READERS: dict[Format, Callable[[str], Any]] = {
    Format.YAML: _read_yaml,
    Format.JSON: _read_json,
    Format.TOML: _read_toml,
}
