"""References in a file: to a text (`$file`), to another file's settings (`$use`), to the environment (`$env`).

They are looked for along the declared types, so never inside free-form JSON, where ``$ref`` and the like are
somebody else's. Files are read below one folder that the caller names, symbolic links included.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import UNSET

from .._core.paths import Steps, render_path
from .._core.shape import Type, fields_of, variant_of
from .._core.values import JsonObject
from ..errors import nearest, quote
from .failures import FileError
from .parse import Format, format_of, parse
from .places import Places

__all__ = ["Reference", "Resolver", "Text"]

MAX_BYTES = 64 * 1024 * 1024
"""What all files of one load have together, at most."""

_KINDS = ("$file", "$use", "$env")
_MOST_FILES = 1_000


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
        self, value: Any, type_: Type, at: Steps = (), using: tuple[Text, ...] = (), *, secret: bool = False
    ) -> Any:
        """``value`` with every reference in it resolved. What goes wrong is added to `problems`."""
        if isinstance(value, dict):
            kind = next((name for name in _KINDS if name in value), None)
            if kind is not None:
                return self._referred(value, kind, type_, at, using, secret=secret)
            return self._resolve_members(value, type_, at, using, secret=secret)
        if isinstance(value, list) and type_.items is not None:
            return self._resolve_items(value, type_.items, at, using, secret=secret)
        return value

    def place(self, steps: Steps, name: str | None = None) -> tuple[str, int, int]:
        """File, line and column of what ``steps`` lead to, or of its member ``name`` where the file has it."""
        depth = max(len(used) for used in self.sources if steps[: len(used)] == used)
        source, places = self.sources[steps[:depth]]
        inner = steps[depth:]
        if name is not None and places.has((*inner, name)):
            inner = (*inner, name)
        return (source.name, *places.find(inner))

    def _resolve_members(
        self, value: dict[str, Any], type_: Type, at: Steps, using: tuple[Text, ...], *, secret: bool
    ) -> dict[str, Any]:
        struct = variant_of(type_, value) if type_.variants else None
        if struct is None:
            if type_.holder is None or issubclass(type_.holder, JsonObject):
                return value
            return {  # a map of texts
                name.removeprefix("$") if name.startswith("$$") else name: self.resolve(
                    member, _TEXT, (*at, name), using, secret=secret
                )
                for name, member in value.items()
            }
        fields = fields_of(struct)
        resolved = {}
        for name, member in value.items():
            field = fields.get(name)
            if field is None:
                resolved[name] = member
            else:
                resolved[name] = self.resolve(member, field.type, (*at, name), using, secret=secret or field.secret)
        return resolved

    def _resolve_items(
        self, value: list[Any], type_: Type, at: Steps, using: tuple[Text, ...], *, secret: bool
    ) -> list[Any]:
        """A list's items; a used file that holds a list stands for its items."""
        items: list[Any] = []
        for written, item in enumerate(value):
            here = (*at, len(items))
            if isinstance(item, dict) and "$use" in item:
                used = self._referred(item, "$use", Type(items=type_), here, using, secret=secret, item=True)
                if isinstance(used, list):
                    self._spread(here, len(used), at)
                    items += used
                else:
                    items.append(used)
            else:
                if written != len(items):  # items of a used file stand before it
                    self._moved(here, (*at, written))
                items.append(self.resolve(item, type_, here, using, secret=secret))
        return items

    def _referred(
        self,
        value: dict[str, Any],
        kind: str,
        type_: Type,
        at: Steps,
        using: tuple[Text, ...],
        *,
        secret: bool,
        item: bool = False,
    ) -> Any:
        target = value[kind]
        if len(value) > 1:
            other = next(name for name in value if name != kind)
            return self._wrong(at, f"`{kind}` stands alone in its object; found `{other}` beside it")
        if not isinstance(target, str) or not target:
            return self._wrong(at, f"Expected a name after `{kind}`, got {quote(target)}")
        if kind == "$env":
            return self._variable(target, at, secret=secret)
        text = self._read(kind, target, at, using[-1] if using else self.source)
        if text is None:
            return None
        self.references.append(Reference(render_path(at), kind, target, secret, missing=False))
        if kind == "$file":
            return text.text
        if text.path in [used.path for used in (self.source, *using)]:
            return self._wrong(at, f"`{target}` uses itself")
        try:
            content = parse(text.text, text.form, text.name)
        except FileError as error:
            problem = error.problems[0]
            self.problems.append((at, f"{error.place_of(problem)}: {problem.message}"))
            return None
        self.sources[at] = (text, Places(text.text, text.form))
        if item and not isinstance(content, list):
            return self.resolve(content, type_.items or Type(), at, (*using, text), secret=secret)
        return self.resolve(content, type_, at, (*using, text), secret=secret)

    def _variable(self, name: str, at: Steps, *, secret: bool) -> Any:
        if self.env is None:
            return self._wrong(at, "`$env` is not allowed here; give `load` the variables: `env=os.environ`")
        value = self.env.get(name, UNSET)
        missing = value is UNSET
        if missing and not self.missing_env:
            return self._wrong(at, f"The environment has no variable `{name}`{nearest(name, self.env)}")
        self.references.append(Reference(render_path(at), "$env", name, secret, missing))
        return "" if missing else str(value)

    def _read(self, kind: str, target: str, at: Steps, source: Text) -> Text | None:
        """The file that is meant; None, and a problem noted, for one that must not or can't be read."""
        if self.root is None:
            self._wrong(at, f"`{kind}` is not allowed here; give `load` the folder: `root=...`")
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
            self._wrong(at, f"The files have more than {MAX_BYTES // 1024**2} MiB together")
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

    def _spread(self, first: Steps, count: int, at: Steps) -> None:
        """The items of a used list have places of their own in its file."""
        text, places = self.sources.pop(first)
        position = int(first[-1])
        for i in range(count):
            self.sources.setdefault((*at, position + i), (text, _Shifted(places, (i,))))

    def _moved(self, here: Steps, written: Steps) -> None:
        """An item behind used lists stands at another position in the file than in the configuration."""
        depth = max(len(used) for used in self.sources if here[: len(used)] == used)
        text, places = self.sources[here[:depth]]
        self.sources[here] = (text, _Shifted(places, written[depth:]))


class _Shifted(Places):
    """The places of what lies below ``start`` in a file."""

    def __init__(self, places: Places, start: Steps) -> None:
        self._places = places
        self._start = start

    def find(self, steps: Steps) -> tuple[int, int]:
        return self._places.find((*self._start, *steps))


_TEXT = Type(scalars=(str,))
