"""Asking a server itself: which settings it honours, changes, ignores or refuses. Needs the extra ``probe``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .link import ProbeError
    from .result import Disagreement, Observed, ProbeResult
    from .run import probe

__all__ = ["Disagreement", "Observed", "ProbeError", "ProbeResult", "probe"]

_ROOMS = {
    "Disagreement": ".result",
    "Observed": ".result",
    "ProbeError": ".link",
    "ProbeResult": ".result",
    "probe": ".run",
}


def __getattr__(name: str) -> Any:
    """These need websockets, and are imported when they are first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(_ROOMS[name], __name__), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "websockets":
            raise
        message = "`probe` needs websockets; install it with: pip install 'realtime-builder[probe]'"
        raise ModuleNotFoundError(message, name=error.name) from None
