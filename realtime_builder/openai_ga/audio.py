"""Audio of every session kind: formats, turn detection, transcription, voices."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Array, Clearable, Finite, Open, Settable, Speed

# Formats


class AudioPCM(Config, tag="audio/pcm"):
    """Raw PCM: 16-bit, 24 kHz, mono, little-endian. The default format."""

    rate: Settable[Literal[24000]] = UNSET
    """Samples per second. Only 24000."""


class AudioPCMU(Config, tag="audio/pcmu"):
    """G.711 μ-law, as telephones use it in North America and Japan: 8 kHz."""


class AudioPCMA(Config, tag="audio/pcma"):
    """G.711 A-law, as telephones use it in the rest of the world: 8 kHz."""


RealtimeAudioFormats: TypeAlias = AudioPCM | AudioPCMU | AudioPCMA

# What happens to the input


class NoiseReduction(Config):
    """Filter before turn detection and the model.

    Wire: `session.audio.input.noise_reduction`.
    """

    strength: Settable[Finite] = UNSET
    """Strength of the suppression: higher is stronger. No range is documented.
    Server default 1 when first enabled. If an update omits it, the server keeps the present strength."""

    type: Settable[Literal["near_field", "far_field"]] = UNSET
    """Near field for headsets, far field for laptops and meeting rooms."""


TranscriptionModel: TypeAlias = Literal[
    "gpt-live-transcribe",
    "gpt-transcribe",
    "gpt-realtime-whisper",
    "gpt-4o-mini-transcribe-2025-12-15",
    "gpt-4o-transcribe-diarize",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "whisper-1",
]
"""The known transcription models, newest first; models with a shutdown date last."""


class AudioTranscription(Config):
    """Transcription of the user's speech by a separate model: a guide to what the session's model heard.

    Wire: `session.audio.input.transcription`.
    """

    # How long to listen

    delay: Settable[Open[Literal["minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How long to wait for text: longer is more accurate. For gpt-realtime-whisper; sources disagree on
    gpt-live-transcribe."""

    # What to expect

    keywords: Settable[Array[str]] = UNSET
    """Words and phrases to listen for. gpt-transcribe and gpt-live-transcribe only."""

    language: Settable[str] = UNSET
    """Language of the speech, ISO 639-1 (``en``). Makes it more accurate and faster."""

    languages: Settable[Annotated[Array[str], Meta(min_length=1)]] = UNSET
    """Languages that may occur, ISO 639-1, at least one. gpt-transcribe and gpt-live-transcribe only."""

    # Who transcribes

    model: Settable[Open[TranscriptionModel]] = UNSET
    """Transcription model; gpt-4o-transcribe-diarize labels the speakers.
    Shut down on 2027-02-26: whisper-1 and all gpt-4o models."""

    prompt: Settable[str] = UNSET
    """Steers style and vocabulary: keywords for whisper-1, free text for gpt-4o-transcribe.
    Not for gpt-realtime-whisper, nor for diarization."""


class ServerVad(Config, tag="server_vad"):
    """Turn detection by loudness, done on the server.

    Wire: `session.audio.input.turn_detection`.
    """

    # What the server does when a turn starts or ends

    create_response: Settable[bool] = UNSET
    """Respond when a turn ends. Server default true.
    May fail while the model speaks, if ``interrupt_response`` is false."""

    idle_timeout_ms: Clearable[Annotated[int, Meta(ge=5000, le=30000)]] = UNSET
    """Silence after which the model speaks up by itself, 5000 to 30000 milliseconds.
    Counted from the end of the last response's playback."""

    interrupt_response: Settable[bool] = UNSET
    """Cancel the response in progress when the user starts to speak. Server default true."""

    # When a turn starts and ends

    prefix_padding_ms: Settable[int] = UNSET
    """Audio kept from before the start of speech, in milliseconds. Server default 300."""

    silence_duration_ms: Settable[int] = UNSET
    """Silence that ends a turn, in milliseconds. A shorter one answers sooner, but may cut in.
    Server default 500."""

    threshold: Settable[Finite] = UNSET
    """Loudness that counts as speech, 0.0 to 1.0. Raise it in noise. Server default 0.5."""


class SemanticVad(Config, tag="semantic_vad"):
    """Turn detection by a model that judges whether the user has finished.

    Wire: `session.audio.input.turn_detection`.
    """

    create_response: Settable[bool] = UNSET
    """Respond when a turn ends. Server default true."""

    eagerness: Settable[Literal["low", "medium", "high", "auto"]] = UNSET
    """How soon to answer: waits at most 8 s (low), 4 s (medium), 2 s (high).
    Server default auto, which is medium."""

    interrupt_response: Settable[bool] = UNSET
    """Cancel the response in progress when the user starts to speak. Server default true."""


# What comes out


class VoiceID(Config):
    """A custom voice, made from recordings.

    Wire: `session.audio.output.voice`.
    """

    id: str
    """Identifier of the voice (``voice_1234``)."""


# Realtime and transcription sessions


class RealtimeAudioConfigInput(Config, container=True):
    """The user's audio, from the microphone to the model.

    Wire: `session.audio.input`, in realtime and in transcription sessions.
    """

    format: Settable[RealtimeAudioFormats] = UNSET
    """Format of the input audio."""

    noise_reduction: Clearable[NoiseReduction] = UNSET
    """Filter before turn detection and the model; null turns it off."""

    transcription: Clearable[AudioTranscription] = UNSET
    """Transcription of the input; null turns it off. Server default off."""

    turn_detection: Clearable[ServerVad | SemanticVad] = UNSET
    """How the server detects the end of the user's turn; null leaves turns to the client.
    Must be null or omitted in a transcription session with gpt-live-transcribe or gpt-realtime-whisper."""


class RealtimeAudioConfigOutput(Config, container=True):
    """The model's audio.

    Wire: `session.audio.output`.
    """

    format: Settable[RealtimeAudioFormats] = UNSET
    """Format of the output audio."""

    speed: Settable[Speed] = UNSET
    """Tempo of the finished speech, 0.25 to 1.5. Can change between turns only. Server default 1.0."""

    voice: Settable[
        Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]] | VoiceID
    ] = UNSET
    """A built-in voice by name (marin and cedar sound best), or a custom one.
    Fixed once the model has spoken. Server default alloy."""


class RealtimeAudioConfig(Config, container=True):
    """Both directions of a realtime session's audio.

    Wire: `session.audio`.
    """

    input: Settable[RealtimeAudioConfigInput] = UNSET
    """The user's audio."""

    output: Settable[RealtimeAudioConfigOutput] = UNSET
    """The model's audio."""


class RealtimeTranscriptionSessionAudio(Config, container=True):
    """Audio of a transcription session, which has input only.

    Wire: `session.audio`.
    """

    input: Settable[RealtimeAudioConfigInput] = UNSET
    """The audio to transcribe. Turn detection creates no responses here."""


# Responses


class ResponseAudioOutput(Config, container=True):
    """The model's audio in one response.

    Wire: `response.audio.output`.
    """

    format: Settable[RealtimeAudioFormats] = UNSET
    """Format of the output audio."""

    voice: Settable[
        Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]] | VoiceID
    ] = UNSET
    """A built-in voice by name (marin and cedar sound best), or a custom one.
    Fixed once the model has spoken. Server default alloy."""


class RealtimeResponseCreateAudioOutput(Config, container=True):
    """Audio of one response, which has output only.

    Wire: `response.audio`.
    """

    output: Settable[ResponseAudioOutput] = UNSET
    """The model's audio."""


# Translation sessions


class TranslationNoiseReduction(Config):
    """Filter before the translation.

    Wire: `session.audio.input.noise_reduction` of a translation session.
    """

    type: Literal["near_field", "far_field"]
    """Near field for headsets, far field for laptops and meeting rooms."""

    strength: Settable[Finite] = UNSET
    """Strength of the suppression: higher is stronger. No range is documented.
    Server default 1 when first enabled. If an update omits it, the server keeps the present strength."""


class TranslationTranscription(Config):
    """Transcript in the source language, beside the translation.

    Wire: `session.audio.input.transcription` of a translation session.
    """

    model: str
    """Transcription model (``gpt-realtime-whisper``)."""


class TranslationAudioInput(Config, container=True):
    """Audio to be translated.

    Wire: `session.audio.input` of a translation session.
    """

    noise_reduction: Clearable[TranslationNoiseReduction] = UNSET
    """Filter before the translation; null turns it off."""

    transcription: Clearable[TranslationTranscription] = UNSET
    """Transcript of the source, sent as `session.input_transcript.delta`; null turns it off."""


class TranslationAudioOutput(Config, container=True):
    """Translated audio.

    Wire: `session.audio.output` of a translation session.
    """

    language: Settable[str] = UNSET
    """Language to translate into (``es``), for audio and transcript."""


class TranslationAudio(Config, container=True):
    """Both directions of a translation session's audio.

    Wire: `session.audio` of a translation session.
    """

    input: Settable[TranslationAudioInput] = UNSET
    """Audio to be translated."""

    output: Settable[TranslationAudioOutput] = UNSET
    """Translated audio."""
