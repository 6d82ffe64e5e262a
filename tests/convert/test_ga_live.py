"""From OpenAI GA to Live and back: what moves into the delegation, what is lost, and what a person has to do."""

import pytest

from realtime_builder import ConversionError, convert, openai_beta, openai_ga, openai_live, voicelive
from realtime_builder.openai_live import FunctionTool, LiveFunctionToolChoice, SessionConfig

TOOL = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}
SERVER = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "headers": {"a": "b"}}
AGENT = openai_ga.RealtimeSessionCreateRequest.from_dict(
    {
        "type": "realtime",
        "model": "gpt-realtime-2",
        "instructions": "Be brief. Look orders up.",
        "output_modalities": ["audio"],
        "tools": [TOOL, SERVER],
        "tool_choice": {"type": "function", "name": "get_weather"},
        "parallel_tool_calls": False,
        "reasoning": {"effort": "low"},
        "max_output_tokens": 500,
        "tracing": "auto",
        "truncation": "auto",
        "audio": {
            "input": {
                "format": {"type": "audio/pcmu"},
                "turn_detection": {"type": "semantic_vad"},
                "noise_reduction": {"type": "near_field"},
                "transcription": {"model": "whisper-1"},
            },
            "output": {"format": {"type": "audio/pcmu"}, "voice": "cedar", "speed": 1.1},
        },
    }
)


def lost(conversion):
    return {loss.path: loss for loss in conversion.lost}


def changed(conversion):
    return {(change.path, change.to): change for change in conversion.changed}


def test_the_work_moves_into_the_delegation():
    session = convert(AGENT, to=SessionConfig).config
    assert session.as_dict() == {
        "model": "gpt-live-1",
        "audio": {"format": {"type": "audio/pcmu", "rate": 8000}, "output": {"voice": "cedar"}},
        "delegation": {
            "type": "responses",
            "responses": {
                "model": "gpt-5.5",
                "instructions": "Be brief. Look orders up.",
                "max_output_tokens": 500,
                "parallel_tool_calls": False,
                "reasoning": {"effort": "low"},
                "tool_choice": {"type": "function", "name": "get_weather"},
                "tools": [TOOL, SERVER],
            },
        },
        "instructions": "Be brief. Look orders up.",
    }


def test_what_live_decides_by_itself_is_lost_with_a_reason_and_the_nearest():
    losses = lost(convert(AGENT, to=SessionConfig))
    assert set(losses) == {
        "audio.input.turn_detection",
        "audio.input.noise_reduction",
        "audio.input.transcription",
        "audio.output.speed",
        "tracing",
        "truncation",
    }
    assert all(loss.reason.startswith("OpenAI Live") for loss in losses.values())
    assert {path for path, loss in losses.items() if not loss.nearest} == {"truncation"}


def test_a_person_has_to_split_the_prompt():
    conversion = convert(AGENT, to=SessionConfig)
    place = "delegation.responses.instructions"
    assert "split it by hand" in changed(conversion)[place, place].why
    [carried] = [entry for entry in conversion.carried if entry.path == "instructions"]
    assert "split it by hand" in carried.note


def test_what_the_source_left_open_is_said():
    conversion = convert(openai_ga.RealtimeSessionCreateRequest(), to=SessionConfig)
    assert conversion.config == SessionConfig(model="gpt-live-1")
    assert [(change.path, change.after) for change in conversion.changed] == [("model", "gpt-live-1")]
    with_tools = convert(openai_ga.RealtimeSessionCreateRequest(tools=[]), to=SessionConfig)
    assert {change.path for change in with_tools.changed} == {
        "model",
        "delegation.type",
        "delegation.responses.model",
    }


def test_one_format_for_both_directions():
    heard = AGENT.transform("audio.output.format", {"type": "audio/pcm", "rate": 24000})
    conversion = convert(heard, to=SessionConfig)
    assert conversion.config.audio.format == openai_live.AudioPCMU(rate=8000)
    assert "one format for both" in lost(conversion)["audio.output.format"].reason
    spoken = AGENT.without("audio.input.format")
    assert convert(spoken, to=SessionConfig).config.audio.format == openai_live.AudioPCMU(rate=8000)
    over_webrtc = convert(AGENT, to=openai_live.MediaSessionConfig)
    assert {"audio.input.format", "audio.output.format"} <= set(lost(over_webrtc))


def test_text_alone_is_lost():
    text = openai_ga.RealtimeSessionCreateRequest(output_modalities=["text"])
    assert "always speaks" in lost(convert(text, to=SessionConfig))["output_modalities"].reason


def test_an_update_takes_what_a_running_session_takes():
    patch = openai_ga.RealtimeSessionCreateRequest(tools=[TOOL], audio={"output": {"voice": "cedar"}})
    conversion = convert(patch, to=openai_live.SessionUpdateConfig)
    assert conversion.config == openai_live.SessionUpdateConfig().with_tools(FunctionTool.from_dict(TOOL))
    assert "fixes it at the start" in lost(conversion)["audio.output.voice"].reason


def test_a_session_update_becomes_the_start_of_a_session():
    event = convert(openai_ga.SessionUpdateEvent(session=AGENT, event_id="e"), to=openai_live.ClientEvent).config
    assert isinstance(event, openai_live.SessionStartEvent)
    assert event.event_id == "e"


def test_there_and_back():
    back = convert(convert(AGENT, to=SessionConfig).config, to=openai_ga.RealtimeSessionCreateRequest).config
    gone = ("tracing", "truncation", "output_modalities", "audio.output.speed")
    heard = ("audio.input.turn_detection", "audio.input.noise_reduction", "audio.input.transcription")
    assert back == AGENT.without(*gone, *heard)


def test_two_prompts_become_one():
    live = SessionConfig(model="gpt-live-1", instructions="Talk.").with_delegation("gpt-5.5", instructions="Work.")
    conversion = convert(live, to=openai_ga.RealtimeSessionCreateRequest)
    assert conversion.config.instructions == "Talk.\n\nWork."
    only_backend = convert(live.without("instructions"), to=openai_ga.RealtimeSessionCreateRequest)
    assert only_backend.config.instructions == "Work."


def test_what_only_live_has_is_lost():
    live = (
        SessionConfig(model="gpt-live-1", store=True, input=[openai_live.user_text("Hi.")], safety_identifier="u")
        .with_voice("willow")
        .with_delegation("gpt-5.5")
        .with_tools(openai_live.ToolWebSearch(), FunctionTool(name="a", strict=True))
        .with_trigger("session.input_transcript.delta", openai_live.Predicate(instructions="Angry?"))
    )
    conversion = convert(live, to=openai_ga.RealtimeSessionCreateRequest)
    assert set(lost(conversion)) == {
        "store",
        "input",
        "safety_identifier",
        "audio.output.voice",
        "delegation.responses.model",
        "delegation.responses.tools[0]",
        "delegation.responses.tools[1].strict",
        "triggers",
    }
    own = SessionConfig(model="gpt-live-1", delegation=openai_live.ClientDelegation())
    assert lost(convert(own, to=openai_ga.RealtimeSessionCreateRequest))["delegation.type"].value == "client"


def test_what_has_no_counterpart_says_why():
    transcription = openai_ga.RealtimeTranscriptionSessionCreateRequest()
    assert convert(transcription, to=SessionConfig).config is None
    assert "transcribe" in convert(transcription, to=SessionConfig).lost[0].reason
    with pytest.raises(ConversionError, match="has no counterpart"):
        convert(openai_live.ToolWebSearch(), to=voicelive.RequestSession)


# Through OpenAI GA


def test_beta_goes_through_ga_in_its_own_terms():
    session = openai_beta.Session.from_dict(
        {
            "model": "gpt-4o-realtime-preview",
            "voice": "sage",
            "tools": [TOOL],
            "tool_choice": {"type": "function", "function": {"name": "get_weather"}},
            "temperature": 0.7,
            "turn_detection": {"type": "server_vad", "threshold": 0.4},
            "input_audio_format": "g711_ulaw",
        }
    )
    conversion = convert(session, to=SessionConfig)
    assert conversion.config.delegation.responses.tool_choice == LiveFunctionToolChoice(name="get_weather")
    losses = lost(conversion)
    assert set(losses) == {"temperature", "turn_detection"}
    assert losses["turn_detection"].value == session.turn_detection
    assert losses["temperature"].reason == "OpenAI GA has no temperature (through OpenAI GA)"
    ways = {entry.path: entry.to for entry in conversion.carried}
    assert ways["tool_choice.function.name"] == "delegation.responses.tool_choice.name"
    assert ways["input_audio_format"] == "audio.format"
    assert changed(conversion)["model", "model"].before == "gpt-4o-realtime-preview"


def test_live_goes_through_ga_to_voice_live():
    live = SessionConfig(model="gpt-live-1").with_voice("marin").with_delegation("gpt-5.5", instructions="Work.")
    conversion = convert(live, to=voicelive.RequestSession)
    assert conversion.config.instructions == "Work."
    assert "delegation.responses.model" in lost(conversion)
    with pytest.raises(ConversionError) as caught:
        convert(live, to=voicelive.RequestSession, strict=True)
    assert caught.value.path == "$.delegation.responses.model"


# Messages


def message(role, *content):
    return {"type": "message", "role": role, "content": list(content)}


WRITTEN = {"type": "input_text", "text": "Where is it?"}
SPOKEN = {"type": "input_audio", "transcript": "Parcel five."}
PICTURE = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}


def item(wire):
    return openai_ga.ConversationItemCreateEvent.from_dict({"type": "conversation.item.create", "item": wire}).item


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (message("user", WRITTEN), message("user", WRITTEN)),
        (message("user", WRITTEN | {"text": ""}), message("user", WRITTEN | {"text": ""})),
        (message("user", SPOKEN), message("user", {"type": "input_text", "text": "Parcel five."})),
        (
            message("user", WRITTEN, SPOKEN),
            message("user", {"type": "input_text", "text": "Where is it?\nParcel five."}),
        ),
        (message("user", PICTURE, WRITTEN), message("user", WRITTEN)),
        (message("system", WRITTEN), message("developer", WRITTEN)),
        (
            message("assistant", {"type": "output_audio", "transcript": "In Lyon."}),
            message("assistant", {"type": "output_text", "text": "In Lyon."}),
        ),
        (
            {"id": "i1", "object": "realtime.item", "status": "completed", **message("user", WRITTEN)},
            {"id": "i1", "status": "completed", **message("user", WRITTEN)},
        ),
    ],
)
def test_messages_become_a_history(wire, expected):
    conversion = convert(item(wire), to=openai_live.InitialItem)
    assert conversion.config.as_dict() == expected
    assert list(lost(conversion)) == (["content[0]"] if PICTURE in wire["content"] else [])
    assert SessionConfig(model="gpt-live-1", input=[conversion.config]).input[0] == conversion.config


def test_a_report_says_what_was_done_to_a_message():
    conversion = convert(item(message("system", WRITTEN, WRITTEN)), to=openai_live.InitialItem)
    reasons = {path: change.why for (path, _), change in changed(conversion).items()}
    assert reasons == {
        "role": "OpenAI Live has another word for it",
        "content": "a message of OpenAI Live's history has one part, so the texts are joined",
    }
    assert {carried.path for carried in conversion.carried} == {"type"}


@pytest.mark.parametrize(
    "wire", [message("user", PICTURE), message("user", {"type": "input_audio", "audio": "AAAA"}), message("assistant")]
)
def test_a_message_without_a_text_is_lost(wire):
    conversion = convert(item(wire), to=openai_live.InitialItem)
    assert conversion.config is None
    assert [loss.reason for loss in conversion.lost] == ["OpenAI Live's history is text"]


@pytest.mark.parametrize(
    ("ours", "role"),
    [
        (openai_live.user_text, "user"),
        (openai_live.assistant_text, "assistant"),
        (openai_live.developer_text, "system"),
    ],
)
def test_a_history_becomes_messages(ours, role):
    conversion = convert(ours("Hi.", id="i1"), to=openai_ga.ConversationItem)
    kind = "output_text" if role == "assistant" else "input_text"
    assert conversion.config.as_dict() == {**message(role, {"type": kind, "text": "Hi."}), "id": "i1"}
    assert conversion.lost == ()


UNKNOWN_PART = {"type": "a_part_of_next_year"}


@pytest.mark.parametrize(
    ("ours", "to", "odd"),
    [
        (openai_ga.RealtimeConversationItemSystemMessage, openai_live.InitialItem, UNKNOWN_PART),
        (openai_live.InitialItemUser, openai_ga.ConversationItem, UNKNOWN_PART),
        (openai_live.InitialItemUser, openai_ga.ConversationItem, {"type": "input_text", "text": 7}),
        (openai_live.InitialItemDeveloper, openai_ga.ConversationItem, {"type": "input_text", "text": 7}),
    ],
)
def test_a_part_that_was_kept_as_it_came_is_lost(ours, to, odd):
    hi = {"type": "input_text", "text": "Hi."}
    said = convert(ours.from_dict({"content": [hi, odd]}, unknown="keep"), to=to)
    assert [loss.path for loss in said.lost] == ["content[1]"]
    assert [each.text for each in said.config.content] == ["Hi."]
    nothing = convert(ours.from_dict({"content": [odd]}, unknown="keep"), to=to)
    assert nothing.config is None
    assert [loss.path for loss in nothing.lost] == [""]


def test_messages_of_other_dialects_become_a_history_too():
    beta = openai_beta.ConversationItem(type="message", role="user", content=[{"type": "input_text", "text": "Hi."}])
    azure = voicelive.UserMessageItem(content=[voicelive.InputTextContentPart(text="Hi.")])
    for ours in (beta, azure):
        assert convert(ours, to=openai_live.InitialItem).config == openai_live.InitialItemUser.from_dict(
            message("user", {"type": "input_text", "text": "Hi."})
        )
