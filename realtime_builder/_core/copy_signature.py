"""How type checkers see `Config.copy_with`: exactly the fields of the class, none of them required.

Nothing imports this at run time. The protocols capture a class's fields from what a checker knows of it: its
``__replace__`` for Python 3.13 and later, else its constructor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar, overload

__all__ = ["CopyWith"]

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class _HasReplace(Protocol[P]):
    """Checkers synthesise ``__replace__`` for dataclass-like types from Python 3.13 on."""

    def __replace__(self, *args: P.args, **kwargs: P.kwargs) -> Any: ...


class _AnyChanges(Protocol[T_co]):
    """For a class that has required fields, and for mypy, below target 3.13."""

    def __call__(self, **changes: Any) -> T_co: ...


class _AllOptional(Protocol[P, T_co]):
    """A class that can be made without arguments, so that capturing its fields demands none of them."""

    @overload
    def __call__(self) -> T_co: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T_co: ...


class CopyWith(Protocol):
    """So `copy_with` takes exactly the fields, none of them required, and gives the class."""

    if sys.version_info >= (3, 13):

        def __get__(self, instance: _HasReplace[P], owner: type[T], /) -> Callable[P, T]: ...

    else:  # A class is a callable of its fields, which captures them as well.

        @overload
        def __get__(self, instance: object, owner: _AllOptional[P, T], /) -> Callable[P, T]: ...
        @overload
        def __get__(self, instance: object, owner: type[T], /) -> _AnyChanges[T]: ...
