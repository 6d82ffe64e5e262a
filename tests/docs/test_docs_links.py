"""Every link inside the documentation leads somewhere, every page is in the tree, and what a newcomer needs is near."""

import re
from functools import cache
from pathlib import Path

import pytest
from pages import DOCS, ROOT, written

from docs.site import dead_links, llms_text

ROOT_PAGES = [
    ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
]
MADE = ("reference/types/", "reference/api/")
START = DOCS / "index.md"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_TREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def links_of(page: Path) -> list[str]:
    """The files that a page links to, as they are written."""
    prose = _CODE.sub("", page.read_text(encoding="utf-8"))
    return [link for link in _LINK.findall(prose) if "://" not in link]


@cache
def tree_of(page: Path) -> list[Path]:
    entries = [line for tree in _TREE.findall(page.read_text(encoding="utf-8")) for line in tree.splitlines()]
    names = [line for line in entries if line and not line.startswith(":")]
    return [
        page.parent.joinpath(f"{name}.md").resolve() for name in names if not f"{name}/".startswith(("types/", "api/"))
    ]


def is_made(target: Path) -> bool:
    return target.is_relative_to(DOCS) and str(target.relative_to(DOCS)).startswith(MADE)


@pytest.mark.parametrize("page", [*ROOT_PAGES, *written()[1:]], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in links_of(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists() or is_made(target), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors_of(target), link


def test_llms_txt_leads_to_pages_in_the_repository_and_on_the_site():
    text = (ROOT / "llms.txt").read_text(encoding="utf-8")
    links = _LINK.findall(text)
    assert [link for link in links if not (ROOT / link).is_file()] == []
    on_the_site = _LINK.findall(llms_text(text))
    assert len(on_the_site) == len(links) > 20
    assert [link for link in on_the_site if not (DOCS / link).with_suffix(".md").is_file()] == []


@pytest.mark.parametrize(
    ("link", "dead"), [("start/page.html", []), ("start/other.html", ["llms.txt: start/other.html"])]
)
def test_a_dead_link_in_llms_txt_is_found(link, dead, tmp_path):
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "page.html").write_text("<p>Text.</p>")
    (tmp_path / "llms.txt").write_text(f"- [Page]({link})")
    assert dead_links(tmp_path) == dead


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_in_the_tree():
    found, todo = {START}, [START]
    while todo:
        new = [page for page in tree_of(todo.pop()) if page not in found]
        assert all(page.exists() for page in new)
        found.update(new)
        todo += new
    assert sorted(found) == sorted(written()[1:])


# Two clicks

WANTED = {
    "how to turn off turn detection": ("with_turn_detection(None)",),
    "what a bound is": ("What null means to a bound", "a length: `2_000`"),
    "how to answer a tool call": ("## Answer a tool call", "tools.answer("),
    "how to move from beta": ("# From the beta to GA",),
    "what clear sends": ("## What `clear` sends",),
    "how to send audio": ("## Send audio",),
    "which extras exist": ("## Extras", "`testing`"),
    "what changed": ("CHANGELOG.md",),
}


def reached(page: Path) -> list[Path]:
    targets = [(page.parent / link.partition("#")[0]).resolve() for link in links_of(page)]
    return [target for target in [*targets, *tree_of(page)] if target.suffix == ".md" and target.exists()]


@pytest.mark.parametrize("wanted", WANTED)
def test_a_newcomer_finds_it_in_two_clicks(wanted):
    near = {START, *reached(START)}
    near |= {second for first in reached(START) for second in reached(first)}
    texts = {page: page.read_text(encoding="utf-8") for page in near}
    assert [page for page, text in texts.items() if all(words in text for words in WANTED[wanted])]
