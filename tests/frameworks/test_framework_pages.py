"""The blocks of the documentation that need a framework, run where that framework is installed."""

from importlib.metadata import PackageNotFoundError, version

from pages import blocks_of, run_page, written

MARKED = {page: blocks_of(page.read_text(encoding="utf-8"), "python") for page in written()}
PAGES = [page for page, blocks in MARKED.items() if any(block.mark.startswith("with ") for block in blocks)]


def is_here(distribution):
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


def runnable(page):
    return [block for block in MARKED[page] if block.mark.startswith("with ") and is_here(block.mark.split()[1])]


def test_some_pages_need_a_framework():
    assert {page.stem for page in PAGES} == {"livekit", "openai_agents", "pipecat"}


def test_blocks_run_and_print_what_is_shown(tmp_path):
    for page in PAGES:
        folder = tmp_path / page.stem
        folder.mkdir()
        run_page(page, runnable(page), folder)
