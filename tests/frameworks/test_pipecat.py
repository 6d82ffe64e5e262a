"""Pipecat's service for OpenAI, real package and real WebSocket: every setting arrives and stays."""

from typing import ClassVar

from frameworks import matrix
from frameworks.pipecat_pipeline import Pipecat
from frameworks.rich import GA
from frameworks.rules import Rules
from frameworks.scenario import GREETING
from pipecat.services.openai.realtime.events import SessionProperties
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService as Theirs

from realtime_builder.integrations.pipecat import OpenAIRealtimeLLMService


class Alone(Pipecat):
    """The framework's own settings, as far as they go."""

    def service(self):
        wanted = self.config.as_dict()
        heard = wanted.get("audio", {}).get("input", {})
        if "turn_detection" in heard and heard["turn_detection"] is None:
            heard["turn_detection"] = False  # which is how the framework spells it
        if heard.get("transcription"):
            known = {name: heard["transcription"].get(name) for name in ("model", "language", "prompt")}
            heard["transcription"] = known  # more is refused
        if isinstance(wanted.get("tool_choice"), dict):
            del wanted["tool_choice"]  # refused
        voice = wanted.get("audio", {}).get("output", {})
        if isinstance(voice.get("voice"), dict):
            del voice["voice"]  # refused
        for name in ("tools", "instructions", "model"):
            wanted.pop(name, None)
        settings = Theirs.Settings(
            model=self.config.model,
            system_instruction=self.greeting(),
            session_properties=SessionProperties.model_validate(wanted),
        )
        return Theirs(api_key="none", base_url=f"{self.server.websocket_url}/v1/realtime", settings=settings)


class Ours(Pipecat):
    """The framework with our service, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def service(self):
        url = f"{self.server.websocket_url}/v1/realtime"
        settings = OpenAIRealtimeLLMService.Settings(system_instruction=self.greeting())
        return OpenAIRealtimeLLMService(
            config=self.config, **self.rules, settings=settings, api_key="none", base_url=url
        )

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("pipecat", "pipecat-ai 1.14", "openai_ga", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "openai_ga"
    refusals = False
