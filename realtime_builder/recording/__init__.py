"""Recording what passes between a client and a server, replaying it, and comparing it with a configuration."""

from typing import TYPE_CHECKING

from .._core.on_demand import names_on_demand

if TYPE_CHECKING:
    from .comparing import WireDifference, differences
    from .recorder import Recorder, record
    from .relaying import relay
    from .replaying import Remark, RemarkKind, replay

__all__ = ["Recorder", "Remark", "RemarkKind", "WireDifference", "differences", "record", "relay", "replay"]

_ROOMS = {
    "Recorder": "recorder",
    "Remark": "replaying",
    "RemarkKind": "replaying",
    "WireDifference": "comparing",
    "differences": "comparing",
    "record": "recorder",
    "relay": "relaying",
    "replay": "replaying",
}

__getattr__ = names_on_demand(__name__, _ROOMS, what="`relay`", extra="probe")
