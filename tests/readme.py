"""The README taken apart: its blocks of code, each with what it is to print."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    language: str
    code: str
    line: int
    output: str | None
    """What stands in a `json` or `text` block right below."""


def blocks(*languages: str) -> list[Block]:
    found = list(_BLOCK.finditer(TEXT))
    taken = []
    for match, following in zip(found, [*found[1:], None], strict=True):
        output = None
        if following and following[1] in ("json", "text") and not TEXT[match.end() : following.start()].strip():
            output = following[2]
        if match[1] in languages:
            taken.append(Block(match[1], match[2], TEXT.count("\n", 0, match.start()) + 2, output))
    return taken
