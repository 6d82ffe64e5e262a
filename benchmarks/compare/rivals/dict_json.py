"""Plain dicts and the standard library: nothing is checked."""

from __future__ import annotations

import json
from typing import Any

from .dict_orjson import edit_one_field, edit_three_levels_down

TITLE = "dict + json"
PACKAGES = ()
IMPORT = "import json"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]

decode_and_validate = decode_echo = json.loads


def construct(content: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(content))


def encode(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()
