"""What a command prints, and where."""

from __future__ import annotations

import os
import sys

from .failure import Failure, on_one_line

__all__ = ["report", "write", "write_verdict"]


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


def write_verdict(source: str, verdict: str, style: str, more: str = "") -> None:
    """A line on standard output that says of ``source`` what it is; ``style`` is rich's, for a terminal.

    Raises:
        BrokenPipeError: as `write`.
        Failure: as `write`.
    """
    name, more = on_one_line(f"{source}: "), on_one_line(more)
    if sys.stdout is None or not sys.stdout.isatty():
        write(f"{name}{verdict}{more}".encode(errors="surrogateescape"))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.text import Text  # noqa: PLC0415

    Console().print(Text.assemble(name, (verdict, style), more), soft_wrap=True)


def _discard_output() -> None:
    """Python would try once more at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report(failure: Failure) -> None:
    """A line on standard error."""
    print(failure, file=sys.stderr)  # noqa: T201
