"""The arguments and options that several commands share."""

from typing import Annotated, Literal

import typer

from ..dialects import Dialect
from ..edits.patches import Omitted
from ..files.parse import Format

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
    typer.Argument(metavar="FILE...", help=f"{FILE} Of several, each overrides those before it.", show_default=False),
]

UsualDialectOption = Annotated[Dialect, typer.Option("--dialect", "-d", help="The dialect of the API.")]
DialectOption = Annotated[
    Dialect | None,
    typer.Option(
        "--dialect", "-d", help="The dialect of the API. Default: the one that fits the file.", show_default=False
    ),
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
KeepOption = Annotated[bool, typer.Option("--keep", help="Send refused values too, and list them on standard error.")]
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
    typer.Option("--format", "-f", help="The format of the file. Default: from its name, or else its beginning."),
]

SetOption = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Set a field, such as `audio.output.speed=1.1`. JSON, or else a text."
    ),
]
ClearOption = Annotated[
    list[str],
    typer.Option(
        "--clear", metavar="PATH", help="Turn a field off, in the API's own way: null, an empty text or an empty list."
    ),
]
OmitOption = Annotated[
    list[str], typer.Option("--omit", metavar="PATH", help="Omit a field: the server keeps its value.")
]
OmittedOption = Annotated[
    Omitted,
    typer.Option(
        "--omitted",
        help="For fields that NEW omits and OLD has: `error` names them, `clear` turns them off, `keep` leaves them.",
    ),
]
KeepPathOption = Annotated[
    list[str],
    typer.Option("--keep-path", metavar="PATH", help="Always leave the value at this path as OLD has it."),
]
PrettyOption = Annotated[bool, typer.Option("--pretty", "-p", help="Print over several lines, indented.")]

SchemaMessageOption = Annotated[
    str,
    typer.Option(
        "--message",
        "-m",
        metavar="MESSAGE",
        help="The kind of message in the file: `session`, `session.update` and so on.",
    ),
]
KindOption = Annotated[
    str,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="The kind of session: `realtime`, `transcription` or `translation`, if the dialect has it.",
        show_default=False,
    ),
]
OutputFormatOption = Annotated[
    Literal["text", "json", "github"],
    typer.Option("--output-format", help="Lines for people, JSON, or annotations of GitHub Actions."),
]
FailOnOption = Annotated[
    Literal["error", "warning", "info", "never"],
    typer.Option("--fail-on", help="The mildest severity for which the exit status is 1."),
]
