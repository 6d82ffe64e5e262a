"""The page of what servers do: no cell without a source, no source without a cell, and the names of disagreements."""

import re
from pathlib import Path

from realtime_builder.probe.verdict import NAMES
from realtime_builder.record import records

PAGE = (Path(__file__).parents[2] / "docs" / "servers.md").read_text()
KNOWN, _, REST = PAGE.partition("## Ask a server")


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("|---")]


def test_every_cell_has_a_source_or_is_empty():
    head, *body = rows(KNOWN)
    sources = set(re.findall(r"^(\d+)\. ", KNOWN, re.MULTILINE))
    used = set()
    for row in body:
        assert len(row) == len(head), row
        for cell in row[1:]:
            used |= set(re.findall(r"\[(\d+)\]", cell))
            assert not cell or re.search(r"\[\d+\]$", cell), cell
    assert used == sources


def test_there_is_a_column_for_each_dialect_and_a_cell_that_nobody_knows():
    head, *body = rows(KNOWN)
    assert head[1:] == [record.title for record in records()]
    assert any("" in row[1:] for row in body)


def test_the_disagreements_are_those_that_a_probe_names():
    listed = {name.strip("`"): meaning for name, meaning in rows(REST)[1:]}
    assert listed == dict(NAMES)
