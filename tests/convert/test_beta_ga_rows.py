"""OpenAI beta and OpenAI GA, row by row."""

from typing import Any

import pytest
from convert.rows import (
    APPROVAL,
    AUDIO,
    BY_SERVER,
    CALL,
    FLAT_CHOICE,
    FORMATS,
    FUNCTION,
    GIVEN,
    KEY,
    LOGPROBS,
    MARKED,
    MCP,
    NESTED_CHOICE,
    OUTPUT,
    OUTPUT_AUDIO,
    OUTPUT_TEXT,
    PROMPT,
    RATIO,
    REALTIME,
    REFERENCE,
    SHOWN,
    SPOKEN,
    TEXT,
    TRANSCRIBING,
    TYPED,
    WITHOUT_RATE,
    Rows,
    check,
    ga_input,
    ga_output,
    said,
)

from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga

# OpenAI beta and OpenAI GA: sessions

beta_ga = Rows("beta session, GA session", beta.Session, ga.RealtimeSessionCreateRequest)


beta_ga.forth("- -> type", {}, REALTIME, changed="type")
beta_ga.back("- -> type", REALTIME, {})
for name, value in {"model": "gpt-realtime", "instructions": "Be brief.", "tracing": "auto"}.items():
    beta_ga.equal(f"{name} -> {name}", {name: value}, {**REALTIME, name: value})
beta_ga.equal("instructions -> instructions", {"instructions": ""}, {**REALTIME, "instructions": ""})
beta_ga.forth("instructions -> instructions", {"instructions": None}, REALTIME, lost="instructions")
row = "modalities -> output_modalities"
beta_ga.equal(row, {"modalities": ["text"]}, {**REALTIME, "output_modalities": ["text"]})
beta_ga.equal(row, {"modalities": ["text", "audio"]}, {**REALTIME, "output_modalities": ["audio"]})
beta_ga.forth(row, {"modalities": ["audio", "text"]}, {**REALTIME, "output_modalities": ["audio"]})
beta_ga.forth(row, {"modalities": ["audio"]}, {**REALTIME, "output_modalities": ["audio"]})
beta_ga.equal(row, {"modalities": []}, {**REALTIME, "output_modalities": []})
beta_ga.forth(row, {"modalities": None}, REALTIME, lost="modalities")
both = {**REALTIME, "output_modalities": ["text", "audio"]}
beta_ga.back(row, both, {"modalities": ["text", "audio"]})
for word, format_ in FORMATS.items():
    beta_ga.equal("input_audio_format -> audio.input.format", {"input_audio_format": word}, ga_input(format=format_))
    beta_ga.equal(
        "output_audio_format -> audio.output.format", {"output_audio_format": word}, ga_output(format=format_)
    )
beta_ga.back(
    "input_audio_format -> audio.input.format",
    ga_input(format=WITHOUT_RATE),
    {"input_audio_format": "pcm16"},
    changed="audio.input.format",
)
beta_ga.back(
    "output_audio_format -> audio.output.format",
    ga_output(format=WITHOUT_RATE),
    {"output_audio_format": "pcm16"},
    changed="audio.output.format",
)
beta_ga.forth("input_audio_format -> audio.input.format", {"input_audio_format": None}, REALTIME, "input_audio_format")
for left, right in {
    "input_audio_noise_reduction": "noise_reduction",
    "input_audio_transcription": "transcription",
    "turn_detection": "turn_detection",
}.items():
    beta_ga.equal(f"{left} -> audio.input.{right}", {left: None}, ga_input(**{right: None}))


def beta_ga_part(left: str, right: str, name: str, value: Any, **more: Any) -> None:
    beta_ga.equal(
        f"{left}.{name} -> audio.input.{right}.{name}",
        {left: {**more, name: value}},
        ga_input(**{right: {**more, name: value}}),
    )


beta_ga_part("input_audio_noise_reduction", "noise_reduction", "type", "near_field")
strength = ga_input(noise_reduction={"type": "far_field", "strength": 2.0})
beta_ga.back(
    "- -> audio.input.noise_reduction.strength",
    strength,
    {"input_audio_noise_reduction": {"type": "far_field"}},
    lost="audio.input.noise_reduction.strength",
)
beta_ga.back(
    "- -> audio.input.noise_reduction.strength",
    ga_input(noise_reduction={"strength": 2.0}),
    lost="audio.input.noise_reduction",
)
TRANSCRIPTION = {
    "model": "whisper-1",
    "language": "en",
    "prompt": "ZyntriQix",
    "languages": ["en", "de"],
    "keywords": ["ZyntriQix"],
    "delay": "low",
}
for name, value in TRANSCRIPTION.items():
    beta_ga_part("input_audio_transcription", "transcription", name, value)
beta_ga_part("turn_detection", "turn_detection", "type", "server_vad")
beta_ga_part("turn_detection", "turn_detection", "type", "semantic_vad")
row = "turn_detection.type -> audio.input.turn_detection.type"
beta_ga.forth(
    row, {"turn_detection": {}}, ga_input(turn_detection={"type": "server_vad"}), changed="type turn_detection.type"
)
LOUDNESS = {"threshold": 0.4, "prefix_padding_ms": 250, "silence_duration_ms": 400, "idle_timeout_ms": 6000}
for name, value in LOUDNESS.items():
    beta_ga_part("turn_detection", "turn_detection", name, value, type="server_vad")
    beta_ga.forth(
        f"turn_detection.{name} -> audio.input.turn_detection.{name}",
        {"turn_detection": {"type": "semantic_vad", name: value}},
        ga_input(turn_detection={"type": "semantic_vad"}),
        lost=f"turn_detection.{name}",
    )
beta_ga_part("turn_detection", "turn_detection", "idle_timeout_ms", None, type="server_vad")
beta_ga_part("turn_detection", "turn_detection", "eagerness", "low", type="semantic_vad")
beta_ga.forth(
    "turn_detection.eagerness -> audio.input.turn_detection.eagerness",
    {"turn_detection": {"type": "server_vad", "eagerness": "low"}},
    ga_input(turn_detection={"type": "server_vad"}),
    lost="turn_detection.eagerness",
)
for name in ("create_response", "interrupt_response"):
    beta_ga_part("turn_detection", "turn_detection", name, False, type="server_vad")
    beta_ga_part("turn_detection", "turn_detection", name, True, type="semantic_vad")
beta_ga.equal("voice -> audio.output.voice", {"voice": "marin"}, ga_output(voice="marin"))
beta_ga.forth("voice -> audio.output.voice", {"voice": None}, REALTIME, lost="voice")
beta_ga.back("- -> audio.output.voice.id", ga_output(voice={"id": "voice_1234"}), lost="audio.output.voice")
beta_ga.equal("speed -> audio.output.speed", {"speed": 1.5}, ga_output(speed=1.5))
row = "max_response_output_tokens -> max_output_tokens"
for tokens in (100, "inf"):
    beta_ga.equal(row, {"max_response_output_tokens": tokens}, {**REALTIME, "max_output_tokens": tokens})
beta_ga.forth("temperature -> -", {"temperature": 0.8}, REALTIME, lost="temperature")
beta_ga.forth("temperature -> -", {"temperature": None}, REALTIME, lost="temperature")
beta_ga.equal("tools -> tools", {"tools": [FUNCTION]}, {**REALTIME, "tools": [FUNCTION]})
beta_ga.equal("tools -> tools", {"tools": []}, {**REALTIME, "tools": []})
beta_ga.forth("tools -> tools", {"tools": None}, REALTIME, lost="tools")
beta_ga.back("tools -> tools", {**REALTIME, "tools": [MCP, FUNCTION]}, {"tools": [FUNCTION]}, lost="tools[0]")
beta_ga.back("tools -> tools", {**REALTIME, "tools": [MCP]}, {"tools": []}, lost="tools[0]", changed="tools")
row = "tool_choice -> tool_choice"
for choice in ("none", "auto", "required"):
    beta_ga.equal(row, {"tool_choice": choice}, {**REALTIME, "tool_choice": choice})
beta_ga.equal(row, {"tool_choice": NESTED_CHOICE}, {**REALTIME, "tool_choice": FLAT_CHOICE})
beta_ga.forth(row, {"tool_choice": "look_up"}, REALTIME, lost="tool_choice")
beta_ga.forth(row, {"tool_choice": FLAT_CHOICE}, {**REALTIME, "tool_choice": FLAT_CHOICE})
beta_ga.back(row, {**REALTIME, "tool_choice": {"type": "mcp", "server_label": "files"}}, lost="tool_choice")
TRACING = {"group_id": "g", "workflow_name": "w", "metadata": {"a": [1, None]}}
for tracing in (None, TRACING, {}):
    beta_ga.equal("tracing -> tracing", {"tracing": tracing}, {**REALTIME, "tracing": tracing})
for row in (
    "client_secret -> -",
    "client_secret.expires_after -> -",
    "client_secret.expires_after.anchor -> -",
    "client_secret.expires_after.seconds -> -",
):
    beta_ga.forth(row, {"client_secret": KEY}, REALTIME, lost="client_secret")
beta_ga.equal("- -> include", {"include": LOGPROBS}, {**REALTIME, "include": LOGPROBS})
beta_ga.forth("- -> include", {"include": [*LOGPROBS, "new"]}, {**REALTIME, "include": [*LOGPROBS, "new"]})
for kind in ("none", "client_vad"):
    null = {**REALTIME, "audio": {"input": {"turn_detection": None}}}
    beta_ga.forth("turn_detection -> null", {"turn_detection": {"type": kind}}, null, changed="turn_detection")
beta_ga.back("- -> parallel_tool_calls", {**REALTIME, "parallel_tool_calls": True}, lost="parallel_tool_calls")
for prompt in (PROMPT, None):
    beta_ga.equal("- -> prompt", {"prompt": prompt}, {**REALTIME, "prompt": prompt})
beta_ga.forth(
    "- -> prompt",
    {"prompt": {"id": "pmpt_1", "variables": {"city": 7}}},
    {**REALTIME, "prompt": {"id": "pmpt_1"}},
    lost="prompt.variables",
)
beta_ga.back("- -> reasoning", {**REALTIME, "reasoning": {"effort": "low"}}, lost="reasoning")
for truncation in ("auto", "disabled", RATIO):
    beta_ga.equal("- -> truncation", {"truncation": truncation}, {**REALTIME, "truncation": truncation})
beta_ga.forth("given by the server -> -", GIVEN, REALTIME, lost="id object expires_at")

# OpenAI beta and OpenAI GA: transcription sessions

beta_ga_transcription = Rows(
    "beta transcription, GA transcription", beta.TranscriptionSession, ga.RealtimeTranscriptionSessionCreateRequest
)


def heard(**members: Any) -> dict[str, Any]:
    return {**TRANSCRIBING, "audio": {"input": members}}


beta_ga_transcription.forth("- -> type", {}, TRANSCRIBING, changed="type")
beta_ga_transcription.back("- -> type", TRANSCRIBING, {})
for row in (
    "client_secret -> -",
    "client_secret.expires_at -> -",
    "client_secret.expires_at.anchor -> -",
    "client_secret.expires_at.seconds -> -",
):
    expires = {"client_secret": {"expires_at": {"anchor": "created_at", "seconds": 60}}}
    beta_ga_transcription.forth(row, expires, TRANSCRIBING, lost="client_secret")
beta_ga_transcription.equal("include -> include", {"include": LOGPROBS}, {**TRANSCRIBING, "include": LOGPROBS})
for word, format_ in FORMATS.items():
    beta_ga_transcription.equal(
        "input_audio_format -> audio.input.format", {"input_audio_format": word}, heard(format=format_)
    )
for left, right in {"input_audio_noise_reduction": "noise_reduction", "turn_detection": "turn_detection"}.items():
    beta_ga_transcription.equal(f"{left} -> audio.input.{right}", {left: None}, heard(**{right: None}))
beta_ga_transcription.equal(
    "input_audio_noise_reduction.type -> audio.input.noise_reduction.type",
    {"input_audio_noise_reduction": {"type": "far_field"}},
    heard(noise_reduction={"type": "far_field"}),
)
beta_ga_transcription.equal(
    "input_audio_transcription -> audio.input.transcription", {"input_audio_transcription": {}}, heard(transcription={})
)
for name in ("model", "language", "prompt"):
    beta_ga_transcription.equal(
        f"input_audio_transcription.{name} -> audio.input.transcription.{name}",
        {"input_audio_transcription": {name: TRANSCRIPTION[name]}},
        heard(transcription={name: TRANSCRIPTION[name]}),
    )
beta_ga_transcription.forth("modalities -> -", {"modalities": ["text"]}, TRANSCRIBING, lost="modalities")
for kind in ("server_vad", "semantic_vad"):
    beta_ga_transcription.equal(
        "turn_detection.type -> audio.input.turn_detection.type",
        {"turn_detection": {"type": kind}},
        heard(turn_detection={"type": kind}),
    )
for name, value in {"threshold": 0.4, "prefix_padding_ms": 250, "silence_duration_ms": 400}.items():
    beta_ga_transcription.equal(
        f"turn_detection.{name} -> audio.input.turn_detection.{name}",
        {"turn_detection": {"type": "server_vad", name: value}},
        heard(turn_detection={"type": "server_vad", name: value}),
    )
for name, value in {"eagerness": "high", "create_response": False, "interrupt_response": True}.items():
    beta_ga_transcription.equal(
        f"turn_detection.{name} -> audio.input.turn_detection.{name}",
        {"turn_detection": {"type": "semantic_vad", name: value}},
        heard(turn_detection={"type": "semantic_vad", name: value}),
    )

# OpenAI beta and OpenAI GA: responses

beta_ga_response = Rows("beta response, GA response", beta.ResponseCreateParams, ga.RealtimeResponseCreateParams)
for name, value in {
    "conversation": "none",
    "instructions": "Be brief.",
    "metadata": {"a": "b"},
    "tools": [FUNCTION],
    "tool_choice": "required",
    "input": [{"type": "item_reference", "id": "item_1"}],
}.items():
    beta_ga_response.equal(f"{name} -> {name}", {name: value}, {name: value})
beta_ga_response.equal("metadata -> metadata", {"metadata": None}, {"metadata": None})
beta_ga_response.equal("input -> input", {"input": []}, {"input": []})
beta_ga_response.equal("tool_choice -> tool_choice", {"tool_choice": NESTED_CHOICE}, {"tool_choice": FLAT_CHOICE})
row = "max_response_output_tokens -> max_output_tokens"
beta_ga_response.equal(row, {"max_response_output_tokens": 9}, {"max_output_tokens": 9})
beta_ga_response.forth(row, {"max_output_tokens": 9}, {"max_output_tokens": 9})
beta_ga_response.forth(
    row,
    {"max_output_tokens": 8, "max_response_output_tokens": 9},
    {"max_output_tokens": 9},
    lost="max_output_tokens",
)
beta_ga_response.equal(
    "modalities -> output_modalities", {"modalities": ["text", "audio"]}, {"output_modalities": ["audio"]}
)
for word, format_ in FORMATS.items():
    beta_ga_response.equal(
        "output_audio_format -> audio.output.format",
        {"output_audio_format": word},
        {"audio": {"output": {"format": format_}}},
    )
beta_ga_response.equal("voice -> audio.output.voice", {"voice": "ash"}, {"audio": {"output": {"voice": "ash"}}})
beta_ga_response.forth("temperature -> -", {"temperature": 0.8}, lost="temperature")
beta_ga_response.back("tools -> tools", {"tools": [MCP, FUNCTION]}, {"tools": [FUNCTION]}, lost="tools[0]")
beta_ga_response.back("- -> parallel_tool_calls", {"parallel_tool_calls": True}, lost="parallel_tool_calls")
beta_ga_response.equal("- -> prompt", {"prompt": PROMPT}, {"prompt": PROMPT})
beta_ga_response.back("- -> reasoning", {"reasoning": {"effort": "low"}}, lost="reasoning")

# OpenAI beta and OpenAI GA: items

beta_ga_item = Rows("beta item, GA item", beta.ConversationItem, ga.ConversationItem)


beta_ga_item.equal("assistant text -> output_text", said("assistant", TEXT), said("assistant", OUTPUT_TEXT))
beta_ga_item.equal("assistant audio -> output_audio", said("assistant", AUDIO), said("assistant", OUTPUT_AUDIO))
beta_ga_item.forth(
    "assistant output_text -> output_text",
    said("assistant", OUTPUT_TEXT),
    said("assistant", OUTPUT_TEXT),
)
beta_ga_item.forth("assistant input_text -> -", said("assistant", TYPED), False, lost="*")
for part in (TYPED, SPOKEN, SHOWN):
    beta_ga_item.equal(f"user {part['type']} -> {part['type']}", said("user", part), said("user", part))
beta_ga_item.forth("user text -> -", said("user", TEXT, TYPED), said("user", TYPED), lost="content[0]")
beta_ga_item.equal("system input_text -> input_text", said("system", TYPED, **MARKED), said("system", TYPED, **MARKED))
beta_ga_item.forth("system text -> -", said("system", TEXT), False, lost="*")
beta_ga_item.forth(
    "content item_reference -> -", said("user", REFERENCE, TYPED), said("user", TYPED), lost="content[0]"
)
beta_ga_item.equal("function_call -> function_call", CALL, CALL)
beta_ga_item.equal("function_call -> function_call", {**CALL, "call_id": "call_1"}, {**CALL, "call_id": "call_1"})
beta_ga_item.forth("function_call -> function_call", {**CALL, "role": "user", "output": "4"}, CALL, lost="role output")
beta_ga_item.forth("function_call without name -> -", {"type": "function_call", "arguments": "{}"}, False, lost="*")
beta_ga_item.equal("function_call_output -> function_call_output", OUTPUT, OUTPUT)
beta_ga_item.forth(
    "function_call_output without call_id -> -", {"type": OUTPUT["type"], "output": "4"}, False, lost="*"
)
beta_ga_item.forth("item without type -> -", {"role": "user", "content": [TYPED]}, False, lost="*")
beta_ga_item.forth("message without role -> -", {"type": "message", "content": [TYPED]}, False, lost="*")
beta_ga_item.forth(
    "message with the members of a call -> message",
    said("user", TYPED, name="look_up"),
    said("user", TYPED),
    lost="name",
)
for item in (APPROVAL, *BY_SERVER):
    beta_ga_item.back(f"- -> {item['type']}", item, False, lost="*")
beta_ga_input = Rows("beta input item, GA input item", beta.ConversationItemWithReference, ga.ResponseInputItem)
beta_ga_input.equal("item_reference -> ResponseItemReference", REFERENCE, REFERENCE)
beta_ga_input.forth("item_reference without id -> -", {"type": "item_reference"}, False, lost="*")


ALL = [beta_ga, beta_ga_transcription, beta_ga_response, beta_ga_item, beta_ga_input]


@pytest.mark.parametrize("case", [param for rows in ALL for param in rows.params])
def test_row(case):
    check(case)


def test_ids_are_distinct():
    names = [param.id for rows in ALL for param in rows.params]
    assert len(names) == len(set(names))
