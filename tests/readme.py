"""The README taken apart: its blocks of code, each with what it is to print."""

from pages import ROOT, Block, blocks_of

__all__ = ["ROOT", "TEXT", "Block", "blocks"]

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(*languages: str) -> list[Block]:
    return blocks_of(TEXT, *languages)
