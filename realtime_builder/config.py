"""`Config`, the base of every configuration: the one clever page.

Why it is as it is (the modules named are in _core):

- msgspec builds, compares, hashes, encodes and decodes the structs in C. This library adds that
  a caller's mistake raises where it is made, that nothing reachable can change, and that large
  parts are encoded once.
- Construction is an edit of a blank value, in the metaclass's ``__call__``; decoding, which
  makes instances in C, does not go that way and does not pay for validation a second time.
- A slot may hold something else than the attribute gives (values.py): a `StructArray` reads as
  a tuple, a `StringMap` as a ``PMap``. The metaclass (meta.py) puts a property before such a slot;
  msgspec goes by the slots. A decoded tuple gets into its `StructArray` in ``__post_init__`` (arrays.py).
- `copy_with` copies the struct in C and sets the copy's slots before anybody else sees it. How
  a value gets there is looked up by the field's name and the value's exact type
  (setters.py); msgspec converts all other values.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, cast, dataclass_transform, overload

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import astuple, force_setattr

from ._core.extras import rebuild
from ._core.free_json import json_of
from ._core.intake import replace
from ._core.keeping import as_said, revive_as_said
from ._core.masking import hidden, is_secret, masked
from ._core.meta import ConfigMeta, derived
from ._core.paths import Path, parse_path, place_of
from ._core.plain import plain
from ._core.plans import NOT_PLANNED, Plan
from ._core.read_plans import NOT_READ, Reads
from ._core.reading import decode_plain, unpickle
from ._core.shape import declared_class, fields_of, tag_of
from ._core.showing import explain
from ._core.slots import copy_struct, held_by_wire
from ._core.values import JsonObject  # noqa: TC001 - so that the hints of methods can be read
from ._core.walker import put_unchecked
from .edits import at_depth as edit
from .edits import holes, overlay, patches
from .encoding import JsonText, Unknown, decode, encode
from .errors import ValidationError

__all__ = ["Config"]

if TYPE_CHECKING:
    from ._core.copy_signature import CopyWith

    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
    class _Base(Struct, Mapping[str, Any], frozen=True, kw_only=True):
        """What a value is besides: a mapping, which at run time it is by registration."""
else:
    _Base = Struct


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
        _kind = ""
        _open = False
        _updated_by = ()

    # Edit

    if TYPE_CHECKING:
        copy_with: ClassVar[CopyWith]
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
    def from_json(cls, data: JsonText, /, *, unknown: Literal["error", "drop"] = ...) -> Self: ...
    @overload
    @classmethod
    def from_json(cls, data: JsonText, /, *, unknown: Unknown) -> Self | JsonObject: ...
    @classmethod
    def from_json(cls, data: JsonText, /, *, unknown: Unknown = "error") -> Any:
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
        """The members that `repr` and rich show: none that is omitted, and no secret."""
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
                printer.text("," if position else "")
                printer.breakable(" " if position else "")
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
        if derived:  # a value inside may be of a class that JSON does not tell
            return rebuild, (declared_class(type(self)), held_by_wire(self))
        core, encoded = declared_class(type(self)), encode(self)
        if as_said and unpickle(core, encoded) != self:
            return revive_as_said, (core, held_by_wire(self))
        return unpickle, (core, encoded)


cast("ABCMeta", Mapping).register(Config)
