"""LiveKit's plugin for Azure Voice Live, real package and real WebSocket: every setting arrives and stays."""

import asyncio
from typing import ClassVar

import pytest
from azure.ai.voicelive.models import RequestSession
from frameworks import matrix
from frameworks.livekit_agents import LiveKit
from frameworks.rich_settings import VOICE_LIVE
from frameworks.rules import Rules
from frameworks.scenario import GREETING, eventually, parameters, quiet, updates
from livekit.plugins.azure.realtime import RealtimeModel as Theirs
from livekit.plugins.azure.realtime import RealtimeSession as TheirSession

from realtime_builder.integrations.livekit_voicelive import RealtimeModel
from realtime_builder.testing import loopback
from realtime_builder.voicelive import RequestSession as Session


class Alone(LiveKit):
    """The framework's own options, as far as they go."""

    def model(self):
        wanted = self.config.as_dict()
        read = RequestSession(wanted)
        options = {"modalities": [word for word in wanted["modalities"] or ["audio"] if word in ("text", "audio")]}
        for name in ("turn_detection", "input_audio_transcription"):
            if name in wanted:
                options[name] = getattr(read, name)
        if isinstance(wanted["voice"], str):
            options["voice"] = wanted["voice"]
        elif wanted["voice"]:
            options["voice"] = wanted["voice"]["name"]
        if "temperature" in wanted:
            options["temperature"] = wanted["temperature"]
        if "max_response_output_tokens" in wanted:
            options["max_output_tokens"] = wanted["max_response_output_tokens"]
        if isinstance(wanted["tool_choice"], str):
            options["tool_choice"] = wanted["tool_choice"]
        return Theirs(endpoint=self.server.url, api_key="none", model="gpt-realtime", **options)


class Ours(LiveKit):
    """The framework with our model, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def model(self):
        return RealtimeModel(config=self.config, **self.rules, endpoint=self.server.url, api_key="none")

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(VOICE_LIVE, "voicelive", Alone, Ours)
    matrix.check("livekit_voicelive", "livekit-plugins-azure 1.8", "voicelive", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "voicelive"


BASE = Session(model="gpt-realtime")


def model(config, endpoint="http://127.0.0.1"):
    return RealtimeModel(config=config, endpoint=endpoint, api_key="none")


@pytest.mark.parametrize(
    ("config", "known"),
    [
        (BASE, {"turn_detection": True, "user_transcription": True, "audio_output": True}),
        (BASE.copy_with(turn_detection=None), {"turn_detection": False}),
        (BASE.copy_with(input_audio_transcription=None), {"user_transcription": False}),
        (BASE.copy_with(modalities=["text"]), {"audio_output": False}),
    ],
)
def test_the_framework_knows_what_concerns_it(config, known):
    made = model(config)
    assert made.model == "gpt-realtime"
    assert {name: getattr(made.capabilities, name) for name in known} == known


def test_a_telephones_format_is_warned_of():
    with pytest.warns(UserWarning, match="sends and plays PCM"):
        model(BASE.copy_with(input_audio_format="g711_ulaw"))


def test_the_framework_knows_of_a_replacement():
    async def run():
        made = model(BASE.with_server_vad())
        await made.reconfigure(BASE.copy_with(turn_detection=None, input_audio_transcription=None, modalities=["text"]))
        known = made.capabilities
        assert (known.turn_detection, known.user_transcription, known.audio_output) == (False, False, False)

    asyncio.run(run())


def test_the_sessions_of_one_model_do_not_mix():
    async def run():
        async with loopback("voicelive") as server:
            made = model(BASE, server.url)
            sessions = [made.session() for _ in range(3)]
            await eventually(lambda: len(updates(server)) == 3, "update of each")
            await sessions[1].reconfigure(BASE.copy_with(max_response_output_tokens=700))
            await eventually(lambda: len(updates(server)) > 3, "update")
            await quiet(server)
            limits = sorted(connection.session.max_response_output_tokens for connection in server.connections)
            assert limits == [700, 4096, 4096]
            for session in sessions:
                await session.aclose()

    asyncio.run(run())


def test_the_plugins_placeholder_is_no_instruction_of_an_agents():
    async def run():
        async with loopback("voicelive") as server:
            session = model(BASE.copy_with(instructions="Be brief."), server.url).session()
            await eventually(lambda: updates(server), "update")
            await quiet(server)
            assert server.connections[0].session.instructions == "Be brief."
            await session.aclose()

    asyncio.run(run())


def test_the_private_seams_are_where_they_were():
    assert parameters(TheirSession._send_direct) == ["self", "conn", "event"]
    assert parameters(TheirSession._send) == ["self", "event"]
    made = Theirs(endpoint="http://127.0.0.1", api_key="none")
    assert list(made._sessions) == []
    assert {"turn_detection", "input_audio_transcription", "modalities", "model"} <= {*vars(made._opts)}
