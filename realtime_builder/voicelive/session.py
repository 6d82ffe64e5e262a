"""The session: settings for a whole conversation."""

from typing import Annotated, Literal, Self

from ..config import Config
from ..fields import EMPTY_TEXT, NULL, UNSET, Array, Clearable, Finite, MaxTokens, Open, Pairs, Settable
from ..vocabulary import AudioFormat
from .audio import AudioEchoCancellation, AudioInputTranscriptionOptions, AudioNoiseReduction, TurnDetection, Voice
from .avatar import Animation, AvatarConfig
from .response import InterimResponseConfig
from .tools import Tool, ToolChoiceFunctionSelection
from .vocabulary import AnswerVerbs, InputVerbs


class RequestSession(Config, AnswerVerbs, InputVerbs, root=True):
    """Settings of a session. An update changes the settings that it has; omitted ones stay.

    Wire: `session` of `session.update`.
    """

    # The model, what it puts out and what it is told

    model: Clearable[str] = UNSET
    """The model. It can't change once the session has one."""

    modalities: Clearable[Array[Open[Literal["text", "audio", "animation", "avatar"]]]] = UNSET
    """Kinds of output. Audio alone is not possible. Server default `text` and `audio`."""

    animation: Clearable[Animation] = UNSET
    """Animation data that comes with the speech."""

    voice: Clearable[Voice] = UNSET
    """The voice: an OpenAI voice by name, or a voice object. It can't be changed by an update."""

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """Task and manner of the model. An update with an empty text clears them."""

    # Audio

    input_audio_sampling_rate: Clearable[int] = UNSET
    """Samples of the input per second, in Hz: 8000, 16000 or 24000; G.711 has 8000 only. Server default 24000."""

    input_audio_format: Clearable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET
    """Encoding of the input. Server default `pcm16`."""

    output_audio_format: Clearable[
        Open[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"]]
    ] = UNSET
    """Encoding of the speech. `pcm16` alone is at 24 kHz, G.711 at 8 kHz. Server default `pcm16`."""

    turn_detection: Annotated[Clearable[TurnDetection], NULL] = UNSET
    """How the server detects the end of the user's turn; if null, the client has to ask for each answer."""

    input_audio_noise_reduction: Annotated[Clearable[AudioNoiseReduction], NULL] = UNSET
    """Filter that removes noise from the input."""

    input_audio_echo_cancellation: Annotated[Clearable[AudioEchoCancellation], NULL] = UNSET
    """Filter that removes the assistant's own voice from the input. Can't be changed during a session."""

    # Avatar and texts beside the audio

    avatar: Clearable[AvatarConfig] = UNSET
    """The avatar, and how its video is sent."""

    input_audio_transcription: Annotated[Clearable[AudioInputTranscriptionOptions], NULL] = UNSET
    """Transcription of the user's speech. Server default off."""

    output_audio_timestamp_types: Clearable[Array[Open[Literal["word"]]]] = UNSET
    """Timestamps to send with the speech."""

    # Tools

    tools: Clearable[Array[Tool]] = UNSET
    """Tools that the model may call."""

    tool_choice: Clearable[Open[Literal["auto", "none", "required"]] | ToolChoiceFunctionSelection] = UNSET
    """`auto`: the model decides; `none`: no calls; `required`: at least one. Or a function, or its bare name."""

    parallel_tool_calls: Clearable[bool] = UNSET
    """Allow several calls at once. Server default true."""

    # Generation

    temperature: Clearable[Finite] = UNSET
    """How varied the answers are: 0.0 to 1.0 in the SDK (default 0.7), 0.6 to 1.2 in the documents (default 0.8)."""

    max_response_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for one answer in tokens: at least 1, or `inf`. The documents say at most 4096. Server default `inf`."""

    reasoning_effort: Clearable[Open[Literal["none", "minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How much a reasoning model thinks first. The possible values depend on the model."""

    interim_response: Clearable[InterimResponseConfig] = UNSET
    """The phrase that bridges the wait."""

    # Reports

    include: Clearable[
        Array[
            Open[
                Literal[
                    "item.input_audio_transcription.logprobs",
                    "item.input_audio_transcription.phrases",
                    "file_search_call.results",
                ]
            ]
        ]
    ] = UNSET
    """Additional data in the server's events."""

    metadata: Clearable[Pairs] = UNSET
    """Your own key-value pairs, which also appear in the resource's logs: at most 16, keys up to 64 characters,
    values up to 512.
    """

    # Edit: the methods of the vocabulary that only a session has

    def with_model(self, model: str, /) -> Self:
        """Set the model."""
        return self._put("model", model)

    def with_audio_format(
        self,
        both: Settable[AudioFormat] = UNSET,
        /,
        *,
        input: Settable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET,
        output: Settable[Open[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"]]] = UNSET,
    ) -> Self:
        """Set one format for both directions, or one for each."""
        return self.transform(
            "input_audio_format",
            both if input is UNSET else input,
            "output_audio_format",
            both if output is UNSET else output,
        )

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response to a number of tokens, or ``"inf"``."""
        return self._put("max_response_output_tokens", limit)
