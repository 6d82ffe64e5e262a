"""``--set``, ``--clear`` and ``--omit``: edits of a file's plain content, before it is validated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from pyrsistent import discard

from .._core.paths import Steps, parse_path
from .._core.plain import plain
from .._core.walk_json import update_json
from ..errors import ValidationError, quote
from .failure import Failure

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["CLEAR", "Change", "apply", "clear", "parse_changes"]


class Change(NamedTuple):
    """What becomes of a path: it is set to a value, cleared in the API's own way (`CLEAR`), or omitted (`UNSET`)."""

    path: Steps
    value: Any = msgspec.UNSET


CLEAR: Any = object()
"""In place of a value."""


def parse_changes(sets: Iterable[str], clears: Iterable[str], omits: Iterable[str]) -> list[Change]:
    """The changes that options ask for, in the order in which they are made.

    Raises:
        Failure: for a malformed option.
    """
    return [
        *(_parse_assignment(assignment) for assignment in sets),
        *(Change(_parse_path("--clear", path), CLEAR) for path in clears),
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

    Members to clear are left out: only the type knows their clearing token (`clear`).

    Raises:
        ValidationError: for a path that leads through a scalar, or to a list's item that is not there.
    """
    absent = []
    for path, value in changes:
        found: list[Any] = []

        def change(old: Any, at: Steps, value: Any = value, found: list[Any] = found) -> Any:
            found.append(old)
            if value is CLEAR and isinstance(at[-1], int):
                return msgspec.UNSET  # an item can't be cleared, and those behind it stay where they are
            return discard if value is msgspec.UNSET or value is CLEAR else value

        sets = value is not msgspec.UNSET and value is not CLEAR
        document = update_json(document, path, change, make=sets)
        if value is msgspec.UNSET and not found:
            absent.append(path)
    return document, absent


def clear(config: Config, changes: list[Change]) -> Config:
    """The configuration with the API's own clearing tokens, where nothing is omitted afterwards.

    Raises:
        ValidationError: as `Config.clear`.
    """
    omitted = [path for path, value in changes if value is msgspec.UNSET]
    paths = [path for path, value in changes if value is CLEAR]
    return config.clear(*(path for path in paths if not any(path[: len(other)] == other for other in omitted)))
