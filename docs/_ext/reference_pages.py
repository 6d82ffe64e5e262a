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

from declarations import declared_in

from realtime_builder import Config, dialects
from realtime_builder._core.shape import Field, Type, fields_of, tag_of
from realtime_builder.record import record_of
from realtime_builder.schema import descriptions_of

GENERATED = "reference/types"
_MAXIMUM = 1e300
_LONGEST_VALUE = 200
_COMMON = frozenset(dir(Config))


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", lambda app: write_pages(Path(app.srcdir) / GENERATED))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(folder: Path) -> None:
    """Write a page for each room of each dialect, and one for each dialect that lists them."""
    shutil.rmtree(folder, ignore_errors=True)
    for dialect in dialects.DIALECTS:
        package = importlib.import_module(f"realtime_builder.{dialect}")
        rooms = {room: names for room in rooms_of(package) if (names := list(names_of(package, room)))}
        for room, names in rooms.items():
            write(folder / dialect / f"{room}.md", room_page(dialect, package, room, names))
        write(folder / f"{dialect}.md", dialect_page(dialect, package, list(rooms)))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rooms_of(package: Any) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(package.__path__))


def names_of(package: Any, room: str) -> Iterator[str]:
    """The public names that a room declares, in the order in which they stand there."""
    for name in declared_in(f"{package.__name__}.{room}"):
        if not name.startswith("_") and name in package.__all__:
            yield name


def dialect_page(dialect: str, package: Any, rooms: list[str]) -> str:
    title = record_of(dialect).title
    entries = "\n".join(f"{dialect}/{room}" for room in rooms)
    return f"# {title}: `{dialect}`\n\n{inspect.getdoc(package)}\n\n```{{toctree}}\n:maxdepth: 1\n\n{entries}\n```\n"


def room_page(dialect: str, package: Any, room: str, names: list[str]) -> str:
    module = importlib.import_module(f"{package.__name__}.{room}")
    about = (inspect.getdoc(module) or "").split("\n\n")[0]
    return "\n".join(
        [
            f"# {room.replace('_', ' ').capitalize()}",
            "",
            f"`realtime_builder.{dialect}`. {about}",
            "",
            *(entry(dialect, package, module.__name__, name) for name in names),
        ]
    )


def entry(dialect: str, package: Any, module: str, name: str) -> str:
    member = getattr(package, name)
    if inspect.isclass(member) and issubclass(member, Config) and member.__name__ == name:
        return class_entry(dialect, member)
    full = f"realtime_builder.{dialect}.{name}"
    if inspect.isfunction(member):
        return f"## {name}\n\n```{{eval-rst}}\n.. autofunction:: {full}\n   :no-index-entry:\n```\n"
    declared = declared_in(module)[name]
    value = " ".join(declared.value.split())
    lines = [
        f"## {name}",
        "",
        f"````{{py:data}} {full}",
        ":no-index-entry:",
        ":no-contents-entry:",
        "",
        declared.text,
        "",
    ]
    if len(value) < _LONGEST_VALUE:
        lines += [f"`{name} = {value}`", ""]
    return "\n".join([*lines, "````", ""])


def class_entry(dialect: str, cls: type[Config]) -> str:
    tag = tag_of(cls)
    lines = [
        f"## {cls.__name__}",
        "",
        f"````{{py:class}} realtime_builder.{dialect}.{cls.__name__}",
        ":no-index-entry:",
        ":no-contents-entry:",
        "",
    ]
    lines += [inspect.cleandoc(vars(cls).get("__doc__") or ""), ""]  # without its fields, which follow
    if tag is not None:
        lines += [f"On the wire: `{tag[0]}: {tag[1]}`.", ""]
    described = descriptions_of(cls)
    fields = fields_of(cls)
    if fields:
        lines += ["| field | type | null | meaning |", "|---|---|---|---|"]
        lines += [row(dialect, field, described.get(name, "")) for name, field in fields.items()]
        lines.append("")
    verbs = [name for name in dir(cls) if name not in fields and name not in _COMMON and not name.startswith("_")]
    verbs = [name for name in verbs if inspect.isroutine(getattr(cls, name))]
    if verbs:
        lines += ["| method | effect |", "|---|---|"]
        lines += [f"| `{name}{arguments(cls, name)}` | {cell(summary(getattr(cls, name)))} |" for name in verbs]
    return "\n".join([*lines, "````", ""])


def arguments(cls: type[Config], name: str) -> str:
    """The parameters of a method as a caller writes them, without their types."""
    bound = not isinstance(inspect.getattr_static(cls, name), classmethod)
    taken = list(inspect.signature(getattr(cls, name)).parameters.values())[1 if bound else 0 :]
    words = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"} if (each := next(iter(taken), None)) else {}
    return f"({', '.join(words.get(each.kind, '') + each.name for each in taken)})"


def summary(method: Any) -> str:
    return " ".join((inspect.getdoc(method) or "").split("\n\n")[0].split())


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
