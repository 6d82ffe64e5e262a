"""`Guard`: what gets through, what does not and why, and that nothing else ever does."""

import copy
import importlib.util
import json
import os
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from fuzz.guard_promise import CASES, GUARDS, leaves, promise
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, ROOTS, configs, edits, json_values, kept, name_of

from benchmarks.guard import HOSTILE, hostile, run
from realtime_builder import UNSET, ValidationError, encode, openai_beta
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder._core.values import JsonObject
from realtime_builder.edits.facts import patch_class
from realtime_builder.guard import Guard, GuardError, Violation
from realtime_builder.guard.allowlist import AllowList
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent

ROOT = Path(__file__).parents[1]
UNKNOWN = "a_member_of_next_year"

BASE = RealtimeSessionCreateRequest(
    model="gpt-realtime-2",
    instructions="Be brief.",
    audio={
        "input": {"turn_detection": {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 500}},
        "output": {"voice": "marin", "speed": 1.0},
    },
    tools=[{"type": "mcp", "server_label": "crm", "server_url": "https://x.test", "authorization": "hunter2"}],
    tracing={"workflow_name": "support", "metadata": {"tenant": "t1", "plan": {"tier": 1, "seats": 5}}},
)


def applied(guard, patch, base=BASE):
    result = guard.apply(base, json.dumps(patch))
    assert base.merge(result.patch) == result.config
    return result


def refused(guard, patch, base=BASE):
    with pytest.raises(GuardError) as caught:
        guard.apply(base, patch if isinstance(patch, bytes | str) else json.dumps(patch))
    return caught.value


# What is let through


def test_what_is_allowed_is_laid_over_the_base():
    guard = Guard.allow("instructions", "audio.output.voice")
    result = applied(guard, {"instructions": "Be kind.", "audio": {"output": {"voice": "cedar"}}})
    assert result.config == BASE.transform("instructions", "Be kind.", "audio.output.voice", "cedar")
    assert result.patch.as_dict() == {
        "type": "realtime",
        "instructions": "Be kind.",
        "audio": {"output": {"voice": "cedar"}},
    }
    assert result.dropped == ()
    assert result.event_id is UNSET


def test_a_whole_event_may_come_as_well():
    guard = Guard.allow("instructions")
    event = {"type": "session.update", "event_id": "e1", "session": {"type": "realtime", "instructions": "Hi."}}
    result = applied(guard, event)
    assert result.event_id == "e1"
    relayed = SessionUpdateEvent(session=result.patch, event_id=result.event_id)
    assert relayed.as_dict() == event


@pytest.mark.parametrize("convert", [bytes, bytearray, memoryview, lambda data: data.decode()])
def test_input_may_be_any_buffer_or_text(convert):
    result = Guard.allow("instructions").apply(BASE, convert('{"instructions": "Größe"}'.encode()))
    assert result.config.instructions == "Größe"


def test_an_event_can_be_the_base():
    base = SessionUpdateEvent(session=BASE, event_id="e1")
    patch = {"type": "session.update", "session": {"type": "realtime", "instructions": "Hi."}}
    result = applied(Guard.allow("session.instructions"), patch, base)
    assert result.config == base.transform("session.instructions", "Hi.")
    assert refused(Guard.allow("session.instructions"), {"event_id": "e2"}, base).path == "$.event_id"
    assert applied(Guard.allow("event_id"), {"event_id": "e2"}, base).config == base.copy_with(event_id="e2")


def test_a_base_is_a_configuration():
    with pytest.raises(ValidationError, match=r"^Expected a configuration as the base, got `dict`$"):
        Guard.allow("instructions").apply({}, b"{}")


def test_everything_under_an_allowed_path_is_allowed():
    guard = Guard.allow("audio.output")
    result = applied(guard, {"audio": {"output": {"speed": 1.2, "format": {"type": "audio/pcmu"}}}})
    assert result.config.audio.output.as_dict() == {"voice": "marin", "speed": 1.2, "format": {"type": "audio/pcmu"}}
    tracing = Guard.allow("tracing")
    assert applied(tracing, {"tracing": {"group_id": "g"}}).config.tracing.as_dict() == {"group_id": "g"}
    assert applied(tracing, {"tracing": None}).config.tracing is None


def test_null_is_a_change():
    assert applied(Guard.allow("instructions"), {"instructions": None}).config.instructions is None
    assert refused(Guard.allow("model"), {"instructions": None}).path == "$.instructions"


def test_no_change_is_an_empty_patch():
    for nothing in ({}, {"type": "realtime"}, {"audio": {}}, {"audio": {"output": {}}}):
        result = applied(Guard.allow("audio.output.voice"), nothing)
        assert result.patch == RealtimeSessionCreateRequest()
        assert result.config == BASE


def test_a_list_is_one_setting():
    result = applied(Guard.allow("tools"), {"tools": []})
    assert result.config.tools == ()
    with pytest.raises(ValidationError, match="Nothing lies under `tools`"):
        Guard.allow("tools.crm", type=RealtimeSessionCreateRequest)


def test_members_of_a_map_can_be_allowed():
    guard = Guard.allow("tracing.metadata.plan.tier", "tracing.metadata.locale")
    result = applied(guard, {"tracing": {"metadata": {"plan": {"tier": 2}, "locale": "de"}}})
    assert result.config.tracing.as_dict() == {
        "workflow_name": "support",
        "metadata": {"tenant": "t1", "plan": {"tier": 2, "seats": 5}, "locale": "de"},
    }
    assert refused(guard, {"tracing": {"metadata": {"tenant": "t2"}}}).path == "$.tracing.metadata.tenant"
    assert refused(guard, {"tracing": {"metadata": {"plan": {"seats": 9}}}}).path == "$.tracing.metadata.plan.seats"


# An object of which parts are allowed


TUNED = {"type": "server_vad", "threshold": 0.3}


@pytest.mark.parametrize("patch", [TUNED, {"threshold": 0.3}], ids=["with its tag", "without"])
def test_the_rest_of_an_object_is_sent_along(patch):
    guard = Guard.allow("audio.input.turn_detection.threshold")
    result = applied(guard, {"audio": {"input": {"turn_detection": patch}}})
    assert result.config == BASE.transform("audio.input.turn_detection.threshold", 0.3)
    assert result.patch.audio.input.turn_detection.silence_duration_ms == 500


@pytest.mark.parametrize(
    ("patch", "path", "reason"),
    [
        ({"audio": None}, "audio", "Not allowed as a whole"),
        ({"audio": []}, "audio", "Not allowed as a whole"),
        ({"audio": {"input": None}}, "audio.input", "Not allowed as a whole"),
        ({"audio": {"input": {"turn_detection": None}}}, "audio.input.turn_detection", "Not allowed as a whole"),
        (
            {"audio": {"input": {"turn_detection": {"type": "semantic_vad", "threshold": 0.3}}}},
            "audio.input.turn_detection.type",
            "It is another variant",
        ),
        (
            {"audio": {"input": {"turn_detection": {**TUNED, "silence_duration_ms": 9}}}},
            "audio.input.turn_detection.silence_duration_ms",
            "Not allowed",
        ),
        ({"type": "transcription"}, "type", "It is another variant"),
        ({"audio": {"output": {"voice": "cedar"}}}, "audio.output", "Not allowed"),
        ({"audio.input.turn_detection.threshold": 0.3}, '["audio.input.turn_detection.threshold"]', "Not allowed"),
        ({"tools": []}, "tools", "Not allowed"),
        ({"model": "gpt-realtime-2"}, "model", "Not allowed"),
        ({UNKNOWN: 1}, UNKNOWN, "Not allowed"),
        ({"a\r\nb": 1}, r'["a\r\nb"]', "Not allowed"),
        ({"ｍｏｄｅｌ": "x"}, r'["\uff4d\uff4f\uff44\uff45\uff4c"]', "Not allowed"),
        ({"x" * 500: 1}, "x" * 79 + "…", "Not allowed"),
    ],
)
def test_what_lies_outside_is_refused_with_its_path(patch, path, reason):
    guard = Guard.allow("audio.input.turn_detection.threshold")
    error = refused(guard, patch)
    assert error.violations == (Violation(path, reason),)
    assert (error.message, error.path) == (reason, f"${'' if path[0] == '[' else '.'}{path}")
    dropping = Guard.allow("audio.input.turn_detection.threshold", on_forbidden="drop")
    result = applied(dropping, patch)
    assert result.dropped == (Violation(path, reason),)
    threshold = 0.3 if reason != "Not allowed as a whole" and "turn_detection" in str(patch.get("audio")) else 0.5
    assert result.config == BASE.transform("audio.input.turn_detection.threshold", threshold)


def test_an_object_is_not_started_in_part_where_that_says_more():
    guard = Guard.allow(
        "audio.input.turn_detection.threshold", "audio.output.speed", "audio.input.noise_reduction.strength"
    )
    bare = RealtimeSessionCreateRequest()
    patch = {"audio": {"input": {"turn_detection": {"threshold": 0.3}}}}
    reason = "Nothing is set there that could be changed in part"
    assert refused(guard, patch, bare).violations == (Violation("audio.input.turn_detection", reason),)
    # These say nothing by themselves.
    started = {"audio": {"input": {"noise_reduction": {"strength": 0.5}}, "output": {"speed": 1.1}}}
    assert applied(guard, started, bare).config.as_dict() == {"type": "realtime", **started}
    # What was turned off stays off.
    for off in (bare.copy_with(audio=None), bare.transform("audio.input.noise_reduction", None)):
        assert refused(guard, started, off).violations[0].reason == reason


def test_all_violations_are_told_and_the_first_is_the_message():
    error = refused(Guard.allow("audio.output.voice"), {"model": "x", "audio": {"input": {}, "output": {"speed": 1}}})
    assert [violation.path for violation in error.violations] == ["model", "audio.input", "audio.output.speed"]
    assert str(error) == "Not allowed (and 2 more) - at `$.model`"


def test_dropping_keeps_the_rest():
    guard = Guard.allow("audio.output.voice", on_forbidden="drop")
    result = applied(guard, {"model": "x", "audio": {"input": {}, "output": {"speed": 1, "voice": "cedar"}}})
    assert result.config == BASE.transform("audio.output.voice", "cedar")
    assert [violation.path for violation in result.dropped] == ["model", "audio.input", "audio.output.speed"]


def test_what_is_not_of_the_type_is_refused_even_when_dropping():
    guard = Guard.allow("audio.output", "audio.input.turn_detection.threshold", on_forbidden="drop")
    wrong = refused(guard, {"audio": {"output": {"speed": "fast"}}})
    assert str(wrong) == "Expected `float`, got `str` - at `$.audio.output.speed`"
    deep = refused(guard, {"audio": {"input": {"turn_detection": {"threshold": "7"}}}})
    assert (
        str(deep)
        == "Expected `float`, got `str`; write 7 without the quotes - at `$.audio.input.turn_detection.threshold`"
    )
    typo = refused(guard, {"audio": {"output": {"voise": "cedar"}}})
    assert "did you mean `voice`?" in str(typo)
    assert wrong.violations == deep.violations == typo.violations == ()


# Pins


def test_a_pinned_setting_stays_whatever_is_sent():
    guard = Guard.allow("audio.output").pin("audio.output.voice").pin("model")
    for voice in ("cedar", None, 5, {"id": []}):
        result = applied(guard, {"model": None, "audio": {"output": {"voice": voice, "speed": 1.2}}})
        assert result.config == BASE.transform("audio.output.speed", 1.2)
        assert result.dropped == (Violation("model", "Pinned"), Violation("audio.output.voice", "Pinned"))


def test_a_pin_can_have_a_value_of_its_own():
    guard = (
        Guard.allow("instructions").pin("model", "gpt-realtime-2.1").pin("tracing", None).pin("audio.output.speed", 1)
    )
    result = applied(guard, {"instructions": "Hi.", "model": "x"})
    assert result.config == BASE.copy_with(instructions="Hi.", model="gpt-realtime-2.1", tracing=None)
    assert result.patch.as_dict() == {
        "type": "realtime",
        "instructions": "Hi.",
        "model": "gpt-realtime-2.1",
        "tracing": None,
    }
    assert guard.apply(result.config, "{}").patch == RealtimeSessionCreateRequest()


def test_a_pinned_value_inside_an_object_goes_with_the_rest_of_it():
    guard = Guard.allow("audio.input.turn_detection.threshold").pin(
        "audio.input.turn_detection.silence_duration_ms", 900
    )
    result = applied(guard, {"audio": {"input": {"turn_detection": {"threshold": 0.3}}}})
    assert result.patch.audio.input.turn_detection.as_dict() == {
        "type": "server_vad",
        "threshold": 0.3,
        "silence_duration_ms": 900,
    }


def test_a_pin_inside_of_what_may_be_replaced_whole():
    guard = Guard.allow("audio.input.turn_detection").pin("audio.input.turn_detection.silence_duration_ms")
    patch = {"audio": {"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 1}}}}
    result = applied(guard, patch)
    assert result.config.audio.input.turn_detection.as_dict() == {"type": "server_vad", "silence_duration_ms": 500}
    off = refused(guard, {"audio": {"input": {"turn_detection": None}}})
    assert off.violations == (Violation("audio.input.turn_detection", "It holds a pinned setting"),)
    other = refused(guard, {"audio": {"input": {"turn_detection": {"type": "semantic_vad"}}}})
    assert [violation.path for violation in other.violations] == ["audio.input.turn_detection.silence_duration_ms"]
    # What the base omits stays omitted.
    bare = RealtimeSessionCreateRequest()
    assert applied(guard, patch, bare).config.audio.input.turn_detection.as_dict() == {"type": "server_vad"}


def test_a_pin_in_a_map():
    guard = Guard.allow("tracing.metadata").pin("tracing.metadata.tenant")
    result = applied(guard, {"tracing": {"metadata": {"tenant": "t2", "locale": "de"}}})
    assert result.config.tracing.metadata == {"locale": "de", "tenant": "t1"}
    assert refused(guard, {"tracing": {"metadata": None}}).violations[0].path == "tracing.metadata"


def test_a_pin_around_what_is_allowed_wins():
    guard = Guard.allow("audio.output.voice", "instructions").pin("audio")
    result = applied(guard, {"instructions": "Hi.", "audio": {"output": {"voice": "cedar"}}})
    assert result.config == BASE.copy_with(instructions="Hi.")
    assert result.dropped == (Violation("audio", "Pinned"),)


def test_a_pinned_value_that_does_not_fit_is_the_callers_mistake():
    with pytest.raises(ValidationError) as caught:
        Guard.allow("instructions").pin("audio.output.speed", 9).apply(BASE, "{}")
    assert not isinstance(caught.value, GuardError)
    assert caught.value.path == "$.audio.output.speed"


# Bounds


@pytest.mark.parametrize(
    ("path", "bound", "inside", "outside"),
    [
        ("instructions", 5, ["", "12345", "äöüßé", None], ["123456"]),
        ("tools", 1, [[], [{"type": "function", "name": "f"}], None], [[{"type": "function", "name": "f"}] * 2]),
        ("tracing.metadata", 1, [{}, {"a": 1}], [{"a": 1, "b": 2}]),
        ("audio.output.speed", (0.5, 1.5), [0.5, 1, 1.5], [0.4, 1.6, None, True, "1", [1], 10**400]),
        ("audio.output.voice", {"marin", "cedar"}, ["marin", "cedar"], ["alloy", None, {"id": "marin"}, ["marin"], ""]),
        ("audio.output.voice", frozenset([None, "cedar"]), ["cedar"], ["marin"]),
        ("instructions", frozenset([None, "Hi."]), ["Hi.", None], ["Hi"]),
        ("max_output_tokens", {1}, [1], [True, 2]),
        ("parallel_tool_calls", {True}, [True], [1, False]),
    ],
)
def test_bounds(path, bound, inside, outside):
    guard = Guard.allow(path, bounds={path: bound}, type=RealtimeSessionCreateRequest)
    base = BASE.copy_with(model=None)
    for value in inside:
        applied(guard, _nested(path, value), base)
    for value in outside:
        error = refused(guard, _nested(path, value), base)
        assert error.violations[0].path == path
    dropping = Guard.allow(path, bounds={path: bound}, on_forbidden="drop")
    assert applied(dropping, _nested(path, outside[0]), base).config == base


THRESHOLD = "audio.input.turn_detection.threshold"


@pytest.mark.parametrize(
    "detection",
    [
        {"type": "server_vad"},
        {"type": "server_vad", "threshold": 0.1},
        {"type": "semantic_vad"},
        {"eagerness": "low"},
        None,
    ],
)
def test_an_object_replaced_whole_can_not_fall_back_to_a_default_out_of_bounds(detection):
    base = BASE.transform("audio.input.turn_detection", {"type": "server_vad", "threshold": 0.8})
    guard = Guard.allow("audio.input.turn_detection", bounds={THRESHOLD: (0.7, 0.9)})
    update = _nested("audio.input.turn_detection", detection)

    assert refused(guard, update, base).violations[0].path == THRESHOLD
    dropping = Guard.allow("audio.input.turn_detection", bounds={THRESHOLD: (0.7, 0.9)}, on_forbidden="drop")
    result = dropping.apply(base, json.dumps(update))
    assert (result.config, result.dropped[0].path) == (base, THRESHOLD)


def test_an_object_that_keeps_to_its_bounds():
    guard = Guard.allow("audio.input.turn_detection", bounds={THRESHOLD: (0.7, 0.9)})
    within = applied(guard, _nested("audio.input.turn_detection", {"type": "server_vad", "threshold": 0.7}))
    assert within.config.audio.input.turn_detection.threshold == 0.7


def test_a_group_of_settings_keeps_what_is_omitted():
    guard = Guard.allow("audio.output", bounds={"audio.output.speed": (0.9, 1.1)})
    base = BASE.transform("audio.output.speed", 1.0)
    assert applied(guard, _nested("audio.output.voice", "cedar"), base).config.audio.output.speed == 1.0


def _nested(path, value):
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def test_the_reasons_of_bounds():
    guard = Guard.allow(
        "instructions",
        "audio.output",
        bounds={"instructions": 2, "audio.output.speed": (0.5, 1), "audio.output.voice": {"x"}},
    )
    error = refused(guard, {"instructions": "abc", "audio": {"output": {"speed": 2, "voice": "y"}}})
    assert error.violations == (
        Violation("instructions", "Expected length <= 2"),
        Violation("audio.output.speed", "Expected 0.5 to 1"),
        Violation("audio.output.voice", "Not among the values allowed"),
    )


# Mistakes of whoever writes the guard


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Guard.allow("instructoins", type=RealtimeSessionCreateRequest),
            "RealtimeSessionCreateRequest has no field `instructoins`; did you mean `instructions`?",
        ),
        (
            lambda: Guard.allow("audio.output.voice", type=RealtimeSessionCreateRequest).pin("audio.output.voise"),
            "RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`? - at `$.audio.output`",
        ),
        (
            lambda: Guard.allow("instructoins").apply(BASE, "{}"),
            "RealtimeSessionCreateRequest has no field `instructoins`; did you mean `instructions`?",
        ),
        (lambda: Guard.allow("a", bounds={"b": 2}), "A bound on a setting that is not allowed - at `$.b`"),
        (
            lambda: Guard.allow("a", bounds={"a": "x"}),
            "Expected a length, a pair of numbers or a set as a bound, got 'x'",
        ),
        (lambda: Guard.allow("a", bounds={"a": (1, 2, 3)}), "Expected a length, a pair of numbers or a set as a bound"),
        (lambda: Guard.allow("a", bounds={"a": -1}), "Expected a length, a pair of numbers or a set as a bound"),
        (lambda: Guard.allow("a", max_bytes=0), "Expected `max_bytes` >= 1, got 0"),
        (lambda: Guard.allow("a", max_items=0), "Expected `max_items` >= 1, got 0"),
        (lambda: Guard.allow("a", max_depth=0), "Expected `max_depth` >= 1, got 0"),
        (lambda: Guard.allow("a", max_bytes="1"), "Expected `max_bytes` >= 1, got '1'"),
        (
            lambda: Guard.allow("model", bounds={"model": (1, 5)}, type=RealtimeSessionCreateRequest),
            "A pair bounds numbers - at `$.model`",
        ),
        (
            lambda: Guard.allow("audio", bounds={"audio.output.speed": 1}).apply(BASE, b"{}"),
            "A number has no length: bound it by a pair - at `$.audio.output.speed`",
        ),
        (
            lambda: Guard.allow(
                "parallel_tool_calls", bounds={"parallel_tool_calls": 1}, type=RealtimeSessionCreateRequest
            ),
            "True or false has no length: bound it by a set - at `$.parallel_tool_calls`",
        ),
        (
            lambda: Guard.allow("a", on_forbidden="ignore"),
            "Expected `on_forbidden` to be 'raise' or 'drop', got 'ignore'",
        ),
        (lambda: Guard.allow(""), "Expected a path, got an empty one"),
        (Guard, "Make a guard with `Guard.allow`"),
    ],
)
def test_mistakes_in_a_guard(make, message):
    with pytest.raises(ValidationError) as caught:
        make()
    assert str(caught.value).startswith(message)
    assert not isinstance(caught.value, GuardError)


def test_a_guard_is_immutable_and_travels():
    bounds = {"instructions": 5}
    guard = Guard.allow("instructions", bounds=bounds, on_forbidden="drop", max_bytes=60).pin("model", "secret-model")
    bounds["instructions"] = 500
    pinned = guard.pin("instructions")
    for same in (guard, pickle.loads(pickle.dumps(guard)), copy.copy(guard), copy.deepcopy(guard)):
        assert applied(same, {"instructions": "12345"}).config.instructions == "12345"
        assert applied(same, {"instructions": "123456"}).config.instructions == "Be brief."
        assert applied(same, {}).config.model == "secret-model"
        assert refused(same, {"instructions": "1" * 60}).message == "Expected at most 60 bytes, got 80"
        assert repr(same) == "Guard.allow('instructions').pin('model')"
    assert applied(pinned, {"instructions": "12345"}).config.instructions == "Be brief."
    with pytest.raises(AttributeError, match="Guard is immutable"):
        guard._on_forbidden = "raise"
    with pytest.raises(AttributeError, match="Guard is immutable"):
        del guard._tree


# Input that is no update at all


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Not valid JSON: Input data was truncated"),
        (b'{"instructions":', "Not valid JSON: Input data was truncated"),
        (b'{"instructions": "a"} x', "Not valid JSON: JSON is malformed: trailing characters (byte 23)"),
        (b'{"instructions": NaN}', "Not valid JSON"),
        (b'{"instructions": 1e999}', "Number out of range"),
        (b'{"instructions": "\\ud800"}', "Not valid JSON"),
        (b'{"instructions": "\xff"}', "Not valid JSON"),
        ('{"instructions": "ü"}'.encode("utf-16"), "Not valid JSON"),
        ('{"instructions": "\ud800"}', "Not valid JSON: lone surrogate"),
        (b"null", "Expected `object`"),
        (b"[{}]", "Expected `object`"),
        (b'"{}"', "Expected `object`"),
        (b'{"type":"session.update"}', "Expected an event with an object as `session`"),
        (b'{"type":"session.update","session":[]}', "Expected an event with an object as `session`"),
        (b'{"type":"session.update","session":{},"x":1}', "The event has no field `x`"),
        (
            b'{"type":"session.update","session":{},"event_id":1}',
            "Expected a text of at most 512 characters as `event_id`",
        ),
        (b'{"type":"session.update","response":{}}', "The event has no field `response`"),
        (b'{"type":"response.create","response":{}}', "`response.create` carries no `RealtimeSessionCreateRequest`"),
        (b'{"type":"transcription_session.update","session":{}}', "`transcription_session.update` carries no"),
        (b'{"type":["session.update"],"session":{}}', "It is another variant (and 1 more) - at `$.type`"),
    ],
)
def test_what_is_no_update_is_refused(data, message):
    for mode in ("raise", "drop"):
        guard = Guard.allow("instructions", on_forbidden=mode)
        if message.startswith("It is") and mode == "drop":
            assert guard.apply(BASE, data).config == BASE
        else:
            assert str(refused(guard, data)).startswith(message)


def test_an_event_id_has_a_limit():
    event = {"type": "session.update", "session": {}, "event_id": "e" * 512}
    assert applied(Guard.allow("instructions"), event).event_id == "e" * 512
    assert "512" in refused(Guard.allow("instructions"), {**event, "event_id": "e" * 513}).message


def test_no_bytes_at_all_is_refused():
    for data in (None, 5, {"instructions": "x"}, ["x"]):
        with pytest.raises(GuardError, match="Expected bytes or text"):
            Guard.allow("instructions").apply(BASE, data)


def test_the_last_of_two_members_of_one_name_counts_and_no_other_leaves_the_guard():
    data = b'{"instructions":"A","instructions":"B"}'
    result = Guard.allow("instructions").apply(BASE, data)
    assert encode(result.patch) == b'{"type":"realtime","instructions":"B"}'
    assert refused(Guard.allow("instructions"), b'{"instructions":"A","model":"x","model":null}').path == "$.model"
    hidden = b'{"audio":{"input":{"format":null}},"audio":{"output":{"voice":"cedar"}}}'
    assert Guard.allow("audio.output.voice").apply(BASE, hidden).config == BASE.transform("audio.output.voice", "cedar")


def test_limits_are_exact():
    text = json.dumps({"instructions": "x" * 10})
    assert Guard.allow("instructions", max_bytes=len(text)).apply(BASE, text)
    assert refused(Guard.allow("instructions", max_bytes=len(text) - 1), text).message == (
        f"Expected at most {len(text) - 1} bytes, got {len(text)}"
    )
    umlauts = json.dumps({"instructions": "ü" * 10}, ensure_ascii=False)
    size = len(umlauts.encode())
    assert Guard.allow("instructions", max_bytes=size).apply(BASE, umlauts)
    assert refused(Guard.allow("instructions", max_bytes=size - 1), umlauts)

    deep = json.dumps({"tracing": {"metadata": {"a": [{}]}}})  # 5 levels, 4 members and one empty object
    assert Guard.allow("tracing", max_depth=5, max_items=6).apply(BASE, deep)
    assert refused(Guard.allow("tracing", max_depth=4), deep).message == "Expected at most 4 levels of nesting"
    assert refused(Guard.allow("tracing", max_items=4), deep).message == "Expected at most 4 members and items"
    assert refused(Guard.allow("tracing", max_depth=4), {"type": "session.update", "session": json.loads(deep)})


@given(value=json_values())
def test_punctuation_inside_of_texts_is_no_member(value):
    count = _members(value) + 1
    text = json.dumps({"tracing": {"metadata": {"x": value, "y": '\\",[{' * 40 + "\\"}}}, ensure_ascii=False)
    guard = Guard.allow("tracing", max_items=count + 60, on_forbidden="drop")
    assert guard.apply(BASE, text).config.tracing.metadata["y"] == '\\",[{' * 40 + "\\"


def _members(value):
    if isinstance(value, dict):
        return 1 + sum(1 + _members(member) for member in value.values())
    return 1 + sum(1 + _members(item) for item in value) if isinstance(value, list) else 0


def test_no_error_shows_a_secret():
    guard = Guard.allow("tools").pin("instructions", "TOP-SECRET-PIN")
    secret = "hunter3"
    for authorization in ([secret], {"k": secret}):
        error = refused(guard, {"tools": [{"type": "mcp", "server_label": "x", "authorization": authorization}]})
        assert secret not in repr(error) + str(error)
    headers = refused(guard, {"tools": [{"type": "mcp", "server_label": "x", "headers": {"a": [secret]}}]})
    assert secret not in repr(headers)
    result = applied(guard, {"tools": [{"type": "mcp", "server_label": "x", "authorization": secret}]})
    assert secret not in repr(result)
    assert "hunter2" not in repr(guard.apply(BASE, "{}"))
    assert "SECRET" not in repr(guard)


# What holds for any type, list and input


@cache
def _paths(cls, depth=3):
    """Every path that a guard of ``cls`` can name, and some into free-form JSON."""
    found = []
    for name, field in fields_of(cls).items():
        found.append((name,))
        if field.type.holder is not None:
            found += [(name, "a"), (name, "b")] + (
                [(name, "a", "c")] if issubclass(field.type.holder, JsonObject) else []
            )
        if depth > 1:
            inner = {path: None for struct in field.type.structs for path in _paths(struct, depth - 1)}
            found += [(name, *path) for path in inner]
    return found


ODD_NAMES = st.sampled_from(
    [
        UNKNOWN,
        "",
        "$",
        "type",
        "$.model",
        "audio.output",
        "tools[0]",
        "model\0",
        "MODEL",
        "ｍｏｄｅｌ",
        "model\u200b",
        "__class__",
    ]
)


@st.composite
def mutated(draw, update):
    """A valid update, or one in which something was put that does not belong there."""
    document = update.as_dict()
    for _ in range(draw(st.integers(0, 2))):
        place, name = draw(st.sampled_from(list(_places(document))))
        value = draw(json_values() | st.builds(_deep, st.integers(1, 40)))
        match draw(st.integers(0, 3)):
            case 0 if name is not None:
                place[name] = None
            case 1 if name is not None:
                del place[name]
            case 2 if name is not None:
                place[name] = value
            case _:
                target = place[name] if name is not None and isinstance(place[name], dict) else place
                if isinstance(target, dict):
                    target[draw(ODD_NAMES | st.text(max_size=4))] = value
    if draw(st.booleans()):
        document = {"type": "session.update", "session": document}
    data = json.dumps(document, ensure_ascii=draw(st.booleans())).encode()
    match draw(st.integers(0, 9)):
        case 0:
            return data[: draw(st.integers(0, len(data)))]
        case 1:
            at = draw(st.integers(0, len(data)))
            return (
                data[:at] + draw(st.binary(max_size=4) | st.sampled_from([b"1e999", b"9" * 5000, b"\xff"])) + data[at:]
            )
        case 2:  # everything twice
            return data[:-1] + b"," + data[1:] if len(data) > 2 else data
    return data


def _places(document):
    yield document, None
    if isinstance(document, dict | list):
        for name in list(document) if isinstance(document, dict) else range(len(document)):
            yield document, name
            yield from (place for place in _places(document[name]) if place[1] is not None)


def _deep(levels):
    value = {}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_nothing_forbidden_ever_reaches_the_result(cls, data):
    _check_the_promise(cls, data)


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@settings(max_examples=4 * settings().max_examples)
@given(data=st.data())
def test_nothing_forbidden_ever_reaches_a_session(cls, data):
    _check_the_promise(cls, data)


def _check_the_promise(cls, data):
    base = data.draw(configs(cls) | kept(cls), label="base")
    changes = edits(cls).map(lambda changes: base.copy_with(**changes))
    update = data.draw(configs(cls) | changes, label="update")
    # Paths where something is and something is sent, as well as any: there is more to break.
    there = [path for path in _paths_in(base) + _paths_in(update) if _is_declared(cls, path)]
    known = [path for path in _paths(cls) if patch_class(cls) is cls or _is_declared(cls, path)]
    allowed = data.draw(_some(there) | _some(known), label="allowed")
    inside = [path for path in there if any(path[: len(root)] == root for root in allowed)]
    pins = data.draw(_some(inside or _paths(cls)), label="pins")[:2]
    guard = Guard.allow(*allowed, on_forbidden=data.draw(st.sampled_from(["raise", "drop"])), type=cls)
    for pin in pins:
        guard = guard.pin(pin)
    message = data.draw(mutated(update) | json_values().map(json.dumps) | st.binary(max_size=30), label="message")
    promise(guard, allowed, dict.fromkeys(pins, UNSET), base, message)


def _is_declared(cls, path):
    try:
        AllowList((path,), {}, {}).require(cls)
        AllowList((path,), {}, {}).require(patch_class(cls))  # else it is fixed at the start of a session
    except ValidationError:
        return False
    return True


def _some(paths):
    return st.lists(st.sampled_from(paths), max_size=4) if paths else st.just([])


def _paths_in(config):
    """Each setting's path, and those of the objects around it."""
    found = [path for path, _ in leaves(config.as_dict())]
    return list(dict.fromkeys(path[:length] for path in found for length in range(1, len(path) + 1)))


@pytest.mark.parametrize("cls", [*ROOTS, SessionUpdateEvent], ids=name_of)
@given(data=st.data())
def test_what_is_allowed_whole_gets_through(cls, data):
    """The other half of the promise: a guard that allows all that a patch says is a plain merge."""
    base, patch = data.draw(configs(cls)), data.draw(configs(patch_class(cls)))
    allowed = [(name,) for name in fields_of(patch_class(cls))]
    tag = tag_of(cls)
    members = {name: value for name, value in patch.as_dict().items() if tag is None or name != tag[0]}
    guard = Guard.allow(*allowed, max_bytes=10**6, max_items=10**5, max_depth=50, type=cls)
    try:
        expected = base.merge(patch)
    except ValidationError:  # what is of one kind from the start
        refused(guard, members, base)
        return
    result = guard.apply(base, json.dumps(members))
    assert result.config == expected
    assert result.dropped == ()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda case: f"{type(case[3]).__name__}-{case[0]._on_forbidden}")
@settings(max_examples=8 * settings().max_examples)
@given(data=st.data())
def test_mutations_of_what_is_there_already(guard, data):
    """A client that sends back the session it knows, with changes."""
    guard, allowed, pins, base = guard
    changes = edits(type(base)).map(lambda changes: base.copy_with(**changes))
    promise(guard, allowed, pins, base, data.draw(changes.flatmap(mutated) | mutated(base)))


# Cost


@pytest.mark.parametrize("most", [65_536, 2 * 10**7], ids=["by its size", "by what is in it"])
@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes_are_refused(name, most):
    """What that costs beside reading them, `python -m benchmarks.guard` tells."""
    data = hostile(name, 10_000_000)
    guard = Guard.allow("instructions", bounds={"instructions": 2_000}, max_bytes=most)

    with pytest.raises(GuardError):
        guard.apply(BASE, data)


def test_every_job_of_the_benchmark_runs():
    results = run(rounds=1, size=10_000)
    assert len(results) == len(HOSTILE) + 3
    assert all(result.ours > 0 and result.theirs > 0 for result in results)


# The fuzzer


def test_the_fuzzers_cases_let_something_through():
    """A fuzzer that only ever sees refusals would find nothing."""
    for base, allowed, pins, _ in CASES:
        guard = Guard.allow(*allowed, on_forbidden="drop", type=type(base))
        for pin, value in pins.items():
            guard = guard.pin(pin, value)
        patch = json.dumps({"instructions": "Hi.", "temperature": 0.7})
        result = promise(guard, allowed, pins, base, patch)
        assert result.config != base
        assert openai_beta.Session is not type(base) or result.config.voice == "sage"


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="needs atheris: the dependency group `fuzz`, or the extra `test` on Linux",
)
def test_a_few_seconds_of_coverage_guided_fuzzing(tmp_path):
    run = subprocess.run(
        [sys.executable, "tests/fuzz/fuzz_guard.py", str(tmp_path / "corpus"), "-max_total_time=2", "-seed=1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert "Done " in run.stderr
