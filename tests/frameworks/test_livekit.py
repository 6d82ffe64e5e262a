"""LiveKit's plugin for OpenAI, real package and real WebSocket: every setting arrives and stays."""

import asyncio
from typing import ClassVar

import pytest
from frameworks import matrix
from frameworks.livekit_agents import LiveKit
from frameworks.rich_settings import GA
from frameworks.rules import Rules
from frameworks.scenario import GREETING, call, eventually, parameters, quiet, updates
from livekit.plugins.openai.realtime import RealtimeModel as Theirs
from livekit.plugins.openai.realtime import RealtimeSession as TheirSession
from openai.types.realtime import AudioTranscription, RealtimeAudioConfigInput, RealtimeReasoning

from realtime_builder import ValidationError, openai_beta, openai_ga
from realtime_builder.integrations.livekit import RealtimeModel
from realtime_builder.testing import loopback


class Alone(LiveKit):
    """The framework's own options, as far as they go."""

    def model(self):
        wanted = self.config.as_dict()
        heard, spoken = (wanted.get("audio", {}).get(name, {}) for name in ("input", "output"))
        read = RealtimeAudioConfigInput.construct(**heard)
        options = {name: wanted[name] for name in ("model", "tracing", "truncation", "tool_choice") if name in wanted}
        if "output_modalities" in wanted:
            options["modalities"] = wanted["output_modalities"] or ["audio"]
        if "transcription" in heard:
            options["input_audio_transcription"] = heard["transcription"] and AudioTranscription(
                **heard["transcription"]
            )
        if "noise_reduction" in heard:
            options["input_audio_noise_reduction"] = read.noise_reduction
        if "turn_detection" in heard:
            options["turn_detection"] = read.turn_detection
        options |= {name: spoken[name] for name in ("voice", "speed") if name in spoken}
        if "reasoning" in wanted:
            options["reasoning"] = wanted["reasoning"] and RealtimeReasoning(**wanted["reasoning"])
        return Theirs(api_key="none", base_url=f"{self.server.url}/v1", **options)


class Ours(LiveKit):
    """The framework with our model, which it is told nothing else."""

    rules: ClassVar = {"instructions": "config"}

    def model(self):
        return RealtimeModel(config=self.config, **self.rules, api_key="none", base_url=f"{self.server.url}/v1")

    def own_tools(self):
        return []

    def greeting(self):
        return GREETING


def test_every_setting_arrives_and_stays():
    rows = matrix.measure(GA, "openai_ga", Alone, Ours)
    matrix.check("livekit", "livekit-plugins-openai 1.8", "openai_ga", rows)


class TestRules(Rules):
    driver = Ours
    dialect = "openai_ga"


# What the framework itself has to know

BASE = openai_ga.RealtimeSessionCreateRequest(model="gpt-realtime-2")


def model(config, **options):
    return RealtimeModel(config=config, api_key="none", **options)


@pytest.mark.parametrize(
    ("config", "known"),
    [
        (BASE, {"turn_detection": True, "can_disable_turn_detection": True, "user_transcription": True}),
        (BASE.with_turn_detection(None), {"turn_detection": False, "can_disable_turn_detection": False}),
        (BASE.with_server_vad(create_response=False), {"turn_detection": False}),
        (BASE.with_server_vad(), {"turn_detection": True, "can_disable_turn_detection": False}),
        (BASE.transform("audio.input.transcription", None), {"user_transcription": False}),
        (BASE.copy_with(output_modalities=["text"]), {"audio_output": False}),
    ],
)
def test_the_framework_knows_what_concerns_it(config, known):
    made = model(config)
    assert made.model == "gpt-realtime-2"
    assert {name: getattr(made.capabilities, name) for name in known} == known


def test_a_telephones_format_is_warned_of():
    with pytest.warns(UserWarning, match="sends and plays PCM"):
        model(BASE.with_audio_format("g711_ulaw"))


def test_the_framework_knows_of_a_replacement():
    async def run():
        async with loopback("openai_ga") as server:
            made = model(BASE.with_server_vad(), base_url=f"{server.url}/v1")
            session = made.session()
            await made.reconfigure(BASE.with_turn_detection(None).transform("audio.input.transcription", None))
            for each in (made, session):
                assert not each.capabilities.turn_detection
                assert not each.capabilities.user_transcription
            await session.aclose()
            await made.aclose()

    asyncio.run(run())


def test_the_sessions_of_one_model_do_not_mix():
    async def run():
        async with loopback("openai_ga") as server:
            made = model(BASE, base_url=f"{server.url}/v1")
            sessions = [made.session() for _ in range(3)]
            await eventually(lambda: len(updates(server)) == 3, "update of each")
            await sessions[1].reconfigure(BASE.with_max_output_tokens(700))
            await eventually(lambda: len(updates(server)) > 3, "update")
            await quiet(server)
            limits = sorted(str(connection.session.max_output_tokens) for connection in server.connections)
            assert limits == ["700", "inf", "inf"]
            for session in sessions:
                await session.aclose()
            await made.aclose()

    asyncio.run(run())


def test_the_framework_still_runs_a_function_of_which_we_refine_the_definition():
    class Player(Ours):
        rules: ClassVar = {}

        def own_tools(self):
            return [self.function("find_parcel")]

    tool = openai_ga.RealtimeFunctionTool(name="find_parcel", description="Ours.")

    async def run():
        async with call(Player, BASE.copy_with(tools=[tool]), "openai_ga") as driver:
            [session] = driver.model_._sessions
            assert list(session.tools.function_tools) == ["find_parcel"]
            assert driver.connection.session.tools == (tool,)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("rule", "sent"),
    [("agent", f"{GREETING}\nNow."), ("config", "Be brief.\nNow."), ("both", f"Be brief.\n\n{GREETING}\nNow.")],
)
def test_instructions_for_one_answer_keep_those_of_the_session(rule, sent):
    class Player(Ours):
        rules: ClassVar = {"instructions": rule}

    async def run():
        async with call(Player, BASE.copy_with(instructions="Be brief."), "openai_ga") as driver:
            [session] = driver.model_._sessions
            asked = session.generate_reply(instructions="Now.")
            await eventually(lambda: driver.connection.events[-1]["type"] == "response.create", "request")
            assert driver.connection.events[-1]["response"]["instructions"] == sent
            assert session._instructions == GREETING
            asked.cancel()

    asyncio.run(run())


# Azure OpenAI


def arrived(made, server):
    async def run():
        session = made.session()
        await eventually(lambda: updates(server), "update")
        await quiet(server)
        await session.aclose()
        await made.aclose()
        return server.connections[0]

    return run()


def test_azure_takes_the_same_configuration():
    async def run():
        async with loopback("openai_ga") as server:
            made = RealtimeModel.with_azure(
                config=BASE.with_turn_detection(None),
                azure_deployment="mine",
                api_key="none",
                azure_endpoint=server.url,
            )
            seen = await arrived(made, server)
            assert type(made) is RealtimeModel
            assert seen.path == "/openai/v1/realtime?model=mine"
            assert updates(server)[0]["audio"]["input"]["turn_detection"] is None

    asyncio.run(run())


def test_azure_with_a_dated_version_takes_the_beta_dialect_and_keeps_its_nulls():
    config = openai_beta.Session(turn_detection=None, input_audio_noise_reduction=None, input_audio_format="g711_ulaw")
    azure = {"azure_deployment": "mine", "api_key": "none", "api_version": "2024-10-01-preview"}

    async def run():
        async with loopback("openai_beta") as server:
            made = RealtimeModel.with_azure(config=config, azure_endpoint=server.url, **azure)
            seen = await arrived(made, server)
            assert seen.session.turn_detection is None
            assert updates(server)[0]["input_audio_noise_reduction"] is None
            assert seen.session.input_audio_format == "g711_ulaw"

    asyncio.run(run())
    made = RealtimeModel.with_azure(config=openai_beta.Session(), azure_endpoint="http://127.0.0.1", **azure)
    assert (made.capabilities.turn_detection, made.capabilities.can_disable_turn_detection) == (True, True)
    with pytest.raises(ValidationError, match="Expected a `Session`"):
        RealtimeModel.with_azure(config=BASE, azure_endpoint="http://127.0.0.1", **azure)


def test_the_private_seams_are_where_they_were():
    assert parameters(TheirSession._wrap_session_update) == ["self", "event_id", "session"]
    assert parameters(TheirSession._create_session_update_event) == ["self"]
    assert parameters(TheirSession._create_tools_update_event) == ["self", "tools"]
    assert parameters(TheirSession.generate_reply) == ["self", "instructions", "tool_choice", "tools"]
    made = Theirs(api_key="none")
    assert list(made._sessions) == []
    assert (made._opts.is_azure, made._opts.api_version) == (False, None)
    assert {"azure_deployment", "base_url", "entra_token", "turn_detection"} <= {*vars(made._opts)}
