"""What this library says of an update, to be held against what the server does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from .._core.plain import plain
from ..check import check, check_update
from ..config import Config
from ..encoding import validate
from ..errors import ValidationError
from ..interop.received import read_received
from .samples import Json, bounds_of

if TYPE_CHECKING:
    from msgspec import Struct

    from .._core.shape import Type

__all__ = ["Phase", "edges_of", "said_by_checks", "said_by_types"]

Phase: TypeAlias = Literal["created", "configured", "spoken"]
"""How far a session is when it is probed; see `check_update`."""

_FARTHEST = 1_000_000
_FINEST = 0.01


def said_by_types(root: type[Struct], patch: Json) -> str:
    """Why the types refuse an update; empty where they take it."""
    return "; ".join(str(error) for error in validate(patch, type=root)[:1])


def said_by_checks(root: type[Struct], patch: Json, current: Json | None = None, phase: Phase = "created") -> list[str]:
    """The findings about an update, each as its severity and its rule: ``error: ga-modalities``."""
    config = read_received(plain(patch), root)
    found = list(check(config)) if isinstance(config, Config) else []
    if current is not None and isinstance(config, Config):
        before = cast("Config", read_received(plain(current), root))
        with suppress(ValidationError):  # of what the rules about time can't read
            found += check_update(before, config, phase=phase)
    return list(dict.fromkeys(f"{finding.severity}: {finding.rule}" for finding in found))


def edges_of(root: type[Struct], put: Callable[[Any], Json], type_: Type, clean: float) -> Iterator[tuple[str, float]]:
    """The smallest and the largest number that no check complains of, and the next ones.

    Nothing lists them: the checks are asked, and the place found by halving.
    """
    whole = int in type_.scalars
    usual = set(said_by_checks(root, put(clean)))
    low, high = bounds_of(type_)
    for word, limit in (("least", low), ("most", high)):
        sign = -1 if word == "least" else 1
        far = limit if limit is not None else float(sign * _FARTHEST)
        fine, bad = clean, round(far) if whole else far

        def fits(number: float) -> bool:
            return set(said_by_checks(root, put(number))) <= usual

        if fits(bad):
            continue
        while abs(bad - fine) > (1 if whole else _FINEST):
            middle = (fine + bad) // 2 if whole else (fine + bad) / 2
            if middle in (fine, bad):
                break
            fine, bad = (middle, bad) if fits(middle) else (fine, middle)
        decimals = None if whole else 2
        at, over = round(fine, decimals), round(bad, decimals)
        if abs(over) < sys.maxsize and at != over:
            yield f"{word} {at} by checks", at
            yield f"beyond {at} by checks", over
