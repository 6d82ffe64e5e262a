"""The table of what arrives, framework by framework: measured, compared with the record, printed.

Each framework lives in a virtual environment of its own, so a run measures one of them and the
record in ``results/`` holds what the others gave. ``MATRIX=write`` makes the record anew, and
``python -m frameworks.matrix`` puts it into docs/frameworks.md.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from frameworks.scenario import kept, play

RESULTS = Path(__file__).with_name("results")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "frameworks.md"
BEGIN, END = "<!-- matrix: begin -->", "<!-- matrix: end -->"


def measure(configs, dialect, alone, ours) -> dict[str, list[str]]:
    """For each setting: what becomes of it in the framework alone, and with ours."""
    found: dict[str, list[str]] = {}
    for config in configs.values():
        wanted = config.as_dict()
        columns = [kept(wanted, asyncio.run(play(each, config, dialect)), own=each is alone) for each in (alone, ours)]
        for line in columns[0]:
            found.setdefault(line, [column[line] for column in columns])
    return dict(sorted(found.items()))


def check(name: str, title: str, dialect: str, rows: dict[str, list[str]]) -> None:
    """That everything arrives with ours, and that the record, and so the documentation, says what is so."""
    lost = {line: ours for line, (_, ours) in rows.items() if ours != "yes"}
    assert not lost, f"{title} with ours loses {lost}"
    path = RESULTS / f"{name}.json"
    measured = {"title": title, "dialect": dialect, "rows": {line: alone for line, (alone, _) in rows.items()}}
    if os.environ.get("MATRIX") == "write":
        path.write_text(json.dumps(measured, indent=1) + "\n")
    assert json.loads(path.read_text()) == measured, "write the record anew with MATRIX=write"


def render() -> str:
    """The tables, one for each dialect."""
    records: list[Any] = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    parts = []
    for dialect, heading in (("openai_ga", "OpenAI Realtime"), ("voicelive", "Azure Voice Live")):
        columns = [record for record in records if record["dialect"] == dialect]
        parts += [f"### {heading}", ""]
        parts += ["| setting | " + " | ".join(record["title"] for record in columns) + " | each with ours |"]
        parts += ["|---" * (len(columns) + 2) + "|"]
        lines = sorted({line for record in columns for line in record["rows"]})
        parts += [f"| `{line}` | " + " | ".join(_cell(r["rows"][line]) for r in columns) + " | yes |" for line in lines]
        parts += [""]
    return "\n".join(parts)


def _cell(word: str) -> str:
    return word if word == "yes" else f"**{word}**"


def page() -> str:
    """The page with the tables of the record in their place."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{render()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit("no arguments")
    PAGE.write_text(page())
