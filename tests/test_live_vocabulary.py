"""The fluent vocabulary of OpenAI Live, and what the sessions of all four dialects share."""

from typing import TypeVar, get_type_hints

import pytest
from amount import FULL
from checkers import assert_flags_all
from test_vocabulary import get_weather, hang_up

from realtime_builder import (
    UNSET,
    SessionVocabulary,
    ValidationError,
    openai_beta,
    openai_ga,
    openai_live,
    voicelive,
)
from realtime_builder.openai_live import (
    ClientDelegation,
    CustomVoice,
    ForkSessionConfig,
    FunctionTool,
    LiveFunctionToolChoice,
    MediaSessionConfig,
    Predicate,
    Score,
    ScoreLevel,
    SessionConfig,
    SessionUpdateConfig,
    ToolWebSearch,
)

LIVE = SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5")
HEARD, SAID = "session.input_transcript.delta", "session.output_transcript.delta"

S = TypeVar("S", bound=SessionVocabulary)


def support_line(session: S) -> S:
    """One program, which knows no dialect."""
    return (
        session.with_model("some-model")
        .with_instructions("Be brief.")
        .with_voice("marin")
        .with_tools(hang_up)
        .add_tool(get_weather)
        .remove_tool("hang_up")
        .with_tool_choice(function="get_weather")
        .with_audio_format("g711_ulaw")
        .with_max_output_tokens(1024)
    )


@pytest.mark.parametrize(
    "session",
    [openai_ga.RealtimeSessionCreateRequest(), openai_beta.Session(), voicelive.RequestSession(), LIVE],
    ids=["openai_ga", "openai_beta", "voicelive", "openai_live"],
)
def test_one_program_for_all_four_dialects(session):
    done = support_line(session)
    assert done.model == "some-model"
    assert done.instructions == "Be brief."
    found = repr(done)
    assert "get_weather" in found
    assert "hang_up" not in found
    assert "1024" in found


def test_what_it_makes_of_a_live_session():
    assert support_line(LIVE).as_dict() == {
        "model": "some-model",
        "instructions": "Be brief.",
        "audio": {"format": {"type": "audio/pcmu", "rate": 8000}, "output": {"voice": "marin"}},
        "delegation": {
            "type": "responses",
            "responses": {
                "model": "gpt-5.5",
                "tools": [FunctionTool.from_function(get_weather).as_dict()],
                "tool_choice": {"type": "function", "name": "get_weather"},
                "max_output_tokens": 1024,
            },
        },
    }


def verbs_of(cls: type) -> set[str]:
    return {name for name in dir(cls) if name.startswith(("with_", "add_", "remove_"))} - {"with_extra"}


BACKEND = {
    "with_tools", "add_tool", "remove_tool", "with_tool_choice", "with_reasoning_effort", "with_max_output_tokens",
}  # fmt: skip
START = BACKEND | {"with_model", "with_instructions", "with_voice", "with_delegation", "with_trigger"}


@pytest.mark.parametrize(
    ("cls", "verbs"),
    [
        (SessionConfig, START | {"with_audio_format"}),
        (MediaSessionConfig, START),
        (openai_live.AcceptSession, START),
        (SessionUpdateConfig, BACKEND | {"with_trigger"}),
        (ForkSessionConfig, BACKEND),
        (openai_live.MediaSessionForkConfig, BACKEND),
    ],
)
def test_what_a_kind_of_session_lacks_is_absent(cls, verbs):
    assert verbs_of(cls) == verbs
    for verb in verbs:
        method = getattr(cls, verb)
        assert method.__doc__, verb
        assert "return" in get_type_hints(method, include_extras=True), verb


def test_all_share_the_smaller_protocol():
    for cls in (openai_ga.RealtimeSessionCreateRequest, openai_beta.Session, voicelive.RequestSession, SessionConfig):
        assert verbs_of(SessionVocabulary) <= verbs_of(cls)


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        (lambda session: session.with_tools(get_weather), "tools"),
        (lambda session: session.add_tool(get_weather), "tools"),
        (lambda session: session.with_tool_choice("none"), "tool_choice"),
        (lambda session: session.with_reasoning_effort("low"), "reasoning.effort"),
        (lambda session: session.with_max_output_tokens(10), "max_output_tokens"),
    ],
)
@pytest.mark.parametrize("delegation", [UNSET, None, ClientDelegation()])
def test_without_a_backend_the_error_says_how_to_get_one(verb, path, delegation):
    session = SessionConfig(model="gpt-live-1", delegation=delegation)
    with pytest.raises(ValidationError, match="No backend does the work: name its model first") as caught:
        verb(session)
    assert caught.value.path == f"$.delegation.responses.{path}"
    verb(session.with_delegation("gpt-5.5"))


def test_an_update_and_a_fork_make_the_delegation_that_they_change():
    for cls in (SessionUpdateConfig, ForkSessionConfig):
        update = cls().with_tools(get_weather, ToolWebSearch()).with_reasoning_effort(None)
        assert update.as_dict()["delegation"]["type"] == "responses"
        assert update.delegation.responses.reasoning.effort is None
        assert update.remove_tool("get_weather").delegation.responses.tools == (ToolWebSearch(),)
    with pytest.raises(ValidationError, match="No backend"):
        SessionUpdateConfig(delegation=ClientDelegation()).with_tools()


def test_unset_leaves_things_as_they_are():
    for session in (LIVE, SessionConfig(model="gpt-live-1"), SessionUpdateConfig(), ForkSessionConfig()):
        for verb in ("with_reasoning_effort", "with_max_output_tokens", "with_tool_choice", "add_tool", "with_tools"):
            assert getattr(session, verb)(UNSET) is session or getattr(session, verb)(UNSET) == session


def test_tools():
    session = LIVE.with_tools(get_weather)
    with pytest.raises(ValidationError, match="another tool named `get_weather`") as caught:
        session.add_tool(get_weather)
    assert caught.value.path == "$.delegation.responses.tools"
    with pytest.raises(ValidationError, match="No tool is named `get_wether`; did you mean `get_weather`") as caught:
        session.remove_tool("get_wether")
    assert caught.value.path == "$.delegation.responses.tools"
    assert session.with_tools().delegation.responses.tools == ()
    chosen = session.with_tool_choice(function="get_weather")
    assert chosen.delegation.responses.tool_choice == LiveFunctionToolChoice(name="get_weather")
    with pytest.raises(ValidationError, match="not both"):
        session.with_tool_choice("auto", function="get_weather")


def test_delegation():
    start = SessionConfig(model="gpt-live-1")
    assert start.with_delegation(None).delegation is None
    named = start.with_delegation("gpt-5.5", instructions="Look it up.", tools=[ToolWebSearch()])
    assert named.delegation.responses.as_dict() == {
        "model": "gpt-5.5",
        "instructions": "Look it up.",
        "tools": [{"type": "web_search"}],
    }
    slower = named.with_delegation(UNSET, acknowledgement_delay_ms=200)
    assert slower.delegation == named.delegation.copy_with(acknowledgement_delay_ms=200)
    assert start.with_delegation(UNSET, acknowledgement_delay_ms=200).delegation == ClientDelegation(
        acknowledgement_delay_ms=200
    )
    assert start.with_delegation(UNSET) == start
    with pytest.raises(ValidationError, match="No backend"):
        start.with_delegation(None, instructions="Look it up.")


def test_triggers():
    angry, mood = Predicate(instructions="Angry?"), Score(instructions="Mood?", levels=[ScoreLevel(label="good")])
    session = LIVE.with_trigger(HEARD, angry).with_trigger(SAID, mood)
    assert [trigger.event_type for trigger in session.triggers] == [HEARD, SAID]
    again = session.with_trigger(HEARD, mood, angry)
    assert {trigger.event_type: trigger.decisions.questions for trigger in again.triggers} == {
        HEARD: (mood, angry),
        SAID: (mood,),
    }
    assert session.with_trigger(UNSET, angry) == session
    assert session.with_trigger(HEARD, UNSET) == session
    assert SessionUpdateConfig().clear("triggers").as_dict() == {"triggers": []}


def test_voices_and_formats():
    assert LIVE.with_voice(CustomVoice(id="voice_1")).audio.output.voice == CustomVoice(id="voice_1")
    assert LIVE.with_audio_format("pcm16").audio.format == openai_live.AudioPCM(rate=24000)
    assert LIVE.with_audio_format(UNSET) == LIVE
    with pytest.raises(ValidationError, match="did you mean `pcm16`") as caught:
        LIVE.with_audio_format("pcm17")
    assert caught.value.path == "$.audio.format"


PROGRAM = """
from typing import TypeVar
from realtime_builder import SessionVocabulary, diff, openai_beta, openai_ga, openai_live, voicelive

S = TypeVar("S", bound=SessionVocabulary)

def get_weather(city: str) -> str:
    return city

def line(session: S) -> S:
    return session.with_voice("marin").add_tool(get_weather).with_max_output_tokens(10).with_audio_format("pcm16")

ga: openai_ga.RealtimeSessionCreateRequest = line(openai_ga.RealtimeSessionCreateRequest()).with_tracing("auto")
beta: openai_beta.Session = line(openai_beta.Session()).with_tracing(None)
voice: voicelive.RequestSession = line(voicelive.RequestSession()).with_metadata(a="b").with_reasoning_effort("none")
live: openai_live.SessionConfig = line(openai_live.SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5"))
asked = live.with_trigger("session.input_transcript.delta", openai_live.Predicate(instructions="Angry?"))
update: openai_live.SessionUpdateConfig = diff(live, asked)
again: openai_live.SessionConfig = live.merge(update).with_reasoning_effort("low")
same: openai_ga.RealtimeSessionCreateRequest = diff(ga, ga)
"""
WRONG = """
live.with_server_vad(threshold=0.6)  # absent
live.with_modalities("audio")  # absent
live.with_transcription("whisper-1")  # absent
live.with_audio_format("pcm17")  # misspelt
live.with_trigger("session.input_transcript", openai_live.Predicate(instructions="Angry?"))  # misspelt
live.with_delegation(openai_live.DelegationResponsesUpdate())  # an update's
openai_live.SessionUpdateConfig().with_voice("marin")  # fixed
openai_live.MediaSessionConfig(model="m").with_audio_format("pcm16")  # the transport's
openai_live.SessionUpdateConfig(instructions="x")  # fixed
line(openai_live.SessionUpdateConfig())  # no session
live.merge(ga)  # another dialect's
"""


@pytest.mark.parametrize("checker", ["mypy", "pyright"] if FULL else ["pyright"])
def test_checkers_agree(checker, tmp_path):
    assert_flags_all(checker, PROGRAM, WRONG, tmp_path)
