"""Measuring: one process per rival, turn by turn."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.payloads import SIZES

from .results import On, Results, Rival, Sample, summed_up

__all__ = ["CURVE", "CURVE_JOBS", "MEMORY_ON", "Plan", "measure"]

CURVE = (1, 10, 100, 1000)
CURVE_JOBS = ("template", "decode and validate")
MEMORY_ON = "15 KB"

_ROOT = Path(__file__).resolve().parent.parent.parent
Progress = Callable[[str, float], None]


class Plan:
    """How much is measured."""

    def __init__(self, names: Iterable[str], *, rounds: int, seconds: float, variations: int, imports: int) -> None:
        self.names = list(names)
        self.rounds = rounds
        self.seconds = seconds
        self.variations = variations
        self.imports = imports
        self.sizes: tuple[str, ...] = tuple(SIZES)
        self.curve: tuple[int, ...] = CURVE
        self.sessions = 10_000


def measure(plan: Plan, progress: Progress) -> Results:
    """Check every rival and time all that the plan says.

    Raises:
        RuntimeError: where a rival gives other JSON than it should, or stops.
    """
    found: dict[str, dict[str, Any]] = {}
    samples: list[Sample] = []
    with ExitStack() as stack:
        workers = {name: stack.enter_context(_Worker(name)) for name in plan.names}
        for on in (*plan.sizes, *plan.curve):
            for name, worker in workers.items():
                progress(f"checking, {_described(on)}, {name}", 0)
                found.setdefault(name, {}).update(worker.ask(do="check", on=on))
            jobs = {name: _jobs_on(on, found[name]["jobs"]) for name in plan.names}
            samples += _take_turns(plan, on, workers, jobs, progress)
    imports: dict[str, list[float]] = {name: [] for name in plan.names}
    for i in range(plan.imports):
        for name in plan.names:
            progress(f"imports, round {i + 1} of {plan.imports}, {name}", i / plan.imports)
            imports[name].append(_import_seconds(found[name]["import"]))
    versions = {package: version(package) for name in plan.names for package in found[name]["packages"]}
    return Results(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        machine=f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        versions={"Python": platform.python_version(), **versions},
        rivals={
            name: Rival(
                title=found[name]["title"],
                about=found[name]["about"],
                can_edit=found[name]["can_edit"],
                refuses=found[name]["refuses"],
                shares=found[name]["shares"],
                import_seconds=statistics.median(imports[name]),
                bytes_each=_bytes_each(plan, name, progress) if found[name]["can_edit"] else None,
                **(_kept(plan, name, progress) if found[name]["can_echo"] else {}),
            )
            for name in plan.names
        },
        times=summed_up(samples),
        core=[],
        render={},
        edits=[],
        guard=[],
        connections={},
    )


def _described(on: On) -> str:
    return on if isinstance(on, str) else f"{on} tools"


def _jobs_on(on: On, jobs: list[str]) -> list[str]:
    return jobs if isinstance(on, str) else [job for job in CURVE_JOBS if job in jobs]


def _take_turns(
    plan: Plan, on: On, workers: Mapping[str, _Worker], jobs: Mapping[str, list[str]], progress: Progress
) -> Iterator[Sample]:
    names = [*workers]
    for i in range(plan.rounds):
        first = i % len(names)
        for name in names[first:] + names[:first]:
            progress(f"{_described(on)}, round {i + 1} of {plan.rounds}, {name}", i / plan.rounds)
            for job in jobs[name]:
                answer = workers[name].ask(do="time", job=job, on=on, seconds=plan.seconds)
                yield Sample(name, job, on, answer["seconds"], answer["yardstick"])


def _bytes_each(plan: Plan, name: str, progress: Progress) -> float:
    progress(f"memory, {name}", plan.names.index(name) / len(plan.names))
    with _Worker(name) as worker:
        answer = worker.ask(do="memory", on=MEMORY_ON, variations=plan.variations)
    return answer["bytes"]


def _kept(plan: Plan, name: str, progress: Progress) -> dict[str, float]:
    progress(f"memory, sessions kept, {name}", plan.names.index(name) / len(plan.names))
    with _Worker(name) as worker:
        answer = worker.ask(do="keep", on=MEMORY_ON, sessions=plan.sessions)
    return {"kept_bytes": answer["bytes"], "pause_seconds": answer["pause"]}


class _Worker:
    """A rival's process."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.compare.worker", self.name],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def ask(self, **request: Any) -> dict[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"The process of {self.name} stopped; its error stands above")
        return json.loads(answer)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def _import_seconds(statement: str) -> float:
    code = f"from time import process_time as now; start = now(); {statement}; print(now() - start)"
    # Rivals are installed with their bytecode, so ours may be kept too.
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=_ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
