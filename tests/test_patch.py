"""`merge`, `diff` and `invert`, by example: what goes over the wire when something changed."""

import itertools
import json

import pytest
from msgspec import UnsetType
from samples import Function, Loudness, Meaning, Output, Remote, Session, SessionUpdate, Sound, UserMessage

from realtime_builder import (
    UNSET,
    Config,
    ValidationError,
    diff,
    encode,
    invert,
    openai_beta,
    openai_ga,
    openai_live,
    voicelive,
)

BASE = Session(
    model="gpt-realtime",
    instructions="Be brief.",
    audio=Sound(output=Output(voice="marin", speed=1.0)),
    turn_detection=Loudness(threshold=0.5, interrupt=True),
    tools=[Function(name="a"), Function(name="b")],
)


def sent(patch):
    return json.loads(encode(patch))


# Merge


def test_omitted_keeps_null_clears_value_sets():
    patch = Session(instructions=None, model="gpt")
    assert BASE.merge(patch) == BASE.copy_with(instructions=None, model="gpt")
    assert BASE.merge(Session()) == BASE


def test_containers_merge_member_by_member():
    merged = BASE.merge(Session(audio=Sound(output=Output(speed=1.5))))
    assert merged.audio == Sound(output=Output(voice="marin", speed=1.5))
    assert Session().merge(BASE).audio is BASE.audio
    assert BASE.copy_with(audio=None).merge(BASE).audio == BASE.audio
    assert BASE.merge(Session(audio=None)).audio is None


def test_everything_else_replaces():
    assert BASE.merge(Session(turn_detection=Loudness(silence_ms=1))).turn_detection == Loudness(silence_ms=1)
    assert BASE.merge(Session(turn_detection=Meaning())).turn_detection == Meaning()
    assert BASE.merge(Session(tools=[Function(name="c")])).tools == (Function(name="c"),)


def test_an_event_merges_its_session():
    merged = SessionUpdate(session=BASE, event_id="1").merge(SessionUpdate(session=Session(model="gpt")))
    assert merged == SessionUpdate(session=BASE.copy_with(model="gpt"), event_id="1")


def test_merging_is_not_associative():
    # As in RFC 7396: null, then an object, forgets what was there.
    null, back = Session(audio=None), Session(audio=Sound(output=Output(speed=1.5)))
    assert BASE.merge(null).merge(back) != BASE.merge(null.merge(back))


def test_another_type_is_refused():
    for wrong in (lambda: BASE.merge(Output()), lambda: diff(BASE, Output()), lambda: invert(BASE, Output())):
        with pytest.raises(ValidationError, match="Expected `Session`, got `Output`"):
            wrong()


# Diff


def test_nothing_changed():
    assert diff(BASE, BASE) == Session()
    assert diff(BASE, Session.from_json(encode(BASE))) == Session()


def test_a_setting_goes_alone():
    assert sent(diff(BASE, BASE.copy_with(model="gpt"))) == {"type": "realtime", "model": "gpt"}
    assert sent(diff(BASE, BASE.transform("audio.output.speed", 1.5))) == {
        "type": "realtime",
        "audio": {"output": {"speed": 1.5}},
    }


def test_a_setting_goes_whole():
    changed = BASE.transform("turn_detection.threshold", 0.7)
    assert sent(diff(BASE, changed))["turn_detection"] == {"type": "server_vad", "threshold": 0.7, "interrupt": True}


def test_tools_are_one_list():
    changed = BASE.transform("tools.a.parameters", {"type": "object"})
    assert diff(BASE, changed) == Session(tools=changed.tools)


def test_a_new_container_goes_with_all_it_has():
    assert diff(Session(), BASE) == BASE
    assert diff(Session(audio=Sound()), Session(audio=Sound(output=Output()))) == Session(audio=Sound(output=Output()))
    assert diff(Session(), Session(audio=Sound())) == Session(audio=Sound())


def test_what_was_omitted_is_cleared_where_that_can_be():
    patch = diff(BASE, Session(model="gpt-realtime", audio=BASE.audio), omitted="clear")

    assert sent(patch) == {"type": "realtime", "instructions": "", "turn_detection": None, "tools": []}
    assert BASE.merge(patch) == BASE.clear("instructions", "turn_detection", "tools")


def test_what_is_cleared_already_is_not_sent():
    cleared = BASE.clear("instructions", "turn_detection", "tools")
    assert diff(cleared, Session(model="gpt-realtime", audio=BASE.audio), omitted="clear") == Session()


def test_an_empty_container_needs_no_clearing():
    assert diff(Session(audio=Sound()), Session()) == Session()
    assert diff(Session(audio=Sound(output=Output())), Session(audio=Sound())) == Session()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (BASE, BASE.without("model"), "model"),
        (BASE, BASE.without("audio"), "audio.output.voice"),
        (BASE, BASE.without("audio.output.speed"), "audio.output.speed"),
        (BASE.with_extra("audio.depth", 1), BASE, "audio.depth"),
        (Session(audio=None), Session(), "audio"),
        (SessionUpdate(session=BASE), SessionUpdate(session=BASE.without("model")), "session.model"),
        (SessionUpdate(session=BASE, event_id="1"), SessionUpdate(session=BASE), "event_id"),
    ],
)
def test_what_can_not_be_cleared_is_named(old, new, path):
    for patch in (lambda: diff(old, new, omitted="clear"), lambda: invert(new, diff(new, old))):
        with pytest.raises(ValidationError) as caught:
            patch()
        assert str(caught.value) == f"A patch can't omit `{path}`, and the API has no way to clear it - at `$.{path}`"


def test_events_carry_the_least_session():
    old, new = SessionUpdate(session=BASE), SessionUpdate(session=BASE.copy_with(model="gpt"))
    assert diff(old, new) == SessionUpdate(session=Session(model="gpt"))
    assert diff(old, old) == SessionUpdate(session=Session())


def test_required_fields_are_in_every_patch():
    old, new = Remote(server_label="files", headers={"a": "1"}), Remote(server_label="files", headers=None)
    assert diff(old, new) == new
    assert diff(UserMessage(text="a"), UserMessage(text="a")) == UserMessage(text="a")


def test_order_of_members_is_no_change():
    old = Session(metadata={"a": "1", "b": "2"}, tracing={"a": 1, "b": {}})
    new = Session(metadata={"b": "2", "a": "1"}, tracing={"b": {}, "a": 1.0})
    assert diff(old, new) == Session()


def test_true_is_not_1():
    assert diff(Session(tracing={"a": 1}), Session(tracing={"a": True})) == Session(tracing={"a": True})


# What the new configuration omits

AGENT_A = openai_ga.RealtimeSessionCreateRequest(
    instructions="Be brief.",
    tracing="auto",
    audio={"input": {"format": {"type": "audio/pcmu"}, "transcription": {"model": "whisper-1"}}},
)
AGENT_B = openai_ga.RealtimeSessionCreateRequest(instructions="Be kind.", audio={"output": {"voice": "cedar"}})


def test_what_is_omitted_is_an_error_that_names_the_paths_and_the_choices():
    with pytest.raises(ValidationError) as caught:
        diff(AGENT_A, AGENT_B)
    assert str(caught.value) == (
        "The new configuration omits `audio.input.format`, `audio.input.transcription`, `tracing`, which a patch can't "
        "say: pass omitted='clear' to turn it off, omitted='keep' to leave it as the call has it, or name paths in "
        "`keep` - at `$.audio.input.format`"
    )


def test_more_paths_than_anybody_reads_are_counted():
    names = [f"x{i:02}" for i in range(15)]
    old = Session()
    for name in names:
        old = old.with_extra(name, 1)
    with pytest.raises(ValidationError, match="`x09` and 5 more, which"):
        diff(old, Session())


def test_what_is_omitted_is_kept():
    patch = diff(AGENT_A, AGENT_B, omitted="keep")
    assert sent(patch) == {
        "type": "realtime",
        "audio": {"output": {"voice": "cedar"}},
        "instructions": "Be kind.",
    }
    assert AGENT_A.merge(patch) == AGENT_A.merge(AGENT_B)


def test_paths_that_are_kept_in_any_case():
    patch = diff(AGENT_A, AGENT_B, omitted="clear", keep=["audio.input.format"])
    assert "format" not in sent(patch)["audio"]["input"]
    assert sent(patch)["audio"]["input"] == {"transcription": None}
    patch = diff(AGENT_A, AGENT_B, keep=["audio.input", "tracing", "instructions"])
    assert sent(patch) == {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
    assert diff(AGENT_A, AGENT_B, keep="audio", omitted="keep") == diff(
        AGENT_A, AGENT_B.copy_with(audio=AGENT_A.audio), omitted="keep"
    )


def test_what_is_kept_inside_a_setting_that_goes_whole():
    old = Session(turn_detection=Loudness(threshold=0.5, silence_ms=100))
    new = Session(turn_detection=Loudness(threshold=0.7, interrupt=True))
    assert diff(old, new, keep=["turn_detection.threshold"]) == Session(
        turn_detection=Loudness(threshold=0.5, interrupt=True)
    )
    assert diff(old, new, keep=["turn_detection.silence_ms", "turn_detection.interrupt"]) == Session(
        turn_detection=Loudness(threshold=0.7, silence_ms=100)
    )
    assert diff(old, Session(), keep=["turn_detection.threshold"]) == Session()
    with pytest.raises(ValidationError, match=r"`turn_detection\.threshold` can't be kept while `turn_detection` is"):
        diff(old, Session(turn_detection=None), keep=["turn_detection.threshold"])
    with pytest.raises(ValidationError, match="threshold"):
        diff(old, Session(turn_detection=Meaning()), keep=["turn_detection.threshold"])


def test_what_is_kept_goes_into_a_session_of_another_type():
    old = openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeSessionCreateRequest(model="m", include=["x"]))
    new = openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeTranscriptionSessionCreateRequest(include=["y"]))
    patch = diff(old, new, omitted="keep", keep=["session.include"])
    assert old.merge(patch).session == openai_ga.RealtimeTranscriptionSessionCreateRequest(include=["x"])
    with pytest.raises(ValidationError, match="has no field `model`"):
        diff(old, new, omitted="keep", keep=["session.model"])


def test_what_is_kept_has_to_be_a_path():
    with pytest.raises(ValidationError, match="did you mean `voice`"):
        diff(BASE, BASE, keep=["audio.output.voise"])
    with pytest.raises(ValidationError, match="Expected `omitted` to be 'error', 'clear' or 'keep', got 'drop'"):
        diff(BASE, BASE, omitted="drop")


def test_nothing_differs_where_a_default_is_not_unset():
    class Line(Config):
        beeps: bool | UnsetType = False
        voice: str | UnsetType = UNSET

    old = Line(beeps=True, voice="marin")
    assert encode(diff(old, old)) == b"{}"
    assert old.merge(diff(old, old)) == old
    assert old.merge(diff(old, old.copy_with(voice="cedar"))) == old.copy_with(voice="cedar")
    assert encode(diff(old, old.copy_with(beeps=False))) == b'{"beeps":false}'
    assert old.merge(diff(old, old.copy_with(beeps=False))) == old.copy_with(beeps=False)
    assert old.merge(old) == old


def test_true_is_not_1_where_no_type_says_so():
    for old, new in ((1, True), (True, 1)):
        was, now = Session().with_extra("temperature", old), Session().with_extra("temperature", new)
        assert was.merge(diff(was, now)).to_json() == now.to_json()


# Invert


def test_a_patch_is_undone():
    for patch in (
        Session(model="gpt", audio=Sound(output=Output(speed=1.5))),
        Session(turn_detection=None, tools=[]),
        Session(instructions=None, audio=None),
    ):
        assert BASE.merge(patch).merge(invert(BASE, patch)) == BASE
    assert sent(invert(BASE, Session(model="gpt"))) == {"type": "realtime", "model": "gpt-realtime"}


def test_what_was_added_is_cleared_again():
    old = Session(model="gpt")
    assert invert(old, Session(instructions="Be brief.")) == Session(instructions="")
    with pytest.raises(ValidationError, match="A patch can't omit `max_tokens`"):
        invert(old, Session(max_tokens=5))


# In the dialects: a handoff keeps the line's format (the hiss on the phone line)


def test_a_handoff_sends_what_it_changes():
    phone = openai_ga.RealtimeSessionCreateRequest().with_audio_format("g711_ulaw").with_instructions("You greet.")
    handoff = phone.with_instructions("You bill.").with_voice("cedar")

    assert sent(diff(phone, handoff)) == {
        "type": "realtime",
        "audio": {"output": {"voice": "cedar"}},
        "instructions": "You bill.",
    }


@pytest.mark.parametrize(
    ("cls", "patch"),
    [
        (openai_ga.RealtimeSessionCreateRequest, {"type": "realtime", "instructions": "", "tools": []}),
        (openai_beta.Session, {"instructions": "", "tools": []}),
    ],
)
def test_tokens_of_the_dialects(cls, patch):
    full = cls(instructions="Be brief.", tools=[{"type": "function", "name": "f"}])
    assert sent(diff(full, cls(), omitted="clear")) == patch


def test_voice_live_turns_detection_off():
    full = voicelive.RequestSession(turn_detection=voicelive.AzureSemanticVad())
    assert sent(diff(full, voicelive.RequestSession(), omitted="clear")) == {"turn_detection": None}


def test_of_two_updates_a_delegation_of_another_type_or_none_goes_whole():
    """No patch could take the type away again, so that `diff` would have no answer."""
    update = openai_live.SessionUpdateConfig
    typed = update.from_dict({"delegation": {"type": "client", "acknowledgement_delay_ms": 5}})
    untyped = update.from_dict({"delegation": {"acknowledgement_delay_ms": 7}})
    other = update.from_dict({"delegation": {"responses": {"instructions": "x"}}})
    for old, new in itertools.permutations((typed, untyped, other), 2):
        if "type" not in old.delegation and "type" not in new.delegation:
            continue  # these merge
        assert old.merge(new) == new
        assert old.merge(diff(old, new)) == new
    start = openai_live.SessionConfig(model="gpt-live-1", delegation={"type": "client"})
    assert start.merge(untyped).delegation == openai_live.ClientDelegation(acknowledgement_delay_ms=7)
    with pytest.raises(ValidationError, match="start a new session to have responses"):
        start.merge(other)
