"""Frames are recorded by hooks and by the relay, without secrets and audio, and replayed."""

import asyncio
import base64
import gc
import json
import signal
import subprocess
import sys
import time
import tracemalloc

import aiohttp
import msgspec
import pytest
from openai import AsyncOpenAI, OpenAI
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_sync

from realtime_builder import ValidationError, encode, openai_beta, openai_ga, voicelive
from realtime_builder.cli import main
from realtime_builder.recording import differences, record, relay, replay
from realtime_builder.testing import dropped, loopback, refused

SESSION = {"type": "realtime", "instructions": "Be brief.", "audio": {"output": {"voice": "marin"}}}
UPDATE = {"type": "session.update", "event_id": "e1", "session": SESSION}
AUDIO = base64.b64encode(bytes(960)).decode()
APPEND = {"type": "input_audio_buffer.append", "audio": AUDIO}


def lines_of(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def kinds_of(file):
    return [(line["from"], line["event"]["type"]) for line in lines_of(file) if "event" in line]


BOTH = [("server", "session.created"), ("client", "session.update"), ("server", "session.updated")]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "frames.jsonl"


# Hooks


async def with_websockets(server, recorder):
    async with connect(server.websocket_url) as socket:
        recorder.attach(socket)
        async for _ in socket:
            await socket.send(json.dumps(UPDATE))
            await socket.recv()
            break


async def with_aiohttp(server, recorder):
    async with aiohttp.ClientSession() as session, session.ws_connect(server.url) as socket:
        recorder.attach(socket)
        await socket.receive_json()
        await socket.send_json(UPDATE)
        async for _ in socket:
            break


async def with_openai(server, recorder):
    client = AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1")
    async with client.realtime.connect(model="gpt-realtime") as connection:
        recorder.attach(connection)
        await connection.recv()
        await connection.session.update(session=SESSION)
        await connection.recv()


async def with_azure(server, recorder):
    from azure.ai.voicelive.aio import connect as connect_azure
    from azure.core.credentials import AzureKeyCredential

    async with connect_azure(
        endpoint=server.url, credential=AzureKeyCredential("none"), model="m", api_version="2026-01-01"
    ) as connection:
        recorder.attach(connection)
        await connection.recv()
        await connection.session.update(session=voicelive.RequestSession(instructions="Be brief."))
        await connection.recv()


@pytest.mark.parametrize(
    ("dialect", "client"),
    [
        ("openai_ga", with_websockets),
        ("openai_ga", with_aiohttp),
        ("openai_ga", with_openai),
        ("voicelive", with_azure),
    ],
)
def test_each_client_is_recorded_both_ways(dialect, client, file):
    async def run():
        with record(file, dialect=dialect) as recorder:
            async with loopback(dialect) as server:
                await client(server, recorder)

    asyncio.run(run())
    assert kinds_of(file) == BOTH
    head, *frames = lines_of(file)
    assert (head["recording"], head["dialect"]) == (1, dialect)
    assert frames[1]["event"]["session"]["instructions"] == "Be brief."
    assert [frame["t"] for frame in frames] == sorted(frame["t"] for frame in frames)


def test_clients_that_are_not_async_are_recorded(file):
    with loopback("openai_ga") as server, record(file) as recorder:
        with connect_sync(server.websocket_url) as socket:
            recorder.attach(socket)
            socket.recv()
            socket.send(json.dumps(UPDATE))
            socket.recv()
        client = OpenAI(api_key="none", base_url=f"{server.url}/v1")
        with client.realtime.connect(model="gpt-realtime") as connection:
            recorder.attach(connection)
            connection.recv()
            connection.session.update(session=SESSION)
            connection.recv()
    assert kinds_of(file) == [*BOTH, *BOTH]
    assert {line["connection"] for line in lines_of(file)[1:]} == {1, 2}


def test_every_connection_is_watched_and_none_afterwards(file):
    """So those are recorded that a framework opens; the server's own end in the same process is not."""

    class Nothing:
        def attach(self, connection):
            """Leave it to the watch."""

    async def run():
        async with loopback("openai_ga") as server:
            with record(file) as recorder, recorder.watch():
                await with_websockets(server, Nothing())
                await with_aiohttp(server, Nothing())
                await with_openai(server, Nothing())
            await with_websockets(server, Nothing())

    asyncio.run(run())
    assert kinds_of(file) == BOTH * 3
    assert len({line["connection"] for line in lines_of(file)[1:]}) == 3


def test_what_is_no_connection_is_refused(file):
    with record(file) as recorder, pytest.raises(ValidationError, match="Expected a connection of websockets"):
        recorder.attach("wss://example.com")


def test_frames_can_be_given_by_hand(file):
    with record(file) as recorder:
        recorder.sent(openai_ga.SessionUpdateEvent(session=openai_ga.RealtimeSessionCreateRequest(instructions="A")))
        recorder.received({"type": "session.updated", "session": {}})
        recorder.received(b"\x00\x01\x02")
        recorder.received("no JSON, with sk-secret")
        assert recorder.frames == 4
    recorder.sent(UPDATE)
    assert kinds_of(file) == BOTH[1:]
    assert [line.get("bytes") or line.get("characters") for line in lines_of(file)[3:]] == [3, 23]
    assert "secret" not in file.read_text()


def test_a_recording_is_added_to_a_file_that_its_owner_alone_reads(file):
    for _ in range(2):
        with record(file) as recorder:
            recorder.sent(UPDATE)
    assert [line.get("recording") for line in lines_of(file)] == [1, None, 1, None]
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


# The end of a connection


def ends_of(file):
    return [(line["from"], line["close"]) for line in lines_of(file) if "close" in line]


async def websockets_until_the_end(server, recorder):
    async with connect(server.websocket_url) as socket:
        recorder.attach(socket)
        await socket.send(json.dumps(UPDATE))
        await socket.recv()
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def sync_until_the_end(server, recorder):
    def talk():
        with connect_sync(server.websocket_url) as socket:
            recorder.attach(socket)
            socket.send(json.dumps(UPDATE))
            list(socket)

    with pytest.raises(ConnectionClosed):
        await asyncio.to_thread(talk)


async def aiohttp_until_the_end(server, recorder):
    async with aiohttp.ClientSession() as session, session.ws_connect(server.url) as socket:
        recorder.attach(socket)
        await socket.send_json(UPDATE)
        async for _ in socket:
            pass


@pytest.mark.parametrize("client", [websockets_until_the_end, sync_until_the_end, aiohttp_until_the_end])
def test_a_server_that_closes_is_recorded_with_code_and_reason(client, file):
    async def run():
        async with loopback("openai_ga") as server:
            server.on("session.update", closed_for_good)
            with record(file) as recorder:
                await client(server, recorder)

    asyncio.run(run())
    reason = "no such voice, Bearer ***"
    if client is aiohttp_until_the_end:  # which does not hand it on
        reason = ends_of(file)[0][1]["reason"]
    assert ends_of(file) == [("server", {"code": 4001, "reason": reason})]
    assert "abcdefgh" not in file.read_text()
    [remark] = [each for each in replay(file) if each.kind == "closed"]
    assert remark.severity == "warning"
    assert remark.message.startswith(f"The server closed the connection: 4001 {reason}".rstrip())
    assert remark.message.endswith("; an update had no answer; no check says so")


def closed_for_good(connection, event):
    return connection._socket.close(4001, "no such voice, Bearer abcdefghijkl")


def test_a_client_that_closes_is_recorded_once(file):
    async def run():
        async with loopback("openai_ga") as server:
            with record(file) as recorder, recorder.watch():
                async with connect(server.websocket_url) as socket:
                    await socket.recv()
                    await socket.close(4002, "done")
                    await socket.close()
                async with aiohttp.ClientSession() as session, session.ws_connect(server.url) as socket:
                    waiting = asyncio.create_task(socket.receive())
                    await socket.close(code=4003, message=b"done")
                    await waiting

    asyncio.run(run())
    done = [("client", {"code": 4002, "reason": "done"}), ("client", {"code": 4003, "reason": "done"})]
    assert ends_of(file) == done
    assert [each.message for each in replay(file) if each.kind == "closed"] == [
        "The client closed the connection: 4002 done",
        "The client closed the connection: 4003 done",
    ]


def test_a_close_that_is_cancelled_is_recorded(file):
    """As LiveKit ends its calls."""

    async def run():
        async with loopback("openai_ga") as server, aiohttp.ClientSession() as session:
            with record(file) as recorder:
                socket = recorder.attach(await session.ws_connect(server.url))
                closing = asyncio.create_task(socket.close())
                await asyncio.sleep(0)
                closing.cancel()
                await asyncio.gather(closing, return_exceptions=True)

    asyncio.run(run())
    assert ends_of(file) == [("client", {"code": 1000, "reason": ""})]


def test_a_connection_that_is_lost_is_told(file):
    with record(file, dialect="openai_ga") as recorder:
        recorder.closed(1006)
    assert [str(each) for each in replay(file)] == ["2: warning: The connection was lost (closed)"]


def test_frames_are_in_the_file_though_nobody_closes_it(file):
    """As where the process is killed later."""
    recorder = record(file)
    recorder.sent(APPEND)
    end = time.monotonic() + 20
    while len(lines_of(file)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert kinds_of(file) == [("client", "input_audio_buffer.append")]
    recorder.close()


def test_a_recorder_that_is_dropped_writes_what_waits(file):
    recorder = record(file)
    recorder.sent(UPDATE)
    del recorder
    gc.collect()
    assert kinds_of(file) == BOTH[1:2]


# What is written


def written(event, file):
    with record(file) as recorder:
        recorder.sent(event)
    return lines_of(file)[1]["event"]


def test_audio_is_cut_to_its_length(file):
    assert written(APPEND, file)["audio"] == "(960 bytes of audio)"


@pytest.mark.parametrize("kind", ["response.output_audio.delta", "response.audio.delta", "session.output_audio.delta"])
def test_the_models_audio_is_cut_and_its_words_are_not(kind, file):
    assert written({"type": kind, "delta": AUDIO[:8]}, file)["delta"] == "(6 bytes of audio)"


def test_words_stay(file):
    for event in (
        {"type": "response.output_audio_transcript.delta", "delta": "Good morning"},
        {"type": "response.output_text.delta", "delta": "Good"},
        {**UPDATE, "session": {"instructions": "Be brief. " * 200}},
    ):
        assert written(event, file)
        assert lines_of(file)[-1]["event"] == event


def test_audio_inside_an_item_and_data_in_a_text_are_cut(file):
    content = [
        {"type": "input_audio", "audio": AUDIO},
        {"type": "input_image", "image_url": f"data:image/png;base64,{AUDIO}"},
    ]
    event = {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": content}}
    text = json.dumps(written(event, file))
    assert AUDIO not in text
    assert "(960 bytes of audio)" in text
    assert "data:image/png;base64,(" in text


def test_secrets_are_masked_at_every_depth_before_anything_is_written(file):
    event = {
        "type": "session.update",
        "session": {
            "tools": [
                {
                    "type": "mcp",
                    "server_label": "docs",
                    "authorization": "sk-secret",
                    "headers": {"x-api-key": "sk-secret"},
                    "server_url": "https://user:sk-secret@example.com/?token=sk-secret",
                }
            ],
            "client_secret": {"value": "sk-secret"},
            "deep": [[{"nested": {"password": "sk-secret"}}]],
        },
        "arguments": '{"place": "Lyon", "api_key": "sk-secret"}',
    }
    event = written(event, file)
    assert "secret" not in file.read_text().replace("client_secret", "")
    assert event["session"]["tools"][0]["server_label"] == "docs"
    assert json.loads(event["arguments"])["place"] == "Lyon"


def test_a_secret_in_pieces_of_arguments_and_keys_in_words_are_not_written(file):
    for event in (
        {"type": "response.function_call_arguments.delta", "delta": 'secret1234", "place'},
        {"type": "error", "error": {"message": "Incorrect API key provided: sk-secret_0123456789abcdef. Try again."}},
        {"type": "error", "error": {"message": "Got the header Authorization: Bearer secret0123456789."}},
        {"type": "x", "text": ' {"deep": [{"password": "secret"}]}'},
        {"type": "x", "to_ken": "secret"},
        {"type": "x", "api-KEY": "secret"},
        {"type": "x", "name": "https://user:secret@example.com"},
        {"type": "x", "\\u0074oken": "secret"},
    ):
        frame = json.dumps(event)
        with record(file) as recorder:
            recorder.sent(frame.replace("\\\\u", "\\u"))
    assert "secret" not in file.read_text()
    assert "Incorrect API key provided: ***. Try again." in file.read_text()
    assert len(lines_of(file)) == 16


def test_what_is_short_and_without_secrets_is_written_as_it_is(file):
    events = [
        {"type": "response.output_audio_transcript.delta", "delta": "Grüße, Bären"},
        {"type": "response.done", "response": {"id": "r", "status": "completed"}},
        {"type": "x", "lines": "one\ntwo"},
        {"no": "type"},
    ]
    with record(file) as recorder:
        for event in events:
            recorder.sent(json.dumps(event, indent=1, ensure_ascii=False))
    assert [line["event"] for line in lines_of(file)[1:]] == events


def test_a_frame_that_is_nested_too_deeply_ends_no_call(file):
    with record(file) as recorder:
        recorder.sent('{"type":"x","api_key":"secret","a":' * 900 + "1" + "}" * 900)
    [line] = lines_of(file)[1:]
    assert "secret" not in json.dumps(line)


@pytest.mark.parametrize("length", [30, 160, 960, 48_000])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_audio_of_any_length_is_cut_as_a_parsed_frame_would_be(length, separators, file):
    audio = base64.b64encode(bytes(length)).decode()
    ids = {"event_id": "e", "response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}
    for event in (
        {"type": "input_audio_buffer.append", "audio": audio},
        {"audio": audio, "type": "input_audio_buffer.append"},
        {"type": "response.output_audio.delta", **ids, "delta": audio},
        {"delta": audio, "type": "session.output_audio.delta", "start_ms": 1, "end_ms": 20},
        {"type": "response.audio.delta", "delta": audio, "token": "secret"},
    ):
        name = "audio" if "audio" in event else "delta"
        with record(file) as recorder:
            recorder.sent(json.dumps(event, separators=separators).encode())
        last = lines_of(file)[-1]["event"]
        assert last == {**event, name: f"({length} bytes of audio)", **({"token": "***"} if "token" in event else {})}


# The relay


def test_the_relay_passes_frames_on_and_records_them(file):
    async def run():
        async with loopback("openai_ga") as server, relay(server.websocket_url, file, dialect="openai_ga") as address:
            assert address.startswith("ws://127.0.0.1:")
            headers = {"Authorization": "Bearer sk-secret"}
            async with connect(f"{address}/v1/realtime?model=gpt-realtime", additional_headers=headers) as socket:
                created = json.loads(await socket.recv())
                await socket.send(json.dumps(UPDATE))
                await socket.recv()
            [connection] = server.connections
            return created, connection

    created, connection = asyncio.run(run())
    assert created["session"]["model"] == "gpt-realtime"
    assert connection.path == "/v1/realtime?model=gpt-realtime"
    assert connection.headers["Authorization"] == "Bearer sk-secret"
    assert kinds_of(file) == BOTH
    assert ends_of(file) == [("client", {"code": 1000, "reason": ""})]
    assert "secret" not in file.read_text()


def test_the_relay_closes_as_the_server_does_and_says_where_there_is_none(file):
    async def run():
        codes = []
        async with loopback("openai_ga") as server:
            server.on("session.update", dropped(4001))
            async with relay(server.websocket_url, file) as address, connect(address) as socket:
                await socket.recv()
                await socket.send(json.dumps(UPDATE))
                with pytest.raises(ConnectionClosed):
                    await socket.recv()
                codes.append(socket.close_code)
        async with relay(server.websocket_url, file) as address, connect(address) as socket:
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            codes.append((socket.close_code, "No connection to the server" in socket.close_reason))
        return codes

    assert asyncio.run(run()) == [4001, (1011, True)]
    assert [(by, end["code"]) for by, end in ends_of(file)] == [("server", 4001), ("server", 1011)]


def test_the_command_record_is_a_relay_until_it_is_interrupted(file):
    with loopback("openai_ga") as server:
        options = ["-o", str(file), "--port", "0", "--dialect", "openai_ga"]
        command = [sys.executable, "-m", "realtime_builder", "record", server.websocket_url, *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        address = process.stdout.readline().split()[0]
        with connect_sync(address) as socket:
            socket.recv()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert kinds_of(file) == BOTH[:1]


# Replay


def played(file, *frames, dialect="openai_ga", **scripts):
    """A recording of a talk with the loopback."""

    async def run():
        with record(file, dialect=dialect) as recorder:
            async with loopback(dialect, unknown="keep") as server:
                for kind, reply in scripts.items():
                    server.on(kind.replace("_", "."), reply)
                async with connect(server.websocket_url) as socket:
                    recorder.attach(socket)
                    await socket.recv()
                    for frame in frames:
                        await socket.send(json.dumps(frame))
                        await asyncio.wait_for(socket.recv(), 10)

    asyncio.run(run())
    return list(replay(file))


def test_a_good_session_has_its_states_and_nothing_else(file):
    remarks = played(file, UPDATE)
    assert [(each.kind, each.line, each.message) for each in remarks] == [
        ("phase", 4, "The session is configured"),
        ("session", 4, "Now others: audio.output.voice, instructions"),
        ("closed", 5, "The client closed the connection: 1000"),
    ]


def test_what_the_types_do_not_know_is_named(file):
    [unknown, *_] = played(file, {**UPDATE, "session": {"type": "realtime", "voise": 1}})
    assert str(unknown) == "3: warning: `session.update` has what the types do not know - at `session.voise` (unknown)"
    assert (unknown.sender, unknown.time > 0) == ("client", True)


@pytest.mark.parametrize(
    ("session", "foreseen"),
    [
        ({"type": "realtime", "output_modalities": ["text", "audio"]}, "`check` says so: `ga-modalities`"),
        ({"type": "realtime", "instructions": "A"}, "no check says so"),
        ({"type": "realtime", "audio": {"output": {"speed": 9}}}, "`check` says so: `not-of-its-type`"),
    ],
)
def test_a_refused_update_says_whether_a_check_would_have_said_so(session, foreseen, file):
    remarks = played(file, {**UPDATE, "session": session}, session_update=refused("Not so."))
    [refusal] = [each for each in remarks if each.kind == "refused"]
    assert refusal.message == f"The server refused an update: invalid_value: Not so.; {foreseen}"
    assert refusal.severity == "error"


def test_an_error_that_is_about_no_update_is_told(file):
    remarks = played(file, {"type": "response.cancel"}, response_cancel=refused("Nothing to cancel."))
    assert [(each.kind, each.message) for each in remarks] == [
        ("error", "The server says: invalid_value: Nothing to cancel."),
        ("closed", "The client closed the connection: 1000"),
    ]


def test_drift_between_sent_and_echoed_is_told(file):
    def another_voice(connection, event):
        [updated] = connection.answers(event)
        output = {**updated["session"]["audio"]["output"], "voice": "alloy"}
        return {
            **updated,
            "session": {**updated["session"], "audio": {**updated["session"]["audio"], "output": output}},
        }

    remarks = played(file, UPDATE, session_update=another_voice)
    [drifted] = [each for each in remarks if each.kind == "drift"]
    assert drifted.path == "session.audio.output.voice"
    assert drifted.message == "The server did not take it: sent 'marin', echoed 'alloy'"


@pytest.mark.parametrize("dialect", ["openai_ga", "openai_beta", "voicelive"])
def test_the_dialect_is_told_by_the_first_session(dialect, file):
    played(file, dialect=dialect)
    lines = file.read_bytes().replace(b'"dialect":"' + dialect.encode() + b'"', b'"dialect":null').splitlines()
    assert list(replay(lines)) == list(replay(lines, dialect=dialect))
    assert [each.kind for each in replay(lines)] == ["closed"]


def test_lines_that_are_none_are_told_and_passed_over(file):
    file.write_text(
        '{"recording": 1, "dialect": "openai_ga"}\nnonsense\n\n{"from": "me"}\n{"from": "client", "event": 5}\n'
    )
    remarks = list(replay(file))
    assert [(each.line, each.kind) for each in remarks] == [(2, "unreadable"), (4, "unreadable"), (5, "unreadable")]


@pytest.mark.parametrize("lines", [[], ["", "\n"], ['{"recording":1,"dialect":"openai_ga"}']])
def test_a_recording_without_a_frame_says_so(lines):
    assert [str(remark) for remark in replay(lines)] == ["1: warning: The recording has no frame (unreadable)"]


def test_recorded_audio_is_no_mistake(file):
    with record(file, dialect="openai_ga") as recorder:
        recorder.sent(APPEND)
        recorder.received({"type": "response.output_audio.delta", "delta": AUDIO})
    assert [(each.kind, each.message) for each in replay(file)] == [
        ("phase", "The session is configured"),
        ("phase", "The session is spoken"),
    ]


def test_replay_reads_a_frame_at_a_time_and_keeps_none(file):
    taken = 0

    def lines(frames):
        nonlocal taken
        for taken in range(frames):
            sent = taken % 2
            session = {**SESSION, "instructions": str(taken)}
            event = UPDATE if sent else {"type": "session.updated", "session": session}
            yield json.dumps({"from": "client" if sent else "server", "event": event})

    def left(frames):
        for remark in replay(lines(frames), dialect="openai_ga"):
            assert remark.line == taken + 1
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    left(20)
    tracemalloc.start()
    try:
        assert left(600) < left(60) + 20_000
    finally:
        tracemalloc.stop()


def test_the_command_replays_as_check_prints(file, capsys):
    played(file, {**UPDATE, "session": {"type": "realtime", "voise": 1}}, UPDATE, session_update=refused("No."))
    status = main(["replay", str(file)])
    out = capsys.readouterr().out.splitlines()
    assert status == 1
    assert out[0].startswith(f"{file}:3:1: warning: `session.update` has what the types do not know")
    assert out[-1].startswith(f"Replayed {file}: 2 errors, ")
    assert main(["replay", str(file), "--output-format", "json"]) == 1
    out = capsys.readouterr().out
    entries = json.loads(out)
    assert {each["rule"] for each in entries} == {"unknown", "refused", "closed"}
    assert out == msgspec.json.format(msgspec.json.encode(entries)).decode() + "\n"
    assert main(["replay", str(file), "--output-format", "github"]) == 1
    annotations = capsys.readouterr().out.splitlines()
    assert annotations[0].startswith(f"::warning file={file},line=3,col=1,title=unknown::`session.update` has")


def test_the_command_replay_fails_and_ignores_as_check_does(file, capsys):
    played(file, {**UPDATE, "session": {"type": "realtime", "voise": 1}})
    assert main(["replay", str(file)]) == 0
    assert main(["replay", str(file), "--fail-on", "warning"]) == 1
    capsys.readouterr()
    assert main(["replay", str(file), "--fail-on", "info", "-i", "unknown", "-i", "closed"]) == 0
    assert capsys.readouterr().out == f"Replayed {file}: nothing found\n"
    main(["replay", str(file), "--output-format", "json", "-i", "unknown", "-i", "closed"])
    assert capsys.readouterr().out == "[]\n"
    assert main(["replay", str(file), "--ignore", "unknwon"]) == 2
    assert "did you mean `unknown`?" in capsys.readouterr().err


def test_a_file_that_can_not_be_read_is_a_finding_as_of_check(capsys):
    for command in ("check", "replay"):
        assert main([command, "none.jsonl", "--output-format", "json"]) == 2
        [entry] = json.loads(capsys.readouterr().out)
        assert (entry["file"], entry["line"], entry["rule"]) == ("none.jsonl", 0, "unreadable")


def test_a_remark_that_was_made_before_is_counted(file, capsys):
    same = {**UPDATE, "session": {"type": "realtime", "voise": 1}}
    played(file, same, same, same)
    assert main(["replay", str(file)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "said before" in out[-1]
    assert sum("session.update`" in line for line in out) == 1
    main(["replay", str(file), "--all"])
    assert sum("session.update`" in line for line in capsys.readouterr().out.splitlines()) == 3


# Differences

GA = openai_ga.RealtimeSessionCreateRequest(instructions="Be brief.", audio={"output": {"voice": "cedar", "speed": 1}})


def test_a_configuration_is_compared_with_what_is_sent_today():
    assert sorted(str(each) for each in differences(GA, SESSION)) == [
        "ours 'cedar', theirs 'marin' - at `audio.output.voice`",
        "ours 1.0, theirs nothing - at `audio.output.speed`",
    ]


@pytest.mark.parametrize(
    "theirs",
    [
        {"type": "realtime", "instructions": "Be brief.", "audio": {"output": {"voice": "cedar", "speed": 1}}},
        encode(GA),
        encode(openai_ga.SessionUpdateEvent(event_id="e", session=GA)),
        openai_ga.SessionUpdateEvent(session=GA),
        GA,
    ],
)
def test_the_same_in_another_form_is_no_difference(theirs):
    assert differences(GA, theirs) == ()
    event = openai_ga.SessionUpdateEvent(session=GA)
    whole = {"type": "session.update", "event_id": "x", "session": GA.as_dict()}
    assert differences(event, whole) == ()


def test_null_nothing_and_unknown_members_are_differences():
    none = openai_ga.RealtimeSessionCreateRequest(tracing=None)
    found = differences(none, {"type": "realtime", "brand_new": {"a": 1}})
    assert {(each.path, each.ours is None) for each in found} == {("tracing", True), ("brand_new", False)}


def test_order_of_choices_and_spelling_of_voices_mean_the_same():
    beta = openai_beta.Session(modalities=["text", "audio"])
    assert differences(beta, {"modalities": ["audio", "text"]}) == ()
    live = voicelive.RequestSession(voice={"type": "openai", "name": "alloy"})
    assert differences(live, {"voice": "alloy"}) == ()
    assert [each.path for each in differences(live, {"voice": "ash"})] == ["voice"]


def test_a_recorded_secret_is_passed_over_and_none_is_shown():
    tool = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "authorization": "sk-secret"}
    config = openai_ga.RealtimeSessionCreateRequest(tools=[tool])
    assert differences(config, {"type": "realtime", "tools": [{**tool, "authorization": "***"}]}) == ()
    [other] = differences(config, {"type": "realtime"})
    assert "secret" not in str(other) + repr(other)


def test_what_is_no_configuration_or_no_object_is_refused():
    with pytest.raises(ValidationError, match="Expected a configuration"):
        differences({"type": "realtime"}, SESSION)
    with pytest.raises(ValidationError, match="Expected a frame with a JSON object"):
        differences(GA, b"[1]")
