"""A realtime server on the loopback interface, for tests and for developing offline.

It speaks the session part of each dialect and needs the extra ``testing`` (the package websockets):

>>> async with loopback("openai_ga") as server:
...     client = AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1")
...     async with client.realtime.connect(model="gpt-realtime") as connection:
...         await connection.send_raw(encode(update).decode())
...     [connection] = server.connections
...     assert connection.events == [update.as_dict()]
"""

try:
    from .server import Connection, Loopback, loopback, serve
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "websockets":
        raise
    message = "realtime_builder.testing needs websockets; install it with: pip install 'realtime-builder[testing]'"
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["Connection", "Loopback", "loopback", "serve"]
