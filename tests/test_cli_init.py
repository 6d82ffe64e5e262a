"""The command init: what it writes passes the check, fits its schema, and is in the dialect that was asked for."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from realtime_builder import DIALECTS, load
from realtime_builder.cli import main
from realtime_builder.cli.documents import read_document
from realtime_builder.dialects import dialect_of


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        status = main(list(arguments))
        return status, *capfd.readouterr()

    return run


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_starter_passes_the_check_in_its_dialect(run, dialect):
    status, out, err = run("init", "a.yaml", "--dialect", dialect)
    assert (status, out) == (0, "")
    assert err.startswith(f"a.yaml: Written, with {dialect}.schema.json")
    assert run("check", "a.yaml", "--fail-on", "info", "--ignore", "beta-switched-off") == (
        0,
        f"Checked 1 file ({dialect}): nothing found\n",
        "",
    )
    assert dialect_of(type(load("a.yaml"))) == dialect


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_starter_names_its_schema_and_fits_it(run, dialect):
    run("init", "a.yaml", "--dialect", dialect)
    first, *rest = Path("a.yaml").read_text().splitlines()
    assert first == f"# yaml-language-server: $schema={dialect}.schema.json"
    assert sum(line.lstrip().startswith("#") for line in rest) >= 2
    schema = json.loads(Path(f"{dialect}.schema.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(read_document("a.yaml"))) == []
    assert json.loads(run("schema", "--dialect", dialect)[1]) == schema


def test_without_a_name_it_is_printed(run):
    status, out, err = run("init")
    assert (status, err) == (0, "")
    assert out.startswith("# yaml-language-server: $schema=openai_ga.schema.json\n")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["a.yaml"], "a.yaml: It exists already; `--force` overwrites it\n"),
        (["a.json"], "a.json: The file is YAML; give it a name that ends in .yaml\n"),
        (["none/a.yaml"], "none/a.yaml: No such file or directory\n"),
        (["b.yaml", "--dialect", "voiclive"], "did you mean `voicelive`?\n"),
    ],
)
def test_what_it_refuses(run, arguments, expected):
    Path("a.yaml").write_text("mine: 1")
    status, out, err = run("init", *arguments)
    assert (status, out) == (2, "")
    assert err.endswith(expected)
    assert Path("a.yaml").read_text() == "mine: 1"
    assert not Path("openai_ga.schema.json").exists()


def test_force_writes_over_a_file(run):
    Path("a.yaml").write_text("mine: 1")
    assert run("init", "a.yaml", "--force")[0] == 0
    assert load("a.yaml").model == "gpt-realtime-2"
