"""The real engine with and without labels: `pulumi preview` and `pulumi up` of one program, alternating in one run.

The resources are Kubernetes ConfigMaps in the sandbox's own store, which answers in a millisecond: a real cloud takes
hundreds of them, so what is measured here is the worst case. Checkpoints are off (the file backend would write the
whole state after each step, and hide everything else).
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figure import Figure, alternating, overhead
from sandbox import Sandbox

ROUNDS: Mapping[int, int] = {100: 7, 1_000: 5, 5_000: 3}
"""Resources -> how many rounds are measured with so many."""

UP_LIMIT: Mapping[int, float] = {1_000: 3, 5_000: 5}
"""Resources -> the most that labels may add to `pulumi up`, in percent."""

_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = Path(__file__).parent / "program"


def figures(sizes: Mapping[int, int] = ROUNDS) -> Iterator[Figure]:
    """Overheads of injection in percent by size, and how long the engine ever waited for the next event."""
    with TemporaryDirectory() as folder:
        stack = _Stack(Path(folder))
        try:
            for size, rounds in sizes.items():
                paired = f"{rounds} rounds, without and with labels in turn"
                previews = alternating(rounds, partial(stack.preview, size, "off"), partial(stack.preview, size, "on"))
                yield Figure(f"labels on pulumi preview, {size:,} resources", overhead(previews), "%", paired)
                ups = alternating(rounds, partial(stack.up, size, "off"), partial(stack.up, size, "on"))
                limit = UP_LIMIT.get(size)
                yield Figure(f"labels on pulumi up, {size:,} resources", overhead(ups), "%", paired, limit)
                yield Figure(
                    f"longest pause of a preview with labels, {size:,} resources",
                    stack.longest_pause(size),
                    "s",
                    "one preview, default parallelism; between two events of the engine",
                )
        finally:
            stack.close()


class _Stack:
    """A sandbox with one program; every measured update is made on a stack that was empty before."""

    def __init__(self, folder: Path) -> None:
        self._sandbox = Sandbox(folder / "sandbox")
        self._sandbox.start(lambda _: None)
        self._program = folder / "program"
        shutil.copytree(_PROGRAM, self._program, ignore=shutil.ignore_patterns("__pycache__"))
        self._environment = self._sandbox.full_environment() | {
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "PYTHONPATH": str(_ROOT),
        }
        self._made = 0

    def close(self) -> None:
        """End the local cloud."""
        self._sandbox.stop()

    def preview(self, size: int, injection: str) -> float:
        """Seconds that a preview of an empty stack takes."""
        with self._fresh() as name:
            return self._run(size, injection, "preview", "--stack", name)

    def up(self, size: int, injection: str) -> float:
        """Seconds that an update of an empty stack takes."""
        with self._fresh() as name:
            return self._run(size, injection, "up", "--yes", "--skip-preview", "--stack", name)

    def longest_pause(self, size: int) -> float:
        """The longest time in seconds between two events of a preview with labels, the start-up left out."""
        log = self._program / "events.json"
        log.unlink(missing_ok=True)
        with self._fresh() as name:
            self._run(size, "on", "preview", "--stack", name, "--event-log", str(log))
        times = [_time(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]
        return max(after - before for before, after in pairwise(times[len(times) // 20 :]))

    def _fresh(self) -> "_Fresh":
        """An empty stack that is forgotten afterwards, and its objects with it."""
        self._made += 1
        return _Fresh(self, f"round-{self._made}")

    def _run(self, size: int, injection: str, *words: str) -> float:
        """Seconds of one command."""
        sizes = {"BENCH_RESOURCES": str(size), "BENCH_INJECTION": injection}
        start = perf_counter()
        self.pulumi(*words, "--non-interactive", "--suppress-outputs", more=sizes)
        return perf_counter() - start

    def pulumi(self, *words: str, more: Mapping[str, str] | None = None) -> None:
        """One `pulumi` command; raises where it fails, with what it said."""
        binary = shutil.which("pulumi", path=self._environment["PATH"]) or "pulumi"
        done = subprocess.run(  # noqa: S603 - the sandbox's own pulumi
            [binary, *words],
            cwd=self._program,
            env={**self._environment, **(more or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pulumi {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    def forget(self, name: str) -> None:
        """Remove a stack and what it made."""
        self.pulumi("stack", "rm", name, "--yes", "--force", "--non-interactive")
        shutil.rmtree(self._sandbox.directory / "kubernetes", ignore_errors=True)


class _Fresh:
    """One empty stack."""

    def __init__(self, stack: _Stack, name: str) -> None:
        self._stack, self._name = stack, name

    def __enter__(self) -> str:
        self._stack.pulumi("stack", "init", self._name, "--non-interactive")
        return self._name

    def __exit__(self, *_: object) -> None:
        self._stack.forget(self._name)


def _time(event: Mapping[str, object]) -> float:
    """When an event of the engine's log happened, in seconds."""
    stamp = event["timestamp"]
    return float(stamp) if isinstance(stamp, int) else datetime.fromisoformat(str(stamp)).timestamp()
