"""openai-agents, real package and real WebSocket: every setting arrives and stays."""

import asyncio
from typing import ClassVar

from agents.realtime import RealtimeAgent, RealtimeRunner
from agents.realtime.openai_realtime import OpenAIRealtimeWebSocketModel as Theirs
from agents.tool import FunctionTool
from frameworks import matrix
from frameworks.rich_settings import GA
from frameworks.rules import Rules
from frameworks.scenario import CHANGED, GREETING, SECOND, Driver, eventually, parameters, quiet, updates
from openai import AsyncOpenAI

from realtime_builder.integrations.openai_agents import OpenAIRealtimeWebSocketModel
from realtime_builder.openai_ga import RealtimeSessionCreateRequest
from realtime_builder.testing import loopback


def function(name, schema=None, description="A tool."):
    async def run(context, arguments):
        return "done"

    schema = schema or {"type": "object", "properties": {}, "additionalProperties": False}
    return FunctionTool(name, description, schema, run, strict_json_schema=False)


class Alone(Driver):
    """The framework's own settings, as its documentation has them."""

    def model(self):
        return Theirs()

    def settings(self):
        settings = self.config.as_dict()
        settings["model_name"] = settings.pop("model")
        for name in ("type", "tools", "instructions"):
            settings.pop(name, None)
        if settings.get("prompt", True) is None:
            del settings["prompt"]  # AttributeError
        return settings

    def own_tools(self):
        tools = self.config.as_dict().get("tools") or ()
        return [
            function(tool["name"], tool["parameters"], tool["description"])
            for tool in tools
            if tool["type"] == "function"
        ]

    def agent(self, instructions, *tools, handoffs=()):
        tools = [*self.own_tools(), *map(function, tools)]
        return RealtimeAgent(name="Ada", instructions=instructions, tools=tools, handoffs=list(handoffs))

    def second(self):
        return RealtimeAgent(name="Bills", instructions=SECOND, tools=self.own_tools())

    async def start(self):
        first = self.agent(self.greeting(), handoffs=[self.second()])
        self._model = self.model()
        self._runner = RealtimeRunner(first, model=self._model, config={"model_settings": self.settings()})
        await self._open()

    async def _open(self):
        url = f"{self.server.websocket_url}/v1/realtime?model={self.config.model}"
        self.live = await self._runner.run(model_config={"api_key": "none", "url": url})
        await self.live.enter()

    async def instructions(self):
        await self.live.update_agent(self.agent(CHANGED, handoffs=[self.second()]))

    async def handoff(self):
        """The model calls the tool that hands the call over."""
        call = {"id": "item_9", "type": "function_call", "call_id": "call_9", "arguments": "{}"}
        done = {"type": "response.output_item.done", "event_id": "event_9", "response_id": "resp_9", "output_index": 0}
        await self.connection.send(done | {"item": call | {"name": "transfer_to_bills", "status": "completed"}})

    async def tools(self):
        await self.live.update_agent(self.agent(SECOND, "track_van"))

    async def reconnect(self):
        await self.live.close()
        await self._open()

    async def reconfigure(self, config):
        await self._model.reconfigure(config)

    async def speak(self):
        await self.live.send_message("Hello.")

    def function(self, name):
        return function(name)

    async def stop(self):
        await self.live.close()


class Ours(Alone):
    """The framework with our model, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def model(self):
        return OpenAIRealtimeWebSocketModel(config=self.config, **self.rules)

    def settings(self):
        return {}

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("openai_agents", "openai-agents 0.24", "openai_ga", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "openai_ga"


def test_the_private_seams_are_where_they_were():
    assert parameters(Theirs._send_raw_message) == ["self", "event"]
    assert parameters(Theirs._update_session_config) == ["self", "model_settings"]
    assert Theirs()._websocket is None


def test_a_call_by_telephone_is_attached_to_and_configured():
    config = RealtimeSessionCreateRequest(model="gpt-realtime-2", truncation="disabled")

    async def run():
        async with loopback("openai_ga") as server:
            model = OpenAIRealtimeWebSocketModel(config=config)
            client = AsyncOpenAI(api_key="none", base_url=f"{server.url}/v1")
            await client.realtime.calls.accept("call_1", type="realtime")
            url = f"{server.websocket_url}/v1/realtime?call_id=call_1"
            await model.connect({"api_key": "none", "url": url, "call_id": "call_1"})
            await eventually(lambda: updates(server), "update")
            await quiet(server)
            assert updates(server)[0]["truncation"] == "disabled"
            await model.close()

    asyncio.run(run())
