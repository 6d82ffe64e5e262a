"""Whatever comes in, a `ValidationError` comes out: with a path where there is one, soon, and never a crash."""

import contextlib
import json
import math
import pickle
import sys
import time
from typing import Any

import pytest
from amount import FULL
from hypothesis import assume, given
from hypothesis import strategies as st
from samples import Function, Loudness, Meaning, Nothing, Output, Prompt, Session, SessionUpdate, Sound
from strategies import ALL_STRUCTS, ROOTS, configs, for_each, json_values, name_of, same_json, short

from realtime_builder import Config, DecodeError, JsonObject, ValidationError, decode, encode, unvalidated, validate
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.errors import nearest
from realtime_builder.fields import UNSET

SOON = 20.0
"""Seconds. Only a hang takes longer, on the slowest of machines."""

BIG = 50_000_000 if FULL else 10_000_000
DEEP = 100_000


@contextlib.contextmanager
def refused(path: str = "", *, match: str | None = None, kind: type[ValidationError] = ValidationError):
    """What is inside fails as it should: in time, with the path, in a message of bounded length."""
    start = time.perf_counter()
    with pytest.raises(ValidationError, match=match) as caught:
        yield caught
    assert time.perf_counter() - start < SOON
    assert type(caught.value) is kind
    assert caught.value.path == path
    assert len(str(caught.value)) < 2000
    assert str(caught.value).encode(), "a message can be printed"


def ways_in(cls: type, members: dict[str, Any]) -> list[Any]:
    """Every door through which ``members``, which are JSON, can come."""
    wire = json.dumps(members)
    return [
        lambda: cls(**members),
        lambda: cls.from_dict(members),
        lambda: decode(wire, type=cls),
        lambda: decode(wire.encode(), type=cls),
        lambda: cls.from_json(wire),
        lambda: decode(wire, type=cls, unknown="drop"),
    ]


def refused_everywhere(cls: type, members: dict[str, Any], path: str) -> None:
    for way in ways_in(cls, members):
        with refused(path):
            way()
    assert any(error.path == path for error in validate(members, type=cls))
    kept = decode(json.dumps(members), type=cls, unknown="keep")
    assert same_json(
        json.loads(encode(kept)),
        json.loads(json.dumps(members)) if "type" in members else {**dict(kept_tag(kept)), **members},
    )
    assert unvalidated(kept)
    if not any(field.required for field in fields_of(cls).values()):
        with refused(path):
            cls().copy_with(**members)


def is_refused_or_whole(build: Any) -> None:
    """What is taken works in every way. Only depth may be refused later, by what needs more of the stack."""
    start = time.perf_counter()
    with contextlib.suppress(ValidationError):
        value = build()
        for use in (encode, hash, repr, dict, pickle.dumps, Config.as_dict, lambda value: value == build()):
            try:
                use(value)
            except ValidationError as error:
                if error.message != "Nested too deeply":
                    raise AssertionError(use) from error
    assert time.perf_counter() - start < SOON


def kept_tag(value: Any) -> list[Any]:
    return [] if isinstance(value, JsonObject) else [tag for tag in [tag_of(type(value))] if tag is not None]


# Wrong values

WRONG: list[tuple[type, dict[str, Any], str]] = [
    # Type
    (Session, {"model": 1}, "$.model"),
    (Session, {"model": ["gpt-realtime"]}, "$.model"),
    (Session, {"instructions": {}}, "$.instructions"),
    (Session, {"modalities": "text"}, "$.modalities"),
    (Session, {"modalities": {"text": True}}, "$.modalities"),
    (Session, {"modalities": [["text"]]}, "$.modalities[0]"),
    (Session, {"audio": []}, "$.audio"),
    (Session, {"audio": {"output": {"speed": "fast"}}}, "$.audio.output.speed"),
    (Session, {"audio": {"output": {"speed": True}}}, "$.audio.output.speed"),
    (Session, {"audio": {"clip": 5}}, "$.audio.clip"),
    (Session, {"audio": {"clip": "not base64!"}}, "$.audio.clip"),
    (Session, {"tools": {}}, "$.tools"),
    (Session, {"tools": ["f"]}, "$.tools[0]"),
    (Session, {"tools": [None]}, "$.tools[0]"),
    (Session, {"tools": [{"type": "function", "name": None}]}, "$.tools[0].name"),
    (Session, {"tools": [{"type": "function", "name": "f", "parameters": []}]}, "$.tools[0].parameters"),
    (Session, {"tracing": "auto"}, "$.tracing"),
    (Session, {"tracing": [1]}, "$.tracing"),
    (Session, {"metadata": {"a": 1}}, "$.metadata.a"),
    (Session, {"metadata": {"a": None}}, "$.metadata.a"),
    (Session, {"metadata": []}, "$.metadata"),
    (Session, {"input": [3]}, "$.input[0]"),
    (Session, {"input": [{"type": "message", "role": "user", "text": 1}]}, "$.input[0].text"),
    (Loudness, {"interrupt": "yes"}, "$.interrupt"),
    (Loudness, {"interrupt": 1}, "$.interrupt"),
    (Loudness, {"silence_ms": 1.5}, "$.silence_ms"),
    (Loudness, {"silence_ms": "500"}, "$.silence_ms"),
    (Loudness, {"silence_ms": True}, "$.silence_ms"),
    # Null where the API takes none
    (Loudness, {"threshold": None}, "$.threshold"),
    (Meaning, {"eagerness": None}, "$.eagerness"),
    (Sound, {"output": None}, "$.output"),
    (Function, {"name": "f", "parameters": None}, "$.parameters"),
    # Range
    (Loudness, {"threshold": 1.01}, "$.threshold"),
    (Loudness, {"threshold": -0.01}, "$.threshold"),
    (Loudness, {"silence_ms": -1}, "$.silence_ms"),
    (Loudness, {"silence_ms": 10_000}, "$.silence_ms"),
    (Output, {"speed": 0.24}, "$.speed"),
    (Output, {"speed": 2}, "$.speed"),
    (Session, {"max_tokens": 0}, "$.max_tokens"),
    (Session, {"max_tokens": 4097}, "$.max_tokens"),
    (Session, {"max_tokens": 10**4000}, "$.max_tokens"),
    (Loudness, {"silence_ms": -(10**4000)}, "$.silence_ms"),
    # Length
    (Session, {"stop": list("abcde")}, "$.stop"),
    (Prompt, {"id": "pmpt_" + "a" * 20}, "$.id"),
    (Prompt, {"id": "prompt_a"}, "$.id"),
    (Session, {"metadata": {str(i): "" for i in range(17)}}, "$.metadata"),
    (Session, {"metadata": {"a" * 65: ""}}, "$.metadata"),
    (Session, {"metadata": {"a": "b" * 513}}, "$.metadata.a"),
    (SessionUpdate, {"event_id": "e" * 513, "session": {"type": "realtime"}}, "$.event_id"),
    # Closed enum
    (Meaning, {"eagerness": "eager"}, "$.eagerness"),
    (Meaning, {"eagerness": ""}, "$.eagerness"),
    (Session, {"modalities": ["text", "video"]}, "$.modalities[1]"),
    (Session, {"max_tokens": "infinite"}, "$.max_tokens"),
    (Session, {"tool_choice": "always"}, "$.tool_choice"),
    # Tag
    (Session, {"type": "transcription"}, "$.type"),
    (Session, {"type": None}, "$.type"),
    (Session, {"type": 1}, "$.type"),
    (Session, {"type": []}, "$.type"),
    # Required
    (Function, {}, ""),
    (SessionUpdate, {}, ""),
    (Session, {"tools": [{"type": "function"}]}, "$.tools[0]"),
    (Session, {"prompt": {}}, "$.prompt"),
]


@pytest.mark.parametrize(("cls", "members", "path"), WRONG, ids=short)
def test_wrong_values(cls, members, path):
    refused_everywhere(cls, members, path)


UNKNOWN: list[tuple[type, dict[str, Any], str]] = [
    # Variants
    (Session, {"tools": [{"type": "function", "name": "f"}, {"type": "web_search"}]}, "$.tools[1].type"),
    (Session, {"tools": [{"type": 5}]}, "$.tools[0].type"),
    (Session, {"tools": [{"type": None}]}, "$.tools[0].type"),
    (Session, {"tools": [{"type": []}]}, "$.tools[0].type"),
    (Session, {"turn_detection": {"type": "server_vd"}}, "$.turn_detection.type"),
    (Session, {"turn_detection": {"type": "mcp"}}, "$.turn_detection.type"),
    (Session, {"input": [{"type": "mesage", "role": "user", "text": ""}]}, "$.input[0].type"),
    (Session, {"input": [{"type": {}, "role": "user", "text": ""}]}, "$.input[0].type"),
    (Session, {"input": [{"role": "user", "text": ""}]}, "$.input[0]"),
    (Session, {"input": [{"type": "message", "role": "usr", "text": ""}]}, "$.input[0].role"),
    (Session, {"input": [{"type": "message", "role": None, "text": ""}]}, "$.input[0].role"),
    (Session, {"input": [{"type": "message", "role": [], "text": ""}]}, "$.input[0].role"),
    (Session, {"input": [{"type": "message", "text": ""}]}, "$.input[0]"),
    # Names
    (Session, {"voise": "marin"}, ""),
    (Nothing, {"": 1}, ""),
    (Session, {"audio": {"otput": {}}}, "$.audio"),
    (Session, {"audio": {"output": {"voise": "marin"}}}, "$.audio.output"),
    (Session, {"tools": [{"type": "function", "name": "f", "strict": True}]}, "$.tools[0]"),
    (Session, {"input": [{"type": "message", "role": "user", "text": "", "final": True}]}, "$.input[0]"),
    (SessionUpdate, {"session": {"a\nb": 1}}, "$.session"),
]


@pytest.mark.parametrize(("cls", "members", "path"), UNKNOWN, ids=short)
def test_unknown_names_and_variants(cls, members, path):
    for way in ways_in(cls, members)[:-1]:
        with refused(path):
            way()
    is_refused_or_whole(ways_in(cls, members)[-1])
    is_refused_or_whole(lambda: decode(json.dumps(members), type=cls, unknown="keep"))


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
def test_a_wrong_type_in_every_field(cls):
    class Nonsense:
        pass

    for name in fields_of(cls):
        for wrong in (Nonsense(), Nonsense, lambda: None, 1j, range, {1: 2}, {"a": Nonsense()}, [Nonsense()]):
            with pytest.raises(ValidationError) as caught:
                cls(**{name: wrong})
            assert caught.value.path.startswith(f"$.{name}")


# Numbers that JSON does not have

NOT_FINITE = [math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("number", NOT_FINITE, ids=str)
def test_not_finite(number):
    for cls, name in ((Output, "gain"), (Output, "speed"), (Loudness, "threshold"), (Session, "temperature")):
        for build in (
            lambda cls=cls, name=name: cls(**{name: number}),
            lambda cls=cls, name=name: cls().copy_with(**{name: number}),
        ):
            with refused(f"$.{name}"):
                build()
    with refused("$.tracing.a[1].b"):
        Session(tracing={"a": [1, {"b": number}]})
    with refused("$.a"):
        JsonObject({"a": number})
    with refused("$.audio.output.gain"):
        Session.from_dict({"audio": {"output": {"gain": number}}})
    with refused("$.max_tokens"):
        Session(max_tokens=number)


@for_each(ALL_STRUCTS, name_of)
def test_no_field_takes_a_number_that_is_not_finite(cls):
    for name in fields_of(cls):
        for number in NOT_FINITE:
            with pytest.raises(ValidationError) as caught:
                cls(**{name: number})
            assert caught.value.path.startswith(f"$.{name}")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "01", "+1", "0x1", ".5", "1."])
@pytest.mark.parametrize(
    "place", ['{"temperature":%s}', '{"tracing":{"a":[%s]}}', '{"max_tokens":%s}', '{"unknown":%s}']
)
def test_not_a_json_number(text, place):
    with refused(kind=DecodeError):
        decode(place % text, type=Session)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" * 5000, "-1e" + "9" * 5000])
@pytest.mark.parametrize(
    ("place", "path"),
    [
        ('{"temperature":%s}', "$.temperature"),
        ('{"max_tokens":%s}', "$.max_tokens"),
        ('{"audio":{"output":{"gain":%s}}}', "$.audio.output.gain"),
        ('{"tools":[{"type":"function","name":%s}]}', "$.tools[0].name"),
    ],
)
def test_json_numbers_that_are_too_large(text, place, path):
    for unknown in ("error", "keep", "drop"):
        with pytest.raises(ValidationError) as caught:
            decode(place % text, type=Session, unknown=unknown)
        assert caught.value.path == path
        assert [error.path for error in validate(place % text, type=Session, unknown=unknown)] == [path]


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" * 5000, "-1e" + "9" * 5000])
@pytest.mark.parametrize(
    ("place", "path"),
    [
        ('{"tracing":{"a":[0,%s]}}', "$.tracing.a[1]"),
        ('{"tracing":{"a b":[1e9,{"...":%s}]},"x":2e999}', '$.tracing["a b"][1]["..."]'),
        ('{"unknown":%s}', "$.unknown"),
        ('{"unknown":{"a":[%s]}}', "$.unknown.a[0]"),
        ('{"unknown":%s,"unknown":1}', "$.unknown"),
        ('{"tracing":{"a":%s,"a":1}}', "$.tracing.a"),
    ],
)
def test_where_a_number_is_too_large_among_anybodys_names(text, place, path):
    for data in (place % text, (place % text).encode(), memoryview((place % text).encode())):
        for unknown in ("error", "keep", "drop"):
            with pytest.raises(ValidationError, match="out of range") as caught:
                decode(data, type=Session, unknown=unknown)
            assert caught.value.path == path
            assert [error.path for error in validate(data, type=Session, unknown=unknown)] == [path]


def test_no_place_of_a_number_is_made_up():
    with refused("", match="out of range"):
        decode('{"tracing":{"a b":[1e999]},"x":', type=Session)


def test_huge_integers():
    huge = 10**5000
    for cls, name in ((Loudness, "silence_ms"), (Session, "max_tokens"), (Session, "temperature"), (Session, "model")):
        with refused(f"$.{name}"):
            cls(**{name: huge})
        with refused(f"$.{name}"):
            cls().copy_with(**{name: -huge})
        with refused(f"$.{name}"):
            cls.from_dict({name: huge})
    with refused("$.tracing.a[0]"):
        Session(tracing={"a": [huge]})


# Text that UTF-8 can't carry

LONE = ["\ud800", "\udfff", "a\ud83d", "\udc00\ud800"]


@pytest.mark.parametrize("text", LONE, ids=ascii)
def test_lone_surrogates_in_objects(text):
    places: list[tuple[dict[str, Any], str]] = [
        ({"model": text}, "$.model"),
        ({"instructions": text}, "$.instructions"),
        ({"modalities": [text]}, "$.modalities[0]"),
        ({"stop": ["a", text]}, "$.stop[1]"),
        ({"audio": {"output": {"voice": text}}}, "$.audio.output.voice"),
        ({"tools": [{"type": "function", "name": text}]}, "$.tools[0].name"),
        ({"tools": [{"type": text}]}, "$.tools[0].type"),
        ({"tracing": {"a": [text]}}, "$.tracing.a[0]"),
        ({"tracing": {text: 1}}, "$.tracing"),
        ({"tracing": {"a": {text: 1}}}, "$.tracing.a"),
        ({"metadata": {"a": text}}, "$.metadata.a"),
        ({"metadata": {text: "a"}}, "$.metadata"),
    ]
    for members, path in places:
        for build in (
            lambda members=members: Session(**members),
            lambda members=members: Session().copy_with(**members),
        ):
            with refused(path, match="lone surrogate"):
                build()
        with refused(path, match="lone surrogate"):
            Session.from_dict(members)
        with refused(path, match="lone surrogate"):
            Session.from_dict(members, unknown="keep")
    with refused("$.name"):
        Function(name=text)
    with refused("$.a"):
        JsonObject({"a": text})


@pytest.mark.parametrize("text", LONE, ids=ascii)
def test_lone_surrogates_in_names(text):
    with refused(match="has no field"):
        Session(**{text: 1})
    with refused(match="has no field"):
        Session().copy_with(**{text: 1})
    with refused():
        Session.from_dict({text: 1})
    with refused():
        Session.from_dict({text: 1}, unknown="keep")
    with pytest.raises(ValidationError) as caught:
        Session().without(text)
    assert str(caught.value).encode()
    with refused("$.type"):
        Session(type=text)
    assert text not in Session()
    assert Session().get(text) is None


@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
@pytest.mark.parametrize("escape", [rb"\ud800", rb"\udfff", rb"a\ud83d", rb"\udc00\ud800", rb"\ud800\u0041", rb"\ud8"])
@pytest.mark.parametrize(
    "place",
    [
        b'{"model":"%s"}',
        b'{"%s":1}',
        b'{"stop":["%s"]}',
        b'{"tracing":{"a":["%s"]}}',
        b'{"tracing":{"%s":1}}',
        b'{"metadata":{"a":"%s"}}',
        b'{"metadata":{"%s":"a"}}',
        b'{"tools":[{"type":"%s"}]}',
        b'{"unknown":"%s"}',
        b'{"unknown":{"%s":[]}}',
    ],
)
def test_lone_surrogates_in_json(place, escape, unknown):
    with refused(kind=DecodeError):
        decode(place % escape, type=Session, unknown=unknown)


def test_a_pair_of_surrogates_is_a_character():
    assert decode(rb'{"model":"\ud83d\ude00"}', type=Session).model == "\U0001f600"


# Bytes that are not JSON

BROKEN = [
    b"",
    b" ",
    b"\x00",
    b"{",
    b"}",
    b"{]",
    b"[",
    b'"',
    b'{"model"',
    b'{"model":',
    b'{"model":}',
    b'{"model":"a"',
    b'{"model":"a",}',
    b"{'model':'a'}",
    b"{model:1}",
    b'{"model":"a"}}',
    b'{"model":"a"} {}',
    b'{"model":"a\n"}',
    b'{"model":"\\x"}',
    b'{"model":undefined}',
    b'{"model":tru}',
    b"nul",
    b"-",
    b"\xff",
    b'\xef\xbb\xbf{"model":"a"}',
    b'{"model":"\xff"}',
    b'{"model":"\xc3"}',
    b'{"\xff":1}',
    b'{"model":"\xed\xa0\x80"}',
    b'{"tracing":{"a":"\xff"}}',
    b'{"tracing":{"\xff":1}}',
    b'{"metadata":{"a":"\xff"}}',
    b'{"unknown":"\xff"}',
    '{"model":"a"}'.encode("utf-16"),
    '{"model":"\u00e9"}'.encode("latin-1"),
]


@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
@pytest.mark.parametrize("data", BROKEN, ids=ascii)
def test_broken_json(data, unknown):
    with refused(kind=DecodeError):
        decode(data, type=Session, unknown=unknown)
    with refused(kind=DecodeError):
        decode(memoryview(data), type=Session, unknown=unknown)


@pytest.mark.parametrize("data", [b"null", b"true", b"1", b"1.5", b'"text"', b"[]", b"[{}]"])
@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
def test_json_that_is_no_object(data, unknown):
    with refused():
        decode(data, type=Session, unknown=unknown)
    with refused():
        Session.from_dict(json.loads(data), unknown=unknown)


def test_text_with_a_lone_surrogate_is_not_decodable():
    with refused(kind=DecodeError):
        decode('{"model":"\ud800"}', type=Session)


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
def test_truncated_json(cls):
    wire = encode(full(cls))
    for end in range(len(wire)):
        for unknown in ("error", "keep"):
            with refused(kind=DecodeError):
                decode(wire[:end], type=cls, unknown=unknown)


def full(cls: type) -> Any:
    """A value with the fields that the roots have in common."""
    members = {
        "model": "m\u00e9",
        "metadata": {"a": "b"},
        "tools": [{"type": "function", "name": "f", "parameters": {}}],
    }
    return cls(**{name: value for name, value in members.items() if name in fields_of(cls)})


# Depth

PLACES = ["tracing", "model", "max_tokens", "audio", "tools", "metadata", "input", "unknown"]

DEPTHS = [100, 450, 500, 900, 980, 990, 1000, 1100, 3000, 10_000, DEEP] if FULL else [100, 500, 990, 1000, 3000, DEEP]


def nested(depth: int, opening: Any, closing: Any, core: str = "1") -> str:
    return opening * depth + core + closing * depth


@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", PLACES)
def test_deep_json(name, depth, unknown):
    for inner in (nested(depth, "[", "]"), nested(depth, '{"a":', "}"), nested(depth, '[{"a":', "}]")):
        wire = f'{{"{name}":{inner}}}'.encode()
        is_refused_or_whole(lambda wire=wire: decode(wire, type=Session, unknown=unknown))
        is_refused_or_whole(lambda wire=wire: decode(wire[: len(wire) // 2], type=Session, unknown=unknown))
    is_refused_or_whole(lambda: decode(nested(depth, '{"audio":', "}"), type=Session, unknown=unknown))
    is_refused_or_whole(lambda: decode(nested(depth, '{"tools":[', "]}"), type=Session, unknown=unknown))
    is_refused_or_whole(lambda: decode(nested(depth, "[", "]"), type=Session, unknown=unknown))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", PLACES)
def test_deep_objects(name, depth):
    as_list: Any = 1
    as_dict: Any = 1
    as_tuple: Any = 1
    for _ in range(depth):
        as_list, as_dict, as_tuple = [as_list], {"a": as_dict}, (as_tuple,)
    for value in (as_list, as_dict, as_tuple, {"a": as_list}, [as_dict]):
        is_refused_or_whole(lambda value=value: Session(**{name: value}))
        is_refused_or_whole(lambda value=value: Session().copy_with(**{name: value}))
        is_refused_or_whole(lambda value=value: Session.from_dict({name: value}))
        is_refused_or_whole(lambda value=value: Session.from_dict({name: value}, unknown="keep"))
        is_refused_or_whole(lambda value=value: Session(**{name: {"a": value}}))


@pytest.mark.parametrize("name", PLACES)
def test_the_deepest_is_refused(name):
    deep: Any = 1
    for _ in range(DEEP):
        deep = {"a": deep}
    wire = f'{{"{name}":' + nested(DEEP, '{"a":', "}") + "}"
    # What is already in memory may be refused for its name before anybody looks inside.
    told = "has no field" if name == "unknown" else "Nested too deeply"
    with refused(match=told):
        Session(**{name: deep})
    for unknown in ("error", "keep", "drop"):
        with refused(match="Nested too deeply"):
            decode(wire, type=Session, unknown=unknown)
        with refused(match=told if unknown == "error" else "Nested too deeply"):
            Session.from_dict({name: deep}, unknown=unknown)


def test_an_object_that_holds_itself():
    ring: list[Any] = []
    ring.append({"a": ring})
    for name in ("tracing", "model", "tools", "audio", "metadata"):
        with refused(match="Nested too deeply"):
            Session(**{name: {"a": ring}})
    with refused(match="Nested too deeply"):
        JsonObject({"a": ring})


# Size


@pytest.fixture(scope="module")
def big() -> str:
    return "x" * BIG


def test_a_big_string_where_any_string_is_legal(big):
    start = time.perf_counter()
    value = Session(instructions=big)
    assert decode(encode(value), type=Session).instructions == big
    assert time.perf_counter() - start < SOON


def test_a_big_string_where_it_is_wrong(big):  # one test, so that there is one such string at a time
    for place, path in (
        ('{"modalities":["%s"]}', "$.modalities[0]"),
        ('{"turn_detection":{"type":"%s"}}', "$.turn_detection.type"),
        ('{"%s":1}', ""),
        ('{"audio":{"output":{"%s":1}}}', "$.audio.output"),
        ('{"metadata":{"a":"%s"}}', "$.metadata.a"),
        ('{"metadata":{"%s":"a"}}', "$.metadata"),
        ('{"prompt":{"id":"%s"}}', "$.prompt.id"),
        ('{"input":[{"type":"message","role":"%s","text":""}]}', "$.input[0].role"),
    ):
        wire = place % big
        with refused(path):
            decode(wire, type=Session)
        with refused(path):
            Session(**json.loads(wire))


def test_a_big_string_that_is_no_json(big):
    with refused(kind=DecodeError):
        decode(big, type=Session)
    with refused(kind=DecodeError):
        decode(f'{{"instructions":"{big}', type=Session)
    with refused("$.instructions", match="lone surrogate"):
        Session(instructions=f"{big}\ud800")


def test_many_members():
    many = 20_000
    members = {f"name{i}": i for i in range(many)}
    wire = json.dumps(members)
    with refused(match="has no field `name0`"):
        Session(**members)
    with refused(match="has no field `name0`"):
        Session.from_dict(members)
    with refused(match="has no field `name0`"):
        decode(wire, type=Session)
    with refused("$.metadata"):
        Session(metadata=dict.fromkeys(members, ""))
    with refused(f"$.tools[{many}].name"):
        Session(tools=[{"type": "function", "name": "f"}] * many + [{"type": "function", "name": 1}])


@pytest.mark.parametrize("unknown", ["keep", "drop"])
def test_many_unknown_members(unknown):
    members = {f"name{i}": i for i in range(1000)}
    start = time.perf_counter()
    value = decode(json.dumps(members), type=Session, unknown=unknown)
    assert len(value) == 1 + (len(members) if unknown == "keep" else 0)
    assert time.perf_counter() - start < SOON


def test_the_nearest_name_is_looked_for_in_the_first_mistakes_only():
    errors = validate(json.dumps({f"instruction{i}": {} for i in range(500)}), type=Session)
    guessed = ["did you mean `instructions`?" in error.message for error in errors]
    assert guessed == [True] * 100 + [False] * 400
    errors = validate(json.dumps({"modalities": ["audia"] * 500}), type=Session)
    assert ["; did you mean" in error.message for error in errors] == [True] * 100 + [False] * 400


def test_the_nearest_name_is_looked_for_among_a_bounded_number():
    known = iter(["voice", *map(str, range(5_000))])
    assert nearest("voise", known) == "; did you mean `voice`?"
    assert len(list(known)) > 4_000


# Fuzz

GARBAGE = st.binary(max_size=40) | st.text(max_size=40).map(str.encode)


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=GARBAGE, unknown=st.sampled_from(["error", "keep", "drop"]))
def test_garbage(cls, data, unknown):
    is_refused_or_whole(lambda: decode(data, type=cls, unknown=unknown))


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=json_values(), unknown=st.sampled_from(["error", "keep", "drop"]))
def test_any_json(cls, data, unknown):
    is_refused_or_whole(lambda: decode(json.dumps(data), type=cls, unknown=unknown))
    is_refused_or_whole(lambda: cls.from_dict(data, unknown=unknown))


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=st.data())
def test_damaged_bytes(cls, data):
    wire = bytearray(encode(data.draw(configs(cls))))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(wire)))
        wire[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.binary(max_size=2) | st.sampled_from([b'"', b"{", b"}", b"null", b"[", b","])
        )
    for unknown in ("error", "keep", "drop"):
        is_refused_or_whole(lambda unknown=unknown: decode(bytes(wire), type=cls, unknown=unknown))


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=st.data())
def test_damaged_members(cls, data):
    members = data.draw(configs(cls)).as_dict()
    holders = [members, *containers_in(members)]
    assume(any(holders))
    holder = data.draw(st.sampled_from([holder for holder in holders if holder]))
    place = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else list(range(len(holder)))))
    holder[place] = data.draw(json_values())
    for unknown in ("error", "keep", "drop"):
        is_refused_or_whole(lambda unknown=unknown: cls.from_dict(members, unknown=unknown))
        is_refused_or_whole(lambda unknown=unknown: decode(json.dumps(members), type=cls, unknown=unknown))
    is_refused_or_whole(lambda: cls(**members))


def containers_in(value: Any) -> Any:
    for member in value.values() if isinstance(value, dict) else value:
        if isinstance(member, dict | list):
            yield member
            yield from containers_in(member)


# Calls that are wrong in themselves


def test_a_tag_may_be_said_but_not_changed():
    assert Session(type="realtime") == Session()
    assert Session().copy_with(type="realtime") == Session()
    assert Session().copy_with(type=UNSET) == Session()
    assert tag_of(Session) == ("type", "realtime")
    for build in (lambda: Session(type="x"), lambda: Session().copy_with(type="x"), lambda: Session(type=None)):
        with refused("$.type"):
            build()


def test_arguments_without_a_name_are_a_type_error_as_everywhere_in_python():
    with pytest.raises(TypeError):
        Session("gpt-realtime")
    with pytest.raises(TypeError):
        Session().copy_with({"model": "m"})


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the limit of digits is Python's own")
def test_pythons_own_limit_of_digits_plays_no_role():
    limit = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(0)
        with refused("$.silence_ms"):
            Loudness(silence_ms=10**5000)
    finally:
        sys.set_int_max_str_digits(limit)
