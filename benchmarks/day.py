"""What a server does all day, each beside what an engineer would otherwise use: ``python -m benchmarks.day``.

Both sides run in one process, in turns of ten milliseconds, with the garbage collector on as a server
has it. What was imported is frozen, so that no row pays for searching the modules of all rivals. Most
rows are about values that were just decoded, made anew for each few calls, since that is what comes off
the wire: nothing is encoded, hashed or parsed yet. A ratio is the median over the rounds of the library's
time by its neighbour's. The limits are about the steady part of a turn; its first calls, which find the
caches as the other side left them, are shown beside it, and so is the steady ratio on a session with other
tools. A limit that is missed says MISSED. The rows that need processes or thousands of live sessions are in
long.py.
"""

from __future__ import annotations

import argparse
import copy
import gc
import json
import pickle
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import msgspec
import orjson

from realtime_builder import (
    Guard,
    SessionState,
    Template,
    check,
    convert,
    decode,
    diff,
    drift,
    encode,
    encode_into,
    ensure,
    from_sdk,
    openai_beta,
    openai_ga,
    voicelive,
)

from . import bare, payloads
from .long import run_long
from .measure import Comparison, Figure, Side, compare, figures_table
from .reasons import reasons

__all__ = ["ROWS", "Row", "main", "names", "run"]

_FRESH = 4
"""Values that are made and used at once: few, as what they keep must not grow the heap."""

_SHORTEST = 1e-6
"""Seconds of an operation; the clock itself takes about that, so that the first calls of a shorter one say nothing."""


@dataclass(frozen=True)
class Row:
    """A job of a day: ours beside theirs, and how many times their time it may take."""

    name: str
    ours: Side
    theirs: Side
    bar: float | None = None
    aim: float | None = None
    micro: bool = False
    """Whether the limits are microseconds and the other side is there for comparison only."""


def fresh(code: str, make: str = "decode(data, type=Session)") -> Side:
    """``code`` on each of a few values ``x`` that are made untimed."""
    return Side(f"for x in fresh: {code}", f"fresh = [{make} for _ in range({_FRESH})]", _FRESH, collector=True)


def often(code: str, setup: str = "pass") -> Side:
    return Side(code, setup, collector=True)


_LOADS = often("loads(data)")
_PAIR = "(decode(data, type=Session), decode(data, type=Session))"
_EDITED = '(decode(data, type=Session), decode(data, type=Session).copy_with(instructions="x"))'
_SPACED = "(decode(data, type=Session), decode(spaced, type=Session))"

ROWS: tuple[Row, ...] = (
    # In and out
    Row("decode / orjson.loads", often("decode(data, type=Session)"), _LOADS, 0.8, 0.5),
    Row("decode / bare msgspec, which checks less", often("decode(data, type=Session)"), often("bare_decode(data)")),
    Row("decode of indented JSON / orjson.loads", often("decode(indented, type=Session)"), often("loads(indented)")),
    Row(
        "decode with members unknown, kept / orjson.loads",
        often('decode(newer, type=Session, unknown="keep")'),
        often("loads(newer)"),
    ),
    Row("first encode / msgspec on dicts", fresh("encode(x)"), fresh("bare_encode(x)", "loads(data)"), 0.6, 0.4),
    Row("first encode / orjson on dicts", fresh("encode(x)"), fresh("dumps(x)", "loads(data)")),
    Row("construct from dicts / orjson round trip", often("from_dict(content)"), often("loads(dumps(content))"), 2.2, 1.5),
    Row("pickle round trip / dicts", often("unpickle(pickle(value, 5))"), often("unpickle(pickle(content, 5))"), 1, 0.6),
    # Comparing
    Row("check, fresh / orjson.loads", fresh("check(x)"), _LOADS, 12, 6),
    Row("ensure, fresh / orjson.loads", fresh("ensure(x)"), _LOADS, 12, 6),
    Row("== decoded apart, the same bytes / dict ==", fresh("x[0] == x[1]", _PAIR), often("content == equal"), 1.2),
    Row("== decoded apart, other bytes / orjson.loads", fresh("x[0] == x[1]", _SPACED), _LOADS, 3),
    Row("first hash / orjson.loads and sorted dumps", fresh("hash(x)"), often("hash(dumps(loads(data), option=SORT))"), 2),
    Row("diff, decoded apart / orjson.loads", fresh("diff(*x)", _EDITED), _LOADS, 2),
    Row("drift, decoded apart / orjson.loads", fresh("drift(*x)", _PAIR), _LOADS, 2),
    # What a server sends
    Row("a real session.updated / orjson.loads", often("decode_event(echo)"), often("loads(echo)"), 1.4, 1),
    Row("SessionState.received of it / orjson.loads", often("state.received(echo)"), often("loads(echo)"), 1.7, 1.3),
    Row("a small event, decoded / orjson.loads", often("decode_event(delta)"), often("loads(delta)")),
    Row("a small event, encoded / orjson.dumps", often("encode(Cancel())"), often('dumps({"type": "response.cancel"})')),
    # Other models and dialects
    Row(
        "from_sdk of an openai model / its to_json and decode",
        often("from_sdk(model)"),
        often("decode(model.to_json(indent=None).encode(), type=Session)"),
        1.3,
    ),
    Row("from_sdk of a dict / orjson round trip", often("from_sdk(content, type=Session)"), often("loads(dumps(content))"), 3),
    *(
        Row(f"convert, {old} to {new} / orjson.loads", fresh(f"convert(x, to={new})", f"decode({old}_data, type={old})"), _LOADS, 12, 8)
        for old, new in (
            ("Session", "Beta"),
            ("Session", "VoiceLive"),
            ("Beta", "Session"),
            ("Beta", "VoiceLive"),
            ("VoiceLive", "Session"),
            ("VoiceLive", "Beta"),
        )
    ),
    # A client's update
    Row("Guard.apply, everyday / decode and merge", often("guard.apply(value, patch)"), often("value.merge(decode(patch, type=Session))"), 4),
    Row("Guard.apply, everyday / a check by hand on dicts", often("guard.apply(value, patch)"), often("by_hand(content, loads(patch))")),
    # Reading
    Row("value['model'] / dict", often("value['model']"), often("content['model']"), 0.4, micro=True),
    Row("'model' in value / dict", often("'model' in value"), often("'model' in content"), 0.4, micro=True),
    Row("len(value) / dict", often("len(value)"), often("len(content)"), 0.4, micro=True),
    Row(
        "one tool's parameters as plain JSON, fresh / orjson.loads",
        fresh("x.tools[7].parameters.as_dict()"),
        often("loads(parameters)"),
        3,
    ),
    # Tools and templates
    Row("add_tool(function) / add_tool of one described before", often("value.add_tool(function)"), often("value.add_tool(tool)")),
    Row("Template, a hole with a limit / join by hand", often("holed.encode(speed=1.25)"), often('b"".join((head, dumps(1.25), tail))'), 2.4),
    Row(
        "Template.encode_into / encode and copy",
        often("holed.encode_into(buffer, speed=1.25)", "buffer = bytearray()"),
        often("buffer[:] = holed.encode(speed=1.25)", "buffer = bytearray()"),
        1.1,
    ),
    Row(
        "encode_into / encode and copy",
        often("encode_into(value, buffer)", "buffer = bytearray()"),
        often("buffer[:] = encode(value)", "buffer = bytearray()"),
    ),
    # Sending
    Row(
        "append, 20 ms / orjson.dumps of base64",
        often("encode(Append(audio=pcm))"),
        often('dumps({"type": "input_audio_buffer.append", "audio": b64encode(pcm).decode()})'),
    ),
    Row(
        "append Template, 20 ms / bytes put together by hand",
        often("append.encode(audio=pcm)"),
        often("b'{\"type\":\"input_audio_buffer.append\",\"audio\":\"' + b64encode(pcm) + b'\"}'"),
    ),
    Row(
        "edit and encode / orjson.dumps({**dict})",
        often('encode(value.copy_with(instructions="x"))'),
        often('dumps({**content, "instructions": "x"})'),
    ),
    Row(
        "edit and encode / orjson, the tools a Fragment",
        often('encode(value.copy_with(instructions="x"))'),
        often('dumps({**cut, "instructions": "x"})'),
    ),
)  # fmt: skip


def names(content: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the code of the rows refers to, about a session of 15 KB or the given one."""
    import base64
    import functools

    from openai.types.realtime import RealtimeSessionCreateRequest as SdkSession

    content = content or payloads.session_of_size("15 KB")
    data = payloads.wire(content)
    value = payloads.session_value(content)
    echo = {**content, "object": "realtime.session", "id": "sess_C9G5QPteg4UIbotdKLoYQ", "expires_at": 1763740800}
    newer = {**content, "brand_new": {"a": 1}, "audio": {**content["audio"], "echo_cancellation": "on"}}
    cut = {**content, "tools": orjson.Fragment(orjson.dumps(content["tools"]))}
    voice_live = orjson.dumps(payloads.voicelive_event(payloads.event(content))["session"])
    beta = encode(convert(value, to=openai_beta.Session).config)
    holed = Template(value, speed="audio.output.speed")
    head, tail = holed.encode(speed=1.125).split(b"1.125")

    def look_up(order: str, limit: int = 10) -> str:
        """Look up an order."""
        return order * limit

    return {
        "content": content,
        "equal": copy.deepcopy(content),
        "cut": cut,
        "data": data,
        "indented": json.dumps(content, indent=2).encode(),
        "spaced": json.dumps(content).encode(),
        "newer": orjson.dumps(newer),
        "echo": orjson.dumps({"type": "session.updated", "event_id": "event_1", "session": echo}),
        "delta": b'{"type":"response.output_audio_transcript.delta","event_id":"event_2","response_id":"resp_1",'
        b'"item_id":"item_1","output_index":0,"content_index":0,"delta":"Good morning"}',
        "value": value,
        "model": SdkSession.model_validate(content),
        "Session": type(value),
        "Session_data": data,
        "Beta": openai_beta.Session,
        "Beta_data": beta,
        "VoiceLive": voicelive.RequestSession,
        "VoiceLive_data": voice_live,
        "Cancel": openai_ga.ResponseCancelEvent,
        "Append": openai_ga.InputAudioBufferAppendEvent,
        "append": Template(openai_ga.InputAudioBufferAppendEvent(audio=b""), audio="audio"),
        "pcm": bytes(position * 37 % 256 for position in range(960)),
        "b64encode": base64.b64encode,
        "decode_event": openai_ga.decode_server_event,
        "state": SessionState("openai_ga"),
        "guard": Guard.allow("instructions", "audio.output"),
        "patch": b'{"instructions":"x","audio":{"output":{"speed":1.1}}}',
        "by_hand": _applied_by_hand,
        "parameters": orjson.dumps(content["tools"][7]["parameters"]),
        "function": look_up,
        "tool": value.add_tool(look_up).tools[-1],
        "holed": holed,
        "head": head,
        "tail": tail,
        "decode": decode,
        "encode": encode,
        "encode_into": encode_into,
        "from_dict": functools.partial(type(value).from_dict),
        "from_sdk": from_sdk,
        "convert": convert,
        "check": check,
        "ensure": ensure,
        "diff": diff,
        "drift": drift,
        "loads": orjson.loads,
        "dumps": orjson.dumps,
        "SORT": orjson.OPT_SORT_KEYS,
        "bare_decode": bare.decode_session,
        "bare_encode": msgspec.json.encode,
        "pickle": pickle.dumps,
        "unpickle": pickle.loads,
    }


def _applied_by_hand(session: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """What an engineer writes instead of a guard: known members only, laid over one level of groups."""
    if patch.keys() - {"instructions", "audio"} or patch.get("audio", {}).keys() - {"output"}:
        raise ValueError("not allowed")
    merged = {**session, **patch}
    if "audio" in patch:
        output = {**session["audio"]["output"], **patch["audio"]["output"]}
        merged["audio"] = {**session["audio"], "output": output}
    return merged


def run(*, rounds: int = 15, seconds: float = 0.01, only: str = "") -> list[Figure]:
    """Time the rows whose name has ``only`` in it."""
    chosen = [row for row in ROWS if only in row.name]
    known, with_other_tools = names(), names(payloads.session_with_plain_tools())

    def timed(row: Row, names: dict[str, Any]) -> Comparison:
        return compare(row.name, row.ours, row.theirs, names, rounds=rounds, seconds=seconds)

    gc.collect()
    gc.freeze()
    try:
        return [
            _figure(row, timed(row, known), timed(row, with_other_tools) if row.bar and not row.micro else None)
            for row in chosen
        ]
    finally:
        gc.unfreeze()


def _figure(row: Row, measured: Comparison, on_other_content: Comparison | None) -> Figure:
    is_long_enough = min(measured.ours, measured.theirs) >= _SHORTEST
    return Figure(
        row.name,
        measured.ours * 1e6 if row.micro else measured.ratio,
        row.bar,
        row.aim,
        unit="us" if row.micro else "x",
        ours=measured.ours,
        theirs=measured.theirs,
        first_calls=measured.ratio_of_first_calls if is_long_enough else None,
        other_content=on_other_content.ratio if on_other_content else None,
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each row (default %(default)s)")
    parser.add_argument("--only", default="", metavar="TEXT", help="rows with this in their name")
    parser.add_argument("--short", action="store_true", help="leave out the rows with processes and live sessions")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    found = run(rounds=given.rounds, only=given.only)
    if not given.short:
        found += run_long(only=given.only)
    if given.json:
        figures = [{**asdict(each), "verdict": each.verdict} for each in found]
        print(json.dumps({"python": platform.python_version(), "figures": figures}, indent=2))
        return
    versions = ", ".join(f"{package} {version(package)}" for package in ("msgspec", "orjson", "openai"))
    print(
        f"Python {platform.python_version()}, {versions}. A session of 15 KB with 20 tools; the garbage collector is on.\n"
    )
    print(figures_table(found))
    print("\nfirst: the same ratio of the first calls of a turn; other: on a session with other tools")
    missed = [each.name for each in found if each.verdict == "MISSED"]
    for name, reason in reasons(missed).items():
        print(f"\n{name}: {reason}")
    print(f"\n{len(missed)} of {sum(each.bar is not None for each in found)} limits missed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
