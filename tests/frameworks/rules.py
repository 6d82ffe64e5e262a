"""The rules that all integrations keep, as tests: a test class for each framework derives from `Rules`."""

import asyncio
import json
from typing import Any, ClassVar

import pytest
from frameworks.scenario import (
    CHANGED,
    GREETING,
    SECOND,
    WAIT,
    call,
    eventually,
    has,
    lines,
    quiet,
    take,
    told,
    updates,
)

from realtime_builder import ValidationError, diff, openai_beta, openai_ga, voicelive
from realtime_builder.recording import record, replay

SESSIONS = {"openai_ga": openai_ga.RealtimeSessionCreateRequest, "voicelive": voicelive.RequestSession}
TOOLS: dict[str, Any] = {"openai_ga": openai_ga.RealtimeFunctionTool, "voicelive": voicelive.FunctionTool}


def find_parcel(number: str) -> str:
    """Ours: where a parcel is."""


def names(session) -> list[str]:
    return [tool["name"] for tool in session["tools"] if not tool["name"].startswith("transfer_to_")]


class Rules:
    """The rules. ``driver`` is the framework with ours; a driver's ``own_tools`` are the framework's."""

    driver: ClassVar[Any]
    dialect: ClassVar[str]

    def config(self):
        model = {"openai_ga": "gpt-realtime-2", "voicelive": "gpt-realtime"}[self.dialect]
        return SESSIONS[self.dialect](model=model).with_voice("marin").with_server_vad(threshold=0.6)

    def started(self, config, own=(), **rules):
        """What the server was told at the start, with tools of the framework's of these names."""
        return asyncio.run(self._started(config, own, rules))

    async def _started(self, config, own, rules):
        async with call(self._driver(own, rules), config, self.dialect) as driver:
            return driver.connection.session.as_dict()

    def _driver(self, own=(), rules=None):
        class Player(self.driver):
            pass

        Player.rules = rules or {}
        if own:
            Player.own_tools = lambda player: [player.function(name) for name in own]
        return Player

    # Instructions

    @pytest.mark.parametrize(
        ("rule", "ours", "sent"),
        [
            ("agent", "Be brief.", GREETING),
            ("config", "Be brief.", "Be brief."),
            ("config", "", ""),
            ("config", None, None),
            ("both", "Be brief.", f"Be brief.\n\n{GREETING}"),
            ("both", "", GREETING),
        ],
    )
    def test_whose_instructions_are_sent_is_a_rule(self, rule, ours, sent):
        config = self.config().copy_with(instructions=ours)
        driver = self._driver(rules={"instructions": rule})

        async def run():
            async with call(driver, config, self.dialect) as player:
                assert player.connection.session.instructions == sent
                await take(player, "instructions")
                changed = sent.replace(GREETING, CHANGED) if sent else sent
                assert player.connection.session.instructions == changed

        asyncio.run(run())

    # Tools

    def test_the_frameworks_tools_are_added_to_ours(self):
        config = self.config().add_tool(find_parcel)
        session = self.started(config, ["book", "find_parcel"])
        assert names(session) == ["find_parcel", "book"]
        assert session["tools"][0]["description"] == "Ours: where a parcel is."

    def test_the_configuration_alone_has_tools_where_the_rule_says_so(self):
        assert names(self.started(self.config().add_tool(find_parcel), ["book"], tools="config")) == ["find_parcel"]

    def test_without_tools_of_ours_the_frameworks_are_sent(self):
        assert names(self.started(self.config(), ["book"])) == ["book"]

    def test_cleared_tools_are_no_tools(self):
        assert names(self.started(self.config().copy_with(tools=[]), ["book"])) == []

    # Only what is new is sent

    def test_what_the_server_has_is_not_sent_again(self):
        async def run():
            async with call(self._driver(), self.config(), self.dialect) as driver:
                whole = len(updates(driver.server))
                for step in ("instructions", "handoff", "tools"):
                    await take(driver, step)
                for update in updates(driver.server)[whole:]:
                    assert set(update) <= {"type", "instructions", "tools"}

        asyncio.run(run())

    def test_a_handoff_after_the_model_has_spoken_is_not_refused(self):
        async def run():
            async with call(self._driver(), self.config(), self.dialect) as driver:
                said = driver.server.connections[0]
                await driver.speak()
                await said.expect("response.create", timeout=WAIT)
                await quiet(driver.server)
                await take(driver, "handoff")
                assert driver.connection.session.instructions == SECOND

        asyncio.run(run())

    def test_a_configuration_can_be_replaced_in_a_call(self):
        old = self.config()
        new = old.with_max_output_tokens(700).with_server_vad(threshold=0.9)

        async def run():
            async with call(self._driver(), old, self.dialect) as driver:
                count = len(updates(driver.server))
                await driver.reconfigure(new)
                await eventually(lambda: len(updates(driver.server)) > count, "update")
                await quiet(driver.server)
                sent = {}
                for update in updates(driver.server)[count:]:
                    sent |= update
                assert sent == diff(old, new).as_dict()
                await take(driver, "reconnect")
                session = told(driver.connection)
                assert [line for line, wanted in lines(new.as_dict()).items() if not has(session, line, wanted)] == []

        asyncio.run(run())

    def test_a_replacement_that_changes_nothing_sends_nothing(self):
        async def run():
            async with call(self._driver(), self.config(), self.dialect) as driver:
                count = len(updates(driver.server))
                await driver.reconfigure(self.config())
                await quiet(driver.server)
                assert [each for each in updates(driver.server)[count:] if set(each) - {"type"}] == []

        asyncio.run(run())

    def test_a_replacement_sends_again_what_the_server_refused(self):
        old = self.config()
        new = old.with_max_output_tokens(700)

        async def run():
            async with call(self._driver(), old, self.dialect) as driver:
                await driver.reconfigure(new.copy_with(model="another"))
                await quiet(driver.server)
                assert 700 not in driver.connection.session.values()
                await take(driver, "instructions")
                assert CHANGED in driver.connection.session.values()
                await driver.reconfigure(new)
                await quiet(driver.server)
                assert set(diff(old, new)) <= set(updates(driver.server)[-1])
                assert 700 in driver.connection.session.values()

        asyncio.run(run())

    # Recording

    def test_a_call_is_recorded_both_ways_with_its_end(self, tmp_path):
        file = tmp_path / "frames.jsonl"

        async def run():
            with record(file, dialect=self.dialect) as recorder, recorder.watch():
                async with call(self._driver(), self.config(), self.dialect) as driver:
                    await take(driver, "instructions")
                    await driver.speak()
                    await eventually(lambda: driver.connection.session, "session")
                    await quiet(driver.server)
            return [event["type"] for event in driver.connection.events]

        arrived = asyncio.run(run())
        lines = [json.loads(line) for line in file.read_text().splitlines()[1:]]
        sent = [line["event"]["type"] for line in lines if line["from"] == "client" and "event" in line]
        received = {line["event"]["type"] for line in lines if line["from"] == "server" and "event" in line}
        assert sent == arrived
        assert {"session.created", "session.updated"} <= received
        ends = [line for line in lines if "close" in line]
        assert [line["from"] for line in ends] == ["client"], ends
        assert [str(each) for each in replay(file) if each.severity == "error"] == []

    # Errors

    def test_a_configuration_of_another_dialect_is_refused(self):
        async def run():
            with pytest.raises(ValidationError, match=r"Expected a `\w+` of `[\w.]+`, got `TranscriptionSession`"):
                async with call(self._driver(), openai_beta.TranscriptionSession(), self.dialect):
                    pass
            async with call(self._driver(), self.config(), self.dialect) as driver:
                with pytest.raises(ValidationError, match="got `TranscriptionSession`"):
                    await driver.reconfigure(openai_beta.TranscriptionSession())

        asyncio.run(run())

    @pytest.mark.parametrize("rule", ["instructions", "tools"])
    def test_an_unknown_rule_is_refused(self, rule):
        with pytest.raises(ValidationError, match=rf"as `{rule}`, got `mine`"):
            self.started(self.config(), **{rule: "mine"})
