"""What the patches of a class come down to, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import UNSET, Struct

from .._core.shape import Field, declared_class, fields_of
from .._core.slots import construct, slot_name

__all__ = ["Facts", "is_another_kind", "is_container", "made_facts", "patch_class", "updates_of"]


def updates_of(cls: type[Struct]) -> tuple[type[Struct], ...]:
    """The structs that carry changes of ``cls``, if not ``cls`` itself; the first is an update's."""
    return getattr(cls, "_updated_by", ())


def patch_class(cls: type[Struct]) -> type[Struct]:
    """The class of patches for ``cls``: mostly itself."""
    return next(iter(updates_of(cls)), cls)


def is_container(value: Any) -> bool:
    """Whether a value, or a class, is updated member by member: a group of settings, an event's session."""
    return getattr(value, "_grouping", False) is True


def is_another_kind(old: Any, new: Any) -> bool:
    """Whether two values of one class say that they are of two sorts, for whose members the class has room alike."""
    kind: str = getattr(new, "_kind", "")
    was, now = (getattr(value, kind, None) for value in (old, new)) if kind else (None, None)
    return isinstance(was, str) and isinstance(now, str) and was != now


@dataclass(frozen=True, slots=True)
class Facts:
    """What a diff asks of a class; kept on the class, and gone with it."""

    patch_class: type[Struct]
    is_plain: bool
    """Whether the patch is of the same class as the values, so that it has room for every change."""
    is_direct: bool
    """Whether, besides, a patch needs no more than its changes."""
    known: Mapping[str, Field]
    fields: Mapping[str, Field]
    required: tuple[str, ...]
    defaults: tuple[tuple[str, Any], ...]
    """Of the fields that a new patch has without being told."""
    blank: Any
    row: tuple[_Slot, ...]
    """A value's slots, in their order."""
    places: tuple[int, ...]
    """The positions in ``row``."""


_Slot: TypeAlias = tuple[str, str, Callable[[Any], Any], "frozenset[type] | None"]
"""A field's name, its slot's, how that is read, and the classes in it whose values merge member by member as they are.

None in place of the classes where nothing in it merges.
"""


def _slot(cls: Any, name: str, field: Field) -> _Slot:
    groups = [each for each in field.type.variants if is_container(each)]
    alike = frozenset(each for each in groups if getattr(each, "_merges_alike", False))
    slot = slot_name(cls, name)
    return name, slot, attrgetter(slot), alike if groups else None


def made_facts(cls: Any) -> Facts:
    """Work the facts of a class out, and keep them on it."""
    core = declared_class(cls)
    patched_by = patch_class(core)
    fields = fields_of(patched_by)
    required = tuple(name for name, field in fields.items() if field.required)
    defaults = {name: field.default for name, field in fields.items() if name not in required}
    defaults = {name: default for name, default in defaults.items() if default is not UNSET}
    facts = Facts(
        patch_class=patched_by,
        is_plain=patched_by is core,
        is_direct=patched_by is cls and not required and not defaults,
        known=fields_of(core),
        fields=fields,
        required=required,
        defaults=tuple(defaults.items()),
        blank=construct(patched_by, dict.fromkeys(required, UNSET)),
        row=tuple(_slot(core, name, field) for name, field in fields_of(core).items()),
        places=(*range(len(fields_of(core))),),
    )
    type.__setattr__(cls, "_patch_facts", facts)
    return facts
