"""Recording: the frames of connections, both ways, as lines of JSON."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import finalize

import msgspec

from .._core.plain import plain
from ..config import Config
from ..dialects import Dialect, require_dialect
from ..encoding import encode
from ..errors import ValidationError
from .hooks import CLASSES, Sender, Tap, hooks_of
from .writing import Closing, Writer

__all__ = ["Recorder", "record"]

C = TypeVar("C")

_FORM = 1


def record(file: str | Path, /, *, dialect: Dialect | None = None) -> Recorder:
    """Record the frames of connections into a file, for ``with``.

    >>> with record("frames.jsonl", dialect="openai_ga") as recorder:
    ...     async with client.realtime.connect(model="gpt-realtime") as connection:
    ...         recorder.attach(connection)

    `Recorder.attach` is for a connection of websockets, aiohttp, openai or azure-ai-voicelive; `Recorder.watch`
    for all that are opened meanwhile, so for those that a framework opens; `Recorder.sent` and
    `Recorder.received` for any other. A file that exists is added to. Secrets are masked at every depth, and
    audio is cut to its length, before anything is written. The file is readable by its owner alone. Frames are written
    several at once: where the process is killed, those of the last second may be missing.

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
        head = {
            "recording": _FORM,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "dialect": dialect,
            "library": sys.modules[__name__.partition(".")[0]].__version__,  # of the face, which lies above
        }
        self._writer = Writer(file, head)
        self._encoder = msgspec.json.Encoder()
        self._numbers = count(1)
        self._end = finalize(self, self._writer.close)  # also at the end of the program

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is still to be written. What passes afterwards is not recorded."""
        self._end()

    @property
    def frames(self) -> int:
        """How many frames were written."""
        self._writer.write()
        return self._writer.frames

    # Frames

    def sent(self, frame: str | bytes | Config | Mapping[str, Any], /, *, connection: int = 0) -> None:
        """Record a frame, or an event, that a client sent. ``connection`` tells one connection from another."""
        self._writer.take("client", self._settled(frame), connection)

    def received(self, frame: str | bytes | Config | Mapping[str, Any], /, *, connection: int = 0) -> None:
        """Record a frame, or an event, that a server sent."""
        self._writer.take("server", self._settled(frame), connection)

    def closed(self, code: int, reason: str = "", *, by: Sender = "server", connection: int = 0) -> None:
        """Record the end of a connection, and which end began it."""
        self._writer.end(by, Closing(code, reason), connection)

    def _settled(self, frame: Any) -> str | bytes:
        """A frame as it is now: its owner may change it."""
        if isinstance(frame, str | bytes):
            return frame
        if isinstance(frame, Config):
            return encode(frame)
        return self._encoder.encode(plain(frame)) if isinstance(frame, Mapping) else bytes(frame)

    # Hooks

    def attach(self, connection: C, /) -> C:
        """Record a connection from now on, its end included; gives it back.

        Raises:
            ValidationError: for what is no connection of websockets, aiohttp, openai or azure-ai-voicelive.
        """
        socket: Any = connection
        for _ in range(4):
            hooks = hooks_of(socket)
            if hooks is not None:
                hooks.attach(socket, self._tap())
                return connection
            socket = getattr(socket, "_connection", None)
        name = type(connection).__name__
        raise ValidationError(
            f"Expected a connection of websockets, aiohttp, openai or azure-ai-voicelive, got `{name}`"
        )

    def _tap(self) -> Tap:
        """What takes the frames of one more connection."""
        return Tap(self._writer, next(self._numbers), self)

    @contextmanager
    def watch(self) -> Generator[Self]:
        """Record every connection as a client that websockets and aiohttp open meanwhile, in any thread.

        So frameworks and the classes of `realtime_builder.integrations` are recorded without reaching into them:

        >>> with record("frames.jsonl") as recorder, recorder.watch():
        ...     await session.start(agent)
        """
        taps: dict[int, Tap] = {}

        def tap_of(socket: Any) -> Tap:
            tap = taps.get(id(socket))
            if tap is None:
                tap = taps.setdefault(id(socket), self._tap())
                finalize(socket, taps.pop, id(socket), None).atexit = False  # another may get its id
            return tap

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
                    stack.enter_context(hooks.watch(type_, tap_of))
            yield self
