"""Why limits of a server's day are missed: what the time goes to, as measured. Shown for the rows that missed alone."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["NOT_KNOWN", "REASONS", "reasons"]

_CHECKED = (
    "Two fifths of the time read the schemas of the tools for the first time; the rest applies the rules, in Python."
)

REASONS: dict[str, str] = {
    "decode / orjson.loads": "A third of the time (11 of 35 us) makes sure that the schemas which decoding skips can be read "
    "later; msgspec, which skips them, takes 15 us. How much orjson has to make of the same bytes decides: see the other tools.",
    "first encode": "Near the limit: the tools are written once to be kept, and copied into the message. "
    "With the other tools it is met.",
    "construct from dicts": "Near the limit: half of the time writes the dicts as JSON and reads them back, so that what is kept "
    "shares nothing with them.",
    "check, fresh": _CHECKED,
    "ensure, fresh": _CHECKED,
    "== decoded apart, the same bytes": "Each of the two values writes its tools once and keeps the bytes, which are then "
    "compared: that first writing is most of the time. A second comparison does without.",
    "a real session.updated": "Over half of the time (35 of 60 us) decodes the session, as in the first row; a fifth reads the "
    "type of the event first, a sixth puts apart the members that servers add.",
    "SessionState.received": "As for a real session.updated.",
    "convert": "The time goes to Python code that places one member after the other, and reports those without a place; "
    "from Voice Live, some are found out by an error.",
    "Guard.apply, everyday": "No part stands out: reading, the allow list, merging and checking are Python code, a fifth to a "
    "quarter each; the other side is two calls in C.",
    "len(value)": "It looks at each of the 13 fields, in Python.",
    "one tool's parameters": "The first look at a list copies the schemas of all its tools out of the frame, 13 of 16 us, so that "
    "one tool never keeps a large frame alive.",
    "render of a file": "A third of one job's processor time starts the command, which is not shared, so 1.5 is the most that two "
    "can reach here; and two processes that only write as many bytes gain little beside one, as the next row shows.",
}
"""By how the name of a row begins."""

NOT_KNOWN = "The reason is not known yet."


def reasons(names: Iterable[str]) -> dict[str, str]:
    """The reason of each row."""
    return {
        name: next((reason for start, reason in REASONS.items() if name.startswith(start)), NOT_KNOWN) for name in names
    }
