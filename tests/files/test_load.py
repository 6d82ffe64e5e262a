"""Files are loaded by the rules of their format, with references where they are allowed, and all mistakes told."""

import itertools
import json
import os
import pickle
import sys
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ROOTS, configs

from realtime_builder import (
    FileError,
    ValidationError,
    decode,
    dumps,
    encode,
    load,
    load_document,
    load_layers,
    loads,
    openai_ga,
    voicelive,
)
from realtime_builder.files import references
from realtime_builder.files.failures import Problem

S = openai_ga.RealtimeSessionCreateRequest

YAML = "instructions: Be brief.\naudio:\n  output: {voice: marin}\ntracing: null\n"


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def problems(call):
    with pytest.raises(FileError) as caught:
        call()
    return [(problem.line, problem.column, problem.message) for problem in caught.value.problems]


# What a file is


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.toml", "a"])
def test_a_file_is_loaded_by_its_name_or_its_beginning(tmp_path, name):
    session = S(instructions="Be brief.", audio={"output": {"voice": "marin"}})
    form = name.partition(".")[2] or "yaml"
    (tmp_path / name).write_text(dumps(session, format=form))
    assert load(tmp_path / name) == load(str(tmp_path / name), type=S) == session


def test_the_dialect_and_the_kind_of_session_are_found():
    assert loads("temperature: 0.7\navatar: {character: lisa}", format="yaml") == voicelive.RequestSession(
        temperature=0.7, avatar={"character": "lisa"}
    )
    assert type(loads("type: transcription", format="yaml")) is openai_ga.RealtimeTranscriptionSessionCreateRequest
    assert loads("session: {instructions: x}", format="yaml") == openai_ga.SessionUpdateEvent(
        session=S(instructions="x")
    )


@given(st.data(), st.sampled_from(ROOTS), st.sampled_from(["yaml", "json"]))
def test_what_is_dumped_is_loaded(data, cls, form):
    config = data.draw(configs(cls))
    text = dumps(config, format=form)
    again = loads(text, format=form, type=cls)
    assert again == config
    assert encode(again) == encode(config)


def has_null(value):
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is None or any(map(has_null, members))


@given(st.data(), st.sampled_from(ROOTS))
def test_toml_has_all_but_nulls_and_large_numbers(data, cls):
    config = data.draw(configs(cls))
    if has_null(config.as_dict()):
        with pytest.raises(ValidationError, match="TOML has no null; omit `"):
            dumps(config, format="toml")
    else:
        assert loads(dumps(config, format="toml"), format="toml", type=cls) == config


def test_the_type_is_a_class():
    with pytest.raises(ValidationError) as caught:
        loads("{}", format="json", type="openai_ga")
    wanted = "Expected a class such as openai_ga.RealtimeSessionCreateRequest in `type`, not a name, got 'openai_ga'"
    assert str(caught.value) == wanted


def test_unknown_is_as_in_decode():
    text = '{"type": "realtime", "brand_new": 1}'
    with pytest.raises(FileError):
        loads(text, format="json")
    assert encode(loads(text, format="json", type=S, unknown="keep")) == b'{"type":"realtime","brand_new":1}'
    assert loads(text, format="json", type=S, unknown="drop") == S()


def test_numbers_and_booleans_given_as_text_are_read_when_asked_for():
    text = "max_output_tokens: '100'\nparallel_tool_calls: 'true'\ninstructions: '12'\naudio: {output: {speed: '1.1'}}"
    expected = S(max_output_tokens=100, parallel_tool_calls=True, instructions="12", audio={"output": {"speed": 1.1}})
    assert loads(text, format="yaml", type=S, text_values=True) == expected
    with pytest.raises(FileError, match="got '100'"):
        loads(text, format="yaml", type=S)
    with pytest.raises(FileError, match="speed"):
        loads("audio: {output: {speed: fast}}", format="yaml", type=S, text_values=True)
    assert loads("max_output_tokens: inf", format="yaml", type=S, text_values=True).max_output_tokens == "inf"


# Mistakes


def test_a_mistake_has_its_line_and_column(tmp_path):
    write(tmp_path, a_dot_yaml="model: m\naudio:\n  output:\n    voise: marin\n")
    assert problems(lambda: load(tmp_path / "a.yaml")) == [
        (4, 5, "RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`?")
    ]
    with pytest.raises(FileError) as caught:
        load(tmp_path / "a.yaml")
    assert str(caught.value) == (
        f"{tmp_path / 'a.yaml'}:4:5: RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`?"
        " - at `$.audio.output`"
    )
    assert caught.value.path == "$.audio.output"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.file, again.problems, str(again)) == (caught.value.file, caught.value.problems, str(caught.value))


def test_all_mistakes_are_told_at_once():
    text = "model: m\nvoise: x\naudio:\n  output: {speed: 9}\n  inptu: {}\ntools:\n  - {type: function, nmae: f}\n"
    assert problems(lambda: loads(text, format="yaml", type=S)) == [
        (2, 1, "RealtimeSessionCreateRequest has no field `voise`"),
        (4, 12, "Expected `float` <= 1.5, got 9"),
        (5, 3, "RealtimeAudioConfig has no field `inptu`; did you mean `input`?"),
        (7, 22, "RealtimeFunctionTool has no field `nmae`; did you mean `name`?"),
    ]


def test_what_can_not_be_read(tmp_path):
    assert problems(lambda: load(tmp_path / "none.yaml")) == [(0, 0, "No such file or directory")]
    assert problems(lambda: loads("- a", format="yaml")) == [(0, 0, "Expected a mapping of settings, got a list")]
    with pytest.raises(ValidationError, match="Expected `format` to be 'yaml', 'json' or 'toml', got 'ini'"):
        loads("", format="ini")
    with pytest.raises(ValidationError, match="Expected `format`"):
        dumps(S(), format="ini")


def test_a_null_in_toml_is_refused_with_its_path():
    with pytest.raises(ValidationError) as caught:
        dumps(S(audio={"input": {"turn_detection": None}}), format="toml")
    assert caught.value.path == "$.audio.input.turn_detection"
    assert caught.value.message.startswith("TOML has no null; omit `audio.input.turn_detection`")


# References

SUPPORT = """
instructions: {$file: prompts/support.md}
tools:
  - {$use: tools/billing.yaml}
  - type: function
    name: last
"""


def test_texts_and_settings_come_from_other_files(tmp_path):
    write(
        tmp_path,
        a_dot_yaml=SUPPORT,
        prompts__support_dot_md="You are Robin.\n",
        tools__billing_dot_yaml="- {type: function, name: pay}\n- {$use: refund.json}\n",
        tools__refund_dot_json='{"type": "function", "name": "refund", "description": {"$file": "refund.txt"}}',
        tools__refund_dot_txt="Give money back.",
    )
    document = load_document(tmp_path / "a.yaml", root=tmp_path)
    session = document.config
    assert session.instructions == "You are Robin.\n"
    assert [tool.name for tool in session.tools] == ["pay", "refund", "last"]
    assert session.tools[1].description == "Give money back."
    assert [(each.path, each.kind, each.target) for each in document.references] == [
        ("instructions", "$file", "prompts/support.md"),
        ("tools[0]", "$use", "tools/billing.yaml"),
        ("tools[1]", "$use", "refund.json"),
        ("tools[1].description", "$file", "refund.txt"),
    ]
    assert document.place("instructions") == (str(tmp_path / "a.yaml"), 2, 1)
    assert document.place("tools[0].name") == (str(tmp_path / "tools/billing.yaml"), 1, 20)
    assert document.place("tools[1].name") == (str(tmp_path / "tools/refund.json"), 1, 22)
    assert document.place("tools[2].name") == (str(tmp_path / "a.yaml"), 6, 5)


def test_a_mistake_in_a_used_file_names_that_file(tmp_path):
    write(tmp_path, a_dot_yaml="tools:\n  - {$use: b.yaml}\n", b_dot_yaml="type: function\nnmae: x\n")
    with pytest.raises(FileError) as caught:
        load(tmp_path / "a.yaml", root=tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'b.yaml'}:2:1: RealtimeFunctionTool has no field `nmae`")


MCP = "tools: [{type: mcp, server_label: crm, server_url: u, authorization: {$env: TOKEN}, headers: {A: {$env: A}}}]"


def test_secrets_come_from_the_environment_that_is_given():
    document = loads(MCP, format="yaml", type=S, env={"TOKEN": "s3cret", "A": "b"})
    assert document.tools[0].authorization == "s3cret"
    assert dict(document.tools[0].headers) == {"A": "b"}
    assert "s3cret" not in repr(document)


def test_whether_a_variable_goes_into_a_secret_is_told(tmp_path):
    write(tmp_path, a_dot_yaml=MCP + "\ninstructions: {$env: TOKEN}\n")
    document = load_document(tmp_path / "a.yaml", env={"TOKEN": "x"}, missing_env=True)
    assert [(each.path, each.target, each.secret, each.missing) for each in document.references] == [
        ("tools[0].authorization", "TOKEN", True, False),
        ("tools[0].headers.A", "A", True, True),
        ("instructions", "TOKEN", False, False),
    ]


def test_references_are_off_unless_they_are_allowed(tmp_path):
    write(tmp_path, a_dot_yaml="instructions: {$file: b}\ntools: [{$use: c}]\nmodel: {$env: M}\n", b="x", c="{}")
    assert problems(lambda: load(tmp_path / "a.yaml")) == [
        (1, 1, "`$file` is not allowed here; give `load` the folder: `root=...`"),
        (2, 9, "`$use` is not allowed here; give `load` the folder: `root=...`"),
        (3, 1, "`$env` is not allowed here; give `load` the variables: `env=os.environ`"),
    ]


def test_nothing_outside_the_folder_is_read(tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    folder = tmp_path / "configs"
    write(folder, a_dot_yaml="instructions: {$file: ../outside.md}", b_dot_yaml="instructions: {$file: link.md}")
    write(folder, c_dot_yaml=f"instructions: {{$file: {outside}}}", d_dot_yaml='instructions: {$file: "a\\0b"}')
    (folder / "link.md").symlink_to(outside)
    for name, target in (("a", "../outside.md"), ("b", "link.md"), ("c", str(outside))):
        assert problems(lambda name=name: load(folder / f"{name}.yaml", root=folder)) == [
            (1, 1, f"`{target}` lies outside the folder that references may read")
        ]
    ((_, _, message),) = problems(lambda: load(folder / "d.yaml", root=folder))
    assert "not the name of a file" in message
    assert load(folder / "a.yaml", root=tmp_path).instructions == "secret"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("instructions: {$file: none.md}", "`none.md`: No such file or directory"),
        ("instructions: {$flie: none.md}", "No reference is called `$flie`; did you mean `$file`?"),
        ("instructions: {$file: .}", "`.`: Is a directory"),
        ("instructions: {$file: 1}", "Expected a name after `$file`, got 1"),
        ("instructions: {$file: a, more: 1}", "`$file` stands alone in its object; found `more` beside it"),
        ("instructions: {$env: TOKN}", "The environment has no variable `TOKN`; did you mean `TOKEN`?"),
        ("tools: [{$use: loop.yaml}]", "`loop.yaml` uses itself"),
        ("tools: [{$use: bad.yaml}]", "bad.yaml:1:5: Not valid YAML"),
    ],
)
def test_a_reference_that_leads_nowhere_has_its_place(tmp_path, text, message):
    write(tmp_path, a_dot_yaml=text, loop_dot_yaml="- {$use: loop.yaml}", bad_dot_yaml="a: [")
    ((line, _, found),) = problems(lambda: load(tmp_path / "a.yaml", root=tmp_path, env={"TOKEN": "x"}))
    assert line == 1
    assert message in found


def test_free_form_json_has_no_references(tmp_path):
    parameters = {"type": "object", "properties": {"x": {"$file": "b.md"}}}
    tool = {"type": "function", "name": "f", "parameters": parameters}
    write(tmp_path, a_dot_json=json.dumps({"tools": [tool]}))
    assert load(tmp_path / "a.json", root=tmp_path).tools[0].parameters == parameters


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_names_that_a_frame_repeats_are_written_once(form):
    frame = b'{"type":"realtime","tools":[{"type":"function","name":"f","parameters":{"a":1,"a":2}}]}'
    session = decode(frame, type=S)
    assert loads(dumps(session, form), format=form, type=S) == session


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
@pytest.mark.parametrize("odd", [{"$env": 1}, {"$env": "X", "a": 1}, {"$$use": {}}, {"a": 1, "$$$file": ""}])
@pytest.mark.parametrize("path", ["instructions", "metadata.a", "metadata", "audio"])
def test_what_looks_like_a_reference_is_none_where_it_was_kept(form, odd, path):
    kept = openai_ga.RealtimeResponseCreateParams(metadata={"a": "b"}).with_extra(path, odd)
    assert loads(dumps(kept, form), format=form, type=type(kept), unknown="keep") == kept


def test_a_key_of_a_map_that_begins_with_a_dollar_is_escaped():
    text = "metadata: {$$env: a, $$$x: b}"
    assert dict(loads(text, format="yaml", type=voicelive.RequestSession).metadata) == {"$env": "a", "$$x": "b"}


@pytest.mark.parametrize("parameters", [{"$env": "A", "type": "object"}, {"$use": 1, "$file": "x"}])
def test_free_form_json_with_more_than_a_reference_is_none(parameters):
    tool = {"type": "function", "name": "f", "parameters": parameters}
    assert loads(json.dumps({"tools": [tool]}), format="json").tools[0].parameters == parameters


NAMES = st.from_regex(r"\A(\$|\$\$|\$\$\$)?(file|use|env|x|)\Z")


@given(st.dictionaries(NAMES, st.text(max_size=2), max_size=3), st.sampled_from(["yaml", "json", "toml"]))
def test_what_looks_like_a_reference_is_written_so_that_it_is_none(members, form):
    tool = {"type": "function", "name": "f", "parameters": members}
    data = json.dumps({"metadata": members, "tools": [tool], **members})
    session = decode(data, type=voicelive.RequestSession, unknown="keep")
    assert loads(dumps(session, form), format=form, type=type(session), unknown="keep") == session


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("kind", ["$file", "$use"])
def test_a_reference_to_a_pipe_does_not_wait(tmp_path, kind):
    os.mkfifo(tmp_path / "pipe")
    write(tmp_path, a_dot_yaml=f"instructions: {{{kind}: pipe}}")
    found = problems(lambda: load(tmp_path / "a.yaml", root=tmp_path))
    assert found == [(1, 1, "`pipe` is a pipe or a device, not a file")]


def test_what_aliases_in_used_files_stand_for_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(references, "MAX_BYTES", 10_000)
    write(tmp_path, a_dot_json=json.dumps({"tools": [{"$use": "b.yaml"}] * 50}))
    write(tmp_path, b_dot_yaml=f"- &a {{type: function, name: {'f' * 50}}}\n- [{', '.join(['*a'] * 20)}]\n")
    (found,) = problems(lambda: load(tmp_path / "a.json", root=tmp_path))
    assert "MiB together" in found[2]


def test_a_document_is_immutable():
    with pytest.raises(AttributeError, match="immutable"):
        load_document(__file__.replace("tests/files/test_load.py", "examples/phone_line.json")).config = 1
    assert Problem("x") == Problem("x", "", 0, 0, "")


@pytest.mark.parametrize(
    ("layer", "found"),
    [
        (
            "audio:\n  output: {voise: x, speed: '9', spede: 1}\nmodel: 3\n",
            [
                (2, 12, "RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`?"),
                (2, 22, "Expected `float` <= 1.5, got 9.0"),
                (2, 34, "RealtimeAudioConfigOutput has no field `spede`; did you mean `speed`?"),
                (3, 1, "Expected `str | null`, got `int`"),
            ],
        ),
        (
            "audio: {input: {turn_detection: {eagerness: low}}}\nmodel: 3\n",
            [
                (
                    1,
                    17,
                    "`eagerness` belongs to semantic_vad, but the layer below has server_vad: omit it, or give the `",
                ),
                (2, 1, "Expected `str | null`, got `int`"),
            ],
        ),
    ],
)
def test_every_mistake_of_a_layer_is_told(tmp_path, layer, found):
    write(tmp_path, a_dot_yaml="audio: {input: {turn_detection: {type: server_vad}}}", b_dot_yaml=layer)
    files = {"a": tmp_path / "a.yaml", "b": tmp_path / "b.yaml"}
    told = problems(lambda: load_layers(files, text_values=True))
    assert [(line, column, said[:90]) for line, column, said in told] == [(*place, said[:90]) for *place, said in found]


@pytest.mark.parametrize("files", [{}, ["base.yaml", "acme.yaml"]])
def test_layers_need_files_under_names(files):
    with pytest.raises(ValidationError, match="Expected at least one file under its name, as in load_layers"):
        load_layers(files)


@contextmanager
def no_more_work_than(lines, where=""):
    """Fails once so many lines of the modules ``where`` have run: what costs too much is told on whatever machine."""
    ran = itertools.count(1)

    def trace(frame, *_):
        if where not in frame.f_code.co_filename:
            return None
        assert next(ran) <= lines, "too much work"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_many_mistakes_cost_what_their_number_says(form):
    names = dict.fromkeys((f"k{i}" for i in range(1_000)), 1)
    text = {
        "yaml": "\n".join(f"{name}: 1" for name in names),
        "json": json.dumps(names, indent=0),
        "toml": "\n".join(f"{name} = 1" for name in names),
    }[form]
    with no_more_work_than(500 * len(names), "realtime_builder"), pytest.raises(FileError) as caught:
        loads(text, format=form, type=S)
    assert len(caught.value.problems) == len(names)


def test_brackets_that_are_nested_too_deeply_are_told_before_all_are_read():
    with no_more_work_than(500_000), pytest.raises(ValidationError, match="Nested too deeply"):
        loads("a: " + "[" * 100_000, format="yaml", type=S)
