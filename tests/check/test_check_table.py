"""The page about the checks is the one that the rules make."""

import subprocess
import sys
from pathlib import Path

from realtime_builder.check.phases import UPDATE_RULES
from realtime_builder.check.rules import all_rules
from realtime_builder.check.table import render

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == render(), "run: python -m realtime_builder.check.table > docs/checks.md"


def test_every_rule_is_on_the_page():
    page = render()

    for name in [*(rule.name for rule in all_rules()), *UPDATE_RULES]:
        assert page.count(f"| `{name}` |") == 1


def test_the_command_prints_the_page():
    command = [sys.executable, "-W", "ignore", "-m", "realtime_builder.check.table"]

    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == render()
