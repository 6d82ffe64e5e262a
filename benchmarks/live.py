"""A session of OpenAI Live of 15 KB beside the GA session of the same tools: ``python -m benchmarks.live``.

The jobs are those of `benchmarks.core` that code, edit and fill a template. Both sides are checked to
give the same JSON before they are timed.
"""

from __future__ import annotations

import argparse
from typing import Any, Literal

import msgspec
import orjson
from msgspec.structs import replace

from realtime_builder import Template, decode, encode
from realtime_builder.openai_live import SessionConfig, SessionStartEvent

from . import core, payloads
from .bare import Bare, Clearable, FunctionTool, Object, Settable
from .core import Job
from .measure import Comparison, Side, compare, table

__all__ = ["jobs", "main", "names", "run", "session"]

_FRESH = 3
_EDITED = 'value.copy_with(instructions="Be brief.")'
_FROM_DICT = 'dumps({**content, "model": "gpt-live-1.1"})'
_FROM_TEMPLATE = 'template.encode(model="gpt-live-1.1")'

# Bare structs


class Format(Bare, tag="audio/pcm"):
    rate: Literal[16000, 24000]


class Output(Bare):
    voice: Settable[str | Object] = msgspec.UNSET


class Audio(Bare):
    format: Settable[Format] = msgspec.UNSET
    output: Settable[Output] = msgspec.UNSET


class Responses(Bare):
    model: str
    instructions: Clearable[str] = msgspec.UNSET
    max_output_tokens: Clearable[int] = msgspec.UNSET
    parallel_tool_calls: Clearable[bool] = msgspec.UNSET
    reasoning: Clearable[Object] = msgspec.UNSET
    service_tier: Clearable[str] = msgspec.UNSET
    text: Clearable[Object] = msgspec.UNSET
    tool_choice: Settable[str | Object] = msgspec.UNSET
    tools: Settable[list[FunctionTool]] = msgspec.UNSET


class Delegation(Bare, tag="responses"):
    responses: Responses
    acknowledgement_delay_ms: Settable[int] = msgspec.UNSET


class Session(Bare):
    model: str
    audio: Clearable[Audio] = msgspec.UNSET
    client: Clearable[Object] = msgspec.UNSET
    delegation: Clearable[Delegation] = msgspec.UNSET
    input: Clearable[list[Object]] = msgspec.UNSET
    instructions: Clearable[str] = msgspec.UNSET
    safety_identifier: Clearable[str] = msgspec.UNSET
    store: Clearable[bool] = msgspec.UNSET
    triggers: Clearable[list[Object]] = msgspec.UNSET


# The content, and what is done with it


def session() -> dict[str, Any]:
    """A Live session of 15 KB with the tools and the texts of the GA session, in wire order."""
    ga = payloads.session_of_size("15 KB")
    manner, rules = ga["instructions"][:1000], ga["instructions"][1000:]
    backend = {"model": "gpt-5.5", "instructions": rules, "max_output_tokens": 1024, "parallel_tool_calls": True}
    backend |= {"reasoning": {"effort": "low"}, "tool_choice": "auto", "tools": ga["tools"]}
    return {
        "model": "gpt-live-1",
        "audio": {"format": {"type": "audio/pcm", "rate": 24000}, "output": {"voice": "marin"}},
        "delegation": {"type": "responses", "responses": backend},
        "instructions": manner,
        "store": True,
    }


def jobs() -> list[Job]:
    """All that is compared, under the names that `core.jobs` has for it."""
    found = [
        Job("encode warm / orjson.dumps(dict)", Side("encode(value)"), Side("dumps(content)")),
        Job(
            "encode cold / msgspec.json.encode(dict)",
            Side("for x in fresh: encode(x)", f"fresh = [decode(data, type=Session) for _ in range({_FRESH})]", _FRESH),
            Side("for x in fresh: bare_encode(x)", f"fresh = [plain(data) for _ in range({_FRESH})]", _FRESH),
        ),
        Job("decode / bare struct", Side("decode(data, type=Session)"), Side("bare_decode(data)")),
        Job("copy_with, str / msgspec.structs.replace", Side(_EDITED), Side('replace(bare, instructions="Be brief.")')),
        Job(
            "copy_with and encode / orjson.dumps({**dict})",
            Side('encode(value.copy_with(model="gpt-live-1.1"))'),
            Side(_FROM_DICT),
        ),
        Job(
            "copy_with and encode / bare replace and encode",
            Side('encode(value.copy_with(model="gpt-live-1.1"))'),
            Side('bare_encode(replace(bare, model="gpt-live-1.1"))'),
        ),
        Job(
            "Template.encode / orjson.dumps({**dict})",
            Side(_FROM_TEMPLATE),
            Side('dumps({**event, "session": {**content, "model": "gpt-live-1.1"}})'),
        ),
        Job("Template.encode / copying the output", Side(_FROM_TEMPLATE), Side("bytes(output)")),
    ]
    bars = {job.name: (job.bar, job.aim) for job in core.jobs()}
    return [Job(job.name, job.ours, job.theirs, *bars[job.name]) for job in found]


def names() -> dict[str, Any]:
    """What the code of the jobs refers to."""
    content = session()
    data = payloads.wire(content)
    value = SessionConfig.from_json(data)
    template = Template(SessionStartEvent(session=value), model="session.model")
    return {
        "content": content,
        "data": data,
        "value": value,
        "bare": msgspec.json.decode(data, type=Session),
        "event": {"type": "session.start", "session": content},
        "template": template,
        "output": memoryview(template.encode(model="gpt-live-1.1")),
        "encode": encode,
        "decode": decode,
        "Session": SessionConfig,
        "bare_decode": msgspec.json.Decoder(Session).decode,
        "bare_encode": msgspec.json.encode,
        "plain": msgspec.json.decode,
        "replace": replace,
        "dumps": orjson.dumps,
    }


def run(*, rounds: int = 100, seconds: float = 0.002) -> list[tuple[Comparison, Comparison]]:
    """Check and time all `jobs`, each beside the one of the GA session."""
    ours, ga = names(), core.names()
    theirs = {job.name: job for job in core.jobs()}
    results = []
    for job in jobs():
        pair = []
        for each, known in ((job, ours), (theirs[job.name], ga)):
            core.check(each, known)
            limits = {"bar": each.bar, "aim": each.aim}
            pair.append(compare(each.name, each.ours, each.theirs, known, **limits, rounds=rounds, seconds=seconds))
        results.append((pair[0], pair[1]))
    return results


def main(arguments: list[str] | None = None) -> None:
    """Print what `run` finds: the Live session, then the GA session."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="rounds of each job (default %(default)s)")
    results = run(rounds=parser.parse_args(arguments).rounds)
    for title, column in (("OpenAI Live", 0), ("OpenAI GA", 1)):
        print(f"\n{title}\n\n{table([pair[column] for pair in results])}")


if __name__ == "__main__":
    main()
