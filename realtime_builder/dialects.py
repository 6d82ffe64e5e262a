"""The static index of dialects: their names, their modules, and functions typed by a dialect's name.

It imports no dialect, so that a name costs nothing until it is used. Everything else that has to be
known about a dialect stands in the module ``record`` of its package (see `realtime_builder.record`).

A new dialect is a folder with its record, its tables of checks and conversions, and a line in each
of the places below; no other module names one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol, TypeAlias, cast, get_args, overload

from .errors import ValidationError, nearest, quote

if TYPE_CHECKING:
    from . import openai_beta, openai_ga, openai_live, voicelive
    from .testing import Loopback

__all__ = ["DIALECTS", "Dialect", "dialect_of", "openai_beta", "openai_ga", "openai_live", "voicelive"]

Dialect: TypeAlias = Literal["openai_ga", "openai_beta", "voicelive", "openai_live"]
"""The name of a dialect's package."""

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
"""Every dialect. The first is the usual one."""

VENDORS: dict[str, Dialect] = {
    "openai.types.realtime.": "openai_ga",
    "openai.types.responses.": "openai_ga",
    "openai.types.beta.realtime.": "openai_beta",
    "azure.ai.voicelive.": "voicelive",
    "openai.types.live.": "openai_live",
}
"""The dialect of a vendor's classes, by how their full names begin."""


def __getattr__(name: str) -> Any:
    """A dialect's package, imported when it is first asked for."""
    if name not in (*DIALECTS,):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return module_of(name)


def module_of(name: Dialect, /) -> ModuleType:
    """The package of a dialect, which is imported with it."""
    return import_module(f".{name}", __package__)


def require_dialect(name: object) -> Dialect:
    """``name``, once it is known to be a dialect's.

    Raises:
        ValidationError: where it is none.
    """
    if name not in (*DIALECTS,):
        known = ", ".join(f"`{each}`" for each in DIALECTS)
        guess = nearest(name, DIALECTS) if isinstance(name, str) else ""
        raise ValidationError(f"Expected one of {known}, got {quote(name)}{guess}")
    return cast("Any", name)  # type: ignore[no-any-return]


@lru_cache(1024)
def dialect_of(type_: type, /) -> Dialect | None:
    """The dialect that a class, or one of its bases, comes from; None for any other class.

    >>> dialect_of(openai_ga.ServerVad)
    'openai_ga'
    """
    for base in type_.__mro__:
        for name in DIALECTS:
            package = sys.modules.get(f"{__package__}.{name}")  # a class of a package that is not imported can't exist
            if package is not None and vars(package).get(base.__name__) is base:
                return name
    return None


# What is typed by a dialect's name

P = ParamSpec("P")

if TYPE_CHECKING:

    class LoopbackByDialect(Protocol[P]):
        """A function that gives a loopback server whose sessions are of the dialect that is named."""

        @overload
        def __call__(
            self, dialect: Literal["openai_ga"], *args: P.args, **kwargs: P.kwargs
        ) -> Loopback[
            openai_ga.RealtimeSessionCreateRequest
            | openai_ga.RealtimeTranscriptionSessionCreateRequest
            | openai_ga.RealtimeTranslationSessionUpdateRequest
        ]: ...
        @overload
        def __call__(
            self, dialect: Literal["openai_beta"], *args: P.args, **kwargs: P.kwargs
        ) -> Loopback[openai_beta.Session | openai_beta.TranscriptionSession]: ...
        @overload
        def __call__(
            self, dialect: Literal["voicelive"], *args: P.args, **kwargs: P.kwargs
        ) -> Loopback[voicelive.RequestSession]: ...
        @overload
        def __call__(
            self, dialect: Literal["openai_live"], *args: P.args, **kwargs: P.kwargs
        ) -> Loopback[openai_live.SessionConfig]: ...
        @overload
        def __call__(self, dialect: Dialect, *args: P.args, **kwargs: P.kwargs) -> Loopback[Any]: ...
        def __call__(self, dialect: Any, *args: P.args, **kwargs: P.kwargs) -> Any:
            """See `realtime_builder.testing.loopback`."""


def typed_by_dialect(function: Callable[Concatenate[Dialect, P], Any], /) -> LoopbackByDialect[P]:
    """``function`` as it is; a checker tells its result by the dialect that is named."""
    return cast("Any", function)  # type: ignore[no-any-return]
