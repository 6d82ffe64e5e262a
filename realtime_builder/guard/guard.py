"""`Guard`: the settings that an untrusted client may change in a session, and the events that it may send.

A server that relays a browser's ``session.update`` lets some settings through and no others. The way
of a message, each step in a module of its own:

    intake      bytes, their size and form, to plain JSON
    events      the patch that an event carries; events that carry none
    sieve       the allow list, its bounds and pins, on plain JSON (allowlist, bounds)
    patching    what passed, as a patch of the base's type
    outcome     whether bounds and pins hold in what the session has afterwards
    reports     what is said of it

What comes out was encoded anew, never the client's bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, TypeAlias, TypeVar, final

from msgspec import UNSET, Struct

from .._core.paths import Path, render_path
from .._core.plain import plain
from .._core.shape import declared_class
from ..config import Config
from ..edits.facts import patch_class
from ..errors import ValidationError, quote
from .allowlist import AllowList, names_of
from .bounds import Bound, limit_of
from .events import EventBounds, EventLimits, EventRules, filtered, rules_of, taken_over, unwrapped
from .intake import Limits, parse
from .reports import place_of
from .result import GuardResult
from .update import Rules, updated

__all__ = ["Guard"]

C = TypeVar("C", bound=Config)

OnForbidden: TypeAlias = Literal["raise", "drop"]


@final
class Guard:
    """An allow list of paths, which is immutable, safe to share between threads, and picklable.

    >>> guard = Guard.allow("instructions", "audio.output", bounds={"instructions": 2_000})
    >>> guard = guard.pin("audio.output.voice").pin("model", "gpt-realtime-2")
    >>> result = guard.apply(base, websocket_message)
    >>> upstream.send(encode(SessionUpdateEvent(session=result.patch, event_id=result.event_id)))
    """

    __slots__ = ("_events", "_known", "_limits", "_list", "_on_forbidden", "_rules")

    _list: AllowList
    _limits: Limits
    _events: dict[str, EventLimits]
    _on_forbidden: OnForbidden
    _rules: Rules
    _known: dict[type[Struct], dict[str, EventRules]]
    """The types that all paths were looked up in, with what holds for the events of their dialect."""

    @staticmethod
    def allow(
        *paths: Path,
        bounds: Mapping[Path, Bound] | None = None,
        events: EventBounds | None = None,
        on_forbidden: OnForbidden = "raise",
        max_bytes: int = 65_536,
        max_items: int = 2_000,
        max_depth: int = 16,
        type: type[Config] | None = None,
    ) -> Guard:
        """A guard that lets through only settings at or under ``paths``.

        A path leads to a field at any depth, or to a member of a string map or of free-form JSON
        (``"metadata.caller"``). Lists are settings as a whole: ``"tools"`` can be allowed, one
        tool can't.

        Args:
            paths: the settings that the client may set, clear or replace.
            bounds: by path, the values that it may set there; see `Bound`. Here a path goes through a
                list to each of its items (``"tools.type": {"function"}``), and may name the member
                that names the variant of an object.
            events: for `filter`, the other events that the client may send, by their ``type``; one
                that ends with ``.*`` means all with this beginning. Names alone, or for each name
                the bounds of what the event carries, by paths in the event:
                ``{"conversation.item.create": {"item.role": {"user"}}}``. Of an event that carries
                settings (``response.create``) only what ``paths`` allow goes through, and what is
                named here, with None where it has no bound.
            on_forbidden: the treatment of input that is not allowed or out of bounds. ``"raise"``
                refuses all of it, ``"drop"`` leaves that part out and reports it.
            max_bytes: size of the input, in bytes.
            max_items: members of objects and items of lists in it, all levels together. An empty
                object or list counts as one more.
            max_depth: levels of nesting, the outermost object being the first.
            type: the type that all paths must exist in. Without it they are looked up at the
                first `apply`.

        Raises:
            ValidationError: for a path that does not exist, or a bound where nothing is allowed, or
                that fits nothing there.
        """
        for name, limit in {"max_bytes": max_bytes, "max_items": max_items, "max_depth": max_depth}.items():
            if not isinstance(limit, int) or limit < 1:
                raise ValidationError(f"Expected `{name}` >= 1, got {quote(limit)}")
        if on_forbidden not in ("raise", "drop"):
            raise ValidationError(f"Expected `on_forbidden` to be 'raise' or 'drop', got {quote(on_forbidden)}")
        named = {names_of(path): bound for path, bound in (bounds or {}).items()}
        limits = {path: limit_of(bound, place_of(path)) for path, bound in named.items()}
        guard = _made(
            AllowList(tuple(map(names_of, paths)), limits, {}),
            taken_over(events),
            Limits(max_bytes, max_items, max_depth),
            on_forbidden,
        )
        if type is not None:
            guard._events_for(declared_class(type))
        return guard

    def pin(self, path: Path, value: Any = UNSET) -> Guard:
        """A guard under which no client can change the setting at ``path``.

        It stays as the base has it, or is always ``value`` (``None`` for null) if one is given.
        A pin wins over the allow list, inside an allowed path and around one. That a client sent
        something there is reported, but not refused; an object that holds a pinned setting can't
        be cleared. Settings of one response, in `filter`, can't replace what is pinned either.

        Raises:
            ValidationError: for a path that does not exist, where the type is known already, and for
                a value that is not JSON.
        """
        names = names_of(path)
        taken = UNSET if value is UNSET else plain(value, place_of(names))
        pins = {**self._list.pins, names: taken}
        guard = _made(self._list._replace(pins=pins), self._events, self._limits, self._on_forbidden)
        for known in list(self._known):
            guard._events_for(known)
        return guard

    def apply(self, base: C, data: bytes | bytearray | memoryview | str) -> GuardResult[C]:
        """Apply the allowed part of a client's patch to ``base``.

        ``data`` is JSON text in one of two forms: a patch of the base's type, or the whole event
        that carries one (``session.update``, ``response.create``). Paths are those of the base in
        both.

        Raises:
            GuardError: for anything that is wrong with ``data``.
            ValidationError: for a path of the guard's own that the base's type does not have, or
                a pinned value that does not fit there.
        """
        core = declared_class(type(base))
        self._events_for(core)
        given, event_id = unwrapped(parse(data, self._limits), core)
        config, patch, dropped = updated(self._rules, base, given)
        return GuardResult(config, patch, dropped, event_id, base)

    def filter(self, base: Config, event: bytes | bytearray | memoryview | str) -> bytes:
        """The event that may go on to the API, encoded anew.

        An event that updates ``base`` goes through as with `apply`; any other has to be among the
        guard's ``events``. Their bounds apply to the event as it was sent: one that breaks a bound is refused,
        even if the guard drops forbidden settings.

        Raises:
            GuardError: for an event that may not go on, and for anything else that is wrong with it.
            ValidationError: as for `apply`, and for events that the base's dialect does not have.
        """
        rules = self._events_for(declared_class(type(base)))
        return filtered(rules, base, parse(event, self._limits))

    def _events_for(self, core: type[Struct]) -> dict[str, EventRules]:
        """Look all paths up in a type, once, and give what holds for the events of its dialect."""
        known = self._known.get(core)
        if known is None:
            if not issubclass(core, Config):
                raise ValidationError(f"Expected a configuration as the base, got `{core.__name__}`")
            self._list.require(core)
            AllowList(self._list.allowed, {}, {}).require(patch_class(core))  # else it is fixed at the start
            known = rules_of(self._list, self._events, core, drops=self._rules.drops)
            self._known[core] = known
        return known

    def __init__(self) -> None:
        raise ValidationError("Make a guard with `Guard.allow`")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Guard is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Guard is immutable")

    def __repr__(self) -> str:
        shown = [repr(render_path(path)) for path in self._list.allowed]
        shown += [f"events={sorted(self._events)!r}"] if self._events else []
        pins = "".join(f".pin({render_path(path)!r})" for path in self._list.pins)  # a value may be a secret
        return f"Guard.allow({', '.join(shown)}){pins}"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self._list, self._events, self._limits, self._on_forbidden)


def _made(list_: AllowList, events: dict[str, EventLimits], limits: Limits, on_forbidden: OnForbidden) -> Guard:
    """A guard from what it is given, and what is derived from that."""
    guard = object.__new__(Guard)
    slots: dict[str, Any] = {
        "_list": list_,
        "_events": events,
        "_limits": limits,
        "_on_forbidden": on_forbidden,
        "_known": {},
    }
    slots["_rules"] = Rules(list_, list_.tree(), on_forbidden == "drop")
    for slot, value in slots.items():
        object.__setattr__(guard, slot, value)
    return guard
