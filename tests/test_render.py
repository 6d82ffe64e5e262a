"""`render` and `RenderJob`: what each line becomes, and that no line is lost, doubled or kept in memory."""

import itertools
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, configs, edits, name_of

from realtime_builder import UNSET, DecodeError, ValidationError, encode
from realtime_builder.bulk.jobs import RenderJob
from realtime_builder.bulk.render import render
from realtime_builder.edits.holes import texts_in
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent

ROOT = Path(__file__).parents[1]

SESSION = RealtimeSessionCreateRequest(
    model="gpt-realtime-2",
    instructions="Be brief.",
    audio={
        "input": {"turn_detection": {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 500}},
        "output": {"voice": "marin"},
    },
    tools=[{"type": "function", "name": "get_weather"}],
)
EVENT = SessionUpdateEvent(session=SESSION)


# What an override is


@pytest.mark.parametrize("cls", ALL_STRUCTS, ids=name_of)
@given(data=st.data())
def test_a_patch_is_laid_over_the_base_as_merge_does(cls, data):
    base = data.draw(configs(cls), label="base")
    changed = edits(cls).map(lambda changes: base.copy_with(**changes))
    patches = data.draw(st.lists(configs(cls) | changed, min_size=1, max_size=3), label="patches")
    assume(not texts_in(base))  # whose holes are filled
    expected = [encode(base.merge(patch)) for patch in patches]
    assert list(render(base, patches)) == expected
    for form in (encode, lambda patch: encode(patch).decode(), lambda patch: patch.as_dict()):
        assert list(render(base, map(form, patches))) == expected


def test_paths_are_edits():
    override = {
        "session.audio.output.speed": 1.2,
        "session.tools.get_weather.description": "Weather.",
        "session.tools[0].name": "weather",
        "session.tracing": None,
        "event_id": "e1",
    }
    expected = EVENT.transform(*itertools.chain(*override.items()))
    assert list(render(EVENT, [override, json.dumps(override)])) == [encode(expected)] * 2
    # One key with a dot makes all of them paths.
    whole = {"session": SESSION.as_dict(), "$.event_id": "e2"}
    assert list(render(EVENT, [whole])) == [encode(EVENT.copy_with(event_id="e2"))]


@pytest.mark.parametrize(
    "override",
    [
        {"session.audio.output.voice": UNSET, "session.instructions": "x"},
        {"session": {"audio": {"output": {"voice": UNSET}}, "instructions": "x"}, "event_id": UNSET, "type": UNSET},
        {"session": {"audio": UNSET, "tools": UNSET, "instructions": "x"}},
    ],
)
def test_unset_leaves_what_the_base_has(override):
    assert list(render(EVENT, [override])) == [encode(EVENT.transform("session.instructions", "x"))]


@pytest.mark.parametrize("override", [{"session": {"voise": UNSET}}, {"session.voise": UNSET}])
def test_a_typo_is_one_also_where_it_is_unset(override):
    with pytest.raises(ValidationError, match="Line 1: RealtimeSessionCreateRequest has no field `voise`"):
        list(render(EVENT, [override]))


def test_a_function_is_given_the_old_value():
    override = {"session.instructions": str.upper, "session.tools.get_weather.description": lambda _: "Weather."}
    expected = EVENT.transform(*itertools.chain(*override.items()))
    assert expected.session.instructions == "BE BRIEF."
    assert list(render(EVENT, [override])) == [encode(expected)]


@pytest.mark.parametrize(
    ("override", "path"),
    [
        ({1: 2}, ""),
        ({"event_id": "x", None: 2}, ""),
        ({"session.instructions": "x", 5: 1}, ""),
        ({"session": {1: 2}}, "$.session"),
        ({"session": {"audio": {"output": {(): 2}}}}, "$.session.audio.output"),
    ],
)
def test_a_key_that_is_no_text_is_a_bad_override(override, path):
    bad = []
    assert list(render(EVENT, [override, {}], on_error=bad.append)) == [encode(EVENT)]
    assert (bad[0].line, bad[0].path) == (1, path)
    assert bad[0].error.startswith("Expected `str` as a key, got `")


@pytest.mark.parametrize("base", [{"a": 1}, 5, None, RealtimeSessionCreateRequest])
def test_a_base_has_to_be_a_configuration(base, tmp_path):
    message = f"^Expected a configuration, got `{type(base).__name__}`$"
    with pytest.raises(ValidationError, match=message):
        list(render(base, [{}]))
    with pytest.raises(ValidationError, match=message):
        RenderJob(base, tmp_path / "overrides.jsonl", tmp_path / "out")


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path):
    assert list(render(EVENT, ["\ufeff{}", b"\xef\xbb\xbf{}"])) == [encode(EVENT)] * 2
    (tmp_path / "overrides.jsonl").write_text('{"event_id": "1"}\n{}\n', encoding="utf-8-sig")
    assert run(tmp_path / "overrides.jsonl") == (2, 0)


def test_a_patch_replaces_an_object_that_is_one_setting():
    detection = {"type": "server_vad", "threshold": 0.3}
    patch = {"session": {"audio": {"input": {"turn_detection": detection}, "output": {"speed": 1.1}}}}
    (line,) = render(EVENT, [patch])
    audio = json.loads(line)["session"]["audio"]
    assert audio == {"input": {"turn_detection": detection}, "output": {"voice": "marin", "speed": 1.1}}


def test_a_session_of_another_kind_replaces_the_session():
    patch = {"session": {"type": "transcription", "include": []}}
    (line,) = render(EVENT, [patch])
    assert json.loads(line) == {"type": "session.update", "session": {"type": "transcription", "include": []}}


def test_nothing_is_the_base_itself():
    assert list(render(EVENT, [{}, b"{}", "{}", " {} \n", {"session": {}}])) == [encode(EVENT)] * 5
    assert list(render(EVENT, [])) == []


def test_it_is_lazy():
    endless = ({"event_id": str(i)} for i in itertools.count())
    messages = render(EVENT, endless)
    assert [json.loads(next(messages))["event_id"] for _ in range(3)] == ["0", "1", "2"]
    assert next(endless) == {"event_id": "3"}


# Bad overrides

BAD = [
    (b"", DecodeError, "Expected `object`, got an empty line", ""),
    (b" \r\n", DecodeError, "Expected `object`, got an empty line", ""),
    (
        b"[{",
        DecodeError,
        "Not valid JSON: Input data was truncated; an override is one JSON object on a line of its own",
        "",
    ),
    (b'{"event_id": "\xff"}', DecodeError, "Not valid JSON", ""),
    (b"[" * 5000, ValidationError, "N", ""),  # too deep for msgspec, or cut off
    (b"[]", ValidationError, "Expected `object`, got `list`", ""),
    (b"null", ValidationError, "Expected `object`, got `NoneType`", ""),
    (b'{"event_id": 5}', ValidationError, "Expected `str`, got `int`", "$.event_id"),
    (b'{"session": null}', ValidationError, "Expected `object`, got `null`", "$.session"),
    (b'{"session": {"voise": 1}}', ValidationError, "RealtimeSessionCreateRequest has no field `voise`", "$.session"),
    (
        b'{"session": {"audio": {"output": {"speed": 9}}}}',
        ValidationError,
        "Expected `float` <= 1.5",
        "$.session.audio.output.speed",
    ),
    (b'{"session.audio.output.speed": 9}', ValidationError, "Expected `float` <= 1.5", "$.session.audio.output.speed"),
    (
        b'{"session.audio": {}, "session.audio.output": {}}',
        ValidationError,
        "Hole `session.audio.output` lies",
        "$.session.audio.output",
    ),
    (b'{"session.tools.nobody.name": "x"}', ValidationError, "No item is named `nobody`", "$.session.tools"),
    (b'{"a..b": 1}', ValidationError, "Expected a path", ""),
    (b'{"type": "other"}', ValidationError, "Expected `session.update`", "$.type"),
]


@pytest.mark.parametrize(("line", "kind", "message", "path"), BAD)
def test_a_bad_override_is_told_with_its_number(line, kind, message, path):
    good = {"event_id": "e1"}
    messages = render(EVENT, [good, line, good])
    next(messages)
    with pytest.raises(ValidationError) as caught:
        next(messages)
    assert caught.value.message.startswith(f"Line 2: {message}")
    assert caught.value.path == path

    bad = []
    for _ in range(2):  # and spoils nothing for the lines that come after it
        assert (
            list(render(EVENT, [good, line, good], on_error=bad.append, first_line=7))
            == [encode(EVENT.copy_with(**good))] * 2
        )
    assert bad == [bad[0]] * 2
    assert (bad[0].line, bad[0].path) == (8, path)
    assert bad[0].error.startswith(message)


@pytest.mark.parametrize("one", [{"event_id": "1"}, EVENT, b'{"event_id": "1"}', "{}"])
def test_one_override_is_no_list(one):
    with pytest.raises(ValidationError, match=r"^Expected several overrides, got one `[A-Za-z]+`; put it into a list$"):
        list(render(EVENT, one))


def test_a_line_of_the_wrong_kind_of_configuration():
    with pytest.raises(ValidationError, match="Line 1: Expected `SessionUpdateEvent`"):
        list(render(EVENT, [SESSION]))


# Files

LINES = 3_000


@pytest.fixture
def overrides(tmp_path):
    path = tmp_path / "overrides.jsonl"
    path.write_bytes(b"\n".join(_lines(LINES)))  # the last line without its end
    return path


def _lines(count):
    for i in range(count):
        if i % 97 == 13:
            yield b'{"session": {"voise": %d}}' % i
        elif i % 3:
            yield b'{"session": {"instructions": "Caller %d", "audio": {"output": {"speed": 1.1}}}}' % i
        else:
            yield b'{"event_id": "e%d", "session.audio.output.voice": "voice %d"}' % (i, i)


@pytest.fixture
def expected(overrides):
    """What the files for output and errors have to hold."""
    bad = []
    messages = list(render(EVENT, overrides.read_bytes().split(b"\n"), on_error=bad.append))
    assert len(messages) + len(bad) == LINES
    return b"".join(each + b"\n" for each in messages), b"".join(encode(each) + b"\n" for each in bad)


def run(overrides, jobs=1, resume=False, on_progress=None, base=EVENT):
    folder = overrides.parent
    job = RenderJob(base, overrides, folder / "out", errors=folder / "errors", jobs=jobs, resume=resume)
    return job.run(on_progress)


def written(overrides):
    return (overrides.parent / "out").read_bytes(), (overrides.parent / "errors").read_bytes()


def notes(overrides):
    return [path.name for path in overrides.parent.iterdir() if path.name not in ("overrides.jsonl", "out", "errors")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_job_writes_what_render_gives(overrides, expected, jobs):
    seen = []
    assert run(overrides, jobs, on_progress=lambda read, lines: seen.append((read, lines))) == (
        expected[0].count(b"\n"),
        expected[1].count(b"\n"),
    )
    assert written(overrides) == expected
    assert notes(overrides) == []
    assert seen == sorted(seen)
    assert seen[-1] == (overrides.stat().st_size, LINES)
    first = json.loads(expected[1].split(b"\n")[0])
    assert first["line"] == 14
    assert first["path"] == "$.session"
    assert first["error"].startswith("RealtimeSessionCreateRequest has no field `voise`")


class Interrupted(Exception):  # noqa: N818
    pass


def interrupt_after(chunks):
    left = itertools.count(chunks - 1, -1)

    def on_progress(read, lines):
        if next(left) <= 0:
            raise Interrupted

    return on_progress


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_job_goes_on_with_any_number_of_processes(overrides, expected, jobs):
    for chunks in (1, 4, 2):
        with pytest.raises(Interrupted):
            run(overrides, jobs, resume=True, on_progress=interrupt_after(chunks))
        assert notes(overrides) == ["out.progress"]
        out = (overrides.parent / "out").read_bytes()  # and nothing that a worker wrote behind it
        assert len(out) == json.loads((overrides.parent / "out.progress").read_bytes())["written"]
        assert expected[0].startswith(out)
        # Whatever else was written before the end, it is cut off.
        for name in ("out", "errors"):
            with (overrides.parent / name).open("ab") as file:
                file.write(b"half a li")
    run(overrides, 3 - jobs, resume=True)
    assert written(overrides) == expected
    assert notes(overrides) == []
    run(overrides, resume=True)  # nothing to go on with: all of it again
    assert written(overrides) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGINT for a process")
def test_workers_leave_an_interruption_to_the_job(overrides, expected):
    chunks = itertools.count()

    def interrupt_workers(read, lines):
        if next(chunks) == 6:
            workers = multiprocessing.active_children()
            assert len(workers) == 2
            for worker in workers:
                os.kill(worker.pid, signal.SIGINT)

    run(overrides, 2, on_progress=interrupt_workers)
    assert written(overrides) == expected


def test_a_job_that_does_not_resume_begins_anew(overrides, expected):
    with pytest.raises(Interrupted):
        run(overrides, on_progress=interrupt_after(3))
    # Killed before its first note: what the older job noted does not hold any more.
    (overrides.parent / "errors.is.a.folder").mkdir()
    with pytest.raises(IsADirectoryError):
        RenderJob(EVENT, overrides, overrides.parent / "out", errors=overrides.parent / "errors.is.a.folder").run()
    (overrides.parent / "errors.is.a.folder").rmdir()
    assert notes(overrides) == []
    run(overrides, resume=True)
    assert written(overrides) == expected


def test_a_job_goes_on_only_with_what_it_began_with(overrides):
    with pytest.raises(Interrupted):
        run(overrides, on_progress=interrupt_after(3))
    with pytest.raises(ValidationError, match="belongs to another base or other overrides"):
        run(overrides, resume=True, base=EVENT.copy_with(event_id="other"))
    out = overrides.parent / "out"
    content = out.read_bytes()
    out.write_bytes(content[:100])
    with pytest.raises(ValidationError, match="out lacks data that was written to it before"):
        run(overrides, resume=True)
    out.unlink()
    with pytest.raises(ValidationError, match="out lacks data that was written to it before"):
        run(overrides, resume=True)
    out.write_bytes(content)
    with pytest.raises(ValidationError, match="lacks data that was written to it before"):
        RenderJob(EVENT, overrides, out, resume=True).run()
    (overrides.parent / "out.progress").write_bytes(b"{")
    with pytest.raises(ValidationError, match="is not a record of a job's progress"):
        run(overrides, resume=True)


@pytest.mark.parametrize("jobs", [1, 2])
def test_without_a_file_for_errors_the_first_bad_line_ends_the_job(overrides, expected, jobs):
    out = overrides.parent / "out"
    with pytest.raises(ValidationError) as caught:
        RenderJob(EVENT, overrides, out, jobs=jobs).run()
    assert caught.value.message.startswith("Line 14: RealtimeSessionCreateRequest has no field `voise`")
    assert caught.value.path == "$.session"
    lines = overrides.read_bytes().replace(b"voise", b"model").split(b"\n")
    overrides.write_bytes(b"\n".join(line if b'"model": ' not in line else b"{}" for line in lines))
    RenderJob(EVENT, overrides, out, jobs=jobs, resume=True).run()
    assert out.read_bytes() == b"".join(each + b"\n" for each in render(EVENT, overrides.read_bytes().split(b"\n")))


@pytest.mark.parametrize("jobs", [1, 2])
def test_without_a_file_for_errors_nothing_behind_the_bad_line_is_written(overrides, jobs):
    lines = [b"{}"] * 300 + [b"[]"] + [b"{}"] * 1_000
    overrides.write_bytes(b"\n".join(lines))
    with pytest.raises(ValidationError, match="Line 301: Expected `object`, got `list`"):
        RenderJob(EVENT, overrides, overrides.parent / "out", jobs=jobs).run()
    assert (overrides.parent / "out").read_bytes() == (encode(EVENT) + b"\n") * 300


def _shrunk(content):
    return content[: len(content) // 20]


def _corrected(content):
    return content.replace(b"voise", b"voice", 1)


def _longer(content):
    return content.replace(b"Caller 1", b"The caller 1", 1)


@pytest.mark.parametrize("change", [_shrunk, _corrected, _longer])
def test_a_job_does_not_go_on_with_overrides_that_changed(overrides, change):
    with pytest.raises(Interrupted):
        run(overrides, on_progress=interrupt_after(3))
    before = written(overrides)
    overrides.write_bytes(change(overrides.read_bytes()))
    with pytest.raises(ValidationError, match=r"out\.progress belongs to another base or other overrides"):
        run(overrides, resume=True)
    assert written(overrides) == before


def test_a_job_goes_on_with_more_overrides_but_not_within_a_line(overrides, expected):
    whole = overrides.read_bytes()
    with pytest.raises(Interrupted):
        run(overrides, on_progress=interrupt_after(LINES // 256 + 1))
    overrides.write_bytes(whole + b" \n{}")
    with pytest.raises(ValidationError, match="other overrides"):
        run(overrides, resume=True)
    overrides.write_bytes(whole)
    run(overrides, resume=True)
    assert written(overrides) == expected

    overrides.write_bytes(whole + b"\n")
    with pytest.raises(Interrupted):
        run(overrides, on_progress=interrupt_after(LINES // 256 + 1))
    overrides.write_bytes(whole + b"\n{}")
    run(overrides, resume=True)
    assert written(overrides) == (expected[0] + encode(EVENT) + b"\n", expected[1])


def test_a_file_is_used_for_one_thing_only(tmp_path):
    lines, out, link = tmp_path / "s.jsonl", tmp_path / "out", tmp_path / "link"
    lines.write_bytes(b"{}")
    link.symlink_to(lines)
    for output, errors in ((lines, None), (link, None), (out, lines), (out, link)):
        with pytest.raises(ValidationError, match="would be overwritten while it is read"):
            RenderJob(EVENT, lines, output, errors=errors)
    for errors in (out, tmp_path / "." / "other" / ".." / "out", tmp_path / "out.progress"):
        with pytest.raises(ValidationError, match="would be written twice"):
            RenderJob(EVENT, lines, out, errors=errors)
    out.touch()
    (tmp_path / "hard").hardlink_to(out)
    with pytest.raises(ValidationError, match="would be written twice"):
        RenderJob(EVENT, lines, out, errors=tmp_path / "hard")
    with pytest.raises(ValidationError, match="is a directory"):
        RenderJob(EVENT, lines, tmp_path)
    with pytest.raises(ValidationError, match="is a directory"):
        RenderJob(EVENT, lines, ".")
    assert lines.read_bytes() == b"{}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_from_a_pipe(overrides, expected, jobs):
    pipe, out, errors = (overrides.parent / name for name in ("pipe", "out", "errors"))
    os.mkfifo(pipe)

    with subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', overrides, pipe]):
        RenderJob(EVENT, pipe, out, errors=errors, jobs=jobs).run()
    assert written(overrides) == expected
    with (
        subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', overrides, pipe], stderr=subprocess.DEVNULL),
        pytest.raises(ValidationError, match="pipe is not a file, so it can't be resumed from"),
    ):
        RenderJob(EVENT, pipe, out, errors=errors, jobs=jobs, resume=True).run()
    assert written(overrides) == expected


def test_into_a_device(overrides):
    job = RenderJob(EVENT, overrides, "/dev/null", errors="/dev/null", resume=True)
    good, bad = job.run()
    assert good + bad == LINES
    assert not Path("/dev/null.progress").exists()


def test_an_empty_file(tmp_path):
    (tmp_path / "overrides.jsonl").touch()
    assert run(tmp_path / "overrides.jsonl") == (0, 0)
    assert written(tmp_path / "overrides.jsonl") == (b"", b"")


def test_what_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        RenderJob(EVENT, tmp_path / "nothing", tmp_path / "out").run()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValidationError, match="Expected `jobs` >= 1, got 0"):
        RenderJob(EVENT, tmp_path / "nothing", tmp_path / "out", jobs=0)


# In processes of their own

_PRELUDE = """
    import sys
    from pathlib import Path
    from realtime_builder.openai_ga import RealtimeResponseCreateParams, SessionUpdateEvent
    from realtime_builder.bulk.jobs import RenderJob
    folder = Path(sys.argv[1])
    base = SessionUpdateEvent.from_json((folder / "base").read_bytes())
"""


def start(script, folder, *arguments, **options):
    (folder / "base").write_bytes(encode(EVENT))
    program = textwrap.dedent(_PRELUDE) + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        **options,
    )


_JOB = """
    job = RenderJob(base, folder / "overrides.jsonl", folder / "out", errors=folder / "errors",
                    jobs=int(sys.argv[2]), resume=True)
    print("begun", flush=True)
    job.run()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_job_is_resumed_to_the_identical_file(overrides, expected, jobs):
    lines = overrides.read_bytes() + b"\n"
    repeated = 8
    overrides.write_bytes(lines * repeated)
    moments = random.Random(jobs)
    killed = 0
    for _ in range(40):
        with start(_JOB, overrides.parent, jobs, start_new_session=True) as process:
            process.stdout.readline()
            try:
                assert process.wait(moments.uniform(0.0, 0.25) if killed < 8 else 60) == 0
                break
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
        killed += 1
        _wait_until_gone(process.pid)
    assert killed > 0
    out, errors = written(overrides)
    assert out == expected[0] * repeated
    numbers = [json.loads(line)["line"] for line in errors.splitlines()]
    assert numbers == [i * LINES + number for i in range(repeated) for number in range(14, LINES + 1, 97)]


def _wait_until_gone(group):
    """A killed job leaves no worker behind."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("workers go on after their job was killed")


_MEMORY = """
    import tracemalloc
    kind, count = sys.argv[2], int(sys.argv[3])
    path = folder / f"{kind}{count}"
    with path.open("w") as file:
        for i in range(count):
            if kind == "values":
                file.write('{"session": {"instructions": "Caller %d"}, "event_id": "e%d"}\\n' % (i, i))
            else:
                file.write('{"metadata.caller%d": "x", "metadata.tenant%d": "y"}\\n' % (i, -i))
    if kind == "places":
        base = RealtimeResponseCreateParams(instructions="x" * 5_000, metadata={})
    def job():
        return RenderJob(base, path, "/dev/null", errors=folder / "errors", jobs=1)
    tracemalloc.start()
    assert job().run() == (count, 0)
    print(tracemalloc.get_traced_memory()[1])
"""


@pytest.mark.parametrize(("kind", "few", "many"), [("values", 3_000, 20_000), ("places", 500, 2_000)])
def test_memory_does_not_grow_with_the_number_of_lines(tmp_path, kind, few, many):
    peaks = []
    for count in (few, many):
        with start(_MEMORY, tmp_path, kind, count) as process:
            output, _ = process.communicate(timeout=120)
            assert process.returncode == 0
        peaks.append(int(output))
    assert peaks[1] < 1.25 * peaks[0]
