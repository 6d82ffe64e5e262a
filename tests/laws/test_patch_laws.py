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
from realtime_builder._core.paths import place_of
from realtime_builder._core.shape import declared_class, fields_of, tag_of
from realtime_builder.edits.facts import is_container


def seen(config: Config) -> Any:
    """All that can be seen of a value, to compare with afterwards."""
    return encode(config), hash(config), repr(config)


def member_by_member(old: Any, new: Any, is_update: bool = False) -> bool:
    if not is_container(old) or not is_container(new):
        return False
    kind, patch = declared_class(type(old)), declared_class(type(new))
    if patch is not kind and not is_update:
        return False
    return patch in kind._updated_by if kind._updated_by else patch is kind


def changes_itself(config: Any) -> bool:
    return not config._updated_by or declared_class(type(config)) in config._updated_by


def merged_json(x: Any, p: Any) -> dict[str, Any]:
    """What the JSON of a merge is to be."""
    members, changes = x.as_dict(), p.as_dict()
    is_update = declared_class(type(x)) is not declared_class(type(p))
    for name in p:
        inside = name in x and member_by_member(x[name], p[name], is_update)
        members[name] = merged_json(x[name], p[name]) if inside else changes[name]
        default = getattr(fields_of(type(p)).get(name), "one_kind", None)
        if default and is_update and not inside and p[name] is not None:
            members[name] = {"type": default, **changes[name]}
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
        elif is_container(old[name]) and not any(field.required for field in fields_of(type(old[name])).values()):
            empty = declared_class(type(old[name]))()
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
        if is_container(patch[name]) and changes_itself(patch[name]):  # else it was sent whole
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
    beyond = [place_of(path) for path, token in lacks(x, y) if token is UNSET]
    if beyond:
        with pytest.raises(ValidationError, match="no way to clear") as caught:
            make()
        assert caught.value.path in beyond
    else:
        assert_least_patch(x, y, make())


def assert_what_is_omitted(x: Any, y: Any) -> None:
    """By default an omission is an error that names it; kept, a patch does what ``y`` itself would."""
    omitted = [place_of(path) for path, token in lacks(x, y) if not isinstance(token, Config)]
    if omitted:
        with pytest.raises(ValidationError, match="omitted='clear' to turn it off, omitted='keep'") as caught:
            diff(x, y)
        assert caught.value.path in omitted
    else:
        assert diff(x, y) == diff(x, y, omitted="clear")
    patch = diff(x, y, omitted="keep")
    assert x.merge(patch) == x.merge(y)
    assert diff(x, x.merge(y)) == patch
    for name in y:
        if name in fields_of(type(y)) and not fields_of(type(y))[name].required:
            assert x.merge(diff(x, y, omitted="keep", keep=[(name,)])).get(name, UNSET) == x.get(name, UNSET)


def fewer(x: Any, order: Any) -> Any:
    """``x`` without some things that a patch can clear."""
    for name, field in fields_of(type(x)).items():
        clears = field.cleared_by is not None or is_container(getattr(x, name))
        if clears and not field.required and order.random() < 0.5:
            x = x.without(name)
    return x


UPDATED = [cls for cls in ALL_STRUCTS if cls._updated_by and cls not in cls._updated_by]
"""The structs whose changes another struct carries."""


@pytest.mark.parametrize("cls", [cls for cls in ALL_STRUCTS if cls not in UPDATED], ids=name_of)
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
        assert_diff(x, y, lambda y=y: diff(x, y, omitted="clear"))
        assert_what_is_omitted(x, y)
    for patch in (p, known):
        assert_diff(x.merge(patch), x, lambda patch=patch: invert(x, patch))
    assert {name: seen(value) for name, value in operands.items()} == before


@pytest.mark.parametrize("cls", UPDATED, ids=name_of)
@given(data=st.data())
def test_updates(cls, data):
    """What a session starts with merges with an update, which is what `diff` gives; the rest is fixed."""
    x, z = (data.draw(configs(cls), label=label) for label in "xz")
    update = cls._updated_by[0]
    p = data.draw(configs(update), label="p")
    assert_merge(x, z)
    kinds = {name: field.one_kind for name, field in fields_of(update).items() if field.one_kind}
    others = [name for name, kind in kinds.items() if name in p and is_other_kind(x, p, name, kind)]
    if others:
        with pytest.raises(ValidationError, match="is fixed at the start") as caught:
            x.merge(p)
        assert caught.value.path == f"$.{others[0]}"
    else:
        assert_merge(x, p)
        y = x.merge(p)
        patch = diff(x, y)
        assert type(patch) is update
        assert x.merge(patch) == y
        for name, rest in shorter(patch):
            assert x.merge(rest) != y, f"`{name}` is not needed in the patch"
    assert diff(x, x) == update() if not any(field.required for field in fields_of(update).values()) else True
    fixed = [
        name for name in fields_of(cls) if name not in fields_of(update) and x.get(name, UNSET) != z.get(name, UNSET)
    ]
    if fixed:
        with pytest.raises(ValidationError, match=r"start a new session|no way to clear") as caught:
            diff(x, z)
        assert caught.value.path.startswith(tuple(f"$.{name}" for name in (*fixed, *fields_of(update))))


def is_other_kind(old: Config, new: Config, name: str, default: str) -> bool:
    was = old[name]["type"] if old.get(name) is not None else default
    if new[name] is None:
        return was != default
    if "type" in new[name]:
        return new[name]["type"] != was
    return any(member in new[name] and member != was for member in ("responses", "decisions"))


def is_fixed(cls: type[Config], name: str) -> bool:
    """Whether a field can be omitted but not be cleared, so that no patch undoes setting it."""
    field = fields_of(cls)[name]
    return not field.required and field.cleared_by is None


@pytest.mark.parametrize("law", ["merge", "diff"])
def test_values_of_other_types_are_refused(law):
    one, other = [cls for cls in ALL_STRUCTS if not any(field.required for field in fields_of(cls).values())][:2]
    with pytest.raises(ValidationError, match=f"Expected `{one.__name__}`, got `{other.__name__}`"):
        one().merge(other()) if law == "merge" else diff(one(), other())
