"""Every page does what it says: its blocks run from top to bottom in one namespace, and print what is shown."""

import pytest
from pages import ROOT, blocks_of, run_page, written

PAGES = [page for page in written() if page.name != "README.md"]  # which has a test of its own


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_blocks_run_and_print_what_is_shown(page, tmp_path):
    blocks = blocks_of(page.read_text(encoding="utf-8"), "python", "sh")
    run_page(page, [block for block in blocks if not block.mark.startswith("with ")], tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_every_block_has_a_language(page):
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("```")]
    opened = fences[::2]
    assert [line for line in opened if line == "```"] == []
    assert len(fences) % 2 == 0
