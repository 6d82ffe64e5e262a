"""What `check` and `replay` print: a line for each finding, JSON, or annotations of GitHub Actions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from .failure import on_one_line
from .output import write

__all__ = ["RANKS", "Report", "Spotted", "counted", "fails", "show", "show_each", "show_summary"]

RANKS = {"error": 3, "warning": 2, "info": 1}
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
        dialects = sorted(self.dialects.items())
        read = ", ".join(f"{count} {dialect}" if count < self.files else dialect for dialect, count in dialects)
        of = f" ({read})" if read else ""
        return f"Checked {_counted(self.files, 'file')}{of}: {counted(Counter(each.severity for each in self.spotted))}"


def counted(counts: Mapping[str, int]) -> str:
    """How much was found of each severity, in words."""
    found = [_counted(counts[severity], severity) for severity in RANKS if counts.get(severity)]
    return ", ".join(found) or "nothing found"


def fails(severities: Iterable[str], fail_on: str) -> bool:
    """Whether something was found that is at least as grave as ``fail_on``."""
    return max((RANKS[each] for each in severities), default=0) >= RANKS.get(fail_on, len(RANKS) + 1)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 and noun != 'info' else ''}"


def show(report: Report, form: str) -> None:
    """Print what was found.

    Raises:
        BrokenPipeError: if nobody reads any longer.
    """
    show_each(report.spotted, form)
    if form == "text":
        show_summary(report.summary(), good=not report.spotted)


def show_each(spotted: Iterable[Spotted], form: str) -> None:
    """Print each as it comes: there may be more than memory holds.

    Raises:
        BrokenPipeError: if nobody reads any longer.
    """
    if form == "json":
        _show_json(spotted)
    elif form == "github":
        for each in spotted:
            write(_annotation(each).encode(errors="surrogateescape"))
    else:
        _show_lines(spotted)


def _show_json(spotted: Iterable[Spotted]) -> None:
    """An array, as `msgspec.json.format` would print it of all."""
    begun = ""
    for each in spotted:
        # A file's name may be no text, as far as the system goes; JSON's are.
        named = each._replace(file=each.file.encode(errors="backslashreplace").decode())
        entry = msgspec.json.format(msgspec.json.encode([named._asdict()])).decode()
        if begun:
            write(f"{begun},".encode())
        begun = entry.removesuffix("\n]") if not begun else entry.removeprefix("[\n").removesuffix("\n]")
    write(f"{begun}\n]".encode() if begun else b"[]")


def show_summary(text: str, *, good: bool) -> None:
    """The last line."""
    if sys.stdout is None or not sys.stdout.isatty():
        write(text.encode(errors="surrogateescape"))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only

    Console().print(text, style="green" if good else "", soft_wrap=True, highlight=False)


def _show_lines(spotted: Iterable[Spotted]) -> None:
    lines = ((on_one_line(f"{each.place}: "), each.severity, _rest(each)) for each in spotted)
    if sys.stdout is None or not sys.stdout.isatty():
        for place, severity, rest in lines:
            write(f"{place}{severity}{rest}".encode(errors="surrogateescape"))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    for place, severity, rest in lines:
        console.print(Text.assemble(place, (severity, _STYLES[severity]), rest), soft_wrap=True)


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
