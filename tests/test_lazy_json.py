"""Free-form JSON that stays the bytes it came in until somebody looks into it."""

import gc
import json
import pickle
import subprocess
import sys
import tracemalloc

import pytest
from strategies import same_json

from realtime_builder import (
    DecodeError,
    JsonObject,
    ValidationError,
    decode,
    drift,
    encode,
    openai_beta,
    openai_ga,
    openai_live,
    voicelive,
)
from realtime_builder._core import reading
from realtime_builder._core.depth import MAX_DEPTH

TOOLS = [
    (openai_ga.RealtimeFunctionTool, openai_ga.RealtimeSessionCreateRequest),
    (openai_beta.Tool, openai_beta.Session),
    (voicelive.FunctionTool, voicelive.RequestSession),
]


def read(cls, parameters, **unknown):
    return decode(b'{"type":"function","name":"f","parameters":%s}' % parameters, type=cls, **unknown)


def is_parsed(value):
    return is_filled(value, "_data")


def is_filled(value, slot):
    try:
        object.__getattribute__(value, slot)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize(("cls", "root"), TOOLS)
def test_it_goes_out_as_it_came(cls, root):
    wire = b'{ "b" : [1.0, 1e2,\t"\\u00e9\\n"] , "a":{},"b2":-0 }'
    tool = read(cls, wire)
    assert wire in encode(tool)
    assert wire in encode(root(tools=[tool]))
    assert not is_parsed(read(cls, b'{"a":{"b":[1,"x"]}}').parameters)
    assert tool.parameters == JsonObject({"b": [1, 100, "\u00e9\n"], "a": {}, "b2": 0})
    assert tool == read(cls, b'{"a":{},"b":[1,100,"\\u00e9\\n"],"b2":0}')
    assert hash(tool) == hash(read(cls, b'{"a":{},"b":[1,100,"\\u00e9\\n"],"b2":0}'))
    assert tool != read(cls, b'{"a":{},"b":[true,100,"\\u00e9\\n"],"b2":0}')
    assert pickle.loads(pickle.dumps(tool)) == tool
    assert list(tool.parameters) == ["b", "a", "b2"]


def test_null_is_no_reason_to_look_into_the_others(monkeypatch):
    monkeypatch.delattr(reading, "decode_plain")  # the slower way through plain dicts
    whole, cleared = (
        b'{"type":"function","name":"%s","parameters":%s,"strict":false}' % each
        for each in ((b"f", b'{ "a" : 1 }'), (b"g", b"null"))
    )
    for tools in ([whole, cleared, whole], [cleared], [whole]):
        wire = b'{"model":"gpt-live-1","delegation":{"type":"responses","responses":{"model":"gpt-5","tools":[%s]}}}'
        wire %= b",".join(tools)
        session = decode(wire, type=openai_live.SessionConfig)
        assert encode(session) == wire
        read_tools = session.delegation.responses.tools
        assert [tool.parameters for tool in read_tools] == [None if tool is cleared else {"a": 1} for tool in tools]
        again = decode(wire, type=openai_live.SessionConfig).delegation.responses.tools
        assert not any(is_parsed(tool.parameters) for tool in again if tool.parameters is not None)
    assert decode(cleared, type=openai_live.FunctionTool).parameters is None


@pytest.mark.parametrize(("cls", "root"), TOOLS)
def test_null_where_there_is_none(cls, root):
    with pytest.raises(ValidationError):
        read(cls, b"null")
    with pytest.raises(ValidationError):
        decode(b'{"tools":[{"type":"function","name":"f","parameters":null}]}', type=root)


def test_of_repeated_names_the_last_is_read():
    tool = read(openai_ga.RealtimeFunctionTool, b'{"a":1,"a":2}')
    assert tool.parameters["a"] == 2
    assert tool == read(openai_ga.RealtimeFunctionTool, b'{"a":2}')
    assert hash(tool) == hash(read(openai_ga.RealtimeFunctionTool, b'{"a":2}'))
    assert encode(tool.transform("parameters.b", 1)).endswith(b'"parameters":{"a":2,"b":1}}')


@pytest.mark.parametrize("unknown", ["error", "keep", "drop"])
@pytest.mark.parametrize(("cls", "root"), TOOLS)
@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        (b'{"a":"\xff"}', DecodeError),
        (b'{"\xff":1}', DecodeError),
        (b'{"a":"\\ud800"}', DecodeError),
        (b'{"a":"\\x"}', DecodeError),
        (b'{"a":"\n"}', DecodeError),
        (b'{"a":1e999}', ValidationError),
        (b'{"a":1E+999}', ValidationError),
        (b'{"a":-1.5e400}', ValidationError),
        (b'{"a":' + b"1" * 400 + b"e1}", ValidationError),
        (b'{"a":' + b"1" * 5000 + b"}", ValidationError),
        (b'{"a":01}', DecodeError),
        (b'{"a":NaN}', DecodeError),
        (b"{'a':1}", DecodeError),
        (b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", ValidationError),
    ],
    ids=repr,
)
def test_what_reading_would_refuse_fails_at_decoding(cls, root, parameters, kind, unknown):
    with pytest.raises(ValidationError) as caught:
        read(cls, parameters, unknown=unknown)
    assert isinstance(caught.value, kind)
    with pytest.raises(ValidationError):
        decode(b'{"tools":[{"type":"function","name":"f","parameters":%s}]}' % parameters, type=root, unknown=unknown)


@pytest.mark.parametrize(("given", "name"), [("[]", "array"), ("5", "int"), ('"x"', "str"), ("true", "bool")])
@pytest.mark.parametrize(("cls", "root"), TOOLS)
def test_another_kind_is_refused_in_the_usual_words(cls, root, given, name):
    wire = {"tools": [{"type": "function", "name": "f", "parameters": json.loads(given)}]}
    for build in (lambda: decode(json.dumps(wire), type=root), lambda: root.from_dict(wire)):
        with pytest.raises(ValidationError) as caught:
            build()
        assert str(caught.value) == f"Expected `object`, got `{name}` - at `$.tools[0].parameters`"
    kept = decode(json.dumps(wire), type=root, unknown="keep")
    assert same_json(kept.as_dict()["tools"], wire["tools"])


@pytest.mark.parametrize("wire", [b'{"a":"%s"}' % (b"e9" * 50), b'{"a":12e2,"b":1E-999}', b'{"a":"1e999"}', b"{}"])
def test_numbers_that_look_large_are_read(wire):
    tool = read(openai_ga.RealtimeFunctionTool, wire)
    assert json.loads(encode(tool.parameters)) == json.loads(wire)
    assert wire in encode(tool)


def test_a_frame_does_not_live_on_in_what_was_kept_of_it():
    frame = b'{"type":"realtime","instructions":"%s","tools":[{"type":"function","name":"f","parameters":{"a":1}}]}' % (
        b"x" * 10_000_000
    )
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tool = decode(memoryview(bytearray(frame)), type=openai_ga.RealtimeSessionCreateRequest).tools[0]
        assert tool.parameters.encoded is not None
        assert tracemalloc.get_traced_memory()[0] - before < 1_000_000
    finally:
        tracemalloc.stop()


SESSION = openai_ga.RealtimeSessionCreateRequest


def session_with(*parameters, padding=b""):
    tools = b",".join(b'{"type":"function","name":"f%d","parameters":%s}' % pair for pair in enumerate(parameters))
    return b'{"type":"realtime",%s"tools":[%s]}' % (padding, tools)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, bytes.decode])
@pytest.mark.parametrize("padding", [b"", b" " * 5_000])
@pytest.mark.parametrize(
    "parameters",
    [
        b'{"a":1e999}',
        b'{"a":-12E+4000}',
        b'{"a":%s}' % (b"9" * 5_000),
        b'{"a":%s1e99}' % (b"9" * 299),
        b"[" * 3 + b"]" * 3,
        b"null",
        b'"{"',
        b'{"a":' * 129 + b"1" + b"}" * 129,
        b'{"a":' + b"[" * 128 + b"]" * 128 + b"}",
        b'{"a":"\\ud800"}',
        b'{"a":"\\n\\ud800"}',
    ],
)
def test_one_bad_tool_among_good_ones_fails_at_decoding(parameters, padding, kind):
    good = b'{"properties":{"a":{"type":"string","description":"12 e 300, \\"quoted\\"\\n"}}}'
    for wire in (session_with(good, parameters, good, padding=padding), session_with(parameters, padding=padding)):
        with pytest.raises(ValidationError):
            decode(kind(wire), type=SESSION)
    assert decode(kind(session_with(good, good, padding=padding)), type=SESSION).tools[1].parameters["properties"]


def test_bytes_that_are_no_utf_8_fail_at_decoding_among_good_ones():
    for bad in (b'{"a":"\xff"}', b'{"a":"\xc3"}', b'{"a":"\xed\xa0\x80"}'):
        with pytest.raises(ValidationError):
            decode(session_with(b"{}", bad, b"{}"), type=SESSION)
    wire = session_with(b"{}", '{"a":"gr\u00fc\u00df"}'.encode(), b"{}")
    assert decode(wire, type=SESSION).tools[1].parameters["a"] == "gr\u00fc\u00df"


def test_a_level_less_than_too_many_is_read():
    deepest = b'{"a":' + b"[" * 127 + b"]" * 127 + b"}"
    assert encode(decode(session_with(b"{}", deepest), type=SESSION)) == session_with(b"{}", deepest)


def test_what_a_caller_changes_afterwards_does_not_show():
    frame = bytearray(session_with(b'{"a":1}', b'{"a":2}'))
    session = decode(frame, type=SESSION)
    frame[-10:-4] = b"xxxxxx"
    frame += b"and more"  # which a held view of it would forbid
    assert [tool.parameters["a"] for tool in session.tools] == [1, 2]
    assert encode(session) == session_with(b'{"a":1}', b'{"a":2}')


@pytest.mark.parametrize("padding", [b" " * 10_000_000, b""])
def test_a_session_keeps_no_frame_that_is_much_larger_than_its_tools(padding):
    parameters = b'{"a":"%s"}' % (b"x" * 100_000 if not padding else b"x")
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        session = decode(session_with(parameters, padding=padding), type=SESSION)
        assert tracemalloc.get_traced_memory()[0] - before < 250_000
        tool = decode(session_with(parameters, parameters, parameters, parameters), type=SESSION).tools[0]
        del session
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 1.5 * len(parameters) + 20_000
        assert tool.parameters["a"]
    finally:
        tracemalloc.stop()


def test_an_unread_session_is_few_objects_for_the_collector():
    schema = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(8)}}
    tools = [{"type": "function", "name": f"f{i}", "parameters": schema} for i in range(20)]
    wire = json.dumps({"tools": tools, "audio": {"output": {"voice": "marin"}}})
    gc.collect()
    before = len(gc.get_objects())
    sessions = [decode(wire, type=openai_ga.RealtimeSessionCreateRequest) for _ in range(50)]
    assert len(gc.get_objects()) - before < 50 * 24
    assert drift(sessions[0], sessions[1]) == ()


def test_a_pickle_is_the_json():
    """In a process of its own: where classes are derived from ours, values are pickled member by member."""
    program = """
import pickle
import subprocess
import sys
from realtime_builder import decode, encode, openai_ga
wire = b'{"type":"realtime","audio":{"output":{"speed":9}},"tools":[{"type":"function","name":"f","parameters":{"a":1.0}},5],"new":[1]}'
session = decode(wire, type=openai_ga.RealtimeSessionCreateRequest, unknown="keep")
for protocol in range(2, 6):
    data = pickle.dumps(session, protocol)
    again = pickle.loads(data)
    assert again == session and hash(again) == hash(session) and type(again) is type(session)
    assert encode(again) == encode(session) == wire
    assert wire in data
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_sessions_of_the_same_bytes_are_equal_without_being_written_or_read():
    def is_unread(session):
        return not any(is_filled(session._held_tools, name) for name in ("encoded", "_data"))

    wire = session_with(b'{"a":{"b":[1,"x"]}}', b'{ "a" : 1 }')
    one, other = decode(wire, type=SESSION), decode(bytearray(wire), type=SESSION)
    assert one == other
    assert is_unread(one)
    assert is_unread(other)
    for changed in (b'{ "a" : 2 }', b'{ "a" : true }', b'{ "b" : 1 }'):
        assert one != decode(wire.replace(b'{ "a" : 1 }', changed), type=SESSION)
    assert one.tools[1].parameters == {"a": 1}  # now one of them is read
    assert one == other
    assert other == one
    assert hash(one) == hash(other)
    assert one == decode(wire.replace(b'{ "a" : 1 }', b'{"a":1.0}'), type=SESSION)
