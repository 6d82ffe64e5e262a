"""One response: settings of `response.create` that override the session's."""

from typing import Annotated, Literal, Self

from .._verbs import LabelVerbs
from ..config import Config
from ..fields import EMPTY_LIST, EMPTY_TEXT, NULL, UNSET, Array, Clearable, MaxTokens, Open, Pairs
from ..vocabulary import AudioFormat
from .audio import RealtimeResponseCreateAudioOutput
from .items import ResponseInputItem
from .session import RealtimeReasoning, ResponsePrompt
from .tools import Mcp, RealtimeFunctionTool, ToolChoiceFunction, ToolChoiceMcp
from .vocabulary import AnswerVerbs, format_named


class RealtimeResponseCreateParams(Config, AnswerVerbs, LabelVerbs, root=True):
    """Settings of one response. Omitted ones are as in the session.

    Wire: `response` of `response.create`.
    """

    # Sound

    audio: Clearable[RealtimeResponseCreateAudioOutput] = UNSET
    """Output audio."""

    # What the model sees

    conversation: Clearable[Open[Literal["auto", "none"]]] = UNSET
    """Where the response goes: the default conversation (auto) or none. Server default auto."""

    input: Annotated[Clearable[Array[ResponseInputItem]], EMPTY_LIST] = UNSET
    """Items that replace the conversation as context, new or by reference.
    An empty list gives no context."""

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """System message for this response."""

    # What it gives back

    max_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for the response, tool calls included: at least 1, or inf. Server default inf."""

    metadata: Annotated[Clearable[Pairs], NULL] = UNSET
    """Your own key-value pairs, returned with the response.
    At most 16, keys up to 64 characters, values up to 512."""

    output_modalities: Clearable[Array[Literal["text", "audio"]]] = UNSET
    """Either text, or audio with a transcript; not both."""

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

    # Edit

    def with_audio_format(self, format: AudioFormat, /) -> Self:
        """Set the format of the audio that comes back."""
        path = "audio.output.format"
        return self._put(path, format_named(format, path))
