"""What an untrusted client may change: an allow list with bounds."""

from .guard import Bound, Guard, GuardError, GuardResult, Violation

__all__ = ["Bound", "Guard", "GuardError", "GuardResult", "Violation"]
