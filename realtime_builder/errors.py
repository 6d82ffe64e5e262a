"""The errors that this library raises, and their wording.

    ValueError
      ValidationError     a value, name or path that the API's types do not allow
        DecodeError       bytes that are not JSON at all
        CheckError        what `ensure` found
        ConversionError   what `convert` would lose, where it is strict
        GuardError        what a `Guard` does not let through

An error is data first: what was wrong and where. It is rendered in one grammar, msgspec's:
what was expected, what came, ``- at`` the path.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from ._core.masking import masked, printable

__all__ = ["DecodeError", "ValidationError", "nearest", "quote", "shorten"]


class ValidationError(ValueError):
    """A value, a name or a path that the API's types do not allow.

    ``message`` says what is wrong. ``path`` says where, in msgspec's grammar
    (``$.audio.output.speed``, ``$.tools[2].name``); it is empty where there is no place to name.
    """

    def __init__(self, message: str, path: str = "") -> None:
        message, path = printable(message), "" if path == "$" else printable(path)
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.message} - at `{self.path}`" if self.path else self.message


class DecodeError(ValidationError):
    """Input that is not JSON: truncated, malformed, or not UTF-8."""


_LONGEST_TYPO = 100
_MOST_KNOWN = 1_000
_ALIKE = 0.6  # as difflib counts it: the part of two words that they share


def nearest(name: object, known: Iterable[str]) -> str:
    """The end of an error sentence that guesses what ``name`` was meant to be, or nothing.

    What it looks at is bounded, as difflib is quadratic and nobody mistypes that much.
    """
    if not isinstance(name, str) or len(name) > _LONGEST_TYPO:
        return ""
    length = len(name)
    # What differs too much in its length is not looked at further, and mostly that is all.
    near = [word for word in islice(known, _MOST_KNOWN) if 2 * min(length, len(word)) >= _ALIKE * (length + len(word))]
    if not near:
        return ""
    import difflib  # noqa: PLC0415 - only a mistake pays for it

    match = difflib.get_close_matches(name, near, n=1, cutoff=_ALIKE)
    return f"; did you mean `{match[0]}`?" if match else ""


def shorten(text: str, limit: int = 80) -> str:
    """``text`` cut to ``limit`` characters: input quoted in an error can be megabytes long."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def quote(value: object) -> str:
    """A caller's ``value`` as an error shows it: short, without secrets, and also where its `repr` fails."""
    try:
        return shorten(repr(masked(value)))
    except Exception:  # noqa: BLE001 - of an object of any class, or of too large an integer
        return f"`{type(value).__name__}`"
