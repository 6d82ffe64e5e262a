"""The blocks of each page are one file, which mypy and pyright take in their strict modes, for Python 3.11 and 3.13."""

import pytest
from amount import FULL
from checkers import run_mypy, run_pyright
from pages import ROOT, blocks_of, written

# Pages show values without using them, and JSON whose content no checker knows.
LEFT_OUT = (
    "reportUnusedExpression",
    "reportUnusedVariable",
    "reportUnusedFunction",
    "reportUnknownMemberType",
    "reportUnknownVariableType",
    "reportUnknownArgumentType",
    "reportUnknownLambdaType",
    "reportConstantRedefinition",
    "reportMissingTypeStubs",
)

# A checker takes 10 (pyright) to 30 seconds (mypy) a version, so the usual run has pyright once.


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """A file for each page, in which a block stands at the lines where it stands in the page."""
    folder = tmp_path_factory.mktemp("pages")
    for page in written():
        blocks = blocks_of(page.read_text(encoding="utf-8"), "python")
        lines: list[str] = []
        for block in blocks:
            if block.language == "python" and not block.mark:
                lines += [""] * (block.line - 1 - len(lines)) + block.code.splitlines()
        name = str(page.relative_to(ROOT).with_suffix("")).replace("/", "_").replace("-", "_")
        if lines:
            (folder / f"{name}.py").write_text("\n".join(lines) + "\n")
    return folder


def test_there_are_programs(programs):
    assert len(list(programs.glob("*.py"))) > 10


@pytest.mark.skipif(not FULL, reason="takes a minute: FULL=1")
@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_mypy(programs, version, tmp_path):
    ran = run_mypy(version, sorted(programs.glob("*.py")), tmp_path, "--follow-imports=silent")
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


@pytest.mark.parametrize("version", ["3.11", "3.13"] if FULL else ["3.13"])
def test_pyright(programs, version):
    ran = run_pyright(version, programs, LEFT_OUT)
    assert ran.returncode == 0, ran.stdout
