"""What is wrong with a file: every mistake, each with its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import ValidationError

__all__ = ["FileError", "Problem"]


class Problem(NamedTuple):
    """One mistake in a file."""

    message: str
    """What is wrong, and what to do."""

    path: str = ""
    """Where in the configuration, in the form of `ValidationError.path`; empty for the file as a whole."""

    line: int = 0
    """Line in the file, the first one is 1; 0 where no line can be told."""

    column: int = 0
    """Column in the line, the first one is 1; 0 where no line can be told."""

    file: str = ""
    """The file, where it is another that the file uses."""

    def __str__(self) -> str:
        return f"{self.message} - at `{self.path}`" if self.path else self.message


class FileError(ValidationError):
    """A file that cannot be read, is not valid YAML, JSON or TOML, or does not hold what was asked for.

    ``file`` is its name, ``problems`` has every mistake. ``message`` and ``path`` are those of the first.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, first.path)

    def __str__(self) -> str:
        return "\n".join(f"{self.place_of(problem)}: {problem}" for problem in self.problems)

    def place_of(self, problem: Problem) -> str:
        """``file:line:column``, as compilers write it, so that terminals and editors make it a link."""
        file = problem.file or self.file
        return f"{file}:{problem.line}:{problem.column}" if problem.line else file

    def __reduce__(self) -> tuple[type[FileError], tuple[str, tuple[Problem, ...]]]:
        return type(self), (self.file, self.problems)
