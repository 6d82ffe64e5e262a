"""What `Guard` costs: an ordinary update, and 10 MB that somebody hostile sends.

``python -m benchmarks.guard``. The base is a GA session of 15 KB. An ordinary update is compared
with decoding and validating the same event without a guard, hostile input with reading it once
(``bytes(buffer)``, a copy of the memory). Its limit in bytes is raised for that: with the default it
is refused by its size, without being looked at.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from realtime_builder.guard import Guard, GuardError
from realtime_builder.openai_ga import SessionUpdateEvent

from .measure import Comparison, Side, compare, table
from .payloads import session_of_size, session_value, wire

__all__ = ["HOSTILE", "hostile", "main", "run"]

_UPDATE = {
    "type": "session.update",
    "event_id": "event_browser_0001",
    "session": {
        "type": "realtime",
        "instructions": "The caller is Ada, a customer since 2019. She calls about order 48211.",
        "audio": {"output": {"voice": "cedar", "speed": 1.05}},
    },
}

HOSTILE: Mapping[str, tuple[bytes, bytes, bytes]] = {
    "brackets": (b"", b"[", b""),
    "objects": (b'{"tools":[', b"{},", b"{}]}"),
    "numbers": (b'{"tools":[', b"1,", b"1]}"),
    "members": (b'{"audio":{', b'"a":1,', b'"b":1}}'),
    "texts": (b'{"tools":[', b'"",', b'""]}'),
    "quotation marks": (b"", b'"', b""),
    "a text of escapes": (b'{"instructions":"', b'\\"', b'"}'),
    "a text of backslashes": (b'{"instructions":"', b"\\", b""),
    "a text of commas": (b'{"instructions":"', b",", b'"}'),
    "a long text": (b'{"model":"', b"x", b'"}'),
    "a long name": (b'{"', b"x", b'":1}'),
    "a long number": (b'{"max_output_tokens":', b"1", b"}"),
    "spaces": (b"", b" ", b""),
}
"""By what it is full of: how it begins, what is repeated, how it ends."""


def hostile(name: str, size: int = 10_000_000) -> bytearray:
    begin, middle, end = HOSTILE[name]
    return bytearray(begin + middle * (size // len(middle)) + end)


def run(*, rounds: int = 40, size: int = 10_000_000) -> list[Comparison]:
    base = session_value(session_of_size("15 KB"))
    guard = Guard.allow("instructions", "audio.output", bounds={"instructions": 2_000})
    names: dict[str, Any] = {
        "base": base,
        "data": wire(_UPDATE),
        "plain": guard,
        "pinning": guard.pin("model").pin("audio.output.format"),
        "Event": SessionUpdateEvent,
    }
    check(names)
    unguarded = Side("base.merge(Event.from_json(data).session)")
    results = [
        compare("an update, beside decode + merge", Side("plain.apply(base, data)"), unguarded, names, rounds=rounds),
        compare("the same with two pins", Side("pinning.apply(base, data)"), unguarded, names, rounds=rounds),
    ]
    names["large"] = Guard.allow("instructions", bounds={"instructions": 2_000}, max_bytes=2 * size)
    for name in HOSTILE:
        names["data"] = hostile(name, size)
        setup = "def refuse(guard):\n    try: guard.apply(base, data)\n    except Error: pass\n    else: raise AssertionError"
        names["Error"] = GuardError
        reading = Side("bytes(data)")
        few = max(5, rounds // 8)
        title = f"10 MB, {name}, beside reading"
        results.append(compare(title, Side("refuse(large)", setup), reading, names, bar=50, aim=50, rounds=few))
    results.append(
        compare(
            "10 MB beside reading, default limit",
            Side("refuse(plain)", setup),
            reading,
            names,
            bar=50,
            aim=1,
            rounds=few,
        )
    )
    return results


def check(names: Mapping[str, Any]) -> None:
    """Both ways must give the same before they are timed."""
    result = names["pinning"].apply(names["base"], names["data"])
    assert result.config == names["base"].merge(names["Event"].from_json(names["data"]).session)
    assert result.dropped == ()


def main() -> None:
    parser = argparse.ArgumentParser(description="What Guard costs.")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    print(table(run(rounds=arguments.rounds)))


if __name__ == "__main__":
    main()
