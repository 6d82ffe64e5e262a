"""An AgentSession of LiveKit's with a realtime model, as its examples start one, without a room."""

from frameworks.scenario import CHANGED, SECOND, Driver
from livekit.agents import Agent, AgentSession, function_tool

TRACK = {"name": "track_van", "description": "Where the van is.", "parameters": {"type": "object", "properties": {}}}


def function(schema):
    async def run(raw_arguments):
        return "done"

    return function_tool(run, raw_schema=schema)


class LiveKit(Driver):
    """The steps of a call. Who derives from it says which model."""

    def model(self):
        raise NotImplementedError

    def own_tools(self):
        tools = self.config.as_dict().get("tools") or ()
        return [
            function({k: v for k, v in tool.items() if k != "type"}) for tool in tools if tool["type"] == "function"
        ]

    async def start(self):
        self.model_ = self.model()
        self.live = AgentSession(llm=self.model_)
        await self.live.start(Agent(instructions=self.greeting(), tools=self.own_tools()))

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
        await self.connection.drop()

    async def reconfigure(self, config):
        await self.model_.reconfigure(config)

    async def speak(self):
        self.live.generate_reply()

    def function(self, name):
        return function(TRACK | {"name": name})

    async def stop(self):
        await self.live.aclose()
        await self.model_.aclose()
