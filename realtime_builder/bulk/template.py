"""`Template`: encode the constant part of a message once, splice in what varies. How it is cut: cuts.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias, final

from .._core.paths import Path, Steps, parse_path, place_of, render_path
from ..edits.holes import Text, holes_in, texts_in
from ..encoding import start_in
from ..errors import ValidationError
from .cuts import INSIDE, REFUSED, Cuts, always, encode_value, join, refuse, resolved

if TYPE_CHECKING:
    from msgspec import Struct

__all__ = ["Template", "template_over"]


@final
class Template:
    """A message in which only some values vary from call to call.

    >>> template = Template(event, instructions="session.instructions", caller="session.metadata.caller")
    >>> template.encode(instructions="Be brief.", caller="+1 555 0100")

    Each keyword names a hole and gives its path: to a field at any depth, an item of a list, a
    member of a string map or of free-form JSON, set or omitted in the message. An item's hole stays
    with the item, also in a call that omits another one before it. A template is immutable, safe to
    share between threads, and picklable.

    Raises:
        ValidationError: for a path that does not exist, or that lies inside another hole.
    """

    if not TYPE_CHECKING:  # for checkers ``encode`` is a method
        __slots__ = ("_cuts", "encode", "encode_into")

    def __init__(self, message: Struct, /, **holes: Path) -> None:
        _set_up(self, message, holes, ())

    @classmethod
    def from_text(cls, message: Struct, /, **paths: Path) -> Self:
        r"""A template whose holes stand in the texts of the message, ``{{caller}}``; ``paths`` adds holes by path.

        A hole takes text or a number, may stand at several places, and has to be filled in each call. What
        it takes is never scanned for holes. ``\\{{`` in a text is sent as two braces.

        >>> event = SessionUpdateEvent(session=Session(instructions="Greet {{caller}} in {{language}}."))
        >>> template = Template.from_text(event, user="session.metadata.user")
        >>> template.encode(caller="Ada", language="French", user="u-1")

        Raises:
            ValidationError: as for a template by path; for a name that is both, and a path around a text's hole.
        """
        template = object.__new__(cls)
        _set_up(template, message, paths, texts_in(message))
        return template

    if TYPE_CHECKING:  # at run time an attribute, as how it is best done depends on the holes
        _cuts: Cuts

        def encode(self, /, **values: Any) -> bytes:
            """The wire JSON with the values in their holes: ``encode`` of the edited message, byte for byte.

            A hole that is left out keeps the message's own value. ``None`` is null, `UNSET` omits.

            Raises:
                ValidationError: for an unknown hole or a wrong value, as an edit of the message does.
            """
            ...

        def encode_into(self, buffer: bytearray, offset: int = 0, /, **values: Any) -> None:
            """Write the wire JSON into ``buffer`` from ``offset`` on; the buffer then ends with it.

            An offset of -1 appends.

            Raises:
                ValidationError: as `encode`, and for an offset that is not in the buffer.
            """
            ...

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Template is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Template is immutable")

    def __repr__(self) -> str:
        holes = {name: repr(render_path(path)) for name, path in self._cuts.holes.items()}
        texts = [f"{{{{{name}}}}}" for name in self._cuts.names]
        shown = ", ".join(
            [type(self._cuts.message).__name__, *texts, *(f"{name}={path}" for name, path in holes.items())]
        )
        return f"Template{'.from_text' if texts else ''}({shown})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (self._cuts.message, self._cuts.holes, bool(self._cuts.texts))


def _revive(message: Struct, holes: dict[str, Steps], has_texts: bool = False) -> Template:
    return Template.from_text(message, **holes) if has_texts else Template(message, **holes)


def template_over(message: Struct, paths: Mapping[str, Path], texts: tuple[Text, ...]) -> Template:
    """A template from texts, where a hole by path takes the place of the texts that lie in it."""
    template = object.__new__(Template)
    steps = [resolved(message, parse_path(path)) for path in paths.values()]
    outside = [text for text in texts if not any(text.steps[: len(path)] == path for path in steps)]
    _set_up(template, message, paths, tuple(outside))
    return template


def _set_up(template: Template, message: Struct, holes: Mapping[str, Path], texts: tuple[Text, ...]) -> None:
    paths = {name: resolved(message, parse_path(path)) for name, path in holes.items()}
    names = holes_in(texts)
    inside = [*paths.items(), *((name, text.steps) for text in texts for name in holes_in([text]))]
    for name, path in paths.items():
        if name in names:
            where = place_of(names[name])
            raise ValidationError(f"`{name}` is a hole in a text and a hole by path; give one another name", where)
        for other, longer in inside:
            if other != name and longer[: len(path)] == path:
                raise ValidationError(f"Hole `{other}` lies inside hole `{name}`", place_of(longer))
    texts = tuple(text for text in texts if not any(text.steps[: len(path)] == path for path in paths.values()))
    cuts = Cuts(message, paths, texts)
    object.__setattr__(template, "_cuts", cuts)
    encode, encode_into = _ways_of(cuts)
    object.__setattr__(template, "encode", encode)
    object.__setattr__(template, "encode_into", encode_into)


_Ways: TypeAlias = tuple[Callable[..., bytes], Callable[..., None]]
"""`Template.encode` and `Template.encode_into`."""


def _ways_of(cuts: Cuts) -> _Ways:
    """`Template.encode` and `Template.encode_into` as they are best done, which depends on the holes."""
    if not cuts.names and len(cuts.holes) == 1:
        return _ways_of_one_hole(next(iter(cuts.holes)), cuts)
    encode = _encode_of_two_places(cuts) if cuts.places == _TWO and not cuts.holes else cuts.encode
    return encode, _into(encode)


def _into(encode: Callable[..., bytes]) -> Callable[..., None]:
    def encode_into(buffer: bytearray, offset: int = 0, /, **values: Any) -> None:
        encoded = encode(**values)
        if offset:
            buffer[start_in(buffer, offset) :] = encoded
        else:
            buffer[:] = encoded

    return encode_into


_TWO = 2


def _encode_of_two_places(cuts: Cuts) -> Callable[..., bytes]:
    """`Template.encode` where texts have holes at two places, which is done for little more than the copy."""
    count = len(cuts.names)
    before = between = after = b""
    first = second = ""  # which no call has

    def encode(**values: Any) -> bytes:
        nonlocal before, first, between, second, after
        if len(values) == count:
            try:
                one, two = values[first], values[second]
                if type(one) is str and type(two) is str:
                    return join((before, encode_value(one)[INSIDE], between, encode_value(two)[INSIDE], after))
            except (KeyError, UnicodeEncodeError):
                pass
        encoded = cuts.encode_checked(values)
        plan = cuts.plans.get((*values,))
        if plan is not None:
            before, _, between, _, after = plan.pieces
            second, first = plan.names[1], plan.names[0]  # at last, as another thread may be up there
        return encoded

    encode.__doc__ = Cuts.encode.__doc__
    return encode


def _ways_of_one_hole(name: str, cuts: Cuts) -> _Ways:
    """The ways where there is one hole, at little more than the cost of copying the message."""
    before = after = b""
    fits: Mapping[type, Callable[[Any], bool]] = {}
    checked: Callable[[Any], bytes] = refuse

    def encode(**values: Any) -> bytes:
        nonlocal before, after, fits, checked
        if len(values) == 1 and name in values:
            value = values[name]
            try:
                test = fits.get(type(value))
                if test is None:
                    return join((before, checked(value), after))
                if test is always or test(value):
                    return join((before, encode_value(value), after))
            except REFUSED:
                pass
        encoded = cuts.encode_checked(values)
        plan = cuts.plans.get((name,))
        if plan is not None:
            before, _, after = plan.pieces
            ((_, fits, checked),) = plan.holes  # after the pieces, as another thread may be up there
        return encoded

    otherwise = _into(encode)

    def encode_into(buffer: bytearray, offset: int = 0, /, **values: Any) -> None:
        if not offset and len(values) == 1 and name in values:
            value = values[name]
            try:
                test = fits.get(type(value))
                if test is always or (test is not None and test(value)):
                    buffer[:] = join((before, encode_value(value), after))
                    return
            except REFUSED:
                pass
        otherwise(buffer, offset, **values)

    encode.__doc__ = Cuts.encode.__doc__
    return encode, encode_into
