"""Why limits of a server's day are missed: what the time goes to, as measured. Shown for the rows that missed alone."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["NOT_KNOWN", "REASONS", "reasons"]

_CHECKED = (
    "Over a third of the time reads the schemas of the tools for the first time; the rest applies the rules, in Python."
)

REASONS: dict[str, str] = {
    "decode / orjson.loads": "A third of the time (11 of 35 us) makes sure that the schemas which decoding skips can be read "
    "later; msgspec, which skips them, takes 15 us. Where orjson has more objects to make of a message, as with the other "
    "tools, the ratio is at the limit.",
    "first encode": "Near the limit: the tools are written once to be kept, and copied into the message. "
    "With the other tools it is met.",
    "construct from dicts": "Near the limit: each schema is written as JSON, to be kept.",
    "check, fresh": _CHECKED,
    "ensure, fresh": _CHECKED,
    "== decoded apart, the same bytes": "Each of the two values writes its tools once, keeps the bytes and compares them: that "
    "first writing is nine tenths of the time. A second comparison does without.",
    "a real session.updated": "Over half of the time (35 of 62 us) decodes the session, as in the first row; a sixth reads the "
    "type of the event, a sixth puts apart the members that servers add.",
    "SessionState.received": "As for the real session.updated.",
    "from_sdk of an openai model": "Pydantic writes NaN as null. These tools have null in their schemas, so the model is read a "
    "second time and searched for such numbers: 180 of 390 us. With the other tools, which have none, it is met.",
    "convert": "The time goes to Python code that places one member after the other, and reports those without a place.",
    "Guard.apply, everyday": "No part stands out: reading, the allow list, merging and checking take about a fifth each, in Python; "
    "the other side does two calls in C.",
    "len(value)": "It looks at each of the 13 fields, in Python.",
    "one tool's parameters": "The first look at a list copies the schemas of all its tools out of the frame, 13 of 16 us, so that "
    "one tool never keeps a large frame alive.",
    "decode, 3,000 kept alive, GC on": "Both sides are our decoding, a few milliseconds apart: what they differ in is the memory "
    "that the process has to ask for anew.",
    "render of a file": "Writing bounds it: the next row has two processes that only write as many bytes, beside one.",
}
"""By how the name of a row begins."""

NOT_KNOWN = "The reason is not known yet."


def reasons(names: Iterable[str]) -> dict[str, str]:
    """The reason of each row."""
    return {
        name: next((reason for start, reason in REASONS.items() if name.startswith(start)), NOT_KNOWN) for name in names
    }
