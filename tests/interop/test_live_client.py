"""OpenAI's real client of the Live API against the loopback: nulls, refusals, forks, HTTP bodies."""

import asyncio
import json

import pytest
from interop.frames import exactly, nulls, ours
from openai import AsyncOpenAI
from openai.types.live import SessionStartEvent

from realtime_builder import diff, drift, encode, from_sdk, openai_live
from realtime_builder.openai_live import (
    ClientDelegation,
    FunctionTool,
    Predicate,
    SessionConfig,
    SessionUpdateConfig,
    ToolWebSearch,
    function_output,
    user_text,
)
from realtime_builder.testing import loopback

HEARD = "session.input_transcript.delta"
SCHEMA = {"type": "object", "properties": {"where": {"type": ["string", "null"], "default": None}}}
SESSION = SessionConfig.from_dict(
    {
        "model": "gpt-live-1",
        "instructions": None,
        "safety_identifier": None,
        "store": True,
        "audio": {"format": {"type": "audio/pcmu", "rate": 8000}, "output": {"voice": "marin"}},
        "input": [{"role": "user", "content": [{"text": "Hi."}], "id": None, "status": None}],
        "delegation": {
            "type": "responses",
            "responses": {
                "model": "gpt-5.5",
                "instructions": None,
                "max_output_tokens": None,
                "parallel_tool_calls": None,
                "service_tier": None,
                "text": {"verbosity": None},
                "reasoning": {"effort": "low", "summary": None},
                "tools": [
                    {"type": "function", "name": "weather", "description": None, "strict": None, "parameters": SCHEMA},
                    {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "headers": None},
                    {"type": "shell", "environment": None},
                    {"type": "web_search", "filters": {"allowed_domains": None}},
                ],
            },
        },
        "triggers": [],
    }
)
UPDATE = SessionUpdateConfig.from_dict(
    {
        "delegation": {
            "type": "responses",
            "responses": {
                "instructions": None,
                "reasoning": None,
                "text": None,
                "max_output_tokens": None,
                "tools": [],
            },
        }
    }
)


def talking(talk, *forks):
    """Runs ``talk`` with a connection of the real client; gives the server's connections."""

    async def run():
        async with loopback("openai_live") as server:
            client = AsyncOpenAI(
                api_key="none", base_url=server.url + "/v1", websocket_base_url=server.websocket_url + "/v1"
            )
            async with client:
                async with client.live.connect() as connection:
                    await talk(connection)
                for fork in forks:
                    async with client.live.forks.connect(session_id="sess_1") as connection:
                        await fork(connection)
            return server.connections

    return asyncio.run(run())


async def said(connection, kind):
    event = await asyncio.wait_for(connection.recv(), 10)
    assert event.type == kind, event
    return event


async def started(connection, session=SESSION):
    await connection.session.start(session=session.as_dict(), event_id="e1")
    return await said(connection, "session.started")


async def refused(connection):
    return (await said(connection, "error")).error


def test_the_session_has_nulls_at_every_depth():
    assert nulls(SESSION.as_dict()) == [
        "$.delegation.responses.instructions",
        "$.delegation.responses.max_output_tokens",
        "$.delegation.responses.parallel_tool_calls",
        "$.delegation.responses.reasoning.summary",
        "$.delegation.responses.service_tier",
        "$.delegation.responses.text.verbosity",
        "$.delegation.responses.tools[0].description",
        "$.delegation.responses.tools[0].parameters.properties.where.default",
        "$.delegation.responses.tools[0].strict",
        "$.delegation.responses.tools[1].headers",
        "$.delegation.responses.tools[2].environment",
        "$.delegation.responses.tools[3].filters.allowed_domains",
        "$.input[0].id",
        "$.input[0].status",
        "$.instructions",
        "$.safety_identifier",
    ]


# Nulls


def test_start_and_update_keep_every_null():
    async def talk(connection):
        echoed = from_sdk(await started(connection)).session
        assert drift(SESSION, echoed) == ()
        await connection.session.update(session=UPDATE.as_dict())
        assert drift(UPDATE, from_sdk(await said(connection, "session.updated")).session) == ()

    [seen] = talking(talk)
    assert [exactly(frame) for frame in seen.frames] == [
        ours(openai_live.SessionStartEvent(session=SESSION, event_id="e1")),
        ours(openai_live.SessionUpdateEvent(session=UPDATE)),
    ]
    merged = SESSION.merge(UPDATE)
    assert drift(merged, seen.session) == ()
    assert seen.session.delegation.responses.tools == ()
    assert seen.session.delegation.responses.model == "gpt-5.5"


def test_our_bytes_arrive_as_they_are():
    event = openai_live.SessionStartEvent(session=SESSION)

    async def talk(connection):
        await connection.send_raw(encode(event))
        await said(connection, "session.started")

    [seen] = talking(talk)
    assert seen.frames == [encode(event)]


def test_their_models_keep_nulls():
    theirs = from_json(openai_live.SessionStartEvent(session=SESSION))

    async def talk(connection):
        await connection.send(theirs)
        await said(connection, "session.started")

    [frame] = talking(talk)[0].frames
    assert exactly(frame) == ours(openai_live.SessionStartEvent(session=SESSION))


def from_json(event):
    return SessionStartEvent.model_validate_json(encode(event))


def test_a_delegation_id_is_always_there():
    async def talk(connection):
        await started(connection)
        await connection.session.thinking.append(content="Looking.", delegation_id=None)
        await said(connection, "session.thinking.appended")
        await connection.send(openai_live.CommentaryAppendEvent(content="Found it.", delegation_id=None).as_dict())
        await said(connection, "session.commentary.appended")

    [seen] = talking(talk)
    assert [event["delegation_id"] for event in seen.events[1:]] == [None, None]


def test_what_the_server_adds_is_echoed():
    async def talk(connection):
        echoed = (await started(connection, SessionConfig(model="gpt-live-1").with_delegation("gpt-5.5"))).session
        assert echoed.audio.output.voice == "marin"
        assert echoed.input == []
        assert echoed.delegation.responses.tools == []
        assert echoed.delegation.responses.tool_choice == "auto"

    talking(talk)


# Refusals


@pytest.mark.parametrize(
    ("session", "message", "code", "param"),
    [
        (
            {"instructions": "x"},
            "Unknown parameter: 'session.instructions'.",
            "unknown_parameter",
            "session.instructions",
        ),
        ({"audio": {}}, "Unknown parameter: 'session.audio'.", "unknown_parameter", "session.audio"),
        ({"delegation": None}, "type of a session can't be changed", "invalid_value", "session.delegation.type"),
        ({"delegation": {"type": "client"}}, "can't be changed", "invalid_value", "session.delegation.type"),
    ],
)
def test_an_update_of_what_is_fixed_is_refused(session, message, code, param):
    async def talk(connection):
        await started(connection)
        await connection.send_raw(json.dumps({"type": "session.update", "event_id": "e2", "session": session}))
        error = await refused(connection)
        assert message in error.message
        assert (error.code, error.param, error.client_event_id) == (code, param, "e2")
        for nothing in ({}, {"delegation": {}}):
            await connection.send_raw(json.dumps({"type": "session.update", "session": nothing}))
            await said(connection, "session.updated")

    [seen] = talking(talk)
    assert drift(SESSION, seen.session) == ()


@pytest.mark.parametrize(
    ("session", "code", "param"),
    [
        ({"audio": {"output": {"voice": "nova"}}}, "forbidden", "session.audio.output.voice"),
        ({"audio": {"format": {"type": "audio/pcma", "rate": 16000}}}, "invalid_value", "session.audio.format.rate"),
        ({"input": [user_text("Hi.").as_dict()] * 129}, "invalid_value", "session.input"),
        (
            {"delegation": {"type": "responses", "model": "gpt-5.5"}},
            "missing_required_parameter",
            "session.delegation.responses",
        ),
        ({"tools": []}, "unknown_parameter", "session.tools"),
    ],
)
def test_a_start_is_refused_as_servers_were_seen_to(session, code, param):
    async def talk(connection):
        await connection.session.start(session={"model": "gpt-live-1", **session})
        error = await refused(connection)
        assert (error.code, error.param) == (code, param)
        await started(connection)
        await connection.session.start(session=SESSION.as_dict())
        assert "already" in (await refused(connection)).message

    talking(talk)


def test_events_of_the_realtime_api_are_refused_with_a_list():
    async def talk(connection):
        await connection.session.close()
        assert "session.start" in (await refused(connection)).message
        await started(connection)
        await connection.send_raw('{"type":"conversation.item.create","item":{}}')
        error = await refused(connection)
        assert error.code == "invalid_value"
        assert "`session.start`" in error.message

    talking(talk)


def test_the_backend_needs_its_delegation_and_the_outputs_of_its_calls():
    item = function_output("call_1", {"degrees": 22})

    async def client_delegation(connection):
        await started(connection, SessionConfig(model="gpt-live-1", delegation=ClientDelegation()))
        await connection.response.item.create(item=item.as_dict())
        assert "requires Responses delegation" in (await refused(connection)).message
        await connection.response.create()
        assert "requires Responses delegation" in (await refused(connection)).message

    talking(client_delegation)

    async def run():
        call = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"}
        done = {"type": "response.event", "event_id": "x", "event": {"type": "response.output_item.done", "item": call}}
        async with loopback("openai_live") as server:
            client = AsyncOpenAI(api_key="none", websocket_base_url=server.websocket_url)
            async with client, client.live.connect() as connection:
                await started(connection)
                await server.connections[0].send(done)
                await said(connection, "response.event")
                await connection.response.create()
                assert (await refused(connection)).code == "function_call_outputs_required"
                await connection.response.item.create(item=item.as_dict())
                await connection.response.create()
                await said(connection, "response.event")

    asyncio.run(run())


def test_texts_of_more_than_500_words_are_refused():
    async def talk(connection):
        await started(connection)
        await connection.session.instructions.append(content="a " * 501, delegation_id=None)
        assert (await refused(connection)).param == "content"
        await connection.session.instructions.append(content="a " * 500, delegation_id=None)
        await said(connection, "session.instructions.appended")

    talking(talk)


# The rest of a session's life


def test_a_session_lives_and_ends():
    async def talk(connection):
        await started(connection)
        await connection.session.input_audio.append(audio="AAAA")
        await connection.session.input_audio.mute(event_id="m")
        assert (await said(connection, "session.input_audio.muted")).client_event_id == "m"
        await connection.session.input_audio.unmute()
        await said(connection, "session.input_audio.unmuted")
        await connection.session.output_audio.fixture.play(audio="AAAA")
        await said(connection, "session.output_audio.fixture.playing")
        await said(connection, "session.output_audio.fixture.played")
        await connection.session.close()
        closed = await said(connection, "session.closed")
        assert from_sdk(closed).reason == "close_requested"

    talking(talk)


def test_a_fork_inherits_everything_or_changes_what_it_may():
    tool = FunctionTool(name="hang_up")

    async def talk(connection):
        await started(connection)

    async def as_it_was(connection):
        await connection.send_raw(encode(openai_live.ForkSessionStartEvent(session={})))
        echoed = from_sdk(await said(connection, "session.started")).session
        assert drift(SESSION, echoed) == ()
        assert echoed["id"] == "sess_2"

    async def changed(connection):
        fork = openai_live.ForkSessionConfig(store=False, audio={"format": {"type": "audio/pcm", "rate": 16000}})
        await connection.send_raw(encode(openai_live.ForkSessionStartEvent(session=fork.with_tools(tool))))
        echoed = from_sdk(await said(connection, "session.started")).session
        assert (echoed.store, echoed.audio.format.rate) == (False, 16000)
        assert echoed.audio.output.voice == "marin"
        assert echoed.delegation.responses.tools == (tool,)
        assert drift(SESSION.merge(fork.with_tools(tool)), echoed) == ()

    async def wrong(connection):
        await connection.send_raw('{"type":"session.start","session":{"model":"gpt-live-1"}}')
        assert (await refused(connection)).param == "session.model"
        fork = openai_live.ForkSessionConfig(client={"data_channel": {}})
        await connection.send_raw(encode(openai_live.ForkSessionStartEvent(session=fork)))
        assert (await refused(connection)).param == "session.client"
        other = {"type": "session.start", "session": {"delegation": {"type": "responses", "responses": {}}}}
        await connection.send_raw(json.dumps(other))
        await said(connection, "session.started")

    talking(talk, as_it_was, changed, wrong)


def test_what_is_not_stored_has_no_fork():
    async def talk(connection):
        await started(connection, SESSION.without("store"))

    async def fork(connection):
        await connection.send_raw('{"type":"session.start","session":{}}')
        assert (await refused(connection)).code == "session_not_found"

    talking(talk, fork)


def test_an_update_made_by_diff_comes_to_what_merge_says():
    new = SESSION.with_tools(ToolWebSearch()).with_trigger(HEARD, Predicate(instructions="Angry?"))

    async def talk(connection):
        await started(connection)
        await connection.session.update(session=diff(SESSION, new).as_dict())
        await said(connection, "session.updated")

    [seen] = talking(talk)
    assert drift(new, seen.session) == ()
