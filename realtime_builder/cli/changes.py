"""``--set``, ``--clear`` and ``--omit``: edits of a file's plain content, before it is validated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from pyrsistent import discard

from .._core.paths import Steps, parse_path
from .._core.plain import plain
from .._core.walk_json import update_json
from ..errors import ValidationError, quote
from .failure import Failure

__all__ = ["Change", "apply", "parse_changes"]


class Change(NamedTuple):
    """A value to put at a path, or what was there to go."""

    path: Steps
    value: Any = msgspec.UNSET


def parse_changes(sets: Iterable[str], clears: Iterable[str], omits: Iterable[str]) -> list[Change]:
    """The changes that options ask for, in the order in which they are made.

    Raises:
        Failure: for a malformed option.
    """
    return [
        *(_parse_assignment(assignment) for assignment in sets),
        *(Change(_parse_path("--clear", path), None) for path in clears),
        *(Change(_parse_path("--omit", path)) for path in omits),
    ]


def _parse_path(option: str, path: str) -> Steps:
    try:
        return parse_path(plain(path))
    except ValidationError as error:
        raise Failure(option, error) from None


def _parse_assignment(assignment: str) -> Change:
    path, equals, text = assignment.partition("=")
    if not equals:
        raise Failure("--set", f"Expected PATH=VALUE, got {quote(assignment)}")
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        value = text
    except RecursionError:
        raise Failure("--set", "Nested too deeply") from None
    try:
        return Change(_parse_path("--set", path), plain(value))
    except ValidationError as error:
        raise Failure("--set", error) from None


def apply(document: dict[str, Any], changes: Iterable[Change]) -> tuple[dict[str, Any], list[Steps]]:
    """A changed document, and the paths to omit that it does not have.

    Raises:
        ValidationError: for a path that leads through a scalar, or to a list's item that is not there.
    """
    absent = []
    for path, value in changes:
        found: list[Any] = []

        def change(old: Any, _at: Steps, value: Any = value, found: list[Any] = found) -> Any:
            found.append(old)
            return discard if value is msgspec.UNSET else value

        omits = value is msgspec.UNSET
        document = update_json(document, path, change, make=not omits)
        if omits and not found:
            absent.append(path)
    return document, absent
