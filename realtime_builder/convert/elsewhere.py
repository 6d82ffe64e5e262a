"""Where a member belongs that a struct does not have: in another place of its dialect, or in another dialect.

Asked for only when an error is put into words. What it knows are the tables of conversion, and the
objects that only group settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from .._core.paths import Steps, render_path
from .._core.shape import declared_class, fields_of
from ..edits.facts import updates_of
from ..record import records
from .api import tables
from .lookup import title_of

if TYPE_CHECKING:
    from msgspec import Struct

    from .table import Direction, Step

__all__ = ["where_else"]

_MOST = 2


def where_else(cls: type[Struct], name: str) -> str:
    """A sentence on where ``name`` belongs, which ``cls`` has no field of; empty where nothing is known."""
    for base in declared_class(cls).__mro__:
        for known in (_fixed, _there, _groups, _here, _settings, _at_the_top, _beside):
            if sentence := known().get((base, name)):
                return sentence
    return ""


# In what a session starts with, and not in an update


@cache
def _fixed() -> dict[tuple[type, str], str]:
    return {
        (updates_of(root.alone)[0], name): f"`{name}` is fixed at the start: start a new session to change it"
        for record in records()
        for root in record.sessions
        if updates_of(root.alone)
        for name in fields_of(root.alone).keys() - fields_of(updates_of(root.alone)[0]).keys()
    }


# In the same dialect: one level deeper, or in the other direction of the audio


@cache
def _here() -> dict[tuple[type, str], str]:
    found: dict[tuple[type, str], str] = {}
    for root in {root.alone for record in records() for root in record.roots}:
        groups: list[type] = []
        paths: dict[str, list[str]] = {}
        for path, owner in _grouped(root, ()):
            groups.append(owner)
            for name in fields_of(owner):
                paths.setdefault(name, []).append(render_path((*path, name)))
        for owner in groups if len(groups) > 1 else ():
            for name, places in paths.items():
                if name not in fields_of(owner) and len(places) <= _MOST:
                    listed = " or ".join("at the top" if place == name else f"`{place}`" for place in places)
                    found.setdefault((owner, name), f"`{name}` is {listed} in {title_of(root)}")
    return found


@cache
def _beside() -> dict[tuple[type, str], str]:
    """A session's settings that a response does not have, and the other way round."""
    found: dict[tuple[type, str], str] = {}
    for record in records():
        events = [root for root in record.roots if "." in root.message]  # and not the bodies of requests
        usual = {root.member: root for root in reversed(events)}  # a session that only listens has no responses
        for here in usual.values():
            for there in usual.values():
                for name in fields_of(there.alone).keys() - fields_of(here.alone).keys():
                    found.setdefault((here.alone, name), f"`{name}` belongs to `{there.message}`")
    return found


def _grouped(struct: Any, at: Steps) -> Iterator[tuple[Steps, Any]]:
    """A root and the objects in it that only group settings, each with its path."""
    yield at, struct
    for name, field in fields_of(struct).items():
        for inner in field.type.structs:
            if getattr(inner, "_container", False):
                yield from _grouped(inner, (*at, name))


# In another dialect


@cache
def _there() -> dict[tuple[type, str], str]:
    found: dict[tuple[type, str], str] = {}
    for ways in tables().directions.values():
        for way in ways:
            for name, sentence in _said_by(way):
                if name not in fields_of(way.target):
                    found.setdefault((way.target, name), sentence)
    return found


@cache
def _groups() -> dict[tuple[type, str], str]:
    return dict(_inside(last=False))


@cache
def _settings() -> dict[tuple[type, str], str]:
    return dict(_inside(last=True))


@cache
def _at_the_top() -> dict[tuple[type, str], str]:
    """What a root has nowhere, where somebody puts at its top what another dialect has deeper."""
    return {
        (way.target, str(step.source[-1])): f"{step.reason}{_nearest(step)}"
        for ways in tables().directions.values()
        for way in ways
        for step in reversed(way.steps)
        if len(step.source) > 1 and not step.target and step.reason and step.source[-1] != "type"
    }


def _inside(*, last: bool) -> Iterator[tuple[tuple[type, str], str]]:
    """The same for the objects inside: the groups of settings that they lack, or the settings."""
    for ways in tables().directions.values():
        for way in ways:
            here, there = title_of(way.target), title_of(way.source)
            for step in way.steps:
                owner, depth = _left_at(way.target, step.source)
                if owner is None or not depth or (depth == len(step.source) - 1) != last:
                    continue
                name, path = str(step.source[depth]), render_path(step.source[: depth + 1])
                if not last:
                    sentence = f"`{path}` belongs to {there}{_turned(way.target, here, there)}"
                elif step.target:
                    sentence = f"`{path}` of {there} is `{render_path(step.target)}` in {here}"
                else:
                    sentence = f"{step.reason}{_nearest(step)}"
                yield (owner, name), sentence


def _left_at(owner: Any, path: Steps) -> tuple[Any, int]:
    """The struct that lacks the next step of ``path``, and how many steps lead to it; None if no single one does."""
    for depth, step in enumerate(path):
        field = fields_of(owner).get(str(step))
        if field is None:
            return owner, depth
        if len(field.type.structs) != 1:
            break
        owner = field.type.structs[0]
    return None, 0


def _nearest(step: Step) -> str:
    return f"; nearest is {step.nearest}" if step.nearest else ""


def _said_by(way: Direction) -> Iterator[tuple[str, str]]:
    here, there = title_of(way.target), title_of(way.source)
    turned = _turned(way.target, here, there)
    for step in way.steps:
        name = str(step.source[0])
        if len(step.source) > 1:
            yield name, f"`{name}` belongs to {there}{turned}"
        elif step.target:
            yield name, f"`{name}` is `{render_path(step.target)}` in {here}{turned}"
        else:
            yield name, f"{step.reason}{_nearest(step)}"


def _turned(target: Any, here: str, there: str) -> str:
    """That a whole session or response can be converted."""
    if not getattr(target, "_root", False):
        return ""
    kind = "session" if "Session" in target.__name__ else "response"
    return f"; `convert` turns a {kind} of {there} into one of {here}"
