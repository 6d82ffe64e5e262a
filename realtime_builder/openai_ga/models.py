"""OpenAI's models with a shutdown date, from developers.openai.com/api/docs/deprecations."""

from __future__ import annotations

__all__ = ["DEPRECATED", "DEPRECATED_TRANSCRIPTION", "RETIRED", "fate_of", "successor_of"]

RETIRED = {
    "gpt-4o-realtime-preview-2024-10-01": "2025-10-10",
    "gpt-4o-realtime-preview": "2026-05-07",
    "gpt-4o-realtime-preview-2024-12-17": "2026-05-07",
    "gpt-4o-realtime-preview-2025-06-03": "2026-05-07",
    "gpt-4o-mini-realtime-preview": "2026-05-07",
    "gpt-4o-mini-realtime-preview-2024-12-17": "2026-07-23",
    "gpt-realtime-mini-2025-10-06": "2026-07-23",
    "gpt-audio-mini-2025-10-06": "2026-07-23",
}
DEPRECATED: dict[str, str] = dict.fromkeys(
    (
        "gpt-realtime",
        "gpt-realtime-2025-08-28",
        "gpt-realtime-mini",
        "gpt-realtime-mini-2025-12-15",
        "gpt-audio-mini",
        "gpt-audio-mini-2025-12-15",
    ),
    "2027-01-20",
)
DEPRECATED_TRANSCRIPTION: dict[str, str] = dict.fromkeys(
    (
        "whisper-1",
        "gpt-4o-mini-transcribe",
        "gpt-4o-mini-transcribe-2025-12-15",
        "gpt-4o-transcribe",
        "gpt-4o-transcribe-diarize",
    ),
    "2027-02-26",
)


def successor_of(model: str) -> str:
    """The advised replacement of a model."""
    if "audio" in model:
        return "use gpt-audio-1.5"
    return "use gpt-realtime-2.1-mini" if "mini" in model else "use gpt-realtime-2.1"


def fate_of(model: str) -> str:
    """What happens to a model that is shut down; empty for others."""
    date = RETIRED.get(model)
    return f"OpenAI shut {model} down on {date}, {successor_of(model)}" if date else ""
