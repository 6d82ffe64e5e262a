"""Where frames wait until they are cut, masked and written: several at once, and none for longer than a second."""

from __future__ import annotations

import os
import time
import warnings
from collections import deque
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from .._core.masking import without_keys
from .cutting import as_it_is, cut_audio, read_frame, writable

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["BATCH", "Closing", "Writer"]

BATCH = 256
"""So many are prepared at once, which takes a third of the time that it takes between other work."""

_LONGEST_WAIT = 1.0


class Closing(NamedTuple):
    """The end of a connection, which waits among its frames."""

    code: int
    reason: str


class Writer:
    """Takes frames from any thread and writes them into a file, in the order in which they came.

    What waits is lost where the process is killed: at most the frames of the last second, and fewer than 256.
    """

    def __init__(self, file: str | Path, head: dict[str, Any]) -> None:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file: BinaryIO | None = os.fdopen(descriptor, "ab")
        self._start = time.monotonic()
        self._encoder = msgspec.json.Encoder()
        self.waiting: deque[tuple[float, str, str | bytes | Closing, int]] = deque()
        self._lock = Lock()
        self._ended = Event()
        self.frames = 0
        """How many frames were written."""
        self.is_open = True
        with self._lock:
            self._put(self._encoder.encode(head) + b"\n")
        Thread(target=self._attend, name="recording", daemon=True).start()

    def take(self, sender: str, frame: str | bytes, connection: int) -> None:
        """Take a frame. This is all that a connection waits for, but for one frame in 256."""
        if not self.is_open:
            return
        self.waiting.append((time.monotonic(), sender, frame, connection))
        if len(self.waiting) >= BATCH:
            self.write()

    def end(self, by: str, closing: Closing, connection: int) -> None:
        """Take the end of a connection."""
        if self.is_open:
            self.waiting.append((time.monotonic(), by, closing, connection))
            self.write()

    def write(self) -> None:
        """Write what waits."""
        waiting, lines, start = self.waiting, [], self._start
        with self._lock:  # taken one by one, as another thread may add to them meanwhile
            while waiting:
                at, sender, frame, connection = waiting.popleft()
                text = None if isinstance(frame, Closing) else cut_audio(frame)
                if text is None:
                    lines.append(self._line(at - start, sender, frame, connection))
                else:  # most of what passes
                    lines.append(
                        f'{{"t":{at - start:.6f},"from":"{sender}","connection":{connection},"event":{text}}}\n'
                    )
            if lines:
                self.frames += len(lines)
                self._put("".join(lines).encode(errors="replace"))

    def close(self) -> None:
        """Write what waits, and end."""
        self.is_open = False
        self._ended.set()
        self.write()
        with self._lock:
            file, self._file = self._file, None
            if file is not None:
                file.close()

    def _attend(self) -> None:
        while not self._ended.wait(_LONGEST_WAIT):
            if self.waiting:
                self.write()

    def _line(self, after: float, sender: str, frame: str | bytes | Closing, connection: int) -> str:
        line: dict[str, Any] = {"t": round(after, 6), "from": sender, "connection": connection}
        if isinstance(frame, Closing):
            self.frames -= 1  # it is none
            line["close"] = {"code": frame.code, "reason": without_keys(frame.reason)}
        else:
            text = as_it_is(frame)
            if text is not None:
                return f'{{"t":{after:.6f},"from":"{sender}","connection":{connection},"event":{text}}}\n'
            line.update(_shown(frame))
        return self._encoder.encode(line).decode() + "\n"

    def _put(self, lines: bytes) -> None:
        """Write lines. A full disk ends the recording, not the call."""
        if self._file is None:
            return
        try:
            self._file.write(lines)
            self._file.flush()
        except OSError as error:
            self._file, self.is_open = None, False
            warnings.warn(f"Recording has ended: {error.strerror or error}", stacklevel=5)


def _shown(frame: str | bytes) -> dict[str, Any]:
    """A frame that had to be parsed; of what is no JSON only how long it is."""
    try:
        event = read_frame(frame)
        if event is not None:
            return {"event": writable(event)}
    except RecursionError:  # deeper than Python goes
        pass
    return {"characters" if isinstance(frame, str) else "bytes": len(frame)}
