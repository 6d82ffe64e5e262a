"""Tools from Python functions: what is read off a signature, its annotations and its docstring."""

import collections
import dataclasses
import enum
import functools
import gc
import json
import subprocess
import sys
import types
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, NotRequired, Optional, TypedDict, TypeVar

import annotated_types
import jsonschema
import msgspec
import pydantic
import pytest

from realtime_builder import UNSET, ValidationError, encode
from realtime_builder.openai_beta import Session, Tool
from realtime_builder.openai_ga import RealtimeFunctionTool, RealtimeSessionCreateRequest
from realtime_builder.tools import functions
from realtime_builder.tools.functions import describe
from realtime_builder.voicelive import FunctionTool, RequestSession

ROOT = Path(__file__).resolve().parent.parent
DIALECTS = [
    pytest.param(RealtimeFunctionTool, RealtimeSessionCreateRequest, id="openai_ga"),
    pytest.param(Tool, Session, id="openai_beta"),
    pytest.param(FunctionTool, RequestSession, id="voicelive"),
]


def schema_of(function: Callable[..., Any]) -> Any:
    """The schema as plain JSON; it is a valid one and stands on its own."""
    schema = json.loads(encode(describe(function)[2]))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def property_of(annotation: Any, **default: Any) -> Any:
    def function(it):
        pass

    function.__annotations__ = {"it": annotation}
    if default:
        function.__defaults__ = (default["default"],)
    return schema_of(function)["properties"]["it"]


def get_weather(city: Annotated[str, "City and country."], unit: Literal["c", "f"] = "c", *, days: int = 1) -> str:
    """Current weather.

    Ask for the city first.

    Args:
        city: Not shown, as the annotation says it.
        unit: Celsius or
            Fahrenheit.
        days (int): How far ahead.

    Returns:
        A sentence.
    """
    raise AssertionError("nothing calls it")


WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "City and country."},
        "unit": {"enum": ["c", "f"], "description": "Celsius or Fahrenheit.", "default": "c"},
        "days": {"type": "integer", "description": "How far ahead.", "default": 1},
    },
    "required": ["city"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(("tool", "session"), DIALECTS)
def test_every_dialect_makes_its_own_tool(tool, session):
    made = tool.from_function(get_weather)

    assert made.as_dict() == {
        "type": "function",
        "name": "get_weather",
        "description": "Current weather.\n\nAsk for the city first.",
        "parameters": WEATHER,
    }
    assert type(made) is tool
    assert session().add_tool(get_weather).tools == (made,)
    assert session().with_tools(get_weather).tools == (made,)
    assert tool.from_json(encode(made)) == made


def test_a_schema_says_what_the_function_takes():
    validator = jsonschema.Draft202012Validator(schema_of(get_weather))

    assert validator.is_valid({"city": "Paris"})
    assert validator.is_valid({"city": "Paris", "unit": "f", "days": 3})
    assert not validator.is_valid({"unit": "f"})
    assert not validator.is_valid({"city": "Paris", "unit": "k"})
    assert not validator.is_valid({"city": "Paris", "hours": 3})


def test_name_and_description_can_be_given():
    tool = FunctionTool.from_function(get_weather, name="weather", description="Short.")

    assert (tool.name, tool.description) == ("weather", "Short.")
    assert FunctionTool.from_function(lambda: None, name="nothing").name == "nothing"
    with pytest.raises(ValidationError, match="without a name of its own needs `name`"):
        FunctionTool.from_function(lambda: None)


# Kinds of callables


class Desk:
    """A help desk."""

    def find(self, ticket: int) -> str:
        """Find a ticket."""

    @classmethod
    def count(cls, queue: str) -> int:
        """Count tickets."""

    @staticmethod
    def greet(name: str) -> str:
        """Greet."""

    async def __call__(self, question: str) -> str:
        """Ask the desk."""


async def wait(seconds: float) -> None:
    """Wait."""


def wrapped(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


@pytest.mark.parametrize(
    ("function", "name", "parameters"),
    [
        (wait, "wait", {"seconds": "number"}),
        (Desk().find, "find", {"ticket": "integer"}),
        (Desk.find, "find", {"ticket": "integer"}),
        (Desk.count, "count", {"queue": "string"}),
        (Desk().greet, "greet", {"name": "string"}),
        (Desk(), "Desk", {"question": "string"}),
        (wrapped(wait), "wait", {"seconds": "number"}),
        (functools.partial(wait), "wait", {"seconds": "number"}),
        (functools.partial(get_weather, "Paris", days=2), "get_weather", {"unit": None}),
        (functools.partial(functools.partial(get_weather, days=2), "Paris"), "get_weather", {"unit": None}),
    ],
)
def test_callables_of_every_kind(function, name, parameters):
    found, _, _ = describe(function)
    properties = schema_of(function)["properties"]

    assert found == name
    assert {known: schema.get("type") for known, schema in properties.items()} == parameters


def test_what_is_bound_by_position_is_not_required():
    assert schema_of(functools.partial(get_weather, "Paris"))["required"] == []


def test_positional_only_with_a_default_is_left_out():
    def function(a: int = 1, /, b: int = 2):
        pass

    assert list(schema_of(function)["properties"]) == ["b"]


def test_a_class_is_described_by_what_makes_it():
    @dataclasses.dataclass
    class Order:
        """An order."""

        item: str
        count: int = 1

    name, description, _ = describe(Order)
    assert (name, description) == ("Order", "An order.")
    assert schema_of(Order)["properties"] == {
        "item": {"type": "string"},
        "count": {"type": "integer", "default": 1},
    }


# What can't be described


def stars(first: int, *rest: int):
    pass


def pairs(**options: int):
    pass


def by_position(first: int, /):
    pass


def textual(city: "City"):  # noqa: F821
    pass


def broken(city: "1 +"):  # noqa: F722
    pass


def opaque(city: object()):
    pass


def foreign(first: int, connection: types.ModuleType):
    pass


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (stars, "`stars` takes `*rest`; a model needs the name of every argument"),
        (pairs, "`pairs` takes `**options`; a model needs the name of every argument"),
        (by_position, "`by_position` takes `first` by position only; a model gives every argument by name"),
        (textual, "The annotation of `city` of `textual` can't be resolved: name 'City' is not defined"),
        (broken, "The annotation of `city` of `broken` can't be resolved: "),
        (opaque, "`city` of `opaque` has no JSON Schema: "),
        (foreign, "`connection` of `foreign` has no JSON Schema: JSON has no form for `module`; take text or a number"),
        (5, "Expected a function, got `int`"),
        (None, "Expected a function, got `NoneType`"),
    ],
)
def test_a_mistake_names_the_parameter(function, message):
    with pytest.raises(ValidationError) as caught:
        FunctionTool.from_function(function)
    assert str(caught.value).startswith(message)
    with pytest.raises(ValidationError):
        RequestSession().add_tool(function)


def test_two_types_of_one_name():
    def point(kind):
        return msgspec.defstruct("Point", [("x", kind)])

    def function(a, b):
        pass

    function.__annotations__ = {"a": point(int), "b": point(str)}
    with pytest.raises(ValidationError, match="`function` has two types named `Point`"):
        describe(function)


def test_a_builtin_that_does_not_tell_its_parameters():
    with pytest.raises(ValidationError, match="`type` has parameters that can't be read"):
        describe(type)


# Annotations


class Colour(enum.Enum):
    """A colour."""

    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


class Line(msgspec.Struct):
    start: Point
    end: Point | None = None


class Options(TypedDict):
    a: Annotated[int, msgspec.Meta(description="An a.", ge=0)]
    b: NotRequired[str]


class Tree(msgspec.Struct):
    children: "list[Tree]" = []


class Noted:
    def __init__(self, documentation):
        self.documentation = documentation

    def __repr__(self):
        return "Noted"


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (str, {"type": "string"}),
        (Any, {}),
        (None, {"type": "null"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}),  # noqa: UP045
        (int | msgspec.UnsetType, {"type": "integer"}),
        (Literal["a", "b"], {"enum": ["a", "b"]}),
        (Colour, {"$ref": "#/$defs/Colour"}),
        (list[Point], {"type": "array", "items": {"$ref": "#/$defs/Point"}}),
        (
            Annotated[int, msgspec.Meta(ge=1, description="A day.")],
            {"type": "integer", "minimum": 1, "description": "A day."},
        ),
        (Annotated[int, "A day."], {"type": "integer", "description": "A day."}),
        (Annotated[int, Noted("A day.")], {"type": "integer", "description": "A day."}),
        (Annotated[int, 5], {"type": "integer"}),
        (Annotated[Point, "Where."], {"$ref": "#/$defs/Point", "description": "Where."}),
    ],
    ids=str,
)
def test_annotations(annotation, schema):
    assert property_of(annotation) == schema


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (
            Annotated[int, "A day."] | None,
            {"anyOf": [{"type": "integer", "description": "A day."}, {"type": "null"}]},
        ),
        (
            Optional[Annotated[int, "A day."]],  # noqa: UP045
            {"anyOf": [{"type": "integer", "description": "A day."}, {"type": "null"}]},
        ),
        (list[Annotated[int, "A day."]], {"type": "array", "items": {"type": "integer", "description": "A day."}}),
        (
            Annotated[Sequence[Annotated[int, msgspec.Meta(ge=1), "A day."]], "Days."],
            {
                "type": "array",
                "items": {"type": "integer", "minimum": 1, "description": "A day."},
                "description": "Days.",
            },
        ),
        (
            dict[str, Annotated[Point, "Where."]],
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Point", "description": "Where."}},
        ),
        (
            tuple[Annotated[int, "x"], ...],
            {"type": "array", "items": {"type": "integer", "description": "x"}},
        ),
        (NewType("Day", Annotated[int, "A day."]), {"type": "integer", "description": "A day."}),
        (Annotated[int, "Text.", msgspec.Meta(description="Meta.")], {"type": "integer", "description": "Meta."}),
        (Literal["A day."], {"enum": ["A day."]}),
    ],
    ids=str,
)
def test_text_in_annotations_at_any_depth(annotation, schema):
    assert property_of(annotation) == schema


T = TypeVar("T")


@dataclasses.dataclass
class CityData:
    city: Annotated[str, "The city."] = "Rome"
    near: "list[Annotated[CityData, 'A neighbour.']] | None" = None
    plain: int = 0


class CityDict(TypedDict):
    city: Annotated[str, "The city."]
    near: NotRequired[Annotated[Point, "Where."]]


class CityTuple(NamedTuple):
    city: Annotated[str, "The city."]
    size: Annotated[int, "Inhabitants."] = 0


class CityStruct(msgspec.Struct, rename="camel", tag=True):
    the_city: Annotated[str, msgspec.Meta(min_length=1), "The city."]
    inner: CityDict


class CityArray(msgspec.Struct, array_like=True, tag=True):
    size: int
    city: Annotated[str, "The city."]


@dataclasses.dataclass
class Box(Generic[T]):
    content: Annotated[T, "What is in it."]


CITY = {"type": "string", "description": "The city."}


@pytest.mark.parametrize(
    ("annotation", "name", "members"),
    [
        (
            list[CityData],
            "CityData",
            {
                "city": {**CITY, "default": "Rome"},
                "near": {
                    "anyOf": [
                        {"type": "array", "items": {"$ref": "#/$defs/CityData", "description": "A neighbour."}},
                        {"type": "null"},
                    ],
                    "default": None,
                },
                "plain": {"type": "integer", "default": 0},
            },
        ),
        (CityDict | None, "CityDict", {"city": CITY, "near": {"$ref": "#/$defs/Point", "description": "Where."}}),
        (CityTuple, "CityTuple", [CITY, {"type": "integer", "description": "Inhabitants.", "default": 0}]),
        (
            CityStruct,
            "CityStruct",
            {
                "type": {"enum": ["CityStruct"]},
                "theCity": {**CITY, "minLength": 1},
                "inner": {"$ref": "#/$defs/CityDict"},
            },
        ),
        (CityStruct, "CityDict", {"city": CITY, "near": {"$ref": "#/$defs/Point", "description": "Where."}}),
        (dict[str, CityArray], "CityArray", [{"enum": ["CityArray"]}, {"type": "integer"}, CITY]),
        (collections.namedtuple("Pair", "left right"), "Pair", [{}, {}]),  # noqa: PYI024 - without types
        (Box[int], "Box_int_", {"content": {"type": "integer", "description": "What is in it."}}),
    ],
    ids=str,
)
def test_text_in_the_annotations_of_members(annotation, name, members):
    def function(it):
        pass

    function.__annotations__ = {"it": annotation}
    definition = schema_of(function)["$defs"][name]
    assert definition.get("properties", definition.get("prefixItems")) == members


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the statement `type` came with Python 3.12")
def test_an_alias_by_statement():
    names: dict[str, Any] = {"Annotated": Annotated}
    exec("type City = Annotated[str, 'The city.']\ntype Endless = dict[str, Endless] | int", names)

    assert property_of(names["City"]) == CITY
    with pytest.raises(ValidationError, match="`it` of `function` has no JSON Schema: "):
        property_of(names["Endless"])


def test_a_member_whose_type_is_not_there():
    @dataclasses.dataclass
    class Torn:
        it: "Missing"  # noqa: F821

    with pytest.raises(ValidationError, match="`it` of `function` has no JSON Schema: name 'Missing' is not defined"):
        property_of(Torn)


def test_an_unannotated_parameter_takes_any_value():
    def function(anything, other=None):
        pass

    assert schema_of(function)["properties"] == {"anything": {}, "other": {"default": None}}


def test_definitions_stand_in_the_schema_itself():
    def draw(line: Line, colour: Colour, options: Options, tree: Tree):
        pass

    schema = schema_of(draw)
    assert schema["$defs"].keys() == {"Line", "Point", "Colour", "Options", "Tree"}
    assert schema["$defs"]["Colour"] == {"title": "Colour", "description": "A colour.", "enum": ["blue", "red"]}
    validator = jsonschema.Draft202012Validator(schema)
    good = {"line": {"start": {"x": 1}}, "colour": "red", "options": {"a": 1}, "tree": {"children": [{"children": []}]}}
    assert validator.is_valid(good)
    for name, bad in [("line", {}), ("colour", "green"), ("options", {"a": -1}), ("tree", {"children": [1]})]:
        assert not validator.is_valid({**good, name: bad})


def test_annotations_as_text_are_resolved_where_the_function_was_written():
    module = types.ModuleType("a_module_with_text")
    source = """
from __future__ import annotations
import dataclasses, functools
@dataclasses.dataclass
class Place:
    name: str
class Finder:
    def __call__(self, place: Place) -> str: ...
    def find(self, place: Place) -> str: ...
def find(place: Place | None = None) -> str: ...
async def seek(place: list[Place]) -> str: ...
"""
    sys.modules[module.__name__] = module
    try:
        exec(source, module.__dict__)
        for function in (
            module.find,
            module.seek,
            module.Finder(),
            module.Finder().find,
            functools.partial(module.find),
        ):
            assert schema_of(wrapped(function) if function is module.find else function)["$defs"].keys() == {"Place"}
        assert schema_of(module.Place)["properties"] == {"name": {"type": "string"}}
    finally:
        del sys.modules[module.__name__]


# Defaults


@pytest.mark.parametrize(
    ("default", "shown"),
    [
        (None, {"default": None}),
        (False, {"default": False}),
        (Colour.RED, {"default": "red"}),
        (Point(1), {"default": {"x": 1, "y": 0}}),
        ((1, 2), {"default": [1, 2]}),
        (UNSET, {}),
        (object, {}),
        (float("inf"), {}),
    ],
    ids=str,
)
def test_defaults(default, shown):
    assert property_of(Any, default=default) == shown


# Docstrings

GOOGLE = """Book a table.

    Only on weekdays.

    Args:
        people (int): How many
            come.
        when: Day and time.

    Returns:
        A number.
    """
NUMPY = """Book a table.

    Only on weekdays.

    Parameters
    ----------
    people : int
        How many come.
    when : str, optional
        Day and time.

    Returns
    -------
    int
        A number.
    """
SPHINX = """Book a table.

    Only on weekdays.

    :param int people: How many come.
    :param when: Day and time.
    :returns: A number.
    """


def with_docstring(text):
    def book(people: int, when: str = "now"):
        pass

    book.__doc__ = text
    return book


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
def test_docstrings(text):
    _, description, _ = describe(with_docstring(text))
    properties = schema_of(with_docstring(text))["properties"]

    assert description == "Book a table.\n\nOnly on weekdays."
    assert properties["people"]["description"] == "How many come."
    assert properties["when"]["description"] == "Day and time."


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
@pytest.mark.parametrize("start", ["", "\n    "], ids=["first line", "second line"])
@pytest.mark.parametrize("end", ["", "Returns", ":returns"], ids=["all", "arguments", "parameters"])
def test_a_docstring_that_begins_with_the_arguments(text, start, end):
    section = text.partition("weekdays.\n\n    ")[2]
    function = with_docstring(start + (section.partition(end)[0] if end else section))
    properties = schema_of(function)["properties"]

    assert describe(function)[1] is UNSET
    assert properties["people"]["description"] == "How many come."
    assert properties["when"]["description"] == "Day and time."


def test_several_parameters_in_one_line_of_numpy_style():
    def function(x: int, y: int):
        """Add.

        Parameters
        ----------
        x, y : int
            Numbers.
        """

    assert [schema["description"] for schema in schema_of(function)["properties"].values()] == ["Numbers.", "Numbers."]


def test_no_docstring_is_no_description():
    assert describe(with_docstring(None))[1] is UNSET
    assert "description" not in Tool.from_function(with_docstring(None))


# One description for each function


def counted(monkeypatch):
    """How often a docstring was read, which is once for each description."""
    seen = []
    monkeypatch.setattr(functions, "read_docstring", lambda text: seen.append(text) or ("", {}))
    return seen


def fresh():
    def find(number: str) -> str:
        """Find."""

    return find


@pytest.mark.parametrize(
    "make",
    [
        fresh,
        lambda: functools.partial(fresh(), number="1"),
        lambda: type("Fresh", (), {"find": fresh()})().find,
        lambda: type("Fresh", (), {"find": classmethod(fresh())}).find,
    ],
)
def test_a_function_is_described_once(monkeypatch, make):
    seen, function = counted(monkeypatch), make()
    session = RealtimeSessionCreateRequest()
    assert session.add_tool(function).tools == session.with_tools(function).tools
    Session().add_tool(function)
    assert describe(function) == describe(function)
    assert len(seen) == 1


def test_each_access_of_a_method_is_the_same_function(monkeypatch):
    seen = counted(monkeypatch)
    kind = type("Fresh", (), {"find": fresh()})
    for _ in range(3):
        describe(kind().find)
    assert len(seen) == 1


def test_a_method_and_the_function_that_it_is_made_of():
    kind = type("Fresh", (), {"find": lambda number: None})
    kind.find.__doc__ = "Find."
    for _ in range(2):
        assert schema_of(kind.find)["required"] == ["number"]
        assert schema_of(kind().find)["required"] == []


def test_an_inherited_docstring_is_that_of_the_class():
    class First(Desk):
        def find(self, ticket: int) -> str:
            pass

    assert describe(First().find)[1] == "Find a ticket."


def test_a_function_that_is_changed_is_described_again():
    function = fresh()
    assert describe(function)[:2] == ("find", "Find.")
    function.__doc__ = "Search."
    assert describe(function)[:2] == ("find", "Search.")
    function.__name__ = "search"
    assert describe(function)[:2] == ("search", "Search.")


def test_a_description_does_not_keep_its_function_alive():
    function = fresh()
    kept = weakref.ref(function)
    describe(function)
    del function
    gc.collect()
    assert kept() is None


def test_a_mistake_is_not_kept():
    def function(it):
        pass

    function.__annotations__ = {"it": "Later"}
    with pytest.raises(ValidationError):
        describe(function)
    function.__annotations__ = {"it": int}
    assert schema_of(function)["properties"] == {"it": {"type": "integer"}}


# Annotations that pydantic reads


class Address(pydantic.BaseModel):
    """Where to."""

    city: Annotated[str, pydantic.Field(min_length=2, description="The city.")]
    zip: str = pydantic.Field(default="", alias="zip_code")


@dataclasses.dataclass
class Bounded:
    size: Annotated[int, annotated_types.Ge(1)]


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (
            Annotated[int, pydantic.Field(ge=1, description="A day.")],
            {"type": "integer", "minimum": 1, "description": "A day."},
        ),
        (Annotated[int, annotated_types.Interval(ge=1, le=7)], {"type": "integer", "minimum": 1, "maximum": 7}),
        (pydantic.PositiveInt, {"type": "integer", "exclusiveMinimum": 0}),
        (Annotated[str, pydantic.StringConstraints(pattern="^a")], {"type": "string", "pattern": "^a"}),
        (
            Annotated[pydantic.PositiveInt, "A day."],
            {"type": "integer", "exclusiveMinimum": 0, "description": "A day."},
        ),
    ],
    ids=str,
)
def test_constraints_of_pydantic_are_in_the_schema(annotation, schema):
    assert property_of(annotation) == schema


def test_models_of_pydantic_are_in_the_schema():
    def send(to: Address, back: list[Address] | None = None, size: Bounded | None = None, day: int = 1):
        """Send.

        Args:
            to: The receiver.
        """

    schema = schema_of(send)
    assert schema["properties"]["to"] == {"$ref": "#/$defs/Address", "description": "The receiver."}
    assert schema["properties"]["day"] == {"type": "integer", "default": 1}
    assert schema["$defs"]["Address"]["properties"].keys() == {"city", "zip_code"}
    assert schema["$defs"]["Bounded"]["properties"]["size"]["minimum"] == 1
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid({"to": {"city": "Rome", "zip_code": "1"}, "size": {"size": 1}})
    assert not validator.is_valid({"to": {"city": "R"}})


class Torn(pydantic.BaseModel):
    inner: "Nowhere"  # noqa: F821


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (
            Annotated[int, pydantic.Field(ge=1), msgspec.Meta(le=5)],
            "The annotation of `it` of `function` mixes pydantic and msgspec; use one of them",
        ),
        (tuple[Address, Line], "The annotation of `it` of `function` mixes pydantic and msgspec; use one of them"),
        (Torn, "`it` of `function` has no JSON Schema: "),
        (list[Annotated[types.ModuleType, pydantic.Field()]], "`it` of `function` has no JSON Schema: "),
        (Annotated[Callable[[int], int], pydantic.Field()], "`it` of `function` has no JSON Schema: "),
    ],
    ids=str,
)
def test_annotations_that_pydantic_can_not_read_alone(annotation, message):
    with pytest.raises(ValidationError) as caught:
        property_of(annotation)
    assert str(caught.value).startswith(message)


def test_a_configuration_can_stand_beside_pydantic():
    """It is a struct of msgspec's that pydantic reads too."""
    schema = property_of(Annotated[dict[str, RequestSession], pydantic.Field(max_length=2)])
    assert schema["maxProperties"] == 2


def test_constraints_of_annotated_types_need_pydantic(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydantic", None)
    with pytest.raises(ValidationError) as caught:
        property_of(Annotated[int, annotated_types.Ge(1)])
    assert str(caught.value) == (
        "The annotation of `it` of `function` has constraints that pydantic reads; "
        "install pydantic or use `msgspec.Meta`"
    )


FIND = '''
import sys
import realtime_builder.openai_ga as ga

def find(number: str):
    """Find.

    Args:
        number: Its number.
    """

print(ga.RealtimeSessionCreateRequest().add_tool(find).as_dict()["tools"][0]["parameters"]["properties"])
print({"pydantic", "docstring_parser"} & sys.modules.keys())
'''


def test_nothing_imports_pydantic_or_a_parser_of_docstrings():
    done = subprocess.run([sys.executable, "-c", FIND], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "{'number': {'type': 'string', 'description': 'Its number.'}}\nset()\n"
