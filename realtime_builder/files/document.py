"""A file that was read, or several that were laid over one another: the configuration, and where its parts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .._core.paths import Path as ConfigPath
from .._core.paths import parse_path

if TYPE_CHECKING:
    from .._core.paths import Steps
    from ..config import Config
    from ..dialects import Dialect
    from ..errors import ValidationError
    from .failures import Problem
    from .references import Reference
    from .roots import Plan
    from .stack import Stack

__all__ = ["Document", "Place"]


class Place(NamedTuple):
    """Where something stands in a file."""

    file: str
    line: int
    """The first one is 1."""
    column: int
    """The first one is 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Document:
    """A file that was read: its configuration, and where each part of it stands.

    Immutable. What it was read from is kept, so it is for tools and for start-up, not for one per call.
    """

    __slots__ = ("_stack", "config", "dialect", "plan", "references")

    config: Config
    """The session, the response, or the event that the file holds."""

    dialect: Dialect | None
    """The dialect that the file is of; None for a type that is of none."""

    references: tuple[Reference, ...]
    """What the file takes from elsewhere, in the order of the file."""

    _stack: Stack

    plan: Plan | None
    """What the file is sent as; None where the caller gave its type."""

    def __init__(self, config: Config, dialect: Dialect | None, plan: Plan | None, stack: Stack) -> None:
        set_ = object.__setattr__
        set_(self, "config", config)
        set_(self, "dialect", dialect)
        set_(self, "plan", plan)
        set_(self, "references", stack.references)
        set_(self, "_stack", stack)

    @property
    def file(self) -> str:
        """The file's name; of several layers that of the lowest."""
        return self._stack.file

    def with_config(self, config: Config) -> Document:
        """The same file with an edited configuration."""
        return Document(config, self.dialect, self.plan, self._stack)

    def place(self, path: ConfigPath = "") -> Place:
        """Where the value at ``path`` stands, in this file or one that it uses; for an empty path, the beginning.

        Of several layers it is the highest that says something there. Where the files do not go as deep, the
        place of the deepest that they have.
        """
        return Place(*self._stack.place(parse_path(path) if path else ()))

    def origins(self, path: ConfigPath) -> tuple[tuple[Place, Any], ...]:
        """The layers that say something at ``path``, the highest first: where, and what it has as plain JSON.

        Empty where no file says anything. What stands below a list, or below null, is not the layer's own.
        """
        return tuple((Place(*place), value) for place, value in self._stack.said(parse_path(path)))

    def place_of(self, reference: Reference) -> Place:
        """Where a reference stands."""
        return Place(*self._stack.place_of(reference))

    def problem_of(self, error: ValidationError) -> Problem:
        """An error about the configuration, with its place."""
        return self._stack.failed([error]).problems[0]

    def path_of(self, path: ConfigPath) -> Steps:
        """The steps in the file to what ``path`` leads to in the message that is sent."""
        steps = parse_path(path) if path else ()
        return steps if self.plan is None else self.plan.in_file(self.config, steps)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Document is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Document is immutable")

    def __repr__(self) -> str:
        return f"Document({self.file!r}, {type(self.config).__name__})"
