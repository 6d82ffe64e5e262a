"""What a guard says of a client's message: violations and the error.

A message's names and values are a client's own words. Nothing here shows them raw: a path is made
of declared names, and of a client's name only in quotes unless it is a plain one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from .._core.masking import printable
from ..errors import ValidationError, shorten

__all__ = ["GuardError", "Violation", "place_of", "refusal", "shown_path"]


class Violation(NamedTuple):
    """Something that a client sent and that was not let through. ``str()`` gives a line for people."""

    path: str
    """Where, as edits take it: ``audio.output.voice``."""

    reason: str

    def __str__(self) -> str:
        return f"{self.reason} - at `{self.path}`"


class GuardError(ValidationError):
    """What a client sent is refused.

    ``violations`` has all that was outside the allow list or its bounds; it is empty where the
    input was too large, not JSON, or not of the session's type. ``message`` and ``path`` tell the
    first. No error quotes a value of the session.
    """

    def __init__(self, message: str, path: str = "", violations: tuple[Violation, ...] = ()) -> None:
        message = printable(message)
        super().__init__(message, path)
        self.args = (message, path, violations)
        self.violations = violations


def refusal(violations: list[Violation]) -> GuardError:
    """One error for all that was forbidden."""
    first, *others = violations
    more = f" (and {len(others)} more)" if others else ""
    return GuardError(f"{first.reason}{more}", _from_root(first.path), tuple(violations))


# A client's words

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")


def shown_path(names: Iterable[str]) -> str:
    """A path for a report. A name that is not plain letters and digits stands in brackets, as JSON.

    So no name can look like another path, or like words of ours.
    """
    shown = "".join(f".{shorten(name)}" if _PLAIN_NAME.match(name) else f"[{_quoted(name)}]" for name in names)
    return shown.removeprefix(".")


def place_of(names: Iterable[str]) -> str:
    """The same from the root on, as an error has it; empty for the root itself."""
    shown = shown_path(names)
    return _from_root(shown) if shown else ""


def _from_root(shown: str) -> str:
    return f"${'' if shown.startswith('[') else '.'}{shown}"


def _quoted(name: str) -> str:
    text = shorten(name)
    cut = "…" if text != name else ""
    return json.dumps(text.removesuffix(cut) if cut else text).replace("`", "\\u0060")[:-1] + f'{cut}"'
