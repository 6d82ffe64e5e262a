"""The examples of interoperation run, each in a process of its own, and print what stands here."""

import ast
import os
import subprocess
import sys

import pytest
from readme import ROOT

EXAMPLES = ROOT / "examples" / "interop"
AUDIO = {"input": {"turn_detection": None}, "output": {"voice": "marin"}}
PRINTED = {
    "with_agents.py": ["updates that mention audio: 1", "You explain bills. audio/pcmu"],
    "with_aiohttp.py": [
        "session.created",
        "session.updated",
        {"type": "session.update", "session": {"type": "realtime", "tracing": None}},
        {
            "type": "conversation.item.create",
            "item": {"type": "message", "role": "user", "content": [{"text": "Hello.", "type": "input_text"}]},
        },
    ],
    "with_azure.py": [
        "session.created",
        "session.updated",
        "response.created",
        "response.output_item.added",
        "conversation.item.created",
        "response.content_part.added",
        "response.audio.delta",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
        {
            "type": "session.update",
            "session": {
                "instructions": "Be brief.",
                "voice": {"type": "azure-standard", "name": "en-US-AvaNeural"},
                "turn_detection": None,
            },
        },
        {"type": "response.create", "response": {"instructions": "Say hello.", "metadata": None}},
    ],
    "with_fastapi.py": [
        {"type": "realtime", "audio": {"input": {"turn_detection": None}}, "instructions": "Be brief."},
        {"number": "555", "session": {"type": "realtime", "tracing": None}},
        ["body", "session", "audio", "output", "speed"],
    ],
    "with_openai.py": [
        "session.created",
        "session.updated",
        (),
        "session.updated",
        (),
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
        True,
        {"type": "response.create", "response": {"instructions": "Say hello.", "metadata": None}},
    ],
    "with_openai_live.py": [
        "audio.input.turn_detection",
        "audio.input.noise_reduction",
        "audio.input.transcription",
        "audio.output.speed",
        "tracing",
        "truncation",
        "split delegation.responses.instructions",
        "session.started ()",
        "session.updated ['find_order', 'start_return', 'book_workshop', 'hand_over', 'hang_up']",
        "`audio.output.voice` is fixed at the start: start a new session to change it - at `$.audio.output.voice`",
    ],
    "with_websockets.py": ["session.updated ()", AUDIO],
}

ELSEWHERE = {"with_pydantic_ai.py", "with_semantic_kernel.py"}
"""Run by tests/frameworks, in the environments that these frameworks need."""


def test_all_examples_are_run():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PRINTED) | ELSEWHERE


@pytest.mark.parametrize("name", PRINTED)
def test_example_prints_what_is_shown(name):
    path = os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    environment = os.environ | {"PYTHONPATH": path, "OPENAI_AGENTS_DISABLE_TRACING": "1"}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [parsed(line) for line in done.stdout.splitlines()] == PRINTED[name]


def parsed(line):
    """What a printed line shows; the order of members is no matter."""
    try:
        return ast.literal_eval(line)
    except (SyntaxError, ValueError):
        return line
