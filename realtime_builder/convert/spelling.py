"""How modalities and audio formats are spelled: OpenAI beta and Voice Live are flat, OpenAI GA has objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct

from .. import openai_beta, openai_ga, voicelive
from .._core.shape import tag_of
from ..openai_ga.models import fate_of
from .table import Codec, Near, NoForm, Noted, Place, Row, Table, both, spelled

__all__ = [
    "CALL_MEMBERS",
    "EITHER_TO_BOTH",
    "FORMAT_TO_WORD",
    "FUNCTION_CALL_ONLY",
    "GIVEN_BY_SERVER",
    "MESSAGE_ONLY",
    "MODALITIES",
    "MODEL",
    "NO_DETECTION",
    "TYPE_TO_WORD",
    "WORD_TO_FORMAT",
    "event_tables",
    "second_name",
]

# Modalities: OpenAI GA gives audio with its transcript under the one name, the others name both.

_BOTH: dict[tuple[str, ...], tuple[str, ...]] = {("audio",): ("text", "audio"), ("text",): ("text",), (): ()}


def _to_either(values: tuple[str, ...], place: Place) -> Any:
    known = tuple(value for value in values if value in ("text", "audio"))
    if values and not known:
        raise NoForm("OpenAI GA gives text or audio")
    for i, value in enumerate(values):
        if value not in known:
            place.lose((i,), value, "OpenAI GA gives text or audio")
    either = ("audio",) if "audio" in known else known[:1]
    if values in _BOTH.values():
        return either
    if known == values and set(values) == {"text", "audio"}:
        return Noted(either, "the order of the two means nothing")
    return Near(either, "OpenAI GA gives text, or audio with its transcript")


def _to_both(values: tuple[str, ...], _: Place) -> Any:
    if values in _BOTH:
        return _BOTH[values]
    return Near(("text", "audio") if "audio" in values else ("text",), "OpenAI GA takes one of them, not a list")


MODALITIES = Codec(forth=_to_either, back=_to_both)
EITHER_TO_BOTH = Codec(forth=_to_both, back=_to_either)

# Audio formats

_NO_FORMAT = "OpenAI GA has PCM at 24 kHz, G.711 u-law and G.711 A-law"
_NEAREST_FORMAT = "`audio/pcm`, resampled to 24000 Hz"

_FORMATS: dict[str, Any] = {
    "pcm16": openai_ga.AudioPCM(rate=24000),
    "g711_ulaw": openai_ga.AudioPCMU(),
    "g711_alaw": openai_ga.AudioPCMA(),
}

TYPE_TO_WORD = spelled({_FORMATS[word]["type"]: word for word in _FORMATS}, _NO_FORMAT, _NEAREST_FORMAT)
"""The type of a format alone, where its rate is said apart."""


def _to_format(word: str, _: Place) -> Any:
    if word not in _FORMATS:
        raise NoForm(_NO_FORMAT, _NEAREST_FORMAT)
    return _FORMATS[word]


def _to_word(value: Any, _: Place) -> Any:
    if isinstance(value, openai_ga.AudioPCM):
        return Near("pcm16", "pcm16 also says 24000 Hz") if value.rate is UNSET else "pcm16"
    return "g711_ulaw" if isinstance(value, openai_ga.AudioPCMU) else "g711_alaw"


WORD_TO_FORMAT = Codec(forth=_to_format, back=_to_word)
FORMAT_TO_WORD = Codec(forth=_to_word, back=_to_format)

# Models


def _with_fate(model: str, _: Place) -> Any:
    fate = fate_of(model)
    return Noted(model, fate) if fate else model


MODEL = Codec(forth=_with_fate, back=_with_fate)
"""A model is carried, with a note where OpenAI shut it down."""

# Reasons that several tables give

GIVEN_BY_SERVER = "the server sets it; it is not a setting"
FUNCTION_CALL_ONLY = "it belongs to function calls"
MESSAGE_ONLY = "it belongs to messages"

CALL_MEMBERS = ("arguments", "call_id", "name", "output")
"""The members of a flat item that belong to function calls and their outputs."""


def second_name(usual: str) -> Any:
    """For a setting that its own dialect has two names for."""
    return lambda value, _: Near(value, f"it is another name of `{usual}`")


# Turn detection that there is none of: compatible servers of the beta dialect and Voice Live have words for it.


def _null_for_none(value: Any, place: Place) -> Any:
    said = isinstance(value, openai_beta.TurnDetection) and value.type in ("none", "client_vad")
    if said or isinstance(value, voicelive.NoTurnDetection):
        return Near(None, "null there means that the server detects no turns")
    return place.convert(value)


NO_DETECTION = Codec(forth=_null_for_none, back=_null_for_none)

# Events


def event_tables(left: Any, right: Any, more: Mapping[str, tuple[Row, ...]] | None = None) -> tuple[Table, ...]:
    """Tables for the events of two unions that share a tag, with the fields that both have and ``more``."""
    here, there = ({_tag(event): event for event in union.__args__} for union in (left, right))
    return tuple(
        Table(
            left=event,
            right=there[tag],
            rows=(
                *both(*[name for name in event.__struct_fields__ if name in there[tag].__struct_fields__]),
                *(more or {}).get(tag, ()),
            ),
        )
        for tag, event in here.items()
        if tag in there
    )


def _tag(event: type[Struct]) -> str:
    return (tag_of(event) or ("", ""))[1]
