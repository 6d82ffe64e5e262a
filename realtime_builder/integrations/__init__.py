"""Configurations inside the frameworks that run voice sessions.

Each module has the framework's own class, under its own name, with a ``config``. Whatever the
framework sends, the configuration is laid over it:

>>> from realtime_builder.integrations.livekit import RealtimeModel
>>> session = AgentSession(llm=RealtimeModel(config=support_line, api_key=...))

================== ================================================== ==========================
module             class                                              extra
================== ================================================== ==========================
livekit            `RealtimeModel` (OpenAI, Azure OpenAI)             ``livekit``
livekit_voicelive  `RealtimeModel` (Azure Voice Live)                 ``livekit-voicelive``
pipecat            `OpenAIRealtimeLLMService`,                        ``pipecat``
                   `AzureRealtimeLLMService`
pipecat_voicelive  `AzureVoiceLiveLLMService`                         ``pipecat``
openai_agents      `OpenAIRealtimeWebSocketModel`                     ``openai-agents``
================== ================================================== ==========================

Nothing here imports a framework until its module is imported. The rules that all of them keep,
and what each framework loses without them, are in docs/frameworks.md. `SessionUpdates` has the rules, for
a framework that is not among these.
"""

from .updates import InstructionsRule, SessionUpdates, ToolsRule, Update

__all__ = ["InstructionsRule", "SessionUpdates", "ToolsRule", "Update"]
