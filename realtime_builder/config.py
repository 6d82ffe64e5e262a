"""`Config`, the base of every configuration: the one clever page.

Why it is as it is:

- msgspec builds, compares, hashes, encodes and decodes the structs in C. What is added here is
  that a caller's mistake raises where it is made, that nothing reachable can change, and that
  what is large is encoded once.
- Construction is an edit of a blank value, in the metaclass's ``__call__``; decoding, which
  makes instances in C, does not go that way and does not pay for validation a second time.
- A slot may hold something else than the attribute gives (values.py): a `StructArray` reads as
  a tuple, a `StringMap` as a ``PMap``. The metaclass puts a property before such a slot;
  msgspec goes by the slots. A decoded tuple gets into its `StructArray` in ``__post_init__`` (arrays.py).
- `copy_with` copies the struct in C and sets the copy's slots before anybody else sees it. How
  a value gets there is looked up by the field's name and the value's exact type
  (validation.py); what is not found there is converted by msgspec.
"""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Literal,
    ParamSpec,
    Protocol,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
    get_type_hints,
    overload,
)

import msgspec
from msgspec import UNSET, Struct, StructMeta
from msgspec.structs import astuple, force_setattr

from ._core.arrays import hold_arrays, hold_lazy
from ._core.extras import rebuild
from ._core.free_json import json_of
from ._core.frozen import MARKED_NAME
from ._core.intake import made_of, replace
from ._core.masking import hidden, is_secret, masked
from ._core.paths import Path, parse_path, place_of
from ._core.plain import plain
from ._core.plans import NOT_PLANNED, Plan
from ._core.reader import as_said, revive_as_said
from ._core.reading import decode_plain, unpickle
from ._core.reads import NOT_READ, Reads
from ._core.shape import declared_class, fields_of, held_how, require_immutable, tag_of
from ._core.showing import explain
from ._core.slots import copy_struct, held_by_wire, held_name, read_slots
from ._core.values import Boxed, JsonObject
from ._core.walker import put_unchecked
from .edits import at_depth as edit
from .edits import holes, overlay, patches
from .encoding import Json, Unknown, decode, encode
from .errors import ValidationError

__all__ = ["Config"]

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

if TYPE_CHECKING:

    class _HasReplace(Protocol[P]):
        """Checkers synthesise ``__replace__`` for dataclass-like types from Python 3.13 on."""

        def __replace__(self, *args: P.args, **kwargs: P.kwargs) -> Any: ...

    class _AnyChanges(Protocol[T_co]):
        """For a class that has required fields, and for mypy, below target 3.13."""

        def __call__(self, **changes: Any) -> T_co: ...

    class _AllOptional(Protocol[P, T_co]):
        """A class that can be made without arguments, so that capturing its fields demands none of them."""

        @overload
        def __call__(self) -> T_co: ...
        @overload
        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T_co: ...

    class _CopyWith(Protocol):
        """So `copy_with` takes exactly the fields, none of them required, and gives the class."""

        if sys.version_info >= (3, 13):

            def __get__(self, instance: _HasReplace[P], owner: type[T], /) -> Callable[P, T]: ...

        else:  # A class is a callable of its fields, which captures them as well.

            @overload
            def __get__(self, instance: object, owner: _AllOptional[P, T], /) -> Callable[P, T]: ...
            @overload
            def __get__(self, instance: object, owner: type[T], /) -> _AnyChanges[T]: ...

    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
    class _Base(Struct, Mapping[str, Any], frozen=True, kw_only=True):
        """What a value is besides: a mapping, which at run time it is by registration."""
else:
    _Base = Struct


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
        lazy = [field for field, how in held.items() if how == "lazy"]
        held = {field: how for field, how in held.items() if how != "lazy"}
        if "array" in held.values():
            namespace.setdefault("__post_init__", hold_arrays)
        elif lazy:
            namespace.setdefault("__post_init__", hold_lazy)
        options.setdefault("kw_only", True)  # the one option that msgspec does not inherit
        # Slots hold values that were there before, none of which can be changed, so there is no cycle to look
        # for. What the fields of others may hold is theirs to say.
        options.setdefault("gc", not namespace.get("__module__", "").startswith("realtime_builder."))
        cls: Any = super().__new__(mcls, name, bases, namespace, **options)
        if root or container:
            cls._grouping = True
        if root:
            cls._root = True
        if container:
            cls._container = True
        if open:
            cls._open = True
        if updated_by:
            updates = updated_by if isinstance(updated_by, tuple) else (updated_by,)
            cls._updated_by = tuple(update or cls for update in updates)
        cls._merges_alike = cls._grouping and not cls._updated_by
        cls._edits, cls._texts = {}, set()
        cls._readers = _readers(cls)
        cls._size = len(cls.__struct_fields__) + (tag_of(cls) is not None)
        cls._puts, cls._drops, cls._clears, cls._appends = {}, {}, {}, {}
        cls._start = None
        cls._reads = Reads(cls)
        cls._own_slots = {field: cls.__dict__[field] for field in annotations if field in cls.__struct_fields__}
        cls._slots = read_slots(cls)
        cls._patch_facts = None
        cls._arrays = cls._arrays + tuple(cls._own_slots[field] for field, how in held.items() if how == "array")
        cls._lazy = cls._lazy + tuple(lazy)
        for field in held:
            setattr(cls, held_name(field), cls._own_slots[field])
            setattr(cls, field, property(_unwrapping(attrgetter(held_name(field)))))
        if not cls.__module__.startswith("realtime_builder."):  # ours are tested
            if any(getattr(base, "_own_slots", None) for base in bases):
                _derived.append(name)
            with suppress(NameError):  # of a type that comes later; then `fields_of` looks
                require_immutable(
                    cls,
                    {
                        field: get_type_hints(cls, include_extras=True)[field]
                        for field in annotations
                        if field in cls._own_slots
                    },
                )
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


_derived: list[str] = []
"""Classes made outside that derive from a configuration, so that a value of one may stand for its base."""


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


def _unwrapping(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(config: Any) -> Any:
        held = get(config)
        return held.view if isinstance(held, Boxed) else held

    return read


class Config(_Base, metaclass=ConfigMeta, frozen=True, forbid_unknown_fields=True):
    """An immutable configuration, or a part of one.

    A field is omitted (`UNSET`), cleared (``None``, null on the wire) or set. Every method that
    edits returns a new value, which shares all unchanged parts with the old one.

    A value is also a read-only mapping of its fields that are not omitted, under their wire
    names, its tag (``type``) included. Values are hashable and compare by content.

    Construction takes the fields by keyword. It raises `ValidationError` for an unknown name, a
    wrong type or a value out of range; lists and dicts are copied and frozen.
    """

    if TYPE_CHECKING:
        _readers: ClassVar[Mapping[str, Callable[[Any], Any]]]
        _puts: ClassVar[Mapping[Path, Plan]]
        _drops: ClassVar[Mapping[Path, Plan]]
        _clears: ClassVar[Mapping[Path, Plan]]
        _reads: ClassVar[Reads]
        _is_extended: ClassVar[bool]
        _size: ClassVar[int]
    else:
        _arrays = ()
        _lazy = ()
        _root = False
        _container = False
        _grouping = False
        _merges_alike = False
        _is_extended = False
        _open = False
        _updated_by = ()

    # Edit

    if TYPE_CHECKING:
        copy_with: ClassVar[_CopyWith]
    else:

        def copy_with(self, /, **changes: Any) -> Self:
            """A copy with some fields changed: a value sets, ``None`` clears.

            A value of `UNSET` leaves the field as it is, so a caller can pass through what it
            was or was not given; to omit a field again, use `without`.

            Raises:
                ValidationError: for an unknown name, a wrong type or a value out of range.
            """
            texts = self._texts
            new = copy_struct(self)
            try:
                for name in changes:  # noqa: PLC0206 - faster than items()
                    value = changes[name]
                    if name in texts and type(value) is str and value.isascii():
                        force_setattr(new, name, value)  # most of what there is, without a further call
                    else:
                        self._edits[name][type(value)](new, name, value)
            except (KeyError, UnicodeError, msgspec.ValidationError):
                return replace(self, changes)  # which takes more, or says what is wrong
            return new  # type: ignore[no-any-return]

    if not TYPE_CHECKING:
        __replace__ = copy_with

    def without(self, *paths: Path) -> Self:
        """A copy in which the fields are omitted again: the server keeps its values.

        A path may lead to any depth, and into lists (``"tools.get_weather"``).

        Raises:
            ValidationError: for a path that does not exist, or a field that is required.
        """
        try:
            (path,) = paths
            return self._drops[path](self, None)  # type: ignore[no-any-return]
        except NOT_PLANNED:  # not yet, or not at all
            return edit.omit(self, *paths)

    def clear(self, *paths: Path) -> Self:
        """A copy in which the API's own clearing token is sent: null, ``""`` or ``[]``.

        >>> session.clear("instructions", "audio.input.noise_reduction")

        Raises:
            ValidationError: for a path that does not exist, or a field that the API can't clear.
        """
        try:
            (path,) = paths
            return self._clears[path](self, None)  # type: ignore[no-any-return]
        except NOT_PLANNED:
            return edit.clear(self, *paths)

    def transform(self, path: Path, value: Any, /, *more: Any) -> Self:
        """A copy changed at depth, by pairs of a path and a value or a function of the old value.

        A path is a dotted string or a tuple of steps; a list's step is a position or, for tools,
        a name. Missing objects on the path are created if their type is certain. A
        function gets `UNSET` for an omitted value; a value of `UNSET` leaves the old one.

        >>> session.transform("audio.output.voice", "cedar", ("tools", "get_weather", "description"), str.strip)

        Raises:
            ValidationError: for a path that does not exist, with the nearest name, or a wrong value.
        """
        if not more:
            try:
                return self._puts[path](self, value)  # type: ignore[no-any-return]
            except NOT_PLANNED:
                pass
        return edit.transform(self, path, value, *more)

    def merge(self, patch: Self) -> Self:
        """A copy with ``patch`` applied, as a server does on ``session.update``.

        Omitted fields stay, null clears, and values replace. Only
        containers (``audio``, ``audio.input``, ``audio.output``) merge member by member.

        Raises:
            ValidationError: for a patch of another type.
        """
        if type(patch) is type(self) and not self._is_extended:
            return patches.merge_alike(self, patch)  # type: ignore[no-any-return]
        return patches.merge(self, patch)

    def overlay(self, other: Self | dict[str, Any] | JsonObject, /) -> Self:
        """A copy overridden by ``other``, member by member at every depth, as an author means it.

        Omitted members stay, None clears, a value sets; a list, and an object of another variant
        (its ``type`` differs), replaces. A mapping may omit the ``type`` and required members: they
        are taken from below, and only the result is validated. Servers follow `merge` instead.

        >>> session.overlay({"audio": {"input": {"transcription": {"language": "de"}}}})

        Raises:
            ValidationError: for a configuration of another type, a wrong value, an unknown name, or a
                member that belongs to another variant than the one below.
        """
        if type(other) is type(self) and not self._is_extended:
            return overlay.overlay_alike(self, other)  # type: ignore[no-any-return]
        return overlay.overlay(self, other)

    def fill(self, /, **values: Any) -> Self:
        r"""A copy with the holes of its texts filled: ``{{caller}}`` with the value of ``caller``.

        A value is text or a number, and is never scanned for holes itself. Holes are found in texts that the
        types declare, not in free-form JSON. ``\{{`` stands for two braces; it is replaced once no hole is
        left, so that a text may be filled in steps. `check` reports unfilled holes. `UNSET` leaves one open.

        >>> session.fill(caller="Ada", language="French")

        Raises:
            ValidationError: for a name that no hole has, a value of another kind, or a text that its field refuses.
        """
        return holes.fill(self, values)

    def with_extra(self, path: Path, value: Any, /) -> Self:
        """A copy with any JSON at ``path``, even if the library does not know it or would refuse it.

        It is not validated, survives edits, and counts in equality, hash and repr.

        >>> session.with_extra("audio.input.turn_detection", {"type": "brand_new_vad"})

        Raises:
            ValidationError: for a value that is not JSON, or a path that does not exist.
        """
        steps = parse_path(path)
        config: Self = put_unchecked(self, steps, json_of(value, place_of(steps)))
        return config

    # Encode and decode

    def to_json(self) -> bytes:
        """The wire JSON, as `realtime_builder.encode` gives it."""
        return encode(self)

    @overload
    @classmethod
    def from_json(cls, data: Json, /, *, unknown: Literal["error", "drop"] = ...) -> Self: ...
    @overload
    @classmethod
    def from_json(cls, data: Json, /, *, unknown: Unknown) -> Self | JsonObject: ...
    @classmethod
    def from_json(cls, data: Json, /, *, unknown: Unknown = "error") -> Any:
        """Read wire JSON, as `realtime_builder.decode` does.

        Raises:
            DecodeError: for bytes that are not JSON.
            ValidationError: for JSON that is not of this type.
        """
        return decode(data, type=cls, unknown=unknown)

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:  # noqa: ARG002
        """The wire JSON as plain dicts and lists, ``None`` for cleared fields.

        ``exclude_readonly`` is an argument that Azure's client passes. Nothing here is read-only.
        """
        plain_value: dict[str, Any] = msgspec.json.decode(encode(self))
        return plain_value

    @overload
    @classmethod
    def from_dict(cls, members: Mapping[str, Any], /, *, unknown: Literal["error", "drop"] = ...) -> Self: ...
    @overload
    @classmethod
    def from_dict(cls, members: Mapping[str, Any], /, *, unknown: Unknown) -> Self | JsonObject: ...
    @classmethod
    def from_dict(cls, members: Mapping[str, Any], /, *, unknown: Unknown = "error") -> Any:
        """A configuration from plain dicts and lists, which are copied.

        Raises:
            ValidationError: for members that are not of this type.
        """
        if type(members) is not dict and not isinstance(members, Mapping):
            raise ValidationError(f"Expected `object`, got `{type(members).__name__}`")
        if unknown == "error" and ({*map(type, members)} <= {str} or all(isinstance(name, str) for name in members)):
            return cls(**members)
        return decode_plain(plain(members), declared_class(cls), unknown)

    # Read

    def at(self, path: Path, /, default: Any = UNSET) -> Any:
        """The value at ``path``, at any depth; None if it is cleared, `UNSET` if it is omitted.

        ``default`` replaces `UNSET`. Below a cleared object everything is cleared. A member
        that only another variant of a union has is omitted. Paths are those of `transform`.

        >>> session.at("audio.output.voice", default="marin")
        >>> session.at("tools.get_weather.description")

        Raises:
            ValidationError: for a name that no declared type has, with the nearest one, and for a list
                that has no such item.
        """
        try:
            value = self._reads[path](self)
        except NOT_READ:
            value = self._reads.read(self, path)
        return default if value is UNSET else value

    def __getitem__(self, name: str, /) -> Any:
        reader = self._readers.get(name)
        value = UNSET if reader is None else reader(self)
        if value is UNSET:
            is_path = isinstance(name, str) and ("." in name or "[" in name)
            raise KeyError(f"{name} is a path: `at` reads it, as in config.at({name!r})" if is_path else name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, read in self._readers.items() if read(self) is not UNSET])

    def __len__(self) -> int:
        count, unset = self._size, UNSET
        for value in astuple(self):  # faster than any function or comprehension
            if value is unset:
                count -= 1
        return count

    def __contains__(self, name: object, /) -> bool:
        reader = self._readers.get(name) if isinstance(name, str) else None
        return reader is not None and reader(self) is not UNSET

    if not TYPE_CHECKING:
        get = Mapping.get
        keys = Mapping.keys
        items = Mapping.items
        values = Mapping.values

    # Serve pydantic, which calls these once it is asked for a schema

    if not TYPE_CHECKING:

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return import_module("realtime_builder.interop.pydantic").core_schema(cls)

        @classmethod
        def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
            return import_module("realtime_builder.interop.pydantic").expanded_json_schema(cls)

    # Show, copy and pickle

    def explain(self) -> str:
        """One line per field, for people: its path, its state (set, cleared, omitted) and its value.

        Long values are cut, and secrets masked.
        """
        return explain(self)

    def __repr__(self) -> str:
        shown = [f"{name if name.isidentifier() else repr(name)}={value!r}" for name, value in self.__rich_repr__()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """What is shown, by `repr` and by rich: what is not omitted, and no secret."""
        fields, tag = fields_of(type(self)), tag_of(type(self))
        secret = {name for name, field in fields.items() if field.secret}
        return [
            (name, hidden(self[name]) if name in secret or is_secret(name) else masked(self[name]))
            for name in self
            if tag is None or name != tag[0]
        ]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - no value holds itself
        """How IPython prints it: over lines where one is too short."""
        with printer.group(4, f"{type(self).__name__}(", ")"):
            for position, (name, value) in enumerate(self.__rich_repr__()):
                if position:
                    printer.text(",")
                    printer.breakable()
                else:
                    printer.breakable("")
                printer.text(f"{name if name.isidentifier() else repr(name)}=")
                printer.pretty(value)

    def _ipython_key_completions_(self) -> list[str]:
        """What IPython completes in ``config["``."""
        return list(self)

    if not TYPE_CHECKING:
        # msgspec refuses ``x.name = value`` in C; from Python 3.12 on ``x.__setattr__`` went past that.

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"{type(self).__name__} is immutable")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"{type(self).__name__} is immutable")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object, /) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if _derived:  # a value inside may be of a class that JSON does not tell
            return rebuild, (declared_class(type(self)), held_by_wire(self))
        core, encoded = declared_class(type(self)), encode(self)
        if as_said and unpickle(core, encoded) != self:
            return revive_as_said, (core, held_by_wire(self))
        return unpickle, (core, encoded)


cast("ABCMeta", Mapping).register(Config)
