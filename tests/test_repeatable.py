"""The usual run has the same examples in every worker, whatever ran before."""

import importlib.util
import sys

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
