"""The metaclass of `Config`: it makes a struct out of a class body, and puts on it what edits and reading look up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, dataclass_transform, get_type_hints

import msgspec
from msgspec import StructMeta

from .arrays import hold_arrays, hold_lazy
from .frozen import MARKED_NAME
from .intake import made_of
from .read_plans import Reads
from .shape import held_how, require_immutable, tag_of
from .slots import held_name, read_slots
from .values import unwrapping

__all__ = ["ConfigMeta", "derived"]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class ConfigMeta(StructMeta):
    """Makes a struct out of a class body, and validates what a caller constructs."""

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        root: bool = False,
        container: bool = False,
        open: bool = False,
        wire_order: tuple[str, ...] = (),
        updated_by: type | tuple[type | None, ...] = (),
        **options: Any,
    ) -> ConfigMeta:
        """``root`` marks a session or a response, ``container`` a struct that only groups settings.

        An ``open`` struct takes members that the vendor's types do not list, as the server does.
        ``wire_order`` names the fields as the wire has them, where those of a private base do not come first.
        ``updated_by`` says which structs carry changes of it, if not the struct itself, which None
        stands for; the first is what a running session takes.
        """
        if wire_order:
            bases = _inline(bases, namespace, wire_order)
        annotations = _annotations(namespace)
        held = {field: how for field, hint in annotations.items() if (how := held_how(hint))}
        if "array" in held.values():
            namespace.setdefault("__post_init__", hold_arrays)
        elif "lazy" in held.values():
            namespace.setdefault("__post_init__", hold_lazy)
        options.setdefault("kw_only", True)  # the one option that msgspec does not inherit
        # Slots hold values that were there before, none of which can be changed, so there is no cycle to look
        # for. What the fields of others may hold is theirs to say.
        options.setdefault("gc", not namespace.get("__module__", "").startswith("realtime_builder."))
        cls: Any = super().__new__(mcls, name, bases, namespace, **options)
        _mark(cls, root=root, container=container, open=open, updated_by=updated_by)
        cls._own_slots = {field: _slot(cls, field) for field in annotations if field in cls.__struct_fields__}
        _put_tables(cls)
        _put_readers_before_slots(cls, held)
        if not cls.__module__.startswith("realtime_builder."):  # ours are tested
            if any(getattr(base, "_own_slots", None) for base in bases):
                derived.append(name)
            with suppress(NameError):  # of a type that comes later; then `fields_of` looks
                hints = get_type_hints(cls, include_extras=True)
                require_immutable(cls, {field: hints[field] for field in annotations if field in cls._own_slots})
        return cls  # type: ignore[no-any-return]

    if not TYPE_CHECKING:  # checkers go by the fields

        @property
        def __doc__(cls) -> str | None:
            """The class's docstring with the descriptions of its fields, for `help`; the source is read when asked."""
            return import_module("realtime_builder.schema").documented(cls)

        def __call__(cls, /, *unnamed: Any, **members: Any) -> Any:
            if unnamed:
                way = "; `from_dict` reads a dict" if isinstance(unnamed[0], Mapping) else ", such as `model=...`"
                raise TypeError(f"{cls.__name__} takes its fields by keyword{way}")
            return made_of(cls, members)


def _slot(cls: Any, field: str) -> Any:
    """The slot of a field: its base's where a class declares it anew, such as with fewer words."""
    places = (base.__dict__.get("_own_slots", {}).get(field) for base in cls.__mro__[1:])
    return cls.__dict__.get(field) or next(slot for slot in places if slot is not None)


derived: list[str] = []
"""Classes made outside that derive from a configuration, so that a value of one may stand for its base."""


def _mark(cls: Any, *, root: bool, container: bool, open: bool, updated_by: type | tuple[type | None, ...]) -> None:
    """Note what the class body says of the class; what it leaves out it has from its base."""
    if root:
        cls._root = True
    if container:
        cls._container = True
    if root or container:
        cls._grouping = True
    if open:
        cls._open = True
    if updated_by:
        updates = updated_by if isinstance(updated_by, tuple) else (updated_by,)
        cls._updated_by = tuple(update or cls for update in updates)
    cls._merges_alike = cls._grouping and not cls._updated_by


def _put_tables(cls: Any) -> None:
    """Put on the class what its values look up, so that none of it is worked out again.

    It is empty at first where it is filled on demand.
    """
    cls._slots = read_slots(cls)
    cls._readers = _readers(cls)
    cls._size = len(cls.__struct_fields__) + (tag_of(cls) is not None)  # members, were none omitted
    cls._start = None  # of construction (intake.py)
    cls._edits, cls._texts = {}, set()  # setters, and the fields of any text (setters.py)
    cls._puts, cls._drops, cls._clears, cls._appends = {}, {}, {}, {}  # by path (plans.py)
    cls._reads = Reads(cls)
    cls._patch_facts = None  # of diff, merge and overlay (edits/facts.py)


def _put_readers_before_slots(cls: Any, held: Mapping[str, str]) -> None:
    """Let fields read as what a caller knows where their slots hold something else; JSON parsed lazily reads itself."""
    anew = cls._own_slots
    inherited = tuple(slot for slot in cls._arrays if slot not in anew.values())
    cls._arrays = inherited + tuple(anew[field] for field, how in held.items() if how == "array")
    inherited_names = tuple(field for field in cls._lazy if field not in anew)
    cls._lazy = inherited_names + tuple(field for field, how in held.items() if how == "lazy")
    for field, how in held.items():
        if how != "lazy":
            setattr(cls, held_name(field), cls._own_slots[field])
            setattr(cls, field, property(unwrapping(attrgetter(held_name(field)))))


def _readers(cls: Any) -> dict[str, Callable[[Any], Any]]:
    """How to read each member, by its wire name, in wire order."""
    tag = tag_of(cls)
    readers: dict[str, Callable[[Any], Any]] = {} if tag is None else {tag[0]: lambda _: tag[1]}
    for name, attribute in zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True):
        if name != MARKED_NAME:  # there are extras in it, which their own methods read
            readers[name] = attrgetter(attribute)
    return readers


def _annotations(namespace: dict[str, Any]) -> dict[str, Any]:
    if "__annotations__" in namespace:
        return namespace["__annotations__"]  # type: ignore[no-any-return]
    annotate = namespace.get("__annotate_func__") or namespace.get("__annotate__")  # Python 3.14
    return annotate(1) if annotate else {}


def _inline(bases: tuple[type, ...], namespace: dict[str, Any], order: tuple[str, ...]) -> tuple[type, ...]:
    """Copy the fields of a private base into the class that is being made; gives the bases without it.

    msgspec puts the fields of a base first, and goes by that order on the wire.
    """
    shared, *others = bases
    hints = _annotations(dict(vars(shared))) | _annotations(namespace)
    defaults = {info.name: info.default for info in msgspec.structs.fields(shared) if not info.required}
    if sorted(order) != sorted(hints):
        raise TypeError(f"`wire_order` has to name each of {', '.join(hints)}")
    for name in ("__annotate_func__", "__annotate__"):
        namespace.pop(name, None)
    namespace["__annotations__"] = {name: hints[name] for name in order}
    for name, default in defaults.items():
        namespace.setdefault(name, default)
    namespace["_shares"] = shared
    return (*shared.__bases__, *others)
