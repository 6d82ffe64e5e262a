"""What is measured, and how a rival is checked before it is.

A rival is a module in `rivals` with these names. What it lacks, it can't do, and is left out there.

================================  =================================================================
``construct(content)``            a value of its own from plain dicts and lists, as a file gives them
``edit_one_field(value, text)``   a new value with another ``session.model``; the old one unchanged
``edit_three_levels_down(...)``   the same for a setting three levels inside the session
``encode(value)``                 the JSON to send
``template(value)``               a function from a text to the JSON with that ``session.model``, made
                                  beforehand; where a rival has none, it edits and encodes
``decode_and_validate(data)``     a value from JSON
``decode_echo(data)``             a server's ``session.updated`` from JSON
``TITLE PACKAGES IMPORT``         its name, what it consists of, the statement whose time is taken
``DIALECT``                       whose messages it makes: the same content in another shape
================================  =================================================================
"""

from __future__ import annotations

import copy
import gc
import importlib
import json
import math
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import payloads

__all__ = ["JOBS", "Rival", "Work", "content_of_size", "content_with_tools"]

JOBS = {
    "construct": "a message from plain dicts and lists, as a file gives them",
    "edit one field": "a new message with another `session.model`",
    "edit three levels down": "a new message with another setting three levels inside the session",
    "encode cold": "the first encoding of a message that was just decoded",
    "encode warm": "encoding the same message again",
    "edit and encode": "another `session.model`, and encode",
    "template": "the same from what was prepared beforehand, where that is possible",
    "decode and validate": "a message from JSON",
    "decode an echo": "a server's `session.updated`, with the members that servers add",
}

MODEL = "gpt-realtime-mini"
DEEP = {
    "openai_ga": (("session", "audio", "output", "voice"), "cedar"),
    "voicelive": (("session", "turn_detection", "end_of_utterance_detection", "threshold_level"), "high"),
}

_OUT_OF_RANGE = {
    "openai_ga": (("session", "audio", "output", "speed"), 9.0),
    "voicelive": (("session", "turn_detection", "threshold"), 7.5),
}

Work = Callable[[], Any]

_FEW = 2_000
"""Variations whose memory says how many are affordable."""

_PATIENCE = 10.0
"""Seconds in which so many are made as fit into them, where making them is slow."""

_COLLECTOR = "__import__('gc').enable()"
"""timeit switches the garbage collector off; a server has it on."""

_FRESH = 3
"""Values that a round of cold encoding makes and encodes."""


def content_of_size(size: str) -> dict[str, Any]:
    """The GA message of one of the sizes."""
    return payloads.event(payloads.session_of_size(size))


def content_with_tools(count: int) -> dict[str, Any]:
    """The GA message with so many tools."""
    return payloads.event(payloads.session(count))


class Rival:
    """A rival's module, and its work on one message."""

    def __init__(self, name: str) -> None:
        self.module: ModuleType = importlib.import_module(f"benchmarks.compare.rivals.{name}")
        self._path, self._deep = DEEP[self.module.DIALECT]

    def can(self, name: str) -> bool:
        return hasattr(self.module, name)

    def content(self, openai_content: dict[str, Any]) -> dict[str, Any]:
        """The message in the rival's dialect."""
        return openai_content if self.module.DIALECT == "openai_ga" else payloads.voicelive_event(openai_content)

    def work(self, content: dict[str, Any]) -> dict[str, Work]:
        """A function without arguments for each job that the rival can do."""
        module, data = self.module, payloads.wire(content)
        value, encode = module.construct(content), module.encode
        work: dict[str, Work] = {"encode warm": lambda: encode(value)}
        # "encode cold" is not here: it needs new values each time.
        if self.can("edit_one_field"):
            work |= {
                "construct": lambda: module.construct(content),
                "edit one field": lambda: module.edit_one_field(value, MODEL),
                "edit three levels down": lambda: module.edit_three_levels_down(value, self._deep),
                "edit and encode": lambda: encode(module.edit_one_field(value, MODEL)),
            }
            work["template"] = work["edit and encode"]
        if self.can("template"):
            filled = module.template(value)
            work["template"] = lambda: filled(MODEL)
        if self.can("decode_and_validate"):
            work["decode and validate"] = lambda: module.decode_and_validate(data)
        if self.can("decode_echo"):
            echo = payloads.wire(payloads.echo(content))
            work["decode an echo"] = lambda: module.decode_echo(echo)
        return work

    def check(self, content: dict[str, Any]) -> None:
        """See that every job gives what it is meant to.

        Raises:
            ValueError: where it does not.
        """
        work, encode = self.work(content), self.module.encode
        edited = _changed(content, ("session", "model"), MODEL)
        wanted = {
            "construct": (content, encode),
            "edit one field": (edited, encode),
            "edit three levels down": (_changed(content, self._path, self._deep), encode),
            "edit and encode": (edited, None),
            "template": (edited if self.can("edit_one_field") else content, None),
            "decode and validate": (content, encode),
            "encode warm": (content, None),  # last, so it shows that no edit has changed the value
        }
        for job, (message, finish) in wanted.items():
            if job in work:
                result = work[job]()
                sent = json.loads(finish(result) if finish else result)
                if sent != message:
                    raise ValueError(f"{self.module.TITLE}: {job} gives other JSON: {_difference(message, sent)}")
        if "decode an echo" in work:
            session = _member(work["decode an echo"](), "session")
            if _member(session, "model") != content["session"]["model"] or not _member(session, "id"):
                raise ValueError(f"{self.module.TITLE}: decode an echo gives another session")

    def seconds(self, job: str, content: dict[str, Any], work: dict[str, Work], at_least: float) -> float:
        """Seconds of processor time that one operation takes, over about ``at_least``."""
        if job == "encode cold":
            return self._cold_seconds(payloads.wire(content), content)
        timer = timeit.Timer(work[job], _COLLECTOR, timer=time.thread_time)
        once = timer.timeit(1)
        repeats = max(1, math.ceil(at_least / max(once, 1e-7)))
        if repeats > 20:  # the first time is slow, so look again
            repeats = max(1, math.ceil(at_least * 20 / max(timer.timeit(20), 1e-7)))
        return timer.timeit(repeats) / repeats

    def _cold_seconds(self, data: bytes, content: dict[str, Any]) -> float:
        module = self.module
        decode = getattr(module, "decode_and_validate", None)
        fresh = [decode(data) if decode else module.construct(content) for _ in range(_FRESH)]

        def encode_all() -> None:
            for value in fresh:
                module.encode(value)

        return timeit.timeit(encode_all, _COLLECTOR, timer=time.thread_time, number=1) / _FRESH

    def refuses(self, content: dict[str, Any]) -> list[str]:
        """Which mistakes in a message the rival notices when it decodes it."""
        if not self.can("decode_and_validate"):
            return []
        noticed = []
        for mistake, path, bad in [
            ("wrong type", ("session", "instructions"), 5),
            ("misspelt name", ("session", "instrutions"), "Be brief."),
            ("out of range", *_OUT_OF_RANGE[self.module.DIALECT]),
        ]:
            try:
                self.module.decode_and_validate(payloads.wire(_changed(content, path, bad)))
            except Exception:  # noqa: BLE001 - each rival has its own
                noticed.append(mistake)
        return noticed

    def shares_input(self, content: dict[str, Any]) -> bool:
        """Whether a value changes when the dicts that it was made from are changed afterwards."""
        if not self.can("edit_one_field"):
            return False
        given = copy.deepcopy(content)
        value = self.module.construct(given)
        given["session"]["tools"][0]["parameters"]["required"].append("changed afterwards")
        return bool(json.loads(self.module.encode(value)) != content)

    def bytes_per_variation(self, content: dict[str, Any], wanted: int = 100_000, room: int = 400_000_000) -> float:
        """Memory that each of many live variations of one message takes beyond the message.

        Fewer are made where ``wanted`` would take more than ``room`` bytes, or some ten seconds.
        """
        edit, value = self.module.edit_one_field, self.module.construct(content)
        self.module.encode(edit(value, MODEL))
        alive: list[Any] = []  # the first ones too, so that their room isn't used again
        start = time.perf_counter()
        few = _memory_of(lambda i: edit(value, f"gpt-realtime-{i:06}"), _FEW, alive)
        in_time = int(_PATIENCE * _FEW / (time.perf_counter() - start))
        count = max(_FEW, min(wanted, int(room / max(few, 1.0)), in_time))
        return _memory_of(lambda i: edit(value, f"gpt-realtime-{i:06}"), count, alive)

    def kept(self, content: dict[str, Any], wanted: int = 10_000, room: int = 300_000_000) -> dict[str, float]:
        """Of each of many sessions decoded from a server's echo and kept: bytes, and seconds of a full collection.

        Fewer are kept where ``wanted`` would take more than ``room`` bytes, or some ten seconds.
        """
        data, decode = payloads.wire(payloads.echo(content)), self.module.decode_echo
        decode(data)
        alive: list[Any] = []
        few = min(wanted, _FEW // 10)
        start = time.perf_counter()
        size = _memory_of(lambda _: decode(data), few, alive)
        in_time = int(_PATIENCE * few / (time.perf_counter() - start))
        before = _pause()
        count = max(few, min(wanted, int(room / max(size, 1.0)), in_time))
        size = _memory_of(lambda _: decode(data), count, alive)
        return {"bytes": size, "pause": max(0.0, _pause() - before) / count}


def _pause() -> float:
    """Seconds of a full collection, the fastest of three."""
    return min(timeit.repeat("gc.collect()", "import gc", timer=time.thread_time, number=1, repeat=3))


def _member(value: Any, name: str) -> Any:
    return value[name] if hasattr(value, "__getitem__") else getattr(value, name)


def _memory_of(make: Callable[[int], Any], count: int, alive: list[Any]) -> float:
    made: list[Any] = [None] * count
    alive.append(made)
    gc.collect()
    before = _resident()
    for i in range(count):
        made[i] = make(i)
    gc.collect()
    return (_resident() - before) / count


def _resident() -> int:
    import resource

    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _changed(content: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(content)
    owner = changed
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    return changed


def _difference(wanted: Any, got: Any, at: str = "$") -> str:
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name in [*wanted, *got]:
            if wanted.get(name, ...) != got.get(name, ...):
                return _difference(wanted.get(name, ...), got.get(name, ...), f"{at}.{name}")
    return f"at {at}: wanted {str(wanted)[:80]}, got {str(got)[:80]}"
