"""What a server did not take is told, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ROOTS, configs, name_of

from realtime_builder import UNSET, ValidationError, openai_beta, openai_ga, voicelive
from realtime_builder._core.paths import parse_path
from realtime_builder.interop.drift import Difference, drift
from realtime_builder.interop.received import read_received

Session = openai_ga.RealtimeSessionCreateRequest
PCM = {"type": "audio/pcm", "rate": 24000}


def ga(**members):
    return Session.from_dict(members)


def echo(**members):
    """A session as a server sends it."""
    return read_received({"type": "realtime", "id": "sess_1", "object": "realtime.session", **members}, Session)


def paths(sent, echoed):
    return [difference.path for difference in drift(sent, echoed)]


def test_a_difference_has_the_path_and_both_values():
    sent = ga(audio={"output": {"voice": "marin"}})
    [difference] = drift(sent, echo(audio={"output": {"voice": "alloy"}}))
    assert difference == Difference("audio.output.voice", "marin", "alloy")
    assert str(difference) == "sent 'marin', echoed 'alloy' - at `audio.output.voice`"


def test_an_event_in_place_of_its_session_says_so():
    event = openai_ga.SessionUpdatedEvent(event_id="e", session=Session())
    with pytest.raises(ValidationError) as caught:
        drift(Session(), event)
    assert str(caught.value) == "Expected a session, got `SessionUpdatedEvent`; compare with its `session`"
    with pytest.raises(ValidationError, match="Expected `RequestSession`, got `SessionUpdatedEvent`"):
        drift(voicelive.RequestSession(), event)


def test_a_path_is_one_that_edits_take():
    sent = ga(tools=[{"type": "function", "name": "f", "description": "Old."}])
    echoed = echo(tools=[{"type": "function", "name": "f", "description": "New."}])
    [(path, was, now)] = drift(sent, echoed)
    assert path == "tools[0].description"
    assert sent.transform(path, now) == ga(tools=[{"type": "function", "name": "f", "description": "New."}])
    assert echoed.transform(path, was).tools == sent.tools


def test_order_is_that_of_what_was_sent():
    sent = ga(
        audio={"input": {"noise_reduction": None}, "output": {"speed": 1.5}}, instructions="a", tool_choice="none"
    )
    assert paths(sent, echo(audio={"input": {"noise_reduction": {"type": "near_field"}}})) == [
        "audio.input.noise_reduction",
        "audio.output.speed",
        "instructions",
        "tool_choice",
    ]


# What is no drift


def test_what_the_server_fills_in_is_no_drift():
    sent = ga(audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 0.6}}})
    vad = {"type": "server_vad", "threshold": 0.6, "prefix_padding_ms": 300, "idle_timeout_ms": None, "new": [1]}
    assert drift(sent, echo(audio={"input": {"turn_detection": vad, "format": PCM}, "output": {}}, model="x")) == ()


@pytest.mark.parametrize("echoed", [{}, {"tracing": None}])
def test_null_that_came_back_as_null_or_nothing_is_no_drift(echoed):
    assert drift(ga(tracing=None), echo(**echoed)) == ()


def test_null_that_came_back_as_a_value_is_drift():
    assert drift(ga(tracing=None), echo(tracing="auto")) == (Difference("tracing", None, "auto"),)


@pytest.mark.parametrize("nothing", [{}, {"instructions": None, "tools": None}, {"instructions": "", "tools": []}])
def test_what_was_cleared_by_something_empty_may_be_gone(nothing):
    assert drift(ga(instructions="", tools=[]), echo(**nothing)) == ()


def test_something_empty_that_came_back_as_a_value_is_drift():
    assert paths(ga(instructions="", tools=[]), echo(instructions="Be kind.", tools=[{"type": "brand_new"}])) == [
        "instructions",
        "tools",
    ]


def test_order_of_choices_is_no_drift_and_order_of_numbers_is():
    sent = voicelive.RequestSession(modalities=["text", "audio"])
    assert drift(sent, voicelive.RequestSession(modalities=["audio", "text"])) == ()
    assert paths(sent, voicelive.RequestSession(modalities=["text"])) == ["modalities"]
    crop = voicelive.VideoCrop(top_left=[1, 2], bottom_right=[3, 4])
    other = voicelive.VideoCrop(top_left=[2, 1], bottom_right=[3, 4])
    assert paths(crop, other) == ["top_left"]


def test_single_precision_is_no_drift():
    sent = openai_beta.Session(temperature=0.8)
    assert drift(sent, openai_beta.Session(temperature=0.800000011920929)) == ()
    assert drift(sent, openai_beta.Session(temperature=0.80001)) == (Difference("temperature", 0.8, 0.80001),)


def test_a_whole_number_may_come_back_without_its_point():
    assert drift(ga(audio={"output": {"speed": 1.0}}), echo(audio={"output": {"speed": 1}})) == ()


def test_true_is_not_one():
    sent = openai_beta.Session().with_extra("flag", 1.0)
    assert paths(sent, openai_beta.Session().with_extra("flag", True)) == ["flag"]


def test_secrets_are_not_compared():
    tool = {"type": "mcp", "server_label": "x"}
    sent = ga(tools=[{**tool, "authorization": "hush", "headers": {"a": "hush"}}])
    assert drift(sent, echo(tools=[tool])) == ()
    assert "hush" not in str(drift(sent, echo(tools=[])))


# Objects


def test_what_is_missing_counts_setting_by_setting_in_containers():
    sent = ga(audio={"input": {"noise_reduction": None}, "output": {"voice": "marin", "speed": 1.2}})
    assert drift(sent, echo()) == (
        Difference("audio.output.speed", 1.2, UNSET),
        Difference("audio.output.voice", "marin", UNSET),
    )
    assert paths(sent, echo(audio=None)) == ["audio.output.speed", "audio.output.voice"]
    assert str(drift(sent, echo())[0]) == "sent 1.2, echoed nothing - at `audio.output.speed`"


def test_another_variant_is_one_difference():
    sent = ga(audio={"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "low"}}})
    [difference] = drift(sent, echo(audio={"input": {"turn_detection": {"type": "server_vad"}}}))
    assert difference.path == "audio.input.turn_detection"
    assert (difference.sent["type"], difference.echoed["type"]) == ("semantic_vad", "server_vad")


def test_a_variant_that_the_library_does_not_know_is_one_difference():
    sent = ga(audio={"input": {"turn_detection": {"type": "server_vad"}}})
    assert paths(sent, echo(audio={"input": {"turn_detection": {"type": "next_years_vad"}}})) == [
        "audio.input.turn_detection"
    ]


def test_another_number_of_tools_is_one_difference():
    tool = {"type": "function", "name": "f"}
    assert paths(ga(tools=[tool]), echo(tools=[tool, tool])) == ["tools"]
    assert drift(ga(tools=[tool]), echo(tools=[{**tool, "strict": True}])) == ()


def test_free_json_is_one_setting():
    tool = {"type": "function", "name": "f", "parameters": {"a": 1, "b": None}}
    same = {"type": "function", "name": "f", "parameters": {"b": None, "a": 1.0}}
    more = {"type": "function", "name": "f", "parameters": {"a": 1, "b": None, "c": 1}}
    assert drift(ga(tools=[tool]), echo(tools=[same])) == ()
    assert paths(ga(tools=[tool]), echo(tools=[more])) == ["tools[0].parameters"]


def test_text_and_object_differ():
    sent = voicelive.RequestSession(voice="alloy")
    assert paths(sent, voicelive.RequestSession(voice={"type": "openai", "name": "alloy"})) == ["voice"]


def test_metadata_is_one_setting():
    sent = voicelive.RequestSession(metadata={"a": "1", "b": "2"})
    assert drift(sent, voicelive.RequestSession(metadata={"b": "2", "a": "1"})) == ()
    assert paths(sent, voicelive.RequestSession(metadata={"a": "1"})) == ["metadata"]


def test_extras_that_were_sent_count_member_by_member():
    sent = ga().with_extra("mood", {"color": "blue", "depth": {"a": 1}})
    assert drift(sent, echo(mood={"depth": {"a": 1, "b": 2}, "color": "blue"})) == ()
    assert paths(sent, echo(mood={"color": "red", "depth": {}})) == ["mood.color", "mood.depth.a"]
    brave = ga().with_extra("audio.input.turn_detection", {"type": "brand_new_vad", "x": 1})
    assert drift(brave, echo(audio={"input": {"turn_detection": {"type": "brand_new_vad", "x": 1, "y": 2}}})) == ()
    assert paths(brave, echo(audio={"input": {"turn_detection": {"type": "brand_new_vad"}}})) == [
        "audio.input.turn_detection.x"
    ]


def test_different_types_are_an_error():
    with pytest.raises(ValidationError) as caught:
        drift(ga(), voicelive.RequestSession())
    assert str(caught.value) == "Expected `RealtimeSessionCreateRequest`, got `RequestSession`"


# For every session there is


@pytest.mark.parametrize("root", ROOTS, ids=name_of)
def test_what_comes_back_as_it_was_sent_is_no_drift(root):
    @given(configs(root))
    def check(sent):
        assert drift(sent, sent) == ()
        assert drift(sent, read_received(json.loads(sent.to_json()), root)) == ()

    check()


@pytest.mark.parametrize("root", ROOTS, ids=name_of)
def test_no_drift_where_the_server_did_what_was_asked(root):
    @given(st.data())
    def check(data):
        before, sent = data.draw(configs(root)), data.draw(configs(root))
        assert drift(sent, before.merge(sent)) == ()

    check()


@pytest.mark.parametrize("root", ROOTS, ids=name_of)
def test_each_path_leads_to_both_values(root):
    def value_at(config, path):
        for step in parse_path(path):
            config = config[step]
        return config

    @given(st.data())
    def check(data):
        sent, echoed = data.draw(configs(root)), data.draw(configs(root))
        for path, was, now in drift(sent, echoed):
            assert value_at(sent, path) == was
            if now is not UNSET:
                assert value_at(echoed, path) == now

    check()
