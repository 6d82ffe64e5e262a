"""OpenAI's real client over a real WebSocket: what arrives is what we encode."""

import asyncio
import json

import httpx2
import openai
import pytest
from interop.frames import (
    BETA,
    BETA_RESPONSE,
    BETA_TRANSCRIPTION,
    GA,
    GA_IDLE,
    GA_RESPONSE,
    exactly,
    nulls,
    ours,
)
from openai import AsyncOpenAI, OpenAI
from openai.types import realtime as ga_types
from openai.types.beta import realtime as beta_types
from openai.types.beta.realtime import session_update_event

from realtime_builder import encode, openai_beta, openai_ga
from realtime_builder.interop.drift import drift
from realtime_builder.interop.sdk import from_sdk
from realtime_builder.testing import loopback

# How the clients find the server: `base_url` for GA; the beta connection would make it wss.


def arrived(dialect, talk, path="/v1"):
    """Runs ``talk`` with an asynchronous client; gives the frames that arrived."""

    async def run():
        async with loopback(dialect) as server:
            client = AsyncOpenAI(
                api_key="none", base_url=server.url + path, websocket_base_url=server.websocket_url + path
            )
            async with client:
                resource = client.realtime if dialect == "openai_ga" else client.beta.realtime
                async with resource.connect(model="gpt-realtime") as connection:
                    assert (await connection.recv()).type == "session.created"
                    await talk(connection)
            [seen] = server.connections
            return seen

    return asyncio.run(run())


async def answered(connection):
    """The next event that is no part of a response's audio."""
    while True:
        event = await asyncio.wait_for(connection.recv(), 10)
        assert event.type != "error", event
        if event.type in ("session.updated", "transcription_session.updated", "response.done"):
            return event


def test_the_configurations_have_nulls_at_every_depth():
    assert nulls(GA.as_dict()) == [
        "$.audio.input.noise_reduction",
        "$.audio.input.transcription",
        "$.audio.input.turn_detection",
        "$.prompt.variables",
        "$.prompt.version",
        "$.tools[0].parameters.properties.where.default",
        "$.tools[0].parameters.x[0]",
        "$.tools[0].parameters.x[1].y",
        "$.tools[1].allowed_tools",
        "$.tools[1].headers",
        "$.tools[1].require_approval",
        "$.tracing",
    ]


# GA, raw


@pytest.mark.parametrize("session", [GA, GA_IDLE])
@pytest.mark.parametrize("as_text", [True, False])
def test_ga_raw_bytes_arrive(session, as_text):
    event = openai_ga.SessionUpdateEvent(session=session, event_id="e1")
    data = encode(event)

    async def talk(connection):
        await connection.send_raw(data.decode() if as_text else data)
        updated = await answered(connection)
        assert drift(session, from_sdk(updated).session) == ()

    seen = arrived("openai_ga", talk)
    assert seen.frames == [data.decode() if as_text else data]
    assert drift(session, seen.session) == ()


# GA, typed


@pytest.mark.parametrize("session", [GA, GA_IDLE])
def test_ga_session_update_keeps_every_null_of_a_dict(session):
    async def talk(connection):
        await connection.session.update(session=session.as_dict(), event_id="e1")
        await answered(connection)

    seen = arrived("openai_ga", talk)
    assert [exactly(frame) for frame in seen.frames] == [
        ours(openai_ga.SessionUpdateEvent(session=session, event_id="e1"))
    ]


def test_ga_response_create_keeps_every_null_of_a_dict():
    async def talk(connection):
        await connection.response.create(response=GA_RESPONSE.as_dict())
        await answered(connection)

    [frame] = arrived("openai_ga", talk).frames
    assert exactly(frame) == ours(openai_ga.ResponseCreateEvent(response=GA_RESPONSE))


def test_ga_send_takes_an_event_as_a_dict():
    event = openai_ga.SessionUpdateEvent(session=GA)

    async def talk(connection):
        await connection.send(event.as_dict())
        await answered(connection)

    [frame] = arrived("openai_ga", talk).frames
    assert exactly(frame) == ours(event)


def test_ga_their_models_keep_nulls_now():
    """It was once otherwise: openai-python#2199. `from_sdk` gives the same."""
    theirs = ga_types.RealtimeSessionCreateRequest.construct(**GA.as_dict())
    event = ga_types.SessionUpdateEvent.construct(type="session.update", session=theirs)

    async def talk(connection):
        await connection.send(event)
        await answered(connection)

    [frame] = arrived("openai_ga", talk).frames
    assert exactly(frame) == ours(openai_ga.SessionUpdateEvent(session=GA)) == ours(from_sdk(event))


def test_ga_audio_and_items_arrive():
    from realtime_builder.openai_ga import items

    events = [
        openai_ga.InputAudioBufferAppendEvent(audio=bytes(range(256))),
        openai_ga.ConversationItemCreateEvent(item=items.user_audio(b"\x00\x01", transcript="Hi.")),
        openai_ga.ConversationItemCreateEvent(
            item=openai_ga.RealtimeConversationItemFunctionCall(call_id="call_1", name="f", arguments="{}")
        ),
        openai_ga.ConversationItemCreateEvent(item=items.function_output("call_1", {"t": None})),
        openai_ga.ConversationItemCreateEvent(item=items.mcp_approval("r", id="a", approve=True, reason=None)),
    ]

    async def talk(connection):
        for event in events:
            await connection.send_raw(encode(event).decode())
            await connection.send(event.as_dict())
        await connection.session.update(session={"type": "realtime"})
        await answered(connection)

    *frames, _ = arrived("openai_ga", talk).frames
    assert [exactly(frame) for frame in frames] == [ours(event) for event in events for _ in range(2)]


def test_ga_an_error_is_the_one_that_their_client_knows():
    async def talk(connection):
        await connection.session.update(session={"type": "realtime", "voise": "alloy"}, event_id="e7")
        error = await connection.recv()
        assert isinstance(error, ga_types.RealtimeErrorEvent)
        assert (error.error.code, error.error.param, error.error.event_id) == (
            "unknown_parameter",
            "session.voise",
            "e7",
        )

    arrived("openai_ga", talk)


def test_ga_synchronous():
    event = openai_ga.SessionUpdateEvent(session=GA)

    def talk(url):
        with (
            OpenAI(api_key="none", base_url=f"{url}/v1") as client,
            client.realtime.connect(model="gpt-realtime") as connection,
        ):
            connection.recv()
            connection.send_raw(encode(event).decode())
            connection.session.update(session=GA.as_dict())
            connection.response.create(response=GA_RESPONSE.as_dict())
            while connection.recv().type != "response.done":
                pass

    async def run():
        async with loopback("openai_ga") as server:
            await asyncio.to_thread(talk, server.url)
            return server.connections[0].frames

    frames = asyncio.run(run())
    response = openai_ga.ResponseCreateEvent(response=GA_RESPONSE)
    assert frames[0] == encode(event).decode()
    assert [exactly(frame) for frame in frames] == [ours(event), ours(event), ours(response)]


# GA, over HTTP


@pytest.fixture
def http():
    """A client whose requests go nowhere, and the bodies that it sent."""
    bodies = []

    def answer(request):
        bodies.append((request.url.path, request.content))
        return httpx2.Response(200, json={"value": "ek_1", "expires_at": 1, "session": {"type": "realtime"}})

    with OpenAI(
        api_key="none",
        base_url="http://127.0.0.1:9/v1",
        http_client=openai.DefaultHttpxClient(transport=httpx2.MockTransport(answer)),
    ) as client:
        yield client, bodies


def test_ga_client_secret_keeps_every_null(http):
    client, bodies = http
    body = openai_ga.ClientSecretCreateParams(expires_after={"anchor": "created_at", "seconds": 600}, session=GA)
    client.realtime.client_secrets.create(**body.as_dict())
    [(path, content)] = bodies
    assert path == "/v1/realtime/client_secrets"
    assert exactly(content) == ours(body)


def test_ga_client_secret_with_our_bytes_as_they_are(http):
    client, bodies = http
    body = openai_ga.ClientSecretCreateParams(session=GA_IDLE)
    headers = {"Content-Type": "application/json"}
    client.post("/realtime/client_secrets", cast_to=object, content=encode(body), options={"headers": headers})
    assert bodies == [("/v1/realtime/client_secrets", encode(body))]


# Beta


def test_beta_raw_arrives():
    event = openai_beta.SessionUpdateEvent(session=BETA)

    async def talk(connection):
        await connection.send(event.as_dict())
        updated = await answered(connection)
        assert drift(BETA, from_sdk(updated).session) == ()

    seen = arrived("openai_beta", talk)
    assert [exactly(frame) for frame in seen.frames] == [ours(event)]
    assert seen.headers["OpenAI-Beta"] == "realtime=v1"


def test_beta_our_bytes_go_through_the_socket_of_their_connection():
    """The beta connection has no `send_raw`."""
    event = openai_beta.SessionUpdateEvent(session=BETA)

    async def talk(connection):
        assert not hasattr(connection, "send_raw"), "then use it"
        await connection._connection.send(encode(event), text=True)
        await answered(connection)

    assert arrived("openai_beta", talk).frames == [encode(event).decode()]


def test_beta_typed_methods_keep_every_null_of_a_dict():
    async def talk(connection):
        await connection.session.update(session=BETA.as_dict())
        await answered(connection)
        await connection.response.create(response=BETA_RESPONSE.as_dict())
        await answered(connection)

    frames = arrived("openai_beta", talk).frames
    assert [exactly(frame) for frame in frames] == [
        ours(openai_beta.SessionUpdateEvent(session=BETA)),
        ours(openai_beta.ResponseCreateEvent(response=BETA_RESPONSE)),
    ]


def test_beta_their_models_lose_every_null_that_turns_something_off():
    theirs = session_update_event.Session.construct(**BETA.as_dict())
    event = beta_types.SessionUpdateEvent.construct(type="session.update", session=theirs)

    async def talk(connection):
        await connection.send(event)
        await answered(connection)

    seen = arrived("openai_beta", talk)
    session = json.loads(seen.frames[0])["session"]
    off = ["input_audio_noise_reduction", "input_audio_transcription", "tracing", "turn_detection"]
    assert [name for name in off if name in session] == []
    assert seen.session.turn_detection.type == "server_vad", "still on, although it was turned off"
    assert drift(BETA, seen.session) != ()
    assert ours(from_sdk(event)) == ours(openai_beta.SessionUpdateEvent(session=BETA)), "our reading has them"


def test_beta_transcription_session():
    async def run():
        async with loopback("openai_beta") as server:
            client = AsyncOpenAI(api_key="none", websocket_base_url=f"{server.websocket_url}/v1")
            query = {"intent": "transcription"}
            async with (
                client,
                client.beta.realtime.connect(model="gpt-4o-transcribe", extra_query=query) as connection,
            ):
                await connection.recv()
                await connection.transcription_session.update(session=BETA_TRANSCRIPTION.as_dict())
                assert (await answered(connection)).type == "transcription_session.updated"
            return server.connections[0].frames

    [frame] = asyncio.run(run())
    assert exactly(frame) == ours(openai_beta.TranscriptionSessionUpdate(session=BETA_TRANSCRIPTION))
