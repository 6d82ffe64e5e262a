"""The fluent methods of this dialect: see `realtime_builder.vocabulary`, which all dialects share."""

from collections.abc import Callable
from typing import Any, Literal, Self

from .._verbs import LabelVerbs, SharedVerbs, Verbs, given, named, sets, with_text
from ..fields import UNSET, Array, Clearable, Open, Settable, Strings
from .audio import (
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
    SemanticVad,
    ServerVad,
    TurnDetection,
    Voice,
)
from .tools import FunctionTool, Tool, ToolChoiceFunctionSelection

__all__ = ["AnswerVerbs", "InputVerbs"]

_TRANSCRIPTION, _NOISE_REDUCTION = named(AudioInputTranscriptionOptions, "model"), named(AudioNoiseReduction, "type")


class AnswerVerbs(SharedVerbs, LabelVerbs):
    """Methods that sessions and responses share."""

    __slots__ = ()

    # How the model answers

    def with_voice(self, voice: Voice, /) -> Self:
        """Set the voice: an OpenAI voice by name, or a voice object."""
        return self._put("voice", voice)

    def with_modalities(self, *names: Open[Literal["text", "audio", "animation", "avatar"]]) -> Self:
        """Answer in text (``"text"``), or in speech with a transcript (``"audio"``)."""
        return self._put("modalities", given(with_text(names)))

    def with_reasoning_effort(
        self, effort: Open[Literal["none", "minimal", "low", "medium", "high", "xhigh"]], /
    ) -> Self:
        """Set how much a reasoning model thinks before it answers."""
        return self._put("reasoning_effort", effort)

    # Tools

    def with_tools(self, *tools: Tool | Callable[..., Any]) -> Self:
        """Replace all tools. Functions are turned into tools.

        Raises:
            ValidationError: for two tools of the same name, or a function that can't be described.
        """
        return self._put_tools(tools, FunctionTool.from_function)

    def add_tool(self, tool: Tool | Callable[..., Any], /) -> Self:
        """Add a tool at the end. A function is turned into a tool.

        Raises:
            ValidationError: if there is a tool of that name already, or the function can't be described.
        """
        return self._add_tool(tool, FunctionTool.from_function)

    def with_tool_choice(
        self,
        choice: Settable[Open[Literal["auto", "none", "required"]] | ToolChoiceFunctionSelection] = UNSET,
        /,
        *,
        function: Settable[str] = UNSET,
    ) -> Self:
        """Set whether the model calls tools, or name the ``function`` that it must call."""
        return self._put_tool_choice(choice, function, lambda name: ToolChoiceFunctionSelection(name=name))


class InputVerbs(Verbs):
    """Methods for the user's audio."""

    __slots__ = ()

    # When the user's turn starts and ends

    def with_turn_detection(self, turn_detection: TurnDetection | None, /) -> Self:
        """Set the turn detection, such as Azure's own `AzureSemanticVad`; ``None`` turns it off."""
        return self._put("turn_detection", turn_detection)

    @sets("turn_detection", ServerVad)
    def with_server_vad(self) -> Self:
        """Detect turns by loudness, with these settings and otherwise the server's defaults."""
        return self

    @sets("turn_detection", SemanticVad)
    def with_semantic_vad(self) -> Self:
        """Detect turns by meaning with OpenAI's detection: only with `gpt-realtime` and `gpt-realtime-mini`.

        For Azure's own detection, pass an `AzureSemanticVad` to `with_turn_detection`.
        """
        return self

    # What is made of the user's audio

    def with_transcription(
        self,
        transcription: Clearable[
            Open[
                Literal[
                    "whisper-1",
                    "gpt-4o-transcribe",
                    "gpt-4o-mini-transcribe",
                    "gpt-4o-transcribe-diarize",
                    "mai-transcribe-1",
                    "azure-speech",
                ]
            ]
            | AudioInputTranscriptionOptions
        ],
        /,
        *,
        language: Settable[str] = UNSET,
        custom_speech: Settable[Strings] = UNSET,
        phrase_list: Settable[Array[str]] = UNSET,
        prompt: Settable[str] = UNSET,
    ) -> Self:
        """Set the transcription model and its settings; ``None`` turns transcription off.

        With `UNSET`, the keywords change the present transcription. If there is none, pass a model.
        """
        return self._put_named(
            "input_audio_transcription",
            transcription,
            _TRANSCRIPTION,
            language=language,
            custom_speech=custom_speech,
            phrase_list=phrase_list,
            prompt=prompt,
        )

    def with_noise_reduction(
        self,
        noise_reduction: Open[Literal["azure_deep_noise_suppression", "near_field", "far_field"]]
        | AudioNoiseReduction
        | None,
        /,
    ) -> Self:
        """Filter the input; ``None`` turns the filter off."""
        return self._put_named("input_audio_noise_reduction", noise_reduction, _NOISE_REDUCTION)
