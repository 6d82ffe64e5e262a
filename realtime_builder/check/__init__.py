"""Checks that speak before the server does.

`check` reports, `ensure` raises, `check_update` knows what can still change while a session runs,
and `SessionState` knows how far it is. The rules are declared in a module per dialect and two for
what dialects share, those about time in `phases`; docs/checks.md has them all in a table.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .findings import CheckError, Finding, Severity
from .names import RuleName
from .rules import Rule, all_rules, check, ensure

if TYPE_CHECKING:
    from .phases import Phase, check_update
    from .state import SessionState

__all__ = [
    "CheckError",
    "Finding",
    "Phase",
    "Rule",
    "RuleName",
    "SessionState",
    "Severity",
    "all_rules",
    "check",
    "check_update",
    "ensure",
]

_LATER = {"Phase": ".phases", "check_update": ".phases", "SessionState": ".state"}


def __getattr__(name: str) -> Any:
    """These know the structs of all dialects, which are imported when they are first asked for."""
    if name in _LATER:
        return getattr(import_module(_LATER[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
