"""The usual run has the same examples in every worker, whatever ran before."""

import importlib.util
import sys
from hashlib import sha256

import pytest
import strategies
from hypothesis import strategies as st

from realtime_builder.openai_ga import RealtimeSessionCreateRequest


def digest() -> str:
    members = strategies._members(RealtimeSessionCreateRequest, 4)
    drawn = strategies._drawn(st.tuples(members, st.integers(), st.text(), st.floats()), 50)
    return sha256(repr(drawn).encode()).hexdigest()


@pytest.fixture
def file(tmp_path_factory):
    # A path that has "test" in it would not be taken for code.
    return tmp_path_factory.getbasetemp().parent / "constants.py"


def test_a_module_that_is_imported_changes_no_example(tmp_path, monkeypatch):
    before = digest()
    file = tmp_path / "of_ours.py"
    file.write_text("\n".join(f"A{number} = 'constant {number}', 100{number}, {number}.5" for number in range(300)))
    spec = importlib.util.spec_from_file_location("of_ours", file)
    monkeypatch.setitem(sys.modules, "of_ours", importlib.util.module_from_spec(spec))
    assert digest() == before
