"""What the integrations of all frameworks stand on: the updates, the versions, the record of what arrives."""

import importlib
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
from frameworks import matrix
from frameworks import rich_settings as rich
from frameworks.scenario import has, lines
from readme import ROOT

from realtime_builder import UNSET, Config, ValidationError, encode, openai_beta, openai_ga, voicelive
from realtime_builder.integrations import SessionUpdates
from realtime_builder.integrations.updates import setting, warn_of_telephone, without_model
from realtime_builder.integrations.versions import TESTED, require_tested

GA = openai_ga.RealtimeSessionCreateRequest
CONFIG = GA(instructions="Be brief.", truncation="disabled").with_voice("marin").with_turn_detection(None)
THEIRS = {
    "type": "realtime",
    "instructions": "Greet.",
    "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": {"type": "server_vad"}},
        "output": {"voice": "alloy", "speed": 1.0},
    },
    "tools": [{"type": "function", "name": "book"}],
}


def sent(update):
    assert set(update.model_dump()) == {"type", "event_id", "session"}
    return update.session.as_dict()


# The updates


def test_the_first_update_is_the_whole_with_the_configuration_over_it():
    assert sent(SessionUpdates(CONFIG, GA).update(THEIRS)) == {
        "type": "realtime",
        "instructions": "Greet.",
        "truncation": "disabled",
        "audio": {
            "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": None},
            "output": {"voice": "marin", "speed": 1.0},
        },
        "tools": [{"type": "function", "name": "book"}],
    }


def test_a_later_update_holds_what_is_new():
    updates = SessionUpdates(CONFIG, GA)
    updates.update(THEIRS)
    assert sent(updates.update({"type": "realtime", "instructions": "Say goodbye."})) == {
        "type": "realtime",
        "instructions": "Say goodbye.",
    }
    assert sent(updates.update(THEIRS | {"instructions": "Say goodbye."})) == {"type": "realtime"}


def test_a_part_of_an_update_does_not_forget_the_rest():
    updates = SessionUpdates(CONFIG, GA)
    updates.update(THEIRS)
    updates.update({"type": "realtime", "audio": {"output": {"speed": 1.2}}})
    updates.connect()
    whole = sent(updates.update({"type": "realtime"}))
    assert whole["audio"]["output"] == {"voice": "marin", "speed": 1.2}
    assert whole["instructions"] == "Greet."


def test_another_conversation_knows_nothing_of_the_one_before():
    updates = SessionUpdates(CONFIG, GA)
    updates.update(THEIRS)
    updates.connect(anew=True)
    assert sent(updates.update({"type": "realtime"})) == CONFIG.as_dict()


def test_a_configuration_that_drops_a_setting_gives_it_back_to_the_framework():
    updates = SessionUpdates(CONFIG.transform("audio.output.speed", 1.4), GA)
    updates.update(THEIRS)
    assert sent(updates.reconfigure(CONFIG)) == {"type": "realtime", "audio": {"output": {"speed": 1.0}}}


def test_what_nobody_mentions_any_more_stays_also_after_a_reconnect():
    updates = SessionUpdates(CONFIG.copy_with(max_output_tokens=700), GA)
    updates.update(THEIRS)
    assert updates.reconfigure(CONFIG) is None
    updates.connect()
    assert sent(updates.update(THEIRS))["max_output_tokens"] == 700


def test_what_was_refused_is_sent_again_by_a_replacement_alone():
    updates = SessionUpdates(CONFIG, GA)
    updates.update(THEIRS)
    new = CONFIG.with_max_output_tokens(700)
    refused = updates.reconfigure(new.with_voice("cedar"))
    updates.update({"type": "realtime", "instructions": "Say goodbye."})
    for event_id in (refused.event_id, "of somebody else", None, 3):
        updates.refused(event_id)
    second = {"type": "realtime", "instructions": "You explain bills."}
    assert sent(updates.update(second)) == second
    assert sent(updates.reconfigure(new)) == {"type": "realtime", "max_output_tokens": 700}


def test_what_was_refused_is_sent_again_on_the_next_connection():
    updates = SessionUpdates(CONFIG, GA)
    updates.update(THEIRS)
    updates.refused(updates.reconfigure(CONFIG.with_voice("cedar")).event_id)
    updates.connect()
    whole = sent(updates.update(THEIRS))
    assert (whole["audio"]["output"]["voice"], whole["truncation"]) == ("cedar", "disabled")


def test_after_a_refused_beginning_a_replacement_sends_everything():
    updates = SessionUpdates(CONFIG, GA)
    first = updates.update(THEIRS)
    updates.refused(first.event_id)
    assert sent(updates.reconfigure(CONFIG)) == sent(first)


def test_a_long_call_does_not_grow():
    updates = SessionUpdates(CONFIG, GA)
    for number in range(1000):
        updates.update({"type": "realtime", "instructions": str(number)})
    assert len(updates._recent) == 64
    assert sent(updates.update({"type": "realtime", "instructions": "999"})) == {"type": "realtime"}


def test_an_update_has_the_frameworks_event_id_or_one_of_its_own():
    updates = SessionUpdates(CONFIG, GA)
    assert updates.update(THEIRS, "e1").event_id == "e1"
    own = {updates.update(THEIRS).event_id for _ in range(3)}
    assert len(own) == 3
    assert all(own)


def test_fields_that_are_newer_than_the_library_pass_from_both_sides():
    updates = SessionUpdates(CONFIG.with_extra("mood", "sunny"), GA)
    session = sent(updates.update(THEIRS | {"weather": "fine"}))
    assert (session["mood"], session["weather"]) == ("sunny", "fine")


def test_a_framework_serialises_every_null():
    updates = SessionUpdates(GA(tracing=None, prompt=None), GA)
    update = updates.update({"type": "realtime"})
    assert update.model_dump(exclude_none=True)["session"] == {"type": "realtime", "tracing": None, "prompt": None}
    assert encode(GA(tracing=None, prompt=None)).decode() in update.model_dump_json(exclude_unset=True)


@pytest.mark.parametrize(
    ("rule", "ours", "theirs", "result"),
    [
        ("agent", "A", "B", "B"),
        ("agent", "A", "", "A"),
        ("agent", "A", None, "A"),
        ("agent", None, "", None),
        ("agent", UNSET, "", ""),
        ("agent", "", "B", "B"),
        ("config", "A", "B", "A"),
        ("config", "", "B", ""),
        ("config", UNSET, "B", "B"),
        ("both", "A", "B", "A\n\nB"),
        ("both", UNSET, "B", "B"),
        ("both", None, "B", "B"),
        ("both", "A", "", "A"),
    ],
)
def test_the_rule_for_instructions(rule, ours, theirs, result):
    updates = SessionUpdates(GA(instructions=ours), GA, instructions=rule)
    assert sent(updates.update({"type": "realtime", "instructions": theirs}))["instructions"] == result


def test_tools_of_one_name_and_different_kinds_are_two():
    docs = {"type": "mcp", "server_label": "docs"}
    updates = SessionUpdates(GA(tools=[docs]), GA)
    theirs = [docs | {"server_url": "https://example.org"}, {"type": "function", "name": "docs"}]
    assert sent(updates.update({"type": "realtime", "tools": theirs}))["tools"] == [docs, theirs[1]]


def test_another_class_is_refused():
    class Own(GA):
        tenant: str = ""

    for wrong in (openai_beta.Session(), Own(), {"type": "realtime"}):
        with pytest.raises(ValidationError, match="Expected"):
            SessionUpdates(wrong, GA)
    with pytest.raises(ValidationError, match="Expected a `RequestSession`"):
        SessionUpdates(CONFIG, voicelive.RequestSession)
    with pytest.raises(ValidationError, match="Expected one of `add`, `config` as `tools`, got `none`"):
        SessionUpdates(CONFIG, GA, tools="none")


def test_a_setting_is_omitted_where_anything_on_the_way_is():
    assert setting(CONFIG, "audio", "input", "turn_detection") is None
    assert setting(CONFIG, "audio", "input", "format") is UNSET
    assert setting(GA(audio=None), "audio", "input", "format") is UNSET
    assert setting(GA(), "audio", "input") is UNSET


def test_voice_live_is_told_of_a_model_only_if_it_is_another():
    session = voicelive.RequestSession(model="gpt-realtime", temperature=None)
    assert without_model(session, "gpt-realtime") == voicelive.RequestSession(temperature=None)
    assert without_model(session, "gpt-4.1") is session


@pytest.mark.parametrize(
    ("config", "path"),
    [
        (GA().with_audio_format(input="g711_ulaw"), "audio.input.format"),
        (GA().with_audio_format(output="g711_alaw"), "audio.output.format"),
        (voicelive.RequestSession(input_audio_format="g711_alaw"), "input_audio_format"),
        (openai_beta.Session(output_audio_format="g711_ulaw"), "output_audio_format"),
    ],
)
def test_a_telephones_format_is_warned_of(config, path):
    with pytest.warns(UserWarning, match=f"LiveKit sends and plays PCM, whatever `{path}` says: leave it out"):
        warn_of_telephone(config, "LiveKit")


def test_pcm_is_not_warned_of():
    for config in (
        GA().with_audio_format("pcm16"),
        voicelive.RequestSession(output_audio_format="pcm16_8000hz"),
        CONFIG,
    ):
        warn_of_telephone(config, "LiveKit")  # where a warning is an error


# Versions


def test_the_extras_are_the_tested_ranges():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for distribution, (since, below, extra) in TESTED.items():
        ranges = [line.partition(">=")[2] for line in extras[extra] if line.startswith(distribution)]
        assert ranges == [f"{since},<{below}"]


@pytest.mark.parametrize("version", ["0.24.0", "0.24.9", "0.24.0rc1"])
def test_a_tested_version_is_taken(monkeypatch, version):
    monkeypatch.setattr("realtime_builder.integrations.versions.version", lambda _: version)
    require_tested("openai-agents", "mine")


@pytest.mark.parametrize("version", ["0.23.9", "0.25.0", "1.0", "unknown"])
def test_a_version_outside_the_range_is_refused(monkeypatch, version):
    monkeypatch.setattr("realtime_builder.integrations.versions.version", lambda _: version)
    with pytest.raises(ImportError) as caught:
        require_tested("openai-agents", "mine")
    assert str(caught.value) == (
        f"mine is tested with openai-agents >=0.24,<0.25, and {version} is installed: it might lose settings; "
        "install a tested one with: pip install 'realtime-builder[openai-agents]'"
    )


def _missing(name):
    raise metadata.PackageNotFoundError(name)


def test_a_framework_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr("realtime_builder.integrations.versions.version", _missing)
    with pytest.raises(ModuleNotFoundError) as caught:
        require_tested("pipecat-ai", "mine")
    assert str(caught.value) == (
        "mine needs pipecat-ai; install a tested one with: pip install 'realtime-builder[pipecat]'"
    )


MODULES = {
    "livekit": "livekit-plugins-openai",
    "livekit_voicelive": "livekit-plugins-azure",
    "openai_agents": "openai-agents",
    "pipecat": "pipecat-ai",
    "pipecat_voicelive": "pipecat-ai",
}


@pytest.mark.parametrize("name", MODULES)
def test_the_module_of_a_framework_says_at_import_what_is_wrong(monkeypatch, name):
    module, distribution = f"realtime_builder.integrations.{name}", MODULES[name]
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr("realtime_builder.integrations.versions.version", lambda _: "99.0")
    with pytest.raises(ImportError, match=rf"{module} is tested with {distribution} >=[\d.]+,<[\d.]+, and 99.0 is"):
        importlib.import_module(module)
    monkeypatch.setattr("realtime_builder.integrations.versions.version", _missing)
    with pytest.raises(ModuleNotFoundError, match=f"{module} needs {distribution}; install a tested one with"):
        importlib.import_module(module)


def test_every_module_has_its_framework():
    package = ROOT / "realtime_builder" / "integrations"
    assert {path.stem for path in package.glob("*.py")} - {"__init__", "updates", "versions"} == set(MODULES)
    assert set(MODULES.values()) == set(TESTED)


def test_the_package_imports_no_framework():
    code = (
        "import sys, realtime_builder.integrations; print({'agents', 'livekit', 'openai', 'pipecat'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"


# The record of what arrives


def test_the_page_is_what_the_record_says():
    assert matrix.PAGE.read_text() == matrix.page()


@pytest.mark.parametrize("configs", [rich.GA, rich.VOICE_LIVE], ids=["openai_ga", "voicelive"])
def test_the_rich_configurations_have_every_setting_and_every_null(configs):
    root = type(configs["full"])
    given = {name for config in configs.values() for name, value in config.items() if value is not None}
    nulls = {name for name, value in configs["nulls"].items() if value is None}
    assert given >= {*root.__struct_fields__}
    # A model is what a session is connected to, and without audio there is nothing to say of it.
    assert nulls | {"model", "audio"} >= {*root.__struct_fields__}


def test_every_struct_that_the_rich_session_reaches_is_whole():
    reached = {}
    for config in (*rich.GA.values(), *rich.VOICE_LIVE.values()):
        for part in _parts(config):
            reached.setdefault(type(part), set()).update(part)
    ga = {cls: names for cls, names in reached.items() if cls.__module__.startswith("realtime_builder.openai_ga.")}
    missing = {cls.__name__: {*cls.__struct_fields__} - names for cls, names in ga.items()}
    # Of a remote tool server one way to reach it is enough.
    del missing["Mcp"]
    assert {name: fields for name, fields in missing.items() if fields} == {}


def _parts(value):
    if isinstance(value, Config):
        yield value
        for member in value.values():
            yield from _parts(member)
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)


def test_a_setting_is_there_only_as_it_was_sent():
    session = GA(audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 1}}}).as_dict()
    found = lines(session)
    assert found["audio.input.turn_detection (server_vad).threshold"] == 1
    assert all(has(session, line, wanted) for line, wanted in found.items())
    assert not has(session, "audio.input.turn_detection (semantic_vad)", {"type": "semantic_vad"})
    assert not has(session, "audio.input.turn_detection (server_vad).threshold", 0.5)
    assert not has(session, "tracing null", None)


@pytest.mark.parametrize(
    ("given", "way"),
    [({"type": "realtime"}, "`RealtimeSessionCreateRequest.from_dict`"), (voicelive.RequestSession(), "`convert`")],
)
def test_another_kind_of_configuration_is_told_the_way(given, way):
    with pytest.raises(ValidationError, match=f"; {way} makes one"):
        SessionUpdates(given, GA)
