"""Commands that start fast: a command's module is imported when it is called, and texts are read without pydantic.

typer reads every parameter through pydantic, whose import takes longer than all that `encode` does. Texts,
paths and words out of a list need nothing of it, and are read here. What typer does not show of itself is
asked for with a default, so another version of it is slower, and nothing worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import nearest

__all__ = ["LeanCommand", "LeanGroup"]


class _Plain:
    """Reads a parameter that is a text, a path, or a word out of a list."""

    def __init__(self, words: Mapping[str, Any] | None, kind: type) -> None:
        self._words = words
        self._kind = kind

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        return [self._read(each, param, ctx) for each in value] if several else self._read(value, param, ctx)

    def _read(self, value: Any, param: Any, ctx: Any) -> Any:
        if self._words is None:
            return self._kind(value)
        if value not in self._words:
            known = ", ".join(f"'{word}'" for word in self._words)
            guess = nearest(value, self._words)
            raise typer.BadParameter(f"'{value}' is not one of {known}{guess}", ctx=ctx, param=param)
        return self._words[value]


_SIMPLE: dict[Any, type] = {str: str, list[str]: str, Path: Path, bool: bool}


def _lean(parameters: Sequence[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        annotation = getattr(descriptor, "annotation", None)
        choices = getattr(descriptor, "choices", None)
        if choices is not None:
            reader = _Plain({str(choice): choice for choice in choices}, str)
        elif annotation in _SIMPLE:
            reader = _Plain(None, _SIMPLE[annotation])
        else:
            continue
        parameter.get_runtime_param = lambda reader=reader: reader
    return list(parameters)


class LeanCommand(TyperCommand):
    """A command whose parameters are read without pydantic, where they need nothing of it."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: D102 - as in the class above
        return _lean(super().get_params(ctx))


class LeanGroup(TyperGroup):
    """Commands by the modules that have them, each imported when it is called."""

    modules: ClassVar[Mapping[str, str]] = {}

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: D102 - as in the class above
        return _lean(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002, D102
        return list(self.modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002, D102
        if cmd_name not in self.modules:
            return None
        if cmd_name not in self.commands:
            function = getattr(import_module(self.modules[cmd_name], __package__), cmd_name)
            app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
            app.command(cls=LeanCommand)(function)
            self.commands[cmd_name] = typer.main.get_command(app)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: D102
        name = args[0]
        if name not in self.modules and not name.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"No such command '{name}'{nearest(name, self.modules) or '; `--help` lists them'}")
        return super().resolve_command(ctx, args)
