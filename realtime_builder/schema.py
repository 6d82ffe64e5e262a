"""The JSON Schema of a type, with the descriptions that stand under its fields.

An editor that knows the schema completes every field of a YAML or JSON file and shows what it
means. The descriptions are read from the source when a schema is first asked for.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from textwrap import indent
from typing import Any, get_args

import msgspec
from msgspec import Struct

from ._core.shape import Type, declared_class, fields_of, is_open, read_type, tag_of
from ._core.values import Objects, StringMap
from .fields import ByRole

__all__ = ["descriptions_of", "documented", "json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFS = "#/$defs/{name}"

# The bounds that keep infinities out are no news to a reader.
_NO_BOUNDS = {"minimum": -sys.float_info.max, "maximum": sys.float_info.max}


def json_schema(type_: Any, /) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a struct, or of a union of structs.

    Each object has its class as title, names all its members and allows no others. A tag is
    required where it tells variants apart; elsewhere a file may leave it out.
    """
    declared = _declared(read_type(type_))
    structs = dict.fromkeys(struct for found in declared for struct in found.variants)
    accepted = [accepts for found in declared if (accepts := _accepted(found)) is not None]
    (root, *_), definitions = msgspec.json.schema_components(
        [type_, *structs, *accepted], schema_hook=_describe_holder, ref_template=_REFS
    )
    ambiguous = {struct for found in declared if len(found.variants) > 1 for struct in found.variants}
    for struct in structs:
        _complete(definitions[struct.__name__], struct, tag_needed=struct in ambiguous)
    schema: dict[str, Any] = _without_no_bounds({**root, "$defs": definitions})
    return {"$schema": _DIALECT, **schema}


# What there is to describe


def _declared(root: Type) -> list[Type]:
    """Every type that is declared at or below ``root``, the inside of free-form JSON included."""
    found, seen, left = [], set[type[Struct]](), [root]
    while left:
        type_ = left.pop()
        found.append(type_)
        if type_.items is not None:
            left.append(type_.items)
        if (accepts := _accepted(type_)) is not None:
            left.append(read_type(get_args(accepts)[1]))
        for struct in type_.variants:
            if struct not in seen:
                seen.add(struct)
                left += [field.type for field in fields_of(struct).values()]
    return found


def _accepted(type_: Type) -> Any:
    """What the members of free-form JSON must be, where that is declared."""
    return None if type_.holder is None or issubclass(type_.holder, StringMap) else type_.holder.accepts


def _describe_holder(kind: Any) -> dict[str, Any]:
    """The schema of a type that msgspec does not know."""
    by_role: Any = kind
    if isinstance(kind, ByRole):  # type: ignore[misc]  # a class at run time
        return {"anyOf": [{"$ref": _REFS.format(name=variant.__name__)} for variant in by_role.variants]}
    if issubclass(kind, Objects):
        return {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}
    if kind.accepts is None:
        return {"type": "object"}
    return msgspec.json.schema_components([kind.accepts], ref_template=_REFS)[0][0]


# What msgspec leaves out


def _complete(definition: dict[str, Any], struct: type[Struct], *, tag_needed: bool) -> None:
    definition["description"] = inspect.cleandoc(vars(struct).get("__doc__") or "")
    tag = tag_of(struct)
    if tag is not None:
        definition["properties"][tag[0]]["description"] = f"Always `{tag[1]}`."
        if not tag_needed:
            definition["required"].remove(tag[0])
    for name, description in descriptions_of(struct).items():
        definition["properties"][name]["description"] = description
    if is_open(struct):
        definition["additionalProperties"] = True


def _without_no_bounds(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _without_no_bounds(value)
            for key, value in schema.items()
            if not (key in _NO_BOUNDS and value == _NO_BOUNDS[key])
        }
    return [_without_no_bounds(value) for value in schema] if isinstance(schema, list) else schema


# Descriptions


def descriptions_of(struct: type[Struct]) -> Mapping[str, str]:
    """The descriptions of the fields, by wire name. A field without one is left out."""
    described: dict[str, str] = {}
    for base in reversed(_with_bases(declared_class(struct))):
        if issubclass(base, Struct) and base.__module__ in sys.modules:
            described |= _read_source(base.__module__).get(base.__qualname__, {})
    return {
        info.encode_name: described[info.name]
        for info in msgspec.structs.fields(declared_class(struct))
        if info.name in described
    }


def documented(struct: type[Struct]) -> str | None:
    """The docstring of a class, with the descriptions of its fields as `help` shows them."""
    own = vars(struct).get("__doc__")
    fields = [f"{name}:\n{indent(text, _INDENT)}" for name, text in descriptions_of(struct).items()]
    if not fields:
        return own
    return "\n\n".join(
        [*([inspect.cleandoc(own)] if own else []), "Fields:", *(indent(each, _INDENT) for each in fields)]
    )


_INDENT = "    "


def _with_bases(struct: type) -> list[type]:
    """A class and its bases, also a private one whose fields were copied into it (config.py)."""
    shared = struct.__dict__.get("_shares")
    inner = [] if shared is None else _with_bases(shared)
    return [struct, *inner, *(base for parent in struct.__bases__ for base in _with_bases(parent))]


@cache
def _read_source(module: str) -> Mapping[str, Mapping[str, str]]:
    """The strings under the fields of a module's classes; nothing where there is no source."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError):
        return {}
    return {node.name: _read_class(node.body) for node in tree.body if isinstance(node, ast.ClassDef)}


def _read_class(body: list[ast.stmt]) -> dict[str, str]:
    described = {}
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            text = below.value
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                described[field.target.id] = inspect.cleandoc(text.value)
    return described
