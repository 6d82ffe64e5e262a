"""The typing contract, by the checkers themselves: `typing/accepted.py` passes, `typing/rejected.py` is flagged.

Both files are checked by mypy --strict and by pyright's strict mode, for Python 3.13 and 3.11.
`copy_with` is exact in pyright for both; in mypy for 3.13, while for 3.11 it takes any field.
"""

import json
import re
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from amount import FULL
from checkers import ROOT, run_mypy, run_pyright

NAMES = ("accepted.py", "rejected.py")
EXACT, LEAST = "3.13", "3.11"

FILES = ROOT / "tests" / "typing"
Flagged = dict[int, list[str]]
Checker = Callable[[str, Path], dict[str, Flagged]]


def mypy(version: str, tmp: Path) -> dict[str, Flagged]:
    ran = run_mypy(version, [FILES / name for name in NAMES], tmp, "--no-error-summary")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    flagged: dict[str, Flagged] = {name: {} for name in NAMES}
    for line in ran.stdout.splitlines():
        found = re.match(r".*?(\w+\.py):(\d+): error: (.*)", line)
        if found and found[1] in NAMES:
            flagged[found[1]].setdefault(int(found[2]), []).append(found[3])
    return flagged


def pyright(version: str, tmp: Path) -> dict[str, Flagged]:
    for name in NAMES:  # what is included must lie under its configuration
        shutil.copy(FILES / name, tmp)
    ran = run_pyright(version, tmp, ("reportUnusedExpression", "reportUnusedVariable"), "--outputjson")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    report = json.loads(ran.stdout[ran.stdout.index("{") :])
    assert report["summary"]["filesAnalyzed"] == len(NAMES), report["summary"]
    flagged: dict[str, Flagged] = {name: {} for name in NAMES}
    for found in report["generalDiagnostics"]:
        if found["severity"] == "error":
            line = found["range"]["start"]["line"] + 1
            flagged[Path(found["file"]).name].setdefault(line, []).append(found["message"])
    return flagged


def expected(check: Checker, version: str) -> set[int]:
    """The lines of ``rejected.py`` that are marked for a checker at a version."""
    marks = {(mypy, LEAST): r"  # E$", (pyright, LEAST): r"  # E( not mypy 3\.11)?$"}
    wanted = marks.get((check, version), r"  # E( not mypy 3\.11| 3\.13)?$")
    lines = (FILES / "rejected.py").read_text().splitlines()
    return {number for number, line in enumerate(lines, 1) if re.search(wanted, line)}


# Ten seconds each, so that the usual run has each checker once.
@pytest.mark.parametrize(
    ("check", "version"), [*product([mypy, pyright], [EXACT, LEAST])] if FULL else [(mypy, EXACT), (pyright, LEAST)]
)
def test_what_is_right_passes_and_what_is_wrong_is_flagged(check, version, tmp_path):
    flagged = check(version, tmp_path)
    assert flagged["accepted.py"] == {}
    wanted, found = expected(check, version), flagged["rejected.py"]
    assert {line: found[line] for line in found.keys() - wanted} == {}, "flagged without cause"
    assert wanted - found.keys() == set(), "not flagged"


def test_there_is_something_to_flag():
    assert len(expected(pyright, LEAST)) > len(expected(mypy, LEAST)) > 40
