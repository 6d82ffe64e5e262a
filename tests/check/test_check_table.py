"""The page about the checks is the one that the rules make."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

from docs.make_checks import render
from realtime_builder import RuleName
from realtime_builder.check.phases import update_rules
from realtime_builder.check.rules import all_rules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "checks.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == render(), "run: python -m docs.make_checks > docs/checks.md"


def test_every_rule_is_on_the_page():
    page = render()

    for name in [*(rule.name for rule in all_rules()), *update_rules()]:
        assert page.count(f"| `{name}` |") == 1


def test_the_command_prints_the_page():
    command = [sys.executable, "-W", "ignore", "-m", "docs.make_checks"]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == render()


def test_the_literal_has_the_name_of_every_rule():
    declared = {rule.name for rule in all_rules()} | set(update_rules())

    assert set(get_args(RuleName)) == declared, "bring check/names.py in step"
    assert list(get_args(RuleName)) == sorted(declared)
