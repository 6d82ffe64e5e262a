"""What conversion takes apart and puts together: the members of a struct, and a struct of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import force_setattr

from .._core.arrays import StructArray
from .._core.frozen import data_of
from .._core.intake import checked_members
from .._core.setters import setters_of
from .._core.shape import Field, declared_class, fields_of, tag_of, variant_of
from .._core.slots import construct, copy_struct, held_by_wire, kinds_in, slot_name, slots_of
from .._core.values import Boxed, JsonObject, StringMap
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
    "aim_of",
    "alike",
    "build",
    "known_words",
    "members_of",
    "odd_members",
    "owner_of",
    "required_of",
    "retaken",
    "shown",
    "taken",
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
        core, items = declared_class(type(self.owner)), self.field.type.items
        if core is type(self.owner) and (items is None or not items.variants):
            return False  # only a value with extras, and a list of structs, hold such
        try:
            checked_members(core, {self.field.name: retaken(self.value)})
        except ValidationError:
            return True
        return False


def members_of(config: Config, direction: Direction, at: Steps = ()) -> dict[Steps, Member]:
    """The members of a struct that rows start from, those of the objects on the way included."""
    members: dict[Steps, Member] = {}
    tag, fields, inner = tag_of(type(config)), fields_of(type(config)), direction.inner
    if tag is not None and (*at, tag[0]) in direction.members:
        members[*at, tag[0]] = Member(tag[1])
    for name, held in held_by_wire(config).items():
        path = (*at, name)
        value = held.view if isinstance(held, Boxed) and not isinstance(held, StringMap) else held
        below = members_of(value, direction, path) if path in inner and isinstance(value, Config) else None
        if below:
            members |= below
        else:
            members[path] = Member(value, config, fields.get(name))
    return members


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


@cache
def aim_of(target: Any, steps: Steps) -> tuple[Any, Field | None]:
    """The struct that has the member at ``steps``, and its field; None for the tag of an object, and for no steps."""
    owner = owner_of(target, steps)
    return owner, fields_of(owner).get(str(steps[-1])) if steps else None


def taken(target: Any, steps: Steps, value: Any) -> Any:
    """``value`` as the target's slot at ``steps`` holds it, as `copy_with` takes it; `UNSET` if that takes a further look."""
    owner, field = aim_of(target, steps)
    setter = None if field is None else setters_of(owner, field.name).get(value.__class__)
    if field is None or setter is None:
        return UNSET
    tried = copy_struct(_blank(owner))
    try:
        setter(tried, field.name, value)
    except (KeyError, UnicodeError, msgspec.ValidationError):
        return UNSET
    return slots_of(owner)[field.name].__get__(tried)


@cache
def required_of(target: Any) -> tuple[str, ...]:
    """The members that a struct must have."""
    return tuple(name for name, field in fields_of(target).items() if field.required)


@cache
def _blank(cls: Any) -> Any:
    """A struct that a value is tried on."""
    return construct(cls, dict.fromkeys(cls.__struct_fields__, UNSET))


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
    fields = fields_of(target) if deeper else {}
    for name, below in deeper.items():
        told = {str(steps[0]): held for steps, held in below.items() if len(steps) == 1}
        variant = variant_of(fields[name].type, told)
        if variant is None:
            raise NoForm(f"`{name}` has several forms, and nothing says which one this is")
        members[name] = build(variant, below)
    missing = next((name for name in required_of(target) if name not in members), None)
    if missing is not None:
        raise NoForm(f"`{declared_class(target).__name__}` requires `{missing}`")
    tag = tag_of(target)
    return construct(target, {name: held for name, held in members.items() if tag is None or name != tag[0]})


def odd_members(config: Config) -> Iterator[tuple[str, Any, str]]:
    """The members of a struct that its type does not have or would refuse, each with its value and why."""
    core = declared_class(type(config))
    if core is type(config) and StructArray not in {base for kind in kinds_in(config) for base in kind.__mro__}:
        return  # only a value with extras, and a list of structs, hold such
    for name, held in held_by_wire(config).items():
        if name not in fields_of(core):
            yield name, config[name], UNKNOWN
        elif held is not None:
            try:
                checked_members(core, {name: retaken(shown(held))})
            except ValidationError:
                yield name, config[name], NOT_OF_ITS_TYPE


# Structs that are alike in both dialects are copied slot by slot.


class Alike(Struct, frozen=True):
    """A struct of the target that takes every field of a source's as it is."""

    names: tuple[str, ...]
    read: Callable[[Any], tuple[Any, ...]]
    """Gives what a source's slots hold, by ``names``."""
    blank: Any
    required: frozenset[str]
    tag: tuple[str, ...]
    """The name of the tag, if they have one."""
    written: dict[str, tuple[str, str]]
    """Each name, twice: in the source and in the target."""

    def copy(self, source: Any) -> Any:
        """The target's struct, and the names of what it has; None where a value has to be looked at."""
        new = copy_struct(self.blank)
        there = [*self.tag]
        for name, held in zip(self.names, self.read(source), strict=True):
            if held is UNSET:
                continue
            if held.__class__ not in _SHARED:
                return None
            force_setattr(new, name, held)  # the types of the fields are the same, so it is valid
            there.append(name)
        return (new, there) if len(there) > len(self.tag) and self.required.issubset(there) else None


_SHARED = frozenset({str, bytes, bool, int, float, tuple, JsonObject})
"""What a slot holds that means the same in any dialect."""


def _bare(field: Field) -> Any:
    """What a field may hold, whether or not it may be omitted."""
    return msgspec.structs.replace(field.type, hint=Any)


def alike(direction: Direction, target: Any) -> Alike | None:
    """How to copy a struct, where all of a table's rows only say that a field is the same."""
    tag, other_tag = ((tag_of(each) or ())[:1] for each in (direction.source, target))
    if tag != other_tag:
        return None
    here, there = fields_of(direction.source), fields_of(target)
    plain = all(step.how is None and step.source == step.target and len(step.source) == 1 for step in direction.steps)
    names = tuple(str(step.source[0]) for step in direction.steps)
    same = set(names) == set(here) and all(name in there and _bare(here[name]) == _bare(there[name]) for name in names)
    if not plain or not same or direction.table.kind or direction.table.gives_up:
        return None
    if any(not field.required and field.default is not UNSET for field in there.values()):
        return None
    required = frozenset(required_of(target))
    written = {name: (name, name) for name in (*tag, *names)}
    return Alike(names, _reading(direction.source, names), _blank(target), required, tag, written)


def _reading(source: Any, names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    read = attrgetter(*(slot_name(source, name) for name in names))
    return read if len(names) > 1 else lambda config: (read(config),)
