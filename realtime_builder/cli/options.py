"""The arguments and options that several commands share."""

from typing import Annotated, Literal

import typer

from ..dialects import Dialect
from ..edits.patches import Omitted
from .documents import Format

__all__ = [
    "FILE",
    "ClearOption",
    "DialectOption",
    "FailOnOption",
    "FilesArgument",
    "FormatOption",
    "KeepOption",
    "KeepPathOption",
    "KindOption",
    "MessageOption",
    "OmitOption",
    "OmittedOption",
    "OutputFormatOption",
    "PrettyOption",
    "RootOption",
    "SchemaMessageOption",
    "SetOption",
    "UsualDialectOption",
]

FILE = (
    "A YAML, JSON or TOML file: a session or a response, or the `session.update` or `response.create` that carries it. "
    "`-` is standard input."
)

_MESSAGE = (
    "What to make of the file: an event (`session.update`, `response.create`), or a `session` or a `response` by itself. "
    "Default: the event that it holds, else the one that carries a session."
)

FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...", help=f"{FILE} Of several, each is laid over those before it.", show_default=False
    ),
]

UsualDialectOption = Annotated[Dialect, typer.Option("--dialect", "-d", help="The dialect of the API.")]
DialectOption = Annotated[
    Dialect | None,
    typer.Option("--dialect", "-d", help="The dialect of the API. Default: the one that fits.", show_default=False),
]
RootOption = Annotated[
    str | None,
    typer.Option(
        "--root",
        metavar="DIR",
        help="The folder that references (`$file`, `$use`) may read. Default: the folder of the file.",
        show_default=False,
    ),
]
KeepOption = Annotated[
    bool, typer.Option("--keep", help="Send also what would be refused, and say on standard error what that is.")
]
MessageOption = Annotated[
    str | None,
    typer.Option(
        "--message",
        "-m",
        metavar="MESSAGE",
        help=_MESSAGE,
        show_default=False,
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How the file is written. Default: by its name, else by how it begins."),
]

SetOption = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Set a field, such as `audio.output.speed=1.1`. JSON, else a text."
    ),
]
ClearOption = Annotated[
    list[str],
    typer.Option(
        "--clear", metavar="PATH", help="Turn a field off, in the API's own way: null, an empty text or an empty list."
    ),
]
OmitOption = Annotated[list[str], typer.Option("--omit", metavar="PATH", help="Leave a field out: keep what is there.")]
OmittedOption = Annotated[
    Omitted,
    typer.Option(
        "--omitted",
        help="What becomes of what NEW omits and OLD has: `error` names it, `clear` turns it off, `keep` leaves it.",
    ),
]
KeepPathOption = Annotated[
    list[str],
    typer.Option("--keep-path", metavar="PATH", help="Leave what is at this path as OLD has it, in any case."),
]
PrettyOption = Annotated[bool, typer.Option("--pretty", "-p", help="Over several lines, indented.")]

SchemaMessageOption = Annotated[
    str,
    typer.Option(
        "--message", "-m", metavar="MESSAGE", help="What the file holds: `session`, `session.update` and so on."
    ),
]
KindOption = Annotated[
    str,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="Which session: `realtime`, `transcription` or `translation`, where the dialect has them.",
        show_default=False,
    ),
]
OutputFormatOption = Annotated[
    Literal["text", "json", "github"],
    typer.Option("--output-format", help="Lines for people, JSON, or annotations of GitHub Actions."),
]
FailOnOption = Annotated[
    Literal["error", "warning", "info", "never"],
    typer.Option("--fail-on", help="The mildest finding for which the exit status is 1."),
]
