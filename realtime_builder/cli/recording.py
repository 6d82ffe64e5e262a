"""The commands record and replay."""

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import typer

from ..dialects import Dialect
from ..errors import ValidationError
from .failure import Failure, on_one_line
from .options import DialectOption
from .output import write

if TYPE_CHECKING:
    from ..recording import Remark

__all__ = ["record", "replay"]

_FINDINGS = 1
_MOST_KNOWN = 10_000

_UrlArgument = Annotated[
    str, typer.Argument(metavar="URL", help="The server: `wss://api.openai.com`, or with a path and a query.")
]
_OutputOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The recording. A file that exists is added to.")
]
_PortOption = Annotated[
    int, typer.Option("--port", "-p", min=0, max=65535, help="Where to listen; 0 takes a free one.")
]
_RecordingArgument = Annotated[str, typer.Argument(metavar="FILE", help="What `record` wrote.")]
_AllOption = Annotated[bool, typer.Option("--all", "-a", help="Print a remark each time that it is made.")]
_StatesOption = Annotated[bool, typer.Option("--states", help="Print how the session goes on as well.")]
_FormatOption = Annotated[
    Literal["text", "json"], typer.Option("--output-format", help="Lines for people, or a JSON object on each line.")
]


def record(
    url: _UrlArgument,
    output: _OutputOption = Path("frames.jsonl"),
    dialect: DialectOption = None,
    port: _PortOption = 8766,
) -> None:
    """Pass connections on to a server and record them, until Ctrl-C.

    It listens on the loopback interface alone, and prints the address for the client. Secrets are masked and audio is
    cut to its length before anything is written.
    """
    try:
        from ..recording import relay  # noqa: PLC0415 - needs an extra of its own
    except ModuleNotFoundError as error:
        raise Failure("record", error) from None

    async def run(dialect: Dialect | None) -> None:
        async with relay(url, output, dialect=dialect, port=port) as address:
            write(f"{address} to {output}".encode(errors="surrogateescape"))
            await asyncio.Event().wait()

    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(run(dialect))
    except OSError as error:
        raise Failure(str(error.filename or f"127.0.0.1:{port}"), error.strerror or error) from None


def replay(
    file: _RecordingArgument,
    dialect: DialectOption = None,
    output_format: _FormatOption = "text",
    *,
    every: _AllOption = False,
    states: _StatesOption = False,
) -> int:
    """Print what the library makes of each recorded frame.

    Unknown members and values, refused updates and whether a check would have said so, and settings that the server
    took otherwise than sent. A remark that was made before is counted. The exit status is 1 for errors, as of `check`,
    and 2 where the file can't be read.
    """
    from ..recording import replay as remarks_of  # noqa: PLC0415 - for this command only

    counts: Counter[str] = Counter()
    known: set[tuple[str, str, str]] = set()
    repeated = 0
    try:
        for remark in remarks_of(file, dialect=dialect):
            if remark.kind in ("phase", "session") and not states:
                continue
            counts[remark.severity] += 1
            key = (remark.kind, remark.path, remark.message)
            if not every and key in known:
                repeated += 1
                continue
            if len(known) < _MOST_KNOWN:
                known.add(key)
            _show(file, remark, output_format)
    except OSError as error:
        raise Failure(file, error.strerror or error) from None
    except ValidationError as error:
        raise Failure(file, error) from None
    if output_format == "text":
        said = ", ".join(
            f"{counts[severity]} {severity}" for severity in ("error", "warning", "info") if counts[severity]
        )
        write(
            f"Replayed {on_one_line(file)}: {said or 'nothing found'}{_again(repeated)}".encode(
                errors="surrogateescape"
            )
        )
    return _FINDINGS if counts["error"] else 0


def _again(repeated: int) -> str:
    return f", {repeated} of them said before" if repeated else ""


def _show(file: str, remark: "Remark", output_format: str) -> None:
    if output_format == "json":
        write(msgspec.json.encode(remark))
        return
    place = f" - at `{remark.path}`" if remark.path else ""
    line = f"{file}:{remark.line}:1: {remark.severity}: {remark.message}{place} ({remark.kind})"
    write(on_one_line(line).encode(errors="surrogateescape"))
