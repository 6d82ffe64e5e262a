"""The law of `Template`, over every struct and any holes: it gives what the edited message encodes to.

Byte for byte, in every combination of values, null, `UNSET` and holes left out, and with the same
errors. The holes are drawn from what a message has and from what its types would let it have.
"""

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrsistent import PMap, PVector
from strategies import ALL_STRUCTS, ROOTS, as_plain, configs, json_values, kept, name_of, values

from realtime_builder import UNSET, Config, JsonObject, Template, encode
from realtime_builder._core.shape import fields_of
from realtime_builder.edits.at_depth import omit

Steps = tuple[str | int, ...]


def places(value: Any, at: Steps = ()):
    """Each path that a hole can have, and a strategy for what is put there."""
    if isinstance(value, Config):
        cls = type(value).__dict__.get("_core", type(value))
        for name, field in fields_of(cls).items():
            if field.required or field.default is UNSET:  # and no constant, such as a message's role
                yield from places_of_field(value.get(name, UNSET), cls, name, (*at, name))
    elif isinstance(value, PMap | JsonObject):
        for name in [*value, "new"]:
            yield (*at, name), json_values() | st.text(max_size=3)
            yield from places(value.get(name), (*at, name))
    elif isinstance(value, PVector):
        for i, item in enumerate(value):
            yield (*at, i), json_values()
            yield from places(item, (*at, i))


def places_of_field(member: Any, cls: type[Config], name: str, here: Steps):
    yield here, values(cls, name)
    type_ = fields_of(cls)[name].type
    if member is UNSET or member is None:
        for struct in type_.structs:
            yield from (((*here, inner), values(struct, inner)) for inner in fields_of(struct))
        if type_.holder is not None:
            yield (*here, "new"), json_values()
    elif isinstance(member, tuple):
        for i, item in enumerate(member):
            yield (
                (*here, i),
                values(cls, name).map(lambda array: array[0] if array and isinstance(array, tuple) else None),
            )
            yield from places(item, (*here, i))
    else:
        yield from places(member, here)


@st.composite
def templates(draw, cls):
    """A message, the paths of its holes, and strategies for their values."""
    message = draw(configs(cls) | kept(cls), label="message")
    found = list(places(message))
    chosen = draw(st.lists(st.sampled_from(found), max_size=4)) if found else []
    holes: dict[str, Steps] = {}
    fitting = {}
    for path, fits in chosen:
        if not any(path[: len(other)] == other or other[: len(path)] == path for other in holes.values()):
            name = f"hole{len(holes)}"
            holes[name], fitting[name] = path, fits
    return message, holes, fitting


@st.composite
def filled(draw, fitting):
    """Values for some of the holes, in any order; now and then one that does not fit."""
    given_values = {}
    for name in draw(st.permutations(list(fitting))):
        match draw(st.integers(0, 9)):
            case 0:
                continue
            case 1:
                given_values[name] = UNSET
            case 2:
                given_values[name] = None
            case 3:
                given_values[name] = draw(json_values())
            case 4:
                given_values[name] = as_plain(draw(fitting[name]))
            case _:
                given_values[name] = draw(fitting[name])
    return given_values


def edited(message, holes, given_values):
    """The definition: set and omit in the order of the call, but take items out of lists last."""
    items = []
    for name, value in given_values.items():
        path = holes[name]
        if value is not UNSET:
            message = message.transform(path, lambda _, value=value: value)
        elif isinstance(path[-1], int):
            items.append(path)
        else:
            message = omit(message, path)
    for path in sorted(items, key=lambda path: (len(path), path[-1]), reverse=True):
        message = omit(message, path)
    return encode(message)


def outcome(call):
    """What a call gives, or the error that it ends with."""
    try:
        return call()
    except ValueError as error:
        return type(error), str(error)


def check_the_law(cls, data):
    message, holes, fitting = data.draw(templates(cls), label="template")
    template = Template(message, **holes)
    before = encode(message)
    copies = template, pickle.loads(pickle.dumps(template))
    for _ in range(3):  # the second time from what was kept of the first
        given_values = data.draw(filled(fitting), label="values")
        expected = outcome(lambda given_values=given_values: edited(message, holes, given_values))
        for each in copies:
            assert outcome(lambda each=each, given_values=given_values: each.encode(**given_values)) == expected
        if isinstance(expected, bytes):
            buffer = bytearray(b"0123456789")
            template.encode_into(buffer, 4, **given_values)
            assert buffer == b"0123" + expected
    assert encode(message) == before == template.encode()


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_a_template_gives_what_the_edited_message_encodes_to(cls, data):
    check_the_law(cls, data)


@pytest.mark.parametrize("cls", ROOTS, ids=name_of)
@settings(max_examples=4 * settings().max_examples)
@given(data=st.data())
def test_a_template_of_a_session_or_response(cls, data):
    check_the_law(cls, data)
