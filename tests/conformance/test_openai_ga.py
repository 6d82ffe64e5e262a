"""The GA dialect beside the types of the installed openai package."""

import openai.types.realtime as sdk
from conformance.openai_checks import checks
from conformance.openai_sdk import Pairing
from openai.types.realtime.connect_client_event_param import ConnectClientEventParam
from openai.types.realtime.conversation_item import ConversationItem
from openai.types.realtime.conversation_item_param import ConversationItemParam
from openai.types.realtime.realtime_client_event import RealtimeClientEvent
from openai.types.realtime.realtime_client_event_param import RealtimeClientEventParam
from openai.types.realtime.realtime_tools_config_union_param import RealtimeToolsConfigUnionParam
from openai.types.realtime.realtime_translation_client_event import RealtimeTranslationClientEvent
from openai.types.realtime.realtime_translation_client_event_param import RealtimeTranslationClientEventParam

from realtime_builder import openai_ga

PAIRING = Pairing(
    sdk,
    openai_ga,
    named={
        "realtime_response_create_params_with_references_param.RealtimeResponseCreateParamsWithReferencesParam": (
            "RealtimeResponseCreateParams"
        ),
        "response_create_event_with_references_param.ResponseCreateEventWithReferencesParam": "ResponseCreateEvent",
        "translations.client_secret_create_params.ClientSecretCreateParams": "TranslationClientSecretCreateParams",
    },
    unions={
        "RealtimeClientEventParam": (RealtimeClientEventParam, openai_ga.ClientEvent),
        "RealtimeClientEvent": (RealtimeClientEvent, openai_ga.ClientEvent),
        "RealtimeTranslationClientEventParam": (RealtimeTranslationClientEventParam, openai_ga.TranslationClientEvent),
        "RealtimeTranslationClientEvent": (RealtimeTranslationClientEvent, openai_ga.TranslationClientEvent),
        "ConnectClientEventParam": (ConnectClientEventParam, openai_ga.TranslationClientEvent),
        "ConversationItemParam": (ConversationItemParam, openai_ga.ConversationItem),
        "ConversationItem": (ConversationItem, openai_ga.ConversationItem),
        "RealtimeToolsConfigUnionParam": (
            RealtimeToolsConfigUnionParam,
            openai_ga.RealtimeFunctionTool | openai_ga.Mcp,
        ),
    },
    out_of_scope={"realtime_connect_params.RealtimeConnectParams": "a query string, no configuration"},
)
NULL = "the SDK's own description says that null turns it off, its type forbids it"

GROWS = "a list that the vendor adds to; a check names a word that is nearly a known one"
NO_EFFECT = "it has no effect, so no server refuses another word"
PREVIOUS = "servers say it in their own items, and take it back"

INTENDED = {
    "AudioTranscription.delay: takes any str": GROWS,
    "CallAcceptParams.include: takes any str": GROWS,
    "Mcp.allowed_callers: takes any str": GROWS,
    "Mcp.connector_id: takes any str": GROWS,
    "PromptCacheBreakpoint.ttl: takes any str": GROWS,
    "RealtimeConversationItemAssistantMessage.status: takes any str": NO_EFFECT,
    "RealtimeConversationItemFunctionCall.status: takes any str": NO_EFFECT,
    "RealtimeConversationItemFunctionCallOutput.status: takes any str": NO_EFFECT,
    "RealtimeConversationItemSystemMessage.status: takes any str": NO_EFFECT,
    "RealtimeConversationItemUserMessage.status: takes any str": NO_EFFECT,
    "RealtimeReasoning.effort: takes any str": "OpenAI's own agents SDK takes any string",
    "RealtimeSessionCreateRequest.include: takes any str": GROWS,
    "RealtimeTranscriptionSessionCreateRequest.include: takes any str": GROWS,
    "ResponseInputFile.detail: takes any str": GROWS,
    "ResponseInputImage.detail: takes any str": GROWS,
    "UserMessageContent.detail: takes any str": GROWS,
    "ConversationItemCreateEvent.previous_item_id: takes null": PREVIOUS,
    "RealtimeMcpApprovalResponse.id: optional, unlike in the SDK": "OpenAI's own agents SDK for JavaScript leaves it out",
    "RealtimeAudioConfigInput.noise_reduction: takes null": NULL,
    "RealtimeAudioConfigInput.transcription: takes null": NULL,
    "RealtimeResponseCreateParams.input: takes also ResponseItemReference": (
        "one class for the SDK's two, of which only the one with references in its name takes them"
    ),
}
"""What differs on purpose, and why. An entry that is no longer needed fails."""

TestConformance = checks(PAIRING, INTENDED)
