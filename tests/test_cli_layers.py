"""The command line with several files as layers, references, what is kept, and the forms of `check`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from realtime_builder.cli import main

ROOT = Path(__file__).parent.parent

BASE = """\
type: realtime
model: gpt-realtime-2
instructions: Be brief.
audio:
  input:
    transcription: {model: gpt-transcribe}
    turn_detection: {type: server_vad, threshold: 0.5}
  output: {voice: marin}
"""
ACME = """\
instructions: {$file: acme.md}
audio:
  input:
    transcription: {language: de}
    turn_detection: {threshold: 0.6}
"""
LAID = {
    "type": "realtime",
    "model": "gpt-realtime-2",
    "instructions": "You are Acme's voice.",
    "audio": {
        "input": {
            "transcription": {"language": "de", "model": "gpt-transcribe"},
            "turn_detection": {"type": "server_vad", "threshold": 0.6},
        },
        "output": {"voice": "marin"},
    },
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"base.yaml": BASE, "acme.yaml": ACME, "acme.md": "You are Acme's voice."}.items():
        Path(name).write_text(text)
    return tmp_path


@pytest.fixture
def run(capfdbinary):
    def run(*arguments, **files):
        for name, text in files.items():
            Path(f"{name}.yaml").write_text(text)
        status = main(list(arguments))
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


@pytest.fixture
def session(run):
    def session(*arguments, **files):
        status, out, err = run("encode", "--message", "session", *arguments, **files)
        assert (status, err) == (0, "")
        return json.loads(out)

    return session


# Layers


def test_a_later_file_may_be_partial(session):
    assert session("base.yaml", "acme.yaml") == LAID


def test_options_edit_what_comes_of_all_layers(session):
    edits = ("--set", "audio.output.voice=cedar", "--clear", "instructions", "--omit", "audio.input.transcription")
    laid = session("base.yaml", "acme.yaml", *edits)
    assert laid["audio"]["output"] == {"voice": "cedar"}
    assert laid["instructions"] == ""
    assert laid["audio"]["input"] == {"turn_detection": LAID["audio"]["input"]["turn_detection"]}


def test_null_clears_a_list_replaces_and_another_variant_replaces(session):
    over = "{tracing: null, include: [], audio: {input: {turn_detection: {type: semantic_vad}}}}"
    laid = session("base.yaml", "over.yaml", base=BASE + "tracing: auto\n", over=over)
    assert (laid["tracing"], laid["include"]) == (None, [])
    assert laid["audio"]["input"]["turn_detection"] == {"type": "semantic_vad"}


@pytest.mark.parametrize(
    ("base", "over"),
    [
        ("type: session.update\nsession: {type: realtime, model: m, instructions: a}", "instructions: b"),
        ("model: m\ninstructions: a", "session: {instructions: b}"),
        ("session: {model: m}", "{type: session.update, session: {instructions: b}}"),
    ],
)
def test_an_event_and_what_it_carries_lie_over_each_other(session, base, over):
    laid = session("base.yaml", "over.yaml", base=base, over=over)
    assert laid == {"type": "realtime", "model": "m", "instructions": "b"}


def test_the_lowest_file_may_lack_what_a_later_one_has(session):
    assert session("part.yaml", "rest.yaml", part="type: translation", rest="model: m") == {"model": "m"}


def test_the_dialect_is_that_of_all_layers(run):
    status, out, _ = run(
        "encode", "a.yaml", "b.yaml", a="instructions: Hi.", b="voice: {type: azure-standard, name: n}"
    )
    assert status == 0
    assert json.loads(out)["session"]["voice"] == {"type": "azure-standard", "name": "n"}


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("audio:\n  output: {voise: cedar}", "over.yaml:2:12: RealtimeAudioConfigOutput has no field `voise`"),
        ("model: 1\ninstructions: 2", "over.yaml:1:1: Expected `str | null`, got `int` - at `$.model`"),
        ("audio: {input: {turn_detection: {eagerness: low}}}", "over.yaml:1:34: ServerVad has no field `eagerness`"),
        ("instructions: {$file: none.md}", "over.yaml:1:1: `none.md`: No such file or directory"),
        ("response: {}", "over.yaml:1:1: Expected a session as in the layer below, got a `response.create`"),
    ],
)
def test_a_mistake_is_told_with_the_file_that_makes_it(run, over, expected):
    base = "session:\n" + "".join(f"  {line}\n" for line in BASE.splitlines()) if "response" in over else BASE
    status, out, err = run("encode", "base.yaml", "over.yaml", base=base, over=over)
    assert (status, out) == (2, "")
    assert expected in err


def test_a_response_over_a_session_by_itself_is_refused(run, session):
    refused = "over.yaml:1:1: Expected a session as in the layer below, got a `response.create`\n"
    event = "type: response.create\nresponse: {instructions: Hi.}"
    assert run("encode", "a.yaml", "over.yaml", a="instructions: a", over=event) == (2, "", refused)
    assert session("a.yaml", "over.yaml", "--message", "response", a="conversation: none") == {
        "instructions": "Hi.",
        "conversation": "none",
    }


def test_a_member_of_another_variant_is_told_where_the_variant_is_from(run):
    _, _, err = run("encode", "base.yaml", "over.yaml", over="audio: {input: {turn_detection: {eagerness: low}}}")
    line = BASE[: BASE.index("server_vad")].count("\n") + 1
    assert f"; the `type` 'server_vad' is from base.yaml:{line}:" in err
    _, _, err = run("encode", "base.yaml", "over.yaml", over="audio: {input: {turn_detection: {treshold: 1}}}")
    assert "did you mean `threshold`?" in err
    assert "is from" not in err
    _, _, err = run(
        "encode", "alone.yaml", alone="audio: {input: {turn_detection: {type: server_vad, eagerness: low}}}"
    )
    assert "is from" not in err


def test_all_mistakes_of_all_layers_are_told_at_once(run):
    _, _, err = run(
        "encode", "a.yaml", "b.yaml", a="model: 1\nvoise: 2", b="tracing: 3\naudio: {output: {speed: fast}}"
    )
    assert sorted(line.split(":")[0] for line in err.splitlines()) == ["a.yaml", "a.yaml", "b.yaml", "b.yaml"]


def test_standard_input_is_one_layer_at_most(run):
    assert run("encode", "-", "-") == (2, "", "-: Standard input can be only one of the files\n")


def test_origins_are_lines_of_files_and_show_what_is_hidden(run):
    status, out, err = run("explain", "--origins", "base.yaml", "acme.yaml")
    assert (status, err) == (0, "")
    lines = {line.split()[0]: line.split(maxsplit=2)[1:] for line in out.splitlines()}
    assert lines["audio.output.voice"] == ["base.yaml:8:12", '"marin"']
    assert lines["audio.input.turn_detection.threshold"] == ["acme.yaml:5:22", "0.6  (over base.yaml:7:40: 0.5)"]
    assert lines["instructions"] == ["acme.yaml:1:1", '"You are Acme\'s voice."  (over base.yaml:3:1: "Be brief.")']
    assert lines["audio.input.transcription.language"] == ["acme.yaml:4:21", '"de"']


def test_origins_hide_secrets_of_all_layers(run):
    tool = "tools: [{type: mcp, server_label: s, server_url: 'https://a.b', authorization: %s}]"
    _, out, _ = run("explain", "--origins", "a.yaml", "b.yaml", a=tool % "first", b=tool % "second")
    assert "***" in out
    assert "first" not in out
    assert "second" not in out


def test_other_commands_take_layers(run):
    status, out, _ = run("convert", "base.yaml", "acme.yaml", "--to", "voicelive", "--message", "session")
    assert status in (0, 3)
    assert json.loads(out)["instructions"] == LAID["instructions"]
    _, out, _ = run("diff", "--base", "base.yaml", "a.yaml", "acme.yaml", "--omitted", "keep", a="instructions: Hi.")
    assert json.loads(out)["session"]["instructions"] == LAID["instructions"]
    assert "model" not in json.loads(out)["session"]
    Path("calls.jsonl").write_text('{"session.tracing": "auto"}\n')
    status, out, _ = run("render", "base.yaml", "acme.yaml", "calls.jsonl")
    assert json.loads(out)["session"] == {**LAID, "tracing": "auto"}


def test_diff_takes_the_dialect_of_either_file(run):
    voice, plain = "{voice: {type: azure-standard, name: n}}", "{instructions: Hi.}"
    for old, new in ((voice, plain), (plain, voice)):
        status, _, err = run("diff", "a.yaml", "b.yaml", "--omitted", "keep", a=old, b=new)
        assert (status, err) == (0, "")


# References


def test_references_read_below_the_folder_of_their_file_or_the_root(run, folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "a.yaml").write_text("instructions: {$file: ../acme.md}")
    status, _, err = run("encode", "deep/a.yaml")
    assert status == 2
    assert "outside the folder that references may read" in err
    assert run("encode", "deep/a.yaml", "--root", ".")[0] == 0
    assert run("encode", "deep/a.yaml", "--root", "none") == (2, "", "--root: none is not a folder\n")


def test_an_edit_can_replace_a_reference_that_leads_nowhere(session):
    assert session("a.yaml", "--set", "instructions=Hi.", a="instructions: {$file: none.md}")["instructions"] == "Hi."


def test_an_edit_reaches_into_what_a_reference_stands_for(session):
    tools = "- {type: function, name: find, parameters: {type: object}}"
    laid = session("a.yaml", "--set", "tools.find.description=Finds.", a="tools: [{$use: t.yaml}]", t=tools)
    assert laid["tools"][0]["description"] == "Finds."


# What is kept


def test_what_is_kept_is_told_with_its_place(run):
    over = "voise: marin\naudio: {output: {speed: 9}}"
    status, out, err = run("encode", "--keep", "--message", "session", "base.yaml", "over.yaml", over=over)
    assert status == 0
    assert json.loads(out)["voise"] == "marin"
    assert json.loads(out)["audio"]["output"] == {"voice": "marin", "speed": 9}
    assert sorted(err.splitlines()) == [
        "over.yaml:1:1: `voise` is sent as it is, unvalidated",
        "over.yaml:2:18: `audio.output.speed` is sent as it is, unvalidated",
    ]


# Clear


@pytest.mark.parametrize(("path", "token"), [("instructions", ""), ("tools", []), ("audio.input.turn_detection", None)])
def test_clear_is_that_of_python(session, path, token):
    from realtime_builder import load

    config = load("base.yaml").clear(path)
    sent = session("base.yaml", "--clear", path)
    assert sent == config.as_dict()
    for step in path.split("."):
        sent = sent[step]
    assert sent == token


def test_what_the_api_can_not_clear_is_refused(run):
    status, out, err = run("encode", "base.yaml", "--clear", "model")
    assert (status, out, err) == (2, "", "--clear: The API has no way to clear `model` - at `$.model`\n")


def test_a_tool_is_not_cleared_but_taken_out_by_omitting_it(run):
    tool = "tools: [{type: function, name: find}]"
    from realtime_builder import ValidationError, load

    Path("a.yaml").write_text(tool)
    with pytest.raises(ValidationError) as refused:
        load("a.yaml").clear("tools[0]")
    status, out, err = run("encode", "a.yaml", "--clear", "tools[0]")
    assert (status, out) == (2, "")
    assert refused.value.message in err


# Check


def test_a_variable_outside_a_secret_is_a_finding_and_need_not_be_set(run, monkeypatch):
    monkeypatch.delenv("CRM_TOKEN", raising=False)
    tool = "tools: [{type: mcp, server_label: s, server_url: 'https://a.b', authorization: {$env: CRM_TOKEN}}]\n"
    status, out, _ = run("check", "a.yaml", a=tool)
    assert status == 0
    assert out.startswith("a.yaml:1:65: info: The variable `CRM_TOKEN` is not set; it would be needed to send this")
    assert run("check", "a.yaml", "--ignore", "env-not-set")[1] == "Checked 1 file (openai_ga): nothing found\n"
    status, out, _ = run("check", "a.yaml", "--ignore", "env-not-set", a=f"{tool}instructions: {{$env: HOME}}")
    assert status == 1
    assert "a.yaml:2:1: error: `$env` stands in a field that is no secret" in out
    assert "(env-outside-secret)" in out


def test_check_of_layers_is_one_check(run):
    status, out, _ = run("check", "base.yaml", "over.yaml", over="audio: {input: {turn_detection: {eagerness: low}}}")
    assert "over.yaml" not in out
    status, out, _ = run("check", "--layers", "base.yaml", "over.yaml")
    assert status == 1
    assert out.startswith("over.yaml:1:34: error: ")


def test_check_says_of_what_is_kept_what_the_types_would_say(run):
    over = "voise: marin\naudio: {output: {speed: 9}}\noutput_modalities: [text, audio]"
    status, out, err = run("check", "--keep", "a.yaml", a=over)
    assert (status, err) == (1, "")
    kept_name, kept_number, found, summary = out.splitlines()
    assert kept_name.startswith("a.yaml:1:1: warning: RealtimeSessionCreateRequest has no field `voise`")
    assert (
        kept_number == "a.yaml:2:18: warning: Expected `float` <= 1.5, got 9 - at `$.audio.output.speed` (unvalidated)"
    )
    assert "(ga-modalities)" in found
    assert summary == "Checked 1 file (openai_ga): 1 error, 2 warnings"
    assert "unvalidated" not in run("check", "--keep", "--ignore", "unvalidated", "a.yaml")[1]


@pytest.mark.parametrize(
    ("fail_on", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0), ("fatal", 2), ("", 0)]
)
def test_what_fails_a_check_can_be_said(run, fail_on, status):
    options = ["--fail-on", fail_on] if fail_on else []
    assert run("check", "a.yaml", *options, a="audio: {input: {transcription: {model: whisper-1}}}")[0] == status


def test_a_mistake_of_type_is_a_finding_and_a_file_that_can_not_be_read_is_not(run):
    assert run("check", "a.yaml", a="voise: 1")[0] == 1
    assert run("check", "a.yaml", "--fail-on", "never")[0] == 0
    for text in ("a: [", "- 1", "a: 1\na: 2"):
        assert run("check", "a.yaml", "--fail-on", "never", a=text)[0] == 2


def test_check_in_json(run):
    _, out, err = run(
        "check", "--output-format", "json", "a.yaml", "b.yaml", a="voise: 1", b="output_modalities: [text, audio]"
    )
    first, second = json.loads(out)
    assert err == ""
    assert first == {
        "file": "a.yaml",
        "line": 1,
        "column": 1,
        "severity": "error",
        "message": first["message"],
        "rule": "invalid",
        "path": "",
    }
    assert (second["rule"], second["path"]) == ("ga-modalities", "output_modalities")
    assert json.loads(run("check", "--output-format", "json", "base.yaml")[1]) == []


def test_json_has_the_path_of_every_finding(run, folder):
    (folder / "a.yaml").write_text("model: gpt-realtime\naudio: {output: {voice: {id: x, nmae: x}, speed: fast}}")
    _, out, _ = run("check", "--output-format", "json", "a.yaml")
    assert [each["path"] for each in json.loads(out)] == ["audio.output.voice", "audio.output.speed"]
    (folder / "a.yaml").write_text("audio: {output: {speed: fast}}")
    _, out, _ = run("check", "--output-format", "json", "--keep", "a.yaml")
    assert [each["path"] for each in json.loads(out)] == ["audio.output.speed"]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_file_whose_name_is_no_text_is_checked(run, folder, form):
    name = os.fsdecode(b"b\xff.yaml")
    try:
        (folder / name).write_text("voise: 1")
    except OSError:
        pytest.skip("the file system has no such names")
    status, out, _ = run("check", "--output-format", form, name)
    assert (status, "voise" in out) == (1, True)
    assert form != "json" or json.loads(out)[0]["file"] == r"b\udcff.yaml"


def test_check_for_github_escapes_what_a_file_says(run):
    Path("a,b.yaml").write_text('"vo%0A\\nise": 1')
    _, out, _ = run("check", "--output-format", "github", "a,b.yaml")
    assert out.startswith(
        "::error file=a%2Cb.yaml,line=1,col=1,title=invalid::RealtimeSessionCreateRequest has no field"
    )
    assert out.count("\n") == 1
    assert "%250A" in out


def test_the_hook_runs_the_check():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].split() == ["realtime-builder", "check"]
    project = (ROOT / "pyproject.toml").read_text()
    assert all(f'"{needed}"' in project for needed in hook["additional_dependencies"])


# Render


def test_render_writes_to_standard_output(run, folder):
    Path("calls.jsonl").write_text('{"session.tracing": "auto"}\n' * 300)
    usual, dashed = run("render", "base.yaml", "calls.jsonl"), run("render", "base.yaml", "calls.jsonl", "-o", "-")
    assert usual == dashed
    assert usual[1].count("\n") == 300
    assert not Path("-").exists()
    refused = run("render", "base.yaml", "calls.jsonl", "--resume")
    assert refused == (2, "", "render: Standard output can't be resumed; name a file: `--output FILE`\n")
    with Path("out.jsonl").open("ab") as out:
        out.write(b"before\n")
        out.flush()
        command = [sys.executable, "-m", "realtime_builder", "render", "base.yaml", "calls.jsonl"]
        subprocess.run(command, stdout=out, check=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert Path("out.jsonl").read_text() == "before\n" + usual[1]


def test_render_needs_both_names(run):
    assert run("render", "base.yaml") == (2, "", "render: Expected FILE and OVERRIDES, got only `base.yaml`\n")


def test_render_does_not_write_over_a_file(run):
    Path("calls.jsonl").write_text("{}\n")
    Path("out.jsonl").write_text("precious")
    refused = run("render", "base.yaml", "calls.jsonl", "-o", "out.jsonl")
    assert refused == (2, "", "out.jsonl: It exists already; `--force` overwrites it\n")
    assert run("render", "base.yaml", "calls.jsonl", "-o", "out.jsonl", "--resume") == refused  # no run to continue
    assert Path("out.jsonl").read_text() == "precious"
    assert run("render", "base.yaml", "calls.jsonl", "-o", "new.jsonl", "--errors", "out.jsonl")[0] == 2
    assert run("render", "base.yaml", "calls.jsonl", "-o", "new.jsonl", "--resume")[0] == 0
    assert run("render", "base.yaml", "calls.jsonl", "-o", "out.jsonl", "--force")[0] == 0
    assert Path("out.jsonl").read_text() != "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
def test_an_interrupted_render_says_how_to_go_on(run):
    Path("calls.jsonl").write_text('{"session.instructions": "Hi."}\n' * 300_000)
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from realtime_builder.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "render", "base.yaml", "calls.jsonl", "-o", "out.jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        deadline = time.monotonic() + 60
        while not Path("out.jsonl.progress").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode() == "out.jsonl: Interrupted; the same command with `--resume` continues from here\n"
    again = run("render", "base.yaml", "calls.jsonl", "-o", "out.jsonl")
    assert again == (2, "", "out.jsonl: A run was interrupted here; `--resume` continues it, `--force` starts again\n")
    assert run("render", "base.yaml", "calls.jsonl", "-o", "out.jsonl", "--resume")[0] == 0
    assert Path("out.jsonl").read_bytes().count(b"\n") == 300_000
