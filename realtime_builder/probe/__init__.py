"""Asking a server itself: which settings it honours, changes, ignores or refuses. Needs the extra ``probe``."""

from typing import TYPE_CHECKING

from .._core.on_demand import names_on_demand

if TYPE_CHECKING:
    from .link import ProbeError
    from .result import Disagreement, Observed, ProbeResult
    from .run import probe

__all__ = ["Disagreement", "Observed", "ProbeError", "ProbeResult", "probe"]

_ROOMS = {
    "Disagreement": "result",
    "Observed": "result",
    "ProbeError": "link",
    "ProbeResult": "result",
    "probe": "run",
}

__getattr__ = names_on_demand(__name__, _ROOMS, what="`probe`", extra="probe")
