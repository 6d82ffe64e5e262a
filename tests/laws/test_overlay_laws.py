"""The laws of `Config.overlay`, over every struct that there is.

What is right is worked out a second time here, on plain JSON.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyrsistent import PMap
from strategies import ALL_STRUCTS, as_plain, configs, kept, name_of, of_two_kinds, same_json

from realtime_builder import Config, JsonObject, encode
from realtime_builder._core.shape import declared_class, fields_of, tag_of


def seen(config: Config) -> Any:
    """All that can be seen of a value, to compare with afterwards."""
    return encode(config), hash(config), repr(config)


def tags_of(config: Config) -> dict[str, Any]:
    """The members that say which variant a value is; a message may leave its type out."""
    tag = tag_of(type(config))
    if config._kind:
        return {config._kind: config[config._kind]} if isinstance(config.get(config._kind), str) else {}
    if tag is None or tag[0] not in ("type", "role"):
        return {} if tag is None else {tag[0]: tag[1]}
    return {"type": "message" if tag[0] == "role" else tag[1], "role": config.get("role", None)}


def laid(below: Any, over: Any) -> Any:
    """The JSON of a value with JSON laid over it."""
    if not isinstance(over, dict):
        return over
    if isinstance(below, Config):
        if any(name in over and over[name] != value for name, value in tags_of(below).items()):
            return over
        members = below.as_dict()
        return {**members, **{name: laid(below.get(name), member) for name, member in over.items()}}
    if isinstance(below, PMap | JsonObject):
        return {**as_json(below), **{name: laid(below.get(name), member) for name, member in over.items()}}
    return over


def as_json(value: Any) -> Any:
    if isinstance(value, PMap):
        return {name: as_json(member) for name, member in value.items()}
    return as_plain(value)


def puts_object_for_another(below: Any, over: Any) -> bool:
    """Whether an object takes the place of null, text, a number, a list, or an object of another variant."""
    if below is None or not isinstance(over, Mapping):
        return isinstance(over, Mapping)
    if (
        isinstance(over, Config)
        and isinstance(below, Config)
        and declared_class(type(below)) is not declared_class(type(over))
    ):
        return True
    if not isinstance(below, Mapping):
        return True
    if isinstance(below, Config) and tags_of(below).keys() & over.keys() and tags_of(below) != tags_of(over):
        return True
    return any(name in below and puts_object_for_another(below[name], over[name]) for name in over)


def partial(draw: Any, below: Any, config: Config) -> dict[str, Any]:
    """The JSON of a value without tags and required members that the value below has as well."""
    members = config.as_dict()
    if not isinstance(below, Config) or declared_class(type(below)) is not declared_class(type(config)):
        return members
    required = [name for name, field in fields_of(type(config)).items() if field.required]
    for name in [*required, *(tag_of(type(config)) or ())[:1]]:
        if draw(st.booleans()):
            members.pop(name, None)
    for name in members:
        if isinstance(config[name], Config):
            members[name] = partial(draw, below.get(name), config[name])
    return members


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_overlay(cls, data):
    x, y, z = (data.draw(configs(cls) | kept(cls), label=label) for label in "xyz")
    assume(not any(of_two_kinds(below, over) for below, over in combinations((x, y, z), 2)))
    before = seen(x), seen(y), seen(z)
    result = x.overlay(y)

    assert same_json(result.as_dict(), laid(x, y.as_dict()))
    assert x.overlay(x) == x
    assert result.overlay(y) == result
    assert x.overlay({}) is x
    for name in x:
        if name not in y and isinstance(x[name], Config | tuple):
            assert result[name] is x[name], "what an overlay leaves alone is shared"
    if not puts_object_for_another(y, z):
        assert result.overlay(z) == x.overlay(y.overlay(z)), "associative where no object replaces anything else"
    assert (seen(x), seen(y), seen(z)) == before


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_overlay_of_a_mapping(cls, data):
    """A mapping says what the configuration would; it may leave out what the layer below has."""
    x, y = (data.draw(configs(cls), label=label) for label in "xy")
    assume(not of_two_kinds(x, y))
    members = partial(data.draw, x, y)

    assert same_json(x.overlay(members).as_dict(), laid(x, members))
    assert x.overlay(y.as_dict()) == x.overlay(y)
    assert x.overlay(dict(y)) == x.overlay(y)
