"""What a command prints, and where."""

from __future__ import annotations

import os
import sys

from .failure import Failure

__all__ = ["report", "write"]


def write(data: bytes) -> None:
    """A line on standard output, at once: a reader that went away is noticed here.

    Raises:
        BrokenPipeError: if nobody reads any longer.
        Failure: if it can't be written for another reason.
    """
    if sys.stdout is None:
        raise Failure("<stdout>", "Closed")
    try:
        sys.stdout.buffer.write(data + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _discard_output()
        raise
    except OSError as error:
        _discard_output()
        raise Failure("<stdout>", error.strerror or error) from None


def _discard_output() -> None:
    """Python would try once more at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report(failure: Failure) -> None:
    """A line on standard error."""
    print(failure, file=sys.stderr)  # noqa: T201
