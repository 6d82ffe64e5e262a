"""Recording: the frames of connections, both ways, as lines of JSON."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec

from .._core.plain import plain
from ..config import Config
from ..dialects import Dialect, require_dialect
from ..encoding import encode
from ..errors import ValidationError
from .cutting import cut_audio, read_frame, writable
from .hooks import CLASSES, hooks_of

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["Recorder", "record"]

C = TypeVar("C")

_FORM = 1
_FLUSHED_EVERY = 1.0
_BUFFER = 2**20
_BATCH = 256


def record(file: str | Path, /, *, dialect: Dialect | None = None) -> Recorder:
    """Record the frames of connections into a file, for ``with``.

    >>> with record("frames.jsonl", dialect="openai_ga") as recorder:
    ...     async with client.realtime.connect(model="gpt-realtime") as connection:
    ...         recorder.attach(connection)

    `Recorder.attach` is for a connection of websockets, aiohttp, openai or azure-ai-voicelive; `Recorder.watch`
    for all that are opened meanwhile, so for those that a framework opens; `Recorder.sent` and
    `Recorder.received` for any other. A file that exists is added to. Secrets are masked at every depth, and
    audio is cut to its length, before anything is written. The file is readable by its owner alone.

    Raises:
        ValidationError: for an unknown dialect.
        OSError: where the file can't be written.
    """
    return Recorder(file, dialect)


class Recorder:
    """Writes the frames of connections into a file."""

    def __init__(self, file: str | Path, dialect: Dialect | None = None) -> None:
        """See `record`."""
        if dialect is not None:
            require_dialect(dialect)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file: BinaryIO | None = os.fdopen(descriptor, "ab", _BUFFER)
        self._lock = Lock()
        self._start = time.monotonic()
        self._flushed = self._start
        self._encoder = msgspec.json.Encoder()
        self._numbers = count(1)
        self._waiting: list[tuple[float, str, str | bytes, int]] = []
        self.frames = 0
        """How many frames were written."""
        head = {
            "recording": _FORM,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "dialect": dialect,
            "library": sys.modules[__name__.partition(".")[0]].__version__,  # of the face, which lies above
        }
        self._put(self._encoder.encode(head) + b"\n", self._start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is still to be written. What passes afterwards is not recorded."""
        self._prepare()
        with self._lock:
            file, self._file = self._file, None
            if file is not None:
                file.close()

    # Frames

    def sent(self, frame: str | bytes | Config | Mapping[str, Any], /, *, connection: int = 0) -> None:
        """Record a frame, or an event, that a client sent. ``connection`` tells one connection from another."""
        self._note("client", frame, connection)

    def received(self, frame: str | bytes | Config | Mapping[str, Any], /, *, connection: int = 0) -> None:
        """Record a frame, or an event, that a server sent."""
        self._note("server", frame, connection)

    def _note(self, sender: str, frame: Any, connection: int) -> None:
        """Take a frame. Several are prepared at once, which takes a third of the time; all are before writing."""
        if self._file is None:
            return
        if not isinstance(frame, str | bytes):
            frame = encode(frame) if isinstance(frame, Config) else self._settled(frame)
        self.frames += 1
        now = time.monotonic()
        waiting = self._waiting
        waiting.append((now, sender, frame, connection))
        if len(waiting) >= _BATCH or now - self._flushed > _FLUSHED_EVERY:
            self._prepare()

    def _settled(self, frame: Any) -> Any:
        """A frame that its owner may change, as it is now."""
        return self._encoder.encode(plain(frame)) if isinstance(frame, Mapping) else bytes(frame)

    def _prepare(self) -> None:
        waiting, self._waiting = self._waiting, []
        for now, sender, frame, connection in waiting:
            self._put(self._line(now - self._start, sender, frame, connection), now)

    def _line(self, after: float, sender: str, frame: str | bytes, connection: int) -> bytes:
        audio = cut_audio(frame)
        if audio is not None:  # most of what passes
            number = f',"connection":{connection}' if connection else ""
            return f'{{"t":{after:.6f},"from":"{sender}"{number},"event":{audio}}}\n'.encode()
        line: dict[str, Any] = {"t": round(after, 6), "from": sender}
        if connection:
            line["connection"] = connection
        event = read_frame(frame)
        if event is None:
            line["bytes" if not isinstance(frame, str) else "characters"] = len(frame)
        else:
            line["event"] = writable(event)
        return self._encoder.encode(line) + b"\n"

    def _put(self, line: bytes, now: float) -> None:
        """Write a line. A full disk ends the recording, not the call."""
        with self._lock:
            if self._file is None:
                return
            try:
                self._file.write(line)
                if now - self._flushed > _FLUSHED_EVERY:
                    self._file.flush()
                    self._flushed = now
            except OSError as error:
                self._file = None
                warnings.warn(f"Recording has ended: {error.strerror or error}", stacklevel=4)

    # Hooks

    def attach(self, connection: C, /) -> C:
        """Record a connection from now on; gives it back.

        Raises:
            ValidationError: for what is no connection of websockets, aiohttp, openai or azure-ai-voicelive.
        """
        socket: Any = connection
        for _ in range(4):
            hooks = hooks_of(socket)
            if hooks is not None:
                hooks.attach(socket, self._passing(next(self._numbers)))
                return connection
            socket = getattr(socket, "_connection", None)
        name = type(connection).__name__
        raise ValidationError(
            f"Expected a connection of websockets, aiohttp, openai or azure-ai-voicelive, got `{name}`"
        )

    def _passing(self, number: int) -> Any:
        def passing(sender: str, frame: str | bytes) -> None:
            self._note(sender, frame, number)

        return passing

    @contextmanager
    def watch(self) -> Generator[Self]:
        """Record every connection as a client that websockets and aiohttp open meanwhile, in any thread.

        So frameworks and the classes of `realtime_builder.integrations` are recorded without reaching into them:

        >>> with record("frames.jsonl") as recorder, recorder.watch():
        ...     await session.start(agent)
        """
        numbers: dict[int, int] = {}

        def passing(socket: Any, sender: str, frame: str | bytes) -> None:
            number = numbers.get(id(socket)) or numbers.setdefault(id(socket), next(self._numbers))
            self._note(sender, frame, number)

        with ExitStack() as stack:
            for module, name in CLASSES:
                package = module.partition(".")[0]
                try:
                    type_ = getattr(import_module(module), name)
                except ModuleNotFoundError as error:
                    if (error.name or "").partition(".")[0] != package:
                        raise
                    continue
                hooks = hooks_of(type_)
                if hooks is not None:
                    stack.enter_context(hooks.watch(type_, passing))
            yield self
