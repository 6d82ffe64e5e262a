"""From files to the wire: the command encode, and how every command reads a configuration."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from .._core.paths import parse_path, render_path
from ..config import Config
from ..dialects import DIALECTS, Dialect
from ..encoding import encode as encode_config
from ..encoding import unvalidated
from ..errors import ValidationError
from ..files.document import Document
from ..files.failures import FileError
from ..files.roots import roots_of
from ..files.stack import NAMED
from .changes import CLEAR, Change, apply, clear, parse_changes
from .documents import Reading, reading_of
from .failure import Failure
from .options import (
    ClearOption,
    DialectOption,
    FilesArgument,
    FormatOption,
    KeepOption,
    MessageOption,
    OmitOption,
    PrettyOption,
    RootOption,
    SetOption,
)
from .output import report, write

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = ["encode", "load", "read", "require_message", "sent"]


def load(
    files: str | Sequence[str],
    dialect: Dialect | None = None,
    message: str | None = None,
    how: Reading = Reading(),  # noqa: B008 - immutable
) -> Config:
    """The configuration or event in files, as the message that is wanted.

    Raises:
        FileError: for whatever is wrong with the files.
        Failure: for a message that the dialect does not have, or that the files can't be.
    """
    return sent(read(files, dialect, message, how))


def sent(document: Document) -> Config:
    """What a file is sent as.

    Raises:
        Failure: for an event that carries nothing.
    """
    try:
        return document.config if document.plan is None else document.plan.sent(document.config)
    except ValidationError as error:
        raise Failure(document.file, error) from None


def read(
    files: str | Sequence[str],
    dialect: Dialect | None = None,
    message: str | None = None,
    how: Reading = Reading(),  # noqa: B008 - immutable
    changes: list[Change] | None = None,
    *,
    quiet: bool = False,
) -> Document:
    """What files hold, laid over one another and changed. Without a dialect it is the one that fits.

    Each value that is kept although its type refuses it gets a line on standard error, unless ``quiet``.

    Raises:
        FileError: for whatever is wrong with the files.
        Failure: for a message that the dialect does not have.
    """
    require_message(dialect, message)
    absent: list[Steps] = []

    def edit(members: dict[str, Any]) -> dict[str, Any]:
        members, absent[:] = apply(members, changes or [])
        return members

    layers = [files] if isinstance(files, str) else files
    reading = reading_of(layers, how._replace(edit=edit) if changes else how)
    try:
        document = reading.read(dialect=dialect, message=message)
    except FileError as error:
        if not changes:
            raise
        try:
            unedited = reading.unedited().read(dialect=dialect, message=message)
        except FileError:
            raise _of_options(error, changes) from None
        raise _by_options(error, changes, unedited) from None
    option = "--omit"
    try:
        document.config.without(*absent)  # which knows a typo from what just isn't there
        option = "--clear"
        document = document.with_config(clear(document.config, changes or []))
    except ValidationError as error:
        raise Failure(option, error) from None
    if how.keep and not quiet:
        for path in unvalidated(document.config):
            report(Failure(str(document.place(path)), f"`{path}` is sent as it is, unvalidated"))
    return document


def _by_options(error: FileError, changes: list[Change], unedited: Document) -> Failure | FileError:
    """An error that options made alone, as the files read well without them."""
    names = {"--clear" if value is CLEAR else "--omit" if value is msgspec.UNSET else "--set" for _, value in changes}
    options = " and ".join(sorted(names))
    plan = unedited.plan
    if plan is not None and not isinstance(unedited.config, plan.root.event):
        for path, _ in changes:
            if path[0] == plan.root.member and len(path) > 1:
                right, wrong = render_path(path[1:]), render_path(path)
                return Failure(options, f"The file holds a {path[0]} by itself: write `{right}`, not `{wrong}`")
    return type(error)(error.file, [problem._replace(file=options, line=0, column=0) for problem in error.problems])


def _of_options(error: FileError, changes: list[Change]) -> FileError:
    """The error of files that have mistakes without the options too. One at a path that ``--set`` sets is the option's."""
    sets = [path for path, value in changes if value is not msgspec.UNSET and value is not CLEAR]
    problems = []
    for problem in error.problems:
        at = parse_path(problem.path) if problem.path else ()
        named = NAMED.search(problem.message)
        whole = (*at, named[1]) if named else at
        ours = any(at[: len(path)] == path or (named and path[: len(whole)] == whole) for path in sets)
        problems.append(problem._replace(file="--set", line=0, column=0) if ours else problem)
    return type(error)(error.file, problems)


def require_message(dialect: Dialect | None, message: str | None) -> None:
    """Refuse a ``--message`` that no dialect, or not the one that is meant, has.

    Raises:
        Failure: which names those that there are.
    """
    if message is None:
        return
    refused: ValidationError | None = None
    for each in DIALECTS if dialect is None else (dialect,):
        try:
            roots_of(each, message)
        except ValidationError as error:
            refused = refused or error
        else:
            return
    raise Failure("--message", refused)


def encode(
    files: FilesArgument,
    dialect: DialectOption = None,
    message: MessageOption = None,
    form: FormatOption = None,
    sets: SetOption = [],  # noqa: B006 - never changed
    clears: ClearOption = [],  # noqa: B006
    omits: OmitOption = [],  # noqa: B006
    root: RootOption = None,
    *,
    keep: KeepOption = False,
    pretty: PrettyOption = False,
) -> None:
    """Print files as the JSON that goes over the wire.

    Several files are layers: each overrides those before it, and may be partial. Paths are those of the
    file. `--set` comes first, then `--clear`, then `--omit`.
    """
    changes = parse_changes(sets, clears, omits)
    data = encode_config(sent(read(files, dialect, message, Reading(form, root, keep), changes)))
    write(msgspec.json.format(data) if pretty else data)
