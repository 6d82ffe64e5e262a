"""Sessions: realtime, transcription and translation, and the settings that are not audio or tools."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from msgspec import Meta

from .._core.values import JsonObject
from ..config import Config
from ..fields import (
    EMPTY_LIST,
    EMPTY_TEXT,
    NULL,
    UNSET,
    Array,
    Clearable,
    Json,
    MaxTokens,
    Open,
    Settable,
    UnitInterval,
)
from ..vocabulary import AudioFormat
from .audio import RealtimeAudioConfig, RealtimeTranscriptionSessionAudio, TranslationAudio
from .tools import Mcp, RealtimeFunctionTool, ToolChoiceFunction, ToolChoiceMcp
from .vocabulary import AnswerVerbs, InputVerbs, format_named

# Prompt templates


class PromptCacheBreakpoint(Config):
    """Marks the end of a part of the prompt to cache.

    Wire: `prompt_cache_breakpoint` of a prompt variable.
    """

    mode: Literal["explicit"] = "explicit"
    """Only explicit breakpoints exist."""

    ttl: Settable[Open[Literal["30m", "12h"]]] = UNSET
    """Minimum time in the cache. If omitted, the request's own applies.
    From the SDK; OpenAPI lacks it."""


class ResponseInputText(Config, tag="input_text"):
    """Text as a prompt variable.

    Wire: `prompt.variables{}`.
    """

    text: str
    """The text."""

    prompt_cache_breakpoint: Settable[PromptCacheBreakpoint] = UNSET
    """Cache the prompt up to here."""


class ResponseInputImage(Config, tag="input_image"):
    """An image as a prompt variable, by file or by URL.

    Wire: `prompt.variables{}`.
    """

    detail: Open[Literal["low", "high", "auto", "original"]]
    """Resolution at which the model sees it. The usual value is auto."""

    file_id: Clearable[str] = UNSET
    """An uploaded file."""

    image_url: Clearable[str] = UNSET
    """A URL, or the image itself as a data URL."""

    prompt_cache_breakpoint: Settable[PromptCacheBreakpoint] = UNSET
    """Cache the prompt up to here."""


class ResponseInputFile(Config, tag="input_file"):
    """A file as a prompt variable: uploaded, linked or inline.

    Wire: `prompt.variables{}`.
    """

    detail: Settable[Open[Literal["auto", "low", "high"]]] = UNSET
    """Quality at which pages are rendered: low is cheaper. Server default auto, high from GPT-5.6 on."""

    file_data: Settable[str] = UNSET
    """The content itself."""

    file_id: Clearable[str] = UNSET
    """An uploaded file."""

    file_url: Settable[str] = UNSET
    """A URL to fetch it from."""

    filename: Settable[str] = UNSET
    """File name that the model sees."""

    prompt_cache_breakpoint: Settable[PromptCacheBreakpoint] = UNSET
    """Cache the prompt up to here."""


if TYPE_CHECKING:
    PromptVariables: TypeAlias = Mapping[str, str | ResponseInputText | ResponseInputImage | ResponseInputFile]
else:

    class PromptVariables(JsonObject):
        """Values for a prompt template, by the names of its variables."""

        __slots__ = ()

        accepts = dict[str, str | ResponseInputText | ResponseInputImage | ResponseInputFile]


class ResponsePrompt(Config):
    """A prompt template that is stored with OpenAI.

    Wire: `session.prompt`, `response.prompt`.
    """

    id: str
    """Identifier of the template."""

    variables: Clearable[PromptVariables] = UNSET
    """Values for the template's variables: texts, or text, image and file objects."""

    version: Clearable[str] = UNSET
    """Version of the template."""


# Reasoning, tracing, truncation


class RealtimeReasoning(Config):
    """How a reasoning model thinks.

    Wire: `session.reasoning`, `response.reasoning`.
    """

    effort: Settable[Open[Literal["minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How much the model thinks before it answers. Reasoning models such as gpt-realtime-2 only. Server default low."""


class TracingConfiguration(Config):
    """Names for a session's trace in the Traces Dashboard.

    Wire: `session.tracing`.
    """

    group_id: Settable[str] = UNSET
    """Group that the trace belongs to."""

    metadata: Settable[Json] = UNSET
    """Any JSON to filter traces by."""

    workflow_name: Settable[str] = UNSET
    """Name of the trace."""


class TokenLimits(Config):
    """Limits that replace the model's own.

    Wire: `session.truncation.token_limits`.
    """

    post_instructions: Settable[Annotated[int, Meta(ge=0)]] = UNSET
    """Tokens that may follow the instructions and tools, 0 or more.
    At most the model's context window less the output limit."""


class RealtimeTruncationRetentionRatio(Config, tag="retention_ratio"):
    """Cut more than necessary at once, so that the prompt cache is lost less often.

    Wire: `session.truncation`.
    """

    retention_ratio: UnitInterval
    """Share of the allowed tokens that remains after a cut, 0.0 to 1.0; instructions are not counted."""

    token_limits: Settable[TokenLimits] = UNSET
    """Lower limits than the model's own."""


# Sessions


Model: TypeAlias = Open[
    Literal[
        "gpt-realtime-2.1",
        "gpt-realtime-2.1-mini",
        "gpt-realtime-2",
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


class RealtimeSessionCreateRequest(Config, AnswerVerbs, InputVerbs, tag="realtime", root=True):
    """A realtime session: speech or text in, speech or text out.

    Wire: `session` of `session.update`, of a client secret and of a WebRTC call.
    """

    # Sound, and extras in the server's events

    audio: Clearable[RealtimeAudioConfig] = UNSET
    """Input and output audio."""

    include: Clearable[Array[Open[Literal["item.input_audio_transcription.logprobs"]]]] = UNSET
    """Additional data in the server's events: the log probabilities of the transcription."""

    # What the model is told, which model, and what it gives back

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """System message: what to do, how to sound. The server has a default, shown in `session.created`."""

    max_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for one response, tool calls included: at least 1, or inf. The maximum depends on the model:
    4096 for older ones, 32000 for gpt-realtime-2. Server default inf."""

    model: Clearable[Model] = UNSET
    """Model of the session; `session.update` can't change it. Shut down on 2027-01-20: gpt-realtime,
    gpt-realtime-2025-08-28, gpt-realtime-mini, gpt-audio-mini, and the -2025-12-15 of the latter two."""

    output_modalities: Clearable[Array[Literal["text", "audio"]]] = UNSET
    """Either text, or audio with a transcript; not both. Server default audio."""

    # How the model works

    parallel_tool_calls: Clearable[bool] = UNSET
    """Let the model call several tools at once. Reasoning models such as gpt-realtime-2 only."""

    prompt: Annotated[Clearable[ResponsePrompt], NULL] = UNSET
    """A stored prompt template and values for its variables."""

    reasoning: Clearable[RealtimeReasoning] = UNSET
    """How a reasoning model such as gpt-realtime-2 thinks."""

    # Tools

    tool_choice: Clearable[Literal["none", "auto", "required"] | ToolChoiceFunction | ToolChoiceMcp] = UNSET
    """Whether the model calls tools, or which one it must call. Server default auto."""

    tools: Annotated[Clearable[Array[RealtimeFunctionTool | Mcp]], EMPTY_LIST] = UNSET
    """Functions of the client and remote MCP servers that the model may call."""

    # Records, and room in the context

    tracing: Annotated[Clearable[Literal["auto"] | TracingConfiguration], NULL] = UNSET
    """Record the session in the Traces Dashboard; auto takes default names, null turns it off.
    Can't be changed once it is on."""

    truncation: Clearable[Literal["auto", "disabled"] | RealtimeTruncationRetentionRatio] = UNSET
    """What to do when the conversation outgrows the context: drop the oldest (auto), fail (disabled),
    or cut to a share."""

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
        heard, spoken = "audio.input.format", "audio.output.format"
        of_input = format_named(both if input is UNSET else input, heard)
        of_output = format_named(both if output is UNSET else output, spoken)
        return self._put(heard, of_input)._put(spoken, of_output)

    def with_tracing(self, tracing: Literal["auto"] | TracingConfiguration | None, /) -> Self:
        """Record the session under default names (``"auto"``) or under names of your own; ``None`` records nothing."""
        return self._put("tracing", tracing)


class RealtimeTranscriptionSessionCreateRequest(Config, InputVerbs, tag="transcription", root=True):
    """A session that only transcribes.

    Wire: `session` of `session.update` and of a client secret.
    """

    audio: Clearable[RealtimeTranscriptionSessionAudio] = UNSET
    """Input audio, and the model that transcribes it."""

    include: Clearable[Array[Open[Literal["item.input_audio_transcription.logprobs"]]]] = UNSET
    """Additional data in the server's events: the log probabilities of the transcription."""

    # Edit

    def with_audio_format(self, format: AudioFormat, /) -> Self:
        """Set the format of the audio that is sent in."""
        path = "audio.input.format"
        return self._put(path, format_named(format, path))


class RealtimeTranslationSessionUpdateRequest(Config, root=True):
    """Settings that can change while a translation session runs.

    Wire: `session` of a translation session's `session.update`.
    """

    audio: Clearable[TranslationAudio] = UNSET
    """Input and output audio."""


class RealtimeTranslationSessionCreateRequest(Config, root=True, updated_by=RealtimeTranslationSessionUpdateRequest):
    """A session that interprets continuously from one language into another.

    Wire: `session` of a translation client secret.
    """

    model: str
    """Translation model. Fixed for the life of the session."""

    audio: Clearable[TranslationAudio] = UNSET
    """Input and output audio."""
