"""What a docstring says of a function, and of each of its parameters.

Three styles are read, Google, NumPy and Sphinx. The reading is done here and not by a package, so
that the same function gives the same tool everywhere.

Sections about parameters become their descriptions. Those that say nothing to a caller who gives
arguments by name (what is returned, what is raised, examples) are left out. All other text is the
description of the function, wherever it stands.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

__all__ = ["read_docstring"]

_TITLES = {"args", "arguments", "params", "parameters"}
_PARAMETERS = _TITLES | {f"{kind} {title}" for kind in ("keyword", "other") for title in _TITLES}
_LEFT_OUT = {
    "attributes",
    "example",
    "examples",
    "except",
    "exceptions",
    "raise",
    "raises",
    "receives",
    "references",
    "return",
    "returns",
    "see also",
    "warns",
    "yield",
    "yields",
}

_FIELD = re.compile(r":(\w+)((?: [^:\n]+)?):(.*)")
_PARAMETER_FIELDS = {"param", "parameter", "arg", "argument", "key", "keyword"}
_FIELDS = _PARAMETER_FIELDS | {"type", "return", "returns", "rtype", "raise", "raises", "except", "exception", "yields"}

_GOOGLE_ENTRY = re.compile(r"(\*{0,2}\w+) *(?:\(.*?\))? *:(?: (.*)|$)")
_NUMPY_ENTRY = re.compile(r"(\*{0,2}\w+(?: *, *\*{0,2}\w+)*) *(?::.*)?")


def read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """The description of a function, and those of its parameters by name.

    ``text`` is a docstring as `inspect.getdoc` gives it.
    """
    lines = text.splitlines()
    told: list[str] = []
    documented: dict[str, str] = {}
    while lines:
        if (title := _numpy_title(lines)) in _PARAMETERS | _LEFT_OUT:
            block, lines = _split(lines[2:], lambda rest: _numpy_title(rest) != "")
            documented |= _entries(block, _NUMPY_ENTRY) if title in _PARAMETERS else {}
        elif (title := _google_title(lines)) in _PARAMETERS | _LEFT_OUT:
            heading, *lines = lines
            block, lines = _split(lines, lambda rest: rest[0].strip() != "" and not _is_indented(rest[0]))
            if any(map(str.strip, block)):
                documented |= _entries(block, _GOOGLE_ENTRY) if title in _PARAMETERS else {}
            elif title in _PARAMETERS and not any(told):
                # A docstring that is this section alone, in its first line: `inspect.getdoc` took the indentation.
                block, lines = _split(lines, lambda rest: _google_title(rest) in _PARAMETERS | _LEFT_OUT)
                documented |= _entries(block, _GOOGLE_ENTRY)
            else:
                told.append(heading)
        elif (field := _FIELD.fullmatch(lines[0])) and field[1] in _FIELDS:
            block, lines = _split(lines[1:], lambda rest: not _is_indented(rest[0]))
            if field[1] in _PARAMETER_FIELDS and field[2].strip():
                documented[field[2].split()[-1].lstrip("*")] = _joined(field[3], *block)
        else:
            told.append(lines.pop(0))
    return _paragraphs(told), documented


def _is_indented(line: str) -> bool:
    return line[:1].isspace() and line.strip() != ""


def _numpy_title(lines: list[str]) -> str:
    """The underlined title that ``lines`` begin with, in small letters; empty where there is none."""
    underlined = len(lines) > 1 and re.fullmatch(r"-{3,}|={3,}", lines[1].strip()) is not None
    return lines[0].strip().lower() if underlined else ""


def _google_title(lines: list[str]) -> str:
    """The title with a colon that ``lines`` begin with, in small letters; empty where there is none."""
    title = lines[0].rstrip()
    return title[:-1].lower() if title.endswith(":") and not _is_indented(title) and any(lines[1:]) else ""


def _split(lines: list[str], ends: Callable[[list[str]], bool]) -> tuple[list[str], list[str]]:
    """``lines`` up to the first from which on ``ends`` is true, and the rest."""
    for i in range(len(lines)):
        if ends(lines[i:]):
            return lines[:i], lines[i:]
    return lines, []


def _entries(block: list[str], entry: re.Pattern[str]) -> dict[str, str]:
    """The descriptions in a section. One name a line, or several with commas between them; deeper lines go on."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in textwrap.dedent("\n".join(block)).splitlines():
        match = None if _is_indented(line) else entry.fullmatch(line.rstrip())
        if match is None:
            current.append(line)
            continue
        current = [match[2] or ""] if entry is _GOOGLE_ENTRY else []
        for name in match[1].split(","):
            found[name.strip().lstrip("*")] = current
    return {name: text for name, lines in found.items() if (text := _joined(*lines))}


def _joined(*lines: str) -> str:
    return " ".join(" ".join(lines).split())


def _paragraphs(lines: list[str]) -> str:
    """The lines without those that are empty at the ends, and never two empty ones after each other."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
