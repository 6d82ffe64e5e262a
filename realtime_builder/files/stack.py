"""Files that are laid over one another, each with its references in place: who says what, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .._core.paths import Steps, parse_path
from ..errors import quote
from .failures import FileError, Problem

if TYPE_CHECKING:
    from ..errors import ValidationError
    from .references import Reference, Resolver

__all__ = ["Layer", "Stack"]

Placed = tuple[str, int, int]
"""File, line and column."""


class Layer(NamedTuple):
    """One file in the form of the lowest one: an event, or what an event carries."""

    resolver: Resolver
    members: dict[str, Any]
    added: Steps = ()
    """What leads to the file's members in the lowest one's form."""
    cut: Steps = ()
    """What leads to these members in the file itself."""

    def place(self, steps: Steps) -> Placed:
        """Where the file has what is at ``steps``, or the deepest on the way to it."""
        return self.resolver.place((*self.cut, *steps[len(self.added) :]))

    def get(self, steps: Steps) -> tuple[bool, Any]:
        """Whether the file says what is at ``steps``, and what it has there, None for what is gone with null or a list."""
        value: Any = self.members
        for step in steps:
            if isinstance(value, dict):
                if step not in value:
                    return False, None
                value = value[step]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return True, None
        return True, value


class Stack:
    """The files of one configuration, the lowest first."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = tuple(layers)

    @property
    def file(self) -> str:
        """The name of the lowest one."""
        return self.layers[0].resolver.source.name

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the files take from elsewhere."""
        return tuple(reference for layer in self.layers for reference in layer.resolver.references)

    def said(self, steps: Steps) -> Iterator[tuple[Placed, Any]]:
        """The files that say what is at ``steps``, the highest first: where, and what they have."""
        for layer in reversed(self.layers):
            says, value = layer.get(steps)
            if says:
                yield layer.place(steps), value

    def place(self, steps: Steps, name: str | None = None) -> Placed:
        """Where the highest file stands that says what is at ``steps``, or at its member ``name`` if any has it."""
        if name is not None:
            for place, _ in self.said((*steps, name)):
                return place
        while steps:
            for place, _ in self.said(steps):
                return place
            steps = steps[:-1]
        return self.layers[0].place(())

    def place_of(self, reference: Reference) -> Placed:
        """Where one of these references stands."""
        layer = next(layer for layer in self.layers if reference in layer.resolver.references)
        return layer.resolver.place((*layer.cut, *parse_path(reference.path)[len(layer.added) :]))

    def failed(self, errors: Iterable[ValidationError]) -> FileError:
        """The errors with their places. An unknown member's own place says more than that of its object."""
        problems = []
        for error in errors:
            named = NAMED.search(error.message)
            steps = parse_path(error.path) if error.path else ()
            file, line, column = self.place(steps, named[1] if named else None)
            other = "" if file == self.file else file
            guessed = not named or "did you mean" in error.message
            whose = "" if guessed else self._whose_type(steps, file)
            problems.append(Problem(f"{error.message}{whose}", error.path, line, column, other))
        return FileError(self.file, sorted(problems, key=lambda problem: (problem.file, *problem[2:4])))

    def _whose_type(self, steps: Steps, file: str) -> str:
        """Which other file says of what variant an object is, where ``file`` has a member that the variant lacks."""
        for (other, line, column), kind in self.said((*steps, "type")) if steps else ():
            return "" if other == file else f"; the `type` {quote(kind)} is from {other}:{line}:{column}"
        return ""


NAMED = re.compile(r" has no field `([^`]*)`")
"""The name that an error about an unknown member quotes."""
