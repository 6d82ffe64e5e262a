"""The loopback answers every client event with the events that the vendors document, in their order."""

import asyncio
import json
from typing import Any

import pydantic
import pytest
from websockets.asyncio.client import connect

from realtime_builder import Config, encode, openai_beta, openai_ga, voicelive
from realtime_builder._core.shape import read_type, tag_of
from realtime_builder.testing import loopback

GA, BETA, LIVE = "openai_ga", "openai_beta", "voicelive"
DIALECTS = [GA, BETA, LIVE]


def talk(
    dialect: str, *frames: Any, path: str = "/v1/realtime?model=m", script: Any = None, **options: Any
) -> list[dict]:
    """What the server says to some frames, after its first event and before the answer to a last, refused one."""

    async def run():
        async with loopback(dialect, **options) as server, connect(server.websocket_url + path) as socket:
            if script is not None:
                script(server)
            await socket.recv()
            for frame in frames:
                await socket.send(encode(frame) if isinstance(frame, Config) else json.dumps(frame), text=True)
                await asyncio.sleep(0.01 if script is not None else 0)  # a scripted response goes on beside the rest
            [connection] = server.connections
            async with asyncio.timeout(10):
                while len(connection.frames) < len(frames) or connection._tasks:  # noqa: ASYNC110
                    await asyncio.sleep(0.002)
            await socket.send('{"type": "the.end"}')
            answers = []
            async with asyncio.timeout(10):
                while True:
                    answers.append(json.loads(await socket.recv()))
                    if answers[-1]["type"] == "error" and answers[-1]["error"]["param"] == "type":
                        return answers[:-1]

    return asyncio.run(run())


def kinds(answers: list[dict]) -> list[str]:
    return [answer["type"] for answer in answers]


def are_the_vendors(dialect: str, answers: list[dict]) -> None:
    """Check that the vendor's own client would read each event."""
    if dialect == LIVE:
        from azure.ai.voicelive.models import ServerEvent

        for answer in answers:
            if answer["type"] != "rate_limits.updated":  # OpenAI's alone
                assert type(ServerEvent._deserialize(answer, [])) is not ServerEvent, answer
        return
    from openai.types.beta.realtime import RealtimeServerEvent as BetaEvent
    from openai.types.realtime import RealtimeServerEvent as GaEvent

    adapter = pydantic.TypeAdapter(GaEvent if dialect == GA else BetaEvent)
    for answer in answers:
        if answer["type"] != "session.updated":
            adapter.validate_python(answer)


SAID = {
    GA: ["response.output_audio.delta", "response.output_audio.done", "response.output_audio_transcript.done"],
    BETA: ["response.audio.delta", "response.audio.done", "response.audio_transcript.done"],
    LIVE: ["response.audio.delta", "response.audio.done", "response.audio_transcript.done"],
}
ADDED = {GA: ["conversation.item.added"], BETA: ["conversation.item.created"], LIVE: ["conversation.item.created"]}
WHOLE = {GA: ["conversation.item.done"], BETA: [], LIVE: []}

USER = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}


def create(**members: Any) -> dict:
    return {"type": "conversation.item.create", "item": USER | members}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_response(dialect):
    answers = talk(dialect, {"type": "response.create"})
    assert kinds(answers) == [
        "response.created",
        "response.output_item.added",
        *ADDED[dialect],
        "response.content_part.added",
        *SAID[dialect],
        "response.content_part.done",
        *WHOLE[dialect],
        "response.output_item.done",
        "response.done",
    ]
    are_the_vendors(dialect, answers)
    assert len({answer["event_id"] for answer in answers}) == len(answers)
    whole = answers[-1]["response"]
    assert (answers[0]["response"]["status"], whole["status"]) == ("in_progress", "completed")
    assert {each["response_id"] for each in answers if "response_id" in each} == {whole["id"]}
    [item] = whole["output"]
    assert {each["item_id"] for each in answers if "item_id" in each} == {item["id"]}
    assert (item["type"], item["role"], item["status"]) == ("message", "assistant", "completed")


@pytest.mark.parametrize(
    ("dialect", "response", "text"),
    [
        (GA, {"output_modalities": ["text"]}, "response.output_text.done"),
        (BETA, {"modalities": ["text"]}, "response.text.done"),
        (LIVE, {"modalities": ["text"]}, "response.text.done"),
    ],
)
def test_a_response_in_text(dialect, response, text):
    answers = talk(dialect, {"type": "response.create", "response": response})
    are_the_vendors(dialect, answers)
    assert text in kinds(answers)
    assert not [kind for kind in kinds(answers) if "audio" in kind]


def test_a_response_beside_the_conversation():
    response = {"conversation": "none", "metadata": {"topic": "x"}}
    answers = talk(GA, {"type": "response.create", "response": response})
    assert not [kind for kind in kinds(answers) if kind.startswith("conversation.")]
    assert answers[-1]["response"]["conversation_id"] is None
    assert answers[-1]["response"]["metadata"] == {"topic": "x"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_items(dialect):
    answers = talk(
        dialect,
        create(id="a"),
        create(),
        create(id="c") | {"previous_item_id": "a"},
        create(id="d") | {"previous_item_id": "root"},
        {"type": "conversation.item.retrieve", "item_id": "a"},
        {"type": "conversation.item.truncate", "item_id": "a", "content_index": 0, "audio_end_ms": 5},
        {"type": "conversation.item.delete", "item_id": "a"},
    )
    announced = [*ADDED[dialect], *WHOLE[dialect]]
    assert kinds(answers) == [
        *announced * 4,
        *(f"conversation.item.{end}" for end in ("retrieved", "truncated", "deleted")),
    ]
    are_the_vendors(dialect, answers)
    first, second, third, fourth = (answers[i * len(announced)] for i in range(4))
    assert first["item"] == {"id": "a", "object": "realtime.item", "status": "completed"} | USER
    assert first["previous_item_id"] is None
    assert (second["previous_item_id"], third["previous_item_id"], fourth["previous_item_id"]) == ("a", "a", None)
    assert second["item"]["id"]
    assert answers[-3]["item"]["content"] == USER["content"]
    assert (answers[-2]["item_id"], answers[-2]["audio_end_ms"], answers[-1]["item_id"]) == ("a", 5, "a")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "conversation.item.delete", "item_id": "x"}, "item_not_found"),
        ({"type": "conversation.item.retrieve", "item_id": "x"}, "item_not_found"),
        ({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": 5}, "item_not_found"),
        (create() | {"previous_item_id": "x"}, "item_not_found"),
        ({"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "x", "output": ""}}, "invalid_tool_call_id"),
        ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty"),
        ({"type": "response.cancel"}, "response_cancel_not_active"),
    ],
)  # fmt: skip
def test_what_a_server_does_not_take_now(dialect, frame, code):
    [error] = talk(dialect, frame | {"event_id": "e1"})
    assert (error["type"], error["error"]["code"], error["error"]["event_id"]) == ("error", code, "e1")
    are_the_vendors(dialect, [error])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_users_audio(dialect):
    audio = {"type": "input_audio_buffer.append", "audio": "AAAA"}
    transcribed = {
        GA: {"type": "realtime", "audio": {"input": {"transcription": {"model": "whisper-1"}}}},
        BETA: {"input_audio_transcription": {"model": "whisper-1"}},
        LIVE: {"input_audio_transcription": {"model": "azure-speech"}},
    }[dialect]
    commit, clear = {"type": "input_audio_buffer.commit"}, {"type": "input_audio_buffer.clear"}
    answers = talk(
        dialect, audio, commit, {"type": "session.update", "session": transcribed}, audio, commit, audio, clear, commit
    )
    item = ["input_audio_buffer.committed", *ADDED[dialect], *WHOLE[dialect]]
    assert kinds(answers) == [
        *item,
        "session.updated",
        *item,
        "conversation.item.input_audio_transcription.completed",
        "input_audio_buffer.cleared",
        "error",
    ]
    are_the_vendors(dialect, [answer for answer in answers if "transcription" not in answer["type"]])
    assert answers[0]["item_id"] == answers[1]["item"]["id"]


def test_an_avatar_and_what_it_has_yet_to_say():
    frames = [{"type": "session.avatar.connect", "client_sdp": "x"}, {"type": "output_audio_buffer.clear"}]
    answers = talk(LIVE, *frames)
    assert kinds(answers) == ["session.avatar.connecting", "output_audio_buffer.cleared"]
    assert kinds(talk(GA, {"type": "output_audio_buffer.clear"})) == ["output_audio_buffer.cleared"]
    are_the_vendors(LIVE, answers)


# Whose answer no vendor documents
UNANSWERED = {
    "input_audio_buffer.append",
    "input_audio.clear",
    "input_audio.turn.append",
    "input_audio.turn.cancel",
    "input_audio.turn.end",
    "input_audio.turn.start",
    "input_text.delta",
    "input_text.done",
    "mcp_approval_response",
    "rtc.call.sdp.create",
    "session.input_audio_buffer.append",
}
MEMBERS = {
    "audio": "AAAA",
    "audio_end_ms": 5,
    "client_sdp": "x",
    "content_index": 0,
    "item": USER,
    "item_id": "a",
}


@pytest.mark.parametrize(
    ("dialect", "union", "path"),
    [
        (GA, openai_ga.ClientEvent, "/v1/realtime"),
        (GA, openai_ga.TranslationClientEvent, "/v1/realtime/translations"),
        (BETA, openai_beta.ClientEvent, "/v1/realtime"),
        (LIVE, voicelive.ClientEvent, "/voice-live/realtime"),
    ],
)
def test_every_client_event_has_its_answer(dialect, union, path):
    """Or is listed as one without: a new event turns this red by name."""
    for struct in read_type(union).variants:
        kind = tag_of(struct)[1]
        if kind in UNANSWERED or kind == "transcription_session.update":
            continue
        session = {"type": "realtime"} if (dialect, path) == (GA, "/v1/realtime") else {}
        members = MEMBERS | {"session": session}
        frame = {"type": kind} | {name: value for name, value in members.items() if name in struct.__struct_fields__}
        known = "translation" not in path
        before = [create(id="a"), {"type": "input_audio_buffer.append", "audio": "AAAA"}] if known else []
        answers = talk(dialect, *before, frame, path=path)[len(ADDED[dialect] + WHOLE[dialect]) if known else 0 :]
        wanted = "error" if kind == "response.cancel" else kind.rpartition(".")[0]
        assert answers, kind
        assert answers[0]["type"].startswith(wanted), kind
