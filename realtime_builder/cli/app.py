"""The command line as a whole: which commands there are, and how each of them ends.

A command is a function in a module beside this one, which is imported when the command is called. It
raises `Failure` for bad input, and gives an exit status where that is not 0: 1 for findings, 2 for what
could not be read, 3 for a result that lacks something.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import typer

from ..files.failures import FileError
from .failure import Failure, failures_of
from .lean import LeanGroup
from .output import report, write

__all__ = ["run"]


class _Commands(LeanGroup):
    modules: ClassVar[Mapping[str, str]] = {
        "init": ".starting",
        "encode": ".wire",
        "check": ".checking",
        "explain": ".people",
        "diff": ".people",
        "convert": ".converting",
        "render": ".rendering",
        "schema": ".schema",
        "serve": ".serving",
        "probe": ".probing",
        "record": ".recording",
        "replay": ".recording",
    }


_app = typer.Typer(
    help="Configurations of realtime voice sessions: validate them, and encode them for the wire.",
    cls=_Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

_NAME = "realtime-builder"
_BAD_INPUT = 2
_INTERRUPTED = 130  # what a shell says of SIGINT


def _print_version(asked: bool) -> None:
    if asked:
        package = sys.modules[__name__.partition(".")[0]]  # the face, which lies above
        write(f"{_NAME} {package.__version__}".encode())
        raise typer.Exit


@_app.callback()
def _main(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None: ...


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for. Gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(_app)
    try:
        status = command.main(given or ["--help"], prog_name=_NAME, standalone_mode=False)
    except typer.TyperException as error:
        report(Failure(_NAME, _told(error)))
        return _BAD_INPUT
    except Failure as failure:
        report(failure)
        return _BAD_INPUT
    except FileError as error:
        for each in failures_of(error):
            report(each)
        return _BAD_INPUT
    except typer.Abort:
        return _INTERRUPTED
    except BrokenPipeError:
        return 1
    return status if isinstance(status, int) else 0


def _told(error: typer.TyperException) -> str:
    """The error's sentence; of several options that may be meant, the nearest."""
    possible = getattr(error, "possibilities", None)
    if possible:
        return f"{error.message}; did you mean `{possible[0]}`?"
    return " ".join(error.format_message().split())  # a list of choices comes with tabs and line breaks
