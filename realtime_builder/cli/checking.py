"""The command check: what is wrong with files, and what the service may refuse or take otherwise than meant."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from .._core.paths import render_path
from .._core.shape import declared_class
from ..dialects import Dialect
from ..encoding import encode, unvalidated, validate
from ..errors import ValidationError
from ..files.document import Document
from ..files.failures import FileError, Problem
from .documents import Reading
from .failure import Failure, UnreadableError
from .findings import Report, Spotted, fails, show
from .folders import files_in
from .options import (
    FILE,
    DialectOption,
    FailOnOption,
    FormatOption,
    MessageOption,
    OutputFormatOption,
    RootOption,
)
from .wire import read, require_message, sent

__all__ = ["check"]

_FINDINGS = 1
_UNREADABLE = 2

_INVALID = "invalid"
_ENV_OUTSIDE = "env-outside-secret"
_ENV_NOT_SET = "env-not-set"
_UNVALIDATED = "unvalidated"
_OF_FILES = (_ENV_OUTSIDE, _ENV_NOT_SET, _UNVALIDATED)

_FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help=f"{FILE} For a directory, all such files in it that no other one takes in by `$use`.",
        show_default=False,
    ),
]
_IgnoreOption = Annotated[
    list[str],
    typer.Option("--ignore", "-i", metavar="RULE", help="Skip a rule, such as `deprecated-model`. May be repeated."),
]
_KeepOption = Annotated[bool, typer.Option("--keep", help="Make a warning of each value that the types refuse.")]
_LayersOption = Annotated[bool, typer.Option("--layers", help="Check the files as layers of one configuration.")]


def check(
    files: _FilesArgument,
    dialect: DialectOption = None,
    message: MessageOption = None,
    form: FormatOption = None,
    ignore: _IgnoreOption = [],  # noqa: B006 - never changed
    root: RootOption = None,
    output_format: OutputFormatOption = "text",
    fail_on: FailOnOption = "error",
    *,
    layers: _LayersOption = False,
    keep: _KeepOption = False,
) -> int:
    """Validate files, and print everything that the service may refuse or misunderstand.

    Each file is read in the dialect that fits it. Environment variables need not be set. The exit status is
    1 for findings, and 2 if a file can't be read.
    """
    require_message(dialect, message)
    _require_rules(ignore)
    how = Reading(form, root, keep, missing_env=True)
    found = Report()
    groups: Iterable[list[str] | Failure] = [files] if layers else files_in(files)
    for group in groups:
        if isinstance(group, Failure):
            found.spotted.append(Spotted(group.source, 0, 0, "error", group.message, "unreadable"))
            found.unreadable = True
            found.files += 1
            continue
        _check(group, dialect, message, how, ignore, found)
    show(found, output_format)
    if found.unreadable:
        return _UNREADABLE
    return _FINDINGS if fails((each.severity for each in found.spotted), fail_on) else 0


def _require_rules(ignore: list[str]) -> None:
    from ..check import rules  # noqa: PLC0415 - many of them, for this command only

    try:
        rules.leave_out(ignore, [*(rule.name for rule in rules.all_rules()), *_OF_FILES])
    except ValidationError as error:
        raise Failure("--ignore", error) from None


def _check(
    files: list[str], dialect: Dialect | None, message: str | None, how: Reading, ignore: list[str], found: Report
) -> None:
    from ..check import rules  # noqa: PLC0415 - many of them, for this command only

    found.files += len(files)
    try:
        document = read(files, dialect, message, how, quiet=True)
        config = sent(document)
    except FileError as error:
        unreadable = isinstance(error, UnreadableError)
        found.unreadable = found.unreadable or unreadable
        for problem in error.problems:
            rule = "unreadable" if unreadable else _INVALID
            file = problem.file or error.file
            place = (file, problem.line, problem.column)
            found.spotted.append(Spotted(*place, "error", str(problem), rule, _path_of(problem)))
        return
    except Failure as failure:
        found.spotted.append(Spotted(failure.source, 0, 0, "error", failure.message, _INVALID))
        return
    ours = (*_kept_in(document), *_variables_of(document))
    spotted = [each for each in ours if each.rule not in ignore]
    passed_on = [rule for rule in ignore if rule not in _OF_FILES]
    for finding in rules.check(config, ignore=[*passed_on, "not-of-its-type"]):  # `_kept_in` says that by line
        steps = document.path_of(finding.path)
        path = render_path(steps)  # as the file has it, not as the event that will carry it
        text = f"{finding.message}; {finding.instead}{f' - at `{path}`' if path else ''}"
        spotted.append(Spotted(*document.place(steps), finding.severity, text, finding.rule, path))
    found.spotted += sorted(spotted, key=lambda each: (each.file, each.line, each.column))
    found.dialects[document.dialect or ""] += len(files)


def _kept_in(document: Document) -> Iterator[Spotted]:
    """What the types would have said of what `--keep` kept."""
    if not unvalidated(document.config):
        return
    for error in validate(encode(document.config), type=declared_class(type(document.config))):
        problem = document.problem_of(error)
        place = (problem.file or document.file, problem.line, problem.column)
        yield Spotted(*place, "warning", str(problem), _UNVALIDATED, _path_of(problem))


def _path_of(problem: Problem) -> str:
    """Its path in the form of a finding's."""
    return problem.path.removeprefix("$").removeprefix(".")


def _variables_of(document: Document) -> Iterator[Spotted]:
    """What is to be said of the variables that a file names."""
    for reference in document.references:
        if reference.kind != "$env":
            continue
        place, name = document.place_of(reference), reference.target
        at = f" - at `{reference.path}`"
        if not reference.secret:
            text = (
                f"`$env` stands in a field that is no secret, so a file could read any variable of a server; write the "
                f"value, or set it in code{at}"
            )
            yield Spotted(*place, "error", text, _ENV_OUTSIDE, reference.path)
        if reference.missing:
            text = f"The variable `{name}` is not set; it would be needed to send this{at}"
            yield Spotted(*place, "info", text, _ENV_NOT_SET, reference.path)
