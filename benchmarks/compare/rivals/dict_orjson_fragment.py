"""Plain dicts and orjson, the tools encoded beforehand as an ``orjson.Fragment``: nothing is checked."""

from __future__ import annotations

from typing import Any

import orjson

from .dict_orjson import edit_one_field, edit_three_levels_down

TITLE = "dict + orjson.Fragment"
PACKAGES = ("orjson",)
IMPORT = "import orjson"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "edit_one_field", "edit_three_levels_down", "encode"]

Event = dict[str, Any]

encode = orjson.dumps


def construct(content: Event) -> Event:
    session = content["session"]
    tools = orjson.Fragment(orjson.dumps(session["tools"]))
    # What is not in the fragment is small, and copied by a round trip.
    rest = orjson.loads(orjson.dumps({**session, "tools": None}))
    return {**content, "session": {**rest, "tools": tools}}


def decode_and_validate(data: bytes) -> Event:
    return construct(orjson.loads(data))
