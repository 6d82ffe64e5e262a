"""Each rule speaks where it should, and only there."""

import pickle
import re

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import CASES, MCP, WEATHER, ga_session, vl_session

from realtime_builder import UNSET, Config, ValidationError, decode
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder._core.paths import parse_path
from realtime_builder._core.places import field_at
from realtime_builder._core.shape import fields_of
from realtime_builder.check import CheckError, Finding, all_rules, check, ensure, rules, schemas
from realtime_builder.fields import Settable

RULES = {rule.name: rule for rule in all_rules()}
UNCHECKED = "json-schema-unchecked"  # the one rule that speaks where something is not installed


def found_by(rule, config):
    return [finding for finding in check(config) if finding.rule == rule]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_finds_what_it_is_about(case):
    findings = found_by(case.rule, case.loud)

    assert [finding.path for finding in findings] == case.paths
    assert {finding.severity for finding in findings} == {RULES[case.rule].severity}
    assert case.message in findings[0].message
    assert all(finding.instead for finding in findings)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_is_silent_where_nothing_is_amiss(case):
    assert found_by(case.rule, case.silent) == []


@pytest.mark.parametrize(("keyword", "instead"), [("descripton", "correct it"), ("qqq", "remove it")])
def test_a_misspelt_keyword_is_to_be_corrected_and_another_removed(keyword, instead):
    tool = ga.RealtimeFunctionTool(name="f", parameters={"type": "object", keyword: "x"})
    [finding] = check(tool)
    assert finding.instead == instead


def test_every_rule_has_an_example_of_both():
    assert {case.rule for case in CASES} | {UNCHECKED} == RULES.keys()


def test_every_rule_names_its_source_and_says_what_it_finds():
    for rule in all_rules():
        assert rule.source
        assert re.fullmatch(r"[A-Z`].*\.", rule.says), rule.name
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.name)


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(ValueError, match="There are two rules 'ga-modalities'"):
        rules.rule("ga-modalities", "error", Config, source="nowhere")(list)


# The library for JSON Schema


def test_without_jsonschema_that_is_said_once(monkeypatch):
    monkeypatch.setattr(schemas, "_jsonschema", lambda: None)
    tool = {**WEATHER, "parameters": {"type": "objekt"}}
    session = ga_session(tools=[tool, {**tool, "name": "other"}, {**tool, "name": "third"}])

    findings = [finding for finding in check(session) if finding.rule.startswith("json-schema")]

    assert [(finding.rule, finding.path) for finding in findings] == [(UNCHECKED, "tools[0].parameters")]
    assert "pip install 'realtime-builder[check]'" in findings[0].instead
    assert check(ga_session(tools=[WEATHER])) == ()


def test_with_jsonschema_nothing_is_said_of_it():
    assert found_by(UNCHECKED, ga_session(tools=[{**WEATHER, "parameters": {"type": "objekt"}}])) == []


def test_a_missing_library_is_found_missing(monkeypatch):
    schemas._jsonschema.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "jsonschema", None)
    try:
        assert schemas._jsonschema() is None
    finally:
        schemas._jsonschema.cache_clear()


def test_a_schema_nested_too_deeply_is_a_finding():
    schema: dict = {}
    for _ in range(120):
        schema = {"not": schema}

    [finding] = found_by("json-schema", beta.Tool(name="f", parameters=schema))

    assert finding.message == "Not a valid JSON Schema: it is nested too deeply"


def test_a_pattern_that_python_refuses_is_a_finding():
    [finding] = found_by("json-schema", beta.Tool(name="f", parameters={"pattern": "a{99999999999}"}))

    assert finding.message == "Not a valid JSON Schema: the repetition number is too large"


def test_a_schema_is_looked_at_once(monkeypatch):
    tool = ga.RealtimeFunctionTool(name="f", parameters={"type": "only once"})
    expected = check(tool)
    monkeypatch.setattr(schemas, "_find_problem", lambda schema: pytest.fail("looked at again"))

    assert check(tool) == check(tool.copy_with(description="d")) == expected
    assert [finding.rule for finding in expected] == ["json-schema", "schema-root"]


# check and ensure


def test_a_clean_session_has_no_findings():
    session = ga_session(
        model="gpt-realtime-2",
        output_modalities=["audio"],
        instructions="Be kind.",
        tools=[{**WEATHER, "parameters": {"type": "object", "properties": {}}}, MCP],
        tool_choice={"type": "function", "name": "get_weather"},
        audio={
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "transcription": {"model": "gpt-transcribe"},
                "turn_detection": {"type": "semantic_vad"},
            },
            "output": {"voice": "marin", "speed": 1.1},
        },
    )

    assert check(session) == ()
    assert ensure(session) is session


def test_warnings_pass_and_errors_are_raised_with_all_that_was_found():
    warned = ga_session(model="gpt-realtime")
    wrong = warned.copy_with(output_modalities=["text", "audio"], tools=[{"type": "mcp", "server_label": "a"}])

    assert ensure(warned) is warned
    with pytest.raises(CheckError) as caught:
        ensure(ga.SessionUpdateEvent(session=wrong))

    error = caught.value
    assert isinstance(error, ValidationError)
    assert {finding.severity for finding in error.findings} == {"error", "warning"}
    assert error.findings == check(ga.SessionUpdateEvent(session=wrong))
    assert str(error) == (
        "Text and audio can't be requested together; ask for audio, which comes with a transcript, or for text"
        " (and 1 more) - at `$.session.output_modalities`"
    )
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.findings, str(copy), copy.path) == (error.findings, str(error), error.path)


def test_a_finding_is_a_line_for_people():
    [finding] = check(ga_session(model="gpt-realtime"))

    assert finding == Finding(
        "warning",
        "model",
        "gpt-realtime will be shut down on 2027-01-20",
        "use gpt-realtime-2.1",
        "deprecated-model",
    )
    assert str(finding) == (
        "warning: gpt-realtime will be shut down on 2027-01-20; use gpt-realtime-2.1 - at `model` (deprecated-model)"
    )
    assert hash(finding) == hash(pickle.loads(pickle.dumps(finding)))
    assert str(Finding("info", "", "A", "b", "c-d")) == "info: A; b (c-d)"


def test_rules_can_be_left_out():
    session = ga_session(model="gpt-realtime", output_modalities=["text", "audio"])

    assert [finding.rule for finding in check(session, ignore=["ga-modalities"])] == ["deprecated-model"]
    assert ensure(session, ignore="ga-modalities") is session
    with pytest.raises(ValidationError, match="No rule is named `ga-modality`; did you mean `ga-modalities`"):
        check(session, ignore=["ga-modality"])


def test_only_configurations_are_checked():
    with pytest.raises(ValidationError, match="Expected a configuration, got `dict`"):
        check({"model": "gpt-realtime"})  # type: ignore[arg-type]


def test_an_applications_own_session_is_checked_as_what_it_is():
    class OurSession(ga.RealtimeSessionCreateRequest, tag="realtime"):
        tenant: Settable[str] = UNSET

    assert [finding.rule for finding in check(OurSession(model="gpt-realtime"))] == ["deprecated-model"]


def test_secrets_and_urls_are_not_repeated():
    session = ga_session(tools=[{**MCP, "server_url": "user:hunter2@host", "authorization": "hunter2"}] * 2)

    assert "hunter2" not in repr(check(session.with_extra("tools[0].server_url", "hunter2.example.com")))


def test_what_is_quoted_is_cut():
    session = vl_session(model="m" * 10_000, turn_detection={"type": "semantic_vad"})

    assert max(len(finding.message) for finding in check(session)) == 300


# Laws


@pytest.mark.parametrize("cls", strategies.ALL_STRUCTS, ids=strategies.name_of)
@given(data=st.data())
def test_checks_never_raise_and_say_where(cls, data):
    config = data.draw(strategies.configs(cls) | strategies.kept(cls))
    before = config.to_json()

    findings = check(config)

    assert check(config) == findings
    assert check(decode(before, type=cls, unknown="keep")) == findings  # the same for the same content
    assert config.to_json() == before
    for finding in findings:
        assert_leads_somewhere(config, finding.path)


@given(data=st.data(), cls=st.sampled_from(strategies.ALL_STRUCTS))
def test_values_that_no_type_allows_are_no_trouble(data, cls):
    config = data.draw(strategies.configs(cls))
    for _ in range(data.draw(st.integers(1, 3))):
        fields = list(fields_at(config, ()))
        if fields:
            odd = strategies.json_values() | st.sampled_from([["audio"], [{}], {"name": []}, {"type": "x"}, "required"])
            config = config.with_extra(data.draw(st.sampled_from(fields)), data.draw(odd))

    for finding in check(config):
        assert_leads_somewhere(config, finding.path)


def fields_at(value, at):
    """Every field in a configuration."""
    if isinstance(value, Config):
        for name in fields_of(type(value)):
            yield (*at, name)
            yield from fields_at(getattr(value, name), (*at, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from fields_at(item, (*at, position))


def assert_leads_somewhere(config, path):
    """An edit takes the path: ``UNSET`` leaves what is there, so it only has to be found."""
    if path:
        field_at(config, parse_path(path))
        assert config.transform(path, UNSET) == config
