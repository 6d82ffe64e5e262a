"""The command render."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import Config
from ..errors import ValidationError
from ..files.roots import USUAL
from .documents import STDIN, name_of
from .failure import Failure
from .options import DialectOption, FileArgument, MessageOption
from .output import report
from .wire import load

if TYPE_CHECKING:
    from ..bulk.jobs import RenderJob

__all__ = ["render"]

_BAD_LINES = 3
_STDIN = "/dev/stdin"

_OverridesArgument = Annotated[
    str,
    typer.Argument(
        metavar="OVERRIDES", help="A line of JSON for each message: a patch, or values by path. `-` is standard input."
    ),
]
_OutputOption = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the messages go.")]
_JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes work.")]
_ErrorsOption = Annotated[
    Path | None,
    typer.Option("--errors", metavar="FILE", help="Where bad lines are reported. Without it the first one ends all."),
]
_ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on where the same command was interrupted.")]


def render(
    file: FileArgument,
    overrides: _OverridesArgument,
    output: _OutputOption,
    dialect: DialectOption = USUAL,
    message: MessageOption = None,
    jobs: _JobsOption = 1,
    errors: _ErrorsOption = None,
    *,
    resume: _ResumeOption = False,
) -> int:
    """Lay each line of overrides over a file, and write the messages, a line each.

    The exit status is 3 if there were bad lines, which `--errors` collects.
    """
    if file == overrides == STDIN:
        raise Failure("render", "FILE and OVERRIDES can't both be standard input")
    base = load(file, dialect, message)
    total, bad = _run(_job(base, file, overrides, output, errors, jobs=jobs, resume=resume), name_of(overrides))
    if not bad:
        return 0
    report(Failure(str(output), f"{total:,} written, {bad:,} refused: see {errors}"))
    return _BAD_LINES


def _job(
    base: Config, file: str, overrides: str, output: Path, errors: Path | None, *, jobs: int, resume: bool
) -> "RenderJob":
    from ..bulk.jobs import RenderJob, is_same_file  # noqa: PLC0415 - what it needs is for this command only

    for written in (output, errors):
        if written is not None and file != STDIN and is_same_file(written, Path(file)):
            raise Failure("render", f"{written} would be written over, but it is what the lines are laid over")
    try:
        source = _STDIN if overrides == STDIN else overrides
        return RenderJob(base, source, output, errors=errors, jobs=jobs, resume=resume)
    except ValidationError as error:
        raise Failure("render", error) from None


def _run(job: "RenderJob", name: str) -> tuple[int, int]:
    try:
        with _progress_of(job) as on_progress:
            return job.run(on_progress)
    except ValidationError as error:
        raise Failure(name, error) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(str(error.filename or job.output), error.strerror or error) from None


@contextmanager
def _progress_of(job: "RenderJob") -> Generator[Callable[[int, int], None] | None]:
    """A bar on a terminal, by the bytes that were read; elsewhere nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.fields[lines]:,} lines"), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True))
    size = job.overrides.stat().st_size if job.overrides.is_file() else None  # a pipe doesn't tell
    task = bar.add_task("", total=size, lines=0)

    def show(read: int, lines: int) -> None:
        bar.start()  # not before: it is a thread, and by now the worker processes are there
        bar.update(task, completed=read, lines=lines)

    try:
        yield show
    finally:
        bar.stop()
