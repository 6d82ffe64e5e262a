"""Audio of a Voice Live session: voices, turn detection, clean-up of the input, transcription."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Array, Finite, Number, Open, Settable, Strings, UnitInterval

# Voices


class OpenAIVoice(Config, tag="openai"):
    """An OpenAI voice, as an object; the bare name means the same.

    Wire: `session.voice`, `response.voice`.
    """

    name: Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]]
    """The voice."""


class _AzureSpeech(Config):
    """What every voice of Azure's can be told about the way it speaks."""

    # How varied

    temperature: Settable[UnitInterval] = UNSET
    """How varied the speech is, 0.0 to 1.0."""

    # Pronunciation

    custom_lexicon_url: Settable[str] = UNSET
    """URL of a lexicon with pronunciations."""

    custom_text_normalization_url: Settable[str] = UNSET
    """URL of the endpoint that writes out numbers, dates and the like."""

    prefer_locales: Settable[Array[str]] = UNSET
    """Accents by BCP-47 locale, such as `en-GB` for British English; other languages keep their own."""

    locale: Settable[str] = UNSET
    """The BCP-47 locale, and so the accent, of all speech. Text in an unsupported language is silent.
    Detected if omitted."""

    # Manner

    style: Settable[str] = UNSET
    """Way of speaking, such as `cheerful`."""

    pitch: Settable[str] = UNSET
    """Pitch as in SSML: `high`, `+10%`, `-2st`, `200Hz`."""

    rate: Settable[str] = UNSET
    """Tempo as in SSML: `fast`, `+20%`, `1.5`."""

    volume: Settable[str] = UNSET
    """Loudness as in SSML: `loud`, `+10`, `-6dB`, or 0.0 to 100.0."""


_SPEECH = (
    "custom_lexicon_url",
    "custom_text_normalization_url",
    "prefer_locales",
    "locale",
    "style",
    "pitch",
    "rate",
    "volume",
)


class AzureAvatarVoiceSyncVoice(_AzureSpeech, tag="avatar-voice-sync", wire_order=("model", "temperature", *_SPEECH)):
    """The voice that belongs to the session's avatar, made by personal voice synthesis.

    Wire: `session.voice`, `response.voice`.
    """

    model: Open[
        Literal[
            "DragonLatestNeural", "PhoenixLatestNeural", "PhoenixV2Neural", "DragonHDOmniLatestNeural", "MAI-Voice-1"
        ]
    ]
    """Neural model that speaks."""


class AzureCustomVoice(_AzureSpeech, tag="azure-custom", wire_order=("name", "endpoint_id", "temperature", *_SPEECH)):
    """A voice trained for one customer and deployed at that customer's endpoint.

    Wire: `session.voice`, `response.voice`.
    """

    name: Annotated[str, Meta(min_length=1)]
    """The voice's name, not empty."""

    endpoint_id: Annotated[str, Meta(min_length=1)]
    """Where the voice is deployed, not empty."""


class AzurePersonalVoice(_AzureSpeech, tag="azure-personal", wire_order=("name", "temperature", "model", *_SPEECH)):
    """A likeness of a person's voice, made from a short sample.

    Wire: `session.voice`, `response.voice`.
    """

    name: Annotated[str, Meta(min_length=1)]
    """The voice's name, not empty."""

    model: Open[
        Literal[
            "DragonLatestNeural", "PhoenixLatestNeural", "PhoenixV2Neural", "DragonHDOmniLatestNeural", "MAI-Voice-1"
        ]
    ]
    """Neural model that speaks."""


_GalleryName: TypeAlias = Annotated[str, Meta(min_length=1), Meta(extra={"told_by": r"(?i)[a-z]{2,3}-[a-z]{2,8}-"})]


class AzureStandardVoice(_AzureSpeech, tag="azure-standard", wire_order=("name", "temperature", *_SPEECH)):
    """A voice of the Azure Speech gallery.

    Wire: `session.voice`, `response.voice`.
    """

    name: _GalleryName
    """The voice's name, such as `en-US-AvaNeural`; not empty."""


class AzureRealtimeNativeVoice(Config, tag="azure-realtime-native"):
    """A voice built into the model. Only with the model `azure-realtime`.

    Wire: `session.voice`, `response.voice`.
    """

    name: Open[
        Literal[
            "aarti",
            "andrew",
            "ava",
            "denise",
            "diya",
            "elsa",
            "florian",
            "francisca",
            "meera",
            "xiaoxiao",
            "yunxi",
            "ximena",
        ]
    ]
    """The voice."""


AzureVoice: TypeAlias = AzureAvatarVoiceSyncVoice | AzureCustomVoice | AzurePersonalVoice | AzureStandardVoice

Voice: TypeAlias = (
    Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]]
    | OpenAIVoice
    | AzureAvatarVoiceSyncVoice
    | AzureCustomVoice
    | AzurePersonalVoice
    | AzureStandardVoice
    | AzureRealtimeNativeVoice
)

# End of utterance: whether the speaker has finished, by what was said. Told apart by `model`.


class _EndOfUtterance(Config):
    """What every way to detect the end of an utterance can be told."""

    threshold_level: Settable[Open[Literal["low", "medium", "high", "default"]]] = UNSET
    """How sure the model has to be. Server default `default`, which is `medium`."""

    timeout_ms: Settable[Annotated[int, Meta(ge=0)]] = UNSET
    """Longest wait for the rest of a sentence, in milliseconds. Server default 1000."""

    # Of older versions of the API, absent from azure-ai-voicelive 1.3.1

    threshold: Settable[Finite] = UNSET
    """How sure the model has to be, 0.0 to 1.0. Older versions of the API use it instead of `threshold_level`."""

    timeout: Settable[Number] = UNSET
    """Longest wait for the rest of a sentence, in seconds. Older versions of the API use it instead of `timeout_ms`."""


class AzureSemanticDetection(_EndOfUtterance, tag_field="model", tag="semantic_detection_v1"):
    """Judges by the words whether a thought is complete: the default model.

    Wire: `session.turn_detection.end_of_utterance_detection`.
    """


class AzureSemanticDetectionEn(_EndOfUtterance, tag_field="model", tag="semantic_detection_v1_en"):
    """Judges by the words whether a thought is complete: the model for English.

    Wire: `session.turn_detection.end_of_utterance_detection`.
    """


class AzureSemanticDetectionMultilingual(_EndOfUtterance, tag_field="model", tag="semantic_detection_v1_multilingual"):
    """Judges by the words whether a thought is complete: the model for many languages.

    Wire: `session.turn_detection.end_of_utterance_detection`.
    """


class SmartEndOfTurnDetection(_EndOfUtterance, tag_field="model", tag="smart_end_of_turn_detection"):
    """Judges by the sound whether the speaker has finished. Works with native realtime models too.

    Wire: `session.turn_detection.end_of_utterance_detection`. In preview versions of the API, absent
    from azure-ai-voicelive 1.3.1.
    """


EouDetection: TypeAlias = (
    AzureSemanticDetection | AzureSemanticDetectionEn | AzureSemanticDetectionMultilingual | SmartEndOfTurnDetection
)

# Turn detection


class _LoudnessVad(Config):
    """Turn detection that hears when somebody speaks; the kinds that also understand build on it."""

    # When a turn starts and ends

    threshold: Settable[UnitInterval] = UNSET
    """Loudness that counts as speech, 0.0 to 1.0. Server default 0.5."""

    prefix_padding_ms: Settable[int] = UNSET
    """Audio kept from before the start, in milliseconds. Server default 420, for `server_vad` 400."""

    silence_duration_ms: Settable[int] = UNSET
    """Silence that ends a turn, in milliseconds. Server default 500."""

    end_of_utterance_detection: Settable[EouDetection] = UNSET
    """An additional judgement that the thought is complete, before the turn ends."""

    # What the server does

    auto_truncate: Settable[bool] = UNSET
    """After an interruption, cut the answer in the history to the part that was heard. Server default false."""

    create_response: Settable[bool] = UNSET
    """Answer when a turn ends. Server default true in the documents, false in the API's definition."""

    interrupt_response: Settable[bool] = UNSET
    """Stop the answer when the user speaks. Server default true in the documents, false in the API's definition."""

    # Later additions of Microsoft's

    speech_duration_ms: Settable[int] = UNSET
    """Shortest speech that starts a turn, in milliseconds. Server default 80, for `server_vad` 200.

    For `server_vad` documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """


_HEARS = ("threshold", "prefix_padding_ms", "silence_duration_ms", "end_of_utterance_detection", "speech_duration_ms")
_DOES = ("auto_truncate", "create_response", "interrupt_response")


class AzureSemanticVad(
    _LoudnessVad,
    tag="azure_semantic_vad",
    wire_order=(
        *_HEARS,
        *("remove_filler_words", "languages"),
        *_DOES,
        *("appended_text_after_truncation", "speech_duration_assistant_speaking_ms"),
        *("neg_threshold", "window_size", "distinct_ci_phones", "require_vowel"),
    ),
):
    """Azure's turn detection by meaning and loudness.

    Wire: `session.turn_detection`.
    """

    remove_filler_words: Settable[bool] = UNSET
    """Ignore "um" and "uh", so that they interrupt nothing. Server default false."""

    languages: Settable[Array[str]] = UNSET
    """Languages to expect, as BCP-47 codes."""

    appended_text_after_truncation: Settable[str] = UNSET
    """Text added to a cut answer in the history, with `auto_truncate`, so that the model knows of the interruption.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """

    speech_duration_assistant_speaking_ms: Settable[int] = UNSET
    """Shortest speech that starts a turn while the assistant speaks, in milliseconds.

    In Microsoft's own tests of azure-ai-voicelive 1.3.1, absent from its types.
    """

    # Of version 2025-10-01 of the API, absent from azure-ai-voicelive 1.3.1

    neg_threshold: Settable[Finite] = UNSET
    """Loudness below which speech has ended. No range and no server default are documented."""

    window_size: Settable[int] = UNSET
    """Size of the window that is looked at. No unit is documented."""

    distinct_ci_phones: Settable[int] = UNSET
    """How many different sounds of speech a turn needs to start."""

    require_vowel: Settable[bool] = UNSET
    """Start a turn only once there is a vowel in it."""


class AzureSemanticVadEn(
    _LoudnessVad, tag="azure_semantic_vad_en", wire_order=(*_HEARS, "remove_filler_words", *_DOES)
):
    """Azure's turn detection by meaning and loudness, for English only.

    Wire: `session.turn_detection`.
    """

    remove_filler_words: Settable[bool] = UNSET
    """Ignore "um" and "uh", so that they interrupt nothing. Server default false."""


class AzureSemanticVadMultilingual(
    _LoudnessVad,
    tag="azure_semantic_vad_multilingual",
    wire_order=(*_HEARS, "remove_filler_words", "languages", *_DOES, "appended_text_after_truncation"),
):
    """Azure's turn detection by meaning and loudness, for many languages.

    Wire: `session.turn_detection`.
    """

    remove_filler_words: Settable[bool] = UNSET
    """Ignore "um" and "uh", so that they interrupt nothing. Server default false."""

    languages: Settable[Array[str]] = UNSET
    """Languages to expect, as BCP-47 codes."""

    appended_text_after_truncation: Settable[str] = UNSET
    """Text added to a cut answer in the history, with `auto_truncate`, so that the model knows of the interruption.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """


class ServerVad(_LoudnessVad, tag="server_vad"):
    """Turn detection by loudness.

    Wire: `session.turn_detection`.
    """


class SemanticVad(Config, tag="semantic_vad"):
    """OpenAI's turn detection by meaning. Only with `gpt-realtime` and `gpt-realtime-mini`.

    Wire: `session.turn_detection`. Documented by Microsoft (as RealtimeOpenAISemanticVAD), absent
    from azure-ai-voicelive 1.3.1.
    """

    eagerness: Settable[Open[Literal["auto", "low", "high", "medium"]]] = UNSET
    """How soon a turn counts as finished: `low` waits longest. Server default `auto`."""

    create_response: Settable[bool] = UNSET
    """Answer when a turn ends. Server default true."""

    interrupt_response: Settable[bool] = UNSET
    """Stop the answer when the user speaks. Server default true."""

    auto_truncate: Settable[bool] = UNSET
    """Cut the answer in the history to the part that was heard, when it is interrupted. Server default false."""


class NoTurnDetection(Config, tag="none"):
    """No turn detection, said in words; null in its place means the same.

    Wire: `session.turn_detection`. In Microsoft's SDK for .NET, absent from azure-ai-voicelive 1.3.1.
    """


TurnDetection: TypeAlias = (
    AzureSemanticVad | AzureSemanticVadEn | AzureSemanticVadMultilingual | ServerVad | SemanticVad | NoTurnDetection
)

# Input


class AudioNoiseReduction(Config):
    """Filter that removes noise from the input, before turn detection and the model.

    Wire: `session.input_audio_noise_reduction`.
    """

    type: Open[Literal["azure_deep_noise_suppression", "near_field", "far_field"]]
    """The filter. `near_field` (headsets) and `far_field` (rooms) only with `gpt-realtime` and `gpt-realtime-mini`."""


class AudioEchoCancellation(Config, tag="server_echo_cancellation"):
    """Filter that removes the assistant's own voice from the input. Can't be changed during a session.

    Wire: `session.input_audio_echo_cancellation`.
    """

    reference_source: Settable[Open[Literal["server", "client"]]] = UNSET
    """Source of the voice to remove: the server's own output, or the second channel of the
    input (`client`, which needs `channels` 2 and input in `pcm16`). Server default `server`.
    """

    channels: Settable[int] = UNSET
    """Channels of the input. 2 is stereo, interleaved: microphone, then reference; it needs
    `reference_source` `client`. Server default 1.
    """


class AudioInputTranscriptionOptions(Config):
    """Transcription of the user's speech, beside the audio that the model hears.

    Wire: `session.input_audio_transcription`.
    """

    model: Open[
        Literal[
            "whisper-1",
            "gpt-4o-transcribe",
            "gpt-4o-mini-transcribe",
            "gpt-4o-transcribe-diarize",
            "mai-transcribe-1",
            "azure-speech",
        ]
    ]
    """The model that transcribes."""

    language: Settable[str] = UNSET
    """Language of the speech, as BCP-47 (`en-US`) or ISO 639-1 (`en`), or several to choose from (`en,zh`)."""

    custom_speech: Settable[Strings] = UNSET
    """Custom speech models, by locale. Only with `azure-speech`."""

    phrase_list: Settable[Array[str]] = UNSET
    """Words and phrases to expect. Only with `azure-speech`."""

    # Documented by Microsoft, absent from azure-ai-voicelive 1.3.1

    prompt: Settable[str] = UNSET
    """Guidance for the transcription. Only with `whisper-1` and the `gpt-4o` models.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """
