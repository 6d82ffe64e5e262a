"""The schema of files knows the references that `load` takes, where it takes them."""

import pytest
from jsonschema import Draft202012Validator
from readme import ROOT

from realtime_builder import DIALECTS, load, loads
from realtime_builder.cli.documents import read_document
from realtime_builder.files.roots import roots_of
from realtime_builder.files.schema import file_schema
from realtime_builder.openai_ga import RealtimeSessionCreateRequest as Session
from realtime_builder.schema import json_schema

SCHEMA = Draft202012Validator(file_schema(Session))

MCP = {"type": "mcp", "server_label": "crm", "server_url": "https://a.b"}
FUNCTION = {"type": "function", "name": "find"}

TAKEN = [
    {"instructions": {"$file": "prompts/support.md"}},
    {"tools": [{"$use": "billing.yaml"}, {**MCP, "authorization": {"$env": "CRM_TOKEN"}}]},
    {"tools": {"$use": "tools.yaml"}},
    {"audio": {"$use": "audio.yaml"}},
    {"audio": {"input": {"turn_detection": {"$use": "vad.yaml"}}}},
    {"tools": [{**MCP, "headers": {"x-key": {"$env": "KEY"}}}]},
    {"max_output_tokens": {"$use": "limit.yaml"}},
    {"tools": [{**FUNCTION, "parameters": {"$use": "parameters.json"}}]},
]
REFUSED = [
    {"instructions": {"$file": 1}},
    {"instructions": {"$file": ""}},
    {"instructions": {"$file": "a.md", "else": "b"}},
    {"instructions": {"$fil": "a.md"}},
    {"audio": {"$file": "audio.yaml"}},
    {"tools": [{"$env": "TOOLS"}]},
]
OTHER_FILES = {
    "prompts/support.md": "Be brief.",
    "billing.yaml": "- {type: function, name: pay}",
    "tools.yaml": "- {type: function, name: find}",
    "audio.yaml": "output: {voice: marin}",
    "vad.yaml": "type: server_vad",
    "limit.yaml": "800",
    "parameters.json": '{"type": "object"}',
    "a.md": "A.",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "prompts").mkdir()
    for name, text in OTHER_FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("document", TAKEN, ids=str)
def test_what_load_takes_fits_the_schema(document, folder):
    import msgspec

    text = msgspec.json.encode(document)
    assert loads(text, format="json", type=Session, root=folder, env={"CRM_TOKEN": "x", "KEY": "y"})
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    assert list(Draft202012Validator(json_schema(Session)).iter_errors(document)) or "parameters" in str(document)


@pytest.mark.parametrize("document", REFUSED, ids=str)
def test_what_is_no_reference_does_not_fit(document):
    assert list(SCHEMA.iter_errors(document))


def test_free_form_json_has_no_references():
    parameters = SCHEMA.schema["$defs"]["RealtimeFunctionTool"]["properties"]["parameters"]
    assert "$ref" not in str(parameters)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_root_has_a_schema_that_is_one_and_keeps_its_descriptions(dialect):
    for message in ("session", "response"):
        try:
            roots = roots_of(dialect, message)
        except ValueError:
            continue
        for root in roots.values():
            schema, plain = file_schema(root.alone), json_schema(root.alone)
            Draft202012Validator.check_schema(schema)
            for name, struct in plain["$defs"].items():
                for field, described in struct.get("properties", {}).items():
                    kept = schema["$defs"][name]["properties"][field]
                    assert kept.get("description") == described.get("description")


def test_the_examples_fit():
    document = read_document(str(ROOT / "examples" / "support_agent.yaml"))
    assert list(SCHEMA.iter_errors(document)) == []
    assert isinstance(load(ROOT / "examples" / "support_agent.yaml"), Session)
