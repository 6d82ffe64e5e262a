"""What conversion takes apart and puts together: the members of a struct, and a struct of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from .._core.frozen import data_of
from .._core.intake import checked_members, setters_of
from .._core.shape import Field, declared_class, fields_of, tag_of, variant_of
from .._core.slots import construct, held_by_wire
from .._core.values import Boxed, StringMap
from ..config import Config
from ..errors import ValidationError
from .table import Direction, NoForm

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = [
    "NOT_OF_ITS_TYPE",
    "UNKNOWN",
    "Alike",
    "Done",
    "Member",
    "alike",
    "build",
    "known_words",
    "members_of",
    "odd_members",
    "owner_of",
    "retaken",
    "shown",
]

UNKNOWN = "this library does not know it"
NOT_OF_ITS_TYPE = "it is not a value that its own dialect allows"


class Member(Struct, frozen=True):
    """A member of the source: its value as it reads, the struct that it is in, its field if it is declared."""

    value: Any
    owner: Any = None
    field: Field | None = None

    @property
    def secret(self) -> bool:
        """Whether its value must not be shown."""
        return self.field is not None and self.field.secret

    def misses_its_type(self) -> bool:
        """Whether someone put something else there (`Config.with_extra`) than its own dialect allows."""
        if self.field is None:
            return False
        try:
            checked_members(declared_class(type(self.owner)), {self.field.name: retaken(self.value)})
        except ValidationError:
            return True
        return False


def members_of(config: Config, direction: Direction, at: Steps = ()) -> Iterator[tuple[Steps, Member]]:
    """The members of a struct that rows start from, those of the objects on the way included."""
    tag, fields = tag_of(type(config)), fields_of(type(config))
    if tag is not None and (*at, tag[0]) in direction.members:
        yield (*at, tag[0]), Member(tag[1])
    for name, held in held_by_wire(config).items():
        path = (*at, name)
        value = held.view if isinstance(held, Boxed) and not isinstance(held, StringMap) else held
        if path in direction.inner and isinstance(value, Config):
            below = list(members_of(value, direction, path))
            if below:
                yield from below
                continue
        yield path, Member(value, config, fields.get(name))


class Done(Struct, frozen=True):
    """A value whose parts are in the report already."""

    value: Any


def known_words(field: Field | None) -> tuple[str, ...]:
    """The words of an open enum, or of a list of them."""
    if field is None:
        return ()
    items = field.type.items
    return field.type.known if items is None else items.known


def shown(value: Any) -> Any:
    """A value as reading its field gives it."""
    return value.view if isinstance(value, Boxed) else value


def retaken(value: Any) -> Any:
    """A value as a caller would give it; a map keeps the order of its members."""
    return dict(data_of(value)) if isinstance(value, StringMap) else value


@cache
def owner_of(target: Any, steps: Steps) -> Any:
    """The struct that has the member at ``steps``; of several variants the first that has it."""
    for step, following in pairwise(steps):
        variants = fields_of(target)[str(step)].type.variants
        target = next((variant for variant in variants if following in fields_of(variant)), variants[0])
    return target


def build(target: Any, placed: Mapping[Steps, Any]) -> Any:
    """A struct from values that are valid, by their places; objects on the way are made."""
    members: dict[str, Any] = {}
    deeper: dict[str, dict[Steps, Any]] = {}
    for steps, held in placed.items():
        name, rest = str(steps[0]), steps[1:]
        if rest:
            deeper.setdefault(name, {})[rest] = held
        else:
            members[name] = held
    fields = fields_of(target)
    for name, below in deeper.items():
        told = {str(steps[0]): held for steps, held in below.items() if len(steps) == 1}
        variant = variant_of(fields[name].type, told)
        if variant is None:
            raise NoForm(f"`{name}` has several forms, and nothing says which one this is")
        members[name] = build(variant, below)
    missing = next((name for name, field in fields.items() if field.required and name not in members), None)
    if missing is not None:
        raise NoForm(f"`{declared_class(target).__name__}` requires `{missing}`")
    tag = tag_of(target)
    return construct(target, {name: held for name, held in members.items() if tag is None or name != tag[0]})


def odd_members(config: Config) -> Iterator[tuple[str, Any, str]]:
    """The members of a struct that its type does not have or would refuse, each with its value and why."""
    core = declared_class(type(config))
    for name, held in held_by_wire(config).items():
        if name not in fields_of(core):
            yield name, config[name], UNKNOWN
        elif held is not None:
            try:
                checked_members(core, {name: retaken(shown(held))})
            except ValidationError:
                yield name, config[name], NOT_OF_ITS_TYPE


# Structs that are alike in both dialects are copied slot by slot.

_copy: Callable[[Any], Any] = Struct.__copy__  # type: ignore[attr-defined]


class Alike(Struct, frozen=True):
    """A struct of the target that takes every field of a source's as it is."""

    names: tuple[str, ...]
    blank: Any
    required: frozenset[str]

    def copy(self, source: Any) -> Any:
        """The target's struct, and the names of what it has; None where a value has to be looked at."""
        new = _copy(self.blank)
        cls, there = type(new), []
        try:
            for name in self.names:
                value = getattr(source, name)
                if value is UNSET:
                    continue
                if value is None:
                    return None
                setters_of(cls, name)[value.__class__](new, name, value)
                there.append(name)
        except (KeyError, UnicodeError, msgspec.ValidationError):
            return None
        return (new, there) if there and self.required.issubset(there) else None


def _bare(field: Field) -> Any:
    """What a field may hold, whether or not it may be omitted."""
    return msgspec.structs.replace(field.type, hint=Any)


def alike(direction: Direction, target: Any) -> Alike | None:
    """How to copy a struct, where all of a table's rows only say that a field is the same."""
    if (tag_of(direction.source) is None) != (tag_of(target) is None):
        return None
    here, there = fields_of(direction.source), fields_of(target)
    plain = all(step.how is None and step.source == step.target and len(step.source) == 1 for step in direction.steps)
    names = tuple(str(step.source[0]) for step in direction.steps)
    same = set(names) == set(here) and all(name in there and _bare(here[name]) == _bare(there[name]) for name in names)
    if not plain or not same or direction.table.kind or direction.table.gives_up:
        return None
    if any(not field.required and field.default is not UNSET for field in there.values()):
        return None
    blank = construct(target, dict.fromkeys(target.__struct_fields__, UNSET))
    return Alike(names, blank, frozenset(name for name, field in there.items() if field.required))
