"""The allow list: which paths a client may change, which are pinned, and their bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from msgspec import UNSET, Struct

from .._core.paths import parse_path
from .._core.places import any_of
from .._core.shape import Field, Type, fields_of, tag_of
from ..errors import ValidationError, nearest, shorten
from .bounds import Limit, Range
from .reports import place_of, shown_path

if TYPE_CHECKING:
    from .._core.paths import Path

__all__ = ["AllowList", "Names", "Node", "declared_place", "has_path", "names_of", "require_limit", "require_path"]

Names: TypeAlias = tuple[str, ...]
"""A path's steps. A run of digits is a name like any other: no list is gone into by position."""


def names_of(path: Path) -> Names:
    """The steps of a path.

    Raises:
        ValidationError: for an empty path, an empty step, or a step that is no name.
    """
    return tuple(step if type(step) is str else str.__str__(str(step)) for step in parse_path(path))


class Node:
    """What holds at one path: a tree of names, built once and never changed afterwards."""

    __slots__ = ("allowed", "inner", "limit", "pinned")

    def __init__(self) -> None:
        self.allowed = False
        self.pinned = False
        self.limit: Limit | None = None
        self.inner: dict[str, Node] = {}

    def at(self, path: Names) -> Node:
        """The node at a path, made where there is none."""
        node = self
        for name in path:
            node = node.inner.setdefault(name, Node())
        return node

    @property
    def holds_pin(self) -> bool:
        """Whether anything here or further in is pinned."""
        return self.pinned or any(node.holds_pin for node in self.inner.values())


class AllowList(NamedTuple):
    """What a client may change in a value of one type."""

    allowed: tuple[Names, ...]
    limits: Mapping[Names, Limit]
    pins: Mapping[Names, Any]
    """The value that each pinned path is given; `UNSET` where it stays as the base has it."""

    def tree(self) -> Node:
        """The list as a tree of names.

        Raises:
            ValidationError: for a bound where nothing is allowed.
        """
        root = Node()
        for path in self.allowed:
            root.at(path).allowed = True
        for path in self.pins:
            root.at(path).pinned = True
        for path, limit in self.limits.items():
            if not any(path[: len(allowed)] == allowed for allowed in self.allowed):
                raise ValidationError("A bound on a setting that is not allowed", place_of(path))
            root.at(path).limit = limit
        return root

    def require(self, cls: type[Struct]) -> None:
        """Look all paths up in a type.

        Raises:
            ValidationError: for one that it does not have, with the nearest name, and for a bound
                that fits nothing there.
        """
        for path in (*self.allowed, *self.pins):
            require_path(cls, path)
        for path, limit in self.limits.items():
            require_limit(cls, path, limit)

    def within(self, cls: type[Struct]) -> AllowList:
        """The part of the list that a type has as well, with pins that only keep what is there."""
        return AllowList(
            tuple(path for path in self.allowed if has_path(cls, path)),
            {path: limit for path, limit in self.limits.items() if has_path(cls, path)},
            dict.fromkeys((path for path in self.pins if has_path(cls, path)), UNSET),
        )

    def extended(self, further: Mapping[Names, Limit | None]) -> AllowList:
        """The list with further paths, each with its bound; what is pinned stays so."""
        limits = {path: limit for path, limit in self.limits.items() if path not in further}
        limits |= {path: limit for path, limit in further.items() if limit is not None}
        return AllowList((*self.allowed, *further), limits, self.pins)


# Paths in types


ANY = Type(scalars=(object,))
"""What lies in free-form JSON, and in a map."""


def require_path(cls: type[Struct], path: Names, *, bound: bool = False) -> list[Type]:
    """The types that a path has, one for each variant that has it.

    A ``bound`` goes through lists, to every item, and may lie on the member that names the variant.

    Raises:
        ValidationError: where no declared type has the name, with the nearest one.
    """
    types = [Type(structs=(cls,))]
    for i, name in enumerate(path):
        if bound:
            types = [each.items or each for each in types]
        if any(each.holder is not None for each in types):
            return [ANY]
        structs = [struct for each in types for struct in each.variants]
        if not structs:
            raise ValidationError(f"Nothing lies under `{shown_path(path[:i])}`", place_of(path[:i]))
        types = [field.type for struct in structs for field in _members(struct, bound=bound) if field.name == name]
        if not types:
            known = [field.name for struct in structs for field in _members(struct, bound=bound)]
            guess = nearest(name, known)
            raise ValidationError(f"{any_of(structs)} has no field `{shorten(name)}`{guess}", place_of(path[:i]))
    return types


def _members(struct: type[Struct], *, bound: bool) -> Iterator[Field]:
    yield from fields_of(struct).values()
    tag = tag_of(struct) if bound else None
    if tag is not None:
        literal = Type(literals=tag[1:])
        yield Field(name=tag[0], type=literal, required=False, default=UNSET, secret=False, cleared_by=None)


def require_limit(cls: type[Struct], path: Names, limit: Limit) -> None:
    """Look a bound's path up in a type, and whether the bound says anything there.

    Raises:
        ValidationError: where it does not, with the path.
    """
    types = [type_ for type_ in require_path(cls, path, bound=True) if type_ is not ANY]
    if types and not any(limit.fits(type_) for type_ in types):
        is_truth = any(bool in type_.scalars for type_ in types)
        what, way = ("true or false", "a set") if is_truth else ("a number", "a pair")
        wrong = (
            "A pair bounds numbers"
            if isinstance(limit, Range)
            else f"{what.capitalize()} has no length: bound it by {way}"
        )
        raise ValidationError(wrong, place_of(path))


def has_path(cls: type[Struct], path: Names) -> bool:
    """Whether a bound may lie at a path of a type."""
    try:
        return bool(require_path(cls, path, bound=True))
    except ValidationError:
        return False


_DECLARED = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")


def declared_place(cls: type[Struct], place: str) -> str:
    """An error's path as far as declared names and positions lead: a client's own names end it."""
    types, end = [Type(structs=(cls,))], 1
    while match := _DECLARED.match(place, end):
        if match[1]:
            structs = [struct for each in types for struct in each.variants]
            types = [
                field.type for struct in structs for field in _members(struct, bound=True) if field.name == match[1]
            ]
        else:
            types = [each.items for each in types if each.items is not None]
        if not types:
            break
        end = match.end()
    return place[:end]
