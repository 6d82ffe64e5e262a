"""`render_dask`: the lines of `render`, partition by partition, on a cluster that loses a worker too."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra `dask`")

from dask.base import compute

from examples.render_dask import BASE
from realtime_builder import RenderJob, ValidationError, render, render_dask

ROOT = Path(__file__).parent.parent


def write(path, lines):
    path.write_text("".join(line + "\n" for line in lines))
    return path


def overrides(count):
    return [json.dumps({"session.instructions": f"Grüße an {i}.", "event_id": f"e{i}"}) for i in range(count)]


def together(files):
    return b"".join(path.read_bytes() for path in files)


def wanted(lines):
    return b"".join(each + b"\n" for each in render(BASE, lines))


def run(*command):
    """In a process group of its own, so that workers end with it."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, error = process.communicate(timeout=60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, error.decode()
    return out


@pytest.fixture
def in_threads(monkeypatch):
    """Without a client there are processes, whose start takes longer than what is tested here."""
    monkeypatch.setattr("dask.base.compute", lambda *tasks, **_: compute(*tasks, scheduler="sync"))


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path):
    lines = overrides(6_000)
    source = write(tmp_path / "overrides.jsonl", lines)

    told = json.loads(run("tests/dask_cluster.py", source, tmp_path / "out"))

    files = [Path(name) for name in told["files"]]
    assert told["victim"] not in told["workers"]
    assert 0 < len(told["done"]) < len(files)  # it was killed on the way
    assert together(files) == wanted(lines)
    assert sorted(files) == sorted((tmp_path / "out").glob("*.jsonl"))
    assert {name: (tmp_path / "out" / name).stat().st_ino for name in told["done"]} == told["done"]
    assert list((tmp_path / "out").glob("*.part")) == []


def test_the_example_without_a_cluster(tmp_path):
    lines = overrides(3_000)
    source = write(tmp_path / "overrides.jsonl", lines)

    told = run("examples/render_dask.py", source, tmp_path / "out", "--block", "32KiB")

    files = sorted((tmp_path / "out").glob("*.jsonl"))
    assert f"{len(files)} files in" in told.decode()
    assert b"Completed" in told  # Dask's own progress
    assert len(files) > 4
    assert together(files) == wanted(lines)


def test_the_lines_are_those_of_a_job_on_one_machine(tmp_path, in_threads):
    text = '\ufeff{"event_id": "first"}\n{"event_id": "a\\u2028b"}\r\n{"session": {"tracing": null}}\n{}'
    source = tmp_path / "overrides.jsonl"
    source.write_bytes(text.encode())
    RenderJob(BASE, source, tmp_path / "one.jsonl").run()

    for blocksize in (1, "30 B", "1MiB"):
        files = render_dask(BASE, source, tmp_path / f"out{blocksize}", blocksize=blocksize, progress=False)
        assert together(files) == (tmp_path / "one.jsonl").read_bytes()


def test_several_files_and_none(tmp_path, in_threads):
    write(tmp_path / "a1.jsonl", overrides(3))
    write(tmp_path / "a2.jsonl", overrides(2))
    (tmp_path / "empty.jsonl").touch()
    both = wanted(overrides(3)) + wanted(overrides(2))

    assert together(render_dask(BASE, f"{tmp_path}/a*.jsonl", tmp_path / "one", progress=False)) == both
    listed = [tmp_path / "a1.jsonl", tmp_path / "empty.jsonl", tmp_path / "a2.jsonl"]
    assert together(render_dask(BASE, listed, tmp_path / "two", progress=False)) == both
    assert render_dask(BASE, tmp_path / "empty.jsonl", tmp_path / "three", progress=False) == []
    with pytest.raises(OSError, match="nowhere"):
        render_dask(BASE, tmp_path / "nowhere.jsonl", tmp_path / "four", progress=False)


def test_it_goes_on_where_it_was_interrupted(tmp_path, in_threads):
    lines = overrides(30)
    source = write(tmp_path / "overrides.jsonl", lines)
    files = render_dask(BASE, source, tmp_path / "out", blocksize=200, progress=False)
    files[3].unlink()
    (tmp_path / "out" / "00003.abc.part").write_bytes(b"half a li")

    assert render_dask(BASE, source, tmp_path / "out", blocksize=200, progress=False) == files

    assert together(files) == wanted(lines)
    assert list((tmp_path / "out").glob("*.part")) == []


def test_a_finished_partition_is_left_as_it_is(tmp_path, in_threads):
    source = write(tmp_path / "overrides.jsonl", overrides(30))
    files = render_dask(BASE, source, tmp_path / "out", blocksize=200, progress=False)
    files[0].write_bytes(b"as it was\n")
    files[-1].unlink()

    render_dask(BASE, source, tmp_path / "out", blocksize=200, progress=False)

    assert files[0].read_bytes() == b"as it was\n"
    assert files[-1].exists()


def test_a_folder_of_something_else_is_refused(tmp_path, in_threads):
    source = write(tmp_path / "overrides.jsonl", overrides(3))
    render_dask(BASE, source, tmp_path / "out", progress=False)
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "mine.jsonl").touch()
    other = BASE.copy_with(event_id="other")

    for base, size, folder in ((other, "1MiB", "out"), (BASE, 10, "out"), (BASE, "1MiB", "foreign")):
        with pytest.raises(ValidationError, match="empty it, or use another folder"):
            render_dask(base, source, tmp_path / folder, blocksize=size, progress=False)
    with pytest.raises(ValidationError, match="empty it"):
        render_dask(BASE, source, tmp_path / "out", errors=tmp_path / "bad", progress=False)
    with pytest.raises(ValidationError, match="Expected a configuration, got `dict`"):
        render_dask({}, source, tmp_path / "new", progress=False)
    assert not (tmp_path / "new").exists()


def test_bad_lines_are_an_error_or_reported(tmp_path, in_threads):
    lines = ['{"event_id": "a"}', '{"session.audio.output.speed": 9}', '{"event_id": "b"}']
    source = write(tmp_path / "overrides.jsonl", lines)

    with pytest.raises(ValidationError, match=r"Partition 00000: Line 2: Expected `float` <= 1.5") as caught:
        render_dask(BASE, source, tmp_path / "strict", progress=False)
    assert caught.value.path == "$.session.audio.output.speed"
    assert [*(tmp_path / "strict").glob("*.jsonl*")] == []

    files = render_dask(BASE, source, tmp_path / "out", errors=tmp_path / "bad", progress=False)
    assert together(files) == wanted([lines[0], lines[2]])
    [report] = (tmp_path / "bad").iterdir()
    assert report.name == "00000.jsonl"
    assert json.loads(report.read_text())["line"] == 2
