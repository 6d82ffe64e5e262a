"""The fixture `realtime_loopback`, which pytest finds by itself once the package is installed.

>>> def test_the_agent_introduces_itself(realtime_loopback):
...     server = realtime_loopback("openai_ga").on("response.create", spoken("Good morning."))
...     run_agent(base_url=f"{server.url}/v1")
...     server.assert_sent("session.update", "response.create")

This module imports nothing but pytest: it is loaded in every run, also where no test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .server import Loopback

__all__ = ["realtime_loopback"]


@pytest.fixture
def realtime_loopback() -> Iterator[Any]:
    """A function that starts a loopback server: ``realtime_loopback(dialect="openai_ga", **options)``.

    It takes what `realtime_builder.testing.loopback` takes. The server runs in a thread of its own, so
    it serves tests that are async and others, and clients in other processes. It ends with the test.
    """
    from ..dialects import DIALECTS  # noqa: PLC0415 - a test run that asks for no server pays nothing
    from . import loopback  # noqa: PLC0415 - needs the extra ``testing``, and time

    with ExitStack() as servers:

        def start(dialect: Any = DIALECTS[0], /, **options: Any) -> Loopback[Any]:
            return servers.enter_context(loopback(dialect, **options))

        yield start
