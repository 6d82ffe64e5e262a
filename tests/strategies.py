"""Hypothesis strategies that are read off the declared fields.

A new struct, field or range is tested from the day it is declared: `ALL_STRUCTS` walks the
dialects' packages, and `configs` goes by `realtime_builder.shape`, the same description that
validation goes by.

Drawing a value costs many times what most laws do with it. So in the usual run the examples of a strategy
are drawn once, and all laws choose among them (`_shared`); the search draws each value anew.
"""

import importlib
import inspect
import json
import pkgutil
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

import samples
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor import pretty
from msgspec import UNSET

from realtime_builder import DIALECTS, Config, JsonObject, encode
from realtime_builder._core.shape import Type, declared_class, fields_of, is_open, read_type, tag_of


def _modules() -> Iterator[Any]:
    yield samples
    for dialect in DIALECTS:
        package = importlib.import_module(f"realtime_builder.{dialect}")
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _structs() -> Iterator[type[Config]]:
    for module in _modules():
        for name, member in vars(module).items():
            declared = inspect.isclass(member) and issubclass(member, Config) and member.__module__ == module.__name__
            if declared and not name.startswith("_"):
                yield member


def name_of(cls: type[Config]) -> str:
    """A test's id: ``openai_ga.RealtimeSessionCreateRequest``."""
    package = cls.__module__.removeprefix("realtime_builder.").partition(".")[0]
    return f"{package}.{cls.__name__}"


def short(part: Any) -> str | None:
    """A test's id for what stands in a table; functions are numbered."""
    if isinstance(part, type):
        return part.__name__
    return None if callable(part) else str(part)[:50]


def for_each(
    cases: Iterable[Any], name: Callable[[Any], str] = str
) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """One test of many cases, where a check takes less time than a test of its own for each case."""

    def decorate(check: Callable[[Any], None]) -> Callable[[], None]:
        def test() -> None:
            for case in cases:
                try:
                    check(case)
                except BaseException as error:
                    error.add_note(f"The case is {name(case)}.")
                    raise

        return test

    return decorate


ALL_STRUCTS: tuple[type[Config], ...] = tuple(sorted(set(_structs()), key=name_of))
"""Every struct of the dialects, and those of `samples`."""

OPEN: tuple[type[Config], ...] = tuple(filter(is_open, ALL_STRUCTS))
"""The structs that take members which no type lists."""

ROOTS: tuple[type[Config], ...] = tuple(cls for cls in ALL_STRUCTS if cls._root)  # type: ignore[attr-defined]
"""Every session and response."""

# Hypothesis prints the arguments of a law that fails, the class among them: it would call the class's `_repr_pretty_`
# without a value, and report that instead of the failure.
for _cls in ALL_STRUCTS:
    pretty._singleton_pprinters[id(_cls)] = lambda cls, printer, _: printer.text(cls.__name__)

# Examples that are shared

T = TypeVar("T")

_SEARCHES = settings.get_current_profile_name() == "search"


def _shared(strategy: SearchStrategy[T], size: int) -> SearchStrategy[T]:
    """Some examples of a strategy, drawn once with the seed of the run; in a search, the strategy itself."""
    if _SEARCHES:
        return strategy

    @cache
    def examples() -> list[T]:
        return _drawn(strategy, size)

    return st.integers(0, size - 1).map(lambda which: examples()[which % len(examples())])


def _drawn(strategy: SearchStrategy[T], size: int) -> list[T]:
    drawn: list[T] = []

    @settings(
        max_examples=size,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        drawn.append(value)

    collect()
    return drawn


# JSON of any kind

_text = st.text(max_size=8)
_integers = st.integers(-(2**70), 2**70)
_numbers = _integers | st.floats(allow_nan=False, allow_infinity=False)


def json_values() -> SearchStrategy[Any]:
    """Any JSON, small."""
    return _json_values


def json_objects() -> SearchStrategy[dict[str, Any]]:
    """A JSON object as a plain dict."""
    return _json_objects


_json_values = _shared(
    st.recursive(
        st.none() | st.booleans() | _numbers | _text,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
        max_leaves=4,
    ),
    200,
).map(deepcopy)
_json_objects = _shared(st.dictionaries(_text, _json_values, max_size=3), 100).map(deepcopy)

# Configurations


@cache
def configs(cls: type[Config]) -> SearchStrategy[Any]:
    """Values of ``cls``, in which each optional field is omitted, cleared or set."""
    return _shared(_members(cls, len(fields_of(cls))), 20).map(lambda members: cls(**members))


@cache
def edits(cls: type[Config]) -> SearchStrategy[dict[str, Any]]:
    """Valid changes of a few fields of ``cls``, for `copy_with`: set or cleared, never `UNSET`."""
    names = list(fields_of(cls))
    return _some(
        cls, [], st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True) if names else st.just([])
    )


@cache
def values(cls: type[Config], name: str) -> SearchStrategy[Any]:
    """Valid values of one field, null included where it is allowed."""
    return st.deferred(lambda: _values(fields_of(cls)[name].type))


def _members(cls: type[Config], most: int) -> SearchStrategy[dict[str, Any]]:
    fields = fields_of(cls)
    required = [name for name, field in fields.items() if field.required]
    optional = [name for name in fields if name not in required]
    return _some(
        cls, required, st.lists(st.sampled_from(optional), max_size=most, unique=True) if optional else st.just([])
    )


@st.composite
def _some(draw: DrawFn, cls: type[Config], required: list[str], others: SearchStrategy[list[str]]) -> dict[str, Any]:
    return {name: draw(values(cls, name)) for name in required + draw(others)}


@cache
def _small(cls: type[Config]) -> SearchStrategy[Any]:
    """A value that lies inside another: it has few members, so that whole sessions stay quick to draw."""
    return _shared(_members(cls, 2).map(lambda members: cls(**members)), 8)


def _values(type_: Type) -> SearchStrategy[Any]:
    return st.one_of(*_arms(type_))


def _arms(type_: Type) -> Iterator[SearchStrategy[Any]]:
    """One strategy for each arm of a union."""
    if type_.nullable:
        yield st.none()
    if type_.literals:
        yield st.sampled_from(type_.literals)
    if type_.known:
        yield st.sampled_from(type_.known)
    if type_.variants:
        yield st.one_of(*(_small(variant) for variant in type_.variants))
    if type_.items is not None:
        sizes = {"min_size": _limit(type_, "min_length", 0), "max_size": min(_limit(type_, "max_length", 3), 3)}
        yield st.lists(_values(type_.items), **sizes).map(tuple)
    if type_.holder is not None:
        yield _held(type_.holder)
    for scalar in type_.scalars:
        yield _scalars(scalar, type_)


def _held(holder: Any) -> SearchStrategy[Any]:
    """Members of a `JsonObject` or a `StringMap`, going by what its class accepts."""
    if holder.accepts is None:
        return json_objects().map(holder) if issubclass(holder, JsonObject) else json_objects()
    accepts = get_args(holder.accepts)[0] if get_origin(holder.accepts) is Annotated else holder.accepts
    name, member = map(read_type, get_args(accepts))
    members = st.dictionaries(_values(name), _values(member), max_size=3)
    return members.map(holder) if issubclass(holder, JsonObject) else members


def _scalars(scalar: type, type_: Type) -> SearchStrategy[Any]:
    if scalar is str:
        pattern = _limit(type_, "pattern", None)
        sizes = {"min_size": _limit(type_, "min_length", 0), "max_size": min(_limit(type_, "max_length", 8), 8)}
        return st.text(**sizes) if pattern is None else st.from_regex(pattern).filter(_fits(type_))
    if scalar is int:
        low, high = _limit(type_, "ge", None), _limit(type_, "le", None)
        above, below = _limit(type_, "gt", None), _limit(type_, "lt", None)
        return st.integers(low if above is None else above + 1, high if below is None else below - 1)
    if scalar is float:
        return st.floats(
            min_value=_limit(type_, "ge", _limit(type_, "gt", -sys.float_info.max)),
            max_value=_limit(type_, "le", _limit(type_, "lt", sys.float_info.max)),
            exclude_min=_limit(type_, "gt", None) is not None,
            exclude_max=_limit(type_, "lt", None) is not None,
            allow_nan=False,
        )
    return {bool: st.booleans(), bytes: st.binary(max_size=8)}[scalar]


def _fits(type_: Type) -> Any:
    low, high = _limit(type_, "min_length", 0), _limit(type_, "max_length", sys.maxsize)
    return lambda text: low <= len(text) <= high


def _limit(type_: Type, name: str, default: Any) -> Any:
    found = (getattr(meta, name) for meta in type_.metas)
    return next((limit for limit in found if limit is not None), default)


# JSON with members that the library does not know

UNKNOWN = "a_member_of_next_year"
"""A name that no struct has."""

ODD_NAMES = (
    UNKNOWN,
    "",
    "copy_with",
    "items",
    "class",
    "_private",
    "__init__",
    "__struct_fields__",
    "extra_0",
    "a.b",
    "tools[0]",
    "0",
    "$",
    "\u00e9\U0001f600",
    'a"b',
    "a\\b",
    "a\nb",
    "\x00",
    "\ufdd0",
)
"""Names that a vendor may send one day, or somebody who means harm."""

_names = st.sampled_from(ODD_NAMES) | st.text(max_size=8)


def with_unknown(cls: type[Config]) -> SearchStrategy[tuple[Any, dict[str, Any]]]:
    """A value, and its wire dict with a member named `UNKNOWN` put into some of its structs."""
    return _with_unknown(cls, st.just(UNKNOWN))


def with_odd_names(cls: type[Config]) -> SearchStrategy[tuple[Any, dict[str, Any]]]:
    """A value, and its wire dict with members of any name put into some of its structs that take none."""
    return _with_unknown(cls, _names, into=lambda struct: not is_open(type(struct)))


def with_passed_on(cls: type[Config]) -> SearchStrategy[tuple[Any, dict[str, Any]]]:
    """A value of a struct that takes any member, and its wire dict with one named `UNKNOWN`."""
    return _with_unknown(cls, st.just(UNKNOWN), into=lambda struct: is_open(type(struct)))


@st.composite
def _with_unknown(
    draw: DrawFn, cls: type[Config], names: SearchStrategy[str], into: Callable[[Config], bool] = lambda _: True
) -> tuple[Any, dict[str, Any]]:
    config = draw(configs(cls))
    members = config.as_dict()
    places = [(struct, place) for struct, place in objects_in(config, members) if into(struct)]
    for which in draw(_A_FEW):
        struct, place = places[which % len(places)]
        name = draw(names)
        assume(name not in fields_of(type(struct)) and name not in struct)
        place[name] = draw(json_values())
    return config, members


_A_FEW = st.lists(st.integers(0, 999), min_size=1, max_size=3)
"""Which ones of a list, however long it is: to make a strategy for each list takes longer than to draw from it."""


@cache
def mangled(cls: type[Config]) -> SearchStrategy[dict[str, Any]]:
    """The JSON of a value, changed at a few places of any depth: members are gone, the tag too, or have odd values."""
    return _mangled(cls)


@st.composite
def _mangled(draw: DrawFn, cls: type[Config]) -> dict[str, Any]:
    root = [draw(configs(cls)).as_dict()]
    for which in draw(_A_FEW):
        steps = [
            (place, step)
            for place in _places_in(root)
            for step in (place if isinstance(place, dict) else range(len(place)))
        ]
        place, step = steps[which % len(steps)]
        if isinstance(place, dict) and draw(st.booleans()):
            del place[step]
        elif place is not root or isinstance(place[step], dict):
            place[step] = draw(_EMPTY | _json_values) if place is not root else {}
    members: dict[str, Any] = root[0]
    return members


_EMPTY: SearchStrategy[Any] = st.sampled_from([None, "", 0, False]) | st.builds(dict) | st.builds(list)


def _places_in(value: Any) -> Iterator[Any]:
    """Each object and list inside, the outermost first."""
    if isinstance(value, dict | list):
        yield value
        for member in value.values() if isinstance(value, dict) else value:
            yield from _places_in(member)


def filled_in(value: Any, type_: Type, wire: Any) -> Any:
    """``wire`` with what reading it as ``value``, of a type, may fill in: a tag, and members that have only one value."""
    if isinstance(value, Config) and isinstance(wire, dict):
        tag, fields = tag_of(type(value)), fields_of(type(value))
        filled = {name: field.default for name, field in fields.items() if not field.required}
        filled = {name: default for name, default in filled.items() if default is not UNSET}
        filled |= {name: filled_in(value[name], _type_at(fields, name), wire[name]) for name in wire}
        return {tag[0]: tag[1], **filled} if tag is not None and _decide(wire, type(value), type_) else filled
    if isinstance(value, tuple) and isinstance(wire, list) and len(value) == len(wire):
        return [filled_in(each, type_.items or Type(), item) for each, item in zip(value, wire, strict=True)]
    if isinstance(value, Mapping) and isinstance(wire, dict) and type_.members is not None:
        return {name: filled_in(value[name], type_.members, wire[name]) for name in wire}
    if isinstance(value, Mapping) and isinstance(wire, dict):  # a variant as plain JSON, such as a prompt's variable
        for cls in type_.variants:
            tag = tag_of(cls)
            if tag is not None and value.get(tag[0]) == tag[1] and _decide(wire, cls, type_):
                return {tag[0]: tag[1], **wire}
    return wire


def _type_at(fields: Mapping[str, Any], name: str) -> Type:
    return fields[name].type if name in fields else Type()


def _decide(wire: dict[str, Any], cls: type[Config], type_: Type) -> bool:
    """Whether the members of an object without a tag say that it is a ``cls``."""
    if len(type_.variants) == 1 or type_.by_role is not None:
        return True
    others = [fields_of(other) for other in type_.variants if other is not declared_class(cls)]
    names_are_its_own = bool(wire) and not any(wire.keys() <= other.keys() for other in others)
    has_what_it_requires = any(name in wire for name, field in fields_of(cls).items() if field.required)
    return names_are_its_own or has_what_it_requires


@cache
def kept(cls: type[Config]) -> SearchStrategy[Any]:
    """Values that hold members which the library does not know."""
    return _shared(with_unknown(cls).map(lambda drawn: cls.from_dict(drawn[1], unknown="keep")), 12)


def of_two_kinds(below: Any, over: Any) -> bool:
    """Whether one layer has settings without a type that the type in the other has no place for, which is refused."""
    if not isinstance(below, Config) or not isinstance(over, Config):
        return False
    if (tag_of(type(over)) is None) != (tag_of(type(below)) is None):
        untyped, typed = (over, below) if tag_of(type(over)) is None else (below, over)
        return not (untyped.keys() & fields_of(type(untyped)).keys()) <= fields_of(type(typed)).keys()
    return any(of_two_kinds(below.get(name), over[name]) for name in over)


def objects_in(config: Any, members: Any) -> Iterator[tuple[Config, dict[str, Any]]]:
    """Each struct inside ``config``, itself first, beside its object in the wire dict."""
    if isinstance(config, Config):
        yield config, members
        for name in config:
            yield from objects_in(config[name], members[name])
    elif isinstance(config, tuple):
        for value, member in zip(config, members, strict=True):
            yield from objects_in(value, member)


def as_plain(value: Any) -> Any:
    """A field's value as its JSON, which a caller may hand in as well: plain dicts and lists all the way down."""
    if isinstance(value, Config):
        return value.as_dict()
    if isinstance(value, tuple):
        return [as_plain(member) for member in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, JsonObject):
        return json.loads(encode(value))  # the views have no order
    return dict(value) if isinstance(value, Mapping) else value


def same_json(one: Any, other: Any) -> bool:
    """Whether two plain values are the same JSON: order does not matter, 1 is 1.0, ``true`` is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def assert_same(new: Any, old: Any) -> None:
    """Equal in everything that a caller can see."""
    assert new == old
    assert hash(new) == hash(old)
    assert repr(new) == repr(old)
    assert isinstance(new, type(old))


def shuffled(value: Any, order: Any) -> Any:
    """The same JSON with its members in another order."""
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: shuffled(value[name], order) for name in names}
    if isinstance(value, list):
        return [shuffled(member, order) for member in value]
    return value
