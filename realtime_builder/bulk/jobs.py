"""`RenderJob`: many messages from one base, from a file into a file.

In constant memory, in several processes, and so that it can go on after an interruption. What a
line becomes is told in render.py.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol, Self

import msgspec
from msgspec import Struct

from ..encoding import encode
from ..errors import ValidationError
from .render import BadLine, Renderer, require_config

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.synchronize import Condition

__all__ = ["RenderJob", "is_same_file"]

_CHUNK = 256  # lines handled at once; two parts each, and writev takes 1,024
_BLOCK = 2**20  # bytes read at once on the way to where a job goes on


class _Progress(Struct, frozen=True):
    """How far a job has come, so that another process can go on from there."""

    fingerprint: str
    lines: int = 0
    read: int = 0
    written: int = 0
    reported: int = 0
    bad: int = 0
    digest: str = ""
    """Of all bytes that were read, to know them again."""


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class _Chunk(NamedTuple):
    """Some lines that were read."""

    first: int
    """The number of the first line."""
    lines: list[bytes]
    size: int
    digest: str
    """Of all that was read up to the chunk's end."""


_Rendered = tuple[int, "list[bytes] | int", list[BadLine]]
"""How many lines were done, their messages or, where a worker wrote those, their size, and the bad ones."""


class RenderJob:
    """Renders a file of overrides into a file of messages, one per line, in constant memory.

    After each chunk of lines the progress is written to a file beside the output
    (``OUT.progress``). With ``resume`` a job that was interrupted goes on from there: what was
    written after the last note is cut off, so no line is lost or doubled. ``output`` may be the descriptor of an
    open file, such as 1 for standard output: then nothing is noted, and nothing to be resumed.

    Raises:
        ValidationError: for a bad line where there is no file for ``errors``, after the messages of
            the lines before it; when resuming with another base or other overrides than before, or
            from a pipe; for a file that would be used for two things.
        OSError: where a file can't be read or written.
    """

    def __init__(
        self,
        base: Struct,
        overrides: str | os.PathLike[str],
        output: str | os.PathLike[str] | int,
        *,
        errors: str | os.PathLike[str] | None = None,
        jobs: int = 1,
        resume: bool = False,
    ) -> None:
        require_config(base)
        if jobs < 1:
            raise ValidationError(f"Expected `jobs` >= 1, got {jobs}")
        self.base = base
        self.overrides = Path(overrides)
        self._descriptor = output if isinstance(output, int) else None
        self.output = Path(f"/dev/fd/{output}" if isinstance(output, int) else output)
        self.errors = None if errors is None else Path(errors)
        if self.output.is_dir():
            raise ValidationError(f"{self.output} is a directory")
        self.jobs = jobs
        self.resume = resume
        self._note = self.output.with_name(self.output.name + ".progress")
        self._require_files_apart()
        # Nobody can go back in a device or a pipe, so it can't be resumed either.
        self._noting = self._descriptor is None and (not self.output.exists() or self.output.is_file())
        if self._descriptor is not None and resume:
            raise ValidationError("Output to a descriptor can't be resumed; give the output as a file")

    @property
    def can_be_resumed(self) -> bool:
        """Whether an interrupted run left a note from which another can go on."""
        return self._noting and self._note.exists()

    def _require_files_apart(self) -> None:
        for written in (self.output, self.errors, self._note):
            if written is not None and is_same_file(written, self.overrides):
                raise ValidationError(f"{written} would be overwritten while it is read")
        for written in (self.output, self._note):
            if self.errors is not None and is_same_file(written, self.errors):
                raise ValidationError(f"{self.errors} would be written twice, also as {written}")

    def run(self, on_progress: Callable[[int, int], None] | None = None) -> tuple[int, int]:
        """Render all lines. Returns the number of written messages and the number of bad lines.

        ``on_progress`` is called after each chunk with the bytes read so far and the lines done.

        Raises:
            ValidationError: as the class says.
            OSError: where a file can't be read or written.
        """
        with self.overrides.open("rb") as source:
            seekable = S_ISREG(os.fstat(source.fileno()).st_mode)
            if self.resume and not seekable:
                raise ValidationError(f"{self.overrides} is not a file, so it can't be resumed from")
            digest = hashlib.sha256()
            done = self._begin(source, digest)
            with (
                self._open_output(done.written) as target,
                nullcontext() if self.errors is None else self._open(self.errors, done.reported) as report,
            ):
                end = done.written
                rendered = self._rendered(_chunks(source, done.lines, digest), end)
                try:
                    for chunk, (lines, messages, bad) in rendered:
                        written = messages if isinstance(messages, int) else self._write(target, messages)
                        end += written
                        if bad and report is None:
                            raise ValidationError(f"Line {bad[0].line}: {bad[0].error}", bad[0].path)
                        reported = self._write(report, [msgspec.json.encode(line) for line in bad]) if report else 0
                        done = _Progress(
                            done.fingerprint,
                            done.lines + lines,
                            done.read + chunk.size,
                            end,
                            done.reported + reported,
                            done.bad + len(bad),
                            chunk.digest,
                        )
                        if self._noting and seekable:
                            _replace_file(self._note, msgspec.json.encode(done))
                        if on_progress is not None:
                            on_progress(done.read, done.lines)
                finally:
                    rendered.close()  # which waits for the workers
                    if self._is_shared:
                        target.truncate(end)  # they may have written what lies behind
        if self._noting:
            self._note.unlink(missing_ok=True)
        return done.lines - done.bad, done.bad

    def _begin(self, source: IO[bytes], digest: _Digest) -> _Progress:
        """What was done before. Leaves ``source`` behind what was read of it, and ``digest`` as it was then."""
        fresh = _Progress(hashlib.sha256(encode(self.base) + bytes(self.overrides.absolute())).hexdigest())
        if not self.resume or not self._note.exists():
            if self._noting:
                self._note.unlink(missing_ok=True)  # else a later job would take it for this one's
            return fresh
        try:
            noted = msgspec.json.decode(self._note.read_bytes(), type=_Progress)
        except msgspec.MsgspecError:
            raise ValidationError(f"{self._note} is not a record of a job's progress") from None
        if noted.fingerprint != fresh.fingerprint or not _is_read_again(source, noted, digest):
            raise ValidationError(f"{self._note} belongs to another base or other overrides")
        for path, size in ((self.output, noted.written), (self.errors, noted.reported)):
            if size and (path is None or not path.is_file() or path.stat().st_size < size):
                raise ValidationError(f"{path or 'The file for errors'} lacks data that was written to it before")
        return noted

    def _open_output(self, size: int) -> IO[bytes]:
        if self._descriptor is None:
            return self._open(self.output, size)
        return os.fdopen(os.dup(self._descriptor), "wb", buffering=0)

    @staticmethod
    def _open(path: Path, size: int) -> IO[bytes]:
        """``path`` for writing from ``size`` on; what lies behind is cut off."""
        if not size:
            return path.open("wb", buffering=0)
        file = path.open("r+b", buffering=0)
        file.truncate(size)
        file.seek(size)
        return file

    @staticmethod
    def _write(file: IO[bytes], lines: list[bytes]) -> int:
        parts = [part for line in lines for part in (line, b"\n")]
        size = sum(map(len, parts))
        written = os.writev(file.fileno(), parts) if parts and hasattr(os, "writev") else 0  # spares joining them
        while written < size:
            written += os.write(file.fileno(), b"".join(parts)[written:])
        return size

    @property
    def _is_shared(self) -> bool:
        """Whether the workers write the output themselves, each where its messages belong."""
        return self.jobs > 1 and self._descriptor is None and self.output.is_file() and hasattr(os, "pwritev")

    def _rendered(self, chunks: Iterator[_Chunk], start: int) -> Generator[tuple[_Chunk, _Rendered], None, None]:
        """Each chunk and what became of it, in order. The output is there, up to ``start``."""
        strict = self.errors is None
        if self.jobs == 1:
            _keep_memory()
            renderer = Renderer(self.base)
            for chunk in chunks:
                yield chunk, _render_chunk(renderer, chunk.first, chunk.lines, strict=strict)
            return
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and not always needed

        output = _Output.starting_at(start, self.output) if self._is_shared else None
        with ProcessPoolExecutor(self.jobs, initializer=_start_worker, initargs=(self.base, output)) as pool:
            pending: list[tuple[_Chunk, Future[_Rendered]]] = []
            for number, chunk in enumerate(chunks):
                future = pool.submit(_work, number, chunk.first, chunk.lines, strict=strict)
                pending.append((chunk._replace(lines=[]), future))
                if len(pending) > 2 * self.jobs:
                    first, future = pending.pop(0)
                    yield first, future.result()
            for first, future in pending:
                yield first, future.result()


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, be it there or not. Devices and pipes may well coincide."""
    try:
        return one.samefile(other) and one.is_file()
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _chunks(source: IO[bytes], done: int, digest: _Digest) -> Iterator[_Chunk]:
    first = done + 1
    while lines := list(islice(source, _CHUNK)):
        read = b"".join(lines)
        digest.update(read)
        yield _Chunk(first, lines, len(read), digest.hexdigest())
        first += len(lines)


def _is_read_again(source: IO[bytes], noted: _Progress, digest: _Digest) -> bool:
    """Read what was read before. Gives whether it is the same, and a new line begins behind it."""
    left, last = noted.read, b"\n"
    while left and (block := source.read(min(left, _BLOCK))):
        digest.update(block)
        left, last = left - len(block), block[-1:]
    if left or digest.hexdigest() != noted.digest:
        return False
    return last == b"\n" or os.fstat(source.fileno()).st_size == noted.read


def _render_chunk(
    renderer: Renderer, first: int, lines: list[bytes], *, strict: bool
) -> tuple[int, list[bytes], list[BadLine]]:
    """Where it is ``strict``, the first bad line is the last one that is done."""
    messages: list[bytes] = []
    bad: list[BadLine] = []
    for i, line in enumerate(lines, first):
        try:
            messages.append(renderer.render(line))
        except ValidationError as error:
            bad.append(BadLine(i, error.path, error.message))
            if strict:
                break
    return len(messages) + len(bad), messages, bad


class _Output:
    """A file that several processes write, a chunk each, without waiting for one another's messages.

    Where a chunk belongs is known once the sizes of those before it are, so the workers take turns to say theirs;
    they write at the same time. A worker that outlives a killed job for a moment does no harm: the same bytes
    belong there in whatever goes on with the job.
    """

    def __init__(self, path: Path, turns: Condition, number: Any, end: Any) -> None:
        self._path, self._turns, self._number, self._end = path, turns, number, end
        self._file = -1

    @classmethod
    def starting_at(cls, end: int, path: Path) -> Self:
        """For a job to give to its workers."""
        import multiprocessing  # noqa: PLC0415 - slow to import, and not always needed

        return cls(
            path, multiprocessing.Condition(), multiprocessing.RawValue("q", 0), multiprocessing.RawValue("q", end)
        )

    def write(self, number: int, messages: list[bytes]) -> int:
        """Write a chunk's messages; gives their size. Each chunk has to come here, also one that has none."""
        size = sum(map(len, messages)) + len(messages)
        with self._turns:
            self._turns.wait_for(lambda: self._number.value == number)
            place = self._end.value
            self._end.value, self._number.value = place + size, number + 1
            self._turns.notify_all()
        if self._file < 0:
            self._file = os.open(self._path, os.O_WRONLY)
        parts = [part for message in messages for part in (message, b"\n")]
        written = os.pwritev(self._file, parts, place) if parts else 0
        while written < size:
            written += os.pwrite(self._file, b"".join(parts)[written:], place + written)
        return size


def _keep_memory() -> None:
    """Let the memory of one chunk's messages serve the next.

    The C library hands it back to the system after each chunk and asks for it again, page by page: a third of the
    system's time. Once it has freed a block larger than a chunk, it keeps as much.
    """
    bytes(2**24)


_worker: Renderer
_output: _Output | None


def _start_worker(base: Struct, output: _Output | None) -> None:
    global _worker, _output  # noqa: PLW0603 - a worker process renders one base
    _output = output
    _keep_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C goes to all; the job ends its workers
    _worker = Renderer(base)
    from threading import Thread  # noqa: PLC0415 - only workers need it

    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A job that is killed takes its workers with it, which would wait for work for ever."""
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(number: int, first: int, lines: list[bytes], *, strict: bool) -> _Rendered:
    if _output is None:
        return _render_chunk(_worker, first, lines, strict=strict)
    done: int = 0
    messages: list[bytes] = []
    bad: list[BadLine] = []
    try:
        done, messages, bad = _render_chunk(_worker, first, lines, strict=strict)
    finally:
        size = _output.write(number, messages)  # also where rendering failed, as others wait for its turn
    return done, size, bad


def _replace_file(path: Path, data: bytes) -> None:
    """Write a file so that it is never seen half-written."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.replace(path)
