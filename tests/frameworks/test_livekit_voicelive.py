"""LiveKit's plugin for Azure Voice Live, real package and real WebSocket: every setting arrives and stays."""

from typing import ClassVar

from azure.ai.voicelive.models import RequestSession
from frameworks import matrix
from frameworks.livekit_agents import LiveKit
from frameworks.rich import VOICE_LIVE
from frameworks.rules import Rules
from frameworks.scenario import GREETING
from livekit.plugins.azure.realtime import RealtimeModel as Theirs

from realtime_builder.integrations.livekit_voicelive import RealtimeModel


class Alone(LiveKit):
    """The framework's own options, as far as they go."""

    def model(self):
        wanted = self.config.as_dict()
        read = RequestSession(wanted)
        options = {"modalities": [word for word in wanted["modalities"] or ["audio"] if word in ("text", "audio")]}
        for name in ("turn_detection", "input_audio_transcription"):
            if name in wanted:
                options[name] = getattr(read, name)
        if isinstance(wanted["voice"], str):
            options["voice"] = wanted["voice"]
        elif wanted["voice"]:
            options["voice"] = wanted["voice"]["name"]
        if "temperature" in wanted:
            options["temperature"] = wanted["temperature"]
        if "max_response_output_tokens" in wanted:
            options["max_output_tokens"] = wanted["max_response_output_tokens"]
        if isinstance(wanted["tool_choice"], str):
            options["tool_choice"] = wanted["tool_choice"]
        return Theirs(endpoint=self.server.url, api_key="none", model="gpt-realtime", **options)


class Ours(LiveKit):
    """The framework with our model, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def model(self):
        return RealtimeModel(config=self.config, **self.rules, endpoint=self.server.url, api_key="none")

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(VOICE_LIVE, "voicelive", Alone, Ours)
    matrix.check("livekit_voicelive", "livekit-plugins-azure 1.8", "voicelive", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "voicelive"
