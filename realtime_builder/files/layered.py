"""From texts to one configuration: `Reading`.

The texts are parsed and laid over one another as they are, which tells the dialect and the type. Along the
type the references are put in place, file by file, and the files are laid over one another again, by the
rule of `Config.overlay`: a file may leave out what one below it has. The result is decoded once, so every
mistake is told, in the file that made it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._core.paths import place_of
from .._core.reading import decode_plain
from .._core.shape import Type, read_type
from ..dialects import Dialect, dialect_of, require_dialect
from ..edits.overlay import overlay_plain
from ..encoding import validate
from ..errors import ValidationError, quote
from ..record import record_of
from .document import Document
from .failures import FileError
from .parse import parse_mapping
from .references import Resolver, Text
from .roots import USUAL, Plan, aligned, likely_dialects, plan_of
from .stack import Layer, Stack
from .text_values import read_texts

if TYPE_CHECKING:
    from ..encoding import Unknown

__all__ = ["Reading"]

Members = dict[str, Any]
Edit = Callable[[Members], Members]


class Reading:
    """How to read some texts, the lowest layer first, each with the folder that its references may read.

    ``edit`` changes the plain members of what comes of them all.

    Raises:
        FileError: for a text that is not in its format, or holds no object.
    """

    def __init__(
        self,
        sources: Sequence[tuple[Text, Path | None]],
        unknown: Unknown = "error",
        env: Mapping[str, str] | None = None,
        *,
        missing_env: bool = False,
        text_values: bool = False,
        edit: Edit | None = None,
    ) -> None:
        self._sources = sources
        self._unknown: Unknown = unknown
        self._env = env
        self._missing_env = missing_env
        self._text_values = text_values
        self._edit = edit
        self._parsed = [parse_mapping(source.name, source.text, source.form) for source, _ in sources]
        if edit is not None and len(sources) == 1:
            with suppress(ValidationError):  # for a path into what a reference stands for
                self._parsed = [edit(self._parsed[0])]  # also over a reference that leads nowhere
                self._edit = None

    def unedited(self) -> Reading:
        """The same texts without the edit."""
        return Reading(
            self._sources, self._unknown, self._env, missing_env=self._missing_env, text_values=self._text_values
        )

    def read(self, *, type: Any = None, dialect: Dialect | None = None, message: str | None = None) -> Document:
        """What the texts hold.

        Raises:
            FileError: with every mistake and its place.
        """
        if isinstance(type, str):
            example = f"{USUAL}.{record_of(USUAL).sessions[0].alone.__name__}"
            raise ValidationError(f"Expected a class such as {example} in `type`, not a name, got {quote(type)}")
        if type is not None:
            return self._decode(self._layers(read_type(type)), type, dialect_of(type) if _is_class(type) else None)
        if dialect is not None:
            return self._read_as(require_dialect(dialect), message)
        return self._read_detected(message)

    def _read_detected(self, message: str | None) -> Document:
        """In the usual dialect if it takes the texts, else in one that knows the most of their members."""
        try:
            return self._read_as(USUAL, message)
        except FileError as error:
            failed: dict[Dialect, FileError] = {USUAL: error}
        best = likely_dialects(self._outline(), message)  # which imports all dialects
        for dialect in best:
            if dialect not in failed:
                try:
                    return self._read_as(dialect, message)
                except FileError as error:
                    failed[dialect] = error
        raise failed[best[0]]

    def _outline(self) -> Members:
        """The texts laid over one another as they are, references and all, and edited as far as that goes."""
        below, *others = self._parsed
        for members in others:
            below = overlay_plain(below, members, Type())
        try:
            return below if self._edit is None else self._edit(copy.deepcopy(below))
        except ValidationError:  # for a path into what a reference stands for; else it is raised later
            return below

    def _read_as(self, dialect: Dialect, message: str | None) -> Document:
        try:
            plan = plan_of(self._outline(), dialect, message)
        except ValidationError as error:
            raise Stack(self._unresolved()).failed([error]) from None
        return self._decode(self._layers(read_type(plan.type), dialect, message), plan.type, dialect, plan)

    def _unresolved(self, dialect: Dialect | None = None, message: str | None = None) -> list[Layer]:
        """The texts in the form of the lowest one, their references unread."""
        layers: list[Layer] = []
        for (source, root), members in zip(self._sources, self._parsed, strict=True):
            resolver = Resolver(source, root, self._env, missing_env=self._missing_env)
            layer = Layer(resolver, members)
            if dialect is not None and layers:
                try:
                    layer = Layer(resolver, *aligned(members, layers[0].members, dialect, message))
                except ValidationError as error:
                    raise Stack([layer]).failed([error]) from None
            layers.append(layer)
        return layers

    def _layers(
        self, declared: Type, dialect: Dialect | None = None, message: str | None = None
    ) -> tuple[Stack, Members]:
        """The texts with their references in place, and what comes of laying them over one another."""
        layers: list[Layer] = []
        laid: Members = {}
        for layer in self._unresolved(dialect, message):
            resolver = layer.resolver
            members = resolver.resolve(layer.members, declared, below=laid)
            layers.append(layer._replace(members=members))
            if resolver.problems:
                raise Stack(layers).failed(ValidationError(message, place_of(at)) for at, message in resolver.problems)
            laid = overlay_plain(laid, members, declared) if len(layers) > 1 else members
        return Stack(layers), laid

    def _decode(
        self, layered: tuple[Stack, Members], type_: Any, dialect: Dialect | None, plan: Plan | None = None
    ) -> Document:
        stack, members = layered
        try:
            if self._edit is not None:
                members = self._edit(copy.deepcopy(members))
            if plan is not None and dialect is not None:
                plan = plan_of(members, dialect, None if plan.as_it_is else plan.message)
                members, type_ = plan.members, plan.type
        except ValidationError as error:
            raise stack.failed([error]) from None
        if self._text_values:
            members = read_texts(members, read_type(type_))
        try:
            config = decode_plain(copy.deepcopy(members), type_, self._unknown)  # which takes over what it is given
        except ValidationError as error:
            raise stack.failed(validate(members, type=type_, unknown=self._unknown) or (error,)) from None
        return Document(config, dialect, plan, stack)


def _is_class(type_: Any) -> bool:
    return isinstance(type_, type)
