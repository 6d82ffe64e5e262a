"""The JSON Schema of an annotation, and who reads values by it: msgspec, or pydantic where it is about that.

Both know dataclasses, dates, enums and typed dictionaries. msgspec does not know pydantic's models
and constraints, pydantic knows none of msgspec's. So each parameter is read by one of them, and an
annotation that needs both is refused: a constraint that nobody enforces is worse than an error.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, Final, NotRequired, Required, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from ..config import Config
from ..errors import ValidationError, shorten

__all__ = ["pydantic_adapter", "schema_of"]


# Whose annotation it is


def pydantic_adapter(hint: Any, what: str) -> Any:
    """Pydantic's reader of ``hint``, where ``hint`` mentions pydantic at any depth; else None.

    Raises:
        ValidationError: for an annotation of pydantic and msgspec at once, for constraints of
            annotated-types without pydantic, and for what pydantic has no schema for.
    """
    if "pydantic" not in sys.modules and "annotated_types" not in sys.modules:
        return None  # nothing can be about a package that was never imported
    try:
        owners = set(_owners(hint, set()))
    except Exception as error:  # text in an annotation may fail in any way
        raise _no_schema(what, error) from error
    if "pydantic" not in owners:
        return None
    if "msgspec" in owners:
        raise ValidationError(f"The annotation of {what} mixes pydantic and msgspec; use one of them")
    try:
        import pydantic  # noqa: PLC0415 - an extra, which only such annotations need
    except ModuleNotFoundError:
        raise ValidationError(
            f"The annotation of {what} has constraints that pydantic reads; install pydantic or use `msgspec.Meta`"
        ) from None
    try:
        return pydantic.TypeAdapter(hint)
    except (TypeError, ValueError, NameError, RecursionError, RuntimeError) as error:
        raise _no_schema(what, error) from error


def _owners(hint: Any, seen: set[Any]) -> Iterator[str]:
    """The package that has to read it, for each part of ``hint`` that not both can read."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for note in args[1:]:
            package = type(note).__module__.partition(".")[0]
            if package in ("pydantic", "pydantic_core", "annotated_types"):
                yield "pydantic"
            elif package == "msgspec":
                yield "msgspec"
        yield from _owners(args[0], seen)
        return
    for arg in args:
        yield from _owners(arg, seen)
    cls = origin or hint
    if not isinstance(cls, type):
        aliased = getattr(cls, "__supertype__", None) or getattr(cls, "__value__", None)
        if aliased is not None and id(cls) not in seen:
            seen.add(id(cls))
            yield from _owners(aliased, seen)
    elif issubclass(cls, Struct):
        if not issubclass(cls, Config):  # which both can read
            yield "msgspec"
    elif hasattr(cls, "__get_pydantic_core_schema__") or hasattr(cls, "__pydantic_core_schema__"):
        yield "pydantic"
    elif cls not in seen and cls.__module__ != "builtins" and hasattr(cls, "__annotations__"):
        seen.add(cls)
        for inner in get_type_hints(cls, include_extras=True).values():
            yield from _owners(inner, seen)


_NO_JSON = re.compile(r"Generating JSON schema for custom types.*\stype (?:<class ')?(.*?)(?:'>)? is not", re.DOTALL)


def _no_schema(what: str, error: Exception) -> ValidationError:
    if match := _NO_JSON.match(str(error)):
        return ValidationError(
            f"{what} has no JSON Schema: JSON has no form for `{shorten(match[1])}`; take text or a number"
        )
    return ValidationError(f"{what} has no JSON Schema: {shorten(' '.join(str(error).split()), 200)}")


# The schema


def schema_of(hint: Any, adapter: Any, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of ``hint``, and of the classes that it is about by their names.

    Raises:
        ValidationError: where there is none.
    """
    try:
        return _components(_noted(hint)) if adapter is None else _pydantic_components(hint, adapter)
    except (TypeError, ValueError, NameError, RecursionError, RuntimeError) as error:
        raise _no_schema(what, error) from error


def _pydantic_components(hint: Any, adapter: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    # Of a list, so that a model is referred to and has its own description beside that of the argument.
    whole: dict[str, Any] = type(adapter)(list[hint]).json_schema(ref_template=_REF + "{model}")
    schema, found = whole["items"], whole.get("$defs", {})
    told = _told(get_args(hint)[1:]) if get_origin(hint) is Annotated else ""
    if told:
        schema.setdefault("description", told)
    return schema, found


_REF = "#/$defs/"


def _components(hint: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of ``hint``, and of the classes that it is about by their names.

    Of a class msgspec reads the members itself, and passes over plain text. So the members that
    have any are described a second time, and what came out is laid over the first.
    """
    told = [
        (cls, position, field.encode_name, noted)
        for cls, fields in _classes(msgspec.inspect.type_info(hint), {}).items()
        for hints in [get_type_hints(get_origin(cls) or cls, include_extras=True)]
        for position, field in enumerate(fields, -len(fields))  # from the end: a tag may stand first
        if (noted := _noted(hints.get(field.name))) is not hints.get(field.name)
    ]
    types = [hint, *(cls for cls, *_ in told), *(noted for *_, noted in told)]
    (schema, *described), found = msgspec.json.schema_components(types, ref_template=_REF + "{name}")
    for (_, position, name, noted), owner, again in zip(
        told, described[: len(told)], described[len(told) :], strict=True
    ):
        definition = found[owner["$ref"].removeprefix(_REF)]
        member = definition["properties"][name] if "properties" in definition else definition["prefixItems"][position]
        if not getattr(noted, "__parameters__", ()):
            member |= again
        elif "description" in again:  # of a generic class, whose own schema knows the type
            member.setdefault("description", again["description"])
    for definition in found.values():
        if "properties" in definition:
            definition.setdefault("additionalProperties", False)  # as reading the arguments has it
    return schema, found


def _classes(info: Any, found: dict[Any, tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """The classes with members that a type is about, at any depth, with their members."""
    fields = getattr(info, "fields", ())
    if fields:
        if info.cls in found:
            return found
        found[info.cls] = fields
    inner = [getattr(info, name) for name in ("type", "item_type", "key_type", "value_type") if hasattr(info, name)]
    for part in (
        *inner,
        *getattr(info, "item_types", ()),
        *getattr(info, "types", ()),
        *(each.type for each in fields),
    ):
        _classes(part, found)
    return found


def _noted(hint: Any) -> Any:
    """The annotation with each plain text in an ``Annotated`` as the description that msgspec reads.

    The same object where there is none. The arguments of a generic class are left alone, as they
    are part of its name.
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Required, NotRequired, Final):
        return _noted(args[0])
    if origin is Annotated:
        inner, text = _noted(args[0]), _told(args[1:])
        if inner is args[0] and not text:
            return hint
        return Annotated[(inner, *([msgspec.Meta(description=text)] if text else []), *args[1:])]
    if origin is None and not isinstance(hint, type):  # `typing.NewType`, or an alias by ``type``
        aliased = getattr(hint, "__supertype__", None) or getattr(hint, "__value__", None)
        noted = hint if aliased is None else _noted(aliased)
        return hint if noted is aliased else noted
    union = origin in (Union, types.UnionType)
    if not union and getattr(origin, "__module__", None) not in ("builtins", "collections.abc"):
        return hint
    inner = tuple(map(_noted, args))
    if all(new is old for new, old in zip(inner, args, strict=True)):
        return hint
    return Union[inner] if union else cast("Any", origin)[inner]  # noqa: UP007 - of a tuple


def _told(notes: tuple[Any, ...]) -> str:
    """The description in an ``Annotated`` as plain text, or as an object that carries it."""
    texts = [note if isinstance(note, str) else getattr(note, "documentation", None) for note in notes]
    return " ".join(text for text in texts if isinstance(text, str))
