"""Pipecat's service for Azure Voice Live, with a configuration.

>>> llm = AzureVoiceLiveLLMService(config=support_line, endpoint=..., api_key=...)

Every event goes out through ``send_client_event``, which is public. A connection is known by
``_receive_task_handler``, which runs once for each, and a refusal by ``_handle_evt_error``. These
methods and ``_settings`` are private, so the versions are pinned.

Pipecat sends and plays 16-bit PCM at the rates of its transport. A configuration that names another
format or rate is sent as it is, and the caller will hear noise; leave them to Pipecat.
"""

# The framework is not installed where the types are checked.
# pyright: reportMissingImports=false, reportUntypedBaseClass=false

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..fields import UNSET
from ..voicelive import RequestSession
from .updates import InstructionsRule, SessionUpdates, ToolsRule, require, warn_of_telephone, without_model
from .versions import require_tested

require_tested("pipecat-ai", __name__)

from pipecat.services.azure.voice_live import events, llm  # noqa: E402

__all__ = ["AzureVoiceLiveLLMService"]


class AzureVoiceLiveLLMService(llm.AzureVoiceLiveLLMService):
    """The framework's service, which lays ``config`` over every update that it sends.

    What the framework has to know as well (the model's name, the modalities, whether the server
    detects turns) it is told from the configuration. A setting of the framework's that the
    configuration also sets does nothing.
    """

    def __init__(
        self,
        *,
        config: RequestSession,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        settings: Any = None,
        **options: Any,
    ) -> None:
        """``settings`` and ``options`` are the framework's own.

        Raises:
            ValidationError: for a configuration of another dialect, or an unknown rule.
        """
        require(config, RequestSession, instructions, tools)
        warn_of_telephone(config, "Pipecat")
        settings = self.Settings() if settings is None else settings
        if config.model:
            settings = replace(settings, model=config.model)
        super().__init__(settings=settings, **options)
        self._session_updates = SessionUpdates(without_model(config, self._model), RequestSession, instructions, tools)
        self._follow()

    async def reconfigure(self, config: RequestSession) -> None:
        """Lay another configuration over the framework's settings; in a call, send the difference.

        Raises:
            ValidationError: for a configuration of another dialect.
        """
        require(config, RequestSession)
        update = self._session_updates.reconfigure(without_model(config, self._model))
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
        await super()._receive_task_handler()

    async def _handle_evt_error(self, evt: Any) -> None:
        self._session_updates.refused(evt.error.event_id)
        await super()._handle_evt_error(evt)

    def _follow(self) -> None:
        """Tell the framework what it has to know of the configuration."""
        config = self._session_updates.config
        properties = self._settings.session_properties.model_copy()
        if config.modalities:
            properties.modalities = list(config.modalities)
        if config.turn_detection is not UNSET:
            properties.turn_detection = events.TurnDetection(type="server_vad") if config.turn_detection else False
        self._settings.session_properties = properties
