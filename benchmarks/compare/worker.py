"""One rival in a process of its own: reads requests from standard input, a JSON object a line, and answers so.

``{"do": "check", "on": ...}``           whether all jobs give the JSON they should, and what decoding refuses
``{"do": "time", "job": ..., "on": ...}``  seconds of one operation
``{"do": "memory", "on": ...}``          bytes of each of 100,000 variations
``{"do": "keep", "on": ...}``            bytes of each of 10,000 decoded sessions, and what a collection takes

``on`` is the name of a size, or a number of tools.
"""

from __future__ import annotations

import json
import sys
import time
import timeit
from typing import Any

from .jobs import JOBS, Rival, Work, content_of_size, content_with_tools

__all__ = ["main"]


class Worker:
    def __init__(self, name: str) -> None:
        self.rival = Rival(name)
        self._prepared: tuple[Any, dict[str, Any], dict[str, Work]] | None = None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        content, work = self._prepare(request["on"])
        if request["do"] == "check":
            self.rival.check(content)
            module = self.rival.module
            return {
                "title": module.TITLE,
                "about": (module.__doc__ or "").strip(),
                "packages": module.PACKAGES,
                "import": module.IMPORT,
                "can_edit": self.rival.can("edit_one_field"),
                "can_echo": self.rival.can("decode_echo"),
                "jobs": [job for job in JOBS if job in work or (job == "encode cold" and "construct" in work)],
                "refuses": self.rival.refuses(content),
                "shares": self.rival.shares_input(content),
            }
        if request["do"] == "time":
            stick = _yardstick()
            return {
                "seconds": self.rival.seconds(request["job"], content, work, request["seconds"]),
                "yardstick": min(stick, _yardstick()),
            }
        if request["do"] == "keep":
            return self.rival.kept(content, request["sessions"])
        variations = request["variations"]
        return {"bytes": self.rival.bytes_per_variation(content, variations)}

    def _prepare(self, on: str | int) -> tuple[dict[str, Any], dict[str, Work]]:
        if self._prepared is None or self._prepared[0] != on:
            content = content_of_size(on) if isinstance(on, str) else content_with_tools(on)
            content = self.rival.content(content)
            self._prepared = on, content, self.rival.work(content)
        return self._prepared[1:]


def _yardstick() -> float:
    """Seconds that a fixed piece of work takes: a clock that runs at half speed shows here too."""
    return timeit.timeit("sum([i * i for i in range(3000)])", timer=time.thread_time, number=2)


def main(name: str) -> None:
    """Answer requests until standard input ends."""
    worker = Worker(name)
    for line in sys.stdin:
        print(json.dumps(worker.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
