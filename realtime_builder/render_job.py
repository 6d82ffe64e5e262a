"""`RenderJob`: many messages from one base, from a file into a file.

In constant memory, in several processes, and so that it can go on after an interruption. What a
line becomes is told in render.py.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from msgspec import Struct

from .encoding import encode
from .errors import ValidationError
from .render import BadLine, Renderer

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["RenderJob"]

_CHUNK = 256  # lines handled at once; two parts each, and writev takes 1,024


class _Progress(Struct, frozen=True):
    """How far a job has come, so that another process can go on from there."""

    fingerprint: str
    lines: int = 0
    read: int = 0
    written: int = 0
    reported: int = 0
    bad: int = 0


class RenderJob:
    """Renders a file of overrides into a file of messages, a line each, in constant memory.

    After each chunk of lines the progress is written to a file beside the output
    (``OUT.progress``). With ``resume`` a job that was interrupted goes on from there: what was
    written after the last note is cut off, so no line is lost or doubled.

    Raises:
        ValidationError: for a bad line where there is no file for ``errors``; when resuming with
            another base or other overrides than before.
        OSError: where a file can't be read or written.
    """

    def __init__(
        self,
        base: Struct,
        overrides: str | os.PathLike[str],
        output: str | os.PathLike[str],
        *,
        errors: str | os.PathLike[str] | None = None,
        jobs: int = 1,
        resume: bool = False,
    ) -> None:
        if jobs < 1:
            raise ValidationError(f"Expected `jobs` >= 1, got {jobs}")
        self.base = base
        self.overrides = Path(overrides)
        self.output = Path(output)
        self.errors = None if errors is None else Path(errors)
        for written in (self.output, self.errors):
            if (
                written is not None
                and written.exists()
                and self.overrides.exists()
                and written.samefile(self.overrides)
            ):
                raise ValidationError(f"{written} would be written over while it is read")
        self.jobs = jobs
        self.resume = resume
        self._note = self.output.with_name(self.output.name + ".progress")
        # A device or a pipe can't be gone back in, so it can't be resumed either.
        self._noting = not self.output.exists() or self.output.is_file()

    def run(self, on_progress: Callable[[int, int], None] | None = None) -> tuple[int, int]:
        """Render all lines; gives how many were written and how many were bad.

        ``on_progress`` is called after each chunk with the bytes read so far and the lines done.
        """
        done = self._begin()
        with self.overrides.open("rb") as source, self._open(self.output, done.written) as target:
            report = None if self.errors is None else self._open(self.errors, done.reported)
            try:
                source.seek(done.read)
                for lines, size, messages, bad in self._chunks(source, done.lines):
                    if bad and report is None:
                        self._write(target, messages)
                        raise ValidationError(f"Line {bad[0].line}: {bad[0].error}", bad[0].path)
                    written = self._write(target, messages)
                    reported = self._write(report, [msgspec.json.encode(line) for line in bad]) if report else 0
                    done = _Progress(
                        done.fingerprint,
                        done.lines + lines,
                        done.read + size,
                        done.written + written,
                        done.reported + reported,
                        done.bad + len(bad),
                    )
                    if self._noting:
                        _replace_file(self._note, msgspec.json.encode(done))
                    if on_progress is not None:
                        on_progress(done.read, done.lines)
            finally:
                if report is not None:
                    report.close()
        self._note.unlink(missing_ok=True)
        return done.lines - done.bad, done.bad

    def _begin(self) -> _Progress:
        fresh = _Progress(hashlib.sha256(encode(self.base) + bytes(self.overrides.absolute())).hexdigest())
        if not self.resume or not self._note.exists():
            self._note.unlink(missing_ok=True)  # else a later job would take it for this one's
            return fresh
        try:
            noted = msgspec.json.decode(self._note.read_bytes(), type=_Progress)
        except msgspec.MsgspecError:
            raise ValidationError(f"{self._note} is no record of a job's progress") from None
        if noted.fingerprint != fresh.fingerprint:
            raise ValidationError(f"{self._note} belongs to another base or other overrides")
        for path, size in ((self.output, noted.written), (self.errors, noted.reported)):
            if size and (path is None or not path.is_file() or path.stat().st_size < size):
                raise ValidationError(f"{path or 'The file for errors'} lacks what was written to it before")
        return noted

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

    def _chunks(self, source: IO[bytes], done: int) -> Iterator[tuple[int, int, list[bytes], list[BadLine]]]:
        """Each chunk's number of lines and bytes read, its messages and its bad lines, in order."""
        chunks = _numbered_chunks(source, done)
        if self.jobs == 1:
            renderer = Renderer(self.base)
            for number, lines in chunks:
                yield len(lines), sum(map(len, lines)), *_render_chunk(renderer, number, lines)
            return
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and not always needed

        with ProcessPoolExecutor(self.jobs, initializer=_start_worker, initargs=(self.base,)) as pool:
            pending: list[tuple[int, int, Future[tuple[list[bytes], list[BadLine]]]]] = []
            for number, lines in chunks:
                pending.append((len(lines), sum(map(len, lines)), pool.submit(_work, number, lines)))
                if len(pending) > 2 * self.jobs:
                    count, size, future = pending.pop(0)
                    yield count, size, *future.result()
            for count, size, future in pending:
                yield count, size, *future.result()


def _numbered_chunks(source: IO[bytes], done: int) -> Iterator[tuple[int, list[bytes]]]:
    number = done + 1
    while lines := list(islice(source, _CHUNK)):
        yield number, lines
        number += len(lines)


def _render_chunk(renderer: Renderer, number: int, lines: list[bytes]) -> tuple[list[bytes], list[BadLine]]:
    messages, bad = [], []
    for i, line in enumerate(lines, number):
        try:
            messages.append(renderer.render(line))
        except ValidationError as error:
            bad.append(BadLine(i, error.path, error.message))
    return messages, bad


_worker: Renderer


def _start_worker(base: Struct) -> None:
    global _worker  # noqa: PLW0603 - a worker process renders one base
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


def _work(number: int, lines: list[bytes]) -> tuple[list[bytes], list[BadLine]]:
    return _render_chunk(_worker, number, lines)


def _replace_file(path: Path, data: bytes) -> None:
    """Write a file so that it is never seen half-written."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.replace(path)
