"""``--set``, ``--clear`` and ``--omit``: edits of a file's plain content, before it is validated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from .._core.extras import position_of
from .._core.paths import Steps, parse_path, render_path
from .._core.plain import plain
from ..errors import ValidationError, quote
from .failure import Failure

__all__ = ["Change", "apply", "parse_changes"]


class Change(NamedTuple):
    """A value to put at a path, or what was there to go."""

    path: Steps
    value: Any = msgspec.UNSET

    @property
    def omits(self) -> bool:
        """Whether the path is to be left out."""
        return self.value is msgspec.UNSET


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


def apply(document: dict[str, Any], changes: Iterable[Change]) -> list[Steps]:
    """Change ``document`` in place. Gives the paths to omit that it does not have.

    Raises:
        ValidationError: for a path that leads through a scalar, or to a list's item that is not there.
    """
    absent = []
    for change in changes:
        if change.omits:
            if not _remove(document, change.path):
                absent.append(change.path)
        else:
            _put(document, change.path, change.value)
    return absent


def _put(document: dict[str, Any], path: Steps, value: Any) -> None:
    owner: Any = document
    for i, step in enumerate(path):
        key = _key(owner, step, path[:i])
        if i == len(path) - 1:
            owner[key] = value
        elif isinstance(owner, dict) and owner.get(key) is None:
            owner[key] = {}
        owner = owner[key]


def _remove(document: dict[str, Any], path: Steps) -> bool:
    owner: Any = document
    for i, step in enumerate(path):
        key = _key(owner, step, path[:i])
        if isinstance(owner, dict) and key not in owner:
            return False
        if i == len(path) - 1:
            del owner[key]
        else:
            owner = owner[key]
            if owner is None:
                return False
    return True


def _key(owner: Any, step: str | int, at: Steps) -> Any:
    """The key or index of ``step`` in an object or a list."""
    if isinstance(owner, dict):
        return str(step)
    if isinstance(owner, list):
        return position_of(tuple(owner), step, at)
    raise ValidationError(f"{quote(owner)} has no member `{step}`", f"$.{render_path(at)}")
