"""What an untrusted client may change: an allow list with bounds."""

from .bounds import Bound
from .events import EventBounds
from .guard import Guard
from .reports import GuardError, Violation
from .result import GuardResult

__all__ = ["Bound", "EventBounds", "Guard", "GuardError", "GuardResult", "Violation"]
