"""`transform`, `clear` and `without` at depth: what they take, what they share, and what they say is wrong."""

import pytest
from samples import (
    AssistantMessage,
    Function,
    Loudness,
    Meaning,
    Nothing,
    Output,
    Prompt,
    Remote,
    Session,
    SessionUpdate,
    Sound,
    UserMessage,
)

from benchmarks import edits
from realtime_builder import UNSET, JsonObject, ValidationError, openai_ga

WEATHER = Function(name="get_weather", parameters={"type": "object", "properties": {"city": {"enum": ["a", "b"]}}})
FILES = Remote(server_label="files", authorization="hunter2", headers={"X-Key": "hunter3"})
FULL = Session(
    model="gpt-realtime",
    audio=Sound(output=Output(voice="marin", speed=1.0), clip=b"\x00"),
    turn_detection=Loudness(threshold=0.5),
    tools=[WEATHER, FILES],
    stop=["a", "b"],
    input=[UserMessage(text="hi")],
    tracing={"a": {"b": [1, 2]}},
    metadata={"user": "1", "0": "zero"},
)
EMPTY = Session()


def refused(edit):
    with pytest.raises(ValidationError) as caught:
        edit()
    assert "hunter" not in str(caught.value), "an error shows no secret"
    return str(caught.value)


# Transform

SAME_PLACE = ["audio.output.voice", "$.audio.output.voice", ("audio", "output", "voice")]


@pytest.mark.parametrize("path", SAME_PLACE)
def test_a_path_is_written_in_three_ways(path):
    changed = FULL.transform(path, "cedar")

    assert changed.audio.output == Output(voice="cedar", speed=1.0)
    assert FULL.audio.output.voice == "marin"


def test_what_is_not_touched_is_shared():
    changed = FULL.transform("audio.output.voice", "cedar")

    assert changed.tools is FULL.tools
    assert changed.turn_detection is FULL.turn_detection
    assert changed.metadata is FULL.metadata
    assert changed.transform("tools[0].name", "weather").tools[1] is FILES
    assert FULL.transform("turn_detection.threshold", lambda old: old) is FULL


@pytest.mark.parametrize("step", [0, -2, "get_weather"])
def test_a_tool_goes_by_position_or_by_name(step):
    changed = FULL.transform(("tools", step, "name"), "weather")

    assert changed.tools[0] == WEATHER.copy_with(name="weather")


def test_a_server_goes_by_its_label():
    changed = FULL.transform("tools.files.authorization", "other")
    assert changed.tools == (WEATHER, FILES.copy_with(authorization="other"))


def test_a_function_is_given_the_old_value():
    assert FULL.transform("audio.output.speed", lambda speed: speed / 2).audio.output.speed == 0.5
    assert FULL.transform("tools", lambda tools: tools[1:]).tools == (FILES,)
    assert (
        EMPTY.transform("audio.output.voice", lambda old: "cedar" if old is UNSET else old).audio.output.voice
        == "cedar"
    )
    with pytest.raises(ZeroDivisionError):
        FULL.transform("audio.output.speed", lambda speed: speed / 0)


def test_several_pairs_at_once():
    changed = EMPTY.transform("audio.output.voice", "marin", ("audio", "output", "speed"), 1.5, "model", "gpt")

    assert changed == Session(audio=Sound(output=Output(voice="marin", speed=1.5)), model="gpt")
    assert EMPTY.transform("model", "a", "model", lambda old: old + "b").model == "ab"


@pytest.mark.parametrize(
    ("path", "value", "made"),
    [
        ("audio.output.voice", "cedar", Session(audio=Sound(output=Output(voice="cedar")))),
        ("audio.output", {"speed": 1.5}, Session(audio=Sound(output=Output(speed=1.5)))),
        ("audio.output", {}, Session(audio=Sound(output=Output()))),
        ("turn_detection.threshold", 0.5, Session(turn_detection=Loudness(threshold=0.5))),
        ("turn_detection.eagerness", "low", Session(turn_detection=Meaning(eagerness="low"))),
        ("prompt.id", "pmpt_1", Session(prompt=Prompt(id="pmpt_1"))),
        ("tracing.a.b", 1, Session(tracing={"a": {"b": 1}})),
        ("metadata.user", "1", Session(metadata={"user": "1"})),
    ],
)
def test_missing_objects_are_made_where_their_type_is_certain(path, value, made):
    assert EMPTY.transform(path, value) == made
    cleared = Session(audio=None, turn_detection=None, prompt=None, tracing=None, metadata=None)
    name = path.partition(".")[0]
    assert cleared.transform(path, value) == cleared.copy_with(**{name: made[name]})


def test_unset_leaves_things_as_they_are():
    assert EMPTY.transform("audio.output.voice", UNSET) == EMPTY
    assert FULL.transform("audio.output.voice", UNSET, "tools[0]", UNSET, "tracing.a", UNSET) == FULL
    assert FULL.transform("metadata.user", UNSET, "metadata.other", UNSET) == FULL
    assert FULL.transform("audio.output.voice", lambda old: UNSET) == FULL


def test_lists_of_scalars():
    assert FULL.transform("stop[1]", "c").stop == ("a", "c")
    assert FULL.transform(("stop", -2), str.upper).stop == ("A", "b")


def test_a_message_among_items():
    assert FULL.transform("input[0].text", "bye").input == (UserMessage(text="bye"),)
    assert FULL.transform("input[0]", AssistantMessage(text="yes")).input == (AssistantMessage(text="yes"),)


def test_free_form_json():
    assert FULL.transform("tracing.a.b[1]", 5).tracing == {"a": {"b": [1, 5]}}
    assert FULL.transform("tracing.a.c", {"d": None}).tracing == {"a": {"b": [1, 2], "c": {"d": None}}}
    assert FULL.transform("tracing.x.y", 1).tracing == {"a": {"b": [1, 2]}, "x": {"y": 1}}
    changed = FULL.transform("tools.get_weather.parameters.properties.city.enum", lambda known: [*known, "c"])
    assert changed.as_dict()["tools"][0]["parameters"]["properties"]["city"] == {"enum": ["a", "b", "c"]}
    assert list(changed.tools[0].parameters) == ["type", "properties"], "members keep their order"
    assert isinstance(changed.tools[0].parameters, JsonObject)


def test_maps():
    changed = FULL.transform("metadata.user", "2", "metadata.new", "3", "metadata.0", str.upper)
    assert dict(changed.metadata) == {"user": "2", "new": "3", "0": "ZERO"}
    assert changed.to_json().endswith(b'"metadata":{"user":"2","0":"ZERO","new":"3"}}'), "members keep their order"


def test_events():
    update = SessionUpdate(session=FULL)
    assert update.transform("session.audio.output.voice", "cedar").session.audio.output.voice == "cedar"
    assert update.without("session.tools").session == FULL.without("tools")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("audoi.output.voice", 1, "Session has no field `audoi`; did you mean `audio`?"),
        ("audio.output.voise", 1, "Output has no field `voise`; did you mean `voice`? - at `$.audio.output`"),
        ("audio.output.speed", 9, "Expected `float` <= 1.5, got 9 - at `$.audio.output.speed`"),
        ("audio.output.voice.name", "x", "`str` has no member `name` - at `$.audio.output.voice`"),
        ("tools.get_wether.name", "x", "No item is named `get_wether`; did you mean `get_weather`? - at `$.tools`"),
        ("tools[2].name", "x", "No position 2 in a list of 2 - at `$.tools`"),
        ("tools[0].nam", "x", "Function has no field `nam`; did you mean `name`? - at `$.tools[0]`"),
        ("tools.files.authorization.x", "x", "`str` has no member `x` - at `$.tools.files.authorization`"),
        ("tools.files.authorization", 5, "Expected `str`, got `int` - at `$.tools.files.authorization`"),
        ("metadata.user.name", "x", "A string has no member `name` - at `$.metadata.user`"),
        ("metadata.user", 5, "Expected `str`, got `int` - at `$.metadata.user`"),
        (
            "turn_detection.type",
            "semantic_vad",
            "Expected `server_vad`, got 'semantic_vad' - at `$.turn_detection.type`",
        ),
        ("turn_detection.eagerness", "low", "Loudness has no field `eagerness` - at `$.turn_detection`"),
        ("stop[0].x", 1, "`str` has no member `x` - at `$.stop[0]`"),
        ("stop", ["a"] * 5, "Expected `array` of length <= 4"),
        ((), 1, "Expected a path, got an empty one"),
        ("", 1, "Expected a path, got an empty one"),
        (5, 1, "Expected a path, got `int`"),
        (("audio", None), 1, "Expected a name or a position in a path, got `NoneType`"),
        ("audio..output", 1, "Expected a path such as `audio.output.voice`, got 'audio..output'"),
    ],
)
def test_a_wrong_path_or_value_says_what_is_wrong(path, value, message):
    before = FULL.to_json()
    assert refused(lambda: FULL.transform(path, value)).startswith(message)
    assert FULL.to_json() == before


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("tools[0].name", "No position `0`: nothing is set here - at `$.tools`"),
        ("audio.output.voise", "Output has no field `voise`; did you mean `voice`? - at `$.audio.output`"),
        ("prompt.variables", "Prompt is missing required field `id` - at `$.prompt`"),
    ],
)
def test_what_can_not_be_made_on_the_way(path, message):
    assert refused(lambda: EMPTY.transform(path, {})) == message


def test_pairs_are_pairs():
    assert refused(lambda: FULL.transform("model", "a", "stop")) == "Expected pairs of a path and a value or function"


# Clear


def test_each_field_has_its_own_token():
    cleared = EMPTY.clear("instructions", "tools", "turn_detection")
    assert cleared.to_json() == b'{"type":"realtime","instructions":"","turn_detection":null,"tools":[]}'


def test_clear_at_depth():
    session = openai_ga.RealtimeSessionCreateRequest()
    cleared = session.clear("audio.input.noise_reduction", ("audio", "input", "turn_detection"))

    assert cleared.as_dict()["audio"] == {"input": {"noise_reduction": None, "turn_detection": None}}
    assert FULL.clear("tools.files.headers").tools[1].headers is None
    assert EMPTY.clear("turn_detection.silence_ms").turn_detection == Loudness(silence_ms=None)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("model", "The API has no way to clear `model` - at `$.model`"),
        ("audio.output.voice", "The API has no way to clear `audio.output.voice` - at `$.audio.output.voice`"),
        ("tools[0]", "The API has no way to clear `tools[0]` - at `$.tools[0]`"),
        ("tracing.a", "The API has no way to clear `tracing.a` - at `$.tracing.a`"),
        ("metadata.user", "The API has no way to clear `metadata.user` - at `$.metadata.user`"),
        ("instruction", "Session has no field `instruction`; did you mean `instructions`?"),
        ("audio.output.voise", "Output has no field `voise`; did you mean `voice`? - at `$.audio.output`"),
        ("turn_detection.eagerness", "Loudness has no field `eagerness` - at `$.turn_detection`"),
        ("tools.get_wether.name", "No item is named `get_wether`; did you mean `get_weather`? - at `$.tools`"),
    ],
)
def test_what_can_not_be_cleared(path, message):
    assert refused(lambda: FULL.clear(path)) == message


def test_a_typo_is_found_where_nothing_is_set():
    message = "Loudness or Meaning has no field `treshold`; did you mean `threshold`? - at `$.turn_detection`"
    assert refused(lambda: EMPTY.clear("turn_detection.treshold")) == message
    assert refused(lambda: EMPTY.without("turn_detection.treshold")) == message


# Without


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("audio.output.voice", FULL.copy_with(audio=Sound(output=Output(speed=1.0), clip=b"\x00"))),
        ("tools.get_weather", FULL.copy_with(tools=[FILES])),
        ("tools[-1]", FULL.copy_with(tools=[WEATHER])),
        ("tools.get_weather.parameters", FULL.copy_with(tools=[Function(name="get_weather"), FILES])),
        ("stop[0]", FULL.copy_with(stop=["b"])),
        ("tracing.a.b[0]", FULL.copy_with(tracing={"a": {"b": [2]}})),
        ("tracing.a", FULL.copy_with(tracing={})),
        ("tracing.x", FULL),
        ("metadata.user", FULL.copy_with(metadata={"0": "zero"})),
        ("metadata.0", FULL.copy_with(metadata={"user": "1"})),
        ("metadata.x", FULL),
        ("temperature", FULL),
        ("prompt.variables.name", FULL),
        ("tools.files.headers.X-Key", FULL.copy_with(tools=[WEATHER, FILES.copy_with(headers={})])),
    ],
)
def test_without_a_path(path, rest):
    assert FULL.without(path) == rest


def test_without_several():
    assert FULL.without("tools", "audio.clip", ("metadata", "0")) == FULL.without("tools").without(
        "audio.clip"
    ).without("metadata.0")
    assert FULL.without() == FULL


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("type", "`type` names the variant and can't be omitted - at `$.type`"),
        ("turn_detection.type", "`type` names the variant and can't be omitted - at `$.turn_detection.type`"),
        ("tools.get_weather.name", "Function requires `name` - at `$.tools.get_weather.name`"),
        ("tools.get_wether", "No item is named `get_wether`; did you mean `get_weather`? - at `$.tools`"),
        ("tools[5]", "No position 5 in a list of 2 - at `$.tools`"),
        ("tool", "Session has no field `tool`; did you mean `tools`?"),
        ("audio.output.voise", "Output has no field `voise`; did you mean `voice`? - at `$.audio.output`"),
        ("metadata.user.name", "A string has no member `name` - at `$.metadata.user`"),
        ("tools.files.headers.X-Key.x", "A string has no member `x` - at `$.tools.files.headers.X-Key`"),
        ("tools.files.authorization.x", "`str` has no member `x` - at `$.tools.files.authorization`"),
        ("model.x", "`str` has no member `x` - at `$.model`"),
    ],
)
def test_what_can_not_be_omitted(path, message):
    assert refused(lambda: FULL.without(path)) == message


def test_a_struct_without_fields_has_nothing_to_edit():
    assert refused(lambda: Nothing().transform("x", 1)) == "Nothing has no field `x`"
    assert refused(lambda: Nothing().clear("x")) == "Nothing has no field `x`"
    assert refused(lambda: Nothing().without("x")) == "Nothing has no field `x`"


# The benchmark of edits


@pytest.mark.parametrize("job", edits.JOBS, ids=lambda job: job.name)
def test_the_benchmark_compares_like_with_like(job):
    edits.check(job, edits.names())
