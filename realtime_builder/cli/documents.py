"""The files that commands are given: `-` is standard input, references may read below the file's folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..files.failures import FileError, Problem
from ..files.layered import Reading as LayeredReading
from ..files.loading import source_of, text_of
from ..files.parse import Format, parse_mapping
from ..files.references import MAX_BYTES, Text
from .failure import Failure, UnreadableError

if TYPE_CHECKING:
    from ..encoding import Unknown

__all__ = ["STDIN", "Reading", "name_of", "read_document", "reading_of"]

STDIN = "-"

Edit = Callable[[dict[str, Any]], dict[str, Any]]


class Reading(NamedTuple):
    """How files are read: as the options say that commands share."""

    form: Format | None = None
    root: str | None = None
    """The folder that references may read; without it that of each file."""
    keep: bool = False
    """Whether what the types refuse is kept."""
    missing_env: bool = False
    """Whether a variable may be missing."""
    edit: Edit | None = None


def name_of(file: str) -> str:
    """What messages call the file."""
    return "<stdin>" if file == STDIN else file


def read_document(file: str, form: Format | None = None) -> dict[str, Any]:
    """The object that a file holds, as fresh plain data, its references unread.

    Raises:
        FileError: for a file that can't be read, or holds no object of JSON values.
    """
    return parse_mapping(*_source(file, form)[:3])


def reading_of(files: Sequence[str], how: Reading) -> LayeredReading:
    """Files as layers, the lowest first, parsed and ready to be read.

    Raises:
        UnreadableError: for a file that can't be read, or holds no object of JSON values.
        Failure: for a folder that is not there.
    """
    given = None if how.root is None else Path(how.root)
    if given is not None and not given.is_dir():
        raise Failure("--root", f"{given} is not a folder")
    if files.count(STDIN) > 1:
        raise Failure(STDIN, "Standard input can be only one of the files")
    unknown: Unknown = "keep" if how.keep else "error"
    try:
        sources = [(source, given or _folder(source)) for source in (_source(file, how.form) for file in files)]
        return LayeredReading(sources, unknown, os.environ, missing_env=how.missing_env, edit=how.edit)
    except FileError as error:
        raise UnreadableError(error.file, error.problems) from None


def _folder(source: Text) -> Path:
    return source.path.parent if source.path else Path.cwd()


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
