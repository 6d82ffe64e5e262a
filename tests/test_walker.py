"""Paths through every kind of value: where a step is a position, what is looked at, and what is left alone."""

import json

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import Function, Remote, Session, UserMessage
from strategies import ODD_NAMES

from realtime_builder import UNSET, Guard, JsonObject, Layers, Template, ValidationError, encode, loads, openai_ga
from realtime_builder._core.paths import parse_path, place_of, render_path
from realtime_builder.bulk.render import render

FUNCTION = openai_ga.RealtimeFunctionTool(name="f", parameters={"required": ["a", "b"], "007": 1})
RESPONSE = openai_ga.RealtimeResponseCreateParams(metadata={"007": "bond", "7": "seven"})
MANY = "9" * 4_301


def refused(edit):
    with pytest.raises(ValidationError) as caught:
        edit()
    return str(caught.value)


# Steps of digits


def test_digits_are_a_name_where_the_value_is_no_list():
    assert dict(RESPONSE.transform("metadata.007", "x").metadata) == {"007": "x", "7": "seven"}
    assert dict(RESPONSE.without("metadata.007").metadata) == {"7": "seven"}
    assert Template(RESPONSE, a="metadata.007").encode(a="x") == encode(RESPONSE.transform("metadata.007", "x"))
    assert FUNCTION.transform("parameters.007", 2).parameters == {"required": ["a", "b"], "007": 2}
    assert FUNCTION.with_extra("parameters.007", 2).parameters == {"required": ["a", "b"], "007": 2}
    assert JsonObject({"007": 1}).transform("007", 2) == {"007": 2}
    guard = Guard.allow("metadata").pin("metadata.007")
    assert dict(guard.apply(RESPONSE, b'{"metadata": {"007": "x", "7": "y"}}').config.metadata)["007"] == "bond"


def test_items_go_by_the_names_that_they_have_now():
    session = openai_ga.RealtimeSessionCreateRequest(tools=[{"type": "function", "name": name} for name in "ab"])
    for _ in range(2):  # the second time by what was remembered the first
        renamed = session.transform("tools.a.name", "c")
        assert [tool.name for tool in renamed.tools] == ["c", "b"]
        assert renamed.transform("tools.c.name", "a") == session
        assert "No item is named `a`" in refused(lambda renamed=renamed: renamed.transform("tools.a.name", "x"))
        assert session.transform(("tools", -2, "name"), "c") == renamed
        assert session.transform("tools.b.name", UNSET) is session
        assert "No position 2 in a list of 2" in refused(lambda: session.transform(("tools", 2, "name"), "x"))
        assert "at `$.tools.a.name`" in refused(lambda: session.transform("tools.a.name", 1))
        three = renamed.add_tool(openai_ga.RealtimeFunctionTool(name="a"))
        assert [tool.name for tool in three.tools] == ["c", "b", "a"]
        for name in "abc":
            again = openai_ga.RealtimeFunctionTool(name=name)
            assert f"There is another tool named `{name}`" in refused(lambda x=three, again=again: x.add_tool(again))
        assert encode(three.without("tools.c.name")) == encode(three).replace(b',"name":"c"', b"")


def test_digits_are_a_position_where_the_value_is_a_list():
    session = Session(tools=[Function(name="a"), Function(name="b")], stop=["x", "y"])
    for path in ("tools.1.name", "tools[1].name", ("tools", 1, "name"), ("tools", "1", "name"), "tools.b.name"):
        assert session.transform(path, "c").tools[1].name == "c"
    assert session.transform("stop.1", "z").stop == ("x", "z")
    assert FUNCTION.transform("parameters.required.1", "c").parameters["required"][1] == "c"
    named = Session(tools=[Function(name="7"), Function(name="b")])
    assert named.transform("tools.7.name", "c").tools[0].name == "c"
    assert refused(lambda: session.transform("tools.2.name", "c")) == "No position 2 in a list of 2 - at `$.tools`"


@pytest.mark.parametrize("path", [f"metadata.{MANY}", ("metadata", MANY)])
def test_any_number_of_digits_is_a_name(path):
    assert MANY not in RESPONSE.without(path).metadata
    assert RESPONSE.with_extra(path, "x")["metadata"][MANY] == "x"


@pytest.mark.parametrize("path", [f"tools.{MANY}.name", ("tools", MANY, "name"), f"tools[{MANY}].name"])
def test_no_list_has_that_many_items(path):
    session = Session(tools=[Function(name="a")])
    for edit in (
        lambda: session.transform(path, "x"),
        lambda: session.without(path),
        lambda: session.clear(path),
        lambda: session.with_extra(path, "x"),
        lambda: Template(session, hole=path),
    ):
        assert len(refused(edit)) < 300
    bad = []
    assert list(render(session, [{f"tools.{MANY}.name": "x"}, {"model": "gpt"}], on_error=bad.append)) == [
        encode(session.copy_with(model="gpt"))
    ]
    assert len(bad) == 1


def test_a_position_of_that_many_digits_is_refused():
    assert refused(lambda: parse_path(("tools", int("9" * 4_000)))).startswith("Expected a position of at most 18")


def test_a_path_is_read_back_as_it_was():
    for path in ("metadata.007", "tools[-1].name", "a[0].1.b", 'metadata["a.b"].c', '["a b"]'):
        assert render_path(parse_path(path)) == path


@given(st.lists(st.text(max_size=20) | st.integers(-9, 9), min_size=1, max_size=3))
def test_the_path_of_an_error_or_a_report_can_be_read(steps):
    assert parse_path(place_of(steps)) == tuple(steps)
    assert parse_path(render_path(steps)) == tuple(steps)
    assert parse_path(f"$.{render_path(steps)}") == tuple(steps)


@given(st.lists(st.sampled_from(ODD_NAMES) | st.text('$.[]"ab ') | st.integers(-9, 9), min_size=1, max_size=3))
def test_the_path_in_a_report_can_be_read(steps):
    assert parse_path(render_path(steps)) == tuple(steps)
    assert render_path(steps).isprintable()


def test_a_quoted_name_is_one_step():
    session = openai_ga.RealtimeResponseCreateParams(metadata={"a b": "x", "a.b": "y"})
    assert dict(session.without('metadata["a.b"]').metadata) == {"a b": "x"}
    assert session.transform('metadata["a b"]', "z").metadata["a b"] == "z"
    assert "Expected a quoted name as JSON has it" in refused(lambda: session.without(r'metadata["\q"]'))


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whoever_reports_an_error_finds_its_place(name):
    cls, members = openai_ga.RealtimeResponseCreateParams, {"metadata": {name: 5}}
    for read in (
        lambda: Layers(type=cls, base={"metadata": {}}, over=members),
        lambda: loads(json.dumps(members), format="json", type=cls),
        lambda: loads(json.dumps(members, ensure_ascii=False), format="yaml", type=cls),
    ):
        assert "Expected `str`, got `int`" in refused(read)
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(cls).validate_python(members)
    assert caught.value.errors()[0]["loc"] == ("metadata", name)


# Positions from the end


def test_a_negative_position_in_free_form_json():
    path = "parameters.required[-1]"
    expected = encode(FUNCTION.transform(path, "c"))
    assert b'"required":["a","c"]' in expected
    template = Template(FUNCTION, r=path, name="name")
    assert template.encode(r="c") == template.encode(r="c", name="f") == expected
    assert list(render(FUNCTION, [{path: "c"}])) == [expected]
    assert FUNCTION.with_extra(path, "c") == FUNCTION.transform(path, "c")
    assert FUNCTION.without(path).parameters["required"] == JsonObject({"x": ["a"]})["x"]
    with pytest.raises(ValidationError, match="No position -3 in a list of 2"):
        Template(FUNCTION, r="parameters.required[-3]")


# Only what is put in is looked at


def test_what_lies_beside_is_not_looked_at_again():
    session = Session(stop=["a", "b"]).with_extra("stop", ["a", 5]).with_extra("temperature", "hot")
    assert session.transform("stop[0]", "c").as_dict()["stop"] == ["c", 5]
    assert refused(lambda: session.transform("stop[0]", 6)) == "Expected `str`, got `int` - at `$.stop[0]`"
    assert refused(lambda: session.transform("stop[1]", 6)) == "Expected `str`, got `int` - at `$.stop[1]`"
    odd = Session(tools=[{"type": "function", "name": "a"}, {"type": "function", "name": "b"}])
    odd = odd.with_extra("tools[0].parameters", "none").transform("tools[1].name", "c")
    assert odd.tools[0].parameters == "none"
    assert refused(lambda: odd.transform("tools[1]", {"type": "function"})).endswith("at `$.tools[1]`")


def test_an_item_that_is_put_over_another_is_checked_as_one_of_the_list():
    session = Session(input=[UserMessage(text="a"), UserMessage(text="b")], tools=[Remote(server_label="x")])
    assert session.transform("input[1]", {"type": "message", "role": "user", "text": "c"}).input[1].text == "c"
    message = refused(lambda: session.transform("tools[0]", {"type": "functoin"}))
    assert message == (
        "Expected one of `function`, `mcp`, got 'functoin'; did you mean `function`? - at `$.tools[0].type`"
    )


def test_an_item_keeps_its_place_by_which_it_was_found():
    session = Session(tools=[Remote(server_label="files")])
    assert refused(lambda: session.transform("tools.files.headers", 5)).endswith("at `$.tools.files.headers`")
