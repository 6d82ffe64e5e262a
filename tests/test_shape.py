"""What a struct's fields are read as, and what every declared struct must hold to."""

import dataclasses
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta
from msgspec.structs import replace
from samples import (
    AssistantMessage,
    Call,
    Function,
    Loudness,
    Meaning,
    Nothing,
    OwnSession,
    Prompt,
    Remote,
    Session,
    SessionUpdate,
    Sound,
    UserMessage,
)
from strategies import ALL_STRUCTS, DIALECTS, for_each, name_of

from realtime_builder import UNSET, Config, JsonObject, decode
from realtime_builder._core.shape import Type, declared_class, fields_of, only_fit, read_type, tag_of, variant_of
from realtime_builder._core.values import StringMap
from realtime_builder.fields import (
    EMPTY_LIST,
    EMPTY_TEXT,
    NULL,
    Array,
    Audio,
    Clearable,
    ClearedBy,
    Finite,
    Json,
    MaxTokens,
    Open,
    Pairs,
    Settable,
    Strings,
)

# Reading a type


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (str, Type(scalars=(str,))),
        (int | None, Type(scalars=(int,), nullable=True)),
        (Settable[bool], Type(scalars=(bool,))),
        (Clearable[str], Type(scalars=(str,), nullable=True)),
        (Audio, Type(scalars=(bytes,))),
        (Literal["a", "b"], Type(literals=("a", "b"))),
        (Clearable[Literal["a"] | int], Type(literals=("a",), scalars=(int,), nullable=True)),
        (Array[str], Type(items=Type(scalars=(str,)))),
        (Settable[Array[Function | Remote]], Type(items=Type(structs=(Function, Remote)))),
        (Loudness | Meaning, Type(structs=(Loudness, Meaning))),
        (Json, Type(holder=JsonObject)),
        (Clearable[Strings], Type(holder=StringMap, nullable=True, members=Type(scalars=(str,)))),
        (dict[str, int], Type(members=Type(scalars=(int,)))),
        (Pairs, Type(holder=StringMap, members=Type(scalars=(str,)))),
    ],
    ids=str,
)
def test_read_type(hint, expected):
    assert without_hints(read_type(hint)) == without_hints(expected)


def without_hints(type_):
    inner = {name: without_hints(getattr(type_, name)) for name in ("items", "members") if getattr(type_, name)}
    return replace(type_, hint=None, **inner)


def test_a_type_knows_what_it_was_read_from():
    assert read_type(Settable[str]).hint == Settable[str]
    assert read_type(Array[Loudness | Meaning]).items.hint == Loudness | Meaning
    assert msgspec.convert({"value": 5}, read_type(Annotated[int, Meta(ge=3)]).draft).value == 5


def test_bounds_stand_beside_the_type():
    assert [meta.ge for meta in read_type(Settable[Annotated[int, Meta(ge=3)]]).metas] == [3]
    assert [meta.max_length for meta in read_type(Annotated[Array[str], Meta(max_length=2)]).metas] == [2]
    assert read_type(Annotated[Array[str], Meta(max_length=2)]).items.metas == ()
    assert read_type(MaxTokens).literals == ("inf",)
    assert read_type(MaxTokens).scalars == (int,)
    assert read_type(MaxTokens).metas == ()
    assert read_type(Finite).metas[0].le < float("inf")


def test_open_enums_know_their_values():
    type_ = read_type(Clearable[Open[Literal["a", "b"]]])
    assert type_.known == ("a", "b")
    assert type_.scalars == (str,)
    assert type_.literals == ()
    assert read_type(str).known == ()


def test_variants():
    type_ = fields_of(Session)["input"].type.items
    assert type_.structs == ()
    assert type_.variants == (UserMessage, AssistantMessage, Call)
    assert read_type(Loudness | Meaning).variants == (Loudness, Meaning)
    assert read_type(str).variants == ()


# Reading fields


def test_fields_are_in_wire_order_and_without_the_tag():
    assert list(fields_of(Loudness)) == ["threshold", "silence_ms", "interrupt"]
    assert list(fields_of(OwnSession)) == [*fields_of(Session), "tenant"]
    assert fields_of(Nothing) == {}


def test_a_field():
    name = fields_of(Function)["name"]
    assert (name.name, name.required, name.secret, name.cleared_by) == ("name", True, False, None)
    role = fields_of(UserMessage)["role"]
    assert (role.required, role.default) == (False, "user")
    assert fields_of(Function)["parameters"].default is UNSET


def test_secrets():
    fields = fields_of(Remote)
    assert {name for name, field in fields.items() if field.secret} == {"authorization", "headers"}


def test_how_a_field_is_cleared():
    root = {name: field.cleared_by for name, field in fields_of(Session).items() if field.cleared_by}
    assert root == {"instructions": EMPTY_TEXT, "turn_detection": NULL, "tools": EMPTY_LIST}
    assert fields_of(Loudness)["silence_ms"].cleared_by == NULL, "null is documented where a nested field takes it"
    assert fields_of(Loudness)["threshold"].cleared_by is None
    assert fields_of(Sound)["output"].cleared_by is None
    assert ClearedBy(None) == NULL


def test_tags():
    assert tag_of(Session) == ("type", "realtime")
    assert tag_of(OwnSession) == ("type", "realtime")
    assert tag_of(SessionUpdate) == ("type", "session.update")
    assert tag_of(Prompt) is None


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        (read_type(Loudness | Meaning), {"type": "semantic_vad"}, Meaning),
        (read_type(Loudness | Meaning), {"type": "mcp"}, None),
        (read_type(Loudness | Meaning), {}, None),
        (read_type(Loudness | Meaning), {"type": []}, None),
        (read_type(Prompt), {}, Prompt),
        (fields_of(Session)["input"].type.items, {"type": "message", "role": "assistant"}, AssistantMessage),
        (fields_of(Session)["input"].type.items, {"type": "message", "role": []}, None),
        (fields_of(Session)["input"].type.items, {"type": "message"}, None),
        (fields_of(Session)["input"].type.items, {"type": "function_call"}, Call),
        (read_type(str), {}, None),
    ],
)
def test_variant_of(type_, data, expected):
    assert variant_of(type_, data) is expected


def test_a_value_with_extras_is_of_the_class_that_a_user_knows():
    value = decode(b'{"next_year":1}', type=Session, unknown="keep")
    assert declared_class(type(value)) is Session
    assert fields_of(type(value)) == fields_of(Session)
    assert declared_class(Session) is Session


# What every declared struct holds to

every_struct = for_each(ALL_STRUCTS, name_of)


def types_in(type_: Type):
    yield type_
    for inner in (type_.items, type_.members):
        if inner is not None:
            yield from types_in(inner)


@every_struct
def test_no_field_hides_a_method(cls):
    hidden = {name for name in dir(Config) if not name.startswith("__")} & set(fields_of(cls))
    assert not hidden, "a caller could not reach the method any more"


@every_struct
def test_every_float_has_bounds(cls):
    # NaN and the infinities would be written as null, which clears a field. They fail every bound.
    for name, field in fields_of(cls).items():
        for type_ in types_in(field.type):
            if float in type_.scalars:
                assert any(meta.ge is not None or meta.gt is not None for meta in type_.metas), name
                assert any(meta.le is not None or meta.lt is not None for meta in type_.metas), name


@every_struct
def test_optional_fields_default_to_unset_or_to_a_fixed_value(cls):
    for name, field in fields_of(cls).items():
        if field.required:
            continue
        fixed = field.default is not UNSET
        assert not fixed or field.type.literals == (field.default,), name


@every_struct
def test_a_root_can_say_null_for_every_optional_field(cls):
    if cls._root:
        for name, field in fields_of(cls).items():
            assert field.required or field.type.nullable or field.default is not UNSET, name


@every_struct
def test_clearing_tokens_fit_their_fields(cls):
    for name, field in fields_of(cls).items():
        if field.cleared_by is not None:
            if field.cleared_by.token == "":
                assert str in field.type.scalars, name
            elif field.cleared_by.token == ():
                assert field.type.items is not None, name
            else:
                assert field.cleared_by.token is None
                assert field.type.nullable, name


@every_struct
def test_variants_of_a_union_can_be_told_apart(cls):
    for name, field in fields_of(cls).items():
        for type_ in types_in(field.type):
            tags = [tag_of(variant) for variant in type_.structs]
            assert len(set(tags)) == len(tags), name
            assert len(tags) < 2 or len({tag[0] for tag in tags}) == 1, name


@every_struct
def test_an_empty_object_decides_no_variant_of_a_union(cls):
    for name, field in fields_of(cls).items():
        assert all(only_fit(type_, {}) is None for type_ in types_in(field.type)), name


@every_struct
def test_a_type_is_hashable_and_comparable(cls):
    assert fields_of(cls) is fields_of(cls), "read once"
    assert all(field.name == name for name, field in fields_of(cls).items())
    assert not dataclasses.is_dataclass(cls)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_exports_all_its_structs(dialect):
    import importlib

    package = importlib.import_module(f"realtime_builder.{dialect}")
    declared = {cls for cls in ALL_STRUCTS if cls.__module__.startswith(f"{package.__name__}.")}
    declared = {cls for cls in declared if not cls.__module__.endswith(".server_events")}  # imported by itself
    assert declared == {cls for cls in vars(package).values() if isinstance(cls, type) and cls in declared}
    assert {cls.__name__ for cls in declared} <= set(package.__all__)
    assert len({cls.__name__ for cls in declared}) == len(declared), "no name twice"
