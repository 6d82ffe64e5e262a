"""From a file to a configuration: `load`, `loads`, and `load_document`, which knows where everything stands.

The way of a file: its text is parsed, the dialect and the type are chosen, references are put in their place,
and the result is decoded once. Every mistake is told, each with its line and column.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from .._core.paths import Path as ConfigPath
from .._core.paths import parse_path, render_path
from .._core.reading import decode_plain
from .._core.shape import Type, read_type
from ..dialects import Dialect, dialect_of, require_dialect
from ..encoding import validate
from ..errors import ValidationError
from .failures import FileError, Problem
from .parse import Format, format_of, parse_mapping
from .references import MAX_BYTES, Reference, Resolver, Text
from .roots import USUAL, Plan, likely_dialects, plan_of
from .text_values import read_texts

if TYPE_CHECKING:
    from ..config import Config
    from ..encoding import Unknown

__all__ = ["Document", "Place", "load", "load_document", "loads", "read_text", "source_of", "text_of"]

C = TypeVar("C")


class Place(NamedTuple):
    """Where something stands in a file."""

    file: str
    line: int
    """The first one is 1."""
    column: int
    """The first one is 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Document:
    """A file that was read: its configuration, and where each part of it stands.

    Immutable. What it was read from is kept, so it is for tools and for start-up, not for one per call.
    """

    __slots__ = ("_resolver", "config", "dialect", "plan", "references")

    config: Config
    """The session, the response, or the event that the file holds."""

    dialect: Dialect | None
    """The dialect that the file is of; None for a type that is of none."""

    references: tuple[Reference, ...]
    """What the file takes from elsewhere, in the order of the file."""

    plan: Plan | None
    """What the file is sent as; None where the caller gave its type."""

    def __init__(self, config: Config, dialect: Dialect | None, plan: Plan | None, resolver: Resolver) -> None:
        set_ = object.__setattr__
        set_(self, "config", config)
        set_(self, "dialect", dialect)
        set_(self, "plan", plan)
        set_(self, "references", tuple(resolver.references))
        set_(self, "_resolver", resolver)

    @property
    def file(self) -> str:
        """The file's name."""
        return self._resolver.source.name  # type: ignore[attr-defined, no-any-return]

    def with_config(self, config: Config) -> Document:
        """The same file with an edited configuration."""
        return Document(config, self.dialect, self.plan, self._resolver)  # type: ignore[attr-defined]

    def place(self, path: ConfigPath = "") -> Place:
        """Where the value at ``path`` stands, in this file or one that it uses; for an empty path, the beginning.

        Where the files do not go as deep, the place of the deepest that they have.
        """
        return Place(*self._resolver.place(parse_path(path) if path else ()))  # type: ignore[attr-defined]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Document is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Document is immutable")

    def __repr__(self) -> str:
        return f"Document({self.file!r}, {type(self.config).__name__})"


@overload
def load(
    path: str | Path,
    /,
    *,
    type: type[C],
    format: str | None = ...,
    unknown: Unknown = ...,
    root: str | Path | None = ...,
    env: Mapping[str, str] | None = ...,
    text_values: bool = ...,
) -> C: ...
@overload
def load(
    path: str | Path,
    /,
    *,
    type: Any = ...,
    format: str | None = ...,
    unknown: Unknown = ...,
    root: str | Path | None = ...,
    env: Mapping[str, str] | None = ...,
    text_values: bool = ...,
) -> Any: ...
def load(
    path: str | Path,
    /,
    *,
    type: Any = None,
    format: str | None = None,
    unknown: Unknown = "error",
    root: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    text_values: bool = False,
) -> Any:
    """The configuration in a YAML, JSON or TOML file: a session, a response, or the event that carries it.

    Without ``type`` the dialect that fits is taken, and the kind of session that the file says. ``format`` is
    ``"yaml"``, ``"json"`` or ``"toml"``; without it the name's ending decides. ``unknown`` is as for `decode`.

    References are refused unless they are allowed: ``root`` names the folder below which ``{$file: NAME}`` (a
    text) and ``{$use: NAME}`` (settings shared between files) may read, ``env`` has the variables that
    ``{$env: NAME}`` may name. With ``text_values`` a number or boolean given as text is read as what its field
    takes.

    >>> load("support.yaml", root="prompts", env={"CRM_TOKEN": token})

    Raises:
        FileError: with every mistake, its line and its column.
        ValidationError: for a ``format`` that there is not.
    """
    return load_document(
        path, type=type, format=format, unknown=unknown, root=root, env=env, text_values=text_values
    ).config


@overload
def loads(
    text: str | bytes,
    /,
    *,
    format: str,
    type: type[C],
    unknown: Unknown = ...,
    root: str | Path | None = ...,
    env: Mapping[str, str] | None = ...,
    text_values: bool = ...,
) -> C: ...
@overload
def loads(
    text: str | bytes,
    /,
    *,
    format: str,
    type: Any = ...,
    unknown: Unknown = ...,
    root: str | Path | None = ...,
    env: Mapping[str, str] | None = ...,
    text_values: bool = ...,
) -> Any: ...
def loads(
    text: str | bytes,
    /,
    *,
    format: str,
    type: Any = None,
    unknown: Unknown = "error",
    root: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    text_values: bool = False,
) -> Any:
    """`load` for a file's text. References to files start at ``root``.

    Raises:
        FileError: as `load`; the file is called ``<text>``.
    """
    source = text_of("<text>", text.encode() if isinstance(text, str) else text, _format(format))
    return read_text(source, type=type, unknown=unknown, root=root, env=env, text_values=text_values).config


def load_document(  # noqa: PLR0913 - keyword-only, each by itself
    path: str | Path,
    /,
    *,
    type: Any = None,
    dialect: Dialect | None = None,
    message: str | None = None,
    format: str | None = None,
    unknown: Unknown = "error",
    root: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    missing_env: bool = False,
    text_values: bool = False,
) -> Document:
    """`load` with what tools want to know besides: the places of all values, the references, the dialect.

    ``dialect`` says which it is, ``message`` what to make of the file (``"session"``, ``"session.update"``,
    ...). With ``missing_env`` a variable that ``env`` lacks is no mistake: an empty text takes its place, and
    its reference says so.

    Raises:
        FileError: as `load`.
    """
    source = source_of(path, None if format is None else _format(format))
    return read_text(
        source,
        type=type,
        dialect=dialect,
        message=message,
        unknown=unknown,
        root=root,
        env=env,
        missing_env=missing_env,
        text_values=text_values,
    )


def read_text(  # noqa: PLR0913 - as `load_document`
    source: Text,
    *,
    type: Any = None,
    dialect: Dialect | None = None,
    message: str | None = None,
    unknown: Unknown = "error",
    root: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    missing_env: bool = False,
    text_values: bool = False,
    edit: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Document:
    """`load_document` of a text. ``edit`` changes its plain members before anything else is done."""
    members = parse_mapping(source.name, source.text, source.form)
    if edit is not None:
        try:
            members = edit(members)
        except ValidationError as error:
            raise _failed(Resolver(source, None, None), [error]) from None
    reader = _Reader(source, unknown, None if root is None else Path(root), env, missing_env, text_values)
    if type is not None:
        return reader.read(members, read_type(type), type, _dialect_of(type))
    if dialect is not None:
        return reader.read_as(members, require_dialect(dialect), message)
    return reader.read_detected(members, message)


def _dialect_of(type_: Any) -> Dialect | None:
    return dialect_of(type_) if isinstance(type_, type) else None


class _Reader(NamedTuple):
    """How a text is to be read."""

    source: Text
    unknown: Unknown
    root: Path | None
    env: Mapping[str, str] | None
    missing_env: bool
    text_values: bool

    def read(
        self, members: Any, declared: Type, type_: Any, dialect: Dialect | None, plan: Plan | None = None
    ) -> Document:
        resolver = Resolver(self.source, self.root, self.env, missing_env=self.missing_env)
        members = resolver.resolve(members, declared)
        if resolver.problems:
            raise _failed(
                resolver,
                [ValidationError(message, f"$.{render_path(at)}" if at else "") for at, message in resolver.problems],
            )
        if self.text_values:
            members = read_texts(members, declared)
        again = members  # decoding takes what it is given over
        members = copy.deepcopy(members)
        try:
            config = decode_plain(members, type_, self.unknown)
        except ValidationError as error:
            raise _failed(resolver, validate(again, type=type_, unknown=self.unknown) or (error,)) from None
        return Document(config, dialect, plan, resolver)

    def read_as(self, members: dict[str, Any], dialect: Dialect, message: str | None) -> Document:
        try:
            plan = plan_of(members, dialect, message)
        except ValidationError as error:
            raise _failed(Resolver(self.source, None, None), [error]) from None
        return self.read(plan.members, read_type(plan.type), plan.type, dialect, plan)

    def read_detected(self, members: dict[str, Any], message: str | None) -> Document:
        """In the usual dialect if it takes the file, else in one that knows the most of its members."""
        best = likely_dialects(members, message)
        failed: dict[Dialect, FileError] = {}
        for dialect in dict.fromkeys((USUAL, *best)):
            try:
                return self.read_as(members, dialect, message)
            except FileError as error:
                failed[dialect] = error
        raise failed[best[0]]


_NAMED = re.compile(r" has no field `([^`]*)`")


def _failed(resolver: Resolver, errors: Iterable[ValidationError]) -> FileError:
    """The errors with their places. An unknown member's own place says more than that of its object."""
    problems = []
    for error in errors:
        named = _NAMED.search(error.message)
        steps = parse_path(error.path) if error.path else ()
        file, line, column = resolver.place(steps, named[1] if named else None)
        other = "" if file == resolver.source.name else file
        problems.append(Problem(error.message, error.path, line, column, other))
    return FileError(resolver.source.name, sorted(problems, key=lambda problem: (problem.file, *problem[2:4])))


def _format(format_: str) -> Format:
    try:
        return Format(format_)
    except ValueError:
        raise ValidationError(f"Expected `format` to be 'yaml', 'json' or 'toml', got {format_!r}") from None


def source_of(path: str | Path, form: Format | None = None) -> Text:
    """A file's text. Without ``form`` the name's ending decides, or else how the text begins.

    Raises:
        FileError: for a file that can't be read.
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        resolved = Path(path).resolve()
    except OSError as error:
        raise FileError(str(path), [Problem(error.strerror or str(error))]) from None
    return text_of(str(path), data, form, resolved)


def text_of(name: str, data: bytes, form: Format | None, path: Path | None = None) -> Text:
    """Bytes as a file's text.

    Raises:
        FileError: for too many of them, and for what is not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise FileError(name, [Problem(f"Larger than {MAX_BYTES // 1024**2} MiB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise FileError(name, [Problem("Not text in UTF-8", "", line, column)]) from None
    return Text(name, text, form or format_of("" if path is None else path.suffix, text), path)
