"""The guides in docs/ do and print what they say."""

import contextlib
import io
import re

import pytest
from readme import ROOT

BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["testing.md", "tools.md"])
def test_a_guide_prints_what_it_says(name):
    blocks = BLOCK.findall((ROOT / "docs" / name).read_text())
    assert blocks
    names: dict[str, object] = {"__name__": f"docs/{name}"}
    printed = ""
    for kind, text in blocks:
        if kind == "text":
            assert printed == text
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(text, f"docs/{name}", "exec"), names)
        printed = out.getvalue()
