"""The command line: the main job, the edits, and one line for whatever is wrong."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_builder
from realtime_builder.cli import main
from realtime_builder.cli.documents import read_document
from realtime_builder.files.failures import FileError
from realtime_builder.files.parse import Format

ROOT = Path(__file__).parent.parent

SESSION = {"model": "gpt-realtime-2", "audio": {"output": {"voice": "marin"}}, "tracing": "auto"}
TOOLS = [{"type": "function", "name": "find"}, {"type": "mcp", "server_label": "docs", "allowed_tools": ["a", "b"]}]


@pytest.fixture
def run(capsys, monkeypatch):
    def run(*arguments, stdin=b""):
        data = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        status = main(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def encode(run):
    """What `encode` prints for a document, as plain data."""

    def encode(document, *options):
        status, out, err = run("encode", "-", *options, stdin=document)
        assert (status, err) == (0, "")
        return json.loads(out)

    return encode


@pytest.fixture
def refuse(run):
    """The one line that `encode` gives for a document that it refuses."""

    def refuse(document, *options):
        status, out, err = run("encode", "-", *options, stdin=document)
        assert (status, out) == (2, "")
        assert err.endswith("\n")
        assert err.count("\n") == 1
        return re.sub(r"^<stdin>(:\d+:\d+)?: ", "<stdin>: ", err[:-1])

    return refuse


# Encode


def test_a_session_becomes_its_update(run):
    session = '{"type":"realtime","audio":{"output":{"voice":"marin"}},"model":"gpt-realtime-2","tracing":"auto"}'
    wire = f'{{"type":"session.update","session":{session}}}\n'
    assert run("encode", "-", stdin=SESSION) == (0, wire, "")


def test_pretty_is_the_same_over_several_lines(run, encode):
    _, out, _ = run("encode", "-", "--pretty", stdin=SESSION)
    assert out.startswith('{\n  "type": "session.update",\n')
    assert json.loads(out) == encode(SESSION)


@pytest.mark.parametrize(
    ("dialect", "document", "message", "expected"),
    [
        ("openai_ga", {}, "session", {"type": "realtime"}),
        ("openai_ga", {}, "session.update", {"type": "session.update", "session": {"type": "realtime"}}),
        ("openai_ga", {"type": "transcription"}, "session", {"type": "transcription"}),
        ("openai_ga", {"instructions": ""}, "response", {"instructions": ""}),
        ("openai_ga", {}, "response.create", {"type": "response.create", "response": {}}),
        ("openai_beta", {"turn_detection": None}, "session", {"turn_detection": None}),
        ("openai_beta", {}, "response.create", {"type": "response.create", "response": {}}),
        ("voicelive", {"voice": "sage"}, "session.update", {"type": "session.update", "session": {"voice": "sage"}}),
        ("voicelive", {}, "response", {}),
    ],
)
def test_messages_of_each_dialect(encode, dialect, document, message, expected):
    assert encode(document, "--dialect", dialect, "--message", message) == expected


TRANSPORT = {"type": "webrtc", "sdp": "v=0"}


@pytest.mark.parametrize(
    ("dialect", "event"),
    [
        ("openai_ga", {"type": "session.update", "event_id": "e1", "session": {"type": "realtime", "model": "m"}}),
        ("openai_ga", {"type": "session.update", "session": {"type": "transcription", "include": []}}),
        ("openai_ga", {"type": "response.create", "response": {"metadata": {"a": "b"}}}),
        ("openai_beta", {"type": "session.update", "session": {"voice": "ash"}}),
        ("openai_beta", {"type": "transcription_session.update", "session": {"turn_detection": None}}),
        ("voicelive", {"type": "session.update", "session": {"temperature": 0.7}}),
        ("openai_live", {"type": "session.start", "session": {"model": "gpt-live-1"}}),
        ("openai_live", {"type": "session.update", "session": {"triggers": []}}),
        ("openai_live", {"session": {"model": "gpt-live-1", "idle_timeout_s": 9}, "transport": TRANSPORT}),
        ("openai_live", {"session": {"store": True}, "transport": TRANSPORT}),
        ("openai_live", {"session": {"type": "live", "model": "gpt-live-1"}}),
    ],
)
def test_a_file_may_hold_a_whole_event(encode, dialect, event):
    assert encode(event, "--dialect", dialect) == event
    member = "response" if "response" in event else "session"
    assert encode(event, "--dialect", dialect, "--message", member) == event[member]


def test_an_event_may_leave_out_its_type(encode):
    assert encode({"session": {}})["type"] == "session.update"
    assert encode({"response": {}})["type"] == "response.create"


def test_the_type_in_the_file_says_which_session_where_the_api_has_no_such_member(encode):
    translation = {"type": "translation", "audio": {"output": {"language": "es"}}}
    update = {"type": "session.update", "session": {"audio": {"output": {"language": "es"}}}}
    assert encode(translation) == encode({"type": "session.update", "session": translation}) == update
    assert encode({"type": "translation", "model": "m"}, "--message", "session") == {"model": "m"}
    assert encode({"type": "transcription", "include": []}, "--dialect", "openai_beta") == {
        "type": "transcription_session.update",
        "session": {"include": []},
    }


def test_events_that_do_not_fit_the_message(refuse):
    assert refuse({"type": "response.create"}, "--message", "session") == (
        "<stdin>: Expected a session, got a `response.create`"
    )
    assert refuse({"type": "response.create"}, "--message", "response") == "<stdin>: An event without a response"
    assert refuse({"type": "session.update"}) == "<stdin>: SessionUpdateEvent is missing required field `session`"


# Edits on the command line


def test_set_takes_json_or_else_a_text(encode):
    options = ["--set", "model=gpt-realtime", "--set", "max_output_tokens=800", "--set", "instructions=a=b"]
    session = encode(SESSION, *options, "--set", 'audio.output={"speed": 1.5}')["session"]
    assert session["model"] == "gpt-realtime"
    assert session["max_output_tokens"] == 800
    assert session["instructions"] == "a=b"
    assert session["audio"] == {"output": {"speed": 1.5}}


def test_set_makes_the_objects_on_the_way_also_where_null_is(encode):
    document = {"audio": {"input": None}}
    session = encode(document, "--set", "audio.input.turn_detection.type=server_vad")["session"]
    assert session["audio"]["input"] == {"turn_detection": {"type": "server_vad"}}


def test_clear_is_the_token_of_the_api_and_omit_is_nothing(encode):
    session = encode(SESSION, "--clear", "tracing", "--omit", "audio.output.voice", "--omit", "model")["session"]
    assert session == {"type": "realtime", "audio": {"output": {}}, "tracing": None}
    options = ["--clear", "instructions", "--clear", "tools", "--clear", "audio.input.turn_detection"]
    session = encode({**SESSION, "tools": TOOLS, "instructions": 5}, *options)["session"]
    assert session["instructions"] == ""
    assert session["tools"] == []
    assert session["audio"]["input"] == {"turn_detection": None}
    event = {"type": "session.update", "session": SESSION}
    assert encode(event, "--clear", "session.instructions")["session"]["instructions"] == ""


def test_set_then_clear_then_omit(encode):
    options = ["--omit", "model", "--clear", "model", "--clear", "tracing", "--set", "tracing=auto"]
    assert encode({}, *options)["session"] == {"type": "realtime", "tracing": None}


def test_lists_are_entered_by_position_and_tools_by_name(encode):
    session = encode(
        {"tools": TOOLS},
        "--set",
        "tools.find.description=Find it.",
        "--set",
        "tools[1].allowed_tools[0]=c",
        "--omit",
        "tools.docs.allowed_tools[-1]",
    )["session"]
    assert session["tools"] == [
        {**TOOLS[0], "description": "Find it."},
        {**TOOLS[1], "allowed_tools": ["c"]},
    ]


def test_what_is_omitted_need_not_be_there(encode):
    assert encode(SESSION, "--omit", "audio.input.format", "--omit", "instructions") == encode(SESSION)
    event = {"type": "session.update", "session": {"type": "realtime"}}
    assert encode(event, "--omit", "session.audio.output", "--message", "session") == {"type": "realtime"}


def test_an_edit_can_mend_a_file(encode):
    assert encode({"voise": "marin"}, "--omit", "voise") == encode({})


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (["--set", "audio.outptu.voice=x"], "RealtimeAudioConfig has no field `outptu`; did you mean `output`?"),
        (["--set", "audio.output.speed=3"], "Expected `float` <= 1.5, got 3 - at `$.audio.output.speed`"),
        (["--set", 'audio.output={"speed": 3}'], "Expected `float` <= 1.5, got 3 - at `$.audio.output.speed`"),
        (["--set", "model.name=x"], "`str` has no member `name` - at `$.model`"),
        (["--set", "tools[5].name=x"], "No position 5 in a list of 2 - at `$.tools`"),
        (["--set", "tools.finb.name=x"], "No item is named `finb`; did you mean `find`? - at `$.tools`"),
        (["--set", "audio.input.turn_detection.treshold=1"], "Missing `type`, which is one of `server_vad`, `sem"),
        (["--set", "session.model=x"], "The file holds a session by itself: write `model`, not `session.model`"),
        (["--omit", "model.name"], "`str` has no member `name` - at `$.model`"),
        (["--omit", "tools.docs.server_label"], "Mcp is missing required field `server_label` - at `$.tools[1]`"),
        (["--clear", "model"], "The API has no way to clear `model` - at `$.model`"),
        (["--clear", "tools[0]"], "The API has no way to clear `tools[0]` - at `$.tools[0]`"),
        (["--clear", "instruction"], "RealtimeSessionCreateRequest has no field `instruction`; did you mean"),
        (["--omit", "audio.output.voise"], "RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`?"),
        (["--omit", "audio.ouptut.voice"], "RealtimeAudioConfig has no field `ouptut`; did you mean `output`?"),
        (["--omit", "instruction"], "RealtimeSessionCreateRequest has no field `instruction`; did you mean"),
    ],
)
def test_a_mistake_in_an_option_is_not_laid_to_the_file(refuse, option, expected):
    assert refuse({**SESSION, "tools": TOOLS}, *option).startswith(f"{option[0]}: {expected}")


def test_a_mistake_that_two_options_may_have_made_names_both(refuse):
    refused = refuse({**SESSION, "tools": TOOLS}, "--omit", "tools.docs.server_label", "--set", "tools[0].name=x")
    assert refused.startswith("--omit and --set: Mcp is missing required field `server_label`")


def test_a_mistake_of_the_file_keeps_its_place_beside_options(refuse):
    refused = refuse({**SESSION, "modle": "x"}, "--set", "audio.output.speed=1.1")
    assert "RealtimeSessionCreateRequest has no field `modle`" in refused
    assert not refused.startswith("--set")


def test_a_missing_choice_is_said_without_tabs(run):
    _, _, said = run("convert", "-", stdin=SESSION)
    assert said.endswith("Choose from: openai_ga, openai_beta, voicelive, openai_live\n")


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (["--set", "model"], "--set: Expected PATH=VALUE, got 'model'"),
        (["--set", "=x"], "--set: Expected a path, got an empty one"),
        (["--clear", "a..b"], "--clear: Expected a path such as `audio.output.voice`, got 'a..b'"),
        (["--omit", ""], "--omit: Expected a path, got an empty one"),
        (["--set", "tracing=" + "[" * 100_000], "--set: Nested too deeply"),
        (["--set", "model=\udc80"], "--set: Expected valid Unicode, got lone surrogate U+DC80"),
        (["--set", "prompt.variables.\udc80=x"], "--set: Expected valid Unicode, got lone surrogate U+DC80"),
    ],
)
def test_a_malformed_option(refuse, option, expected):
    assert refuse(SESSION, *option) == expected


# Files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "model: m\nmetadata: {a: b}\n"),
        ("a.YML", "model: m\nmetadata:\n  a: b\n"),
        ("a.json", '\ufeff{"model": "m", "metadata": {"a": "b"}}'),
        ("a.toml", 'model = "m"\n[metadata]\na = "b"\n'),
        ("no-ending", "# a comment\nmodel: m\nmetadata: {a: b}"),
        ("json.txt", ' {"model": "m", "metadata": {"a": "b"}}'),
        ("toml.txt", '# a comment\n\nmodel = "m"\nmetadata = {a = "b"}'),
        ("table.txt", '[metadata]\na = "b"'),
    ],
)
def test_formats_by_name_or_else_by_content(tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    expected = {"metadata": {"a": "b"}} if name == "table.txt" else {"model": "m", "metadata": {"a": "b"}}
    assert read_document(str(file)) == expected


def test_the_format_can_be_said(run):
    assert run("encode", "-", "--format", "yaml", stdin=b"{model: m}")[0] == 0
    assert run("encode", "-", "--format", "json", stdin=b"{model: m}")[2].startswith("<stdin>:1:2: Not valid JSON: ")


def test_yaml_scalars_are_those_of_yaml_1_2(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("a: [no, on, 12:30, 0x1F, 0o17, 010, 1e3, .5, ~, '', -0, True]\nb: |\n  text\n")
    expected = ["no", "on", "12:30", 31, 15, "010", 1000.0, 0.5, None, "", 0, True]
    document = read_document(str(file))
    assert document == {"a": expected, "b": "text\n"}
    assert [type(value) for value in document["a"]] == [type(value) for value in expected]


def test_yaml_aliases_and_merge_keys_are_copies(encode):
    text = b"""
tools:
  - &base {type: function, name: a, parameters: {type: object}}
  - *base
  - {<<: *base, name: c}
"""
    tools = encode(text, "--set", "tools[1].name=b", "--set", "tools[1].parameters.title=B")["session"]["tools"]
    assert [tool["name"] for tool in tools] == ["a", "b", "c"]
    assert [tool["parameters"] for tool in tools] == [
        {"type": "object"},
        {"type": "object", "title": "B"},
        {"type": "object"},
    ]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + above] * 10)}]\n" for above, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join(['*' + above] * 10)}]}}\n"
    for above, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD_FILES = [
    # What it is not
    ("empty.yaml", b"", "Expected a mapping of settings, got nothing"),
    ("list.json", b"[]", "Expected a mapping of settings, got a list"),
    ("text.yaml", b"just words", "Expected a mapping of settings, got text"),
    ("number.json", b"1", "Expected a mapping of settings, got a number"),
    ("binary.yaml", b"model: m\n\x89PNG\r\n", "Not text in UTF-8 (line 2, column 1)"),
    ("utf16.json", "{}".encode("utf-16"), "Not text in UTF-8 (line 1, column 1)"),
    ("control.yaml", b"model: a\x00", "Not valid YAML: special characters are not allowed: U+0000 (line 1, column 9)"),
    # Malformed
    (
        "a.yaml",
        b"model: m\ntools: [a",
        "while parsing a flow sequence, expected ',' or ']', but got '<stream end>' (line 2, column 10)",
    ),
    ("a.json", b'{"model":\n}', "Not valid JSON: Expecting value (line 2, column 1)"),
    ("comment.json", b"// a\n{}", "Not valid JSON: Expecting value; JSON has no comments (line 1, column 1)"),
    ("quotes.json", b"{'model': 1}", "in double quotes; names and texts are in double quotes (line 1, column 2)"),
    ("a.toml", b'model = "m"\nx', "Not valid TOML: Expected '=' after a key in a key/value pair (at end of document)"),
    ("b.toml", b"model = \nx", "Not valid TOML: Invalid value (line 1, column 9)"),
    (
        "two.yaml",
        b"a: 1\n---\nb: 2\n",
        "expected a single document in the stream, but found another document (line 2, column 1)",
    ),
    # Texts that need quotes
    (
        "colon.yaml",
        b"instructions: Say: hello",
        "mapping values are not allowed here; a text with `: ` in it needs quotes",
    ),
    ("hole.yaml", b"instructions: {{caller}}", "found unhashable key; a text that begins with `{` or `[` needs quotes"),
    ("at.yaml", b"instructions: @x", "'@' that cannot start any token; a text that begins with it needs quotes"),
    ("bold.yaml", b"instructions: *bold*", "but found '*'; a text that begins with `*` needs quotes"),
    (
        "escape.yaml",
        b'instructions: "\\q"',
        "character 'q'; write two backslashes for one, or put the text into single",
    ),
    ("quote.yaml", b"instructions: 'it's'", "found '<scalar>'; to have a quote in a text in quotes, double it"),
    ("tab.yaml", b"audio:\n\toutput: {}", "that cannot start any token; indent with spaces (line 2, column 1)"),
    ("column.yaml", b"- a: 1\n-  b: 2\n   c: 3\n  d: 4", "the members of an object begin in one column"),
    # Given twice
    (
        "twice.yaml",
        b"model: a\nmodel: b",
        "Not valid YAML: found the key `model` twice (line 2, column 1)",
    ),
    (
        "twice.json",
        b'{"a": {"b": 1, "b": 2}}',
        "Not valid JSON: found the key `b` twice (line 1, column 16)",
    ),
    ("twice.toml", b"a = 1\na = 2", "Not valid TOML: Cannot overwrite a value"),
    # Not JSON's
    (
        "date.yaml",
        b"metadata:\n  day: 2026-01-05",
        "a date or time, which JSON does not have; put it in quotes (line 2, column 8)",
    ),
    ("date.toml", b"[metadata]\nday = 2026-01-05", "Expected a JSON value, got `date` - at `$.metadata.day`"),
    ("key.yaml", b"metadata: {1: a}", "Expected a string as key, got `int` - at `$.metadata`"),
    (
        "key2.yaml",
        b"? [a]\n: b",
        "Not valid YAML: while constructing a mapping, found unhashable key (line 1, column 3)",
    ),
    ("tag.yaml", b"model: !!python/name:os.system x", "Not valid YAML: could not determine a constructor for the tag"),
    ("tag2.yaml", b"model: !!int x", "Not valid YAML: found a value that is no int (line 1, column 8)"),
    ("nan.json", b'{"temperature": NaN}', "Not valid JSON: JSON has no number `NaN`"),
    ("nan.yaml", b"temperature: .nan", "Expected a finite number, got `nan` - at `$.temperature`"),
    ("inf.toml", b"temperature = inf", "Expected a finite number, got `inf` - at `$.temperature`"),
    # Hostile
    ("long.json", b'{"a": ' + b"9" * 5000 + b"}", "Not valid JSON: an integer of more than 4300 digits"),
    ("long.yaml", b"a: " + b"9" * 5000, "Not valid YAML: found an integer of more than 4300 digits (line 1, column 4)"),
    ("long.toml", b"a = " + b"9" * 5000, "Not valid TOML: "),
    ("deep.json", b'{"a":' * 100_000, "Nested too deeply"),
    ("deep.yaml", b"- " * 10_000 + b"a", "Nested too deeply"),
    ("deep.toml", b"a = " + b"[" * 10_000, "Nested too deeply"),
    ("bomb.yaml", BOMB.encode(), "Not valid YAML: found aliases that stand for too much"),
    ("merge.yaml", MERGE_BOMB.encode(), "Not valid YAML: found aliases that stand for too much"),
    ("loop.yaml", b"a: &a [*a]", "Not valid YAML: found an anchor that contains its own alias"),
    ("escape.json", b'{"\\u001b[2J\\n": 1}', r"RealtimeSessionCreateRequest has no field `\x1b[2J\n`"),
]


@pytest.mark.parametrize(("name", "content", "expected"), BAD_FILES, ids=[name for name, *_ in BAD_FILES])
def test_a_bad_file_is_one_line_with_its_name(tmp_path, run, name, content, expected):
    file = tmp_path / name
    file.write_bytes(content)
    status, out, err = run("encode", str(file))
    assert (status, out) == (2, "")
    place = re.search(r" \(line (\d+), column (\d+)\)", expected)
    begin = f"{file}:{place[1]}:{place[2]}: " if place else f"{file}:"
    assert err.startswith(begin)
    assert expected.removesuffix(place[0] if place else "") in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "advised"), [('{"tools": [1,]}', True), ('{"model": 1,}', True), ('{"model": }', False)]
)
def test_a_comma_after_the_last_one_is_told(run, text, advised):
    said = run("encode", "-", "--format", "json", stdin=text.encode())[2]
    assert "Not valid JSON: " in said
    assert ("comma" in said) is advised


def test_files_that_can_not_be_read(tmp_path, run):
    missing = tmp_path / "missing.yaml"
    assert run("encode", str(missing)) == (2, "", f"{missing}: No such file or directory\n")
    assert run("encode", str(tmp_path)) == (2, "", f"{tmp_path}: Is a directory\n")
    assert run("encode", "/dev/zero") == (2, "", "/dev/zero: Larger than 64 MiB\n")


def test_a_long_comment_does_not_slow_the_guess_of_the_format(tmp_path):
    file = tmp_path / "comment"
    file.write_text("# " * 1000 + "\nmodel: m")
    assert read_document(str(file)) == {"model": "m"}


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")), st.sampled_from(Format))
def test_no_input_does_more_than_fail(tmp_path_factory, content, form):
    file = tmp_path_factory.getbasetemp() / f"anything-{form}"
    file.write_bytes(content)
    try:
        document = read_document(str(file), form)
    except FileError as failure:
        document, line = {}, str(failure)
    else:
        line = f"{file}: "
    assert isinstance(document, dict)
    assert re.match(re.escape(str(file)) + r"(:\d+:\d+)?: ", line)
    assert line.isprintable()


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("aé😀: \n-#"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: #", max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc", max_size=3), PLAIN, max_size=3))
def test_json_reads_the_same_as_yaml(tmp_path_factory, document):
    file = tmp_path_factory.getbasetemp() / "document"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert read_document(str(file), Format.JSON) == document
    assert read_document(str(file), Format.YAML) == document


# Check


def test_check_goes_through_all_files(tmp_path, run):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text("{}")
    bad.write_text('{"tracing": 1}')
    status, out, err = run("check", str(good), str(bad), str(tmp_path / "none"), str(good))
    assert (status, err) == (2, "")
    assert out.splitlines() == [
        f"{bad}:1:2: error: Expected `str | object | null`, got `int` - at `$.tracing` (invalid)",
        f"{tmp_path / 'none'}: error: No such file or directory (unreadable)",
        "Checked 4 files (2 openai_ga): 2 errors",
    ]
    assert run("check", str(bad))[0] == 1
    assert run("check", str(good), str(good)) == (0, "Checked 2 files (openai_ga): nothing found\n", "")


@pytest.mark.parametrize(
    ("document", "dialect"),
    [
        ({"audio": {"output": {"voice": "marin"}}}, "openai_ga"),
        ({"voice": {"type": "azure-standard", "name": "a"}}, "voicelive"),
        ({"turn_detection": None, "input_audio_sampling_rate": 8000}, "voicelive"),
        ({"session": {"turn_detection": None}}, "openai_beta"),
        ({"type": "transcription_session.update", "session": {"include": []}}, "openai_beta"),
        ({"object": "realtime.transcription_session", "turn_detection": None}, "openai_beta"),
        ({"response": {"modalities": ["text"]}}, "openai_beta"),
        ({"model": "m", "avatar": {"type": "video-avatar", "character": "lisa", "customized": True}}, "voicelive"),
        ({"type": "live", "model": "gpt-live-1", "instructions": "x"}, "openai_live"),
        ({"type": "webrtc", "model": "gpt-live-1"}, "openai_live"),
        ({"type": "webrtc_fork", "store": True}, "openai_live"),
        ({"type": "fork", "store": True}, "openai_live"),
        ({"session": {"model": "gpt-live-1"}, "transport": TRANSPORT}, "openai_live"),
    ],
)
def test_check_reads_a_file_in_the_dialect_that_fits(run, document, dialect):
    ignored = ["--ignore", "beta-switched-off"]
    assert run("check", "-", *ignored, stdin=document) == (0, f"Checked 1 file ({dialect}): nothing found\n", "")


def test_a_kind_that_only_a_request_carries_is_sent_by_itself(encode):
    live = {"type": "live", "model": "gpt-live-1"}
    assert encode(live) == live
    assert encode({"type": "webrtc", "model": "gpt-live-1", "idle_timeout_s": 9}) == {
        "model": "gpt-live-1",
        "idle_timeout_s": 9,
    }
    assert encode({"type": "webrtc_fork", "store": None}) == {"store": None}
    assert encode({"type": "fork", "store": None}) == {"type": "session.start", "session": {"store": None}}


def test_a_kind_that_no_dialect_has_is_told(run):
    status, out, _ = run("check", "-", stdin={"type": "web_rtc", "model": "gpt-live-1"})
    assert status == 1
    assert "Expected one of `realtime`, `transcription`, `translation`, got 'web_rtc'" in out


def test_check_names_the_dialect_with_what_it_finds(run):
    status, out, err = run(
        "check", "-", stdin={"temperature": 9, "modalities": ["audio"], "input_audio_sampling_rate": 24000}
    )
    assert (status, err) == (1, "")
    assert [line.partition(": ")[2].partition(":")[0] for line in out.splitlines()] == [
        "warning",  # in the order of the file
        "error",
        "1 error, 1 warning",
    ]
    assert "(voicelive)" in out


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"nothing": 1}, "RealtimeSessionCreateRequest has no field `nothing`"),
        ({"avatar": 1, "voice": "a"}, "Expected `object | null`, got `int` - at `$.avatar`"),
        ({"voice": 1, "speed": 1, "include": 1}, "got `int` - at `$.voice`"),
        ({"type": "session.update", "session": 7}, "got `int` - at `$.session`"),
    ],
)
def test_what_no_dialect_takes_is_told_by_the_one_that_fits_best(run, document, expected):
    status, out, err = run("check", "-", stdin=document)
    assert (status, err) == (1, "")
    assert expected in out


def test_check_keeps_to_the_dialect_that_is_given(run):
    document = {"turn_detection": None, "input_audio_sampling_rate": 8000}
    assert run("check", "-", "--dialect", "voicelive", stdin=document)[0] == 0
    assert "has no field `turn_detection`" in run("check", "-", "--dialect", "openai_ga", stdin=document)[1]


def test_check_takes_a_directory_of_several_dialects(run):
    status, out, err = run("check", str(ROOT / "examples"))
    assert (status, err) == (0, "")
    assert f"{ROOT / 'examples' / 'support_agent.yaml'}" not in out
    assert f"{ROOT / 'examples' / 'phone_line.json'}:4:3: info: " in out
    assert "1 voicelive" in out


# Other events and the API's own words


@pytest.mark.parametrize(
    ("event", "hint"),
    [("conversation.item.create", ""), ("session.updat", "; did you mean `session.update`?")],
)
def test_other_events_are_refused_by_their_name(refuse, event, hint):
    assert refuse({"type": event, "item": {}}) == (
        "<stdin>: Expected a `session.update` or `response.create` event, a session or a response, "
        f"got '{event}'{hint} - at `$.type`"
    )


def test_a_transcription_session_of_the_beta_may_say_what_it_is_as_the_api_does(encode):
    session = {"object": "realtime.transcription_session", "turn_detection": None}
    assert encode(session, "--dialect", "openai_beta") == {
        "type": "transcription_session.update",
        "session": {"turn_detection": None},
    }


# Schema


def test_schema_is_that_of_what_a_file_holds(run):
    status, out, err = run("schema")
    assert (status, err) == (0, "")
    assert json.loads(out)["$ref"] == "#/$defs/RealtimeSessionCreateRequest"
    for options, name in [
        (["--message", "session.update"], "SessionUpdateEvent"),
        (["--message", "response"], "RealtimeResponseCreateParams"),
        (["--type", "transcription"], "RealtimeTranscriptionSessionCreateRequest"),
        (["--type", "translation"], "RealtimeTranslationSessionCreateRequest"),
        (["--dialect", "openai_beta"], "Session"),
        (["--dialect", "openai_beta", "--type", "transcription"], "TranscriptionSession"),
        (["--dialect", "voicelive"], "RequestSession"),
        (["--dialect", "voicelive", "--message", "response.create"], "ClientEventResponseCreate"),
    ]:
        assert json.loads(run("schema", *options)[1])["$ref"] == f"#/$defs/{name}"


def test_schema_allows_a_type_that_only_the_file_says(run):
    schema = json.loads(run("schema", "--type", "translation")[1])
    root = schema["$defs"]["RealtimeTranslationSessionCreateRequest"]
    assert root["properties"]["type"] == {"const": "translation"}


def test_schema_of_a_type_that_is_not_there(run):
    assert run("schema", "--type", "realtme") == (
        2,
        "",
        "--type: Expected `realtime`, `transcription`, `translation` for a session of openai_ga, got `realtme`\n",
    )
    assert run("schema", "--dialect", "voicelive", "--type", "x")[2] == (
        "--type: Expected no type for a session of voicelive, got `x`\n"
    )


# The command as a whole


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["encode"], "Missing argument 'FILE...'."),
        (["encode", "-", "--dialct", "x"], "No such option: --dialct; did you mean `--dialect`?"),
        (
            ["encode", "-", "--dialect", "openai"],
            "'openai' is not one of 'openai_ga', 'openai_beta', 'voicelive', 'openai_live'; did you mean `openai_ga`?",
        ),
        (
            ["encode", "-", "--dialect", "x"],
            "'x' is not one of 'openai_ga', 'openai_beta', 'voicelive', 'openai_live'\n",
        ),
        (["encode", "-", "--format", "ymal"], "'ymal' is not one of 'yaml', 'json', 'toml'; did you mean `yaml`?"),
        (["encod", "-"], "No such command 'encod'; did you mean `encode`?"),
        (["help"], "No such command 'help'; `--help` lists them"),
        (["--versio"], "No such option: --versio; did you mean `--version`?"),
        (["render", "-", "-", "--jobs", "0"], "--jobs"),
    ],
)
def test_misuse_is_one_line(run, arguments, expected):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("realtime-builder: ")
    assert expected in err
    assert err.count("\n") == 1


def test_no_arguments_show_the_help(run):
    status, out, err = run()
    assert (status, err) == (0, "")
    assert all(name in out for name in ("encode", "check", "schema"))


def test_the_version_is_that_of_the_package(run):
    assert run("--version") == (0, f"realtime-builder {realtime_builder.__version__}\n", "")


def python(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **options
    )


def test_the_module_runs_the_command():
    done = python("-m", "realtime_builder", "encode", "-", "--message", "session", input="{}")
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"type":"realtime"}\n', "")


def without(missing, *arguments):
    code = f"import sys; sys.modules[{missing!r}] = None; from realtime_builder.cli import main; sys.exit(main())"
    done = python("-c", code, *arguments)
    return done.returncode, done.stdout, done.stderr


def test_without_the_extra_one_line_says_how_to_install_it():
    line = "realtime-builder: `typer` is missing; install it with: pip install 'realtime-builder[cli]'\n"
    assert without("typer", "schema") == (2, "", line)


def test_without_pyyaml_only_yaml_is_missing():
    line = "examples/support_agent.yaml: YAML needs PyYAML; run: pip install 'realtime-builder[files]'\n"
    assert without("yaml", "encode", "examples/support_agent.yaml") == (2, "", line)
    assert without("yaml", "check", "examples/avatar.toml")[0] == 0


def complete(words, index):
    environment = {
        **os.environ,
        "_REALTIME_BUILDER_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(index),
    }
    return python("-m", "realtime_builder", env=environment).stdout.split()


def test_a_shell_completes_commands_options_and_dialects():
    assert complete("realtime-builder ch", 1) == ["check"]
    assert complete("realtime-builder encode --dial", 2) == ["--dialect"]
    assert complete("realtime-builder encode --dialect openai_b", 3) == ["openai_beta"]


def test_a_shell_is_given_its_script():
    command = f'"{sys.executable}" -m realtime_builder --show-completion; exit $?'
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "_REALTIME_BUILDER_COMPLETE=complete_bash" in done.stdout


def test_a_reader_that_went_away_is_no_error():
    command = f'"{sys.executable}" -m realtime_builder schema'
    done = subprocess.run(
        ["/bin/bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() in ("0", "1")  # 0 where the pipe took all of it in time


@pytest.mark.parametrize(("closed", "name"), [("<&-", "<stdin>"), (">&-", "<stdout>")])
def test_a_stream_that_is_closed(closed, name):
    command = f'echo "{{}}" | "{sys.executable}" -m realtime_builder encode - {closed}'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{name}: Closed\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_output_that_can_not_be_written():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "realtime_builder", "schema"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"<stdout>: No space left on device\n")


def test_importing_the_library_imports_no_extra():
    code = """
import sys
import realtime_builder, realtime_builder.openai_ga, realtime_builder.openai_beta, realtime_builder.voicelive
print(sorted(name for name in sys.modules if name.partition(".")[0] in
    {"typer", "click", "rich", "yaml", "openai", "azure", "pydantic", "aiohttp", "tomllib"}))
"""
    done = python("-c", code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# OpenAI Live, where a client starts the session

LIVE = {"model": "gpt-live-1", "delegation": {"type": "responses", "responses": {"model": "gpt-5.5"}}}


def test_a_live_session_becomes_its_start(run):
    code, out, error = run("encode", "-", "--dialect", "openai_live", stdin=LIVE)
    assert (code, error) == (0, "")
    assert json.loads(out) == {"type": "session.start", "session": LIVE}
    fork = run("encode", "-", "--dialect", "openai_live", stdin={"type": "fork", "store": True})
    assert fork == (0, '{"type":"session.start","session":{"store":true}}\n', "")
    code, out, _ = run(
        "encode", "-", "--dialect", "openai_live", "--message", "session", stdin={"type": "live", "model": "m"}
    )
    assert (code, json.loads(out)) == (0, {"type": "live", "model": "m"})


def test_check_tells_a_live_file_by_its_members(run):
    assert run("check", "-", stdin=LIVE) == (
        0,
        "Checked 1 file (openai_live): nothing found\n",
        "",
    )
    code, out, _ = run("check", "-", stdin={"type": "session.update", "session": {"delegation": {"responses": {}}}})
    assert code == 0
    assert "live-delegation-type" in out


def test_diff_of_live_files_is_an_update_or_says_what_is_fixed(run, tmp_path):
    old, new, other = (tmp_path / f"{name}.json" for name in ("old", "new", "other"))
    old.write_text(json.dumps(LIVE))
    new.write_text(json.dumps(LIVE).replace('"gpt-5.5"', '"gpt-5.5-mini"'))
    other.write_text(json.dumps(LIVE).replace('"gpt-live-1"', '"gpt-live-1.1"'))
    code, out, _ = run("diff", str(old), str(new), "--dialect", "openai_live")
    assert (code, json.loads(out)) == (
        0,
        {
            "type": "session.update",
            "session": {"delegation": {"type": "responses", "responses": {"model": "gpt-5.5-mini"}}},
        },
    )
    code, out, error = run("diff", str(old), str(other), "--dialect", "openai_live")
    assert (code, out) == (2, "")
    assert "`model` is fixed at the start: start a new session" in error


def test_convert_to_live_gives_a_start_and_back_an_update(run):
    code, out, error = run(
        "convert", "-", "--to", "openai_live", stdin={"type": "realtime", "instructions": "Be brief."}
    )
    assert code == 0
    assert json.loads(out)["type"] == "session.start"
    assert "split it by hand" in error
    code, out, _ = run("convert", "-", "--dialect", "openai_live", "--to", "openai_ga", stdin=LIVE)
    assert code == 3
    assert json.loads(out)["type"] == "session.update"


@pytest.mark.parametrize("message", ["session", "session.start", "session.update"])
def test_the_schema_of_live_messages(run, message):
    code, out, _ = run("schema", "--dialect", "openai_live", "--message", message)
    assert code == 0
    assert json.loads(out)["$defs"]
