"""What `check` prints: a line for each finding, JSON, or annotations of GitHub Actions."""

from __future__ import annotations

import sys
from collections import Counter
from typing import NamedTuple

import msgspec

from .failure import on_one_line
from .output import write

__all__ = ["Report", "Spotted", "show"]

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_ANNOTATIONS = {"error": "error", "warning": "warning", "info": "notice"}


class Spotted(NamedTuple):
    """Something that is to be said of a place in a file."""

    file: str
    line: int
    """The first one is 1; 0 for the file as a whole."""
    column: int
    severity: str
    message: str
    rule: str
    path: str = ""

    @property
    def place(self) -> str:
        """``file:line:column``, which terminals and editors make a link."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Report:
    """What was found in all files."""

    def __init__(self) -> None:
        self.spotted: list[Spotted] = []
        self.files = 0
        self.dialects: Counter[str] = Counter()
        self.unreadable = False

    def summary(self) -> str:
        """One line: how many files there were, of which dialects, and how much was found."""
        counts = Counter(each.severity for each in self.spotted)
        found = [_counted(counts[severity], severity) for severity in ("error", "warning", "info") if counts[severity]]
        dialects = sorted(self.dialects.items())
        read = ", ".join(f"{count} {dialect}" if count < self.files else dialect for dialect, count in dialects)
        of = f" ({read})" if read else ""
        return f"Checked {_counted(self.files, 'file')}{of}: {', '.join(found) or 'nothing found'}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 and noun != 'info' else ''}"


def show(report: Report, form: str) -> None:
    """Print what was found.

    Raises:
        BrokenPipeError: if nobody reads any longer.
    """
    if form == "json":
        entries = [each._asdict() for each in report.spotted]
        write(msgspec.json.format(msgspec.json.encode(entries)))
    elif form == "github":
        for each in report.spotted:
            write(_annotation(each).encode(errors="surrogateescape"))
    else:
        _show_lines(report)


def _show_lines(report: Report) -> None:
    lines = [(on_one_line(f"{each.place}: "), each.severity, _rest(each)) for each in report.spotted]
    if sys.stdout is None or not sys.stdout.isatty():
        for place, severity, rest in lines:
            write(f"{place}{severity}{rest}".encode(errors="surrogateescape"))
        write(report.summary().encode())
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    for place, severity, rest in lines:
        console.print(Text.assemble(place, (severity, _STYLES[severity]), rest), soft_wrap=True)
    console.print(report.summary(), style="green" if not lines else "", soft_wrap=True, highlight=False)


def _rest(each: Spotted) -> str:
    return on_one_line(f": {each.message} ({each.rule})")


def _annotation(each: Spotted) -> str:
    """A line that GitHub Actions shows beside the code; its own marks are escaped as it wants them."""
    place = f",line={each.line},col={each.column}" if each.line else ""
    kind = _ANNOTATIONS[each.severity]
    return f"::{kind} file={_escaped(each.file, ':,')}{place},title={each.rule}::{_escaped(each.message, '')}"


def _escaped(text: str, more: str) -> str:
    for char in f"%\r\n{more}":
        text = text.replace(char, f"%{ord(char):02X}")
    return on_one_line(text)
