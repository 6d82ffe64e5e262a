"""`convert` and its report: what a caller sees, whatever the dialects."""

import copy
import pickle

import pytest
from strategies import ODD_NAMES

from realtime_builder import UNSET, Config, ValidationError, decode
from realtime_builder import openai_beta as beta
from realtime_builder import openai_ga as ga
from realtime_builder import voicelive as vl
from realtime_builder.convert import Carried, Change, ConversionError, Loss, convert
from realtime_builder.fields import Clearable

SESSION = beta.Session(voice="marin", temperature=0.8, turn_detection={"threshold": 0.4}, tracing=None)


# The report


def test_report_has_every_fate():
    conversion = convert(SESSION, to=ga.RealtimeSessionCreateRequest)
    assert conversion.lost == (
        Loss("temperature", 0.8, "OpenAI GA has no temperature", "a note on style in `instructions`"),
    )
    assert [(change.path, change.before, change.after, change.to) for change in conversion.changed] == [
        ("type", UNSET, "realtime", "type"),
        ("turn_detection.type", UNSET, "server_vad", "audio.input.turn_detection.type"),
    ]
    assert set(conversion.carried) == {
        Carried("voice", "audio.output.voice"),
        Carried("turn_detection.threshold", "audio.input.turn_detection.threshold"),
        Carried("tracing", "tracing"),
    }


def test_paths_are_those_that_edits_take():
    conversion = convert(SESSION, to=ga.RealtimeSessionCreateRequest)
    assert SESSION.without(*[loss.path for loss in conversion.lost]).temperature is UNSET
    changed = conversion.config.transform(conversion.carried[1].to, "cedar")
    assert changed.audio.output.voice == "cedar"


def test_entries_read_as_sentences():
    lost, changed = SESSION, convert(SESSION, to=ga.RealtimeSessionCreateRequest)
    assert str(changed.lost[0]) == (
        "temperature = 0.8 is lost: OpenAI GA has no temperature. Nearest: a note on style in `instructions`."
    )
    assert str(Loss("", lost.turn_detection, "no reason")) == (
        "all of it = TurnDetection(threshold=0.4) is lost: no reason."
    )
    assert str(Change("a", 1, 2, "of a reason", "a")) == "a: 1 became 2: of a reason."
    assert str(Change("a", UNSET, 2, "of a reason", "b")) == "a -> b: nothing became 2: of a reason."


def test_position_in_the_source_is_told_where_items_are_left_out():
    mcp, function = ga.Mcp(server_label="files"), ga.RealtimeFunctionTool(name="look_up")
    conversion = convert(ga.RealtimeSessionCreateRequest(tools=[mcp, function]), to=beta.Session)
    assert [loss.path for loss in conversion.lost] == ["tools[0]"]
    assert Carried("tools[1].name", "tools[0].name") in conversion.carried


def test_what_did_not_change_is_shared():
    parameters = ga.RealtimeFunctionTool(parameters={"type": "object"}, name="look_up")
    converted = convert(ga.RealtimeSessionCreateRequest(tools=[parameters]), to=beta.Session).config
    assert converted.tools[0].parameters is parameters.parameters


def test_members_of_a_map_keep_their_order():
    headers = dict.fromkeys("zyxwvutsrqponmlkjihgfedcba", "x")
    server = ga.Mcp(server_label="l", server_url="https://example.com", headers=headers)
    assert list(convert(server, to=vl.MCPServer).config.as_dict()["headers"]) == list(headers)


# Strict


def test_strict_names_all_that_is_lost():
    session = SESSION.copy_with(client_secret={"value": "ek_1234"})
    with pytest.raises(ConversionError) as error:
        convert(session, to=ga.RealtimeSessionCreateRequest, strict=True)
    assert [loss.path for loss in error.value.lost] == ["temperature", "client_secret"]
    assert error.value.path == "$.temperature"
    assert "`client_secret`: " in str(error.value)
    assert "ek_1234" not in str(error.value) + repr(error.value) + repr(error.value.lost)


def test_strict_lets_changes_pass():
    session = SESSION.without("temperature")
    assert convert(session, to=ga.RealtimeSessionCreateRequest, strict=True).changed


def test_conversion_error_is_a_validation_error_and_pickles():
    with pytest.raises(ValidationError) as error:
        convert(SESSION, to=ga.RealtimeSessionCreateRequest, strict=True)
    again = pickle.loads(pickle.dumps(error.value))
    assert (str(again), again.path, again.lost) == (str(error.value), error.value.path, error.value.lost)


# What can't be converted


def test_something_without_any_form_gives_none():
    conversion = convert(ga.Mcp(server_label="files", authorization="token"), to=beta.Tool)
    assert conversion.config is None
    assert [(loss.path, loss.reason) for loss in conversion.lost] == [("", "OpenAI beta has no MCP servers")]
    with pytest.raises(ConversionError, match="OpenAI beta has no MCP servers"):
        convert(ga.Mcp(server_label="files"), to=beta.Tool, strict=True)


@pytest.mark.parametrize(
    ("config", "to", "message"),
    [
        (SESSION, vl.FunctionTool, "`Session` has no counterpart in `FunctionTool`"),
        (SESSION, ga.RealtimeTranslationSessionUpdateRequest, "`Session` has no counterpart in `RealtimeTranslat"),
        (ga.RealtimeTranslationSessionCreateRequest(model="m"), vl.RequestSession, "has no counterpart in `RequestS"),
        (beta.Tool(), vl.FunctionTool | vl.MCPServer, None),
        (vl.RequestSession(), vl.FunctionTool | vl.MCPServer, "no counterpart in `FunctionTool` or `MCPServer`"),
    ],
)
def test_two_that_are_no_counterparts(config, to, message):
    if message is None:
        assert convert(config, to=to).config is None
        return
    with pytest.raises(ConversionError) as error:
        convert(config, to=to)
    assert message in str(error.value)


@pytest.mark.parametrize("to", [int, "voicelive", None, vl, dict])
def test_target_must_be_a_configuration(to):
    with pytest.raises(ValidationError, match="Expected a configuration's class in `to`"):
        convert(SESSION, to=to)


def test_source_must_be_a_configuration():
    with pytest.raises(ValidationError, match="Expected a configuration, got `dict`"):
        convert({"model": "gpt-realtime"}, to=vl.RequestSession)


def test_a_configuration_of_the_type_is_kept():
    conversion = convert(SESSION, to=beta.Session)
    assert conversion.config is SESSION
    assert (conversion.lost, conversion.changed, conversion.carried) == ((), (), (Carried("", ""),))


# Subclasses


class OurSession(ga.RealtimeSessionCreateRequest):
    """A session with a field of an application's own."""

    tenant: Clearable[str] = UNSET


def test_a_subclass_converts_as_what_it_is_derived_from():
    conversion = convert(OurSession(model="gpt-realtime", tenant="acme"), to=beta.Session)
    assert conversion.config == beta.Session(model="gpt-realtime")
    assert [(loss.path, loss.value) for loss in conversion.lost] == [("tenant", "acme")]


def test_a_subclass_can_be_asked_for():
    assert type(convert(SESSION, to=OurSession).config) is OurSession
    accepted = convert(SESSION, to=ga.CallAcceptParams).config
    assert type(accepted) is ga.CallAcceptParams
    assert accepted.as_dict()["type"] == "realtime"


def test_a_subclass_as_a_tool_converts_too():
    class Looker(beta.Tool):
        """A tool of an application's own."""

    session = beta.Session(tools=[Looker(name="look_up")])
    assert convert(session, to=vl.RequestSession).config.tools == (vl.FunctionTool(name="look_up"),)


# What the library does not know


def test_unknown_members_and_variants_are_lost_with_their_path():
    data = b"""{"type": "realtime", "brand_new": 1, "audio": {"newer": {}, "input": {
        "turn_detection": {"type": "brand_new_vad"}, "transcription": {"model": "whisper-1", "newest": [2]}}},
        "tools": [{"type": "brand_new_tool"}, {"type": "function", "name": "f"}]}"""
    session = decode(data, type=ga.RealtimeSessionCreateRequest, unknown="keep")
    conversion = convert(session, to=vl.RequestSession)
    assert {loss.path for loss in conversion.lost} == {
        "brand_new",
        "audio.newer",
        "audio.input.turn_detection",
        "audio.input.transcription.newest",
        "tools[0]",
    }
    assert conversion.config.as_dict() == {
        "input_audio_transcription": {"model": "whisper-1"},
        "tools": [{"type": "function", "name": "f"}],
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("output_modalities", "text"),
        ("output_modalities", [[], {}]),
        ("audio", 7),
        ("audio.output.type", "brand_new"),
        ("audio.output.speed", "fast"),
        ("audio.output.format", {"type": "opus"}),
        ("audio.output.format", "opus"),
        ("audio.output.format", {}),
        ("audio.input.format", None),
        ("tools", {"type": "function"}),
        ("tool_choice", []),
        ("metadata", None),
    ],
)
@pytest.mark.parametrize("to", [beta.Session, vl.RequestSession])
def test_what_was_put_where_it_does_not_belong_is_lost(path, value, to):
    conversion = convert(ga.RealtimeSessionCreateRequest().with_extra(path, value), to=to)
    assert conversion.config == to()
    assert [loss.path for loss in conversion.lost] == [path]


def test_what_is_no_tool_is_left_out_of_the_tools():
    session = ga.RealtimeSessionCreateRequest().with_extra("tools", ["look_up", {"type": "brand_new"}])
    conversion = convert(session, to=beta.Session)
    assert conversion.config == beta.Session(tools=[])
    assert [loss.path for loss in conversion.lost] == ["tools[0]", "tools[1]"]


@pytest.mark.parametrize("name", ["a.b", "tools[0]", "copy_with", "items", "extra_0", "0", "$"])
def test_an_unknown_member_of_any_name_is_lost(name):
    session = beta.Session.from_dict({name: 1, "turn_detection": {name: [2]}}, unknown="keep")
    conversion = convert(session, to=vl.RequestSession)
    assert conversion.config == vl.RequestSession(turn_detection={"type": "server_vad"})
    assert [loss.value for loss in conversion.lost] == [(2,), 1]


def test_an_unknown_member_of_what_is_spelled_otherwise_is_lost():
    session = ga.RealtimeSessionCreateRequest(audio={"output": {"format": {"type": "audio/pcmu"}}})
    conversion = convert(session.with_extra("audio.output.format.rate", 8000), to=beta.Session)
    assert conversion.config == beta.Session(output_audio_format="g711_ulaw")
    assert [(loss.path, loss.value) for loss in conversion.lost] == [("audio.output.format.rate", 8000)]


# Secrets


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_loss_of_any_name_can_be_shown(name):
    (loss,) = convert(beta.Session().with_extra((name,), "odd"), to=ga.RealtimeSessionCreateRequest).lost
    assert "this library does not know it" in str(loss)
    assert "odd" in repr(loss)


def test_no_secret_is_shown():
    secrets = ["sk-one", "sk-two", "ek-three", "sk-four"]
    server = ga.Mcp(server_label="l", authorization=secrets[0], headers={"Authorization": secrets[1]})
    session = ga.RealtimeSessionCreateRequest(tools=[server, server.copy_with(server_url="https://example.com")])
    beta_session = beta.Session(client_secret={"value": secrets[2]})
    broken = server.copy_with(server_url="https://example.com").with_extra("authorization", {"key": secrets[3]})
    for conversion in (
        convert(session, to=vl.RequestSession),
        convert(session, to=beta.Session),
        convert(beta_session, to=ga.RealtimeSessionCreateRequest),
        convert(beta_session, to=vl.RequestSession),
        convert(broken, to=vl.MCPServer),
        convert(server, to=beta.Tool),
    ):
        entries = (*conversion.lost, *conversion.changed, *conversion.carried)
        shown = [repr(conversion), *map(str, entries), *map(repr, entries)]
        shown += [repr(list(entry.__rich_repr__())) for entry in entries]
        assert conversion.lost
        assert not [text for text in shown for secret in secrets if secret in text]


def test_the_value_of_a_loss_is_the_real_one():
    conversion = convert(beta.Session(client_secret={"value": "ek"}), to=ga.RealtimeSessionCreateRequest)
    assert conversion.lost[0].value.value == "ek"


# Values that a report is


def test_reports_are_values():
    conversion = convert(SESSION, to=vl.RequestSession)
    assert conversion == convert(SESSION, to=vl.RequestSession)
    assert hash(conversion) == hash(convert(SESSION, to=vl.RequestSession))
    assert pickle.loads(pickle.dumps(conversion)) == conversion
    assert copy.deepcopy(conversion) == conversion
    with pytest.raises(AttributeError):
        conversion.config = None


# Events


def test_events_convert_with_what_they_carry():
    event = beta.TranscriptionSessionUpdate(event_id="e", session={"input_audio_format": "g711_alaw"})
    converted = convert(event, to=ga.ClientEvent)
    assert converted.config.as_dict() == {
        "type": "session.update",
        "event_id": "e",
        "session": {"type": "transcription", "audio": {"input": {"format": {"type": "audio/pcma"}}}},
    }
    assert convert(converted.config, to=beta.ClientEvent).config == event


def test_an_event_that_the_other_dialect_lacks_gives_none():
    conversion = convert(vl.ClientEventInputAudioClear(), to=ga.ClientEvent)
    assert conversion.config is None
    assert conversion.lost[0].reason == "OpenAI has no such event"


def test_instructions_beside_the_sessions_are_lost():
    event = vl.ClientEventResponseCreate(additional_instructions="Louder.", response={"commit": True})
    conversion = convert(event, to=ga.ResponseCreateEvent)
    assert conversion.config == ga.ResponseCreateEvent(response={"conversation": "auto"})
    assert [loss.path for loss in conversion.lost] == ["additional_instructions"]


def test_lifetime_of_a_secret_has_a_place_of_its_own():
    secret = beta.ClientSecretExpiresAfter(seconds=60)
    after = convert(secret, to=ga.ExpiresAfter, strict=True).config
    session = convert(beta.Session(voice="ash"), to=ga.RealtimeSessionCreateRequest, strict=True).config
    assert ga.ClientSecretCreateParams(expires_after=after, session=session).as_dict() == {
        "expires_after": {"anchor": "created_at", "seconds": 60},
        "session": {"type": "realtime", "audio": {"output": {"voice": "ash"}}},
    }
    assert isinstance(after, Config)


def test_what_the_target_always_says_is_reported():
    conversion = convert(ga.ExpiresAfter(seconds=60), to=beta.ClientSecretExpiresAfter)
    assert conversion.config.anchor == "created_at"
    assert [(change.path, change.before, change.after) for change in conversion.changed] == [
        ("anchor", UNSET, "created_at")
    ]


@pytest.mark.parametrize(
    ("value", "to", "path", "reason", "nearest"),
    [
        (
            ga.RealtimeSessionCreateRequest(audio={"output": {"voice": {"id": "v"}}}),
            beta.Session,
            "audio.output.voice",
            "OpenAI beta has no custom voices",
            "a built-in voice such as `marin`",
        ),
        (
            vl.RequestSession(voice={"type": "azure-standard", "name": "n"}),
            beta.Session,
            "voice",
            "OpenAI does not have Azure's voices",
            "a built-in voice such as `marin`",
        ),
        (
            ga.RealtimeSessionCreateRequest(
                tools=[
                    {"type": "mcp", "server_label": "m", "server_description": "d", "connector_id": "connector_gmail"}
                ]
            ),
            vl.RequestSession,
            "tools[0]",
            "Voice Live has no connectors",
            "`server_url`",
        ),
        (
            beta.Session(temperature=None),
            ga.RealtimeSessionCreateRequest,
            "temperature",
            "OpenAI GA has no temperature",
            "",
        ),
    ],
)
def test_a_loss_tells_its_cause_and_what_comes_nearest(value, to, path, reason, nearest):
    [loss] = [loss for loss in convert(value, to=to).lost if loss.path == path]
    assert (loss.reason, loss.nearest) == (reason, nearest)
