"""Microsoft's real client over a real WebSocket: what arrives is what we encode."""

import asyncio
import json

import pytest
from azure.ai.voicelive import models
from azure.ai.voicelive.aio import connect
from azure.core.credentials import AzureKeyCredential
from interop.frames import LIVE, LIVE_RESPONSE, exactly, nulls, ours

from realtime_builder import voicelive
from realtime_builder.interop.drift import drift
from realtime_builder.interop.sdk import from_sdk
from realtime_builder.testing import loopback
from realtime_builder.voicelive import items

UPDATE = voicelive.ClientEventSessionUpdate(session=LIVE)


def arrived(talk):
    """Runs ``talk`` with their client; gives the connection as the server saw it."""

    async def run():
        async with loopback("voicelive") as server:
            key = AzureKeyCredential("none")
            async with connect(endpoint=server.url, credential=key, model="gpt-realtime") as connection:
                assert (await connection.recv())["type"] == "session.created"
                await talk(connection)
            [seen] = server.connections
            return seen

    return asyncio.run(run())


async def answered(connection):
    while True:
        event = await asyncio.wait_for(connection.recv(), 10)
        assert event["type"] != "error", event
        if event["type"] in ("session.updated", "response.done"):
            return event


def test_our_session_is_the_mapping_that_their_method_takes():
    async def talk(connection):
        await connection.session.update(session=LIVE)
        updated = await answered(connection)
        assert drift(LIVE, from_sdk(updated).session) == ()

    seen = arrived(talk)
    assert [exactly(frame) for frame in seen.frames] == [ours(UPDATE)]
    assert len(nulls(json.loads(seen.frames[0]))) == 7
    assert drift(LIVE, seen.session) == ()
    assert seen.path.startswith("/voice-live/realtime?api-version=")


def test_a_plain_dict_does_as_well():
    async def talk(connection):
        await connection.session.update(session=LIVE.as_dict(), event_id="e1")
        await answered(connection)

    [frame] = arrived(talk).frames
    assert exactly(frame) == ours(UPDATE.copy_with(event_id="e1"))


@pytest.mark.parametrize("as_dict", [True, False])
def test_send_takes_our_event(as_dict):
    response = voicelive.ClientEventResponseCreate(response=LIVE_RESPONSE)

    async def talk(connection):
        for event in (UPDATE, response):
            await connection.send(event.as_dict() if as_dict else event)
            await answered(connection)

    assert [exactly(frame) for frame in arrived(talk).frames] == [ours(UPDATE), ours(response)]


def test_items_arrive():
    made = [
        items.user_text("Hi."),
        items.user_audio(b"\x00\x01"),
        items.system_text("Be brief."),
        voicelive.FunctionCallItem(call_id="call_1", name="f", arguments="{}"),
        items.function_output("call_1", {"t": None}),
        items.mcp_approval("req_1", approve=True),
    ]

    async def talk(connection):
        with pytest.raises(TypeError, match="unexpected keyword argument 'role'"):
            await connection.conversation.item.create(item=made[0])  # says it takes a mapping, and does not
        for item in made:
            await connection.send(voicelive.ClientEventConversationItemCreate(item=item))
        await connection.session.update(session={})
        await answered(connection)

    *frames, _ = arrived(talk).frames
    assert [json.loads(frame)["item"] for frame in frames] == [item.as_dict() for item in made]


def test_response_create_loses_nulls():
    """`connection.send` with our event does not: `test_send_takes_our_event`."""

    async def talk(connection):
        await connection.response.create(response=LIVE_RESPONSE)
        await answered(connection)

    [frame] = arrived(talk).frames
    assert json.loads(frame) == {"type": "response.create", "response": {"instructions": "Say hello."}}


def test_their_session_loses_a_null_that_is_set_later():
    theirs = models.RequestSession(instructions="Hi.")
    theirs.turn_detection = None

    async def talk(connection):
        await connection.session.update(session=theirs)
        await answered(connection)

    seen = arrived(talk)
    assert json.loads(seen.frames[0])["session"] == {"instructions": "Hi."}
    assert seen.session.turn_detection["type"] == "server_vad", "still on, although it was turned off"


def test_their_session_sends_a_null_that_is_gone():
    theirs = models.RequestSession(turn_detection=None)
    theirs.turn_detection = models.ServerVad(threshold=0.9)
    assert from_sdk(theirs).turn_detection.threshold == 0.9

    async def talk(connection):
        await connection.session.update(session=theirs)
        await answered(connection)
        await connection.session.update(session=from_sdk(theirs))
        await answered(connection)

    first, second = (json.loads(frame)["session"] for frame in arrived(talk).frames)
    assert first == {"turn_detection": None}
    assert second == {"turn_detection": {"type": "server_vad", "threshold": 0.9}}


def test_an_error_is_the_one_that_their_client_knows():
    async def talk(connection):
        await connection.session.update(session={"voise": "x"}, event_id="e7")
        error = await connection.recv()
        assert isinstance(error, models.ServerEventError)
        assert (error.error.code, error.error.param, error.error.event_id) == (
            "unknown_parameter",
            "session.voise",
            "e7",
        )

    arrived(talk)
