"""The command ``realtime-builder``. What it needs beyond the library is the extra ``cli``."""

import sys
from collections.abc import Sequence

__all__ = ["main"]

_EXTRA = ("rich", "typer", "yaml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, given its arguments or those of the process. Gives the exit status."""
    try:
        from .app import run  # noqa: PLC0415 - so that an extra that is missing can be told
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        message = f"realtime-builder: `{error.name}` is missing; install it with: pip install 'realtime-builder[cli]'"
        print(message, file=sys.stderr)  # noqa: T201
        return 2
    return run(arguments)
