"""The commands check, convert, render and serve: what they print, and how they end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import connect

from realtime_builder.cli import main

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "realtime_builder"]


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Runs a command in a directory of its own, where ``files`` are."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **files):
        for name, content in files.items():
            Path(f"{name}.json").write_text(json.dumps(content))
        status = main(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


class Terminal:
    """Passes for a terminal."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def isatty(self):
        return True


# Check

BOTH_MODALITIES = {"output_modalities": ["text", "audio"]}
OLD_TRANSCRIPTION = {"audio": {"input": {"transcription": {"model": "whisper-1"}}}}
TOO_MUCH = "Text and audio can't be requested together"


def test_a_finding_has_its_severity_its_path_and_what_to_do(run):
    status, out, err = run("check", "a.json", a=BOTH_MODALITIES)
    assert (status, err) == (1, "")
    line, summary = out.splitlines()
    assert line.startswith(f"a.json:1:2: error: {TOO_MUCH}; ")
    assert line.endswith(" - at `output_modalities` (ga-modalities)")
    assert summary == "Checked 1 file (openai_ga): 1 error"


def test_a_warning_leaves_the_status_alone(run):
    status, out, err = run("check", "a.json", a=OLD_TRANSCRIPTION)
    assert (status, err) == (0, "")
    assert out.startswith("a.json:1:40: warning: ")
    assert "(deprecated-transcription-model)" in out


def test_rules_can_be_ignored_by_name_only(run):
    assert run("check", "a.json", "--ignore", "ga-modalities", a=BOTH_MODALITIES) == (
        0,
        "Checked 1 file (openai_ga): nothing found\n",
        "",
    )
    status, out, err = run("check", "a.json", "--ignore", "ga-modality")
    assert (status, out) == (2, "")
    assert err == "--ignore: No rule is named `ga-modality`; did you mean `ga-modalities`?\n"


def test_a_directory_stands_for_the_files_in_it(run, tmp_path):
    for name, text in {
        "lines/a.json": "{}",
        "lines/deeper/b.yaml": "instructions: Be brief.",
        "lines/deeper/c.yml": "{}",
        "lines/z.TOML": "instructions = 1",
        "lines/notes.md": "no configuration",
        "lines/.hidden/d.json": "no JSON",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    status, out, err = run("check", "lines")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"{Path('lines', 'z.TOML')}:1:1: error: Expected `str | null`, got `int` - at `$.instructions` (invalid)",
        "Checked 4 files (3 openai_ga): 1 error",
    ]
    assert run("check", str(Path("lines", "deeper")))[0] == 0


def write_lines(folder, **files):
    for name, text in files.items():
        file = folder / "lines" / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_a_file_that_another_uses_is_read_with_that_one(run, tmp_path):
    write_lines(
        tmp_path,
        a="tools: [{$use: shared/tools.yaml}]",
        shared__tools="- {$use: find.yaml}",
        shared__find="{type: function, nam: find}",
    )
    said = "error: RealtimeFunctionTool has no field `nam`; did you mean `name`? - at `$.tools[0]` (invalid)"
    status, out, err = run("check", "lines")
    assert (status, err) == (1, "")
    assert out.splitlines() == [f"{Path('lines', 'shared', 'find.yaml')}:1:18: {said}", "Checked 1 file: 1 error"]
    assert run("check", str(Path("lines", "shared", "tools.yaml")))[0] == 2  # one that is named is read by itself


def test_files_that_use_only_one_another_are_read_all_the_same(run, tmp_path):
    write_lines(tmp_path, a="audio: {$use: b.yaml}", b="input: {$use: a.yaml}", c="audio: {$use: c.yaml}")
    status, out, _ = run("check", "lines")
    assert (status, out.splitlines()[-1][:15]) == (1, "Checked 3 files")


def test_a_directory_without_any_is_most_likely_a_mistake(run, tmp_path):
    (tmp_path / "empty").mkdir()
    line = "empty: error: The folder has no YAML, JSON or TOML file (unreadable)"
    assert run("check", "empty") == (2, f"{line}\nChecked 1 file: 1 error\n", "")


def test_colours_are_for_terminals(run, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain = run("check", "a.json", "b.json", a=BOTH_MODALITIES, b={})
    monkeypatch.setattr(sys, "stdout", Terminal(sys.stdout))
    status, out, _ = run("check", "a.json", "b.json")
    assert status == plain[0] == 1
    assert "\x1b[1;31merror\x1b[0m" in out
    assert "\x1b[32mChecked 1 file (openai_ga): nothing found\x1b[0m" in run("check", "b.json")[1]
    assert "\x1b" not in plain[1]


def test_what_a_file_says_can_not_steer_the_terminal(run, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal(sys.stdout))
    tools = [{"type": "function", "name": "\x1b]0;mine\x07[bold]"}] * 2
    _, out, _ = run("check", "a.json", a={"tools": tools})
    assert "duplicate-tool" in out
    assert "]0;mine" in out
    assert "\x1b]0;" not in out
    assert "\x07" not in out
    assert "[bold]" in out


# Convert

BETA = {"voice": "ash", "temperature": 0.7, "input_audio_format": "g711_ulaw"}
GA = {
    "type": "realtime",
    "audio": {"input": {"format": {"type": "audio/pcmu"}}, "output": {"voice": "ash"}},
}
LOST = "a.json: temperature = 0.7 is lost: OpenAI GA has no temperature."


def convert(*options):
    return ("convert", "a.json", "--dialect", "openai_beta", "--to", "openai_ga", "--message", "session", *options)


def test_a_session_in_another_dialect_and_what_it_lacks(run):
    status, out, err = run(*convert(), a=BETA)
    assert status == 3
    assert json.loads(out) == GA
    lost, changed = err.splitlines()
    assert lost.startswith(LOST)
    assert changed.startswith("a.json: type: nothing became 'realtime'")


def test_nothing_lost(run):
    document = {name: value for name, value in BETA.items() if name != "temperature"}
    status, out, _ = run(*convert("--pretty", "--strict"), a=document)
    assert (status, json.loads(out)) == (0, GA)
    assert out.startswith("{\n  ")


def test_strict_prints_no_configuration_that_lacks_something(run):
    status, out, err = run(*convert("--strict"), a=BETA)
    assert (status, out) == (3, "")
    assert err.startswith(LOST)


def test_events_become_events_of_the_same_kind(run):
    document = {"type": "transcription", "audio": {"input": {"format": {"type": "audio/pcmu"}}}}
    status, out, _ = run("convert", "a.json", "--to", "openai_beta", a=document)
    assert status == 0
    assert json.loads(out) == {"type": "transcription_session.update", "session": {"input_audio_format": "g711_ulaw"}}
    update = {"type": "session.update", "session": document}
    assert json.loads(run("convert", "a.json", "--to", "openai_ga")[1]) == update
    status, out, _ = run("convert", "a.json", "--to", "voicelive", a={"response": {"metadata": {"a": "b"}}})
    assert (status, json.loads(out)) == (0, {"type": "response.create", "response": {"metadata": {"a": "b"}}})


def test_what_has_no_counterpart_is_one_line(run):
    status, out, err = run("convert", "a.json", "--to", "openai_beta", a={"type": "translation"})
    assert (status, out) == (2, "")
    assert "has no counterpart in" in err
    assert err.count("\n") == 1


# Render

OVERRIDES = """\
{"session": {"instructions": "Hello, Ada."}}
{"session.audio.output.voice": "marin", "session.tracing": null}
{"session": {"instructionz": "Hello?"}}
"""
RENDERED = [
    {"type": "realtime", "instructions": "Hello, Ada."},
    {"type": "realtime", "instructions": "Be brief.", "audio": {"output": {"voice": "marin"}}, "tracing": None},
]
BAD = "RealtimeSessionCreateRequest has no field `instructionz`; did you mean `instructions`?"


@pytest.fixture
def render(run):
    def render(*options):
        Path("all.jsonl").write_text(OVERRIDES)
        return run("render", "a.json", "all.jsonl", "-o", "out.jsonl", *options, a={"instructions": "Be brief."})

    return render


def sessions():
    return [json.loads(line)["session"] for line in Path("out.jsonl").read_text().splitlines()]


def test_each_line_becomes_a_message_and_bad_ones_a_report(render):
    status, out, err = render("--errors", "bad.jsonl")
    assert (status, out) == (3, "")
    assert err == "out.jsonl: 2 written, 1 refused: see bad.jsonl\n"
    assert sessions() == RENDERED
    assert json.loads(Path("bad.jsonl").read_text()) == {"line": 3, "path": "$.session", "error": BAD}


def test_success_says_nothing(run):
    Path("one.jsonl").write_text('{"session":{}}')
    assert run("render", "a.json", "one.jsonl", "-o", "out.jsonl", a={"tracing": None}) == (0, "", "")
    assert sessions() == [{"type": "realtime", "tracing": None}]


def test_without_a_place_for_them_a_bad_line_ends_it(render):
    assert render() == (2, "", f"all.jsonl: Line 3: {BAD} - at `$.session`\n")


def test_a_file_that_is_not_there(run):
    status, out, err = run("render", "a.json", "none.jsonl", "-o", "out.jsonl", a={})
    assert (status, out, err) == (2, "", "none.jsonl: No such file or directory\n")


def test_it_goes_on_where_it_was_interrupted(render):
    from realtime_builder.bulk.jobs import RenderJob
    from realtime_builder.cli.wire import load

    class InterruptionError(Exception):
        pass

    def interrupt(_read, _lines):
        raise InterruptionError

    assert render("--errors", "bad.jsonl")[0] == 3
    whole = Path("out.jsonl").read_bytes()
    job = RenderJob(load("a.json"), "all.jsonl", "out.jsonl", errors="bad.jsonl")
    with pytest.raises(InterruptionError):
        job.run(interrupt)
    with Path("out.jsonl").open("ab") as output:
        output.write(b"half a li")
    assert render("--errors", "bad.jsonl", "--resume")[0] == 3
    assert Path("out.jsonl").read_bytes() == whole


def test_a_terminal_gets_a_bar(render, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stderr", Terminal(sys.stderr))
    status, out, err = render("--errors", "bad.jsonl")
    assert (status, out) == (3, "")
    assert "3 lines" in err
    assert f"{len(OVERRIDES)}/{len(OVERRIDES)} bytes" in err
    assert sessions() == RENDERED


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("-o", "out.jsonl", "--errors", "all.jsonl"), "all.jsonl would be overwritten while it is read"),
        (("-o", "all.jsonl"), "all.jsonl would be overwritten while it is read"),
        (("-o", "."), ". is a directory"),
        (("-o", "both", "--errors", "./both"), "both would be written twice, also as both"),
        (("-o", "./a.json"), "a.json would be overwritten, but it is the base of the messages"),
        (("-o", "x", "--errors", "a.json"), "a.json would be overwritten, but it is the base of the messages"),
    ],
)
def test_files_that_get_in_each_others_way_are_one_line(run, options, complaint):
    Path("all.jsonl").write_text(OVERRIDES)
    assert run("render", "a.json", "all.jsonl", *options, a={}) == (2, "", f"render: {complaint}\n")
    assert Path("all.jsonl").read_text() == OVERRIDES
    assert json.loads(Path("a.json").read_text()) == {}


def start_render(*arguments, **options):
    return subprocess.Popen(
        [*COMMAND, "render", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **options,
    )


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="has no file for standard input")
def test_lines_from_standard_input(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with start_render("a.json", "-", "-o", "out.jsonl", "--jobs", "2", cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert process.communicate(b'{"session.instructions": "1"}\n[]\n{}', timeout=60) == (
            b"",
            b"<stdin>: Line 2: Expected `object`, got `list`\n",
        )
    assert process.returncode == 2
    assert json.loads((tmp_path / "out.jsonl").read_text())["session"]["instructions"] == "1"
    with start_render("a.json", "-", "-o", "new.jsonl", "--resume", cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert process.communicate(b"{}", timeout=60)[1].startswith(b"<stdin>: /dev/stdin is not a file, so ")
    assert process.returncode == 2
    with start_render("-", "-", "-o", "out.jsonl", cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert process.communicate(b"{}", timeout=60)[1] == b"render: FILE and OVERRIDES can't both be standard input\n"
    assert process.returncode == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_bar_needs_no_size(run, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stderr", Terminal(sys.stderr))
    os.mkfifo("pipe")
    with subprocess.Popen(["sh", "-c", "echo {} > pipe"]):
        status, _, err = run("render", "a.json", "pipe", "-o", "out.jsonl", a={"instructions": "Be brief."})
    assert status == 0
    assert "1 lines" in err
    assert sessions() == [{"type": "realtime", "instructions": "Be brief."}]


@pytest.mark.skipif(sys.platform == "win32", reason="has no process groups")
def test_an_interruption_of_several_processes_says_nothing(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    code = """
import signal, sys
from realtime_builder.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a background job of a script would ignore
sys.exit(main(sys.argv[1:]))
"""
    arguments = ["render", "a.json", "-", "-o", "out.jsonl", "--jobs", "2"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        process.stdin.write(b"{}\n" * 20_000)
        process.stdin.flush()
        out = tmp_path / "out.jsonl"
        deadline = time.monotonic() + 60
        while not out.exists() or out.read_bytes().count(b"\n") < 15_000:  # both workers are there by then
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")


# Serve


def test_a_server_says_where_it_is_and_what_it_is_sent_until_it_is_interrupted():
    # A job in the background of a script is started with interrupts ignored.
    code = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code += "; runpy.run_module('realtime_builder', run_name='__main__', alter_sys=True)"
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--dialect", "openai_beta", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            address = server.stdout.readline().split()[-1]
            assert address.startswith("ws://127.0.0.1:")
            update = '{"type":"session.update","session":{"voice":"ash"}}'

            async def talk():
                async with connect(address) as socket:
                    assert json.loads(await socket.recv())["type"] == "session.created"
                    await socket.send(update)
                    return json.loads(await socket.recv())

            answer = asyncio.run(asyncio.wait_for(talk(), 30))
            assert (answer["type"], answer["session"]["voice"]) == ("session.updated", "ash")
            assert server.stdout.readline() == f"{update}\n"
            secret = Request(f"http{address[2:]}/realtime/sessions", b'{"voice":"ash"}', method="POST")
            with urlopen(secret, timeout=30) as answer:
                assert json.load(answer)["client_secret"]["value"]
            assert server.stdout.readline() == 'POST /realtime/sessions {"voice":"ash"}\n'
        finally:
            server.send_signal(signal.SIGINT)
            _, err = server.communicate(timeout=30)
    assert (server.returncode, err) == (0, "")


def test_a_port_that_is_taken(run):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, out, err = run("serve", "--port", str(port))
    assert (status, out) == (2, "")
    assert err.startswith(f"127.0.0.1:{port}: ")
    assert err.count("\n") == 1


def test_without_its_extra_a_line_says_how_to_install_it():
    code = (
        "import sys; sys.modules['websockets'] = None; from realtime_builder.cli import main; sys.exit(main(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("serve: ")
    assert "realtime-builder[testing]" in done.stderr
    assert done.stderr.count("\n") == 1


# All of them


def test_an_interruption_ends_as_shells_expect(run, monkeypatch):
    from realtime_builder.bulk.jobs import RenderJob

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(RenderJob, "run", interrupt)
    status, out, err = run("render", "a.json", "all.jsonl", "-o", "out.jsonl", a={})
    assert (status, out) == (130, "")
    assert "Traceback" not in err


def test_encode_imports_nothing_that_only_others_need():
    code = """
import sys
from realtime_builder.cli import main
main(["encode", "examples/support_agent.yaml"])
heavy = ("websockets", "asyncio", "multiprocessing", "jsonschema", "rich", "pydantic", "realtime_builder.testing",
         "realtime_builder.cli.checking", "realtime_builder.voicelive")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
