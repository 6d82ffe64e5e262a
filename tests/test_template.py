"""`Template` by example: where holes can be, what goes wrong, and that it can be shared."""

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import samples

from realtime_builder import (
    UNSET,
    Template,
    ValidationError,
    decode,
    encode,
    encode_into,
    openai_beta,
    openai_ga,
    voicelive,
)
from realtime_builder.openai_ga import RealtimeResponseCreateParams, RealtimeSessionCreateRequest, SessionUpdateEvent

SESSION = RealtimeSessionCreateRequest(
    model="gpt-realtime-2",
    instructions="Be brief.",
    audio={"output": {"voice": "marin"}},
    tools=[
        {
            "type": "function",
            "name": "get_weather",
            "description": "Weather.",
            "parameters": {"a": {"2": 1}, "l": [1, 2]},
        },
        {"type": "mcp", "server_label": "crm", "server_url": "https://x.test", "headers": {"k": "v"}},
        {"type": "function", "name": "hang_up"},
    ],
    tracing={"metadata": {"plan": {"tier": 1}}},
)
EVENT = SessionUpdateEvent(session=SESSION, event_id="e0")

PRESENT = {
    "a field": ("session.instructions", "Be \"kind\" — 'ö' \\ \n"),
    "a field of the event": ("event_id", "e1"),
    "a field that clears": ("session.tracing", "auto"),
    "at depth": ("session.audio.output.voice", "cedar"),
    "a whole object": ("session.audio.output", {"voice": "cedar", "speed": 1.1}),
    "a whole list": ("session.tools", []),
    "an item by its name": ("session.tools.get_weather", {"type": "function", "name": "other"}),
    "an item by its label": ("session.tools.crm.server_url", "https://y.test"),
    "an item by its position": ("session.tools[2].name", "good_bye"),
    "an item from the end": ("session.tools[-1].description", "Ends the call."),
    "free-form JSON": ("session.tools.get_weather.parameters", {"b": [None, True, 1.5]}),
    "a member of free-form JSON": ("session.tracing.metadata.plan.tier", {"x": "y"}),
    "a new member of free-form JSON": ("session.tracing.metadata.caller", "Ada"),
    "a member named by a number": (("session", "tools", "get_weather", "parameters", "a", "2"), 7),
    "an item in free-form JSON": ("session.tools.get_weather.parameters.l[1]", "x"),
    "a member of a string map": ("session.tools.crm.headers.k", "w"),
    "a new member of a string map": ("session.tools.crm.headers.new", "w"),
}
ABSENT = {
    "a field": ("session.max_output_tokens", 5),
    "a missing parent": ("session.audio.input.noise_reduction", {"type": "near_field"}),
    "two missing parents": ("session.audio.input.noise_reduction.strength", 0.5),
    "a variant told by its members": ("session.audio.input.turn_detection.threshold", 0.5),
    "a list": ("session.include", ["item.input_audio_transcription.logprobs"]),
    "an open enum": ("session.audio.input.transcription.model", "whisper-9"),
}


def edited(path, value):
    return encode(EVENT.transform(path, lambda _: value))


@pytest.mark.parametrize(("path", "value"), [*PRESENT.values(), *ABSENT.values()], ids=[*PRESENT, *ABSENT])
def test_a_hole(path, value):
    template = Template(EVENT, hole=path)
    for _ in range(2):  # the second time from what was kept of the first
        assert template.encode(hole=value) == edited(path, value)
    assert template.encode() == encode(EVENT)


@pytest.mark.parametrize("path", [path for path, _ in PRESENT.values()], ids=list(PRESENT))
def test_omitting_what_is_there(path):
    template = Template(EVENT, hole=path)
    for _ in range(2):
        assert template.encode(hole=UNSET) == encode(EVENT.without(path))


def test_null_and_omitted_and_left_out_in_all_combinations():
    holes = {
        "voice": "session.audio.output.voice",
        "noise": "session.audio.input.noise_reduction",
        "t": "session.tracing",
    }
    fitting = {"voice": "cedar", "noise": {"type": "far_field"}, "t": "auto"}
    template = Template(EVENT, **holes)
    left_out = object()
    for voice in (left_out, UNSET, fitting["voice"]):
        for noise in (left_out, UNSET, None, fitting["noise"]):
            for tracing in (left_out, UNSET, None, fitting["t"]):
                given = {"voice": voice, "noise": noise, "t": tracing}
                given = {name: value for name, value in given.items() if value is not left_out}
                message = EVENT
                for name, value in given.items():
                    path = holes[name]
                    message = message.without(path) if value is UNSET else message.transform(path, value)
                assert template.encode(**given) == encode(message)
    assert b'"audio":{"output":{}}' in template.encode(voice=UNSET)


def test_the_order_of_the_call_does_not_matter_where_that_of_the_edits_does_not():
    template = Template(EVENT, a="session.instructions", b="session.model")
    assert (
        template.encode(a="x", b="y")
        == template.encode(b="y", a="x")
        == edited("session", SESSION.copy_with(instructions="x", model="y"))
    )


def test_holes_stay_with_their_items_while_others_go():
    template = Template(
        EVENT, weather="session.tools.get_weather", crm="session.tools.crm.server_url", bye="session.tools[2].name"
    )
    without_weather = SESSION.without("tools.get_weather")
    assert template.encode(weather=UNSET, crm="https://z.test", bye="good_bye") == encode(
        EVENT.copy_with(
            session=without_weather.transform(
                "tools.crm.server_url", "https://z.test", "tools.hang_up.name", "good_bye"
            )
        )
    )
    assert template.encode(bye="good_bye", weather=UNSET) == encode(
        EVENT.copy_with(session=without_weather.transform("tools.hang_up.name", "good_bye"))
    )
    both = Template(EVENT, first="session.tools[0]", last="session.tools[2]", inner="session.tools[1].headers.k")
    assert both.encode(first=UNSET, inner="w", last=UNSET) == encode(
        EVENT.without("session.tools.hang_up", "session.tools.get_weather").transform(
            "session.tools.crm.headers.k", "w"
        )
    )
    json = Template(EVENT, a="session.tools.get_weather.parameters.l[0]", b="session.tools.get_weather.parameters.l[1]")
    assert b'"l":[5]' in json.encode(a=UNSET, b=5)
    assert b'"l":[]' in json.encode(a=UNSET, b=UNSET)


def test_metadata():
    base = RealtimeResponseCreateParams(metadata={"tenant": "t1", "2": "two"})
    template = Template(base, caller="metadata.caller", tenant="metadata.tenant", two=("metadata", "2"))
    assert template.encode(caller="Ada", tenant=UNSET, two="x") == b'{"metadata":{"2":"x","caller":"Ada"}}'
    limited = samples.Session(metadata={"tenant": "t1"})
    with pytest.raises(ValidationError, match="length <= 512"):
        Template(limited, caller="metadata.caller").encode(caller="x" * 513)
    full = Template(limited.copy_with(metadata={str(i): "" for i in range(16)}), new="metadata.new")
    for _ in range(2):
        with pytest.raises(ValidationError, match="length <= 16"):
            full.encode(new="x")
    missing = Template(RealtimeResponseCreateParams(), caller="metadata.caller")
    assert missing.encode(caller="Ada") == b'{"metadata":{"caller":"Ada"}}'
    assert missing.encode(caller=UNSET) == b"{}"


@pytest.mark.parametrize("event", [openai_ga, openai_beta, voicelive], ids=lambda module: module.__name__[17:])
@pytest.mark.parametrize("convert", [bytes, bytearray, memoryview, lambda data: memoryview(data + data)[::2]])
def test_audio_takes_any_buffer(event, convert):
    cls = getattr(event, "InputAudioBufferAppendEvent", None) or event.ClientEventInputAudioBufferAppend
    template = Template(cls(audio=b""), audio="audio", id="event_id")
    for size in (0, 1, 2, 3, 960):
        audio = bytes(i % 256 for i in range(size))
        contiguous = bytes(convert(audio))
        expected = encode(cls(audio=contiguous))
        assert template.encode(audio=convert(audio)) == expected == template.encode(audio=convert(audio))
        assert template.encode(audio=convert(audio), id="a") == encode(cls(audio=contiguous, event_id="a"))


def test_the_values_are_those_of_the_call_and_not_of_one_before():
    template = Template(EVENT, text="session.instructions", id="event_id")
    for i in range(5):
        assert template.encode(text=f"text {i}") == edited("session.instructions", f"text {i}")
        assert template.encode(id=f"id {i}") == edited("event_id", f"id {i}")
    buffer = bytearray(b"ab")
    audio = Template(openai_ga.InputAudioBufferAppendEvent(audio=b""), audio="audio")
    first = audio.encode(audio=buffer)
    buffer[:] = b"cd"
    assert audio.encode(audio=buffer) != first == encode(openai_ga.InputAudioBufferAppendEvent(audio=b"ab"))


def test_text_that_looks_like_json_or_like_a_mark():
    template = Template(EVENT, text="session.instructions", id="event_id")
    for text in ('","model":"x', "\\", "\0\x1f", "\u2028", "0" * 32, "{}", "\U0001f600"):
        assert template.encode(text=text, id=text[:5]) == encode(
            EVENT.transform("session.instructions", text).copy_with(event_id=text[:5])
        )


class Shouting(str):
    """A text with a mind of its own."""

    __slots__ = ()


def test_subclasses_are_taken_like_an_edit_takes_them():
    template = Template(EVENT, text="session.instructions")
    assert template.encode(text=Shouting("x")) == edited("session.instructions", "x")
    assert template.encode(text=Shouting("y")) == edited("session.instructions", "y")


# Mistakes


WRONG = [
    ("session.instructions", 5),
    ("session.instructions", "\ud800"),
    ("session.instructions", ["x"]),
    ("session.audio.output.speed", 9.5),
    ("session.audio.output.speed", float("nan")),
    ("session.audio.output", {"voise": "cedar"}),
    ("session.audio.input.turn_detection", {"type": "server_vad", "threshold": "2"}),
    ("session.tools[0].name", None),
    ("session.tools[1].authorization", 5),
    ("session.tools[1].headers.k", 5),
    ("session.tracing.metadata.plan", object()),
    ("session.tracing.metadata.plan", {1: 2}),
    ("session", None),
    ("event_id", "x" * 513),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_wrong_value_is_the_error_of_the_edit(path, value):
    with pytest.raises(ValidationError) as expected:
        edited(path, value)
    template = Template(EVENT, hole=path, other="event_id" if path == "session" else "session.model")
    for values in ({"hole": value}, {"hole": value}, {"hole": value, "other": "x"}):
        with pytest.raises(ValidationError) as caught:
            template.encode(**values)
        assert str(caught.value) == str(expected.value)
    for fits in (v for p, v in PRESENT.values() if p == path):  # and the error spoils nothing
        assert template.encode(hole=fits) == edited(path, fits)
        with pytest.raises(ValidationError):
            template.encode(hole=value)


def test_what_is_required_cannot_be_omitted():
    template = Template(EVENT, label="session.tools.crm.server_label")
    with pytest.raises(ValidationError, match="Mcp requires `server_label`"):
        template.encode(label=UNSET)


def test_a_hole_that_is_not_there():
    template = Template(EVENT, instructions="session.instructions")
    with pytest.raises(ValidationError) as caught:
        template.encode(instuctions="x")
    assert str(caught.value) == "Template has no hole `instuctions`; did you mean `instructions`?"


@pytest.mark.parametrize(
    "name", ["self", "value", "others", "encoded", "plan", "cuts", "safe", "a.b", "class", "é", ""]
)
def test_a_hole_may_have_any_name(name):
    """Also one that the function which fills it uses itself."""
    paths = {name: "session.instructions", "id": "event_id"}
    alone, beside = Template(EVENT, **{name: paths[name]}), Template(EVENT, **paths)
    wanted = encode(EVENT.transform("session.instructions", "x"))
    for _ in range(2):  # the first call finds out where to cut
        assert alone.encode(**{name: "x"}) == beside.encode(**{name: "x"}) == wanted
        assert alone.encode() == beside.encode() == encode(EVENT)
        for values in ({name: "x", "insructions": 1}, {"insructions": 1}):
            with pytest.raises(ValidationError, match="Template has no hole `insructions`"):
                alone.encode(**values)
            with pytest.raises(ValidationError, match="Template has no hole `insructions`"):
                beside.encode(**values)


def test_one_hole_inside_another():
    with pytest.raises(ValidationError) as caught:
        Template(EVENT, voice="session.audio.output.voice", audio="session.audio")
    assert str(caught.value) == "Hole `voice` lies inside hole `audio` - at `$.session.audio.output.voice`"
    for inner, outer in (("session.tools.crm.server_url", "session.tools[1]"), ("event_id", "$.event_id")):
        with pytest.raises(ValidationError, match="lies inside hole"):
            Template(EVENT, inner=inner, outer=outer)
    Template(EVENT, a="session.audio.output.voice", b="session.audio.output.speed")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("session.instructoins", "did you mean `instructions`?"),
        ("session.tools.get_wether", "No item is named `get_wether`; did you mean `get_weather`?"),
        ("session.tools[3]", "No position 3 in a list of 3"),
        ("", "Expected a path, got an empty one"),
        ("session.instructions.x", "Nothing lies under `session.instructions`"),
        ("session.type", "`type` names the variant and can't be changed alone - at `$.session.type`"),
    ],
)
def test_a_path_that_leads_nowhere(path, message):
    with pytest.raises(ValidationError) as caught:
        Template(EVENT, hole=path)
    assert message in str(caught.value)


# Sharing


def test_encode_into():
    template = Template(EVENT, text="session.instructions")
    expected = template.encode(text="x")
    buffer = bytearray()
    template.encode_into(buffer, text="x")
    assert buffer == expected
    template.encode_into(buffer, -1, text="x")
    assert buffer == expected * 2
    template.encode_into(buffer, 3, text="x")
    assert buffer == expected[:3] + expected
    template.encode_into(buffer, 0)
    assert buffer == encode(EVENT)
    with pytest.raises(ValidationError):
        template.encode_into(buffer, 0, text=5)
    assert buffer == encode(EVENT)


def test_it_is_immutable_and_a_copy_is_itself():
    template = Template(EVENT, text="session.instructions")
    assert copy.copy(template) is template
    assert copy.deepcopy(template) is template
    for change in (lambda: setattr(template, "encode", None), lambda: delattr(template, "_cuts")):
        with pytest.raises(AttributeError, match="Template is immutable"):
            change()
    assert repr(template) == "Template(SessionUpdateEvent, text='session.instructions')"


def test_it_travels_to_other_processes():
    template = Template(EVENT, text="session.instructions", url="session.tools.crm.server_url")
    values = {"text": "x", "url": "https://z.test"}
    template.encode(**values)  # what it keeps need not travel
    again = pickle.loads(pickle.dumps(template))
    assert again.encode(**values) == template.encode(**values)
    assert len(pickle.dumps(template)) < 2 * len(pickle.dumps(EVENT)) + 500


def test_it_is_shared_by_threads():
    template = Template(EVENT, text="session.instructions", id="event_id", noise="session.audio.input.noise_reduction")
    start = threading.Barrier(8)

    def work(thread):
        start.wait()
        for i in range(100):
            name = f"{thread}-{i}"
            values = {"text": name, "id": name, "noise": None if i % 2 else UNSET}
            values = {key: values[key] for key in sorted(values, key=lambda key: hash((key, i % 6)))[: 1 + i % 3]}
            message = EVENT
            for key, value in values.items():
                path = {
                    "text": "session.instructions",
                    "id": "event_id",
                    "noise": "session.audio.input.noise_reduction",
                }[key]
                message = message.without(path) if value is UNSET else message.transform(path, value)
            assert template.encode(**values) == encode(message)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


@pytest.mark.parametrize("offset", [-2, 4, 3_000])
def test_nothing_is_written_beyond_the_buffer(offset):
    """It would leave a gap of whatever the memory held before."""
    template = Template(EVENT, text="session.instructions")
    for write in (
        lambda buffer: template.encode_into(buffer, offset, text="x"),
        lambda buffer: encode_into(EVENT, buffer, offset),
    ):
        buffer = bytearray(b"abc")
        with pytest.raises(ValidationError) as caught:
            write(buffer)
        assert str(caught.value) == f"Expected `offset` from -1 to 3, got {offset}"
        assert buffer == b"abc"


def test_calls_that_all_fill_other_holes_do_not_fill_the_memory():
    holes = {f"h{i}": ("session", "tracing", "metadata", f"m{i}") for i in range(8)}
    template = Template(EVENT, **holes)
    for i in range(600):
        names = [name for position, name in enumerate(holes) if i >> position & 1] or ["h0"]
        values = dict.fromkeys(names, UNSET if i > 255 else i)
        message = EVENT
        for name in names:
            message = message.without(holes[name]) if i > 255 else message.transform(holes[name], i)
        assert template.encode(**values) == encode(message)
    assert len(template._cuts.plans) <= 256


def test_the_order_of_the_call_counts_where_that_of_the_edits_does():
    paths = {"a": "session.audio.input.turn_detection.threshold", "b": "session.audio.input.turn_detection.eagerness"}
    template = Template(EVENT, **paths)
    template.encode(b=UNSET, a=0.5)
    with pytest.raises(ValidationError, match="eagerness"):
        template.encode(a=0.5, b=UNSET)


def test_a_hole_inside_what_was_kept_in_the_place_of_something_else():
    wire = b'{"type":"response.create","response":[{"a":[1]}]}'
    event = decode(wire, type=openai_ga.ResponseCreateEvent, unknown="keep")
    template = Template(event, a="response[0].a[0]")
    assert template.encode(a="x") == b'{"type":"response.create","response":[{"a":["x"]}]}'


def test_what_names_a_variant_is_no_hole():
    event = openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeSessionCreateRequest())
    with pytest.raises(ValidationError) as caught:
        Template(event, kind="session.type")
    assert str(caught.value) == "`type` names the variant and can't be changed alone - at `$.session.type`"
