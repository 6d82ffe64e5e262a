"""A relay on the loopback interface, which records what passes: for a client that can't be hooked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from .recorder import Recorder

if TYPE_CHECKING:
    from ..dialects import Dialect
    from .hooks import Sender

__all__ = ["relay"]

_LARGEST_FRAME = 32 * 2**20
_OWN = ("connection", "content-length", "host", "origin", "upgrade")
_LONGEST_REASON = 60
_NO_SERVER = 1011


@asynccontextmanager
async def relay(url: str, file: str | Path, /, *, dialect: Dialect | None = None, port: int = 0) -> AsyncGenerator[str]:
    """Pass connections on to the server at ``url`` and record them into a file; gives the address for clients.

    It listens on the loopback interface alone. A path and a query in ``url`` stand for those of the client,
    which else are taken, as its headers are, the key among them; these are not recorded. Port 0 takes a free one.

    >>> async with relay("wss://api.openai.com", "frames.jsonl") as address:
    ...     client = AsyncOpenAI(websocket_base_url=f"{address}/v1")

    Raises:
        ValidationError: for an unknown dialect.
        OSError: where the port is taken, or the file can't be written.
    """
    with Recorder(file, dialect) as recorder:
        numbers = count(1)

        async def attend(client: ServerConnection) -> None:
            await _pass_on(client, url, recorder, next(numbers))

        options = {"max_size": _LARGEST_FRAME, "compression": None, "select_subprotocol": _first}
        async with serve(attend, "127.0.0.1", port, **options) as server:  # type: ignore[arg-type]
            yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


def _first(_: ServerConnection, offered: Any) -> Any:
    """Take what the client offers first, as the server behind is asked for the same."""
    return offered[0] if offered else None


async def _pass_on(client: ServerConnection, url: str, recorder: Recorder, number: int) -> None:
    request = client.request
    headers = [] if request is None else list(request.headers.raw_items())
    kept = [(name, value) for name, value in headers if not _is_own(name)]
    try:
        server = await connect(
            _target(url, "" if request is None else request.path),
            additional_headers=kept,
            subprotocols=[client.subprotocol] if client.subprotocol else None,
            user_agent_header=None,
            max_size=_LARGEST_FRAME,
        )
    except InvalidStatus as error:
        await _turn_away(client, f"The server answered with HTTP {error.response.status_code}", recorder, number)
        return
    except (OSError, InvalidHandshake, TimeoutError) as error:
        reason = f"No connection to the server: {type(error).__name__}"[:_LONGEST_REASON]
        await _turn_away(client, reason, recorder, number)
        return
    over = False

    async def forward(source: Any, target: Any, note: Any, by: Sender) -> None:
        nonlocal over
        try:
            async for frame in source:
                note(frame, connection=number)
                await target.send(frame)
        except ConnectionClosed:
            pass
        finally:
            code = source.close_code or 1000
            if not over and source.close_code is not None:  # the other end is closed by the relay itself
                recorder.closed(code, source.close_reason or "", by=by, connection=number)
            over = True
            with suppress(ConnectionClosed):
                await target.close(code if _may_be_sent(code) else 1011, source.close_reason or "")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(forward(client, server, recorder.sent, "client"))
        tasks.create_task(forward(server, client, recorder.received, "server"))


async def _turn_away(client: ServerConnection, reason: str, recorder: Recorder, number: int) -> None:
    recorder.closed(_NO_SERVER, reason, connection=number)
    await client.close(_NO_SERVER, reason)


def _is_own(header: str) -> bool:
    """Whether a header is about the connection itself, and so not the next one's."""
    return header.lower() in _OWN or header.lower().startswith("sec-websocket-")


def _target(url: str, asked: str) -> str:
    to, of = urlsplit(url), urlsplit(asked)
    path = to.path if to.path not in ("", "/") else of.path
    return urlunsplit((to.scheme, to.netloc, path, to.query or of.query, ""))


def _may_be_sent(code: int) -> bool:
    return code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014) or 3000 <= code < 5000  # noqa: PLR2004
