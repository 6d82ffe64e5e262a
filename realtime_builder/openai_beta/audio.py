"""How a session hears: noise reduction, transcription and turn detection."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Array, Clearable, Finite, Open, Settable

__all__ = ["InputAudioNoiseReduction", "InputAudioTranscription", "TurnDetection"]


class InputAudioNoiseReduction(Config):
    """Filter of the input audio, before turn detection and the model.

    Wire: `session.input_audio_noise_reduction`.
    """

    type: Settable[Open[Literal["near_field", "far_field"]]] = UNSET
    """`near_field` for a microphone close to the mouth, such as a headset's; `far_field` for one in the room."""


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


class InputAudioTranscription(Config):
    """Transcription of the user's speech by a separate model; the session's model hears the audio itself.

    Wire: `session.input_audio_transcription`.
    """

    # Whether, and how soon

    enabled: Settable[bool] = UNSET
    """Whether the user's speech is transcribed. From the API's first weeks (October 2024); compatible servers still know it.
    Newer servers go by null in place of the object."""

    delay: Settable[Open[Literal["minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How long to wait for text: longer is more accurate. Only `gpt-realtime-whisper`.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    # What to expect

    keywords: Settable[Array[str]] = UNSET
    """Words and phrases to expect. Only `gpt-transcribe` and `gpt-live-transcribe`.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    language: Settable[str] = UNSET
    """Language spoken, as ISO-639-1 such as `en`. Improves accuracy and latency."""

    languages: Settable[Annotated[Array[str], Meta(min_length=1)]] = UNSET
    """Languages that may be spoken, as ISO-639-1; at least one. Only `gpt-transcribe` and `gpt-live-transcribe`.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    # The model and what guides it

    model: Settable[Open[TranscriptionModel]] = UNSET
    """Transcription model. The SDK's transcription session knows only `gpt-4o-transcribe`,
    `gpt-4o-mini-transcribe` and `whisper-1`; the other names are from OpenAI's OpenAPI document."""

    prompt: Settable[str] = UNSET
    """Guidance on style, or the preceding text. `whisper-1` takes a list of keywords, the `gpt-4o` models free text."""


class TurnDetection(Config):
    """How the server detects the start and the end of a turn.

    One flat object for both kinds: some members belong to one kind only.
    Wire: `session.turn_detection`.
    """

    _kind = "type"  # says which members a value may have

    # What happens at the end and the start of a turn

    create_response: Settable[bool] = UNSET
    """Whether the end of a turn starts a response. Server default true. Not for transcription sessions."""

    eagerness: Settable[Open[Literal["low", "medium", "high", "auto"]]] = UNSET
    """`semantic_vad` only: how soon to respond; `low` lets the user pause longer.
    Server default `auto`, which equals `medium`."""

    idle_timeout_ms: Clearable[int] = UNSET
    """`server_vad` only: silence after a response until the model speaks up, in milliseconds, 5000 to 30000.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    interrupt_response: Settable[bool] = UNSET
    """Whether the start of a turn interrupts a response to the default conversation. Server default true.
    Not for transcription sessions."""

    # What counts as speech and as silence

    prefix_padding_ms: Settable[int] = UNSET
    """`server_vad` only: audio kept from before the start of speech, in milliseconds. Server default 300."""

    silence_duration_ms: Settable[int] = UNSET
    """`server_vad` only: silence that ends a turn, in milliseconds. Server default 500.
    Shorter answers sooner, but may cut into a pause."""

    threshold: Settable[Finite] = UNSET
    """`server_vad` only: loudness that counts as speech, 0.0 to 1.0. Server default 0.5; raise it in noise."""

    # Which kind

    type: Settable[Open[Literal["server_vad", "semantic_vad", "none", "client_vad"]]] = UNSET
    """`server_vad` goes by loudness, `semantic_vad` by whether the words sound finished. Server default `server_vad`.
    Compatible servers have other kinds, such as `none` and `client_vad`.
    Optional in the SDK, required by OpenAI's OpenAPI: always set it."""
