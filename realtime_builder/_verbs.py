"""How the verbs of the vocabulary work, whatever the dialect: bases that are mixed into sessions and responses."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, Concatenate, ParamSpec, Self, TypeAlias, TypeVar, cast

from msgspec import UNSET, Struct

from ._core.intake import made_of
from ._core.items import name_of
from ._core.paths import parse_path
from ._core.places import located, placed
from ._core.plans import NOT_PLANNED, plan_of
from ._core.shape import fields_of
from .config import Config
from .edits.at_depth import transform
from .errors import ValidationError, nearest, quote
from .fields import Settable

__all__ = [
    "LabelVerbs",
    "SharedVerbs",
    "ToolVerbs",
    "Verbs",
    "format_among",
    "given",
    "named",
    "sets",
    "with_text",
]

FromName: TypeAlias = Callable[[Any, Mapping[str, Any]], Config]
"""Makes a struct of the name that stands for it (`UNSET` for none) and of settings."""


class Verbs:
    """Base of the dialects' methods, which are mixed into their sessions and responses."""

    __slots__ = ()

    def _put(self, path: str, value: Any) -> Self:
        config = cast("Any", self)
        try:
            return config._puts[path](config, value)  # type: ignore[no-any-return]
        except NOT_PLANNED:
            plan_of(config, path, "put")  # which the next one finds
        name, *deeper = path.split(".")
        changed: Self = transform(config, (name, *deeper), value) if deeper else config.copy_with(**{name: value})
        return changed

    def _put_made(self, path: str, make: Callable[..., Any], *arguments: Any) -> Self:
        """Set what ``make`` makes; its errors say where in the whole value they are."""
        try:
            made = make(*arguments)
        except ValidationError as error:
            raise placed(error, parse_path(path)) from None
        return self._put(path, made)

    def _put_named(self, path: str, value: Any, from_name: FromName, **settings: Any) -> Self:
        """Set a struct, or make one of the name that stands for it; ``settings`` change some of its fields.

        For `UNSET` they change the struct that is there.
        """
        if not isinstance(value, str) and all(setting is UNSET for setting in settings.values()):
            return self._put(path, value)
        if value is not UNSET:
            return self._put_made(path, _changed, value, from_name, settings)
        steps = parse_path(path)
        changed: Self = transform(
            cast("Any", self), steps, lambda old: located(steps, lambda: _changed(old, from_name, settings))
        )
        return changed


def _changed(base: Any, from_name: FromName, settings: Mapping[str, Any]) -> Config:
    if base is UNSET or isinstance(base, str):
        return from_name(base, settings)
    if not isinstance(base, Config):
        raise ValidationError(f"Expected no settings for what is `{quote(base)}`")
    return base.copy_with(**settings) if settings else base


def named(struct: type[Config], field: str) -> FromName:
    """How a struct is made of the name that stands for it, which is one of its fields, and of others."""
    return lambda name, settings: made_of(struct, {field: name, **settings})


V = TypeVar("V", bound=Verbs)
P = ParamSpec("P")


def sets(path: str, struct: Callable[P, Config], /) -> Callable[[Callable[[V], V]], Callable[Concatenate[V, P], V]]:
    """Declare a verb that sets a struct at a path: the struct's fields are the verb's keywords.

    The function gives the verb its name and its docstring; its body is never run.

    >>> @sets("audio.input.turn_detection", ServerVad)
    ... def with_server_vad(self) -> Self:
    ...     \"\"\"Detect turns by loudness, with these settings and otherwise the server's defaults.\"\"\"
    ...     return self
    """

    def declare(function: Callable[[V], V]) -> Callable[Concatenate[V, P], V]:
        @wraps(function)
        def verb(self: V, /, **fields: Any) -> V:
            return self._put_made(path, made_of, struct, fields)  # pyright: ignore[reportPrivateUsage]

        verb.__dict__["__signature__"] = _signature_of(cast("Any", struct))
        return cast("Any", verb)  # type: ignore[no-any-return]

    return declare


def _signature_of(struct: type[Config]) -> Signature:
    """What `help` and a shell's completion show of a verb."""
    fields = [Parameter(name, Parameter.KEYWORD_ONLY, default=UNSET) for name in fields_of(struct)]
    return Signature([Parameter("self", Parameter.POSITIONAL_ONLY), *fields])


_TOOLS = (Struct, Mapping)  # the first is asked first, in less time


class ToolVerbs(Verbs):
    """For what has tools: itself, or at the place in it that `_place` says."""

    __slots__ = ()

    _place = ""
    """Path of the object that has the tools."""
    _tools_at = "tools"
    """Path of the tools."""

    def remove_tool(self, name: Settable[str], /) -> Self:
        """Take a tool out by its name, an MCP server by its label.

        Raises:
            ValidationError: where there is none, with the nearest name.
        """
        if name is UNSET:
            return self
        tools = self._tools()
        kept = [tool for tool in tools if name_of(tool) != name]
        if len(kept) == len(tools):
            known = [known for known in map(name_of, tools) if known is not None]
            raise ValidationError(f"No tool is named `{name}`{nearest(name, known)}", f"$.{self._at('tools')}")
        return self._put(self._tools_at, kept)

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name

    def _tools(self) -> tuple[Any, ...]:
        owner: Any = self
        for step in self._place.split(".") if self._place else ():
            owner = getattr(owner, step, None)
        tools = getattr(owner, "tools", None)
        if tools is None or tools is UNSET:
            return ()
        if not isinstance(tools, tuple):  # it was kept as it came
            place = f"$.{self._at('tools')}"
            raise ValidationError(
                f"Expected a list of tools, got `{type(tools).__name__}`; set it with `with_tools`", place
            )
        return tools

    def _add_tool(self, tool: Any, from_function: Callable[[Any], Any]) -> Self:
        if tool is UNSET:
            return self
        config = cast("Any", self)
        try:
            return config._appends[self._tools_at](config, tool)  # type: ignore[no-any-return]
        except NOT_PLANNED:  # a function, or what is no tool, or of a name that is taken
            plan = plan_of(config, self._tools_at, "append")
        if not isinstance(tool, Mapping):
            tool = from_function(tool)
            with suppress(*NOT_PLANNED):
                return plan(config, tool)  # type: ignore[no-any-return]
        return self._put_tools((*self._tools(), tool), from_function)

    def _put_tools(self, tools: tuple[Any, ...], from_function: Callable[[Any], Any]) -> Self:
        """Set the tools, after making a tool of each function among them."""
        kept = given(tools)
        if kept is UNSET:
            return self
        made = [tool if isinstance(tool, _TOOLS) else from_function(tool) for tool in kept]
        names: set[str] = set()
        for tool in made:
            name = name_of(tool)
            if name is not None and name in names:
                raise ValidationError(f"There is another tool named `{name}`", f"$.{self._at('tools')}")
            names |= {name} if name is not None else set()
        return self._put(self._tools_at, made)

    def _put_tool_choice(self, choice: Any, function: Settable[str], from_name: Callable[[str], Any]) -> Self:
        if function is UNSET:
            return self._put(self._at("tool_choice"), choice)
        if choice is not UNSET:
            place = f"$.{self._at('tool_choice')}"
            raise ValidationError("Expected a choice or a `function`, not both", place)
        return self._put_made(self._at("tool_choice"), lambda: from_name(function))


class SharedVerbs(ToolVerbs):
    """What is the same for the sessions and responses of the Realtime dialects."""

    __slots__ = ()

    def with_instructions(self, instructions: str, /) -> Self:
        """Set the system message."""
        return self._put("instructions", instructions)


class LabelVerbs(Verbs):
    """For what carries the caller's own notes."""

    __slots__ = ()

    def with_metadata(self, /, **pairs: Settable[str]) -> Self:
        """Set the notes of your own, in place of all there were: at most 16, of up to 512 characters each."""
        given_pairs = {name: value for name, value in pairs.items() if value is not UNSET}
        return self if pairs and not given_pairs else self._put("metadata", given_pairs)


def given(values: tuple[Any, ...]) -> Any:
    """The values that are not `UNSET`; `UNSET` itself where nothing else was given."""
    kept = tuple(value for value in values if value is not UNSET)
    return kept if kept or not values else UNSET


def with_text(names: tuple[str, ...]) -> tuple[str, ...]:
    """Modalities with the text that a dialect wants beside all speech."""
    return ("text", *names) if "audio" in names and "text" not in names else names


_OTHER_NAMES = {
    **dict.fromkeys(("pcmu", "mulaw", "ulaw", "x-mulaw"), "g711_ulaw"),
    **dict.fromkeys(("pcma", "alaw", "x-alaw"), "g711_alaw"),
    **dict.fromkeys(("pcm", "l16", "linear16"), "pcm16"),
}
"""What the wire and telephone services call the formats: spelling alone would take ``pcmu`` for ``pcm16``."""


def format_among(formats: Mapping[str, Any], name: object, path: str) -> Any:
    """The dialect's format that the vocabulary calls ``name``; anything but text passes, for validation to refuse.

    Raises:
        ValidationError: for another name.
    """
    if not isinstance(name, str):
        return name
    if name not in formats:
        choices = ", ".join(f"`{known}`" for known in formats)
        meant = _OTHER_NAMES.get(name.lower().removeprefix("audio/"), name)
        raise ValidationError(f"Expected one of {choices}, got {quote(name)}{nearest(meant, formats)}", f"$.{path}")
    return formats[name]
