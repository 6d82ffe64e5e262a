"""The Live dialect beside the types of the installed openai package."""

import openai
import openai.types.live as sdk
from conformance.openai_checks import checks
from conformance.openai_sdk import Pairing
from openai.types.live.client_event import ClientEvent
from openai.types.live.client_event_param import ClientEventParam
from openai.types.live.connect_client_event import ConnectClientEvent
from openai.types.live.connect_client_event_param import ConnectClientEventParam
from openai.types.live.decision_question import DecisionQuestion
from openai.types.live.decision_question_param import DecisionQuestionParam
from openai.types.live.fork_client_event import ForkClientEvent
from openai.types.live.fork_client_event_param import ForkClientEventParam
from openai.types.live.initial_item import InitialItem
from openai.types.live.initial_item_param import InitialItemParam

from realtime_builder import openai_live
from realtime_builder.openai_live.decisions import DecisionQuestion as OurDecisionQuestion
from realtime_builder.openai_live.items import InitialItem as OurInitialItem

PAIRING = Pairing(
    sdk,
    openai_live,
    unions={
        "ClientEventParam": (ClientEventParam, openai_live.ClientEvent),
        "ClientEvent": (ClientEvent, openai_live.ClientEvent),
        "ForkClientEventParam": (ForkClientEventParam, openai_live.ForkClientEvent),
        "ForkClientEvent": (ForkClientEvent, openai_live.ForkClientEvent),
        "ConnectClientEventParam": (ConnectClientEventParam, openai_live.SidebandClientEvent),
        "ConnectClientEvent": (ConnectClientEvent, openai_live.SidebandClientEvent),
        "DecisionQuestionParam": (DecisionQuestionParam, OurDecisionQuestion),
        "DecisionQuestion": (DecisionQuestion, OurDecisionQuestion),
        "InitialItemParam": (InitialItemParam, OurInitialItem),
        "InitialItem": (InitialItem, OurInitialItem),
    },
)

ONE_CLASS = "one class for the SDK's two, which mean the same: so a part without a type is told apart from nothing"
ABSENT = "the server wants it there, null allowed; the SDK's request type requires it as well, its model can't"
UNTYPED = "clients leave the type out of updates, which the server does not mind; a check warns"
GROWS = "a list that the vendor adds to; a check names a word that is nearly a known one"
NO_EFFECT = "it says what the server said, so no server refuses another word"

INTENDED = {
    "ContainerAuto.memory_limit: takes any str": GROWS,
    "DecisionInputImage.detail: takes any str": GROWS,
    "Reasoning.effort: takes any str": GROWS,
    "Reasoning.summary: takes any str": GROWS,
    "ResponsesDelegationConfig.service_tier: takes any str": GROWS,
    "ResponsesDelegationUpdateConfig.service_tier: takes any str": GROWS,
    "Text.verbosity: takes any str": GROWS,
    "ToolMcp.allowed_callers: takes any str": GROWS,
    "DecisionAssistantMessage.phase: takes any str": NO_EFFECT,
    "DecisionCustomToolCall.status: takes any str": NO_EFFECT,
    "DecisionCustomToolCallOutput.status: takes any str": NO_EFFECT,
    "DecisionFunctionCall.status: takes any str": NO_EFFECT,
    "DecisionFunctionCallOutput.status: takes any str": NO_EFFECT,
    "InitialItemAssistant.status: takes any str": NO_EFFECT,
    "InitialItemDeveloper.status: takes any str": NO_EFFECT,
    "InitialItemUser.status: takes any str": NO_EFFECT,
    "InitialAssistantText.type: knows also 'output_text'": ONE_CLASS,
    "InitialAssistantText.type: knows also 'text'": ONE_CLASS,
    "InitialAssistantText.type: optional, unlike in the SDK": ONE_CLASS,
    "CommentaryAppendEvent.delegation_id: required, unlike in the SDK": ABSENT,
    "InstructionsAppendEvent.delegation_id: required, unlike in the SDK": ABSENT,
    "ThinkingAppendEvent.delegation_id: required, unlike in the SDK": ABSENT,
    "ForkSessionConfig.delegation: takes also ForkDelegationSettings": UNTYPED,
    "MediaSessionForkConfig.delegation: takes also ForkDelegationSettings": UNTYPED,
    "SessionUpdateConfig.delegation: takes also DelegationSettings": UNTYPED,
    "DelegationSettings: unknown to the SDK": UNTYPED,
    "ForkDelegationSettings: unknown to the SDK": UNTYPED,
    "ResponseItemCreateEvent.item: is free JSON, the SDK names objects": (
        "an item of the Responses API, another product, which passes through"
    ),
}
"""What differs on purpose, and why. An entry that is no longer needed fails."""

YOUNGER = {
    (3, 55): (
        "LiveMCPRequireApprovalFilter: unknown to the SDK",
        "LiveMCPToolFilter: unknown to the SDK",
        *(f"ToolMcp.{name}: unknown to the SDK" for name in openai_live.ToolMcp.__struct_fields__),
    ),
    (3, 56): tuple(
        f"{struct}.model: knows also 'gpt-live-1.1'"
        for struct in ("AcceptSession", "MediaSessionConfig", "SessionConfig")
    ),
    (3, 57): (
        "MediaSessionConfig.idle_timeout_s: unknown to the SDK",
        "MediaSessionConfig.wake_policy: unknown to the SDK",
        "WakePolicy: unknown to the SDK",
    ),
}
"""What the SDK has had since a version. An older one may lack it: the library follows the newest."""

INSTALLED = tuple(map(int, openai.__version__.split(".")[:2]))
for since, sentences in YOUNGER.items():
    if since > INSTALLED:
        INTENDED |= dict.fromkeys(sentences, f"the SDK has it since {since[0]}.{since[1]}")
if INSTALLED < (3, 55):
    del INTENDED["ToolMcp.allowed_callers: takes any str"]

TestConformance = checks(PAIRING, INTENDED)
