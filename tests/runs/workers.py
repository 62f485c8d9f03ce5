"""What the processes do that use one store at once. Each runs in a process of its own."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier

from labelwright.runs.change import LabelChange
from labelwright.runs.run import Run
from labelwright.runs.store import RunExistsError, open_store
from labelwright.vocabulary import Status
from tests.runs.made import a_run, asked

PROCESSES = 16
EACH = 12
PATIENCE = 120


def crowd() -> ForkServerContext:
    """Processes that start fast: what they import is imported once."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.runs.workers", "psycopg"])
    return context


def together(target: Callable[..., None], *arguments: object) -> Sequence[int | None]:
    """Run `target(barrier, number, *arguments)` in all processes at once: their exit codes."""
    context = crowd()
    barrier = context.Barrier(PROCESSES)
    processes = [context.Process(target=target, args=(barrier, number, *arguments)) for number in range(PROCESSES)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(PATIENCE)
    return [one.exitcode for one in processes]


def open_record_and_label(barrier: Barrier, number: int, url: str) -> None:
    """Make the store with all others, record runs of its own, label its own and those of all."""
    barrier.wait(PATIENCE)
    store = open_store(url)
    own = range(1_000 * number, 1_000 * number + EACH)
    with suppress(RunExistsError):
        store.reserve(a_run(999_999, winner=f"process-{number}"))
    store.record(a_run(one, team=f"team-{number}", common="aa") for one in own[: EACH // 2])
    for one in own[EACH // 2 :]:
        store.reserve(a_run(one, team=f"team-{number}", common="aa"))
    store.label(asked(f"label:team=team-{number}"), LabelChange(set={f"own-{number}": "yes"}), by=f"process-{number}")
    for one in own[:3]:
        store.set_status(a_run(one), Status.FAILED)
    change = LabelChange(set={"last": f"process-{number}"})
    store.label(asked("label:common=aa"), change, by=f"process-{number}")


def label_and_die(url: str, count: int, done_before: int) -> None:
    """Label all runs, and be killed when so many are done."""

    def die(done: int, _: int) -> None:
        if done >= done_before:
            os.kill(os.getpid(), signal.SIGKILL)

    change = LabelChange(set={"team": "bb", "extra": "xx"}, remove=("tier",))
    open_store(url).label(asked("since:2000-01-01"), change, by="killed", progress=die)
    raise AssertionError(f"not killed before {count}")


def record_and_die(url: str, count: int) -> None:
    """Record runs, and be killed before the last one."""

    def runs() -> Iterator[Run]:
        yield from (a_run(100_000 + number, team="aa") for number in range(count))
        os.kill(os.getpid(), signal.SIGKILL)

    open_store(url).record(runs())
