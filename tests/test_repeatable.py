"""The usual run has the same examples in every worker, whatever ran before."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import strategies
from hypothesis import strategies as st


def drawn():
    return strategies._drawn(st.tuples(st.integers(), st.text(), st.floats(allow_nan=False)), 50)


def test_a_module_that_is_imported_changes_no_example(tmp_path, monkeypatch):
    """Hypothesis would draw from the constants of a module that is there."""
    before = drawn()
    file = tmp_path / "of_ours.py"
    file.write_text("\n".join(f"A{number} = 'constant {number}', 100{number}, {number}.5" for number in range(300)))
    spec = importlib.util.spec_from_file_location("of_ours", file)
    monkeypatch.setitem(sys.modules, "of_ours", importlib.util.module_from_spec(spec))
    assert drawn() == before


def test_a_build_server_draws_the_same_examples():
    """Hypothesis has other defaults where the variable CI is set, as most build servers do."""
    code = "import conftest; from hypothesis import settings; print(settings.default.derandomize)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        env={**os.environ, "CI": "true"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n"
