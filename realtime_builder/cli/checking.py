"""The command check."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ..dialects import Dialect
from ..errors import ValidationError
from ..files.failures import FileError
from ..files.roots import USUAL
from .documents import SUFFIXES, Format, name_of
from .failure import Failure, failures_of
from .options import DetectedDialectOption, FilesArgument, FormatOption, MessageOption
from .output import report, write_verdict
from .wire import read, sent

__all__ = ["check"]

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}

_IgnoreOption = Annotated[
    list[str], typer.Option("--ignore", "-i", metavar="RULE", help="Leave a rule out, such as `deprecated-model`.")
]


def check(
    files: FilesArgument,
    dialect: DetectedDialectOption = None,
    message: MessageOption = None,
    form: FormatOption = None,
    ignore: _IgnoreOption = [],  # noqa: B006 - never changed
) -> int:
    """Validate files, and print what the service may refuse or take otherwise than meant.

    Without `--dialect` each file is read in the dialect that fits it, which is named if it is not openai_ga.
    The exit status is 2 if a file is wrong, or a finding an error.
    """
    statuses = [_check_file(file, dialect, message, form, ignore) for given in files for file in _files_of(given)]
    return max(statuses)


def _check_file(
    file: str | Failure, dialect: Dialect | None, message: str | None, form: Format | None, ignore: list[str]
) -> int:
    from ..check import check as findings_of  # noqa: PLC0415 - many rules, for this command only

    try:
        if isinstance(file, Failure):
            raise file
        document = read(file, dialect, message, form=form)
        config = sent(document)
    except FileError as error:
        for failure in failures_of(error):
            report(failure)
        return 2
    except Failure as failure:
        report(failure)
        return 2
    detected = "" if dialect is not None or document.dialect == USUAL else f" ({document.dialect})"
    try:
        findings = findings_of(config, ignore=ignore)
    except ValidationError as error:
        raise Failure("--ignore", error) from None
    name = name_of(file)
    for finding in findings:
        rest = detected + str(finding).removeprefix(finding.severity)
        write_verdict(name, finding.severity, _STYLES[finding.severity], rest)
    if not findings:
        write_verdict(name, "ok", "green", detected)
    return 2 if any(finding.severity == "error" for finding in findings) else 0


def _files_of(given: str) -> Iterator[str | Failure]:
    """The file itself, or those in a directory that may hold a configuration; what fails in place of its files."""
    if not Path(given).is_dir():
        yield given
        return
    unreadable: list[OSError] = []
    found = 0
    for folder, folders, names in os.walk(given, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES:
                found += 1
                yield str(Path(folder, name))
    for error in unreadable:
        yield Failure(str(error.filename), error.strerror or error)
    if not found and not unreadable:
        yield Failure(given, "No file in YAML, JSON or TOML in it")
