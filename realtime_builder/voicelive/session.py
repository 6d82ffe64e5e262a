"""The session: all that lasts for a whole conversation."""

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
    """The settings of a session. An update changes what it carries and keeps what it omits.

    Wire: `session` of `session.update`.
    """

    # The model, what it puts out and what it is told

    model: Clearable[str] = UNSET
    """The model. It can't be changed once the session has one."""

    modalities: Clearable[Array[Open[Literal["text", "audio", "animation", "avatar"]]]] = UNSET
    """Kinds of output. Audio alone is not possible. Server default `text` and `audio`."""

    animation: Clearable[Animation] = UNSET
    """Which animation data comes with the speech."""

    voice: Clearable[Voice] = UNSET
    """Who speaks: an OpenAI voice by name, or a voice object. It can't be changed by an update."""

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """What the model is told about its task and manner. An update with an empty text takes it back."""

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
    """How the server notices that the user has finished. Cleared, the client has to ask for each answer."""

    input_audio_noise_reduction: Annotated[Clearable[AudioNoiseReduction], NULL] = UNSET
    """What takes noise out of the input."""

    input_audio_echo_cancellation: Annotated[Clearable[AudioEchoCancellation], NULL] = UNSET
    """What takes the assistant's own voice out of the input. Can't be changed during a session."""

    # Avatar and texts beside the audio

    avatar: Clearable[AvatarConfig] = UNSET
    """The avatar and the way its video is sent."""

    input_audio_transcription: Annotated[Clearable[AudioInputTranscriptionOptions], NULL] = UNSET
    """How the user's speech is written down. Off by default."""

    output_audio_timestamp_types: Clearable[Array[Open[Literal["word"]]]] = UNSET
    """Times to send along with the speech."""

    # Tools

    tools: Clearable[Array[Tool]] = UNSET
    """What the model may call."""

    tool_choice: Clearable[Open[Literal["auto", "none", "required"]] | ToolChoiceFunctionSelection] = UNSET
    """Whether it calls: as it sees fit, not, at least one, or the function named (also by its bare name)."""

    parallel_tool_calls: Clearable[bool] = UNSET
    """Allow several calls at once. Server default true."""

    # Generation

    temperature: Clearable[Finite] = UNSET
    """How varied the answers are: 0.0 to 1.0 by the SDK (default 0.7), 0.6 to 1.2 by the documents (default 0.8)."""

    max_response_output_tokens: Clearable[MaxTokens] = UNSET
    """Longest answer in tokens, at least 1, or `inf`. The documents say at most 4096. Server default `inf`."""

    reasoning_effort: Clearable[Open[Literal["none", "minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How much a reasoning model thinks first. Which values there are depends on the model."""

    interim_response: Clearable[InterimResponseConfig] = UNSET
    """What is said while the user waits."""

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
    """What else events should carry."""

    metadata: Clearable[Pairs] = UNSET
    """Your own notes, which also go to the resource's logs: at most 16 pairs, keys up to 64 characters,
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
        """Set the format of both sides, of one, or of each its own."""
        return self.transform(
            "input_audio_format",
            both if input is UNSET else input,
            "output_audio_format",
            both if output is UNSET else output,
        )

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response: so many tokens, or ``"inf"``."""
        return self._put("max_response_output_tokens", limit)
