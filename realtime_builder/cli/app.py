"""The command line as a whole: which commands there are, and how each of them ends.

A command is a function in a module beside this one. It raises `Failure` for bad input, and gives
an exit status where that is not 0: 2 for what is wrong, 3 for a result that lacks something. What
only one command needs it imports when it is called, so that `encode` starts fast.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from ..files.failures import FileError
from .checking import check
from .converting import convert
from .failure import Failure, failures_of
from .output import report
from .people import diff, explain
from .rendering import render
from .schema import schema
from .serving import serve
from .wire import encode

__all__ = ["run"]

_app = typer.Typer(
    help="Configurations of realtime voice sessions: validate them, and encode them for the wire.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for _command in (encode, check, explain, diff, convert, render, schema, serve):
    _app.command()(_command)

_NAME = "realtime-builder"
_BAD_INPUT = 2
_INTERRUPTED = 130  # what a shell says of SIGINT


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for. Gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(_app)
    try:
        status = command.main(given or ["--help"], prog_name=_NAME, standalone_mode=False)
    except typer.TyperException as error:
        report(Failure(_NAME, error.format_message()))
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
