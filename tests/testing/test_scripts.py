"""A test plays the server's part: `on` with events, functions and plays."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from test_answers_in_order import BETA, DIALECTS, GA, LIVE, are_the_vendors, create, kinds, talk
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from realtime_builder import Tools, ValidationError, decode, encode, openai_ga
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

RESPOND = {"type": "response.create"}
COMMIT = {"type": "input_audio_buffer.commit"}
EVENT = {"type": "brand.new", "n": 1}


def play(*replies: Any, dialect: str = GA, frames: Any = (RESPOND,), kind: str = "response.create") -> list[dict]:
    """What the server says where these replies stand for its own."""
    return talk(dialect, *frames, script=lambda server: server.on(kind, *replies))


# Replies


async def one(connection, event):
    await asyncio.sleep(0)
    return EVENT | {"about": event["type"]}


async def some(connection, event) -> AsyncIterator[dict]:
    yield EVENT
    await asyncio.sleep(0.001)
    yield [EVENT, lambda connection, event: EVENT]


async def by_hand(connection, event):
    await connection.send(EVENT)
    await connection.send(openai_ga.ResponseCreateEvent())


@pytest.mark.parametrize(
    ("reply", "said_events"),
    [
        (EVENT, [EVENT]),
        ([EVENT, EVENT], [EVENT, EVENT]),
        (iter([EVENT]), [EVENT]),
        ([], []),
        (openai_ga.ResponseCreateEvent(), [{"type": "response.create"}]),
        (lambda connection, event: None, []),
        (lambda connection, event: EVENT, [EVENT]),
        (lambda connection, event: [EVENT, [EVENT]], [EVENT, EVENT]),
        (lambda connection, event: (EVENT for _ in range(2)), [EVENT, EVENT]),
        (one, [EVENT | {"about": "response.create"}]),
        (some, [EVENT] * 3),
        (lambda connection, event: one, [EVENT | {"about": "response.create"}]),
        (by_hand, [EVENT, {"type": "response.create"}]),
    ],
)
def test_a_reply_is_events_or_a_function_that_gives_them(reply, said_events):
    assert play(reply) == said_events


def test_any_event_can_be_replied_to():
    clear = {"type": "input_audio_buffer.clear"}
    for reply in (one, lambda connection, event: EVENT | {"about": event["type"]}):
        assert play(reply, EVENT, kind=clear["type"], frames=[clear, RESPOND, clear])[:1] == [
            EVENT | {"about": clear["type"]}
        ]


def test_a_reply_can_be_given_again():
    assert play(iter([EVENT]), frames=[RESPOND, RESPOND]) == [EVENT, EVENT]


def test_replies_are_given_one_after_the_other_and_the_last_one_for_good():
    events = [{"type": "brand.new", "n": n} for n in range(3)]
    assert [event["n"] for event in play(*events, frames=[RESPOND] * 5)] == [0, 1, 2, 2, 2]


def test_each_connection_begins_with_the_first_reply():
    async def run():
        async with loopback(GA) as server:
            server.on("response.create", {"type": "first"}, {"type": "second"})
            seen = []
            for _ in range(2):
                async with connect(server.websocket_url) as socket:
                    await socket.recv()
                    await socket.send(json.dumps(RESPOND))
                    seen.append(json.loads(await socket.recv())["type"])
            return seen

    assert asyncio.run(run()) == ["first", "first"]


def test_a_reply_can_add_to_what_the_server_says_itself():
    def reply(connection, event):
        return [EVENT, connection.answers(event)]

    update = {"type": "session.update", "session": {"type": "realtime", "instructions": "Hi."}}
    answers = play(reply, kind="session.update", frames=[update])
    assert kinds(answers) == ["brand.new", "session.updated"]
    assert answers[1]["session"]["instructions"] == "Hi."


def test_what_the_server_refuses_is_refused_whatever_the_script_says():
    answers = play(EVENT, kind="session.update", frames=[{"type": "session.update", "session": {"voise": 1}}])
    assert kinds(answers) == ["error"]
    answers = play(spoken("Hi."), frames=[RESPOND, {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}}])  # fmt: skip
    assert answers[-1]["error"]["code"] == "cannot_update_voice"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (lambda server: server.on("response.crate", EVENT), "No client sends `response.crate`; did you mean `response.create`?"),
        (lambda server: server.on("response.done", EVENT), "No client sends `response.done`"),
        (lambda server: server.on("response.create"), "Expected a reply"),
        (lambda server: server.on("response.create", 5), "Expected events or a function that returns them, got 5"),
        (lambda server: server.on("response.create", "x"), "Expected events or a function that returns them, got 'x'"),
        (lambda server: server.on("response.create", {"typ": "x"}), "Expected an event with a `type` as a reply, got {'typ': 'x'}"),
        (lambda server: server.on("response.create", [EVENT, 5]), "Expected events or a function that returns them, got 5"),
    ],
)  # fmt: skip
def test_a_wrong_script_is_refused_at_once(script, message):
    server = loopback(GA)
    with pytest.raises(ValidationError) as caught:
        script(server)
    assert str(caught.value).startswith(message)


def test_a_newer_event_can_be_scripted_where_the_server_lets_it_through():
    loopback(GA, unknown="keep").on("brand.new", EVENT)


async def until_closed(socket):
    with suppress(ConnectionClosed):
        while True:
            await socket.recv()


def fails(connection, event):
    raise KeyError("in the reply")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails, KeyError),
        (lambda *_: 5, ValidationError),
        (lambda *_: {"typ": "x"}, ValidationError),
        (lambda: 5, TypeError),
        ([spoken("Hi."), fails], KeyError),
    ],
)
@pytest.mark.parametrize("frame", [RESPOND, {"type": "input_audio_buffer.clear"}])
def test_a_reply_that_fails_is_told_at_the_end(reply, kind, frame):
    async def run():
        async with loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on(frame["type"], reply)
            await socket.send(json.dumps(frame))
            await asyncio.wait_for(until_closed(socket), 10)
            assert (socket.close_code, socket.close_reason) == (1011, "A reply failed.")

    with pytest.raises(kind):
        asyncio.run(run())


def test_an_error_of_the_test_itself_comes_first():
    async def run():
        async with loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on("response.create", fails)
            await socket.send(json.dumps(RESPOND))
            await asyncio.sleep(0.05)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        asyncio.run(run())
    assert caught.value.__notes__ == ["A reply failed: KeyError('in the reply')"]


def test_a_reply_that_never_ends_does_not_keep_the_server():
    async def wait(connection, event):
        await asyncio.Event().wait()

    async def run(kind):
        async with asyncio.timeout(10), loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on(kind, wait)
            await socket.send(json.dumps({"type": kind}))
            await server.expect(kind)

    for kind in ("response.create", "input_audio_buffer.clear"):
        asyncio.run(run(kind))


# What the model does


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_spoken_answer(dialect):
    answers = play(spoken("It is in Lyon.", audio=["AAAA", "BBBB"]), dialect=dialect)
    are_the_vendors(dialect, answers)
    audio = [each["delta"] for each in answers if each["type"].endswith("audio.delta")]
    words = [each["delta"] for each in answers if each["type"].endswith("audio_transcript.delta")]
    assert (audio, words) == (["AAAA", "BBBB"], ["It", " is", " in", " Lyon."])
    [done] = [each for each in answers if each["type"].endswith("audio_transcript.done")]
    assert done["transcript"] == "It is in Lyon."
    [item] = answers[-1]["response"]["output"]
    [content] = item["content"]
    assert content["transcript"] == "It is in Lyon."


@pytest.mark.parametrize(("dialect", "member"), [(GA, "output_modalities"), (BETA, "modalities"), (LIVE, "modalities")])
def test_an_answer_is_written_where_no_audio_is_asked_for(dialect, member):
    session = {member: ["text"]} | ({"type": "realtime"} if dialect == GA else {})
    frames = [{"type": "session.update", "session": session}, RESPOND]
    answers = play(spoken("In Lyon."), dialect=dialect, frames=frames)
    are_the_vendors(dialect, answers)
    assert not [kind for kind in kinds(answers) if "audio" in kind]
    assert answers[-1]["response"]["output"][0]["content"][0]["text"] == "In Lyon."


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_function_call(dialect):
    answers = play(function_call("find", {"number": "5", "on": None}, call_id="call_7"), dialect=dialect)
    are_the_vendors(dialect, answers)
    assert [kind for kind in kinds(answers) if "function_call" in kind][-1] == "response.function_call_arguments.done"
    pieces = "".join(each["delta"] for each in answers if each["type"] == "response.function_call_arguments.delta")
    [item] = answers[-1]["response"]["output"]
    assert pieces == item["arguments"] == '{"number":"5","on":null}'
    assert (item["type"], item["name"], item["call_id"], item["status"]) == ("function_call", "find", "call_7", "completed")  # fmt: skip


def test_arguments_as_text_are_sent_as_they_are():
    assert play(function_call("find", "{broken"))[-1]["response"]["output"][0]["arguments"] == "{broken"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_words_and_calls_in_one_response(dialect):
    answers = play(response(said("One moment."), called("a"), called("b", {"n": 1})), dialect=dialect)
    are_the_vendors(dialect, answers)
    output = answers[-1]["response"]["output"]
    assert [item["type"] for item in output] == ["message", "function_call", "function_call"]
    assert len({item["id"] for item in output}) == 3
    assert output[1]["call_id"] != output[2]["call_id"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_response_that_is_cut_off(dialect):
    answers = play(cut_off("I can"), cut_off(reason="max_output_tokens"), dialect=dialect, frames=[RESPOND, RESPOND])
    are_the_vendors(dialect, answers)
    ends = [each["response"] for each in answers if each["type"] == "response.done"]
    assert [end["status"] for end in ends] == ["incomplete"] * 2
    assert [end["status_details"]["reason"] for end in ends] == ["content_filter", "max_output_tokens"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_limits_of_rate(dialect):
    answers = play(rate_limited(5), dialect=dialect)
    are_the_vendors(dialect, answers)
    assert kinds(answers) == ["rate_limits.updated", "response.created", "response.done"]
    assert answers[0]["rate_limits"][0]["reset_seconds"] == 5
    assert answers[-1]["response"]["status"] == "failed"
    assert answers[-1]["response"]["status_details"]["error"]["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_the_user_said(dialect):
    frames = [{"type": "input_audio_buffer.append", "audio": "AAAA"}, COMMIT]
    answers = play(heard("Where is my parcel?"), dialect=dialect, frames=frames, kind="input_audio_buffer.commit")
    assert answers[0]["type"] == "input_audio_buffer.committed"
    assert answers[-1]["transcript"] == "Where is my parcel?"


# What goes wrong


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_refusal(dialect):
    frames = [RESPOND | {"event_id": "e1"}, RESPOND]
    answers = play(refused("Too busy.", code="busy", param="response"), spoken("Hi."), dialect=dialect, frames=frames)
    are_the_vendors(dialect, answers)
    error = {"type": "invalid_request_error", "code": "busy", "message": "Too busy.", "param": "response", "event_id": "e1"}  # fmt: skip
    assert answers[0]["error"] == error
    assert answers[-1]["type"] == "response.done"


@pytest.mark.parametrize(("code", "seen"), [(None, 1006), (1013, 1013)])
def test_a_dropped_connection(code, seen):
    async def run():
        async with loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on("response.create", [EVENT, dropped(code), EVENT])
            await socket.recv()
            await socket.send(json.dumps(RESPOND))
            assert json.loads(await socket.recv()) == EVENT
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 10)
            assert socket.close_code == seen
            async with connect(server.websocket_url) as again:
                assert json.loads(await again.recv())["type"] == "session.created"

    asyncio.run(run())


def test_a_slow_answer_lets_the_client_speak_meanwhile():
    frames = [RESPOND, {"type": "input_audio_buffer.clear"}]
    answers = talk(GA, *frames, {"type": "response.cancel"}, script=lambda server: server.on("response.create", slow(spoken("Hi."), 30)))  # fmt: skip
    assert kinds(answers) == ["input_audio_buffer.cleared", "response.done"]


def test_a_slow_answer_comes():
    async def run():
        async with loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on("response.create", slow([EVENT, EVENT], 0.05, between=0.05))
            await socket.recv()
            began = asyncio.get_running_loop().time()
            await socket.send(json.dumps(RESPOND))
            times = []
            for _ in range(2):
                assert json.loads(await asyncio.wait_for(socket.recv(), 10)) == EVENT
                times.append(asyncio.get_running_loop().time() - began)
            return times

    first, second = asyncio.run(run())
    assert first >= 0.045
    assert second - first >= 0.045


def test_a_response_that_is_under_way_can_be_cancelled_and_has_no_second_beside_it():
    script = slow(spoken("A long story."), 0, between=30)
    answers = talk(
        GA,
        RESPOND,
        RESPOND,
        {"type": "response.cancel", "response_id": "other"},
        {"type": "response.cancel"},
        {"type": "response.cancel"},
        script=lambda server: server.on("response.create", script),
    )
    are_the_vendors(GA, answers)
    created, second, other, done, late = answers
    assert created["type"] == "response.created"
    assert second["error"]["code"] == "conversation_already_has_active_response"
    assert other["error"]["code"] == late["error"]["code"] == "response_cancel_not_active"
    assert done["response"]["status"] == "cancelled"
    assert done["response"]["id"] == created["response"]["id"]


# With what else there is


def test_a_call_that_the_script_makes_can_be_answered_and_no_other():
    async def find(number: str) -> str:
        return f"{number} is in Lyon"

    async def run():
        async with loopback(GA) as server, connect(server.websocket_url) as socket:
            server.on("response.create", function_call("find", {"number": "5"}), spoken("It is in Lyon."))
            tools, ends = Tools(find), []
            await socket.send(json.dumps(RESPOND))
            while len(ends) < 2:
                frame = await asyncio.wait_for(socket.recv(), 10)
                event = json.loads(frame)
                assert event["type"] != "error"
                if event["type"] == "response.done":
                    ends.append(event["response"]["output"][0])
                for answer in await tools.answer(frame):
                    await socket.send(encode(answer), text=True)
            output = await server.expect("conversation.item.create")
            return ends, output["item"]

    ends, item = asyncio.run(run())
    assert [end["type"] for end in ends] == ["function_call", "message"]
    assert item == {"type": "function_call_output", "call_id": ends[0]["call_id"], "output": "5 is in Lyon"}


def test_a_script_of_plain_events_is_known_to_the_server_too():
    done = {"type": "response.done", "response": {"id": "r", "output": [{"type": "function_call", "id": "i", "call_id": "c", "name": "f", "arguments": "{}"}]}}  # fmt: skip
    output = {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "call_id": "c", "output": ""},
    }
    answers = play(done, frames=[RESPOND, output])
    assert kinds(answers) == ["response.done", "conversation.item.added", "conversation.item.done"]
    assert answers[1]["previous_item_id"] == "i"


def test_a_server_in_a_thread_of_its_own():
    from websockets.sync.client import connect as connect_sync

    with loopback(GA) as server:
        server.on("response.create", spoken("Hi."))
        with connect_sync(server.websocket_url) as socket:
            first = json.loads(socket.recv(timeout=10))
            socket.send(json.dumps(RESPOND))
            while json.loads(socket.recv(timeout=10))["type"] != "response.done":
                pass
            asyncio.run(server.expect("response.create"))
            asyncio.run(server.connections[0].send(EVENT))
            assert json.loads(socket.recv(timeout=10)) == EVENT
        server.assert_sent("response.create")
    assert first["type"] == "session.created"
    assert not [thread for thread in threading.enumerate() if thread.name == "loopback"]


def test_a_server_in_a_thread_tells_what_went_wrong():
    with loopback(GA) as first, pytest.raises(OSError), loopback(GA, port=int(first.url.rpartition(":")[2])):
        pass

    async def talk_to(server):
        async with connect(server.websocket_url) as socket:
            await socket.send(json.dumps(RESPOND))
            await asyncio.wait_for(until_closed(socket), 10)

    def run():
        with loopback(GA) as server:
            server.on("response.create", fails)
            asyncio.run(talk_to(server))

    with pytest.raises(KeyError):
        run()


@pytest.mark.parametrize("frame", [create(), {"type": "session.update", "session": {"type": "realtime"}}])
def test_a_configuration_is_read_as_a_client_sends_it(frame):
    assert encode(decode(json.dumps(frame), type=openai_ga.ClientEvent))
    assert kinds(play(EVENT, kind=frame["type"], frames=[frame])) == ["brand.new"]


def test_the_backend_of_openai_live_plays_too():
    async def double(n: int) -> int:
        return 2 * n

    async def run():
        start = {"model": "gpt-live-1", "delegation": {"type": "responses", "responses": {"model": "m"}}}
        async with loopback("openai_live") as server, connect(f"{server.websocket_url}/v1/live/sessions") as socket:
            calls = response(called("double", {"n": 1}, call_id="a"), called("double", {"n": 2}, call_id="b"))
            server.on("response.create", calls, spoken("Six."))
            await socket.send(json.dumps({"type": "session.start", "session": start}))
            await socket.send(json.dumps(RESPOND))
            earlier: list[Any] = []
            while not earlier or earlier[-1].get("event", {}).get("item", {}).get("type") != "message":
                earlier.append(json.loads(await asyncio.wait_for(socket.recv(), 10)))
                assert earlier[-1]["type"] != "error", earlier[-1]
                for answer in await Tools(double).answer(earlier[-1], earlier=earlier):
                    await socket.send(encode(answer), text=True)
            outputs = [event["item"]["output"] for event in server.connections[0].events if "item" in event]
            return outputs, earlier[-1]["event"]["item"]["content"][0]["text"]

    assert asyncio.run(run()) == (["2", "4"], "Six.")


ODD_FRAMES = [
    {"session": {"type": "realtime", "instructions": "x"}},
    {"item_id": "item_1", "content_index": 0, "audio_end_ms": 0},
    {"item": {"type": "message", "role": "user", "content": []}},
    {"type": 5},
    5,
    [],
]
UNFIT = [
    {"type": "session.update"},
    {"type": "session.update", "session": []},
    {"type": "session.start", "session": "x"},
    {"type": "response.create", "response": 5},
    {"type": "conversation.item.create", "item": 5},
    {"type": "conversation.item.truncate", "item_id": "item_1"},
    {"type": "input_audio_buffer.append", "audio": 5},
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("unknown", "frames"), [("error", ODD_FRAMES), ("keep", ODD_FRAMES), ("keep", UNFIT)])
def test_what_is_no_event_is_refused_and_the_connection_goes_on(dialect, unknown, frames):
    async def run():
        async with (
            loopback(dialect, unknown=unknown) as server,
            connect(f"{server.websocket_url}/v1/realtime") as socket,
        ):
            for frame in (*frames, {"event_id": "last"}):
                await socket.send(json.dumps(frame))
            while True:
                said = json.loads(await asyncio.wait_for(socket.recv(), 5))
                if said["type"] == "error":
                    refused.append(said["error"])
                    if "last" in said["error"].values():
                        return

    refused: list[dict] = []
    asyncio.run(run())
    assert len(refused) == len(frames) + 1 or frames is UNFIT
