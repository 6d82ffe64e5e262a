"""For each rule, configurations that it finds something in, where, and ones that it has nothing to say of."""

from typing import Any, NamedTuple

from realtime_builder import Config
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder import openai_live as live
from realtime_builder import voicelive as vl


class Case(NamedTuple):
    """One example of a rule."""

    rule: str
    loud: Config
    """What the rule finds something in."""
    paths: list[str]
    """Where."""
    silent: Config
    """Something near to it, of which the rule says nothing."""
    message: str = ""
    """A part of the first message."""


def ga_session(**members: Any) -> Config:
    return ga.RealtimeSessionCreateRequest.from_dict(members)


def ga_transcription(**members: Any) -> Config:
    return ga.RealtimeTranscriptionSessionCreateRequest.from_dict(members)


def in_city(**keywords: Any) -> dict[str, Any]:
    """A tool's parameters: a city, described by some keywords."""
    return {"type": "object", "properties": {"city": {"type": "string", **keywords}}}


def vl_session(**members: Any) -> Config:
    return vl.RequestSession.from_dict(members)


def beta_message(role: str, *kinds: str) -> Config:
    return beta.ConversationItem(type="message", role=role, content=[{"type": kind} for kind in kinds])


WEATHER = {"type": "function", "name": "get_weather"}
TIME = {"type": "function", "name": "get_time"}
MCP = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com/mcp"}
FACE = {"type": "photo-avatar", "character": "anna", "customized": False}

SHARED = [
    Case(
        "undocumented-null",
        ga_session(model=None, instructions=None, tools=None, prompt=None),
        ["instructions", "model", "tools"],
        ga_session(prompt=None, tracing=None, audio={"input": {"noise_reduction": None, "turn_detection": None}}),
    ),
    Case(
        "undocumented-null",
        beta.SessionUpdateEvent(session=beta.Session(voice=None)),
        ["session.voice"],
        beta.SessionUpdateEvent(session=beta.Session(turn_detection=None, tracing=None)),
        "No null is documented for `voice`",
    ),
    Case(
        "undocumented-null",
        vl_session(tools=None),
        ["tools"],
        vl_session(input_audio_transcription=None, input_audio_echo_cancellation=None),
    ),
    Case(
        "unfilled-hole",
        ga_session(instructions="Greet {{caller}} in {{language}}.", tools=[{**MCP, "headers": {"a": "{{b c}}"}}]),
        ["instructions", "instructions", "tools[0].headers"],
        ga_session(instructions=r"Write \{{name}} or {name}.", tracing={"metadata": {"a": "{{b}}"}}),
        "The hole `{{caller}}` is not filled",
    ),
    Case(
        "duplicate-tool",
        ga_session(tools=[WEATHER, TIME, WEATHER, WEATHER]),
        ["tools[2].name", "tools[3].name"],
        ga_session(tools=[WEATHER, TIME, {**MCP, "server_label": "get_time"}]),
        "`tools[0].name` is `get_weather` too",
    ),
    Case(
        "duplicate-tool",
        vl.ClientEventResponseCreate(response=vl.ResponseCreateParams(tools=[MCP, WEATHER, MCP])),
        ["response.tools[2].server_label"],
        vl.ClientEventResponseCreate(response=vl.ResponseCreateParams(tools=[MCP, WEATHER])),
    ),
    Case(
        "unknown-tool-choice",
        ga_session(tools=[WEATHER], tool_choice={"type": "function", "name": "get_wether"}),
        ["tool_choice.name"],
        ga_session(tools=[WEATHER], tool_choice={"type": "function", "name": "get_weather"}),
        "No function is named `get_wether`; did you mean `get_weather`?",
    ),
    Case(
        "unknown-tool-choice",
        beta.Session(tools=[WEATHER], tool_choice={"type": "function", "function": {"name": "get_time"}}),
        ["tool_choice.function.name"],
        beta.Session(tool_choice={"type": "function", "function": {"name": "get_time"}}),
    ),
    Case(
        "unknown-tool-choice",
        vl.ResponseCreateParams(tools=[WEATHER], tool_choice="get_time"),
        ["tool_choice"],
        vl.ResponseCreateParams(tools=[WEATHER], tool_choice="get_weather"),
    ),
    Case(
        "unknown-tool-choice",
        ga_session(tools=[], tool_choice={"type": "function", "name": "get_time"}),
        ["tool_choice.name"],
        ga_session(tools=[], tool_choice="auto"),
    ),
    Case(
        "unknown-server-choice",
        ga_session(tools=[MCP], tool_choice={"type": "mcp", "server_label": "doc"}),
        ["tool_choice.server_label"],
        ga_session(tools=[MCP], tool_choice={"type": "mcp", "server_label": "docs", "name": "anything"}),
        "No MCP server is labelled `doc`; did you mean `docs`?",
    ),
    Case(
        "unknown-server-choice",
        ga_session(
            tools=[{**MCP, "allowed_tools": ["search"]}],
            tool_choice={"type": "mcp", "server_label": "docs", "name": "delete"},
        ),
        ["tool_choice.name"],
        ga_session(
            tools=[{**MCP, "allowed_tools": {"read_only": True}}],
            tool_choice={"type": "mcp", "server_label": "docs", "name": "delete"},
        ),
    ),
    Case(
        "required-without-tools",
        ga_session(tools=[], tool_choice="required"),
        ["tool_choice"],
        ga_session(tool_choice="required"),
    ),
    Case("function-without-name", ga_session(tools=[{"type": "function"}]), ["tools[0].name"], beta.Tool(name="f")),
    Case(
        "json-schema",
        ga_session(tools=[TIME, {**WEATHER, "parameters": {"properties": {"city": {"type": "sting"}}}}]),
        ["tools[1].parameters"],
        ga_session(tools=[{**WEATHER, "parameters": {"properties": {"city": {"type": "string"}}}}]),
        "Not a valid JSON Schema: 'sting' is not valid under any of the given schemas in `$.properties.city.type`",
    ),
    Case(
        "json-schema",
        vl.FunctionTool(name="f", parameters={"$schema": "http://json-schema.org/draft-07/schema#", "items": 1}),
        ["parameters"],
        vl.FunctionTool(name="f", parameters={"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}]}),
    ),
    Case(
        "json-schema",
        ga.MCPListToolsTool(name="f", input_schema={"required": "city"}),
        ["input_schema"],
        ga.MCPListToolsTool(name="f", input_schema={"required": ["city"]}),
    ),
    Case(
        "json-schema", beta.Tool(parameters={"$schema": 1}), ["parameters"], beta.Tool(parameters={"$schema": "urn:x"})
    ),
    Case(
        "json-schema",
        beta.Tool(parameters={"$schema": "http://[x"}),
        ["parameters"],
        beta.Tool(parameters={}),
        "Invalid IPv6 URL",
    ),
    Case(
        "schema-null",
        ga_session(tools=[{**WEATHER, "parameters": in_city(description="Name", **{"without a region.": None})}]),
        ['tools[0].parameters.properties.city["without a region."]'],
        ga_session(tools=[{**WEATHER, "parameters": in_city(description="Name, without a region.", default=None)}]),
        "JSON Schema has no keyword `without a region.`, and it is null",
    ),
    Case(
        "schema-null",
        vl.FunctionTool(name="f", parameters=in_city(description=None)),
        ["parameters.properties.city.description"],
        vl.FunctionTool(name="f", parameters=in_city(const=None, enum=[None])),
        "The keyword `description` is null",
    ),
    Case(
        "schema-keyword",
        beta.Tool(name="f", parameters=in_city(descripton="x")),
        ["parameters.properties.city.descripton"],
        beta.Tool(name="f", parameters=in_city(**{"x-note": "y", "$comment": "z", "examples": ["Rome"]})),
        "JSON Schema has no keyword `descripton`; did you mean `description`?",
    ),
    Case(
        "schema-root",
        beta.Tool(name="f", parameters={"type": "string"}),
        ["parameters.type"],
        beta.Tool(name="f", parameters={"type": "object"}),
    ),
    Case(
        "schema-root",
        beta.Tool(name="f", parameters={"city": {"type": "string"}}),
        ["parameters"],
        beta.Tool(name="f", parameters={"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}}),
    ),
    Case(
        "schema-required",
        ga.MCPListToolsTool(name="f", input_schema={**in_city(), "required": ["city", "contry"]}),
        ["input_schema.required[1]"],
        ga.MCPListToolsTool(name="f", input_schema={**in_city(), "anyOf": [{"required": ["city"]}]}),
        "`contry` is required but has no property",
    ),
    Case(
        "tool-name",
        ga_session(tools=[{**WEATHER, "name": "get weather"}, {**WEATHER, "name": "w" * 65}]),
        ["tools[0].name", "tools[1].name"],
        ga_session(tools=[{**WEATHER, "name": "Get-weather_2"}]),
    ),
    Case(
        "token-limit-below-one",
        vl.ResponseCreateParams(max_output_tokens=0),
        ["max_output_tokens"],
        vl.ResponseCreateParams(max_output_tokens="inf"),
    ),
    Case(
        "token-limit-of-model",
        ga_session(model="gpt-realtime-1.5", max_output_tokens=4097),
        ["max_output_tokens"],
        ga_session(model="gpt-realtime-2", max_output_tokens=32_000),
    ),
    Case(
        "token-limit-of-model",
        vl_session(model="gpt-realtime-2.1", max_response_output_tokens=32_001),
        ["max_response_output_tokens"],
        vl_session(model="a-deployment", max_response_output_tokens=100_000),
    ),
    Case("threshold-range", ga.ServerVad(threshold=1.5), ["threshold"], ga.ServerVad(threshold=1)),
    Case("threshold-range", beta.TurnDetection(threshold=-0.1), ["threshold"], beta.TurnDetection(threshold=0)),
    Case("beta-temperature", beta.Session(temperature=0.1), ["temperature"], beta.Session(temperature=1.2)),
    Case(
        "beta-idle-timeout",
        beta.TurnDetection(idle_timeout_ms=4999),
        ["idle_timeout_ms"],
        beta.TurnDetection(idle_timeout_ms=5000),
    ),
    Case(
        "beta-key-lifetime",
        beta.ClientSecretExpiresAfter(seconds=5),
        ["seconds"],
        beta.ClientSecretExpiresAfter(seconds=10),
    ),
    Case("vl-scene-range", vl.Scene(rotation_x=3.2, zoom=-1), ["rotation_x", "zoom"], vl.Scene(rotation_x=3.1416)),
    Case(
        "vl-picture-size",
        vl.VideoResolution(width=0, height=-1),
        ["width", "height"],
        vl.VideoResolution(width=1, height=1),
    ),
    Case(
        "vl-picture-size",
        vl.VideoCrop(top_left=[-0.5, 0], bottom_right=[1, 1]),
        ["top_left"],
        vl.VideoCrop(top_left=[0, 0], bottom_right=[1, 1.5]),
    ),
    Case(
        "negative-duration",
        ga_session(audio={"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": -1}}}),
        ["audio.input.turn_detection.silence_duration_ms"],
        ga_session(audio={"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 0}}}),
    ),
    Case(
        "metadata-limits",
        ga.RealtimeResponseCreateParams(metadata={f"{i}": "" for i in range(17)} | {"k" * 65: "v" * 513}),
        ["metadata", "metadata", "metadata"],
        ga.RealtimeResponseCreateParams(metadata={f"{i}": "v" * 512 for i in range(15)} | {"k" * 64: ""}),
        "18 pairs are more than 16",
    ),
    Case(
        "nearly-known",
        ga_session(model="gpt-realtim-2", audio={"output": {"voice": "Marin"}}),
        ["model", "audio.output.voice"],
        ga_session(model="gpt-realtime-2.2", audio={"output": {"voice": "nova"}}),
        "`gpt-realtim-2` is unknown, but close to `gpt-realtime-2`",
    ),
    Case(
        "nearly-known",
        vl_session(modalities=["text", "audoi"], turn_detection={"type": "semantic_vad", "eagerness": "heigh"}),
        ["modalities[1]", "turn_detection.eagerness"],
        vl_session(modalities=["text", "video"], output_audio_format="pcm16_48000hz"),
    ),
    Case(
        "not-of-its-type",
        ga_session(audio={"output": {"voice": "marin"}})
        .with_extra("audio.output.speed", 9)
        .with_extra("audio.output.voise", "x")
        .with_extra("audio.input.turn_detection", {"type": "server_vad", "create_response": "yes"})
        .with_extra("tools", [{"type": "function", "name": "f"}, {"type": "function", "name": 5}]),
        [
            "audio.input.turn_detection.create_response",
            "audio.output.speed",
            "audio.output.voise",
            "tools[1].name",
        ],
        ga_session().with_extra("audio.output.speed", 1.5).with_extra("id", "sess_1"),
        "Expected `bool`, got `str`",
    ),
    Case(
        "arguments-not-json",
        ga.ConversationItemCreateEvent(item=ga.RealtimeConversationItemFunctionCall(name="f", arguments="city=Rome")),
        ["item.arguments"],
        ga.ConversationItemCreateEvent(item=ga.RealtimeConversationItemFunctionCall(name="f", arguments="{}")),
    ),
    Case(
        "arguments-not-json",
        vl.FunctionCallItem(name="f", call_id="c", arguments=""),
        ["arguments"],
        vl.FunctionCallItem(name="f", call_id="c", arguments='{"city": "Rome"}'),
    ),
    Case(
        "no-url",
        ga_session(tools=[{**MCP, "server_url": "example.com"}]),
        ["tools[0].server_url"],
        ga.Mcp.from_dict(MCP),
    ),
    Case("no-url", vl.IceServer(urls=["turn:a", "b"]), ["urls[1]"], vl.IceServer(urls=["turn:a", "stun:b:3478"])),
    Case(
        "audio-too-long",
        ga.InputAudioBufferAppendEvent(audio=bytes(15 * 2**20 + 1)),
        ["audio"],
        ga.InputAudioBufferAppendEvent(audio=bytes(15 * 2**20)),
    ),
    Case(
        "content-index",
        vl.ClientEventConversationItemTruncate(item_id="i", content_index=1, audio_end_ms=0),
        ["content_index"],
        vl.ClientEventConversationItemTruncate(item_id="i", content_index=0, audio_end_ms=0),
    ),
    Case(
        "assistant-audio",
        ga.ConversationItemCreateEvent(
            item=ga.RealtimeConversationItemAssistantMessage(
                content=[{"type": "output_text", "text": "a"}, {"type": "output_audio"}]
            )
        ),
        ["item.content[1]"],
        ga.ConversationItemCreateEvent(
            item=ga.RealtimeConversationItemUserMessage(content=[{"type": "input_audio", "audio": b""}])
        ),
    ),
    Case(
        "assistant-audio",
        vl.ClientEventConversationItemCreate(
            item=vl.AssistantMessageItem(content=[{"type": "input_audio", "audio": "AAAA"}])
        ),
        ["item.content[0]"],
        vl.ClientEventConversationItemCreate(
            item=vl.UserMessageItem(content=[{"type": "input_audio", "audio": "AAAA"}])
        ),
    ),
    Case(
        "never-responds",
        vl_session(turn_detection={"type": "server_vad", "create_response": False, "interrupt_response": False}),
        ["turn_detection.create_response"],
        vl_session(turn_detection={"type": "server_vad", "create_response": False}),
    ),
    Case(
        "one-source",
        beta.Session(truncation="auto", turn_detection={"type": "server_vad", "idle_timeout_ms": 6000}),
        ["truncation", "turn_detection.idle_timeout_ms"],
        beta.Session(speed=1.0, turn_detection={"type": "server_vad", "threshold": 0.5}),
    ),
    Case(
        "one-source",
        vl_session(turn_detection={"type": "semantic_vad"}),
        ["turn_detection"],
        vl_session(turn_detection={"type": "azure_semantic_vad", "speech_duration_ms": 80}),
    ),
    Case(
        "one-source",
        ga_session(audio={"input": {"noise_reduction": {"type": "near_field", "strength": 2.0}}}),
        ["audio.input.noise_reduction.strength"],
        ga_session(audio={"input": {"noise_reduction": {"type": "near_field"}}}),
    ),
    Case(
        "one-source",
        beta.Session(object="realtime.session", expires_at=1),
        ["object", "expires_at"],
        beta.Session(id="sess_1", client_secret={}),
        "OpenAI's OpenAPI document has it",
    ),
    Case(
        "one-source",
        beta.TranscriptionSession(client_secret={}, modalities=["text"]),
        ["client_secret", "modalities"],
        beta.TranscriptionSession(include=[]),
        "OpenAI's SDK has it",
    ),
    Case(
        "one-source",
        beta.ResponseCreateParams(max_response_output_tokens=1),
        ["max_response_output_tokens"],
        beta.ResponseCreateParams(temperature=0.8),
        "OpenAI's SDK has it",
    ),
    Case(
        "one-source",
        beta.ConversationItemContent(type="item_reference", id="i"),
        ["id"],
        beta.ConversationItemContent(type="input_audio", transcript="a"),
        "OpenAI's SDK has it",
    ),
    Case(
        "token-limit-twice",
        beta.ResponseCreateParams(max_output_tokens=1, max_response_output_tokens=1),
        ["max_output_tokens"],
        beta.ResponseCreateParams(max_response_output_tokens=1),
    ),
]

OPENAI = [
    Case(
        "retired-model",
        ga_session(model="gpt-4o-realtime-preview"),
        ["model"],
        ga_session(model="gpt-realtime-1.5"),
        "shut down on 2026-05-07",
    ),
    Case(
        "deprecated-model",
        ga.ClientSecretCreateParams(session=ga_session(model="gpt-realtime-mini")),
        ["session.model"],
        ga.ClientSecretCreateParams(session=ga_session(model="gpt-realtime-2.1-mini")),
        "2027-01-20",
    ),
    Case(
        "deprecated-transcription-model",
        ga_transcription(audio={"input": {"transcription": {"model": "whisper-1"}}}),
        ["audio.input.transcription.model"],
        ga_transcription(audio={"input": {"transcription": {"model": "gpt-transcribe"}}}),
        "2027-02-26",
    ),
    Case("deprecated-prompt", ga_session(prompt={"id": "p"}), ["prompt"], ga_session(prompt=None)),
    Case(
        "transcription-option",
        ga.AudioTranscription(model="whisper-1", delay="low", keywords=["a"], languages=["en"], prompt="p"),
        ["delay", "keywords", "languages"],
        ga.AudioTranscription(model="gpt-transcribe", keywords=["a"], languages=["en"], prompt="p"),
    ),
    Case(
        "transcription-option",
        ga.AudioTranscription(model="gpt-realtime-whisper", delay="low", prompt="p"),
        ["prompt"],
        ga.AudioTranscription(model="our-own-deployment", delay="low", prompt="p"),
    ),
    Case(
        "transcription-delay",
        ga.AudioTranscription(model="gpt-live-transcribe", delay="low"),
        ["delay"],
        ga.AudioTranscription(model="gpt-realtime-whisper", delay="low"),
    ),
    Case(
        "response-may-fail",
        beta.TurnDetection(type="server_vad", interrupt_response=False),
        ["interrupt_response"],
        beta.TurnDetection(type="server_vad", interrupt_response=False, create_response=False),
    ),
    Case(
        "transcription-vad",
        ga_transcription(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": True}}}),
        ["audio.input.turn_detection.create_response"],
        ga_session(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": True}}}),
    ),
    Case(
        "transcription-vad",
        beta.TranscriptionSession(turn_detection={"type": "server_vad", "interrupt_response": True}),
        ["turn_detection.interrupt_response"],
        beta.TranscriptionSession(turn_detection={"type": "server_vad"}),
    ),
]

GA = [
    Case(
        "ga-modalities",
        ga_session(output_modalities=["text", "audio"]),
        ["output_modalities"],
        ga_session(),
        "Text and audio can't be requested together",
    ),
    Case(
        "ga-modalities",
        ga_session(output_modalities=["audio", "audio"]),
        ["output_modalities"],
        ga_session(output_modalities=["text"]),
        "A modality is named twice",
    ),
    Case(
        "ga-modalities",
        ga.RealtimeResponseCreateParams(output_modalities=[]),
        ["output_modalities"],
        ga.RealtimeResponseCreateParams(output_modalities=["audio"]),
    ),
    Case(
        "ga-reasoning-model",
        ga_session(model="gpt-realtime-1.5", parallel_tool_calls=True, reasoning={"effort": "low"}),
        ["parallel_tool_calls", "reasoning"],
        ga_session(model="gpt-realtime-2", parallel_tool_calls=True, reasoning={"effort": "low"}),
    ),
    *(
        Case(
            "ga-whisper-vad",
            ga_transcription(
                audio={"input": {"transcription": {"model": model}, "turn_detection": {"type": "server_vad"}}}
            ),
            ["audio.input.turn_detection"],
            ga_transcription(audio={"input": {"transcription": {"model": model}, **without}}),
            f"{model} transcribes without turn detection",
        )
        for model in ("gpt-live-transcribe", "gpt-realtime-whisper")
        for without in ({}, {"turn_detection": None})
    ),
    Case(
        "ga-voice-id",
        ga_session(audio={"output": {"voice": "voice_1234"}}),
        ["audio.output.voice"],
        ga_session(audio={"output": {"voice": {"id": "voice_1234"}}}),
    ),
    Case(
        "ga-mcp-nowhere", ga_session(tools=[{"type": "mcp", "server_label": "a"}]), ["tools[0]"], ga.Mcp.from_dict(MCP)
    ),
    Case(
        "ga-mcp-twice",
        ga.Mcp(
            server_label="a", server_url="https://a", connector_id="connector_gmail", tunnel_id="tunnel_" + "a" * 32
        ),
        ["connector_id", "tunnel_id"],
        ga.Mcp(server_label="a", connector_id="connector_gmail"),
    ),
    Case(
        "ga-connector",
        ga.Mcp(server_label="a", connector_id="connector_gmail"),
        ["connector_id"],
        ga.Mcp(server_label="a", server_url="https://a"),
    ),
    Case(
        "ga-content-type", ga.UserMessageContent(text="a"), ["type"], ga.UserMessageContent(type="input_text", text="a")
    ),
    Case(
        "ga-content-member",
        ga.UserMessageContent(type="input_text", text="a", transcript="a", detail="low"),
        ["detail", "transcript"],
        ga.AssistantMessageContent(type="output_audio", audio=b"", transcript="a"),
    ),
]

BETA = [
    Case("beta-switched-off", beta.SessionUpdateEvent(session=beta.Session()), ["session"], beta.Tool(name="f")),
    Case(
        "beta-vad-member",
        beta.TurnDetection(type="semantic_vad", threshold=0.5, eagerness="low", idle_timeout_ms=None),
        ["idle_timeout_ms", "threshold"],
        beta.TurnDetection(type="semantic_vad", eagerness="low", create_response=True),
    ),
    Case(
        "beta-vad-member",
        beta.Session(turn_detection={"eagerness": "low"}),
        ["turn_detection.eagerness"],
        beta.Session(turn_detection={"threshold": 0.5}),
    ),
    Case("beta-vad-type", beta.TurnDetection(threshold=0.5), ["type"], beta.TurnDetection(type="server_vad")),
    Case("beta-item-type", beta.ConversationItem(role="user"), ["type"], beta_message("user")),
    Case(
        "beta-item-member",
        beta.ConversationItem(type="function_call_output", call_id="c", output="", name="f", role="user"),
        ["name", "role"],
        beta.ConversationItem(type="function_call_output", call_id="c", output="", id="i", status="completed"),
    ),
    Case(
        "beta-reference-id",
        beta.ResponseCreateParams(input=[{"type": "item_reference"}]),
        ["input[0].id"],
        beta.ResponseCreateParams(input=[{"type": "item_reference", "id": "i"}]),
    ),
    Case(
        "beta-role-content",
        beta_message("system", "input_text", "input_audio"),
        ["content[1].type"],
        beta_message("user", "input_text", "input_audio"),
    ),
    Case(
        "beta-role-content",
        beta_message("assistant", "input_text", "text"),
        ["content[0].type"],
        beta_message("assistant", "text", "item_reference"),
    ),
    Case(
        "beta-content-member",
        beta.ConversationItemContent(type="input_text", text="a", audio=b"", id="i"),
        ["id", "audio"],
        beta.ConversationItemContent(type="input_audio", audio=b"", transcript="a"),
    ),
    Case(
        "beta-content-reference",
        beta.ConversationItemCreateEvent(item=beta_message("user", "input_text", "item_reference")),
        ["item.content[1].type"],
        beta.ResponseCreateParams(input=[beta_message("user", "item_reference").as_dict()]),
    ),
    Case(
        "beta-openapi-value",
        beta.Session(voice="marin", input_audio_transcription={"model": "gpt-transcribe"}),
        ["voice", "input_audio_transcription.model"],
        beta.Session(voice="sage", input_audio_transcription={"model": "whisper-1"}),
    ),
]

VOICELIVE = [
    Case(
        "vl-audio-alone",
        vl_session(modalities=["audio"]),
        ["modalities"],
        vl.ResponseCreateParams(modalities=["text", "audio", "avatar"]),
    ),
    Case(
        "vl-bare-voice",
        vl_session(voice="en-US-AvaNeural"),
        ["voice"],
        vl_session(voice={"type": "azure-standard", "name": "en-US-AvaNeural"}),
    ),
    Case("vl-bare-voice", vl.ResponseCreateParams(voice="ava"), ["voice"], vl.ResponseCreateParams(voice="marin")),
    Case(
        "vl-text-end-of-utterance",
        vl_session(
            model="gpt-realtime",
            turn_detection={
                "type": "azure_semantic_vad",
                "end_of_utterance_detection": {"model": "semantic_detection_v1"},
            },
        ),
        ["turn_detection.end_of_utterance_detection"],
        vl_session(
            model="gpt-realtime",
            turn_detection={
                "type": "azure_semantic_vad",
                "end_of_utterance_detection": {"model": "smart_end_of_turn_detection"},
            },
        ),
    ),
    Case(
        "vl-text-end-of-utterance",
        vl_session(
            model="gpt-realtime-mini",
            turn_detection={"type": "server_vad", "end_of_utterance_detection": {"model": "semantic_detection_v1_en"}},
        ),
        ["turn_detection.end_of_utterance_detection"],
        vl_session(
            model="gpt-5-mini",
            turn_detection={"type": "server_vad", "end_of_utterance_detection": {"model": "semantic_detection_v1_en"}},
        ),
    ),
    Case(
        "vl-avatar-modality",
        vl_session(modalities=["text", "avatar"]),
        ["modalities"],
        vl_session(modalities=["text", "avatar"], avatar=FACE),
    ),
    Case(
        "vl-avatar-modality",
        vl_session(modalities=["text", "audio"], avatar=FACE),
        ["avatar"],
        vl_session(avatar=FACE),
    ),
    Case("vl-temperature", vl_session(temperature=1.1), ["temperature"], vl.ResponseCreateParams(temperature=1.1)),
    Case(
        "vl-temperature", vl_session(temperature=1.3), ["temperature"], vl_session(temperature=1), "No document allows"
    ),
    Case(
        "vl-sampling-rate",
        vl_session(input_audio_sampling_rate=44100),
        ["input_audio_sampling_rate"],
        vl_session(input_audio_sampling_rate=16000),
    ),
    Case("vl-temperature", vl.ResponseCreateParams(temperature=0.3), ["temperature"], vl_session(temperature=0.6)),
    Case(
        "vl-legacy-format",
        vl_session(output_audio_format="pcm16-8000hz"),
        ["output_audio_format"],
        vl_session(output_audio_format="pcm16_8000hz"),
    ),
    Case(
        "vl-native-voice",
        vl_session(model="gpt-realtime", voice={"type": "azure-realtime-native", "name": "ava"}),
        ["voice"],
        vl_session(model="azure-realtime", voice={"type": "azure-realtime-native", "name": "ava"}),
    ),
    Case("vl-readme-voice", vl_session(voice="fable"), ["voice"], vl_session(voice="alloy")),
    Case(
        "vl-readme-voice",
        vl_session(voice={"type": "openai", "name": "nova"}),
        ["voice.name"],
        vl_session(voice={"type": "azure-standard", "name": "nova"}),
    ),
    Case(
        "vl-sampling-rate",
        vl_session(input_audio_format="g711_ulaw", input_audio_sampling_rate=16000),
        ["input_audio_sampling_rate"],
        vl_session(input_audio_format="pcm16", input_audio_sampling_rate=16000),
    ),
    Case(
        "vl-echo-pair",
        vl_session(input_audio_echo_cancellation={"channels": 2}),
        ["input_audio_echo_cancellation.channels"],
        vl_session(input_audio_echo_cancellation={}),
        "The reference `server` does not go with 2 channels",
    ),
    Case(
        "vl-echo-pair",
        vl.AudioEchoCancellation(reference_source="client"),
        ["channels"],
        vl.AudioEchoCancellation(reference_source="client", channels=2),
        "The reference `client` does not go with 1 channel",
    ),
    Case(
        "vl-echo-format",
        vl_session(
            input_audio_format="g711_alaw", input_audio_echo_cancellation={"reference_source": "client", "channels": 2}
        ),
        ["input_audio_format"],
        vl_session(input_audio_echo_cancellation={"reference_source": "client", "channels": 2}),
    ),
    Case(
        "vl-noise-model",
        vl_session(model="gpt-4.1", input_audio_noise_reduction={"type": "near_field"}),
        ["input_audio_noise_reduction.type"],
        vl_session(model="gpt-realtime-mini", input_audio_noise_reduction={"type": "near_field"}),
    ),
    Case(
        "vl-transcription-option",
        vl_session(input_audio_transcription={"model": "whisper-1", "phrase_list": ["a"], "prompt": "p"}),
        ["input_audio_transcription.phrase_list"],
        vl_session(input_audio_transcription={"model": "azure-speech", "phrase_list": ["a"], "custom_speech": {}}),
    ),
    Case(
        "vl-transcription-option",
        vl.AudioInputTranscriptionOptions(model="azure-speech", prompt="p"),
        ["prompt"],
        vl.AudioInputTranscriptionOptions(model="next-year", prompt="p"),
    ),
    Case(
        "vl-semantic-vad-model",
        vl_session(model="gpt-4.1", turn_detection={"type": "semantic_vad"}),
        ["turn_detection"],
        vl_session(model="gpt-4.1", turn_detection={"type": "azure_semantic_vad"}),
    ),
    Case(
        "vl-vad-default",
        vl_session(turn_detection={"type": "server_vad", "create_response": True}),
        ["turn_detection.interrupt_response"],
        vl_session(turn_detection={"type": "server_vad", "create_response": True, "interrupt_response": True}),
    ),
    Case(
        "vl-interim-model",
        vl_session(model="gpt-realtime", interim_response={"type": "llm_interim_response"}),
        ["interim_response"],
        vl_session(model="gpt-4.1", interim_response={"type": "llm_interim_response"}),
    ),
    Case(
        "vl-interim-voice",
        vl_session(voice="alloy", interim_response={"type": "static_interim_response", "texts": ["a"]}),
        ["voice"],
        vl_session(
            voice={"type": "azure-standard", "name": "en-US-AvaNeural"},
            interim_response={"type": "static_interim_response", "texts": ["a"]},
        ),
    ),
    Case(
        "vl-bare-tool-choice",
        vl_session(tool_choice="get_weather"),
        ["tool_choice"],
        vl_session(tool_choice={"type": "function", "name": "get_weather"}),
    ),
    Case(
        "vl-bare-tool-choice",
        vl.ResponseCreateParams(tool_choice="get_weather"),
        ["tool_choice"],
        vl.ResponseCreateParams(tool_choice="required"),
    ),
    Case(
        "vl-pre-generated",
        vl.ResponseCreateParams(
            pre_generated_assistant_message={
                "type": "message",
                "role": "assistant",
                "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
            }
        ),
        ["pre_generated_assistant_message.content"],
        vl.ResponseCreateParams(
            pre_generated_assistant_message={
                "type": "message",
                "role": "assistant",
                "content": [{"type": "text", "text": "a"}],
            }
        ),
    ),
    Case(
        "vl-image-content",
        vl.UserMessageItem(content=[{"type": "input_image", "image_url": "https://example.com/a.png"}]),
        ["content[0]"],
        vl.UserMessageItem(content=[{"type": "input_text", "text": "a"}]),
    ),
    Case("vl-avatar-model", vl_session(avatar=FACE), ["avatar.model"], vl_session(avatar={**FACE, "model": "vasa-1"})),
    Case(
        "vl-background",
        vl_session(avatar={**FACE, "video": {"background": {"color": "#FFFFFFFF", "image_url": "https://a"}}}),
        ["avatar.video.background.image_url"],
        vl.Background(color="#FFFFFFFF"),
    ),
    Case(
        "vl-crop",
        vl.VideoCrop(top_left=[0, 100], bottom_right=[100, 100]),
        ["bottom_right"],
        vl.VideoCrop(top_left=[0, 0], bottom_right=[100, 100]),
    ),
    Case("vl-scene-zero", vl.Scene(zoom=0, amplitude=0.5), ["zoom"], vl.Scene(zoom=1, position_x=0)),
    Case("vl-scene-default", vl.Scene(zoom=1), ["amplitude"], vl.Scene(zoom=1, amplitude=1)),
]


def live_session(**members: Any) -> Config:
    return live.SessionConfig.from_dict({"model": "gpt-live-1", **members}, unknown="keep")


def live_update(**members: Any) -> Config:
    return live.SessionUpdateConfig.from_dict(members, unknown="keep")


def said(text: str, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}


def appended(text: str) -> Config:
    return live.ThinkingAppendEvent(content=text, delegation_id=None)


def asking(event_type: str) -> dict[str, Any]:
    return {
        "type": "decisions",
        "event_type": event_type,
        "decisions": {"questions": [{"type": "predicate", "instructions": "Angry?"}]},
    }


HEARD, ANSWERED = "session.input_transcript.delta", "session.output_transcript.delta"
BACKEND = {"model": "gpt-5.5"}

LIVE = [
    Case(
        "duplicate-tool",
        live.ResponsesDelegationConfig.from_dict(BACKEND | {"tools": [WEATHER, TIME, WEATHER, MCP, MCP]}),
        ["tools[2].name", "tools[4].server_label"],
        live.ResponsesDelegationConfig.from_dict(BACKEND | {"tools": [WEATHER, TIME, MCP]}),
    ),
    Case(
        "unknown-tool-choice",
        live.SessionUpdateConfig.from_dict(
            {
                "delegation": {
                    "type": "responses",
                    "responses": {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "get_wether"}},
                }
            }
        ),
        ["delegation.responses.tool_choice.name"],
        live.ResponsesDelegationUpdateConfig.from_dict(
            {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "get_weather"}}
        ),
        "did you mean `get_weather`?",
    ),
    Case(
        "unknown-server-choice",
        live.ResponsesDelegationUpdateConfig.from_dict(
            {"tools": [MCP], "tool_choice": {"type": "mcp", "name": "find", "server_label": "dox"}}
        ),
        ["tool_choice.server_label"],
        live.ResponsesDelegationUpdateConfig.from_dict(
            {"tools": [MCP], "tool_choice": {"type": "mcp", "name": "find", "server_label": "docs"}}
        ),
    ),
    Case(
        "json-schema",
        live.FunctionTool(name="a", parameters={"type": "objekt"}),
        ["parameters"],
        live.FunctionTool(name="a", parameters={"type": "object"}),
    ),
    Case(
        "no-url",
        live.ToolMcp(server_label="docs", server_url="example.com"),
        ["server_url"],
        live.ToolMcp(server_label="docs", server_url="https://example.com"),
    ),
    Case(
        "undocumented-null",
        live_session(audio=None, delegation=None, triggers=None),
        ["audio", "triggers"],
        live_session(delegation=None, instructions=None, safety_identifier=None),
    ),
    Case(
        "live-g711-rate",
        live_session(audio={"format": {"type": "audio/pcmu", "rate": 16000}}),
        ["audio.format.rate"],
        live_session(audio={"format": {"type": "audio/pcma", "rate": 8000}}),
    ),
    Case(
        "live-forbidden-voice",
        live_session(audio={"output": {"voice": "nova"}}),
        ["audio.output.voice"],
        live_session(audio={"output": {"voice": "some-new-voice"}}),
        "Live has no voice nova",
    ),
    Case("live-vad-threshold", live.WakePolicy(vad_threshold=1.5), ["vad_threshold"], live.WakePolicy(vad_threshold=1)),
    Case(
        "live-idle-without-policy",
        live.MediaSessionConfig(model="m", idle_timeout_s=30),
        ["idle_timeout_s"],
        live.MediaSessionConfig(model="m", idle_timeout_s=30, wake_policy=live.WakePolicy()),
    ),
    Case(
        "live-fixture-too-long",
        live.OutputAudioFixturePlayEvent(audio=bytes(30 * 48_000 + 2)),
        ["audio"],
        live.OutputAudioFixturePlayEvent(audio=bytes(30 * 48_000)),
    ),
    Case("live-dtmf-key", live.TransportDtmfSend(event="12"), ["event"], live.TransportDtmfSend(event="#")),
    Case(
        "live-instructions-too-long",
        live_session(instructions="a " * 16_385),
        ["instructions"],
        live_session(instructions="a " * 16_384),
    ),
    Case(
        "live-instructions-long",
        live_session(instructions="word" * 16_385),
        ["instructions"],
        live_session(instructions="a " * 20_000),
    ),
    Case("live-appended-too-long", appended("a " * 501), ["content"], appended("a " * 500)),
    Case("live-appended-long", appended("word" * 501), ["content"], appended("word" * 500)),
    Case(
        "live-history-too-long",
        live_session(input=[said("Hi.")] * 129),
        ["input"],
        live_session(input=[said("Hi.")] * 128),
        "129 messages",
    ),
    Case(
        "live-history-long",
        live_session(input=[said("word" * 5000), said("word" * 5000, "assistant")]),
        ["input"],
        live_session(input=[said("word" * 5000)]),
    ),
    Case(
        "live-one-part",
        live_session(input=[{"role": "developer", "content": []}, said("Hi.")]),
        ["input[0].content"],
        live_session(input=[said("Hi.", "assistant")]),
    ),
    Case(
        "live-two-triggers",
        live_update(triggers=[asking(HEARD), asking(ANSWERED), asking(HEARD)]),
        ["triggers[2].event_type"],
        live_update(triggers=[asking(HEARD), asking(ANSWERED)]),
    ),
    Case(
        "live-delegation-type",
        live.SessionUpdateEvent(session=live_update(delegation={"acknowledgement_delay_ms": 100})),
        ["session.delegation"],
        live_update(delegation={"type": "client", "acknowledgement_delay_ms": 100}),
    ),
    Case(
        "live-event-selector",
        live.DataChannelConfig.from_dict(
            {"allowed_server_events": [{"type": "response.event"}, {"type": "error", "response_event": "x"}]}
        ),
        ["allowed_server_events[0].response_event", "allowed_server_events[1].response_event"],
        live.DataChannelConfig.from_dict(
            {"allowed_server_events": [{"type": "response.event", "response_event": "x"}, {"type": "error"}]}
        ),
    ),
    Case(
        "live-mcp-nowhere",
        live.ToolMcp(),
        ["", "server_label"],
        live.ToolMcp(server_label="docs", tunnel_id="tunnel_1"),
    ),
    Case(
        "live-refer-blank",
        live.SessionReferParams(target_uri=" "),
        ["target_uri"],
        live.SessionReferParams(target_uri="tel:+14155550123"),
    ),
    Case(
        "live-one-prompt",
        live_session(instructions="Be brief.").with_delegation("gpt-5.5", instructions="Be brief."),
        ["instructions"],
        live_session(instructions="Be brief.").with_delegation("gpt-5.5", instructions="Look it up."),
    ),
    Case(
        "live-client-on-websocket",
        live.ForkSessionConfig(client={"data_channel": {}}),
        ["client"],
        live.MediaSessionForkConfig(client={"data_channel": {}}),
    ),
    Case(
        "live-realtime-member",
        live_session(tools=[], turn_detection=None),
        ["tools", "turn_detection"],
        live_session(a_member_of_next_year=1),
        "belongs to the Realtime API",
    ),
    Case(
        "live-media-format",
        live.MediaAudio().with_extra("format", {"type": "audio/pcm", "rate": 24000}),
        ["format"],
        live.MediaAudio().with_extra("a_member_of_next_year", 1),
    ),
    Case(
        "live-fixed-at-start",
        live_update(instructions="Be brief.", audio={"output": {"voice": "cedar"}}),
        ["audio", "instructions"],
        live_update(triggers=[]),
        "`audio` is fixed at the start",
    ),
]

CASES = [*SHARED, *OPENAI, *GA, *BETA, *VOICELIVE, *LIVE]
