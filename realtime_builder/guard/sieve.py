"""The sieve: a client's patch, as plain JSON, goes through along the allow list.

Three rules make the promise that nothing outside the list changes:

- An object that is allowed only in part can't be replaced, cleared or started as a whole.
- Where the API replaces an object whole (turn detection, metadata; see edits/patches.py), the
  members that the client may not touch are sent along as they are.
- What is outside the list is refused even if it says what the session has already. So a client
  can't find out by trying what it is; of an object in it, it may learn the type.

It looks at no type but the tags'. Whether bounds and pins hold in the result, whatever was left out or
replaced around them, is checked afterwards (outcome.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from .._core.shape import Type, fields_of, tag_of
from ..edits.facts import is_container
from .outcome import read
from .reports import Violation, shown_path

if TYPE_CHECKING:
    from .allowlist import Names, Node

__all__ = ["Sieve", "member_of"]


class Sieve:
    """Takes one patch apart into what may pass and what may not."""

    def __init__(self, start: Any, at: Names = ()) -> None:
        self.start = start
        self.at = at
        """Where the patch lies in the client's message."""
        self.forbidden: list[Violation] = []
        self.dropped: list[Violation] = []
        """What is forbidden, and what is pinned."""
        self.grouped = True
        """Whether all that passed in part is a group of settings, which a server updates member by member."""

    def sift(self, given: dict[str, Any], node: Node, old: Any, at: Names, *, whole: bool = False) -> dict[str, Any]:
        """What of ``given`` may pass. ``whole`` says that the object may be replaced, but for pins in it."""
        passed: dict[str, Any] = {}
        tag = tag_of(type(old)) if isinstance(old, Struct) and not whole else None
        for name, value in given.items():
            inner = node.inner.get(name)
            if tag is not None and name == tag[0]:
                if value != tag[1]:
                    self.forbid((*at, name), "It is another variant")
            elif inner is None:
                if whole:
                    passed[name] = value
                else:
                    self.forbid((*at, name), "Not allowed")
            elif inner.pinned:
                self.drop((*at, name), "Pinned")
                self.keep(given, name, at, passed, whole=whole)
            elif inner.limit is not None and not inner.limit.permits(value):
                self.forbid((*at, name), str(inner.limit))
                self.keep(given, name, at, passed, whole=whole)
            elif whole or inner.allowed:
                self.sift_whole(value, inner, (*at, name), passed)
            else:
                self.sift_part(value, inner, old, (*at, name), passed)
        return passed

    def keep(self, given: dict[str, Any], name: str, at: Names, passed: dict[str, Any], *, whole: bool) -> None:
        """In an object that is replaced whole, what was not let through stays as it is, if the variant does."""
        if whole:
            owner = read(self.start, at)
            tag = tag_of(type(owner)) if isinstance(owner, Struct) else None
            value = read(owner, (name,))
            if (tag is None or given.get(tag[0]) == tag[1]) and (value is None or isinstance(value, str | int | float)):
                passed[name] = value

    def sift_whole(self, value: Any, node: Node, here: Names, passed: dict[str, Any]) -> None:
        """A value that may be replaced as a whole, apart from what is pinned or bounded in it."""
        if not node.inner:
            passed[here[-1]] = value
        elif isinstance(value, dict):
            passed[here[-1]] = self.sift(value, node, UNSET, here, whole=True)
        elif node.holds_pin:
            self.forbid(here, "It holds a pinned setting")
        else:
            passed[here[-1]] = value

    def sift_part(self, value: Any, node: Node, owner: Any, here: Names, passed: dict[str, Any]) -> None:
        """The same for a value that may change only in part."""
        old = member_of(owner, here[-1])
        if not isinstance(value, dict):
            self.forbid(here, "Not allowed as a whole")
        elif not (isinstance(old, (Struct, Mapping)) or (old is UNSET and _can_start(owner, here[-1]))):
            self.forbid(here, "Nothing is set there that could be changed in part")
        else:
            if old is UNSET:
                old = _blank(owner, here[-1])
            if members := self.sift(value, node, old, here):
                self.grouped = self.grouped and is_container(old)
                passed[here[-1]] = members

    def forbid(self, at: Names, reason: str) -> None:
        """What is not let through, and would refuse the whole patch."""
        violation = Violation(shown_path((*self.at, *at)), reason)
        self.forbidden.append(violation)
        self.dropped.append(violation)

    def has_forbidden(self, at: Names) -> bool:
        """Whether something at a path was forbidden already."""
        path = shown_path((*self.at, *at))
        return any(violation.path == path for violation in self.forbidden)

    def drop(self, at: Names, reason: str) -> None:
        """What is left out without refusing the rest."""
        self.dropped.append(Violation(shown_path((*self.at, *at)), reason))


def member_of(owner: Any, name: str) -> Any:
    """A member of a configuration or of free-form JSON; `UNSET` where there is none."""
    if isinstance(owner, Struct):
        return getattr(owner, name, UNSET)
    return owner.get(name, UNSET) if isinstance(owner, Mapping) else UNSET


def _can_start(owner: Any, name: str) -> bool:
    """Whether an object that is missing can be made from members that a client may set, and no others."""
    field = fields_of(type(owner)).get(name) if isinstance(owner, Struct) else None
    return field is None or _starts_empty(field.type)


def _starts_empty(type_: Type) -> bool:
    if type_.holder is not None:
        return True
    if len(type_.structs) != 1 or tag_of(type_.structs[0]) is not None:
        return False
    return all(field.default is UNSET for field in fields_of(type_.structs[0]).values())


def _blank(owner: Any, name: str) -> Any:
    """What an object that is missing is started from: its class, empty; `UNSET` for free-form JSON."""
    field = fields_of(type(owner)).get(name) if isinstance(owner, Struct) else None
    return field.type.structs[0]() if field is not None and field.type.structs else UNSET
