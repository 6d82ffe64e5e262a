"""A server of OpenAI GA's dialect that shares no code with this library, with a twist: it does otherwise in one way."""

import asyncio
import json
from contextlib import asynccontextmanager

from websockets.asyncio.server import serve

SESSION = {
    "type": "realtime",
    "object": "realtime.session",
    "id": "sess_1",
    "model": "gpt-realtime",
    "instructions": "",
    "max_output_tokens": "inf",
    "tools": [],
    "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": None},
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "alloy", "speed": 1.0},
    },
}


class RefusalError(Exception):
    pass


def laid_over(old, new, at=""):
    merged = dict(old)
    for name, value in new.items():
        here = f"{at}.{name}".strip(".")
        inner = here in ("audio", "audio.input", "audio.output") and isinstance(value, dict)
        merged[name] = laid_over(old.get(name) or {}, value, here) if inner else value
    return merged


def usual(old, patch):
    output = (patch.get("audio") or {}).get("output") or {}
    if "probe_unknown" in json.dumps(patch):
        raise RefusalError("Unknown parameter.")
    speed = output.get("speed", 1.0)
    if speed is None or not 0.25 <= speed <= 1.5:
        raise RefusalError("The speed is between 0.25 and 1.5.")
    return laid_over(old, patch)


def ignores_the_speed(old, patch):
    new = usual(old, patch)
    new["audio"]["output"] = {**new["audio"]["output"], "speed": old["audio"]["output"]["speed"]}
    return new


def changes_the_limit(old, patch):
    new = usual(old, patch)
    return {**new, "max_output_tokens": 1024} if "max_output_tokens" in patch else new


def resets_the_voice(old, patch):
    new, output = usual(old, patch), (patch.get("audio") or {}).get("output") or {}
    if output and "voice" not in output:
        new["audio"]["output"] = {**new["audio"]["output"], "voice": "alloy"}
    return new


def refuses_null(old, patch):
    if "null" in json.dumps(patch):
        raise RefusalError("Null is not allowed.")
    return usual(old, patch)


def takes_any_speed(old, patch):
    return laid_over(old, patch)


async def answers_late(old, patch):
    if "speed" in json.dumps(patch):
        await asyncio.sleep(0.3)
    return usual(old, patch)


def never_answers(old, patch):
    return None if "speed" in json.dumps(patch) else usual(old, patch)


def closes_on_unknown(old, patch):
    if "probe_unknown" in json.dumps(patch):
        raise ConnectionError("unknown member")
    return usual(old, patch)


@asynccontextmanager
async def plain_server(twist=usual, error="{}"):
    """Its address. ``error`` is what it says where it refuses, with the refusal and the headers to be put in."""

    async def attend(socket):
        session = json.loads(json.dumps(SESSION))
        await socket.send(json.dumps({"type": "session.created", "event_id": "e", "session": session}))
        async for frame in socket:
            event = json.loads(frame)
            try:
                new = twist(session, event["session"])
                new = await new if asyncio.iscoroutine(new) else new
            except RefusalError as refusal:
                said = error.format(refusal, dict(socket.request.headers))
                answer = {"type": "error", "error": {"message": said, "event_id": event.get("event_id")}}
                await socket.send(json.dumps(answer))
            except ConnectionError as reason:
                await socket.close(1008, str(reason))
            else:
                if new is not None:
                    session = new
                    await socket.send(json.dumps({"type": "session.updated", "event_id": "e", "session": session}))

    async with serve(attend, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/v1/realtime?model=m"
