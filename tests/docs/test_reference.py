"""The reference, as the extensions of the documentation write it: every public name once, every option of the command."""

import importlib
import re
import sys

import pytest
from pages import DOCS

from realtime_builder import DIALECTS
from realtime_builder._core.shape import fields_of
from realtime_builder.config import Config

sys.path.insert(0, str(DOCS / "_ext"))

import api_pages
import reference_pages

from docs.site import public_names


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    api_pages.write_pages(folder / "api")
    reference_pages.write_pages(folder / "types")
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.*")
        if path.is_file()
    }


def documented(pages):
    """The names that a directive documents, in full."""
    found = []
    for text in pages.values():
        module = re.search(r"^\.\. currentmodule:: (\S+)", text, re.MULTILINE)
        names = re.findall(r"^(?:\.\. |`{3,4}\{)(?:auto|py:)(?:class|function|data)(?:::|\}) (\S+)", text, re.MULTILINE)
        found += [
            name if name.startswith("realtime_builder.") or not module else f"{module[1]}.{name}" for name in names
        ]
    return found


def test_every_public_name_is_documented_once(pages):
    found = documented(pages)
    assert {name: found.count(name) for name in public_names() if found.count(name) != 1} == {}


def test_every_field_of_every_type_has_its_row(pages):
    for dialect in DIALECTS:
        module = importlib.import_module(f"realtime_builder.{dialect}")
        rooms = "".join(text for name, text in pages.items() if name.startswith(f"types/{dialect}/"))
        for name in module.__all__:
            cls = getattr(module, name)
            if isinstance(cls, type) and issubclass(cls, Config) and cls.__name__ == name:
                entry = rooms.split(f"\n````{{py:class}} realtime_builder.{dialect}.{name}\n")[1].split("\n````\n")[0]
                rows = re.findall(r"^\| `(\w+)`(?: \(required\))? \|.*\|.*\| \S.*\|$", entry, re.MULTILINE)
                assert rows == list(fields_of(cls))


def test_the_command_line_has_every_option(pages):
    page = pages["api/command_line.md"]
    for word in ("encode", "check", "explain", "diff", "convert", "render", "schema", "serve"):
        assert f"\n## {word}\n" in page
    for option in ("`--set`", "`--omitted`", "`--strict`", "`--resume`", "`FILE`"):
        assert f"| {option}" in page
