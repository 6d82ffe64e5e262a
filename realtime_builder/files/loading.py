"""From a file to a configuration: `load`, `loads`, and `load_document`, which knows where everything stands.

The way of a file: its text is parsed, the dialect and the type are chosen, references are put in their place,
and the result is decoded once. Every mistake is told, each with its line and column.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .failures import FileError, Problem
from .layered import Reading
from .parse import Format, format_of, named_format
from .references import MAX_BYTES, Text

if TYPE_CHECKING:
    from ..dialects import Dialect
    from ..encoding import Unknown
    from .document import Document

__all__ = ["load", "load_document", "loads", "source_of", "text_of"]

C = TypeVar("C")


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
    source = text_of("<text>", text.encode() if isinstance(text, str) else text, named_format(format))
    return Reading([(source, _folder(root))], unknown, env, text_values=text_values).read(type=type).config


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
    source = source_of(path, None if format is None else named_format(format))
    reading = Reading([(source, _folder(root))], unknown, env, missing_env=missing_env, text_values=text_values)
    return reading.read(type=type, dialect=dialect, message=message)


def _folder(root: str | Path | None) -> Path | None:
    return None if root is None else Path(root)


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
