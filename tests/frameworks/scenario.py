"""One call in a framework, played in five steps, and what the server has of a configuration after each.

The server is the loopback, the framework the real package. Each framework has a `Driver`, once as
its own classes go, with all that they have a place for, and once with ours.
"""

import asyncio
import inspect
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from realtime_builder.testing import loopback

STEPS = ("start", "instructions", "handoff", "tools", "reconnect")
"""What happens, in this order: the call begins, the agent's instructions change, another agent takes
over, its tools change, the connection is lost or begun anew."""

GREETING = "Greet the caller."
CHANGED = "Say goodbye."
SECOND = "You explain bills."
"""What the agents are told."""

OWN = ("instructions", "instructions null", "tools null")
"""What a framework alone takes from its agents, so that it has to be there at the start only."""

WAIT = 20
"""Seconds after which something that has not come is missing."""


class Driver:
    """A framework in a call. ``config`` is the configuration that should arrive."""

    steps: ClassVar = STEPS
    """The steps that there are in this framework."""

    def __init__(self, server, config):
        self.server = server
        self.config = config

    async def start(self) -> None:
        raise NotImplementedError

    async def instructions(self) -> None:
        raise NotImplementedError

    async def handoff(self) -> None:
        raise NotImplementedError

    async def tools(self) -> None:
        raise NotImplementedError

    async def reconnect(self) -> None:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError

    async def reconfigure(self, config) -> None:
        """Replaces the configuration in the call."""
        raise NotImplementedError

    async def speak(self) -> None:
        """The model says something, from when on its voice is fixed."""
        raise NotImplementedError

    def function(self, name) -> Any:
        """A tool of the framework's own."""
        raise NotImplementedError

    # For drivers

    def greeting(self) -> str:
        """The first agent's instructions."""
        return self.config.instructions or GREETING

    @property
    def connection(self):
        return self.server.connections[-1]


def updates(server) -> list[Any]:
    """Every update that the server has got, on any connection."""
    return [
        event["session"]
        for connection in server.connections
        for event in connection.events
        if event["type"] == "session.update"
    ]


async def eventually(condition, what) -> None:
    """Waits until the condition holds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(WAIT):
            while not condition():  # noqa: ASYNC110 - a server on another side knows no event of ours
                await asyncio.sleep(0.01)
    assert condition(), f"no {what} came"


async def quiet(server) -> None:
    """Waits until clients have nothing more to say."""
    before = None
    while before != (before := sum(len(each.frames) for each in server.connections)):  # noqa: ASYNC110
        await asyncio.sleep(0.15)


@asynccontextmanager
async def call(driver_class, config, dialect):
    """A driver whose call has begun."""
    async with loopback(dialect) as server:
        driver = driver_class(server, config)
        await driver.start()
        try:
            await eventually(lambda: updates(server), "update at the start")
            await quiet(server)
            yield driver
        finally:
            await driver.stop()


async def take(driver, step) -> None:
    """Takes a step, and waits until the server knows of it."""
    updated, connected = len(updates(driver.server)), len(driver.server.connections)
    await getattr(driver, step)()
    if step == "reconnect":
        await eventually(lambda: len(driver.server.connections) > connected, "new connection")
    await eventually(lambda: len(updates(driver.server)) > updated, f"update after {step}")
    await quiet(driver.server)


async def play(driver_class, config, dialect) -> dict[str, Any]:
    """What the server was told and has, after each step."""
    sessions = {}
    async with call(driver_class, config, dialect) as driver:
        for step in driver_class.steps:
            if step != "start":
                await take(driver, step)
            sessions[step] = told(driver.connection)
    return sessions


def told(connection) -> dict[str, Any]:
    """What a client said of the session, laid over each other, without what the server made up or refused."""
    has = connection.session.as_dict()
    model = dict(parse_qsl(urlsplit(connection.path).query)).get("model")
    sessions = [{"model": model}] + [
        event["session"] for event in connection.events if event["type"] == "session.update"
    ]
    return _both(_laid(sessions), has)


def _laid(sessions):
    whole: dict[str, Any] = {}
    for session in sessions:
        for name, value in session.items():
            if isinstance(value, dict) and name in ("audio", "input", "output"):
                whole[name] = _laid([whole.get(name) or {}, value])
            else:
                whole[name] = value
    return whole


def _both(sent, has):
    """What was sent and is there."""
    return {
        name: _both(value, has[name]) if isinstance(value, dict) and isinstance(has[name], dict) else value
        for name, value in sent.items()
        if name in has and (has[name] == value or (isinstance(value, dict) and isinstance(has[name], dict)))
    }


def parameters(function) -> list[str]:
    """The names of a function's parameters, by which a seam of a framework is known."""
    return list(inspect.signature(function).parameters)


# What a configuration says, line by line


def lines(value: Any, path: str = "") -> dict[str, Any]:
    """A plain configuration as one line for each setting: path to value. A variant is part of the path."""
    found = {}
    for name, member in value.items():
        here = f"{path}.{name}" if path else name
        if isinstance(member, dict) and "type" in member:
            found[f"{here} ({member['type']})"] = {"type": member["type"]}
            here = f"{here} ({member['type']})"
            member = {key: each for key, each in member.items() if key != "type"}  # noqa: PLW2901
        if isinstance(member, dict) and name not in ("variables", "metadata", "custom_speech"):
            found |= lines(member, here)
        elif name == "tools" and member:
            found |= {f"{here} ({tool['type']})": tool for tool in member}
        else:
            found[here + (" null" if member is None else "")] = member
    return found


def has(session: dict[str, Any], line: str, wanted: Any) -> bool:
    """Whether the server has the setting."""
    path = line.removesuffix(" null")
    if line == "tools null":
        return "tools" in session and not session["tools"]  # which say the same, and LiveKit needs a list
    if path.startswith("tools ("):
        return any(_within(wanted, tool) for tool in session.get("tools") or ())
    value: Any = session
    for step in path.split("."):
        name, _, variant = step.partition(" (")
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
        if variant and (not isinstance(value, dict) or value.get("type") != variant.rstrip(")")):
            return False
    if isinstance(wanted, dict) and list(wanted) == ["type"]:
        return isinstance(value, dict) and value.get("type") == wanted["type"]
    return type(value) is type(wanted) and value == wanted


def _within(part, whole) -> bool:
    """Whether all of it is there: a framework may write a tool's schema out in more words."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _within(value, whole[name]) for name, value in part.items())
    return part == whole


def kept(config: dict[str, Any], sessions: dict[str, Any], *, own: bool) -> dict[str, str]:
    """For each line of a configuration: ``yes``, ``no``, or at which step it is lost.

    ``own`` says that the framework goes by its agents alone.
    """
    found = {}
    for line, wanted in lines(config).items():
        held = [step for step, session in sessions.items() if has(session, line, wanted)]
        if len(held) == len(sessions) or (own and line in OWN and "start" in held):
            found[line] = "yes"
        elif "start" in held:
            found[line] = f"lost: {next(step for step in sessions if step not in held)}"
        else:
            found[line] = "no"
    return found
