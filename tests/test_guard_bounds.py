"""Bounds and pins hold in what the session has afterwards, whatever a client sends; what is said of it."""

import json
import pickle

import pytest

from realtime_builder import Guard, GuardError, ValidationError, encode
from realtime_builder.openai_ga import RealtimeResponseCreateParams as Response
from realtime_builder.openai_ga import RealtimeSessionCreateRequest as Session
from realtime_builder.openai_live import SessionConfig, SessionUpdateConfig
from realtime_builder.voicelive import RequestSession

BASE = Session(
    audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 0.5}}, "output": {"voice": "marin"}},
    truncation={"type": "retention_ratio", "retention_ratio": 0.8},
    tools=[{"type": "function", "name": "f"}],
)


def refused(guard, patch, base=BASE):
    with pytest.raises(GuardError) as caught:
        guard.apply(base, patch if isinstance(patch, bytes) else json.dumps(patch))
    return caught.value


def nested(path, value):
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


# The table of docs/guard.md: a bound, what the base has, what a client sends, whether it goes through

THRESHOLD = "audio.input.turn_detection.threshold"
VOICE = "audio.output.voice"
RATIO = "truncation.retention_ratio"
EVADED = [
    ("audio", VOICE, {"marin"}, {"audio": None}),
    ("audio", VOICE, {"marin"}, nested("audio.output.voice", None)),
    ("audio", VOICE, {"marin"}, nested("audio.output.voice", "cedar")),
    ("audio", THRESHOLD, (0.4, 0.6), nested("audio.input.turn_detection", None)),
    ("audio", THRESHOLD, (0.4, 0.6), nested("audio.input.turn_detection", {"type": "server_vad"})),
    ("audio", THRESHOLD, (0.4, 0.6), nested("audio.input.turn_detection", {"type": "semantic_vad"})),
    ("audio", THRESHOLD, (0.4, 0.6), nested("audio.input.turn_detection", {"type": "server_vad", "threshold": 0.9})),
    ("truncation", RATIO, (0.5, 1), {"truncation": "disabled"}),
    ("truncation", RATIO, [0.5, 1], {"truncation": None}),
    ("truncation", RATIO, {0.8}, {"truncation": "auto"}),
    ("truncation", RATIO, {0.8}, {"truncation": {"type": "retention_ratio", "retention_ratio": 0.7}}),
    ("tools", "tools.type", {"function"}, {"tools": [{"type": "mcp", "server_label": "x", "server_url": "https://x"}]}),
    ("tools", "tools.name", 3, {"tools": [{"type": "function", "name": "f"}, {"type": "function", "name": "long"}]}),
]


@pytest.mark.parametrize(("allowed", "path", "bound", "patch"), EVADED)
def test_no_way_round_a_bound(allowed, path, bound, patch):
    assert refused(Guard.allow(allowed, bounds={path: bound}), patch).violations[0].path == path
    dropping = Guard.allow(allowed, bounds={path: bound}, on_forbidden="drop")
    result = dropping.apply(BASE, json.dumps(patch))
    assert result.config == BASE
    assert [violation.path for violation in result.dropped] == [path]


@pytest.mark.parametrize(("allowed", "path", "bound", "patch"), EVADED)
def test_a_base_that_has_nothing_there_is_no_way_round_either(allowed, path, bound, patch):
    assert refused(Guard.allow(allowed, bounds={path: bound}), patch, Session()).violations[0].path == path


@pytest.mark.parametrize(
    ("allowed", "path", "bound", "patch"),
    [
        ("audio", VOICE, {"marin"}, nested("audio.output.speed", 1.1)),
        ("audio", VOICE, {"marin", None}, {"audio": None}),
        ("audio", VOICE, 10, {"audio": None}),
        ("audio", THRESHOLD, {0.5, None}, nested("audio.input.turn_detection", {"type": "semantic_vad"})),
        ("truncation", RATIO, {0.8, None}, {"truncation": "disabled"}),
        ("truncation", RATIO, (0.5, 1), {"truncation": {"type": "retention_ratio", "retention_ratio": 0.6}}),
        ("tools", "tools.type", ["function"], {"tools": []}),
        ("tools", "tools.type", ["function"], {"tools": [{"type": "function", "name": "g"}]}),
    ],
)
def test_what_stays_within_its_bound(allowed, path, bound, patch):
    for base in (BASE, Session()):
        result = Guard.allow(allowed, bounds={path: bound}).apply(base, json.dumps(patch))
        assert result.config == base.merge(Session.from_dict(patch))
        assert result.changed or patch == {"tools": []}


@pytest.mark.parametrize(("path", "most"), [("audio.output", 1), ("audio.input", 1), ("audio.input.turn_detection", 2)])
def test_members_of_a_group_are_counted_as_the_session_has_them(path, most):
    """One more for each of what the base has: what a client sends is within the bound by itself."""
    more = {
        "audio.output": {"speed": 1.0},
        "audio.input": {"noise_reduction": None},
        "audio.input.turn_detection": {"type": "server_vad", "threshold": 0.4, "silence_duration_ms": 300},
    }
    guard = Guard.allow("audio", bounds={path: most})
    assert refused(guard, nested(path, more[path])).violations[0].path == path
    wider = Guard.allow("audio", bounds={path: most + 1}).apply(BASE, json.dumps(nested(path, more[path])))
    assert len(wider.config.at(path)) == most + 1


def test_what_is_out_of_bounds_in_the_base_may_stay():
    base = BASE.transform(THRESHOLD, 0.9)
    guard = Guard.allow("audio", bounds={THRESHOLD: (0.4, 0.6)})
    assert guard.apply(base, json.dumps(nested("audio.output.speed", 1.1))).config.audio.output.speed == 1.1
    refused(guard, nested("audio.input.turn_detection", {"type": "server_vad", "threshold": 0.8}), base)


def test_dropping_leaves_out_the_smallest_part_that_breaks_a_bound():
    bounds = {THRESHOLD: (0.4, 0.6), "audio.input.turn_detection.silence_duration_ms": (100, 900)}
    guard = Guard.allow("audio", bounds=bounds, on_forbidden="drop")
    patch = {"audio": {"input": {"turn_detection": None, "noise_reduction": None}, "output": {"speed": 1.1}}}
    result = guard.apply(BASE.transform("audio.input.turn_detection.silence_duration_ms", 500), json.dumps(patch))
    assert result.patch.as_dict()["audio"] == {"input": {"noise_reduction": None}, "output": {"speed": 1.1}}
    assert [violation.path for violation in result.dropped] == [*bounds]


def test_a_pinned_setting_that_finds_no_place_is_dropped_with_what_took_it():
    path = "audio.input.turn_detection.threshold"
    guard = Guard.allow("audio", on_forbidden="drop").pin(path)
    patch = {"audio": {"input": {"turn_detection": {"type": "semantic_vad"}}, "output": {"speed": 1.1}}}
    result = guard.apply(BASE, json.dumps(patch))
    assert result.config == BASE.transform("audio.output.speed", 1.1)
    assert [violation.path for violation in result.dropped] == [path]


def test_what_is_not_let_through_into_an_object_stays_as_it_is():
    whole = {
        "truncation": {"type": "retention_ratio", "retention_ratio": 0.3, "token_limits": {"post_instructions": 9}}
    }
    guard = Guard.allow("truncation", on_forbidden="drop", bounds={RATIO: (0.5, 1)})
    for keeping in (guard, Guard.allow("truncation").pin(RATIO)):
        after = keeping.apply(BASE, json.dumps(whole)).config.truncation
        assert after.as_dict() == {**whole["truncation"], "retention_ratio": 0.8}


# Bounds as they are written


@pytest.mark.parametrize(
    ("path", "bound", "inside", "outside"),
    [
        ("audio.output.voice", ["marin", "cedar"], "cedar", "ash"),
        ("audio.output.voice", ("marin", "cedar"), "cedar", "ash"),
        ("audio.output.speed", [0.8, 1.2], 1.0, 1.3),
        ("max_output_tokens", [1, 2, 3], 2, 4),
        ("max_output_tokens", {256, 1024}, 256, 512),
    ],
)
def test_lists_do_as_bounds(path, bound, inside, outside):
    guard = Guard.allow(path, bounds={path: bound}, type=Session)
    for same in (guard, pickle.loads(pickle.dumps(guard))):
        assert same.apply(BASE, json.dumps(nested(path, inside))).changed
        refused(same, nested(path, outside))


@pytest.mark.parametrize(
    "bound",
    ["x", -1, True, 1.5, None, (1, 2, 3), (2, 1), (float("nan"), 1), (0, float("inf")), [["a"]], {(1,)}, object()],
)
def test_a_wrong_bound_names_its_path(bound):
    with pytest.raises(ValidationError) as caught:
        Guard.allow("audio", bounds={"audio.output.voice": bound})
    assert caught.value.path == "$.audio.output.voice"
    assert not isinstance(caught.value, GuardError)


def test_what_a_guard_is_given_is_its_own():
    choices, value = ["marin"], {"workflow_name": "a", "metadata": {"k": [1]}}
    events = {"conversation.item.create": {"item.role": ["user"]}}
    guard = Guard.allow("audio", bounds={VOICE: choices}, events=events).pin("tracing", value)
    choices.append("ash")
    value["metadata"]["k"].append(2)
    events["conversation.item.create"]["item.role"].append("system")
    refused(guard, nested(VOICE, "ash"))
    assert guard.apply(BASE, "{}").patch.as_dict()["tracing"] == {"workflow_name": "a", "metadata": {"k": [1]}}
    system = {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "x"}]}
    with pytest.raises(GuardError):
        guard.filter(BASE, json.dumps({"type": "conversation.item.create", "item": system}))


def test_a_pinned_value_that_is_no_json_is_refused_with_its_path():
    with pytest.raises(ValidationError) as caught:
        Guard.allow("audio").pin("tracing", {"metadata": object()})
    assert caught.value.path == "$.tracing.metadata"


# Names of digits


@pytest.mark.parametrize("name", ["7", "007", "7" * 5_000])
def test_a_run_of_digits_is_a_name(name):
    base = Response(metadata={"7": "seven", "007": "Bond"})
    guard = Guard.allow(f"metadata.{name}")
    if len(name) < 64:
        after = guard.apply(base, json.dumps({"metadata": {name: "x"}})).config.metadata
        assert dict(after) == {"7": "seven", "007": "Bond", name: "x"}
    other = "007" if name == "7" else "7"
    assert refused(guard, {"metadata": {other: "x"}}, base).path == f"$.metadata.{other}"
    pinned = Guard.allow("metadata").pin(f"metadata.{name}")
    result = pinned.apply(base, json.dumps({"metadata": {name: "x", other: "y"}}))
    assert result.config.metadata.get(name) == base.metadata.get(name)
    assert result.config.metadata[other] == "y"


@pytest.mark.parametrize("path", ["", ".", "a..b", "a.", ("a", 1.5), ("a", True), ("\ud800",), (10**5000,), None, 5.0])
def test_what_is_no_path(path):
    for make in (lambda: Guard.allow(path), lambda: Guard.allow("a").pin(path), lambda: Guard.allow(bounds={path: 1})):
        with pytest.raises(ValidationError):
            make()


# Results and reports


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({}, False),
        ({"audio": {"output": {}}}, False),
        ({"audio": {"output": {"voice": "marin"}}}, False),
        ({"audio": {"output": {"voice": "cedar"}}}, True),
        ({"audio": {"input": {"turn_detection": None}}}, True),
        ({"truncation": None}, True),
    ],
)
def test_a_patch_that_changes_nothing_can_be_told(patch, changed):
    guard = Guard.allow("audio", "truncation")
    assert guard.apply(BASE, json.dumps(patch)).changed is changed
    if patch == {"audio": {"output": {}}}:
        assert guard.apply(Session(), json.dumps(patch)).changed is False


def test_pinned_values_that_the_base_lacks_are_a_change():
    guard = Guard.allow("audio").pin("model", "gpt-realtime-2")
    assert guard.apply(BASE, "{}").changed
    assert not guard.apply(BASE.copy_with(model="gpt-realtime-2"), "{}").changed


def test_a_violation_reads_like_a_finding():
    error = refused(Guard.allow("audio", bounds={VOICE: {"marin"}}), {"tools": [], **nested(VOICE, "ash")})
    assert [str(violation) for violation in error.violations] == [
        "Not allowed - at `tools`",
        "Not among the values allowed - at `audio.output.voice`",
    ]


def error_of(guard, data):
    try:
        guard.apply(BASE, data)
    except GuardError as error:
        return error
    return None


WORDS = [
    "\x1b[2J",
    "a\nb",
    "\u202egnp.exe",
    "\u2066x",
    "model` - at `$.tools",
    'a"] is allowed',
    "a.b",
    "\x7f",
    "\u0085",
    "x[0]y",
    "é",
]


@pytest.mark.parametrize("word", WORDS)
def test_a_client_puts_no_words_into_an_error(word):
    guards = [Guard.allow("tracing", "tools", "audio"), Guard.allow("audio.output.voice")]
    messages = [
        {word: 1},
        {"tracing": {"metadata": {word: 1}, word: 1}},
        {"audio": {word: 1}},
        {"audio": {"output": {"voice": {word: word}}}},
        {"audio": {"input": {"turn_detection": {"type": word}}}},
        {"type": word},
        {"type": word + ".x", "session": {}},
        {"type": "session.update", "session": {}, word: 1},
        {"tools": [{"type": "mcp", "server_label": "x", "headers": {word: 5}}]},
        {"tools": [{"type": "mcp", "server_label": "x", "authorization": [word], word: word}]},
    ]
    seen = 0
    for guard in guards:
        for message in messages:
            for data in (json.dumps(message), json.dumps(message, ensure_ascii=False)):
                error = error_of(guard, data)
                if error is not None:
                    seen += 1
                    shown = f"{error} {error!s} {error.path} {error.message} {error.violations}"
                    assert shown.isprintable()
                    plain = error.path.replace(json.dumps(word).replace("`", "\\u0060"), "")
                    assert word not in plain, plain
                    assert "`" not in error.path
    assert seen >= 20


# JSON


@pytest.mark.parametrize(
    ("data", "voice"),
    [
        (b'{"audio":{"output":{"voice":"ash","voice":"cedar"}}}', "cedar"),
        (b'{"audio":{"output":{"voice":"ash"}},"audio":{"output":{"voice":"cedar"}}}', "cedar"),
        (b'{"\\u0061udio":{"output":{"v\\u006fice":"cedar"}}}', "cedar"),
        (b'{"audio":{"output":{"voice":"ash"}},"\\u0061udio":{}}', "marin"),
        (b' \n{"audio" : {"output":\t{"voice":"cedar"}}}\r\n', "cedar"),
    ],
)
def test_the_guard_sees_parsed_json(data, voice):
    result = Guard.allow("audio.output.voice", bounds={VOICE: {"marin", "cedar"}}).apply(BASE, data)
    assert result.config.audio.output.voice == voice
    expected = {"type": "realtime"} | (nested(VOICE, "cedar") if voice == "cedar" else {})
    assert json.loads(encode(result.patch)) == expected
    assert encode(result.patch).count(b"voice") == (voice == "cedar")


@pytest.mark.parametrize(
    "data",
    [
        b'{"audio":{"output":{"voice":"cedar"}},"audio":{"output":{"voice":"ash"}}}',
        b'{"\\u006dodel":"x"}',
        b'{"tracing":{"metadata":{"a":' + b"9" * 400 + b"}}}",
        b'{"tracing":{"metadata":{"a":' + b"9" * 5_000 + b"}}}",
        b'{"tracing":{"metadata":{"a":1e400}}}',
        b'{"tracing":{"metadata":{"a":-' + b"9" * 60_000 + b"}}}",
        b'{"tracing":{"metadata":{"\xff":1}}}',
        b'{"tracing":{"metadata":{"a":"\xc0\xaf"}}}',
        b'{"tracing":{"metadata":{"a":"\xed\xa0\x80"}}}',
        b'{"tracing":{"metadata":{"\\ud800":1}}}',
        b"\xef\xbb\xbf{}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
    ],
)
def test_json_that_is_refused(data):
    guard = Guard.allow("audio.output.voice", "tracing", bounds={VOICE: {"marin", "cedar"}})
    try:
        result = guard.apply(BASE, data)
    except GuardError:
        return
    # A large integer is JSON: it goes on as it came.
    assert b"9" * 400 in data
    assert json.loads(encode(result.patch)) == {"type": "realtime", **json.loads(data)}


@pytest.mark.parametrize("depth", [100, 900, 3_000, 100_000])
def test_depth_is_refused_and_nothing_else_comes_out(depth):
    data = b'{"tracing":{"metadata":{"a":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}}}"
    guard = Guard.allow("tracing", bounds={"tracing.metadata.a": 3}, max_depth=10**6, max_bytes=10**7, max_items=10**6)
    try:
        config = guard.pin("tracing.metadata.b").apply(BASE, data).config
        assert encode(config)
    except GuardError:
        assert depth > 100
    assert refused(Guard.allow("tracing"), data).message == "Expected at most 16 levels of nesting" or depth > 900


def test_a_buffer_that_is_gone_is_no_input():
    view = memoryview(b"{}")
    view.release()
    refused_with = pytest.raises(GuardError, match="can't be read")
    with refused_with:
        Guard.allow("audio").apply(BASE, view)


# A dialect whose updates are of another class


def test_an_update_of_another_class():
    base = SessionConfig(model="gpt-live-1", delegation={"type": "responses", "responses": {"model": "gpt-5"}})
    path = "delegation.responses.model"
    guard = Guard.allow(path, bounds={path: {"gpt-5", "gpt-5-mini"}}, type=SessionConfig)
    patch = nested(path, "gpt-5-mini")
    result = guard.apply(base, json.dumps({"type": "session.update", "session": patch}))
    assert isinstance(result.patch, SessionUpdateConfig)
    assert result.config == base.merge(result.patch)
    assert result.config.delegation.responses.model == "gpt-5-mini"
    with pytest.raises(ValidationError, match="has no field `instructions`"):
        Guard.allow("instructions", type=SessionConfig)


def test_a_pinned_value_in_an_object_that_two_updates_change():
    delegation = {"type": "responses", "responses": {"model": "a", "reasoning": {"summary": "auto"}}}
    base = SessionConfig(model="gpt-live-1", delegation=delegation)
    guard = Guard.allow("delegation.responses").pin("delegation.responses.reasoning.summary", "concise")
    result = guard.apply(base, json.dumps(nested("delegation.responses.model", "b")))
    assert result.config.delegation.responses.as_dict() == {"model": "b", "reasoning": {"summary": "concise"}}
    assert base.merge(result.patch) == result.config


def test_a_pinned_group_of_settings_is_all_there_is():
    guard = Guard.allow("model").pin("audio", {"output": {"voice": "marin"}})
    result = guard.apply(BASE, '{"model": "gpt-realtime-2"}')
    assert result.config.audio.input.turn_detection is None
    assert result.patch.as_dict()["audio"] == {"input": {"turn_detection": None}}
    assert base_merges(result)


def base_merges(result):
    return BASE.merge(result.patch) == result.config


def test_a_pinned_map_goes_along_with_an_object_that_omits_it():
    transcription = {"model": "a", "custom_speech": {"a": "x"}}
    base = RequestSession(input_audio_transcription=transcription)
    guard = Guard.allow("input_audio_transcription").pin("input_audio_transcription.custom_speech")
    result = guard.apply(base, '{"input_audio_transcription": {"model": "b"}}')
    assert result.config.input_audio_transcription.as_dict() == {**transcription, "model": "b"}
