"""Recording what passes between a client and a server, replaying it, and comparing it with a configuration."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparing import WireDifference, differences
    from .recorder import Recorder, record
    from .relaying import relay
    from .replaying import Remark, RemarkKind, replay

__all__ = ["Recorder", "Remark", "RemarkKind", "WireDifference", "differences", "record", "relay", "replay"]

_ROOMS = {
    "Recorder": ".recorder",
    "Remark": ".replaying",
    "RemarkKind": ".replaying",
    "WireDifference": ".comparing",
    "differences": ".comparing",
    "record": ".recorder",
    "relay": ".relaying",
    "replay": ".replaying",
}


def __getattr__(name: str) -> Any:
    """Imported when first asked for; the relay needs websockets, of the extra ``probe``."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(_ROOMS[name], __name__), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "websockets":
            raise
        message = "`relay` needs websockets; install it with: pip install 'realtime-builder[probe]'"
        raise ModuleNotFoundError(message, name=error.name) from None
