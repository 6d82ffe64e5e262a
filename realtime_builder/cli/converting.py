"""The command convert."""

from typing import Annotated

import msgspec
import typer

from ..dialects import Dialect
from ..encoding import encode
from ..errors import ValidationError
from ..files.roots import UPDATE, USUAL, types_of, usual_of
from .documents import name_of
from .failure import Failure
from .options import DialectOption, FileArgument, FormatOption, MessageOption, PrettyOption
from .output import report, write
from .wire import read, sent

__all__ = ["convert"]

_LOST = 3

_ToOption = Annotated[Dialect, typer.Option("--to", "-t", help="The dialect that is wanted.", show_default=False)]
_StrictOption = Annotated[bool, typer.Option("--strict", help="Print nothing where something is lost.")]


def convert(
    file: FileArgument,
    to: _ToOption,
    dialect: DialectOption = USUAL,
    message: MessageOption = None,
    form: FormatOption = None,
    *,
    strict: _StrictOption = False,
    pretty: PrettyOption = False,
) -> int:
    """Print a file as the JSON of another dialect.

    What is lost on the way, and what is said in another way, goes to standard error. The exit
    status is 3 if something is lost.
    """
    from ..convert import convert as convert_config  # noqa: PLC0415 - large tables, for this command only

    document = read(file, dialect, message, form=form)
    try:
        sends = document.plan.message if document.plan else UPDATE
        wanted = types_of(to, usual_of(to) if message is None and sends == usual_of(dialect) else sends)
        conversion = convert_config(sent(document), to=wanted)
    except ValidationError as error:
        raise Failure(name_of(file), error) from None
    noted = (entry for entry in conversion.carried if entry.note)
    for entry in (*conversion.lost, *conversion.changed, *noted):
        report(Failure(name_of(file), entry))
    if conversion.config is not None and not (strict and conversion.lost):
        data = encode(conversion.config)
        write(msgspec.json.format(data) if pretty else data)
    return _LOST if conversion.lost else 0
