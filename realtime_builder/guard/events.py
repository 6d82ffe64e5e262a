"""The events that a client may send, and what becomes of one: see `Guard.filter`.

They are those that the base's dialect declares. An event that carries settings (a session, a
response) is a patch: of it goes through what the allow list lets through, with the pins and bounds of
the session, since settings of one response would get round them. Any other event goes through whole
once it is named, within its bounds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args

from msgspec import UNSET, Struct, UnsetType

from .._core.shape import Type, declared_class, fields_of, tag_of, variant_of
from .._core.slots import construct
from ..edits.facts import patch_class
from ..encoding import encode
from ..errors import ValidationError, nearest, quote, shorten
from ..record import record_for
from .allowlist import AllowList, Names, has_path, names_of, require_limit, require_path
from .bounds import Bound, Limit, limit_of
from .outcome import outside
from .reports import GuardError, Violation, place_of, refusal, shown_path
from .update import Rules, started, unfit, updated

if TYPE_CHECKING:
    from .._core.paths import Path
    from ..config import Config

__all__ = ["EventBounds", "EventLimits", "EventRules", "events_of", "filtered", "rules_of", "taken_over", "unwrapped"]

EventLimits: TypeAlias = Mapping[Names, "Limit | None"]
"""What an event may carry beside what the session's list allows, and the bounds of what it carries."""

EventBounds: TypeAlias = "Mapping[str, Mapping[Path, Bound | None] | None] | Sequence[str] | AbstractSet[str]"
"""The events that a client may send beside updates, by their ``type``: names alone, or each with the bounds of what it
carries, by paths in the event. None stands for no bound. A name that ends with ``.*`` stands for all that begin so."""

_LONGEST_EVENT_ID = 512


def taken_over(events: EventBounds | None) -> dict[str, EventLimits]:
    """A caller's ``events``, checked as far as that goes without a dialect.

    Raises:
        ValidationError: for what is no list of events, and for a wrong bound, with its path.
    """
    if isinstance(events, str) or not isinstance(events or (), Iterable):
        raise ValidationError(f"Expected names of events, or bounds by their names, got {quote(events)}")
    named = events if isinstance(events, Mapping) else dict.fromkeys(events or ())
    taken: dict[str, EventLimits] = {}
    for kind, bounds in named.items():
        if not isinstance(kind, str) or not isinstance(bounds or {}, Mapping):
            raise ValidationError(f"Expected bounds by their paths for an event, got {quote(bounds)}", f"$.{kind}")
        carried = {names_of(path): bound for path, bound in (bounds or {}).items()}
        taken[kind] = {
            path: None if bound is None else limit_of(bound, place_of((kind, *path))) for path, bound in carried.items()
        }
    return taken


class EventRules(NamedTuple):
    """What holds for one event of a dialect."""

    cls: type[Struct]
    settings: Mapping[str, Mapping[type[Struct], Rules]]
    """By the member that carries them, and by their type."""
    members: frozenset[str]
    """What it may have beside its settings, if it carries any."""
    limits: Mapping[Names, Limit]


@lru_cache(256)  # by declared classes: a program has few
def events_of(core: type[Struct]) -> Mapping[str, type[Struct]]:
    """The events that clients of the dialect of ``core`` send, by their ``type``; none where it has none.

    A dialect may have several sets. It is the one with an event that carries ``core``, if any does.
    """
    unions = [get_args(union) for union in _declared(core)]
    carrying = [union for union in unions if any(_carriers(event, core) for event in union)]
    events = [event for union in carrying or unions for event in union]
    return {tag[1]: event for event in reversed(events) if (tag := tag_of(event))}


def _declared(core: type[Struct]) -> list[Any]:
    """The unions of events that a dialect's record names."""
    record = record_for(core)
    served = [root.served.client_events for root in record.sessions if root.served] if record else []
    return list(dict.fromkeys(served))


@lru_cache(4_096)
def _carriers(event: type[Struct], core: type[Struct]) -> tuple[str, ...]:
    """The members of an event that carry ``core``."""
    return tuple(name for name, field in fields_of(event).items() if _is_one_of(patch_class(core), field.type))


def _is_update(event: type[Struct], core: type[Struct]) -> bool:
    """Whether an event carries ``core`` and needs nothing else, so that the list says all of it."""
    carriers = _carriers(event, core)
    others = (field for field in fields_of(event).values() if field.name not in carriers)
    return bool(carriers) and not any(field.required for field in others)


def _is_one_of(core: type[Struct], type_: Type) -> bool:
    return bool(type_.structs) and issubclass(core, type_.structs)


def _roots(type_: Type) -> list[type[Struct]]:
    """The settings that a member of an event carries: a session, a response."""
    return [root for root in type_.structs if getattr(root, "_root", False)]


def rules_of(
    list_: AllowList, events: Mapping[str, EventLimits], core: type[Struct], *, drops: bool
) -> dict[str, EventRules]:
    """What holds for each event that may be sent, by its ``type``.

    Raises:
        ValidationError: for an event that the dialect does not have, and for a path or a bound that
            does not fit it.
    """
    known = events_of(core)
    rules = {
        kind: _rules(list_, {}, event, core, drops=drops) for kind, event in known.items() if _is_update(event, core)
    }
    for pattern, carried in sorted(events.items(), key=lambda each: _generality(each[0])):
        meant = [kind for kind in known if _matches(kind, pattern)]
        if not meant:
            raise ValidationError(f"No client event `{shorten(pattern)}`{nearest(pattern, known)}")
        for path, limit in carried.items():
            _require(path, limit, [known[kind] for kind in meant], pattern)
        for kind in meant:
            event = known[kind]
            there = {path: limit for path, limit in carried.items() if has_path(event, path)}
            rules[kind] = _rules(list_, there, event, core, drops=drops)
    return rules


def _matches(kind: str, pattern: str) -> bool:
    return kind == pattern or (pattern.endswith(".*") and kind.startswith(pattern[:-1]))


def _generality(pattern: str) -> int:
    """Patterns come before names, so a name's own bounds win."""
    return len(pattern) if pattern.endswith(".*") else sys.maxsize


def _require(path: Names, limit: Limit | None, events: list[type[Struct]], pattern: str) -> None:
    having = [event for event in events if has_path(event, path)] or events[:1]
    try:
        for event in having:
            require_path(event, path, bound=True) if limit is None else _require_limit(event, path, limit)
    except ValidationError as error:
        raise ValidationError(f"{error.message} (for the event `{pattern}`)", error.path) from None


def _require_limit(event: type[Struct], path: Names, limit: Limit) -> None:
    require_limit(event, path, limit)
    if len(path) == 1 and path[0] in (fields := fields_of(event)) and _roots(fields[path[0]].type):
        raise ValidationError("Bound the settings one by one, with longer paths", place_of(path))


def _rules(
    list_: AllowList, carried: EventLimits, event: type[Struct], core: type[Struct], *, drops: bool
) -> EventRules:
    settings: dict[str, dict[type[Struct], Rules]] = {}
    for name, field in fields_of(event).items():
        roots = _roots(field.type)
        if not roots:
            continue
        inner = {path[1:]: limit for path, limit in carried.items() if path[0] == name and len(path) > 1}
        by_type: dict[type[Struct], Rules] = {}
        for root in [core] if _is_one_of(patch_class(core), field.type) else roots:
            further = {path: limit for path, limit in inner.items() if has_path(root, path)}
            if (name,) in carried:
                further = {**dict.fromkeys((member,) for member in fields_of(root)), **further}
            own = (list_ if root is core else list_.within(root)).extended(further)
            by_type[root] = Rules(own, own.tree(), drops)
        settings[name] = by_type
    limits = {path: limit for path, limit in carried.items() if limit is not None and path[0] not in settings}
    members = frozenset(path[0] for path in carried if path[0] not in settings)
    return EventRules(event, settings, members | {"event_id"}, limits)


# A client's event


def unwrapped(given: dict[str, Any], core: type[Struct]) -> tuple[dict[str, Any], str | UnsetType]:
    """The patch that a client's message is or carries, and the name of the event.

    Raises:
        GuardError: for an event that carries something else.
    """
    kind = given.get("type")
    if not isinstance(kind, str) or tag_of(core) == ("type", kind) or "type" in fields_of(core):
        return given, UNSET
    event = events_of(core).get(kind)
    carriers = _carriers(event, core) if event is not None else ()
    if event is None and "." not in kind:  # a session's own word
        return given, UNSET
    if event is None or not carriers:
        raise GuardError(f"`{shorten(kind)}` carries no `{core.__name__}`", "$.type")
    member = carriers[0]
    for name in given:
        if name not in ("type", "event_id", member):
            raise GuardError(f"The event has no field `{shorten(name)}` that may be changed")
    patch, event_id = given.get(member, UNSET), given.get("event_id", UNSET)
    if patch is UNSET and not fields_of(event)[member].required:
        patch = {}
    if not isinstance(patch, dict):
        raise GuardError(f"Expected an event with an object as `{member}`")
    if event_id is not UNSET and not (isinstance(event_id, str) and len(event_id) <= _LONGEST_EVENT_ID):
        raise GuardError(f"Expected a text of at most {_LONGEST_EVENT_ID} characters as `event_id`")
    return patch, event_id


def filtered(rules: Mapping[str, EventRules], base: Config, given: dict[str, Any]) -> bytes:
    """The event that may go on, encoded anew.

    Raises:
        GuardError: for an event that may not.
        ValidationError: for a pinned value that does not fit the base.
    """
    kind = given.get("type")
    own = rules.get(kind) if isinstance(kind, str) else None
    if own is None:
        named = f" `{shorten(kind)}`" if isinstance(kind, str) else ""
        raise GuardError(f"The event{named} is not allowed", "$.type", (Violation("type", "Not allowed"),))
    members: dict[str, Any] = {}
    forbidden: list[Violation] = []
    for name, value in given.items():
        if name in own.settings:
            members[name] = _settings(own, name, base, value)
        elif name == "type":
            continue
        elif own.settings and name not in own.members:
            forbidden.append(Violation(shown_path((name,)), "Not allowed"))
        else:
            members[name] = value
    if forbidden and not _drops(own):
        raise refusal(forbidden)
    try:
        event = own.cls(**members)
        forbidden = [
            Violation(shown_path(path), complaint)
            for path, limit in own.limits.items()
            if (complaint := outside(limit, event, path))
        ]
        if not forbidden:
            return encode(event)
    except (ValidationError, RecursionError) as error:
        raise unfit(error, own.cls) from None
    raise refusal(forbidden)


def _drops(own: EventRules) -> bool:
    return any(rules.drops for by_type in own.settings.values() for rules in by_type.values())


def _settings(own: EventRules, name: str, base: Config, value: Any) -> Any:
    """What of an event's settings goes on, as a patch."""
    if not isinstance(value, dict):
        raise GuardError("Expected `object`", place_of((name,)))
    by_type = own.settings[name]
    core = declared_class(type(base))
    if core in by_type:
        if core is not patch_class(core) and not _is_one_of(patch_class(core), fields_of(own.cls)[name].type):
            return started(by_type[core], base, value)
        return updated(by_type[core], base, value)[1]
    root = variant_of(Type(structs=tuple(by_type)), value)
    if root is None:
        raise GuardError("Unknown variant", place_of((name, "type")))
    blank = construct(root, dict.fromkeys(root.__struct_fields__, UNSET))
    return updated(by_type[root], blank, value, (name,))[1]
