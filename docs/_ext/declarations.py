"""What stands in the source beside the declarations: the text under an alias or a constant, and its value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import realtime_builder

PACKAGE = Path(realtime_builder.__file__).parent


class Declared(NamedTuple):
    module: str
    value: str
    text: str


@cache
def declared_in(module: str) -> dict[str, Declared]:
    """The aliases and constants that a module declares, and the classes and functions, by name."""
    return {name: Declared(module, value, text) for name, value, text in _walk(_tree(module).body)}


def _tree(module: str) -> ast.Module:
    path = PACKAGE.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def _walk(body: list[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    for node, following in zip_longest(body, body[1:]):
        if isinstance(node, ast.If):
            yield from _walk(node.body)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, "", ast.get_docstring(node) or ""
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            text = ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                text = str(following.value.value)
            value = ast.unparse(node.value) if node.value is not None else ""
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, value, text


def modules_below(package: str) -> list[str]:
    """Every module of a package, the package first."""
    folder = PACKAGE.joinpath(*package.split(".")[1:])
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    names = [".".join(("realtime_builder", *file.relative_to(PACKAGE).with_suffix("").parts)) for file in files]
    return [name.removesuffix(".__init__") for name in names]


@cache
def find(name: str, package: str) -> Declared:
    """Where a name of a package is declared.

    Raises:
        LookupError: where no module, or more than one, declares it.
    """
    found = [declared_in(module)[name] for module in modules_below(package) if name in declared_in(module)]
    described = [each for each in found if each.text] or found
    if len(described) != 1:
        raise LookupError(f"`{name}` is declared in {[each.module for each in described] or 'no module'}")
    return described[0]


@cache
def imported_from(module: str) -> dict[str, str]:
    """The module that each name of a package's face is imported from, also of those that only a checker imports."""
    package = module if PACKAGE.joinpath(*module.split(".")[1:]).is_dir() else module.rpartition(".")[0]
    found = {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found |= {alias.asname or alias.name: f"{package}.{node.module}" for alias in node.names}
    return found
