"""What of a frame is written down: without secrets, and audio only by its length."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta, Struct

from .._core.masking import masked, may_have_secrets, without_keys

__all__ = ["AUDIO", "as_it_is", "cut_audio", "read_frame", "writable"]

AUDIO = re.compile(rb"\((\d+) bytes of audio\)")
"""What stands in a recording where audio was."""

_CUT = re.compile(r"\(\d+ (?:bytes of audio|characters)\)")
_Word: TypeAlias = Annotated[str, Meta(max_length=100)]
_SENT = '"audio":'
_SAID = '"delta":'
_MARK = len(_SENT)
_NEAR = 80
_HEAD = 400
_SHORTEST = 64
_LONG = 512
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_DATA_URL = re.compile(r"(data:[\w./+-]{1,60};base64,)[A-Za-z0-9+/=_-]+")
_WORDS = ("transcript", "text", "arguments")

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def read_frame(frame: str | bytes | bytearray | memoryview) -> Any:
    """A frame as plain JSON; None where it is none."""
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


class _Audio(Struct, forbid_unknown_fields=True, gc=False):
    """An event of audio alone, once that is cut. Nothing in it is a secret."""

    type: _Word
    audio: _Word = ""
    delta: _Word = ""
    event_id: _Word | None = None
    response_id: _Word | None = None
    item_id: _Word | None = None
    output_index: int = 0
    content_index: int = 0
    start_ms: int | None = None
    end_ms: int | None = None


_audio_in = msgspec.json.Decoder(_Audio).decode


def cut_audio(frame: str | bytes) -> str | None:
    """A frame of audio alone, as it is written; None for any other, which has to be parsed.

    Most of what passes is audio. So it is cut before anything is parsed, and searching for its end is fast.
    """
    text = frame if isinstance(frame, str) else frame.decode(errors="replace")
    at = text.find(_SENT, 0, _NEAR)  # clients say little before it, the model's audio comes after its ids
    if at < 0:
        at = text.find(_SAID, 0, _HEAD)
        if at < 0:
            at = text.find(_SENT, 0, _HEAD)
            if at < 0:
                return None
    start = text.find('"', at + _MARK) + 1
    end = text.find('"', start)
    if end - start < _SHORTEST:
        return None
    cut = f"{text[:start]}({(end - start) * 3 // 4 - text.count('=', end - 2, end)} bytes of audio){text[end:]}"
    try:
        event = _audio_in(cut)
    except msgspec.DecodeError:
        return None
    return cut if (event.audio or event.type.endswith("audio.delta")) and "\n" not in cut else None


class _Kind(Struct):
    type: str


_kind_in = msgspec.json.Decoder(_Kind).decode


def as_it_is(frame: str | bytes) -> str | None:
    """A short event in which nothing is to be cut or masked, as it is written; None for any other.

    That nothing in it is a secret is told by the whole text, which is faster than by each name: it has no part of
    a secret's name, whatever the separators, no escapes, and no addresses.
    """
    if len(frame) > _LONG:
        return None
    text = frame if isinstance(frame, str) else frame.decode(errors="replace")
    if "\\" in text or "\n" in text or '"audio"' in text or "://" in text or may_have_secrets(text):
        return None
    try:
        kind = _kind_in(text).type
    except msgspec.DecodeError:
        return None
    if "audio" in kind and ('"delta"' in text or '"data"' in text) and not any(word in kind for word in _WORDS):
        return None
    return None if kind.endswith("arguments.delta") else text


def _length(base64: str) -> str:
    return f"({len(base64) * 3 // 4 - base64.count('=', -2)} bytes of audio)"


def writable(event: Any) -> Any:
    """An event without secrets at any depth, and with audio cut to its length."""
    if not isinstance(event, dict):
        return _cut(masked(event), "", is_audio=False)
    kind = event.get("type")
    kind = kind if isinstance(kind, str) else ""
    carries = "audio" in kind and not any(word in kind for word in _WORDS)
    event = masked(event)
    if kind.endswith("arguments.delta") and isinstance(event.get("delta"), str):  # a secret may lie in two pieces
        delta = event["delta"]
        event = {**event, "delta": delta if _CUT.fullmatch(delta) else f"({len(delta)} characters)"}
    return _cut(event, "", is_audio=carries)


def _cut(value: Any, name: str, *, is_audio: bool) -> Any:
    kind = value.__class__
    if kind is str:
        if value and (name == "audio" or (is_audio and name in ("delta", "data"))):
            return value if _CUT.fullmatch(value) else _length(value)
        return _cut_text(value)
    if kind is dict:
        return {key: _cut(member, key, is_audio=is_audio) for key, member in value.items()}
    if kind is list:
        return [_cut(item, name, is_audio=is_audio) for item in value]
    return value


def _cut_text(text: str) -> str:
    """A text without encoded data and keys in it; JSON in a text, as a function's arguments are, without secrets."""
    start = text[:1]
    if start in ("{", "[") or (start.isspace() and text.lstrip()[:1] in ("{", "[")):
        inner = read_frame(text)
        if isinstance(inner, dict | list):
            shown = writable(inner)
            return text if shown == inner else _encoder.encode(shown).decode()
    if len(text) > _LONG:
        if _BASE64.fullmatch(text):
            return f"({len(text) * 3 // 4} bytes of data)"
        text = _DATA_URL.sub(lambda match: f"{match[1]}({len(match[0]) - len(match[1])} characters)", text)
    return without_keys(text)
