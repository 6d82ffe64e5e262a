"""`render_dask`: one render job on many machines, which Dask deals out, watches and repeats.

A partition of the overrides becomes a file of messages. The file appears whole or not at all, so its
being there says that the partition is done: a worker that dies takes nothing with it that was finished,
and two workers that do one partition write the same.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

import msgspec
from msgspec import Struct

from ..encoding import encode
from ..errors import ValidationError
from .render import BadLine, render, require_config

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["render_dask"]

_Overrides: TypeAlias = "str | os.PathLike[str] | Sequence[str | os.PathLike[str]]"

_NOTE = "render.fingerprint"
_UNFINISHED = ".part"


def render_dask(
    base: Struct,
    overrides: _Overrides,
    folder: str | os.PathLike[str],
    *,
    client: Client | None = None,
    errors: str | os.PathLike[str] | None = None,
    blocksize: int | str = "1MiB",
    progress: bool = True,
) -> list[Path]:
    """Render files of overrides on a Dask cluster, each block of lines into a file of its own.

    Gives the files in the order of their lines: put together, they are byte for byte what `render` and
    `RenderJob` make of the same lines. A call that was interrupted goes on when it is made again; files
    that are there are left as they are. Needs the extra ``dask``.

    Args:
        base: The configuration that each line is laid over, as `render` does.
        overrides: A file with an override in each line, an address that Dask reads (``s3://...``), a
            pattern (``calls-*.jsonl``), or a list of those.
        folder: Where the messages go, as ``00000.jsonl`` and so on. Every worker must see it under this
            name. Made where it is missing.
        client: The cluster's. Without it, processes of this machine do the work.
        errors: A folder for reports of bad lines, which are left out of the messages. A file there has
            the name of its partition, and its line numbers count from the partition's beginning.
        blocksize: Bytes of overrides in a partition, as Dask writes them. A worker holds one partition
            of overrides for each of its threads, and one message.
        progress: Whether Dask's own progress is printed. Its dashboard shows it in any case.

    Raises:
        ValidationError: for a bad line where there is not a folder for ``errors``; for a base that is no
            configuration; for a folder that holds messages of another base, other overrides or
            another ``blocksize``.
        OSError: where a file can't be read or written.
        ModuleNotFoundError: without Dask.
    """
    require_config(base)
    blocks = _blocks(overrides, blocksize)
    target, reports = Path(folder), None if errors is None else Path(errors)
    for each in (target, reports):
        if each is not None:
            each.mkdir(parents=True, exist_ok=True)
    _note(target, base, [block.key for block in blocks], strict=reports is None)
    paths = [target / f"{i:05}.jsonl" for i in range(len(blocks))]
    delayed = _dask("delayed", "delayed")
    shared = delayed(pickle.dumps(base))
    work = delayed(_render_block)
    tasks = [
        work(shared, block, path, None if reports is None else reports / path.name)
        for block, path in zip(blocks, paths, strict=True)
        if not path.exists()
    ]
    _compute(tasks, client, progress=progress)
    for each in (target, reports):
        for left in each.glob(f"*{_UNFINISHED}") if each is not None else ():
            left.unlink(missing_ok=True)  # of workers that died
    return paths


def _dask(module: str, name: str) -> Any:
    """A part of Dask, imported where it is used: ``from realtime_builder import *`` must do without it.

    Without a type, because Dask's own annotations are partly missing and partly too narrow.
    """
    try:
        return getattr(import_module(f"dask.{module}"), name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("render_dask needs Dask; run: pip install 'realtime-builder[dask]'") from missing


def _blocks(overrides: _Overrides, blocksize: int | str) -> list[Any]:
    """The overrides in blocks of whole lines, which are read where they are rendered."""
    names = (
        os.fspath(overrides) if isinstance(overrides, str | os.PathLike) else [os.fspath(each) for each in overrides]
    )
    _, files = _dask("bytes.core", "read_bytes")(names, delimiter=b"\n", blocksize=blocksize, sample=False)
    return [block for blocks in files for block in blocks]


def _note(folder: Path, base: Struct, keys: list[str], *, strict: bool) -> None:
    """Leave a note of whose messages a folder holds, or see that it is the same.

    The keys are Dask's: they change with a file's name, size and time, and with the size of a block.
    """
    told = [type(base).__module__, type(base).__qualname__, strict, keys]
    fingerprint = hashlib.sha256(encode(base) + msgspec.json.encode(told)).hexdigest()
    note = folder / _NOTE
    if note.exists():
        if note.read_text().strip() != fingerprint:
            raise ValidationError(
                f"{folder} holds messages of another base, other overrides, another `blocksize` or another use of"
                " `errors`; empty it, or use another folder"
            )
    elif any(folder.glob("*.jsonl")):
        raise ValidationError(f"{folder} holds other files; empty it, or use another folder")
    else:
        _write(note, [fingerprint.encode()])


def _compute(tasks: list[Any], client: Any, *, progress: bool) -> None:
    if client is None:
        with _dask("diagnostics.progress", "ProgressBar")() if progress else nullcontext():
            _dask("base", "compute")(*tasks, scheduler="processes")
        return
    futures = client.compute(tasks)
    try:
        if progress:
            show: Any = import_module("distributed").progress  # who has a client has the package
            show(futures)
        client.gather(futures)
    finally:
        client.cancel(futures)  # the first bad line ends the others


def _render_block(base: bytes, block: bytes, path: Path, report: Path | None) -> None:
    """One partition, on a worker. It gives nothing back, so nothing is lost with a worker that dies afterwards."""
    if path.exists():
        return
    bad: list[BadLine] = []
    messages = render(pickle.loads(base), io.BytesIO(block), on_error=None if report is None else bad.append)  # noqa: S301 - our own
    try:
        _write(path, _then_reported(messages, bad, report))
    except ValidationError as error:
        raise ValidationError(f"Partition {path.stem}: {error.message}", error.path) from None


def _then_reported(messages: Iterable[bytes], bad: list[BadLine], report: Path | None) -> Iterator[bytes]:
    """The messages. Bad lines are reported before the file of messages says that the partition is done."""
    yield from messages
    if report is not None and bad:
        _write(report, map(msgspec.json.encode, bad))


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file of lines that is never seen half-written."""
    part = path.with_name(f"{path.stem}.{uuid4().hex}{_UNFINISHED}")
    try:
        with part.open("wb") as file:
            for line in lines:
                file.write(line)
                file.write(b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
