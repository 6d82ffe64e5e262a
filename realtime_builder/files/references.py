"""References in a file: to a text (`$file`), to another file's settings (`$use`), to the environment (`$env`).

They are looked for along the declared types, so never inside free-form JSON, where ``$ref`` and the like are
somebody else's: there only an object that is nothing but a reference is one. A name that begins with ``$$``
stands for one with a ``$`` less. Files are read below one folder that the caller names, symbolic links included.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from .._core.paths import Steps, render_path
from .._core.shape import Type, fields_of, variant_of
from .._core.values import JsonObject, StringMap
from ..errors import nearest, quote, shorten
from .failures import FileError
from .parse import Format, format_of, parse
from .places import Places

__all__ = ["Reference", "Resolver", "Text", "escaped"]

MAX_BYTES = 64 * 1024 * 1024
"""What all files of one load have together, at most, with the aliases in them written out."""

_KINDS = ("$file", "$use", "$env")
_MOST_FILES = 1_000
_TOO_MUCH = f"The files have more than {MAX_BYTES // 1024**2} MiB together"


class Reference(NamedTuple):
    """A value that a file takes from elsewhere."""

    path: str
    """Where the value stands in the configuration, as edits take it."""

    kind: str
    """``$file``, ``$use`` or ``$env``."""

    target: str
    """The file or the variable that is named."""

    secret: bool
    """Whether the field counts as a secret, which is where `$env` belongs."""

    missing: bool
    """Whether the variable is not set, where that was allowed."""


class Text(NamedTuple):
    """A file's text, and where it came from."""

    name: str
    text: str
    form: Format
    path: Path | None
    """The file, in whose folder its own references start; None for standard input and text from memory."""


class Resolver:
    """Puts what references name in their place. One is made for each load."""

    def __init__(
        self, source: Text, root: Path | None, env: Mapping[str, str] | None, *, missing_env: bool = False
    ) -> None:
        self.source = source
        self.root = None if root is None else root.resolve()
        self.env = env
        self.missing_env = missing_env
        self.references: list[Reference] = []
        self.problems: list[tuple[Steps, str]] = []
        self.sources: dict[Steps, tuple[Text, Places]] = {(): (source, Places(source.text, source.form))}
        """By the path at which it is used: a file, and the places in it."""
        self._left = MAX_BYTES - len(source.text)
        self._files = 0

    def resolve(
        self,
        value: Any,
        type_: Type,
        at: Steps = (),
        using: tuple[Text, ...] = (),
        *,
        secret: bool = False,
        below: Any = None,
    ) -> Any:
        """``value`` with every reference in it resolved. What goes wrong is added to `problems`.

        ``below`` is what the value is laid over, which may have the tag that it leaves out.
        """
        if isinstance(value, dict):
            kind = _kind_of(value, type_)
            if kind is not None:
                return self._referred(value, kind, type_, at, using, secret=secret, below=below)
            return self._resolve_members(value, type_, at, using, secret=secret, below=below)
        if isinstance(value, list) and type_.items is not None:
            return self._resolve_items(value, type_.items, at, using, secret=secret)
        return value

    def place(self, steps: Steps, name: str | None = None) -> tuple[str, int, int]:
        """File, line and column of what ``steps`` lead to, or of its member ``name`` where the file has it."""
        depth = self._depth(steps)
        source, places = self.sources[steps[:depth]]
        inner = steps[depth:]
        if name is not None and places.has((*inner, name)):
            inner = (*inner, name)
        return (source.name, *places.find(inner))

    def _resolve_members(
        self, value: dict[str, Any], type_: Type, at: Steps, using: tuple[Text, ...], *, secret: bool, below: Any
    ) -> dict[str, Any]:
        lower = below if isinstance(below, dict) else {}
        struct = variant_of(type_, {**lower, **value}) if type_.variants else None
        if struct is None:
            if type_.holder is None or issubclass(type_.holder, JsonObject):
                if _is_free(type_):
                    return _unescaped(value) if len(value) == 1 else value
                self._require_known_kind(value, at)
                return _unescaped(value)
            return {  # a map of texts
                _unescaped_name(name): self.resolve(member, _TEXT, (*at, name), using, secret=secret)
                for name, member in value.items()
            }
        fields = fields_of(struct)
        resolved = {}
        for name, member in value.items():
            field = fields.get(name)
            if field is None:
                resolved[_unescaped_name(name)] = member
            else:
                resolved[name] = self.resolve(
                    member, field.type, (*at, name), using, secret=secret or field.secret, below=lower.get(name)
                )
        return resolved

    def _require_known_kind(self, value: dict[str, Any], at: Steps) -> None:
        """Note a misspelt reference where no object can stand; what else stands there, the type refuses."""
        name = next(iter(value)) if len(value) == 1 else ""
        guess = nearest(name, _KINDS)
        if name.startswith("$") and guess and not _ESCAPED.fullmatch(name):
            self._wrong(at, f"No reference is called `{shorten(name)}`{guess}")

    def _resolve_items(
        self, value: list[Any], type_: Type, at: Steps, using: tuple[Text, ...], *, secret: bool
    ) -> list[Any]:
        """A list's items; a used file that holds a list stands for its items."""
        items: list[Any] = []
        depth = self._depth(at)
        text, places = self.sources[at[:depth]]
        self._extend(items, value, type_, at, using, (text, _Shifted(places, at[depth:])), secret=secret)
        return items

    def _extend(
        self,
        items: list[Any],
        value: list[Any],
        type_: Type,
        at: Steps,
        using: tuple[Text, ...],
        source: tuple[Text, Places],
        *,
        secret: bool,
    ) -> None:
        text, places = source
        for written, item in enumerate(value):
            here = (*at, len(items))
            if isinstance(item, dict) and _kind_of(item, type_) == "$use":
                used = self._use(item, here, using)
                if used is None:
                    continue
                content, file = used
                source = (file, Places(file.text, file.form))
                if isinstance(content, list):
                    self._extend(items, content, type_, at, (*using, file), source, secret=secret)
                    continue
                self.sources[here] = source
                items.append(self.resolve(content, type_, here, (*using, file), secret=secret))
            else:
                self.sources[here] = (text, _Shifted(places, (written,)))
                items.append(self.resolve(item, type_, here, using, secret=secret))

    def _referred(
        self,
        value: dict[str, Any],
        kind: str,
        type_: Type,
        at: Steps,
        using: tuple[Text, ...],
        *,
        secret: bool,
        below: Any,
    ) -> Any:
        if kind == "$use":
            used = self._use(value, at, using)
            if used is None:
                return None
            content, file = used
            self.sources[at] = (file, Places(file.text, file.form))
            return self.resolve(content, type_, at, (*using, file), secret=secret, below=below)
        target = self._target(value, kind, at)
        if target is None:
            return None
        if kind == "$env":
            return self._variable(target, at, secret=secret)
        text = self._read(kind, target, at, using[-1] if using else self.source)
        if text is None:
            return None
        self.references.append(Reference(render_path(at), kind, target, secret, missing=False))
        return text.text

    def _use(self, value: dict[str, Any], at: Steps, using: tuple[Text, ...]) -> tuple[Any, Text] | None:
        """The content of a used file, its own references unread; None, and a problem noted, where it has none."""
        target = self._target(value, "$use", at)
        text = None if target is None else self._read("$use", target, at, using[-1] if using else self.source)
        if target is None or text is None:
            return None
        if text.path in [used.path for used in (self.source, *using)]:
            self._wrong(at, f"`{target}` uses itself")
            return None
        try:
            content = parse(text.text, text.form, text.name)
        except FileError as error:
            problem = error.problems[0]
            self._wrong(at, f"{error.place_of(problem)}: {problem.message}")
            return None
        self._left -= max(0, len(msgspec.json.encode(content)) - len(text.text))
        if self._left < 0:
            self._wrong(at, _TOO_MUCH)
            return None
        self.references.append(Reference(render_path(at), "$use", target, secret=False, missing=False))
        return content, text

    def _target(self, value: dict[str, Any], kind: str, at: Steps) -> str | None:
        """What a reference names; None, and a problem noted, for a malformed one."""
        target = value[kind]
        if len(value) > 1:
            other = next(name for name in value if name != kind)
            self._wrong(at, f"`{kind}` stands alone in its object; found `{shorten(other)}` beside it")
        elif not isinstance(target, str) or not target:
            self._wrong(at, f"Expected a name after `{kind}`, got {quote(target)}")
        else:
            return target
        return None

    def _variable(self, name: str, at: Steps, *, secret: bool) -> Any:
        if self.env is None:
            self._wrong(at, "`$env` is not allowed here; give `load` the variables: `env=os.environ`")
            return None
        value = self.env.get(name, UNSET)
        missing = value is UNSET
        if missing and not self.missing_env:
            self._wrong(at, f"The environment has no variable `{name}`{nearest(name, self.env)}")
            return None
        self.references.append(Reference(render_path(at), "$env", name, secret, missing))
        return "" if missing else str(value)

    def _read(self, kind: str, target: str, at: Steps, source: Text) -> Text | None:
        """The file that is meant; None, and a problem noted, for one that must not or can't be read."""
        if self.root is None:
            self._wrong(at, f"`{kind}` is not allowed here; give `load` the folder: `root=...`")
            return None
        if self._left < 0:  # which was told
            return None
        self._files += 1
        if self._files > _MOST_FILES:
            self._wrong(at, f"More than {_MOST_FILES:,} references to files")
            return None
        try:
            path = ((source.path.parent if source.path else self.root) / target).resolve()
            if not path.is_relative_to(self.root):
                self._wrong(at, f"`{target}` lies outside the folder that references may read")
                return None
            if stat.S_IFMT(path.stat().st_mode) not in (stat.S_IFREG, stat.S_IFDIR):  # opening a pipe may wait for ever
                self._wrong(at, f"`{target}` is a pipe or a device, not a file")
                return None
            with path.open("rb") as stream:
                data = stream.read(self._left + 1)
        except OSError as error:
            self._wrong(at, f"`{target}`: {error.strerror or error}")
            return None
        except (ValueError, RuntimeError):
            self._wrong(at, f"{quote(target)} is not the name of a file")
            return None
        self._left -= len(data)
        if self._left < 0:
            self._wrong(at, _TOO_MUCH)
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self._wrong(at, f"`{target}` is not text in UTF-8")
            return None
        form = Format.YAML if kind == "$file" else format_of(path.suffix, text)
        return Text(str(Path(source.name).parent / target), text, form, path)

    def _wrong(self, at: Steps, message: str) -> None:
        self.problems.append((at, message))

    def _depth(self, steps: Steps) -> int:
        """How many of the steps lead to the innermost file that they lie in."""
        return max(depth for depth in range(len(steps) + 1) if steps[:depth] in self.sources)


class _Shifted(Places):
    """The places of what lies below ``start`` in a file."""

    def __init__(self, places: Places, start: Steps) -> None:
        self._places = places
        self._start = start

    def find(self, steps: Steps) -> tuple[int, int]:
        return self._places.find((*self._start, *steps))


_TEXT = Type(scalars=(str,))


# What may be a reference, and how what looks like one is written


def _kind_of(value: dict[str, Any], type_: Type) -> str | None:
    kind = next((name for name in _KINDS if name in value), None)
    return None if len(value) > 1 and _is_free(type_) else kind


def _is_free(type_: Type) -> bool:
    """Whether any object may stand there."""
    typed = type_.variants or type_.scalars or type_.literals
    return not typed and (type_.holder is None or not issubclass(type_.holder, StringMap))


def _unescaped_name(name: str) -> str:
    return name[1:] if name.startswith("$$") else name


def _unescaped(value: dict[str, Any]) -> dict[str, Any]:
    return {name[1:] if _ESCAPED.fullmatch(name) else name: member for name, member in value.items()}


_LIKE_REFERENCE = re.compile(r"\$+(?:file|use|env)")
_ESCAPED = re.compile(r"\$\$+(?:file|use|env)")


def escaped(value: Any, type_: Type) -> Any:
    """Plain JSON of a type as a file has it, so that nothing in it is read as a reference."""
    if isinstance(value, list) and type_.items is not None:
        return [escaped(item, type_.items) for item in value]
    if not isinstance(value, dict):
        return value
    struct = variant_of(type_, value) if type_.variants else None
    if struct is None and (type_.holder is None or issubclass(type_.holder, JsonObject)):
        if _is_free(type_) and len(value) > 1:
            return value
        return {f"${name}" if _LIKE_REFERENCE.fullmatch(name) else name: value[name] for name in value}
    fields = {} if struct is None else fields_of(struct)
    written = {}
    for name, member in value.items():
        taken = name not in fields and (name in _KINDS or name.startswith("$$"))
        inner = fields[name].type if name in fields else _TEXT if struct is None else None
        written[f"${name}" if taken else name] = member if inner is None else escaped(member, inner)
    return written
