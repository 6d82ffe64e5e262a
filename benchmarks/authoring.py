"""What layers, reading by path and texts with holes cost: ``python -m benchmarks.authoring``.

The content is a ``session.update`` of 15 KB with 25 tools, whose instructions have 1,000 characters
and two holes. Both sides of a job are checked to give the same before they are timed.
"""

from __future__ import annotations

import argparse
import json
import platform
from importlib.metadata import version
from typing import Any

import orjson

from realtime_builder import Layers, Template, encode, fingerprint
from realtime_builder.openai_ga import RealtimeSessionCreateRequest

from . import payloads
from .core import Job
from .measure import Comparison, Side, compare, table

__all__ = ["check", "jobs", "main", "names", "run"]

_FILLED = 'template.encode(caller="Ada Lovelace", language="French")'
_FORMATTED = (
    'dumps({**event, "session": {**content, "instructions": text.format(caller="Ada Lovelace", language="French")}})'
)


def jobs() -> list[Job]:
    """All that is compared."""
    return [
        Job("two holes in a text / copying the output", Side(_FILLED), Side("bytes(output)"), 3.0, 2.2),
        Job("two holes in a text / str.format and orjson.dumps({**dict})", Side(_FILLED), Side(_FORMATTED), 1 / 6),
        _layers("one setting", "small"),
        _layers("three levels", "deep"),
        Job("overlay, three levels / merge", Side("value.overlay(deep)"), Side("value.merge(deep)")),
        Job("at, three levels / attributes", Side('value.at("audio.output.voice")'), Side("value.audio.output.voice")),
    ]


def _layers(what: str, patch: str) -> Job:
    name = f"Layers, new top of {what}, and its config / merge"
    return Job(name, Side(f"layers.with_layer(call={patch}).config"), Side(f"value.merge({patch})"), 3.0)


def names() -> dict[str, Any]:
    """What the code of the jobs refers to."""
    content = payloads.session_of_size("15 KB")
    sentence = "Answer in two sentences at most, spell out every number, and never promise a refund. "
    text = f"You talk to {{caller}}. {sentence * 12}"[:960] + " Always answer in {language}."
    content = {**content, "instructions": text.replace("{", "{{").replace("}", "}}"), "tools": payloads.tools(25)}
    event = payloads.event(content)
    value = RealtimeSessionCreateRequest.from_dict(content)
    template = Template.from_text(payloads.event_value(event))
    return {
        "content": content,
        "event": event,
        "text": text,
        "template": template,
        "output": memoryview(template.encode(caller="Ada Lovelace", language="French")),
        "dumps": orjson.dumps,
        "value": value,
        "layers": Layers(default=value, tenant={"audio": {"output": {"voice": "marin"}}}),
        "small": RealtimeSessionCreateRequest(instructions="Be brief."),
        "deep": RealtimeSessionCreateRequest().with_voice("cedar"),
        "fingerprint": fingerprint,
    }


def check(job: Job, known: dict[str, Any]) -> None:
    """See that both sides give the same, where they are said to.

    Raises:
        ValueError: where they do not.
    """
    ours, theirs = (eval(side.code, dict(known)) for side in (job.ours, job.theirs))
    if job.name.startswith("Layers"):
        theirs = known["layers"].config.merge(known["small" if "one" in job.name else "deep"])
    ours, theirs = map(_json, (ours, theirs))
    if ours != theirs:
        raise ValueError(f"{job.name}: the two sides give different results")


def _json(result: Any) -> Any:
    if isinstance(result, str):
        return result
    return orjson.loads(result if isinstance(result, bytes) else encode(result))


def run(*, rounds: int = 60, seconds: float = 0.004) -> list[Comparison]:
    """Check and time all `jobs`."""
    known = names()
    results = []
    for job in jobs():
        check(job, known)
        limits = {"bar": job.bar, "aim": job.aim}
        results.append(compare(job.name, job.ours, job.theirs, known, **limits, rounds=rounds, seconds=seconds))
    return results


def main(arguments: list[str] | None = None) -> None:
    """Print what `run` finds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.authoring", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60, help="rounds of each job (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.004, help="length of a round (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    results = run(rounds=given.rounds, seconds=given.seconds)
    versions = {"python": platform.python_version(), **{name: version(name) for name in ("msgspec", "orjson")}}
    if given.json:
        print(json.dumps({"versions": versions, "results": [each.as_dict() for each in results]}, indent=2))
    else:
        print(", ".join(f"{name} {number}" for name, number in versions.items()))
        print("Microseconds: medians. A ratio is ours by theirs.\n")
        print(table(results))


if __name__ == "__main__":
    main()
