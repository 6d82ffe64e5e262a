"""`Guard`: what a client whom nobody trusts may change in a session.

A server that relays a browser's ``session.update`` lets some settings through and no others. The
guard goes by an allow list, and in this order, so that hostile input is cheap to refuse: the size
in bytes, a count of the punctuation, JSON, the allow list and its bounds, the types. What comes
out is a patch that was encoded anew, never the client's bytes.

Three rules make the promise that nothing outside the list changes:

- An object of which only parts are allowed can't be replaced, cleared or started as a whole.
- Where the API replaces an object whole (turn detection, metadata; see patch.py), the members
  that the client may not touch are sent along as they are.
- What is outside the list is refused even if it says what the session has already. So a client
  can't find out by trying what it is; of an object in it, it may learn the type.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Generic, Literal, NamedTuple, Self, TypeAlias, TypeVar, final, get_args

from msgspec import UNSET, Struct, UnsetType

from .._core.extras import construct, held_by_wire, rebuild
from .._core.intake import checked_members, put
from .._core.paths import Path, parse_path, render_path
from .._core.places import field_at
from .._core.shape import Type, core_of, fields_of, tag_of, variant_of
from ..config import Config
from ..edits.at_depth import omit, transform
from ..edits.patches import diff, is_container, merge
from ..encoding import decode
from ..errors import ValidationError, quote, shorten

__all__ = ["Bound", "Guard", "GuardError", "GuardResult", "Violation"]

C = TypeVar("C", bound=Config)

Bound: TypeAlias = "int | tuple[float, float] | AbstractSet[str | float | None]"
"""What values an allowed path takes.

=============  =============================================================================
an integer     the most characters of a text, items of a list, or members of an object
a pair         the lowest and the highest number, both included
a set          the values themselves
=============  =============================================================================

Null passes an integer, but a pair never and a set only where it is in it: it would give the
server's default, which may be outside. So would an object that replaces the old one whole
(turn detection) and omits the member: it passes only with it. An integer is for no number and a
pair for nothing else.
"""

OnForbidden: TypeAlias = Literal["raise", "drop"]

_Names: TypeAlias = tuple[str, ...]

_CARRIED = {"session.update": "session", "transcription_session.update": "session", "response.create": "response"}
"""By the ``type`` of an event that clients send: the member that carries the patch."""

_LONGEST_EVENT_ID = 512


class Violation(NamedTuple):
    """Something that a client sent and that was not let through."""

    path: str
    """Where, as edits take it: ``audio.output.voice``."""

    reason: str


class GuardError(ValidationError):
    """What a client sent is refused.

    ``violations`` has all that was outside the allow list or its bounds; it is empty where the
    input was too large, not JSON, or not of the session's type. ``message`` and ``path`` tell the
    first. No error quotes a value of the session.
    """

    def __init__(self, message: str, path: str = "", violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(message, path)
        self.args = (message, path, violations)
        self.violations = violations


class GuardResult(NamedTuple, Generic[C]):
    """What became of a client's patch."""

    config: C
    """The base with the patch laid over it: ``base.merge(patch)``."""

    patch: C
    """What was let through, to be sent to the API; pinned values that the base lacked included."""

    dropped: tuple[Violation, ...]
    """What the client sent besides, and why it was left out."""

    event_id: str | UnsetType
    """The client's name for its event, by which the API's errors refer to it; else `UNSET`."""


class _Node:
    """What holds at one path: a tree of names, built once and never changed afterwards."""

    __slots__ = ("allowed", "bound", "inner", "pinned")

    def __init__(self) -> None:
        self.allowed = False
        self.pinned = False
        self.bound: Bound | None = None
        self.inner: dict[str, _Node] = {}

    def at(self, path: _Names) -> _Node:
        node = self
        for name in path:
            node = node.inner.setdefault(name, _Node())
        return node

    def binds(self, name: str) -> bool:
        """Whether a member has a bound that nothing but a value can meet."""
        node = self.inner.get(name)
        return node is not None and not node.pinned and node.bound is not None and _exceeds(None, node.bound)

    @property
    def holds_pin(self) -> bool:
        return self.pinned or any(node.holds_pin for node in self.inner.values())


@final
class Guard:
    """An allow list of paths, which is immutable, safe to share between threads, and picklable.

    >>> guard = Guard.allow("instructions", "audio.output", bounds={"instructions": 2_000})
    >>> guard = guard.pin("audio.output.voice").pin("model", "gpt-realtime-2")
    >>> result = guard.apply(base, websocket_message)
    >>> upstream.send(encode(SessionUpdateEvent(session=result.patch, event_id=result.event_id)))
    """

    __slots__ = (
        "_allowed",
        "_bounds",
        "_checked",
        "_max_bytes",
        "_max_depth",
        "_max_items",
        "_on_forbidden",
        "_pins",
        "_tree",
    )

    _allowed: tuple[_Names, ...]
    _bounds: dict[_Names, Bound]
    _pins: dict[_Names, Any]
    """The value that each pinned path is given; `UNSET` where it stays as the base has it."""
    _max_bytes: int
    _max_items: int
    _max_depth: int
    _on_forbidden: OnForbidden
    _tree: _Node
    _checked: set[type[Struct]]
    """The types that all paths were looked up in."""

    @staticmethod
    def allow(
        *paths: Path,
        bounds: Mapping[Path, Bound] | None = None,
        on_forbidden: OnForbidden = "raise",
        max_bytes: int = 65_536,
        max_items: int = 2_000,
        max_depth: int = 16,
        type: type[Config] | None = None,
    ) -> Guard:
        """A guard that lets through what lies at or under ``paths``, and nothing else.

        A path leads to a field at any depth, or to a member of a string map or of free-form JSON
        (``"metadata.caller"``). Lists are settings as a whole: ``"tools"`` can be allowed, one
        tool can't.

        Args:
            paths: what the client may set, clear or replace.
            bounds: by path, what values it may set there; see `Bound`.
            on_forbidden: what becomes of input that is not allowed or out of bounds. ``"raise"``
                refuses all of it, ``"drop"`` leaves that part out and reports it.
            max_bytes: size of the input, in bytes.
            max_items: members of objects and items of lists in it, all levels together. An empty
                object or list counts as one more.
            max_depth: levels of nesting, the outermost object being the first.
            type: the type that all paths must exist in. Without it they are looked up at the
                first `apply`.

        Raises:
            ValidationError: for a path that leads nowhere, or a bound where nothing is allowed or
                that fits nothing there.
        """
        for name, limit in {"max_bytes": max_bytes, "max_items": max_items, "max_depth": max_depth}.items():
            if not isinstance(limit, int) or limit < 1:
                raise ValidationError(f"Expected `{name}` >= 1, got {quote(limit)}")
        if on_forbidden not in ("raise", "drop"):
            raise ValidationError(f"Expected `on_forbidden` to be 'raise' or 'drop', got {quote(on_forbidden)}")
        guard = _made(
            {
                "_allowed": tuple(map(_names, paths)),
                "_bounds": {_names(path): _checked_bound(bound) for path, bound in (bounds or {}).items()},
                "_pins": {},
                "_max_bytes": max_bytes,
                "_max_items": max_items,
                "_max_depth": max_depth,
                "_on_forbidden": on_forbidden,
            }
        )
        if type is not None:
            guard._check_paths(core_of(type))
        return guard

    def pin(self, path: Path, value: Any = UNSET) -> Guard:
        """A guard under which nothing that a client sends changes what is at ``path``.

        It stays as the base has it, or is always ``value`` (``None`` for null) if one is given.
        A pin wins over the allow list, inside an allowed path and around one. That a client sent
        something there is reported, but not refused; an object that holds a pinned setting can't
        be cleared.

        Raises:
            ValidationError: for a path that leads nowhere, where the type is known already.
        """
        guard = _made({**self._settings(), "_pins": {**self._pins, _names(path): value}})
        for known in self._checked:
            guard._check_paths(known)
        return guard

    def apply(self, base: C, data: bytes | bytearray | memoryview | str) -> GuardResult[C]:
        """Lay over ``base`` what a client may change of what it sent.

        ``data`` is JSON text in one of two forms: a patch of the base's type, or the whole event
        that carries one (``session.update``, ``transcription_session.update``,
        ``response.create``). Paths are those of the base in both.

        Raises:
            GuardError: for anything that is wrong with ``data``, whatever it is.
            ValidationError: for a path of the guard's own that the base's type does not have, or
                a pinned value that does not fit there.
        """
        self._check_paths(core_of(type(base)))
        given, event_id = _unwrapped(self._parse(data), base)
        start = self._with_pinned_values(base)
        sieve = _Sieve(start)
        let_through = sieve.sift(given, self._tree, start, ())
        if sieve.forbidden and self._on_forbidden == "raise":
            raise _refusal(sieve.forbidden)
        try:
            patch = _laid(start, let_through, self._tree, ())
            config = merge(start, patch)
            kept = self._with_pins_kept(start, config, patch)
        except ValidationError as error:
            raise GuardError(error.message, error.path) from None
        if start is not base:
            kept = merge(diff(base, start), kept)
        if kept is not patch:
            config = merge(base, kept)
        return GuardResult(config, kept, tuple(sieve.dropped), event_id)

    # What is wrong before it is looked at

    def _parse(self, data: Any) -> dict[str, Any]:
        document = self._bounded(data)
        try:
            given = decode(document, type=Any)
        except ValidationError as error:
            raise GuardError(error.message) from None
        if not isinstance(given, dict):
            raise GuardError("Expected `object`")
        if not _is_shallow(given, self._max_depth):
            raise GuardError(f"Expected at most {self._max_depth} levels of nesting")
        return given

    def _bounded(self, data: Any) -> bytes:
        """The input as bytes that nobody can change meanwhile, once it was found to be small."""
        if isinstance(data, memoryview):
            size = data.nbytes
        elif isinstance(data, bytes | bytearray | str):
            size = len(data)
        else:
            raise GuardError(f"Expected bytes or text, got `{type(data).__name__}`")
        if size <= self._max_bytes:
            try:
                document = data.encode() if isinstance(data, str) else bytes(data)
            except UnicodeEncodeError:
                raise GuardError("Not valid JSON: lone surrogate") from None
            size = len(document)
            if size <= self._max_bytes:
                if not _has_at_most(document, self._max_items):
                    raise GuardError(f"Expected at most {self._max_items} members and items")
                return document
        raise GuardError(f"Expected at most {self._max_bytes} bytes, got {size}")

    # Pins

    def _with_pinned_values(self, base: C) -> C:
        """``base`` with the values that pins have of their own."""
        pinned: C = base
        for path, value in self._pins.items():
            if value is not UNSET and _read(base, path) != value:
                pinned = transform(pinned, path, _giving(value))
        return base if pinned == base else pinned

    def _with_pins_kept(self, start: C, config: C, patch: C) -> C:
        """``patch`` with what is pinned put into the objects that it replaces whole."""
        for path in self._pins:
            wanted = _read(start, path)
            if _read(config, path) != wanted:
                patch = omit(patch, path) if wanted is UNSET else transform(patch, path, _giving(wanted))
        return patch

    # The list itself

    def _check_paths(self, cls: type[Struct]) -> None:
        """Look all paths up in a type.

        Raises:
            ValidationError: for one that it does not have, with the nearest name.
        """
        if cls in self._checked:
            return
        nothing: Any = construct(cls, dict.fromkeys(cls.__struct_fields__, UNSET))
        for path in (*self._allowed, *self._bounds, *self._pins):
            if not any(_types_at((cls,), path)):
                field_at(nothing, path)  # which says what is wrong with it
        for path, bound in self._bounds.items():
            types = [type_ for type_ in _types_at((cls,), path) if type_ is not _ANY]
            if types and not any(_could_bound(bound, type_) for type_ in types):
                wrong = (
                    "A number has no length: bound it by a pair" if isinstance(bound, int) else "A pair bounds numbers"
                )
                raise ValidationError(wrong, f"$.{render_path(path)}")
        self._checked.add(cls)

    def _settings(self) -> dict[str, Any]:
        return {slot: getattr(self, slot) for slot in self.__slots__ if slot not in ("_tree", "_checked")}

    def __init__(self) -> None:
        raise ValidationError("A guard is made by `Guard.allow`")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Guard is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Guard is immutable")

    def __repr__(self) -> str:
        pins = "".join(f".pin({render_path(path)!r})" for path in self._pins)  # a value may be a secret
        return f"Guard.allow({', '.join(repr(render_path(path)) for path in self._allowed)}){pins}"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self._settings(),)


def _made(settings: dict[str, Any]) -> Guard:
    """A guard from what its slots hold, apart from what is derived from that."""
    tree = _Node()
    for path in settings["_allowed"]:
        tree.at(path).allowed = True
    for path in settings["_pins"]:
        tree.at(path).pinned = True
    for path, bound in settings["_bounds"].items():
        if not any(path[: len(allowed)] == allowed for allowed in settings["_allowed"]):
            raise ValidationError("A bound on what is not allowed anyway", f"$.{render_path(path)}")
        tree.at(path).bound = bound
    guard = object.__new__(Guard)
    for slot, value in {**settings, "_tree": tree, "_checked": set()}.items():
        object.__setattr__(guard, slot, value)
    return guard


_ANY = Type(scalars=(object,))
"""What lies in free-form JSON, and in a map."""


def _types_at(structs: tuple[type[Struct], ...], path: _Names) -> Iterator[Type]:
    """The types that the path has, one for each variant that has it."""
    name, *rest = path
    for struct in structs:
        field = fields_of(struct).get(name)
        if field is not None and not rest:
            yield field.type
        elif field is not None and field.type.holder is not None:
            yield _ANY
        elif field is not None:
            yield from _types_at(field.type.structs, tuple(rest))


def _could_bound(bound: Bound, type_: Type) -> bool:
    """Whether a bound of this kind says anything about values of the type."""
    is_number = any(kind in (int, float) for kind in type_.scalars)
    return not is_number if isinstance(bound, int) else is_number or not isinstance(bound, tuple)


def _giving(value: Any) -> Callable[[Any], Any]:
    """For `transform`, which calls what can be called."""
    return lambda _: value


def _names(path: Path) -> _Names:
    """The steps of a path; in a map, digits are a name like any other."""
    return tuple(map(str, parse_path(path)))


def _checked_bound(bound: Any) -> Bound:
    if isinstance(bound, int) and not isinstance(bound, bool) and bound >= 0:
        return bound
    if isinstance(bound, AbstractSet):
        return frozenset(bound)
    if isinstance(bound, tuple) and [isinstance(end, int | float) for end in bound] == [True, True]:
        return bound
    raise ValidationError(f"Expected a length, a pair of numbers or a set as a bound, got {quote(bound)}")


# Size, before and after parsing


def _has_at_most(document: bytes, most: int) -> bool:
    """Whether JSON can't have more members and items, without parsing it: these cost the time.

    Commas and opening brackets are counted. Only where there are too many are those inside of
    texts told apart; that takes a step for each quotation mark, so there is a limit on them too.
    """
    if _punctuation(document) <= most:
        return True
    if not 0 < document.count(b'"') <= 4 * most + 2:  # each member has a name and at most one text
        return False
    outside: list[bytes] = []
    in_text = False
    for piece in document.split(b'"'):
        if not in_text:
            outside.append(piece)
            in_text = True
        elif (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0:  # else the mark is an escaped one
            in_text = False
    return _punctuation(b"".join(outside)) <= most


def _punctuation(document: bytes) -> int:
    return len(document) - len(document.translate(None, b",{["))


def _is_shallow(value: Any, most: int) -> bool:
    """Whether JSON has at most so many levels. It goes level by level, so depth costs no stack."""
    level = [value]
    for _ in range(most):
        members = [
            member
            for owner in level
            for member in (owner.values() if isinstance(owner, dict) else owner)
            if isinstance(member, dict | list)
        ]
        if not members:
            return True
        level = members
    return False


def _unwrapped(given: dict[str, Any], base: Config) -> tuple[dict[str, Any], str | UnsetType]:
    """The patch that a client's message is or carries, and the name of the event."""
    kind, cls = given.get("type"), core_of(type(base))
    member = _CARRIED.get(kind) if isinstance(kind, str) else None
    if member is None or tag_of(cls) == ("type", kind):
        return given, UNSET
    if not _carries(kind, member, cls):
        raise GuardError(f"`{kind}` carries no `{cls.__name__}`", "$.type")
    for name in given:
        if name not in ("type", "event_id", member):
            raise GuardError(f"The event has no field `{_shown(name)}`")
    patch, event_id = given.get(member), given.get("event_id", UNSET)
    if not isinstance(patch, dict):
        raise GuardError(f"Expected an event with an object as `{member}`")
    if event_id is not UNSET and not (isinstance(event_id, str) and len(event_id) <= _LONGEST_EVENT_ID):
        raise GuardError(f"Expected a text of at most {_LONGEST_EVENT_ID} characters as `event_id`")
    return patch, event_id


def _carries(kind: Any, member: str, cls: type[Struct]) -> bool:
    """Whether an event of the base's dialect has it as ``member``. Who has no events may send any."""
    for base in cls.__mro__:
        dialect = sys.modules.get(base.__module__.rpartition(".")[0])
        unions = (getattr(dialect, name, None) for name in ("ClientEvent", "TranslationClientEvent"))
        events = [event for union in unions for event in get_args(union)]
        if events:
            return any(
                issubclass(cls, fields_of(event)[member].type.structs)
                for event in events
                if tag_of(event) == ("type", kind)
            )
    return True


# The allow list


class _Sieve:
    """Goes through a client's patch along the allow list. It looks at no type but the tags'."""

    def __init__(self, start: Config) -> None:
        self.start = start
        self.forbidden: list[Violation] = []
        self.dropped: list[Violation] = []
        """What is forbidden, and what is pinned."""

    def sift(self, given: dict[str, Any], node: _Node, old: Any, at: _Names, *, whole: bool = False) -> dict[str, Any]:
        """What of ``given`` may pass. ``whole`` says that the object may be replaced, but for pins in it."""
        passed: dict[str, Any] = {}
        tag = tag_of(type(old)) if isinstance(old, Struct) and not whole else None
        for name, value in given.items():
            inner, here = node.inner.get(name), (*at, name)
            if tag is not None and name == tag[0]:
                if value != tag[1]:
                    self.forbid(here, "It is another variant")
            elif inner is None:
                if whole:
                    passed[name] = value
                else:
                    self.forbid(here, "Not allowed")
            elif inner.pinned:
                self.dropped.append(Violation(_rendered(here), "Pinned"))
            elif _exceeds(value, inner.bound):
                self.forbid(here, _expected(inner.bound))
            elif whole or inner.allowed:
                self.sift_whole(value, inner, here, passed)
            else:
                self.sift_part(value, inner, _member(old, name), here, passed)
        return passed

    def sift_whole(self, value: Any, node: _Node, here: _Names, passed: dict[str, Any]) -> None:
        """A value that may be replaced as a whole, apart from what is pinned or bounded in it."""
        if isinstance(value, dict) and node.inner:
            members = self.sift(value, node, UNSET, here, whole=True)
            reset = [name for name in self.reset_by(value, here) if name not in members and node.binds(name)]
            for name in reset:
                if name not in value:
                    self.forbid((*here, name), f"{_expected(node.inner[name].bound)}, got nothing")
            if not reset:
                passed[here[-1]] = members
        elif node.holds_pin:
            self.forbid(here, "It holds a pinned setting")
        else:
            passed[here[-1]] = value

    def sift_part(self, value: Any, node: _Node, old: Any, here: _Names, passed: dict[str, Any]) -> None:
        """A value of which only some members may change."""
        if not isinstance(value, dict):
            self.forbid(here, "Not allowed as a whole")
        elif not (isinstance(old, Mapping) or (old is UNSET and _can_start(self.start, here))):
            self.forbid(here, "Nothing is set there that could be changed in part")
        elif members := self.sift(value, node, old, here):
            passed[here[-1]] = members

    def reset_by(self, value: dict[str, Any], here: _Names) -> set[str]:
        """The members that fall back to the server's default where an object that is replaced whole omits them."""
        field = field_at(self.start, here)
        if field is None:
            return set()
        variant = variant_of(field.type, value)
        variants = [variant] if variant else [each for each in field.type.structs if value.keys() <= {*fields_of(each)}]
        return {name for struct in variants if not is_container(struct) for name in fields_of(struct)}

    def forbid(self, at: _Names, reason: str) -> None:
        violation = Violation(_rendered(at), reason)
        self.forbidden.append(violation)
        self.dropped.append(violation)


def _refusal(violations: list[Violation]) -> GuardError:
    first, *others = violations
    more = f" (and {len(others)} more)" if others else ""
    return GuardError(f"{first.reason}{more}", f"$.{first.path}", tuple(violations))


def _exceeds(value: Any, bound: Bound | None) -> bool:
    if bound is None:
        return False
    if isinstance(bound, int):
        return isinstance(value, str | list | dict) and len(value) > bound
    if isinstance(bound, tuple):
        return isinstance(value, bool) or not isinstance(value, int | float) or not bound[0] <= value <= bound[1]
    return not any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in bound)


def _expected(bound: Bound | None) -> str:
    if isinstance(bound, int):
        return f"Expected length <= {bound}"
    return f"Expected {bound[0]} to {bound[1]}" if isinstance(bound, tuple) else "Not among the values allowed"


def _rendered(path: _Names) -> str:
    return render_path(map(_shown, path))


def _shown(name: str) -> str:
    """A client's name for a report: short, and without what would break a line of a log."""
    name = shorten(name)
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)


# From plain JSON to a patch


def _laid(old: Any, members: dict[str, Any], node: _Node, at: _Names) -> Any:
    """A patch of the type of ``old`` that sets ``members``, some of them in part."""
    core = core_of(type(old))
    given = {}
    for name, value in members.items():
        inner = node.inner[name]
        given[name] = value if inner.allowed else _filled(_member(old, name), value, inner, core, (*at, name))
    try:
        held = checked_members(core, given)
    except ValidationError as error:
        path = error.path.removeprefix("$") if error.path else ""
        raise ValidationError(error.message, f"$.{render_path(at)}{path}" if at else error.path) from None
    if not is_container(old):
        return put(old, held)
    required = {name: value for name, value in held_by_wire(old).items() if _is_required(core, name)}
    return rebuild(core, required | held)


def _filled(old: Any, members: dict[str, Any], node: _Node, core: type[Struct], at: _Names) -> Any:
    """An object of which ``members`` change and the rest is as it was."""
    if isinstance(old, Struct):
        return _laid(old, members, node, at)
    declared = fields_of(core).get(at[-1])
    if old is UNSET and declared is not None and declared.type.structs:
        return _laid(construct(declared.type.structs[0], {}), members, node, at)
    return _overlaid(old, members, node)


def _overlaid(old: Any, members: dict[str, Any], node: _Node) -> dict[str, Any]:
    """The same in a map of strings or in free-form JSON."""
    new: dict[str, Any] = dict(old) if isinstance(old, Mapping) else {}
    for name, value in members.items():
        inner = node.inner[name]
        new[name] = value if inner.allowed else _overlaid(new.get(name), value, inner)
    return new


def _is_required(core: type[Struct], name: str) -> bool:
    field = fields_of(core).get(name)
    return field is not None and field.required


def _can_start(start: Config, at: _Names) -> bool:
    """Whether an object that is missing can be made from members that a client may set, and no others."""
    field = field_at(start, at)
    return field is None or _starts_empty(field.type)


def _starts_empty(type_: Type) -> bool:
    if type_.holder is not None:
        return True
    if len(type_.structs) != 1 or tag_of(type_.structs[0]) is not None:
        return False
    return all(field.default is UNSET for field in fields_of(type_.structs[0]).values())


def _member(owner: Any, name: str) -> Any:
    if isinstance(owner, Struct):
        return getattr(owner, name, UNSET)
    return owner.get(name, UNSET) if isinstance(owner, Mapping) else UNSET


def _read(value: Any, path: _Names) -> Any:
    for step in path:
        value = _member(value, step)
    return value
