"""The command diff: what becomes of what the new file omits, and sessions of every kind."""

import json
from pathlib import Path

import pytest

from realtime_builder.cli import main

OLD = {
    "instructions": "Be brief.",
    "tracing": "auto",
    "audio": {"input": {"format": {"type": "audio/pcmu"}}, "output": {"voice": "marin"}},
}
NEW = {"instructions": "Be kind.", "audio": {"output": {"voice": "cedar"}}}


@pytest.fixture
def diff(capsys, tmp_path, monkeypatch):
    """Runs the command on two sessions; gives the status, the session that is sent, and what is said."""
    monkeypatch.chdir(tmp_path)

    def diff(old, new, *options):
        for name, content in (("old", old), ("new", new)):
            Path(f"{name}.json").write_text(json.dumps(content))
        status = main(["diff", "old.json", "new.json", *options])
        captured = capsys.readouterr()
        return status, json.loads(captured.out)["session"] if captured.out else None, captured.err

    return diff


def test_what_is_omitted_is_an_error_that_names_it(diff):
    status, sent, err = diff(OLD, NEW)
    assert (status, sent) == (2, None)
    assert err.startswith(
        "new.json: The new configuration omits `audio.input.format`, `tracing`, which a patch can't say"
    )
    assert "pass `--omitted clear` to turn it off, `--omitted keep` to leave it" in err
    assert "name paths with `--keep-path`" in err
    assert "omitted='" not in err


def test_it_is_kept_or_cleared(diff):
    changed = {"type": "realtime", "instructions": "Be kind.", "audio": {"output": {"voice": "cedar"}}}
    assert diff(OLD, NEW, "--omitted", "keep") == (0, changed, "")
    keep = ("--keep-path", "audio.input.format")
    assert diff(OLD, NEW, "--omitted", "clear", *keep) == (0, {**changed, "tracing": None}, "")
    assert diff(OLD, NEW, *keep, "--keep-path", "tracing") == (0, changed, "")


def test_wrong_options_are_refused(diff):
    assert diff(OLD, NEW, "--omitted", "drop")[0] == 2
    status, _, err = diff(OLD, NEW, "--keep-path", "audio.input.fromat")
    assert status == 2
    assert "did you mean `format`?" in err


def test_a_translation_session(diff):
    old = {"type": "translation", "model": "gpt-realtime-translate", "audio": {"output": {"language": "es"}}}
    new = {**old, "audio": {"output": {"language": "fr"}}}
    assert diff(old, new) == (0, {"audio": {"output": {"language": "fr"}}}, "")
    status, _, err = diff(old, {**new, "model": "other"})
    assert status == 2
    assert "`model` is fixed at the start: start a new session to change it - at `$.model`" in err


def test_a_transcription_session(diff):
    old = {"type": "transcription", "audio": {"input": {"format": {"type": "audio/pcmu"}}}}
    new = {"type": "transcription", "audio": {"input": {"format": {"type": "audio/pcma"}}}}
    assert diff(old, new) == (0, new, "")
