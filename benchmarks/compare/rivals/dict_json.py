"""Plain dicts and the standard library: nothing is checked."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from .dict_orjson import edit_one_field, edit_three_levels_down

TITLE = "dict + json"
PACKAGES = ()
IMPORT = "import json"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "edit_one_field", "edit_three_levels_down", "encode"]

decode_and_validate = json.loads
construct = deepcopy


def encode(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()
