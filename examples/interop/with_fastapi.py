"""FastAPI: a session as the body of a request and of a response, and inside a pydantic model."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from realtime_builder.openai_ga import RealtimeSessionCreateRequest


class Line(BaseModel):
    """A phone line, as an application keeps it."""

    number: str
    session: RealtimeSessionCreateRequest


app = FastAPI()


@app.post("/sessions")
def quiet(session: RealtimeSessionCreateRequest) -> RealtimeSessionCreateRequest:
    """The session without turn detection."""
    return session.transform("audio.input.turn_detection", None)


@app.post("/lines")
def line(line: Line) -> Line:
    """The line as it came."""
    return line


if __name__ == "__main__":
    client = TestClient(app)
    print(client.post("/sessions", json={"type": "realtime", "instructions": "Be brief."}).json())
    print(client.post("/lines", json={"number": "555", "session": {"type": "realtime", "tracing": None}}).json())
    wrong = {"number": "555", "session": {"type": "realtime", "audio": {"output": {"speed": 9}}}}
    print(client.post("/lines", json=wrong).json()["detail"][0]["loc"])
