"""One response: settings that differ from the session's."""

from typing import Annotated, Literal, Self

from .._verbs import LabelVerbs
from ..config import Config
from ..fields import EMPTY_LIST, EMPTY_TEXT, NULL, UNSET, Array, Clearable, Finite, MaxTokens, Open, Pairs
from ..vocabulary import AudioFormat
from .items import ConversationItemWithReference
from .session import ResponsePrompt
from .tools import Tool, ToolChoiceFunction
from .vocabulary import AnswerVerbs

__all__ = ["ResponseCreateParams"]


class ResponseCreateParams(Config, AnswerVerbs, LabelVerbs, root=True):
    """Settings of one response. Omitted ones are as in the session.

    Wire: `response` of `response.create`.
    """

    # Context

    conversation: Clearable[Open[Literal["auto", "none"]]] = UNSET
    """`none` keeps the response out of the conversation. Server default `auto`, the default conversation."""

    input: Annotated[Clearable[Array[ConversationItemWithReference]], EMPTY_LIST] = UNSET
    """Items that replace the conversation as context of this response; `[]` gives it none."""

    instructions: Annotated[Clearable[str], EMPTY_TEXT] = UNSET
    """System message of this response."""

    # Limits

    max_output_tokens: Clearable[MaxTokens] = UNSET
    """Another name for `max_response_output_tokens`, from OpenAI's OpenAPI document. Set one of the two;
    openai 3.52.0 has only the other."""

    max_response_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for the response in tokens, tool calls included: at least 1, or `inf`. Server default `inf`."""

    # What the caller keeps with it

    metadata: Annotated[Clearable[Pairs], NULL] = UNSET
    """Your own key-value pairs: at most 16, keys up to 64 characters, values up to 512."""

    # Output

    modalities: Clearable[Array[Open[Literal["text", "audio"]]]] = UNSET
    """How the model answers. `["text"]` turns audio off."""

    output_audio_format: Clearable[Open[Literal["pcm16", "g711_ulaw", "g711_alaw"]]] = UNSET
    """Format of the output audio."""

    prompt: Annotated[Clearable[ResponsePrompt | str], NULL] = UNSET
    """A prompt template stored at OpenAI; Microsoft's documents have a text here.
    Documented in OpenAI's OpenAPI, absent from the beta types of openai 3.52.0."""

    temperature: Clearable[Finite] = UNSET
    """Randomness, 0.6 to 1.2. Server default 0.8."""

    # Tools and voice

    tool_choice: Clearable[Open[Literal["none", "auto", "required"]] | ToolChoiceFunction] = UNSET
    """How the model chooses tools, or the function that it must call. Server default `auto`."""

    tools: Annotated[Clearable[Array[Tool]], EMPTY_LIST] = UNSET
    """Functions that the model may call."""

    voice: Clearable[
        Open[Literal["marin", "cedar", "ash", "ballad", "coral", "sage", "verse", "alloy", "echo", "shimmer"]]
    ] = UNSET
    """The voice; fixed once the model has spoken. `marin` and `cedar` are from OpenAI's OpenAPI."""

    # Edit

    def with_audio_format(self, format: AudioFormat, /) -> Self:
        """Set the format of the audio that comes back."""
        return self._put("output_audio_format", format)
