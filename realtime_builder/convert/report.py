"""What a conversion gives back: the configuration, and what became of every field on the way.

Three lists account for each set or cleared field of the source. A field is *carried* where it
means the same in the result, under whatever name and in whatever spelling; *changed* where the
result says something near to it, or had to say something that the source left open; *lost* where
the result does not say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from msgspec import UNSET, Struct

from .._core.masking import hidden, is_secret, masked
from .._core.paths import Steps, render_path, render_step
from ..errors import ValidationError, quote

__all__ = ["Carried", "Change", "Conversion", "ConversionError", "Loss", "Report"]

T_co = TypeVar("T_co", covariant=True)


_STEPS = re.compile(r"[.\[\]]")  # a name may be any text, so not every path is one that edits take


class _Entry(Struct, frozen=True):
    """An entry of a report. It holds the values themselves, and shows no secret."""

    def _shown(self, name: str) -> Any:
        value = getattr(self, name)
        if name not in ("value", "before", "after") or value is UNSET:
            return value
        path: str = getattr(self, "path", "")
        return hidden(value) if any(map(is_secret, _STEPS.split(path))) else masked(value)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, self._shown(name)) for name in self.__struct_fields__]

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({members})"


class Loss(_Entry, frozen=True):
    """A field that the other dialect has no form for. ``str()`` gives a line for people."""

    path: str
    """Where it is in the source; empty for the whole."""

    value: Any
    """What it was."""

    reason: str
    """Why it has no form."""

    nearest: str = ""
    """What comes nearest, for a person to decide on; empty where nothing does."""

    secret: bool = False
    """Whether the value must not be shown."""

    def _shown(self, name: str) -> Any:
        return "***" if name == "value" and self.secret and self.value is not None else super()._shown(name)

    def __str__(self) -> str:
        nearest = f" Nearest: {self.nearest}." if self.nearest else ""
        return f"{self.path or 'all of it'} = {quote(self._shown('value'))} is lost: {self.reason}.{nearest}"


class Change(_Entry, frozen=True):
    """A field that the result says in another way. ``str()`` gives a line for people."""

    path: str
    """Where it is in the source."""

    before: Any
    """What it was; `UNSET` where the source left it open."""

    after: Any
    """What it is; `UNSET` where the result need not say it."""

    why: str
    """Why it could not stay as it was."""

    to: str = ""
    """Where it is in the result; empty where it is nowhere."""

    def __str__(self) -> str:
        before, after = (_quoted(self._shown(name)) for name in ("before", "after"))
        where = self.path if self.path == self.to or not self.to else f"{self.path} -> {self.to}"
        return f"{where}: {before} became {after}: {self.why}."


def _quoted(value: Any) -> str:
    return "nothing" if value is UNSET else quote(value)


class Carried(_Entry, frozen=True, gc=False):  # it holds only texts
    """A field, or an object with all that is in it, that means the same in the result."""

    path: str
    """Where it is in the source."""

    to: str
    """Where it is in the result; empty for a type's name that the result needs no word for."""

    note: str = ""
    """What should be known of it, such as that a model is shut down."""

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"{self.path or 'all of it'} -> {self.to}{note}" if self.path != self.to else f"{self.path}{note}"


class Conversion(Struct, Generic[T_co], frozen=True):
    """A configuration in another dialect, and a report. The report is in the order of the tables."""

    config: T_co
    """The result. For an item, a tool or another part that has no form at all, ``None``."""

    lost: tuple[Loss, ...] = ()
    """What the result does not say."""

    changed: tuple[Change, ...] = ()
    """What it says in another way."""

    carried: tuple[Carried, ...] = ()
    """What it says as the source did, and where."""


class ConversionError(ValidationError):
    """A conversion that does not exist, or one that had to be without loss and is not.

    ``lost`` has every loss; ``path`` is that of the first.
    """

    def __init__(self, message: str, path: str = "", *, lost: tuple[Loss, ...] = ()) -> None:
        super().__init__(message, path)
        self.lost = lost


_ITSELF = (("", ""),)


class Report:
    """A report that is being written."""

    def __init__(self) -> None:
        self.lost: list[Loss] = []
        self.changed: list[Change] = []
        self._carried: list[tuple[Steps, Steps, str, Iterable[tuple[str, str]]]] = []
        self._rendered: dict[Steps, str] = {(): ""}

    def mark(self) -> tuple[int, int, int]:
        """Where the report stands now, for `rewind`."""
        return len(self.lost), len(self.changed), len(self._carried)

    def rewind(self, mark: tuple[int, int, int]) -> None:
        """Forget what was written since ``mark``: what it is about is lost as a whole."""
        lost, changed, carried = mark
        del self.lost[lost:]
        del self.changed[changed:]
        del self._carried[carried:]

    def lose(self, path: Steps, value: Any, reason: str, nearest: str = "", *, secret: bool = False) -> None:
        """Write down a loss."""
        self.lost.append(Loss(render_path(path), value, reason, nearest, secret))

    def change(self, path: Steps, before: Any, after: Any, why: str, to: Steps | None) -> None:
        """Write down a change."""
        self.changed.append(Change(render_path(path), before, after, why, "" if to is None else render_path(to)))

    def carry(self, path: Steps, to: Steps, note: str = "", below: Iterable[tuple[str, str]] = _ITSELF) -> None:
        """Write down that a value means the same where it is now.

        ``below`` are written paths that go on from there, of what does in the place of the value itself.
        """
        self._carried.append((path, to, note, below))

    def finish(self, config: Any) -> Conversion[Any]:
        """The whole report beside what came of it."""
        carried: list[Carried] = []
        for path, to, note, below in self._carried:
            here = self._render(path)
            there = here if to == path else self._render(to)
            if below is _ITSELF:
                carried.append(Carried(here, there, note))
                continue
            here, there = here and here + ".", there and there + "."
            carried += [Carried(here + start, there + end, note) for start, end in below]
        return Conversion(config, tuple(self.lost), tuple(self.changed), tuple(carried))

    def _render(self, steps: Steps) -> str:
        """`render_path`, for many paths that begin alike."""
        rendered = self._rendered.get(steps)
        if rendered is None:
            before, last = self._render(steps[:-1]), steps[-1]
            rendered = before + render_step(last) if before else render_path(steps)
            self._rendered[steps] = rendered
        return rendered
