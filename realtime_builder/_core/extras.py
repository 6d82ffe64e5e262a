"""Members that the library does not know, and values that it would refuse.

A vendor adds fields every month, and nobody may be blocked until a release. A value that has
anything of this sort is an instance of a subclass of its class (`_extended`, one for each class): the
subclass has one more slot, for all unknown members together, and any of its slots may hold an `Extra`,
JSON that does not fit the field. So extras count in equality and hash, no class is
made for a name that somebody sends, and a value without extras pays nothing.

How extras are written: msgspec's encoder meets an `Extras`, which lacks the attribute that its hook
asks for, and gives up. Then `write` goes once more with a hook that gives the members behind a byte
that no JSON has; taking that mark out leaves the members among the others (frozen.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from .frozen import MARK, MARKED_NAME, ForkSafeLock, write
from .plain import comparable
from .shape import declared_class, fields_of
from .slots import construct, copy_struct, held_by_wire, slots_of
from .values import Boxed, Unvalidated, frozen_json, revive_json, unwrapping

__all__ = [
    "Extra",
    "Extras",
    "extras_of",
    "from_slots",
    "held_at",
    "held_unfit",
    "put_held",
    "rebuild",
]


class Extra(Boxed):
    """JSON that no field declares, or that does not fit its field. Reading it gives something immutable."""

    __slots__ = ()

    def _key(self) -> Any:
        return comparable(self._data)

    def _make_view(self) -> Any:
        return frozen_json(self._data)

    def __reduce__(self) -> tuple[Any, ...]:
        return revive_json, (type(self), bytes(self.encoded))


def held_unfit(data: Any) -> Unvalidated | Extra:
    """What a slot holds of plain JSON that is not of its type."""
    return Unvalidated.from_trusted(data) if isinstance(data, dict) else Extra.from_trusted(data)


class Extras:
    """The unknown members of one value, in the order of their names."""

    __slots__ = ("_hash", "_spliced", "held")

    held: Mapping[str, Extra]
    _hash: int
    _spliced: Raw

    def __init__(self, held: Mapping[str, Extra]) -> None:
        object.__setattr__(self, "held", {name: held[name] for name in sorted(held)})

    @property
    def spliced(self) -> Raw:
        """The members as they stand among others, behind a mark (see above)."""
        try:
            return self._spliced
        except AttributeError:
            spliced = Raw(MARK + write(self.held)[1:-1])
            object.__setattr__(self, "_spliced", spliced)
            return spliced

    def __eq__(self, other: object) -> bool:
        return self.held == other.held if isinstance(other, Extras) else NotImplemented

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            value = hash(frozenset(self.held.items()))
            object.__setattr__(self, "_hash", value)
            return value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Extras, (self.held,)


def rebuild(core: type[Struct], held: Mapping[str, Any]) -> Any:
    """An instance of ``core`` from what `held_by_wire` gives, whose `UNSET` is left out.

    What ``core`` requires and ``held`` lacks is omitted.
    """
    fields = fields_of(core)
    declared = {name: value for name, value in held.items() if name in fields and value is not UNSET}
    unknown = {name: value for name, value in held.items() if name not in fields and value is not UNSET}
    members = dict.fromkeys((name for name, field in fields.items() if field.required), UNSET) | declared
    if not unknown and not any(value.__class__ is Extra for value in declared.values()):
        return construct(core, members)
    if unknown:
        members[_SLOT] = Extras(unknown)
    return construct(_extended(core), members)


def from_slots(core: type[Struct], declared: Iterable[Any], unknown: Mapping[str, Extra]) -> Any:
    """An instance of ``core`` from what its slots hold, in their order, none of it an `Extra`, and unknown members."""
    members = dict(zip(core.__struct_fields__, declared, strict=True))
    if not unknown:
        return construct(core, members)
    members[_SLOT] = Extras(unknown)
    return construct(_extended(core), members)


def put_held(config: Struct, name: str, held: Any) -> Any:
    """A copy with one member, by wire name, set to what is valid and held already, or to an `Extra`."""
    core = declared_class(type(config))
    if core is not type(config) or held.__class__ is Extra:
        # Its class depends on whether anything stays that no field declares.
        return rebuild(core, {**held_by_wire(config), name: held})
    new = copy_struct(config)
    slots_of(core)[name].__set__(new, held)
    return new


def held_at(config: Struct, name: str) -> Any:
    """What is held under a wire name, which ``config`` declares or has as an extra."""
    slot = slots_of(declared_class(type(config))).get(name)
    return _held_in(config)[name] if slot is None else slot.__get__(config)


def extras_of(config: object) -> AbstractSet[str]:
    """The names of the members that ``config`` has beside the declared ones, in their order."""
    return _held_in(config).keys()


# The class that a value with extras is of

_SLOT = "_extra_members"
_extending = ForkSafeLock()


def _extended(core: Any) -> Any:
    """The subclass of ``core`` for values that have extras."""
    made = core.__dict__.get("_extended")
    if made is None:
        with _extending:  # two classes would make equal values differ
            made = core.__dict__.get("_extended")
            if made is None:
                made = _extend(core)
                type.__setattr__(core, "_extended", made)
    return made


def _extend(core: Any) -> Any:
    namespace: dict[str, Any] = {
        "__annotations__": {_SLOT: Extras | UnsetType},
        "__module__": core.__module__,
        "__qualname__": core.__qualname__,
        "__doc__": vars(core).get("__doc__"),
        _SLOT: UNSET,
        **_reading(core),
    }
    made = type(core)(core.__name__, (core,), namespace, rename={_SLOT: MARKED_NAME})
    for name, wire in zip(core.__struct_fields__, core.__struct_encode_fields__, strict=True):
        type.__setattr__(made, name, property(unwrapping(slots_of(core)[wire].__get__)))
    type.__setattr__(made, "_core", core)
    type.__setattr__(made, "_edits", {})  # an edit may leave no extra, and so belong to the class itself
    type.__setattr__(made, "_is_extended", True)
    type.__setattr__(made, "_merges_alike", False)
    return made


def _reading(core: Any) -> dict[str, Any]:
    """The methods of a mapping, which go by the unknown members as well."""

    def __getitem__(self: Any, name: str, /) -> Any:  # noqa: N807
        extra = _held_in(self).get(name)
        return core.__getitem__(self, name) if extra is None else extra.view

    def __iter__(self: Any) -> Iterator[str]:  # noqa: N807
        yield from core.__iter__(self)
        yield from _held_in(self)

    def __len__(self: Any) -> int:  # noqa: N807
        held = _held_in(self)
        return int(core.__len__(self)) + len(held) - bool(held)  # they are in a slot of their own, which counts as one

    def __contains__(self: Any, name: object, /) -> bool:  # noqa: N807
        return name in _held_in(self) or core.__contains__(self, name)

    return {each.__name__: each for each in (__getitem__, __iter__, __len__, __contains__)}


def _held_in(config: Any) -> Mapping[str, Extra]:
    found: Any = getattr(config, _SLOT, UNSET)
    return found.held if found.__class__ is Extras else {}
