"""The openai package's typed dicts, transformed and encoded as its ``session.update(...)`` does."""

from __future__ import annotations

import json
from typing import Any

from openai._utils import maybe_transform, strip_not_given
from openai.resources.realtime import realtime
from openai.types.realtime import RealtimeClientEventParam

from .dict_orjson import construct, edit_one_field, edit_three_levels_down

TITLE = "openai SDK, dict"
PACKAGES = ("openai",)
IMPORT = "from openai.resources.realtime import realtime"
DIALECT = "openai_ga"

__all__ = ["construct", "edit_one_field", "edit_three_levels_down", "encode", "realtime"]


def encode(event: dict[str, Any]) -> str:
    return json.dumps(maybe_transform(strip_not_given(event), RealtimeClientEventParam))
