"""The fluent vocabulary: the same names in every dialect, each one edit that gives a new value.

`SessionVocabulary` documents what the sessions of every dialect have, `RealtimeVocabulary` what
those of the Realtime API and of Voice Live have besides. Code that is written against one of them
configures a session of any of its dialects:

>>> S = TypeVar("S", bound=RealtimeVocabulary)
>>> def support_line(session: S) -> S:
...     return session.with_voice("marin").with_server_vad(threshold=0.6).add_tool(get_weather)

Each dialect declares the same methods with its own types (more voices, more settings of a turn
detection), in a module ``vocabulary`` of its own. What a dialect has no counterpart for is absent
there, so that a type checker says so:

=======================  =========================================================
`with_tracing`           sessions of OpenAI GA and beta
`with_reasoning_effort`  sessions of OpenAI GA, Live and Voice Live, and responses
`with_metadata`          sessions of Voice Live, and the responses of every dialect
=======================  =========================================================

A response has the methods that fit it: not the model, nor anything about the input. A transcription
session has those about the input. A value of `UNSET` leaves things as they are, in every method;
where there are several values, those are passed over.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, Self, TypeAlias, TypeVar, cast

from msgspec import UNSET

from ._core.intake import made_of
from ._core.items import name_of
from ._core.paths import Path, parse_path
from ._core.places import located, placed
from ._core.plans import NOT_PLANNED, plan_of
from ._core.shape import fields_of
from .config import Config
from .edits.at_depth import transform
from .errors import ValidationError, nearest, quote
from .fields import MaxTokens, Settable, UnitInterval

__all__ = [
    "AudioFormat",
    "LabelVerbs",
    "RealtimeVocabulary",
    "SessionVocabulary",
    "SharedVerbs",
    "ToolVerbs",
    "Verbs",
    "format_among",
    "given",
    "named",
    "sets",
    "with_text",
]

AudioFormat: TypeAlias = Literal["pcm16", "g711_ulaw", "g711_alaw"]
"""16-bit PCM at 24 kHz, and the two encodings of telephone lines at 8 kHz, μ-law and A-law."""


FromName: TypeAlias = Callable[[Any, Mapping[str, Any]], Config]
"""Makes a struct of the name that stands for it (`UNSET` for none) and of settings."""


class SessionVocabulary(Protocol):
    """What the sessions of all four dialects have in common. Every method returns a changed copy.

    A tool given here is a function, of which the dialect makes its own kind of tool. In a session of
    OpenAI Live the tools, and the limit, are those of the backend that does the work.
    """

    # The edits that every configuration has. `copy_with` is not here: its fields depend on the dialect, and pyright
    # and mypy do not agree on any form of it that leaves them open. `transform` sets a field of any dialect.

    def without(self, *paths: Path) -> Self:
        """Omit fields again: see `Config.without`."""
        ...

    def clear(self, *paths: Path) -> Self:
        """Send the API's own clearing token: see `Config.clear`."""
        ...

    def transform(self, path: Path, value: Any, /, *more: Any) -> Self:
        """Change what lies at a path: see `Config.transform`."""
        ...

    def merge(self, patch: Any, /) -> Self:
        """Lay a patch over it: see `Config.merge`."""
        ...

    # The model, what it is told and how it answers

    def with_model(self, model: str, /) -> Self:
        """Set the model."""
        ...

    def with_instructions(self, instructions: str, /) -> Self:
        """Set the system message."""
        ...

    def with_voice(self, voice: str, /) -> Self:
        """Set the voice by name. A dialect's own voice objects do as well."""
        ...

    def with_audio_format(self, both: Settable[AudioFormat], /) -> Self:
        """Set the format of both sides."""
        ...

    def with_max_output_tokens(self, limit: int, /) -> Self:
        """Limit one response, in tokens."""
        ...

    # Tools

    def with_tools(self, *tools: Callable[..., Any]) -> Self:
        """Set the tools, in place of all there were.

        Raises:
            ValidationError: for two tools of the same name, or a function that can't be described.
        """
        ...

    def add_tool(self, tool: Callable[..., Any], /) -> Self:
        """Add a tool after those there are.

        Raises:
            ValidationError: where there is a tool of that name, or the function can't be described.
        """
        ...

    def remove_tool(self, name: Settable[str], /) -> Self:
        """Take a tool out by its name, an MCP server by its label.

        Raises:
            ValidationError: where there is none, with the nearest name.
        """
        ...

    def with_tool_choice(
        self, choice: Settable[Literal["none", "auto", "required"]] = ..., /, *, function: Settable[str] = ...
    ) -> Self:
        """Say whether the model calls tools, or name the ``function`` that it has to call."""
        ...


class RealtimeVocabulary(SessionVocabulary, Protocol):
    """What the sessions of the three Realtime dialects have in common besides."""

    # How the model answers

    def with_modalities(self, *names: Literal["text", "audio"]) -> Self:
        """Answer in text alone (``"text"``), or in speech, which always comes with its text (``"audio"``).

        So naming both means speech. On the wire that is ``["audio"]`` in GA and
        ``["text", "audio"]`` elsewhere.
        """
        ...

    def with_max_output_tokens(self, limit: MaxTokens, /) -> Self:
        """Limit one response: so many tokens, or ``"inf"``."""
        ...

    # The user's turn

    def with_turn_detection(self, turn_detection: None, /) -> Self:
        """Set the turn detection; ``None`` turns it off. Its struct is the dialect's own."""
        ...

    def with_server_vad(
        self,
        *,
        threshold: Settable[UnitInterval] = ...,
        prefix_padding_ms: Settable[int] = ...,
        silence_duration_ms: Settable[int] = ...,
        create_response: Settable[bool] = ...,
        interrupt_response: Settable[bool] = ...,
    ) -> Self:
        """Detect turns by loudness, with these settings and otherwise the server's defaults."""
        ...

    def with_semantic_vad(
        self,
        *,
        eagerness: Settable[Literal["low", "medium", "high", "auto"]] = ...,
        create_response: Settable[bool] = ...,
        interrupt_response: Settable[bool] = ...,
    ) -> Self:
        """Detect turns by meaning, with these settings and otherwise the server's defaults."""
        ...

    # The user's audio

    def with_transcription(
        self, transcription: Settable[str | None], /, *, language: Settable[str] = ..., prompt: Settable[str] = ...
    ) -> Self:
        """Set the model that transcribes the input; ``None`` turns transcription off.

        A dialect's own struct does as well, and takes the keywords into account. `UNSET` with
        keywords changes those settings of the transcription that there is; where there is none,
        they make one, which Voice Live does not allow without a model.

        Raises:
            ValidationError: for keywords where transcription is turned off.
        """
        ...

    def with_noise_reduction(self, noise_reduction: Literal["near_field", "far_field"] | None, /) -> Self:
        """Filter the input, for headsets or for rooms; ``None`` turns the filter off."""
        ...

    def with_audio_format(
        self,
        both: Settable[AudioFormat] = ...,
        /,
        *,
        input: Settable[AudioFormat] = ...,
        output: Settable[AudioFormat] = ...,
    ) -> Self:
        """Set the format of both sides, of one, or of each its own."""
        ...


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
        return getattr(owner, "tools", None) or ()

    def _add_tool(self, tool: Any, from_function: Callable[[Any], Any]) -> Self:
        if tool is UNSET:
            return self
        config = cast("Any", self)
        try:
            return config._appends[self._tools_at](config, tool)  # type: ignore[no-any-return]
        except NOT_PLANNED:  # a function, or what is no tool, or of a name that is taken
            plan_of(config, self._tools_at, "append")
        return self._put_tools((*self._tools(), tool), from_function)

    def _put_tools(self, tools: tuple[Any, ...], from_function: Callable[[Any], Any]) -> Self:
        """Set the tools; what is no tool already is a function to make one of."""
        kept = given(tools)
        if kept is UNSET:
            return self
        made = [tool if isinstance(tool, Mapping) else from_function(tool) for tool in kept]
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
            raise ValidationError("Expected a choice or a `function` that has to be called, not both", place)
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


def format_among(formats: Mapping[str, Any], name: object, path: str) -> Any:
    """The dialect's format that the vocabulary calls ``name``; what is no text is left to validation.

    Raises:
        ValidationError: for another name.
    """
    if not isinstance(name, str):
        return name
    if name not in formats:
        choices = ", ".join(f"`{known}`" for known in formats)
        raise ValidationError(f"Expected one of {choices}, got {quote(name)}{nearest(name, formats)}", f"$.{path}")
    return formats[name]
