"""The command serve."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import shorten
from ..files.roots import USUAL
from .failure import Failure, on_one_line
from .options import UsualDialectOption
from .output import write

if TYPE_CHECKING:
    from ..testing import Connection, Loopback, Request

__all__ = ["serve"]

_LONGEST_FRAME = 160

_PortOption = Annotated[
    int, typer.Option("--port", "-p", min=0, max=65535, help="The port to listen on; 0 picks a free one.")
]
_HostOption = Annotated[str, typer.Option("--host", help="The address to listen on.")]
_QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Don't print what clients send.")]


def serve(
    dialect: UsualDialectOption = USUAL,
    port: _PortOption = 8765,
    host: _HostOption = "127.0.0.1",
    *,
    quiet: _QuietOption = False,
) -> None:
    """Run a server that speaks a dialect, for tests and offline use, until Ctrl-C.

    Prints its address, and a line for each frame and each HTTP request of a client.
    """
    try:
        from ..testing import serve as serve_clients  # noqa: PLC0415 - needs an extra of its own
    except ModuleNotFoundError as error:
        raise Failure("serve", error) from None
    try:
        serve_clients(
            dialect,
            host=host,
            port=port,
            on_ready=_announce,
            on_frame=None if quiet else _show,
            on_request=None if quiet else _show_request,
        )
    except OSError as error:
        raise Failure(f"{host}:{port}", error.strerror or error) from None


def _announce(server: "Loopback[Any]") -> None:
    write(f"{server.dialect} at {server.url} and {server.websocket_url}".encode())


def _show(_connection: "Connection[Any]", frame: str | bytes) -> None:
    _write_line(frame if isinstance(frame, str) else repr(frame[:_LONGEST_FRAME]))


def _show_request(request: "Request") -> None:
    body = request.body[:_LONGEST_FRAME].decode(errors="backslashreplace")
    _write_line(f"{request.method} {request.path} {body}".rstrip())


def _write_line(text: str) -> None:
    write(on_one_line(shorten(text, _LONGEST_FRAME)).encode(errors="backslashreplace"))
