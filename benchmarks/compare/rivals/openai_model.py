"""The openai package's pydantic models, encoded as its ``connection.send`` does."""

from __future__ import annotations

import json
from typing import Any

from openai._models import construct_type_unchecked
from openai.types.realtime import RealtimeServerEvent, SessionUpdateEvent

TITLE = "openai SDK, model"
PACKAGES = ("openai", "pydantic")
IMPORT = "from openai.types.realtime import SessionUpdateEvent"
DIALECT = "openai_ga"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]

construct = SessionUpdateEvent.model_validate
decode_and_validate = SessionUpdateEvent.model_validate_json


def decode_echo(data: bytes) -> Any:
    # As its `connection.recv` does: members are put where they belong and not checked.
    return construct_type_unchecked(value=json.loads(data), type_=RealtimeServerEvent)


def encode(event: SessionUpdateEvent) -> str:
    return event.to_json(use_api_names=True, exclude_unset=True)


def edit_one_field(event: SessionUpdateEvent, model: str) -> SessionUpdateEvent:
    return event.model_copy(update={"session": event.session.model_copy(update={"model": model})})


def edit_three_levels_down(event: SessionUpdateEvent, voice: str) -> SessionUpdateEvent:
    session: Any = event.session
    output = session.audio.output.model_copy(update={"voice": voice})
    audio = session.audio.model_copy(update={"output": output})
    return event.model_copy(update={"session": session.model_copy(update={"audio": audio})})
