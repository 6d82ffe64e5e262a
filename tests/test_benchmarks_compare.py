"""The comparison with others: that each rival does the work it is timed for, and what is made of the times."""

import json
import subprocess
import sys
import types
from dataclasses import asdict
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from amount import FULL

from benchmarks.compare import __main__ as command
from benchmarks.compare.chart import Bar, Panel, bytes_shown, draw, seconds_shown
from benchmarks.compare.jobs import JOBS, Rival, content_of_size, content_with_tools
from benchmarks.compare.report import write_report
from benchmarks.compare.results import Measured, Results, Sample, summed_up
from benchmarks.compare.results import Rival as Known
from benchmarks.compare.rivals import NAMES
from benchmarks.compare.run import Plan, measure
from benchmarks.compare.worker import Worker
from benchmarks.measure import Figure
from benchmarks.reasons import NOT_KNOWN


def rival_or_skip(name):
    try:
        return Rival(name)
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed (extra test)")


@pytest.mark.parametrize("name", NAMES)
def test_a_rival_gives_the_same_json_in_every_job(name):
    rival = rival_or_skip(name)
    content = rival.content(content_of_size("1 KB"))

    rival.check(content)
    work = rival.work(content)
    for job in work:
        assert rival.seconds(job, content, work, 1e-6) > 0
    if rival.can("edit_one_field"):
        assert {*JOBS} - {*work} <= {"encode cold", "decode and validate", "decode an echo"}
        assert rival.seconds("encode cold", content, work, 1e-6) > 0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "copy_of_bytes"])
def test_each_rival_has_the_same_names(name):
    module = rival_or_skip(name).module

    for needed in ("TITLE", "PACKAGES", "IMPORT", "DIALECT", "construct", "edit_one_field", "edit_three_levels_down"):
        assert hasattr(module, needed)
    assert module.__doc__


def test_the_library_refuses_every_mistake_and_shares_nothing():
    for name in ("ours", "ours_voicelive"):
        rival = Rival(name)
        content = rival.content(content_of_size("1 KB"))

        assert rival.refuses(content) == ["wrong type", "misspelt name", "out of range"]
        assert not rival.shares_input(content)


def test_plain_dicts_refuse_nothing_and_bare_structs_share_their_input():
    content = content_of_size("1 KB")

    assert Rival("dict_json").refuses(content) == []
    assert Rival("msgspec_bare").refuses(content) == ["wrong type", "misspelt name"]
    assert Rival("msgspec_bare").shares_input(content)


@pytest.mark.parametrize(
    ("job", "name", "wrong"),
    [
        ("edit one field", "edit_one_field", lambda event, _: event),
        ("edit three levels down", "edit_three_levels_down", lambda event, _: event),
        ("decode and validate", "decode_and_validate", lambda _: {}),
        ("template", "template", lambda _: lambda _: "{}"),
    ],
)
def test_a_rival_that_cheats_is_found_out(job, name, wrong):
    rival = Rival("dict_json")
    members = {**vars(rival.module), name: wrong}
    rival.module = types.SimpleNamespace(**members)

    with pytest.raises(ValueError, match=rf"dict \+ json: {job} gives other JSON: at \$"):
        rival.check(content_of_size("1 KB"))


def test_an_edit_that_changes_the_old_value_is_found_out():
    rival = Rival("dict_json")

    def change(event, model):
        event["session"]["model"] = model
        return event

    rival.module = types.SimpleNamespace(**{**vars(rival.module), "edit_one_field": change})
    with pytest.raises(ValueError, match="gives other JSON"):
        rival.check(content_of_size("1 KB"))


def test_memory_of_a_variation():
    """In a process of its own, as when it is measured: one that has freed much would use that room again."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.compare.worker", "dict_json"],
        input=json.dumps({"do": "memory", "on": "1 KB", "variations": 20_000}),
        capture_output=True,
        check=True,
        text=True,
    )

    # A message and a session, each a dict of its own, and a text.
    assert 300 < json.loads(done.stdout)["bytes"] < 1500


def test_a_worker_answers():
    worker = Worker("dict_json")

    found = worker.answer({"do": "check", "on": 3})
    assert found["title"] == "dict + json"
    assert found["jobs"] == list(JOBS)
    timed = worker.answer({"do": "time", "on": 3, "job": "encode warm", "seconds": 1e-5})
    assert timed["seconds"] > 0
    assert timed["yardstick"] > 0


@pytest.mark.skipif(not FULL, reason="imports all rivals, each in a process: FULL=1")
def test_rivals_in_processes_of_their_own_are_measured():
    plan = Plan(["dict_json", "copy_of_bytes"], rounds=1, seconds=1e-5, variations=2_000, imports=1)
    plan.sizes, plan.curve = ("1 KB",), (2,)
    heard = []
    results = measure(plan, lambda what, done: heard.append((what, done)))

    assert results.find("dict_json", "construct", "1 KB").rounds == 1
    assert results.seconds("copy_of_bytes", "template", 2) > 0
    assert results.seconds("copy_of_bytes", "construct", "1 KB") is None
    assert results.sizes == ["1 KB"]
    assert results.tool_counts == [2]
    assert results.rivals["copy_of_bytes"].bytes_each is None
    assert ("1 KB, round 1 of 1, dict_json", 0.0) in heard


def test_a_process_that_stops_is_an_error():
    plan = Plan(["no_such_rival"], rounds=1, seconds=1e-5, variations=10, imports=1)
    with pytest.raises(RuntimeError, match="no_such_rival stopped"):
        measure(plan, lambda *_: None)


def test_rounds_are_freed_from_the_speed_of_the_machine():
    # The machine ran at half speed in the second round, which both numbers show.
    (one,) = summed_up([Sample("a", "encode", 1, 10.0, 1.0), Sample("a", "encode", 1, 20.0, 2.0)])

    assert (one.seconds, one.spread, one.rounds) == (15.0, 0.0, 2)


def example_results():
    def known(title, **others):
        fixed = {"can_edit": True, "refuses": [], "shares": True, "import_seconds": 0.05, "bytes_each": 272.0}
        return Known(**{"title": title, "about": f"About {title}.", **fixed, **others})

    def measured(rival, on, micro, job="template"):
        return Measured(rival, job, on, micro * 1e-6, 0.04, 11)

    core = {"name": "decode / bare struct", "ratio": 1.2, "bar": 1.4, "aim": 1.1, "verdict": "met"}
    return Results(
        date="2026-01-31",
        machine="a machine",
        versions={"Python": "3.13.0", "orjson": "3.11.0"},
        rivals={
            "ours": known("realtime_builder", shares=False, kept_bytes=20_000.0, pause_seconds=5e-7),
            "openai_dict": known("openai SDK, dict"),
            "dict_orjson_fragment": known("fragment"),
        },
        times=[
            *(measured("ours", on, 0.5) for on in ("15 KB", 1, 10)),
            *(measured("openai_dict", on, 450.0) for on in ("15 KB", 1, 10)),
            measured("ours", "15 KB", 5.0, "edit and encode"),
            measured("openai_dict", "15 KB", 450.0, "edit and encode"),
            measured("dict_orjson_fragment", "15 KB", 2.5, "edit and encode"),
        ],
        core=[core],
        render={"a patch": 123_456.0},
        edits=[{"name": "merge / replace", "ours_us": 4.5, "theirs_us": 0.5, "ratio": 9.0}],
        guard=[{"name": "10 MB, brackets", "ours_us": 12_000.0, "theirs_us": 1_000.0, "ratio": 12.0}],
        connections={"connections": 2_000, "seconds_to_build": 0.07},
        day={
            "3.11.7": [
                figure("check / loads", 13.0, 12, 6, first_calls=11.0, other_content=9.0),
                figure("len(value)", 0.2, 0.4, None, unit="us"),
            ],
            "3.13.0": [figure("check / loads", 5.0, 12, 6)],
        },
    )


def figure(name, value, bar, aim, **others):
    each = Figure(name, value, bar, aim, ours=13e-6, theirs=1e-6, **others)
    return {**asdict(each), "verdict": each.verdict}


def test_the_report():
    text = write_report(example_results(), chart="compare.svg")

    assert "Python 3.13.0, orjson 3.11.0." in text
    assert "| decode / bare struct | 1.20 | 1.40 | 1.10 | met |" in text
    assert (
        "| prepared template against edit and encode, faster than openai SDK, dict | 900.0 times | 200 times |  | met |"
        in text
    )
    assert "| edit and encode, SLOWER than fragment | 2.0 times |" in text
    assert text.index("| edit and encode, faster than openai SDK, dict | 90.0 times |") < text.index(
        "| prepared template"
    )
    assert (
        "|  | us on 3.11.7 | beside, us | 3.11.7, steady | 3.11.7, first calls | 3.11.7, other tools "
        "| 3.13.0, steady | 3.13.0, first calls | 3.13.0, other tools | limit | aim |  |" in text
    )
    assert (
        "| check / loads | 13.0 | 1.00 | 13.00 | 11.00 | 9.00 | 5.00 |  |  | 12.00 | 6.00 | MISSED / aim reached |"
        in text
    )
    assert "| len(value) | 13.0 | 1.00 | 0.20 us |  |  |  |  |  | 0.40 |  | met |" in text
    assert "Missed on 3.11.7: 1 of 2 limits.\n\nMissed on 3.13.0: 0 of 1 limits." in text
    assert f"| missed | on | why |\n| --- | --- | --- |\n| check / loads | 3.11.7 | {NOT_KNOWN} |\n\n" in text
    assert "| len(value) | 3.11.7 |" not in text
    assert "| render, a patch, on one core | 123,456 lines/s | 100,000 lines/s |  | met |" in text
    assert "| merge | 4.50 | 0.50 | 9.00 |" in text
    assert "| 10 MB, brackets | 12,000 | 1,000 | 12.00 |" in text
    assert "| connections | 2,000 |\n| seconds to build | 0.07 |" in text
    assert "| realtime_builder |  |  |  |  |  | 5.00 ±4% | 0.50 ±4% |  |  |" in text
    assert "| openai SDK, dict | 450 | 450 |" in text
    assert "| realtime_builder | 50 | 272 | 20.0 | 0.50 | no | no | no | no |" in text
    assert "![Edit and send, decode an echo, keep 10,000 sessions](compare.svg)" in text


def test_the_chart_has_a_bar_and_a_value_for_each():
    bars = [Bar(f"rival {i} <&>", 10.0 ** -(6 - i), ours=i == 1, note="a note") for i in range(4)]
    panels = [Panel("Question", "About it", bars, seconds_shown), Panel("Memory", "Kept", bars[:1], bytes_shown)]
    picture = ET.fromstring(draw("Title", "Subtitle", panels))

    name = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in picture.iter(f"{name}text")]
    assert [text for text in texts if text.startswith("rival")] == [bar.title for bar in [*bars, bars[0]]]
    assert {"Title", "Subtitle", "Question", "Memory", "1 µs, a note", "10 µs, a note", "1 ms, a note"} <= {*texts}
    widths = [float(each.get("width")) for each in picture.iter(f"{name}rect") if each.get("height") == "14"][:4]
    assert [round(b - a) for a, b in pairwise(widths)] == [round(widths[1] - widths[0])] * 3  # a decade each
    assert [each.get("fill") for each in picture.iter(f"{name}rect")].count("#d1242f") == 1


def test_values_have_the_unit_that_fits():
    shown = [seconds_shown(each) for each in (1.5e-6, 1e-3, 2.5, 4e-8)]
    assert shown == ["1.5 µs", "1 ms", "2.5 s", "0.04 µs"]
    assert [bytes_shown(each) for each in (256e6, 1e9, 500.0)] == ["256 MB", "1 GB", "0.5 KB"]


def test_the_command_writes_the_report_again_from_the_numbers(tmp_path, capsys):
    results = example_results()
    (tmp_path / "results.json").write_bytes(command.msgspec.json.encode(results))

    command.main(["--again", "--into", str(tmp_path)])

    assert (tmp_path / "README.md").read_text() == write_report(results, chart="compare.svg")
    assert (tmp_path / "compare.svg").read_text().startswith("<svg")
    assert "README.md" in capsys.readouterr().out


def test_the_message_of_the_curve_grows_by_tools_alone():
    few, many = content_with_tools(1), content_with_tools(30)

    assert len(many["session"].pop("tools")) == 30
    assert len(few["session"].pop("tools")) == 1
    assert json.dumps(few) == json.dumps(many)
