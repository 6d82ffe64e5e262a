"""The guides to layers and to texts with holes do what they say, and the call centre of three layers runs."""

import contextlib
import io
import re
import runpy

import pytest
from readme import ROOT

from realtime_builder import FileError, ValidationError, encode, load_layers, loads

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("guide", ["layers.md", "text_holes.md"])
def test_a_guide_prints_what_it_shows(guide):
    found = [(match[1], match[2]) for match in _BLOCK.finditer((ROOT / "docs" / guide).read_text(encoding="utf-8"))]
    namespace = {}
    ran = 0
    for (language, code), (following, output) in zip(found, [*found[1:], ("", "")], strict=True):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, guide, "exec"), namespace)
        assert printed.getvalue() == (output if following in ("text", "json") else "")
        ran += 1
    assert ran >= 5


# The example

EXAMPLE = ROOT / "examples" / "layers" / "call_centre.py"


def test_the_call_centre_prints_where_everything_comes_from(capsys):
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unfilled: instructions instructions"
    assert lines[2] == "handover: ['instructions', 'tools', 'type']"
    assert 'audio.output.voice = "cedar" from acme (base has "marin")' in lines
    assert 'audio.input.transcription.model = "gpt-4o-transcribe" from base' in lines
    assert "audio.input.turn_detection.threshold audio.output.voice" in lines
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_first_message_is_that_of_the_filled_configuration():
    centre = runpy.run_path(str(EXAMPLE))
    event = centre["SessionUpdateEvent"](session=centre["SUPPORT"].config, event_id="call-1")
    sent = centre["first_message"]("call-1", "Ada", "German")
    assert sent == encode(event.fill(caller="Ada", language="German"))
    assert b"Write names as {{name}} only in notes." in sent


# Layers from files

BASE = "audio:\n  input:\n    turn_detection: {type: semantic_vad}\ninstructions: x\n"


def files(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in texts}


def test_layers_from_files(tmp_path):
    (tmp_path / "prompt.md").write_text("From a file.", encoding="utf-8")
    tenant = "instructions: {$file: prompt.md}\naudio: {input: {turn_detection: {eagerness: low}}}\n"
    layers = load_layers(files(tmp_path, base=BASE, tenant=tenant), root=tmp_path)
    assert layers.names == ("base", "tenant")
    assert layers["base"] == loads(BASE, format="yaml")
    assert layers.config.instructions == "From a file."
    assert layers.origin("audio.input.turn_detection.eagerness").layer == "tenant"
    assert layers.origin("audio.input.turn_detection.type").layer == "base"


def test_texts_are_read_as_values_where_that_is_asked_for(tmp_path):
    found = files(tmp_path, base=BASE, tenant='audio: {output: {speed: "1.25"}}\n')
    with pytest.raises(FileError, match="Expected `float`"):
        load_layers(found)
    assert load_layers(found, text_values=True).config.at("audio.output.speed") == 1.25


@pytest.mark.parametrize(
    ("tenant", "place", "message"),
    [
        ("audio:\n  input:\n    turn_detection: {threshold: 0.6}\n", (3, 5), "`threshold` belongs to server_vad, but the layer"),
        ("audio:\n  inputt: {}\n", (2, 3), "RealtimeAudioConfig has no field `inputt`; did you mean `input`?"),
        ("instructions: {$env: KEY}\n", (1, 1), "`$env` is not allowed here"),
        ("audio: {output: {speed: 9}}\n", (1, 18), "Expected `float` <= 1.5, got 9"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_upper_file_has_its_place(tmp_path, tenant, place, message):
    with pytest.raises(FileError) as caught:
        load_layers(files(tmp_path, base=BASE, tenant=tenant))
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == place
    assert problem.message.startswith(message)


def test_there_has_to_be_a_file():
    with pytest.raises(ValidationError, match="at least one file"):
        load_layers({})
