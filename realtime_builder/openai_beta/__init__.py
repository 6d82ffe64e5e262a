"""The OpenAI Realtime beta dialect: flat sessions, switched off at OpenAI on 2026-05-12."""

from .audio import InputAudioNoiseReduction, InputAudioTranscription, TurnDetection
from .events import (
    ClientEvent,
    ConversationItemCreateEvent,
    ConversationItemDeleteEvent,
    ConversationItemRetrieveEvent,
    ConversationItemTruncateEvent,
    InputAudioBufferAppendEvent,
    InputAudioBufferClearEvent,
    InputAudioBufferCommitEvent,
    OutputAudioBufferClear,
    ResponseCancelEvent,
    ResponseCreateEvent,
    SessionUpdateEvent,
    TranscriptionSessionUpdate,
)
from .items import ConversationItem, ConversationItemContent, ConversationItemWithReference
from .response import ResponseCreateParams
from .secrets import (
    ClientSecret,
    ClientSecretExpiresAfter,
    TranscriptionSessionClientSecret,
    TranscriptionSessionClientSecretExpiresAt,
)
from .session import (
    RealtimeTruncationRetentionRatio,
    ResponsePrompt,
    Session,
    TokenLimits,
    TracingConfiguration,
    TranscriptionSession,
)
from .tools import Tool, ToolChoiceFunction, ToolChoiceFunctionName

__all__ = [
    "ClientEvent",
    "ClientSecret",
    "ClientSecretExpiresAfter",
    "ConversationItem",
    "ConversationItemContent",
    "ConversationItemCreateEvent",
    "ConversationItemDeleteEvent",
    "ConversationItemRetrieveEvent",
    "ConversationItemTruncateEvent",
    "ConversationItemWithReference",
    "InputAudioBufferAppendEvent",
    "InputAudioBufferClearEvent",
    "InputAudioBufferCommitEvent",
    "InputAudioNoiseReduction",
    "InputAudioTranscription",
    "OutputAudioBufferClear",
    "RealtimeTruncationRetentionRatio",
    "ResponseCancelEvent",
    "ResponseCreateEvent",
    "ResponseCreateParams",
    "ResponsePrompt",
    "Session",
    "SessionUpdateEvent",
    "TokenLimits",
    "Tool",
    "ToolChoiceFunction",
    "ToolChoiceFunctionName",
    "TracingConfiguration",
    "TranscriptionSession",
    "TranscriptionSessionClientSecret",
    "TranscriptionSessionClientSecretExpiresAt",
    "TranscriptionSessionUpdate",
    "TurnDetection",
]
