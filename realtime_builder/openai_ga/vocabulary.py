"""The fluent methods of this dialect: see `realtime_builder.vocabulary`, which all dialects share."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from msgspec import Meta

from .._verbs import SharedVerbs, Verbs, format_among, given, named, sets
from ..fields import UNSET, Array, Clearable, MaxTokens, Open, Settable
from .audio import (
    AudioPCM,
    AudioPCMA,
    AudioPCMU,
    AudioTranscription,
    NoiseReduction,
    SemanticVad,
    ServerVad,
    TranscriptionModel,
    VoiceID,
)
from .tools import Mcp, RealtimeFunctionTool, ToolChoiceFunction, ToolChoiceMcp

__all__ = ["AnswerVerbs", "InputVerbs", "format_named"]

_TRANSCRIPTION, _NOISE_REDUCTION = named(AudioTranscription, "model"), named(NoiseReduction, "type")


class AnswerVerbs(SharedVerbs):
    """Methods that sessions and responses share."""

    __slots__ = ()

    # How the model answers

    def with_voice(
        self,
        voice: Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]]
        | VoiceID,
        /,
    ) -> Self:
        """Set the voice, by name or a custom one."""
        return self._put("audio.output.voice", voice)

    def with_modalities(self, *names: Literal["text", "audio"]) -> Self:
        """Answer in text (``"text"``), or in speech with a transcript (``"audio"``)."""
        return self._put("output_modalities", given(("audio",) if "audio" in names else names))

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response to a number of tokens, or ``"inf"``."""
        return self._put("max_output_tokens", limit)

    def with_reasoning_effort(self, effort: Open[Literal["minimal", "low", "medium", "high", "xhigh"]], /) -> Self:
        """Set how much a reasoning model thinks before it answers."""
        return self._put("reasoning.effort", effort)

    # Tools

    def with_tools(self, *tools: RealtimeFunctionTool | Mcp | Callable[..., Any]) -> Self:
        """Replace all tools. Functions are turned into tools.

        Raises:
            ValidationError: for two tools of the same name, or a function that can't be described.
        """
        return self._put_tools(tools, RealtimeFunctionTool.from_function)

    def add_tool(self, tool: RealtimeFunctionTool | Mcp | Callable[..., Any], /) -> Self:
        """Add a tool at the end. A function is turned into a tool.

        Raises:
            ValidationError: if there is a tool of that name already, or the function can't be described.
        """
        return self._add_tool(tool, RealtimeFunctionTool.from_function)

    def with_tool_choice(
        self,
        choice: Settable[Literal["none", "auto", "required"] | ToolChoiceFunction | ToolChoiceMcp] = UNSET,
        /,
        *,
        function: Settable[str] = UNSET,
    ) -> Self:
        """Set whether the model calls tools, or name the ``function`` that it must call."""
        return self._put_tool_choice(choice, function, lambda name: ToolChoiceFunction(name=name))


class InputVerbs(Verbs):
    """Methods of sessions with audio input."""

    __slots__ = ()

    # When the user's turn starts and ends

    def with_turn_detection(self, turn_detection: ServerVad | SemanticVad | None, /) -> Self:
        """Set the turn detection; ``None`` turns it off."""
        return self._put("audio.input.turn_detection", turn_detection)

    @sets("audio.input.turn_detection", ServerVad)
    def with_server_vad(self) -> Self:
        """Detect turns by loudness, with these settings and otherwise the server's defaults."""
        return self

    @sets("audio.input.turn_detection", SemanticVad)
    def with_semantic_vad(self) -> Self:
        """Detect turns by meaning, with these settings and otherwise the server's defaults."""
        return self

    # What is made of the user's audio

    def with_transcription(
        self,
        transcription: Clearable[Open[TranscriptionModel] | AudioTranscription],
        /,
        *,
        delay: Settable[Open[Literal["minimal", "low", "medium", "high", "xhigh"]]] = UNSET,
        keywords: Settable[Array[str]] = UNSET,
        language: Settable[str] = UNSET,
        languages: Settable[Annotated[Array[str], Meta(min_length=1)]] = UNSET,
        prompt: Settable[str] = UNSET,
    ) -> Self:
        """Set the transcription model and its settings; ``None`` turns transcription off.

        With `UNSET`, the keywords change the present transcription, or create one.
        """
        return self._put_named(
            "audio.input.transcription",
            transcription,
            _TRANSCRIPTION,
            delay=delay,
            keywords=keywords,
            language=language,
            languages=languages,
            prompt=prompt,
        )

    def with_noise_reduction(
        self, noise_reduction: Literal["near_field", "far_field"] | NoiseReduction | None, /
    ) -> Self:
        """Filter the input, for headsets or for rooms; ``None`` turns the filter off."""
        return self._put_named(
            "audio.input.noise_reduction",
            noise_reduction,
            _NOISE_REDUCTION,
        )


_FORMATS = {"pcm16": AudioPCM(rate=24000), "g711_ulaw": AudioPCMU(), "g711_alaw": AudioPCMA()}


def format_named(name: object, path: str) -> Any:
    """The format that the vocabulary calls ``name``. Validation deals with anything but text.

    Raises:
        ValidationError: for another name.
    """
    return format_among(_FORMATS, name, path)
