"""openai-agents: its WebSocket model, with a configuration.

>>> model = OpenAIRealtimeWebSocketModel(config=support_line)
>>> runner = RealtimeRunner(agent, model=model)

Every update goes out through ``_send_raw_message``: the whole session at the start, at a handoff and
at ``update_agent``, and tracing by itself. That method is private, so the versions are pinned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..openai_ga import RealtimeSessionCreateRequest
from .updates import InstructionsRule, SessionUpdates, ToolsRule
from .versions import require_tested

require_tested("openai-agents", __name__)

from agents.realtime import openai_realtime as theirs  # noqa: E402
from agents.realtime.model import RealtimeModelConfig, RealtimeModelListener  # noqa: E402

if TYPE_CHECKING:
    from agents.realtime.model_events import RealtimeModelEvent

__all__ = ["OpenAIRealtimeWebSocketModel"]


class OpenAIRealtimeWebSocketModel(theirs.OpenAIRealtimeWebSocketModel):
    """The framework's model, which lays ``config`` over every update that it sends.

    The name of the model is the configuration's, if it has one. To attach to a SIP call, give the
    runner's ``call_id`` as ever.
    """

    def __init__(
        self,
        *,
        config: RealtimeSessionCreateRequest,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        transport_config: theirs.TransportConfig | None = None,
    ) -> None:
        """``transport_config`` is the framework's.

        Raises:
            ValidationError: for a configuration of another class, or an unknown rule.
        """
        super().__init__(transport_config=transport_config)
        self._session_updates = SessionUpdates(config, RealtimeSessionCreateRequest, instructions, tools)
        self.add_listener(_Refusals(self._session_updates))

    async def reconfigure(self, config: RealtimeSessionCreateRequest) -> None:
        """Lay another configuration over the framework's settings; in a call, send the difference.

        Raises:
            ValidationError: for a configuration of another class.
        """
        update = self._session_updates.reconfigure(config)
        if update is not None and self._websocket is not None:
            await super()._send_raw_message(update)  # type: ignore[arg-type]

    async def connect(self, options: RealtimeModelConfig) -> None:
        """Connect for another conversation, which begins with the whole session."""
        self._session_updates.connect(anew=True)
        model = self._session_updates.config.model
        if isinstance(model, str) and not options.get("call_id"):
            settings = options.get("initial_model_settings", {})
            options = {**options, "initial_model_settings": {**settings, "model_name": model}}
        await super().connect(options)

    async def _send_raw_message(self, event: Any) -> None:
        if event.type == "session.update":
            event = self._session_updates.update(event.session, event.event_id)
        await super()._send_raw_message(event)


class _Refusals(RealtimeModelListener):
    """Hears what the server refused."""

    def __init__(self, updates: SessionUpdates[RealtimeSessionCreateRequest]) -> None:
        self._session_updates = updates

    async def on_event(self, event: RealtimeModelEvent) -> None:
        if event.type == "error":
            self._session_updates.refused(getattr(event.error, "event_id", None))
