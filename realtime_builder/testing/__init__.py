"""A realtime server on the loopback interface, for tests and for developing offline.

It speaks the session part of each dialect and needs the extra ``testing`` (the package websockets):

>>> async with loopback("openai_ga") as server:
...     client = AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1")
...     async with client.realtime.connect(model="gpt-realtime") as connection:
...         await connection.send_raw(encode(update).decode())
...     server.assert_sent(update)

It can be scripted, so that a test plays the server's part:

>>> server.on("response.create", function_call("find_parcel", {"number": "5"}), spoken("It is in Lyon."))
>>> event = await server.expect("session.update", where={"session.instructions": "Be brief."})

Nothing is imported before it is used, as pytest imports this package wherever it is installed.
"""

from typing import TYPE_CHECKING

from .._core.on_demand import names_on_demand

if TYPE_CHECKING:
    from .connection import Connection
    from .conversation import Called, Said
    from .expecting import Expected, Where
    from .http import Request
    from .plays import (
        Reply,
        called,
        cut_off,
        dropped,
        function_call,
        heard,
        rate_limited,
        refused,
        response,
        said,
        slow,
        spoken,
    )
    from .server import Loopback, loopback, serve

__all__ = [
    "Called",
    "Connection",
    "Expected",
    "Loopback",
    "Reply",
    "Request",
    "Said",
    "Where",
    "called",
    "cut_off",
    "dropped",
    "function_call",
    "heard",
    "loopback",
    "rate_limited",
    "refused",
    "response",
    "said",
    "serve",
    "slow",
    "spoken",
]

_OTHER_ROOMS = {
    "Called": "conversation",
    "Connection": "connection",
    "Expected": "expecting",
    "Loopback": "server",
    "Request": "http",
    "Said": "conversation",
    "Where": "expecting",
    "loopback": "server",
    "serve": "server",
}
"""The module of each name that is not in ``plays``."""

__getattr__ = names_on_demand(
    __name__,
    {name: _OTHER_ROOMS.get(name, "plays") for name in __all__},
    what="realtime_builder.testing",
    extra="testing",
)
