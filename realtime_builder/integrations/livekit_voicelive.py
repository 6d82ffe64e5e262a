"""LiveKit's plugin for Azure Voice Live: its realtime model, with a configuration.

>>> session = AgentSession(llm=RealtimeModel(config=support_line, endpoint=..., api_key=...))

Every event goes out through the session's ``_send_direct``, which also says over which connection. That
method is private, so the versions are pinned.

LiveKit converts audio itself, to and from 16-bit PCM at 24 kHz. A configuration that names another
format or rate is sent as it is, and the caller will hear noise; leave them to LiveKit.
"""

# The framework is not installed where the types are checked.
# pyright: reportMissingImports=false, reportUntypedBaseClass=false

from __future__ import annotations

from typing import Any

from ..interop import from_sdk
from ..voicelive import RequestSession
from .updates import InstructionsRule, SessionUpdates, ToolsRule, plain, require, warn_of_telephone, without_model
from .versions import require_tested

require_tested("livekit-plugins-azure", __name__)

from azure.ai.voicelive import models  # noqa: E402
from livekit.plugins.azure import realtime as theirs  # noqa: E402

__all__ = ["RealtimeModel", "RealtimeSession"]

_PLACEHOLDER = "You are a helpful assistant."
"""The instructions that the plugin makes up for an agent that has none yet."""


class RealtimeModel(theirs.RealtimeModel):
    """The plugin's model, which lays ``config`` over every update that its sessions send.

    What the framework has to know as well (the model's name, the modalities, whether the server
    detects turns and transcribes) it is told from the configuration. An option of the framework's
    that the configuration also sets does nothing.
    """

    def __init__(
        self,
        *,
        config: RequestSession,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        **options: Any,
    ) -> None:
        """``options`` are the framework's own: the endpoint, keys, time limits.

        Raises:
            ValidationError: for a configuration of another dialect, or an unknown rule.
        """
        require(config, RequestSession, instructions, tools)
        warn_of_telephone(config, "LiveKit")
        self._config = config
        self._rules = (instructions, tools)
        super().__init__(**options | _local_options(config))

    def session(self, *, turn_detection_disabled: bool = False) -> RealtimeSession:  # noqa: ARG002
        """A session, as the framework asks for one."""
        session = RealtimeSession(self)
        self._sessions.add(session)
        return session

    def session_updates(self) -> SessionUpdates[RequestSession]:
        """The configuration, for another session."""
        return SessionUpdates(without_model(self._config, self.model), RequestSession, *self._rules)

    async def reconfigure(self, config: RequestSession) -> None:
        """Lay another configuration over the settings of all sessions, those to come included.

        Raises:
            ValidationError: for a configuration of another dialect.
        """
        require(config, RequestSession)
        self._config = config
        _tell(self._opts, config)
        self.capabilities.turn_detection = self._opts.turn_detection is not None
        self.capabilities.user_transcription = self._opts.input_audio_transcription is not None
        self.capabilities.audio_output = "audio" in self._opts.modalities
        for session in self._sessions:
            if isinstance(session, RealtimeSession):
                await session.reconfigure(config)


class RealtimeSession(theirs.RealtimeSession):
    """One call. `RealtimeModel.session` makes it."""

    def __init__(self, realtime_model: RealtimeModel) -> None:
        self._session_updates = realtime_model.session_updates()
        self._connection: Any = None
        super().__init__(realtime_model)
        self.on("azure_server_event_received", self._on_server_event)

    async def reconfigure(self, config: RequestSession) -> None:
        """Lay another configuration over the settings of this call alone.

        Raises:
            ValidationError: for a configuration of another dialect.
        """
        require(config, RequestSession)
        self._session_updates.replace(without_model(config, self._opts.model))
        _tell(self._opts, config)
        # An update of theirs that says nothing takes ours along, in the order of what they send.
        self._send(models.ClientEventSessionUpdate(session=models.RequestSession()))

    # The seam

    async def _send_direct(self, conn: Any, event: Any) -> None:
        if isinstance(event, models.ClientEventSessionUpdate):
            if conn is not self._connection:
                self._connection = conn
                self._session_updates.connect()
            settings = from_sdk(event.session, type=RequestSession, unknown="keep")
            if settings.instructions == _PLACEHOLDER:
                settings = settings.without("instructions")
            event = self._session_updates.update(settings, event.event_id).model_dump()
        await super()._send_direct(conn, event)

    def _on_server_event(self, event: Any) -> None:
        if event.type == "error":
            self._session_updates.refused(getattr(event.error, "event_id", None))


def _tell(options: Any, config: RequestSession) -> None:
    for name, value in _local_options(config).items():
        if name != "model":  # a connection has its own
            setattr(options, name, value)


def _local_options(config: RequestSession) -> dict[str, Any]:
    """What the framework itself has to know of a configuration, in its words; nothing for what is omitted."""
    options: dict[str, Any] = {}
    if config.model:
        options["model"] = config.model
    if config.modalities:
        options["modalities"] = list(config.modalities)
    for name in ("turn_detection", "input_audio_transcription"):
        if name in config:
            options[name] = getattr(models.RequestSession({name: plain(config[name])}), name)
    return options
