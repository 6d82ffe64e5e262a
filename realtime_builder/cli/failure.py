"""What ends a command: one line that says where and why."""

from __future__ import annotations

from .._core.masking import printable
from ..files.failures import FileError

__all__ = ["Failure", "UnreadableError", "failures_of", "on_one_line"]


class Failure(Exception):  # noqa: N818 - it is the command's, not the program's
    """Bad input. ``source`` is the file it was found in, or what else the user knows it by."""

    def __init__(self, source: str, message: object) -> None:
        super().__init__(source, message)
        self.source = source
        self.message = str(message)

    def __str__(self) -> str:
        return on_one_line(f"{self.source}: {self.message}")


class UnreadableError(FileError):
    """A file of whose content nothing is known."""


def failures_of(error: FileError) -> list[Failure]:
    """What is wrong with a file, a failure for each mistake."""
    return [Failure(error.place_of(problem), problem) for problem in error.problems]


def on_one_line(text: str) -> str:
    """``text`` without what would break the line or steer a terminal."""
    return printable(" ".join(text.splitlines()))
