"""What is read of a tool's schema without the library agrees with the library."""

from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder import check, decode, openai_ga
from realtime_builder.check import schemas
from realtime_builder.check.plain_schema import is_plainly_right

ROOT = Path(__file__).parents[2]
NAMES = st.sampled_from(["a", "b", "city"])
COUNTS = st.integers(-1, 3) | st.just("x")
KINDS = st.sampled_from(["string", "object", "array", "number", "sting", None, 1])
ANY = st.none() | st.booleans() | st.integers(-2, 2) | st.text(max_size=2)


def with_inner(inner):
    inner = inner | ANY
    return st.fixed_dictionaries(
        {},
        optional={
            "type": KINDS | st.lists(KINDS, max_size=3),
            "description": ANY,
            "default": ANY,
            "enum": st.lists(ANY, max_size=3) | ANY,
            "pattern": st.sampled_from(["^a", "(", "a{99999999999}", 1]),
            "minLength": COUNTS,
            "maximum": COUNTS,
            "required": st.lists(NAMES, max_size=3) | ANY,
            "properties": st.dictionaries(NAMES, inner, max_size=2),
            "additionalProperties": inner,
            "items": inner,
            "anyOf": st.lists(inner, max_size=2),
        },
    )


SCHEMAS = st.recursive(st.just({}), with_inner, max_leaves=6)


@given(SCHEMAS)
def test_what_is_plainly_right_is_right(schema):
    schema = {**schema, "type": "object"}
    if is_plainly_right(msgspec.Raw(msgspec.json.encode(schema))):
        jsonschema.Draft202012Validator.check_schema(schema)


@given(SCHEMAS)
def test_what_the_library_refuses_is_found(schema):
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except (jsonschema.SchemaError, OverflowError):
        rules = {finding.rule for finding in check(openai_ga.RealtimeFunctionTool(name="f", parameters=schema))}
        assert rules & {"json-schema", "schema-null"}


def test_an_everyday_schema_needs_no_library(monkeypatch):
    monkeypatch.setattr(schemas, "_jsonschema", lambda: pytest.fail("the library was asked"))
    session = decode((ROOT / "tests/payloads/openai_ga/ClientEvent/session_update_tools.json").read_bytes(), type=EVENT)
    assert check(session) == ()


EVENT = openai_ga.SessionUpdateEvent
