"""What must pass `mypy --strict` and pyright's strict mode without a word, from target Python 3.11 on.

This file is only checked, never run. `assert_type` states what an editor shows.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, assert_type

from realtime_builder import (
    UNSET,
    Config,
    DecodeError,
    Dialect,
    Guard,
    JsonObject,
    Layers,
    RealtimeVocabulary,
    SessionState,
    Template,
    ValidationError,
    check,
    check_update,
    decode,
    dialect_of,
    encode,
    encode_into,
    encode_lines,
    fingerprint,
    openai_beta,
    openai_ga,
    voicelive,
)
from realtime_builder.fields import Array, Clearable, Json, Open, Pairs, Settable
from realtime_builder.testing import loopback

# Building: every optional field may be left out, null or set; lists, dicts and tuples as callers write them.

session = openai_ga.RealtimeSessionCreateRequest(
    model="gpt-realtime",
    instructions="Be brief.",
    output_modalities=["audio"],
    audio=openai_ga.RealtimeAudioConfig(
        input=openai_ga.RealtimeAudioConfigInput(turn_detection=openai_ga.SemanticVad(eagerness="low")),
        output=openai_ga.RealtimeAudioConfigOutput(voice="marin", speed=1),
    ),
    tools=(
        openai_ga.RealtimeFunctionTool(name="find", parameters={"type": "object", "properties": {}}),
        openai_ga.Mcp(server_label="docs", headers={"x-key": "secret"}),
    ),
    tool_choice="auto",
    max_output_tokens="inf",
    prompt=None,
)
empty = openai_ga.RealtimeSessionCreateRequest()
a_new_model = openai_ga.RealtimeSessionCreateRequest(model="gpt-of-next-year")
cleared = openai_ga.RealtimeSessionCreateRequest(tools=None, instructions=UNSET)
beta = openai_beta.Session(turn_detection=None, temperature=0.8, modalities=("text", "audio"))
voice_live = voicelive.RequestSession(
    model="gpt-realtime",
    voice=voicelive.AzureStandardVoice(name="en-US-AvaNeural"),
    turn_detection=voicelive.AzureSemanticVad(),
    metadata={"call": "1"},
)

# Reading

for tool in session.tools or ():
    assert isinstance(tool, openai_ga.RealtimeFunctionTool | openai_ga.Mcp)
if isinstance(session.audio, openai_ga.RealtimeAudioConfig) and session.audio.output is not UNSET:
    assert_type(session.audio.output, openai_ga.RealtimeAudioConfigOutput)
anything: Any = session["model"]
as_mapping: Mapping[str, Any] = session
names: list[str] = list(session)
members: dict[str, Any] = dict(session)
as_keywords: dict[str, Any] = {**session, "more": 1}

# Editing: the class comes back, also of a subclass; no field is required

assert_type(session.copy_with(instructions="Be kind."), openai_ga.RealtimeSessionCreateRequest)
assert_type(session.copy_with(), openai_ga.RealtimeSessionCreateRequest)
assert_type(session.without("tools", "audio.output"), openai_ga.RealtimeSessionCreateRequest)
assert_type(
    session.copy_with(tools=[], prompt=None).copy_with(model="gpt-realtime").without("model").copy_with(),
    openai_ga.RealtimeSessionCreateRequest,
)
session.copy_with(audio=openai_ga.RealtimeAudioConfig(), max_output_tokens=4096, tool_choice="none")
openai_ga.RealtimeFunctionTool(name="find").copy_with(description="Finds.")
openai_ga.SessionUpdateEvent(session=session).copy_with(event_id="1")


class OwnSession(openai_ga.RealtimeSessionCreateRequest):
    """A subclass, with a field of its own."""

    tenant: Clearable[str] = UNSET
    labels: Settable[Array[str]] = UNSET


own = OwnSession(model="gpt-realtime", tenant="a", labels=["b"])
assert_type(own.copy_with(tenant=None, instructions="Be kind."), OwnSession)
assert_type(own.without("tenant"), OwnSession)
as_base: openai_ga.RealtimeSessionCreateRequest = own.copy_with(labels=("a", "b"))
openai_ga.SessionUpdateEvent(session=own)


class Part(Config, tag="part"):
    """Every kind of field that a checker and the run time see differently."""

    name: str
    voice: Settable[Open[str]] = UNSET
    sizes: Settable[Array[int]] = UNSET
    anything: Settable[Json] = UNSET
    labels: Clearable[Pairs] = UNSET


part = Part(name="a", sizes=[1], anything={"a": [1]}, labels={"a": "b"})
part.copy_with(anything=JsonObject({"a": 1}), sizes=(1, 2), labels=None)


def pass_through(
    it: Part, sizes: Settable[Sequence[int]] = UNSET, labels: Clearable[Mapping[str, str]] = UNSET
) -> Part:
    """What was not given is left as it is."""
    return it.copy_with(sizes=sizes, labels=labels)


# Encoding and decoding

assert_type(encode(session), bytes)
assert_type(session.to_json(), bytes)
assert_type(encode_lines([session, beta, voice_live]), bytes)
encode_into(session, bytearray(), 0)
assert_type(decode(b"{}", type=openai_ga.RealtimeSessionCreateRequest), openai_ga.RealtimeSessionCreateRequest)
assert_type(decode("{}", type=Part, unknown="keep"), Part | JsonObject)
assert_type(openai_beta.Session.from_json(b"{}"), openai_beta.Session)
assert_type(voicelive.RequestSession.from_dict({}, unknown="drop"), voicelive.RequestSession)
assert_type(OwnSession.from_json(b"{}"), OwnSession)
assert_type(session.as_dict(), dict[str, Any])
assert_type(copy.copy(session), openai_ga.RealtimeSessionCreateRequest)
assert_type(copy.deepcopy(own), OwnSession)
either = decode(b"{}", type=openai_ga.ServerVad | openai_ga.SemanticVad)

# Errors

try:
    decode(b"{", type=Part)
except DecodeError as error:
    assert_type(error.path, str)
except ValidationError as error:
    assert_type(error.message, str)

# JSON

json = JsonObject({"a": {"b": [1]}})
assert_type(json.transform(["a", "b"], 2), JsonObject)
for key in json:
    assert_type(key, str)

# In sets and as keys

memory: dict[openai_ga.RealtimeSessionCreateRequest, bytes] = {session: encode(session)}
distinct: set[Config] = {session, beta, voice_live, own, part}
assert session == session.copy_with()

# By the name of a dialect, a rule or a phase

dialect: Dialect = "voicelive"
assert_type(dialect_of(openai_ga.ServerVad), Dialect | None)
state = SessionState("openai_ga")
check(session, ignore=["deprecated-model"])
check(session, ignore=[str(name) for name in ("a", "b")])
check_update(session, session, phase="spoken", ignore=("voice-fixed",))


async def connections(any_of_them: Dialect) -> None:
    """The session of a connection is of the dialect that was named."""
    async with loopback("voicelive", unknown="keep") as server:
        assert_type(server.connections[0].session, voicelive.RequestSession)
    async with loopback(dialect="openai_beta", port=8765) as other:
        assert_type(other.connections[0].session, openai_beta.Session | openai_beta.TranscriptionSession)
    async with loopback(any_of_them) as third:
        assert_type(third.connections[0].session, Any)


# Layers keep the type of their first configuration

layers = Layers(default=session, tenant={"instructions": "x"}, call=UNSET)
assert_type(layers, Layers[openai_ga.RealtimeSessionCreateRequest])
assert_type(layers.config, openai_ga.RealtimeSessionCreateRequest)
assert_type(layers.with_layer(call=session), Layers[openai_ga.RealtimeSessionCreateRequest])
assert_type(layers.without_layer("tenant").config, openai_ga.RealtimeSessionCreateRequest)
assert_type(Layers(type=voicelive.RequestSession, only={"model": "x"}).config, voicelive.RequestSession)
assert_type(layers.origin("instructions").layer, str | None)
assert_type(session.overlay({"instructions": None}).overlay(session), openai_ga.RealtimeSessionCreateRequest)
assert_type(session.fill(caller="Ada", number=5), openai_ga.RealtimeSessionCreateRequest)
assert_type(Template.from_text(session, model="model").encode(caller="Ada"), bytes)
assert_type(fingerprint(session), str)
assert_type(session.at(("audio", "output"), default=None), Any)


# A verb that sets a struct has the struct's fields


class Mine(openai_ga.RealtimeSessionCreateRequest, tag="realtime"):
    """A user's own session."""


assert_type(session.with_server_vad(threshold=0.5, idle_timeout_ms=None), openai_ga.RealtimeSessionCreateRequest)
assert_type(Mine().with_semantic_vad(eagerness="low").with_server_vad(), Mine)
assert_type(voicelive.RequestSession().with_server_vad(speech_duration_ms=UNSET), voicelive.RequestSession)
shared: list[RealtimeVocabulary] = [session, openai_beta.Session(), voicelive.RequestSession()]


# Events of a guard: names alone, or with bounds, which may be empty

assert_type(Guard.allow("instructions", events={"response.create": {}}), Guard)
assert_type(Guard.allow("instructions", events={"response.create": None, "response.cancel": {}}), Guard)
assert_type(Guard.allow("instructions", events={"conversation.item.create": {"item.role": {"user"}}}), Guard)
assert_type(Guard.allow("instructions", events=["response.create"]), Guard)
assert_type(Guard.allow("instructions", events={"response.create", "response.cancel"}), Guard)
