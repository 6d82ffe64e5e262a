"""LiveKit's plugin for OpenAI, real package and real WebSocket: every setting arrives and stays."""

import asyncio

from frameworks import matrix
from frameworks.rich import GA
from frameworks.scenario import CHANGED, GREETING, SECOND, Driver, call, quiet, take, updates
from livekit.agents import Agent, AgentSession, function_tool
from livekit.plugins.openai.realtime import RealtimeModel as Theirs
from openai.types.realtime import AudioTranscription, RealtimeAudioConfigInput, RealtimeReasoning

from realtime_builder.integrations.livekit import RealtimeModel


def function(schema):
    async def run(raw_arguments):
        return "done"

    return function_tool(run, raw_schema=schema)


TRACK = {"name": "track_van", "description": "Where the van is.", "parameters": {"type": "object", "properties": {}}}


class Alone(Driver):
    """The framework's own options, as far as they go."""

    def model(self):
        wanted = self.config.as_dict()
        heard, spoken = (wanted.get("audio", {}).get(name, {}) for name in ("input", "output"))
        read = RealtimeAudioConfigInput.construct(**heard)
        options = {name: wanted[name] for name in ("model", "tracing", "truncation", "tool_choice") if name in wanted}
        if "output_modalities" in wanted:
            options["modalities"] = wanted["output_modalities"] or ["audio"]
        if "transcription" in heard:
            options["input_audio_transcription"] = heard["transcription"] and AudioTranscription(**heard["transcription"])
        if "noise_reduction" in heard:
            options["input_audio_noise_reduction"] = read.noise_reduction
        if "turn_detection" in heard:
            options["turn_detection"] = read.turn_detection
        options |= {name: spoken[name] for name in ("voice", "speed") if name in spoken}
        if "reasoning" in wanted:
            options["reasoning"] = wanted["reasoning"] and RealtimeReasoning(**wanted["reasoning"])
        return Theirs(api_key="none", base_url=f"{self.server.url}/v1", **options)

    def own_tools(self):
        tools = self.config.as_dict().get("tools") or ()
        return [function({k: v for k, v in tool.items() if k != "type"}) for tool in tools if tool["type"] == "function"]

    async def start(self):
        self.model_ = self.model()
        self.live = AgentSession(llm=self.model_)
        await self.live.start(Agent(instructions=self.config.instructions or GREETING, tools=self.own_tools()))

    @property
    def agent(self):
        return self.live.current_agent

    async def instructions(self):
        await self.agent.update_instructions(CHANGED)

    async def handoff(self):
        self.live.update_agent(Agent(instructions=SECOND, tools=self.own_tools()))

    async def tools(self):
        await self.agent.update_tools([*self.own_tools(), function(TRACK)])

    async def reconnect(self):
        await self.connection._socket.close()

    async def stop(self):
        await self.live.aclose()
        await self.model_.aclose()


class Ours(Alone):
    """The framework with our model, which it is told nothing else."""

    rules = {"instructions": "config"}

    def model(self):
        return RealtimeModel(config=self.config, **self.rules, api_key="none", base_url=f"{self.server.url}/v1")

    def own_tools(self):
        return []


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("livekit", "livekit-plugins-openai 1.8", "openai_ga", rows)
