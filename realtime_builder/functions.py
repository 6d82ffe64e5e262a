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
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET

from .errors import ValidationError, shorten
from .fields import Settable
from .values import JsonObject, plain

__all__ = ["FromFunction", "describe"]


class FromFunction:
    """Base of the dialects' function tools."""

    __slots__ = ()

    @classmethod
    def from_function(
        cls, function: Callable[..., Any], /, *, name: Settable[str] = UNSET, description: Settable[str] = UNSET
    ) -> Self:
        """A tool that describes ``function``, which may be async, a method or any other callable.

        The arguments' types come from the annotations, what they mean from ``Annotated[str, "..."]``,
        `msgspec.Meta` or the docstring. An argument with a default may be left out; one that
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
        text = _told(hint) or documented.get(parameter.name)
        if text:
            schema.setdefault("description", text)
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
        (schema,), found = msgspec.json.schema_components([hint], ref_template="#/$defs/{name}")
    except (TypeError, ValueError) as error:
        reason = shorten(" ".join(str(error).split()), 200)
        raise ValidationError(f"`{parameter.name}` of `{name}` has no JSON Schema: {reason}") from error
    for component, definition in found.items():
        if definitions.setdefault(component, definition) != definition:
            raise ValidationError(f"`{name}` has two types that are called `{component}`")
    return dict(schema)


def _told(hint: Any) -> str:
    """The description in an ``Annotated`` as plain text, or as an object that carries it.

    That of a `msgspec.Meta` is in the schema already.
    """
    if get_origin(hint) is not Annotated:
        return ""
    notes = get_args(hint)[1:]
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
        parsed = parser.parse(text)
    except parser.ParseError:
        return text, {}
    paragraphs = [parsed.short_description, parsed.long_description]
    parameters = {
        name.strip().lstrip("*"): " ".join((parameter.description or "").split())
        for parameter in parsed.params
        for name in parameter.arg_name.split(",")  # NumPy's style describes several at once
    }
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph), parameters


@functools.cache
def _parser() -> Any:
    """The package docstring-parser, imported when the first docstring is read; None without it."""
    try:
        import docstring_parser  # noqa: PLC0415 - an extra, which few programs need
    except ModuleNotFoundError:
        return None
    return docstring_parser
