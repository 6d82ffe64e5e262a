"""How long a text is in the server's tokens (``o200k_base``), without its vocabulary: bounds and an estimate."""

from __future__ import annotations

import re

__all__ = ["about", "at_least"]

_WORD = re.compile(r"[^\W_]\S*")


def at_least(text: str) -> int:
    """Tokens that a text surely has: no token holds letters or digits of two words.

    Words of other characters do not count, as some tokens have a line break between such.
    """
    return sum(1 for _ in _WORD.finditer(text))


def about(text: str) -> int:
    """Tokens that a text has more or less: one in four bytes."""
    return len(text.encode("utf-8", "replace")) // 4
