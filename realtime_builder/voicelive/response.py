"""One response, and the phrases that bridge the wait for it."""

from typing import Annotated, Literal, Self, TypeAlias

from msgspec import Meta

from ..config import Config
from ..fields import UNSET, Array, Clearable, Finite, Json, MaxTokens, Open, Pairs, Settable
from .audio import Voice
from .avatar import Animation
from .items import AssistantMessageItem, ConversationRequestItem
from .tools import Tool, ToolChoiceFunctionSelection
from .vocabulary import AnswerVerbs

# Interim responses


class StaticInterimResponseConfig(Config, tag="static_interim_response"):
    """A phrase to bridge the wait, picked at random from a list.

    Wire: `session.interim_response`, `response.interim_response`.
    """

    triggers: Settable[Array[Open[Literal["latency", "tool"]]]] = UNSET
    """Triggers of the phrase; any one is enough. Server default `latency`."""

    latency_threshold_ms: Settable[Annotated[int, Meta(ge=0)]] = UNSET
    """Wait that counts as latency, in milliseconds. Server default 2000."""

    texts: Settable[Array[str]] = UNSET
    """The phrases to pick from."""


class LlmInterimResponseConfig(Config, tag="llm_interim_response"):
    """A phrase to bridge the wait, which a small model makes for the conversation.

    Wire: `session.interim_response`, `response.interim_response`. Only with text models that
    speak with an Azure voice, not with realtime audio models.
    """

    triggers: Settable[Array[Open[Literal["latency", "tool"]]]] = UNSET
    """Triggers of the phrase; any one is enough. Server default `latency`."""

    latency_threshold_ms: Settable[Annotated[int, Meta(ge=0)]] = UNSET
    """Wait that counts as latency, in milliseconds. Server default 2000."""

    model: Settable[str] = UNSET
    """The model that makes the phrase. Server default `gpt-4.1-mini`."""

    instructions: Settable[str] = UNSET
    """How to make the phrase. The server has its own prompt."""

    max_completion_tokens: Settable[Annotated[int, Meta(ge=1)]] = UNSET
    """Longest phrase in tokens, at least 1. Server default 50."""


class StaticInterimResponse(StaticInterimResponseConfig, tag="static-interim-response"):
    """Like `StaticInterimResponseConfig`, with the hyphenated `type` of Microsoft's API reference.

    Wire: `session.interim_response`, `response.interim_response`. The SDK sends underscores.
    """


class LlmInterimResponse(LlmInterimResponseConfig, tag="llm-interim-response"):
    """Like `LlmInterimResponseConfig`, with the hyphenated `type` of Microsoft's API reference.

    Wire: `session.interim_response`, `response.interim_response`. The SDK sends underscores.
    """


InterimResponseConfig: TypeAlias = (
    StaticInterimResponseConfig | LlmInterimResponseConfig | StaticInterimResponse | LlmInterimResponse
)

# The response


class ResponseCreateParams(Config, AnswerVerbs, root=True):
    """Settings of one response; omitted ones are as in the session.

    Wire: `response` of `response.create`. Microsoft documents no way to clear any of them.
    """

    # Place in the conversation

    commit: Clearable[bool] = UNSET
    """Add the response to the conversation. Server default true."""

    cancel_previous: Clearable[bool] = UNSET
    """First stop the response that is in progress. Server default true."""

    append_input_items: Clearable[Array[ConversationRequestItem]] = UNSET
    """Items to add to the conversation first."""

    input_items: Clearable[Array[ConversationRequestItem]] = UNSET
    """Items that replace the conversation as context. An empty list gives no context."""

    # Output and how it sounds

    modalities: Clearable[Array[Open[Literal["text", "audio", "animation", "avatar"]]]] = UNSET
    """Kinds of output. Only `text` turns audio off; audio alone is not possible."""

    instructions: Clearable[str] = UNSET
    """Instructions for this response, in place of the session's."""

    voice: Clearable[Voice] = UNSET
    """The voice: an OpenAI voice by name, or a voice object."""

    output_audio_format: Clearable[
        Open[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"]]
    ] = UNSET
    """Encoding of the speech. `pcm16` alone is at 24 kHz, G.711 at 8 kHz."""

    # Tools

    tools: Clearable[Array[Tool]] = UNSET
    """Tools that the model may call."""

    tool_choice: Clearable[Open[Literal["auto", "none", "required"]] | ToolChoiceFunctionSelection] = UNSET
    """`auto`: the model decides; `none`: no calls; `required`: at least one. Or a function, or its bare name."""

    # Generation

    temperature: Clearable[Finite] = UNSET
    """How varied the answer is, 0.6 to 1.2, though an example by Microsoft has 0.3. Server default 0.8."""

    max_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for one answer in tokens, calls included: at least 1, or `inf`. The documents say at most 4096.
    Server default `inf`."""

    pre_generated_assistant_message: Clearable[AssistantMessageItem] = UNSET
    """A finished answer to speak: one part of text. It becomes part of the conversation."""

    reasoning_effort: Clearable[Open[Literal["none", "minimal", "low", "medium", "high", "xhigh"]]] = UNSET
    """How much a reasoning model thinks first. The possible values depend on the model."""

    metadata: Clearable[Pairs] = UNSET
    """Your own key-value pairs: at most 16, keys up to 64 characters, values up to 512."""

    interim_response: Clearable[InterimResponseConfig] = UNSET
    """The phrase that bridges the wait."""

    invoke_input: Clearable[Json] = UNSET
    """Input for the hosted agent that answers."""

    # Documented by Microsoft, absent from azure-ai-voicelive 1.3.1

    max_response_output_tokens: Clearable[MaxTokens] = UNSET
    """Limit for one answer in tokens, at least 1, or `inf`: the documents' name for `max_output_tokens`.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """

    animation: Clearable[Animation] = UNSET
    """Animation data that comes with the speech.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """

    conversation: Clearable[Open[Literal["auto", "none"]]] = UNSET
    """Whether the response becomes part of the default conversation (`auto`) or of none.

    Documented by Microsoft, absent from azure-ai-voicelive 1.3.1.
    """

    # Edit

    def with_audio_format(
        self, format: Open[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"]], /
    ) -> Self:
        """Set the format of the audio that comes back."""
        return self._put("output_audio_format", format)

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response to a number of tokens, or ``"inf"``."""
        return self._put("max_output_tokens", limit)
