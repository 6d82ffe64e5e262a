"""What the tests of the mapping tables share: how a row is written, and what many rows are about.

A test is named after its row: one dialect's member, ``->``, the other's. ``>`` and ``<`` say which
way it goes.
"""

from typing import Any, NamedTuple

import msgspec
import pytest

from realtime_builder import decode
from realtime_builder.convert import convert

# Wire JSON that many rows are about

REALTIME = {"type": "realtime"}
TRANSCRIBING = {"type": "transcription"}
FORMATS = {
    "pcm16": {"type": "audio/pcm", "rate": 24000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
WITHOUT_RATE = {"type": "audio/pcm"}
FUNCTION = {"type": "function", "name": "look_up", "description": "Look up.", "parameters": {"type": "object"}}
MCP = {"type": "mcp", "server_label": "files", "server_url": "https://example.com/mcp", "authorization": "token"}
NESTED_CHOICE = {"type": "function", "function": {"name": "look_up"}}
FLAT_CHOICE = {"type": "function", "name": "look_up"}
LOGPROBS = ["item.input_audio_transcription.logprobs"]
PROMPT = {"id": "pmpt_1", "version": None, "variables": {"city": "Paris"}}
RATIO = {"type": "retention_ratio", "retention_ratio": 0.8, "token_limits": {"post_instructions": 1000}}
KEY = {"expires_after": {"anchor": "created_at", "seconds": 60}, "value": "ek_secret"}
GIVEN = {"id": "sess_1", "object": "realtime.session", "expires_at": 1}

TEXT, OUTPUT_TEXT = {"type": "text", "text": "Hi"}, {"type": "output_text", "text": "Hi"}
AUDIO, OUTPUT_AUDIO = {"type": "audio", "audio": "AAAA"}, {"type": "output_audio", "audio": "AAAA"}
TYPED, SPOKEN = {"type": "input_text", "text": "Hi"}, {"type": "input_audio", "audio": "AAAA", "transcript": "Hi"}
SHOWN = {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"}
CALL = {"type": "function_call", "name": "look_up", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "4"}
MARKED = {"id": "item_1", "object": "realtime.item", "status": "in_progress"}
REFERENCE = {"type": "item_reference", "id": "item_1"}
APPROVAL = {"type": "mcp_approval_response", "id": "a_1", "approval_request_id": "r_1", "approve": True}
BY_SERVER = (
    {"type": "mcp_approval_request", "id": "r_1", "arguments": "{}", "name": "n", "server_label": "l"},
    {"type": "mcp_list_tools", "server_label": "l", "tools": []},
    {"type": "mcp_call", "id": "c_1", "arguments": "{}", "name": "n", "server_label": "l"},
)


def said(role: str, *content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message."""
    return {"type": "message", "role": role, "content": list(content), **more}


def ga_input(**members: Any) -> dict[str, Any]:
    return {**REALTIME, "audio": {"input": members}}


def ga_output(**members: Any) -> dict[str, Any]:
    return {**REALTIME, "audio": {"output": members}}


# Rows


class Case(NamedTuple):
    source: Any
    to: Any
    given: dict[str, Any]
    result: Any
    lost: frozenset[str]
    changed: frozenset[str]


class Rows:
    """The rows of one table, written as wire JSON. A result of False is none at all."""

    def __init__(self, title: str, left: Any, right: Any) -> None:
        self.title, self.left, self.right = title, left, right
        self.params: list[Any] = []

    def equal(self, row: str, left: dict[str, Any], right: dict[str, Any]) -> None:
        self.forth(row, left, right)
        self.back(row, right, left)

    def forth(self, row: str, given: Any, result: Any = None, lost: str = "", changed: str = "") -> None:
        self._add(row, ">", self.left, self.right, given, result, lost, changed)

    def back(self, row: str, given: Any, result: Any = None, lost: str = "", changed: str = "") -> None:
        self._add(row, "<", self.right, self.left, given, result, lost, changed)

    def _add(
        self, row: str, arrow: str, source: Any, to: Any, given: Any, result: Any, lost: str, changed: str
    ) -> None:
        case = Case(
            source, to, given, {} if result is None else result, frozenset(lost.split()), frozenset(changed.split())
        )
        taken = sum(param.id.startswith(f"{self.title}: {row} {arrow}") for param in self.params)
        self.params.append(pytest.param(case, id=f"{self.title}: {row} {arrow}{taken or ''}"))


def check(case: Case) -> None:
    source = decode(msgspec.json.encode(case.given), type=case.source)
    conversion = convert(source, to=case.to)
    lost = {loss.path for loss in conversion.lost}
    if case.result is False:
        assert (conversion.config, lost, case.lost) == (None, {""}, {"*"})
        return
    assert conversion.config.as_dict() == case.result
    assert lost == case.lost
    # OpenAI GA's word for the kind of session is reported whenever it is added.
    assert {change.path for change in conversion.changed} - {"type"} == case.changed - {"type"}
    assert all(loss.reason for loss in conversion.lost)
    assert all(change.why for change in conversion.changed)
