"""A real engine with one program in a sandbox, and what each of its runs took."""

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from sandbox import Sandbox
from sandbox.providers.servicer import LATENCY_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(__file__).parent / "program"
OFF, OWN, ON, RECIPE = "off", "own", "on", "recipe"
"""Who labels the program's resources: nobody, the program itself, labelwright, the transform of Pulumi's docs."""


class Sample(NamedTuple):
    """What one run took: seconds by the clock, processor seconds of the program and of all processes, its memory.

    A busy machine makes the clock lie; it moves processor time less.
    """

    wall: float
    program: float
    total: float
    megabytes: float


class Stack:
    """A sandbox with the program; every measured run is made on a stack that was empty before.

    Checkpoints are off: the file backend would write the whole state after each step, and hide everything else.
    """

    def __init__(self, folder: Path) -> None:
        self._sandbox = Sandbox(folder / "sandbox")
        self._sandbox.start(lambda _: None)
        self._program = folder / "program"
        self._usage, self._events = folder / "usage.json", folder / "events.json"
        shutil.copytree(PROGRAM, self._program, ignore=shutil.ignore_patterns("__pycache__"))
        self._environment = self._sandbox.full_environment() | {
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "PYTHONPATH": str(ROOT),
            "BENCH_USAGE": str(self._usage),
        }
        self._made = 0

    def close(self) -> None:
        """End the local cloud."""
        self._sandbox.stop()

    def preview(self, size: int, injection: str, *words: str) -> Sample:
        """A preview of an empty stack."""
        with self._fresh() as name:
            return self._run(size, injection, "preview", "--stack", name, *words)

    def up(self, size: int, injection: str, *, latency: float = 0.0) -> Sample:
        """An update of an empty stack, in a cloud that takes `latency` seconds for each resource."""
        with self._fresh() as name:
            words = ("up", "--yes", "--skip-preview", "--stack", name)
            return self._run(size, injection, *words, **{LATENCY_VARIABLE: str(latency)})

    def longest_pause(self, size: int, injection: str) -> float:
        """The longest time in seconds between two events of a preview, from its first resource on."""
        self._events.unlink(missing_ok=True)
        self.preview(size, injection, "--event-log", str(self._events))
        return longest_pause(json.loads(line) for line in self._events.read_text(encoding="utf-8").splitlines())

    def _run(self, size: int, injection: str, *words: str, **more: str) -> Sample:
        """What one command took."""
        self._usage.unlink(missing_ok=True)
        start, before = perf_counter(), _spent()
        self._pulumi(*words, "--suppress-outputs", BENCH_RESOURCES=str(size), BENCH_INJECTION=injection, **more)
        wall, total = perf_counter() - start, _spent() - before
        used = json.loads(self._usage.read_text(encoding="utf-8"))
        return Sample(wall, used["seconds"], total, used["megabytes"])

    @contextmanager
    def _fresh(self) -> Generator[str]:
        """An empty stack, which is forgotten afterwards, and its objects with it."""
        self._made += 1
        name = f"round-{self._made}"
        self._pulumi("stack", "init", name)
        try:
            yield name
        finally:
            self._pulumi("stack", "rm", name, "--yes", "--force")
            shutil.rmtree(self._sandbox.directory / "kubernetes", ignore_errors=True)

    def _pulumi(self, *words: str, **more: str) -> None:
        """One `pulumi` command; raises where it fails, with what it said."""
        binary = shutil.which("pulumi", path=self._environment["PATH"]) or "pulumi"
        done = subprocess.run(  # noqa: S603 - the sandbox's own pulumi
            [binary, *words, "--non-interactive"],
            cwd=self._program,
            env={**self._environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pulumi {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def stack() -> Generator[Stack]:
    """A stack in a folder of its own, with its local cloud, while it is measured."""
    with TemporaryDirectory() as folder:
        made = Stack(Path(folder))
        try:
            yield made
        finally:
            made.close()


def _spent() -> float:
    """Processor seconds of all processes that were started and have ended: the engine, its plugins, the program."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def processors() -> int:
    """How many processors may be used."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def longest_pause(events: Iterable[Mapping[str, object]]) -> float:
    """The longest time in seconds between two events of the engine's log, the start-up left out.

    The engine writes whole seconds where its clock is not finer.
    """
    listed = list(events)
    first = next((at for at, event in enumerate(listed) if "resourcePreEvent" in event), 0)
    times = [_time(event) for event in listed[first:]]
    return max((after - before for before, after in pairwise(times)), default=0.0)


def _time(event: Mapping[str, object]) -> float:
    """When an event happened, in seconds."""
    stamp = event["timestamp"]
    return float(stamp) if isinstance(stamp, int) else datetime.fromisoformat(str(stamp)).timestamp()
