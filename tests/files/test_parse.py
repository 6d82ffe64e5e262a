"""YAML, JSON and TOML are read by one set of rules, and written so that they are read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder import ValidationError
from realtime_builder.files.dump import dump_toml
from realtime_builder.files.failures import FileError
from realtime_builder.files.parse import Format, format_of, parse
from realtime_builder.files.places import Places
from realtime_builder.files.yaml_text import write_yaml

scalars = st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
toml_values = st.recursive(
    scalars | st.integers(-(2**63), 2**63 - 1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
json_values = st.recursive(
    scalars | st.none() | st.integers(-(2**70), 2**70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_what_is_written_as_yaml_is_read_back(members):
    assert parse(write_yaml(members), Format.YAML, "x") == members


@given(st.dictionaries(st.text(), toml_values, max_size=4))
def test_what_is_written_as_toml_is_read_back(members):
    assert parse(dump_toml(members), Format.TOML, "x") == members


SPELLED = ["0o17", "0x1F", "no", "on", "12:30", "1e5", "<<", "2020-01-01", "=", "~", "null", ".inf", "- a", "a: b"]
ODD = ["+1", "1_000", "0b1", "é\u2028x", "\x85", "\ufeffx", "a\n b\n", "  x\n", "x\n\n", "\tx\ny", "\x00", "#", "'\""]


@pytest.mark.parametrize("text", [*SPELLED, *ODD])
def test_a_text_that_some_yaml_takes_for_something_else_stays_a_text(text):
    assert parse(write_yaml({"key": text, text: [text]}), Format.YAML, "x") == {"key": text, text: [text]}


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("text", ["a: One{}two\n", "a: |-\n  One{}two\n", 'a: "One{}two"\n', "a: >-\n  One{}two\n"])
def test_a_line_ends_where_yaml_1_2_has_it_end(text, end):
    assert parse(text.format(end), Format.YAML, "x") == {"a": f"One{end}two"}


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_toml_has_integers_of_64_bits(number):
    with pytest.raises(ValidationError, match=r"64 bits; write `a\[1\]\.b` in YAML or JSON") as caught:
        dump_toml({"a": [1, {"b": number}]})
    assert caught.value.path == "$.a[1].b"


def test_a_text_of_several_lines_is_a_block():
    assert write_yaml({"instructions": "One.\nTwo.\n"}) == "instructions: |\n  One.\n  Two.\n"


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("yaml", "a: 1\nb: [1\n", 3, 1),
        ("yaml", "a: 1\na: 2\n", 2, 1),
        ("yaml", "a: 1\nb: 2020-01-01\n", 2, 4),
        ("json", '{"a": 1,\n "b": }', 2, 7),
        ("json", '{"a": 1,\n "a": 2}', 2, 2),
        ("json", '{"a": {"b": 1,\n "b": 2}}', 2, 2),
        ("toml", "a = 1\nb = [1 2]\n", 2, 8),
        ("json", '{"a": "NaN",\n "b": [NaN]}', 2, 8),
        ("json", '{"a": 1,\n "b": [-Infinity]}', 2, 8),
        ("json", '{"a": 1,\n "b": ' + "1" * 5_000 + "}", 2, 7),
        ("yaml", "a: é\u2028x\x85y\nb: [1 }\n", 2, 7),
        ("toml", "a = '" + "1" * 5_000 + "'\nb = " + "1" * 5_000, 2, 5),
    ],
)
def test_what_is_not_in_the_format_is_told_with_its_place(form, text, line, column):
    with pytest.raises(FileError) as caught:
        parse(text, Format(form), "x")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert str(caught.value).startswith(f"x:{line}:{column}: Not valid {form.upper()}: ")


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("json", '{"a": 1,\n "b": 1e999}', 2, 2),
        ("json", '{"a": 1,\n "b": ["\\ud800"]}', 2, 8),
        ("yaml", "a: 1\nb: [.nan]\n", 2, 5),
        ("yaml", "a: 1\nb: {1: 2}\n", 2, 1),
        ("toml", "a = 1\nb = nan\n", 2, 1),
        ("toml", "a = 1\nb = [2020-01-01]\n", 2, 6),
    ],
)
def test_a_value_that_json_has_no_form_for_is_told_with_its_place(form, text, line, column):
    with pytest.raises(FileError, match=f"x:{line}:{column}: Expected ") as caught:
        parse(text, Format(form), "x")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)


def test_the_format_goes_by_the_suffix_or_by_how_the_text_begins():
    assert format_of(".YML", "{}") is Format.YAML
    assert format_of("", ' {"a": 1}') is Format.JSON
    assert format_of("", "# x\n[audio]\n") is Format.TOML
    assert format_of("", "audio:\n  output: {}\n") is Format.YAML


# Places


def all_paths(value, at=()):
    yield at
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from all_paths(member, (*at, step))


def text_at(text, place):
    line, column = place
    return text.split("\n")[line - 1][column - 1 :]


@given(st.dictionaries(st.text(), json_values, max_size=4), st.sampled_from([None, 1, 4]))
def test_every_value_of_a_json_text_has_its_place(members, indent):
    text = json.dumps(members, indent=indent, ensure_ascii=False).replace("\r", "")
    members = json.loads(text)
    places = Places(text, Format.JSON)
    for path in all_paths(members):
        if path and isinstance(path[-1], str):
            assert text_at(text, places.find(path)).startswith(json.dumps(path[-1], ensure_ascii=False))
        elif path:
            value = members
            for step in path:
                value = value[step]
            begin = json.dumps(value, indent=indent, ensure_ascii=False).split("\n")[0]
            assert text_at(text, places.find(path)).startswith(begin)


@given(st.dictionaries(st.text(), toml_values, max_size=4))
def test_every_value_of_a_toml_text_has_its_place(members):
    text = dump_toml(members)
    places = Places(text, Format.TOML)
    for path in all_paths(parse(text, Format.TOML, "x")):
        if path:
            assert places.find(path) != (0, 0)
            owner, found = places.find(path[:-1]), text_at(text, places.find(path))
            assert found
            assert places.find(path) >= owner
            if isinstance(path[-1], str) and path[-1].isascii() and path[-1].isalnum():
                assert found.lstrip("[").partition("]")[0].count(path[-1]) or found.startswith(f'"{path[-1]}"')


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_every_value_of_a_yaml_text_has_its_place(members):
    text = write_yaml(members)
    places = Places(text, Format.YAML)
    for path in all_paths(members):
        line, column = places.find(path)
        assert text_at(text, (line, column)) or not path


TOML = '''# a comment
a = 1
b.c = "x # y"
[t."q r"]
k = [1, {z = 3}, [
 4,
 5]]
m = """
[no]
x = 1
"""
[[list]]
n = 1
[[list]]
n = 2
[list.sub]
o = { p = 1, q.r = 2 }
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("a",), (2, 1)),
        (("b", "c"), (3, 3)),
        (("t", "q r", "k"), (5, 1)),
        (("t", "q r", "k", 1, "z"), (5, 10)),
        (("t", "q r", "k", 2, 1), (7, 2)),
        (("t", "q r", "m"), (8, 1)),
        (("list", 0, "n"), (13, 1)),
        (("list", 1, "n"), (15, 1)),
        (("list", 1, "sub", "o", "q", "r"), (17, 16)),
        (("list", 1, "sub", "missing"), (16, 1)),
    ],
)
def test_places_in_toml(path, place):
    assert Places(TOML, Format.TOML).find(path) == place
