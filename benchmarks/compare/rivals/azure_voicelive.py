"""The azure-ai-voicelive package's models, encoded as its ``connection.send`` does."""

from __future__ import annotations

import json
from typing import Any

from azure.ai.voicelive.models import ClientEventSessionUpdate, RequestSession, ServerEvent

TITLE = "azure-ai-voicelive"
PACKAGES = ("azure-ai-voicelive", "azure-core")
IMPORT = "from azure.ai.voicelive.models import ClientEventSessionUpdate"
DIALECT = "voicelive"

__all__ = ["construct", "decode_and_validate", "decode_echo", "edit_one_field", "edit_three_levels_down", "encode"]

construct = ClientEventSessionUpdate


def encode(event: ClientEventSessionUpdate) -> str:
    return json.dumps(event.as_dict())


def edit_one_field(event: ClientEventSessionUpdate, model: str) -> ClientEventSessionUpdate:
    # A model's own `copy` gives one of another class, which as_dict writes wrongly.
    session = RequestSession(event.session)
    session.model = model
    return ClientEventSessionUpdate(session=session, event_id=event.event_id)


def edit_three_levels_down(event: ClientEventSessionUpdate, level: str) -> ClientEventSessionUpdate:
    detection: Any = event.session.turn_detection
    end = type(detection.end_of_utterance_detection)(detection.end_of_utterance_detection)
    end.threshold_level = level
    changed = type(detection)(detection)
    changed.end_of_utterance_detection = end
    session = RequestSession(event.session)
    session.turn_detection = changed
    return ClientEventSessionUpdate(session=session, event_id=event.event_id)


def decode_and_validate(data: bytes) -> ClientEventSessionUpdate:
    return ClientEventSessionUpdate(json.loads(data))


def decode_echo(data: bytes) -> ServerEvent:
    # As its `connection.recv` does.
    return ServerEvent._deserialize(json.loads(data), [])
