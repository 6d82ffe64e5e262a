"""The README does what it says.

The Python blocks are one program, run from top to bottom in one namespace. A `json` or `text`
block right below a block of code is what that prints. Blocks of shell commands run in a copy of
the tree's examples, the first two (which make a virtual environment) only as far as they concern
the command itself.
"""

import contextlib
import io
import re

import pytest
from pages import shell_in
from readme import ROOT, TEXT, blocks

FIRST, SECOND = blocks("sh")


def test_python_blocks_run_and_print_what_is_shown():
    namespace = {}
    program = blocks("python")
    assert len(program) >= 5
    for block in program:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (block.line - 1) + block.code, "README.md", "exec"), namespace)
        assert printed.getvalue() == (block.output or ""), f"README.md, line {block.line}"


@pytest.fixture
def shell(tmp_path):
    return shell_in(tmp_path)


def test_first_command_makes_an_environment_and_ends_in_the_main_job(shell):
    make, install, main_job = FIRST.code.strip().split(" && ")
    assert make == "python3 -m venv .venv"
    assert install == ".venv/bin/pip install -q -e '.[cli]'"
    done = shell(main_job)
    assert done.stdout.startswith('{"type":"session.update","session":{"type":"realtime",')
    assert (done.returncode, done.stderr) == (0, "")


def test_second_command_makes_an_environment_and_ends_in_the_tests():
    make, install, tests = SECOND.code.strip().split(" && ")
    assert make == "python3 -m venv .venv"
    assert install == ".venv/bin/pip install -q -e '.[test]'"
    assert tests == ".venv/bin/pytest -q"


def test_each_of_the_two_commands_is_one_line():
    assert all(block.code.count("\n") == 1 for block in (FIRST, SECOND))


def test_it_is_short():
    assert TEXT.count("\n") <= 200


def test_links_lead_to_files_of_the_tree():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
