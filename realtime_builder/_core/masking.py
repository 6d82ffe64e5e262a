"""What is shown of a secret: that it is there, and nothing else."""

from __future__ import annotations

from typing import Any

__all__ = ["masked"]

_SECRETS = frozenset({"authorization", "client_secret", "credential", "headers"})


def masked(data: Any) -> Any:
    """JSON of which no field says what is secret, without what is called as secrets are elsewhere."""
    if isinstance(data, list):
        return [masked(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        name: masked(member)
        if name not in _SECRETS or member is None
        else dict.fromkeys(member, "***")
        if isinstance(member, dict)
        else "***"
        for name, member in data.items()
    }
