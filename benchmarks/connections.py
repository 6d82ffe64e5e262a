"""Thousands of calls in one process: ``python -m benchmarks.connections``.

Each connection has a configuration of its own, made from one shared base (15 KB, 20 tools): its own
instructions, voice and event id. Client and server run in this process and talk over real
WebSockets on the loopback interface. Every update has to be acknowledged by its own session, with
its own settings; anything else ends the run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from realtime_builder import encode
from realtime_builder.interop.drift import drift
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent
from realtime_builder.openai_ga.server_events import SessionUpdatedEvent, decode_server_event
from realtime_builder.testing import loopback

from .payloads import session_of_size, session_value

__all__ = ["main", "measure", "run"]

VOICES = ("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar")
AT_ONCE = 200
"""Handshakes under way at a time; more only wait in the kernel's queue."""


def own_event(base: RealtimeSessionCreateRequest, i: int) -> SessionUpdateEvent:
    """The update of the ``i``-th call."""
    session = base.copy_with(instructions=f"You are on call {i}.").transform(
        "audio.output.voice", VOICES[i % len(VOICES)], "audio.input.turn_detection", None
    )
    return SessionUpdateEvent(session=session, event_id=f"call_{i}")


async def call(url: str, event: SessionUpdateEvent, gate: asyncio.Semaphore, made: list[Any]) -> ClientConnection:
    """Connect, send the update, and look that the answer is this call's."""
    async with gate:
        socket = await connect(url, compression=None, open_timeout=60, max_queue=2)
        made.append(socket)
        await socket.recv()
    await socket.send(encode(event), text=True)
    answer = decode_server_event(await socket.recv())
    if not isinstance(answer, SessionUpdatedEvent):
        raise TypeError(f"{event.event_id} was answered by {answer!r}")
    if differences := drift(event.session, answer.session):
        raise ValueError(f"{event.event_id}: {differences}")
    return socket


async def run(count: int) -> dict[str, Any]:
    """All calls at once, held open until the last one is acknowledged."""
    base = session_value(session_of_size("15 KB"))
    encode(base)
    started = time.perf_counter()
    events = [own_event(base, i) for i in range(count)]
    built = time.perf_counter() - started
    of_configurations = memory_of(lambda: [own_event(base, i) for i in range(count)])

    before = resident()
    made: list[ClientConnection] = []
    gate = asyncio.Semaphore(AT_ONCE)
    async with loopback("openai_ga") as server:
        started, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(call(f"{server.websocket_url}/v1/realtime", event, gate, made) for event in events))
        acknowledged, worked = time.perf_counter() - started, time.process_time() - worked
        of_connections = resident() - before
        check(server.connections, events)
        await asyncio.gather(*(socket.close() for socket in made))
    return {
        "connections": count,
        "bytes_of_one_update": len(encode(events[0])),
        "seconds_to_build": built,
        "kilobytes_of_one_configuration": of_configurations / count / 1024,
        "seconds_to_connect_send_and_acknowledge": acknowledged,
        "seconds_of_processor_for_that_both_ends": worked,
        "kilobytes_of_one_connection_both_ends": of_connections / count / 1024,
    }


def check(connections: list[Any], events: list[SessionUpdateEvent]) -> None:
    """Each session on the server has what its own client sent, and nobody else's."""
    sent = {event.event_id: event for event in events}
    if len(connections) != len(events):
        raise ValueError(f"{len(connections)} connections for {len(events)} calls")
    for connection in connections:
        [frame] = connection.frames
        event = sent.pop(json.loads(frame)["event_id"])
        if frame != encode(event).decode() or drift(event.session, connection.session):
            raise ValueError(f"{event.event_id} is mixed up")


def memory_of(make: Callable[[], object]) -> int:
    """Bytes that what ``make`` gives takes up beyond what it shares with older objects."""
    tracemalloc.start()
    made = make()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return taken


def resident() -> int:
    """Bytes of memory that the process holds now."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one line of the kernel's
        return int(statm.read().split()[1]) * resource.getpagesize()


def allow_open_files(wanted: int) -> None:
    """Raise the limit of open files as far as is needed: a connection has an end here and one there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise SystemExit(f"{wanted} open files are needed, and the limit is {hard}: raise it with ulimit -Hn")
    if soft != resource.RLIM_INFINITY and wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def measure(count: int) -> dict[str, Any]:
    """`run`, once the process may have as many connections."""
    allow_open_files(2 * count + 100)
    return asyncio.run(run(count))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    results = measure(options.connections)
    if options.json:
        print(json.dumps(results))
        return 0
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for name, value in results.items():
        print(
            f"{name.replace('_', ' '):45} {value:12,.2f}"
            if isinstance(value, float)
            else f"{name.replace('_', ' '):45} {value:12,}"
        )
    print("all acknowledged, none mixed up")
    return 0


if __name__ == "__main__":
    sys.exit(main())
