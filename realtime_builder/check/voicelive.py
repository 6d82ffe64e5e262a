"""Rules of Azure Voice Live.

A model's name may be that of a deployment, so rules that go by it only warn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from .. import voicelive as vl
from .._core.shape import fields_of
from ..errors import shorten
from .rules import AZURE_SDK, MS_DOCS, TYPESPEC, Complaint, is_set, member, objects_in, rule, text_of

_BOTH = (vl.RequestSession, vl.ResponseCreateParams)
_INTERIM_DOCS = "Microsoft's how-to of interim responses"

# Output


@rule("vl-audio-alone", "error", *_BOTH, source=f"{MS_DOCS}: modalities")
def audio_alone(config: Any) -> Iterator[Complaint]:
    """Audio without text."""
    chosen = member(config, "modalities")
    if isinstance(chosen, tuple) and set(chosen) == {"audio"}:
        yield Complaint("modalities", "Audio alone is not possible", 'ask for ["text", "audio"]')


# The SDK gives a session 0.0 to 1.0 and the documents 0.6 to 1.2, which is a response's range in both;
# an example of Microsoft's has 0.3 there.
_SESSION_TEMPERATURE = (0.6, 1.0)
_RESPONSE_TEMPERATURE = (0.6, 1.2)


@rule("vl-temperature", "warning", *_BOTH, source=f"{AZURE_SDK} against {MS_DOCS}: temperature")
def temperature(config: Any) -> Iterator[Complaint]:
    """A temperature that not every document allows: 0.6 to 1.0 for a session, to 1.2 for a response."""
    value = member(config, "temperature")
    low, high = _SESSION_TEMPERATURE if isinstance(config, vl.RequestSession) else _RESPONSE_TEMPERATURE
    if isinstance(value, int | float) and not low <= value <= high:
        some = 0.0 <= value <= _RESPONSE_TEMPERATURE[1]
        message = f"Documents disagree whether {value} is allowed" if some else f"No document allows {value}"
        yield Complaint("temperature", message, f"stay between {low} and {high}")


_LEGACY_FORMATS = {"pcm16-8000hz": "pcm16_8000hz", "pcm16-16000hz": "pcm16_16000hz"}


@rule("vl-legacy-format", "warning", *_BOTH, source=f"{AZURE_SDK}: OutputAudioFormat, spellings taken when reading")
def legacy_format(config: Any) -> Iterator[Complaint]:
    """The old spelling of an audio format."""
    value = text_of(config, "output_audio_format")
    if value in _LEGACY_FORMATS:
        yield Complaint("output_audio_format", f"{value} is the old spelling", f"use {_LEGACY_FORMATS[value]}")


# Voices

_OPENAI_VOICES = fields_of(vl.OpenAIVoice)["name"].type.known
_README_VOICES = ("fable", "onyx", "nova")


@rule("vl-native-voice", "warning", vl.RequestSession, source=f"{AZURE_SDK}: AzureRealtimeNativeVoice")
def native_voice(session: Any) -> Iterator[Complaint]:
    """A voice of the model azure-realtime with another model."""
    model = text_of(session, "model")
    if isinstance(member(session, "voice"), vl.AzureRealtimeNativeVoice) and model not in ("", "azure-realtime"):
        message = f"Only azure-realtime has this voice, but the model is {model}"
        yield Complaint("voice", message, "use an azure-standard voice, or that model")


@rule("vl-readme-voice", "warning", *_BOTH, source=f"{AZURE_SDK}: its README against OpenAIVoiceName")
def readme_voice(config: Any) -> Iterator[Complaint]:
    """An OpenAI voice that the README lists and the types lack."""
    for path in ("voice", "voice.name"):
        name = text_of(config, path)
        openai = path == "voice" or isinstance(member(config, "voice"), vl.OpenAIVoice)
        if openai and name in _README_VOICES:
            yield Complaint(path, f"{name} is only in the README", f"use one of {', '.join(_OPENAI_VOICES)}")


_GALLERY_NAME = re.compile(r"[a-z]{2,3}-[a-z]{2,8}-", re.IGNORECASE)
_NATIVE_VOICES = fields_of(vl.AzureRealtimeNativeVoice)["name"].type.known


@rule("vl-bare-voice", "error", *_BOTH, source=f"{AZURE_SDK}: voice, of which a bare name is OpenAI's")
def bare_voice(config: Any) -> Iterator[Complaint]:
    """An Azure voice by its bare name; it has to be an object."""
    name = text_of(config, "voice")
    if _GALLERY_NAME.match(name):
        instead = f'send `{{"type": "azure-standard", "name": "{shorten(name)}"}}`'
        yield Complaint("voice", f"{shorten(name)} is an Azure voice, but a bare name means an OpenAI voice", instead)
    elif name in _NATIVE_VOICES:
        instead = f'send `{{"type": "azure-realtime-native", "name": "{name}"}}`'
        yield Complaint("voice", f"{name} is an azure-realtime voice, but a bare name means an OpenAI voice", instead)


# Input

_G711 = ("g711_ulaw", "g711_alaw")
_RATES = (8000, 16000, 24000)


@rule("vl-sampling-rate", "error", vl.RequestSession, source=f"{AZURE_SDK}: input_audio_sampling_rate")
def sampling_rate(session: Any) -> Iterator[Complaint]:
    """A sampling rate that the format does not have: G.711 is at 8000 Hz, PCM at 8000, 16000 or 24000."""
    rate, format_ = member(session, "input_audio_sampling_rate"), text_of(session, "input_audio_format")
    if is_set(rate) and rate not in _RATES and format_ not in _G711:
        yield Complaint(
            "input_audio_sampling_rate", f"Audio at {rate} Hz is not supported", "set it to one of 8000, 16000, 24000"
        )
    if format_ in _G711 and is_set(rate) and rate != 8000:  # noqa: PLR2004 - the one rate of G.711
        yield Complaint("input_audio_sampling_rate", f"{format_} is at 8000 Hz, not at {rate}", "set it to 8000")


@rule("vl-echo-pair", "error", vl.AudioEchoCancellation, source=f"{MS_DOCS}: reference_source, channels")
def echo_pair(echo: Any) -> Iterator[Complaint]:
    """Echo cancellation other than by the server with 1 channel or by the client with 2."""
    source, channels = member(echo, "reference_source"), member(echo, "channels")
    pair = ("server" if source is UNSET else source, 1 if channels is UNSET else channels)
    if pair[0] in ("server", "client") and pair not in (("server", 1), ("client", 2)):
        fitting = 2 if pair[0] == "client" else 1
        message = f"The reference `{pair[0]}` does not go with {pair[1]} channel{'s' * (pair[1] != 1)}"
        yield Complaint("channels", message, f"set it to {fitting}, or change `reference_source`")


@rule("vl-echo-format", "error", vl.RequestSession, source=f"{AZURE_SDK}: AudioEchoCancellation.channels")
def echo_format(session: Any) -> Iterator[Complaint]:
    """Echo cancellation by the client with another input format than pcm16."""
    echo, format_ = member(session, "input_audio_echo_cancellation"), text_of(session, "input_audio_format")
    by_client = text_of(echo, "reference_source") == "client" or member(echo, "channels") == 2  # noqa: PLR2004 - stereo
    if by_client and format_ not in ("", "pcm16"):
        message = f"Echo cancellation by the client needs pcm16, not {format_}"
        yield Complaint("input_audio_format", message, "set it to pcm16, or leave the echo to the server")


def _is_gpt_realtime(model: str) -> bool:
    return model.startswith("gpt-realtime")


@rule("vl-noise-model", "warning", vl.RequestSession, source=f"{MS_DOCS}: input_audio_noise_reduction")
def noise_model(session: Any) -> Iterator[Complaint]:
    """OpenAI's noise reduction with a model that lacks it."""
    model, kind = text_of(session, "model"), text_of(session, "input_audio_noise_reduction.type")
    if kind in ("near_field", "far_field") and model and not _is_gpt_realtime(model):
        message = f"Only gpt-realtime and gpt-realtime-mini have {kind}, but the model is {model}"
        yield Complaint("input_audio_noise_reduction.type", message, "use azure_deep_noise_suppression")


_TRANSCRIPTION_MODELS = {
    "custom_speech": ("azure-speech",),
    "phrase_list": ("azure-speech",),
    "prompt": ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize"),
}
_KNOWN_TRANSCRIPTION_MODELS = (*_TRANSCRIPTION_MODELS["prompt"], "azure-speech", "mai-transcribe-1")


@rule(
    "vl-transcription-option",
    "error",
    vl.AudioInputTranscriptionOptions,
    source=f"{MS_DOCS}: custom_speech, phrase_list, prompt",
)
def transcription_option(transcription: Any) -> Iterator[Complaint]:
    """A transcription option that the model does not have. Unknown models may have any."""
    model = text_of(transcription, "model")
    for name, models in _TRANSCRIPTION_MODELS.items():
        if model in _KNOWN_TRANSCRIPTION_MODELS and model not in models and is_set(member(transcription, name)):
            yield Complaint(name, f"{model} has no `{name}`", f"omit it, or transcribe with {models[0]}")


# Turn detection


@rule("vl-semantic-vad-model", "warning", vl.RequestSession, source=f"{MS_DOCS}: RealtimeOpenAISemanticVAD")
def semantic_vad_model(session: Any) -> Iterator[Complaint]:
    """OpenAI's semantic turn detection with a model that lacks it."""
    model = text_of(session, "model")
    if isinstance(member(session, "turn_detection"), vl.SemanticVad) and model and not _is_gpt_realtime(model):
        message = f"Only gpt-realtime and gpt-realtime-mini have semantic_vad, but the model is {model}"
        yield Complaint("turn_detection", message, "use azure_semantic_vad")


@rule(
    "vl-vad-default",
    "info",
    vl.ServerVad,
    vl.AzureSemanticVad,
    vl.AzureSemanticVadEn,
    vl.AzureSemanticVadMultilingual,
    source=f"{TYPESPEC} against {MS_DOCS}: create_response, interrupt_response",
)
def vad_default(vad: Any) -> Iterator[Complaint]:
    """Turn detection that relies on a default about which documents disagree."""
    for name in ("create_response", "interrupt_response"):
        if member(vad, name) is UNSET:
            yield Complaint(name, "Documents disagree whether its default is true or false", "set it")


_BY_TEXT = (vl.AzureSemanticDetection, vl.AzureSemanticDetectionEn, vl.AzureSemanticDetectionMultilingual)


@rule(
    "vl-text-end-of-utterance",
    "error",
    vl.RequestSession,
    source="Voice Live's reply: text-based detection is only supported on cascaded pipelines",
)
def text_end_of_utterance(session: Any) -> Iterator[Complaint]:
    """Detection of the end by words, with a native realtime model, which has only the sound."""
    model = text_of(session, "model")
    if _is_gpt_realtime(model) and isinstance(member(session, f"turn_detection.{_END}"), _BY_TEXT):
        message = f"{model} hears speech, but this detection needs text"
        yield Complaint(f"turn_detection.{_END}", message, "use smart_end_of_turn_detection, or a model in a cascade")


_END = "end_of_utterance_detection"


# Interim responses


@rule("vl-interim-model", "warning", vl.RequestSession, source=_INTERIM_DOCS)
def interim_model(session: Any) -> Iterator[Complaint]:
    """An interim response with a realtime model, which gives none."""
    model = text_of(session, "model")
    if is_set(member(session, "interim_response")) and "realtime" in model:
        yield Complaint("interim_response", f"{model} gives no interim responses", "omit it, or use a text model")


@rule("vl-interim-voice", "warning", *_BOTH, source=_INTERIM_DOCS)
def interim_voice(config: Any) -> Iterator[Complaint]:
    """An interim response with a voice that is not Azure's."""
    voice = member(config, "voice")
    openai = isinstance(voice, vl.OpenAIVoice) or voice in _OPENAI_VOICES
    if is_set(member(config, "interim_response")) and (openai or isinstance(voice, vl.AzureRealtimeNativeVoice)):
        message = "Interim responses need an Azure voice"
        yield Complaint("voice", message, "use one, such as azure-standard, or omit `interim_response`")


# Tools

_CHOICES = ("auto", "none", "required")


@rule("vl-bare-tool-choice", "info", *_BOTH, source=f"{MS_DOCS} against {AZURE_SDK}: tool_choice")
def bare_tool_choice(config: Any) -> Iterator[Complaint]:
    """A function named by a bare text in `tool_choice`, which Microsoft's documents have and its SDK lacks."""
    choice = text_of(config, "tool_choice")
    if choice and choice not in _CHOICES:
        message = "azure-ai-voicelive 1.3.1 does not know a function's bare name"
        yield Complaint("tool_choice", message, "name it by an object, ToolChoiceFunctionSelection")


# Responses and items


@rule("vl-pre-generated", "error", vl.ResponseCreateParams, source=f"{MS_DOCS}: pre_generated_assistant_message")
def pre_generated(response: Any) -> Iterator[Complaint]:
    """A finished answer that is not one part of text."""
    content = member(response, "pre_generated_assistant_message.content")
    if not isinstance(content, tuple):
        return
    texts = [part for _, part in objects_in(response, "pre_generated_assistant_message.content") if _is_text(part)]
    if len(content) != 1 or len(texts) != 1:
        path = "pre_generated_assistant_message.content"
        yield Complaint(path, "A finished answer has one part, which is text", "put all of it into one text part")


def _is_text(part: Any) -> bool:
    return isinstance(part, vl.OutputTextContentPart | vl.AssistantOutputTextContentPart | vl.InputTextContentPart)


@rule(
    "vl-image-content",
    "info",
    vl.UserMessageItem,
    vl.SystemMessageItem,
    vl.AssistantMessageItem,
    source=f"{AZURE_SDK}: its README against MessageItem.content",
)
def image_content(item: Any) -> Iterator[Complaint]:
    """A picture in a message, which the SDK's README shows and its types refuse."""
    for position, part in objects_in(item, "content"):
        if isinstance(part, vl.RequestImageContentPart):
            message = "The SDK's README has pictures in messages, its types do not"
            yield Complaint(f"content[{position}]", message, "be aware that it may be refused")


# Avatars


@rule("vl-avatar-modality", "warning", vl.RequestSession, source=f"{AZURE_SDK}: modalities, avatar")
def avatar_modality(session: Any) -> Iterator[Complaint]:
    """The modality `avatar` without an avatar, or an avatar without the modality."""
    chosen, avatar = member(session, "modalities"), member(session, "avatar")
    if not isinstance(chosen, tuple):
        return
    if "avatar" in chosen and not is_set(avatar):
        yield Complaint("modalities", "The modality `avatar` is requested, but no avatar is set", "set `avatar` too")
    elif is_set(avatar) and "avatar" not in chosen:
        yield Complaint(
            "avatar", "The avatar is not shown, because `modalities` has no `avatar`", "add it to `modalities`"
        )


@rule("vl-avatar-model", "error", vl.AvatarConfig, source=f"{AZURE_SDK}: AvatarConfig.model")
def avatar_model(avatar: Any) -> Iterator[Complaint]:
    """A photo avatar without a model."""
    if text_of(avatar, "type") == "photo-avatar" and not text_of(avatar, "model"):
        yield Complaint("model", "A photo avatar needs a model", "set it to vasa-1")


@rule("vl-background", "error", vl.Background, source=f"{AZURE_SDK}: Background")
def background(config: Any) -> Iterator[Complaint]:
    """A colour and a picture behind the avatar."""
    if is_set(member(config, "color")) and is_set(member(config, "image_url")):
        yield Complaint("image_url", "A background is a colour or a picture, not both", "keep one of the two")


@rule("vl-crop", "warning", vl.VideoCrop, source=f"{AZURE_SDK}: VideoCrop, its corners")
def crop(config: Any) -> Iterator[Complaint]:
    """A crop without size."""
    corners = [member(config, name) for name in ("top_left", "bottom_right")]
    if not all(isinstance(corner, tuple) and all(isinstance(at, int | float) for at in corner) for corner in corners):
        return
    if any(near >= far for near, far in zip(*corners, strict=False)):
        yield Complaint(
            "bottom_right", "The corner is not below and to the right of `top_left`", "swap or move the corners"
        )


_ABOVE_ZERO = ("zoom", "amplitude")


@rule("vl-scene-zero", "warning", vl.Scene, source=f"{AZURE_SDK} against {TYPESPEC}: Scene")
def scene_zero(scene: Any) -> Iterator[Complaint]:
    """A zoom or an amplitude of 0: the stated default, which is outside the stated range."""
    for name in _ABOVE_ZERO:
        if member(scene, name) == 0:
            yield Complaint(name, "Documents disagree whether 0 is allowed", "set it above 0, or omit it")


@rule("vl-scene-default", "info", vl.Scene, source=f"{AZURE_SDK} against {TYPESPEC}: Scene")
def scene_default(scene: Any) -> Iterator[Complaint]:
    """An omitted zoom or amplitude: the stated default of 0 is outside the stated range."""
    for name in _ABOVE_ZERO:
        if member(scene, name) is UNSET:
            yield Complaint(name, "Its stated default of 0 is outside its range", "set it; 1 is natural size")
