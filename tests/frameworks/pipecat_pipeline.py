"""A Pipecat pipeline with a realtime service in it, as its examples build one."""

import asyncio

from frameworks.scenario import CHANGED, SECOND, Driver, eventually, quiet, updates
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import LLMMessagesAppendFrame, LLMRunFrame, LLMSetToolsFrame, LLMUpdateSettingsFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.workers.runner import WorkerRunner

TRACK = {"name": "track_van", "description": "Where the van is.", "parameters": {"type": "object", "properties": {}}}


def schema(tool):
    parameters = tool["parameters"]
    return FunctionSchema(tool["name"], tool["description"], parameters["properties"], parameters.get("required", []))


class Pipecat(Driver):
    """The steps of a call. Who derives from it says which service."""

    def service(self):
        raise NotImplementedError

    def own_tools(self):
        tools = self.config.as_dict().get("tools") or ()
        return [schema(tool) for tool in tools if tool["type"] == "function"]

    async def start(self):
        self.llm = self.service()
        self.context = LLMContext(tools=ToolsSchema(standard_tools=self.own_tools()))
        pair = LLMContextAggregatorPair(self.context)
        self.worker = PipelineWorker(
            Pipeline([pair.user(), self.llm, pair.assistant()]),
            cancel_on_idle_timeout=False,
            params=PipelineParams(audio_in_sample_rate=16000, audio_out_sample_rate=16000),
        )
        started = asyncio.Event()

        @self.worker.event_handler("on_pipeline_started")
        async def on_started(worker, frame):
            started.set()

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self.worker)
        self.running = asyncio.create_task(runner.run())
        await started.wait()
        await eventually(lambda: updates(self.server), "update at the start")
        await self.worker.queue_frame(LLMRunFrame())
        await eventually(lambda: len(updates(self.server)) > 1, "update with the context")
        await quiet(self.server)

    async def _tell(self, text):
        await self.worker.queue_frame(LLMUpdateSettingsFrame(delta=self.llm.Settings(system_instruction=text)))

    async def instructions(self):
        await self._tell(CHANGED)

    async def handoff(self):
        await self._tell(SECOND)
        await self.worker.queue_frame(LLMSetToolsFrame(tools=ToolsSchema(standard_tools=self.own_tools())))

    async def tools(self):
        tools = [*self.own_tools(), schema(TRACK)]
        await self.worker.queue_frame(LLMSetToolsFrame(tools=ToolsSchema(standard_tools=tools)))

    async def reconnect(self):
        await self.llm.reset_conversation()

    async def reconfigure(self, config):
        await self.llm.reconfigure(config)

    async def speak(self):
        await self.worker.queue_frame(LLMMessagesAppendFrame([{"role": "user", "content": "Hello."}], run_llm=True))

    def function(self, name):
        return schema(TRACK | {"name": name})

    async def stop(self):
        await self.worker.cancel()
        await self.running
