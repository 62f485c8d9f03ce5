"""The two databases that a store may lie in: how each is reached, how a transaction begins, and what went wrong.

SQLite: a write transaction takes the one write lock at its start and waits for it, so none fails in the middle; a
write-ahead log lets others read meanwhile. PostgreSQL: as it comes. No password is ever shown: every message names the
database by its masked URL.
"""

import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, TimeoutError  # noqa: A004 - SQLAlchemy's own
from sqlalchemy.pool import ConnectionPoolEntry

from labelwright import rules
from labelwright.problem import LabelError, problem

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
WAIT_SECONDS = 120
"""How long a writer waits for the others: a bulk change of a large SQLite store holds its lock for many seconds."""

FOLDER = ".labelwright"
"""Below a project: its own store lies there, and keeps itself out of version control."""

_EXAMPLE = "Write sqlite:///runs.db, for example."
_CONNECT_SECONDS = 10
_IMMEDIATE = "labelwright_immediate"
_CACHE_KIB = 64 * 1024
_MASK = "***"
_NOT_OURS = frozenset({"42501", "42P07"})
"""What PostgreSQL counts among mistakes in a statement, and is none of ours: no rights, and a table of others."""


class StoreError(LabelError):
    """The store cannot be used as it was named: a wrong URL, no server, no rights, not a store."""


class Database:
    """One database with its connections. Raises `StoreError` for a URL that is none of a store's."""

    def __init__(self, url: str) -> None:
        self._url = _parsed(url)
        self.engine = _engine(self._url)
        self.is_sqlite = self._url.get_backend_name() == SQLITE

    def __str__(self) -> str:
        return masked(self._url)

    @property
    def integrity_errors(self) -> tuple[type[Exception], ...]:
        """What is raised where a row is there already, by SQLAlchemy or, in bulk, by the driver itself."""
        return (IntegrityError, self.engine.dialect.loaded_dbapi.IntegrityError)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store."""
        return Path(str(self._url.database)) if self.is_sqlite else None

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A transaction that only reads."""
        with self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing_apart(self) -> Generator[Connection]:
        """A short transaction beside another one of ours, which holds a connection meanwhile: so it has its own pool.

        From one pool, as many threads as it has connections would all wait for one more. Not for SQLite.
        """
        with self._told(), self._second.begin() as connection:
            yield connection

    @cached_property
    def _second(self) -> Engine:
        return _engine(self._url)

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction that is committed as a whole when the block ends, and never took place when it fails."""
        with self._told(), self.engine.connect() as connection:
            connection = connection.execution_options(**{_IMMEDIATE: True})  # noqa: PLW2901 - the same, with the option
            with connection.begin():
                yield connection

    def look_through(self, tables: Iterable[str]) -> None:
        """After much was written: have PostgreSQL look at the tables now, as it would by itself in a minute or so.

        Until then its planner guesses, and its indexes do not answer alone.
        """
        if not self.is_sqlite:
            with self._told(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(tables)}")

    def prepare(self) -> None:
        """Make the folder of a project's own store, and have SQLite keep a write-ahead log."""
        if self.path is None:
            return
        if self.path.parent.name == FOLDER and not self.path.parent.exists():
            try:
                self.path.parent.mkdir(exist_ok=True)
                (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            except OSError as error:
                raise self._error(str(error)) from None
        with self._told():
            _keep_log(self.engine)

    @contextmanager
    def _told(self) -> Generator[None]:
        """Say what a database answered in our own words. A mistake of ours stays what it is."""
        driver = self.engine.dialect.loaded_dbapi
        try:
            yield
        except (DBAPIError, driver.Error) as error:
            original = error.orig if isinstance(error, DBAPIError) else error
            ours = isinstance(original, driver.IntegrityError | driver.ProgrammingError | driver.DataError)
            if ours and getattr(original, "sqlstate", None) not in _NOT_OURS:
                raise
            raise self._error(str(original)) from None
        except TimeoutError as error:
            raise self._error(f"too many threads of this process use it at once: {error}") from None

    def _error(self, text: str) -> StoreError:
        secrets = [self._url.password, *(value for name, value in self._url.query.items() if _is_secret(name))]
        for secret in secrets:
            text = text.replace(str(secret), _MASK) if secret else text
        got = " ".join(text.split())
        return StoreError([problem(str(self), rules.STORE, got, _remedy(got))])


def masked(url: URL) -> str:
    """A URL without its password, and without our driver."""
    query = {name: _MASK if _is_secret(name) else value for name, value in url.query.items()}
    return url.set(drivername=url.get_backend_name(), query=query).render_as_string(hide_password=True)


def _is_secret(name: str) -> bool:
    return "password" in name.casefold()


def _parsed(text: str) -> URL:
    """The URL of a store, with the driver that we use."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        scheme, colon, _ = text.partition("://")
        got = f"a URL that begins with {scheme}://" if colon else "text that is no URL"
        raise StoreError([problem("--runs", rules.STORE_URL, got, _EXAMPLE)]) from None
    if url.drivername in ("postgres", POSTGRESQL, "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in (SQLITE, "sqlite+pysqlite") and url.database and not url.database.startswith(":memory:"):
        return url.set(drivername=SQLITE)
    remedy = "SQLite needs a file: sqlite:///runs.db." if url.get_backend_name() == SQLITE else _EXAMPLE
    raise StoreError([problem("--runs", rules.STORE_URL, masked(url), remedy)])


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == SQLITE:
        engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, pool_timeout=WAIT_SECONDS)
        event.listen(engine, "connect", _on_connect_sqlite)
        event.listen(engine, "begin", _on_begin_sqlite)
        return engine
    given = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    try:
        engine = create_engine(
            url, connect_args={"application_name": "labelwright", **given}, pool_timeout=WAIT_SECONDS
        )
    except ImportError as error:
        remedy = "Install it: pip install 'labelwright[postgresql]'."
        raise StoreError([problem(masked(url), rules.STORE, f"no driver ({error})", remedy)]) from None
    event.listen(engine, "connect", _on_connect_postgresql)
    return engine


def _on_connect_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Transactions begin where we say so, not where Python's module thinks fit; references are checked."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    cursor.close()


def _on_begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _on_connect_postgresql(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Searches walk along an index and look the rest up, as `select` means it: other plans read everything first.

    Compiling a statement takes longer than any of ours runs.
    """
    cursor = connection.cursor()
    for name in ("jit", *_PLANS):
        cursor.execute(f"SET {name} = off")
    cursor.close()
    connection.commit()


_PLANS = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")


@contextmanager
def any_plan(connection: Connection) -> Generator[None]:
    """For statements that read much of a large store: PostgreSQL plans them as it thinks best."""
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    connection.execute(_SET_PLANS, {"value": "on"})
    yield
    connection.execute(_SET_PLANS, {"value": "off"})


_SET_PLANS = text("SELECT " + ", ".join(f"set_config('{name}', :value, true)" for name in _PLANS))


def plan_blindly(connection: Connection) -> None:
    """For the rest of a transaction: PostgreSQL plans without regard to values.

    Its statistics know nothing of a label that this very transaction puts on thousands of runs, so it would take it for
    rare, and look through all that have it for each run.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"))


def _keep_log(engine: Engine) -> None:
    """Switch SQLite to a write-ahead log, once for the file. Nobody may use it at that moment, so this may wait."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA journal_mode = WAL")
                cursor.close()
            finally:
                connection.close()
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


_REMEDIES = (
    ("unable to open", "The folder must be there, and yours to write in."),
    ("readonly", "The file and its folder must be yours to write in."),
    ("read-only", "The file and its folder must be yours to write in."),
    ("locked", "Another program is writing to it; try again when it has finished."),
    ("not a database", "Name a file that labelwright made, or one that is not there yet."),
    ("malformed", "The file is damaged: restore it from a backup."),
    ("password authentication", "Check the user and the password; ~/.pgpass or $PGPASSWORD may hold it."),
    ("no password", "Put the password into ~/.pgpass or $PGPASSWORD."),
    ("does not exist", "Make it first, or check its name."),
    ("already exists", "The database has tables of others with our names: take one of its own for runs."),
    ("Permission denied", "The folder must be there, and yours to write in."),
    ("permission denied", "The user needs rights on the database, and to make tables in it."),
    ("connection", "Is the server running, and reachable under this address?"),
)


def _remedy(got: str) -> str:
    """What would help with what a database said."""
    return next((remedy for part, remedy in _REMEDIES if part in got), "Check the URL, and that the database is well.")
