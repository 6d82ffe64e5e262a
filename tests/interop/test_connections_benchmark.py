"""The benchmark of many connections, with a few; it has to notice what it looks for."""

import asyncio

import pytest

from benchmarks.connections import check, own_event, run
from benchmarks.payloads import session_of_size, session_value
from realtime_builder import encode
from realtime_builder.testing.session import ServerSession


class Seen:
    """A connection as the server has it after one update."""

    def __init__(self, event, frame=None):
        session = ServerSession("openai_ga", "sess_1", "/v1/realtime", {}, "error")
        self.frames = [encode(event).decode() if frame is None else frame]
        session.answers(self.frames[0])
        self.session = session.settings


@pytest.fixture(scope="module")
def events():
    base = session_value(session_of_size("15 KB"))
    return [own_event(base, i) for i in range(3)]


def test_a_few_connections_are_all_acknowledged():
    results = asyncio.run(run(12))
    assert results["connections"] == 12
    assert all(value > 0 for name, value in results.items() if "connection" not in name)


def test_what_is_right_passes(events):
    check([Seen(event) for event in reversed(events)], events)


def test_a_missing_connection_is_noticed(events):
    with pytest.raises(ValueError, match="2 connections for 3 calls"):
        check([Seen(event) for event in events[:2]], events)


def test_a_mixed_up_session_is_noticed(events):
    seen = [Seen(event) for event in events]
    seen[0].session, seen[1].session = seen[1].session, seen[0].session
    with pytest.raises(ValueError, match="call_0 is mixed up"):
        check(seen, events)


def test_a_changed_frame_is_noticed(events):
    frame = encode(events[2]).decode().replace('"turn_detection":null', '"turn_detection":null ')
    with pytest.raises(ValueError, match="call_2 is mixed up"):
        check([Seen(events[0]), Seen(events[1]), Seen(events[2], frame)], events)
