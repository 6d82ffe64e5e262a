"""The world outside: vendors' objects, servers' events, what a server did not take, pydantic."""

from .drift import Difference, drift
from .sdk import from_sdk

__all__ = ["Difference", "drift", "from_sdk"]
