"""The laws of texts with holes, over every struct: filling is what editing the texts by hand gives."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrsistent import PMap
from strategies import ALL_STRUCTS, configs, kept, name_of

from realtime_builder import Config, Template, encode
from realtime_builder._core.shape import Type, fields_of

Steps = tuple[str | int, ...]


def texts_in(value: Any, type_: Type, at: Steps = ()):
    """The path of each text that may be any other."""
    if isinstance(value, Config):
        for name, field in fields_of(type(value)).items():
            yield from texts_in(value.get(name), field.type, (*at, name))
    elif isinstance(value, tuple) and type_.items is not None:
        for position, item in enumerate(value):
            yield from texts_in(item, type_.items, (*at, position))
    elif isinstance(value, PMap) and type_.holder is not None:
        yield from ((*at, name) for name in value)
    elif isinstance(value, str) and str in type_.scalars and all(meta.extra is not None for meta in type_.metas):
        yield at


VALUES = st.text(max_size=5) | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    ["{{a}}", "{{b}}", r"\{{", "\\", "{", "}}", '"\n\u00e9\U0001f600']
)  # fmt: skip
LITERALS = st.sampled_from(["", " ", "x {", "}", '"\n\u00e9', "{{ }}", "\\ "])


@st.composite
def with_holes(draw: Any, cls: type[Config]) -> Any:
    """A value with holes in some of its texts, and for each of those texts its path and its parts."""
    config = draw(configs(cls) | kept(cls))
    found = list(texts_in(config, Type()))
    written = {}
    for steps in draw(st.lists(st.sampled_from(found), max_size=3, unique=True)) if found else []:
        parts = draw(st.lists(st.tuples(LITERALS, st.sampled_from("ab")), min_size=1, max_size=3))
        written[steps] = parts
        text = "".join(f"{literal}{{{{{hole}}}}}" for literal, hole in parts) + r"\{{a}}"
        config = config.transform(steps, lambda _, text=text: text)
    return config, written


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_filling_is_editing_the_texts(cls, data):
    config, written = data.draw(with_holes(cls), label="config")
    before = encode(config)
    names = sorted({hole for parts in written.values() for _, hole in parts})
    values = {name: data.draw(VALUES, label=name) for name in names}
    expected = config
    for steps, parts in written.items():
        text = "".join(f"{literal}{values[hole]}" for literal, hole in parts) + "{{a}}"
        expected = expected.transform(steps, lambda _, text=text: text)

    assert config.fill(**values) == expected
    in_steps = config
    for name in reversed(names):
        in_steps = in_steps.fill(**{name: values[name]})
    assert in_steps == expected
    template = Template.from_text(config)
    for _ in range(2):  # the second time from what was kept of the first
        assert template.encode(**values) == encode(expected)
    assert encode(config) == before
