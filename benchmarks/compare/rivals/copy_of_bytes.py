"""The floor: copying the bytes of a message that is there already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import payloads

TITLE = "copy of the bytes"
PACKAGES = ()
IMPORT = "pass"
DIALECT = "openai_ga"

__all__ = ["construct", "encode", "template"]


def construct(content: dict[str, Any]) -> memoryview:
    return memoryview(payloads.wire(content))


def encode(event: memoryview) -> bytes:
    return bytes(event)


def template(event: memoryview) -> Callable[[str], bytes]:
    return lambda _: bytes(event)
