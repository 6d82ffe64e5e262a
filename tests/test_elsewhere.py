"""A member of another place, or of another dialect, is told where it belongs."""

import subprocess
import sys

import pytest

from realtime_builder import ValidationError, openai_beta, openai_ga, openai_live, voicelive

GA = openai_ga.RealtimeSessionCreateRequest
GROUP = openai_ga.RealtimeAudioConfig
TURNED = "`convert` turns a session of OpenAI beta into one of OpenAI GA"


@pytest.mark.parametrize(
    ("cls", "members", "sentence"),
    [
        (GA, {"turn_detection": None}, f"`turn_detection` is `audio.input.turn_detection` in OpenAI GA; {TURNED}"),
        (GA, {"modalities": ["text"]}, f"`modalities` is `output_modalities` in OpenAI GA; {TURNED}"),
        (GA, {"input_audio_format": "pcm16"}, f"`input_audio_format` is `audio.input.format` in OpenAI GA; {TURNED}"),
        (GA, {"temperature": 0.8}, "OpenAI GA has no temperature; nearest is a note on style in `instructions`"),
        (GA, {"voice": "marin"}, f"`voice` is `audio.output.voice` in OpenAI GA; {TURNED}"),
        (GA, {"format": {}}, "`format` is `audio.input.format` or `audio.output.format` in OpenAI GA"),
        (openai_ga.RealtimeResponseCreateAudioOutput, {"input": {}}, "`input` is at the top in OpenAI GA"),
        (GA, {"conversation": "none"}, "`conversation` belongs to `response.create`"),
        (openai_ga.RealtimeResponseCreateParams, {"tracing": None}, "`tracing` belongs to `session.update`"),
        (voicelive.ResponseCreateParams, {"avatar": {}}, "`avatar` belongs to `session.update`"),
        (GROUP, {"voice": "marin"}, "`voice` is `audio.output.voice` in OpenAI GA"),
        (openai_ga.RealtimeAudioConfigInput, {"voice": "marin"}, "`voice` is `audio.output.voice` in OpenAI GA"),
        (openai_beta.Session, {"audio": {}}, "`audio` belongs to OpenAI GA; `convert` turns a session of OpenAI GA"),
        (openai_beta.Session, {"output_modalities": ["text"]}, "`output_modalities` is `modalities` in OpenAI beta"),
        (voicelive.RequestSession, {"speed": 1.1}, "Voice Live has no speed; nearest is the `rate` of an Azure voice"),
        (
            openai_live.SessionUpdateConfig,
            {"audio": {}},
            "`audio` is fixed at the start: start a new session to change it",
        ),
        (openai_live.SessionUpdateConfig, {"model": "m"}, "`model` is fixed at the start: start a new session"),
        (
            openai_live.Audio,
            {"input": {}},
            "`audio.input` belongs to OpenAI GA; `convert` turns a session of OpenAI GA into one of OpenAI Live",
        ),
        (
            openai_live.SessionUpdateConfig,
            {"turn_detection": None},
            "OpenAI Live itself decides when to listen and when",
        ),
        (openai_live.SessionUpdateConfig, {"speed": 1.1}, "OpenAI Live has no speed; nearest is a note on pace in"),
        (openai_live.AudioOutput, {"speed": 1.1}, "OpenAI Live has no speed; nearest is a note on pace in"),
        (openai_ga.ServerVad, {"eagerness": "low"}, "`server_vad` has no eagerness; nearest is `semantic_vad`"),
    ],
)
def test_a_member_of_another_place_is_told(cls, members, sentence):
    for make in (lambda: cls(**members), lambda: cls.from_dict(members), lambda: cls().copy_with(**members)):
        with pytest.raises(ValidationError) as caught:
            make()
        assert f"{cls.__name__} has no field `{next(iter(members))}`: {sentence}" in str(caught.value)


def test_a_typo_is_told_as_before():
    with pytest.raises(ValidationError, match="has no field `instructons`; did you mean `instructions`"):
        GA(instructons="")


def test_a_tag_is_not_looked_for_inside():
    with pytest.raises(ValidationError) as caught:
        voicelive.RequestSession.from_dict({"type": "realtime"})
    assert str(caught.value) == "RequestSession has no field `type`"


def test_only_an_error_imports_the_tables():
    code = (
        "import sys, realtime_builder as rb; rb.openai_ga.RealtimeSessionCreateRequest(instructions='x');"
        "assert 'realtime_builder.convert.elsewhere' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
