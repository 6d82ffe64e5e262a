"""Rules about time: what a server refuses in which phase."""

from itertools import product
from typing import Any, NamedTuple

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from realtime_builder import UNSET, Config, SessionState, ValidationError
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder import openai_live as live
from realtime_builder import voicelive as vl
from realtime_builder._core.paths import parse_path
from realtime_builder._core.places import field_at
from realtime_builder.check import check_update
from realtime_builder.check.phases import PHASES, update_rules
from realtime_builder.fields import Settable

BEFORE_AUDIO = ("created", "configured", "responding")
ASH, SAGE = {"type": "openai", "name": "ash"}, {"type": "openai", "name": "sage"}
ECHO = {"reference_source": "client", "channels": 2}


class Case(NamedTuple):
    """A patch that a rule has something to say of in its phases, and one that it has not."""

    rule: str
    current: Config | None
    loud: Config
    path: str
    silent: Config


def ga_session(**members: Any) -> Config:
    return ga.RealtimeSessionCreateRequest.from_dict(members)


def ga_voice(name: str) -> dict[str, Any]:
    return {"audio": {"output": {"voice": name}}}


LIVE = live.SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5")


def live_update(**members: Any) -> Config:
    return live.SessionUpdateConfig.from_dict(members)


CASES = [
    Case("live-no-update", LIVE, LIVE.with_voice("cedar"), "audio.output.voice", LIVE),
    Case("live-no-update", LIVE, live.ForkSessionConfig(store=True), "store", live.ForkSessionConfig()),
    Case(
        "live-no-update",
        LIVE,
        live.SessionUpdateConfig().with_extra("model", "gpt-live-1"),  # refused, changed or not
        "model",
        live.SessionUpdateConfig().with_extra("a_member_of_next_year", 1),
    ),
    Case("live-delegation-fixed", LIVE, LIVE.copy_with(delegation=None), "delegation", LIVE),
    Case(
        "live-delegation-fixed",
        LIVE,
        live_update(delegation=None),
        "delegation",
        live_update(delegation={"type": "responses", "acknowledgement_delay_ms": 5}),
    ),
    Case(
        "live-delegation-fixed",
        live.SessionConfig(model="gpt-live-1"),
        live.SessionUpdateEvent(session=live_update(delegation={"responses": {"tools": []}})),
        "session.delegation",
        live.SessionUpdateEvent(session=live_update(delegation={"type": "client"})),
    ),
    Case("session-type-fixed", ga_session(), ga.RealtimeTranscriptionSessionCreateRequest(), "", ga_session()),
    Case("session-type-fixed", beta.TranscriptionSession(), beta.Session(), "", beta.TranscriptionSession()),
    Case(
        "session-type-fixed",
        ga.RealtimeTranslationSessionUpdateRequest(),
        ga.SessionUpdateEvent(session=ga_session()),
        "session",
        ga.RealtimeTranslationSessionUpdateEvent(session=ga.RealtimeTranslationSessionUpdateRequest()),
    ),
    Case(
        "model-fixed",
        ga_session(model="gpt-realtime-2"),
        ga_session(model="gpt-realtime-2.1"),
        "model",
        ga_session(model="gpt-realtime-2"),
    ),
    Case("model-fixed", beta.Session(model="a"), beta.Session(model=None), "model", beta.Session(model="a")),
    Case("vl-model-fixed", vl.RequestSession(model="a"), vl.RequestSession(model="b"), "model", vl.RequestSession()),
    Case(
        "vl-model-fixed",
        vl.RequestSession(model="a"),
        vl.RequestSession(model="b"),
        "model",
        vl.RequestSession(model="a"),
    ),
    Case(
        "voice-fixed",
        ga_session(**ga_voice("marin")),
        ga.SessionUpdateEvent(session=ga_session(**ga_voice("cedar"))),
        "session.audio.output.voice",
        ga.SessionUpdateEvent(session=ga_session(**ga_voice("marin"))),
    ),
    Case(
        "voice-fixed",
        ga_session(**ga_voice("marin")),
        ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams.from_dict(ga_voice("cedar"))),
        "response.audio.output.voice",
        ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams.from_dict(ga_voice("marin"))),
    ),
    Case("voice-fixed", beta.Session(voice="sage"), beta.Session(voice="ash"), "voice", beta.Session(speed=1.0)),
    Case(
        "voice-fixed",
        beta.Session(voice="sage"),
        beta.ResponseCreateParams(voice="ash", conversation="none"),
        "voice",
        beta.ResponseCreateParams(voice="sage", conversation="none"),
    ),
    Case("voice-fixed", None, vl.RequestSession(voice="ash"), "voice", vl.RequestSession()),
    *(
        Case(rule, vl.RequestSession(voice=old), vl.RequestSession(voice=other), "voice", vl.RequestSession(voice=same))
        for rule in ("voice-fixed", "vl-voice-in-update")
        for old, same, other in (("ash", ASH, SAGE), (ASH, "ash", "sage"), (ASH, ASH, SAGE))
    ),
    Case(
        "ga-reasoning-in-session",
        ga_session(model="gpt-realtime-1.5"),
        ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams(parallel_tool_calls=False)),
        "response.parallel_tool_calls",
        ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams(parallel_tool_calls=None)),
    ),
    Case(
        "ga-reasoning-in-session",
        ga_session(model="gpt-realtime-1.5"),
        ga_session(reasoning={"effort": "low"}),
        "reasoning",
        ga_session(model="gpt-realtime-1.5", reasoning={"effort": "low"}),  # of which `check` speaks
    ),
    Case(
        "vl-voice-in-update",
        vl.RequestSession(voice="sage"),
        vl.RequestSession(voice="ash"),
        "voice",
        vl.RequestSession(voice="sage"),
    ),
    Case(
        "speed-between-turns",
        ga_session(),
        ga_session(audio={"output": {"speed": 1.2}}),
        "audio.output.speed",
        ga_session(audio={"output": {"voice": "marin"}}),
    ),
    Case("speed-between-turns", beta.Session(speed=1.0), beta.Session(speed=1.2), "speed", beta.Session(speed=1.0)),
    Case(
        "tracing-fixed",
        ga_session(tracing="auto"),
        ga_session(tracing={"workflow_name": "a"}),
        "tracing",
        ga_session(tracing="auto"),
    ),
    Case(
        "tracing-fixed", beta.Session(tracing="auto"), beta.Session(tracing={}), "tracing", beta.Session(tracing=None)
    ),
    Case("tracing-off", ga_session(tracing="auto"), ga_session(tracing=None), "tracing", ga_session()),
    Case("tracing-off", ga_session(tracing="auto"), ga_session(tracing=None), "tracing", ga_session(tracing="auto")),
    Case(
        "vl-echo-fixed",
        vl.RequestSession(input_audio_echo_cancellation=None),
        vl.ClientEventSessionUpdate(session=vl.RequestSession(input_audio_echo_cancellation=ECHO)),
        "session.input_audio_echo_cancellation",
        vl.ClientEventSessionUpdate(session=vl.RequestSession(input_audio_echo_cancellation=None)),
    ),
    Case(
        "vl-echo-fixed",
        vl.RequestSession(input_audio_echo_cancellation=ECHO),
        vl.RequestSession(input_audio_echo_cancellation=None),
        "input_audio_echo_cancellation",
        vl.RequestSession(input_audio_echo_cancellation=ECHO),
    ),
    Case(
        "vl-echo-fixed",
        vl.RequestSession(),
        vl.RequestSession(input_audio_echo_cancellation=ECHO),
        "input_audio_echo_cancellation",
        vl.RequestSession(input_audio_echo_cancellation=None),
    ),
    Case(
        "response-in-progress",
        ga_session(),
        ga.ResponseCreateEvent(),
        "response.conversation",
        ga.ResponseCreateEvent(response=ga.RealtimeResponseCreateParams(conversation="none")),
    ),
    Case(
        "response-in-progress",
        None,
        beta.ResponseCreateParams(conversation="auto"),
        "conversation",
        beta.ResponseCreateParams(conversation="none"),
    ),
    Case("beta-server-field", None, beta.Session(client_secret={}), "client_secret", beta.Session(voice="sage")),
]


def found(case: Case, patch: Config, phase: Any) -> list[Any]:
    return [finding for finding in check_update(case.current, patch, phase=phase) if finding.rule == case.rule]


@pytest.mark.parametrize(("case", "phase"), list(product(CASES, PHASES)), ids=lambda part: getattr(part, "rule", part))
def test_a_rule_speaks_in_its_phases_alone(case, phase):
    findings = found(case, case.loud, phase)

    rule = update_rules()[case.rule]
    expected = [(case.path, rule.severity)] if phase in rule.when else []
    assert [(finding.path, finding.severity) for finding in findings] == expected
    assert found(case, case.silent, phase) == []


def test_every_rule_about_time_has_an_example():
    assert {case.rule for case in CASES} == update_rules().keys()
    assert all(rule.source and rule.says for rule in update_rules().values())


def test_phases_are_as_documented():
    assert PHASES == ("created", "configured", "responding", "spoken", "speaking")
    assert update_rules()["voice-fixed"].when == ("spoken", "speaking")
    assert update_rules()["speed-between-turns"].when == ("responding", "speaking")
    assert update_rules()["vl-echo-fixed"].when == PHASES[1:]
    assert update_rules()["model-fixed"].when == PHASES


def test_other_events_are_never_too_late():
    session = ga_session(model="gpt-realtime-2")

    for event in (ga.InputAudioBufferClearEvent(), ga.ResponseCancelEvent(), ga.InputAudioBufferAppendEvent(audio=b"")):
        assert check_update(session, event, phase="speaking") == ()
    assert check_update(None, vl.ClientEventResponseCreate(), phase="speaking") == ()  # which cancels the other first


def test_the_first_update_may_say_the_model_that_the_connection_has():
    session = ga_session(model="gpt-realtime-2", instructions="Be brief.")

    assert check_update(None, session, phase="created") == ()
    assert SessionState("openai_ga").check(session) == ()


def test_a_voice_may_change_as_long_as_the_model_was_silent():
    patch = ga_session(**ga_voice("cedar"))

    for phase in BEFORE_AUDIO:
        assert check_update(ga_session(**ga_voice("marin")), patch, phase=phase) == ()


@pytest.mark.parametrize("model", ["gpt-realtime-2", "our-own-deployment"])
def test_only_a_model_that_is_known_not_to_reason_has_no_options_of_reasoning(model):
    response = ga.RealtimeResponseCreateParams(reasoning={"effort": "low"}, parallel_tool_calls=True)

    assert check_update(ga_session(model=model), response, phase="configured") == ()
    assert check_update(None, response, phase="configured") == ()


def test_rules_can_be_left_out():
    old, new = ga_session(model="a"), ga_session(model="b")

    assert check_update(old, new, phase="created", ignore=["model-fixed"]) == ()
    with pytest.raises(ValidationError, match="No rule is named `model_fixed`; did you mean `model-fixed`"):
        check_update(old, new, phase="created", ignore=["model_fixed"])


def test_the_session_may_come_in_the_event_that_said_so():
    created = ga.SessionUpdateEvent(session=ga_session(model="gpt-realtime-2"))

    assert check_update(created, ga_session(model="gpt-realtime-2"), phase="created") == ()
    assert len(check_update(created, ga_session(model="gpt-realtime-2.1"), phase="created")) == 1


def test_a_translation_session_is_made_by_one_struct_and_updated_by_another():
    made, patch = ga.RealtimeTranslationSessionCreateRequest(model="a"), ga.RealtimeTranslationSessionUpdateRequest()

    assert check_update(made, patch, phase="created") == ()
    assert [finding.rule for finding in check_update(made, ga_session(), phase="created")] == ["session-type-fixed"]


def test_an_applications_own_session_is_of_the_dialect_it_comes_from():
    class OurSession(beta.Session):
        tenant: Settable[str] = UNSET

    [finding] = check_update(OurSession(model="a", tenant="t"), beta.Session(model="b"), phase="created")

    assert finding.rule == "model-fixed"


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValidationError, match="Expected a session, got `RealtimeResponseCreateParams`"):
        check_update(ga.RealtimeResponseCreateParams(), ga_session(), phase="created")
    with pytest.raises(ValidationError, match=r"Expected a phase of created, .*, got 'over'"):
        check_update(None, ga_session(), phase="over")  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="got `Session` of another dialect"):
        check_update(ga_session(), beta.Session(), phase="created")
    with pytest.raises(ValidationError, match="Expected a configuration, got `dict`"):
        check_update(None, {"model": "a"}, phase="created")  # type: ignore[arg-type]


SESSIONS = [
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeTranscriptionSessionCreateRequest,
    ga.RealtimeTranslationSessionUpdateRequest,
    beta.Session,
    beta.TranscriptionSession,
    vl.RequestSession,
]


@given(data=st.data(), cls=st.sampled_from(SESSIONS), phase=st.sampled_from(PHASES))
def test_any_patch_can_be_checked(data, cls, phase):
    values = strategies.configs(cls) | strategies.kept(cls)
    current, patch = data.draw(st.none() | values), data.draw(values)

    findings = check_update(current, patch, phase=phase)

    assert findings == check_update(current, patch, phase=phase)
    for finding in findings:
        field_at(patch, parse_path(finding.path))
        assert patch.transform(finding.path, UNSET) == patch


@given(data=st.data(), cls=st.sampled_from(SESSIONS), phase=st.sampled_from(PHASES))
def test_a_session_is_no_change_of_itself(data, cls, phase):
    session = data.draw(strategies.configs(cls))

    assert {finding.rule for finding in check_update(session, session, phase=phase)} <= {
        "beta-server-field",
        "tracing-off",
    }
    assert check_update(session, cls(), phase=phase) == ()
