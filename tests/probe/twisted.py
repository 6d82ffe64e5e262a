"""Loopback servers with a twist: they do otherwise than the documents say, in one way each."""

import asyncio
import copy
import json

__all__ = ["TWISTS", "probed"]

from realtime_builder.probe import probe
from realtime_builder.testing import dropped, loopback


def _at(session, path, value=None, *, drop=False):
    *above, name = path.split(".")
    for step in above:
        session = session.get(step) if isinstance(session, dict) else None
    if not isinstance(session, dict) or name not in session:
        return None
    old = session[name]
    if drop:
        del session[name]
    elif value is not None:
        session[name] = value
    return old


def ignores(connection, event):
    """Takes a speed, and leaves it as it was."""
    event = copy.deepcopy(event)
    _at(event["session"], "audio.output.speed", drop=True)
    return connection.answers(event)


def changes(connection, event):
    """Takes any limit of tokens, and sets 1024."""
    event = copy.deepcopy(event)
    if _at(event["session"], "max_output_tokens") is not None:
        _at(event["session"], "max_output_tokens", 1024)
    return connection.answers(event)


def resets_neighbour(connection, event):
    """An update of the speed alone puts the voice back."""
    event = copy.deepcopy(event)
    output = (event["session"].get("audio") or {}).get("output") or {}
    if "speed" in output and "voice" not in output:
        output["voice"] = "alloy"
    return connection.answers(event)


def resets_at_root(connection, event):
    """Every update without instructions empties them."""
    event = copy.deepcopy(event)
    event["session"].setdefault("instructions", "")
    return connection.answers(event)


def refused(connection, event, message="Null is not allowed."):
    error = {"type": "invalid_request_error", "code": "invalid_value", "message": message, "param": None}
    return connection.event("error", error={**error, "event_id": event.get("event_id")})


def refuses_null(connection, event):
    """Refuses every null."""
    return refused(connection, event) if "null" in json.dumps(event["session"]) else connection.answers(event)


def refuses_clearing(connection, event):
    """Takes an empty text for no instructions, and keeps the old ones."""
    event = copy.deepcopy(event)
    if event["session"].get("instructions") == "":
        del event["session"]["instructions"]
    return connection.answers(event)


def refuses_a_word(connection, event):
    """Refuses the voice ash."""
    voice = _at(event["session"], "audio.output.voice")
    return refused(connection, event, "No such voice.") if voice == "ash" else connection.answers(event)


async def late(connection, event):
    """Answers an update of the speed late."""
    if _at(event["session"], "audio.output.speed") is not None:
        await asyncio.sleep(0.3)
    return connection.answers(event)


def never(connection, event):
    """Never answers an update of a voice's id."""
    return None if _at(event["session"], "audio.output.voice.id") is not None else connection.answers(event)


def closes(connection, event):
    """Closes the connection at an unknown member."""
    return dropped(1008)(connection, event) if "probe_unknown" in json.dumps(event) else connection.answers(event)


TWISTS = {
    "ignores": (ignores, ["audio.output.speed"]),
    "changes": (changes, ["max_output_tokens"]),
    "resets_neighbour": (resets_neighbour, ["audio.output"]),
    "resets_at_root": (resets_at_root, ["instructions", "audio.output.speed"]),
    "refuses_null": (refuses_null, ["audio.input.turn_detection"]),
    "refuses_clearing": (refuses_clearing, ["instructions"]),
    "refuses_a_word": (refuses_a_word, ["audio.output.voice"]),
    "late": (late, ["audio.output.speed"]),
    "never": (never, ["audio.output.voice.id"]),
    "closes": (closes, ["audio.output.format"]),
}


def probed(
    twist=None, only=(), *, dialect="openai_ga", path="/v1/realtime?model=gpt-realtime", unknown="error", **options
):
    """The result of probing a loopback server, with a twist or without."""

    async def run():
        async with loopback(dialect, unknown=unknown) as server:
            if twist is not None:
                server.on("session.update", twist)
            return await probe(server.websocket_url + path, dialect=dialect, only=only, interval=0, **options)

    return asyncio.run(run())
