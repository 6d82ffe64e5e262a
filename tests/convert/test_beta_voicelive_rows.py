"""OpenAI beta and Voice Live, which descends from it, row by row."""

import pytest
from convert.rows import (
    APPROVAL,
    AUDIO,
    CALL,
    FLAT_CHOICE,
    FUNCTION,
    GIVEN,
    KEY,
    LOGPROBS,
    MARKED,
    MCP,
    NESTED_CHOICE,
    OUTPUT,
    OUTPUT_TEXT,
    PROMPT,
    REFERENCE,
    SHOWN,
    SPOKEN,
    TEXT,
    TYPED,
    Rows,
    check,
    said,
)

from realtime_builder import openai_beta as beta
from realtime_builder import voicelive as vl

# OpenAI beta and Voice Live, which descends from it

beta_vl = Rows("beta session, VL session", beta.Session, vl.RequestSession)
for name, value in {
    "model": "gpt-realtime",
    "instructions": "Be brief.",
    "modalities": ["text"],
    "input_audio_format": "g711_ulaw",
    "output_audio_format": "pcm16",
    "input_audio_noise_reduction": {"type": "near_field"},
    "input_audio_transcription": {"model": "whisper-1", "language": "en", "prompt": "a"},
    "turn_detection": {"type": "server_vad", "threshold": 0.4, "create_response": False},
    "voice": "marin",
    "temperature": 0.8,
    "max_response_output_tokens": 9,
    "tools": [FUNCTION],
    "tool_choice": "auto",
    "include": LOGPROBS,
}.items():
    beta_vl.equal(f"{name} -> {name}", {name: value}, {name: value})
for name in ("input_audio_noise_reduction", "input_audio_transcription", "turn_detection"):
    beta_vl.equal(f"{name} -> {name}", {name: None}, {name: None})
eager = {"turn_detection": {"type": "semantic_vad", "eagerness": "low"}}
beta_vl.equal("turn_detection -> turn_detection", eager, eager)
server_vad = {"turn_detection": {"type": "server_vad"}}
beta_vl.forth("turn_detection -> turn_detection", {"turn_detection": {}}, server_vad, changed="turn_detection.type")
beta_vl.forth(
    "turn_detection -> turn_detection",
    {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 6000, "eagerness": "low"}},
    server_vad,
    lost="turn_detection.idle_timeout_ms turn_detection.eagerness",
)
beta_vl.forth(
    "turn_detection -> turn_detection",
    {"turn_detection": {"type": "semantic_vad", "threshold": 0.4}},
    {"turn_detection": {"type": "semantic_vad"}},
    lost="turn_detection.threshold",
)
for kind in ("azure_semantic_vad", "azure_semantic_vad_en", "azure_semantic_vad_multilingual"):
    beta_vl.back("turn_detection -> turn_detection", {"turn_detection": {"type": kind}}, lost="turn_detection")
beta_vl.equal("tool_choice -> tool_choice", {"tool_choice": NESTED_CHOICE}, {"tool_choice": FLAT_CHOICE})
beta_vl.forth("tool_choice -> tool_choice", {"tool_choice": FLAT_CHOICE}, {"tool_choice": FLAT_CHOICE})
beta_vl.back("tool_choice -> tool_choice", {"tool_choice": NESTED_CHOICE}, {"tool_choice": NESTED_CHOICE})
beta_vl.back(
    "tool_choice -> tool_choice", {"tool_choice": "look_up"}, {"tool_choice": NESTED_CHOICE}, changed="tool_choice"
)
beta_vl.equal("temperature -> temperature", {"temperature": 0.1}, {"temperature": 0.1})
beta_vl.back("output_audio_format -> -", {"output_audio_format": "pcm16_8000hz"}, lost="output_audio_format")
beta_vl.equal("output_audio_format -> same", {"output_audio_format": "new"}, {"output_audio_format": "new"})
beta_vl.back(
    "input_audio_noise_reduction -> -",
    {"input_audio_noise_reduction": {"type": "azure_deep_noise_suppression"}},
    lost="input_audio_noise_reduction",
)
beta_vl.back("voice -> voice", {"voice": {"type": "openai", "name": "ash"}}, {"voice": "ash"}, changed="voice")
beta_vl.back("voice -> voice", {"voice": {"type": "azure-realtime-native", "name": "ava"}}, lost="voice")
beta_vl.back("tools -> tools", {"tools": [MCP, FUNCTION]}, {"tools": [FUNCTION]}, lost="tools[0]")
beta_vl.forth(
    "modalities -> modalities", {"modalities": ["audio"]}, {"modalities": ["text", "audio"]}, changed="modalities"
)
beta_vl.back(
    "modalities -> modalities",
    {"modalities": ["text", "avatar"]},
    {"modalities": ["text"]},
    lost="modalities[1]",
    changed="modalities",
)
for name, value in {
    "client_secret": KEY,
    "speed": 1.2,
    "tracing": "auto",
    "prompt": PROMPT,
    "truncation": "auto",
}.items():
    beta_vl.forth(f"{name} -> -", {name: value}, lost=name)
beta_vl.forth("given by the server -> -", GIVEN, lost="id object expires_at")
row = "- -> input_audio_sampling_rate"
for word, rate in {"pcm16": 24000, "g711_ulaw": 8000, "g711_alaw": 8000}.items():
    said_too = {"input_audio_format": word, "input_audio_sampling_rate": rate}
    beta_vl.back(row, said_too, {"input_audio_format": word}, changed="input_audio_sampling_rate")
slow = {"input_audio_format": "pcm16", "input_audio_sampling_rate": 8000}
beta_vl.back(row, slow, {"input_audio_format": "pcm16"}, lost="input_audio_sampling_rate")
for name, value in {
    "animation": {},
    "avatar": {"character": "lisa", "customized": False},
    "input_audio_echo_cancellation": None,
    "interim_response": {"type": "llm_interim_response"},
    "metadata": {"a": "b"},
    "output_audio_timestamp_types": ["word"],
    "parallel_tool_calls": True,
    "reasoning_effort": "low",
}.items():
    beta_vl.back(f"- -> {name}", {name: value}, lost=name)

beta_vl_response = Rows("beta response, VL response", beta.ResponseCreateParams, vl.ResponseCreateParams)
for name, value in {
    "instructions": "Be brief.",
    "metadata": {"a": "b"},
    "modalities": ["text"],
    "output_audio_format": "g711_alaw",
    "temperature": 0.8,
    "tool_choice": "none",
    "tools": [FUNCTION],
    "voice": "ash",
}.items():
    beta_vl_response.equal(f"{name} -> {name}", {name: value}, {name: value})
beta_vl_response.forth(
    "modalities -> modalities", {"modalities": ["audio"]}, {"modalities": ["text", "audio"]}, changed="modalities"
)
row = "max_response_output_tokens -> max_output_tokens"
beta_vl_response.equal(row, {"max_response_output_tokens": 9}, {"max_output_tokens": 9})
beta_vl_response.forth(row, {"max_output_tokens": 9}, {"max_output_tokens": 9})
beta_vl_response.back(row, {"max_response_output_tokens": 9}, {"max_response_output_tokens": 9})
beta_vl_response.forth("conversation -> commit", {"conversation": "none"}, {"commit": False}, changed="conversation")
beta_vl_response.back("conversation -> commit", {"commit": True}, {"conversation": "auto"}, changed="commit")
beta_vl_response.back("conversation -> commit", {"conversation": "none"}, {"conversation": "none"})
beta_vl_response.equal("input -> input_items", {"input": [OUTPUT]}, {"input_items": [OUTPUT]})
beta_vl_response.forth("prompt -> -", {"prompt": PROMPT}, lost="prompt")
for name, value in {
    "cancel_previous": True,
    "append_input_items": [OUTPUT],
    "pre_generated_assistant_message": said("assistant", TEXT),
    "interim_response": {"type": "static_interim_response"},
    "invoke_input": {"a": 1},
    "animation": {},
    "reasoning_effort": "low",
}.items():
    beta_vl_response.back(f"- -> {name}", {name: value}, lost=name)

beta_vl_item = Rows("beta item, VL item", beta.ConversationItem, vl.ConversationItem)
beta_vl_item.equal("assistant text -> text", said("assistant", TEXT), said("assistant", TEXT))
beta_vl_item.forth(
    "assistant output_text -> text", said("assistant", OUTPUT_TEXT), said("assistant", TEXT), changed="content[0].type"
)
beta_vl_item.forth("assistant audio -> -", said("assistant", AUDIO), False, lost="*")
for part in (TYPED, SPOKEN, SHOWN):
    beta_vl_item.equal(f"user {part['type']} -> {part['type']}", said("user", part), said("user", part))
beta_vl_item.equal("system input_text -> input_text", said("system", TYPED), said("system", TYPED))
beta_vl_item.equal("function_call -> function_call", {**CALL, "call_id": "call_1"}, {**CALL, "call_id": "call_1"})
beta_vl_item.forth("function_call without call_id -> -", CALL, False, lost="*")
beta_vl_item.equal("function_call_output -> function_call_output", OUTPUT, OUTPUT)
beta_vl_item.forth(
    "object, status in_progress -> -", {**OUTPUT, **MARKED}, {**OUTPUT, "id": "item_1"}, lost="object status"
)
beta_vl_item.back("mcp_approval_response -> -", APPROVAL, False, lost="*")
beta_vl_input = Rows("beta input item, VL item", beta.ConversationItemWithReference, vl.ConversationItem)
beta_vl_input.forth("item_reference -> -", REFERENCE, False, lost="*")


# Transcription sessions, which Voice Live does not have

beta_vl_transcription = Rows("beta transcription, VL session", beta.TranscriptionSession, vl.RequestSession)
beta_vl_transcription.forth("the kind of session -> -", {}, lost="type")
beta_vl_transcription.back("- -> instructions", {"instructions": "a"}, {}, lost="instructions")

ALL = [beta_vl, beta_vl_response, beta_vl_item, beta_vl_input, beta_vl_transcription]


@pytest.mark.parametrize("case", [param for rows in ALL for param in rows.params])
def test_row(case):
    check(case)


def test_ids_are_distinct():
    names = [param.id for rows in ALL for param in rows.params]
    assert len(names) == len(set(names))
