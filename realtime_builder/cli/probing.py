"""The command probe."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..dialects import Dialect
from ..errors import ValidationError
from ..files.roots import USUAL
from .failure import Failure, on_one_line
from .options import UsualDialectOption
from .output import write

if TYPE_CHECKING:
    from ..probe.run import Observed, ProbeResult, Run

__all__ = ["probe"]

_FOUND = 1
_INCOMPLETE = 3
_WIDTH = 100

_UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The server's address: `wss://...`, with the query.")]
_KeyOption = Annotated[
    str | None,
    typer.Option("--api-key-env", metavar="NAME", help="The environment variable with the key.", show_default=False),
]
_OnlyOption = Annotated[
    list[str], typer.Option("--only", metavar="PATH", help="Try only the settings there, such as `audio.input`.")
]
_UpdatesOption = Annotated[int, typer.Option("--updates", min=1, help="Maximum number of updates.")]
_SecondsOption = Annotated[float, typer.Option("--seconds", min=1.0, help="Maximum time, in seconds.")]
_IntervalOption = Annotated[
    float, typer.Option("--interval", min=0.0, help="Minimum time between updates, in seconds.")
]
_TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, help="How long to wait for an answer, in seconds.")
]
_SpeakOption = Annotated[
    bool,
    typer.Option(
        "--speak", help="Make the model speak, and then try all settings again. Costs money. Not for OpenAI Live."
    ),
]
_OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the result as JSON into a file.", show_default=False),
]
_JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON, not as Markdown.")]
_CompareOption = Annotated[
    Path | None,
    typer.Option("--compare", metavar="OLD", help="Print what has changed since an older result.", show_default=False),
]
_QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Don't show progress.")]


def probe(  # noqa: PLR0917 - an option each
    url: _UrlArgument,
    dialect: UsualDialectOption = USUAL,
    key_from: _KeyOption = None,
    only: _OnlyOption = [],  # noqa: B006 - never changed
    updates: _UpdatesOption = 2000,
    seconds: _SecondsOption = 900.0,
    interval: _IntervalOption = 0.05,
    timeout: _TimeoutOption = 10.0,
    output: _OutputOption = None,
    compare: _CompareOption = None,
    *,
    speak: _SpeakOption = False,
    json: _JsonOption = False,
    quiet: _QuietOption = False,
) -> int:
    """Ask a server, setting by setting, what it honours, changes, ignores or refuses.

    Prints a matrix, and where the server contradicts this library; in that case the exit status is 1. Ctrl-C
    ends the run early; the results so far are printed, and the exit status is 3, as when the budget is used up.
    The key is read only from the environment, and never shown.
    """
    try:
        from ..probe.run import Budget, ProbeError, ProbeResult, Run  # noqa: PLC0415 - needs an extra of its own
    except ModuleNotFoundError as error:
        message = f"`{error.name}` is missing; install it with: pip install 'realtime-builder[probe]'"
        raise Failure("probe", message) from None
    old = None if compare is None else _older(compare, ProbeResult, dialect)
    try:
        run = Run(
            url,
            dialect,
            Budget(updates, seconds, interval),
            only=only,
            speak=speak,
            on_case=None if quiet else _show_progress,
        )
        _go(run, key_from, timeout)
    except (ProbeError, ValidationError) as error:
        raise Failure("probe", error) from None
    finally:
        if not quiet:
            _clear_line()
    result = run.result()
    if output is not None:
        try:
            result.save(output)
        except OSError as error:
            raise Failure(str(output), error.strerror or error) from None
    found = bool(result.disagreements)
    if old is not None:
        lines = result.compare(old)
        found = bool(lines)
        text = "\n".join(lines) if lines else f"Nothing has changed since {old.date[:10]}."
    else:
        text = result.to_json().decode() if json else result.to_markdown().rstrip("\n")
    write(text.encode(errors="backslashreplace"))
    return _INCOMPLETE if not result.complete else _FOUND if found else 0


def _go(run: "Run", key_from: str | None, timeout: float) -> None:
    """Probe until the end, or Ctrl-C."""
    try:
        asyncio.run(run.go(key_from=key_from, headers={}, timeout=timeout))
    except KeyboardInterrupt:
        if not run.result().observed:
            raise


def _older(file: Path, type_: "type[ProbeResult]", dialect: Dialect) -> "ProbeResult":
    try:
        old = type_.from_json(file.read_bytes())
    except OSError as error:
        raise Failure(str(file), error.strerror or error) from None
    except ValidationError as error:
        raise Failure(str(file), error) from None
    if old.dialect != dialect:
        raise Failure(str(file), f"A result of {old.dialect}, not of {dialect}")
    return old


def _show_progress(seen: "Observed", done: int, total: int) -> None:
    """On a terminal one line that is written over; elsewhere a line for every hundred cases."""
    line = on_one_line(f"{done}/{total} {seen.place}: {seen.kind} {seen.outcome}")[:_WIDTH]
    if sys.stderr.isatty():
        width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
        print(f"\r\033[K{line[:width]}", end="", file=sys.stderr, flush=True)  # noqa: T201
    elif done % 100 == 0:
        print(line, file=sys.stderr, flush=True)  # noqa: T201


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)  # noqa: T201
