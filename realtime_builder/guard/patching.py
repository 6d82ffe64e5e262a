"""From plain JSON that may pass to a patch of the base's type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from .._core.extras import rebuild
from .._core.intake import checked_members
from .._core.reading import decode_plain
from .._core.shape import declared_class, fields_of, tag_of
from .._core.slots import construct, held_by_wire
from ..edits.facts import is_container, patch_class
from ..errors import ValidationError
from .reports import place_of
from .sieve import member_of

if TYPE_CHECKING:
    from .allowlist import Names, Node

__all__ = ["patch_of", "start_of", "without"]


def patch_of(start: Any, members: dict[str, Any], tree: Node, *, grouped: bool) -> Any:
    """A patch for ``start`` that sets ``members``, some of them in part.

    Where only groups of settings are changed in part (``grouped``), the JSON is the patch as it stands.

    Raises:
        ValidationError: for what is not of the type.
    """
    core = declared_class(type(start))
    if grouped and _is_patched_by_itself(core) and not _leaves_type(start, members):
        return decode_plain(members, core)
    changes = patch_class(core)
    if changes is not core:
        return changes(**_completed(start, members, tree, {}, ()))
    return _laid(start, members, tree, ())


def start_of(start: Any, members: dict[str, Any], tree: Node) -> Any:
    """The same for a session that is only to begin, of its own class.

    Raises:
        ValidationError: for what is not of the type.
    """
    return _laid(start, members, tree, ())


def _leaves_type(start: Any, members: dict[str, Any]) -> bool:
    """Whether an object goes without the type that it has: of two updates it would take the place of the other."""
    for name in members.keys() & _typed(declared_class(type(start))):
        old, value = member_of(start, name), members[name]
        tag = tag_of(type(old)) if isinstance(old, Struct) else None
        if tag is not None and isinstance(value, dict) and tag[0] not in value:
            return True
    return False


@lru_cache(1_024)
def _typed(core: type[Struct]) -> frozenset[str]:
    """The fields of objects that say their type."""
    return frozenset(
        name for name, field in fields_of(core).items() if any(tag_of(kind) is not None for kind in field.type.variants)
    )


@lru_cache(1_024)  # by declared classes: a program has few
def _is_patched_by_itself(core: type[Struct]) -> bool:
    """Whether any members of a type make a patch of the type."""
    return patch_class(core) is core and not any(field.required for field in fields_of(core).values())


def _laid(old: Any, members: dict[str, Any], node: Node, at: Names) -> Any:
    """A patch of the type of ``old`` that sets ``members``, some of them in part."""
    core = declared_class(type(old))
    given = {}
    for name, value in members.items():
        inner = node.inner[name]
        given[name] = value if inner.allowed else _filled(member_of(old, name), value, inner, core, (*at, name))
    try:
        held = checked_members(core, given)
    except ValidationError as error:
        path = error.path.removeprefix("$") if error.path else ""
        raise ValidationError(error.message, f"{place_of(at)}{path}" if at else error.path) from None
    if not is_container(old) or patch_class(core) is not core:  # goes whole
        return rebuild(core, held_by_wire(old) | held)
    fields = fields_of(core)
    required = {name: value for name, value in held_by_wire(old).items() if name in fields and fields[name].required}
    return rebuild(core, required | held)


def _filled(old: Any, members: dict[str, Any], node: Node, core: type[Struct], at: Names) -> Any:
    """An object with ``members`` changed, and the rest as it was."""
    if isinstance(old, Struct):
        return _laid(old, members, node, at)
    declared = fields_of(core).get(at[-1])
    if old is UNSET and declared is not None and declared.type.structs:
        return _laid(construct(declared.type.structs[0], {}), members, node, at)
    return _overlaid(old, members, node)


def _completed(old: Any, members: dict[str, Any], node: Node, told: dict[str, Any], at: Names) -> dict[str, Any]:
    """The members of a patch of another class than what it changes; ``told`` is there in any case.

    A setting that goes whole is a struct already: what it has beside its type was the base's.
    """
    new = told
    for name, value in members.items():
        inner, was, path = node.inner[name], member_of(old, name), (*at, name)
        if inner.allowed:
            new[name] = value
        elif isinstance(was, Struct) and not is_container(was):
            new[name] = _laid(was, value, inner, path)
        elif isinstance(was, Struct) or was is UNSET:
            tag = tag_of(type(was)) if isinstance(was, Struct) else None
            new[name] = _completed(was, value, inner, {} if tag is None else {tag[0]: tag[1]}, path)
        else:
            new[name] = _overlaid(was, value, inner)
    return new


def _overlaid(old: Any, members: dict[str, Any], node: Node) -> dict[str, Any]:
    """The same in a map of strings or in free-form JSON."""
    new: dict[str, Any] = dict(old) if isinstance(old, Mapping) else {}
    for name, value in members.items():
        inner = node.inner[name]
        new[name] = value if inner.allowed else _overlaid(new.get(name), value, inner)
    return new


def without(members: dict[str, Any], path: Names) -> tuple[dict[str, Any], Names]:
    """``members`` without the part that reaches furthest along ``path``, and where that was."""
    name, rest = path[0], path[1:]
    inner = members.get(name)
    if rest and isinstance(inner, dict) and rest[0] in inner:
        kept, place = without(inner, rest)
        return {**members, name: kept}, (name, *place)
    return {key: value for key, value in members.items() if key != name}, (name,)
