"""Bars over logarithmic axes, as SVG written by hand: nothing to install, nothing to render."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

import msgspec

__all__ = ["Bar", "Panel", "bytes_shown", "draw", "seconds_shown"]

_WIDTH = 900
_LEFT, _RIGHT = 190, 150
_ROW, _BAR = 22, 14
_TOP, _HEAD, _GAP = 64, 44, 22
_OURS, _OTHERS = "#d1242f", "#8c959f"
_FONT = "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"


class Bar(msgspec.Struct, frozen=True):
    """One way of doing it."""

    title: str
    value: float
    ours: bool = False
    note: str = ""
    """What stands behind the value."""


class Panel(msgspec.Struct, frozen=True):
    """One question, and the bars that answer it."""

    title: str
    about: str
    bars: Sequence[Bar]
    shown: Callable[[float], str]


def draw(title: str, subtitle: str, panels: Sequence[Panel]) -> str:
    """The panels below each other as an SVG document, the least on top of each."""
    body = [
        f'<text x="20" y="26" font-size="17" font-weight="600">{escape(title)}</text>',
        f'<text x="20" y="46" font-size="12.5" fill="#555">{escape(subtitle)}</text>',
    ]
    y = float(_TOP)
    for panel in panels:
        body += _panel(panel, y)
        y += _HEAD + len(panel.bars) * _ROW + _GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y:.0f}" font-family="{_FONT}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{_WIDTH}" height="{y:.0f}" fill="#fff"/>',
            *body,
            "</svg>\n",
        ]
    )


def _panel(panel: Panel, top: float) -> list[str]:
    parts = [
        f'<text x="20" y="{top + 16:.0f}" font-size="14.5" font-weight="600">{escape(panel.title)}</text>',
        f'<text x="20" y="{top + 33:.0f}" font-size="12" fill="#555">{escape(panel.about)}</text>',
    ]
    bars = sorted(panel.bars, key=lambda bar: bar.value)
    # Bars begin a fifth of a decade below the least value, so that this one can be seen too.
    low = math.log10(min(bar.value for bar in bars)) - 0.2
    high = max(low + 0.5, math.log10(max(bar.value for bar in bars)))
    scale = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    for power in range(math.ceil(low), math.floor(high) + 1):
        x, bottom = _LEFT + (power - low) * scale, top + _HEAD + len(bars) * _ROW
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top + _HEAD:.0f}" y2="{bottom:.0f}" stroke="#e3e3e3"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 12:.0f}" font-size="10.5" text-anchor="middle" fill="#777">'
            f"{escape(panel.shown(10.0**power))}</text>"
        )
    for i, bar in enumerate(bars):
        y, width = top + _HEAD + i * _ROW, (math.log10(bar.value) - low) * scale
        weight, color = ("600", _OURS) if bar.ours else ("400", _OTHERS)
        value = panel.shown(bar.value) + (f", {bar.note}" if bar.note else "")
        parts += [
            f'<text x="{_LEFT - 8}" y="{y + 15}" font-size="12.5" font-weight="{weight}" text-anchor="end">{escape(bar.title)}</text>',
            f'<rect x="{_LEFT}" y="{y + 4}" width="{width:.1f}" height="{_BAR}" fill="{color}"/>',
            f'<text x="{_LEFT + width + 6:.1f}" y="{y + 15}" font-size="12" font-weight="{weight}">{escape(value)}</text>',
        ]
    return parts


def seconds_shown(seconds: float) -> str:
    return _shown(seconds, [(1, "s"), (1e-3, "ms"), (1e-6, "µs")])


def bytes_shown(size: float) -> str:
    return _shown(size, [(1e9, "GB"), (1e6, "MB"), (1e3, "KB")])


def _shown(value: float, units: Sequence[tuple[float, str]]) -> str:
    # A value on the edge of a unit is written in it, whatever its last digits.
    size, unit = next((each for each in units if value >= each[0] * 0.9995), units[-1])
    return f"{value / size:,.3g} {unit}" if value / size < 1000 else f"{value / size:,.0f} {unit}"
