"""Rules of numbers and lengths: what documents say in prose, and no schema states."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

from .. import openai_beta as beta
from .. import openai_ga as ga
from .. import voicelive as vl
from .._core.shape import declared_class, fields_of
from ..config import Config
from .rules import (
    AZURE_SDK,
    BETA_SDK,
    GA_SDK,
    MODEL_PAGES,
    MS_DOCS,
    NOT_REASONING,
    Complaint,
    member,
    rule,
    text_of,
)

# Tokens

_LIMITED = (
    ga.RealtimeSessionCreateRequest,
    ga.RealtimeResponseCreateParams,
    beta.Session,
    beta.ResponseCreateParams,
    vl.RequestSession,
    vl.ResponseCreateParams,
)
_TOKEN_FIELDS = ("max_output_tokens", "max_response_output_tokens")
_MOST_OF_OLDER = 4096
_MOST_OF_NEWER = 32_000
_NEWER = ("gpt-realtime-2", "gpt-realtime-2.1", "gpt-realtime-2.1-mini")


def _token_limits(config: Any) -> Iterator[tuple[str, int]]:
    for name in _TOKEN_FIELDS:
        limit = member(config, name)
        if isinstance(limit, int):
            yield name, limit


@rule("token-limit-below-one", "error", *_LIMITED, source=f"{GA_SDK}, {BETA_SDK}, {MS_DOCS}: max_output_tokens")
def token_limit_below_one(config: Any) -> Iterator[Complaint]:
    """A limit of less than one token."""
    for name, limit in _token_limits(config):
        if limit < 1:
            yield Complaint(name, f"A limit of {limit} tokens leaves no answer", 'set at least 1, or "inf"')


@rule(
    "token-limit-of-model",
    "warning",
    ga.RealtimeSessionCreateRequest,
    beta.Session,
    vl.RequestSession,
    source=f"{GA_SDK}: max_output_tokens; {MODEL_PAGES}",
)
def token_limit_of_model(session: Any) -> Iterator[Complaint]:
    """More tokens than the session's model can give: 4096, or 32000 from gpt-realtime-2 on."""
    model = text_of(session, "model")
    most = _MOST_OF_NEWER if model in _NEWER else _MOST_OF_OLDER if model in NOT_REASONING else math.inf
    for name, limit in _token_limits(session):
        if limit > most:
            yield Complaint(name, f"{model} gives at most {most} tokens", f'set {most}, or "inf"')


# Loudness, temperature and other shares

_VADS = (ga.ServerVad, beta.TurnDetection)


@rule("threshold-range", "warning", *_VADS, source=f"{GA_SDK}, {BETA_SDK}: threshold")
def threshold_range(vad: Any) -> Iterator[Complaint]:
    """A threshold that is not from 0.0 to 1.0."""
    yield from _outside(vad, "threshold", 0.0, 1.0)


@rule("beta-temperature", "warning", beta.Session, beta.ResponseCreateParams, source=f"{BETA_SDK}: temperature")
def beta_temperature(config: Any) -> Iterator[Complaint]:
    """A temperature that is not from 0.6 to 1.2."""
    yield from _outside(config, "temperature", 0.6, 1.2)


@rule("beta-idle-timeout", "warning", beta.TurnDetection, source="OpenAI's OpenAPI document of GA's turn detection")
def beta_idle_timeout(vad: Any) -> Iterator[Complaint]:
    """An idle timeout that is not from 5000 to 30000 milliseconds."""
    yield from _outside(vad, "idle_timeout_ms", 5000, 30_000)


_KEYS = (beta.ClientSecretExpiresAfter, beta.TranscriptionSessionClientSecretExpiresAt)


@rule("beta-key-lifetime", "warning", *_KEYS, source=f"{BETA_SDK}: client_secret")
def beta_key_lifetime(lifetime: Any) -> Iterator[Complaint]:
    """The lifetime of an ephemeral key that is not from 10 to 7200 seconds."""
    yield from _outside(lifetime, "seconds", 10, 7200)


def _outside(config: Any, name: str, low: float, high: float) -> Iterator[Complaint]:
    value = member(config, name)
    if isinstance(value, int | float) and not low <= value <= high:
        yield Complaint(
            name, f"The documents say that `{name}` is from {low} to {high}; this is {value}", "keep to that"
        )


# Pictures. The documents round pi, and so do people.

_PI = 3.1416
_SCENE = {
    "position_x": (-1.0, 1.0),
    "position_y": (-1.0, 1.0),
    "rotation_x": (-_PI, _PI),
    "rotation_y": (-_PI, _PI),
    "rotation_z": (-_PI, _PI),
    "zoom": (0.0, math.inf),
    "amplitude": (0.0, 1.0),
}


@rule("vl-scene-range", "warning", vl.Scene, source=f"{AZURE_SDK}: Scene")
def scene_range(scene: Any) -> Iterator[Complaint]:
    """A position, rotation or movement of an avatar outside its range."""
    for name, (low, high) in _SCENE.items():
        yield from _outside(scene, name, low, high)


@rule("vl-picture-size", "error", vl.VideoResolution, vl.VideoCrop, source=f"{AZURE_SDK}: VideoResolution, VideoCrop")
def picture_size(config: Any) -> Iterator[Complaint]:
    """A picture without size, or a corner outside the picture."""
    for name in ("width", "height"):
        size = member(config, name)
        if isinstance(size, int) and size <= 0:
            yield Complaint(name, "A picture has at least one pixel", "set it above 0")
    for name in ("top_left", "bottom_right"):
        corner = member(config, name)
        if isinstance(corner, tuple) and any(isinstance(at, int | float) and at < 0 for at in corner):
            yield Complaint(name, "A corner lies outside the picture", "set it to 0 or above")


# Durations, wherever they are


@cache
def _durations(core: Any) -> tuple[str, ...]:
    return tuple(name for name in fields_of(core) if name.endswith("_ms") or name in ("seconds", "timeout"))


@rule(
    "negative-duration",
    "error",
    Config,
    source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: durations in milliseconds",
    concerns=_durations,
)
def negative_duration(config: Any) -> Iterator[Complaint]:
    """A duration below zero."""
    for name in _durations(declared_class(type(config))):
        value = member(config, name)
        if isinstance(value, int | float) and value < 0:
            yield Complaint(name, f"A duration can't be {value}", "set it to 0 or above")


# Metadata

_MOST_PAIRS, _LONGEST_KEY, _LONGEST_VALUE = 16, 64, 512


@rule(
    "metadata-limits",
    "error",
    ga.RealtimeResponseCreateParams,
    beta.ResponseCreateParams,
    vl.RequestSession,
    vl.ResponseCreateParams,
    source=f"{GA_SDK}, {BETA_SDK}, {AZURE_SDK}: metadata",
)
def metadata_limits(config: Any) -> Iterator[Complaint]:
    """More than 16 pairs of metadata, a key of more than 64 characters or a value of more than 512."""
    pairs = member(config, "metadata")
    if not hasattr(pairs, "items"):
        return
    if len(pairs) > _MOST_PAIRS:
        yield Complaint("metadata", f"{len(pairs)} pairs are more than {_MOST_PAIRS}", "leave some out")
    if any(len(key) > _LONGEST_KEY for key in pairs):
        yield Complaint("metadata", f"A key has more than {_LONGEST_KEY} characters", "shorten it")
    if any(isinstance(value, str) and len(value) > _LONGEST_VALUE for value in pairs.values()):
        yield Complaint("metadata", f"A value has more than {_LONGEST_VALUE} characters", "shorten it")
