"""The store of runs: what launchers, `labelwright runs` and `labelwright labels` record in it, and ask of it.

One `Store` may be shared by threads, and any number of processes may use one database at once. Every method is one
transaction: it took place as a whole, or not at all. Raises `StoreError` where the database cannot be used.
"""

import os
from collections.abc import Collection, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Select, and_, func, or_, select, update

from labelwright import rules
from labelwright.problem import LabelError, Problem, problem
from labelwright.runs import history, labelling, records
from labelwright.runs.change import Changed, LabelChange, LabelOutcome
from labelwright.runs.database import FOLDER, Database, StoreError, any_plan
from labelwright.runs.history import Use
from labelwright.runs.interning import Interner
from labelwright.runs.labelling import Progress
from labelwright.runs.migrate import migrate
from labelwright.runs.run import Job, Run, RunKey
from labelwright.runs.select import newest_first, selected
from labelwright.runs.tables import metadata, runs
from labelwright.search import Query
from labelwright.vocabulary import Status

COUNTED = 1_000
"""So many runs are counted for a page; of more it is said that there are more."""

_PAGE = 500
_MANY = 10_000
_LISTED = 5
_EVERYTHING = Query()


class RunExistsError(LabelError):
    """The run that was to be reserved is there already: `run`, as the store has it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        got = f"a run that is {run.status}, launched {run.launched.isoformat(timespec='seconds')}"
        super().__init__([problem(f"run {run.key}", rules.RUN_ONCE, got, "Give another id.")])


def store_url(root: Path, given: str | None = None) -> str:
    """Where runs are kept: what was given, else $LABELWRIGHT_RUNS, else a file of the project at `root`."""
    return given or os.environ.get("LABELWRIGHT_RUNS") or f"sqlite:///{root / FOLDER / 'runs.db'}"


def open_store(url: str, *, must_exist: bool = False) -> "Store":
    """The store at `url`, made where there is none, and brought to this version's schema.

    `must_exist`: for those who only read; a file that is not there is an error then. Raises `StoreError`.
    """
    database = Database(url)
    if must_exist and database.path is not None and not database.path.exists():
        remedy = "Launch a run first, import some, or name the store: --runs URL, or $LABELWRIGHT_RUNS."
        raise StoreError([problem(str(database), rules.STORE, "no store: nothing was recorded there", remedy)])
    database.prepare()
    migrate(database)
    return Store(database)


class Store:
    """The runs of one database. A run is named by its `RunKey`, or by the run itself, as some method gave it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def reserve(self, run: Run) -> Run:
        """Record a run before anything of it is sent. Of two who do so at once, one gets RunExistsError."""
        self._check([run])
        with self.database.writing() as connection:
            if records.insert_new(connection, Interner(self.database, connection), run):
                return run
        existing = self.get(*_id_first(run.key))
        if existing is None:  # pragma: no cover - runs are not deleted
            raise LabelError([problem(f"run {run.key}", rules.RUN_KNOWN, "a run that is gone", "Try again.")])
        raise RunExistsError(existing)

    def record(self, source: Iterable[Run], problems: Collection[Problem] = ()) -> int:
        """Record runs of any number, all or none, and say how many. Raises `LabelError` for those that are there.

        `problems` are what the source finds wrong by itself while it is read: with any, nothing is recorded either.
        """
        with self.database.writing() as connection:
            interner = Interner(self.database, connection)
            try:
                done, found = records.insert_all(connection, interner, map(self._checked, source))
            except self.database.integrity_errors:
                remedy = "Nothing was recorded: give the same again, and see which."
                raise LabelError([problem("runs", rules.RUN_ONCE, "a run that came meanwhile", remedy)]) from None
            if problems or found:
                raise LabelError([*problems, *found])
        if done >= _MANY:
            self.database.look_through(metadata.tables)
        return done

    def submitted(self, run: Run | RunKey, jobs: Iterable[Job]) -> Run:
        """Note jobs of a run that its platform took, beside those that it has; its status is `submitted` at least."""
        with self._one(run) as (connection, number):
            records.add_jobs(connection, number, jobs)
            first = and_(runs.c.number == number, runs.c.status.in_([Status.SUBMITTING, Status.FAILED]))
            connection.execute(update(runs).where(first).values(status=Status.SUBMITTED, message=""))
            return records.read(connection, [number])[0]

    def failed(self, run: Run | RunKey, message: str) -> Run:
        """Note that a run came to nothing, and why."""
        return self.set_status(run, Status.FAILED, message)

    def set_status(self, run: Run | RunKey, status: Status, message: str = "") -> Run:
        """Note how far a run is. Raises `LabelError` for one that is not recorded."""
        if found := records.problems_in_text(message, f"run {_key(run)}.message", longest=None):
            raise LabelError(found)
        with self._one(run) as (connection, number):
            changed = update(runs).where(runs.c.number == number).values(status=status, message=message)
            connection.execute(changed)
            return records.read(connection, [number])[0]

    def get(self, id: str, project: str | None = None, stack: str | None = None) -> Run | None:  # noqa: A002 - a run's
        """The run with this id; None where there is none. Raises `LabelError` where several stacks have one."""
        with self.database.reading() as connection:
            clauses = [runs.c.id == id]
            clauses += [runs.c.project == project] if project is not None else []
            clauses += [runs.c.stack == stack] if stack is not None else []
            numbers = connection.scalars(select(runs.c.number).where(*clauses).limit(_LISTED)).all()
            found = records.read(connection, numbers)
        if len(found) > 1:
            names = ", ".join(str(run.key) for run in found)
            raise LabelError([problem(f"run {id}", rules.RUN_KNOWN, names, "Say which: PROJECT/STACK/ID.")])
        return found[0] if found else None

    def find(self, query: Query = _EVERYTHING, *, limit: int = 50, after: Run | RunKey | None = None) -> Sequence[Run]:
        """The newest runs that fit; with `after`, the newest of those that are older than it: the next page."""
        with self.database.reading() as connection:
            statement = selected(connection, query)
            if after is not None:
                statement = _older(connection, statement, _key(after))
            numbers = [row.number for row in connection.execute(newest_first(statement).limit(limit))]
            return records.read(connection, numbers)

    def each(self, query: Query = _EVERYTHING) -> Generator[Run]:
        """Every run that fits, the newest first, a page at a time: as many as there are, in little memory."""
        after: Run | None = None
        while page := self.find(query, limit=_PAGE, after=after):
            yield from page
            after = page[-1]

    def count(self, query: Query = _EVERYTHING, *, at_most: int | None = None) -> int:
        """How many runs fit. With `at_most`, one more than that says that there are more: so much is quickly known."""
        with self.database.reading() as connection:
            statement = selected(connection, query)
            if at_most is not None:
                return connection.scalars(_counted(statement.limit(at_most + 1))).one()
            with any_plan(connection):
                return connection.scalars(_counted(statement)).one()

    def label(
        self,
        query: Query,
        change: LabelChange,
        *,
        by: str,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> LabelOutcome:
        """Change the labels of all runs that fit, or of none. Raises `LabelError` with all that is against it.

        `progress` is called now and then with how many runs are done, and how many there are. A dry run does the same
        and takes it back.
        """
        if found := [*change.problems(), *records.problems_in_text(by, "by")]:
            raise LabelError(found)
        return labelling.apply(self.database, query, change, by=by, dry_run=dry_run, progress=progress)

    def history(self, run: Run | RunKey) -> Sequence[Changed]:
        """Every change of a label of a run since it was recorded, the oldest first."""
        with self.database.reading() as connection:
            return history.of_run(connection, _number(connection, _key(run)), _key(run))

    def uses(self, key: str, value: str | None = None) -> Sequence[Use]:
        """Where runs carry a label, or any with this key: how many in each environment, and when the last one began."""
        with self.database.reading() as connection, any_plan(connection):
            return history.uses(connection, key, value)

    def _check(self, given: Iterable[Run]) -> None:
        found: list[Problem] = []
        for run in given:
            found += records.problems_in_run(run, f"run {run.key}")
        if found:
            raise LabelError(dict.fromkeys(found))

    def _checked(self, run: Run) -> Run:
        self._check([run])
        return run

    @contextmanager
    def _one(self, run: Run | RunKey) -> Generator[tuple[Connection, int]]:
        """A transaction that writes, and the number of a run, whose row it holds."""
        with self.database.writing() as connection:
            yield connection, _number(connection, _key(run), for_update=not self.database.is_sqlite)


def _key(run: Run | RunKey) -> RunKey:
    return run.key if isinstance(run, Run) else run


def _id_first(key: RunKey) -> tuple[str, str, str]:
    return key.id, key.project, key.stack


def _number(connection: Connection, key: RunKey, *, for_update: bool = False) -> int:
    """The number of a run. Raises `LabelError` where it is not recorded."""
    statement = select(runs.c.number).where(
        runs.c.id == key.id, runs.c.project == key.project, runs.c.stack == key.stack
    )
    number = connection.scalars(statement.with_for_update() if for_update else statement).one_or_none()
    if number is None:
        raise LabelError([problem(f"run {key}", rules.RUN_KNOWN, "a run that is not recorded", "Check its id.")])
    return number


def _counted(statement: Select[int, datetime]) -> Select[int]:
    return select(func.count()).select_from(statement.subquery())


def _older(connection: Connection, statement: Select[int, datetime], key: RunKey) -> Select[int, datetime]:
    """What of a statement comes after a run on the way from the newest to the oldest."""
    number = _number(connection, key)
    launched = connection.scalars(select(runs.c.launched).where(runs.c.number == number)).one()
    columns = statement.selected_columns
    return statement.where(columns.launched <= launched, or_(columns.launched < launched, columns.number < number))
