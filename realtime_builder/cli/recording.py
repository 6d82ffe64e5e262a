"""The commands record and replay."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from ..dialects import Dialect
from ..errors import nearest, quote
from .failure import Failure, on_one_line
from .findings import Spotted, counted, fails, show_each, show_summary
from .options import DialectOption, FailOnOption, OutputFormatOption
from .output import write

if TYPE_CHECKING:
    from ..recording import Remark

__all__ = ["record", "replay"]

_FINDINGS = 1
_UNREADABLE = 2
_MOST_KNOWN = 10_000

_UrlArgument = Annotated[
    str, typer.Argument(metavar="URL", help="The server: `wss://api.openai.com`, or with a path and a query.")
]
_OutputOption = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help="The recording. New frames are added to an existing file."),
]
_DialectOption = Annotated[
    Dialect | None,
    typer.Option(
        "--dialect", "-d", help="The dialect of the API. Default: the one that the frames fit.", show_default=False
    ),
]
_PortOption = Annotated[
    int, typer.Option("--port", "-p", min=0, max=65535, help="The port to listen on; 0 picks a free one.")
]
_RecordingArgument = Annotated[str, typer.Argument(metavar="FILE", help="The file that `record` wrote.")]
_AllOption = Annotated[bool, typer.Option("--all", "-a", help="Print repeated remarks too.")]
_StatesOption = Annotated[bool, typer.Option("--states", help="Print the progress of the session too.")]
_IgnoreOption = Annotated[
    list[str],
    typer.Option("--ignore", "-i", metavar="KIND", help="Skip a kind of remark, such as `unknown`. May be repeated."),
]


def record(
    url: _UrlArgument,
    output: _OutputOption = Path("frames.jsonl"),
    dialect: _DialectOption = None,
    port: _PortOption = 8766,
) -> None:
    """Pass connections on to a server and record them, until Ctrl-C.

    Listens only on the loopback interface, and prints the address for the client. Secrets are masked and audio is
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
    ignore: _IgnoreOption = [],  # noqa: B006 - never changed
    output_format: OutputFormatOption = "text",
    fail_on: FailOnOption = "error",
    *,
    every: _AllOption = False,
    states: _StatesOption = False,
) -> int:
    """Print remarks on each recorded frame, in the form of `check`.

    Unknown members and values, refused updates and whether a check would have said so, settings that the server
    changed, and why connections were closed. Repeated remarks are only counted. The exit
    status is 1 for findings, and 2 if the file can't be read.
    """
    from ..recording import RemarkKind  # noqa: PLC0415 - for this command only
    from ..recording import replay as remarks_of  # noqa: PLC0415

    for kind in ignore:
        if kind not in get_args(RemarkKind):
            raise Failure("--ignore", f"No remark is of the kind {quote(kind)}{nearest(kind, get_args(RemarkKind))}")
    left_out = {*ignore, *(() if states else ("phase", "session"))}
    seen = _Seen(every)
    show_each(
        seen.shown(file, (each for each in remarks_of(file, dialect=dialect) if each.kind not in left_out)),
        output_format,
    )
    if output_format == "text":
        show_summary(
            f"Replayed {on_one_line(file)}: {counted(seen.counts)}{seen.again()}", good=not seen.counts.total()
        )
    if seen.is_unreadable:
        return _UNREADABLE
    return _FINDINGS if fails(seen.counts, fail_on) else 0


class _Seen:
    """The remarks so far. Repeated ones are only counted."""

    def __init__(self, every: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.is_unreadable = False
        self._every = every
        self._known: set[tuple[str, str, str]] = set()
        self._repeated = 0

    def shown(self, file: str, remarks: "Iterator[Remark]") -> Iterator[Spotted]:
        """The remarks to print."""
        try:
            for remark in remarks:
                self.counts[remark.severity] += 1
                key = (remark.kind, remark.path, remark.message)
                if not self._every and key in self._known:
                    self._repeated += 1
                    continue
                if len(self._known) < _MOST_KNOWN:
                    self._known.add(key)
                at = f" - at `{remark.path}`" if remark.path else ""
                yield Spotted(file, remark.line, 1, remark.severity, f"{remark.message}{at}", remark.kind, remark.path)
        except OSError as error:
            self.is_unreadable = True
            self.counts["error"] += 1
            yield Spotted(file, 0, 0, "error", str(error.strerror or error), "unreadable")

    def again(self) -> str:
        """How much was not printed."""
        return f", {self._repeated} of them said before" if self._repeated else ""
