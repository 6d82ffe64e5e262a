"""One update from beginning to end: sieve, patch, and what the session has afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from msgspec import UNSET, Struct

from .._core.values import Boxed
from ..config import Config
from ..edits.patches import diff
from ..errors import ValidationError
from .allowlist import AllowList, Names, Node, declared_place
from .outcome import breach, differs, differs_from, read
from .patching import patch_of, start_of, without
from .reports import GuardError, Violation, place_of, refusal
from .sieve import Sieve

__all__ = ["Rules", "started", "unfit", "updated"]

C = TypeVar("C", bound=Config)


class Rules(NamedTuple):
    """An allow list ready for use."""

    list: AllowList
    tree: Node
    drops: bool
    """Whether what is forbidden is left out; else it refuses all of it."""


def updated(rules: Rules, base: C, given: dict[str, Any], at: Names = ()) -> tuple[C, C, tuple[Violation, ...]]:
    """The session afterwards, the patch that brings it there, and what was left out.

    ``at`` is where the patch lies in the client's message, for what is reported.

    Raises:
        GuardError: for anything that is wrong with ``given``.
        ValidationError: for a pinned value that does not fit the base.
    """
    start = _with_pinned_values(rules, base)
    pinned = None if start is base else diff(base, start, omitted="clear")
    sieve = Sieve(start, at)
    try:
        config, patch = _settled(rules, start, given, sieve)
        if pinned is not None:
            wanted, patch = config, pinned.merge(patch)
            config = base.merge(patch)
            if config != wanted:  # two updates of one object don't always make one
                patch = diff(base, wanted, omitted="clear")
                config = base.merge(patch)
    except GuardError:
        raise
    except (ValidationError, RecursionError) as error:
        raise unfit(error, type(base), at) from None
    return config, patch, tuple(sieve.dropped)


def started(rules: Rules, base: C, given: dict[str, Any]) -> C:
    """The session that a client starts: ``base`` with what it may change, also of what no update can carry.

    Raises:
        GuardError: as for `updated`.
        ValidationError: as for `updated`.
    """
    start = _with_pinned_values(rules, base)
    try:
        return _settled(rules, start, given, Sieve(start), starts=True)[0]
    except GuardError:
        raise
    except (ValidationError, RecursionError) as error:
        raise unfit(error, type(base)) from None


def _settled(rules: Rules, start: C, given: dict[str, Any], sieve: Sieve, *, starts: bool = False) -> tuple[C, C]:
    """What passes the sieve, without what would break a bound or a pin once it is there."""
    let_through = sieve.sift(given, rules.tree, start, ())
    while True:
        if sieve.forbidden and not rules.drops:
            raise refusal(sieve.forbidden)
        if starts:
            patch: C = start_of(start, let_through, rules.tree)
        else:
            patch = patch_of(start, let_through, rules.tree, grouped=sieve.grouped)
        config = start.merge(patch)
        patch, config, broken = _with_pins(rules, start, config, patch, let_through)
        for path, limit in rules.list.limits.items():
            if path[0] in let_through and (complaint := breach(limit, start, config, path)):
                broken.append((path, complaint))
        if not broken:
            return config, patch
        places: list[Names] = []
        for path, reason in broken:
            if not sieve.has_forbidden(path):
                sieve.forbid(path, reason)
            if not any(path[: len(place)] == place for place in places):
                let_through, place = without(let_through, path)
                places.append(place)


def _with_pins(
    rules: Rules, start: C, config: C, patch: C, let_through: dict[str, Any]
) -> tuple[C, C, list[tuple[Names, str]]]:
    """A patch with what is pinned put into the objects that it replaces whole, and the pins that found no place."""
    broken: list[tuple[Names, str]] = []
    kept = patch
    for path in rules.list.pins:
        if path[0] in let_through and differs(start, config, path):
            wanted = read(start, path)
            try:
                kept = kept.without(path) if wanted is UNSET else kept.transform(path, _giving(wanted))
            except ValidationError:
                broken.append((path, "Pinned, and what was sent around it has no place for it"))
    return (patch, config, broken) if kept is patch else (kept, start.merge(kept), broken)


def unfit(error: Exception, cls: type[Struct], at: Names = ()) -> GuardError:
    """A client's mistake, at a place that declared names alone tell."""
    if not isinstance(error, ValidationError):
        return GuardError("Nested too deeply", place_of(at))
    inner = declared_place(cls, error.path).removeprefix("$")
    return GuardError(error.message, (place_of(at) or "$") + inner)


def _with_pinned_values(rules: Rules, base: C) -> C:
    """``base`` with the values that pins have of their own."""
    pinned = base
    for path, value in rules.list.pins.items():
        if value is not UNSET and (isinstance(value, dict | list) or differs_from(read(pinned, path), value)):
            pinned = pinned.transform(path, _giving(value))
    return base if pinned is base or pinned == base else pinned


def _giving(value: Any) -> Callable[[Any], Any]:
    """For `transform`, which calls what can be called, and takes what a field reads as, not what its slot holds."""
    given = value.view if isinstance(value, Boxed) else value
    return lambda _: given
