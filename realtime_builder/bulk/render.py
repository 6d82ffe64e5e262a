"""Many messages from one base, from any iterable of overrides. For files see jobs.py.

A line of overrides is laid over the base. Lines that fill the same places share a `Template`,
so the constant part is encoded once however many lines there are.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, Struct

from .._core.extras import extras_of
from .._core.paths import parse_path, place_of
from .._core.places import get
from .._core.shape import Type, declared_class, fields_of, tag_of
from .._core.walker import put
from ..config import Config
from ..edits.at_depth import transform
from ..edits.facts import is_container, updates_of
from ..edits.holes import as_text, filled, holes_in, texts_in
from ..edits.patches import merge
from ..encoding import encode
from ..errors import DecodeError, ValidationError, nearest, quote, shorten
from .template import Template, template_over

__all__ = ["BadLine", "Renderer", "render", "require_config"]

Override: TypeAlias = "Mapping[str, Any] | Struct | bytes | str"


class BadLine(Struct, frozen=True):
    """A line of overrides that was left out, and why."""

    line: int
    """Its number, counted from 1."""
    path: str
    error: str


def render(
    base: Struct,
    overrides: Iterable[Override],
    *,
    on_error: Callable[[BadLine], None] | None = None,
    first_line: int = 1,
) -> Iterator[bytes]:
    """Lay each of ``overrides`` over ``base`` and give the wire JSON of each result, lazily.

    An override is JSON text, a mapping, or a configuration. It is either a patch, which has the
    shape of the base and is laid over it as `Config.merge` does, or, where a key has a dot or a
    bracket, ``{path: value}`` pairs as `Config.transform` takes them. `UNSET` in a mapping leaves
    what the base has. Where texts of the base have holes (``{{caller}}``, see `Template.from_text`), a
    mapping has their values beside that, each under the hole's name, or replaces the text.

    ``on_error`` is given each bad override, which is left out; without it the first one raises.
    ``first_line`` is the number that the first override has in reports.

    Raises:
        ValidationError: for a bad override, without ``on_error``; the message has its number. For one
            override in place of a list. For a base that is not a configuration, or has a hole with the
            name of one of its members.
    """
    renderer = Renderer(base)
    if isinstance(overrides, Mapping | Struct | bytes | str):
        raise ValidationError(f"Expected several overrides, got one `{type(overrides).__name__}`; put it into a list")
    for number, override in enumerate(overrides, first_line):
        try:
            message = renderer.render(override)
        except ValidationError as error:
            if on_error is None:
                raise ValidationError(f"Line {number}: {error.message}", error.path) from None
            on_error(BadLine(number, error.path, error.message))
        else:
            yield message


def require_config(base: object) -> None:
    """Raise a `ValidationError` unless ``base`` is a configuration."""
    if not isinstance(base, Config):
        raise ValidationError(f"Expected a configuration, got `{type(base).__name__}`")


_MOST_TEMPLATES = 256  # lines that all fill other places must not fill the memory


class Renderer:
    """Lays overrides over one base, and keeps a template for each set of places that they fill."""

    def __init__(self, base: Struct) -> None:
        require_config(base)
        self._base = base
        self._texts = texts_in(base)
        self._names = holes_in(self._texts)
        for name, steps in self._names.items():
            if name in fields_of(type(base)) or name in extras_of(base):
                message = f"`{name}` is a hole in a text and a member of the base; call the hole something else"
                raise ValidationError(message, place_of(steps))
        self._whole = _Level(base, "")
        self._templates: dict[tuple[str, ...], Template] = {}
        self._by_path: dict[tuple[str, ...], bool] = {}
        """Whether an override with these keys is pairs of path and value."""

    def render(self, override: Override) -> bytes:
        """One message.

        Raises:
            ValidationError: for a bad override.
        """
        if isinstance(override, Struct):
            return encode(self._filled(merge(self._base, override), {}))
        members: Any = _parse(override) if isinstance(override, bytes | str) else override
        if type(members) is not dict and not isinstance(members, Mapping):
            raise ValidationError(f"Expected `object`, got `{type(members).__name__}`")
        if len(self._templates) > _MOST_TEMPLATES or len(self._by_path) > _MOST_TEMPLATES:
            self._templates.clear()
            self._by_path.clear()
        given: dict[str, Any] = {}
        if self._names:
            given = {name: value for name, value in members.items() if name in self._names}
            members = {name: value for name, value in members.items() if name not in given}
        keys = (*members,)
        by_path = self._by_path.get(keys)
        if by_path is None:
            by_path = self._by_path[keys] = _takes_paths(keys)
        if not by_path:
            members = self._whole.settings(members, {})
            keys = (*members,)
        elif not isinstance(override, bytes | str) and any(
            value is UNSET or callable(value) for value in members.values()
        ):
            edited = transform(self._base, *chain.from_iterable(members.items())) if members else self._base
            return encode(self._filled(edited, given))
        template = self._templates.get(keys)
        if template is None:
            self._require_no_misspelt_hole(keys)
            paths = {path: path for path in keys}
            template = self._templates[keys] = template_over(self._base, paths, self._texts)
        if not given:
            return template.encode(**members)
        try:
            return template.encode(**members, **given)
        except ValidationError:
            self._require_no_replaced_text(keys, given)
            raise

    def _require_no_replaced_text(self, keys: Iterable[str], given: Iterable[str]) -> None:
        """Say why a hole is not there: the override replaces its text."""
        paths = [parse_path(key) for key in keys]
        for name in given:
            texts = [text.steps for text in self._texts if name in holes_in([text])]
            if all(any(steps[: len(path)] == path for path in paths) for steps in texts):
                message = f"The override replaces the text that has the hole `{name}`; leave out one of the two"
                raise ValidationError(message, place_of(texts[0]))

    def _require_no_misspelt_hole(self, keys: tuple[str, ...]) -> None:
        for name in keys:
            guess = nearest(name, self._names)
            if guess and not self._whole.has(name):
                owner = type(self._base).__name__
                raise ValidationError(f"{owner} has no field `{shorten(name)}`, and no text such a hole{guess}")

    def _filled(self, message: Any, given: Mapping[str, Any]) -> Any:
        """An edited base in which the texts that are still there are filled."""
        for text in self._texts:
            if get(message, text.steps) != get(self._base, text.steps):
                continue
            for name in holes_in([text]):
                if given.get(name, UNSET) is UNSET:
                    raise ValidationError(f"No value for hole `{name}`", place_of(text.steps))
            texts = {name: as_text(name, given[name]) for name in holes_in([text])}
            message = put(message, text.steps, filled(text.pieces, texts))
        return message


class _Level:
    """A group of settings in the base, through which a patch is taken apart as `merge` would lay it over.

    ``owner`` is a configuration, or the class of one that is not there yet.
    """

    def __init__(self, owner: Any, prefix: str, union: tuple[type[Struct], ...] = ()) -> None:
        self._tags = frozenset(tag[0] if tag else None for tag in map(tag_of, union))
        """The names of the tags in the union that the level is of; None where a variant has none."""
        self._missing = isinstance(owner, type)
        cls = declared_class(owner if self._missing else type(owner))
        self._tag, self._prefix = tag_of(cls), prefix
        self._known = {*fields_of(cls), *(self._tag or ())[:1], *(() if self._missing else extras_of(owner))}
        self._inner: dict[str, _Level] = {}
        for name, field in fields_of(cls).items():
            container = _container(owner, field.type, name)
            if container is not None:
                self._inner[name] = _Level(container, f"{prefix}{name}.", field.type.variants)

    def has(self, path: str) -> bool:
        """Whether the path begins with a member of the level."""
        return path.partition(".")[0].partition("[")[0] in self._known

    def settings(self, patch: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
        """Put the patch's settings, by path, into ``found``."""
        for name, member in patch.items():
            if not isinstance(name, str):
                raise _no_name(name, f"$.{self._prefix[:-1]}" if self._prefix else "")
            if member is UNSET and name in self._known:
                continue
            inner = self._inner.get(name)
            if inner is not None and isinstance(member, Mapping) and inner.is_meant_by(member):
                before = len(found)
                inner.settings(member, found)
                if len(found) == before and inner._missing:
                    found[self._prefix + name] = member
            elif self._tag is None or name != self._tag[0]:
                found[self._prefix + name] = member
            elif member != self._tag[1]:
                path = f"$.{self._prefix}{name}"
                raise ValidationError(f"Expected `{self._tag[1]}`, got {quote(member)}", path)
        return found

    def is_meant_by(self, patch: Mapping[str, Any]) -> bool:
        """Whether a patch is of the same type: its tag is the same, or left out where that can mean no other."""
        if self._tag is None:
            return self._tags.isdisjoint(patch)
        if None in self._tags and self._tag[0] not in patch:  # that is the variant without a tag
            return False
        return bool(patch.get(*self._tag) == self._tag[1])


def _container(owner: Any, type_: Type, name: str) -> Any:
    old = UNSET if isinstance(owner, type) else getattr(owner, name)
    if isinstance(old, Struct):
        return old if _merges_alike(old) else None
    missing = old is UNSET or old is None
    return type_.structs[0] if missing and len(type_.structs) == 1 and _merges_alike(type_.structs[0]) else None


def _merges_alike(group: Any) -> bool:
    """Whether a patch of a group of settings is of the group's own class, and not of one for updates."""
    cls = declared_class(group if isinstance(group, type) else type(group))
    return is_container(group) and cls in (updates_of(cls) or (cls,))


def _takes_paths(keys: tuple[Any, ...]) -> bool:
    for key in keys:
        if not isinstance(key, str):
            raise _no_name(key, "")
    return any("." in key or "[" in key for key in keys)


def _no_name(key: object, path: str) -> ValidationError:
    return ValidationError(f"Expected `str` as a key, got `{type(key).__name__}`", path)


def _parse(line: bytes | str) -> Any:
    try:
        return msgspec.json.decode(_without_mark(line))
    except RecursionError:
        raise ValidationError("Nested too deeply") from None
    except (msgspec.DecodeError, UnicodeError) as error:
        if not line.strip():
            raise DecodeError("Expected `object`, got an empty line") from None
        raise DecodeError(f"Not valid JSON: {error}; an override is one JSON object on a line of its own") from None


def _without_mark(line: bytes | str) -> bytes | str:
    """``line`` without the byte order mark that a file may begin with."""
    return line.removeprefix("\ufeff") if isinstance(line, str) else line.removeprefix(codecs.BOM_UTF8)
