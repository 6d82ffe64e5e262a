"""Where a server does otherwise than this library says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .result import Disagreement, Observed, shown

if TYPE_CHECKING:
    from .cases import Case, Kind

__all__ = ["disagreements_of"]

_WORDS: Mapping[Kind, str] = {
    "value": "",
    "first": "at the start ",
    "spoken": "after speech ",
    "null": "",
    "clear": "",
    "word": "the word ",
    "variant": "the object ",
    "limit": "the number ",
    "unknown_word": "the unknown word ",
    "unknown_member": "an unknown member ",
    "partial": "part of it, ",
}

_VALID = ("value", "first", "word", "variant", "null", "clear", "omitted", "partial", "limit", "spoken")
"""What a server should take, as long as our types do."""


def disagreements_of(case: Case, seen: Observed, late: float) -> Iterator[Disagreement]:
    """What of a case is otherwise than types, checks and clearing tokens say."""
    for name, message in _told(case, seen, late):
        yield Disagreement(
            name=name, path=seen.path, variant=seen.variant, kind=seen.kind, detail=seen.detail, message=message
        )


def _told(case: Case, seen: Observed, late: float) -> Iterator[tuple[str, str]]:
    value = "an update without it" if seen.kind == "omitted" else f"{_WORDS[seen.kind]}{shown(seen.sent)}"
    errors = [each.partition(": ")[2] for each in seen.checks if each.startswith("error")]
    announced = bool(seen.types) or any(not each.startswith("info") for each in seen.checks)
    if seen.outcome == "unanswered":
        yield "unanswered", f"{seen.said}, to {value}"
    elif late and seen.seconds >= late:
        yield "late", f"The answer to {value} took {seen.seconds:.1f} seconds"
    if seen.outcome == "closed":
        yield "closed", f"The server ends the connection after {value}: {seen.said}"
    if seen.outcome == "refused" and seen.kind in _VALID and not announced:
        yield "not-cleared" if _clears(case, seen) else "refused", f"The server refuses {value}: {seen.said}"
    if seen.outcome == "honoured":
        if seen.types:
            yield "type-refuses", f"The server takes {value}, our type does not: {seen.types}"
        elif errors:
            yield "check-wrong", f"The server takes {value}, which {', '.join(errors)} calls an error"
    if seen.outcome in ("ignored", "changed") and not announced:
        yield from _not_taken(case, seen, value)
    if seen.outcome == "reset":
        if case.grouping:
            yield "no-container", f"An update of a part of it changes {', '.join(seen.others)}"
    elif seen.others:
        yield "not-kept", f"{value[0].upper()}{value[1:]} changes {', '.join(seen.others)} as well"


def _clears(case: Case, seen: Observed) -> bool:
    """Whether what was sent is the clearing token of the field."""
    token = None if case.field is None else case.field.cleared_by
    return seen.kind == "clear" or (seen.kind == "null" and token is not None and token.token is None)


def _not_taken(case: Case, seen: Observed, value: str) -> Iterator[tuple[str, str]]:
    after = shown(seen.echoed)
    if _clears(case, seen):
        yield "not-cleared", f"After {value} it is {after}"
    elif seen.kind == "omitted":
        yield "not-kept", f"An update that omits it changes it to {after}"
    elif seen.kind in _VALID and seen.kind != "null":
        yield seen.outcome, f"The server takes {value}, and {'leaves' if seen.outcome == 'ignored' else 'sets'} {after}"
