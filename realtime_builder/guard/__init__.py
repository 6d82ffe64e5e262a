"""What an untrusted client may change: an allow list with bounds."""

from .bounds import Bound
from .guard import Guard
from .reports import GuardError, GuardResult, Violation

__all__ = ["Bound", "Guard", "GuardError", "GuardResult", "Violation"]
