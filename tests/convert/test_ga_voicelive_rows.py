"""OpenAI GA and Voice Live, row by row."""

from typing import Any

import pytest
from convert.rows import (
    APPROVAL,
    BY_SERVER,
    CALL,
    FLAT_CHOICE,
    FORMATS,
    FUNCTION,
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

from realtime_builder import openai_ga as ga
from realtime_builder import voicelive as vl

# OpenAI GA and Voice Live: sessions

ga_vl = Rows("GA session, VL session", ga.RealtimeSessionCreateRequest, vl.RequestSession)


def ga_vl_equal(row: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    ga_vl.forth(row, {**REALTIME, **left}, right)
    ga_vl.back(row, right, {**REALTIME, **left})


def ga_vl_back(row: str, given: dict[str, Any], result: Any = REALTIME, lost: str = "", changed: str = "") -> None:
    ga_vl.back(row, given, result, lost, changed)


ga_vl.forth("type -> -", REALTIME, {})
for name, value in {
    "model": "gpt-realtime",
    "instructions": "Be brief.",
    "parallel_tool_calls": False,
    "include": ["item.input_audio_transcription.logprobs"],
    "tools": [FUNCTION],
    "tool_choice": "required",
}.items():
    ga_vl_equal(f"{name} -> {name}", {name: value}, {name: value})
row = "output_modalities -> modalities"
ga_vl_equal(row, {"output_modalities": ["audio"]}, {"modalities": ["text", "audio"]})
ga_vl_equal(row, {"output_modalities": ["text"]}, {"modalities": ["text"]})
ga_vl_back(
    row,
    {"modalities": ["text", "audio", "avatar", "animation"]},
    {**REALTIME, "output_modalities": ["audio"]},
    lost="modalities[2] modalities[3]",
    changed="modalities",
)
ga_vl_back(row, {"modalities": ["avatar"]}, lost="modalities")
row = "audio.input.format -> input_audio_format"
for word, format_ in {
    "pcm16": WITHOUT_RATE,
    "g711_ulaw": FORMATS["g711_ulaw"],
    "g711_alaw": FORMATS["g711_alaw"],
}.items():
    ga_vl_equal(row, {"audio": {"input": {"format": format_}}}, {"input_audio_format": word})
ga_vl_back(row, {"input_audio_format": "opus"}, lost="input_audio_format")
ga_vl_back(row, {"input_audio_format": None}, lost="input_audio_format")
row = "audio.input.format.rate -> input_audio_sampling_rate"
rated = {"input_audio_format": "pcm16", "input_audio_sampling_rate": 24000}
ga_vl_equal(row, {"audio": {"input": {"format": FORMATS["pcm16"]}}}, rated)
ga_vl_back(
    row, {**rated, "input_audio_sampling_rate": 8000}, ga_input(format=WITHOUT_RATE), lost="input_audio_sampling_rate"
)
telephone = {"input_audio_format": "g711_ulaw", "input_audio_sampling_rate": 8000}
ga_vl_back(row, telephone, ga_input(format=FORMATS["g711_ulaw"]), changed="input_audio_sampling_rate")
ga_vl_back(row, {"input_audio_sampling_rate": 24000}, lost="input_audio_sampling_rate")


def ga_vl_part(left: str, right: str, row: str, value: dict[str, Any], there: dict[str, Any] | None = None) -> None:
    ga_vl_equal(row, {"audio": {"input": {left: value}}}, {right: value if there is None else there})


def vl_input(left: str, right: str, name: str, value: Any, lost: str = "", changed: str = "", **more: Any) -> None:
    """What only Voice Live has in one of its objects; ``more`` is what is left."""
    given = {right: {**more, name: value}}
    ga_vl_back(f"- -> {right}.{name}", given, ga_input(**{left: more}), lost or f"{right}.{name}", changed)


NOISE = ("noise_reduction", "input_audio_noise_reduction")
row = "audio.input.noise_reduction -> input_audio_noise_reduction"
ga_vl_equal(row, {"audio": {"input": {NOISE[0]: None}}}, {NOISE[1]: None})
ga_vl_part(*NOISE, f"{row}.type", {"type": "near_field"})
ga_vl_back(row, {NOISE[1]: {"type": "azure_deep_noise_suppression"}}, lost=NOISE[1])
ga_vl.forth(row, ga_input(noise_reduction={}), {}, lost="audio.input.noise_reduction")
ga_vl.forth(
    "audio.input.noise_reduction.strength -> -",
    ga_input(noise_reduction={"type": "far_field", "strength": 2.0}),
    {NOISE[1]: {"type": "far_field"}},
    lost="audio.input.noise_reduction.strength",
)
WRITTEN = ("transcription", "input_audio_transcription")
row = "audio.input.transcription -> input_audio_transcription"
ga_vl_equal(row, {"audio": {"input": {WRITTEN[0]: None}}}, {WRITTEN[1]: None})
ga_vl_part(*WRITTEN, f"{row}.model", {"model": "whisper-1"})
ga_vl.forth(row, ga_input(transcription={"language": "en"}), {}, lost="audio.input.transcription")
ga_vl_part(*WRITTEN, f"{row}.language", {"model": "whisper-1", "language": "en"})
languages = {"model": "my-model", "languages": ["en", "de"]}
joined = {"model": "my-model", "language": "en,de"}
row = "audio.input.transcription.languages -> input_audio_transcription.language"
ga_vl.forth(row, ga_input(transcription=languages), {WRITTEN[1]: joined}, changed="audio.input.transcription.languages")
ga_vl_back(row, {WRITTEN[1]: joined}, ga_input(transcription=languages), changed="input_audio_transcription.language")
spaced = {"model": "my-model", "language": " en, de,"}
ga_vl_back(row, {WRITTEN[1]: spaced}, ga_input(transcription=languages), changed="input_audio_transcription.language")
ga_vl.forth(
    row,
    ga_input(transcription={**languages, "language": "en"}),
    {WRITTEN[1]: {"model": "my-model", "language": "en"}},
    lost="audio.input.transcription.languages",
)
row = "audio.input.transcription.keywords -> input_audio_transcription.phrase_list"
keywords = ga_input(transcription={"model": "my-model", "keywords": ["a"]})
phrases = {WRITTEN[1]: {"model": "my-model", "phrase_list": ["a"]}}
ga_vl.forth(row, keywords, phrases)
ga_vl_back(row, phrases, keywords)
prompted = {"model": "whisper-1", "prompt": "a"}
ga_vl_part(*WRITTEN, "audio.input.transcription.prompt -> input_audio_transcription.prompt", prompted)
ga_vl.forth(
    "audio.input.transcription.delay -> -",
    ga_input(transcription={"model": "whisper-1", "delay": "low"}),
    {WRITTEN[1]: {"model": "whisper-1"}},
    lost="audio.input.transcription.delay",
)
vl_input(*WRITTEN, "custom_speech", {"en": "id"}, model="my-model")
row = "audio.input.transcription.model -> input_audio_transcription.model"
ga_vl.forth(row, ga_input(transcription={"model": "gpt-transcribe"}), {}, lost="audio.input.transcription")
ga_vl_back(
    row,
    {WRITTEN[1]: {"model": "azure-speech", "prompt": "a"}},
    ga_input(transcription={"prompt": "a"}),
    lost="input_audio_transcription.model",
)
TURN = ("turn_detection", "turn_detection")
row = "audio.input.turn_detection -> turn_detection"
ga_vl_equal(row, {"audio": {"input": {"turn_detection": None}}}, {"turn_detection": None})
for kind in ("server_vad", "semantic_vad"):
    ga_vl_part(*TURN, f"{row}.type", {"type": kind})
for kind in ("azure_semantic_vad", "azure_semantic_vad_en", "azure_semantic_vad_multilingual"):
    ga_vl_back(f"{row}.type", {"turn_detection": {"type": kind, "threshold": 0.4}}, lost="turn_detection")
for name, value in {
    "threshold": 0.4,
    "prefix_padding_ms": 250,
    "silence_duration_ms": 400,
    "create_response": True,
    "interrupt_response": False,
}.items():
    ga_vl_part(*TURN, f"{row}.{name}", {"type": "server_vad", name: value})
ga_vl_part(*TURN, f"{row}.eagerness", {"type": "semantic_vad", "eagerness": "high"})
for idle in (6000, None):
    ga_vl.forth(
        "audio.input.turn_detection.idle_timeout_ms -> -",
        ga_input(turn_detection={"type": "server_vad", "idle_timeout_ms": idle}),
        {"turn_detection": {"type": "server_vad"}},
        lost="audio.input.turn_detection.idle_timeout_ms",
    )
for name, value in {
    "end_of_utterance_detection": {"model": "semantic_detection_v1", "timeout_ms": 9},
    "auto_truncate": True,
    "speech_duration_ms": 90,
}.items():
    vl_input(*TURN, name, value, type="server_vad")
for name, value in {"remove_filler_words": True, "languages": ["en"]}.items():
    ga_vl_back(
        f"- -> turn_detection.{name}",
        {"turn_detection": {"type": "azure_semantic_vad", name: value}},
        lost="turn_detection",
    )
for echo in ({"type": "server_echo_cancellation"}, None):
    ga_vl_back(
        "- -> input_audio_echo_cancellation",
        {"input_audio_echo_cancellation": echo},
        lost="input_audio_echo_cancellation",
    )
row = "audio.output.format -> output_audio_format"
for word, format_ in FORMATS.items():
    ga_vl_equal(row, {"audio": {"output": {"format": format_}}}, {"output_audio_format": word})
for word in ("pcm16_8000hz", "pcm16_16000hz"):
    ga_vl_back(row, {"output_audio_format": word}, lost="output_audio_format")
row = "audio.output.voice -> voice"
ga_vl_equal(row, {"audio": {"output": {"voice": "marin"}}}, {"voice": "marin"})
ga_vl_back(row, {"voice": {"type": "openai", "name": "marin"}}, ga_output(voice="marin"), changed="voice")
ga_vl_back(row, {"voice": {"type": "azure-standard", "name": "en-US-AvaNeural"}}, lost="voice")
ga_vl.forth("audio.output.voice.id -> -", ga_output(voice={"id": "voice_1"}), {}, lost="audio.output.voice")
ga_vl.forth("audio.output.speed -> -", ga_output(speed=1.2), {}, lost="audio.output.speed")
ga_vl_back(
    "include -> include",
    {"include": [*LOGPROBS, "file_search_call.results"]},
    {**REALTIME, "include": LOGPROBS},
    lost="include[1]",
    changed="include",
)
ga_vl_back("include -> include", {"include": ["item.input_audio_transcription.phrases"]}, lost="include")
row = "max_output_tokens -> max_response_output_tokens"
ga_vl_equal(row, {"max_output_tokens": "inf"}, {"max_response_output_tokens": "inf"})
ga_vl.forth("prompt -> -", {**REALTIME, "prompt": PROMPT}, {}, lost="prompt")
ga_vl_equal("reasoning.effort -> reasoning_effort", {"reasoning": {"effort": "low"}}, {"reasoning_effort": "low"})
ga_vl_back("reasoning.effort -> reasoning_effort", {"reasoning_effort": "none"}, lost="reasoning_effort")
ga_vl.forth("reasoning.effort -> reasoning_effort", {**REALTIME, "reasoning": None}, {}, lost="reasoning")
ga_vl.forth("reasoning.effort -> reasoning_effort", {**REALTIME, "reasoning": {}}, {}, changed="reasoning")
row = "tool_choice -> tool_choice"
ga_vl_equal(row, {"tool_choice": FLAT_CHOICE}, {"tool_choice": FLAT_CHOICE})
ga_vl.forth(row, {**REALTIME, "tool_choice": {"type": "mcp", "server_label": "l"}}, {}, lost="tool_choice")
ga_vl_back(row, {"tool_choice": "look_up"}, {**REALTIME, "tool_choice": FLAT_CHOICE}, changed="tool_choice")
ga_vl_back(row, {"tool_choice": NESTED_CHOICE}, {**REALTIME, "tool_choice": FLAT_CHOICE})
ga_vl_back(
    "semantic_vad auto_truncate -> -",
    {"turn_detection": {"type": "semantic_vad", "auto_truncate": True}},
    {**REALTIME, "audio": {"input": {"turn_detection": {"type": "semantic_vad"}}}},
    lost="turn_detection.auto_truncate",
)
ga_vl_back(
    "turn_detection none -> null",
    {"turn_detection": {"type": "none"}},
    {**REALTIME, "audio": {"input": {"turn_detection": None}}},
    changed="turn_detection",
)
ga_vl_equal("tools -> tools", {"tools": [FUNCTION, MCP]}, {"tools": [FUNCTION, MCP]})
ga_vl.forth("tracing -> -", {**REALTIME, "tracing": None}, {}, lost="tracing")
ga_vl.forth("truncation -> -", {**REALTIME, "truncation": RATIO}, {}, lost="truncation")
for name, value in {
    "temperature": 0.7,
    "animation": {"outputs": ["viseme_id"]},
    "avatar": {"character": "lisa", "customized": False},
    "output_audio_timestamp_types": ["word"],
    "interim_response": {"type": "static_interim_response"},
    "metadata": {"a": "b"},
}.items():
    ga_vl_back(f"- -> {name}", {name: value}, lost=name)

# OpenAI GA and Voice Live: responses

ga_vl_response = Rows("GA response, VL response", ga.RealtimeResponseCreateParams, vl.ResponseCreateParams)
for word, format_ in FORMATS.items():
    ga_vl_response.equal(
        "audio.output.format -> output_audio_format",
        {"audio": {"output": {"format": format_}}},
        {"output_audio_format": word},
    )
ga_vl_response.equal("audio.output.voice -> voice", {"audio": {"output": {"voice": "ash"}}}, {"voice": "ash"})
row = "conversation -> commit"
for word, commit in {"none": False, "auto": True}.items():
    ga_vl_response.forth(row, {"conversation": word}, {"commit": commit}, changed="conversation")
    ga_vl_response.back(row, {"commit": commit}, {"conversation": word}, changed="commit")
ga_vl_response.forth(row, {"conversation": "conv_1"}, lost="conversation")
ga_vl_response.back(row, {"conversation": "none", "commit": False}, {"conversation": "none"}, lost="commit")
ga_vl_response.equal(
    "input -> input_items", {"input": [said("user", TYPED), OUTPUT]}, {"input_items": [said("user", TYPED), OUTPUT]}
)
ga_vl_response.forth("input -> input_items", {"input": [REFERENCE, OUTPUT]}, {"input_items": [OUTPUT]}, lost="input[0]")
for name, value in {
    "instructions": "Be brief.",
    "max_output_tokens": 9,
    "metadata": {"a": "b"},
    "tool_choice": FLAT_CHOICE,
    "tools": [FUNCTION, MCP],
}.items():
    ga_vl_response.equal(f"{name} -> {name}", {name: value}, {name: value})
ga_vl_response.forth("metadata -> metadata", {"metadata": None}, lost="metadata")
ga_vl_response.back(
    "max_output_tokens -> max_output_tokens",
    {"max_response_output_tokens": 9},
    {"max_output_tokens": 9},
)
ga_vl_response.equal(
    "output_modalities -> modalities", {"output_modalities": ["audio"]}, {"modalities": ["text", "audio"]}
)
ga_vl_response.forth("parallel_tool_calls -> -", {"parallel_tool_calls": True}, lost="parallel_tool_calls")
ga_vl_response.forth("prompt -> -", {"prompt": None}, lost="prompt")
ga_vl_response.equal(
    "reasoning.effort -> reasoning_effort", {"reasoning": {"effort": "low"}}, {"reasoning_effort": "low"}
)
for name, value in {
    "temperature": 0.7,
    "cancel_previous": True,
    "append_input_items": [OUTPUT],
    "pre_generated_assistant_message": said("assistant", TEXT),
    "interim_response": {"type": "static_interim_response"},
    "invoke_input": {"a": 1},
    "animation": {"outputs": ["viseme_id"]},
}.items():
    ga_vl_response.back(f"- -> {name}", {name: value}, lost=name)

# OpenAI GA and Voice Live: tools

ga_vl_tool = Rows("GA function, VL function", ga.RealtimeFunctionTool, vl.FunctionTool)
ga_vl_tool.equal("function -> function", FUNCTION, FUNCTION)
ga_vl_tool.forth("function without name -> -", {"type": "function"}, False, lost="*")

ga_vl_mcp = Rows("GA MCP, VL MCP", ga.Mcp, vl.MCPServer)
SERVER = {"type": "mcp", "server_label": "files", "server_url": "https://example.com/mcp"}
ga_vl_mcp.equal("server_label, server_url -> server_label, server_url", SERVER, SERVER)
for name, value in {
    "authorization": "token",
    "headers": {"b": "1", "a": "2"},
    "allowed_tools": ["a"],
    "require_approval": "never",
}.items():
    ga_vl_mcp.equal(f"{name} -> {name}", {**SERVER, name: value}, {**SERVER, name: value})
ga_vl_mcp.equal("allowed_tools -> allowed_tools", {**SERVER, "allowed_tools": []}, {**SERVER, "allowed_tools": []})
for name in ("headers", "allowed_tools", "require_approval", "allowed_callers"):
    ga_vl_mcp.forth(f"{name} null -> -", {**SERVER, name: None}, SERVER, lost=name)
row = "allowed_tools -> allowed_tools"
names = {**SERVER, "allowed_tools": ["a"]}
ga_vl_mcp.forth(row, {**SERVER, "allowed_tools": {"tool_names": ["a"]}}, names, changed="allowed_tools")
ga_vl_mcp.forth(
    row,
    {**SERVER, "allowed_tools": {"tool_names": ["a"], "read_only": True}},
    names,
    lost="allowed_tools.read_only",
    changed="allowed_tools",
)
ga_vl_mcp.forth(row, {**SERVER, "allowed_tools": {"read_only": True}}, SERVER, lost="allowed_tools")
row = "require_approval -> require_approval"
ga_vl_mcp.equal(row, {**SERVER, "require_approval": "always"}, {**SERVER, "require_approval": "always"})
ga_vl_mcp.equal(
    row,
    {**SERVER, "require_approval": {"always": {"tool_names": ["a"]}, "never": {"tool_names": ["b"]}}},
    {**SERVER, "require_approval": {"always": ["a"], "never": ["b"]}},
)
ga_vl_mcp.forth(
    row,
    {**SERVER, "require_approval": {"always": {"read_only": False}, "never": {"tool_names": ["b"], "read_only": True}}},
    {**SERVER, "require_approval": {"never": ["b"]}},
    lost="require_approval.always.read_only require_approval.never.read_only",
)
ga_vl_mcp.forth(row, {**SERVER, "require_approval": {"never": {"read_only": True}}}, SERVER, lost="require_approval")
ga_vl_mcp.back(row, {**SERVER, "require_approval": "sometimes"}, SERVER, lost="require_approval")
for name, value in {
    "connector_id": "connector_gmail",
    "tunnel_id": "tunnel_" + "a" * 32,
    "server_description": "Files.",
    "defer_loading": True,
    "allowed_callers": ["direct"],
}.items():
    ga_vl_mcp.forth(f"{name} -> -", {**SERVER, name: value}, SERVER, lost=name)
ga_vl_mcp.forth(
    "server_url missing -> -", {"type": "mcp", "server_label": "l", "connector_id": "connector_gmail"}, False, lost="*"
)
ga_vl_foundry = Rows("GA session with agents, VL session", ga.RealtimeSessionCreateRequest, vl.RequestSession)
foundry = {"type": "foundry_agent", "agent_name": "a", "project_name": "p"}
ga_vl_foundry.back(
    "- -> foundry_agent", {"tools": [foundry, FUNCTION]}, {**REALTIME, "tools": [FUNCTION]}, lost="tools[0]"
)

# OpenAI GA and Voice Live: items

ga_vl_item = Rows("GA item, VL item", ga.ConversationItem, vl.ConversationItem)
ga_vl_item.equal("output_text -> text", said("assistant", OUTPUT_TEXT), said("assistant", TEXT))
ga_vl_item.forth(
    "output_audio -> -", said("assistant", OUTPUT_AUDIO, OUTPUT_TEXT), said("assistant", TEXT), lost="content[0]"
)
ga_vl_item.forth("output_audio -> -", said("assistant", OUTPUT_AUDIO), False, lost="*")
for part in (TYPED, SPOKEN, SHOWN):
    ga_vl_item.equal(f"user {part['type']} -> {part['type']}", said("user", part), said("user", part))
    extra = {"transcript": "Hi"} if part is not SPOKEN else {"text": "Hi"}
    ga_vl_item.forth(
        f"user {part['type']} with another's member -> {part['type']}",
        said("user", {**part, **extra}),
        said("user", part),
        lost=f"content[0].{next(iter(extra))}",
    )
ga_vl_item.equal("system input_text -> input_text", said("system", TYPED), said("system", TYPED))
ga_vl_item.forth(
    "user part without type -> -", said("user", {"text": "Hi"}, TYPED), said("user", TYPED), lost="content[0]"
)
ga_vl_item.equal(
    "user input_audio without audio -> input_audio",
    said("user", {"type": "input_audio", "transcript": "Hi"}),
    said("user", {"type": "input_audio", "transcript": "Hi"}),
)
ga_vl_item.back("user text -> -", said("user", TEXT), False, lost="*")
for item in BY_SERVER:
    ga_vl_item.forth(f"{item['type']} -> -", item, False, lost="*")
ga_vl_item.forth(
    "object, status in_progress -> -", {**OUTPUT, **MARKED}, {**OUTPUT, "id": "item_1"}, lost="object status"
)
for status in ("completed", "incomplete"):
    ga_vl_item.equal("status -> status", {**OUTPUT, "status": status}, {**OUTPUT, "status": status})
ga_vl_item.back("status -> status", {**OUTPUT, "status": "failed"}, {**OUTPUT, "status": "failed"})
ga_vl_item.equal("function_call -> function_call", {**CALL, "call_id": "call_1"}, {**CALL, "call_id": "call_1"})
ga_vl_item.forth("function_call without call_id -> -", CALL, False, lost="*")
ga_vl_item.equal("function_call_output -> function_call_output", OUTPUT, OUTPUT)
ga_vl_item.equal("mcp_approval_response -> mcp_approval_response", APPROVAL, APPROVAL)
ga_vl_item.forth("mcp_approval_response reason -> -", {**APPROVAL, "reason": None}, APPROVAL, lost="reason")
nameless = {name: value for name, value in APPROVAL.items() if name != "id"}
ga_vl_item.equal("mcp_approval_response without id -> mcp_approval_response", nameless, nameless)
ga_vl_input = Rows("GA input item, VL item", ga.ResponseInputItem, vl.ConversationItem)
ga_vl_input.forth("item_reference -> -", REFERENCE, False, lost="*")


# Transcription sessions, which Voice Live does not have

ga_vl_transcription = Rows(
    "GA transcription, VL session", ga.RealtimeTranscriptionSessionCreateRequest, vl.RequestSession
)
ga_vl_transcription.forth("the kind of session -> -", TRANSCRIBING, lost="type")
ga_vl_transcription.back("- -> instructions", {"instructions": "a"}, TRANSCRIBING, lost="instructions")

ALL = [ga_vl, ga_vl_response, ga_vl_tool, ga_vl_mcp, ga_vl_foundry, ga_vl_item, ga_vl_input, ga_vl_transcription]


@pytest.mark.parametrize("case", [param for rows in ALL for param in rows.params])
def test_row(case):
    check(case)


def test_ids_are_distinct():
    names = [param.id for rows in ALL for param in rows.params]
    assert len(names) == len(set(names))
