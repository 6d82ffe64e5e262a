"""The commands for people who look at configurations: explain, diff."""

from typing import Annotated

import msgspec
import typer

from ..edits.patches import diff as diff_configs
from ..encoding import encode as encode_config
from ..errors import ValidationError
from ..files.roots import SESSION, UPDATE, USUAL, roots_of
from .documents import name_of
from .failure import Failure
from .options import (
    DialectOption,
    FileArgument,
    FormatOption,
    KeepPathOption,
    MessageOption,
    OmittedOption,
    PrettyOption,
)
from .output import write
from .wire import load, read, sent

__all__ = ["diff", "explain"]

_OldArgument = Annotated[str, typer.Argument(metavar="OLD", help="The session as it is.", show_default=False)]
_NewArgument = Annotated[str, typer.Argument(metavar="NEW", help="The session as it shall be.", show_default=False)]


def explain(
    file: FileArgument,
    dialect: DialectOption = USUAL,
    message: MessageOption = SESSION,
    form: FormatOption = None,
) -> None:
    """Print one line per field: its path, its state (set, cleared, omitted), its value.

    Long values are cut, secrets hidden.
    """
    write(load(file, dialect, message, form=form).explain().encode())


def diff(
    old: _OldArgument,
    new: _NewArgument,
    dialect: DialectOption = USUAL,
    form: FormatOption = None,
    omitted: OmittedOption = "error",
    keep_path: KeepPathOption = [],  # noqa: B006 - never changed
    *,
    pretty: PrettyOption = False,
) -> None:
    """Print the smallest `session.update` that turns one session into another."""
    before, after = (read(file, dialect, SESSION, form=form) for file in (old, new))
    try:
        patch = diff_configs(sent(before), sent(after), omitted=omitted, keep=keep_path)
        root = roots_of(dialect, UPDATE)[after.plan.root.kind if after.plan else ""]
        data = encode_config(root.event(**{root.member: patch}))
    except ValidationError as error:
        raise Failure(name_of(new), error) from None
    write(msgspec.json.format(data) if pretty else data)
