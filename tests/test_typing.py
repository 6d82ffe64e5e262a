"""The typing contract, by the checkers themselves: `typing/accepted.py` passes, `typing/rejected.py` is flagged.

Both files are checked by mypy --strict and by pyright's strict mode, for Python 3.13, where
`copy_with` is exact, and for 3.11, where it takes any field.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ROOT / "tests" / "typing"
EXACT, LEAST = "3.13", "3.11"

Flagged = dict[int, list[str]]


def mypy(file: Path, version: str, tmp: Path) -> Flagged:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--python-version", version, "--config-file="),
            *("--cache-dir", str(tmp), "--no-error-summary", "--hide-error-context", "--no-pretty", str(file)),
        ],
        cwd=tmp,
        env={**os.environ, "MYPYPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    flagged: Flagged = {}
    for line in ran.stdout.splitlines():
        found = re.match(rf".*{file.name}:(\d+): error: (.*)", line)
        if found:
            flagged.setdefault(int(found[1]), []).append(found[2])
    return flagged


def pyright(file: Path, version: str, tmp: Path) -> Flagged:
    place = tmp / f"pyright-{file.stem}-{version}"  # what it includes must lie under its configuration
    place.mkdir()
    shutil.copy(file, place)
    config = {
        "extraPaths": [str(ROOT)],
        "pythonVersion": version,
        "typeCheckingMode": "strict",
        "reportUnusedExpression": False,
        "reportUnusedVariable": False,
    }
    (place / "pyrightconfig.json").write_text(json.dumps(config))
    ran = subprocess.run(
        [sys.executable, "-m", "pyright", "-p", str(place), "--pythonpath", sys.executable, "--outputjson"],
        cwd=place,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    report = json.loads(ran.stdout[ran.stdout.index("{") :])
    assert report["summary"]["filesAnalyzed"] == 1, report["summary"]
    flagged: Flagged = {}
    for found in report["generalDiagnostics"]:
        if found["severity"] == "error" and Path(found["file"]).name == file.name:
            flagged.setdefault(found["range"]["start"]["line"] + 1, []).append(found["message"])
    return flagged


def expected(version: str) -> set[int]:
    """The lines of ``rejected.py`` that are marked for a version."""
    marks = r"  # E( 3\.13)?$" if version == EXACT else r"  # E$"
    lines = (FILES / "rejected.py").read_text().splitlines()
    return {number for number, line in enumerate(lines, 1) if re.search(marks, line)}


@pytest.fixture(scope="module")
def tmp(tmp_path_factory):
    return tmp_path_factory.mktemp("typing")


every_checker = pytest.mark.parametrize("check", [mypy, pyright])
every_version = pytest.mark.parametrize("version", [EXACT, LEAST])


@every_version
@every_checker
def test_what_is_right_passes(check, version, tmp):
    assert check(FILES / "accepted.py", version, tmp) == {}


@every_version
@every_checker
def test_what_is_wrong_is_flagged(check, version, tmp):
    flagged = check(FILES / "rejected.py", version, tmp)
    wanted = expected(version)
    assert {line: flagged[line] for line in flagged.keys() - wanted} == {}, "flagged without cause"
    assert wanted - flagged.keys() == set(), "not flagged"


def test_there_is_something_to_flag():
    assert len(expected(EXACT)) > len(expected(LEAST)) > 40
