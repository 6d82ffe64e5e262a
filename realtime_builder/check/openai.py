"""Rules that both dialects of OpenAI's share: models, transcription, turn detection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import openai_beta as beta
from .. import openai_ga as ga
from ..openai_ga.models import DEPRECATED, DEPRECATED_TRANSCRIPTION, RETIRED, successor_of
from .rules import BETA_SDK, DEPRECATIONS, GA_SDK, Complaint, is_set, member, rule, text_of

# Models

_SESSIONS = (ga.RealtimeSessionCreateRequest, beta.Session)
_TRANSCRIPTIONS = (ga.AudioTranscription, beta.InputAudioTranscription)


@rule("retired-model", "error", *_SESSIONS, source=DEPRECATIONS)
def retired_model(session: Any) -> Iterator[Complaint]:
    """A model that OpenAI has shut down."""
    model = text_of(session, "model")
    if model in RETIRED:
        yield Complaint("model", f"{model} was shut down on {RETIRED[model]}", successor_of(model))


@rule("deprecated-model", "warning", *_SESSIONS, source=f"{GA_SDK}: model; {DEPRECATIONS}")
def deprecated_model(session: Any) -> Iterator[Complaint]:
    """A model whose shutdown is announced."""
    model = text_of(session, "model")
    if model in DEPRECATED:
        yield Complaint("model", f"{model} will be shut down on {DEPRECATED[model]}", successor_of(model))


@rule(
    "deprecated-transcription-model",
    "warning",
    *_TRANSCRIPTIONS,
    source=f"{GA_SDK}: AudioTranscription.model; {DEPRECATIONS}",
)
def deprecated_transcription_model(transcription: Any) -> Iterator[Complaint]:
    """A transcription model whose shutdown is announced."""
    model = text_of(transcription, "model")
    date = DEPRECATED_TRANSCRIPTION.get(model)
    if date is not None:
        yield Complaint("model", f"{model} will be shut down on {date}", "use gpt-transcribe or gpt-live-transcribe")


@rule("deprecated-prompt", "warning", ga.ResponsePrompt, beta.ResponsePrompt, source=f"{DEPRECATIONS}: prompt objects")
def deprecated_prompt(prompt: Any) -> Iterator[Complaint]:
    """A prompt stored at OpenAI; stored prompts will be shut down."""
    del prompt  # that there is one is enough
    yield Complaint("", "Stored prompts will be shut down on 2026-11-30", "put the text into `instructions`")


# Transcription

_WHISPER = "gpt-realtime-whisper"
_WITH_HINTS = ("gpt-transcribe", "gpt-live-transcribe")
_WITH_DELAY = (_WHISPER, "gpt-live-transcribe")  # of the latter see transcription-delay
_WITHOUT_PROMPT = (_WHISPER, "gpt-4o-transcribe-diarize")
_TRANSCRIBES = (_WHISPER, *_WITH_HINTS, *DEPRECATED_TRANSCRIPTION)


@rule(
    "transcription-option",
    "error",
    *_TRANSCRIPTIONS,
    source=f"{GA_SDK}: AudioTranscription (delay, keywords, languages, prompt)",
)
def transcription_option(transcription: Any) -> Iterator[Complaint]:
    """A transcription option that the model does not have. Unknown models may have any."""
    model = text_of(transcription, "model")
    if model not in _TRANSCRIBES:
        return
    without = [] if model in _WITH_DELAY else [("delay", _WHISPER)]
    if model not in _WITH_HINTS:
        hints = " or ".join(_WITH_HINTS)
        without += [("keywords", hints), ("languages", hints)]
    if model in _WITHOUT_PROMPT:
        without.append(("prompt", "another model"))
    for name, having in without:
        if is_set(member(transcription, name)):
            yield Complaint(name, f"{model} has no `{name}`", f"omit it, or transcribe with {having}")


@rule(
    "transcription-delay",
    "warning",
    *_TRANSCRIPTIONS,
    source=f"{GA_SDK}: AudioTranscription.delay, against OpenAI's guide to transcription",
)
def transcription_delay(transcription: Any) -> Iterator[Complaint]:
    """A delay with gpt-live-transcribe, about which sources disagree."""
    if text_of(transcription, "model") == "gpt-live-transcribe" and is_set(member(transcription, "delay")):
        message = "Sources disagree whether gpt-live-transcribe has a delay"
        yield Complaint("delay", message, f"be aware that it may be ignored, or transcribe with {_WHISPER}")


# Turn detection


@rule(
    "response-may-fail", "info", ga.ServerVad, ga.SemanticVad, beta.TurnDetection, source=f"{GA_SDK}: create_response"
)
def response_may_fail(vad: Any) -> Iterator[Complaint]:
    """Turn detection that starts responses but does not interrupt the one in progress."""
    if member(vad, "interrupt_response") is False and member(vad, "create_response") is not False:
        message = "A turn that ends while the model responds may get no response"
        yield Complaint("interrupt_response", message, "let it interrupt, or send `response.create` once it is done")


@rule(
    "transcription-vad",
    "warning",
    ga.RealtimeTranscriptionSessionCreateRequest,
    beta.TranscriptionSession,
    source=f"{BETA_SDK}: turn_detection.create_response of transcription sessions",
)
def transcription_vad(session: Any) -> Iterator[Complaint]:
    """Turn detection that starts or interrupts responses, in a transcription session, which has none."""
    path = "turn_detection" if isinstance(session, beta.TranscriptionSession) else "audio.input.turn_detection"
    for name in ("create_response", "interrupt_response"):
        if is_set(member(session, f"{path}.{name}")):
            yield Complaint(f"{path}.{name}", "A transcription session makes no responses", "omit it")
