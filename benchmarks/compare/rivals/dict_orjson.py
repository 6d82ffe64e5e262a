"""Plain dicts and orjson: nothing is checked."""

from __future__ import annotations

from typing import Any

import orjson

TITLE = "dict + orjson"
PACKAGES = ("orjson",)
IMPORT = "import orjson"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]

Event = dict[str, Any]

encode = orjson.dumps
decode_and_validate = decode_echo = orjson.loads


def construct(content: Event) -> Event:
    return orjson.loads(orjson.dumps(content))


def edit_one_field(event: Event, model: str) -> Event:
    return {**event, "session": {**event["session"], "model": model}}


def edit_three_levels_down(event: Event, voice: str) -> Event:
    session = event["session"]
    audio = session["audio"]
    output = {**audio["output"], "voice": voice}
    return {**event, "session": {**session, "audio": {**audio, "output": output}}}
