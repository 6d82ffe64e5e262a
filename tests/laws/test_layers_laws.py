"""The laws of `Layers`, `Config.at` and `fingerprint`, over every struct that there is."""

import json
import pickle
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyrsistent import PMap, PVector
from strategies import ALL_STRUCTS, configs, kept, name_of, of_two_kinds, shuffled

from realtime_builder import UNSET, Config, JsonObject, Layers, ValidationError, fingerprint
from realtime_builder._core.shape import fields_of

Steps = tuple[str | int, ...]


def leaves(value: Any, at: Steps = ()):
    """Every path that a value has, and what reading step by step gives there."""
    if at:
        yield at, value
    if isinstance(value, Config | PMap | JsonObject):
        for name in value:
            yield from leaves(value[name], (*at, name))
    elif isinstance(value, tuple | PVector):
        for i, item in enumerate(value):
            yield from leaves(item, (*at, i))


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_at_reads_what_reading_step_by_step_gives(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    for path, value in leaves(x):
        assert x.at(path) == value
        assert x.at(path, default="else") == value
    for name in fields_of(cls):
        assert x.at((name,)) == x.get(name, UNSET)
        assert x.at((name,), default=0) == x.get(name, 0)
    if not cls._open:
        with pytest.raises(ValidationError, match="has no field `no_such_name`"):
            x.at(("no_such_name",))


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_layers(cls, data):
    x, y, z = (data.draw(configs(cls) | kept(cls), label=label) for label in "xyz")
    assume(not any(of_two_kinds(below, over) for below, over in combinations((x, y, z), 2)))
    layers = Layers(low=x, middle=y, high=z)

    assert layers.config == x.overlay(y).overlay(z)
    assert Layers(low=x).with_layer(middle=y).with_layer(high=z) == layers
    assert layers.with_layer(middle=x).with_layer(middle=y) == layers
    assert layers.without_layer("middle").config == x.overlay(z)
    assert layers.with_layer(top={}).config == layers.config
    assert pickle.loads(pickle.dumps(layers)) == layers
    assert hash(Layers(low=x, middle=y, high=z)) == hash(layers)
    assert isinstance(layers.explain(), str)
    for path, value in leaves(layers.config):
        origin = layers.origin(path)
        assert origin.value == value
        assert origin.layer in layers.names, "a value comes from a layer"
        assert layers[origin.layer].at(path) == value or isinstance(value, Config | PMap | JsonObject)
        names = layers.names[: layers.names.index(origin.layer)]
        assert [name for name, _ in origin.below] == [*names][::-1]
    for origin in layers.hidden():
        below = layers.without_layer(*layers.names[layers.names.index(origin.layer) :]).config
        assert below.at(origin.steps) != origin.value


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 4)
@given(data=st.data())
def test_layers_of_mappings(cls, data):
    x, y = (data.draw(configs(cls), label=label) for label in "xy")
    assume(not of_two_kinds(x, y))
    assert Layers(low=x, high=y.as_dict()).config == x.overlay(y)
    assert Layers(type=cls, only=json.loads(x.to_json())).config == x


def another_order(value: Any, order: Any) -> Any:
    """The same value from JSON with its members in another order."""
    return type(value).from_dict(shuffled(value.as_dict(), order), unknown="keep")


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_equal_configurations_have_one_fingerprint(cls, data):
    x, y = (data.draw(configs(cls) | kept(cls), label=label) for label in "xy")
    same = another_order(x, data.draw(st.randoms(use_true_random=False)))
    if same == x:  # JSON may be read as another of several structs without a tag
        assert fingerprint(same) == fingerprint(x)
    assert fingerprint(x).startswith("1-")
    assert len(fingerprint(x)) == 18
    if x == y:
        assert fingerprint(x) == fingerprint(y)
