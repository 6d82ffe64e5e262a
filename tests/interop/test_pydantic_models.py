"""A configuration as a field of a pydantic model, and as the body of a FastAPI request or response."""

import json

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from interop.frames import GA
from pydantic import BaseModel, TypeAdapter, ValidationError
from strategies import ROOTS, configs, name_of

from realtime_builder import Config, openai_ga, voicelive

Session = openai_ga.RealtimeSessionCreateRequest


class Line(BaseModel):
    number: str
    session: Session
    others: list[Session] = []
    spare: Session | None = None


# Values


@pytest.mark.parametrize("session", [GA, GA.as_dict(), dict(GA)])
def test_a_value_a_dict_and_a_mapping_become_a_value(session):
    line = Line(number="555", session=session)
    assert isinstance(line.session, Session)
    assert line.session == GA


def test_a_value_stays_the_same_object():
    class Own(Session):
        pass

    own = Own(instructions="Hi.")
    assert Line(number="555", session=own).session is own
    assert Line(number="555", session=GA).model_copy(deep=True).session is GA


def test_nulls_survive_the_way_out_and_back():
    line = Line(number="555", session=GA, others=[GA])
    for dumped in (
        line.model_dump(),
        line.model_dump(mode="json"),
        line.model_dump(exclude_none=True),
        line.model_dump(exclude_unset=True),
        line.model_dump(exclude_defaults=True),
        json.loads(line.model_dump_json()),
        json.loads(line.model_dump_json(exclude_none=True)),
    ):
        assert dumped["session"] == dumped["others"][0] == GA.as_dict()
    assert Line.model_validate_json(line.model_dump_json()) == line
    assert Line.model_validate(line.model_dump()) == line


@pytest.mark.parametrize("root", ROOTS, ids=name_of)
def test_every_session_and_response_goes_there_and_back(root):
    adapter = TypeAdapter(root)
    schema = jsonschema.Draft202012Validator(adapter.json_schema())

    @given(configs(root))
    def check(config):
        wire = adapter.dump_json(config)
        assert json.loads(wire) == config.as_dict()
        assert adapter.validate_json(wire) == config
        assert [error.message for error in schema.iter_errors(json.loads(wire))] == []

    check()


def test_a_union_of_configurations_finds_its_variant():
    adapter = TypeAdapter(openai_ga.ClientEvent)
    event = openai_ga.SessionUpdateEvent(session=GA)
    assert adapter.validate_python(event.as_dict()) == event
    assert adapter.validate_json('{"type":"response.cancel"}') == openai_ga.ResponseCancelEvent()


# Mistakes


def test_a_mistake_is_told_at_its_place():
    with pytest.raises(ValidationError) as caught:
        Line(
            number="555",
            session={"audio": {"output": {"speed": 9}}},
            others=[{}, {"tools": [{"type": "function", "name": "f"}, {"type": "function", "nmae": "{g}"}]}],
        )
    assert [(error["loc"], error["type"], error["msg"]) for error in caught.value.errors()] == [
        (("session", "audio", "output", "speed"), "realtime_builder", "Expected `float` <= 1.5, got 9"),
        (
            ("others", 1, "tools", 1),
            "realtime_builder",
            "RealtimeFunctionTool has no field `nmae`; did you mean `name`?",
        ),
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (5, "int"),
        ("x", "str"),
        ([1], "list"),
        (None, "NoneType"),
        (voicelive.RequestSession(instructions="Hi."), "RequestSession"),
    ],
)
def test_what_is_no_session_is_told(value, kind):
    with pytest.raises(ValidationError) as caught:
        Line(number="555", session=value)
    [error] = caught.value.errors()
    assert (error["loc"], error["msg"]) == (("session",), f"Expected `RealtimeSessionCreateRequest`, got `{kind}`")


def test_braces_in_a_message_stay():
    with pytest.raises(ValidationError) as caught:
        Line(number="555", session={"a{b}": 1})
    assert "`a{b}`" in str(caught.value)


def test_a_secret_is_not_shown():
    tool = {"type": "mcp", "server_label": "x", "authorization": "hush", "headers": {"key": ["hush"]}}
    with pytest.raises(ValidationError) as caught:
        Line(number="555", session={"tools": [tool]})
    assert "hush" not in str(caught.value)
    assert "hush" not in json.dumps(caught.value.errors(include_url=False))


# Schemas


def test_the_schema_stands_by_itself():
    schema = Line.model_json_schema()
    text = json.dumps(schema)
    assert "$defs" not in text
    assert "$ref" not in text
    jsonschema.Draft202012Validator.check_schema(schema)
    session = schema["properties"]["session"]
    assert session["title"] == "RealtimeSessionCreateRequest"
    assert session["additionalProperties"] is False
    speed = session["properties"]["audio"]["anyOf"][0]["properties"]["output"]["properties"]["speed"]
    assert (speed["minimum"], speed["maximum"]) == (0.25, 1.5)
    assert speed["description"]


def test_the_schema_tells_right_from_wrong():
    schema = jsonschema.Draft202012Validator(Line.model_json_schema())
    assert schema.is_valid({"number": "5", "session": GA.as_dict()})
    assert not schema.is_valid({"number": "5", "session": {"voise": "x"}})
    assert not schema.is_valid({"number": "5", "session": {"audio": {"output": {"speed": 9}}}})


# FastAPI

app = FastAPI()


@app.post("/quiet")
def quiet(session: Session) -> Session:
    assert isinstance(session, Config)
    return session.transform("audio.input.turn_detection", None)


@app.post("/line", response_model_exclude_none=True)
def same(line: Line) -> Line:
    return line


@pytest.fixture(scope="module")
def client():
    with TestClient(app) as client:
        yield client


def test_a_session_is_the_body_of_a_request_and_a_response(client):
    answer = client.post("/quiet", json={"type": "realtime", "tracing": None})
    assert answer.status_code == 200
    assert answer.json() == {"type": "realtime", "tracing": None, "audio": {"input": {"turn_detection": None}}}


def test_a_model_keeps_the_nulls_of_its_session(client):
    answer = client.post("/line", json={"number": "555", "session": GA.as_dict(), "spare": None})
    assert answer.json() == {"number": "555", "session": GA.as_dict(), "others": []}


def test_a_wrong_body_is_told_at_its_place(client):
    answer = client.post("/quiet", json={"type": "realtime", "audio": {"output": {"voise": "x"}}})
    assert answer.status_code == 422
    [detail] = answer.json()["detail"]
    assert detail["loc"] == ["body", "audio", "output"]
    assert detail["msg"] == "RealtimeAudioConfigOutput has no field `voise`; did you mean `voice`?"


def test_the_openapi_document_describes_the_session(client):
    document = client.get("/openapi.json").json()
    body = document["paths"]["/quiet"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"audio", "instructions", "tools"} < body["properties"].keys()
    assert body["properties"]["instructions"]["description"]
    assert "#/$defs/" not in json.dumps(document)
