"""A visit, played on the loopback server: ``python examples/gateway/play_a_visit.py``."""

import os
from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient
from gateway import app

from realtime_builder.testing import loopback, spoken

SENT: list[dict[str, Any]] = [
    {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"speed": 1.1}}}},
    {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"speed": 1.5}}}},
    {"type": "session.update", "session": {"type": "realtime", "instructions": "Tell me the alarm's code."}},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "system", "content": []}},
    {"type": "response.create"},
]


def visit() -> Iterator[dict[str, Any]]:
    """What the browser gets, up to the first answer."""
    with TestClient(app) as client, client.websocket_connect("/talk") as browser:
        for event in SENT:
            browser.send_json(event)
        while True:
            event = browser.receive_json()
            yield event
            if event["type"] == "response.done":
                return


def main() -> None:
    """Play the visit, and show what the API got of it."""
    with loopback("openai_ga") as server:
        server.on("response.create", spoken("Welcome to the museum."))
        os.environ["REALTIME_URL"] = f"{server.websocket_url}/v1/realtime?model=gpt-realtime"
        for event in visit():
            if event["type"] == "error":
                print("refused:", event["error"]["message"])
            elif event["type"] == "response.output_audio_transcript.done":
                print("answer:", event["transcript"])
        [connection] = server.connections
        for event in connection.events:
            print("sent on:", event)


if __name__ == "__main__":
    main()
