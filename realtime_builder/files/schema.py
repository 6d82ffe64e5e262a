"""The JSON Schema of a file: that of its type, and the references that `load` takes in a value's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._core.shape import Type, declared_class, fields_of, read_type
from .._core.values import StringMap
from ..schema import json_schema

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["file_schema"]

_NOTES = ("description", "default", "title")


def file_schema(type_: Any, /) -> dict[str, Any]:
    """`json_schema` of a type, with ``$file``, ``$use`` and ``$env`` where a file may have them."""
    schema = json_schema(type_)
    definitions = schema["$defs"]
    for struct in _structs_below(read_type(type_)):
        properties = definitions[declared_class(struct).__name__]["properties"]
        for name, field in fields_of(struct).items():
            properties[name] = _referable(properties[name], field.type)
    definitions |= {name: _described(kind, text) for name, kind, text in _REFERENCES}
    return schema


_REFERENCES = (
    ("FileReference", "$file", "The text of a file, by its name from this file's folder."),
    ("UseReference", "$use", "The settings in another file, by its name from this file's folder."),
    ("EnvReference", "$env", "A variable of the environment, by its name; for secrets only."),
)
_USE = {"$ref": "#/$defs/UseReference"}
_OF_TEXTS = [_USE, {"$ref": "#/$defs/FileReference"}, {"$ref": "#/$defs/EnvReference"}]


def _described(kind: str, text: str) -> dict[str, Any]:
    name = {"type": "string", "minLength": 1, "description": text}
    return {"type": "object", "properties": {kind: name}, "required": [kind], "additionalProperties": False}


def _structs_below(type_: Type) -> dict[type[Struct], None]:
    found: dict[type[Struct], None] = {}
    left = [type_]
    while left:
        each = left.pop()
        left += [each.items] if each.items is not None else []
        for struct in each.variants:
            if struct not in found:
                found[struct] = None
                left += [field.type for field in fields_of(struct).values()]
    return found


def _referable(described: dict[str, Any], type_: Type) -> dict[str, Any]:
    """The schema of a value, or of a reference in its place; also of a list's items and a map's members."""
    notes = {name: note for name, note in described.items() if name in _NOTES}
    value = {name: rest for name, rest in described.items() if name not in _NOTES}
    if not value:  # free-form JSON, which any reference is too
        return described
    choices = value["anyOf"] if value.keys() == {"anyOf"} else [value]
    if type_.items is not None:
        items = type_.items
        choices = [
            {**each, "items": _referable(each["items"], items)} if each.get("type") == "array" else each
            for each in choices
        ]
    if type_.holder is not None and issubclass(type_.holder, StringMap):
        choices = [_referable_members(each) if each.get("type") == "object" else each for each in choices]
    texts = str in type_.scalars or any(isinstance(word, str) for word in type_.literals)
    return {**notes, "anyOf": [*choices, *(_OF_TEXTS if texts else [_USE])]}


def _referable_members(described: dict[str, Any]) -> dict[str, Any]:
    members = described.get("additionalProperties", {"type": "string"})
    return {**described, "additionalProperties": {"anyOf": [members, *_OF_TEXTS]}}
