"""The law that every way to edit at a path gives the same value and the same bytes, over every struct.

The ways: `copy_with` written out level by level, `transform`, a patch that is merged, a `Template`, and
the verbs of the vocabulary where they set that path.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, ROOTS, assert_same, configs, kept, name_of, values

from realtime_builder import UNSET, Config, Template, diff, encode
from realtime_builder._core.shape import declared_class, fields_of
from realtime_builder.edits.facts import is_container

Steps = tuple[str, ...]


def places(x: Config, at: Steps = ()) -> Iterator[tuple[Steps, type[Config]]]:
    """Each field that is reached through structs alone, and the struct that declares it."""
    for name, field in fields_of(type(x)).items():
        if field.required or field.default is UNSET:
            yield (*at, name), declared_class(type(x))
        if isinstance(getattr(x, name), Config):
            yield from places(getattr(x, name), (*at, name))


def by_hand(x: Any, path: Steps, value: Any) -> Any:
    name, *rest = path
    return x.copy_with(**{name: by_hand(getattr(x, name), tuple(rest), value) if rest else value})


def by_patch(x: Any, changed: Any) -> Any:
    return x.merge(diff(x, changed))


def by_template(x: Any, path: Steps, value: Any) -> bytes:
    template = Template(x, hole=path)
    template.encode(hole=value)
    return template.encode(hole=value)  # from what was kept of the first


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_every_way_to_edit_gives_the_same(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    found = list(places(x))
    if not found:
        return
    path, owner = data.draw(st.sampled_from(found), label="path")
    value = data.draw(values(owner, path[-1]), label="value")
    before = encode(x)

    expected = by_hand(x, path, value)
    for _ in range(2):  # the second time by the plan that was made the first
        assert_same(x.transform(path, value), expected)
        assert_same(x.transform(".".join(path), value), expected)
    assert_same(x.transform(path, lambda _: value), expected)
    assert_same(x.transform(path, value, path, value), expected)
    assert encode(x.transform(path, value)) == encode(expected) == by_template(x, path, value)
    goes_by_member = is_container(value)  # which may omit what there was, and no patch can say that
    if not goes_by_member and (not cls._updated_by or cls in cls._updated_by):
        patched = by_patch(x, expected)
        assert_same(patched, expected)
        assert encode(patched) == encode(expected)
    assert encode(x) == before


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_every_way_to_take_out_gives_the_same(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    found = [(path, owner) for path, owner in places(x) if not fields_of(owner)[path[-1]].required]
    if not found:
        return
    path, owner = data.draw(st.sampled_from(found), label="path")
    rest = x.without(path)
    for _ in range(2):
        assert_same(x.without(".".join(path)), rest)
    assert encode(rest) == Template(x, hole=path).encode(hole=UNSET)
    field = fields_of(owner)[path[-1]]
    if field.cleared_by is not None:
        assert_same(x.clear(path), by_hand(x, path, field.cleared_by.token))
        assert_same(x.clear(".".join(path)), x.transform(path, field.cleared_by.token))


VERBS = {
    "with_instructions": ("instructions",),
    "with_model": ("model",),
    "with_voice": ("audio.output.voice", "voice", "audio.voice"),
    "with_turn_detection": ("audio.input.turn_detection", "turn_detection"),
    "with_tracing": ("tracing",),
}


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@given(data=st.data())
def test_a_verb_gives_the_same(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    for verb, paths in VERBS.items():
        path = next((path for path in paths if path.partition(".")[0] in fields_of(cls)), None)
        if path is None or not hasattr(cls, verb):
            continue
        value = None if verb in ("with_turn_detection", "with_tracing") else data.draw(st.text(max_size=4))
        changed = getattr(x, verb)(value)
        assert_same(changed, x.transform(path, value))
        assert encode(changed) == encode(x.transform(tuple(path.split(".")), value))
