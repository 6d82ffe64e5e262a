"""Where a value of layered configurations comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct
from pyrsistent import PVector

from .._core.items import position_of
from .._core.masking import is_secret, printable
from .._core.paths import render_path
from .._core.plain import fresh_json, plain
from .._core.shape import declared_class, fields_of, tag_of
from .._core.showing import json_shown
from .._core.values import frozen_json
from ..errors import ValidationError, shorten
from .facts import is_another_kind

if TYPE_CHECKING:
    from .._core.paths import Steps

__all__ = ["Origin", "differences", "leads_to_secret", "said_at", "shown"]

_LONGEST_VALUE = 72


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """Where the value at a path comes from. As text it is a line for people, in which no secret is shown."""

    steps: tuple[str | int, ...]
    """The path, step by step."""

    value: Any
    """The result of all layers: None if cleared, `UNSET` if omitted."""

    layer: str | None
    """The layer that decides it; None where no layer says anything."""

    below: tuple[tuple[str, Any], ...]
    """The layers below, the highest first, each with its value; `UNSET` for none."""

    secret: bool
    """Whether the value is never shown."""

    @property
    def path(self) -> str:
        """The path in one piece: ``audio.output.voice``."""
        return render_path(self.steps)

    def __str__(self) -> str:
        if self.layer is None and self.value is UNSET:
            return f"{printable(self.path)} is set by no layer"
        had = ", ".join(f"{layer} has {shown(value, secret=self.secret)}" for layer, value in self.below)
        by = "set by no layer" if self.layer is None else f"from {self.layer}"
        return f"{printable(self.path)} = {shown(self.value, secret=self.secret)} {by}{f' ({had})' if had else ''}"

    def __repr__(self) -> str:
        return f"Origin({self})"


def shown(value: Any, *, secret: bool = False) -> str:
    """A value for people: short, and no secret in it."""
    if value is UNSET:
        return "nothing"
    if value is None:
        return "null"
    if isinstance(value, Struct):
        return shorten(printable(repr(value)), _LONGEST_VALUE)
    return '"***"' if secret else shorten(printable(json_shown(fresh_json(plain(value)))), _LONGEST_VALUE)


def leads_to_secret(config: Any, steps: Steps) -> bool:
    """Whether what a path leads to is never shown, going by what is there, or by its name alone."""
    value = config
    for step in steps:
        field = fields_of(type(value)).get(str(step)) if isinstance(value, Struct) else None
        if is_secret(step) or (field is not None and field.secret):
            return True
        value = _child(value, step)
    return False


def said_at(layer: Any, before: Any, after: Any, steps: Steps) -> tuple[Any, bool]:
    """What a layer has at a path, and whether it decides what is there.

    It does where it has a value, and where something above took the place of what was below: null, a
    list, an object of another variant. ``before`` is the value below the layer, ``after`` that with it.
    """
    said, in_list, is_tag = layer, False, False
    for step in steps:
        if not isinstance(said, _HAS_MEMBERS):
            return said if said is None else UNSET, True
        in_list = in_list or isinstance(said, tuple | list | PVector)
        is_tag = isinstance(said, Struct) and (tag_of(type(said)) or (None,))[0] == step
        inside = said is not layer
        said = _child(said, step)
        if said is UNSET:
            is_replaced = (_is_replaced if inside else is_another_kind)(before, after)
            return UNSET, in_list or (is_replaced and _child(after, step) is UNSET)
        before, after = _child(before, step), _child(after, step)
    return _frozen(said), in_list or not is_tag or said != before  # a configuration always has its tag


_HAS_MEMBERS = (Struct, Mapping, tuple, list, PVector)


def _is_replaced(before: Any, after: Any) -> bool:
    """Whether an object took the place of something else."""
    if before is UNSET:
        return False
    if isinstance(before, Struct) and isinstance(after, Struct):
        was, now = declared_class(type(before)), declared_class(type(after))
        if was is now:
            return is_another_kind(before, after)
        return (tag_of(was) is None) is (tag_of(now) is None)  # settings take on a type
    return not isinstance(before, Mapping) or isinstance(before, Struct) is not isinstance(after, Struct)


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, Struct | Mapping):
        return value.get(str(step), UNSET)  # type: ignore[union-attr]
    if isinstance(value, tuple | list | PVector):
        try:
            return value[position_of(value, step, ())]
        except ValidationError:
            return UNSET
    return UNSET


def _frozen(value: Any) -> Any:
    """What a layer has, immutable: a mapping's members are plain JSON."""
    return frozen_json(value) if isinstance(value, dict | list) else value


def differences(before: Any, after: Any, at: Steps = ()) -> Iterator[Steps]:
    """Where a value has something else than before, going into objects that stayed of one kind."""
    both = isinstance(before, Mapping) and isinstance(after, Mapping)
    if before is UNSET or before is after:
        return
    if both and (not at or not _is_replaced(before, after)):
        for name in before:
            yield from differences(before[name], after.get(name, UNSET), (*at, name))
    elif before != after:
        yield at
