"""A chart of lines over two logarithmic axes, as SVG written by hand: nothing to install, nothing to render."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import msgspec

__all__ = ["Line", "draw"]

_WIDTH, _HEIGHT = 900, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 230, 64, 56
_LABEL_HEIGHT = 16
_FONT = "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"


class Line(msgspec.Struct, frozen=True):
    """A line, its name written at its end."""

    title: str
    points: Sequence[tuple[float, float]]
    color: str
    width: float = 1.5
    dashed: bool = False


class _Axis:
    """From values to pixels, by their logarithms."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high
        self._log = math.log10(low)
        self._scale = (end - start) / (math.log10(high) - self._log)
        self._start = start

    def __call__(self, value: float) -> float:
        return self._start + (math.log10(value) - self._log) * self._scale

    def decades(self) -> list[float]:
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def draw(title: str, subtitle: str, lines: Sequence[Line], *, across: str, unit: str) -> str:
    """The chart as an SVG document. ``across`` names the horizontal axis, ``unit`` is put behind values."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    x = _Axis(min(xs), max(xs), _LEFT, _WIDTH - _RIGHT)
    y = _Axis(min(ys) * 0.8, max(ys) * 1.25, _HEIGHT - _BOTTOM, _TOP)
    body = [
        f'<text x="{_LEFT}" y="26" font-size="17" font-weight="600">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="46" font-size="12.5" fill="#555">{escape(subtitle)}</text>',
        *_grid(x, y, sorted(set(xs)), unit),
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 14}" font-size="12.5" text-anchor="middle" fill="#555">{escape(across)}</text>',
    ]
    body += [_path(line, x, y) for line in lines]
    body += _labels(lines, x, y)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="{_FONT}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            *body,
            "</svg>\n",
        ]
    )


def _grid(x: _Axis, y: _Axis, ticks: Sequence[float], unit: str) -> list[str]:
    parts = []
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for value in y.decades():
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#e3e3e3"/>')
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y(value) + 4:.1f}" font-size="12" text-anchor="end" fill="#555">'
            f"{_shown(value, unit)}</text>"
        )
    for value in ticks:
        parts.append(f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{bottom}" y2="{bottom + 4}" stroke="#999"/>')
        parts.append(
            f'<text x="{x(value):.1f}" y="{bottom + 18}" font-size="12" text-anchor="middle" fill="#555">{value:,.0f}</text>'
        )
    parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="#999"/>')
    return parts


def _shown(microseconds: float, unit: str) -> str:
    if unit != "us":
        return f"{microseconds:g} {unit}"
    return f"{microseconds / 1000:g} ms" if microseconds >= 1000 else f"{microseconds:g} µs"


def _path(line: Line, x: _Axis, y: _Axis) -> str:
    points = " ".join(f"{x(across):.1f},{y(up):.1f}" for across, up in line.points)
    dashes = ' stroke-dasharray="5 4"' if line.dashed else ""
    return f'<polyline points="{points}" fill="none" stroke="{line.color}" stroke-width="{line.width}" stroke-linejoin="round"{dashes}/>'


def _labels(lines: Sequence[Line], x: _Axis, y: _Axis) -> list[str]:
    """The names at the lines' ends, moved apart where the ends are close."""
    ends = sorted((y(line.points[-1][1]), i) for i, line in enumerate(lines))
    places = _apart([place for place, _ in ends])
    parts = []
    for (end, i), place in zip(ends, places, strict=True):
        line = lines[i]
        start = x(line.points[-1][0])
        weight = "600" if line.width > 2 else "400"
        parts.append(
            f'<polyline points="{start + 2:.1f},{end:.1f} {start + 12:.1f},{place:.1f} {start + 16:.1f},{place:.1f}" '
            f'fill="none" stroke="{line.color}" stroke-width="0.8"/>'
        )
        parts.append(
            f'<text x="{start + 20:.1f}" y="{place + 4:.1f}" font-size="12.5" font-weight="{weight}" fill="{line.color}">'
            f"{escape(line.title)}</text>"
        )
    return parts


def _apart(places: Sequence[float]) -> list[float]:
    """The places, in order, at least a label's height from each other, moved as little as needed."""
    groups: list[list[float]] = []  # of wanted places; a group's labels touch
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _first(groups[-1]) < _last(groups[-2]) + _LABEL_HEIGHT:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group) + i * _LABEL_HEIGHT for group in groups for i in range(len(group))]


def _first(group: Sequence[float]) -> float:
    return sum(group) / len(group) - (len(group) - 1) * _LABEL_HEIGHT / 2


def _last(group: Sequence[float]) -> float:
    return _first(group) + (len(group) - 1) * _LABEL_HEIGHT
