"""What a mistake is told as: one grammar, asserted word for word; and what is never told."""

import json
import pickle
import traceback

import pytest
from samples import (
    Function,
    Loudness,
    Meaning,
    Output,
    Prompt,
    Remote,
    Session,
    SessionUpdate,
    Sound,
)
from strategies import short

import realtime_builder
from realtime_builder import DecodeError, ValidationError, decode, encode, encode_into, encode_lines, openai_ga
from realtime_builder.errors import nearest, shorten

BUILT = [
    # Names
    (Session, {"modle": "x"}, "Session has no field `modle`; did you mean `model`?"),
    (Session, {"zzz": 1}, "Session has no field `zzz`"),
    (Session, {"tpye": "realtime"}, "Session has no field `tpye`; did you mean `type`?"),
    (
        Session,
        {"audio": {"output": {"sped": 1}}},
        "Output has no field `sped`; did you mean `speed`? - at `$.audio.output`",
    ),
    (
        Session,
        {"tools": [{"type": "function", "name": "f", "paramters": {}}]},
        "Function has no field `paramters`; did you mean `parameters`? - at `$.tools[0]`",
    ),
    (
        Session,
        {"turn_detection": {"type": "semantic_vad", "threshold": 0.5}},
        "Meaning has no field `threshold` - at `$.turn_detection`",
    ),
    # Types
    (Session, {"model": 1}, "Expected `str | null`, got `int` - at `$.model`"),
    (Session, {"max_tokens": 1.5}, "Expected `int | str | null`, got `float` - at `$.max_tokens`"),
    (Session, {"prompt": 5}, "Expected `object | null`, got `int` - at `$.prompt`"),
    (Session, {"tracing": []}, "Expected `object`, got `array` - at `$.tracing`"),
    (Session, {"audio": {"clip": 5}}, "Expected `bytes`, got `int` - at `$.audio.clip`"),
    (Loudness, {"threshold": None}, "Expected `float`, got `null` - at `$.threshold`"),
    (Loudness, {"silence_ms": True}, "Expected `int | null`, got `bool` - at `$.silence_ms`"),
    # Bounds
    (
        Session,
        {"audio": {"output": {"speed": 2.0}}},
        "Expected `float` <= 1.5, got 2.0 - at `$.audio.output.speed`",
    ),
    (Output, {"speed": 0.1}, "Expected `float` >= 0.25, got 0.1 - at `$.speed`"),
    (Session, {"max_tokens": 5000}, "Expected `int` <= 4096, got 5000 - at `$.max_tokens`"),
    (Loudness, {"silence_ms": 10_000}, "Expected `int` <= 9999, got 10000 - at `$.silence_ms`"),
    (
        Session,
        {"stop": ["a", "b", "c", "d", "e"]},
        "Expected `array` of length <= 4, got 5 - at `$.stop`",
    ),
    (Prompt, {"id": "x"}, "Expected `str` matching regex '^pmpt_[a-z0-9]+$', got 'x' - at `$.id`"),
    (Session, {"metadata": {"a" * 65: ""}}, "Expected `str` of length <= 64 as a key - at `$.metadata`"),
    # Choices
    (
        Meaning,
        {"eagerness": "hgh"},
        "Expected one of `low`, `medium`, `high`, got 'hgh'; did you mean `high`? - at `$.eagerness`",
    ),
    (
        Session,
        {"modalities": ["text", "film"]},
        "Expected one of `text`, `audio`, got 'film' - at `$.modalities[1]`",
    ),
    (
        Session,
        {"turn_detection": {"type": "server_v"}},
        "Expected one of `server_vad`, `semantic_vad`, got 'server_v'; did you mean `server_vad`? - at `$.turn_detection.type`",
    ),
    (
        Session,
        {"turn_detection": {}},
        "Missing `type`, which is one of `server_vad`, `semantic_vad` - at `$.turn_detection`",
    ),
    # What is missing
    (Function, {}, "Function is missing required field `name`"),
    (SessionUpdate, {}, "SessionUpdate is missing required field `session`"),
    (Session, {"tools": [{"type": "function"}]}, "Function is missing required field `name` - at `$.tools[0]`"),
]


@pytest.mark.parametrize(("cls", "members", "message"), BUILT, ids=short)
def test_a_mistake_reads_the_same_wherever_it_is_made(cls, members, message):
    ways = (
        lambda: cls(**members),
        lambda: cls.from_dict(members),
        lambda: decode(json.dumps(members), type=cls),
        lambda: decode(json.dumps(members, indent=1).encode(), type=cls),
    )
    for way in ways:
        with pytest.raises(ValidationError) as caught:
            way()
        assert str(caught.value) == message
        assert type(caught.value) is ValidationError


EDITED = [
    (lambda: Session().copy_with(temprature=1), "Session has no field `temprature`; did you mean `temperature`?"),
    (lambda: Session().without("temprature"), "Session has no field `temprature`; did you mean `temperature`?"),
    (lambda: Output().copy_with(speed=9), "Expected `float` <= 1.5, got 9 - at `$.speed`"),
    (lambda: Session(type="transcription"), "Expected `realtime`, got 'transcription' - at `$.type`"),
    (lambda: Session(audio=Output()), "Expected `Sound`, got `Output` - at `$.audio`"),
    (lambda: Session(tools=[Loudness()]), "Expected `Function | Remote`, got `Loudness` - at `$.tools[0]`"),
    (
        lambda: Session().copy_with(turn_detection=Function(name="f")),
        "Expected `Loudness | Meaning`, got `Function` - at `$.turn_detection`",
    ),
    (lambda: Loudness(threshold=float("nan")), "Expected a finite number, got `nan` - at `$.threshold`"),
    (
        lambda: Session(tracing={"a": [float("-inf")]}),
        "Expected a finite number, got `-inf` - at `$.tracing.a[0]`",
    ),
    (
        lambda: Session(stop=["a", "b\ud800"]),
        "Expected valid Unicode, got lone surrogate U+D800 - at `$.stop[1]`",
    ),
    (lambda: Session(tracing={1: 2}), "Expected a string as key, got `int` - at `$.tracing`"),
    (lambda: Session(tracing={"a": object()}), "Expected a JSON value, got `object` - at `$.tracing.a`"),
    (lambda: Session(max_tokens=10**5000), "Expected an integer of at most 4300 digits - at `$.max_tokens`"),
    (lambda: Session.from_dict({"x" * 300: 1}), f"Session has no field `{'x' * 79}\u2026`"),
]


@pytest.mark.parametrize(("edit", "message"), EDITED, ids=short)
def test_mistakes_in_python(edit, message):
    with pytest.raises(ValidationError) as caught:
        edit()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "Not valid JSON: Input data was truncated"),
        (b'{"model":"a"}}', "Not valid JSON: JSON is malformed: trailing characters (byte 14)"),
    ],
)
def test_undecodable(data, message):
    with pytest.raises(DecodeError) as caught:
        decode(data, type=Session)
    assert str(caught.value) == message
    assert caught.value.path == ""


def test_a_part_says_where_inside_itself_the_mistake_is():
    # The part is built before the whole that it goes into.
    with pytest.raises(ValidationError) as caught:
        Session(audio=Sound(output={"sped": 1}))
    assert caught.value.path == "$.output"


# An error is data


def test_message_and_path():
    error = ValidationError("Expected `a`", "$.b[0]")
    assert (error.message, error.path) == ("Expected `a`", "$.b[0]")
    assert str(error) == "Expected `a` - at `$.b[0]`"
    assert str(ValidationError("Expected `a`")) == "Expected `a`"
    assert isinstance(error, ValueError)
    assert issubclass(DecodeError, ValidationError)
    assert realtime_builder.ValidationError is ValidationError


@pytest.mark.parametrize("kind", [ValidationError, DecodeError])
def test_errors_travel_between_processes(kind):
    error = pickle.loads(pickle.dumps(kind("message", "$.path")))
    assert type(error) is kind
    assert (error.message, error.path, str(error)) == ("message", "$.path", "message - at `$.path`")


def test_errors_are_not_chained_to_the_machinery_below():
    with pytest.raises(ValidationError) as caught:
        decode(b'{"model":1}', type=Session)
    assert "msgspec.ValidationError" not in "".join(traceback.format_exception(caught.value))


def test_nearest():
    assert nearest("modle", ["model", "voice"]) == "; did you mean `model`?"
    assert nearest("xyz", ["model", "voice"]) == ""
    assert nearest("model" * 100, ["model"]) == "", "difflib is quadratic"
    assert nearest("model", []) == ""


def test_shorten():
    assert shorten("x" * 80) == "x" * 80
    assert shorten("x" * 81) == "x" * 79 + "\u2026"
    assert len(shorten("x" * 1000, 10)) == 10


# Secrets

SECRET = "sk-very-secret"

LEAKS = [
    lambda: Remote(server_label="docs", authorization=[SECRET]),
    lambda: Remote(server_label="docs", authorization={SECRET: SECRET}),
    lambda: Remote(server_label="docs", authorization=SECRET + "\ud800"),
    lambda: Remote(server_label="docs", authorization=SECRET, headers={"a": SECRET, "b": 1}),
    lambda: Remote(server_label="docs", headers=SECRET),
    lambda: Remote(server_label="docs", headers={"a": [SECRET]}),
    lambda: Remote(server_label="docs", headers={"a": SECRET + "\ud800"}),
    lambda: Remote(server_label=1, authorization=SECRET, headers={"a": SECRET}),
    lambda: Remote(server_lable="docs", authorization=SECRET, headers={"a": SECRET}),
    lambda: Remote(authorization=SECRET),
    lambda: Remote.from_dict({"authorization": SECRET, "server_label": None}),
    lambda: decode(json.dumps({"authorization": [SECRET], "server_label": "docs"}), type=Remote),
    lambda: decode(json.dumps({"headers": {"a": [SECRET]}, "server_label": "docs"}), type=Remote),
    lambda: decode(json.dumps({"headers": {"a": SECRET}, "server_label": 1}), type=Remote),
    lambda: decode(f'{{"authorization":"{SECRET}', type=Remote),
    lambda: Session(tools=[{"type": "mcp", "server_label": 1, "authorization": SECRET}]),
    lambda: Session(tools=[{"type": "mpc", "server_label": "docs", "authorization": SECRET}]),
    lambda: Session(tools={"type": "mcp", "server_label": "docs", "authorization": SECRET}),
    lambda: Session(tools=[[{"type": "mcp", "authorization": SECRET}]]),
    lambda: Session(turn_detection=Remote(server_label="docs", authorization=SECRET)),
    lambda: Session(tool_choice={"type": "mcp", "server_label": "docs", "authorization": SECRET}),
    lambda: Session(model=Remote(server_label="docs", authorization=SECRET)),
    lambda: Session().copy_with(model=[Remote(server_label="docs", headers={"a": SECRET})]),
]


@pytest.mark.parametrize("leak", LEAKS)
def test_an_error_tells_no_secret(leak):
    with pytest.raises(ValidationError) as caught:
        leak()
    error = caught.value
    assert SECRET not in str(error)
    assert SECRET not in repr(error)
    assert SECRET not in repr(error.args)
    causes = (error.__cause__, error.__context__ if not error.__suppress_context__ else None)
    assert SECRET not in repr(causes)


def test_an_error_about_a_list_tells_none_of_the_secrets_in_it():
    from typing import Annotated

    from msgspec import Meta

    from realtime_builder import UNSET, Config
    from realtime_builder.fields import Array, Settable

    class Servers(Config):
        servers: Settable[Annotated[Array[Remote], Meta(max_length=1)]] = UNSET

    server = {"server_label": "docs", "authorization": SECRET, "headers": {"a": SECRET}}
    for build in (
        lambda: Servers(servers=[server, server]),
        lambda: Servers(servers=[Remote(**server), Remote(**server)]),
        lambda: Servers.from_dict({"servers": [server, server]}),
        lambda: decode(json.dumps({"servers": [server, server]}), type=Servers),
    ):
        with pytest.raises(ValidationError, match="of length <= 1") as caught:
            build()
        assert SECRET not in str(caught.value)


def test_a_repr_shows_that_there_is_a_secret_and_nothing_of_it():
    remote = Remote(server_label="docs", authorization=SECRET, headers={"x-key": SECRET})
    session = Session(tools=[remote])
    event = SessionUpdate(session=session)
    for value in (remote, session, event, session.tools, dict(session), [event]):
        assert SECRET not in repr(value)
        assert SECRET not in f"{value} {value!s}"
    assert repr(remote) == "Remote(server_label='docs', authorization='***', headers={'x-key': '***'})"
    assert repr(Remote(server_label="docs", headers=None)) == "Remote(server_label='docs', headers=None)"
    assert remote.authorization == SECRET
    assert remote.headers["x-key"] == SECRET


@pytest.mark.parametrize("value", [{"a": float("nan")}, [1], None, 5, object()])
def test_what_is_no_configuration_is_not_encoded(value):
    """msgspec would write NaN as null, which clears."""
    session = openai_ga.RealtimeSessionCreateRequest()
    for encoding in (
        lambda: encode(value),
        lambda: encode_into(value, bytearray()),
        lambda: encode_lines([session, value]),
    ):
        with pytest.raises(ValidationError) as caught:
            encoding()
        assert str(caught.value).startswith(f"Expected a configuration, got `{type(value).__name__}`")


def test_one_configuration_is_not_several():
    with pytest.raises(ValidationError, match="Expected several configurations, got one"):
        encode_lines(openai_ga.RealtimeSessionCreateRequest())
