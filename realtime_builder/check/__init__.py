"""Checks that speak before the server does.

`check` reports, `ensure` raises, `check_update` knows what can still change while a session runs,
and `SessionState` knows how far it is. The rules are declared in a module per dialect and two for
what dialects share, those about time in `phases`; docs/checks.md has them all in a table.
"""

from .findings import CheckError, Finding, Severity
from .phases import Phase, check_update
from .rules import Rule, all_rules, check, ensure
from .state import SessionState

__all__ = [
    "CheckError",
    "Finding",
    "Phase",
    "Rule",
    "SessionState",
    "Severity",
    "all_rules",
    "check",
    "check_update",
    "ensure",
]
