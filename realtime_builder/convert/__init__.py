"""Between the dialects: a configuration of one API as that of another, and what is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from .report import Carried, Change, Conversion, ConversionError, Loss

if TYPE_CHECKING:
    from .._verbs import Verbs
    from ..config import Config

    C = TypeVar("C", bound=Config)
    R = TypeVar("R", bound=Verbs)
    """Sessions and responses: something of them always remains."""

__all__ = ["Carried", "Change", "Conversion", "ConversionError", "Loss", "convert"]


@overload
def convert(config: Config, /, to: type[R], *, strict: bool = ...) -> Conversion[R]: ...
@overload
def convert(config: Config, /, to: type[C], *, strict: bool = ...) -> Conversion[C | None]: ...
@overload
def convert(config: Config, /, to: Any, *, strict: bool = ...) -> Conversion[Any]: ...
def convert(config: Config, /, to: Any, *, strict: bool = False) -> Conversion[Any]:
    """A configuration in another dialect, and what became of each of its fields.

    ``to`` is a session, response, item, tool or event of the other dialect, or a union of them such
    as `openai_ga.ConversationItem`: the member that fits is taken. Omitted settings stay omitted, and null
    stays null where the other dialect documents a null.

    >>> convert(session, to=voicelive.RequestSession).lost

    Raises:
        ConversionError: for types that are no counterparts (a session and a tool), and with ``strict``
            for any loss.
    """
    from . import api  # noqa: PLC0415 - the tables name the structs of all dialects

    return api.convert(config, to, strict=strict)
