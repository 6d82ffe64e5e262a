"""What a type checker says of a program whose last lines are all wrong."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


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
