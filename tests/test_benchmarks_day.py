"""What a server does all day, and growth: that each row does what it is timed for. How fast is not asserted here."""

import gc
import json

import pytest
from amount import FULL

pytest.importorskip("openai", reason="needs the extra `test`")

from benchmarks import day, growth, payloads, scale
from benchmarks.long import run_long
from benchmarks.measure import Figure, Side, figures_table
from benchmarks.reasons import NOT_KNOWN, REASONS, reasons
from realtime_builder import encode

ASKED_FOR = {
    "check, fresh": (12, 6),
    "ensure, fresh": (12, 6),
    "decode / orjson.loads": (0.8, 0.5),
    "first encode / msgspec on dicts": (0.6, 0.4),
    "construct from dicts": (2.2, 1.5),
    "== decoded apart, the same bytes": (1.2, None),
    "== decoded apart, other bytes": (3, None),
    "first hash": (2, None),
    "diff, decoded apart": (2, None),
    "drift, decoded apart": (2, None),
    "a real session.updated": (1.4, 1),
    "SessionState.received": (1.7, 1.3),
    "from_sdk of an openai model": (1.3, None),
    "from_sdk of a dict": (3, None),
    "convert, Session to Beta": (12, 8),
    "Guard.apply, everyday / decode and merge": (4, None),
    "value['model']": (0.4, None),
    "'model' in value": (0.4, None),
    "len(value)": (0.4, None),
    "pickle round trip": (1, 0.6),
    "one tool's parameters": (3, None),
    "Template, a hole with a limit": (2.4, None),
    "Template.encode_into": (1.1, None),
}


@pytest.fixture(autouse=True)
def _what_stays_is_frozen():
    """A benchmark thaws all objects at its end, so that the collector would pass over all tests from then on."""
    yield
    gc.freeze()


def test_every_row_runs():
    found = day.run(rounds=1, seconds=1e-6)

    assert [each.name for each in found] == [row.name for row in day.ROWS]
    assert all(each.value > 0 for each in found)
    for row, each in zip(day.ROWS, found, strict=True):
        assert (each.other_content is not None) == (row.bar is not None and not row.micro)


def test_the_first_calls_are_shown_where_the_clock_can_tell_them():
    [decoded] = day.run(rounds=1, only="decode / orjson.loads")
    [read] = day.run(rounds=1, seconds=1e-3, only="value['model']")

    assert decoded.first_calls
    assert read.first_calls is None


def test_the_other_tools_make_a_session_of_about_the_same_size():
    content = payloads.session_with_plain_tools()

    assert json.loads(encode(payloads.session_value(content))) == content
    assert len(payloads.wire(content)) == pytest.approx(15_000, rel=0.1)
    assert content.keys() == payloads.session_of_size("15 KB").keys()


@pytest.mark.parametrize("name", ASKED_FOR)
def test_the_limits_are_the_promised_ones(name):
    [row] = [row for row in day.ROWS if row.name.startswith(name)]

    assert (row.bar, row.aim) == ASKED_FOR[name]


SAME_JSON = [
    "construct from dicts",
    "from_sdk of a dict",
    "from_sdk of an openai model",
    "pickle round trip",
    "edit and encode / orjson.dumps",
    "edit and encode / orjson, the tools",
    "append, 20 ms",
    "append Template",
    "a small event, encoded",
    "Template, a hole",
    "Guard.apply, everyday / decode",
]


@pytest.mark.parametrize("name", SAME_JSON)
def test_both_sides_give_the_same_json(name):
    [row] = [row for row in day.ROWS if row.name.startswith(name)]
    known = day.names()

    def result(side):
        value = eval(side.code, known)
        value = getattr(value, "config", value)
        return json.loads(
            value if isinstance(value, bytes) else encode(value) if hasattr(value, "copy_with") else json.dumps(value)
        )

    assert result(row.ours) == result(row.theirs)


def test_what_is_compared_is_equal_and_not_the_same_object():
    known = day.names()

    one, other = eval(day._SPACED, known)
    assert one == other
    assert known["data"] != known["spaced"]
    assert known["equal"] == known["content"]
    assert known["equal"]["tools"][0] is not known["content"]["tools"][0]
    assert known["by_hand"](known["content"], json.loads(known["patch"]))["audio"]["output"]["speed"] == 1.1


def test_the_collector_is_on_while_a_side_is_timed_that_says_so():
    seen = []
    for collector in (True, False):
        Side("seen.append(gc.isenabled())", "import gc", collector=collector).timer({"seen": seen}).timeit(1)

    assert seen == [True, False]
    assert gc.isenabled()


@pytest.mark.skipif(not FULL, reason="takes half a minute: FULL=1")
def test_the_rows_with_processes_and_live_sessions():
    found = {each.name: each for each in run_long(alive=30, lines=300, rounds=1)}

    limits = {name: (each.bar, each.aim) for name, each in found.items() if each.bar is not None}
    assert limits == {
        "decode, 30 kept alive, GC on / GC off": (1.5, 1.1),
        "GC pause with 30 decoded sessions / dicts": (0.1, None),
        "memory of a decoded session / its JSON": (1.4, 1.1),
        "memory of it once encoded / its JSON": (2.4, None),
        "render of a file of 300 lines, 1 job / 2 jobs": (1.3, 1.6),
        "command line, encode of one file / a process that imports the same": (1.4, None),
    }
    assert all(each.value > 0 for each in found.values())
    assert gc.isenabled()


def test_a_limit_that_is_missed_says_so():
    assert Figure("a", 2.0, 1.5).verdict == "MISSED"
    assert Figure("a", 1.4, 1.5, 1.0).verdict == "met"
    assert Figure("a", 1.0, 1.5, 1.0).verdict == "aim reached"
    assert Figure("a", 1.2, 1.3, 1.6, at_least=True).verdict == "MISSED"
    assert Figure("a", 1.7, 1.3, 1.6, at_least=True).verdict == "aim reached"
    assert Figure("a", 1.7).verdict == ""
    assert "MISSED" in figures_table([Figure("a", 1.2, 1.3, at_least=True, ours=1e-6, theirs=2e-6)])


def test_the_command_ends_with_an_error_where_a_limit_is_missed(monkeypatch, capsys):
    monkeypatch.setattr(day, "run", lambda **_: [Figure("slow", 2.0, 1.5), Figure("free", 2.0)])
    monkeypatch.setattr(day, "run_long", lambda **_: [])

    with pytest.raises(SystemExit) as ended:
        day.main([])
    assert ended.value.code == 1
    assert capsys.readouterr().out.endswith(f"\n\nslow: {NOT_KNOWN}\n\n1 of 1 limits missed\n")

    day.main(["--json"])
    assert json.loads(capsys.readouterr().out)["figures"][0]["verdict"] == "MISSED"


def test_each_reason_is_about_a_row_with_a_limit():
    limited = ["render of a file", *(row.name for row in day.ROWS if row.bar is not None)]
    for start in REASONS:
        assert any(name.startswith(start) for name in limited), start
    name, *_ = REASONS
    assert reasons([f"{name} and more", "something else"]) == {
        f"{name} and more": REASONS[name],
        "something else": NOT_KNOWN,
    }


def test_growth_is_measured_between_the_last_two_sizes():
    assert scale.Growth("a", {1: 5.0, 10: 1.0, 100: 10.0}).exponent == pytest.approx(1.0)
    assert scale.Growth("a", {10: 1.0, 100: 10.0}).verdict == "linear"
    assert scale.Growth("a", {10: 1.0, 100: 100.0}).verdict == "MORE THAN LINEAR"


def test_every_operation_is_done_at_each_size():
    tools, sessions = scale.by_tools((1, 2), seconds=0, most=1), scale.by_sessions((1, 3))

    assert len(tools) > 20
    for each in tools:
        assert [*each.seconds] == [1, 2], each.name
    for each in sessions:
        assert [*each.seconds] == [1, 3], each.name
    assert gc.isenabled()


def test_what_grows_faster_at_the_last_size_alone_is_seen():
    assert growth.per_doubling([1, 2, 4, 8, 16]) == pytest.approx(2.0)
    assert growth.per_doubling([1, 2, 4, 8, 32]) > growth.MOST
    assert growth.per_doubling([0.0001, 0.0009, 1, 4]) == pytest.approx(4.0)  # the clock tells only two of them apart
    assert growth.worst_step([1, 2, 4, 20, 22]) == 5.0
    rounds = iter([3.0, 1.0, 2.0, 4.0] + [9.0] * 100)
    assert growth.best_of([lambda: next(rounds), lambda: next(rounds)]) == [2.0, 1.0]


@pytest.mark.parametrize("make", growth.HOSTILE if FULL else growth.HOSTILE[:1], ids=lambda make: make.__name__)
def test_every_operation_grows_on_every_hostile_input(make):
    data = make(1_000)
    assert json.loads(data)["type"] == "realtime"
    for prepare, run in growth.OPERATIONS.values():
        assert growth.once(prepare, run, data) >= 0  # whatever else than a refusal it raises comes out
