"""What the toolbox gives back to a server: outputs and one `response.create`, for the end of a response alone."""

import asyncio
import dataclasses
import datetime as dt
import enum
import json
import logging
import uuid
from collections import deque
from decimal import Decimal
from typing import Any

import msgspec
import pydantic
import pytest
from pyrsistent import pmap, pvector

from realtime_builder import (
    DecodeError,
    JsonObject,
    ToolError,
    ToolFunction,
    Tools,
    ValidationError,
    decode,
    encode,
    openai_beta,
    openai_ga,
    openai_live,
    voicelive,
)
from realtime_builder.openai_ga import decode_server_event
from realtime_builder.record import Calls
from realtime_builder.tools import calls as calls_module

LOG = "realtime_builder.tools"


async def double(n: int) -> int:
    return 2 * n


def call(name: str, arguments: str = "{}", **item: Any) -> dict[str, Any]:
    item = {"id": "item_1", "object": "realtime.item", "status": "completed", "call_id": f"call_{name}"} | item
    return item | {"type": "function_call", "name": name, "arguments": arguments}


def done(*items: Any, **response: Any) -> dict[str, Any]:
    response = {"object": "realtime.response", "id": "resp_1", "status": "completed", "output": list(items)} | response
    return {"type": "response.done", "event_id": "event_1", "response": response}


def answers(event: Any, tools: Tools, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(encode(each)) for each in asyncio.run(tools.answer(event, **options))]


def output(result: Any, call_id: str) -> dict[str, Any]:
    item = {"type": "function_call_output", "call_id": call_id, "output": result}
    return {"type": "conversation.item.create", "item": item}


def outputs(event: Any, tools: Tools) -> list[Any]:
    """What the model reads, as the text that it gets."""
    *given, last = answers(event, tools)
    assert last == {"type": "response.create"}
    return [each["item"]["output"] for each in given]


def output_of(function: Any, arguments: str = "{}", **options: Any) -> str:
    tools = Tools(ToolFunction(function, name="it"), **options)
    [text] = outputs(done(call("it", arguments)), tools)
    return text


# Which event, in which form


TOOLS = Tools(double)
DONE = done(call("double", '{"n": 4}'))
ANSWER = [output("8", "call_double"), {"type": "response.create"}]


def test_the_end_of_a_response_is_answered_in_whatever_form_it_comes():
    from openai.types.beta.realtime import ResponseDoneEvent as BetaEvent
    from openai.types.realtime import ResponseDoneEvent

    text = json.dumps(DONE)
    vendors = [model.model_validate(DONE) for model in (ResponseDoneEvent, BetaEvent)]
    for event in (text, text.encode(), bytearray(text.encode()), DONE, pmap(DONE), JsonObject(DONE), *vendors):
        assert answers(event, TOOLS) == ANSWER
    assert answers(decode_server_event(text), TOOLS) == ANSWER


def test_an_event_of_azures_client_is_answered():
    from azure.ai.voicelive.models import ServerEvent

    event = ServerEvent._deserialize(DONE, [])
    assert type(event).__name__ == "ServerEventResponseDone"
    assert answers(event, TOOLS, dialect=voicelive) == ANSWER


@pytest.mark.parametrize(
    ("dialect", "union"),
    [(openai_ga, openai_ga.ClientEvent), (openai_beta, openai_beta.ClientEvent), (voicelive, voicelive.ClientEvent)],
)
def test_the_answer_is_of_the_dialect_that_is_asked_for(dialect, union):
    for wanted in (dialect, dialect.__name__.rpartition(".")[2]):
        given = asyncio.run(TOOLS.answer(DONE, dialect=wanted))
        assert given == tuple(decode(encode(each), type=union) for each in given)
        assert [json.loads(encode(each)) for each in given] == ANSWER


def test_without_a_dialect_it_is_one_that_the_program_uses():
    assert all(type(each).__module__.startswith("realtime_builder.") for each in asyncio.run(TOOLS.answer(DONE)))
    with pytest.raises(ValidationError, match="Expected one of `openai_ga`"):
        answers(DONE, TOOLS, dialect="openai")


# One call shows up in several events
OTHERS = [
    {"type": "response.output_item.added", "item": call("double", "", status="in_progress")},
    {"type": "conversation.item.created", "item": call("double", "", status="in_progress")},
    {"type": "response.function_call_arguments.delta", "call_id": "call_double", "delta": '{"n"'},
    {"type": "response.function_call_arguments.done", "call_id": "call_double", "arguments": '{"n": 4}'},
    {"type": "response.output_item.done", "item": call("double", '{"n": 4}')},
    {"type": "conversation.item.done", "item": call("double", '{"n": 4}')},
    {"type": "response.event", "event": {"type": "response.created"}},
    {"type": "response.created", "response": {"status": "in_progress", "output": []}},
    {"type": "error", "error": {"type": "x", "message": "y"}},
    {"type": "brand.new"},
]


@pytest.mark.parametrize("event", OTHERS, ids=lambda event: event["type"])
def test_any_other_event_is_not_answered(event):
    assert asyncio.run(TOOLS.answer(event)) == ()
    assert asyncio.run(TOOLS.answer(json.dumps(event))) == ()


@pytest.mark.parametrize(
    "event",
    [
        done(),
        done({"type": "message", "role": "assistant", "content": []}),
        done({"type": "mcp_call", "name": "double", "arguments": "{}"}),
        *(done(call("double", '{"n": 4}'), status=status) for status in ("cancelled", "incomplete", "failed")),
        done(call("double", '{"n": 4}', status="incomplete")),
        done(call("double", '{"n": 4}', call_id=None)),
        done(5, None, [], "call"),
        done(output=None),
        done(output={"type": "function_call"}),
        done(output="function_call"),
        {"type": "response.done"},
        {"type": "response.done", "response": None},
        {"type": "response.done", "response": []},
    ],
    ids=lambda event: str(event)[:60],
)
def test_what_has_no_complete_call_is_not_answered(event):
    assert asyncio.run(TOOLS.answer(event)) == ()


def test_a_server_may_leave_out_what_goes_without_saying():
    event = {"type": "response.done", "response": {"output": [{"type": "function_call", "call_id": "c", "name": "double", "arguments": '{"n": 1}'}]}}  # fmt: skip
    assert answers(event, TOOLS)[0] == output("2", "c")


@pytest.mark.parametrize(
    ("event", "kind", "message"),
    [
        ("{", DecodeError, "Not valid JSON"),
        (b"\xff", DecodeError, "Not valid JSON"),
        ("[]", ValidationError, "Expected `object`, got `array`"),
        ("{}", ValidationError, "Event is missing required field `type`"),
        ({}, ValidationError, "Expected an event with a `type`"),
        ({"type": 5}, ValidationError, "Expected an event with a `type`"),
        (None, ValidationError, "Expected a server's event, got `NoneType`"),
        ([DONE], ValidationError, "Expected a server's event, got `list`"),
    ],
)
def test_what_is_no_event_is_refused(event, kind, message):
    with pytest.raises(kind) as caught:
        asyncio.run(TOOLS.answer(event))
    assert str(caught.value).startswith(message)


# Several calls


def test_all_outputs_and_then_one_response():
    together = asyncio.Event()
    waiting = []

    async def meet(n: int) -> int:
        """Each waits until both have begun, so both run at the same time."""
        waiting.append(n)
        if len(waiting) == 2:
            together.set()
        await together.wait()
        return n

    def fail() -> None:
        raise ValueError

    async def run():
        tools = Tools(meet, fail, timeout=5)
        event = done(
            call("meet", '{"n": 1}', call_id="a"),
            {"type": "message", "role": "assistant", "content": []},
            call("fail", call_id="b"),
            call("meet", '{"n": 2}', call_id="c"),
        )
        return [json.loads(encode(each)) for each in await tools.answer(event)]

    assert asyncio.run(run()) == [
        output("1", "a"),
        output('{"error":"`fail` failed"}', "b"),
        output("2", "c"),
        {"type": "response.create"},
    ]


def test_answering_keeps_nothing():
    assert answers(DONE, TOOLS) == answers(DONE, TOOLS) == ANSWER


# Results


class Colour(enum.Enum):
    RED = "red"


class Word(enum.StrEnum):
    YES = "yes"


@dataclasses.dataclass
class Slot:
    day: dt.date
    free: tuple[int, ...] = (1, 2)


class Struct(msgspec.Struct):
    at: dt.datetime


class Model(pydantic.BaseModel):
    day: dt.date
    price: Decimal


DAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ("A sentence, as it is: é\n", "A sentence, as it is: é\n"),
        ("", ""),
        ('{"a": 1}', '{"a": 1}'),
        (Word.YES, "yes"),
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (1.5, "1.5"),
        ([1, (2, 3)], "[1,[2,3]]"),
        ({"a": None}, '{"a":null}'),
        ({1: "a"}, '{"1":"a"}'),
        ({5}, "[5]"),
        (DAY, '"2026-11-25"'),
        (dt.timedelta(seconds=5), '"PT5S"'),
        (Decimal("1.50"), '"1.50"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (b"\0", '"AA=="'),
        (Colour.RED, '"red"'),
        (Slot(DAY), '{"day":"2026-11-25","free":[1,2]}'),
        ({"slots": [Slot(DAY, ())]}, '{"slots":[{"day":"2026-11-25","free":[]}]}'),
        (Struct(dt.datetime(2026, 11, 25, tzinfo=dt.UTC)), '{"at":"2026-11-25T00:00:00Z"}'),
        (Model(day=DAY, price=Decimal("1.5")), '{"day":"2026-11-25","price":"1.5"}'),
        ([Model(day=DAY, price=Decimal(1))], '[{"day":"2026-11-25","price":"1"}]'),
        (pmap({"a": pvector([1])}), '{"a":[1]}'),
        (deque([1]), "[1]"),
        (JsonObject({"a": [1]}), '{"a":[1]}'),
        (openai_ga.ServerVad(threshold=0.5), '{"type":"server_vad","threshold":0.5}'),
        (
            openai_ga.RealtimeSessionCreateRequest(tracing=None).add_tool(double).with_extra("mood", [1]).tools,
            '[{"type":"function","name":"double","parameters":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}}]',
        ),
        ({"a": [openai_ga.ServerVad().with_extra("mood", 1)]}, '{"a":[{"type":"server_vad","mood":1}]}'),
        (openai_ga.RealtimeSessionCreateRequest(tracing=None).with_extra("mood", [1]), '{"type":"realtime","tracing":null,"mood":[1]}'),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_results_are_json_and_text_as_it_is(result, text):
    assert output_of(lambda: result) == text


def test_what_is_not_json_is_a_failure_of_the_tool(caplog):
    cycle: list[Any] = []
    cycle.append(cycle)
    for result in (object(), float("nan"), {"a": [float("inf")]}, "\ud800", {(1, 2): 3}, cycle, iter([1]), double):
        assert output_of(lambda result=result: result) == '{"error":"`it` failed"}'
    assert "Expected a finite number, got `nan`" in caplog.text


# What the model is told


def test_the_model_is_told_what_was_wrong_with_its_call():
    event = done(
        call("double", "{"),
        call("double", '{"n": "4"}'),
        call("doubel", "{}"),
        call("double", '{"m": 4}'),
        call("double", None),
        call(None),
    )
    assert [json.loads(text)["error"] for text in outputs(event, TOOLS)] == [
        "Not valid JSON: Input data was truncated",
        "Expected `int`, got `str` - at `$.n`",
        "No tool is named `doubel`; did you mean `double`?",
        "`double` has no argument `m`",
        "Expected the arguments as JSON text or a mapping, got `NoneType`",
        "No tool is named ``",
    ]


class OddError(Exception):
    """One that does not even print."""

    def __str__(self) -> str:
        raise RuntimeError


def failing(error: BaseException) -> Any:
    async def it():
        raise error

    return it


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("password=hunter2"),
        ValidationError("password=hunter2", "$.n"),
        TimeoutError("password=hunter2"),
        KeyError("password=hunter2"),
        ExceptionGroup("password=hunter2", [ValueError()]),
        StopIteration("password=hunter2"),
        asyncio.CancelledError("password=hunter2"),
        OddError(),
    ],
    ids=repr,
)
def test_by_default_the_model_is_told_no_internals_and_the_log_everything(error, caplog):
    assert output_of(failing(error)) == '{"error":"`it` failed"}'
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.name == LOG
    assert record.getMessage() == "The tool it failed"
    assert record.exc_info


def test_a_function_says_itself_what_the_model_is_told(caplog):
    assert output_of(failing(ToolError("Sold out."))) == '{"error":"Sold out."}'
    assert caplog.records == []


def test_the_developer_says_what_the_model_is_told():
    seen = []

    def tell(name, error):
        seen.append((name, error))
        return {"error": type(error).__name__, "at": DAY}

    error = RuntimeError("secret")
    assert output_of(failing(error), tell=tell) == '{"error":"RuntimeError","at":"2026-11-25"}'
    assert seen == [("it", error)]
    assert output_of(failing(error), tell=lambda name, error: f"{name}: {error}") == "it: secret"
    assert output_of(failing(ToolError("Sold out.")), tell=tell) == '{"error":"Sold out."}'


def test_what_is_told_may_fail_too(caplog):
    def broken(name, error):
        raise KeyError

    assert output_of(failing(RuntimeError("secret")), tell=broken) == '{"error":"`it` failed"}'
    assert output_of(failing(RuntimeError("secret")), tell=lambda *_: object()) == '{"error":"`it` failed"}'
    assert output_of(failing(ToolError("\ud800"))) == '{"error":"`it` failed"}'
    assert "What to tell of the failure of it failed" in caplog.text


def test_the_model_is_told_of_a_call_that_took_too_long():
    async def it():
        await asyncio.sleep(30)

    assert output_of(it, timeout=0.01) == '{"error":"`it` took longer than 0.01 seconds"}'
    assert output_of(it, timeout=0.01, tell=lambda _, error: type(error).__mro__[1].__name__) == "TimeoutError"


def test_a_cancelled_answer_cancels_its_calls_and_sends_nothing():
    ended = []

    async def wait(n: int):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(n)

    async def run():
        event = done(call("wait", '{"n": 1}'), call("wait", '{"n": 2}'))
        answering = asyncio.create_task(Tools(wait).answer(event))
        await asyncio.sleep(0.01)
        answering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answering

    asyncio.run(run())
    assert sorted(ended) == [1, 2]


# A dialect that carries another API's events, and does not repeat the calls at the end


LIVE = Calls(
    tool=openai_ga.RealtimeFunctionTool,
    output=lambda call_id, text: openai_ga.ConversationItemCreateEvent(item=openai_ga.function_output(call_id, text)),
    proceed=openai_ga.ResponseCreateEvent(),
    ended="response.completed",
    envelope="response.event",
    item_done="response.output_item.done",
)


def carried(kind: str, delegation: str | None = "d1", **members: Any) -> dict[str, Any]:
    return {"type": "response.event", "delegation_id": delegation, "event": {"type": kind, **members}}


def test_calls_that_come_before_the_end_of_a_response(monkeypatch):
    monkeypatch.setattr(calls_module, "_by_dialect", lambda: [LIVE])
    begun = carried("response.created")
    first = carried("response.output_item.done", item=call("double", '{"n": 1}', call_id="a"))
    second = carried("response.output_item.done", item=call("double", '{"n": 2}', call_id="b"))
    foreign = carried("response.output_item.done", "d2", item=call("double", '{"n": 3}', call_id="c"))
    text = carried("response.output_item.done", item={"type": "message"})
    end = carried("response.completed", response={"status": "completed", "output": []})

    both = [output("2", "a"), output("4", "b"), {"type": "response.create"}]
    before = [foreign, begun, first, {"type": "session.output_audio.delta"}, foreign, text, json.dumps(second)]
    assert answers(end, TOOLS, earlier=before) == both
    assert answers(end, TOOLS, earlier=[*before, end]) == both
    assert answers(end, TOOLS, earlier=[first, end, begun, text]) == []
    assert answers(end, TOOLS) == []
    for other in (begun, first, text):
        assert answers(other, TOOLS, earlier=before) == []
    whole = carried("response.completed", response={"output": [call("double", '{"n": 1}', call_id="a")]})
    assert answers(whole, TOOLS) == [both[0], both[2]]


def test_openai_live():
    """Its backend is the Responses API, whose events come inside its own."""
    definitions = TOOLS.definitions(openai_live)
    assert [type(each) for each in definitions] == [openai_live.FunctionTool]
    first = carried("response.output_item.done", item=call("double", '{"n": 1}', call_id="a"))
    second = carried("response.output_item.done", item=call("double", '{"n": 2}', call_id="b"))
    end = carried("response.completed", response={"id": "r", "status": "completed", "output": []})
    given = asyncio.run(TOOLS.answer(end, earlier=[first, second]))
    assert given == tuple(decode(encode(each), type=openai_live.ClientEvent) for each in given)
    assert [json.loads(encode(each)) for each in given] == [
        {"type": "response.item.create", "item": {"type": "function_call_output", "call_id": "a", "output": "2"}},
        {"type": "response.item.create", "item": {"type": "function_call_output", "call_id": "b", "output": "4"}},
        {"type": "response.create"},
    ]
    assert asyncio.run(TOOLS.answer(done(call("double", '{"n": 1}')), dialect=openai_live)) == ()


@dataclasses.dataclass
class Picky:
    n: int

    def __post_init__(self) -> None:
        raise KeyError("password=hunter2")


class PickyModel(pydantic.BaseModel):
    n: int

    @pydantic.field_validator("n")
    @classmethod
    def refuse(cls, n: int) -> int:
        raise KeyError("password=hunter2")


@pytest.mark.parametrize("kind", [Picky, PickyModel, list[PickyModel]])
def test_a_class_that_fails_over_arguments_is_answered_without_internals(kind, caplog):
    ran = []

    def book(what):
        ran.append(what)

    book.__annotations__ = {"what": kind}
    value = [{"n": 1}] if kind == list[PickyModel] else {"n": 1}
    with caplog.at_level("ERROR", LOG):
        first, _ = answers(done(call("book", json.dumps({"what": value}))), Tools(book))
    assert first == output('{"error":"`book` failed"}', "call_book")
    assert not ran
    assert "hunter2" in caplog.text
