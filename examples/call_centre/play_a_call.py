"""A whole call, played on the loopback server: ``python examples/call_centre/play_a_call.py``.

The script is the server's part. It hears three sentences, and does with each what turn detection and
the model would do.
"""

import asyncio
from collections.abc import AsyncIterator

from centre import attend

from realtime_builder.testing import Loopback, function_call, heard, loopback, spoken


class Caller:
    """Says the next thing once the last was answered, and hangs up after the third."""

    def __init__(self) -> None:
        self.answered = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Say three things."""
        for sentence in (b"one", b"two", b"three"):
            self.answered.clear()
            yield sentence
            await self.answered.wait()

    def play(self, _: str) -> None:
        """Hear the answer."""
        self.answered.set()


def write_script(server: Loopback) -> None:
    """What the server hears when audio comes, and what the model does then, and after each result of a tool."""
    server.on(
        "input_audio_buffer.append",
        [heard("Where is my parcel? The number is 5."), function_call("find_parcel", {"number": "5"})],
        [heard("And what did October cost?"), function_call("transfer", {"to": "bills"})],
        [heard("October, please."), function_call("explain_bill", {"month": "2026-10-31"})],
    )
    server.on(
        "response.create",
        spoken("It is in Lyon and comes on Friday."),
        spoken("Good morning, this is about your bill?"),
        spoken("That was 12.50 euros."),
    )


async def main() -> None:
    """Play the call, and show what the app sent."""
    async with loopback("openai_ga") as server:
        write_script(server)
        await asyncio.wait_for(attend(f"{server.websocket_url}/v1/realtime?model=gpt-realtime", Caller()), 30)
        [connection] = server.connections
        for event in connection.events:
            if event["type"] == "conversation.item.create":
                print("tool said:", event["item"]["output"])
            elif event["type"] == "session.update":
                print("session:", *event["session"])
        print("still G.711:", connection.session.audio.output.format["type"])


if __name__ == "__main__":
    asyncio.run(main())
