"""What became of one update, told from the session before and after it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import UNSET

from .._core.paths import Steps, render_path

if TYPE_CHECKING:
    from .samples import Json

__all__ = ["NAMES", "Outcome", "at", "changed_beside", "equal", "is_off", "judged", "says"]

Outcome: TypeAlias = Literal[
    "honoured", "kept", "changed", "ignored", "reset", "hidden", "refused", "closed", "unanswered"
]
"""How a case ended.

- ``honoured``: the session has what was sent. ``kept``: an omitted setting, or a neighbour, stayed as it was.
- ``changed``: the session has something else; ``ignored``: it has what it had before.
- ``reset``: what was not sent changed with it.
- ``hidden``: the server took it and does not say it back, as with secrets.
- ``refused``, in the server's words; ``closed``: it ended the connection; ``unanswered``: it said nothing.
"""

NAMES: Mapping[str, str] = {
    "type-refuses": "a type refuses what the server takes",
    "check-wrong": "a check calls an error what the server takes",
    "refused": "the server refuses what types and checks take",
    "ignored": "the server acknowledges the update, and leaves the setting as it was",
    "changed": "the server acknowledges the update, and sets another value",
    "not-cleared": "the clearing token does not clear",
    "no-container": "an object that updates change member by member loses the members that they omit",
    "not-kept": "a setting changes although the update omits it",
    "closed": "the server ends the connection",
    "late": "the answer takes long",
    "unanswered": "no answer comes",
}
"""The kinds of disagreement."""

_SERVERS = ("id", "object", "expires_at", "client_secret", "status")
"""What names the session and is no setting."""

_ROUNDING = 1e-6


def at(session: Any, steps: Steps) -> Any:
    """What a session has at a path; `UNSET` where it has nothing."""
    for step in steps:
        if isinstance(session, dict):
            session = session.get(step, UNSET)
        elif isinstance(session, list) and isinstance(step, int) and step < len(session):
            session = session[step]
        else:
            return UNSET
    return session


def is_off(value: Any) -> bool:
    """Whether a setting is off: absent, null or empty."""
    return value is UNSET or value is None or value in ("", [], {})


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON, but for the rounding of fractions."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_ROUNDING)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)


def says(echoed: Any, sent: Any) -> bool:
    """Whether what came back has all that was sent; what the server filled in does not count."""
    if isinstance(sent, dict) and isinstance(echoed, dict):
        return all(says(echoed.get(name, UNSET), value) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(echoed, list):
        if all(isinstance(item, str) for item in (*sent, *echoed)):
            return sorted(sent) == sorted(echoed)
        return len(sent) == len(echoed) and all(map(says, echoed, sent))
    if is_off(sent) and is_off(echoed):
        return True
    return equal(echoed, sent)


def judged(before: Json, after: Json, steps: Steps, given: Any) -> Outcome:
    """What became of ``given``, which was sent at a path."""
    was, now = at(before, steps), at(after, steps)
    if says(now, given):
        return "honoured"
    return "ignored" if equal(was, now) or (is_off(was) and is_off(now)) else "changed"


def changed_beside(before: Json, after: Json, steps: Steps) -> tuple[str, ...]:
    """The paths that are not under ``steps`` and have another value than before."""
    own = render_path(steps)
    return tuple(path for path in _changed(before, after, ()) if not _is_under(path, own))


def _is_under(path: str, own: str) -> bool:
    return path == own or path.startswith((f"{own}.", f"{own}[")) or own.startswith((f"{path}.", f"{path}["))


def _changed(before: Any, after: Any, steps: Steps) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            if steps or name not in _SERVERS:
                yield from _changed(before.get(name, UNSET), after.get(name, UNSET), (*steps, name))
    elif not equal(before, after):
        yield render_path(steps)
