"""Sphinx extension: the pages of the reference that are read off what the package exports.

A page for each room of the face, with every name of `realtime_builder.__all__` in the room that declares it;
one for each other public module; and the command line, from the help of its commands.
"""

from __future__ import annotations

import importlib
import inspect
import shutil
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer
from declarations import Declared, declared_in, find, imported_from, modules_below

import realtime_builder
from realtime_builder import DIALECTS, dialects
from realtime_builder.cli import app as command_line_app

GENERATED = "reference/api"

ROOMS = {
    "config": "Configurations",
    "encoding": "Encoding and decoding",
    "edits": "Edits",
    "vocabulary": "The fluent vocabulary",
    "tools": "Tools",
    "files": "Files",
    "check": "Checks",
    "guard": "The guard",
    "convert": "Conversion",
    "interop": "The server's answers and the SDKs' objects",
    "bulk": "Templates and rendering",
    "schema": "JSON Schema",
    "dialects": "Dialects",
    "errors": "Errors",
    "digest": "Fingerprints",
}
"""The rooms of the face, in the order of the reference. A room that is not listed is titled by its name."""

MODULES = {
    "testing": "The loopback server",
    "testing.pytest_plugin": "The plugin for pytest",
    "integrations": "Integrations",
    "integrations.livekit": "LiveKit",
    "integrations.livekit_voicelive": "LiveKit with Voice Live",
    "integrations.pipecat": "Pipecat",
    "integrations.pipecat_voicelive": "Pipecat with Voice Live",
    "integrations.openai_agents": "openai-agents",
    "probe": "Probing a server",
    "recording": "Recording and replaying",
    "fields": "Fields, for dialects",
    "record": "Records, for dialects",
}
"""The other public modules."""

_MISPLACED = {"_core": "config"}


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", lambda app: write_pages(Path(app.srcdir) / GENERATED))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rooms = face()
    for room, names in rooms.items():
        write(folder / f"{room}.rst", room_page(room, names))
    for name, title in MODULES.items():
        write(folder / f"{name}.rst", module_page(name, title))
    write(folder / "command_line.md", command_line())
    listed = [*sorted(rooms, key=[*ROOMS, *rooms].index), *MODULES, "command_line"]
    write(
        folder / "index.rst",
        "\n".join(
            [
                "Functions and classes",
                "=====================",
                "",
                ".. toctree::",
                "",
                *(f"   {each}" for each in listed),
            ]
        ),
    )


def write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def face() -> dict[str, list[str]]:
    """The names of `realtime_builder.__all__` by the room that declares them."""
    rooms: dict[str, list[str]] = {}
    for name in realtime_builder.__all__:
        if name not in DIALECTS:
            module = "config" if name == "UNSET" else declaration(name).module.split(".")[1]
            rooms.setdefault(_MISPLACED.get(module, module), []).append(name)
    return rooms


def declaration(name: str) -> Declared:
    member = getattr(realtime_builder, name)
    if inspect.isclass(member) or inspect.isroutine(member):
        return declared_in(member.__module__)[name]
    if name in dialects.__all__:
        return declared_in(dialects.__name__)[name]
    package = imported_from("realtime_builder")[name]
    declared = any(name in declared_in(module) for module in modules_below(package))
    return find(name, package if declared else "realtime_builder._core")  # where what several floors share stands


def room_page(room: str, names: list[str]) -> str:
    title = ROOMS.get(room, room.capitalize())
    head = [title, "=" * len(title), "", *about(f"realtime_builder.{room}"), ".. currentmodule:: realtime_builder", ""]
    order = list(declared_order(names))
    return "\n".join([*head, *(entry("realtime_builder", name, declaration) for name in order)])


def about(module: str) -> list[str]:
    """What a module says of itself, up to its examples and maintainer's notes."""
    text = inspect.cleandoc(importlib.import_module(module).__doc__ or "").split("\n\n")[0]
    return [text, ""] if text and ":" not in text.rpartition(".")[0] else []


def declared_order(names: Iterable[str]) -> Iterable[str]:
    """Functions first, then classes, then aliases, each by name."""

    def key(name: str) -> tuple[int, str]:
        member = getattr(realtime_builder, name)
        return (0 if inspect.isroutine(member) else 1 if inspect.isclass(member) else 2), name.lower()

    return sorted(names, key=key)


def module_page(name: str, title: str) -> str:
    full = f"realtime_builder.{name}"
    declared = importable(full)
    lines = [title, "=" * len(title), "", f".. currentmodule:: {full}", ""]
    exported = declared if declared is not None else [each for each in declared_in(full) if each in text_all(full)]
    for each in exported:
        if each == "UNSET":
            continue
        if declared is None:
            lines.append(unimported(full, each))
        else:
            lines.append(entry(full, each, lambda member: find(member, full)))
    return "\n".join(lines)


def importable(full: str) -> list[str] | None:
    """What a module exports; None where it needs a package that the docs' build does not have."""
    try:
        module = importlib.import_module(full)
        for each in module.__all__:
            getattr(module, each)
    except ImportError:
        return None
    return list(module.__all__)


def text_all(full: str) -> str:
    return declared_in(full)["__all__"].value


def entry(module: str, name: str, locate: Any) -> str:
    """The directive that documents a name."""
    member = getattr(importlib.import_module(module), name)
    if inspect.isclass(member):
        return f".. autoclass:: {module}.{name}\n   :members:\n   :no-undoc-members:\n"
    if inspect.isroutine(member) or (callable(member) and hasattr(member, "__wrapped__")):
        return f".. autofunction:: {module}.{name}\n"
    if name == "UNSET":
        return ".. py:data:: UNSET\n\n   msgspec's value for a field that is omitted.\n"
    declared = locate(name)
    text = textwrap.indent(inspect.cleandoc(declared.text), "   ")
    value = f"\n   .. code-block:: python\n\n      {name} = {declared.value}\n" if len(declared.value) <= 200 else ""  # noqa: PLR2004
    return f".. py:data:: {name}\n\n{text}\n{value}"


def unimported(full: str, name: str) -> str:
    """A class of a module whose framework is not installed where the documentation is built."""
    text = textwrap.indent(declared_in(full)[name].text, "   ")
    return f".. py:class:: {name}\n\n{text}\n"


# The command line


def command_line() -> str:
    command: Any = typer.main.get_command(command_line_app._app)
    parts = [
        "# The command line",
        "",
        "`realtime-builder` comes with the extra `cli`. This page is made from its help; [](../../guides/command_line.md)",
        "has examples.",
        "",
    ]
    for name in command.list_commands(None):
        each = command.get_command(None, name)
        parts += [f"## {name}", "", " ".join(usage(name, each)), "", inspect.cleandoc(each.help or ""), ""]
        parts += ["| argument or option | default | meaning |", "|---|---|---|"]
        parts += [parameter(each) for each in each.params]
        parts.append("")
    return "\n".join(parts)


def usage(name: str, command: Any) -> list[str]:
    arguments = [each.metavar or each.name.upper() for each in command.params if not option(each)]
    return [f"`realtime-builder {name} [OPTIONS] {' '.join(arguments)}`".replace(" `", "`")]


def option(each: Any) -> bool:
    return each.param_type_name == "option"


def parameter(each: Any) -> str:
    name = ", ".join(f"`{word}`" for word in each.opts) if option(each) else f"`{each.metavar or each.name.upper()}`"
    help_text = " ".join((getattr(each, "help", None) or "").split())
    kind = getattr(each, "display_type", "") or ""
    if isinstance(kind, str) and "|" in kind:
        help_text += " One of " + ", ".join(f"`{word}`" for word in kind.strip("<>[]").split("|")) + "."
    plain = each.default if isinstance(each.default, str | int) and not isinstance(each.default, bool) else None
    default = "required" if each.required else f"`{plain}`" if plain is not None and each.show_default else ""
    return f"| {name} | {default} | {help_text.replace('|', chr(92) + '|')} |"
