"""Configurations that are hard on a client: nulls at every depth where a vendor documents them."""

import json

from realtime_builder import encode, openai_beta, openai_ga, voicelive

SCHEMA = {
    "type": "object",
    "properties": {"where": {"type": ["string", "null"], "default": None}},
    "x": [None, {"y": None}],
}

GA = openai_ga.RealtimeSessionCreateRequest(
    instructions="",
    tracing=None,
    prompt={"id": "pmpt_1", "version": None, "variables": None},
    tools=[
        {"type": "function", "name": "weather", "parameters": SCHEMA},
        {"type": "mcp", "server_label": "docs", "allowed_tools": None, "headers": None, "require_approval": None},
        {"type": "mcp", "server_label": "more", "headers": {"x-tenant": "7"}},
    ],
    audio={
        "input": {"noise_reduction": None, "transcription": None, "turn_detection": None},
        "output": {"voice": "marin"},
    },
)
GA_IDLE = openai_ga.RealtimeSessionCreateRequest(
    audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": None}}}
)
GA_RESPONSE = openai_ga.RealtimeResponseCreateParams(
    instructions="Say hello.",
    metadata=None,
    prompt=None,
    input=[{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}],
    tools=[{"type": "function", "name": "weather", "parameters": SCHEMA}],
)
BETA = openai_beta.Session(
    instructions="",
    voice="ash",
    turn_detection=None,
    input_audio_noise_reduction=None,
    input_audio_transcription=None,
    tracing=None,
    tools=[{"type": "function", "name": "weather", "parameters": SCHEMA}],
)
BETA_TRANSCRIPTION = openai_beta.TranscriptionSession(turn_detection=None, input_audio_noise_reduction=None)
BETA_RESPONSE = openai_beta.ResponseCreateParams(instructions="Say hello.", metadata=None)
LIVE = voicelive.RequestSession(
    voice={"type": "azure-standard", "name": "en-US-AvaNeural"},
    turn_detection=None,
    input_audio_noise_reduction=None,
    input_audio_echo_cancellation=None,
    input_audio_transcription=None,
    metadata={"tenant": "7"},
    tools=[
        {"type": "function", "name": "weather", "parameters": SCHEMA},
        {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "headers": {"x-tenant": "7"}},
    ],
)
LIVE_RESPONSE = voicelive.ResponseCreateParams(instructions="Say hello.", voice=None, metadata=None)


def exactly(frame):
    """A frame as JSON text in one order, so that 1 is not 1.0 and null is not nothing."""
    return json.dumps(json.loads(frame), sort_keys=True)


def ours(event):
    return exactly(encode(event))


def nulls(value, path="$"):
    """Where in plain JSON there is a null."""
    if value is None:
        return [path]
    if isinstance(value, dict):
        return [found for name, member in value.items() for found in nulls(member, f"{path}.{name}")]
    if isinstance(value, list):
        return [found for i, member in enumerate(value) for found in nulls(member, f"{path}[{i}]")]
    return []
