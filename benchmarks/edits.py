"""What each edit costs, beside `msgspec.structs.replace` on the same change: ``python -m benchmarks.edits``.

The content is the GA session of 15 KB with 20 tools. The other side is bare msgspec structs, whose
`replace` checks nothing, written out by hand level by level: the least that Python can do. For
`diff` and `invert`, which have no such counterpart, it makes the same change. Both sides are
checked to give the same JSON before they are timed.
"""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import msgspec
import orjson
from msgspec.structs import replace

from realtime_builder import diff, encode, invert
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, ServerVad

from . import bare
from .measure import Comparison, Side, compare, table
from .payloads import session_of_size, wire

__all__ = ["JOBS", "Job", "check", "main", "names", "run"]


@dataclass(frozen=True)
class Job:
    """An edit of ``value``, and the same change of ``plain``."""

    name: str
    ours: str
    theirs: str
    same: bool = True
    """Whether both sides give the same session; what a diff gives is a patch."""

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """How many times the other side's time is promised, and how many are aimed at."""
        return _LIMITS.get(self.name, (None, None))


_LIMITS: dict[str, tuple[float, float]] = {
    "copy_with": (4, 3),
    "without": (6, 4),
    "clear": (6, 4),
    "transform, one level": (6, 4),
    "transform, three levels": (5, 3.5),
    "with_voice": (5, 3.5),
    "with_instructions": (6, 5),
    **dict.fromkeys(
        ("with_server_vad", "with_semantic_vad", "with_transcription", "with_noise_reduction", "with_audio_format"),
        (10, 7),
    ),
    "add_tool, the 21st": (12, 9),
    "merge, one setting": (10, 6),
    "merge, three levels": (8, 5),
    "diff, one setting": (15, 10),
    "diff, three levels": (12, 8),
}


_OUTPUT = "replace(plain, audio=replace(plain.audio, output=replace(plain.audio.output, {})))"
_INPUT = "replace(plain, audio=replace(plain.audio, input=replace(plain.audio.input, {})))"
_VAD = "turn_detection=bare.ServerVad(threshold=0.6)"
_FORMATS = (
    "replace(plain, audio=replace(plain.audio, input=replace(plain.audio.input, format=bare.AudioPCMU()), "
    "output=replace(plain.audio.output, format=bare.AudioPCMU())))"
)

JOBS = (
    # The algebra
    Job("copy_with", 'value.copy_with(instructions="Be brief.")', 'replace(plain, instructions="Be brief.")'),
    Job("without", 'value.without("tracing")', "replace(plain, tracing=UNSET)"),
    Job("clear", 'value.clear("instructions")', 'replace(plain, instructions="")'),
    Job("transform, one level", 'value.transform("model", "gpt")', 'replace(plain, model="gpt")'),
    Job("transform, three levels", 'value.transform("audio.output.voice", "cedar")', _OUTPUT.format('voice="cedar"')),
    Job(
        "transform, three levels, path as a tuple",
        'value.transform(("audio", "output", "voice"), "cedar")',
        _OUTPUT.format('voice="cedar"'),
    ),
    Job(
        "transform, a tool of 20",
        'value.transform(("tools", 7, "description"), "Short.")',
        'replace(plain, tools=[*plain.tools[:7], replace(plain.tools[7], description="Short."), *plain.tools[8:]])',
    ),
    Job("merge, one setting", "value.merge(small)", 'replace(plain, instructions="Be brief.")'),
    Job("merge, three levels", "value.merge(deep)", _OUTPUT.format('voice="cedar"')),
    Job("diff, one setting", "diff(value, changed)", 'replace(plain, instructions="Be brief.")', same=False),
    Job(
        "diff, one setting, decoded apart", "diff(value, apart)", 'replace(plain, instructions="Be brief.")', same=False
    ),
    Job("diff, three levels", "diff(value, changed_deep)", _OUTPUT.format('voice="cedar"'), same=False),
    Job("invert", "invert(value, small)", 'replace(plain, instructions="Be brief.")', same=False),
    Job("with_extra", 'value.with_extra("speculation", 2)', "replace(plain_with_extra, speculation=2)"),
    # The vocabulary
    Job("with_model", 'value.with_model("gpt")', 'replace(plain, model="gpt")'),
    Job("with_instructions", 'value.with_instructions("Be brief.")', 'replace(plain, instructions="Be brief.")'),
    Job("with_voice", 'value.with_voice("cedar")', _OUTPUT.format('voice="cedar"')),
    Job("with_modalities", 'value.with_modalities("text")', 'replace(plain, output_modalities=["text"])'),
    Job("with_max_output_tokens", "value.with_max_output_tokens(512)", "replace(plain, max_output_tokens=512)"),
    Job("with_reasoning_effort", 'value.with_reasoning_effort("low")', 'replace(plain, reasoning={"effort": "low"})'),
    Job("with_tools, 20 of them", "value.with_tools(*tools)", "replace(plain, tools=list(plain_tools))"),
    Job("add_tool, the 21st", "value.add_tool(tool)", "replace(plain, tools=[*plain.tools, plain_tool])"),
    Job(
        "remove_tool, of 20",
        "value.remove_tool(name)",
        "replace(plain, tools=[known for known in plain.tools if known.name != name])",
    ),
    Job("with_tool_choice", 'value.with_tool_choice("none")', 'replace(plain, tool_choice="none")'),
    Job("with_turn_detection", "value.with_turn_detection(vad)", _INPUT.format("turn_detection=plain_vad")),
    Job("with_server_vad", "value.with_server_vad(threshold=0.6)", _INPUT.format(_VAD)),
    Job(
        "with_semantic_vad",
        'value.with_semantic_vad(eagerness="low")',
        _INPUT.format('turn_detection=bare.SemanticVad(eagerness="low")'),
    ),
    Job(
        "with_transcription",
        'value.with_transcription("whisper-1", language="en")',
        _INPUT.format('transcription=bare.Transcription(model="whisper-1", language="en")'),
    ),
    Job(
        "with_noise_reduction",
        'value.with_noise_reduction("far_field")',
        _INPUT.format('noise_reduction=bare.NoiseReduction(type="far_field")'),
    ),
    Job("with_audio_format", 'value.with_audio_format("g711_ulaw")', _FORMATS),
    Job("with_tracing", 'value.with_tracing("auto")', 'replace(plain, tracing="auto")'),
)


def names() -> dict[str, Any]:
    """What the code of the jobs refers to."""
    content = session_of_size("15 KB")
    data = wire(content)
    value = RealtimeSessionCreateRequest.from_json(data)
    plain = bare.decode_session(data)
    tool = {"type": "function", "name": "hang_up", "description": "End the call."}
    extended = msgspec.defstruct(
        "Session", [("speculation", int, 0)], bases=(bare.Session,), tag="realtime", kw_only=True
    )
    return {
        "value": value,
        "changed": value.copy_with(instructions="Be brief."),
        "changed_deep": value.with_voice("cedar"),
        "apart": RealtimeSessionCreateRequest.from_json(data).copy_with(instructions="Be brief."),
        "small": RealtimeSessionCreateRequest(instructions="Be brief."),
        "deep": RealtimeSessionCreateRequest().with_voice("cedar"),
        "tools": value.tools[::-1],
        "tool": RealtimeSessionCreateRequest(tools=[tool]).tools[0],
        "name": content["tools"][7]["name"],
        "vad": ServerVad(threshold=0.6),
        "plain": plain,
        "plain_with_extra": msgspec.json.decode(data, type=extended),
        "plain_tools": plain.tools[::-1],
        "plain_tool": bare.FunctionTool(name="hang_up", description="End the call."),
        "plain_vad": bare.ServerVad(threshold=0.6),
        "bare": bare,
        "replace": replace,
        "diff": diff,
        "invert": invert,
        "UNSET": msgspec.UNSET,
    }


def check(job: Job, known: dict[str, Any]) -> None:
    """Both sides of a job give the same JSON, and the edit changes something.

    Raises:
        ValueError: where they do not.
    """
    ours, theirs = (eval(code, dict(known)) for code in (job.ours, job.theirs))
    if job.same and orjson.loads(encode(ours)) != orjson.loads(msgspec.json.encode(theirs)):
        raise ValueError(f"The two sides of `{job.name}` give different JSON")
    if ours == known["value"]:
        raise ValueError(f"`{job.name}` changes nothing")


def run(*, rounds: int = 60, seconds: float = 0.004) -> list[Comparison]:
    """Every job."""
    known = names()
    for job in JOBS:
        check(job, known)
    how = {"rounds": rounds, "seconds": seconds}
    return [
        compare(f"{job.name} / replace", Side(job.ours), Side(job.theirs), known, bar=bar, aim=aim, **how)  # type: ignore[arg-type]
        for job in JOBS
        for bar, aim in (job.limits,)
    ]


def main(arguments: list[str] | None = None) -> None:
    """Print what `run` finds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60, help="rounds of each job (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.004, help="length of a round (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    results = run(rounds=given.rounds, seconds=given.seconds)
    versions = {"python": platform.python_version(), **{name: version(name) for name in ("msgspec", "pyrsistent")}}
    if given.json:
        print(json.dumps({"versions": versions, "results": [each.as_dict() for each in results]}, indent=2))
    else:
        print(", ".join(f"{name} {number}" for name, number in versions.items()))
        print("Microseconds: medians. A session of 15 KB with 20 tools.\n")
        print(table(results))


if __name__ == "__main__":
    main()
