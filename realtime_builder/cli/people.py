"""The commands for people who look at configurations: explain, diff."""

from typing import Annotated

import msgspec
import typer

from .._core.showing import lines_of
from ..dialects import Dialect
from ..edits.origins import leads_to_secret, shown
from ..edits.patches import diff as diff_configs
from ..encoding import encode as encode_config
from ..errors import ValidationError
from ..files.document import Document
from ..files.failures import FileError
from ..files.roots import SESSION, UPDATE, USUAL, roots_of
from .documents import Reading, name_of
from .failure import Failure
from .options import (
    DialectOption,
    FilesArgument,
    FormatOption,
    KeepOption,
    KeepPathOption,
    MessageOption,
    OmittedOption,
    PrettyOption,
    RootOption,
)
from .output import write
from .wire import read, sent

__all__ = ["diff", "explain"]

_OldArgument = Annotated[str, typer.Argument(metavar="OLD", help="The present session.", show_default=False)]
_NewArgument = Annotated[str, typer.Argument(metavar="NEW", help="The new session.", show_default=False)]


_BaseOption = Annotated[
    list[str],
    typer.Option("--base", metavar="FILE", help="A file that lies below both OLD and NEW; several are layers."),
]
_OriginsOption = Annotated[
    bool, typer.Option("--origins", help="Show where each value is set, and which values of lower layers it hides.")
]


def explain(
    files: FilesArgument,
    dialect: DialectOption = None,
    message: MessageOption = SESSION,
    form: FormatOption = None,
    root: RootOption = None,
    *,
    origins: _OriginsOption = False,
    keep: KeepOption = False,
) -> None:
    """Print one line per field: its path, its state (set, cleared, omitted), its value.

    Long values are cut, and secrets masked.
    """
    document = read(files, dialect, message, Reading(form, root, keep))
    write((_origins_of(document) if origins else sent(document).explain()).encode())


def _origins_of(document: Document) -> str:
    """A line for each value: its path, where it is set, the value, and what that hides of lower layers."""
    rows = []
    config = sent(document)
    for line in lines_of(config):
        if line.state == "omitted":
            continue
        said = document.origins(document.path_of(line.steps))
        value = line.value
        for place, hidden in said[1:]:
            other = shown(hidden, secret=leads_to_secret(config, line.steps))
            if other != line.value:
                value += f"  (over {place}: {other})"
        rows.append((line.path, str(said[0][0]) if said else "", value))
    wide, places = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    return "\n".join(f"{path:{wide}}  {place:{places}}  {value}".rstrip() for path, place, value in rows)


def diff(
    old: _OldArgument,
    new: _NewArgument,
    dialect: DialectOption = None,
    form: FormatOption = None,
    omitted: OmittedOption = "error",
    keep_path: KeepPathOption = [],  # noqa: B006 - never changed
    base: _BaseOption = [],  # noqa: B006
    root: RootOption = None,
    *,
    keep: KeepOption = False,
    pretty: PrettyOption = False,
) -> None:
    """Print the smallest `session.update` that turns one session into another."""
    before, after = _read_both([*base, old], [*base, new], dialect, Reading(form, root, keep))
    try:
        patch = diff_configs(sent(before), sent(after), omitted=omitted, keep=keep_path)
        carrier = roots_of(after.dialect or USUAL, UPDATE)[after.plan.root.kind if after.plan else ""]
        data = encode_config(carrier.event(**{carrier.member: patch}))
    except ValidationError as error:
        raise Failure(name_of(new), _in_options(str(error))) from None
    write(msgspec.json.format(data) if pretty else data)


def _in_options(told: str) -> str:
    """An error of `diff` in the words of the command line: its arguments are options here."""
    for argument, option in (
        ("omitted='clear'", "`--omitted clear`"),
        ("omitted='keep'", "`--omitted keep`"),
        ("name paths in `keep`", "name paths with `--keep-path`"),
    ):
        told = told.replace(argument, option)
    return told


def _read_both(old: list[str], new: list[str], dialect: Dialect | None, how: Reading) -> tuple[Document, Document]:
    """Two sessions in one dialect: that of the new one, or else that of the old one."""
    after = read(new, dialect, SESSION, how)
    try:
        return read(old, after.dialect, SESSION, how), after
    except FileError:
        if dialect is not None:
            raise
    before = read(old, None, SESSION, how)
    return before, read(new, before.dialect, SESSION, how)
