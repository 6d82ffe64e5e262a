"""The tables are whole: no struct and no field is left to chance."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import pytest
from strategies import ALL_STRUCTS, for_each, name_of

from realtime_builder import Config, Dialect, dialect_of, openai_beta, openai_ga, openai_live, voicelive
from realtime_builder._core.paths import parse_path
from realtime_builder._core.shape import fields_of, tag_of
from realtime_builder.convert.api import pairs, tables

PAIRS = tuple(pairs())
SIDES = [
    (f"{name_of(table.left)}-{name_of(table.right)}-{index}-{side}", table, side)
    for pair in PAIRS
    for index, table in enumerate(pair.tables)
    for side in ("left", "right")
]

# Structs that no table is about, because a table of what holds them says all there is to say

DISSOLVED = {
    # Their members are rows of what they lie in.
    openai_ga.RealtimeAudioConfig,
    openai_ga.RealtimeAudioConfigInput,
    openai_ga.RealtimeAudioConfigOutput,
    openai_ga.RealtimeTranscriptionSessionAudio,
    openai_ga.RealtimeResponseCreateAudioOutput,
    openai_ga.ResponseAudioOutput,
    openai_ga.AudioPCM,
    openai_ga.AudioPCMU,
    openai_ga.AudioPCMA,
    openai_ga.McpToolFilter,
    openai_ga.RealtimeReasoning,
    openai_beta.ToolChoiceFunctionName,
    voicelive.NoTurnDetection,
    voicelive.OpenAIVoice,
    voicelive.ToolChoiceFunctionObjectFunction,
}
LOST_WITH_OWNER = {
    # The row of what they lie in is about all of them.
    openai_beta.ClientSecret,
    openai_beta.TranscriptionSessionClientSecret,
    openai_ga.PromptCacheBreakpoint,
    openai_ga.ResponseInputFile,
    openai_ga.ResponseInputImage,
    openai_ga.ResponseInputText,
    openai_ga.MCPListToolsTool,
    openai_ga.RealtimeMcpProtocolError,
    openai_ga.RealtimeMcpToolExecutionError,
    openai_ga.RealtimeMcphttpError,
    voicelive.AudioEchoCancellation,
    voicelive.AzureSemanticDetection,
    voicelive.AzureSemanticDetectionEn,
    voicelive.AzureSemanticDetectionMultilingual,
    voicelive.SmartEndOfTurnDetection,
    voicelive.Animation,
    voicelive.AvatarConfig,
    voicelive.LlmInterimResponseConfig,
    voicelive.LlmInterimResponse,
    voicelive.StaticInterimResponse,
    voicelive.StaticInterimResponseConfig,
}
ONLY_GA = {
    # Bodies of HTTP requests and parts of translation, which the other dialects do not have.
    openai_ga.CallAcceptParams,
    openai_ga.CallCreateParams,
    openai_ga.CallReferParams,
    openai_ga.CallRejectParams,
    openai_ga.ClientSecretCreateParams,
    openai_ga.TranslationClientSecretCreateParams,
}
ONE_PAIR = {
    # What two of the dialects have, and the third loses with its owner.
    openai_ga.ExpiresAfter,
    openai_ga.RealtimeTruncationRetentionRatio,
    openai_ga.ResponsePrompt,
    openai_ga.TokenLimits,
    openai_ga.TracingConfiguration,
    openai_ga.McpToolApprovalFilter,
    openai_beta.ClientSecretExpiresAfter,
    openai_beta.RealtimeTruncationRetentionRatio,
    openai_beta.ResponsePrompt,
    openai_beta.TokenLimits,
    openai_beta.TracingConfiguration,
    openai_beta.TranscriptionSessionClientSecretExpiresAt,
    voicelive.RequireApproval,
}


NOT_IN_LIVE = {
    # What a row about the session says all there is to say of: Live decides such things by itself.
    openai_ga.AudioTranscription,
    openai_ga.NoiseReduction,
    openai_ga.ResponsePrompt,
    openai_ga.ExpiresAfter,
    openai_ga.RealtimeTruncationRetentionRatio,
    openai_ga.SemanticVad,
    openai_ga.ServerVad,
    openai_ga.TokenLimits,
    openai_ga.TracingConfiguration,
}
ONLY_LIVE = {
    # Lost with the row of what they lie in, or bodies of HTTP requests.
    openai_live.Audio,
    openai_live.AudioOutput,
    openai_live.AudioPCM,
    openai_live.AudioPCMA,
    openai_live.AudioPCMU,
    openai_live.ClientConfig,
    openai_live.ContainerAuto,
    openai_live.ContainerReference,
    openai_live.DataChannelConfig,
    openai_live.DecisionAssistantMessage,
    openai_live.DecisionCustomToolCall,
    openai_live.DecisionCustomToolCallOutput,
    openai_live.DecisionDeveloperMessage,
    openai_live.DecisionFunctionCall,
    openai_live.DecisionFunctionCallOutput,
    openai_live.DecisionOutputText,
    openai_live.DecisionRefusal,
    openai_live.DecisionSystemMessage,
    openai_live.DecisionUserMessage,
    openai_live.ForkAudio,
    openai_live.InitialAssistantText,
    openai_live.InitialInputText,
    openai_live.LocalEnvironment,
    openai_live.LocalSkill,
    openai_live.MediaAudio,
    openai_live.NetworkPolicyAllowlist,
    openai_live.NetworkPolicyDisabled,
    openai_live.ServerEventSelector,
    openai_live.SkillInline,
    openai_live.SkillReference,
    openai_live.SkillSource,
    openai_live.WakePolicy,
}
IN_LIVE = {openai_ga.McpToolFilter, openai_ga.RealtimeReasoning}
"""Structs that the pair with Live has tables of, and the others dissolve."""


def told_of(cls: type) -> set[Dialect | None]:
    """The other dialects that a table or a gap says something about, for ``cls``."""
    dialects = {dialect_of(target) for source, target in tables().directions if source is cls}
    return dialects | {dialect for source, dialect in tables().gaps if source is cls}


def requests() -> Iterator[Any]:
    for cls in ALL_STRUCTS:
        sent = cls.__module__.rpartition(".")[2] in REQUEST_MODULES and cls.__module__.startswith("realtime_builder.")
        if sent and "Translation" not in cls.__name__ and not is_picture(cls):
            yield cls


REQUEST_MODULES = {"audio", "avatar", "events", "items", "response", "secrets", "session", "tools"}


def is_picture(cls: type[Config]) -> bool:
    """Whether a struct is a part of an avatar."""
    return cls.__module__.endswith(".avatar") and cls not in (voicelive.AvatarConfig, voicelive.Animation)


@for_each([cls for cls in requests() if dialect_of(cls) != "openai_live"], name_of)
def test_every_struct_is_told_of(cls):
    told = told_of(cls) - {"openai_live"}
    if cls in DISSOLVED | LOST_WITH_OWNER | ONLY_GA:
        assert told == set(), "a table is about it, so the list need not be"
    else:
        assert len(told) == (1 if cls in ONE_PAIR else 2)


@for_each([cls for cls in requests() if dialect_of(cls) in ("openai_ga", "openai_live")], name_of)
def test_every_struct_is_told_of_between_ga_and_live(cls):
    other = "openai_ga" if dialect_of(cls) == "openai_live" else "openai_live"
    beside = (DISSOLVED - IN_LIVE) | LOST_WITH_OWNER | ONLY_GA | NOT_IN_LIVE | ONLY_LIVE
    assert (other in told_of(cls)) is (cls not in beside)


def test_only_ga_has_tables_with_live():
    live = {dialect for cls in ALL_STRUCTS if "openai_live" in told_of(cls) for dialect in [dialect_of(cls)]}
    assert live == {"openai_ga"}


@for_each(SIDES, itemgetter(0))
def test_every_field_has_a_row(case):
    _, table, side = case
    struct = getattr(table, side)
    rows = [path for path in (getattr(row, side) for row in table.rows) if path]
    kind = table.kind.keys() & fields_of(struct).keys()
    goes = [row for row in table.rows if getattr(row, side) and (row.goes_forth if side == "left" else row.goes_back)]
    read = {parse_path(getattr(row, side))[0] for row in goes}
    if side == "right" and table.second_name:
        return  # read from left to right only
    other = tag_name(table.right if side == "left" else table.left)
    kind |= fields_of(struct).keys() & (other - tag_name(struct))  # the word by which the other one is told
    assert read | kind == fields_of(struct).keys() | (read & tag_name(struct))
    for path in rows:
        assert reaches(struct, parse_path(path)), path


def tag_name(struct: type[Config]) -> set[str]:
    tag = tag_of(struct)
    return set() if tag is None else {tag[0]}


def reaches(struct: type[Config], steps: tuple[Any, ...]) -> bool:
    """Whether a path is one that values of ``struct`` can have."""
    first, rest = steps[0], steps[1:]
    if not rest:
        return first in fields_of(struct) or first in tag_name(struct)
    return first in fields_of(struct) and any(
        reaches(variant, rest) for variant in fields_of(struct)[first].type.variants
    )


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.left}-{pair.right}")
def test_rows_with_one_side_give_a_reason(pair):
    for table in pair.tables:
        for row in table.rows:
            assert bool(row.reason) is not bool(row.left and row.right), (table.left, table.right, row.left, row.right)
    assert all(gap.reason for gap in pair.gaps)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (openai_ga.RealtimeFunctionTool, openai_beta.Tool),
        (openai_ga.RealtimeFunctionTool, voicelive.FunctionTool),
        (voicelive.FunctionTool, openai_beta.Tool),
    ],
)
def test_functions_are_copied_as_they_are(source, target):
    """Sessions have dozens of them, and each would cost as much as the rest of the session."""
    for here, there in ((source, target), (target, source)):
        [direction] = tables().between(here, there)
        plan = tables().alike(direction, there)
        assert plan is not None
        assert plan.copy(here(name="f", parameters={}))[0] == there(name="f", parameters={})
