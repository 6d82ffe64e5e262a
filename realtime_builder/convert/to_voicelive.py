"""What the two pairs with Voice Live have in common. Voice Live is the right one in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from .. import voicelive as vl
from .table import WORDS, Codec, Gap, Near, NoForm, NotMine, Place, Row, both, left, renamed, right

__all__ = [
    "AZURE_GAPS",
    "COMMIT",
    "INSTEAD",
    "ITEM_ROWS",
    "NO_PROMPT",
    "NO_REFERENCE",
    "NO_TRANSCRIPTION",
    "NO_TRUNCATION",
    "RATE",
    "RESPONSE_ROWS",
    "SERVER_VAD_ROWS",
    "SESSION_ROWS",
    "SINGLE_RATE",
    "TEXT_TOO",
    "TRANSCRIPTION_ROWS",
    "VOICE",
    "bare_function_name",
    "only_input",
]

# Modalities: Voice Live puts out no audio without its text.


def _with_text(values: tuple[str, ...], _: Place) -> Any:
    if "audio" in values and "text" not in values:
        return Near(("text", *values), "Voice Live can't give audio alone")
    return values


TEXT_TOO = Codec(forth=_with_text, back=WORDS.back)

# Sampling rate: Voice Live has it beside the format, OpenAI GA within it, OpenAI beta has none.

_ONE_RATE = "there, PCM is at 24000 Hz and G.711 at 8000"
_RESAMPLE = "resampling to 24000 Hz"


def _implied(rate: int, place: Place) -> Any:
    if (place.source.input_audio_format, rate) in (("pcm16", 24000), ("g711_ulaw", 8000), ("g711_alaw", 8000)):
        return Near(UNSET, _ONE_RATE)
    raise NoForm(_ONE_RATE, _RESAMPLE)


def _of_format(rate: int, place: Place) -> Any:
    word = place.source.input_audio_format
    if word is UNSET or word is None:
        raise NoForm("OpenAI GA has a rate only as part of a format, which is not set", "the format set as well")
    implied = _implied(rate, place)
    return rate if word == "pcm16" else implied


RATE = Codec(back=_of_format)
SINGLE_RATE = _implied

# Transcription


def _one_language(value: str, _: Place) -> Any:
    if "," in value:
        raise NotMine
    return value


def _joined(values: tuple[str, ...], _: Place) -> Any:
    return Near(",".join(values), "Voice Live takes several languages in one text, with commas")


def _split(value: str, _: Place) -> Any:
    languages = (language.strip() for language in value.split(","))
    return Near(tuple(filter(None, languages)), "OpenAI takes several languages as a list")


def _only_with(models: str) -> Callable[[Any, Place], Near]:
    return lambda value, _: Near(value, f"only {models} takes it")


TRANSCRIPTION_ROWS: tuple[Row, ...] = (
    renamed("model", "model", WORDS, nearest="`gpt-4o-transcribe`"),
    renamed("language", "language", Codec(back=_one_language)),
    renamed("languages", "language", Codec(forth=_joined, back=_split), nearest="`language`, with commas"),
    renamed("keywords", "phrase_list", Codec(forth=_only_with("`azure-speech`"), back=_only_with("`gpt-transcribe`"))),
    *both("prompt"),
    *left("Voice Live's transcription has no delay", "delay"),
    *right("OpenAI has no custom speech models", "custom_speech"),
)

# Turn detection by loudness

NO_TRUNCATION = right(
    "OpenAI truncates an answer only on request", "auto_truncate", nearest="the event `conversation.item.truncate`"
)

SERVER_VAD_ROWS: tuple[Row, ...] = (
    *both("threshold", "prefix_padding_ms", "silence_duration_ms", "create_response", "interrupt_response"),
    *left("Voice Live has no idle timeout", "idle_timeout_ms", nearest="a timer in the client"),
    *right("OpenAI's `server_vad` ignores words", "end_of_utterance_detection", nearest="`semantic_vad`"),
    *NO_TRUNCATION,
    *right("OpenAI has no shortest speech", "speech_duration_ms", nearest="a higher `threshold`"),
)

# Sessions

NO_PROMPT = left("Voice Live has no stored prompts", "prompt", nearest="`instructions`")

SESSION_ROWS: tuple[Row, ...] = (
    *NO_PROMPT,
    *left("Voice Live keeps no traces", "tracing", nearest="`metadata`, which goes to the resource's logs"),
    *left("Voice Live does not let clients choose the truncation", "truncation"),
    *right("OpenAI has no echo cancellation", "input_audio_echo_cancellation", nearest="that of the client's device"),
    *right("OpenAI has no animation", "animation"),
    *right("OpenAI has no avatar", "avatar"),
    *right("OpenAI gives no timestamps of words", "output_audio_timestamp_types"),
    *right("OpenAI has no interim responses", "interim_response", nearest="a response of its own"),
    *right("OpenAI's sessions have no metadata", "metadata", nearest="`metadata` of each response"),
)

NO_TRANSCRIPTION = "Voice Live has no transcription sessions, so the model answers"
INSTEAD = "`create_response` false in `turn_detection`"


def only_input(*has: str) -> tuple[Row, ...]:
    """The members of a Voice Live session that a transcription session lacks: all but those that it ``has``."""
    lacks = [name for name in vl.RequestSession.__struct_fields__ if name not in has]
    return right("a transcription session has only input audio", *lacks)


# Responses

_INTO_CONVERSATION = "whether the response goes into the conversation"


def _to_commit(value: str, _: Place) -> Any:
    if value not in ("auto", "none"):
        raise NoForm("Voice Live has the default conversation only", "`commit` true or false")
    return Near(value == "auto", f"there, `commit` says {_INTO_CONVERSATION}")


def _from_commit(value: Any, _: Place) -> Any:
    return Near("auto" if value else "none", f"there, `conversation` says {_INTO_CONVERSATION}")


COMMIT = Codec(forth=_to_commit, back=_from_commit)

RESPONSE_ROWS: tuple[Row, ...] = (
    *NO_PROMPT,
    *right("OpenAI does not stop a response for another", "cancel_previous", nearest="the event `response.cancel`"),
    *right("OpenAI adds no items with a response", "append_input_items", nearest="`conversation.item.create`"),
    *right(
        "OpenAI does not speak prepared answers",
        "pre_generated_assistant_message",
        nearest="the text in `instructions`",
    ),
    *right("OpenAI has no interim responses", "interim_response", nearest="a response of its own"),
    *right("OpenAI has no hosted agents", "invoke_input"),
    *right("OpenAI has no animation", "animation"),
)

# Items


def _finished(value: str, _: Place) -> Any:
    if value == "in_progress":
        raise NoForm("Voice Live takes items that are completed or incomplete")
    return value


ITEM_ROWS: tuple[Row, ...] = (
    *both("id"),
    *both("status", by=Codec(forth=_finished, back=WORDS.back)),
    *left("Voice Live's items have no such member", "object"),
)

NO_REFERENCE = "Voice Live has no references to earlier items"

# Voices and tool choice, from Voice Live


def _bare_voice(value: Any, place: Place) -> Any:
    if isinstance(value, vl.OpenAIVoice):
        return Near(value.name, "OpenAI takes the bare name")
    return place.convert(value)


VOICE = Codec(back=_bare_voice)


def bare_function_name(choose: Callable[[str], Any]) -> Codec:
    """Voice Live takes a function's bare name as a tool choice; ``choose`` makes the object that OpenAI takes."""

    def to_object(value: Any, place: Place) -> Any:
        if isinstance(value, str) and value and value not in ("auto", "none", "required"):
            return Near(choose(value), "OpenAI takes a function's name in an object")
        return place.convert(value)

    return Codec(back=to_object)


# What OpenAI has no counterpart of

AZURE_GAPS: tuple[Gap, ...] = (
    *(
        Gap(source=detection, reason="OpenAI does not have Azure's turn detection", nearest="`semantic_vad`")
        for detection in (vl.AzureSemanticVad, vl.AzureSemanticVadEn, vl.AzureSemanticVadMultilingual)
    ),
    *(
        Gap(source=voice, reason="OpenAI does not have Azure's voices", nearest="a built-in voice such as `marin`")
        for voice in (
            vl.AzureAvatarVoiceSyncVoice,
            vl.AzureCustomVoice,
            vl.AzurePersonalVoice,
            vl.AzureStandardVoice,
            vl.AzureRealtimeNativeVoice,
        )
    ),
    Gap(
        source=vl.FoundryAgentTool,
        reason="OpenAI has no Foundry agents",
        nearest="a function that the client runs",
    ),
    *(
        Gap(source=event, reason="OpenAI has no such event", nearest=nearest)
        for event, nearest in (
            (vl.ClientEventSessionAvatarConnect, ""),
            (vl.ClientEventRtcCallSdpCreate, "the HTTP request that starts a WebRTC call"),
            (vl.ClientEventInputAudioTurnStart, ""),
            (vl.ClientEventInputAudioTurnAppend, "`input_audio_buffer.append`"),
            (vl.ClientEventInputAudioTurnEnd, "`input_audio_buffer.commit`"),
            (vl.ClientEventInputAudioTurnCancel, "`input_audio_buffer.clear`"),
            (vl.ClientEventInputAudioClear, "`input_audio_buffer.clear`"),
            (vl.ClientEventInputTextDelta, "`conversation.item.create`"),
            (vl.ClientEventInputTextDone, "`conversation.item.create`"),
        )
    ),
)
