"""Every play of the loopback on OpenAI Live, as the vendor's own client sees it."""

import asyncio

import pytest
from openai import AsyncOpenAI
from openai.types.live.server_event import ServerEvent
from pydantic import TypeAdapter
from websockets.exceptions import ConnectionClosedError

from realtime_builder import Tools, openai_live
from realtime_builder.openai_live import ClientDelegation, SessionConfig
from realtime_builder.testing import (
    called,
    cut_off,
    dropped,
    function_call,
    heard,
    loopback,
    rate_limited,
    refused,
    response,
    said,
    slow,
    spoken,
)

AUDIO = "session.input_audio.append"
RESPOND = "response.create"
VENDORS = TypeAdapter(ServerEvent)


def find_parcel(number: str) -> str:
    """Tell where a parcel is."""
    return f"{number} is in Lyon"


SESSION = SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5").with_tools(find_parcel)


def played(*plays, kind=RESPOND, session=SESSION, count):
    """The first ``count`` events of the server in reply to one or more client events."""

    async def run():
        async with loopback("openai_live") as server:
            server.on(kind, *plays)
            client = AsyncOpenAI(api_key="none", websocket_base_url=f"{server.websocket_url}/v1")
            async with client, client.live.connect() as connection:
                await connection.session.start(session=session.as_dict())
                assert (await connection.recv()).type == "session.started"
                for number in range(len(plays)):
                    if kind == RESPOND:
                        await connection.response.create(event_id=f"e{number}")
                    else:
                        await connection.session.input_audio.append(audio="AAAA", event_id=f"e{number}")
                return [await asyncio.wait_for(connection.recv(), 10) for _ in range(count)]

    events = asyncio.run(run())
    for event in events:
        assert VENDORS.validate_json(event.to_json()) == event
    return events


def inner(events):
    """The backend's events."""
    return [event.event for event in events if event.type == "response.event"]


# The backend


def test_the_backend_answers():
    events = inner(played(spoken("It is in Lyon."), count=3))
    assert [event["type"] for event in events] == [
        "response.created",
        "response.output_item.done",
        "response.completed",
    ]
    assert events[1]["item"]["content"][0]["text"] == "It is in Lyon."


def test_the_backend_calls_a_function():
    events = inner(played(function_call("find_parcel", {"number": "5", "on": None}, call_id="c1"), count=3))
    item = events[1]["item"]
    assert (item["type"], item["name"], item["call_id"]) == ("function_call", "find_parcel", "c1")
    assert item["arguments"] == '{"number":"5","on":null}'


def test_the_backend_writes_and_calls_in_one_response():
    events = inner(played(response(said("One moment."), called("find_parcel", "{broken")), count=4))
    assert [event["item"]["type"] for event in events if "item" in event] == ["message", "function_call"]
    assert events[2]["item"]["arguments"] == "{broken"


def test_a_response_is_cut_off():
    events = inner(played(cut_off("I can"), cut_off(reason="max_output_tokens"), count=6))
    ends = [event for event in events if event["type"] == "response.incomplete"]
    assert [end["response"]["incomplete_details"] for end in ends] == [
        {"reason": "content_filter"},
        {"reason": "max_output_tokens"},
    ]


def test_a_rate_limit_is_a_response_that_fails():
    events = inner(played(rate_limited(5), count=2))
    assert [event["type"] for event in events] == ["response.created", "response.failed"]
    assert events[1]["response"]["error"]["code"] == "rate_limit_exceeded"


def test_a_slow_answer_comes_all_the_same():
    assert len(inner(played(slow(spoken("Hi."), 0.01, between=0.01), count=3))) == 3


def test_a_refusal_names_its_cause():
    error, *_ = played(refused("Too busy.", code="busy", param="response"), spoken("Hi."), count=2)
    assert (error.type, error.error.code, error.error.param) == ("error", "busy", "response")
    assert (error.error.message, error.error.client_event_id) == ("Too busy.", "e0")


@pytest.mark.parametrize(("code", "seen"), [(None, 1006), (1013, 1013)])
def test_a_connection_is_dropped(code, seen):
    with pytest.raises(ConnectionClosedError) as caught:
        played(dropped(code), count=1)
    assert (caught.value.rcvd.code if caught.value.rcvd else 1006) == seen


# The Live model


def test_the_live_model_speaks():
    events = played(spoken("It is in Lyon.", audio=["AAAA", "BBBB"]), kind=AUDIO, count=6)
    assert [event.delta for event in events if event.type == "session.output_audio.delta"] == ["AAAA", "BBBB"]
    words = [event for event in events if event.type == "session.output_transcript.delta"]
    assert "".join(event.delta for event in words) == "It is in Lyon."
    assert [event.start_ms for event in words[1:]] == [event.end_ms for event in words[:-1]]


def test_the_user_is_heard():
    events = played(heard("Where is it?"), kind=AUDIO, count=3)
    assert {event.type for event in events} == {"session.input_transcript.delta"}
    assert "".join(event.delta for event in events) == "Where is it?"


def test_the_live_model_hands_work_over_to_the_backend():
    created, *rest = played(function_call("find_parcel", {"number": "5"}), kind=AUDIO, count=4)
    assert (created.type, created.delegation.target) == ("session.delegation.created", "responses")
    assert {event.delegation_id for event in rest} == {created.delegation.id}
    assert inner(rest)[1]["item"]["name"] == "find_parcel"


@pytest.mark.parametrize("delegation", [None, ClientDelegation()])
def test_the_live_model_hands_work_over_to_your_application(delegation):
    session = SessionConfig(model="gpt-live-1", delegation=delegation)
    created, word = played([function_call("anything"), spoken("Hm.", audio=())], kind=AUDIO, session=session, count=2)
    assert created.delegation.target == "client"
    assert word.delta == "Hm."


def test_a_conversation_from_the_question_to_the_answer():
    async def run():
        async with loopback("openai_live") as server:
            server.on(AUDIO, [heard("Where is five?"), function_call("find_parcel", {"number": "5"})])
            server.on(RESPOND, spoken("In Lyon."))
            client = AsyncOpenAI(api_key="none", websocket_base_url=f"{server.websocket_url}/v1")
            async with client, client.live.connect() as connection:
                await connection.session.start(session=SESSION.as_dict())
                await connection.session.input_audio.append(audio="AAAA")
                tools, earlier = Tools(find_parcel), []
                async for event in connection:
                    assert event.type != "error", event
                    earlier.append(event.to_dict())
                    for answer in await tools.answer(earlier[-1], earlier=earlier):
                        await connection.send(answer.as_dict())
                    if event.type == "response.event" and (event.event.get("item") or {}).get("type") == "message":
                        break
            server.assert_sent(
                openai_live.ResponseItemCreateEvent(
                    item={
                        "type": "function_call_output",
                        "call_id": server.connections[0].events[2]["item"]["call_id"],
                        "output": "5 is in Lyon",
                    }
                ),
                "response.create",
            )

    asyncio.run(asyncio.wait_for(run(), 30))
