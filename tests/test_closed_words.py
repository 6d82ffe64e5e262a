"""Which words and ranges are closed: docs/closed_words.md says why, and every list and range that there is stands in it."""

import re
from pathlib import Path

import pytest
from msgspec import Meta
from strategies import ALL_STRUCTS, name_of

from realtime_builder import check, openai_beta, openai_ga
from realtime_builder._core.shape import Field, fields_of

PAGE = (Path(__file__).parents[1] / "docs" / "closed_words.md").read_text()
TITLES = {
    "OpenAI GA": "openai_ga",
    "OpenAI beta": "openai_beta",
    "Voice Live": "voicelive",
    "OpenAI Live": "openai_live",
}
REQUESTS = [cls for cls in ALL_STRUCTS if cls.__module__ != "samples" and not cls.__module__.endswith("server_events")]


def rows(section: str) -> list[list[str]]:
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def closed(field: Field) -> set[str]:
    items = field.type.items
    return {str(word) for word in field.type.literals or (items.literals if items else ())}


def ranges(field: Field) -> list[Meta]:
    """The bounds of a field; that a number is finite bounds nothing."""
    return [meta for meta in field.type.metas if meta.extra is None and (meta.ge is None or meta.ge > -1e300)]


def test_every_closed_list_of_words_has_its_reason():
    told = {
        f"{dialect}.{name.strip('`')}": set(re.findall(r"`([^`]+)`", words))
        for title, dialect in TITLES.items()
        for name, words, reason in rows(title)
        if reason
    }
    declared = {f"{name_of(cls)}.{name}": closed(field) for cls in REQUESTS for name, field in fields_of(cls).items()}
    assert told == {name: words for name, words in declared.items() if words}


def test_every_range_has_its_schema():
    told = {name.strip("`"): said for name, said, source in rows("Ranges") if source}
    declared = {f"{name_of(cls)}.{name}": ranges(field) for cls in REQUESTS for name, field in fields_of(cls).items()}
    bounded = {name: metas for name, metas in declared.items() if metas}
    assert told.keys() == bounded.keys()
    for name, metas in bounded.items():
        for meta in metas:
            for bound in (meta.ge, meta.le, meta.min_length, meta.max_length):
                assert bound is None or f"{bound:g}" in told[name], name


@pytest.mark.parametrize("session", [openai_ga.RealtimeSessionCreateRequest, openai_beta.Session])
def test_models_that_are_shut_down_complete_last(session):
    def is_leaving(model: str) -> int:
        rules = [finding.rule for finding in check(session(model=model))]
        return 2 if "retired-model" in rules else 1 if "deprecated-model" in rules else 0

    known = fields_of(session)["model"].type.known
    assert sorted(known, key=is_leaving) == list(known)
    assert is_leaving(known[0]) == 0 < is_leaving(known[-1])
