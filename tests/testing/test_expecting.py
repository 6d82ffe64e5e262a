"""A test waits for what a client sends, and compares it with what it should have sent."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from strategies import short
from websockets.asyncio.client import connect

from realtime_builder import ValidationError, encode, openai_ga
from realtime_builder.testing import loopback

RESPOND = {"type": "response.create"}
SESSION = openai_ga.RealtimeSessionCreateRequest().with_voice("marin").copy_with(tracing=None, instructions="Hi.")
UPDATE = openai_ga.SessionUpdateEvent(session=SESSION)


@asynccontextmanager
async def talking(*frames, dialect="openai_ga", **options):
    """A server, and a client that has sent some frames."""
    async with loopback(dialect, **options) as server, connect(server.websocket_url) as socket:
        server.on("response.create", ())  # nothing that the client would have to read
        for frame in frames:
            await socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
        yield server, socket


async def heard_by(server, number):
    async with asyncio.timeout(10):
        while sum(len(connection.frames) for connection in server.connections) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def run(work):
    return asyncio.run(work())


def test_an_event_that_came_before_or_comes_later():
    async def work():
        async with talking(UPDATE.as_dict()) as (server, socket):
            assert await server.expect("session.update") == UPDATE.as_dict()
            waiting = asyncio.create_task(server.expect("response.create"))
            await asyncio.sleep(0.01)
            assert not waiting.done()
            await socket.send(json.dumps(RESPOND))
            assert await waiting == RESPOND

    run(work)


def test_each_event_is_given_once_and_in_its_order():
    events = [RESPOND | {"event_id": f"e{n}"} for n in range(3)]

    async def work():
        async with talking(*events) as (server, _):
            for event in events:
                assert await server.expect("response.create") == event
            with pytest.raises(AssertionError):
                await server.expect("response.create", timeout=0.01)

    run(work)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"session.voice": "marin"}, None),
        ({"session.audio.output.voice": "marin"}, 1),
        ({"session.audio.output": {"voice": "marin"}}, 1),
        ({"session.tracing": None}, 1),
        ({"session.tracing": None, "session.instructions": "Hi."}, 1),
        ({"session.tracing": None, "session.instructions": "Ho."}, None),
        ({"session.max_output_tokens": None}, None),
        ({"session.max_output_tokens": 1}, 0),
        ({"session.max_output_tokens": True}, None),
        ({"session.tools[0].name": "f"}, 0),
        ({"session.tools[1].name": "f"}, None),
        ({"session.audio": SESSION.audio}, 1),
        ({}, 0),
        (lambda event: "audio" in event["session"], 1),
        (lambda event: False, None),
    ],
    ids=short,
)
def test_where_says_which_event(where, found):
    tools = {"type": "realtime", "max_output_tokens": 1, "tools": [{"type": "function", "name": "f"}]}
    events = [{"type": "session.update", "session": tools}, UPDATE.as_dict()]

    async def work():
        async with talking(*events) as (server, _):
            await heard_by(server, 2)
            if found is not None:
                assert await server.expect("session.update", where=where) == events[found]
                return
            with pytest.raises(AssertionError, match=r"^No `session.update` that fits came within 0.01 seconds\."):
                await server.expect("session.update", where=where, timeout=0.01)

    run(work)


def test_what_came_instead():
    async def work():
        async with talking(RESPOND, UPDATE.as_dict()) as (server, _):
            await heard_by(server, 2)
            with pytest.raises(AssertionError) as caught:
                await server.expect("session.update", where={"session.audio.output.voice": "cedar", "session.speed": 1}, timeout=0.01)  # fmt: skip
            assert str(caught.value) == (
                "No `session.update` that fits came within 0.01 seconds.\n"
                "What came instead:\n"
                '  {"type":"response.create"}\n'
                f"  {encode(UPDATE).decode()}\n"
                '    session.audio.output.voice: expected "cedar", sent "marin"\n'
                "    session.speed: expected 1, sent nothing"
            )
        async with talking() as (server, _):
            with pytest.raises(AssertionError) as caught:
                await server.expect("response.create", timeout=0.01)
            assert str(caught.value) == "No `response.create` came within 0.01 seconds.\nNothing else came either."

    run(work)


@pytest.mark.parametrize(
    ("kind", "where", "message"),
    [
        ("session.updated", None, "No client sends `session.updated`; did you mean `session.update`?"),
        ("session.update", 5, "Expected `where` to be a mapping of paths or a function, got `int`"),
        ("session.update", {"session..voice": 1}, "Expected a name in"),
    ],
)
def test_a_wrong_question_is_refused(kind, where, message):
    async def work():
        async with loopback("openai_ga") as server:
            with pytest.raises(ValidationError):
                await server.expect(kind, where=where)

    run(work)


def test_each_connection_has_its_own():
    async def work():
        async with loopback("openai_ga") as server:
            for n in range(2):
                async with connect(server.websocket_url) as socket:
                    await socket.send(json.dumps(RESPOND | {"event_id": f"e{n}"}))
                    await heard_by(server, n + 1)
            first, second = server.connections
            assert (await second.expect("response.create"))["event_id"] == "e1"
            assert (await server.expect("response.create"))["event_id"] == "e0"
            with pytest.raises(AssertionError):
                await first.expect("response.create", timeout=0.01)
            first.assert_sent(RESPOND | {"event_id": "e0"})
            server.assert_sent(RESPOND | {"event_id": "e0"}, RESPOND | {"event_id": "e1"})
            with pytest.raises(AssertionError):
                first.assert_sent(RESPOND | {"event_id": "e1"})

    run(work)


def test_many_wait_at_once():
    async def work():
        async with talking() as (server, socket):
            waiting = [asyncio.create_task(server.expect("response.create")) for _ in range(50)]
            await asyncio.sleep(0.01)
            for n in range(50):
                await socket.send(json.dumps(RESPOND | {"event_id": f"e{n}"}))
            got = [event["event_id"] for event in await asyncio.gather(*waiting)]
            assert sorted(got) == sorted(f"e{n}" for n in range(50))

    run(work)


# assert_sent


def sent(*events):
    """A server that has got these events."""

    async def work():
        async with talking(*events) as (server, _):
            await heard_by(server, len(events))
            return server

    return run(work)


def test_what_was_sent():
    server = sent(UPDATE.as_dict() | {"event_id": "e1"}, {"type": "input_audio_buffer.clear"}, RESPOND)
    server.assert_sent()
    server.assert_sent(UPDATE)
    server.assert_sent(UPDATE.as_dict())
    server.assert_sent(UPDATE.copy_with(event_id="e1"), RESPOND)
    server.assert_sent("session.update", "input_audio_buffer.clear", "response.create")
    server.assert_sent("input_audio_buffer.clear")


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (["conversation.item.create"], "No `conversation.item.create` was sent. What was sent: `response.create`, `session.update`, `session.update`."),
        (["session.update", "response.create"], "`response.create` was not sent after event 2, only before it. What was sent: `response.create`, `session.update`, `session.update`."),
        ([RESPOND | {"event_id": "e1"}], 'No such `response.create` was sent. Event 1 of 3 comes nearest:\n  event_id: expected "e1", sent nothing'),
        (
            [UPDATE.transform("session.audio.output.voice", "cedar", "session.tracing", "auto")],
            """No such `session.update` was sent. Event 3 of 3 comes nearest:
  session.audio.output.voice: expected "cedar", sent "marin"
  session.tracing: expected "auto", sent null""",
        ),
        (
            [{"type": "session.update", "session": {"type": "realtime", "tools": [{"type": "function", "name": "f"}]}}],
            """No such `session.update` was sent. Event 2 of 3 comes nearest:
  session.tools[0].name: expected "f", sent "g"
  session.tools[1]: expected nothing, sent {"type":"function","name":"h"}""",
        ),
        (
            [{"type": "session.update"} | {f"m{n}": n for n in range(30)}],
            None,
        ),
    ],
)  # fmt: skip
def test_what_was_not_sent(expected, message):
    tools = [{"type": "function", "name": "g"}, {"type": "function", "name": "h"}]
    server = sent(
        RESPOND, {"type": "session.update", "session": {"type": "realtime", "tools": tools}}, UPDATE.as_dict()
    )
    with pytest.raises(AssertionError) as caught:
        server.assert_sent(*expected)
    if message is None:
        assert str(caught.value).endswith("\n  and 11 more")
    else:
        assert str(caught.value) == message


def test_nothing_was_sent():
    with pytest.raises(AssertionError, match=r"^No `response.create` was sent\. Nothing was sent\.$"):
        sent().assert_sent(RESPOND)


def test_frames_that_are_no_events_are_passed_over():
    server = sent("{", b"\xff", "[]", '{"type": 5}', RESPOND)
    server.assert_sent(RESPOND)
    assert len(server.connections[0].frames) == 5


@pytest.mark.parametrize("wrong", [{}, {"type": 5}, 5, [RESPOND]])
def test_a_wrong_expectation_is_refused(wrong):
    with pytest.raises(ValidationError, match="Expected events with a `type`, or the types of events"):
        loopback("openai_ga").assert_sent(wrong)
