"""The turn of a run: one launch at a time, and none that a dead process keeps; on both databases."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelwright.launch import turn as turns
from labelwright.launch.submitter import RefusedError
from labelwright.launch.turn import turn
from labelwright.runs.database import Database
from labelwright.runs.run import RunKey
from labelwright.runs.store import open_store

KEY = RunKey("labelwright", "dev", "r1")
OTHER = RunKey("labelwright", "dev", "r2")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A store to launch with."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'runs.db'}"
        return
    server = request.getfixturevalue("postgresql")
    made = server.make_database()
    yield made
    server.drop_database(made)


def database(url: str) -> Iterator[Database]:
    """A connection of its own, as another process would have."""
    found = open_store(url).database
    yield found
    found.engine.dispose()


first = second = pytest.fixture(database)


def nobody_waits() -> None:
    """Called where somebody would have to."""
    raise AssertionError("somebody else has the turn")


def test_who_comes_second_waits_until_the_first_is_done(first: Database, second: Database) -> None:
    """It is said once that it waits."""
    said: list[str] = []
    order: list[str] = []

    def later() -> None:
        with turn(second, KEY, lambda: said.append("waiting")):
            order.append("second")

    with turn(first, KEY, nobody_waits):
        thread = threading.Thread(target=later)
        thread.start()
        while not said:
            time.sleep(0.01)
        order.append("first")
    thread.join(timeout=30)
    assert (order, said) == (["first", "second"], ["waiting"])


def test_another_run_does_not_wait(first: Database, second: Database) -> None:
    """Each has its own."""
    with turn(first, KEY, nobody_waits), turn(second, OTHER, nobody_waits):
        pass


def test_a_turn_ends_with_its_block_however_that_ends(first: Database, second: Database) -> None:
    """With an error, too, which is handed on as it is."""
    with pytest.raises(OSError, match="no network"), turn(first, KEY, nobody_waits):
        raise OSError("no network")
    with turn(second, KEY, nobody_waits):
        pass


def test_a_turn_ends_with_its_process(url: str, second: Database, tmp_path: Path) -> None:
    """Killed, it leaves nothing that the next one would wait for."""
    child = os.fork()
    if child == 0:
        with turn(open_store(url).database, KEY, nobody_waits):
            (tmp_path / "mine").touch()
            signal.pause()
        os._exit(0)
    while not (tmp_path / "mine").exists():
        time.sleep(0.01)
    waited: list[str] = []
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with turn(second, KEY, lambda: waited.append("a server needs a moment to see that")):
        pass


def test_nobody_waits_for_ever(first: Database, second: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some launch hangs: it is said."""
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.2)
    with (
        turn(first, KEY, nobody_waits),
        pytest.raises(RefusedError, match="run r1"),
        turn(second, KEY, lambda: None),
    ):
        pass
