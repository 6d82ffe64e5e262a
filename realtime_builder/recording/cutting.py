"""What of a frame is written down: without secrets, and audio only by its length."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from .._core.masking import masked

__all__ = ["AUDIO", "cut_audio", "read_frame", "writable"]

AUDIO = re.compile(rb"\((\d+) bytes of audio\)")
"""What stands in a recording where audio was."""

_CUT = re.compile(r"\(\d+ bytes of audio\)")
_MARKS = ('"audio":', _DELTA := '"delta":')
_AUDIO_DELTA = 'audio.delta"'
_SIMPLE = re.compile(
    r'\{(?:"(?:type|event_id|response_id|item_id|output_index|content_index|audio|delta)": ?'
    r'(?:"[\w .:()-]{0,100}"|\d{1,9})(?:, ?|(?=\})))+\}',
    re.ASCII,
)
"""An event of audio alone, once the audio is cut: nothing in it is a secret."""

_LONG = 512
_HEAD = 400
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


def cut_audio(frame: str | bytes) -> str | None:
    """A frame of audio alone, as it is written; None for any other, which has to be parsed.

    Most of what passes is audio. So it is cut before anything is parsed, and searching for its end is fast.
    """
    if len(frame) <= _LONG:
        return None
    text = frame if isinstance(frame, str) else frame.decode(errors="replace")
    for mark in _MARKS:
        at = text.find(mark, 0, _HEAD)
        if at < 0:
            continue
        start = text.find('"', at + len(mark)) + 1
        end = text.find('"', start)
        head, tail = text[:start], text[end:]
        if end - start < _LONG or len(tail) > _HEAD or (mark == _DELTA and _AUDIO_DELTA not in head + tail):
            return None
        cut = f"{head}({(end - start) * 3 // 4 - text.count('=', end - 2, end)} bytes of audio){tail}"
        return cut if _SIMPLE.fullmatch(cut) else None
    return None


def _length(base64: str) -> str:
    return f"({len(base64) * 3 // 4 - base64.count('=', -2)} bytes of audio)"


def writable(event: Any) -> Any:
    """An event without secrets at any depth, and with audio cut to its length."""
    if not isinstance(event, dict):
        return _cut(masked(event), "", is_audio=False)
    kind = event.get("type")
    carries = isinstance(kind, str) and "audio" in kind and not any(word in kind for word in _WORDS)
    return _cut(masked(event), "", is_audio=carries)


def _cut(value: Any, name: str, *, is_audio: bool) -> Any:
    kind = value.__class__
    if kind is str:
        if value and (name == "audio" or (is_audio and name in ("delta", "data"))):
            return value if _CUT.fullmatch(value) else _length(value)
        return _cut_text(value) if len(value) > _LONG or value[:1] in ("{", "[") else value
    if kind is dict:
        return {key: _cut(member, key, is_audio=is_audio) for key, member in value.items()}
    if kind is list:
        return [_cut(item, name, is_audio=is_audio) for item in value]
    return value


def _cut_text(text: str) -> str:
    """A text without encoded data in it; JSON in a text, as a function's arguments are, without secrets."""
    if text[:1] in ("{", "["):
        inner = read_frame(text)
        if isinstance(inner, dict | list):
            shown = writable(inner)
            return text if shown == inner else _encoder.encode(shown).decode()
    if len(text) > _LONG and _BASE64.fullmatch(text):
        return f"({len(text) * 3 // 4} bytes of data)"
    return _DATA_URL.sub(lambda match: f"{match[1]}({len(match[0]) - len(match[1])} characters)", text)
