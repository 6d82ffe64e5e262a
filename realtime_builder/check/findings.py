"""What a check says: findings, and the error that carries them."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from .._core.paths import parse_path, place_of
from ..errors import ValidationError

__all__ = ["CheckError", "Finding", "Severity"]

Severity: TypeAlias = Literal["error", "warning", "info"]
"""How bad it is.

- ``error``: by its documents the service refuses this, or can't do what it says.
- ``warning``: the service may refuse or ignore it. Sources disagree, it is deprecated, or it depends on
  a name (of a deployment, say) that a service may understand otherwise.
- ``info``: it is taken, and does what not everybody expects.
"""


class Finding(Struct, frozen=True):
    """One thing that a rule found. ``str()`` gives a line for people."""

    severity: Severity
    path: str
    """Where it is, as edits take it; empty for the configuration as a whole."""

    message: str
    """What is wrong."""

    instead: str
    """What to do."""

    rule: str
    """The rule that found it, as the table of rules names it."""

    def __str__(self) -> str:
        place = f" - at `{self.path}`" if self.path else ""
        return f"{self.severity}: {self.message}; {self.instead}{place} ({self.rule})"


class CheckError(ValidationError):
    """A configuration with findings that are errors: see `realtime_builder.ensure`.

    ``findings`` has all that were made, warnings as well; ``message`` and ``path`` are those of the
    first error.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity == "error"]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(
            f"{first.message}; {first.instead}{more}", place_of(parse_path(first.path)) if first.path else ""
        )
        self.findings = findings

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)
