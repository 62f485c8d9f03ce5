"""One launch of a run at a time: who comes second waits, and then finds what the first has recorded.

The lock is the kernel's (SQLite: a file beside the database) or the server's (PostgreSQL: an advisory lock), so it ends
with the process that holds it, however that ends; nobody has to guess by the clock whether another launch still lives.
PostgreSQL must be spoken to directly, or by a proxy that keeps sessions: one that pools statements loses such locks.
"""

import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text

from labelwright.launch.submitter import RefusedError
from labelwright.runs.database import Database
from labelwright.runs.run import RunKey

WAIT_SECONDS = 300
_PAUSE = 0.1
_FILES = 256
_TRY = text("SELECT pg_try_advisory_lock(:number)")


@contextmanager
def turn(database: Database, key: RunKey, waiting: Callable[[], object]) -> Generator[None]:
    """A block in which nobody else launches this run. `waiting` is called once where somebody does so already.

    Raises RefusedError where that takes longer than any launch, StoreError where the database cannot be asked.
    """
    number = int.from_bytes(sha256(str(key).encode()).digest()[:8], signed=True)
    with ExitStack() as stack:
        if database.path is not None:
            is_ours = _of_a_file(stack, database.path, number)
        else:
            is_ours = _of_a_server(stack, database, number)
        deadline = time.monotonic() + WAIT_SECONDS
        if not is_ours():
            waiting()
            while not is_ours():
                if time.monotonic() > deadline:
                    raise RefusedError(f"run {key.id}: another launch of it has been under way for too long; end that.")
                time.sleep(_PAUSE)
        yield


def _of_a_file(stack: ExitStack, path: Path, number: int) -> Callable[[], bool]:
    """A try at the lock of a file, one of a few beside the database. Two runs that share one wait for each other."""
    import fcntl  # noqa: PLC0415 - not on every system, and this is all that needs it

    folder = path.with_name(f"{path.name}.launching")
    folder.mkdir(exist_ok=True)
    file = stack.enter_context((folder / f"{number % _FILES:02x}").open("a"))

    def attempt() -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return attempt


def _of_a_server(stack: ExitStack, database: Database, number: int) -> Callable[[], bool]:
    """A try at an advisory lock, which is the session's: it goes when the connection does."""
    # Closed without an error, whatever ends the block: that error is not the database's.
    asking = ExitStack()
    connection: Connection = asking.enter_context(database.reading())
    stack.callback(asking.close)
    stack.callback(connection.invalidate)

    def attempt() -> bool:
        found = connection.execute(_TRY, {"number": number}).scalar()
        connection.commit()  # no transaction stays open while a cloud is asked
        return bool(found)

    return attempt
