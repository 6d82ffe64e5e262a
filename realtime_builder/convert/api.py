"""What `convert` does, with the tables of all pairs of dialects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._core.paths import parse_path, place_of
from .._core.reader import type_of
from .._core.shape import declared_class
from .._core.writing import not_a_configuration
from ..config import Config
from ..dialects import DIALECTS
from ..errors import ValidationError, quote
from ..record import records
from .core import Converter
from .lookup import Tables
from .report import Carried, Conversion, ConversionError
from .table import NoForm, Pair
from .through import joined

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["convert", "pairs", "tables"]


def pairs() -> Iterator[Pair]:
    """Every pair of dialects that has tables."""
    for module in dict.fromkeys(module for record in records() for module in record.conversions):
        yield import_module(f".{module}", __package__).PAIR


@cache
def tables() -> Tables:
    """The tables of all pairs."""
    return Tables(pairs())


def convert(config: Config, to: Any, *, strict: bool = False) -> Conversion[Any]:
    """See `realtime_builder.convert`."""
    if not isinstance(config, Config):
        raise not_a_configuration(config)
    targets = _targets(to)
    conversion = _keep(config) if isinstance(config, targets) else _convert(config, targets)
    if strict and conversion.lost:
        raise _too_lossy(conversion, targets)
    return conversion


def _targets(to: Any) -> tuple[type[Struct], ...]:
    try:
        targets = type_of(to).variants
    except TypeError:
        targets = ()
    if not targets:
        raise ValidationError(f"Expected a configuration's class in `to`, not its name, got {quote(to)}")
    return targets


def _keep(config: Config) -> Conversion[Any]:
    return Conversion(config, carried=(Carried("", ""),))


def _convert(config: Config, targets: tuple[type[Struct], ...]) -> Conversion[Any]:
    if not tables().know(type(config), targets):
        return _convert_through(config, targets)
    return _convert_directly(config, targets)


def _convert_through(config: Config, targets: tuple[type[Struct], ...]) -> Conversion[Any]:
    """Convert to the usual dialect, and on from there, where no table is about the two."""
    between = tuple(each for each in tables().targets_of(type(config), DIALECTS[0]) if tables().know(each, targets))
    if not between:
        raise ConversionError(f"`{declared_class(type(config)).__name__}` has no counterpart in {_names(targets)}")
    first = _convert_directly(config, between)
    return first if first.config is None else joined(config, first, _convert_directly(first.config, targets))


def _convert_directly(config: Config, targets: tuple[type[Struct], ...]) -> Conversion[Any]:
    converter = Converter(tables())
    report = converter.report
    result = None
    try:
        result = converter.convert_object(config, targets, (), ())
    except NoForm as error:
        report.lose((), config, error.reason, error.nearest)
    return report.finish(result)


def _too_lossy(conversion: Conversion[Any], targets: tuple[type[Struct], ...]) -> ConversionError:
    lost = conversion.lost
    listed = "; ".join(f"`{loss.path}`: {loss.reason}" if loss.path else loss.reason for loss in lost)
    path = place_of(parse_path(lost[0].path)) if lost[0].path else ""
    return ConversionError(f"{_names(targets)} can't express everything: {listed}", path, lost=lost)


def _names(targets: tuple[type[Struct], ...]) -> str:
    return " or ".join(f"`{target.__name__}`" for target in targets)
