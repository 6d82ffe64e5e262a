"""The files that commands are given: `-` is standard input, references may read below the file's folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files.failures import FileError, Problem
from ..files.load import Document, read_text, source_of, text_of
from ..files.parse import SUFFIXES, Format, parse_mapping
from ..files.references import MAX_BYTES, Text

if TYPE_CHECKING:
    from ..dialects import Dialect

__all__ = ["STDIN", "SUFFIXES", "Format", "name_of", "open_document", "read_document"]

STDIN = "-"

Edit = Callable[[dict[str, Any]], dict[str, Any]]


def name_of(file: str) -> str:
    """What messages call the file."""
    return "<stdin>" if file == STDIN else file


def read_document(file: str, form: Format | None = None) -> dict[str, Any]:
    """The object that a file holds, as fresh plain data, its references unread.

    Raises:
        FileError: for a file that can't be read, or holds no object of JSON values.
    """
    return parse_mapping(*_source(file, form)[:3])


def open_document(
    file: str,
    dialect: Dialect | None = None,
    message: str | None = None,
    *,
    form: Format | None = None,
    edit: Edit | None = None,
    missing_env: bool = False,
) -> Document:
    """What a file holds, after ``edit`` of its plain members.

    Raises:
        FileError: for whatever is wrong with the file.
    """
    source = _source(file, form)
    folder = source.path.parent if source.path else Path.cwd()
    return read_text(
        source, dialect=dialect, message=message, root=folder, env=os.environ, missing_env=missing_env, edit=edit
    )


def _source(file: str, form: Format | None) -> Text:
    if file != STDIN:
        return source_of(file, form)
    name = name_of(file)
    if sys.stdin is None:
        raise FileError(name, [Problem("Closed")])
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(name, [Problem(error.strerror or str(error))]) from None
    return text_of(name, data, form)
