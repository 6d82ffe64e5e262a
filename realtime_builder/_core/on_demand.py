"""Packages whose names are imported when they are first asked for, as some need websockets, of an extra."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["names_on_demand"]


def names_on_demand(package: str, rooms: Mapping[str, str], *, what: str, extra: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package whose names are in ``rooms``, each with its module there.

    Without websockets an error says that ``what`` needs it, and the extra that has it.
    """

    def named(name: str) -> Any:
        if name not in rooms:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f"{package}.{rooms[name]}"), name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "websockets":
                raise
            message = f"{what} needs websockets; install it with: pip install 'realtime-builder[{extra}]'"
            raise ModuleNotFoundError(message, name=error.name) from None

    return named
