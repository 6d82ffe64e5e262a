"""The fluent vocabulary: one program for every dialect, and what each verb does in each."""

import inspect
import json
import sys
from typing import Any, TypeVar, get_type_hints

import pytest
from amount import FULL
from azure.ai.voicelive import models
from checkers import assert_flags_all
from openai.types.beta.realtime.session_update_event_param import SessionUpdateEventParam as BetaSessionUpdate
from openai.types.realtime.session_update_event_param import SessionUpdateEventParam as GaSessionUpdate
from pydantic import TypeAdapter

from realtime_builder import UNSET, Config, ValidationError, encode, openai_beta, openai_ga, openai_live, voicelive
from realtime_builder._core.paths import parse_path
from realtime_builder._core.places import field_at
from realtime_builder._core.shape import fields_of, read_type
from realtime_builder.fields import Clearable
from realtime_builder.vocabulary import RealtimeVocabulary

GA, BETA, VOICE = openai_ga.RealtimeSessionCreateRequest, openai_beta.Session, voicelive.RequestSession
RESPONSES = openai_ga.RealtimeResponseCreateParams, openai_beta.ResponseCreateParams, voicelive.ResponseCreateParams
TRANSCRIPTIONS = openai_ga.RealtimeTranscriptionSessionCreateRequest, openai_beta.TranscriptionSession
every_session = pytest.mark.parametrize("cls", [GA, BETA, VOICE], ids=["openai_ga", "openai_beta", "voicelive"])

S = TypeVar("S", bound=RealtimeVocabulary)


def get_weather(city: str, unit: str = "c"):
    """Current weather of a city."""


def hang_up():
    """End the call."""


def support_line(session: S) -> S:
    """One program, which knows no dialect."""
    return (
        session.with_model("gpt-realtime")
        .with_instructions("Be brief.")
        .with_voice("marin")
        .with_modalities("audio")
        .with_tools(hang_up)
        .add_tool(get_weather)
        .remove_tool("hang_up")
        .with_tool_choice(function="get_weather")
        .with_server_vad(threshold=0.6, silence_duration_ms=400, interrupt_response=False)
        .with_transcription("whisper-1", language="en")
        .with_noise_reduction("near_field")
        .with_audio_format("pcm16", output="g711_ulaw")
        .with_max_output_tokens(1024)
    )


TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "Current weather of a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"type": "string", "default": "c"}},
        "required": ["city"],
        "additionalProperties": False,
    },
}
VAD = {"type": "server_vad", "threshold": 0.6, "silence_duration_ms": 400, "interrupt_response": False}
FLAT = {
    "model": "gpt-realtime",
    "instructions": "Be brief.",
    "voice": "marin",
    "modalities": ["text", "audio"],
    "tools": [TOOL],
    "turn_detection": VAD,
    "input_audio_transcription": {"model": "whisper-1", "language": "en"},
    "input_audio_noise_reduction": {"type": "near_field"},
    "input_audio_format": "pcm16",
    "output_audio_format": "g711_ulaw",
    "max_response_output_tokens": 1024,
}
BUILT = {
    GA: {
        "type": "realtime",
        "model": "gpt-realtime",
        "instructions": "Be brief.",
        "output_modalities": ["audio"],
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "noise_reduction": {"type": "near_field"},
                "transcription": {"model": "whisper-1", "language": "en"},
                "turn_detection": VAD,
            },
            "output": {"format": {"type": "audio/pcmu"}, "voice": "marin"},
        },
        "tools": [TOOL],
        "tool_choice": {"type": "function", "name": "get_weather"},
        "max_output_tokens": 1024,
    },
    BETA: {**FLAT, "tool_choice": {"type": "function", "function": {"name": "get_weather"}}},
    VOICE: {**FLAT, "tool_choice": {"type": "function", "name": "get_weather"}},
}


@every_session
def test_one_program_builds_every_dialect(cls):
    session = cls()
    built = support_line(session)

    assert type(built) is cls
    assert built.as_dict() == BUILT[cls]
    assert session == cls(), "the receiver is not changed"


def through_openai(event: Any, session: Any) -> Any:
    """The session as the vendor's types give it back, which drop what they do not know."""
    wire = {"type": "session.update", "session": session}
    return json.loads(json.dumps(TypeAdapter(event).validate_python(wire)["session"], default=list))


def test_openai_accepts_ga():
    session = support_line(GA()).with_tracing("auto").with_reasoning_effort("low").as_dict()
    assert through_openai(GaSessionUpdate, session) == session


def test_openai_accepts_beta():
    # Its types have `tool_choice` as text only; its prose has the object.
    session = support_line(BETA()).with_tool_choice("required").with_tracing("auto").as_dict()
    assert through_openai(BetaSessionUpdate, session) == session


def test_azure_accepts_voice_live():
    session = support_line(VOICE()).with_metadata(a="b").with_reasoning_effort("low").as_dict()
    theirs = models.RequestSession(session)

    assert theirs.as_dict() == session
    assert isinstance(theirs.turn_detection, models.ServerVad)
    assert isinstance(theirs.tools[0], models.FunctionTool)
    assert theirs.input_audio_transcription.language == "en"
    assert theirs.max_response_output_tokens == 1024


@every_session
def test_semantic_vad_in_every_dialect(cls):
    session = cls().with_semantic_vad(eagerness="low", create_response=True)
    members = session.as_dict()
    found = members["audio"]["input"] if cls is GA else members

    assert found["turn_detection"] == {"type": "semantic_vad", "eagerness": "low", "create_response": True}


# Which verbs there are


def verbs_of(cls: type) -> set[str]:
    return {name for name in dir(cls) if name.startswith(("with_", "add_", "remove_"))} - {"with_extra"}


COMMON = verbs_of(RealtimeVocabulary)
SPEECH = {
    "with_instructions", "with_voice", "with_modalities", "with_tools", "add_tool", "remove_tool",
    "with_tool_choice", "with_audio_format", "with_max_output_tokens", "with_metadata",
}  # fmt: skip
INPUT = {
    "with_turn_detection", "with_server_vad", "with_semantic_vad", "with_transcription",
    "with_noise_reduction", "with_audio_format",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cls", "verbs"),
    [
        (GA, COMMON | {"with_reasoning_effort", "with_tracing"}),
        (BETA, COMMON | {"with_tracing"}),
        (VOICE, COMMON | {"with_reasoning_effort", "with_metadata"}),
        (RESPONSES[0], SPEECH | {"with_reasoning_effort"}),
        (RESPONSES[1], SPEECH),
        (RESPONSES[2], SPEECH | {"with_reasoning_effort"}),
        (TRANSCRIPTIONS[0], INPUT),
        (TRANSCRIPTIONS[1], INPUT),
    ],
)
def test_what_a_dialect_lacks_is_absent(cls, verbs):
    assert verbs_of(cls) == verbs
    for verb in verbs:
        method = getattr(cls, verb)
        assert method.__doc__, verb
        assert "return" in get_type_hints(method, include_extras=True), verb


# A verb takes what its field takes


def argument(cls: type[Config], verb: str, name: str) -> Any:
    return read_type(get_type_hints(getattr(cls, verb), include_extras=True)[name])


@pytest.mark.parametrize(
    ("cls", "verb", "name", "owner", "field"),
    [
        (GA, "with_model", "model", GA, "model"),
        (GA, "with_voice", "voice", openai_ga.RealtimeAudioConfigOutput, "voice"),
        (RESPONSES[0], "with_voice", "voice", openai_ga.ResponseAudioOutput, "voice"),
        (GA, "with_reasoning_effort", "effort", openai_ga.RealtimeReasoning, "effort"),
        (GA, "with_max_output_tokens", "limit", GA, "max_output_tokens"),
        (GA, "with_tool_choice", "choice", GA, "tool_choice"),
        (GA, "with_tracing", "tracing", GA, "tracing"),
        (GA, "with_turn_detection", "turn_detection", openai_ga.RealtimeAudioConfigInput, "turn_detection"),
        (BETA, "with_model", "model", BETA, "model"),
        (BETA, "with_voice", "voice", BETA, "voice"),
        (RESPONSES[1], "with_voice", "voice", RESPONSES[1], "voice"),
        (BETA, "with_max_output_tokens", "limit", BETA, "max_response_output_tokens"),
        (BETA, "with_tool_choice", "choice", BETA, "tool_choice"),
        (BETA, "with_tracing", "tracing", BETA, "tracing"),
        (BETA, "with_turn_detection", "turn_detection", BETA, "turn_detection"),
        (VOICE, "with_model", "model", VOICE, "model"),
        (VOICE, "with_voice", "voice", VOICE, "voice"),
        (VOICE, "with_reasoning_effort", "effort", VOICE, "reasoning_effort"),
        (RESPONSES[2], "with_reasoning_effort", "effort", RESPONSES[2], "reasoning_effort"),
        (VOICE, "with_max_output_tokens", "limit", VOICE, "max_response_output_tokens"),
        (RESPONSES[2], "with_max_output_tokens", "limit", RESPONSES[2], "max_output_tokens"),
        (RESPONSES[2], "with_audio_format", "format", RESPONSES[2], "output_audio_format"),
        (VOICE, "with_audio_format", "input", VOICE, "input_audio_format"),
        (VOICE, "with_audio_format", "output", VOICE, "output_audio_format"),
        (VOICE, "with_tool_choice", "choice", VOICE, "tool_choice"),
        (VOICE, "with_turn_detection", "turn_detection", VOICE, "turn_detection"),
    ],
)
def test_a_verb_takes_what_its_field_takes(cls, verb, name, owner, field):
    taken = argument(cls, verb, name)
    declared = read_type(Clearable[get_type_hints(owner, include_extras=True)[field]])

    assert set(taken.known) == set(declared.known)
    assert set(taken.literals) == set(declared.literals)
    assert set(taken.variants) == set(declared.variants)
    assert set(taken.scalars) == set(declared.scalars)


@pytest.mark.parametrize(
    ("cls", "verb", "struct", "path"),
    [
        (GA, "with_server_vad", openai_ga.ServerVad, "audio.input.turn_detection"),
        (GA, "with_semantic_vad", openai_ga.SemanticVad, "audio.input.turn_detection"),
        (TRANSCRIPTIONS[0], "with_server_vad", openai_ga.ServerVad, "audio.input.turn_detection"),
        (VOICE, "with_server_vad", voicelive.ServerVad, "turn_detection"),
        (VOICE, "with_semantic_vad", voicelive.SemanticVad, "turn_detection"),
    ],
)
def test_a_verb_that_sets_a_struct_takes_its_fields(cls, verb, struct, path):
    """A checker sees them by a ParamSpec (tests/typing), help and a shell by the signature."""
    shown = inspect.signature(getattr(cls(), verb)).parameters
    assert list(shown) == list(fields_of(struct))
    assert {parameter.kind for parameter in shown.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert getattr(cls, verb).__name__ == verb

    assert getattr(cls(), verb)() == cls().transform(path, struct())
    with pytest.raises(ValidationError) as caught:
        getattr(cls(), verb)(create_respons=True)
    assert str(caught.value) == (
        f"{struct.__name__} has no field `create_respons`; did you mean `create_response`? - at `$.{path}`"
    )
    with pytest.raises(TypeError, match="positional argument"):
        getattr(cls(), verb)(True)


@pytest.mark.parametrize(
    ("cls", "verb", "struct"),
    [
        (GA, "with_transcription", openai_ga.AudioTranscription),
        (BETA, "with_transcription", openai_beta.InputAudioTranscription),
        (VOICE, "with_transcription", voicelive.AudioInputTranscriptionOptions),
    ],
)
def test_a_keyword_is_a_field(cls, verb, struct):
    keywords = get_type_hints(getattr(cls, verb), include_extras=True)
    declared = get_type_hints(struct, include_extras=True)
    del keywords["return"]
    if verb == "with_transcription":
        model = read_type(keywords.pop("transcription"))
        assert set(model.known) == set(read_type(declared.pop("model")).known)
        assert model.structs == (struct,)
    assert keywords == declared


def test_beta_has_one_class_for_both_kinds_of_turn_detection():
    declared = get_type_hints(openai_beta.TurnDetection, include_extras=True)
    loudness = get_type_hints(BETA.with_server_vad, include_extras=True)
    meaning = get_type_hints(BETA.with_semantic_vad, include_extras=True)
    del loudness["return"], meaning["return"]

    assert {**loudness, **meaning}.items() <= declared.items()
    assert declared.keys() - loudness.keys() - meaning.keys() == {"type"}
    assert loudness.keys() & meaning.keys() == {"create_response", "interrupt_response"}


# Tools


@every_session
def test_a_second_tool_of_a_name_is_refused(cls):
    session = cls().add_tool(get_weather)
    before = encode(session)

    for wrong in (lambda: session.add_tool(get_weather), lambda: session.with_tools(hang_up, hang_up)):
        with pytest.raises(ValidationError, match="There is another tool named `") as caught:
            wrong()
        assert caught.value.path == "$.tools"
    assert encode(session) == before


@every_session
def test_an_unknown_tool_is_not_removed(cls):
    for session, guess in [
        (cls().add_tool(get_weather), "; did you mean `get_weather`?"),
        (cls(), ""),
        (cls(tools=None), ""),
    ]:
        with pytest.raises(ValidationError) as caught:
            session.remove_tool("get_wether")
        assert str(caught.value) == f"No tool is named `get_wether`{guess} - at `$.tools`"


@every_session
def test_tools_are_added_in_order_and_removed_one_by_one(cls):
    session = cls(tools=None).add_tool(hang_up).add_tool(get_weather)

    assert [tool.name for tool in session.tools] == ["hang_up", "get_weather"]
    assert session.add_tool(lambda_named("third")).tools[:2] == session.tools
    assert [tool.name for tool in session.remove_tool("hang_up").tools] == ["get_weather"]
    assert session.remove_tool("hang_up").remove_tool("get_weather").tools == ()
    assert session.with_tools().tools == ()


def lambda_named(name: str) -> Any:
    function = lambda: None  # noqa: E731
    function.__name__ = name
    return function


@pytest.mark.parametrize(
    ("session", "server"),
    [
        (GA(), openai_ga.Mcp(server_label="files", server_url="https://files.example.com")),
        (VOICE(), voicelive.MCPServer(server_label="files", server_url="https://files.example.com")),
    ],
)
def test_a_server_goes_by_its_label(session, server):
    both = session.with_tools(get_weather, server)

    assert both.tools[1] is server
    assert both.remove_tool("files") == session.add_tool(get_weather)
    with pytest.raises(ValidationError, match="another tool named `files`"):
        both.add_tool(server)


def test_tools_that_the_library_does_not_know_stay():
    session = GA.from_json(b'{"type": "realtime", "tools": [{"type": "next_year", "x": 1}]}', unknown="keep")
    added = session.add_tool(hang_up)

    assert added.as_dict()["tools"][0] == {"type": "next_year", "x": 1}
    assert added.remove_tool("hang_up") == session


@every_session
def test_what_is_no_tool_is_refused(cls):
    with pytest.raises(ValidationError, match="Expected a function, got `list`"):
        cls().with_tools([get_weather])


@every_session
def test_tool_choice(cls):
    assert cls().with_tool_choice("required").tool_choice == "required"
    assert cls().with_tool_choice() == cls()
    with pytest.raises(ValidationError, match="a choice or a `function`, not both"):
        cls().with_tool_choice("auto", function="get_weather")


# The user's turn and audio


@every_session
def test_turning_things_off(cls):
    session = support_line(cls()).with_turn_detection(None).with_transcription(None).with_noise_reduction(None)
    members = session.as_dict()
    found = members["audio"]["input"] if cls is GA else members

    off = {name for name, value in found.items() if value is None}
    assert {name.removeprefix("input_audio_") for name in off} == {"turn_detection", "transcription", "noise_reduction"}


@every_session
def test_turn_detection_is_one_setting(cls):
    session = cls().with_server_vad(threshold=0.5, prefix_padding_ms=200).with_server_vad(silence_duration_ms=300)
    assert "threshold" not in encode(session).decode()


@pytest.mark.parametrize(
    ("session", "detection", "path"),
    [
        (GA(), openai_ga.SemanticVad(eagerness="low"), "audio.input.turn_detection"),
        (BETA(), openai_beta.TurnDetection(type="semantic_vad"), "turn_detection"),
        (VOICE(), voicelive.AzureSemanticVad(remove_filler_words=True), "turn_detection"),
        (TRANSCRIPTIONS[0](), openai_ga.ServerVad(), "audio.input.turn_detection"),
    ],
)
def test_a_dialects_own_turn_detection(session, detection, path):
    assert session.with_turn_detection(detection) == session.transform(path, detection)


@pytest.mark.parametrize(
    ("session", "struct", "path"),
    [
        (GA(), openai_ga.AudioTranscription(model="whisper-1", prompt="a"), "audio.input.transcription"),
        (BETA(), openai_beta.InputAudioTranscription(model="whisper-1", prompt="a"), "input_audio_transcription"),
        (VOICE(), voicelive.AudioInputTranscriptionOptions(model="whisper-1", prompt="a"), "input_audio_transcription"),
    ],
)
def test_transcription_by_struct(session, struct, path):
    assert session.with_transcription(struct) == session.transform(path, struct)
    changed = session.with_transcription(struct, language="de", prompt=UNSET)
    assert changed == session.transform(path, struct.copy_with(language="de"))
    with pytest.raises(ValidationError) as caught:
        session.with_transcription(None, language="de")
    assert str(caught.value) == f"Expected no settings for what is `None` - at `$.{path}`"


@pytest.mark.parametrize(
    ("session", "struct"),
    [
        (GA(), openai_ga.NoiseReduction(type="far_field", strength=0.5)),
        (BETA(), openai_beta.InputAudioNoiseReduction(type="far_field")),
        (VOICE(), voicelive.AudioNoiseReduction(type="azure_deep_noise_suppression")),
    ],
)
def test_noise_reduction_by_struct(session, struct):
    assert struct in [value for _, value in walk(session.with_noise_reduction(struct))]


def walk(value: Any) -> Any:
    for name, member in value.items() if isinstance(value, Config) else ():
        yield name, member
        yield from walk(member)


@every_session
def test_a_wrong_kind_of_noise_reduction(cls):
    if cls is not GA:  # the others take any name
        assert cls().with_noise_reduction("new").input_audio_noise_reduction.type == "new"
    else:
        with pytest.raises(ValidationError, match="Expected one of `near_field`, `far_field`, got 'new'"):
            cls().with_noise_reduction("new")


PCM, ULAW, ALAW = {"type": "audio/pcm", "rate": 24000}, {"type": "audio/pcmu"}, {"type": "audio/pcma"}


def formats(session: Any) -> tuple[Any, Any]:
    members = session.as_dict()
    if "input_audio_format" in members or "output_audio_format" in members:
        return members.get("input_audio_format"), members.get("output_audio_format")
    audio = members.get("audio", {})
    return audio.get("input", {}).get("format"), audio.get("output", {}).get("format")


@every_session
def test_audio_formats(cls):
    pcm, ulaw, alaw = (PCM, ULAW, ALAW) if cls is GA else ("pcm16", "g711_ulaw", "g711_alaw")
    session = cls()

    assert formats(session.with_audio_format("pcm16")) == (pcm, pcm)
    assert formats(session.with_audio_format(input="g711_ulaw")) == (ulaw, None)
    assert formats(session.with_audio_format(output="g711_alaw")) == (None, alaw)
    assert formats(session.with_audio_format("pcm16", input="g711_alaw")) == (alaw, pcm)
    assert formats(session.with_audio_format(input="g711_ulaw", output="pcm16")) == (ulaw, pcm)
    assert session.with_audio_format() == session
    assert session.with_voice("cedar").with_audio_format("pcm16").with_voice("marin") == session.with_voice(
        "marin"
    ).with_audio_format("pcm16")


@pytest.mark.parametrize("cls", [GA, openai_live.SessionConfig])
@pytest.mark.parametrize(("word", "meant"), [("audio/pcmu", "g711_ulaw"), ("alaw", "g711_alaw"), ("pcm", "pcm16")])
def test_another_name_of_a_format_is_told_the_right_one(cls, word, meant):
    with pytest.raises(ValidationError, match=f"got '{word}'; did you mean `{meant}`"):
        cls.from_dict({"model": "m"}).with_audio_format(word)


@pytest.mark.parametrize("cls", [*RESPONSES, *TRANSCRIPTIONS])
def test_a_side_alone_has_one_format(cls):
    found = [side for side in formats(cls().with_audio_format("g711_ulaw")) if side is not None]
    assert found in [[ULAW], ["g711_ulaw"]]


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: GA().with_audio_format("pcm17"), "$.audio.input.format"),
        (lambda: GA().with_audio_format(output="pcm17"), "$.audio.output.format"),
        (lambda: RESPONSES[0]().with_audio_format("pcm17"), "$.audio.output.format"),
        (lambda: TRANSCRIPTIONS[0]().with_audio_format("pcm17"), "$.audio.input.format"),
    ],
)
def test_a_format_that_there_is_not(make, path):
    with pytest.raises(ValidationError) as caught:
        make()
    message = "Expected one of `pcm16`, `g711_ulaw`, `g711_alaw`, got 'pcm17'; did you mean `pcm16`?"
    assert str(caught.value) == f"{message} - at `{path}`"


def test_a_format_that_is_no_name():
    with pytest.raises(ValidationError) as caught:
        GA().with_audio_format(5)
    assert caught.value.path == "$.audio.input.format"
    assert formats(GA().with_audio_format(openai_ga.AudioPCMU())) == (ULAW, ULAW)


# The rest


@pytest.mark.parametrize("cls", [GA, BETA, VOICE, *RESPONSES])
def test_speech_comes_with_its_text(cls):
    ga = "output_modalities" in get_type_hints(cls)
    name, speech = ("output_modalities", ("audio",)) if ga else ("modalities", ("text", "audio"))

    assert getattr(cls().with_modalities("audio"), name) == speech
    assert getattr(cls().with_modalities("text", "audio"), name) == speech
    assert getattr(cls().with_modalities("text"), name) == ("text",)


def test_modalities_that_only_voice_live_has():
    assert VOICE().with_modalities("audio", "avatar").modalities == ("text", "audio", "avatar")


@pytest.mark.parametrize("cls", [VOICE, *RESPONSES])
def test_metadata_replaces_what_was_there(cls):
    config = cls().with_metadata(user="1", **{"any name": "2"})

    assert dict(config.metadata) == {"user": "1", "any name": "2"}
    assert dict(config.with_metadata(self="3").metadata) == {"self": "3"}
    with pytest.raises(ValidationError):
        cls().with_metadata(user=1)


@pytest.mark.parametrize("cls", [GA, BETA])
def test_tracing(cls):
    configuration = sys.modules[cls.__module__].TracingConfiguration(workflow_name="support")

    assert cls().with_tracing("auto").tracing == "auto"
    assert cls().with_tracing(configuration).tracing == configuration
    assert cls().with_tracing(None).tracing is None


@pytest.mark.parametrize("cls", [GA, BETA, VOICE, *RESPONSES])
def test_limits(cls):
    names = [name for name in cls().with_max_output_tokens("inf") if name != "type"]
    assert names in (["max_output_tokens"], ["max_response_output_tokens"])
    with pytest.raises(ValidationError) as caught:
        cls().with_max_output_tokens("infinite")
    assert caught.value.path == f"$.{names[0]}"


@every_session
def test_unset_leaves_things_as_they_are(cls):
    for session in (support_line(cls()), cls()):
        for verb in sorted(COMMON):
            if not verb.endswith("_vad"):
                assert getattr(session, verb)(UNSET) == session, verb


@every_session
def test_unset_among_other_values_is_passed_over(cls):
    assert cls().with_tools(UNSET, hang_up, UNSET) == cls().with_tools(hang_up)
    assert cls().with_modalities("text", UNSET) == cls().with_modalities("text")
    assert cls().with_modalities(UNSET, "audio") == cls().with_modalities("audio")


@pytest.mark.parametrize("cls", [VOICE, *RESPONSES])
def test_unset_metadata(cls):
    noted = cls().with_metadata(a="1")

    assert noted.with_metadata(a=UNSET) == noted
    assert cls().with_metadata(a=UNSET) == cls()
    assert dict(noted.with_metadata(a=UNSET, b="2").metadata) == {"b": "2"}
    assert dict(noted.with_metadata().metadata) == {}


@every_session
def test_the_transcription_that_there_is_changes(cls):
    session = cls().with_transcription("whisper-1", prompt="Names.", language="en")

    changed = session.with_transcription(UNSET, language="de")
    assert changed == cls().with_transcription("whisper-1", prompt="Names.", language="de")
    with pytest.raises(ValidationError, match="Expected no settings for what is `None`"):
        cls().with_transcription(None).with_transcription(UNSET, language="de")
    if cls is VOICE:
        with pytest.raises(ValidationError) as caught:
            cls().with_transcription(UNSET, language="de")
        missing = "AudioInputTranscriptionOptions is missing required field `model`"
        assert str(caught.value) == f"{missing} - at `$.input_audio_transcription`"
    else:
        made = cls().with_transcription(UNSET, language="de")
        assert {"language": "de"} in [dict(value) for _, value in walk(made) if isinstance(value, Config)]


# Where a mistake is


@pytest.mark.parametrize(
    ("mistake", "ga", "flat"),
    [
        (lambda s: s.with_noise_reduction("zz"), "audio.input.noise_reduction.type", None),
        (
            lambda s: s.with_noise_reduction("\ud800"),
            "audio.input.noise_reduction.type",
            "input_audio_noise_reduction.type",
        ),
        (
            lambda s: s.with_server_vad(threshold="2"),
            "audio.input.turn_detection.threshold",
            "turn_detection.threshold",
        ),
        (
            lambda s: s.with_semantic_vad(eagerness=5),
            "audio.input.turn_detection.eagerness",
            "turn_detection.eagerness",
        ),
        (
            lambda s: s.with_transcription("m", language=5),
            "audio.input.transcription.language",
            "input_audio_transcription.language",
        ),
        (
            lambda s: s.with_transcription("m").with_transcription(UNSET, language=5),
            "audio.input.transcription.language",
            "input_audio_transcription.language",
        ),
        (
            lambda s: s.with_transcription("\ud800"),
            "audio.input.transcription.model",
            "input_audio_transcription.model",
        ),
        (lambda s: s.with_tool_choice(function=5), "tool_choice.name", "tool_choice.name"),
    ],
)
@every_session
def test_a_mistake_is_where_the_edits_find_it(cls, mistake, ga, flat):
    path = ga if cls is GA else flat
    if cls is BETA:
        path = {"tool_choice.name": "tool_choice.function.name"}.get(flat, flat)
    if path is None:
        return  # beta and Voice Live take any name

    with pytest.raises(ValidationError) as caught:
        mistake(support_line(cls()))
    assert caught.value.path == f"$.{path}"
    assert field_at(cls(), parse_path(caught.value.path)), "edits take the path"


@pytest.mark.parametrize("odd", [5, True, False, "all", {}])
@every_session
def test_what_was_kept_in_the_place_of_the_tools_is_no_list_of_them(cls, odd):
    kept = cls.from_dict({"tools": odd}, unknown="keep")
    for edit in (lambda: kept.add_tool({"type": "function", "name": "f"}), lambda: kept.remove_tool("f")):
        with pytest.raises(ValidationError, match="Expected a list of tools, got") as caught:
            edit()
        assert caught.value.path == "$.tools"
    assert kept.with_tools().tools == ()


# Checkers

PROGRAM = """
from typing import TypeVar
from realtime_builder import openai_beta, openai_ga, voicelive
from realtime_builder.vocabulary import RealtimeVocabulary

S = TypeVar("S", bound=RealtimeVocabulary)

def get_weather(city: str) -> str:
    return city

def line(session: S) -> S:
    return session.with_voice("marin").with_server_vad(threshold=0.6).add_tool(get_weather).with_turn_detection(None)

ga: openai_ga.RealtimeSessionCreateRequest = line(openai_ga.RealtimeSessionCreateRequest()).with_tracing("auto")
beta: openai_beta.Session = line(openai_beta.Session()).with_tracing(None)
voice: voicelive.RequestSession = line(voicelive.RequestSession()).with_metadata(a="b").with_reasoning_effort("none")
azure: voicelive.RequestSession = voice.with_turn_detection(voicelive.AzureSemanticVad()).with_voice("marin")
tool: openai_ga.RealtimeFunctionTool = openai_ga.RealtimeFunctionTool.from_function(get_weather, name="w")
"""
WRONG = """
ga.with_metadata(a="b")  # absent
beta.with_reasoning_effort("low")  # absent
voice.with_tracing("auto")  # absent
ga.with_noise_reduction("azure_deep_noise_suppression")  # not in this dialect
ga.with_server_vad(auto_truncate=True)  # not in this dialect
ga.with_turn_detection(voicelive.ServerVad())  # another dialect's
ga.with_audio_format("pcm17")  # misspelt
ga.with_modalities("sound")  # misspelt
openai_ga.RealtimeResponseCreateParams().with_model("gpt-realtime")  # absent
line(openai_ga.RealtimeResponseCreateParams())  # no session
"""


@pytest.mark.parametrize("checker", ["mypy", "pyright"] if FULL else ["pyright"])
def test_checkers_agree(checker, tmp_path):
    assert_flags_all(checker, PROGRAM, WRONG, tmp_path)
