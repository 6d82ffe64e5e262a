"""Pipecat's services for OpenAI and Azure OpenAI, with a configuration.

>>> llm = OpenAIRealtimeLLMService(config=support_line, api_key=...)

Every event goes out through ``send_client_event``, which is public. A connection is known by
``_receive_task_handler``, which runs once for each. Pipecat ends it when the server echoes a session
that has a setting which Pipecat has no place for, so such an echo is shortened before Pipecat reads
it. A refusal is known by ``_handle_evt_error``. These methods, ``_websocket`` and ``_settings`` are
private, so the versions are pinned.

An error of the server's ends the receiving of events in Pipecat, a refused update included;
``reset_conversation`` begins anew, with the configuration as it is then.

Pipecat converts audio itself, to and from 16-bit PCM at 24 kHz. A configuration that names another
format is sent as it is, with a warning, and the caller will hear noise; leave the formats to Pipecat.
"""

# The framework is not installed where the types are checked.
# pyright: reportMissingImports=false, reportUntypedBaseClass=false

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import msgspec

from ..fields import UNSET
from ..openai_ga import RealtimeSessionCreateRequest
from .updates import InstructionsRule, SessionUpdates, ToolsRule, setting, warn_of_telephone
from .versions import require_tested

require_tested("pipecat-ai", __name__)

from pipecat.services.azure.realtime import llm as azure  # noqa: E402
from pipecat.services.openai.realtime import events, llm  # noqa: E402

__all__ = ["AzureRealtimeLLMService", "OpenAIRealtimeLLMService"]


class OpenAIRealtimeLLMService(llm.OpenAIRealtimeLLMService):
    """The framework's service, which lays ``config`` over every update that it sends.

    What the framework has to know as well (the model's name, the modalities, whether the server
    detects turns) it is told from the configuration. A setting of the framework's that the
    configuration also sets does nothing.
    """

    def __init__(
        self,
        *,
        config: RealtimeSessionCreateRequest,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        settings: Any = None,
        **options: Any,
    ) -> None:
        """``settings`` and ``options`` are the framework's own.

        Raises:
            ValidationError: for a configuration of another class, or an unknown rule.
        """
        self._session_updates = SessionUpdates(config, RealtimeSessionCreateRequest, instructions, tools)
        warn_of_telephone(config, "Pipecat")
        settings = self.Settings() if settings is None else settings
        if config.model:
            settings = replace(settings, model=config.model)
        super().__init__(settings=settings, **options)
        self._follow()

    async def reconfigure(self, config: RealtimeSessionCreateRequest) -> None:
        """Lay another configuration over the framework's settings; in a call, send the difference.

        Raises:
            ValidationError: for a configuration of another class.
        """
        update = self._session_updates.reconfigure(config)
        self._follow()
        if update is not None:
            await super().send_client_event(update)

    async def send_client_event(self, event: Any) -> None:
        """Send an event; one that updates the session with the configuration laid over it."""
        if event.type == "session.update":
            self._follow()
            event = self._session_updates.update(event.model_dump(exclude_none=True)["session"], event.event_id)
        await super().send_client_event(event)

    async def _receive_task_handler(self) -> None:
        self._session_updates.connect()
        self._websocket: Any = _Readable(self._websocket)
        await super()._receive_task_handler()

    async def _handle_evt_error(self, evt: Any) -> None:
        self._session_updates.refused(evt.error.event_id)
        await super()._handle_evt_error(evt)

    def _follow(self) -> None:
        """Tell the framework what it has to know of the configuration."""
        config = self._session_updates.config
        properties = self._settings.session_properties.model_copy()
        if config.output_modalities:
            properties.output_modalities = list(config.output_modalities)
        turns = setting(config, "audio", "input", "turn_detection")
        if turns is not UNSET:
            audio = (properties.audio or events.AudioConfiguration()).model_copy()
            audio.input = (audio.input or events.AudioInput()).model_copy()
            audio.input.turn_detection = events.TurnDetection() if turns else False
            properties.audio = audio
        self._settings.session_properties = properties


class AzureRealtimeLLMService(OpenAIRealtimeLLMService, azure.AzureRealtimeLLMService):
    """The framework's service for Azure OpenAI, with a configuration in the same way."""


class _Readable:
    """A connection whose echoes of the session Pipecat can read."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        async for frame in self._socket:
            yield _shortened(frame)


def _shortened(frame: str | bytes) -> str | bytes:
    text = frame if isinstance(frame, str) else frame.decode()
    if '"session.' not in text[:300]:
        return frame
    try:
        events.parse_server_event(frame)
    except Exception:  # noqa: BLE001 - it is what their parser raises
        event = msgspec.json.decode(text)
        event["session"] = {"type": "realtime", "id": event["session"].get("id")}
        return msgspec.json.encode(event).decode()
    return frame
