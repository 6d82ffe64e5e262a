"""Rules of the OpenAI Realtime beta dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from .. import openai_beta as beta
from .rules import BETA_SDK, DEPRECATIONS, OPENAPI, Complaint, member, objects_in, rule, text_of


@rule(
    "beta-switched-off",
    "info",
    beta.Session,
    beta.TranscriptionSession,
    beta.ResponseCreateParams,
    source=f"{DEPRECATIONS}: Realtime API beta",
    once=True,
)
def switched_off(config: Any) -> Iterator[Complaint]:
    """OpenAI does not serve the dialect any more."""
    del config  # that there is one is enough
    message = "OpenAI switched the beta dialect off on 2026-05-12"
    yield Complaint("", message, "convert it to GA, unless another server takes it")


# Turn detection: one flat object for two kinds

_OF_KIND = {
    "server_vad": ("idle_timeout_ms", "prefix_padding_ms", "silence_duration_ms", "threshold"),
    "semantic_vad": ("eagerness",),
}


@rule("beta-vad-member", "error", beta.TurnDetection, source=f"{BETA_SDK}: TurnDetection; {OPENAPI}: idle_timeout_ms")
def vad_member(vad: Any) -> Iterator[Complaint]:
    """A field of the other kind of turn detection, which is refused even as null. Without `type` it is server_vad."""
    kind = member(vad, "type")
    kind = "server_vad" if kind is UNSET else kind
    if not isinstance(kind, str) or kind not in _OF_KIND:
        return
    for other, names in _OF_KIND.items():
        for name in names:
            if other != kind and member(vad, name) is not UNSET:
                yield Complaint(name, f"`{kind}` has no `{name}`", f"omit it, or set `type` to {other}")


@rule("beta-vad-type", "warning", beta.TurnDetection, source=f"{BETA_SDK} against {OPENAPI}: TurnDetection.type")
def vad_type(vad: Any) -> Iterator[Complaint]:
    """Turn detection without its type: the SDK allows it, OpenAPI does not."""
    if member(vad, "type") is UNSET:
        yield Complaint(
            "type", "Sources disagree whether the kind may be left out", "set it; server_vad is the default"
        )


# Items: one flat object for each of them

_ITEMS = (beta.ConversationItem, beta.ConversationItemWithReference)
_ITEM_MEMBERS = {
    "message": ("content", "role"),
    "function_call": ("arguments", "call_id", "name"),
    "function_call_output": ("call_id", "output"),
    "item_reference": (),
}
_SOME_ITEMS_ONLY = ("arguments", "call_id", "content", "name", "output", "role")


@rule("beta-item-type", "warning", *_ITEMS, source=f"{BETA_SDK} against {OPENAPI}: ConversationItem.type")
def item_type(item: Any) -> Iterator[Complaint]:
    """An item without its type: the SDK allows it, OpenAPI does not."""
    if member(item, "type") is UNSET:
        yield Complaint("type", "Sources disagree whether the type may be left out", "set it")


@rule("beta-item-member", "warning", *_ITEMS, source=f"{BETA_SDK}: ConversationItem")
def item_member(item: Any) -> Iterator[Complaint]:
    """A member that belongs to another type of item."""
    kind = text_of(item, "type")
    for name in _SOME_ITEMS_ONLY:
        if kind in _ITEM_MEMBERS and name not in _ITEM_MEMBERS[kind] and member(item, name) is not UNSET:
            yield Complaint(name, f"`{kind}` has no `{name}`", "omit it, or change `type`")


@rule("beta-reference-id", "error", beta.ConversationItemWithReference, source=f"{BETA_SDK}: id")
def reference_id(item: Any) -> Iterator[Complaint]:
    """A reference to an item without the item's ID."""
    if text_of(item, "type") == "item_reference" and not text_of(item, "id"):
        yield Complaint("id", "The reference names no item", "set `id` to that of an earlier item")


_ROLE_CONTENT = {
    "system": ("input_text",),
    "user": ("input_text", "input_audio", "input_image"),
    "assistant": ("text", "output_text"),
}


@rule("beta-role-content", "error", *_ITEMS, source=f"{BETA_SDK}: ConversationItem.content; {OPENAPI}: its newer names")
def role_content(item: Any) -> Iterator[Complaint]:
    """Content that messages of this role don't have."""
    role = text_of(item, "role")
    if role not in _ROLE_CONTENT:
        return
    for position, part in objects_in(item, "content"):
        kind = text_of(part, "type")
        if kind and kind != "item_reference" and kind not in _ROLE_CONTENT[role]:
            message = f"Messages of the role `{role}` have no `{kind}`"
            yield Complaint(f"content[{position}].type", message, f"use {_ROLE_CONTENT[role][0]}")


# Content of messages

_CONTENT_MEMBERS = {
    "input_text": ("text",),
    "text": ("text",),
    "output_text": ("text",),
    "input_audio": ("audio", "transcript"),
    "audio": ("audio", "transcript"),
    "output_audio": ("audio", "transcript"),
    "input_image": ("image_url", "detail"),
    "item_reference": ("id",),
}
_OPENAPI_CONTENT = ("input_image", "output_text", "output_audio")


@rule("beta-content-member", "warning", beta.ConversationItemContent, source=f"{BETA_SDK}: ConversationItemContent")
def content_member(part: Any) -> Iterator[Complaint]:
    """A member that belongs to another type of content."""
    kind = text_of(part, "type")
    for name in ("id", "audio", "detail", "image_url", "text", "transcript"):
        if kind in _CONTENT_MEMBERS and name not in _CONTENT_MEMBERS[kind] and member(part, name) is not UNSET:
            yield Complaint(name, f"`{kind}` has no `{name}`", "omit it, or change `type`")


@rule(
    "beta-content-reference",
    "error",
    beta.ConversationItemCreateEvent,
    source=f"{BETA_SDK}: ConversationItemContent.id",
)
def content_reference(event: Any) -> Iterator[Complaint]:
    """A reference to an item in a new item: only a response's input may have one."""
    for position, part in objects_in(event, "item.content"):
        if text_of(part, "type") == "item_reference":
            message = "A new item can't refer to another"
            yield Complaint(
                f"item.content[{position}].type", message, "refer to it in the `input` of `response.create`"
            )


# Values that only OpenAPI knows

_OPENAPI_VALUES = {
    "voice": ("marin", "cedar"),
    "model": (
        "gpt-audio-1.5",
        "gpt-audio-mini",
        "gpt-audio-mini-2025-10-06",
        "gpt-audio-mini-2025-12-15",
        "gpt-realtime-1.5",
        "gpt-realtime-mini",
        "gpt-realtime-mini-2025-10-06",
        "gpt-realtime-mini-2025-12-15",
    ),
    "input_audio_transcription.model": (
        "gpt-4o-mini-transcribe-2025-12-15",
        "gpt-4o-transcribe-diarize",
        "gpt-live-transcribe",
        "gpt-realtime-whisper",
        "gpt-transcribe",
    ),
    "type": _OPENAPI_CONTENT,
}


@rule(
    "beta-openapi-value",
    "info",
    beta.Session,
    beta.TranscriptionSession,
    beta.ResponseCreateParams,
    beta.ConversationItemContent,
    source=f"{OPENAPI} against {BETA_SDK}",
)
def openapi_value(config: Any) -> Iterator[Complaint]:
    """A voice, a model or a type of content that OpenAPI has and the SDK's beta types lack."""
    for path, values in _OPENAPI_VALUES.items():
        value = text_of(config, path)
        if value in values:
            message = f"The SDK's beta types don't know `{value}`"
            yield Complaint(path, message, "be aware that a server may not know it either")
