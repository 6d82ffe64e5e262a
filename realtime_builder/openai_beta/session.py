"""Sessions for conversations and for transcription, and their parts.

OpenAI switched the beta dialect off on 2026-05-12; compatible servers still speak it.
"""

from typing import Annotated, Literal, Self, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import (
    EMPTY_LIST,
    EMPTY_TEXT,
    NULL,
    UNSET,
    Array,
    Clearable,
    Finite,
    Json,
    MaxTokens,
    Open,
    Settable,
    Speed,
    UnitInterval,
)
from ..vocabulary import AudioFormat
from .audio import InputAudioNoiseReduction, InputAudioTranscription, TurnDetection
from .secrets import ClientSecret, TranscriptionSessionClientSecret
from .tools import Tool, ToolChoiceFunction
from .vocabulary import AnswerVerbs, InputVerbs

__all__ = [
    "RealtimeTruncationRetentionRatio",
    "ResponsePrompt",
    "Session",
    "TokenLimits",
    "TracingConfiguration",
    "TranscriptionSession",
]


class TracingConfiguration(Config):
    """How the traces of a session are filed in OpenAI's dashboard.

    Wire: `session.tracing`.
    """

    group_id: Settable[str] = UNSET
    """Group to file the trace under."""

    metadata: Settable[Json] = UNSET
    """Anything to filter traces by."""

    workflow_name: Settable[str] = UNSET
    """Name of the trace."""


class TokenLimits(Config):
    """Your own limits for truncation, instead of the model's.

    Wire: `session.truncation.token_limits`.
    """

    post_instructions: Settable[Annotated[int, Meta(ge=0)]] = UNSET
    """Tokens of conversation, after instructions and tools, at which truncation begins.
    At most the context window less the output tokens."""


class RealtimeTruncationRetentionRatio(Config, tag="retention_ratio"):
    """Truncation to a fraction of the limit, so that it is rarer and the prompt cache lasts longer.

    Wire: `session.truncation`.
    """

    retention_ratio: UnitInterval
    """Fraction of the allowed tokens that is kept, 0.0 to 1.0."""

    token_limits: Settable[TokenLimits] = UNSET
    """Limits instead of the model's own."""


class ResponsePrompt(Config):
    """A prompt template stored at OpenAI, with values for its variables.

    Wire: `session.prompt`, `response.prompt`.
    """

    id: str
    """The template."""

    variables: Clearable[Json] = UNSET
    """Values for the template's variables: texts, or `input_text`, `input_image` and `input_file` objects."""

    version: Clearable[str] = UNSET
    """Version of the template."""


Model: TypeAlias = Open[
    Literal[
        "gpt-realtime-1.5",
        "gpt-audio-1.5",
        "gpt-realtime-mini",
        "gpt-realtime-mini-2025-12-15",
        "gpt-audio-mini",
        "gpt-audio-mini-2025-12-15",
        "gpt-realtime",
        "gpt-realtime-2025-08-28",
        "gpt-realtime-mini-2025-10-06",
        "gpt-audio-mini-2025-10-06",
        "gpt-4o-realtime-preview-2025-06-03",
        "gpt-4o-realtime-preview",
        "gpt-4o-mini-realtime-preview",
        "gpt-4o-realtime-preview-2024-12-17",
        "gpt-4o-mini-realtime-preview-2024-12-17",
        "gpt-4o-realtime-preview-2024-10-01",
    ]
]
"""The known models, newest first; models with a shutdown date last."""


class Session(Config, AnswerVerbs, InputVerbs, root=True):
    """A conversation by voice. The request's session and the session object are one class.

    Wire: `session` of `session.update`, the body of POST /realtime/sessions.
    """

    # Given by the server

    id: Clearable[str] = UNSET
    """Name of the session, such as `sess_1234567890abcdef`. Given by the server."""

    object: Clearable[Literal["realtime.session"]] = UNSET
    """Always `realtime.session`. Given by the server; documented in OpenAI's OpenAPI."""

    expires_at: Clearable[int] = UNSET
    """When the session ends, in seconds since 1970. Given by the server; documented in OpenAI's OpenAPI."""

    client_secret: Clearable[ClientSecret] = UNSET
    """The ephemeral key to make: POST /realtime/sessions only."""

    # Input audio

    input_audio_format: Clearable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET
    """`pcm16` is 16-bit little-endian mono at 24 kHz. Server default `pcm16`."""

    input_audio_noise_reduction: Annotated[Clearable[InputAudioNoiseReduction], NULL] = UNSET
    """Filter of the input audio; null turns it off, which is the server default."""

    input_audio_transcription: Annotated[Clearable[InputAudioTranscription], NULL] = UNSET
    """Transcription of the user's speech; null turns it off, which is the server default."""

    # What the model is told and may do

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """System message. If omitted, the server uses its own; `""` clears it."""

    max_response_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for one response in tokens, tool calls included: at least 1, or `inf`. OpenAI's models took up to 4096.
    Server default `inf`."""

    modalities: Clearable[Array[Open[Literal["text", "audio"]]]] = UNSET
    """How the model answers. `["text"]` turns audio off."""

    model: Clearable[Model] = UNSET
    """The model; fixed once the session has started. The SDK knows 8 names, OpenAI's OpenAPI 16 or any."""

    # Output audio

    output_audio_format: Clearable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET
    """`pcm16` is at 24 kHz. Server default `pcm16`."""

    speed: Clearable[Speed] = UNSET
    """Speed of speech, 0.25 to 1.5. Server default 1.0. Changes only between turns."""

    temperature: Clearable[Finite] = UNSET
    """Randomness, 0.6 to 1.2. Server default 0.8, which is recommended for audio models."""

    # Tools

    tool_choice: Clearable[Open[Literal["none", "auto", "required"]] | ToolChoiceFunction] = UNSET
    """How the model chooses tools, or the function that it must call. Server default `auto`."""

    tools: Annotated[Clearable[Array[Tool]], EMPTY_LIST] = UNSET
    """Functions that the model may call; `[]` clears them."""

    # Turns, traces, voice

    tracing: Annotated[Clearable[Literal["auto"] | TracingConfiguration], NULL] = UNSET
    """`auto` traces under default names; null turns tracing off. Once on, it can't be changed."""

    turn_detection: Annotated[Clearable[TurnDetection], NULL] = UNSET
    """How the server detects turns; null leaves it to the client to ask for responses."""

    voice: Clearable[
        Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]]
    ] = UNSET
    """The voice; fixed once the model has spoken. `marin` and `cedar` are from OpenAI's OpenAPI."""

    # Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0

    include: Clearable[Array[Open[Literal["item.input_audio_transcription.logprobs"]]]] = UNSET
    """Additional data in the server's events.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    prompt: Annotated[Clearable[ResponsePrompt], NULL] = UNSET
    """A prompt template stored at OpenAI.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    truncation: Clearable[Literal["auto", "disabled"] | RealtimeTruncationRetentionRatio] = UNSET
    """What happens when the conversation outgrows the input token limit. Server default `auto`.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    # Edit: the methods of the vocabulary that only a session has

    def with_model(self, model: Model, /) -> Self:
        """Set the model."""
        return self._put("model", model)

    def with_audio_format(
        self,
        both: Settable[AudioFormat] = UNSET,
        /,
        *,
        input: Settable[AudioFormat] = UNSET,
        output: Settable[AudioFormat] = UNSET,
    ) -> Self:
        """Set one format for both directions, or one for each."""
        return self.transform(
            "input_audio_format",
            both if input is UNSET else input,
            "output_audio_format",
            both if output is UNSET else output,
        )

    def with_tracing(self, tracing: Literal["auto"] | TracingConfiguration | None, /) -> Self:
        """Record the session under default names (``"auto"``) or under names of your own; ``None`` records nothing."""
        return self._put("tracing", tracing)


class TranscriptionSession(Config, InputVerbs, root=True):
    """A session that only transcribes.

    Wire: `session` of `transcription_session.update`, the body of POST /realtime/transcription_sessions.
    """

    # The key

    client_secret: Clearable[TranscriptionSessionClientSecret] = UNSET
    """The ephemeral key to make: POST /realtime/transcription_sessions only."""

    # What comes back

    include: Clearable[Array[Open[Literal["item.input_audio_transcription.logprobs"]]]] = UNSET
    """Additional data in the server's events."""

    # Input audio

    input_audio_format: Clearable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET
    """`pcm16` is 16-bit little-endian mono at 24 kHz. Server default `pcm16`."""

    input_audio_noise_reduction: Annotated[Clearable[InputAudioNoiseReduction], NULL] = UNSET
    """Filter of the input audio; null turns it off, which is the server default."""

    input_audio_transcription: Clearable[InputAudioTranscription] = UNSET
    """The transcription model and its settings."""

    # Turns

    modalities: Clearable[Array[Open[Literal["text", "audio"]]]] = UNSET
    """How the model answers. `["text"]` turns audio off."""

    turn_detection: Annotated[Clearable[TurnDetection], NULL] = UNSET
    """How the server detects turns; null leaves it to the client to commit the audio."""

    # Edit

    def with_audio_format(self, format: AudioFormat, /) -> Self:
        """Set the format of the audio that is sent in."""
        return self._put("input_audio_format", format)
