"""Values come back equal from JSON, dicts and pickles, and read as mappings, over every struct that there is.

Each law is a function of a value, so its name stands in the traceback when it breaks.
"""

import copy
import json
import pickle
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, as_plain, assert_same, configs, kept, name_of, objects_in, same_json, shuffled

from realtime_builder import Config, decode, encode, encode_into, encode_lines
from realtime_builder._core.shape import fields_of, tag_of


def json_brings_it_back(x: Config, order: Random):
    wire = encode(x)
    assert_same(decode(wire, type=type(x), unknown="keep"), x)
    assert_same(decode(wire.decode(), type=type(x), unknown="keep"), x)
    assert_same(decode(memoryview(wire), type=type(x), unknown="keep"), x)
    assert_same(type(x).from_json(x.to_json(), unknown="keep"), x)


def a_dict_brings_it_back(x: Config, order: Random):
    assert_same(type(x).from_dict(x.as_dict(), unknown="keep"), x)


def pickle_brings_it_back(x: Config, order: Random):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert_same(pickle.loads(pickle.dumps(x, protocol)), x)
    assert_same(pickle.loads(pickle.dumps([x, x]))[1], x)


def a_copy_is_the_same_object(x: Config, order: Random):
    assert copy.copy(x) is x
    assert copy.deepcopy(x) is x
    assert copy.deepcopy([x])[0] is x


def any_spelling_of_the_json_means_the_same(x: Config, order: Random):
    members = shuffled(x.as_dict(), order)
    for wire in (json.dumps(members), json.dumps(members, ensure_ascii=False, indent=1)):
        decoded = decode(wire, type=type(x), unknown="keep")
        assert decoded == x
        assert hash(decoded) == hash(x)
        assert same_json(json.loads(encode(decoded)), members)


def all_ways_of_encoding_give_the_same_bytes(x: Config, order: Random):
    wire = encode(x)
    assert same_json(json.loads(wire), x.as_dict())
    assert x.to_json() == wire
    buffer = bytearray(b"kept, and cut off")
    encode_into(x, buffer, 6)
    assert buffer == b"kept, " + wire
    encode_into(x, buffer, -1)
    assert buffer == b"kept, " + wire + wire
    assert encode_lines([x, x]) == wire + b"\n" + wire + b"\n"


def a_missing_tag_is_filled_in_where_the_type_is_certain(x: Config, order: Random):
    members = x.as_dict()
    certain = [members] if tag_of(type(x)) else []
    for config, place in objects_in(x, members):
        for name, field in fields_of(type(config)).items():
            if isinstance(place.get(name), dict) and len(field.type.structs) == 1 and isinstance(config[name], Config):
                certain.append(place[name])
    for place, config in [(place, config) for config, place in objects_in(x, members)]:
        if any(place is found for found in certain) and tag_of(type(config)):
            del place[tag_of(type(config))[0]]
    assert_same(decode(json.dumps(members), type=type(x), unknown="keep"), x)
    assert_same(type(x).from_dict(members, unknown="keep"), x)


def it_reads_as_a_mapping(x: Config, order: Random):
    members = x.as_dict()
    assert list(x) == list(x.keys()) == list(members)
    assert len(x) == len(members)
    assert dict(x) == dict(x.items()) == dict(**x)
    assert list(x.values()) == [x[name] for name in x]
    for name, member in members.items():
        assert name in x
        assert same_json(as_plain(x[name]), member)
        assert x.get(name) == x[name]
    for missing in fields_of(type(x)).keys() - members.keys():
        assert missing not in x
        assert x.get(missing, "nothing") == "nothing"
        with pytest.raises(KeyError):
            x[missing]


LAWS = (
    json_brings_it_back,
    a_dict_brings_it_back,
    pickle_brings_it_back,
    a_copy_is_the_same_object,
    any_spelling_of_the_json_means_the_same,
    all_ways_of_encoding_give_the_same_bytes,
    a_missing_tag_is_filled_in_where_the_type_is_certain,
    it_reads_as_a_mapping,
)


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_round_trips(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    order = data.draw(st.randoms(use_true_random=False), label="order")
    before = encode(x)
    for law in LAWS:
        law(x, order)
    assert encode(x) == before


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_what_is_known_needs_no_leave(cls, data):
    # The strict reading, which is the default, takes all that was built without extras.
    x = data.draw(configs(cls), label="x")
    assert_same(decode(encode(x), type=cls), x)
    assert_same(cls.from_dict(x.as_dict()), x)
    assert_same(cls(**x.as_dict()), x)
