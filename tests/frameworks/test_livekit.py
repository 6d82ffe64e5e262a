"""LiveKit's plugin for OpenAI, real package and real WebSocket: every setting arrives and stays."""

from typing import ClassVar

from frameworks import matrix
from frameworks.livekit_agents import LiveKit
from frameworks.rich import GA
from frameworks.rules import Rules
from frameworks.scenario import GREETING
from livekit.plugins.openai.realtime import RealtimeModel as Theirs
from openai.types.realtime import AudioTranscription, RealtimeAudioConfigInput, RealtimeReasoning

from realtime_builder.integrations.livekit import RealtimeModel


class Alone(LiveKit):
    """The framework's own options, as far as they go."""

    def model(self):
        wanted = self.config.as_dict()
        heard, spoken = (wanted.get("audio", {}).get(name, {}) for name in ("input", "output"))
        read = RealtimeAudioConfigInput.construct(**heard)
        options = {name: wanted[name] for name in ("model", "tracing", "truncation", "tool_choice") if name in wanted}
        if "output_modalities" in wanted:
            options["modalities"] = wanted["output_modalities"] or ["audio"]
        if "transcription" in heard:
            options["input_audio_transcription"] = heard["transcription"] and AudioTranscription(
                **heard["transcription"]
            )
        if "noise_reduction" in heard:
            options["input_audio_noise_reduction"] = read.noise_reduction
        if "turn_detection" in heard:
            options["turn_detection"] = read.turn_detection
        options |= {name: spoken[name] for name in ("voice", "speed") if name in spoken}
        if "reasoning" in wanted:
            options["reasoning"] = wanted["reasoning"] and RealtimeReasoning(**wanted["reasoning"])
        return Theirs(api_key="none", base_url=f"{self.server.url}/v1", **options)


class Ours(LiveKit):
    """The framework with our model, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def model(self):
        return RealtimeModel(config=self.config, **self.rules, api_key="none", base_url=f"{self.server.url}/v1")

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("livekit", "livekit-plugins-openai 1.8", "openai_ga", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "openai_ga"
