"""A tool from a Python function: name, description, and a JSON Schema of the arguments.

What a model needs to know stands in the function already. Its signature says which arguments
there are and which may be left out, its annotations say what they hold, its docstring says what
it does and what each argument means.

A function is described once: its signature is kept for as long as the function lives.
"""

import functools
import inspect
import sys
import types
import weakref
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple, Optional, Self, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET

from .._core.plain import plain
from .._core.values import JsonObject
from ..errors import ValidationError, shorten
from ..fields import Settable
from .docstrings import read_docstring
from .schemas import pydantic_adapter, schema_of

__all__ = ["Argument", "FromFunction", "Signature", "describe", "signature_of"]


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


class Argument(NamedTuple):
    """An argument that a model gives."""

    name: str
    hint: Any
    required: bool
    adapter: Any
    """Pydantic's reader, where the annotation is about pydantic."""


class Signature(NamedTuple):
    """What a function says of itself."""

    name: str
    """Empty for a lambda."""
    description: Settable[str]
    parameters: JsonObject
    """The JSON Schema of the arguments."""
    arguments: tuple[Argument, ...]
    unbound: bool
    """Whether it is a method taken from its class, which can be described but not called."""


def describe(function: Callable[..., Any]) -> tuple[str, Settable[str], JsonObject]:
    """Name, description and JSON Schema of the arguments of ``function``. A lambda's name is empty.

    Raises:
        ValidationError: see `FromFunction.from_function`.
    """
    return signature_of(function)[:3]


_signatures: weakref.WeakKeyDictionary[Any, tuple[tuple[object, ...], Signature]] = weakref.WeakKeyDictionary()
"""By the function; with what a decorator may change of it afterwards, so that a change shows."""


def signature_of(function: Callable[..., Any]) -> Signature:
    """`describe`, with what it takes to read the arguments. Kept while the function lives.

    Raises:
        ValidationError: see `FromFunction.from_function`.
    """
    if isinstance(function, Described):
        return function.signature
    key = _key(function)
    if key is None:
        return _read_signature(function)
    marks = (inspect.ismethod(function), key.__doc__, getattr(key, "__name__", None))
    kept = _signatures.get(key)
    if kept is None or kept[0] != marks:
        kept = _signatures[key] = (marks, _read_signature(function))
    return kept[1]


class Described:
    """Base of callables that bring their own `Signature`, in ``signature``."""

    __slots__ = ()
    signature: Signature


def _key(function: Any) -> Any:
    """What the description hangs on, if that can be a key that is compared by identity; else None."""
    if inspect.ismethod(function):
        # A bound method is made anew each time; one without a docstring may inherit it from anywhere.
        return function.__func__ if function.__doc__ is not None and inspect.isfunction(function.__func__) else None
    return function if isinstance(function, types.FunctionType | functools.partial) else None


def _read_signature(function: Callable[..., Any]) -> Signature:
    if not callable(function):
        one_by_one = "; give them one by one, with a star: `*tools`" if isinstance(function, list | tuple | set) else ""
        raise ValidationError(f"Expected a function, got `{type(function).__name__}`{one_by_one}")
    inner, bound = _unbound(function)
    name = getattr(inner, "__name__", type(inner).__name__)
    description, documented = read_docstring(inspect.getdoc(inner) or "")
    properties: dict[str, Any] = {}
    arguments: list[Argument] = []
    definitions: dict[str, Any] = {}
    parameters, unbound = _parameters(function, name)
    for parameter in parameters:
        if parameter.name in bound:
            continue
        hint, what = _resolve(parameter, inner, name), f"`{parameter.name}` of `{name}`"
        argument = Argument(parameter.name, hint, parameter.default is parameter.empty, pydantic_adapter(hint, what))
        schema, found = schema_of(hint, argument.adapter, what)
        for component, definition in found.items():
            if definitions.setdefault(component, definition) != definition:
                raise ValidationError(f"`{name}` has two types named `{component}`")
        if documented.get(parameter.name):
            schema.setdefault("description", documented[parameter.name])
        if not argument.required:
            schema |= _default(parameter.default)
        properties[parameter.name] = schema
        arguments.append(argument)
    required = [argument.name for argument in arguments if argument.required]
    whole: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    whole["additionalProperties"] = False
    if definitions:
        whole["$defs"] = definitions
    shown_name = "" if name == "<lambda>" else name
    return Signature(shown_name, description or UNSET, JsonObject(whole), tuple(arguments), unbound)


def _unbound(function: Any) -> tuple[Any, set[str]]:
    """The callable inside all `functools.partial` around it, and the names that those bind."""
    bound: set[str] = set()
    while isinstance(function, functools.partial):
        bound |= function.keywords.keys()
        function = function.func
    return function, bound


# Parameters and their types


def _parameters(function: Any, name: str) -> tuple[list[inspect.Parameter], bool]:
    """What a model fills in, by name; and whether there is also the object that a method needs."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ValidationError(f"`{name}` has parameters that can't be read") from None
    parameters = list(signature.parameters.values())
    first = parameters[0] if parameters else None
    # A method taken from its class.
    unbound = first is not None and first.name in ("self", "cls") and first.annotation is first.empty
    return list(_named(parameters[unbound:], name)), unbound


def _named(parameters: list[inspect.Parameter], name: str) -> Iterator[inspect.Parameter]:
    for parameter in parameters:
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
        hint = get_type_hints(holder, _globals(function), include_extras=True)["it"]
        return _or_none(hint) if parameter.default is None else hint
    except Exception as error:  # text in an annotation may fail in any way
        raise ValidationError(
            f"The annotation of `{parameter.name}` of `{name}` can't be resolved: {shorten(str(error))}"
        ) from error


def _or_none(hint: Any) -> Any:
    """A type that takes None too, as a default of None says; a text that is noted about it stays at the top."""
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        if all(isinstance(note, str) for note in notes):
            return Annotated[(_or_none(inner), *notes)]
    return hint if hint is Any else Optional[hint]  # noqa: UP045 - an annotation can be no class, as a NewType


def _globals(function: Any) -> dict[str, Any]:
    """The names that annotations of ``function`` may use: those of the module it was written in."""
    if not isinstance(function, type):
        code = function if inspect.isroutine(function) else type(function).__call__
        function = inspect.unwrap(getattr(code, "__func__", code))
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    return getattr(function, "__globals__", None) or getattr(module, "__dict__", {})


def _default(value: Any) -> dict[str, Any]:
    """The default for the schema; nothing where JSON can't say it."""
    try:
        return {} if value is UNSET else {"default": plain(msgspec.to_builtins(value))}
    except (TypeError, ValueError, RecursionError):
        return {}
