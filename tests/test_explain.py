"""`explain`: what a person reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import Nothing, Output, Prompt, Remote, Session, SessionUpdate, Sound
from strategies import ALL_STRUCTS, configs, kept, name_of

from realtime_builder import encode, openai_ga
from realtime_builder._core.paths import parse_path, render_path
from realtime_builder._core.places import field_at
from realtime_builder._core.shape import fields_of
from realtime_builder._core.showing import explain

EXPLAINED = """\
type                                            set      "realtime"
audio.input.format                              omitted
audio.input.noise_reduction                     cleared  null
audio.input.transcription                       omitted
audio.input.turn_detection.type                 set      "server_vad"
audio.input.turn_detection.create_response      omitted
audio.input.turn_detection.idle_timeout_ms      omitted
audio.input.turn_detection.interrupt_response   omitted
audio.input.turn_detection.prefix_padding_ms    omitted
audio.input.turn_detection.silence_duration_ms  omitted
audio.input.turn_detection.threshold            set      0.5
audio.output                                    omitted
include                                         omitted
instructions                                    set      "Be brief. Be brief. Be brief. Be brief. Be brief. Be brief. Be brief. …
max_output_tokens                               omitted
model                                           omitted
output_modalities                               omitted
parallel_tool_calls                             omitted
prompt                                          omitted
reasoning                                       omitted
tool_choice                                     omitted
tools[0].type                                   set      "function"
tools[0].description                            omitted
tools[0].name                                   set      "get_weather"
tools[0].parameters                             set      {"type": "object"}
tracing                                         cleared  null
truncation                                      omitted"""


def rows(config):
    """Path, state and value of each line."""
    return [tuple([*line.split(maxsplit=2), ""][:3]) for line in explain(config).splitlines()]


def test_one_line_per_field():
    session = openai_ga.RealtimeSessionCreateRequest(
        audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 0.5}, "noise_reduction": None}},
        instructions="Be brief. " * 20,
        tools=[{"type": "function", "name": "get_weather", "parameters": {"type": "object"}}],
        tracing=None,
    )
    assert explain(session) == EXPLAINED


def test_values_are_json():
    session = Session(modalities=["text"], tools=[], metadata={"a": "ü"}, tool_choice="none", input=None)
    found = {path: value for path, state, value in rows(session) if state != "omitted"}

    assert found == {
        "type": '"realtime"',
        "modalities": '["text"]',
        "tools": "[]",
        "input": "null",
        "metadata": '{"a": "ü"}',
        "tool_choice": '"none"',
    }


def test_an_object_in_an_object():
    update = SessionUpdate(
        session=Session(audio=Sound(output=Output(speed=1.5), clip=b"\x00\x01"), tools=[{"name": "f"}])
    )
    found = {path: value for path, state, value in rows(update) if state == "set"}

    assert found == {
        "type": '"session.update"',
        "session.type": '"realtime"',
        "session.audio.output.speed": "1.5",
        "session.audio.clip": '"AAE="',
        "session.tools[0].type": '"function"',
        "session.tools[0].name": '"f"',
    }


def test_secrets_are_hidden():
    remote = Remote(server_label="files", authorization="hunter2", headers={"X-Key": "hunter3"})
    assert rows(remote)[1:] == [
        ("server_label", "set", '"files"'),
        ("authorization", "set", '"***"'),
        ("headers", "set", '{"X-Key": "***"}'),
    ]
    assert ("headers", "cleared", "null") in rows(remote.copy_with(headers=None))


def test_what_the_library_does_not_know():
    session = (
        Session()
        .with_extra("turn_detection", {"type": "next_year"})
        .with_extra("tools", [{"type": "next_year", "authorization": "hunter2", "headers": {"a": "hunter3"}}])
        .with_extra("audio.output.speed", 9)
        .with_extra("audio.output.depth", {"a": [1]})
        .with_extra("anything", None)
    )
    assert [row for row in rows(session) if row[1] != "omitted"] == [
        ("type", "set", '"realtime"'),
        ("audio.output.speed", "set", "9"),
        ("audio.output.depth", "extra", '{"a": [1]}'),
        ("turn_detection", "extra", '{"type": "next_year"}'),
        ("tools[0]", "extra", '{"type": "next_year", "authorization": "***", "headers": {"a": "***"}}'),
        ("anything", "extra", "null"),
    ]


def test_an_unknown_tool_among_known_ones():
    session = Session.from_json(
        b'{"tools": [{"type": "next_year"}, {"type": "function", "name": "f"}]}', unknown="keep"
    )
    tools = [row for row in rows(session) if row[0].startswith("tools") and row[1] != "omitted"]

    assert tools == [
        ("tools[0]", "extra", '{"type": "next_year"}'),
        ("tools[1].type", "set", '"function"'),
        ("tools[1].name", "set", '"f"'),
    ]


def test_free_form_json_is_no_extra():
    prompt = Prompt(id="pmpt_1", variables={"name": {"deep": True}})
    assert rows(prompt) == [("id", "set", '"pmpt_1"'), ("variables", "set", '{"name": {"deep": true}}')]


def test_nothing():
    assert explain(Nothing()) == ""
    assert explain(openai_ga.AudioPCMU()) == 'type  set  "audio/pcmu"'


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_every_line_is_true(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    before = encode(x), repr(x)
    lines = explain(x).split("\n") if explain(x) else []

    states = {line.split()[0]: line.split()[1] for line in lines if not line.startswith(" ")}
    for name in fields_of(cls):
        paths = [path for path in states if path == name or path.startswith((f"{name}.", f"{name}["))]
        if name not in x or x[name] is None:
            assert [states[path] for path in paths] == ["cleared" if name in x else "omitted"]
        assert paths, f"`{name}` has no line"
        for path in paths:
            if states[path] == "omitted":
                assert field_at(x, parse_path(path)) is not None, "a path is one that edits take"
                assert render_path(parse_path(path)) == path
    assert max(map(len, lines), default=0) <= max(map(len, states), default=0) + 2 + 7 + 2 + 72
    assert (encode(x), repr(x)) == before
