"""The recipe for pydantic-ai, real package and real WebSocket: every setting arrives and stays."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import ClassVar

from frameworks import matrix
from frameworks.recipes import printed, recipe
from frameworks.rich_settings import GA
from frameworks.scenario import Driver, parameters
from pydantic_ai import Agent
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.realtime.openai import OpenAIRealtimeModel
from pydantic_ai.tools import Tool


class Alone(Driver):
    """The framework's own settings, as far as they go. It does not update a session."""

    steps: ClassVar = ("start", "reconnect")

    def settings(self):
        wanted = self.config.as_dict()
        audio = wanted.get("audio") or {}
        heard, spoken = audio.get("input", {}), audio.get("output", {})
        turns, modalities = heard.get("turn_detection", {}), wanted.get("output_modalities")
        settings = {
            "openai_voice": spoken.get("voice"),
            "openai_output_speed": spoken.get("speed"),
            "openai_input_noise_reduction": (heard.get("noise_reduction") or {}).get("type"),
            "openai_truncation": wanted.get("truncation"),
            "max_tokens": wanted.get("max_output_tokens"),
            "parallel_tool_calls": wanted.get("parallel_tool_calls"),
            "output_modality": modalities and modalities[0],
            "thinking": (wanted.get("reasoning") or {}).get("effort"),
        }
        given = {name: value for name, value in settings.items() if value is not None}
        if turns != {}:
            given |= {"openai_turn_detection": turns} if turns else {"turn_detection": False}
        if "transcription" in heard:
            given["input_transcription_model"] = heard["transcription"] and heard["transcription"]["model"]
        return given

    def model(self):
        return OpenAIRealtimeModel(self.config.model, provider=self.provider())

    def provider(self):
        return OpenAIProvider(base_url=f"{self.server.url}/v1", api_key="none")

    def own_tools(self):
        async def run(**arguments):
            return "done"

        tools = self.config.as_dict().get("tools") or ()
        return [
            Tool.from_schema(run, tool["name"], tool["description"], tool["parameters"])
            for tool in tools
            if tool["type"] == "function"
        ]

    async def start(self):
        agent = Agent(instructions=self.greeting(), tools=self.own_tools())
        settings = self.settings() | {"reconnect": {"max_attempts": 5, "base_delay": 0.01}}
        self._stack = AsyncExitStack()
        self.live = await self._stack.enter_async_context(
            agent.realtime(self.model(), model_settings=settings).session()
        )
        self._reading = asyncio.create_task(self._read())

    async def _read(self):
        async for _ in self.live:
            pass

    async def reconnect(self):
        await self.connection.drop()

    async def stop(self):
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading
        await self._stack.aclose()


class Ours(Alone):
    """The framework with the recipe, which it is told nothing else."""

    def model(self):
        return recipe("with_pydantic_ai").ConfiguredModel(config=self.config, provider=self.provider())

    def settings(self):
        return {}

    def own_tools(self):
        return []

    def greeting(self):
        return ""


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("pydantic_ai", "pydantic-ai 2", "openai_ga", rows)


def test_the_example_runs():
    assert printed("with_pydantic_ai") == [
        "You take orders. None item.input_audio_transcription.logprobs",
        "find_parcel",
    ]


def test_the_private_seam_is_where_it_was():
    assert parameters(OpenAIRealtimeModel._session_config) == ["self", "instructions", "tools", "model_settings"]
