"""The fluent vocabulary: the same names in every dialect, each one edit that gives a new value.

`SessionVocabulary` documents the methods that the sessions of every dialect have, `RealtimeVocabulary` those
that sessions of the Realtime API and of Voice Live have besides. Code that is written against one of them
configures a session of any of its dialects:

>>> S = TypeVar("S", bound=RealtimeVocabulary)
>>> def support_line(session: S) -> S:
...     return session.with_voice("marin").with_server_vad(threshold=0.6).add_tool(get_weather)

Each dialect declares the same methods with its own types (more voices, more settings of a turn
detection), in a module ``vocabulary`` of its own. A dialect lacks the methods for which it has no
counterpart, so that a type checker flags them:

=======================  ======================================================================================
`with_tracing`           sessions of OpenAI GA and beta
`with_reasoning_effort`  sessions of OpenAI GA, OpenAI Live and Voice Live, responses of OpenAI GA and Voice Live
`with_metadata`          sessions of Voice Live, and all responses
=======================  ======================================================================================

A response has only the methods that apply to it: none for the model or the input. A transcription
session has those for the input. In every method, `UNSET` leaves a setting as it is;
among several values, it is skipped.
"""

from collections.abc import Callable
from typing import Any, Literal, Protocol, Self, TypeAlias

from ._core.paths import Path
from .fields import MaxTokens, Settable, UnitInterval

__all__ = ["AudioFormat", "RealtimeVocabulary", "SessionVocabulary"]

AudioFormat: TypeAlias = Literal["pcm16", "g711_ulaw", "g711_alaw"]
"""16-bit PCM at 24 kHz, and the two encodings of telephone lines at 8 kHz, μ-law and A-law."""


class SessionVocabulary(Protocol):
    """The methods that the sessions of all four dialects share. Every method returns a changed copy.

    A tool given here is a function, which the dialect turns into its own kind of tool. In a session of
    OpenAI Live, the tools and the limit are those of the backend that does the work.
    """

    # The edits that every configuration has. `copy_with` is not here: its fields depend on the dialect, and pyright
    # and mypy do not agree on any form of it that leaves them open. `transform` sets a field of any dialect.

    def without(self, *paths: Path) -> Self:
        """Omit fields again: see `Config.without`."""
        ...

    def clear(self, *paths: Path) -> Self:
        """Send the API's own clearing token: see `Config.clear`."""
        ...

    def transform(self, path: Path, value: Any, /, *more: Any) -> Self:
        """Change the value at a path: see `Config.transform`."""
        ...

    def merge(self, patch: Any, /) -> Self:
        """Apply a patch: see `Config.merge`."""
        ...

    # The model, what it is told and how it answers

    def with_model(self, model: str, /) -> Self:
        """Set the model."""
        ...

    def with_instructions(self, instructions: str, /) -> Self:
        """Set the system message."""
        ...

    def with_voice(self, voice: str, /) -> Self:
        """Set the voice by name. A dialect's own voice objects do as well."""
        ...

    def with_audio_format(self, both: Settable[AudioFormat], /) -> Self:
        """Set the format of both sides."""
        ...

    def with_max_output_tokens(self, limit: int, /) -> Self:
        """Limit one response, in tokens."""
        ...

    # Tools

    def with_tools(self, *tools: Callable[..., Any]) -> Self:
        """Set the tools, in place of all there were.

        Raises:
            ValidationError: for two tools of the same name, or a function that can't be described.
        """
        ...

    def add_tool(self, tool: Callable[..., Any], /) -> Self:
        """Add a tool after those there are.

        Raises:
            ValidationError: if there is a tool of that name already, or the function can't be described.
        """
        ...

    def remove_tool(self, name: Settable[str], /) -> Self:
        """Take a tool out by its name, an MCP server by its label.

        Raises:
            ValidationError: where there is none, with the nearest name.
        """
        ...

    def with_tool_choice(
        self, choice: Settable[Literal["none", "auto", "required"]] = ..., /, *, function: Settable[str] = ...
    ) -> Self:
        """Say whether the model calls tools, or name the ``function`` that it has to call."""
        ...


class RealtimeVocabulary(SessionVocabulary, Protocol):
    """What the sessions of the three Realtime dialects have in common besides."""

    # How the model answers

    def with_modalities(self, *names: Literal["text", "audio"]) -> Self:
        """Answer in text (``"text"``), or in speech with a transcript (``"audio"``).

        So naming both means speech. On the wire that is ``["audio"]`` in GA and
        ``["text", "audio"]`` elsewhere.
        """
        ...

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response: so many tokens, or ``"inf"``."""
        ...

    # The user's turn

    def with_turn_detection(self, turn_detection: None, /) -> Self:
        """Set the turn detection; ``None`` turns it off. Its struct is the dialect's own."""
        ...

    def with_server_vad(
        self,
        *,
        threshold: Settable[UnitInterval] = ...,
        prefix_padding_ms: Settable[int] = ...,
        silence_duration_ms: Settable[int] = ...,
        create_response: Settable[bool] = ...,
        interrupt_response: Settable[bool] = ...,
    ) -> Self:
        """Detect turns by loudness, with these settings and otherwise the server's defaults."""
        ...

    def with_semantic_vad(
        self,
        *,
        eagerness: Settable[Literal["low", "medium", "high", "auto"]] = ...,
        create_response: Settable[bool] = ...,
        interrupt_response: Settable[bool] = ...,
    ) -> Self:
        """Detect turns by meaning, with these settings and otherwise the server's defaults."""
        ...

    # The user's audio

    def with_transcription(
        self, transcription: Settable[str | None], /, *, language: Settable[str] = ..., prompt: Settable[str] = ...
    ) -> Self:
        """Set the transcription model; ``None`` turns transcription off.

        A dialect's own struct works too, and takes the keywords into account. With `UNSET`,
        the keywords change the present transcription; if there is none,
        they create one, for which Voice Live needs a model.

        Raises:
            ValidationError: for keywords if transcription is turned off.
        """
        ...

    def with_noise_reduction(self, noise_reduction: Literal["near_field", "far_field"] | None, /) -> Self:
        """Filter the input, for headsets or for rooms; ``None`` turns the filter off."""
        ...

    def with_audio_format(
        self,
        both: Settable[AudioFormat] = ...,
        /,
        *,
        input: Settable[AudioFormat] = ...,
        output: Settable[AudioFormat] = ...,
    ) -> Self:
        """Set the format of both sides, of one, or of each its own."""
        ...
