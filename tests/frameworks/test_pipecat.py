"""Pipecat's service for OpenAI, real package and real WebSocket: every setting arrives and stays."""

import asyncio
import json
from typing import ClassVar

import pytest
from frameworks import matrix
from frameworks.pipecat_pipeline import Pipecat
from frameworks.rich_settings import GA
from frameworks.rules import Rules
from frameworks.scenario import GREETING, call, parameters, quiet, take
from pipecat.frames.frames import LLMUpdateSettingsFrame
from pipecat.services.openai.realtime.events import (
    AudioConfiguration,
    AudioInput,
    SessionProperties,
    parse_server_event,
)
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService as Theirs

from realtime_builder import openai_ga
from realtime_builder.integrations.pipecat import AzureRealtimeLLMService, OpenAIRealtimeLLMService


class Alone(Pipecat):
    """The framework's own settings, as far as they go."""

    def service(self):
        wanted = self.config.as_dict()
        heard = wanted.get("audio", {}).get("input", {})
        if "turn_detection" in heard and heard["turn_detection"] is None:
            heard["turn_detection"] = False  # which is how the framework spells it
        if heard.get("transcription"):
            known = {name: heard["transcription"].get(name) for name in ("model", "language", "prompt")}
            heard["transcription"] = known  # more is refused
        if isinstance(wanted.get("tool_choice"), dict):
            del wanted["tool_choice"]  # refused
        voice = wanted.get("audio", {}).get("output", {})
        if isinstance(voice.get("voice"), dict):
            del voice["voice"]  # refused
        for name in ("tools", "instructions", "model"):
            wanted.pop(name, None)
        settings = Theirs.Settings(
            model=self.config.model,
            system_instruction=self.greeting(),
            session_properties=SessionProperties.model_validate(wanted),
        )
        return Theirs(api_key="none", base_url=f"{self.server.websocket_url}/v1/realtime", settings=settings)


class Ours(Pipecat):
    """The framework with our service, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def service(self):
        url = f"{self.server.websocket_url}/v1/realtime"
        settings = OpenAIRealtimeLLMService.Settings(system_instruction=self.greeting())
        return OpenAIRealtimeLLMService(
            config=self.config, **self.rules, settings=settings, api_key="none", base_url=url
        )

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("pipecat", "pipecat-ai 1.14", "openai_ga", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "openai_ga"

    def test_a_replacement_sends_again_what_the_server_refused(self):
        """An error ends the receiving in this framework, so the next connection has to know."""
        old = self.config()
        new = old.with_max_output_tokens(700)

        async def run():
            async with call(self._driver(), old, self.dialect) as driver:
                await driver.reconfigure(new.copy_with(model="another").transform("audio.output.speed", 1.4))
                await quiet(driver.server)
                assert driver.connection.session.max_output_tokens == "inf"
                await driver.reconfigure(new)
                await take(driver, "reconnect")
                session = driver.connection.session
                assert (session.max_output_tokens, session.audio.output.speed) == (700, 1.0)

        asyncio.run(run())


BASE = openai_ga.RealtimeSessionCreateRequest(model="gpt-realtime-2")


def service(config, **options):
    return OpenAIRealtimeLLMService(config=config, api_key="none", **options)


# What the framework itself has to know


@pytest.mark.parametrize(
    ("config", "disabled"), [(BASE, False), (BASE.with_turn_detection(None), True), (BASE.with_server_vad(), False)]
)
def test_the_framework_knows_whether_the_server_detects_turns(config, disabled):
    made = service(config)
    assert made._is_turn_detection_disabled() is disabled
    assert (made.service_metadata_frame().user_turn_strategies is None) is disabled
    assert made.base_url == "wss://api.openai.com/v1/realtime?model=gpt-realtime-2"


def test_a_telephones_format_is_warned_of():
    with pytest.warns(UserWarning, match="sends and plays PCM"):
        service(BASE.with_audio_format("g711_ulaw"))


def test_the_framework_knows_of_a_replacement():
    made = service(BASE)
    asyncio.run(made.reconfigure(BASE.with_turn_detection(None).copy_with(output_modalities=["text"])))
    assert made._is_turn_detection_disabled()
    assert made._get_enabled_modalities() == ["text"]


def test_settings_that_two_services_share_are_not_changed():
    audio = AudioConfiguration(input=AudioInput(turn_detection=False))
    settings = OpenAIRealtimeLLMService.Settings(session_properties=SessionProperties(audio=audio))
    on, off = (service(config, settings=settings) for config in (BASE.with_server_vad(), BASE))
    assert (on._is_turn_detection_disabled(), off._is_turn_detection_disabled()) == (False, True)
    assert settings.session_properties.audio.input.turn_detection is False


def test_settings_that_replace_the_frameworks_do_not_undo_the_configuration():
    async def run():
        async with call(Ours, BASE.with_turn_detection(None), "openai_ga") as driver:
            delta = driver.llm.Settings(session_properties=SessionProperties(include=[]))
            await driver.worker.queue_frame(LLMUpdateSettingsFrame(delta=delta))
            await take(driver, "instructions")
            assert driver.llm._is_turn_detection_disabled()
            assert driver.connection.session.audio.input.turn_detection is None
            assert driver.connection.session.include == ()

    asyncio.run(run())


def test_an_echo_that_the_framework_can_not_read_does_not_end_the_call():
    config = BASE.copy_with(tool_choice={"type": "mcp", "server_label": "docs"})
    echo = {"type": "session.updated", "event_id": "e", "session": {"type": "realtime"} | config.as_dict()}
    with pytest.raises(Exception, match="tool_choice"):
        parse_server_event(json.dumps(echo))

    async def run():
        async with call(Ours, config, "openai_ga") as driver:
            await take(driver, "tools")
            assert not driver.llm._receive_task.done()
            assert driver.llm._api_session_ready
            assert driver.connection.session.tool_choice["server_label"] == "docs"

    asyncio.run(run())


# Azure OpenAI


class Azure(Ours):
    def service(self):
        url = f"{self.server.websocket_url}/openai/v1/realtime"
        return AzureRealtimeLLMService(config=self.config, **self.rules, base_url=url, api_key="none")


def test_azure_takes_the_same_configuration():
    async def run():
        async with call(Azure, GA["nulls"], "openai_ga") as driver:
            await quiet(driver.server)
            assert driver.connection.path == "/openai/v1/realtime?model=gpt-realtime-2"
            assert driver.connection.headers["api-key"] == "none"
            assert driver.connection.session.audio.input.turn_detection is None

    asyncio.run(run())


def test_the_private_seams_are_where_they_were():
    assert parameters(Theirs._receive_task_handler) == ["self"]
    assert parameters(Theirs._handle_evt_error) == ["self", "evt"]
    made = Theirs(api_key="none")
    assert made._websocket is None
    assert made._settings.session_properties == SessionProperties(model=made._settings.model)


def test_the_public_seam_is_where_it_was():
    assert parameters(Theirs.send_client_event) == ["self", "event"]
