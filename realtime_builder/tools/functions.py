"""A tool from a Python function: name, description, and a JSON Schema of the arguments.

What a model needs to know stands in the function already. Its signature says which arguments
there are and which may be left out, its annotations say what they hold (msgspec turns them into
JSON Schema), its docstring says what it does.

Docstrings are taken apart by the package docstring-parser (Google, NumPy and Sphinx styles),
which is the extra ``functions``. Without it the docstring goes to the model whole, its section
about the arguments included: nothing is lost, it only stands in one place.
"""

import functools
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import (
    Annotated,
    Any,
    Final,
    NotRequired,
    Required,
    Self,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import UNSET

from .._core.plain import plain
from .._core.values import JsonObject
from ..errors import ValidationError, shorten
from ..fields import Settable

__all__ = ["FromFunction", "describe"]


class FromFunction:
    """Base of the dialects' function tools."""

    __slots__ = ()

    @classmethod
    def from_function(
        cls, function: Callable[..., Any], /, *, name: Settable[str] = UNSET, description: Settable[str] = UNSET
    ) -> Self:
        """A tool that describes ``function``, which may be async, a method or any other callable.

        The arguments' types come from the annotations, what they mean from ``Annotated[str, "..."]``
        (at any depth, also on the members of dataclasses and the like), `msgspec.Meta` or the
        docstring. An argument with a default may be left out; one that
        `functools.partial` has bound is not shown. Nothing calls the function.

        >>> def get_weather(city: str, unit: Literal["c", "f"] = "c") -> str:
        ...     '''Current weather of a city.'''
        >>> session.add_tool(FunctionTool.from_function(get_weather, name="weather"))

        ``name`` and ``description`` replace those of the function.

        Raises:
            ValidationError: for a parameter that a model can't fill in (``*args``), or an annotation
                that can't be resolved or has no JSON Schema; it names the parameter.
        """
        found_name, found_description, parameters = describe(function)
        if name is UNSET:
            name = found_name
        if not name:
            raise ValidationError("A function without a name of its own needs `name`")
        make = cast("Callable[..., Self]", cls)
        return make(
            name=name,
            description=found_description if description is UNSET else description,
            parameters=parameters,
        )


def describe(function: Callable[..., Any]) -> tuple[str, Settable[str], JsonObject]:
    """Name, description and JSON Schema of the arguments of ``function``. A lambda's name is empty.

    Raises:
        ValidationError: see `FromFunction.from_function`.
    """
    if not callable(function):
        raise ValidationError(f"Expected a function, got `{type(function).__name__}`")
    inner, bound = _unbound(function)
    name = getattr(inner, "__name__", type(inner).__name__)
    description, documented = _read_docstring(inspect.getdoc(inner) or "")
    properties: dict[str, Any] = {}
    required: list[str] = []
    definitions: dict[str, Any] = {}
    for parameter in _parameters(function, name):
        if parameter.name in bound:
            continue
        hint = _resolve(parameter, inner, name)
        schema = _schema(hint, parameter, name, definitions)
        if documented.get(parameter.name):
            schema.setdefault("description", documented[parameter.name])
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        else:
            schema |= _default(parameter.default)
        properties[parameter.name] = schema
    parameters: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    parameters["additionalProperties"] = False
    if definitions:
        parameters["$defs"] = definitions
    return "" if name == "<lambda>" else name, description or UNSET, JsonObject(parameters)


def _unbound(function: Any) -> tuple[Any, set[str]]:
    """The callable inside all `functools.partial` around it, and the names that those bind."""
    bound: set[str] = set()
    while isinstance(function, functools.partial):
        bound |= function.keywords.keys()
        function = function.func
    return function, bound


# Parameters and their types


def _parameters(function: Any, name: str) -> Iterator[inspect.Parameter]:
    """What a model fills in, by name."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ValidationError(f"`{name}` does not tell its parameters") from None
    for position, parameter in enumerate(signature.parameters.values()):
        unannotated = parameter.annotation is parameter.empty
        if position == 0 and unannotated and parameter.name in ("self", "cls"):
            continue  # a method taken from its class
        if parameter.kind is parameter.VAR_POSITIONAL or parameter.kind is parameter.VAR_KEYWORD:
            stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
            raise ValidationError(f"`{name}` takes `{stars}{parameter.name}`; a model needs the name of every argument")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            if parameter.default is parameter.empty:
                raise ValidationError(
                    f"`{name}` takes `{parameter.name}` by position only; a model gives every argument by name"
                )
            continue
        yield parameter


def _resolve(parameter: inspect.Parameter, function: Any, name: str) -> Any:
    """The annotation as a type, also where it is written as text."""
    if parameter.annotation is parameter.empty:
        return Any
    holder = types.SimpleNamespace(__annotations__={"it": parameter.annotation})
    try:
        return get_type_hints(holder, _globals(function), include_extras=True)["it"]
    except Exception as error:  # text in an annotation may fail in any way
        raise ValidationError(
            f"The annotation of `{parameter.name}` of `{name}` can't be resolved: {shorten(str(error))}"
        ) from error


def _globals(function: Any) -> dict[str, Any]:
    """The names that annotations of ``function`` may use: those of the module it was written in."""
    if not isinstance(function, type):
        code = function if inspect.isroutine(function) else type(function).__call__
        function = inspect.unwrap(getattr(code, "__func__", code))
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    return getattr(function, "__globals__", None) or getattr(module, "__dict__", {})


def _schema(hint: Any, parameter: inspect.Parameter, name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    try:
        schema, found = _components(_noted(hint))
    except (TypeError, ValueError, NameError, RecursionError) as error:
        reason = shorten(" ".join(str(error).split()), 200)
        raise ValidationError(f"`{parameter.name}` of `{name}` has no JSON Schema: {reason}") from error
    for component, definition in found.items():
        if definitions.setdefault(component, definition) != definition:
            raise ValidationError(f"`{name}` has two types that are called `{component}`")
    return schema


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


def _default(value: Any) -> dict[str, Any]:
    """The default for the schema; nothing where JSON can't say it."""
    try:
        return {} if value is UNSET else {"default": plain(msgspec.to_builtins(value))}
    except (TypeError, ValueError, RecursionError):
        return {}


# Docstrings


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """What a docstring says of the function, and of each parameter by name."""
    parser = _parser() if text else None
    if parser is None:
        return text, {}
    try:
        parsed = parser.parse(_with_section(text, parser))
    except parser.ParseError:
        return text, {}
    paragraphs = [parsed.short_description, parsed.long_description]
    parameters = {
        name.strip().lstrip("*"): " ".join((parameter.description or "").split())
        for parameter in parsed.params
        for name in parameter.arg_name.split(",")  # NumPy's style describes several at once
    }
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph), parameters


def _with_section(text: str, parser: Any) -> str:
    """A docstring without a summary, so that its first section keeps the indentation, or has it again.

    Where that is the only section and its title in the first line, what follows lost it when the
    docstring was read. The parser would take it from others, if not for the empty line.
    """
    title, _, rest = text.partition("\n")
    titles = {f"{section.title}:" for section in parser.google.DEFAULT_SECTIONS}
    if title.strip() in titles and not rest.lstrip("\n").startswith(" "):
        rest = textwrap.indent(rest, "    ")
    return f"\n{title}\n{rest}"


@functools.cache
def _parser() -> Any:
    """The package docstring-parser, imported when the first docstring is read; None without it."""
    try:
        import docstring_parser  # noqa: PLC0415 - an extra, which few programs need
    except ModuleNotFoundError:
        return None
    return docstring_parser
