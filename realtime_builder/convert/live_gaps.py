"""Settings of OpenAI GA and OpenAI Live that have no counterpart in the other, and why."""

from __future__ import annotations

from .. import openai_ga as ga
from .. import openai_live as live
from .table import Gap

__all__ = ["GAPS"]

_ITEMS = "OpenAI Live has no items: it takes a history at the start, and texts later"
_NO_BUFFER = "OpenAI Live has no buffer: it decides itself when to speak"
_NO_HOSTED = "OpenAI GA runs only the tools of MCP servers"

GAPS = (
    Gap(
        source=ga.RealtimeTranscriptionSessionCreateRequest,
        reason="OpenAI Live has no sessions that only transcribe",
        nearest="`session.input_transcript.delta` of a session",
    ),
    Gap(
        source=ga.RealtimeResponseCreateParams,
        reason="a response of OpenAI Live follows the session",
        nearest="`session.update`",
    ),
    *(
        Gap(source=item, reason=_ITEMS, nearest="`SessionConfig.input`")
        for item in (
            ga.SystemMessageContent,
            ga.UserMessageContent,
            ga.AssistantMessageContent,
        )
    ),
    *(
        Gap(source=item, reason="items of OpenAI Live's backend are free JSON", nearest="`response.item.create`")
        for item in (
            ga.RealtimeConversationItemFunctionCall,
            ga.RealtimeConversationItemFunctionCallOutput,
            ga.RealtimeMcpApprovalRequest,
            ga.RealtimeMcpApprovalResponse,
            ga.RealtimeMcpListTools,
            ga.RealtimeMcpToolCall,
            ga.ResponseItemReference,
        )
    ),
    Gap(
        source=ga.ConversationItemCreateEvent,
        reason=_ITEMS,
        nearest="its item in `SessionConfig.input`, or for the backend in `response.item.create`",
    ),
    *(
        Gap(source=event, reason=_ITEMS)
        for event in (
            ga.ConversationItemDeleteEvent,
            ga.ConversationItemRetrieveEvent,
            ga.ConversationItemTruncateEvent,
        )
    ),
    *(
        Gap(source=event, reason=_NO_BUFFER)
        for event in (
            ga.InputAudioBufferClearEvent,
            ga.InputAudioBufferCommitEvent,
            ga.OutputAudioBufferClearEvent,
            ga.ResponseCancelEvent,
        )
    ),
    *(
        Gap(source=tool, reason=_NO_HOSTED, nearest="a function of your own, or an MCP server")
        for tool in (
            live.ToolWebSearch,
            live.ToolFileSearch,
            live.ToolCodeInterpreter,
            live.ToolShell,
            live.ToolImageGeneration,
            live.ToolCustom,
            live.ToolNamespace,
            live.ToolSearch,
            live.ToolProgrammaticToolCalling,
            live.ToolComputer,
            live.ToolApplyPatch,
            live.ToolChoiceFileSearch,
            live.ToolChoiceWebSearch,
            live.ToolChoiceWebSearchPreview,
            live.ToolChoiceImageGeneration,
            live.ToolChoiceComputer,
            live.ToolChoiceCodeInterpreter,
            live.ToolChoiceProgrammaticToolCalling,
            live.ToolChoiceShell,
            live.ToolChoiceCustom,
            live.ToolChoiceApplyPatch,
        )
    ),
    Gap(
        source=live.LiveAllowedToolsChoice,
        reason="OpenAI GA takes one tool, or a choice among all",
        nearest="`tools` with only the allowed ones",
    ),
    *(
        Gap(source=fork, reason="OpenAI GA stores no sessions, so there is nothing to fork")
        for fork in (live.ForkSessionConfig, live.MediaSessionForkConfig, live.ForkSessionStartEvent)
    ),
    *(
        Gap(source=event, reason="OpenAI GA has no Decisions", nearest="a function as a tool")
        for event in (live.DecisionCreateEvent, live.DecisionItemCreateEvent, live.DecisionItemDeleteEvent)
    ),
    *(
        Gap(
            source=event,
            reason="OpenAI GA adds to the conversation by items",
            nearest="`conversation.item.create` with a system message",
        )
        for event in (live.InstructionsAppendEvent, live.ThinkingAppendEvent, live.CommentaryAppendEvent)
    ),
    Gap(
        source=live.ResponseItemCreateEvent,
        reason="its items are free JSON",
        nearest="`conversation.item.create` with the item",
    ),
    *(
        Gap(source=event, reason="OpenAI GA has no such event")
        for event in (
            live.InputAudioMuteEvent,
            live.InputAudioUnmuteEvent,
            live.OutputAudioFixturePlayEvent,
            live.TransportDtmfSend,
            live.SessionCloseEvent,
        )
    ),
)
