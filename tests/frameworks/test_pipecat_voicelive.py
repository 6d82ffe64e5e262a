"""Pipecat's service for Azure Voice Live, real package and real WebSocket: every setting arrives and stays."""

import asyncio
from typing import ClassVar

import pytest
from frameworks import matrix
from frameworks.pipecat_pipeline import Pipecat
from frameworks.rich_settings import VOICE_LIVE
from frameworks.rules import Rules
from frameworks.scenario import GREETING, parameters
from pipecat.services.azure.voice_live.events import SessionProperties
from pipecat.services.azure.voice_live.llm import AzureVoiceLiveLLMService as Theirs
from pydantic import ValidationError

from realtime_builder.integrations.pipecat_voicelive import AzureVoiceLiveLLMService
from realtime_builder.voicelive import RequestSession


class VoiceLive(Pipecat):
    def at_home(self, service):
        """The service, on the loopback; it makes ``wss`` of any endpoint."""
        service.base_url = f"{self.server.websocket_url}/voice-live/realtime"
        return service


class Alone(VoiceLive):
    """The framework's own settings, as far as they go."""

    def service(self):
        wanted = self.config.as_dict()
        for name in ("tools", "instructions"):
            wanted.pop(name, None)
        settings = Theirs.Settings(
            model=self.config.model or "gpt-realtime",
            system_instruction=self.greeting(),
            session_properties=_properties(wanted),
        )
        return self.at_home(Theirs(endpoint="127.0.0.1", api_key="none", settings=settings))


def _properties(wanted):
    """Their settings, without what they refuse."""
    try:
        return SessionProperties.model_validate(wanted)
    except ValidationError as error:
        refused = {str(each["loc"][0]) for each in error.errors()}
        return SessionProperties.model_validate({name: wanted[name] for name in wanted if name not in refused})


class Ours(VoiceLive):
    """The framework with our service, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def service(self):
        settings = AzureVoiceLiveLLMService.Settings(system_instruction=self.greeting())
        return self.at_home(
            AzureVoiceLiveLLMService(
                config=self.config, **self.rules, settings=settings, endpoint="127.0.0.1", api_key="none"
            )
        )

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(VOICE_LIVE, "voicelive", Alone, Ours)
    matrix.check("pipecat_voicelive", "pipecat-ai 1.14", "voicelive", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "voicelive"


BASE = RequestSession(model="gpt-realtime")


@pytest.mark.parametrize(
    ("config", "manual"), [(BASE, False), (BASE.copy_with(turn_detection=None), True), (BASE.with_server_vad(), False)]
)
def test_the_framework_knows_whether_the_server_detects_turns(config, manual):
    made = AzureVoiceLiveLLMService(config=config, endpoint="127.0.0.1", api_key="none")
    assert made._is_manual_turn_detection() is manual
    assert (made.service_metadata_frame().user_turn_strategies is None) is manual
    assert made._model == "gpt-realtime"


def test_a_telephones_format_is_warned_of():
    with pytest.warns(UserWarning, match="sends and plays PCM"):
        AzureVoiceLiveLLMService(
            config=BASE.copy_with(input_audio_format="g711_ulaw"), endpoint="127.0.0.1", api_key="none"
        )


def test_the_framework_knows_of_a_replacement():
    made = AzureVoiceLiveLLMService(config=BASE, endpoint="127.0.0.1", api_key="none")
    asyncio.run(made.reconfigure(BASE.copy_with(turn_detection=None)))
    assert made._is_manual_turn_detection()


def test_the_private_seams_are_where_they_were():
    assert parameters(Theirs._receive_task_handler) == ["self"]
    assert parameters(Theirs._handle_evt_error) == ["self", "evt"]
    made = Theirs(endpoint="127.0.0.1", api_key="none")
    assert made._model == made._settings.model
    assert made._settings.session_properties.modalities == ["text", "audio"]


def test_the_public_seam_is_where_it_was():
    assert parameters(Theirs.send_client_event) == ["self", "event"]
