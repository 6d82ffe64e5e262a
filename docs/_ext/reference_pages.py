"""Sphinx extension: the pages of the reference that are read off the declarations.

For each dialect a page per room with its types: every field with its type, range, null and meaning. They are
written before a build, and are no part of the repository.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from realtime_builder import Config, dialects
from realtime_builder._core.shape import Field, Type, fields_of, tag_of
from realtime_builder.record import record_of
from realtime_builder.schema import descriptions_of

GENERATED = "reference/types"
_MAXIMUM = 1e300


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", lambda app: write_pages(Path(app.srcdir) / GENERATED))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(folder: Path) -> None:
    """Write a page for each room of each dialect, and one for each dialect that lists them."""
    shutil.rmtree(folder, ignore_errors=True)
    for dialect in dialects.DIALECTS:
        package = importlib.import_module(f"realtime_builder.{dialect}")
        rooms = {name: classes for name in rooms_of(package) if (classes := list(classes_of(package, name)))}
        for name, classes in rooms.items():
            write(folder / dialect / f"{name}.md", room_page(dialect, name, classes))
        write(folder / f"{dialect}.md", dialect_page(dialect, package, list(rooms)))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rooms_of(package: Any) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(package.__path__))


def classes_of(package: Any, room: str) -> Iterator[type[Config]]:
    """The public types that a room declares, in the order in which they stand there."""
    module = importlib.import_module(f"{package.__name__}.{room}")
    for name, member in vars(module).items():
        public = inspect.isclass(member) and issubclass(member, Config) and not name.startswith("_")
        if public and member.__module__ == module.__name__ and hasattr(package, name):
            yield member


def dialect_page(dialect: str, package: Any, rooms: list[str]) -> str:
    title = record_of(dialect).title
    entries = "\n".join(f"{dialect}/{room}" for room in rooms)
    return f"# {title}: `{dialect}`\n\n{inspect.getdoc(package)}\n\n```{{toctree}}\n:maxdepth: 1\n\n{entries}\n```\n"


def room_page(dialect: str, room: str, classes: list[type[Config]]) -> str:
    module = importlib.import_module(classes[0].__module__)
    about = inspect.getdoc(module) or ""
    return "\n".join(
        [
            f"# {room.replace('_', ' ').capitalize()}",
            "",
            f"`realtime_builder.{dialect}`. {about}",
            "",
            *(class_entry(dialect, cls) for cls in classes),
        ]
    )


def class_entry(dialect: str, cls: type[Config]) -> str:
    tag = tag_of(cls)
    lines = [
        f"## {cls.__name__}",
        "",
        f"````{{py:class}} realtime_builder.{dialect}.{cls.__name__}",
        ":no-index-entry:",
        "",
    ]
    lines += [inspect.getdoc(cls) or "", ""]
    if tag is not None:
        lines += [f"On the wire: `{tag[0]}: {tag[1]}`.", ""]
    described = descriptions_of(cls)
    fields = fields_of(cls)
    if fields:
        lines += ["| field | type | null | meaning |", "|---|---|---|---|"]
        lines += [row(dialect, field, described.get(name, "")) for name, field in fields.items()]
    return "\n".join([*lines, "````", ""])


def row(dialect: str, field: Field, meaning: str) -> str:
    name = f"`{field.name}`" + (" (required)" if field.required else "")
    null = "yes" if field.type.nullable else "no"
    if field.cleared_by is not None and field.cleared_by.token is not None:
        null += (
            f"; cleared by `{field.cleared_by.token or '[]'!s}`"
            if field.cleared_by.token == ()
            else '; cleared by `""`'
        )
    secret = " Never shown." if field.secret else ""
    text = " ".join(meaning.split()) + secret
    return f"| {name} | {type_text(dialect, field.type)} | {null} | {cell(text)} |"


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def type_text(dialect: str, type_: Type) -> str:
    """A type in words, with its words and its range."""
    parts = [f"{{py:class}}`~realtime_builder.{dialect}.{struct.__name__}`" for struct in type_.variants]
    if type_.known:
        parts.append("text, such as " + ", ".join(f"`{word}`" for word in type_.known))
    parts += [f"`{value}`" for value in type_.literals]
    parts += [scalar_text(kind, type_) for kind in type_.scalars if not (kind is str and type_.known)]
    if type_.items is not None:
        parts.append(f"list of {type_text(dialect, type_.items)}")
    if type_.holder is not None:
        parts.append("map of texts" if "Json" not in type_.holder.__name__ else "JSON object")
    return cell(" or ".join(parts)) or "JSON"


def scalar_text(kind: type, type_: Type) -> str:
    name = {str: "text", int: "integer", float: "number", bool: "boolean", bytes: "audio, base64 on the wire"}[kind]
    bounds = []
    for meta in type_.metas:
        for limit, word in (
            (meta.ge, "at least"),
            (meta.gt, "more than"),
            (meta.le, "at most"),
            (meta.lt, "less than"),
        ):
            if limit is not None and abs(limit) < _MAXIMUM and kind in (int, float):
                bounds.append(f"{word} {limit:g}")
        if meta.max_length is not None and kind is str:
            bounds.append(f"at most {meta.max_length} characters")
    return " ".join([name, ", ".join(bounds)]).strip()
