"""`convert`: the one function of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from .. import openai_beta, openai_ga, voicelive
from ..config import Config
from ..errors import ValidationError
from ..shape import core_of, read_type
from .beta_ga import BETA_GA
from .beta_voicelive import BETA_VOICELIVE
from .core import Converter
from .ga_voicelive import GA_VOICELIVE
from .lookup import Tables
from .report import Carried, Conversion, ConversionError
from .table import NoForm

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["TABLES", "convert"]

TABLES = Tables((BETA_GA, GA_VOICELIVE, BETA_VOICELIVE))

C = TypeVar("C", bound=Config)
R = TypeVar(
    "R",
    bound=(
        openai_ga.RealtimeSessionCreateRequest
        | openai_ga.RealtimeTranscriptionSessionCreateRequest
        | openai_ga.RealtimeResponseCreateParams
        | openai_beta.Session
        | openai_beta.TranscriptionSession
        | openai_beta.ResponseCreateParams
        | voicelive.RequestSession
        | voicelive.ResponseCreateParams
    ),
)
"""Sessions and responses, of which always something remains."""


@overload
def convert(config: Config, /, to: type[R], *, strict: bool = ...) -> Conversion[R]: ...
@overload
def convert(config: Config, /, to: type[C], *, strict: bool = ...) -> Conversion[C | None]: ...
@overload
def convert(config: Config, /, to: Any, *, strict: bool = ...) -> Conversion[Any]: ...
def convert(config: Config, /, to: Any, *, strict: bool = False) -> Conversion[Any]:
    """A configuration in another dialect, and what became of each of its fields.

    ``to`` is a session, response, item, tool or event of the other dialect, or a union of them such
    as `openai_ga.ConversationItem`, of which the right one is taken. What is omitted stays omitted,
    and null stays null where the other dialect documents one.

    >>> convert(session, to=voicelive.RequestSession).lost

    Raises:
        ConversionError: where the one is no counterpart of the other (a session and a tool), and
            with ``strict`` where anything is lost.
    """
    if not isinstance(config, Config):
        raise ValidationError(f"Expected a configuration, got `{type(config).__name__}`")
    targets = _targets(to)
    conversion = _keep(config) if isinstance(config, targets) else _convert(config, targets)
    if strict and conversion.lost:
        raise _too_lossy(conversion, targets)
    return conversion


def _targets(to: Any) -> tuple[type[Struct], ...]:
    try:
        targets = read_type(to).variants
    except TypeError:
        targets = ()
    if not targets:
        raise ValidationError(f"Expected a configuration's class in `to`, got {to!r}")
    return targets


def _keep(config: Config) -> Conversion[Any]:
    return Conversion(config, carried=(Carried("", ""),))


def _convert(config: Config, targets: tuple[type[Struct], ...]) -> Conversion[Any]:
    if not TABLES.know(type(config), targets):
        raise ConversionError(f"`{core_of(type(config)).__name__}` has no counterpart in {_names(targets)}")
    converter = Converter(TABLES)
    report = converter.report
    result = None
    try:
        result = converter.convert_object(config, targets, (), ())
    except NoForm as error:
        report.lose((), config, error.reason, error.nearest)
    return Conversion(result, tuple(report.lost), tuple(report.changed), tuple(report.carried))


def _too_lossy(conversion: Conversion[Any], targets: tuple[type[Struct], ...]) -> ConversionError:
    lost = conversion.lost
    listed = "; ".join(f"`{loss.path}`: {loss.reason}" if loss.path else loss.reason for loss in lost)
    path = f"$.{lost[0].path}" if lost[0].path else ""
    return ConversionError(f"{_names(targets)} can't say it all: {listed}", path, lost=lost)


def _names(targets: tuple[type[Struct], ...]) -> str:
    return " or ".join(f"`{target.__name__}`" for target in targets)
