"""The library's own speed, beside bare msgspec, orjson and copying: ``python -m benchmarks.core``.

Each line names a job and what it is compared with. The content is one GA session of 15 KB with 20
tools, or the ``session.update`` that carries it. Both sides are checked to give the same JSON
before they are timed.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import orjson
from msgspec.structs import replace

from realtime_builder import Template, decode, encode
from realtime_builder.bulk.render import render
from realtime_builder.openai_ga import InputAudioBufferAppendEvent, RealtimeSessionCreateRequest

from . import bare, payloads
from .measure import Comparison, Side, compare, table

__all__ = ["Job", "check", "jobs", "main", "run", "run_imports", "run_render"]


@dataclass(frozen=True)
class Job:
    """Two ways of doing the same, and how many times the second one's time the first may take."""

    name: str
    ours: Side
    theirs: Side
    bar: float | None = None
    aim: float | None = None


_FRESH = 3
"""Values that a round of cold encoding makes and encodes: few, as what they keep must not grow the heap."""

_FROM_DICT = 'dumps({**content, "model": "gpt-realtime-mini"})'
_FROM_TEMPLATE = 'template.encode(model="gpt-realtime-mini")'
_ORJSON_SOUND = 'dumps({"type": "input_audio_buffer.append", "audio": b64encode(pcm).decode()})'
_JOINED_SOUND = """b'{"type":"input_audio_buffer.append","audio":"' + b64encode(pcm) + b'"}'"""
_FROM_SOUND = 'std_dumps({"type": "input_audio_buffer.append", "audio": b64encode(pcm).decode()}).encode()'


def jobs() -> list[Job]:
    """All that is compared within one process."""
    found = [
        Job("encode warm / orjson.dumps(dict)", Side("encode(value)"), Side("dumps(content)"), 0.6, 0.3),
        Job("encode warm / msgspec.json.encode(dict)", Side("encode(value)"), Side("bare_encode(content)")),
        Job(
            "encode cold / msgspec.json.encode(dict)",
            Side("for x in fresh: encode(x)", f"fresh = [decode(data, type=Session) for _ in range({_FRESH})]", _FRESH),
            Side("for x in fresh: bare_encode(x)", f"fresh = [plain(data) for _ in range({_FRESH})]", _FRESH),
            1.25,
            1.0,
        ),
        Job("decode / bare struct", Side("decode(data, type=Session)"), Side("bare_decode(data)"), 1.4, 1.1),
        _edit("str", 'instructions="Be brief."', bar=5.0, aim=2.5),
        _edit("open enum", 'model="gpt-realtime-mini"'),
        _edit("None", "tracing=None"),
        _edit("struct", "audio=other_audio", "audio=bare_other_audio"),
        _edit("two fields", 'instructions="Be brief.", tracing=None'),
        _edit("number in limits", "max_output_tokens=1024"),
        _edit("closed enum", 'tool_choice="none"'),
        _edit("text beyond ASCII", 'instructions="Fasse dich k\\u00fcrzer."'),
    ]
    edit_and_encode = Side('encode(value.copy_with(model="gpt-realtime-mini"))')
    bare_edit_and_encode = Side('bare_encode(replace(bare, model="gpt-realtime-mini"))')
    found += [
        Job("copy_with and encode / orjson.dumps({**dict})", edit_and_encode, Side(_FROM_DICT), 1 / 1.5, 1 / 5),
        Job("copy_with and encode / bare replace and encode", edit_and_encode, bare_edit_and_encode, 1 / 2.5, 1 / 8),
        Job(
            "Template.encode / orjson.dumps({**dict})",
            Side(_FROM_TEMPLATE),
            Side('dumps({**event, "session": {**content, "model": "gpt-realtime-mini"}})'),
        ),
        Job("Template.encode / copying the output", Side(_FROM_TEMPLATE), Side("bytes(output)"), 2.0),
        Job(
            "Template.encode, a hole with a limit / orjson.dumps({**dict})",
            Side('by_id.encode(event_id="event_0002")'),
            Side('dumps({**event, "event_id": "event_0002"})'),
        ),
    ]
    for count in _TOOL_COUNTS:
        ours, theirs = Side(_FROM_TEMPLATE.replace("template", f"template_{count}")), Side(f"bytes(output_{count})")
        found.append(Job(f"Template.encode, tools: {count:,} / copying the output", ours, theirs, 2.0))
    for milliseconds in _SOUNDS:
        pcm = f"pcm_{milliseconds}"
        for how, code in [
            ("append event", f"encode(Append(audio={pcm}))"),
            ("append Template", f"append.encode(audio={pcm})"),
        ]:
            name = f"{how}, {milliseconds} ms / b64encode and json.dumps"
            bar = 1 / 3 if how == "append event" else None
            found.append(Job(name, Side(code), Side(_FROM_SOUND.replace("pcm", pcm)), bar))
            for other, written in (("orjson.dumps", _ORJSON_SOUND), ("bytes put together", _JOINED_SOUND)):
                found.append(Job(f"{how}, {milliseconds} ms / b64encode and {other}", Side(code), Side(written.replace("pcm", pcm))))  # fmt: skip
    return found


_TOOL_COUNTS = (1, 10, 100, 1000)
_SOUNDS = (20, 100)
"""Milliseconds."""
_BYTES_PER_MILLISECOND = 48  # 24,000 samples of two bytes a second


def _edit(what: str, changes: str, bare_changes: str = "", bar: float | None = None, aim: float | None = None) -> Job:
    ours, theirs = Side(f"value.copy_with({changes})"), Side(f"replace(bare, {bare_changes or changes})")
    return Job(f"copy_with, {what} / msgspec.structs.replace", ours, theirs, bar, aim)


def names() -> dict[str, Any]:
    """What the code of the jobs refers to."""
    content = payloads.session_of_size("15 KB")
    data = payloads.wire(content)
    value, bare_value = payloads.session_value(content), bare.decode_session(data)
    known = {
        "content": content,
        "data": data,
        "value": value,
        "bare": bare_value,
        "other_audio": value.transform("audio.output.voice", "cedar").audio,
        "bare_other_audio": replace(bare_value.audio, output=replace(bare_value.audio.output, voice="cedar")),
        "encode": encode,
        "decode": decode,
        "Session": RealtimeSessionCreateRequest,
        "bare_decode": bare.decode_session,
        "replace": replace,
        "dumps": orjson.dumps,
        "bare_encode": msgspec.json.encode,
        "plain": msgspec.json.decode,
        "std_dumps": json.dumps,
        "b64encode": base64.b64encode,
        "by_id": Template(payloads.event_value(payloads.event(content)), event_id="event_id"),
        "Append": InputAudioBufferAppendEvent,
        "append": Template(InputAudioBufferAppendEvent(audio=b""), audio="audio"),
    }
    contents = {"": content} | {f"_{count}": payloads.session(count) for count in _TOOL_COUNTS}
    for suffix, session in contents.items():
        event = payloads.event(session)
        template = Template(payloads.event_value(event), model="session.model")
        output = memoryview(template.encode(model="gpt-realtime-mini"))
        known |= {f"event{suffix}": event, f"template{suffix}": template, f"output{suffix}": output}
    for milliseconds in _SOUNDS:
        size = milliseconds * _BYTES_PER_MILLISECOND
        known[f"pcm_{milliseconds}"] = bytes(position * 37 % 256 for position in range(size))
    return known


def check(job: Job, known: dict[str, Any]) -> None:
    """See that both sides give the same JSON.

    Raises:
        ValueError: where they do not.
    """
    if job.ours.operations:
        return  # a loop without a result
    ours, theirs = (_json(eval(side.code, dict(known))) for side in (job.ours, job.theirs))
    if ours != theirs:
        raise ValueError(f"{job.name}: the two sides give different JSON")


def _json(result: Any) -> Any:
    return orjson.loads(result if isinstance(result, bytes) else encode(result))


def run(*, rounds: int = 100, seconds: float = 0.002) -> list[Comparison]:
    """Check and time all `jobs`."""
    known = names()
    results = []
    for job in jobs():
        check(job, known)
        limits = {"bar": job.bar, "aim": job.aim}
        results.append(compare(job.name, job.ours, job.theirs, known, **limits, rounds=rounds, seconds=seconds))
    return results


_IMPORTS = [
    ("realtime_builder", 2.5, 1.5),
    ("realtime_builder.openai_ga", None, None),
    ("realtime_builder.openai_beta", None, None),
    ("realtime_builder.voicelive", None, None),
]
_ROOT = Path(__file__).resolve().parent.parent


def run_imports(*, rounds: int = 30) -> list[Comparison]:
    """The time of an import in a process of its own, with the bytecode there already."""
    for module, _, _ in _IMPORTS:
        _import_seconds(module)  # writes the bytecode
    results = []
    for module, bar, aim in _IMPORTS:
        pairs = tuple((_import_seconds(module), _import_seconds("msgspec, pyrsistent")) for _ in range(rounds))
        results.append(Comparison(f"import {module} / import msgspec, pyrsistent", pairs, bar, aim))
    return results


def _import_seconds(modules: str) -> float:
    code = f"from time import process_time as now; start = now(); import {modules}; print(now() - start)"
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=_ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def run_render(*, lines: int = 100_000) -> dict[str, float]:
    """Lines a second of processor time that `render` writes, by the shape of the overrides."""
    base = payloads.event_value(payloads.event(payloads.session_of_size("15 KB")))
    shapes = {
        "path and value": '{"session.model": "gpt-realtime-%d"}',
        "a patch": '{"session": {"model": "gpt-realtime-%d"}}',
    }
    speeds = {}
    for how, shape in shapes.items():
        overrides = [(shape % i).encode() for i in range(lines)]
        with Path(os.devnull).open("wb") as sink:
            start = time.process_time()
            sink.writelines(render(base, overrides))
            speeds[how] = lines / (time.process_time() - start)
    return speeds


def main(arguments: list[str] | None = None) -> None:
    """Print what `run` and `run_imports` find."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.core", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100, help="rounds of each job (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.002, help="length of a round (default %(default)s)")
    parser.add_argument("--no-imports", action="store_true", help="leave out the time of imports")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    results = run(rounds=given.rounds, seconds=given.seconds)
    if not given.no_imports:
        results += run_imports(rounds=max(1, given.rounds // 4))
    speeds = run_render(lines=max(1, given.rounds * 1_000))
    versions = {
        "python": platform.python_version(),
        **{package: version(package) for package in ("msgspec", "orjson", "pyrsistent")},
    }
    if given.json:
        print(
            json.dumps(
                {"versions": versions, "results": [each.as_dict() for each in results], "render": speeds}, indent=2
            )
        )
    else:
        print(", ".join(f"{package} {number}" for package, number in versions.items()))
        print("Microseconds, medians. A session of 15 KB with 20 tools. A ratio is ours by theirs.\n")
        print(table(results))
        for how, speed in speeds.items():
            print(f"render, {how}: {speed:,.0f} lines a second (promised: 100,000)")


if __name__ == "__main__":
    main()
