"""The loopback server's HTTP: OpenAI's real clients, sidebands, and requests that no client of theirs sends."""

import asyncio
import json
import socket

import pytest
from interop.frames import exactly, nulls, ours
from openai import BadRequestError, NotFoundError, OpenAI
from websockets.exceptions import ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect

from realtime_builder import drift, openai_beta, openai_ga, openai_live
from realtime_builder.testing import Request, loopback

TRANSPORT = openai_live.WebRTCTransport(sdp="v=0")
SESSION = openai_ga.RealtimeSessionCreateRequest(instructions=None).with_voice("marin").with_turn_detection(None)
MEDIA = openai_live.MediaSessionConfig(
    model="gpt-live-1", instructions=None, safety_identifier=None, store=True, idle_timeout_s=20
).with_delegation("gpt-5.5", instructions=None)


@pytest.fixture
def live():
    with loopback("openai_live") as server, client_of(server) as client:
        yield server, client


@pytest.fixture
def ga():
    with loopback("openai_ga") as server, client_of(server) as client:
        yield server, client


def client_of(server, key="none"):
    return OpenAI(api_key=key, base_url=f"{server.url}/v1", max_retries=0)


def created(client, session=MEDIA):
    return client.live.create(session=session.as_dict(), transport=TRANSPORT.as_dict()).session.id


# Bodies

FORK = openai_live.MediaSessionForkConfig().with_reasoning_effort(None)
ACCEPTED = openai_live.AcceptSession(model="gpt-live-1", instructions=None, input=None).with_delegation(None)
REQUESTS = [
    ("POST", "", openai_live.LiveCreateParams(session=MEDIA, transport=TRANSPORT), lambda live: live.create),
    ("POST", "/sess_1/fork", openai_live.SessionForkParams(transport=TRANSPORT), lambda live: live.sessions.fork),
    (
        "POST",
        "/sess_1/fork",
        openai_live.SessionForkParams(session=FORK, transport=TRANSPORT),
        lambda live: live.sessions.fork,
    ),
    ("POST", "/sip_1/accept", openai_live.SessionAcceptParams(session=ACCEPTED), lambda live: live.sessions.accept),
    ("POST", "/sip_1/refer", openai_live.SessionReferParams(target_uri="tel:1"), lambda live: live.sessions.refer),
    ("POST", "/sip_2/reject", openai_live.SessionRejectParams(status_code=603), lambda live: live.sessions.reject),
    ("POST", "/sip_1/hangup", None, lambda live: live.sessions.hangup),
    ("GET", "/sess_1/content", None, lambda live: live.sessions.download_recording),
]


def test_every_null_is_in_the_bodies(live):
    server, client = live
    for method, place, body, call in REQUESTS:
        name = [place.split("/")[1]] if place else []
        call(client.live)(*name, **({} if body is None else body.as_dict()))
        request = server.requests[-1]
        assert (request.method, request.path, request.config) == (method, f"/v1/live/sessions{place}", body)
        assert request.headers["authorization"] == "Bearer none"
        if body is not None:
            assert exactly(request.body) == ours(body)
            assert request.json == body.as_dict()
    assert len(server.requests) == len(REQUESTS)
    assert nulls(server.requests[0].json) == [
        "$.session.delegation.responses.instructions",
        "$.session.instructions",
        "$.session.safety_identifier",
    ]
    assert nulls(server.requests[3].json) == ["$.session.delegation", "$.session.input", "$.session.instructions"]


def test_an_answer_names_the_session(live):
    _, client = live
    answer = client.live.create(session=MEDIA.as_dict(), transport=TRANSPORT.as_dict())
    assert (answer.session.id, answer.transport.type, answer.transport.sdp) == ("sess_1", "webrtc", "v=0\r\n")
    assert client.live.sessions.fork("sess_1", transport=TRANSPORT.as_dict()).session.id == "sess_2"
    assert client.live.sessions.accept("sip_1", session=ACCEPTED.as_dict()) is None


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"voice": "marin"}, "unknown_parameter", "session.voice"),
        ({"audio": {"format": {"type": "audio/pcm", "rate": 24000}}}, "unknown_parameter", "session.audio.format"),
        ({"audio": {"output": {"voice": "nova"}}}, "forbidden", "session.audio.output.voice"),
        ({"store": "yes"}, "invalid_value", "session.store"),
        ({"delegation": {"type": "responses"}}, "missing_required_parameter", "session.delegation.responses"),
    ],
)
def test_a_body_is_refused_as_a_frame_is(live, change, code, param):
    server, client = live
    with pytest.raises(BadRequestError) as caught:
        client.live.create(session=MEDIA.as_dict() | change, transport=TRANSPORT.as_dict())
    assert (caught.value.code, caught.value.param) == (code, param)
    assert server.requests[-1].json["session"] == MEDIA.as_dict() | change
    with pytest.raises(InvalidStatus), client.live.sideband.connect(session_id="sess_1"):
        pass


@pytest.mark.parametrize(
    "call",
    [
        lambda live: live.sessions.hangup("sess_9"),
        lambda live: live.sessions.refer("sess_9", target_uri="tel:1"),
        lambda live: live.sessions.fork("sess_9", transport=TRANSPORT.as_dict()),
        lambda live: live.sessions.download_recording("sess_9"),
        lambda live: live._post("/live/nothing", cast_to=object),
    ],
)
def test_what_is_not_there_is_not_found(live, call):
    _, client = live
    created(client)
    with pytest.raises(NotFoundError):
        call(client.live)


def test_only_what_is_stored_is_forked_and_downloaded(live):
    _, client = live
    name = created(client, MEDIA.without("store"))
    with pytest.raises(NotFoundError):
        client.live.sessions.fork(name, transport=TRANSPORT.as_dict())
    with pytest.raises(NotFoundError):
        client.live.sessions.download_recording(name)


def test_a_call_is_answered_once(live):
    _, client = live
    client.live.sessions.accept("sip_1", session=ACCEPTED.as_dict())
    for again in (
        lambda: client.live.sessions.accept("sip_1", session=ACCEPTED.as_dict()),
        lambda: client.live.sessions.reject("sip_1", status_code=486),
    ):
        with pytest.raises(BadRequestError):
            again()


# Sidebands


def test_a_sideband_joins_the_session_that_runs(live):
    server, client = live
    name = created(client)
    join = client.live.sideband.connect
    with join(session_id=name) as one, join(session_id=name, graceful_close=True) as other:
        one.session.update(session={"delegation": {"type": "responses", "responses": {"instructions": "Look it up."}}})
        updates = [one.recv(), other.recv()]
        assert updates[0] == updates[1]
        assert updates[0].session.delegation.responses.instructions == "Look it up."
        assert updates[0].session.id == name
        other.transport.dtmf.send(event="5")
        assert [one.recv().type, other.recv().type] == ["transport.dtmf.sent"] * 2
        one.send({"type": "session.input_audio.append", "audio": "AAAA"})
        assert "transport.dtmf.send" in one.recv().error.message  # which the other one is not told
        told = MEDIA.transform("delegation.responses.instructions", "Look it up.")
        assert drift(told, server.connections[0].session) == ()
        assert isinstance(server.connections[0].session, openai_live.MediaSessionConfig)
        client.live.sessions.hangup(name)
        for connection in (one, other):
            closed = connection.recv()
            assert (closed.type, closed.reason) == ("session.closed", "remote_hangup")
            with pytest.raises(ConnectionClosedOK):
                connection.recv()
    with pytest.raises(InvalidStatus), join(session_id=name):
        pass
    assert client.live.sessions.fork(name, transport=TRANSPORT.as_dict()).session.id  # which was stored


def test_a_session_on_a_websocket_has_a_sideband_too(live):
    _, client = live
    with client.live.connect() as connection:
        connection.session.start(session={"model": "gpt-live-1"})
        name = connection.recv().session.id
        with client.live.sideband.connect(session_id=name) as sideband:
            sideband.session.commentary.append(content="Found it.", delegation_id=None)
            assert sideband.recv() == connection.recv()
        connection.session.close()
        assert connection.recv().type == "session.closed"
    with pytest.raises(InvalidStatus), client.live.sideband.connect(session_id=name):
        pass


def test_a_call_of_realtime_is_joined_by_its_name(ga):
    server, client = ga
    accepted = openai_ga.CallAcceptParams(model="gpt-realtime-2", instructions=None).with_voice("marin")
    client.realtime.calls.accept("rtc_1", **accepted.as_dict())
    assert exactly(server.requests[0].body) == ours(accepted)
    with client.realtime.connect(call_id="rtc_1") as connection:
        assert connection.recv().session.audio.output.voice == "marin"
        client.realtime.calls.refer("rtc_1", target_uri="tel:1")
        client.realtime.calls.hangup("rtc_1")
        with pytest.raises(ConnectionClosedOK):
            connection.recv()
    client.realtime.calls.reject("rtc_2")
    assert [request.config for request in server.requests[1:]] == [
        openai_ga.CallReferParams(target_uri="tel:1"),
        None,
        openai_ga.CallRejectParams(),
    ]
    with pytest.raises(InvalidStatus), client.realtime.connect(call_id="rtc_1"):
        pass


# Secrets, and calls over WebRTC


def test_a_secret_starts_a_session_with_its_settings(ga):
    server, client = ga
    body = openai_ga.ClientSecretCreateParams(session=SESSION)
    secret = client.realtime.client_secrets.create(**body.as_dict())
    assert exactly(server.requests[0].body) == ours(body)
    assert secret.session.audio.output.voice == "marin"
    browser = client_of(server, secret.value)
    with browser.realtime.connect(model="gpt-realtime-2") as connection:
        session = connection.recv().session
        assert session.audio.output.voice == "marin"
        assert session.audio.input.turn_detection is None
    call = browser.realtime.calls.create(sdp="v=0")
    with client.realtime.connect(call_id=call.response.headers["location"].split("/")[-1]) as connection:
        assert connection.recv().session.audio.output.voice == "marin"


def test_secrets_of_other_kinds_of_session(ga):
    server, client = ga
    transcription = openai_ga.RealtimeTranscriptionSessionCreateRequest().with_transcription(None)
    secret = client.realtime.client_secrets.create(session=transcription.as_dict())
    assert secret.session.type == "transcription"
    with client_of(server, secret.value).realtime.connect() as connection:
        assert connection.recv().session.type == "transcription"
    translation = openai_ga.RealtimeTranslationSessionCreateRequest.from_dict(
        {"model": "gpt-realtime-translate", "audio": {"input": {"noise_reduction": None}, "output": {"language": "de"}}}
    )
    body = openai_ga.TranslationClientSecretCreateParams(session=translation)
    assert client.realtime.translations.client_secrets.create(**body.as_dict()).session.audio.output.language == "de"
    assert exactly(server.requests[-1].body) == ours(body)
    assert client.realtime.client_secrets.create().session.type == "realtime"


def test_a_call_is_a_form(ga):
    server, client = ga
    body = openai_ga.CallCreateParams(sdp="v=0\r\no=-", session=SESSION)
    answer = client.realtime.calls.create(**body.as_dict())
    assert answer.read() == b"v=0\r\n"
    assert answer.response.headers["location"] == "/v1/realtime/calls/sess_1"
    [request] = server.requests
    assert (request.config, request.json) == (body, body.as_dict())
    assert nulls(request.json) == ["$.session.audio.input.turn_detection", "$.session.instructions"]


def test_a_session_of_the_beta_has_its_secret_inside():
    with loopback("openai_beta") as server, client_of(server) as client:
        session = openai_beta.Session(instructions="Be brief.", turn_detection=None)
        answer = client.beta.realtime.sessions.create(**session.as_dict())
        assert (answer.instructions, answer.turn_detection) == ("Be brief.", None)
        assert exactly(server.requests[0].body) == ours(session)
        with connect(
            f"{server.websocket_url}/v1/realtime",
            additional_headers={"Authorization": f"Bearer {answer.client_secret.value}"},
        ) as socket:
            assert json.loads(socket.recv())["session"]["instructions"] == "Be brief."
        transcription = openai_beta.TranscriptionSession(turn_detection=None)
        assert client.beta.realtime.transcription_sessions.create(**transcription.as_dict()).client_secret.value


# What no client of theirs sends


def raw(server, data, *, shut=False):
    with socket.create_connection(server._address, timeout=5) as line:
        line.sendall(data)
        if shut:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer


def posted(path, body, headers="Content-Type: application/json"):
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"nonsense\r\n\r\n", 400),
        (b"POST /v1/realtime/calls HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /v1/realtime/calls HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /v1/realtime/calls HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (posted("/v1/realtime/client_secrets", b"{"), 400),
        (posted("/v1/realtime/client_secrets", b"\xff"), 400),
        (posted("/v1/realtime/client_secrets", b"[" * 5000 + b"]" * 5000), 400),
        (posted("/v1/realtime/client_secrets", b'{"sesion":{}}'), 400),
        (posted("/v1/realtime/calls", b"nonsense", "Content-Type: multipart/form-data; boundary=x"), 400),
        (
            posted(
                "/v1/realtime/calls",
                b'--x\r\nContent-Disposition: form-data; name="sdp"\r\nContent-Type: application/json\r\n\r\n{\r\n--x--',
                "Content-Type: multipart/form-data; boundary=x",
            ),
            400,
        ),
        (posted("/v1/realtime/calls?model=gpt-realtime-2", b"v=0", "Content-Type: application/sdp"), 201),
        (posted("/v1/realtime/client_secrets?x=1", b'{"session":{"type":"realtime","tracing":null}}'), 200),
    ],
)
def test_whatever_comes_is_answered(ga, data, status):
    server, _ = ga
    assert raw(server, data).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_request_without_a_body_has_no_json(ga):
    server, _ = ga
    raw(server, b"GET /v1/models HTTP/1.1\r\n\r\n")
    assert (server.requests[-1].body, server.requests[-1].json, server.requests[-1].config) == (b"", None, None)


def test_a_client_that_says_nothing_or_half_is_no_trouble(ga):
    server, client = ga
    assert raw(server, b"", shut=True) == b""
    assert raw(server, b"POST /v1/realtime/calls HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf", shut=True) == b""
    with socket.create_connection(server._address):
        assert client.realtime.client_secrets.create().value  # served beside one that waits


def test_a_server_ends_whoever_is_connected():
    with loopback("openai_ga") as server:
        silent = socket.create_connection(server._address, timeout=5)
        halfway = socket.create_connection(server._address, timeout=5)
        halfway.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        client_of(server).realtime.client_secrets.create()
    for line in (silent, halfway):
        with line, pytest.raises((ConnectionError, AssertionError)):
            assert line.recv(1)


def head(*lines):
    return "\r\n".join(["POST /v1/realtime/client_secrets HTTP/1.1", "Host: x", *lines, "", ""]).encode()


FORM = "Content-Type: multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (head("Content-Length: " + "9" * 5_000), 413),
        (head("Content-Length: " + "0" * 5_000), 413),
        (head("Content-Length: 2", "Content-Length: 3") + b"{}", 400),
        (head("Content-Length: 2", "Connection: Upgrade", "Upgrade: websocket") + b"{}", 200),
        (head("Content-Length: 2", FORM + "\N{EURO SIGN}").replace(b"/client_secrets", b"/calls") + b"{}", 400),
    ],
)
def test_an_odd_request_is_answered(ga, request_, status):
    server, client = ga
    assert raw(server, request_).startswith(f"HTTP/1.1 {status} ".encode())
    assert client.realtime.client_secrets.create().value


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        (None, True),
        ("http://localhost:3000", True),
        ("http://127.0.0.1", True),
        ("https://[::1]:8", True),
        ("http://evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://[", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_of_another_machine_is_not_served(ga, origin, is_own):
    server, _ = ga
    lines = [] if origin is None else [f"Origin: {origin}"]
    assert raw(server, head(*lines, "Content-Length: 2") + b"{}").startswith(
        b"HTTP/1.1 200 " if is_own else b"HTTP/1.1 403 "
    )
    assert len(server.requests) == is_own
    if is_own:
        with connect(server.websocket_url, origin=origin) as socket:
            assert "session.created" in socket.recv()
    else:
        with pytest.raises(InvalidStatus, match="403"), connect(server.websocket_url, origin=origin):
            pass


def test_a_request_over_which_the_tests_own_function_fails_is_answered_and_told():
    def fail(request):
        raise KeyError(request.path)

    with pytest.raises(KeyError, match="client_secrets"), loopback("openai_ga", on_request=fail) as server:  # noqa: PT012
        answer = raw(server, head("Content-Length: 2") + b"{}")
        assert answer.startswith(b"HTTP/1.1 500 ")


def test_a_head_that_comes_in_pieces_is_read_whole(ga):
    server, _ = ga
    wanted = b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    wanted += b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    with socket.create_connection(server._address, timeout=5) as line:
        for letter in wanted:
            line.sendall(bytes([letter]))
        answer = b""
        while b"session.created" not in answer:
            answer += line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 101 ")


def test_requests_are_told_as_they_come():
    told: list[Request] = []

    async def run():
        async with loopback("openai_ga", on_request=told.append) as server:
            await asyncio.to_thread(client_of(server).realtime.client_secrets.create)

    asyncio.run(run())
    assert [(request.method, request.path) for request in told] == [("POST", "/v1/realtime/client_secrets")]


def test_what_is_recorded_is_bounded(ga):
    server, client = ga
    server._memory.most = 40_000
    with connect(server.websocket_url) as socket:
        socket.recv()
        for number in range(100):
            socket.send(json.dumps({"type": "input_audio_buffer.clear", "event_id": f"{number}"}))
            socket.recv()
        [connection] = server.connections
        assert 10 < len(connection.frames) < 40
        assert len(connection.journal.entries) == len(server._journal.entries)
        assert len(connection.journal.entries) - len(connection.events) in (0, 1)
        assert connection.events[-1]["event_id"] == "99"
        socket.send(" " * 50_000)
        socket.recv()
        assert connection.frames == [" " * 50_000]
    for _ in range(60):
        client.realtime.client_secrets.create()
    assert 20 < len(server.requests) < 40
