"""Voice Live against azure-ai-voicelive, which Microsoft publishes.

Both ways: every model and field that a request can hold is here as it is there, and what is made
here goes through Microsoft's models unchanged. A model, a field or a value that Microsoft adds
turns the test of its name red. Where we differ on purpose, `INTENDED` says how and why; an entry
that no longer holds turns red as well.
"""

import json
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest
from azure.ai.voicelive import _unions, models
from azure.ai.voicelive._utils.model_base import Model
from msgspec import UNSET

from realtime_builder import Config, decode, encode, voicelive
from realtime_builder._core.shape import Field, Type, fields_of, tag_of

DOCUMENTED = "documented by Microsoft, absent from azure-ai-voicelive 1.3.1"
PICTURE = "the SDK's README puts pictures into messages, its types do not allow it"
HYPHENS = "the word of the API reference, which the SDK writes with underscores"
PREVIEW = "in preview versions of the API"
FLOATS = "browsers compute the corners, so they come as floats"

INTENDED = {
    # What Microsoft documents and the SDK lacks
    "AudioInputTranscriptionOptions.prompt": ("not in the SDK", DOCUMENTED),
    "AzureSemanticVad.appended_text_after_truncation": ("not in the SDK", DOCUMENTED),
    "AzureSemanticVadMultilingual.appended_text_after_truncation": ("not in the SDK", DOCUMENTED),
    "AzureSemanticVad.speech_duration_assistant_speaking_ms": (
        "not in the SDK",
        "Microsoft's own tests of azure-ai-voicelive send it",
    ),
    "FoundryAgentTool": ("not in the SDK", f"{DOCUMENTED} (1.2.0b3 had it)"),
    "RequestSession.tools": ("more variants: FoundryAgentTool", DOCUMENTED),
    "RequestSession.turn_detection": ("more variants: NoTurnDetection SemanticVad", DOCUMENTED),
    "ResponseCreateParams.animation": ("not in the SDK", DOCUMENTED),
    "ResponseCreateParams.conversation": ("not in the SDK", DOCUMENTED),
    "ResponseCreateParams.max_response_output_tokens": ("not in the SDK", DOCUMENTED),
    "ResponseCreateParams.tool_choice": (
        "kinds object string, not string; values auto none required, not any; more variants: ToolChoiceFunctionSelection",
        "plain text in the SDK, whose docstring yet names the three words and the object",
    ),
    "ResponseCreateParams.tools": ("more variants: FoundryAgentTool", DOCUMENTED),
    "SemanticVad": ("not in the SDK", DOCUMENTED),
    "ServerVad.speech_duration_ms": ("not in the SDK", DOCUMENTED),
    # What older or newer versions of the API have
    **{
        f"AzureSemanticVad.{name}": ("not in the SDK", "a member of version 2025-10-01, documented by Microsoft")
        for name in ("neg_threshold", "window_size", "distinct_ci_phones", "require_vowel")
    },
    "InputAudioContentPart.audio": ("optional, not required", "Microsoft's documents let it be omitted"),
    "RequestAudioContentPart.audio": ("optional, not required", "Microsoft's documents let it be omitted"),
    "NoTurnDetection": ("not in the SDK", "in Microsoft's SDK for .NET"),
    "ToolChoiceFunctionObjectFunction": ("not in the SDK", "in the first previews of the SDK"),
    "ToolChoiceFunctionSelection.function": ("not in the SDK", "the form of the Azure OpenAI Realtime API"),
    "ToolChoiceFunctionSelection.name": ("optional, not required", "older versions name the function in `function`"),
    "AssistantOutputTextContentPart": ("not in the SDK", "the word of OpenAI GA for the assistant's text"),
    "AvatarConfig.customized": ("optional, not required", "Microsoft's samples leave it out"),
    **{
        f"AzureSemanticDetection{language}.{name}": ("not in the SDK", "a member of older versions of the API")
        for language in ("", "En", "Multilingual")
        for name in ("threshold", "timeout")
    },
    **{
        f"{kind}.end_of_utterance_detection": ("more variants: SmartEndOfTurnDetection", PREVIEW)
        for kind in ("AzureSemanticVad", "AzureSemanticVadEn", "AzureSemanticVadMultilingual", "ServerVad")
    },
    "ClientEventRtcCallSdpCreate": ("not in the SDK", DOCUMENTED),
    "LlmInterimResponse": ("not in the SDK", HYPHENS),
    "RequestSession.interim_response": ("more variants: LlmInterimResponse StaticInterimResponse", HYPHENS),
    "ResponseCreateParams.interim_response": ("more variants: LlmInterimResponse StaticInterimResponse", HYPHENS),
    "StaticInterimResponse": ("not in the SDK", HYPHENS),
    "SmartEndOfTurnDetection": ("not in the SDK", PREVIEW),
    "VideoCrop.bottom_right": ("kinds array integer number, not array integer", FLOATS),
    "VideoCrop.top_left": ("kinds array integer number, not array integer", FLOATS),
    "VideoParams.codec": ("open, not closed", "no document says that others are refused"),
    # Content of messages
    "AssistantMessageItem.content": (
        "more variants: AssistantOutputTextContentPart RequestImageContentPart",
        f"{PICTURE}; the server takes the word of OpenAI GA for the assistant's text",
    ),
    "SystemMessageItem.content": ("more variants: RequestImageContentPart", PICTURE),
    "UserMessageItem.content": ("more variants: RequestImageContentPart", PICTURE),
    "RequestTextContentPart.text": (
        "required, not optional",
        "the second name of InputTextContentPart, where it is required: one form, one class",
    ),
    # Closer than the SDK
    "FunctionTool.parameters": ("kinds object, not any", "JSON Schema of arguments is an object"),
    "MCPServer.require_approval": (
        "more variants: RequireApproval",
        "the SDK's map of lists has two keys, so it is a struct",
    ),
    "RequireApproval": ("not in the SDK", "the map in MCPServer.require_approval"),
}

READ_AS = {
    # Where the SDK does not read an object as the model of our name
    "RequestSession.interim_response": "dict",
    "RequestSession.tool_choice": "dict",
    "RequestSession.voice": "dict",
    "ResponseCreateParams.interim_response": "dict",
    "ResponseCreateParams.tool_choice": "str",
    "ResponseCreateParams.voice": "dict",
    # A picture, which its types do not allow there
    "AssistantMessageItem.content": "MessageContentPart",
    "SystemMessageItem.content": "MessageContentPart",
    "UserMessageItem.content": "MessageContentPart",
}

RESPONSES_ONLY = {
    "AgentConfig": "tells which agent answers, in ResponseSession.agent",
    "MCPTool": "a tool as an MCP server lists it",
}

EVENTS_OF_WEBRTC = {"rtc.call.sdp.create": DOCUMENTED}
EVENTS_WITHOUT_MODEL = {"mcp_approval_response": "in the SDK's list of client events, but no model has it"}


class Wire(NamedTuple):
    """A field as it goes over the wire."""

    required: bool
    kinds: frozenset[str]
    values: frozenset[Any]
    """The known values; none for other fields than enums."""
    open: bool
    """Whether other text than the known values may stand there."""
    variants: frozenset[str]


KINDS = {str: "string", bytes: "string", int: "integer", float: "number", bool: "boolean", dict: "object", Any: "any"}

# The fields as the SDK has them


def vendor_wire(hint: Any) -> Wire:
    arms = list(flattened(hint))
    enums = [arm for arm in arms if isinstance(arm, type) and issubclass(arm, Enum)]
    bases = [arm for arm in arms if is_model(arm)]
    values = [value for arm in arms if get_origin(arm) is Literal for value in get_args(arm)]
    values += [member for enum in enums for member in enum]
    kinds = [KINDS[arm] for arm in arms if arm in KINDS]
    kinds += ["array"] * (list in arms) + ["object"] * bool(bases) + ["string"] * bool(values)
    return Wire(
        required=NoneType not in arms,
        kinds=frozenset(kinds),
        values=frozenset(value.value if isinstance(value, Enum) else value for value in values),
        open=str in arms,
        variants=frozenset(model.__name__ for base in bases for model in leaves(base)),
    )


def is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, Model)


def flattened(hint: Any) -> list[Any]:
    """The arms of a union, lists with what is in them."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return [arm for arg in args for arm in flattened(arg)]
    if origin is list:
        return [list, *flattened(args[0])]
    return [dict] if origin is dict else [hint]


def leaves(model: type) -> list[type]:
    """The models that a discriminated base stands for; for a model that is no base itself."""
    below = model.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [model]


def vendor_fields(model: Any) -> dict[str, Wire]:
    model.__new__(model)  # the SDK looks its fields up when the first instance is made
    hints = get_type_hints(model, localns={"_models": models, "_unions": _unions})
    return {field._rest_name: vendor_wire(hints[name]) for name, field in model._attr_to_rest_field.items()}


def vendor_models() -> dict[str, dict[str, Wire]]:
    """Every model that a request can hold, found by going through the fields."""
    found: dict[str, dict[str, Wire]] = {}
    waiting = [*leaves(models.ClientEvent), models.ResponseCreateParams]
    waiting += [
        model for name in models.__all__ if name.startswith("Request") and is_model(model := getattr(models, name))
    ]
    while waiting:
        model = waiting.pop()
        if model.__name__ not in found:
            found[model.__name__] = vendor_fields(model)
            waiting += [getattr(models, name) for wire in found[model.__name__].values() for name in wire.variants]
    return found


# The fields as they are here


def own_wire(field: Field) -> Wire:
    levels = [field.type, field.type.items] if field.type.items else [field.type]
    scalars = [scalar for level in levels for scalar in level.scalars]
    literals = [literal for level in levels for literal in level.literals]
    variants = [variant for level in levels for variant in level.variants]
    kinds = [KINDS[kind] for kind in (*scalars, *map(type, literals))]
    kinds += ["array"] * (len(levels) - 1) + ["object"] * bool(variants or field.type.holder)
    return Wire(
        required=field.required or field.default is not UNSET,  # what is filled in is always sent
        kinds=frozenset(kinds),
        values=frozenset([*literals, *(value for level in levels for value in level.known)]),
        open=str in scalars or bytes in scalars,
        variants=frozenset(variant.__name__ for variant in variants),
    )


def own_fields(cls: type[Config]) -> dict[str, Wire]:
    fields = {name: own_wire(field) for name, field in fields_of(cls).items()}
    if (tag := tag_of(cls)) is not None:
        fields[tag[0]] = Wire(True, frozenset({"string"}), frozenset({tag[1]}), False, frozenset())
    return fields


CLASSES = {
    name: exported
    for name in voicelive.__all__
    if isinstance(exported := getattr(voicelive, name), type) and issubclass(exported, Config)
    if not exported.__module__.endswith(".server_events")  # compared in tests/test_events.py
}
HERE = {name: own_fields(cls) for name, cls in CLASSES.items()}
THERE = vendor_models()

# The two side by side


def places() -> list[str]:
    """Every model of either side, and every field of those that both have."""
    fields = {f"{name}.{field}" for name in HERE.keys() & THERE.keys() for field in HERE[name].keys() | THERE[name]}
    return sorted(fields | HERE.keys() | THERE.keys() | INTENDED.keys())


def difference(place: str) -> str | None:
    name, _, field = place.partition(".")
    here: Any = HERE.get(name, {}).get(field) if field else HERE.get(name)
    there: Any = THERE.get(name, {}).get(field) if field else THERE.get(name)
    if here is None or there is None:
        return "not in the SDK" if here is not None else "not here" if there is not None else "in neither"
    return compare(here, there) if field else None


def compare(here: Wire, there: Wire) -> str | None:
    found = []
    if here.required != there.required:
        found.append("required, not optional" if here.required else "optional, not required")
    if here.kinds != there.kinds:
        found.append(f"kinds {listed(here.kinds)}, not {listed(there.kinds)}")
    if here.values != there.values:
        found.append(f"values {listed(here.values)}, not {listed(there.values)}")
    elif here.open != there.open and "any" not in there.kinds:
        found.append("open, not closed" if here.open else "closed, not open")
    if more := here.variants - there.variants:
        found.append(f"more variants: {listed(more)}")
    if fewer := there.variants - here.variants:
        found.append(f"lacks variants: {listed(fewer)}")
    return "; ".join(found) or None


def listed(values: frozenset[Any]) -> str:
    return " ".join(sorted(map(str, values))) or "any"


@pytest.mark.parametrize("place", places())
def test_same_as_in_the_sdk(place):
    intended, _reason = INTENDED.get(place, (None, None))

    assert difference(place) == intended


@pytest.mark.parametrize("name", RESPONSES_ONLY)
def test_left_out_because_only_responses_hold_it(name):
    assert hasattr(models, name)
    assert name not in THERE


def test_client_events_are_those_of_the_sdk():
    here = {tag_of(event)[1] for event in get_args(voicelive.ClientEvent)} - EVENTS_OF_WEBRTC.keys()

    assert here | EVENTS_WITHOUT_MODEL.keys() == {kind.value for kind in models.ClientEventType}
    assert not here & EVENTS_WITHOUT_MODEL.keys()


# What is made here goes through the SDK


@cache
def samples(cls: type[Config]) -> list[Config]:
    """Values with every field set, which together hold every variant, and null where it is documented."""
    choices = {name: field_samples(cls, field) for name, field in fields_of(cls).items()}
    count = max(map(len, choices.values()), default=1)
    return [cls(**{name: values[i % len(values)] for name, values in choices.items()}) for i in range(count)]


def field_samples(cls: type[Config], field: Field) -> list[Any]:
    nulls = [None] if field.cleared_by is not None and field.cleared_by.token is None else []
    return type_samples(field.type) + nulls


def type_samples(type_: Type) -> list[Any]:
    if type_.items is not None:
        members = type_samples(type_.items)
        length = next((meta.max_length for meta in type_.metas if meta.max_length), None)
        return [members, []] if length is None else [(members * length)[:length]]
    if type_.holder is not None:
        return [{"key": "value"}, {}]
    values: list[Any] = [sample for variant in type_.variants for sample in samples(variant)]
    values += [*type_.literals, *type_.known[:1]]
    return values + [SCALARS[scalar] for scalar in type_.scalars]


SCALARS = {str: "something new", bytes: b"\x00\x01", int: 1, float: 0.5, bool: False}
ROOTS = ["RequestSession", "ResponseCreateParams", *sorted(event.__name__ for event in get_args(voicelive.ClientEvent))]
ROOTS.remove("ClientEventRtcCallSdpCreate")  # which the SDK has no model of
CASES = [(name, i) for name in ROOTS for i in range(len(samples(CLASSES[name])))]


@pytest.mark.parametrize(("name", "i"), CASES, ids=[f"{name}-{i}" for name, i in CASES])
def test_the_sdk_gives_back_what_is_made_here(name, i):
    config = samples(CLASSES[name])[i]
    wire = json.loads(encode(config))

    assert getattr(models, name)(wire).as_dict() == wire


@pytest.mark.parametrize(("name", "i"), CASES, ids=[f"{name}-{i}" for name, i in CASES])
def test_what_the_sdk_gives_back_is_read_here(name, i):
    config = samples(CLASSES[name])[i]
    theirs = getattr(models, name)(json.loads(encode(config)))

    assert decode(json.dumps(theirs.as_dict()), type=CLASSES[name]) == config


def misread(here: Any, there: Any, place: str) -> dict[str, str]:
    """Where the SDK reads one of our structs as something else than the model of that name."""
    if isinstance(here, tuple):
        pairs = [(place, member, there[i]) for i, member in enumerate(here)]
    elif isinstance(here, Config) and type(here).__name__ in THERE:
        if type(there).__name__ != type(here).__name__:
            return {place: type(there).__name__}
        attributes = {field._rest_name: name for name, field in there._attr_to_rest_field.items()}
        pairs = [
            (f"{type(here).__name__}.{name}", member, getattr(there, attributes[name]))
            for name, member in here.items()
            if name in attributes
        ]
    else:
        pairs = []
    return {at: found for name, ours, theirs in pairs for at, found in misread(ours, theirs, name).items()}


def test_the_sdk_reads_each_part_as_the_model_of_its_name():
    found = {}
    for name, i in CASES:
        config = samples(CLASSES[name])[i]
        found |= misread(config, getattr(models, name)(json.loads(encode(config))), name)

    assert found == READ_AS


def parts(value: Any) -> set[type]:
    if isinstance(value, Config):
        return {type(value)}.union(*(parts(member) for member in value.values()))
    return set().union(*map(parts, value)) if isinstance(value, tuple) else set()


def test_samples_hold_every_class():
    held = set().union(*(parts(sample) for name in ROOTS for sample in samples(CLASSES[name])))

    assert held == set(CLASSES.values()) - {voicelive.ClientEventRtcCallSdpCreate}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_samples_set_every_field(name):
    sample = samples(CLASSES[name])[0]

    assert [field for field in HERE[name] if field not in sample] == []


@pytest.mark.parametrize(
    "name",
    [
        "turn_detection",
        "input_audio_noise_reduction",
        "input_audio_echo_cancellation",
        "input_audio_transcription",
    ],
)
def test_samples_hold_the_documented_nulls(name):
    assert any(sample[name] is None for sample in samples(voicelive.RequestSession))
