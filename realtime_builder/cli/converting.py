"""The command convert."""

from typing import Annotated

import msgspec
import typer

from ..dialects import Dialect
from ..encoding import encode
from ..errors import ValidationError
from ..files.roots import UPDATE, types_of, usual_of
from .documents import Reading, name_of
from .failure import Failure
from .options import (
    DialectOption,
    FilesArgument,
    FormatOption,
    KeepOption,
    MessageOption,
    PrettyOption,
    RootOption,
)
from .output import report, write
from .wire import read, sent

__all__ = ["convert"]

_LOST = 3

_ToOption = Annotated[Dialect, typer.Option("--to", "-t", help="The target dialect.", show_default=False)]
_StrictOption = Annotated[bool, typer.Option("--strict", help="Print nothing if something is lost.")]


def convert(
    files: FilesArgument,
    to: _ToOption,
    dialect: DialectOption = None,
    message: MessageOption = None,
    form: FormatOption = None,
    root: RootOption = None,
    *,
    keep: KeepOption = False,
    strict: _StrictOption = False,
    pretty: PrettyOption = False,
) -> int:
    """Print files as the JSON of another dialect.

    Lost and changed fields are listed on standard error. The exit status is 3 if something is
    lost.
    """
    from ..convert import convert as convert_config  # noqa: PLC0415 - large tables, for this command only

    document = read(files, dialect, message, Reading(form, root, keep))
    name = name_of(files[0])
    try:
        sends = document.plan.message if document.plan else UPDATE
        wanted = types_of(to, usual_of(to) if message is None and sends == usual_of(document.dialect or to) else sends)
        conversion = convert_config(sent(document), to=wanted)
    except ValidationError as error:
        raise Failure(name, error) from None
    noted = (entry for entry in conversion.carried if entry.note)
    for entry in (*conversion.lost, *conversion.changed, *noted):
        report(Failure(name, entry))
    if conversion.config is not None and not (strict and conversion.lost):
        data = encode(conversion.config)
        write(msgspec.json.format(data) if pretty else data)
    return _LOST if conversion.lost else 0
