"""Checks of the built site, and its `llms.txt`."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

import realtime_builder
from realtime_builder import DIALECTS

__all__ = ["dead_links", "external_links", "inventory", "llms_text", "public_names", "undocumented"]

MODULES = ("testing", "integrations", "probe", "recording", "fields", "record")
"""Public modules beside the face and the dialects."""


def public_names() -> Iterator[str]:
    """Every public name in full: those of the face, of the dialects, and of the other public modules."""
    yield from (f"realtime_builder.{name}" for name in realtime_builder.__all__ if name not in DIALECTS)
    for name in (*DIALECTS, *MODULES):
        exported = import_module(f"realtime_builder.{name}").__all__
        yield from (f"realtime_builder.{name}.{each}" for each in exported if each != "UNSET")


def inventory(site: Path) -> Counter[str]:
    """The Python names that the site documents, and how often."""
    data = (site / "objects.inv").read_bytes()
    body = zlib.decompress(data.split(b"\n", 4)[4]).decode()
    rows = [line.split() for line in body.splitlines()]
    return Counter(row[0] for row in rows if row[1].startswith("py:"))


def undocumented(site: Path) -> list[str]:
    """Public names that the inventory does not have exactly once."""
    found = inventory(site)
    return [name for name in public_names() if found[name] != 1]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if anchor := named.get("id"):
            self.anchors.add(anchor)
        link = named.get("href") if tag == "a" else named.get("src") if tag == "img" else None
        if link:
            self.links.append(link)


@cache
def _read(page: Path) -> _Links:
    found = _Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


_MARKDOWN_LINK = re.compile(r"(?<=\]\()[^)\s]+(?=\))")


def llms_text(text: str) -> str:
    """The repository's `llms.txt` with links to the pages of the site, relative to its root.

    Pages that the site includes from the repository's root, such as the changelog, are under `project/`.
    """

    def page(match: re.Match[str]) -> str:
        path = match[0].removesuffix(".md")
        return f"{path.removeprefix('docs/') if path.startswith('docs/') else f'project/{path.lower()}'}.html"

    return _MARKDOWN_LINK.sub(page, text)


def dead_links(site: Path) -> list[str]:
    """Links inside the site that lead nowhere: to a page, a file or an anchor that does not exist."""
    listed = _MARKDOWN_LINK.findall((site / "llms.txt").read_text(encoding="utf-8"))
    dead = [f"llms.txt: {link}" for link in listed if not (site / link).is_file()]
    for page in sorted(site.rglob("*.html")):
        for link in _read(page).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "#":
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchored = target.suffix != ".html" or not parts.fragment
            if not target.is_file() or not (anchored or unquote(parts.fragment) in _read(target).anchors):
                dead.append(f"{page.relative_to(site)}: {link}")
    return dead


def external_links(site: Path) -> list[str]:
    """Every address outside the site that a page links to, once."""
    pages = site.rglob("*.html")
    links = {link for page in pages for link in _read(page).links if urlsplit(link).scheme in ("http", "https")}
    return sorted(link.partition("#")[0] for link in links)
