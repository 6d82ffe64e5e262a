"""The beta dialect beside the types of the installed openai package."""

import openai.types.beta.realtime as sdk
from conformance.openai_checks import checks
from conformance.openai_sdk import Pairing
from openai.types.beta.realtime.realtime_client_event import RealtimeClientEvent
from openai.types.beta.realtime.realtime_client_event_param import RealtimeClientEventParam
from openai.types.beta.realtime.session import Session

from realtime_builder import openai_beta

PAIRING = Pairing(
    sdk,
    openai_beta,
    named={
        "session_create_params.SessionCreateParams": "Session",
        "transcription_session_create_params.TranscriptionSessionCreateParams": "TranscriptionSession",
    },
    unions={
        "RealtimeClientEventParam": (RealtimeClientEventParam, openai_beta.ClientEvent),
        "RealtimeClientEvent": (RealtimeClientEvent, openai_beta.ClientEvent),
    },
    models=(Session,),
    out_of_scope={"realtime_connect_params.RealtimeConnectParams": "a query string, no configuration"},
)
OPENAPI = "OpenAI's OpenAPI document of 2026-08-21 has it"
REPLY = "the server's reply has it, and one class serves both ways"
OPEN = "OpenAI's OpenAPI document takes any string, and names more than the SDK does"
NULL = "the SDK's own description says that null turns it off, its type forbids it"

COMPATIBLE = "OpenAI switched the dialect off; compatible servers and older Azure versions have words of their own"
PREVIOUS = "servers say it in their own items, and take it back"

INTENDED = {
    # Members of the vendor's other documents
    "ClientSecret.expires_at: unknown to the SDK": REPLY,
    "ClientSecret.value: unknown to the SDK": REPLY,
    "ConversationItemContent.detail: unknown to the SDK": OPENAPI,
    "ConversationItemContent.image_url: unknown to the SDK": OPENAPI,
    "InputAudioTranscription.delay: unknown to the SDK": OPENAPI,
    "InputAudioTranscription.enabled: unknown to the SDK": "OpenAI's documents of October 2024, and compatible servers",
    "InputAudioTranscription.keywords: unknown to the SDK": OPENAPI,
    "InputAudioTranscription.languages: unknown to the SDK": OPENAPI,
    "ResponseCreateParams.max_output_tokens: unknown to the SDK": OPENAPI,
    "ResponseCreateParams.prompt: unknown to the SDK": OPENAPI,
    "Session.expires_at: unknown to the SDK": REPLY,
    "Session.include: unknown to the SDK": OPENAPI,
    "Session.object: unknown to the SDK": REPLY,
    "Session.prompt: unknown to the SDK": OPENAPI,
    "Session.truncation: unknown to the SDK": OPENAPI,
    "TurnDetection.idle_timeout_ms: unknown to the SDK": OPENAPI,
    # Structs that only those members need
    "RealtimeTruncationRetentionRatio: unknown to the SDK": OPENAPI,
    "ResponsePrompt: unknown to the SDK": OPENAPI,
    "TokenLimits: unknown to the SDK": OPENAPI,
    "ToolChoiceFunction: unknown to the SDK": "the SDK describes it under `tool_choice`, without a type",
    "ToolChoiceFunctionName: unknown to the SDK": "the SDK describes it under `tool_choice`, without a type",
    # Values
    "ConversationItemContent.type: knows also 'input_image', 'output_audio', 'output_text'": OPENAPI,
    "ConversationItemContent.type: knows also 'audio', 'input_image', 'output_audio', 'output_text'": (
        "one class for the SDK's two, of which only that of a new item has audio"
    ),
    "InputAudioTranscription.model: knows also 'gpt-4o-mini-transcribe-2025-12-15', 'gpt-4o-transcribe-diarize', 'gpt-live-transcribe', 'gpt-realtime-whisper', 'gpt-transcribe'": OPEN,
    "InputAudioTranscription.model: names values, the SDK's is any string": "names for an editor to complete",
    "InputAudioTranscription.model: takes any str": OPEN,
    "ResponseCreateParams.tool_choice: names values, the SDK's is any string": "the SDK describes them",
    "ResponseCreateParams.tool_choice: takes also ToolChoiceFunction": "the SDK describes it",
    "ResponseCreateParams.voice: knows also 'cedar', 'marin'": OPEN,
    "Session.model: knows also 'gpt-audio-1.5', 'gpt-audio-mini', 'gpt-audio-mini-2025-10-06', 'gpt-audio-mini-2025-12-15', 'gpt-realtime-1.5', 'gpt-realtime-mini', 'gpt-realtime-mini-2025-10-06', 'gpt-realtime-mini-2025-12-15'": OPEN,
    "Session.model: takes any str": OPEN,
    "Session.tool_choice: names values, the SDK's is any string": "the SDK describes them",
    "Session.tool_choice: takes also ToolChoiceFunction": "the SDK describes it",
    "Session.voice: knows also 'cedar', 'marin'": OPEN,
    "TranscriptionSession.include: names values, the SDK's is any string": "the SDK describes them",
    # Words that are open here, closed there
    "ConversationItem.status: takes any str": COMPATIBLE,
    "ConversationItem.type: takes any str": COMPATIBLE,
    "ConversationItemContent.type: takes any str": COMPATIBLE,
    "ConversationItemWithReference.status: takes any str": COMPATIBLE,
    "ConversationItemWithReference.type: takes any str": COMPATIBLE,
    "InputAudioNoiseReduction.type: takes any str": COMPATIBLE,
    "ResponseCreateParams.modalities: takes any str": COMPATIBLE,
    "ResponseCreateParams.output_audio_format: takes any str": COMPATIBLE,
    "Session.input_audio_format: takes any str": COMPATIBLE,
    "Session.modalities: takes any str": COMPATIBLE,
    "Session.output_audio_format: takes any str": COMPATIBLE,
    "TranscriptionSession.input_audio_format: takes any str": COMPATIBLE,
    "TranscriptionSession.modalities: takes any str": COMPATIBLE,
    "TurnDetection.eagerness: takes any str": COMPATIBLE,
    "TurnDetection.type: knows also 'client_vad', 'none'": COMPATIBLE,
    "TurnDetection.type: takes any str": COMPATIBLE,
    # Null
    "ConversationItemCreateEvent.previous_item_id: takes null": PREVIOUS,
    "Session.input_audio_noise_reduction: takes null": NULL,
    "Session.input_audio_transcription: takes null": NULL,
    "Session.tracing: takes null": NULL,
    "Session.turn_detection: takes null": NULL,
    "TranscriptionSession.input_audio_noise_reduction: takes null": NULL,
    "TranscriptionSession.turn_detection: takes null": NULL,
}
"""What differs on purpose, and why. An entry that is no longer needed fails."""

TestConformance = checks(PAIRING, INTENDED)
