"""The recipe for semantic-kernel, real package and real WebSocket: every setting arrives and stays."""

from contextlib import suppress

from frameworks import matrix
from frameworks.recipes import printed, recipe
from frameworks.rich_settings import GA
from frameworks.scenario import CHANGED, GREETING, SECOND, Driver, parameters
from openai import AsyncOpenAI
from pydantic import ValidationError
from semantic_kernel.connectors.ai.open_ai import OpenAIRealtimeExecutionSettings as Settings
from semantic_kernel.connectors.ai.open_ai import OpenAIRealtimeWebsocket
from semantic_kernel.functions import kernel_function


class Van:
    @kernel_function
    def track(self) -> str:
        """Where the van is."""
        return "here"


class Alone(Driver):
    """The framework's own settings, as far as they go."""

    def settings(self, text):
        wanted = self.config.as_dict()
        audio = wanted.get("audio") or {}
        heard, spoken = audio.get("input", {}), audio.get("output", {})
        offered = {
            "output_modalities": wanted.get("output_modalities"),
            "max_output_tokens": wanted.get("max_output_tokens"),
            "voice": spoken.get("voice"),
            "turn_detection": heard.get("turn_detection"),
            "input_audio_transcription": _of(heard.get("transcription"), "model", "language", "prompt"),
            "input_audio_noise_reduction": _of(heard.get("noise_reduction"), "type"),
        }
        given = {"instructions": text}
        for name, value in offered.items():
            with suppress(ValidationError, TypeError):
                Settings(**{name: value})
                given[name] = value
        return Settings(**given)

    def client(self):
        return AsyncOpenAI(api_key="none", base_url=f"{self.server.url}/v1")

    def realtime(self):
        return OpenAIRealtimeWebsocket(ai_model_id=self.config.model, client=self.client())

    async def start(self):
        self.live = self.realtime()
        await self.live.create_session(settings=self.settings(self.greeting()))

    async def instructions(self):
        await self.live.update_session(settings=self.settings(CHANGED))

    async def handoff(self):
        await self.live.update_session(settings=self.settings(SECOND))

    async def tools(self):
        await self.live.update_session(settings=self.settings(SECOND), plugins=[Van()])

    async def reconnect(self):
        await self.live.close_session()
        await self.live.create_session(settings=self.settings(SECOND))

    async def stop(self):
        await self.live.close_session()


def _of(members, *names):
    """The members that the framework does not refuse."""
    return members and {name: members[name] for name in names if name in members}


class Ours(Alone):
    """The framework with the recipe, which is told the configuration's instructions as its own."""

    def realtime(self):
        return recipe("with_semantic_kernel").ConfiguredWebsocket(config=self.config, client=self.client())

    def settings(self, text):
        return Settings()

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("semantic_kernel", "semantic-kernel 1.45", "openai_ga", rows)


def test_the_example_runs():
    assert printed("with_semantic_kernel") == ["You take orders. None audio/pcmu"]


def test_the_private_seam_is_where_it_was():
    assert parameters(OpenAIRealtimeWebsocket._send) == ["self", "event"]
