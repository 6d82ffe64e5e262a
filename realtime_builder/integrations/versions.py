"""Which versions of the frameworks the integrations are tested with.

Most of the places where a configuration can be laid over an update are private to a framework. A
release that moves one would lose settings without a word, so a version outside the range is refused
at import. The extras in pyproject.toml name the same ranges; a test compares them.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

__all__ = ["TESTED", "Tested", "require_tested"]


class Tested(NamedTuple):
    """A range of versions, the first included and the last excluded, and the extra that installs it."""

    since: str
    below: str
    extra: str


TESTED = {
    "livekit-plugins-openai": Tested("1.8", "1.9", "livekit"),
    "livekit-plugins-azure": Tested("1.8.4", "1.9", "livekit-voicelive"),
    "pipecat-ai": Tested("1.14", "1.15", "pipecat"),
    "openai-agents": Tested("0.24", "0.25", "openai-agents"),
}
"""By distribution."""


def require_tested(distribution: str, module: str) -> None:
    """Refuse to go on unless a tested version of the framework is installed.

    Raises:
        ModuleNotFoundError: where it is not installed at all.
        ImportError: where its version is outside the tested range.
    """
    since, below, extra = TESTED[distribution]
    remedy = f"install a tested one with: pip install 'realtime-builder[{extra}]'"
    try:
        found = version(distribution)
    except PackageNotFoundError:
        raise ModuleNotFoundError(f"{module} needs {distribution}; {remedy}", name=distribution) from None
    if not _numbers(since) <= _numbers(found) < _numbers(below):
        raise ImportError(
            f"{module} is tested with {distribution} >={since},<{below}, and {found} is installed: "
            f"it might lose settings; {remedy}",
            name=distribution,
        )


def _numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", text)
    return tuple(map(int, release[0].split("."))) if release else ()
