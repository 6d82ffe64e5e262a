"""The toolbox: what is in it, what a call reads, runs and gives back."""

import asyncio
import copy
import dataclasses
import datetime as dt
import enum
import functools
import pickle
import threading
import time
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, TypedDict

import jsonschema
import msgspec
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_builder
from realtime_builder import (
    UNSET,
    DecodeError,
    ToolError,
    ToolFunction,
    Tools,
    ValidationError,
    openai_beta,
    openai_ga,
    voicelive,
)

SESSIONS = [openai_ga.RealtimeSessionCreateRequest, openai_beta.Session, voicelive.RequestSession]


def find_parcel(number: str, country: Literal["de", "fr"] = "fr") -> dict[str, str]:
    """Tell where a parcel is.

    Args:
        number: The number on the receipt.
    """
    return {"number": number, "country": country}


async def book(day: dt.date, people: Annotated[int, msgspec.Meta(ge=1, description="How many.")] = 2) -> str:
    """Book a table."""
    await asyncio.sleep(0)
    return f"{day:%d.%m.%Y} for {people}"


TOOLS = Tools(find_parcel, book)


def call(name: str, arguments: Any = "{}", tools: Tools = TOOLS) -> Any:
    return asyncio.run(tools.call(name, arguments))


# What is in it


@pytest.mark.parametrize("session", SESSIONS)
def test_a_session_takes_the_tools_as_it_takes_the_functions(session):
    assert session().with_tools(*TOOLS) == session().with_tools(find_parcel, book)
    assert session().add_tool(next(iter(TOOLS))).tools[0].name == "find_parcel"


@pytest.mark.parametrize(
    ("dialect", "struct"),
    [
        (openai_ga, openai_ga.RealtimeFunctionTool),
        (openai_beta, openai_beta.Tool),
        (voicelive, voicelive.FunctionTool),
        ("voicelive", voicelive.FunctionTool),
    ],
)
def test_definitions_are_those_of_the_dialect(dialect, struct):
    definitions = TOOLS.definitions(dialect)
    assert definitions == (struct.from_function(find_parcel), struct.from_function(book))
    assert all(type(definition) is struct for definition in definitions)
    people = definitions[1].parameters["properties"]["people"]
    assert people == {"type": "integer", "description": "How many.", "minimum": 1, "default": 2}


@pytest.mark.parametrize("dialect", ["openai_g", realtime_builder, 5, None])
def test_definitions_of_what_is_no_dialect(dialect):
    with pytest.raises(ValidationError, match=r"^Expected one of `openai_ga`"):
        TOOLS.definitions(dialect)


def test_a_toolbox_is_a_collection_of_its_tools():
    assert [tool.name for tool in TOOLS] == ["find_parcel", "book"]
    assert len(TOOLS) == 2
    assert "book" in TOOLS
    assert "cook" not in TOOLS
    assert repr(TOOLS) == "Tools(find_parcel, book)"
    assert len(Tools()) == 0
    assert next(iter(TOOLS))("5") == {"number": "5", "country": "fr"}


def test_a_toolbox_does_not_change():
    for name, value in (("_timeout", 1), ("other", 2)):
        with pytest.raises(AttributeError, match="`Tools` is immutable; `add_tool` and `remove_tool` return a new one"):
            setattr(TOOLS, name, value)
    with pytest.raises(AttributeError):
        del TOOLS._by_name
    with pytest.raises(dataclasses.FrozenInstanceError):
        next(iter(TOOLS)).name = "other"  # type: ignore[misc]
    assert len(TOOLS.remove_tool("book").add_tool(find_date)) == 2
    assert [tool.name for tool in TOOLS] == ["find_parcel", "book"]


def find_date() -> dt.date:
    """Today."""
    return dt.date(2026, 11, 25)


def test_toolboxes_are_equal_when_they_do_the_same():
    same = Tools(find_parcel, book)
    assert (same, hash(same)) == (TOOLS, hash(TOOLS))
    assert copy.deepcopy(TOOLS) == pickle.loads(pickle.dumps(TOOLS)) == TOOLS
    assert TOOLS.remove_tool("book").add_tool(book) == TOOLS
    for other in (Tools(book, find_parcel), Tools(find_parcel, book, timeout=1), Tools(find_parcel), 5):
        assert other != TOOLS
    named = Tools(ToolFunction(book, name="reserve", description="Reserve.", timeout=5), timeout=None)
    asyncio.run(named.call("reserve", {"day": "2026-11-25"}))
    assert pickle.loads(pickle.dumps(named)) == named


def test_a_tool_can_have_a_name_and_a_description_of_its_own():
    tools = Tools(ToolFunction(lambda n=1: n, name="count", description="Count."), find_parcel)
    assert tools.definitions(openai_ga)[0].as_dict() == {
        "type": "function",
        "name": "count",
        "description": "Count.",
        "parameters": {
            "type": "object",
            "properties": {"n": {"default": 1}},
            "required": [],
            "additionalProperties": False,
        },
    }
    assert call("count", '{"n": 3}', tools) == 3
    twice = Tools(book, ToolFunction(book, name="reserve"))
    assert [tool["description"] for tool in twice.definitions(openai_ga)] == ["Book a table."] * 2


NAMED = 'ToolFunction(function, name="find_parcel")'


def count_up(to: int):
    yield from range(to)


async def count_later(to: int):
    yield to


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Tools(book, book), "There is another tool named `book`"),
        (lambda: TOOLS.add_tool(book), "There is another tool named `book`"),
        (lambda: TOOLS.remove_tool("boook"), "No tool is named `boook`; did you mean `book`?"),
        (lambda: Tools(lambda: None), f"A function without a name of its own needs `name`, as in {NAMED}, got ''"),
        (
            lambda: ToolFunction(book, name=5),
            f"A function without a name of its own needs `name`, as in {NAMED}, got 5",
        ),
        (lambda: Tools(5), "Expected a function, got `int`"),
        (lambda: Tools("book"), "Expected a function, got `str`"),
        (lambda: Tools(TOOLS), "Expected a function, got `Tools`"),
        (lambda: Tools([book]), "Expected a function, got `list`; give them one by one, with a star: `*tools`"),
        (lambda: Tools(count_up), "`count_up` yields values; a tool returns one result, such as a list"),
        (lambda: Tools(count_later), "`count_later` yields values; a tool returns one result, such as a list"),
        (lambda: ToolFunction(next(iter(TOOLS))), "Expected a function, got `ToolFunction`"),
        (lambda: Tools(Desk.find), "`find` is a method without its object; pass the method of an object"),
        (lambda: Tools(print), "`print` takes `*args`; a model needs the name of every argument"),
        (lambda: Tools(timeout=0), "Expected `timeout` to be a number of seconds above 0 or None, got 0"),
        (lambda: Tools(timeout="5"), "Expected `timeout` to be a number of seconds above 0 or None, got '5'"),
        (lambda: Tools(timeout=True), "Expected `timeout` to be a number of seconds above 0 or None, got True"),
        (lambda: Tools(timeout=float("nan")), "Expected `timeout` to be a number of seconds above 0 or None, got nan"),
        (
            lambda: ToolFunction(book, timeout=-1),
            "Expected `timeout` to be a number of seconds above 0 or None, got -1",
        ),
        (lambda: Tools(tell="nothing"), "Expected `tell` to be a function, got 'nothing'"),
    ],
)
def test_mistakes_are_found_when_the_toolbox_is_made(make, message):
    with pytest.raises(ValidationError) as caught:
        make()
    assert str(caught.value) == message


# Kinds of functions


class Desk:
    def __init__(self) -> None:
        self.found: list[int] = []

    def find(self, ticket: int) -> int:
        self.found.append(ticket)
        return ticket

    @classmethod
    async def count(cls, queue: str) -> str:
        return queue

    async def __call__(self, question: str) -> str:
        return question


async def later(number: int) -> int:
    return number


@pytest.mark.parametrize(
    ("function", "arguments", "result"),
    [
        (Desk().find, {"ticket": 5}, 5),
        (Desk.count, {"queue": "a"}, "a"),
        (Desk(), {"question": "?"}, "?"),
        (functools.partial(later, number=3), {}, 3),
        (functools.partial(later), {"number": 4}, 4),
        (
            ToolFunction(lambda number: later(number), name="x"),  # noqa: PLW0108 - a plain function that returns a coroutine
            {"number": 5},
            5,
        ),
        (Tools, None, None),
    ],
)
def test_functions_of_every_kind_are_called(function, arguments, result):
    if arguments is None:
        with pytest.raises(ValidationError, match=r"`Tools` takes `\*functions`"):
            Tools(function)
        return
    tools = Tools(function)
    assert call(next(iter(tools)).name, arguments, tools) == result


def test_a_plain_function_does_not_hold_up_the_loop():
    context = ContextVar[str]("context")

    def slow() -> tuple[bool, str]:
        time.sleep(0.05)
        return threading.current_thread() is threading.main_thread(), context.get()

    async def run():
        context.set("caller")
        ticks = 0
        calling = asyncio.create_task(Tools(slow).call("slow"))
        while not calling.done():
            ticks += 1
            await asyncio.sleep(0.005)
        return ticks, calling.result()

    ticks, result = asyncio.run(run())
    assert ticks > 2
    assert result == (False, "caller")


# Arguments


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


class Options(TypedDict):
    a: Annotated[int, msgspec.Meta(ge=0)]
    b: NotRequired[str]


class Pair(NamedTuple):
    left: int
    right: int = 0


class Line(msgspec.Struct, frozen=True):
    start: Point
    end: Point | None = None


class Address(pydantic.BaseModel):
    city: Annotated[str, pydantic.Field(min_length=2)]
    since: dt.date | None = None


@pytest.mark.parametrize(
    ("annotation", "given_value", "value"),
    [
        (dt.date, "2026-11-25", dt.date(2026, 11, 25)),
        (dt.datetime, "2026-11-25T10:00:00Z", dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)),
        (dt.time, "10:00:00", dt.time(10)),
        (dt.timedelta, "PT5S", dt.timedelta(seconds=5)),
        (Decimal, "1.50", Decimal("1.50")),
        (uuid.UUID, "6f1c2a5e-0000-4000-8000-000000000000", uuid.UUID("6f1c2a5e-0000-4000-8000-000000000000")),
        (bytes, "AAE=", b"\0\1"),
        (Colour, "red", Colour.RED),
        (Point, {"x": 1}, Point(1)),
        (list[Point], [{"x": 1, "y": 2}], [Point(1, 2)]),
        (Options, {"a": 0}, {"a": 0}),
        (Pair, [1, 2], Pair(1, 2)),
        (Line, {"start": {"x": 1}}, Line(Point(1))),
        (set[int], [1, 1], {1}),
        (float, 3, 3.0),
        (Any, {"a": [1]}, {"a": [1]}),
        (int | None, None, None),
        (Address, {"city": "Rome", "since": "2026-11-25"}, Address(city="Rome", since=dt.date(2026, 11, 25))),
        (list[Address] | None, None, None),
        (Annotated[int, pydantic.Field(ge=1)], 5, 5),
        (Annotated[int, pydantic.Field(ge=1)], 5.0, 5),
        (openai_ga.ServerVad, {"threshold": 0.5}, openai_ga.ServerVad(threshold=0.5)),
    ],
    ids=str,
)
def test_arguments_are_of_the_annotated_type(annotation, given_value, value):
    def function(it):
        return it

    function.__annotations__ = {"it": annotation}
    tools = Tools(function)
    for arguments in ({"it": given_value}, msgspec.json.encode({"it": given_value}).decode()):
        result = call("function", arguments, tools)
        assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "[1e999]"])
@pytest.mark.parametrize("annotation", [float, Annotated[float, pydantic.Field(lt=9e999)], list[float], Address | None])
def test_no_function_runs_with_a_number_that_no_float_holds(number, annotation):
    def function(it):
        raise AssertionError(it)

    function.__annotations__ = {"it": annotation}
    with pytest.raises(ValidationError) as caught:
        call("function", f'{{"it": {number}}}', Tools(function))
    assert str(caught.value).startswith(("Number out of range", "Expected"))


def test_arguments_that_are_left_out_are_the_functions_own_defaults():
    marker = object()

    def function(one=marker, two: Address | None = None, three: list[int] = [7], four=UNSET):  # noqa: B006
        return one, two, three, four

    assert call("function", "{}", Tools(function)) == (marker, None, [7], UNSET)
    assert call("function", '{"two": null, "three": []}', Tools(function)) == (marker, None, [], UNSET)


@pytest.mark.parametrize("nothing", ["", " \n", "{}", b"{}", {}, msgspec.Raw(b"{}")])
def test_no_arguments(nothing):
    if isinstance(nothing, msgspec.Raw):
        nothing = memoryview(b"{}")
    assert call("find_date", nothing, Tools(find_date)) == dt.date(2026, 11, 25)


ran = []


class Times(msgspec.Struct):
    day: dt.date | None = None
    at: dt.datetime | None = None
    opens: dt.time | None = None
    wait: dt.timedelta | None = None


def strict(
    n: Annotated[int, msgspec.Meta(ge=1)],
    kind: Literal["one", "two"] = "one",
    colours: dict[str, list[Colour]] = {},  # noqa: B006
    line: Line | None = None,
    to: Address | None = None,
    size: Annotated[int, pydantic.Field(le=9)] = 1,
    times: Times | None = None,
):
    ran.append(n)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ('{"n": 1', DecodeError, "Not valid JSON: Input data was truncated"),
        ("{'n': 1}", DecodeError, "Not valid JSON: JSON is malformed: object keys must be strings (byte 1)"),
        ('{"n": NaN}', DecodeError, "Not valid JSON: JSON is malformed: invalid character (byte 6)"),
        (b'{"n": "\xff"}', DecodeError, "Not valid JSON: "),
        ('{"n": "\ud800"}', DecodeError, "Not valid JSON: "),
        ("null", ValidationError, "Expected `object`, got `null`"),
        ("[1]", ValidationError, "Expected `object`, got `array`"),
        ("{}", ValidationError, "`strict` needs the argument `n`"),
        ('{"n": 1, "nn": 2}', ValidationError, "`strict` has no argument `nn`; did you mean `n`?"),
        ('{"n": "1"}', ValidationError, "Expected `int`, got `str` - at `$.n`"),
        ('{"n": 1.5}', ValidationError, "Expected `int`, got `float` - at `$.n`"),
        ('{"n": true}', ValidationError, "Expected `int`, got `bool` - at `$.n`"),
        ('{"n": 0}', ValidationError, "Expected `int` >= 1, got 0 - at `$.n`"),
        ('{"n": 1, "kind": "three"}', ValidationError, "Expected one of `one`, `two`, got 'three' - at `$.kind`"),
        (
            '{"n": 1, "colours": {"a": ["blue"]}}',
            ValidationError,
            "Expected one of `red`, got 'blue' - at `$.colours.a[0]`",
        ),
        (
            '{"n": 1, "colours": {"a": ["red"], "b c": ["red", 5], "d": 5}, "line": {}}',
            ValidationError,
            'Expected `str`, got `int` - at `$.colours["b c"][1]`',
        ),
        ('{"n": 1, "line": {}}', ValidationError, "Missing `start` - at `$.line`"),
        (
            '{"n": 1, "line": {"start": {"x": null}}}',
            ValidationError,
            "Expected `int`, got `null` - at `$.line.start.x`",
        ),
        (
            '{"n": 1, "to": {"city": "R"}}',
            ValidationError,
            "String should have at least 2 characters, got 'R' - at `$.to.city`",
        ),
        ('{"n": 1, "to": {}}', ValidationError, "Field required, got {} - at `$.to.city`"),
        ('{"n": 1, "size": "3"}', ValidationError, "Input should be a valid integer, got '3' - at `$.size`"),
        ('{"n": 1, "size": 10}', ValidationError, "Input should be less than or equal to 9, got 10 - at `$.size`"),
        (
            '{"n": 1, "times": {"day": "2026-13-01"}}',
            ValidationError,
            "Expected a date such as 2026-12-24, got '2026-13-01' - at `$.times.day`",
        ),
        (
            '{"n": 1, "times": {"at": "2026-11-01"}}',
            ValidationError,
            "Expected a date and time such as 2026-12-24T18:30:00Z, got '2026-11-01' - at `$.times.at`",
        ),
        (
            '{"n": 1, "times": {"opens": "10:00"}}',
            ValidationError,
            "Expected a time such as 18:30:00, got '10:00' - at `$.times.opens`",
        ),
        (
            '{"n": 1, "times": {"wait": "5 minutes"}}',
            ValidationError,
            "Expected a duration such as PT1H30M, got '5 minutes' - at `$.times.wait`",
        ),
        (5, ValidationError, "Expected the arguments as JSON text or a mapping, got `int`"),
        (None, ValidationError, "Expected the arguments as JSON text or a mapping, got `NoneType`"),
        ({"n": float("inf")}, ValidationError, "Expected a finite number, got `inf` - at `$.n`"),
        ({"n": object()}, ValidationError, "Expected a JSON value, got `object` - at `$.n`"),
        ("[" * 100_000, ValidationError, "Nested too deeply"),
    ],
)
def test_a_function_is_never_called_with_wrong_arguments(arguments, kind, message):
    ran.clear()
    with pytest.raises(ValidationError) as caught:
        call("strict", arguments, Tools(strict))
    assert type(caught.value) is kind
    assert str(caught.value).startswith(message)
    assert ran == []


class Cat(msgspec.Struct, tag="cat"):
    lives: int = 9


class Dog(msgspec.Struct, tag="dog"):
    name: str = ""


def nested(
    point: Point | None = None,
    options: Options | None = None,
    lines: dict[str, list[Line]] = {},  # noqa: B006
    pet: Cat | Dog | None = None,
    detection: openai_ga.ServerVad | None = None,
    free: dict[str, Any] | None = None,
    to: Address | None = None,
):
    return "ran"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"point": {"x": 1, "yy": 2}}, "No member is named `yy`; did you mean `y`? - at `$.point`"),
        ({"options": {"a": 1, "c": 2}}, "No member is named `c` - at `$.options`"),
        (
            {"lines": {"a b": [{"start": {"x": 1}}, {"start": {"x": 1, "z": 2}}]}},
            'No member is named `z` - at `$.lines["a b"][1].start`',
        ),
        ({"pet": {"type": "dog", "lives": 7}}, "No member is named `lives` - at `$.pet`"),
        ({"detection": {"treshold": 1}}, "No member is named `treshold`; did you mean `threshold`? - at `$.detection`"),
        ({"detection": {"treshold": 1}, "more": 1}, "No member is named `treshold`; did you mean `threshold`? - at"),
    ],
)
def test_a_member_that_an_argument_does_not_have_is_refused(arguments, message):
    tools = Tools(nested)
    with pytest.raises(ValidationError) as caught:
        call("nested", arguments, tools)
    assert str(caught.value).startswith(message)
    (tool,) = tools.definitions(openai_ga)
    validator = jsonschema.Draft202012Validator(tool.as_dict()["parameters"])
    assert not validator.is_valid(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"point": {"x": 1, "y": 2}, "options": {"a": 1, "b": "c"}, "pet": {"type": "cat", "lives": 7}},
        {"lines": {"a": [{"start": {"x": 1}, "end": {"x": 1}}]}, "free": {"z": {"zz": 1}}},
        {"to": {"city": "Rome", "ignored": 1}},  # as pydantic has it
    ],
)
def test_members_that_an_argument_has_are_taken(arguments):
    assert call("nested", arguments, Tools(nested)) == "ran"


def test_not_every_member_of_a_large_map_is_tried_for_an_error():
    colours = {f"c{i}": ["red"] for i in range(10_000)} | {"last": ["blue"]}
    with pytest.raises(ValidationError) as caught:
        call("strict", {"n": 1, "colours": colours}, Tools(strict))
    assert str(caught.value) == "Expected one of `red`, got 'blue' - at `$.colours[\"...\"][0]`"


@pytest.mark.parametrize("whole", ["5.0", "5e0", "0.5e1"])
def test_a_whole_number_is_an_integer_however_it_is_written(whole):
    """As JSON Schema has it, which is what the model was told."""

    def f(n: int, ns: list[int], x: float = 0, anything: Any = None) -> object:
        return n, ns, x, anything

    called = asyncio.run(Tools(f).call("f", f'{{"n": {whole}, "ns": [1, {whole}], "x": {whole}, "anything": 1.5}}'))
    assert called == (5, [1, 5], 5.0, 1.5)
    assert [type(each) for each in (called[0], called[1][1], called[2])] == [int, int, float]
    for wrong in ("5.5", "9007199254740993.0", "1e400"):
        with pytest.raises(ValidationError):
            asyncio.run(Tools(f).call("f", f'{{"n": {wrong}, "ns": []}}'))


@pytest.mark.parametrize("huge", ["1e999", "-1e999"])
def test_a_number_out_of_range_is_never_taken_for_null(huge):
    def f(n: int | None = None, m: int = 0) -> object:
        return n, m

    with pytest.raises(ValidationError, match="out of range"):
        asyncio.run(Tools(f).call("f", f'{{"n": {huge}}}'))
    with pytest.raises(ValidationError, match="out of range"):
        asyncio.run(Tools(f).call("f", f'{{"m": 5.0, "n": {huge}}}'))


def test_a_default_of_none_takes_null():
    def f(
        n: int = None,  # type: ignore[assignment]  # noqa: RUF013
        text: Annotated[str, "City."] = None,  # type: ignore[assignment]  # noqa: RUF013
        small: Annotated[int, msgspec.Meta(le=3)] = None,  # type: ignore[assignment]  # noqa: RUF013
    ):
        return n, text, small

    members = openai_ga.RealtimeFunctionTool.from_function(f).parameters["properties"]
    assert members["n"] == {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None}
    assert members["text"]["description"] == "City."
    assert asyncio.run(Tools(f).call("f", {"n": None, "text": None, "small": None})) == (None, None, None)
    with pytest.raises(ValidationError, match="<= 3"):
        asyncio.run(Tools(f).call("f", {"small": 4}))


def test_a_tool_that_does_not_exist():
    with pytest.raises(ValidationError, match=r"^No tool is named `find_parcels`; did you mean `find_parcel`"):
        call("find_parcels")


def test_what_partial_has_bound_a_model_can_not_give():
    tools = Tools(functools.partial(find_parcel, country="de"))
    assert call("find_parcel", {"number": "1"}, tools) == {"number": "1", "country": "de"}
    with pytest.raises(ValidationError, match=r"^`find_parcel` has no argument `country`"):
        call("find_parcel", {"number": "1", "country": "fr"}, tools)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["n", "kind", "line", "to", "x"]), inner, max_size=3))  # fmt: skip


@given(JSON)
def test_any_json_is_read_or_refused(value):
    ran.clear()
    try:
        call("strict", msgspec.json.encode(value), Tools(strict))
    except ValidationError:
        assert ran == []
    else:
        assert isinstance(value, Mapping)
        assert ran == [value["n"]]


# Limits of time, exceptions, cancellation


async def sleep(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "rested"


def test_a_call_has_a_limit_of_time():
    with pytest.raises(TimeoutError) as caught:
        call("sleep", {"seconds": 30}, Tools(sleep, timeout=0.01))
    assert str(caught.value) == "`sleep` took longer than 0.01 seconds"
    with pytest.raises(TimeoutError):
        call("sleep", {"seconds": 30}, Tools(ToolFunction(sleep, timeout=0.01), timeout=None))
    for tools in (Tools(sleep, timeout=None), Tools(ToolFunction(sleep, timeout=None), timeout=0.001)):
        assert call("sleep", {"seconds": 0.01}, tools) == "rested"


def test_a_thread_that_takes_too_long_is_not_waited_for():
    ending = threading.Event()

    def stuck() -> None:
        ending.wait(10)

    async def run():
        with pytest.raises(TimeoutError, match=r"`stuck` took longer than 0.01 seconds"):
            await Tools(stuck, timeout=0.01).call("stuck")
        assert not ending.is_set()
        ending.set()

    asyncio.run(run())


class OddError(Exception):
    pass


@pytest.mark.parametrize("error", [OddError("secret"), TimeoutError("own"), StopIteration(), ToolError("Sold out.")])
def test_exceptions_of_a_function_come_through(error):
    def plain():
        raise error

    async def coroutine():
        raise error

    for function in (plain, coroutine):
        with pytest.raises((type(error), RuntimeError)) as caught:
            call(function.__name__, "", Tools(function))
        assert caught.value is error or caught.value.__cause__ is error


def test_a_call_that_is_cancelled_cancels_the_function():
    ended = []

    async def wait():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def run():
        task = asyncio.create_task(Tools(wait).call("wait"))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert ended == [True]
