"""The loopback server does what the vendors document, over real WebSockets."""

import asyncio
import importlib
import json
import signal
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import edits
from websockets.asyncio.client import connect
from websockets.sync.client import connect as connect_sync

from realtime_builder import ValidationError, diff, encode, openai_beta, openai_ga, voicelive
from realtime_builder.interop.drift import drift
from realtime_builder.openai_ga.server_events import decode_translation_server_event
from realtime_builder.testing import loopback, serve

Session = openai_ga.RealtimeSessionCreateRequest


def talk(dialect, *frames, path="/v1/realtime?model=gpt-realtime", **options):
    """The server's first event, and its answers to some frames, all of which it answers."""

    async def run():
        async with loopback(dialect, **options) as server, connect(server.websocket_url + path) as socket:
            answers = [json.loads(await socket.recv())]
            for frame in frames:
                await socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
                while True:
                    answers.append(json.loads(await asyncio.wait_for(socket.recv(), 10)))
                    kind = answers[-1]["type"]
                    if kind == "response.done" or not kind.startswith(("response.", "conversation.")):
                        break
            return answers

    return asyncio.run(run())


def update(**session):
    return {"type": "session.update", "session": session}


def error_of(answer):
    assert answer["type"] == "error"
    assert answer["event_id"].startswith("event_")
    assert answer["error"]["type"] == "invalid_request_error"
    return {name: value for name, value in answer["error"].items() if name != "type"}


# The first event


@pytest.mark.parametrize(
    ("dialect", "path", "event", "kind"),
    [
        ("openai_ga", "/v1/realtime?model=m", "session.created", "realtime"),
        ("openai_ga", "/v1/realtime?intent=transcription", "session.created", "transcription"),
        ("openai_ga", "/v1/realtime/translations?model=m", "session.created", "translation"),
        ("openai_beta", "/v1/realtime?model=m", "session.created", None),
        ("openai_beta", "/v1/realtime?intent=transcription", "transcription_session.created", None),
        ("voicelive", "/voice-live/realtime?api-version=x&model=m", "session.created", None),
    ],
)
def test_a_connection_begins_with_a_session(dialect, path, event, kind):
    [created] = talk(dialect, path=path)
    assert created["type"] == event
    assert created["session"]["id"] == "sess_1"
    assert created["session"].get("model") == (None if "intent" in path else "m")
    assert created["session"].get("type") == kind


@pytest.mark.parametrize(
    ("dialect", "session"),
    [("openai_beta", openai_beta.Session), ("voicelive", voicelive.RequestSession), ("openai_ga", Session)],
)
def test_a_session_begins_with_what_a_client_could_have_sent(dialect, session):
    [created] = talk(dialect)
    given_by_server = {"id", "object", "expires_at"}
    members = {name: value for name, value in created["session"].items() if name not in given_by_server}
    assert session.from_dict(members).as_dict() == members


def test_sessions_have_names_of_their_own():
    async def first_name(url):
        async with connect(url) as socket:
            return json.loads(await socket.recv())["session"]["id"]

    async def run():
        async with loopback("openai_ga") as server:
            return [await first_name(server.websocket_url), await first_name(server.websocket_url)]

    assert asyncio.run(run()) == ["sess_1", "sess_2"]


# Updates


def test_omitted_keeps_and_null_turns_off():
    first, second, third = talk(
        "openai_ga",
        update(type="realtime", instructions="Be brief.", audio={"input": {"turn_detection": None}}),
        update(type="realtime", audio={"output": {"voice": "marin"}}, tracing="auto"),
    )
    assert first["session"]["audio"]["input"]["turn_detection"]["type"] == "server_vad"
    assert second["type"] == third["type"] == "session.updated"
    session = third["session"]
    assert session["instructions"] == "Be brief."
    assert session["audio"]["input"]["turn_detection"] is None
    assert session["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert (session["audio"]["output"]["voice"], session["audio"]["output"]["speed"]) == ("marin", 1.0)
    assert session["tracing"] == "auto"


def test_an_object_replaces_the_old_one():
    answers = talk(
        "openai_beta",
        update(turn_detection={"type": "server_vad", "threshold": 0.9, "silence_duration_ms": 900}),
        update(turn_detection={"type": "server_vad", "threshold": 0.4}),
    )
    assert answers[-1]["session"]["turn_detection"] == {"type": "server_vad", "threshold": 0.4}


def test_strength_of_noise_reduction_is_kept_as_documented():
    def noise_reduction(**members):
        return update(type="realtime", audio={"input": {"noise_reduction": members}})

    answers = talk("openai_ga", noise_reduction(type="near_field", strength=0.5), noise_reduction(type="far_field"))
    assert answers[-1]["session"]["audio"]["input"]["noise_reduction"] == {"type": "far_field", "strength": 0.5}


def test_bytes_are_as_good_as_text():
    event = openai_ga.SessionUpdateEvent(session=Session(instructions="Hi."))
    answers = talk("openai_ga", encode(event), encode(event).decode())
    assert [each["type"] for each in answers[1:]] == ["session.updated"] * 2


def test_a_transcription_session_is_updated_by_its_own_event():
    session = {"input_audio_transcription": {"model": "whisper-1"}, "turn_detection": None}
    created, updated, refused = talk(
        "openai_beta",
        {"type": "transcription_session.update", "session": session},
        update(voice="alloy"),
        path="/v1/realtime?intent=transcription",
    )
    assert created["session"]["turn_detection"]["type"] == "server_vad"
    assert updated["type"] == "transcription_session.updated"
    assert updated["session"].items() >= session.items()
    assert error_of(refused)["param"] == "type"


def test_a_translation_session_is_updated_and_closed():
    _, updated, closed = talk(
        "openai_ga",
        update(audio={"output": {"language": "de"}}),
        {"type": "session.close"},
        path="/v1/realtime/translations?model=gpt-realtime-translate",
    )
    event = decode_translation_server_event(json.dumps(updated))
    assert event.session.audio.output.language == "de"
    assert event.session["model"] == "gpt-realtime-translate"
    assert closed["type"] == "session.closed"


# What is refused


VOICE = {
    "openai_ga": lambda voice: update(type="realtime", audio={"output": {"voice": voice}}),
    "openai_beta": lambda voice: update(voice=voice),
    "voicelive": lambda voice: update(voice=voice),
}


@pytest.mark.parametrize("dialect", VOICE)
def test_the_voice_is_fixed_once_the_model_has_spoken(dialect):
    answers = talk(dialect, VOICE[dialect]("marin"), {"type": "response.create"}, VOICE[dialect]("cedar"))
    assert answers[-2]["type"] == "response.done"
    assert error_of(answers[-1]) == {
        "code": "cannot_update_voice",
        "message": "Cannot update a conversation's voice if assistant audio is present.",
        "param": None,
        "event_id": None,
    }
    same = talk(dialect, VOICE[dialect]("marin"), {"type": "response.create"}, VOICE[dialect]("marin"))
    assert same[-1]["type"] == "session.updated"


@pytest.mark.parametrize(
    ("dialect", "kind", "voice"),
    [
        ("openai_ga", {"type": "realtime"}, lambda voice: {"audio": {"output": {"voice": voice}}}),
        ("openai_beta", {}, lambda voice: {"voice": voice}),
    ],
)
def test_the_voice_of_a_response_is_fixed_too(dialect, kind, voice):
    def respond(response):
        return {"type": "response.create", "response": response}

    answers = talk(
        dialect,
        update(**kind, **voice("marin")),
        respond({}),
        respond(voice("cedar")),
        respond(voice("marin")),
        respond({"instructions": "Hi."}),
    )
    ends = [answer for answer in answers if answer["type"] in ("response.done", "error")]
    assert [end["type"] for end in ends] == ["response.done", "error", "response.done", "response.done"]
    assert error_of(ends[1])["code"] == "cannot_update_voice"
    free = talk(dialect, update(**kind, **voice("marin")), respond(voice("cedar")))
    assert free[-1]["type"] == "response.done"


@pytest.mark.parametrize("event", ["session.update", "transcription_session.update"])
def test_what_names_a_session_is_the_servers(event):
    own = {"id": "hack", "object": "realtime.session", "expires_at": 1}
    path = "/v1/realtime?intent=transcription" if event.startswith("transcription") else "/v1/realtime"
    created, updated = talk("openai_beta", {"type": event, "session": own}, path=path, unknown="keep")
    assert updated["type"] == f"{event}d"
    assert updated["session"] == created["session"]
    assert created["session"]["id"] == "sess_1"


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = {"a": value}
    return value


def test_what_is_nested_too_deeply_is_refused():
    async def run():
        async with loopback("openai_ga") as server, connect(server.websocket_url) as socket:
            answers = [json.loads(await socket.recv())]
            for depth in (50, 600):
                event = update(type="realtime", tracing={"metadata": nested(depth)})
                await socket.send(json.dumps(event))
                answers.append(json.loads(await socket.recv()))
            return answers, server.connections[0].session

    (_, updated, refused), session = asyncio.run(run())
    assert updated["type"] == "session.updated"
    assert error_of(refused) == {
        "code": "invalid_value",
        "message": "Nested too deeply.",
        "param": None,
        "event_id": None,
    }
    assert session.tracing.metadata == nested(50)


@pytest.mark.parametrize(
    ("dialect", "response"), [("openai_ga", {"output_modalities": ["text"]}), ("openai_beta", {"modalities": ["text"]})]
)
def test_the_voice_is_free_after_text(dialect, response):
    answers = talk(dialect, {"type": "response.create", "response": response}, VOICE[dialect]("cedar"))
    kinds = [each["type"] for each in answers[1:]]
    assert (kinds[0], kinds[-2:]) == ("response.created", ["response.done", "session.updated"])
    assert not any("audio" in kind for kind in kinds)


def test_a_session_of_text_does_not_speak():
    answers = talk(
        "openai_ga",
        update(type="realtime", output_modalities=["text"]),
        {"type": "response.create"},
        VOICE["openai_ga"]("cedar"),
    )
    assert answers[-1]["type"] == "session.updated"


@pytest.mark.parametrize("dialect", VOICE)
def test_the_model_never_changes(dialect):
    kind = {"type": "realtime"} if dialect == "openai_ga" else {}
    same, other = talk(dialect, update(**kind, model="gpt-realtime"), update(**kind, model="gpt-realtime-2"))[1:]
    assert same["type"] == "session.updated"
    assert error_of(other)["param"] == "session.model"


def test_tracing_is_fixed_once_it_is_on():
    on, other, off = talk(
        "openai_beta", update(tracing="auto"), update(tracing={"workflow_name": "x"}), update(tracing=None)
    )[1:]
    assert on["session"]["tracing"] == "auto"
    assert error_of(other)["param"] == "session.tracing"
    assert off["session"]["tracing"] is None


def test_the_type_of_session_is_required_and_fixed():
    missing, ambiguous, other = talk("openai_ga", update(instructions="Hi."), update(), update(type="transcription"))[
        1:
    ]
    for answer in (missing, ambiguous):
        assert error_of(answer)["code"] == "missing_required_parameter"
    assert error_of(missing)["param"] == "session.type"
    assert error_of(other)["param"] == "session.type"


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (
            {**update(type="realtime", voise="alloy"), "event_id": "e1"},
            {
                "code": "unknown_parameter",
                "message": "Unknown parameter: 'session.voise'.",
                "param": "session.voise",
                "event_id": "e1",
            },
        ),
        (
            update(type="realtime", audio={"output": {"speed": 9}}),
            {
                "code": "invalid_value",
                "message": "Expected `float` <= 1.5, got 9.",
                "param": "session.audio.output.speed",
                "event_id": None,
            },
        ),
        (
            update(type="realtime", tools=[{"type": "function", "name": "f", "strcit": True}]),
            {
                "code": "unknown_parameter",
                "message": "Unknown parameter: 'session.tools[0].strcit'.",
                "param": "session.tools[0].strcit",
                "event_id": None,
            },
        ),
        (
            {"type": "conversation.item.delete"},
            {
                "code": "missing_required_parameter",
                "message": "Missing required parameter: 'item_id'.",
                "param": "item_id",
                "event_id": None,
            },
        ),
        (
            {"event_id": "e2"},
            {
                "code": "missing_required_parameter",
                "message": "Missing required parameter: 'type'.",
                "param": "type",
                "event_id": "e2",
            },
        ),
        (
            "{",
            {
                "code": "invalid_event",
                "message": "Not valid JSON: Input data was truncated",
                "param": None,
                "event_id": None,
            },
        ),
        (
            "[]",
            {"code": "invalid_value", "message": "Expected `object`, got `array`.", "param": None, "event_id": None},
        ),
    ],
)
def test_what_is_wrong_is_answered_in_the_vendors_words(frame, error):
    created, refused, after = talk("openai_ga", frame, update(type="realtime"))
    assert error_of(refused) == error
    assert after["session"] == created["session"]


def test_an_unknown_event_is_refused():
    [_, refused] = talk("voicelive", {"type": "session.updaet"})
    assert error_of(refused)["param"] == "type"
    assert "did you mean `session.update`?" in error_of(refused)["message"]


def test_a_refused_update_changes_nothing():
    answers = talk(
        "openai_beta", {"type": "response.create"}, update(instructions="New.", voice="ash"), update(speed=1.5)
    )
    assert (answers[-1]["session"]["instructions"], answers[-1]["session"]["voice"]) == ("", "alloy")


def test_members_that_are_newer_than_the_library_can_be_let_through():
    frame = update(mood={"a": None})
    assert error_of(talk("openai_beta", frame)[-1])["code"] == "unknown_parameter"
    assert talk("openai_beta", frame, unknown="keep")[-1]["session"]["mood"] == {"a": None}


# Responses


@pytest.mark.parametrize(
    ("dialect", "delta"),
    [
        ("openai_ga", "response.output_audio.delta"),
        ("openai_beta", "response.audio.delta"),
        ("voicelive", "response.audio.delta"),
    ],
)
def test_a_response_is_a_moment_of_silence(dialect, delta):
    _, created, *between, done = talk(dialect, {"type": "response.create"})
    [audio] = [event for event in between if event["type"] == delta]
    assert (created["type"], done["type"]) == ("response.created", "response.done")
    assert created["response"]["id"] == audio["response_id"] == done["response"]["id"]
    assert (created["response"]["status"], done["response"]["status"]) == ("in_progress", "completed")
    assert set(audio["delta"]) == {"A"}


def test_a_transcription_session_gives_no_responses():
    answers = talk("openai_ga", {"type": "response.create"}, path="/v1/realtime?intent=transcription")
    assert error_of(answers[-1])["param"] == "type"


# Records


def test_everything_is_recorded():
    async def run():
        async with loopback("openai_ga") as server:
            headers = {"Authorization": "Bearer x"}
            async with connect(f"{server.websocket_url}/v1/realtime?model=m", additional_headers=headers) as socket:
                await socket.recv()
                await socket.send('{"type": "input_audio_buffer.clear"}')
                await socket.send(b'{"type":"session.update","session":{"type":"realtime","tracing":null}}')
                await socket.recv()
            [connection] = server.connections
            return server, connection

    server, connection = asyncio.run(run())
    assert server.url == server.websocket_url.replace("ws://", "http://")
    assert connection.path == "/v1/realtime?model=m"
    assert connection.headers["Authorization"] == "Bearer x"
    assert connection.frames == [
        '{"type": "input_audio_buffer.clear"}',
        b'{"type":"session.update","session":{"type":"realtime","tracing":null}}',
    ]
    assert connection.events[1]["session"] == {"type": "realtime", "tracing": None}
    assert isinstance(connection.session, Session)
    assert (connection.session.model, connection.session.tracing) == ("m", None)


def test_a_test_can_send_the_client_anything():
    async def run():
        async with loopback("openai_ga") as server, connect(server.websocket_url) as socket:
            await socket.recv()
            [connection] = server.connections
            await connection.send({"type": "rate_limits.updated", "rate_limits": []})
            await connection.send(openai_ga.ResponseCancelEvent(event_id="e"))
            return [await socket.recv(), await socket.recv()]

    assert asyncio.run(run()) == [
        '{"type":"rate_limits.updated","rate_limits":[]}',
        '{"type":"response.cancel","event_id":"e"}',
    ]


def test_a_client_that_is_gone_harms_nobody():
    async def run():
        async with loopback("openai_ga") as server:
            async with connect(server.websocket_url) as socket:
                await socket.recv()
                socket.transport.abort()
            async with connect(server.websocket_url) as socket:
                return json.loads(await socket.recv())["session"]["id"]

    assert asyncio.run(run()) == "sess_2"


def test_an_unknown_dialect_is_an_error_at_once():
    with pytest.raises(ValidationError) as caught:
        loopback("openai_gaa")
    assert str(caught.value) == (
        "Expected one of `openai_ga`, `openai_beta`, `voicelive`, `openai_live`, got 'openai_gaa'; did you mean `openai_ga`?"
    )


def test_other_arguments_that_are_wrong_are_errors_at_once():
    with pytest.raises(ValidationError, match="Expected `unknown` to be 'error', 'keep' or 'drop', got 'bogus'"):
        loopback("openai_ga", unknown="bogus")
    with pytest.raises(ValidationError, match="Expected one of `openai_ga`"):
        loopback([1])


def test_serve_runs_until_it_is_interrupted():
    """In a process of its own, as the command line has it; interrupted as by Ctrl-C."""
    code = """
        import signal
        from realtime_builder.testing import serve

        # A job in the background of a script is started with interrupts ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)

        def ready(server):
            print(server.websocket_url, flush=True)

        serve("openai_beta", port=0, on_ready=ready, on_frame=lambda connection, frame: print(frame, flush=True))
        print("over")
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as process:
        with connect_sync(process.stdout.readline().strip()) as socket:
            socket.recv()
            socket.send('{"type":"input_audio_buffer.clear"}')
            assert process.stdout.readline() == '{"type":"input_audio_buffer.clear"}\n'
        try:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, rest) == (0, "over\n")


def test_serve_says_when_the_port_is_taken():
    async def run():
        async with loopback("openai_ga") as server:
            port = int(server.url.rpartition(":")[2])
            with pytest.raises(OSError, match=r"address already in use|error while attempting to bind"):
                await asyncio.to_thread(serve, "openai_ga", port=port)

    asyncio.run(run())


# Edits, over the wire


SESSIONS = {
    "openai_ga": ("/v1/realtime?model=m", "SessionUpdateEvent", Session),
    "openai_ga, transcription": (
        "/v1/realtime?intent=transcription",
        "SessionUpdateEvent",
        openai_ga.RealtimeTranscriptionSessionCreateRequest,
    ),
    "openai_ga, translation": (
        "/v1/realtime/translations",
        "RealtimeTranslationSessionUpdateEvent",
        openai_ga.RealtimeTranslationSessionUpdateRequest,
    ),
    "openai_beta": ("/v1/realtime?model=m", "SessionUpdateEvent", openai_beta.Session),
    "openai_beta, transcription": (
        "/v1/realtime?intent=transcription",
        "TranscriptionSessionUpdate",
        openai_beta.TranscriptionSession,
    ),
    "voicelive": ("/voice-live/realtime?model=m", "ClientEventSessionUpdate", voicelive.RequestSession),
}
FIXED = ("model", "tracing", "id", "object", "expires_at")


def edited(draw, session):
    """The session after a random edit that a server allows and a patch can say; None where it can't."""
    changes = {name: value for name, value in draw(edits(type(session))).items() if name not in FIXED}
    new = session.copy_with(**changes)
    audio = getattr(new, "audio", None)
    noise = getattr(getattr(audio, "input", None), "noise_reduction", None)
    if noise and "strength" in noise:
        return None  # a server keeps the strength when it is omitted
    try:
        return new if session.merge(diff(session, new)) == new else None
    except ValidationError:
        return None


@pytest.mark.parametrize("kind", SESSIONS)
def test_after_each_update_the_servers_session_is_the_local_one(kind):
    dialect = kind.partition(",")[0]
    path, event_name, session_type = SESSIONS[kind]
    event = getattr(importlib.import_module(f"realtime_builder.{dialect}"), event_name)
    server_events = importlib.import_module(f"realtime_builder.{dialect}.server_events")
    read = getattr(server_events, "decode_translation_server_event" if "translation" in kind else "decode_server_event")
    updates = 0

    async def run(draw):
        nonlocal updates
        async with loopback(dialect) as server, connect(server.websocket_url + path) as socket:
            local = read(await socket.recv()).session
            assert isinstance(local, session_type)
            for _ in range(4):
                new = edited(draw, local)
                if new is None:
                    continue
                patch = diff(local, new)
                await socket.send(encode(event(session=patch)), text=True)
                answer = read(await socket.recv())
                assert answer["type"].endswith("session.updated"), answer
                assert answer.session == new
                assert server.connections[0].session == new
                assert drift(patch, answer.session) == ()
                local, updates = new, updates + 1

    @given(st.data())
    def check(data):
        asyncio.run(run(data.draw))

    check()
    assert updates > 10


def test_many_connections_are_kept_apart():
    """A hundred at once, each with its own instructions on one shared base."""
    base = Session(instructions="base", tools=[{"type": "function", "name": f"f{i}"} for i in range(20)])

    async def one(url, i):
        own = base.copy_with(instructions=f"caller {i}")
        async with connect(url, compression=None) as socket:
            await socket.recv()
            await socket.send(encode(openai_ga.SessionUpdateEvent(session=own, event_id=str(i))), text=True)
            echoed = json.loads(await socket.recv())
            return echoed["type"], echoed["session"]["instructions"], len(echoed["session"]["tools"])

    async def run():
        async with loopback("openai_ga") as server:
            answers = await asyncio.gather(*(one(server.websocket_url, i) for i in range(100)))
            return answers, sorted(int(each.events[0]["event_id"]) for each in server.connections)

    answers, seen = asyncio.run(run())
    assert answers == [("session.updated", f"caller {i}", 20) for i in range(100)]
    assert seen == list(range(100))
