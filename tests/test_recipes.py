"""The recipes in examples/: settings from the environment, and a file that is read again."""

import importlib.util
import json
import os
import subprocess
import sys
import threading

import pytest
from readme import ROOT

from realtime_builder import FileError, encode


def example(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Settings from the environment


@pytest.fixture
def settings(monkeypatch):
    module = example("settings_from_environment")

    def settings(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"SESSION__{name}", value)
        return module.Settings().realtime_session()

    return settings


def test_variables_become_what_their_fields_take(settings):
    session = settings(
        MODEL="gpt-realtime-2",
        AUDIO__OUTPUT__SPEED="1.1",
        MAX_OUTPUT_TOKENS="800",
        PARALLEL_TOOL_CALLS="false",
        INSTRUCTIONS="12",
        AUDIO__INPUT__TURN_DETECTION__TYPE="server_vad",
        AUDIO__INPUT__TURN_DETECTION__THRESHOLD="0.6",
    )
    assert session.as_dict() == {
        "type": "realtime",
        "model": "gpt-realtime-2",
        "audio": {
            "input": {"turn_detection": {"type": "server_vad", "threshold": 0.6}},
            "output": {"speed": 1.1},
        },
        "max_output_tokens": 800,
        "parallel_tool_calls": False,
        "instructions": "12",
    }


def test_the_mistakes_of_all_variables_are_told(settings):
    with pytest.raises(FileError) as error:
        settings(AUDIO__OUTPUT__SPEED="fast", VOISE="marin", MAX_OUTPUT_TOKENS="many")
    assert {problem.path for problem in error.value.problems} == {"$.audio.output.speed", "", "$.max_output_tokens"}


def test_nothing_set_is_an_empty_session(settings):
    assert settings().as_dict() == {"type": "realtime"}


def test_it_runs_as_a_program():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SESSION__AUDIO__OUTPUT__SPEED": "1.1"}
    command = [sys.executable, str(ROOT / "examples" / "settings_from_environment.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == {"type": "realtime", "audio": {"output": {"speed": 1.1}}}


# A file that is read again


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "agent.yaml"
    file.write_text("instructions: One.\ntracing: auto")
    return file


def test_each_change_gives_the_new_configuration_and_its_patch(file, capsys):
    contents = ["instructions: Two.", "voise: 1", "instructions: [", "instructions: Two.", "instructions: Three."]

    def changes():
        for content in contents:
            file.write_text(content)
            yield object()

    first, second, third = example("reload").reloads(file, changes())
    assert (first[0].instructions, first[1]) == ("One.", None)
    assert json.loads(encode(second[1])) == {"type": "realtime", "instructions": "Two.", "tracing": None}
    assert second[0].instructions == "Two."
    assert json.loads(encode(third[1])) == {"type": "realtime", "instructions": "Three."}
    said = capsys.readouterr().err
    assert "agent.yaml:1:1: " in said
    assert said.count("The last good configuration stays.") == 2


def test_a_file_that_is_gone_for_a_moment_keeps_the_last_good_one(file):
    def changes():
        file.unlink()
        yield object()
        file.write_text("instructions: Back.")
        yield object()

    assert [config.instructions for config, _ in example("reload").reloads(file, changes())] == ["One.", "Back."]


def test_with_the_real_watcher(file):
    from watchfiles import watch

    stop = threading.Event()
    timer = threading.Timer(20, stop.set)  # the test ends in any case
    timer.start()
    changes = watch(file.parent, stop_event=stop, rust_timeout=500, yield_on_timeout=True, debounce=50)
    reloads = example("reload").reloads(file, changes)
    try:
        assert next(reloads)[0].instructions == "One."
        file.write_text("instructions: Two.")
        assert next(reloads)[0].instructions == "Two."
    finally:
        stop.set()
        timer.cancel()
        reloads.close()


def test_a_first_file_with_a_mistake_is_an_error(file):
    file.write_text("voise: 1")
    with pytest.raises(FileError, match="has no field `voise`"):
        next(example("reload").reloads(file, []))
