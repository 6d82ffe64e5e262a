"""The fluent methods of this dialect: see `realtime_builder.vocabulary`, which all dialects share."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from msgspec import Meta

from .._verbs import SharedVerbs, Verbs, given, named, with_text
from ..fields import UNSET, Array, Clearable, Finite, MaxTokens, Open, Settable
from .audio import InputAudioNoiseReduction, InputAudioTranscription, TranscriptionModel, TurnDetection
from .tools import Tool, ToolChoiceFunction

__all__ = ["AnswerVerbs", "InputVerbs"]

_TRANSCRIPTION, _NOISE_REDUCTION = named(InputAudioTranscription, "model"), named(InputAudioNoiseReduction, "type")


class AnswerVerbs(SharedVerbs):
    """Methods that sessions and responses share."""

    __slots__ = ()

    # How the model answers

    def with_voice(
        self,
        voice: Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]],
        /,
    ) -> Self:
        """Set the voice."""
        return self._put("voice", voice)

    def with_modalities(self, *names: Open[Literal["text", "audio"]]) -> Self:
        """Answer in text (``"text"``), or in speech with a transcript (``"audio"``)."""
        return self._put("modalities", given(with_text(names)))

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response to a number of tokens, or ``"inf"``."""
        return self._put("max_response_output_tokens", limit)

    # Tools

    def with_tools(self, *tools: Tool | Callable[..., Any]) -> Self:
        """Replace all tools. Functions are turned into tools.

        Raises:
            ValidationError: for two tools of the same name, or a function that can't be described.
        """
        return self._put_tools(tools, Tool.from_function)

    def add_tool(self, tool: Tool | Callable[..., Any], /) -> Self:
        """Add a tool at the end. A function is turned into a tool.

        Raises:
            ValidationError: if there is a tool of that name already, or the function can't be described.
        """
        return self._add_tool(tool, Tool.from_function)

    def with_tool_choice(
        self,
        choice: Settable[Open[Literal["none", "auto", "required"]] | ToolChoiceFunction] = UNSET,
        /,
        *,
        function: Settable[str] = UNSET,
    ) -> Self:
        """Set whether the model calls tools, or name the ``function`` that it must call."""
        return self._put_tool_choice(choice, function, _choice)


def _choice(name: str) -> ToolChoiceFunction:
    return ToolChoiceFunction.from_dict({"function": {"name": name}})


class InputVerbs(Verbs):
    """Methods of sessions with audio input."""

    __slots__ = ()

    # When the user's turn starts and ends

    def with_turn_detection(self, turn_detection: TurnDetection | None, /) -> Self:
        """Set the turn detection; ``None`` turns it off."""
        return self._put("turn_detection", turn_detection)

    def with_server_vad(
        self,
        *,
        create_response: Settable[bool] = UNSET,
        idle_timeout_ms: Clearable[int] = UNSET,
        interrupt_response: Settable[bool] = UNSET,
        prefix_padding_ms: Settable[int] = UNSET,
        silence_duration_ms: Settable[int] = UNSET,
        threshold: Settable[Finite] = UNSET,
    ) -> Self:
        """Detect turns by loudness, with these settings and otherwise the server's defaults."""
        return self._put_made(
            "turn_detection",
            lambda: TurnDetection(
                type="server_vad",
                create_response=create_response,
                idle_timeout_ms=idle_timeout_ms,
                interrupt_response=interrupt_response,
                prefix_padding_ms=prefix_padding_ms,
                silence_duration_ms=silence_duration_ms,
                threshold=threshold,
            ),
        )

    def with_semantic_vad(
        self,
        *,
        create_response: Settable[bool] = UNSET,
        eagerness: Settable[Open[Literal["low", "medium", "high", "auto"]]] = UNSET,
        interrupt_response: Settable[bool] = UNSET,
    ) -> Self:
        """Detect turns by meaning, with these settings and otherwise the server's defaults."""
        return self._put_made(
            "turn_detection",
            lambda: TurnDetection(
                type="semantic_vad",
                create_response=create_response,
                eagerness=eagerness,
                interrupt_response=interrupt_response,
            ),
        )

    # What is made of the user's audio

    def with_transcription(
        self,
        transcription: Clearable[Open[TranscriptionModel] | InputAudioTranscription],
        /,
        *,
        enabled: Settable[bool] = UNSET,
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
            "input_audio_transcription",
            transcription,
            _TRANSCRIPTION,
            enabled=enabled,
            delay=delay,
            keywords=keywords,
            language=language,
            languages=languages,
            prompt=prompt,
        )

    def with_noise_reduction(
        self, noise_reduction: Open[Literal["near_field", "far_field"]] | InputAudioNoiseReduction | None, /
    ) -> Self:
        """Filter the input, for headsets or for rooms; ``None`` turns the filter off."""
        return self._put_named(
            "input_audio_noise_reduction",
            noise_reduction,
            _NOISE_REDUCTION,
        )
