"""Type checkers in their strict modes, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run_mypy(version: str, files: Iterable[Path], tmp: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """What mypy says of files for a version of Python; it works in ``tmp``."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--python-version", version, "--config-file="),
            *("--cache-dir", str(tmp), "--hide-error-context", "--no-pretty", *options),
            *map(str, files),
        ],
        cwd=tmp,
        env={**os.environ, "MYPYPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def run_pyright(
    version: str, folder: Path, left_out: Iterable[str], *options: str
) -> "subprocess.CompletedProcess[str]":
    """What pyright says of the files in a folder for a version of Python, but for the rules that are ``left_out``."""
    config = {
        "extraPaths": [str(ROOT)],
        "pythonVersion": version,
        "typeCheckingMode": "strict",
        **dict.fromkeys(left_out, False),
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    return subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", str(folder), *options],
        cwd=folder,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def assert_flags_all(checker: str, right: str, wrong: str, folder: Path) -> None:
    """A checker flags each line of ``wrong``, and none of ``right`` before it."""
    file = folder / "program.py"
    file.write_text(right + wrong)
    options = (
        ["--strict", "--python-version", "3.13", "--no-error-summary"]
        if checker == "mypy"
        else ["--pythonpath", sys.executable]
    )
    done = subprocess.run(
        [sys.executable, "-m", checker, *options, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    flagged = {line.split(":")[1] for line in done.stdout.splitlines() if ": error" in line or "- error" in line}
    first = right.count("\n") + 2
    assert flagged == {str(number) for number in range(first, first + wrong.count("\n") - 1)}, done.stdout
