"""The comparator finds what a newer package may bring: each case is a type that differs in one way."""

from collections.abc import Iterable
from types import ModuleType
from typing import Annotated, Any, Literal, Required

import pytest
from conformance.openai_samples import samples
from conformance.openai_sdk import Pairing
from msgspec import Struct
from openai.types.beta.realtime import session_create_params
from typing_extensions import TypedDict

from realtime_builder import UNSET, Config, openai_beta, openai_ga
from realtime_builder._core.shape import fields_of
from realtime_builder.fields import NULL, Array, Audio, Clearable, Json, Open, Strings


class Part(Config, tag="part"):
    text: str


class Other(Config, tag="other"):
    text: str


class Ours(Config, root=True):
    voice: Clearable[Open[Literal["alloy", "ash"]]] = UNSET
    rate: Clearable[Literal[8000, 24000]] = UNSET
    sound: Annotated[Clearable[Audio], NULL] = UNSET
    parts: Clearable[Array[Part | Other]] = UNSET
    schema: Clearable[Json] = UNSET
    headers: Clearable[Strings] = UNSET


class PartParam(TypedDict, total=False):
    type: Required[Literal["part"]]
    text: Required[str]


class OtherParam(TypedDict, total=False):
    type: Literal["other"]
    text: Required[str]


THEIRS = {
    "voice": str | Literal["alloy", "ash"],
    "rate": Literal[8000, 24000],
    "sound": str | None,
    "parts": Iterable[PartParam | OtherParam],
    "schema": dict[str, object],
    "headers": dict[str, str],
}


def differences(**changes: Any) -> list[str]:
    hints = {name: hint for name, hint in (THEIRS | changes).items() if hint is not None}
    theirs = TypedDict("Ours", hints, total=False)
    theirs.__module__ = "openai.types.realtime.ours"
    dialect = ModuleType("dialect")
    dialect.__all__ = ["Ours", "Part", "Other"]
    dialect.Ours, dialect.Part, dialect.Other = Ours, Part, Other
    package = ModuleType("package")
    package.__path__ = []
    return sorted(Pairing(package, dialect, models=(theirs,)).sentences)


class NewPartParam(TypedDict, total=False):
    type: Required[Literal["new"]]


class LongPartParam(TypedDict, total=False):
    type: Required[Literal["part"]]
    text: Required[str]
    length: int


def test_alike():
    assert differences() == []


@pytest.mark.parametrize(
    ("name", "hint", "sentence"),
    [
        ("news", int, "Ours.news: missing"),
        ("voice", None, "Ours.voice: unknown to the SDK"),
        ("voice", Required[str | Literal["alloy", "ash"]], "Ours.voice: optional, unlike in the SDK"),
        ("voice", str | Literal["alloy", "ash", "new"], "Ours.voice: lacks 'new'"),
        ("voice", str | Literal["alloy"], "Ours.voice: knows also 'ash'"),
        ("voice", Literal["alloy", "ash"], "Ours.voice: takes any str"),
        ("voice", str, "Ours.voice: names values, the SDK's is any string"),
        ("rate", str | Literal[8000, 24000], "Ours.rate: takes no str"),
        ("rate", Literal[8000, 16000, 24000], "Ours.rate: lacks 16000"),
        ("rate", Literal[8000, 24000] | None, "Ours.rate: null not documented"),
        ("sound", str, "Ours.sound: takes null"),
        ("sound", int | None, "Ours.sound: takes any str"),
        ("parts", Iterable[PartParam], "Ours.parts: takes also Other"),
        ("parts", Iterable[PartParam | OtherParam | NewPartParam], "Ours.parts: takes no NewPartParam"),
        ("parts", Iterable[LongPartParam | OtherParam], "Part.length: missing"),
        ("parts", PartParam | OtherParam, "Ours.parts: takes a list"),
        ("schema", dict[str, str], "Ours.schema: takes free JSON"),
        ("headers", dict[str, int], "Ours.headers: takes any str"),
        ("headers", object, "Ours.headers: takes no free JSON"),
    ],
)
def test_different(name, hint, sentence):
    assert sentence in differences(**{name: hint})


def test_a_new_kind_of_type_is_an_error():
    with pytest.raises(TypeError, match="a kind of type that the SDK did not have"):
        differences(rate=bytes)


# The samples


def structs_in(value: Any) -> set[type[Struct]]:
    if isinstance(value, Struct):
        inner = [structs_in(getattr(value, name)) for name in value.__struct_fields__]
        return {type(value)}.union(*inner)
    return set().union(*map(structs_in, value)) if isinstance(value, tuple) else set()


def test_samples_set_every_field():
    shared = {*session_create_params.SessionCreateParams.__annotations__}
    first = samples(session_create_params.SessionCreateParams, openai_beta.Session)[0]
    assert shared == {name for name in fields_of(openai_beta.Session) if getattr(first, name) not in (UNSET, None)}


def test_samples_have_every_variant():
    from openai.types.realtime import RealtimeSessionCreateRequestParam

    found = set().union(
        *map(structs_in, samples(RealtimeSessionCreateRequestParam, openai_ga.RealtimeSessionCreateRequest))
    )
    assert found >= {
        openai_ga.AudioPCM,
        openai_ga.AudioPCMU,
        openai_ga.AudioPCMA,
        openai_ga.ServerVad,
        openai_ga.SemanticVad,
        openai_ga.VoiceID,
        openai_ga.RealtimeFunctionTool,
        openai_ga.Mcp,
        openai_ga.McpToolFilter,
        openai_ga.McpToolApprovalFilter,
        openai_ga.ToolChoiceFunction,
        openai_ga.ToolChoiceMcp,
        openai_ga.TracingConfiguration,
        openai_ga.RealtimeTruncationRetentionRatio,
    }
