"""What comes from outside is taken over, told apart by what it is, and shown without secrets and without tricks."""

import json
import os
import pickle
import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from msgspec import Struct
from samples import Function, Loudness, Session

from realtime_builder import (
    Config,
    JsonObject,
    ValidationError,
    convert,
    decode,
    drift,
    encode,
    from_sdk,
    openai_beta,
    openai_ga,
    openai_live,
    unvalidated,
    validate,
)
from realtime_builder._core import frozen
from realtime_builder._core.depth import MAX_DEPTH
from realtime_builder.fields import UNSET, Array, Settable

S = openai_ga.RealtimeSessionCreateRequest

# Objects that are not what they say


class Pretender:
    """Says that it is of another class, as proxies and mocks do."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    @property
    def __class__(self) -> Any:
        return self.kind

    def __str__(self) -> str:
        return "pretended"


@pytest.mark.parametrize("kind", [str, int, float, bool, bytes, Loudness, Function, JsonObject, Struct], ids=str)
def test_pretenders_are_refused(kind):
    for name in ("model", "temperature", "turn_detection", "tracing", "max_tokens", "audio"):
        for build in (
            lambda name=name: Session(**{name: Pretender(kind)}),
            lambda name=name: Session().copy_with(**{name: Pretender(kind)}),
            lambda name=name: Session().transform(name, Pretender(kind)),
            lambda name=name: Session().with_extra(name, Pretender(kind)),
            lambda name=name: Session(tools=[{"type": "function", "name": "f", "parameters": {"a": Pretender(kind)}}]),
        ):
            with pytest.raises(ValidationError):
                build()


class Shout(str):
    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


class Odd(int):
    def __int__(self) -> int:
        return 7

    __index__ = __int__


def test_subclasses_of_text_and_numbers_are_sent_by_content():
    for session in (
        Session(model=Shout("quiet")),
        Session().copy_with(model=Shout("quiet")),
        Session().with_extra("model", Shout("quiet")),
    ):
        assert type(session.model) is str
        assert encode(session) == b'{"type":"realtime","model":"quiet"}'
    assert encode(JsonObject({Shout("a"): [Shout("b")]})) == b'{"a":["b"]}'
    assert Loudness(silence_ms=Odd(500)).silence_ms == 500


# Classes of a user's own


@dataclass
class Changeable:
    a: int = 0


class ChangeableStruct(Struct):
    a: int = 0


@pytest.mark.parametrize(
    "hint",
    [
        list[str],
        Settable[list[int]],
        dict[str, str],
        set[str],
        bytearray,
        Any,
        Changeable,
        ChangeableStruct,
        tuple[list[int], ...],
    ],
    ids=str,
)
def test_a_class_with_a_field_that_could_be_changed_is_refused(hint):
    with pytest.raises(TypeError, match=r"`Own\.words` is declared with `.*`, which is mutable; use "):
        type(Config)("Own", (Config,), {"__annotations__": {"words": hint}, "__module__": __name__, "words": UNSET})
    with pytest.raises(TypeError, match=r"`Own\.words`"):
        type(Config)("Own", (Session,), {"__annotations__": {"words": hint}, "__module__": __name__, "words": UNSET})


def test_a_class_with_fields_of_ours_is_not():
    class Own(Session, tag="realtime"):
        words: Settable[Array[str]] = UNSET
        kind: Settable[Literal["a"] | int | None] = UNSET

    words = ["a"]
    own = Own(words=words)
    words.append("b")
    assert own.words == ("a",)


# Depth


def nested(depth: int, *, lists: bool = False) -> Any:
    value: Any = {}
    for _ in range(depth - 1):
        value = [value] if lists else {"a": value}
    return value


def in_deep_stack(call: Any, frames: int = 300) -> Any:
    return call() if frames == 0 else in_deep_stack(call, frames - 1)


@pytest.mark.parametrize("lists", [False, True])
def test_json_as_deep_as_it_may_be_can_be_used_in_every_way(lists):
    value = nested(MAX_DEPTH - 3, lists=lists)
    wire = json.dumps({"tracing": {"a": value}, "new": value, "tools": [{"type": "x", "y": value}]})
    session = decode(wire, type=Session, unknown="keep")
    for use in (
        encode,
        hash,
        repr,
        pickle.dumps,
        Session.as_dict,
        Session.explain,
        unvalidated,
        lambda x: x == decode(wire, type=Session, unknown="keep"),
    ):
        in_deep_stack(lambda use=use: use(session))
    in_deep_stack(lambda: session.tracing.pmap)
    in_deep_stack(lambda: drift(session, session.with_extra("new", 1)))
    in_deep_stack(lambda: session.with_extra("new", value))
    assert pickle.loads(pickle.dumps(session)) == session


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 600, 5_000])
@pytest.mark.parametrize("lists", [False, True])
def test_beyond_that_there_is_an_error(depth, lists):
    value = nested(depth, lists=lists)
    text = ('{"a":' if not lists else "[") * (depth - 1) + "{}" + ("}" if not lists else "]") * (depth - 1)
    for build in (
        lambda: Session(tracing={"a": value}),
        lambda: Session().with_extra("new", value),
        lambda: Session().transform("tracing.a", value),
        lambda: JsonObject({"a": value}),
        lambda: Session.from_dict({"new": value}, unknown="keep"),
        lambda: from_sdk({"type": "session.update", "session": {"type": "realtime", "tracing": value}}),
        *(
            lambda unknown=unknown, place=place: decode(place % text, type=Session, unknown=unknown)
            for unknown in ("error", "keep", "drop")
            for place in ('{"tracing":{"a":%s}}', '{"new":1,"tracing":{"a":%s}}', '{"tools":[{"type":"x","y":%s}]}')
        ),
        lambda: openai_ga.decode_server_event(f'{{"type":"session.updated","session":{{"new":{text}}}}}'),
        lambda: openai_ga.decode_server_event(f'{{"type":"brand.new","x":{text}}}'),
    ):
        with pytest.raises(ValidationError):
            build()
    assert validate(f'{{"tracing":{{"a":{text}}}}}', type=Session)


def test_a_path_can_not_make_it_deeper():
    deep = Session(tracing={"a": nested(MAX_DEPTH - 2)})
    with pytest.raises(ValidationError, match="Nested too deeply"):
        deep.transform(("tracing", *["a"] * (MAX_DEPTH - 2)), nested(5))


# Secrets and tricks in what is shown

NAMES = (
    "client_secret",
    "authorization",
    "api_key",
    "apiKey",
    "x-api-key",
    "access_token",
    "token",
    "password",
    "Proxy-Authorization",
    "secretKey",
    "aws_secret_access_key",
    "session_token",
    "api_keys",
    "passwords",
)
TRICKS = "\x1b[31m\u202eevil\u2066\r\n\x00\u200b"


@pytest.mark.parametrize("name", NAMES)
def test_secrets_are_known_by_their_names_at_every_depth(name):
    secret = "hunter2hunter2"
    values = [
        Session(tracing={"a": [{name: secret}], name: {"value": secret}}),
        Session().with_extra((name,), secret).with_extra(("audio", "output", name), [secret]),
        Session().with_extra("turn_detection", {"type": "new", name: secret}),
        Session(tools=[{"type": "function", "name": "f", "parameters": {"a": {name: secret}}}]),
        Session().with_extra("headers", {"X-Anything": secret}).with_extra("temperature", {name: secret}),
        openai_ga.decode_server_event(json.dumps({"type": "brand.new", "x": {name: secret}})),
        Session(metadata={"server": f"https://user:{secret}@host/a?sig={secret}&x=1&code={secret}"}),
    ]
    for value in values:
        shown = [repr(value), value.explain() if isinstance(value, Session) else ""]
        shown += (
            [str(each) + repr(each) for each in drift(value, Session(tracing={"a": 1}, metadata={"server": "x"}))]
            if isinstance(value, Session)
            else []
        )
        assert secret not in "".join(shown)
        assert secret.encode() in encode(value)
    for wrong in (
        {"temperature": {name: secret}},
        {"tools": [{name: secret}]},
        {"audio": {name: secret}},
        {"max_tokens": [{name: secret}]},
    ):
        assert secret not in "".join(map(str, validate(wrong, type=Session)))
        with pytest.raises(ValidationError) as caught:
            Session(**wrong)
        assert secret not in str(caught.value)


def test_numbers_of_tokens_and_names_of_keys_are_no_secrets():
    session = Session().with_extra("usage", {"tokens": 12, "total_tokens": 30, "keys": ["a"]})
    assert "{'tokens': 12, 'total_tokens': 30, 'keys': ['a']}" in repr(session)


def test_no_control_character_is_shown():
    values = [
        Session(model=TRICKS, tracing={TRICKS: TRICKS}, metadata={TRICKS: TRICKS}),
        Session().with_extra((TRICKS,), {TRICKS: TRICKS}).with_extra("temperature", TRICKS),
        Session().with_extra("turn_detection", {"type": TRICKS}),
    ]
    shown = [text for value in values for text in (repr(value), *value.explain().split("\n"))]
    shown += [str(each) + repr(each) for value in values for each in drift(value, Session())]
    for wrong in (
        {TRICKS: 1},
        {"temperature": TRICKS},
        {"turn_detection": {"type": TRICKS}},
        {"modalities": [TRICKS]},
        {"metadata": {TRICKS: 1}},
        {"tracing": {TRICKS: float("nan")}},
        {"tools": [{"type": "function", "name": "f", TRICKS: 1}]},
    ):
        with pytest.raises(ValidationError) as caught:
            Session(**wrong)
        shown += [str(caught.value), caught.value.path, caught.value.message]
    assert all(text.isprintable() for text in shown), [text for text in shown if not text.isprintable()]


def test_a_client_can_not_put_words_into_a_path():
    for evil in ("x` - at `$.model", "x` - at `$.model` - at `$", "a.b[0]", '"]["'):
        for unknown in ("error", "drop"):
            errors = validate(
                {"metadata": {evil: 1}, "audio": {"output": {evil: 1, "speed": evil}}}, type=Session, unknown=unknown
            )
            assert {error.path for error in errors} <= {
                f"$.metadata[{json.dumps(evil)}]",
                "$.audio.output",
                "$.audio.output.speed",
            }


def test_the_key_of_a_map_is_in_the_path():
    with pytest.raises(ValidationError) as caught:
        Session(metadata={"a": "b", "user": 5})
    assert str(caught.value) == "Expected `str`, got `int` - at `$.metadata.user`"


# What to do

ADVICE = [
    (lambda: S(tools=[{"type": "function", "function": {"name": "f"}}]), "as in chat completions"),
    (lambda: S(tools=[len]), "`add_tool` and `with_tools` make a tool of a function"),
    (lambda: Loudness(threshold="0.5"), "write 0.5 without the quotes"),
    (lambda: S(max_output_tokens="1_000"), "got '1_000'; write 1000"),  # as YAML reads it, without quotes
    (lambda: S(max_output_tokens="-017"), "got '-017'; write -17"),
    (
        lambda: S(tools=openai_ga.RealtimeFunctionTool(name="f")),
        "Expected `array`, got `RealtimeFunctionTool`; put it into a list",
    ),
    (lambda: S(tools=S()), "Expected `array`, got `RealtimeSessionCreateRequest` - at `$.tools`"),
    (lambda: S(instructions=S()), "Expected `str`, got `RealtimeSessionCreateRequest` - at `$.instructions`"),
    (lambda: S().copy_with(**{"audio.output.voice": "x"}), "it is a path; nest the objects, or edit with `transform`"),
    (lambda: S(parallel_tool_calls="yes"), "Expected `bool | null`, got `str`; write true or false, without quotes"),
    (lambda: S(audio={"input": {"format": "g711_ulaw"}}), '{"type": "audio/pcmu"}'),
    (lambda: S(reasoning="low"), '{"effort": "low"}'),
    (lambda: S(audio={"input": {"turn_detection": "server_vad"}}), '{"type": "server_vad"}'),
    (lambda: decode({}, type=S), "`from_dict` reads a dict"),
    (lambda: S(turn_detection=None), "`audio.input.turn_detection`"),
    (lambda: S(audio={"voice": "marin"}), "`audio.output.voice`"),
    (lambda: S(voice="marin"), "`audio.output.voice`"),
    (lambda: encode({}), "`from_dict` of its class makes one"),
]


@pytest.mark.parametrize(("build", "advice"), ADVICE)
def test_an_error_says_what_to_do(build, advice):
    with pytest.raises(ValidationError) as caught:
        build()
    assert advice in str(caught.value)


def test_a_model_of_a_vendors_is_read_by_from_sdk():
    from openai.types.realtime import RealtimeFunctionTool

    with pytest.raises(ValidationError, match="`from_sdk` reads a vendor's object"):
        S(tools=[RealtimeFunctionTool(name="f", type="function")])


def test_a_number_is_no_typo_of_another():
    with pytest.raises(ValidationError) as caught:
        S(audio={"input": {"format": {"type": "audio/pcm", "rate": 16000}}})
    assert "did you mean" not in str(caught.value)


def test_fields_are_given_by_keyword():
    with pytest.raises(TypeError, match="S takes its fields by keyword, such as `model=...`".replace("S ", "Session ")):
        openai_beta.Session("gpt-realtime")
    with pytest.raises(TypeError, match="`from_dict` reads a dict"):
        openai_beta.Session({"model": "m"})


# Forks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_is_not_held_up_by_a_lock_of_its_parent():
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with frozen._preparing:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:

        class New(Config):
            a: int = 0

        os._exit(0 if decode(b"{}", type=New).a == 0 else 1)
    deadline = time.monotonic() + 20
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    if ended[0] == 0:
        os.kill(child, 9)
        os.waitpid(child, 0)
    done.set()
    thread.join()
    assert ended[0] == child, "the child hangs"
    assert os.waitstatus_to_exitcode(ended[1]) == 0


def test_lists_in_events_are_tuples():
    event = openai_ga.decode_server_event(b'{"type":"response.done","response":{"output":[{"type":"message"},2]}}')
    match event:
        case {"response": {"output": [{"type": kind}, *rest]}}:
            assert (kind, rest) == ("message", [2])
        case _:
            pytest.fail("not understood")
    assert isinstance(event["response"]["output"], tuple)


@pytest.mark.parametrize("text", ["}]" * 200, "{[" * 200, '"}' * 200, '\\"}' * 200, "\\\\", '\\\\"{' * 200], ids=ascii)
def test_brackets_in_text_are_no_levels(text):
    wire = {"new": [{"a": text}] * 100, "b": text}
    assert decode(json.dumps(wire), type=Session, unknown="keep")["b"] == text
    deep: Any = {}
    for _ in range(MAX_DEPTH):
        deep = {text: deep, "a": text}
    with pytest.raises(ValidationError, match="Nested too deeply"):
        decode(json.dumps({"new": deep}), type=Session, unknown="keep")


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
@pytest.mark.parametrize("lists", [False, True])
def test_one_limit_of_depth_holds_in_every_way(depth, lists):
    value = nested(depth, lists=lists)
    wire = json.dumps({"unheard_of": value})
    if depth > MAX_DEPTH:
        for refused in (
            lambda: S().with_extra("unheard_of", value),
            lambda: decode(wire, type=S, unknown="keep"),
            lambda: from_sdk(json.loads(wire), type=S, unknown="keep"),
        ):
            with pytest.raises(ValidationError, match="128 levels"):
                refused()
        return
    config = S().with_extra("unheard_of", value)
    assert decode(wire, type=S, unknown="keep") == config
    assert from_sdk(json.loads(wire), type=S, unknown="keep") == config
    assert pickle.loads(pickle.dumps(config)) == config
    assert drift(config, S()) != ()
    assert "unheard_of" in config.explain()


def test_a_conversion_hides_secrets_by_their_names():
    config = S().with_extra("api_key", "sk-123").with_extra("nested", {"authorization": "Bearer sk-123", "x": 1})
    converted = convert(config, to=openai_beta.Session)
    assert {loss.path for loss in converted.lost} == {"api_key", "nested"}
    assert "sk-123" not in repr(converted) + "".join(map(str, converted.lost))
    assert "sk-123" in str([loss.value for loss in converted.lost if loss.path == "api_key"])


def test_a_merge_of_two_updates_never_mixes_two_kinds():
    named = decode(b'{"delegation":{"type":"client"}}', type=openai_live.SessionUpdateConfig)
    other = decode(b'{"delegation":{"responses":{"instructions":"x"}}}', type=openai_live.SessionUpdateConfig)
    assert named.merge(other) == other
    assert other.merge(named) == named
    assert named.merge(named) == named
    assert other.merge(other) == other


def test_tools_in_a_list_are_asked_for_one_by_one():
    with pytest.raises(ValidationError, match=r"give them one by one, with a star: `\*tools`"):
        S().with_tools([print])
