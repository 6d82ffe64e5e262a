"""What a probe tries: cases, made field by field from the declared types of a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from msgspec import UNSET, Struct

from .._core.paths import Steps, render_path
from .._core.shape import Field, Type, fields_of
from .claims import edges_of
from .samples import UNKNOWN, Json, beyond, minimal, options, unknown_in, variants_in, words_of

__all__ = ["Case", "Kind", "Put", "cases_of", "every_case", "is_in"]

Kind: TypeAlias = Literal[
    "value",
    "first",
    "spoken",
    "omitted",
    "null",
    "clear",
    "word",
    "variant",
    "limit",
    "unknown_word",
    "unknown_member",
    "partial",
]
"""What is tried of a field.

- ``value``: a valid value other than the one there; ``first``: the same in the first update of a new session, where
  it was not taken later; ``spoken``: the same after the model has spoken.
- ``omitted``: an update without the field, after it was set.
- ``null``, and ``clear``: the clearing token where that is an empty text or list.
- ``word``: each word that the types list; ``variant``: each kind of object.
- ``limit``: the limits that types and checks state, and what lies just beyond.
- ``unknown_word`` and ``unknown_member``: what nobody knows.
- ``partial``: an object with one of its members, after all that work were set.
"""

Put: TypeAlias = Callable[[Any], Json]
"""Makes the session of an update that has a value in one place; `UNSET` leaves the place out."""

_DEEPEST = 9


class Case(NamedTuple):
    """One thing to try."""

    kind: Kind
    steps: Steps
    """Where: the field, or for ``unknown_member`` and ``partial`` the object."""
    variant: str
    """The kind of object that the field is in, where there are several; empty otherwise."""
    put: Put
    field: Field | None = None
    given: Any = UNSET
    """What to send; `UNSET` where the run chooses it."""
    detail: str = ""
    """Which word, variant or limit."""
    replaced: Steps = ()
    """The outermost object around it that no document says to be updated member by member."""
    grouping: bool = True
    """Whether our types say that an update changes the object around it member by member."""

    @property
    def path(self) -> str:
        """Where, as edits take it."""
        return render_path(self.steps)

    @property
    def spot(self) -> tuple[str, str]:
        """The field that the case is about, whatever is tried of it."""
        return self.path, self.variant


def cases_of(root: type[Struct], *, starts: bool, only: Iterable[str] = ()) -> Iterator[Case]:
    """All cases of a kind of session, or of the paths that are named.

    A session that the update ``starts`` has nothing to keep, and no partial objects.
    """
    paths = tuple(only)
    for case in every_case(root):
        if starts and case.kind in ("omitted", "partial"):
            continue
        if not paths or any(is_in(case.path, path) for path in paths):
            yield case
            if case.kind == "value":
                yield from _at_edges(root, case)


def every_case(root: type[Struct]) -> Iterator[Case]:
    """All cases but those at the limits that checks state, which take a while to find."""
    return _in_object(root, (), "", lambda whole: whole, (), (root,))


_STEP = re.compile(r"[.\[]")


def is_in(path: str, above: str) -> bool:
    """Whether a path is another one, or leads on from it."""
    return above in ("", path) or (path.startswith(above) and _STEP.match(path, len(above)) is not None)


def _at_edges(root: type[Struct], case: Case) -> Iterator[Case]:
    """The limits that checks state for a number."""
    type_ = case.field.type if case.field else Type()
    clean = next((each for each in options(type_, str(case.steps[-1])) if type(each) in (int, float)), None)
    if clean is not None:
        for detail, number in edges_of(root, case.put, type_, clean):
            yield case._replace(kind="limit", given=number, detail=detail)


def _in_object(
    struct: type[Struct], at: Steps, variant: str, put: Put, replaced: Steps, above: tuple[type[Struct], ...]
) -> Iterator[Case]:
    """The cases of each field of an object, then those of the object as a whole."""
    base = minimal(struct)
    grouping = bool(getattr(struct, "_grouping", False)) and not replaced
    inside = () if grouping else replaced or at
    for name, field in fields_of(struct).items():
        steps = (*at, name)
        whole = _putter(put, base, name)
        yield from _of_field(field, steps, variant, whole, inside, grouping)
        for tag, inner, is_item in variants_in(field.type):
            if inner in above or len(above) > _DEEPEST:
                continue
            several = len(variants_in(field.type)) > 1
            place = (*steps, 0) if is_item else steps
            inner_put = _in_list(whole) if is_item else whole
            label = f"{variant}/{tag}".strip("/") if several else variant
            within = inside or (steps if is_item else ())
            yield from _in_object(inner, place, label, inner_put, within, (*above, inner))
    yield Case(
        "unknown_member",
        (*at, UNKNOWN),
        variant,
        _putter(put, base, UNKNOWN),
        given=True,
        replaced=inside,
        grouping=grouping,
    )
    if len(fields_of(struct)) > 1 and not any(isinstance(step, int) for step in at):
        yield Case("partial", at, variant, put, given=base, replaced=inside, grouping=grouping)


def _putter(put: Put, base: Json, name: str) -> Put:
    def whole(value: Any) -> Json:
        members = {**base, name: value}
        if value is UNSET:
            del members[name]
        return put(members)

    return whole


def _in_list(put: Put) -> Put:
    return lambda item: put([item])


def _of_field(field: Field, steps: Steps, variant: str, put: Put, replaced: Steps, grouping: bool) -> Iterator[Case]:
    type_ = field.type

    def case(kind: Kind, given: Any = UNSET, detail: object = "") -> Case:
        return Case(kind, steps, variant, put, field, given, str(detail), replaced, grouping)

    yield case("value")
    if grouping:
        yield case("omitted")
    for tag, struct, is_item in variants_in(type_):
        yield case("variant", [minimal(struct)] if is_item else minimal(struct), tag)
    words = words_of(type_)
    for word, given in words:
        yield case("word", given, word)
    for word, given in beyond(type_):
        yield case("limit", given, word)
    unknown = unknown_in(type_)
    if unknown is not None:
        yield case("unknown_word", unknown, UNKNOWN)
    if field.cleared_by is not None and field.cleared_by.token is not None:
        yield case("clear", list(field.cleared_by.token) if field.cleared_by.token == () else field.cleared_by.token)
    yield case("null", None)
