"""A probe's result as Markdown, for people: what disagrees, and the matrix of settings and cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from .verdict import NAMES

if TYPE_CHECKING:
    from .cases import Kind
    from .result import Observed, ProbeResult

__all__ = ["markdown_of"]

_COLUMNS: Mapping[str, Kind] = {
    "value": "value",
    "at the start": "first",
    "after speech": "spoken",
    "omitted": "omitted",
    "null": "null",
    "empty": "clear",
    "words": "word",
    "kinds": "variant",
    "limits": "limit",
    "unknown word": "unknown_word",
    "unknown member": "unknown_member",
    "in part": "partial",
}
_SEVERAL = ("words", "kinds", "limits", "in part")
_TAKEN = ("honoured", "kept", "hidden")
_MOST_NAMED = 4


def markdown_of(result: ProbeResult) -> str:
    """The result as a page."""
    return "\n".join([*_head(result), "", *_disagreements(result), *_tables(result)]).rstrip() + "\n"


def _head(result: ProbeResult) -> Iterator[str]:
    yield f"# {_cell(result.url)}, {result.date[:10]}"
    yield ""
    tried = "" if result.complete else " It is not complete."
    model = f", model {_cell(result.model)}" if result.model else ""
    server = f", server {_cell(result.server)}" if result.server else ""
    yield f"Dialect {result.dialect}{model}{server}, realtime_builder {result.library}."
    updates = f"{result.updates} updates in {result.seconds:g} seconds"
    yield f"{len(result.observed)} outcomes of {result.cases} cases, with {updates}.{tried}"


def _disagreements(result: ProbeResult) -> Iterator[str]:
    yield "## Where it does otherwise than this library says"
    yield ""
    if not result.disagreements:
        yield "Nowhere."
        yield ""
    for name, meaning in NAMES.items():
        found = [each for each in result.disagreements if each.name == name]
        if found:
            yield f"### `{name}`: {meaning}"
            yield ""
            for each in found:
                inside = f" ({each.variant})" if each.variant else ""
                yield f"- `{each.path or 'the session'}`{inside}: {_cell(each.message)}"
            yield ""


def _tables(result: ProbeResult) -> Iterator[str]:
    for session, observed in groupby(result.observed, key=lambda each: each.session):
        rows: dict[tuple[str, str], list[Observed]] = {}
        for each in observed:
            path = each.path.rpartition(".")[0] if each.kind == "unknown_member" else each.path
            rows.setdefault((path, each.variant), []).append(each)
        tried = {each.kind for row in rows.values() for each in row}
        columns = [name for name, kind in _COLUMNS.items() if kind in tried]
        yield f"## `{session}`"
        yield ""
        yield f"| setting | {' | '.join(columns)} |"
        yield f"|---|{'---|' * len(columns)}"
        for (path, variant), row in rows.items():
            place = f"`{path}`" if path else "the session"
            inside = f" ({variant})" if variant else ""
            cells = [_summary(column, [each for each in row if each.kind == _COLUMNS[column]]) for column in columns]
            yield f"| {place}{inside} | {' | '.join(cells)} |"
        yield ""


def _summary(column: str, observed: Sequence[Observed]) -> str:
    """One cell: the outcome, or of several cases how many were taken and which were not."""
    if not observed:
        return ""
    if column not in _SEVERAL:
        return _cell(observed[-1].ending)
    taken = [each for each in observed if each.outcome in _TAKEN]
    others = [f"{each.detail} {each.outcome}" for each in observed if each.outcome not in _TAKEN]
    named = [*others[:_MOST_NAMED], *([f"{len(others) - _MOST_NAMED} more"] if len(others) > _MOST_NAMED else [])]
    return _cell("; ".join([f"{len(taken)} of {len(observed)}", *named]))


def _cell(text: str) -> str:
    """Text that a table can hold, whatever a server said."""
    for character in ("\\", "|", "<", "`", "*", "["):
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
