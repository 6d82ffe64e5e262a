"""The laws of `merge`, `diff` and `invert`, over every struct that there is.

What is right is worked out a second time here, by other ways: a merge on plain JSON, and what no
patch can say because it omits it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, configs, kept, name_of, same_json

from realtime_builder import UNSET, Config, ValidationError, diff, encode, invert
from realtime_builder._core.paths import render_path
from realtime_builder._core.shape import core_of, fields_of, tag_of
from realtime_builder.edits.patches import is_container


def seen(config: Config) -> Any:
    """All that can be seen of a value, to compare with afterwards."""
    return encode(config), hash(config), repr(config)


def member_by_member(old: Any, new: Any) -> bool:
    return is_container(old) and core_of(type(old)) is core_of(type(new))


def merged_json(x: Any, p: Any) -> dict[str, Any]:
    """What the JSON of a merge is to be."""
    members, changes = x.as_dict(), p.as_dict()
    for name in p:
        inside = name in x and member_by_member(x[name], p[name])
        members[name] = merged_json(x[name], p[name]) if inside else changes[name]
    return members


def lacks(old: Any, new: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What ``old`` has and ``new`` omits: the path, and the token that clears it.

    The token of a container is the empty container; it is `UNSET` for what can't be cleared.
    """
    fields = fields_of(type(old))
    for name in old:
        path = (*at, name)
        if name in new:
            if member_by_member(old[name], new[name]):
                yield from lacks(old[name], new[name], path)
        elif is_container(old[name]):
            empty = core_of(type(old[name]))()
            yield path, empty
            yield from lacks(old[name], empty, path)
        else:
            clears = name in fields and fields[name].cleared_by is not None
            yield path, fields[name].cleared_by.token if clears else UNSET


def shorter(patch: Any) -> Iterator[tuple[str, Any]]:
    """The patch without one of its optional members, each in turn, also inside containers."""
    fields, tag = fields_of(type(patch)), tag_of(type(patch))
    for name in patch:
        if tag is not None and name == tag[0]:
            continue
        if name not in fields or fields[name].default is UNSET:  # others are in every value
            yield name, patch.without((name,))
        if is_container(patch[name]):
            for inner, rest in shorter(patch[name]):
                yield f"{name}.{inner}", patch.copy_with(**{name: rest})


def assert_least_patch(old: Any, new: Any, patch: Any) -> None:
    """``patch`` makes ``new`` of ``old``, as far as a patch can, and has no member too many."""
    reached = new
    for path, token in lacks(old, new):
        reached = reached.transform(path, token)
    merged = old.merge(patch)
    assert merged == reached
    for name, rest in shorter(patch):
        assert old.merge(rest) != merged, f"`{name}` is not needed in the patch"


def assert_merge(x: Any, p: Any) -> None:
    merged = x.merge(p)
    assert same_json(merged.as_dict(), merged_json(x, p))
    assert merged.merge(p) == merged
    assert x.merge(x) == x
    for name in x:
        if name not in p and isinstance(x[name], Config | tuple):
            assert merged[name] is x[name], "what a patch leaves alone is shared"


def assert_diff(x: Any, y: Any, make: Callable[[], Any]) -> None:
    """``make`` gives the least patch from ``x`` to ``y``, or says what no patch can bring about."""
    beyond = [f"$.{render_path(path)}" for path, token in lacks(x, y) if token is UNSET]
    if beyond:
        with pytest.raises(ValidationError, match="no way to clear") as caught:
            make()
        assert caught.value.path in beyond
    else:
        assert_least_patch(x, y, make())


def fewer(x: Any, order: Any) -> Any:
    """``x`` without some things that a patch can clear."""
    for name, field in fields_of(type(x)).items():
        clears = field.cleared_by is not None or is_container(getattr(x, name))
        if clears and not field.required and order.random() < 0.5:
            x = x.without(name)
    return x


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@settings(max_examples=settings.default.max_examples // 2)  # each has five diffs
@given(data=st.data())
def test_patches(cls, data):
    x, p = (data.draw(configs(cls) | kept(cls), label=label) for label in "xp")
    order = data.draw(st.randoms(use_true_random=False))
    merged = x.merge(p)
    known = p.without(*[(name,) for name in p if name in fields_of(cls) and name not in x and is_fixed(cls, name)])
    operands = {"x": x, "p": p, "merged": merged, "fewer": fewer(merged, order), "known": known}
    before = {name: seen(value) for name, value in operands.items()}

    assert_merge(x, p)
    assert list(shorter(diff(x, x))) == []
    for y in (p, merged, operands["fewer"]):
        assert_diff(x, y, lambda y=y: diff(x, y))
    for patch in (p, known):
        assert_diff(x.merge(patch), x, lambda patch=patch: invert(x, patch))
    assert {name: seen(value) for name, value in operands.items()} == before


def is_fixed(cls: type[Config], name: str) -> bool:
    """Whether a field can be omitted but not be cleared, so that no patch undoes setting it."""
    field = fields_of(cls)[name]
    return not field.required and field.cleared_by is None


@pytest.mark.parametrize("law", ["merge", "diff"])
def test_values_of_other_types_are_refused(law):
    one, other = [cls for cls in ALL_STRUCTS if not any(field.required for field in fields_of(cls).values())][:2]
    with pytest.raises(ValidationError, match=f"Expected `{one.__name__}`, got `{other.__name__}`"):
        one().merge(other()) if law == "merge" else diff(one(), other())
