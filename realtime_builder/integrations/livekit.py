"""LiveKit's plugin for OpenAI: its realtime model, with a configuration.

>>> session = AgentSession(llm=RealtimeModel(config=support_line, api_key=...))

All updates are wrapped by the session's ``_wrap_session_update``; what opens a connection, also after
a reconnect, comes from ``_create_session_update_event``, and tools from ``_create_tools_update_event``.
These methods, and the agent's ``_instructions``, are private, so the versions are pinned.

LiveKit converts audio itself: it sends and plays 16-bit PCM at 24 kHz, whatever the telephone has. A
configuration that names another format is sent as it is, with a warning, and the caller will hear noise; leave the
formats to LiveKit.
"""

# The framework is not installed where the types are checked.
# pyright: reportMissingImports=false, reportUntypedBaseClass=false

from __future__ import annotations

from typing import Any, TypeAlias

from ..fields import UNSET
from ..openai_beta import Session
from ..openai_ga import RealtimeSessionCreateRequest
from .updates import InstructionsRule, SessionUpdates, ToolsRule, plain, require, setting, warn_of_telephone
from .versions import require_tested

require_tested("livekit-plugins-openai", __name__)

from livekit.plugins.openai import realtime as theirs  # noqa: E402
from openai.types.realtime import AudioTranscription, RealtimeAudioConfigInput  # noqa: E402

__all__ = ["RealtimeModel", "RealtimeSession"]

Configuration: TypeAlias = RealtimeSessionCreateRequest | Session
"""Azure's dated ``api_version`` speaks the beta dialect, everything else GA."""


_AZURE = (
    "api_key",
    "api_version",
    "azure_deployment",
    "base_url",
    "entra_token",
    "input_audio_transcription",
    "turn_detection",
)
"""What the plugin works out for Azure OpenAI."""


class RealtimeModel(theirs.RealtimeModel):
    """The plugin's model, which lays ``config`` over every update that its sessions send.

    What the framework has to know as well (the model's name, the modalities, whether the server
    detects turns and transcribes) it is told from the configuration. An option of the framework's
    that the configuration also sets does nothing.
    """

    def __init__(
        self,
        *,
        config: Configuration,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        **options: Any,
    ) -> None:
        """``options`` are the framework's own: keys, addresses, time limits.

        Raises:
            ValidationError: for a configuration of another dialect, or an unknown rule.
        """
        require(config, Session if isinstance(config, Session) else RealtimeSessionCreateRequest, instructions, tools)
        warn_of_telephone(config, "LiveKit")
        self._config = config
        self._rules = (instructions, tools)
        super().__init__(**options | _local_options(config))
        self._root = Session if self._opts.is_azure and self._opts.api_version else RealtimeSessionCreateRequest
        require(config, self._root)

    @classmethod
    def with_azure(
        cls,
        *,
        config: Configuration,
        instructions: InstructionsRule = "agent",
        tools: ToolsRule = "add",
        **options: Any,
    ) -> RealtimeModel:
        """The model for Azure OpenAI; ``options`` are those of the plugin's own ``with_azure``."""
        plain = theirs.RealtimeModel.with_azure(**options)  # which finds the address, the key and Azure's defaults
        found = {name: getattr(plain._opts, name) for name in _AZURE}
        options.pop("azure_endpoint", None)
        model = cls(config=config, instructions=instructions, tools=tools, **options | found)
        if "turn_detection" not in _turns_and_transcripts(config):
            model.capabilities.can_disable_turn_detection = plain.capabilities.can_disable_turn_detection
        return model

    def session(self, *, turn_detection_disabled: bool = False) -> RealtimeSession:
        """A session, as the framework asks for one."""
        session = RealtimeSession(self, turn_detection_disabled=turn_detection_disabled)
        self._sessions.add(session)
        return session

    async def reconfigure(self, config: Configuration) -> None:
        """Lay another configuration over the settings of all sessions, those to come included.

        Raises:
            ValidationError: for a configuration of another dialect.
        """
        require(config, self._root)
        self._config = config
        sessions = [session for session in self._sessions if isinstance(session, RealtimeSession)]
        for session in sessions:
            session.session_updates.replace(config)
        self.update_options(**_turns_and_transcripts(config))
        for session in sessions:
            session.send_pending()

    def session_updates(self) -> SessionUpdates[Any]:
        """The configuration, for another session."""
        return SessionUpdates(self._config, self._root, *self._rules)


class RealtimeSession(theirs.RealtimeSession):
    """One call. `RealtimeModel.session` makes it."""

    def __init__(self, realtime_model: RealtimeModel, *, turn_detection_disabled: bool = False) -> None:
        self.session_updates = realtime_model.session_updates()
        super().__init__(realtime_model, turn_detection_disabled=turn_detection_disabled)
        self.on("openai_server_event_received", self._on_server_event)

    async def reconfigure(self, config: Configuration) -> None:
        """Lay another configuration over the settings of this call alone.

        Raises:
            ValidationError: for a configuration of another dialect.
        """
        self.session_updates.replace(config)
        self.update_options(**_turns_and_transcripts(config))
        self.send_pending()

    def send_pending(self) -> None:
        """Send what the configuration changes, if it changes anything."""
        update = self.session_updates.reconfigure(self.session_updates.config)
        if update is not None:
            self.send_event(update.model_dump())

    def generate_reply(self, **options: Any) -> Any:
        """Ask for an answer, as the framework's own session does.

        Instructions for one answer take the place of the session's, so the framework puts those of the
        agent before them; here these are the instructions that are sent.
        """
        agents = self._instructions
        self._instructions: str | None = self.session_updates.instructions
        try:
            return super().generate_reply(**options)
        finally:
            self._instructions = agents

    # The seams

    def _create_session_update_event(self) -> Any:
        self.session_updates.connect()
        return super()._create_session_update_event()

    def _wrap_session_update(self, event_id: str, session: Any) -> dict[str, Any]:
        event = super()._wrap_session_update(event_id, session)
        settings = event["session"] if isinstance(event, dict) else event.session
        return self.session_updates.update(settings, event_id).model_dump()

    def _create_tools_update_event(self, tools: list[Any]) -> dict[str, Any]:
        event: dict[str, Any] = super()._create_tools_update_event(tools)
        # The framework reads in the event which of its tools it may run, so there has to be a list.
        if not event["session"].get("tools"):
            event["session"]["tools"] = [tool.as_dict() for tool in self.session_updates.tools]
        return event

    def _on_server_event(self, event: dict[str, Any]) -> None:
        if event["type"] == "error":
            self.session_updates.refused((event.get("error") or {}).get("event_id"))


def _local_options(config: Configuration) -> dict[str, Any]:
    """What the framework itself has to know of a configuration."""
    modalities = config.output_modalities if isinstance(config, RealtimeSessionCreateRequest) else config.modalities
    options = {"model": config.model, "modalities": modalities and list(modalities)}
    return {name: value for name, value in options.items() if value} | _turns_and_transcripts(config)


def _turns_and_transcripts(config: Configuration) -> dict[str, Any]:
    """Whether the server detects turns and transcribes, in the framework's words; nothing where that is omitted."""
    if isinstance(config, RealtimeSessionCreateRequest):
        turns = setting(config, "audio", "input", "turn_detection")
        transcripts = setting(config, "audio", "input", "transcription")
    else:
        turns, transcripts = config.turn_detection, config.input_audio_transcription
    options = {}
    if turns is not UNSET:
        options["turn_detection"] = (
            turns and RealtimeAudioConfigInput.construct(turn_detection=plain(turns)).turn_detection
        )
    if transcripts is not UNSET:
        options["input_audio_transcription"] = transcripts and AudioTranscription.construct(**plain(transcripts))
    return options
