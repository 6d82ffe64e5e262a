"""The files that are meant by the names of files and folders."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..files.failures import FileError
from ..files.loading import source_of
from ..files.parse import SUFFIXES, parse
from .failure import Failure

__all__ = ["files_in"]


def files_in(given: Iterable[str]) -> Iterator[list[str] | Failure]:
    """Each file by itself, in place of a folder those in it; what fails in place of its files.

    A file in a folder that another file there takes in by `$use` is a part, and is read with that one.
    """
    for name in given:
        if not Path(name).is_dir():
            yield [name]
            continue
        files: list[str] = []
        failures: list[Failure] = []
        for found in _found_in(name):
            if isinstance(found, str):
                files.append(found)
            else:
                failures.append(found)
        parts = _parts_of(files)
        yield from ([file] for file in files if file not in parts)
        yield from failures


def _found_in(folder: str) -> Iterator[str | Failure]:
    unreadable: list[OSError] = []
    found = 0
    for inside, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES:
                found += 1
                yield str(Path(inside, name))
    for error in unreadable:
        yield Failure(str(error.filename), error.strerror or error)
    if not found and not unreadable:
        yield Failure(folder, "The folder has no YAML, JSON or TOML file")


def _parts_of(files: list[str]) -> set[str]:
    """The files that others take in. Files that only take in one another are none, so that somebody reads them."""
    named = {os.path.realpath(file): file for file in files}
    takes = {file: {named[path] for path in _used_in(file) if path in named} - {file} for file in files}
    parts: set[str] = set()
    taken = set().union(*takes.values())
    left = [file for file in files if file not in taken]
    while left:
        new = takes[left.pop()] - parts
        parts |= new
        left += new
    return parts


def _used_in(file: str) -> set[str]:
    """The files that a file names in `$use`, which need not be there."""
    try:
        source = source_of(file)
        if "$use" not in source.text and "\\" not in source.text:  # it is not spelt with escapes either
            return set()
        content = parse(source.text, source.form, source.name)
    except FileError:  # which is told when it is read
        return set()
    return {os.path.realpath(Path(file).parent / target) for target in _targets(content)}


def _targets(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        target = value.get("$use")
        if len(value) == 1 and isinstance(target, str) and "\0" not in target:
            yield target
        for member in value.values():
            yield from _targets(member)
    elif isinstance(value, list):
        for item in value:
            yield from _targets(item)
