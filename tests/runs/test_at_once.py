"""Sixteen processes use one store at once, and some are killed: nothing is lost, and nothing is half done."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from labelwright.runs.change import LabelChange
from labelwright.runs.labelling import PIECE
from labelwright.runs.records import BATCH
from labelwright.runs.run import Run
from labelwright.runs.store import Store, open_store
from sandbox.postgresql import Server
from tests.runs.made import a_run, asked
from tests.runs.workers import EACH, PROCESSES, crowd, label_and_die, open_record_and_label, record_and_die, together


def test_sixteen_processes_make_a_store_and_lose_nothing(url: str) -> None:
    """Every run, every label and every entry of the history of each of them is there; one of them won the one run."""
    assert together(open_record_and_label, url) == [0] * PROCESSES
    store = open_store(url)
    assert store.count() == PROCESSES * EACH + 1
    assert store.count(asked("label:winner")) == 1
    assert store.count(asked("status:failed")) == PROCESSES * 3
    lasts: set[str] = set()
    for number in range(PROCESSES):
        assert store.count(asked(f"label:team=team-{number} label:own-{number}=yes")) == EACH
        run = store.get(f"run-{1_000 * number}")
        assert run is not None
        lasts.add(run.values["last"])
        told = store.history(run)
        assert [one.key for one in told].count(f"own-{number}") == 1
        of_last = [one for one in told if one.key == "last"]
        # Each value that anybody set stands there, and each change begins where the one before it ended.
        assert [one.before for one in of_last] == [None, *(one.after for one in of_last[:-1])]
        assert all(one.by == one.after for one in of_last)
        assert f"process-{number}" in {one.by for one in of_last}
    assert len(lasts) == 1


@pytest.mark.parametrize("done", [0, PIECE, 2 * PIECE])
def test_a_kill_in_the_middle_of_a_change_leaves_nothing_of_it(store: Store, url: str, done: int) -> None:
    """At its beginning, between two pieces, and when all is written and not yet committed."""
    count = 2 * PIECE
    store.record(a_run(number, team="aa", tier="cc") for number in range(count))
    killed = crowd().Process(target=label_and_die, args=(url, count, done))
    killed.start()
    killed.join(120)
    assert killed.exitcode == -signal.SIGKILL
    assert store.count(asked("label:team=aa label:tier=cc -label:extra")) == count
    assert store.history(a_run(0)) == []
    outcome = store.label(asked("since:2000-01-01"), LabelChange(set={"team": "dd"}), by="next")
    assert outcome.changed == count


def test_a_kill_in_the_middle_of_recording_leaves_nothing_of_it(store: Store, url: str) -> None:
    """Though whole batches were written."""
    killed = crowd().Process(target=record_and_die, args=(url, 4_500))
    killed.start()
    killed.join(120)
    assert killed.exitcode == -signal.SIGKILL
    assert store.count() == 0
    assert store.record(a_run(100_000 + number, team="aa") for number in range(10)) == 10


def test_more_threads_than_connections_share_one_store(store: Store) -> None:
    """Each waits for its turn; nobody waits for a connection that all others hold."""
    threads = 40
    ready = Barrier(threads)

    def reserve(number: int) -> Run:
        ready.wait(60)
        return store.reserve(a_run(number, team=f"team-{number % 3}"))

    with ThreadPoolExecutor(threads) as pool:
        assert len(list(pool.map(reserve, range(threads)))) == threads
    assert store.count(asked("label:team=team-1")) == 13


@pytest.mark.postgresql
def test_two_imports_with_the_same_new_labels_do_not_wait_for_each_other_in_a_circle(postgresql: Server) -> None:
    """Each has interned what the other needs next, and neither is committed. SQLite has one writer at a time."""
    url = postgresql.make_database()
    open_store(url)
    both = Barrier(2)

    def runs(first: int, *teams: str) -> Iterator[Run]:
        for number, team in enumerate(teams):
            yield from (a_run(first + 10_000 * number + one, team=team) for one in range(BATCH))
            both.wait(60)

    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(open_store(url).record, runs(0, "team-one", "team-two")),
            pool.submit(open_store(url).record, runs(1_000_000, "team-two", "team-one")),
        ]
        assert [one.result(120) for one in done] == [2 * BATCH] * 2
    assert open_store(url).count(asked("label:team=team-one")) == 2 * BATCH
    postgresql.drop_database(url)
