"""Configurations that between them have every field set, every variant taken, and every null."""

from realtime_builder import openai_ga, voicelive

SCHEMA = {"type": "object", "properties": {"number": {"type": ["string", "null"], "default": None}}}

_GA_FULL = {
    "model": "gpt-realtime-2",
    "output_modalities": ["audio"],
    "instructions": "You answer the support line.",
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "noise_reduction": {"type": "far_field", "strength": 0.5},
            "transcription": {
                "model": "gpt-live-transcribe",
                "prompt": "Parcels.",
                "language": "de",
                "languages": ["de", "fr"],
                "keywords": ["parcel"],
                "delay": "low",
            },
            "turn_detection": {
                "type": "server_vad",
                "threshold": 0.6,
                "prefix_padding_ms": 200,
                "silence_duration_ms": 450,
                "idle_timeout_ms": 6000,
                "create_response": False,
                "interrupt_response": False,
            },
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "cedar", "speed": 1.1},
    },
    "include": ["item.input_audio_transcription.logprobs"],
    "max_output_tokens": 800,
    "parallel_tool_calls": True,
    "prompt": {"id": "pmpt_1", "version": "2", "variables": {"shop": "Quay"}},
    "reasoning": {"effort": "low"},
    "tool_choice": "required",
    "tools": [
        {"type": "function", "name": "find_parcel", "description": "Where it is.", "parameters": SCHEMA},
        {
            "type": "mcp",
            "server_label": "docs",
            "server_url": "https://example.org",
            "server_description": "The manual.",
            "headers": {"x-tenant": "7"},
            "allowed_tools": ["search"],
            "require_approval": "never",
        },
    ],
    "tracing": {"workflow_name": "support", "group_id": "g", "metadata": {"tenant": "7"}},
    "truncation": {"type": "retention_ratio", "retention_ratio": 0.8, "token_limits": {"post_instructions": 8000}},
}

GA = {
    "full": openai_ga.RealtimeSessionCreateRequest.from_dict(_GA_FULL | {"type": "realtime"}),
    "other": openai_ga.RealtimeSessionCreateRequest(
        model="gpt-realtime-2",
        output_modalities=["text"],
        audio={
            "input": {
                "format": {"type": "audio/pcmu"},
                "turn_detection": {
                    "type": "semantic_vad",
                    "eagerness": "high",
                    "create_response": False,
                    "interrupt_response": False,
                },
            },
            "output": {"format": {"type": "audio/pcma"}, "voice": {"id": "voice_1"}},
        },
        max_output_tokens="inf",
        parallel_tool_calls=False,
        tool_choice={"type": "mcp", "server_label": "docs", "name": "search"},
        tools=[{"type": "mcp", "server_label": "docs", "server_url": "https://example.org"}],
        tracing="auto",
        truncation="disabled",
    ),
    "nulls": openai_ga.RealtimeSessionCreateRequest(
        model="gpt-realtime-2",
        output_modalities=None,
        instructions=None,
        audio={
            "input": {"noise_reduction": None, "transcription": None, "turn_detection": None},
        },
        include=None,
        max_output_tokens=None,
        parallel_tool_calls=None,
        prompt=None,
        reasoning=None,
        tool_choice=None,
        tools=None,
        tracing=None,
        truncation=None,
    ),
    "nulls inside": openai_ga.RealtimeSessionCreateRequest(
        model="gpt-realtime-2",
        audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": None}}},
        prompt={"id": "pmpt_1", "version": None, "variables": None},
        tool_choice={"type": "mcp", "server_label": "docs", "name": None},
        tools=[{"type": "mcp", "server_label": "docs", "allowed_tools": None, "headers": None}],
    ),
}
"""By name; "full" and "other" take different variants of the unions."""

VOICE_LIVE = {
    "full": voicelive.RequestSession(
        model="gpt-realtime",
        modalities=["text", "audio"],
        animation={"model_name": "default", "outputs": ["viseme_id"]},
        voice={
            "type": "azure-standard",
            "name": "en-US-Ava:DragonHDLatestNeural",
            "temperature": 0.8,
            "prefer_locales": ["en-GB"],
            "rate": "-5%",
            "style": "cheerful",
        },
        instructions="You answer the support line.",
        input_audio_sampling_rate=16000,
        input_audio_format="pcm16",
        output_audio_format="pcm16_16000hz",
        turn_detection={
            "type": "azure_semantic_vad_multilingual",
            "threshold": 0.6,
            "prefix_padding_ms": 200,
            "silence_duration_ms": 450,
            "speech_duration_ms": 120,
            "remove_filler_words": True,
            "languages": ["en", "fr"],
            "auto_truncate": True,
            "create_response": False,
            "interrupt_response": False,
            "end_of_utterance_detection": {
                "model": "semantic_detection_v1_multilingual",
                "threshold_level": "medium",
                "timeout_ms": 1200,
            },
        },
        input_audio_noise_reduction={"type": "azure_deep_noise_suppression"},
        input_audio_echo_cancellation={"type": "server_echo_cancellation", "channels": 2},
        avatar={
            "type": "video-avatar",
            "character": "lisa",
            "style": "casual-sitting",
            "customized": False,
            "video": {"codec": "h264", "bitrate": 2_000_000, "resolution": {"width": 1080, "height": 1920}},
        },
        input_audio_transcription={
            "model": "azure-speech",
            "language": "en-US,fr-FR",
            "custom_speech": {"en-US": "model-1"},
            "phrase_list": ["late check-out"],
        },
        output_audio_timestamp_types=["word"],
        tools=[
            {"type": "function", "name": "find_parcel", "description": "Where it is.", "parameters": SCHEMA},
            {"type": "mcp", "server_label": "docs", "server_url": "https://example.org", "headers": {"x-tenant": "7"}},
        ],
        tool_choice="required",
        parallel_tool_calls=False,
        temperature=0.7,
        max_response_output_tokens=800,
        reasoning_effort="low",
        interim_response={
            "type": "static_interim_response",
            "triggers": ["latency", "tool"],
            "latency_threshold_ms": 1800,
            "texts": ["One moment, please."],
        },
        include=["item.input_audio_transcription.logprobs"],
        metadata={"tenant": "7"},
    ),
    "other": voicelive.RequestSession(
        model="gpt-realtime",
        modalities=["text", "audio", "avatar", "animation"],
        voice="marin",
        input_audio_format="g711_ulaw",
        output_audio_format="g711_alaw",
        turn_detection={"type": "semantic_vad", "eagerness": "high"},
        input_audio_noise_reduction={"type": "near_field"},
        max_response_output_tokens="inf",
        tool_choice={"type": "function", "name": "find_parcel"},
        interim_response={"type": "llm_interim_response", "instructions": "Say that it takes a moment."},
    ),
    "nulls": voicelive.RequestSession(
        model="gpt-realtime",
        **dict.fromkeys(name for name in voicelive.RequestSession.__struct_fields__ if name != "model"),
    ),
}
"""By name; "full" and "other" take different variants of the unions."""
