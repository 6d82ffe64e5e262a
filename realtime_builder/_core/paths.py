"""Paths: where in a configuration something is.

A path is written as a dotted string (``"audio.output.voice"``, ``"tools[0].name"``, with or
without the ``$.`` that errors put before it) or as a tuple of steps (``("tools", 0, "name")``). A name that is
more than a word may be quoted, as errors do: ``metadata["a b"]``.
Inside it is a tuple of member names and list positions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from ..errors import ValidationError, shorten

__all__ = ["Path", "Steps", "parse_path", "place_of", "render_path", "render_step"]

Path: TypeAlias = "str | tuple[str | int, ...]"
"""Where something is: ``"audio.output.voice"``, or the steps one by one, ``("tools", 0, "name")``."""

Steps: TypeAlias = tuple["str | int", ...]

_STEP = re.compile(r"""\.?([^.\[\]]+)|\[(-?[0-9]{1,18}|\.\.\.)\]|\[("(?:[^"\\]|\\.)*")\]""")


_POSITION_BITS = 62


def parse_path(path: Path) -> Steps:
    """The steps of ``path``.

    A step of digits is a name, which is a position only where the value is a list (items.py).

    Raises:
        ValidationError: for an empty path, an empty step, or a step that is no name or position.
    """
    if isinstance(path, str):
        steps = _parse_known(path) if len(path) < _SHORT else _parse_dotted(path)
    elif isinstance(path, Iterable):
        steps = tuple(path)
    else:
        raise ValidationError(f"Expected a path, got `{type(path).__name__}`")
    if not steps:
        raise ValidationError("Expected a path, got an empty one")
    for step in steps:
        if not isinstance(step, str | int) or isinstance(step, bool):
            raise ValidationError(f"Expected a name or a position in a path, got `{type(step).__name__}`")
        if isinstance(step, int) and step.bit_length() > _POSITION_BITS:
            raise ValidationError("Expected a position of at most 18 digits in a path")
        if isinstance(step, str) and not step.isascii():
            try:
                step.encode()
            except UnicodeEncodeError:
                raise ValidationError(f"Expected valid Unicode in a path, got {step!r}") from None
    return steps


def _parse_dotted(path: str) -> Steps:
    rest = path.removeprefix("$")
    rest = rest.removeprefix(".") if path.startswith("$") else rest
    steps: list[str | int] = []
    at = 0
    while at < len(rest):
        match = _STEP.match(rest, at)
        if match is None or (at == 0 and match[0].startswith(".")):
            raise ValidationError(f"Expected a path such as `audio.output.voice`, got {path[:80]!r}")
        name, position, quoted = match.groups()
        if name is not None:
            steps.append(name)
        elif quoted is not None:
            steps.append(_unquoted(quoted, path))
        else:
            steps.append(position if position == "..." else int(position))
        at = match.end()
    return tuple(steps)


def _unquoted(name: str, path: str) -> str:
    try:
        return str(json.loads(name))
    except ValueError:
        raise ValidationError(f"Expected a quoted name as JSON has it, got {path[:80]!r}") from None


_SHORT = 200  # what a program writes is; what came from outside should not fill the cache
_parse_known = lru_cache(maxsize=1024)(_parse_dotted)


def render_path(steps: Iterable[str | int]) -> str:
    """The dotted form of ``steps``, as reports show it and edits take it: ``tools[0].name``, ``metadata["a b"]``."""
    rendered = "".join(map(render_step, steps)).removeprefix(".")
    return f"$.{rendered}" if rendered.startswith("$") else rendered  # a name: `parse_path` takes one $ away


def place_of(steps: Iterable[str | int]) -> str:
    """A path as an error has it: ``$.tools[0].name``; a name that is more than a word is quoted."""
    rendered = "".join([render_step(step if isinstance(step, int) else shorten(step)) for step in steps])
    return f"${rendered}" if rendered else ""


def render_step(step: str | int) -> str:
    """One step of a path, as it goes on from the steps before: ``.name``, ``["a b"]``, ``[0]``."""
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _WORD.fullmatch(step) else f"[{json.dumps(step)}]"


_WORD = re.compile(r"[\w$-]+")
