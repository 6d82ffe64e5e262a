"""The laws of `transform`, `clear` and `without` with paths, over every struct that there is.

Paths are drawn from what a value holds, at any depth: in structs, lists, maps and free-form JSON.
What an edit is to do is done a second time on plain JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, as_plain, configs, json_values, kept, name_of, same_json, values

from realtime_builder import UNSET, Config, JsonObject, ValidationError, encode
from realtime_builder._core.paths import place_of, render_path
from realtime_builder._core.places import field_at
from realtime_builder._core.shape import fields_of, tag_of

Steps = tuple[str | int, ...]


def seen(config: Config) -> Any:
    """All that can be seen of a value, to compare with afterwards."""
    return encode(config), hash(config), repr(config)


def places(value: Any, at: Steps = ()) -> Iterator[Steps]:
    """Every path inside ``value`` that an edit may change.

    Tags are fixed, and so are fields that are sent without being set (the role of a message). Of
    an extra only the whole counts.
    """
    if isinstance(value, Config):
        fields, tag = fields_of(type(value)), tag_of(type(value))
        for name in value:
            if name not in fields:
                if tag is None or name != tag[0]:
                    yield (*at, name)
            elif fields[name].required or fields[name].default is UNSET:
                yield (*at, name)
                yield from places(value[name], (*at, name))
    elif isinstance(value, JsonObject) and value.accepts is not None:
        return
    elif isinstance(value, Mapping):
        for name in value:
            yield (*at, name)
            yield from places(value[name], (*at, name))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for position in range(len(value)):
            yield (*at, position)
            yield from places(value[position], (*at, position))


def read(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def with_json_at(x: Config, path: Steps, member: Any) -> Any:
    """The JSON of ``x`` with another member at ``path``; with `UNSET`, without it."""
    members = x.as_dict()
    owner = read(members, path[:-1])
    if member is UNSET:
        del owner[path[-1]]
    else:
        owner[path[-1]] = member
    return members


def drawn_value(data: st.DataObject, x: Config, path: Steps) -> Any:
    """A value that may stand at ``path``; `UNSET` where there is none to draw."""
    owner, last = read(x, path[:-1]), path[-1]
    if isinstance(owner, Config):
        return data.draw(values(type(owner), str(last))) if last in fields_of(type(owner)) else UNSET
    field = field_at(x, path[:1]) if isinstance(x[path[0]], JsonObject) else None
    return data.draw(json_values()) if field is not None else UNSET


def may_be_omitted(x: Config, path: Steps) -> bool:
    owner, last = read(x, path[:-1]), path[-1]
    if isinstance(owner, Config):
        return last not in fields_of(type(owner)) or not fields_of(type(owner))[str(last)].required
    around = field_at(x, path[:-1])
    return around is None or not any(len(owner) <= (meta.min_length or 0) for meta in around.type.metas)


def assert_transform(x: Any, path: Steps, new: Any) -> None:
    owner = read(x, path[:-1])
    changed = x.transform(path, new)
    member = owner.copy_with(**{str(path[-1]): new})[path[-1]] if isinstance(owner, Config) else new
    assert same_json(changed.as_dict(), with_json_at(x, path, as_plain(member)))

    # A function is given the old value, the last edit wins, and several pairs are several edits.
    given: list[Any] = []
    assert x.transform(path, lambda old: given.append(old) or new) == changed
    assert same_json(as_plain(given[0]), as_plain(read(x, path)))
    assert changed.transform(path, lambda _: new) == changed
    assert x.transform(path, lambda old: old, path, new) == changed
    assert x.transform(render_path(path), new) == changed
    assert x.transform(place_of(path), new) == changed
    assert_shared(x, changed, path)


def assert_shared(old: Any, new: Any, path: Steps) -> None:
    """What stands beside ``path`` was not copied."""
    step, *rest = path
    if isinstance(old, Config):
        for name in old:
            if name != step and isinstance(old[name], Config | tuple | JsonObject):
                assert new[name] is old[name]
    elif isinstance(old, tuple):
        for position, item in enumerate(old):
            if position != step and isinstance(item, Config):
                assert new[position] is item
    if rest and isinstance(old, Config | tuple):
        assert_shared(old[step], new[step], tuple(rest))


def assert_nothing_to_change(x: Any, path: Steps) -> None:
    assert x.transform(path, UNSET) == x
    assert x.transform(path, lambda old: old) == x


def assert_without(x: Any, path: Steps) -> None:
    if may_be_omitted(x, path):
        rest = x.without(path)
        assert same_json(rest.as_dict(), with_json_at(x, path, UNSET))
    else:
        with pytest.raises(ValidationError) as caught:
            x.without(path)
        assert caught.value.path.startswith(place_of(path[:1]))


def assert_clear(x: Any, path: Steps) -> None:
    field = field_at(x, path) if isinstance(read(x, path[:-1]), Config) else None
    if field is not None and field.cleared_by is not None:
        cleared = x.clear(path)
        token = as_plain(field.cleared_by.token)
        assert same_json(cleared.as_dict(), with_json_at(x, path, token))
        assert cleared.clear(path) == cleared
    else:
        with pytest.raises(ValidationError) as caught:
            x.clear(path)
        assert caught.value.path == place_of(path)


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)  # each has several paths
@given(data=st.data())
def test_edits_at_depth(cls, data):
    x = data.draw(configs(cls) | kept(cls), label="x")
    before = seen(x)
    every = [*places(x), *[(name,) for name in fields_of(cls) if name not in x]]
    paths = data.draw(st.lists(st.sampled_from(every), max_size=4, unique=True), label="paths") if every else []
    for path in paths:
        if path in places(x):
            owner = read(x, path[:-1])
            if not isinstance(owner, Config) or path[-1] in fields_of(type(owner)):  # an extra is only omitted
                assert_nothing_to_change(x, path)
                new = drawn_value(data, x, path)
                if new is not UNSET:
                    assert_transform(x, path, new)
                assert_clear(x, path)
            assert_without(x, path)
        else:
            assert x.without(path) == x
            assert_clear(x, path)
    assert seen(x) == before
