"""The command render."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import Config
from ..errors import ValidationError
from .documents import STDIN, Reading, name_of
from .failure import Failure
from .options import FILE, DialectOption, FormatOption, KeepOption, MessageOption, RootOption
from .output import report
from .wire import load

if TYPE_CHECKING:
    from ..bulk.jobs import RenderJob

__all__ = ["render"]

_BAD_LINES = 3
_STDIN = "/dev/stdin"

_InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE... OVERRIDES",
        help=f"{FILE} Of several, each overrides those before it. The last file has the overrides: a line of "
        "JSON for each message, either a patch or values by path.",
        show_default=False,
    ),
]
_OutputOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The file for the messages; `-` is standard output.")
]
_JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Number of processes.")]
_ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        "--errors",
        metavar="FILE",
        help="The file for reports of bad lines. Without it, the first bad line ends the run.",
    ),
]
_ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]
_ResumeOption = Annotated[bool, typer.Option("--resume", help="Continue an interrupted run of the same command.")]


def render(
    inputs: _InputsArgument,
    output: _OutputOption = Path(STDIN),
    dialect: DialectOption = None,
    message: MessageOption = None,
    form: FormatOption = None,
    jobs: _JobsOption = 1,
    errors: _ErrorsOption = None,
    root: RootOption = None,
    *,
    keep: KeepOption = False,
    resume: _ResumeOption = False,
    force: _ForceOption = False,
) -> int:
    """Apply each line of overrides to a file, and write one message per line.

    The exit status is 3 if there were bad lines, which `--errors` collects.
    """
    *files, overrides = inputs
    if not files:
        raise Failure("render", f"Expected FILE and OVERRIDES, got only `{overrides}`")
    if overrides == STDIN and STDIN in files:
        raise Failure("render", "FILE and OVERRIDES can't both be standard input")
    base = load(files, dialect, message, Reading(form, root, keep))
    job = _job(base, files, overrides, output, errors, jobs=jobs, resume=resume)
    if not force and not (resume and job.can_be_resumed):
        _require_unwritten(job, errors)
    total, bad = _run(job, name_of(overrides))
    if not bad:
        return 0
    report(Failure("<stdout>" if str(output) == STDIN else str(output), _told(total, bad, errors)))
    return _BAD_LINES


def _told(total: int, bad: int, errors: Path | None) -> str:
    return f"{total:,} written, {bad:,} refused: see {errors}"


def _job(
    base: Config, files: list[str], overrides: str, output: Path, errors: Path | None, *, jobs: int, resume: bool
) -> "RenderJob":
    from ..bulk.jobs import RenderJob, is_same_file  # noqa: PLC0415 - what it needs is for this command only

    target = _stdout() if str(output) == STDIN else output
    if resume and isinstance(target, int):
        raise Failure("render", "Standard output can't be resumed; name a file: `--output FILE`")
    for written in (output, errors):
        for file in files:
            if written is not None and file != STDIN and is_same_file(written, Path(file)):
                raise Failure("render", f"{written} would be overwritten, but it is the base of the messages")
    try:
        source = _STDIN if overrides == STDIN else overrides
        return RenderJob(base, source, target, errors=errors, jobs=jobs, resume=resume)
    except ValidationError as error:
        raise Failure("render", error) from None


def _stdout() -> int:
    if sys.stdout is None:
        raise Failure("<stdout>", "Closed")
    sys.stdout.flush()
    return sys.stdout.fileno()


def _require_unwritten(job: "RenderJob", errors: Path | None) -> None:
    """Refuse to write over a file that has something in it."""
    if job.can_be_resumed:
        raise Failure(str(job.output), "A run was interrupted here; `--resume` continues it, `--force` starts again")
    for path in (job.output, errors):
        if path is not None and path.is_file() and not _is_stream(path) and path.stat().st_size:
            raise Failure(str(path), "It exists already; `--force` overwrites it")


def _is_stream(path: Path) -> bool:
    return path.parts[:2] == ("/", "dev")


def _run(job: "RenderJob", name: str) -> tuple[int, int]:
    try:
        with _progress_of(job) as on_progress:
            return job.run(on_progress)
    except ValidationError as error:
        raise Failure(name, error) from None
    except KeyboardInterrupt:
        if job.can_be_resumed:
            report(Failure(str(job.output), "Interrupted; the same command with `--resume` continues from here"))
        raise
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
