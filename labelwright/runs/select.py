"""A search put to the database: the runs that fit, found along the index of the rarest thing that is asked for.

A database that is asked for three labels at once has to guess which of them few runs have, and SQLite has nothing to
guess by. So each is asked for its newest runs first, which takes a fraction of a millisecond: the one that has few, or
whose newest reach back furthest, is the rarest. The statement walks along its index from the newest run on and looks
the other terms up for each run; a page of the newest is found without reading all that fit.

`search.match` says what a search means; tests hold both databases to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, false, func, not_, select, true

from labelwright.runs.pattern import fits
from labelwright.runs.tables import label_keys, labels, run_labels, runs
from labelwright.search import Field, FieldTerm, LabelTerm, Query, TimeTerm

FEW = 1_000
"""So many labels, or keys, of one term are named in a statement by their numbers; of more it asks by their texts."""
PROBED = 500
"""So many of the newest runs are looked at to find out how rare something is."""

COLUMNS = {
    Field.STATUS: runs.c.status,
    Field.PLATFORM: runs.c.platform,
    Field.ENVIRONMENT: runs.c.environment,
    Field.PIPELINE: runs.c.pipeline,
    Field.ACTION: runs.c.action,
    Field.STACK: runs.c.stack,
    Field.PROJECT: runs.c.project,
    Field.USER: runs.c.user,
    Field.RUN: runs.c.id,
    Field.NAME: runs.c.name,
}
"""The columns of a run's fields. A run has no type."""
_WITHOUT_INDEX = frozenset({Field.PLATFORM, Field.PROJECT})


class Place(NamedTuple):
    """The run that a condition speaks of, as the table has it that the statement walks along."""

    number: ColumnElement[int]
    launched: ColumnElement[datetime]


IN_RUNS = Place(runs.c.number, runs.c.launched)
IN_LABELS = Place(run_labels.c.run, run_labels.c.launched)


def selected(connection: Connection, query: Query) -> Select[int, datetime]:
    """`number` and `launched` of the runs that fit, each once, in no order; for use in the same transaction.

    Asks the connection which labels there are, and how rare they are.
    """
    dialect = connection.dialect.name
    asked = [_asked(connection, term) for term in query.terms if isinstance(term, LabelTerm)]
    if any(one.is_nowhere for one in asked) or _is_contradiction(asked):
        return _statement(IN_RUNS, [false()])
    fields = [term for term in query.terms if isinstance(term, FieldTerm)]
    times = [term for term in query.terms if isinstance(term, TimeTerm)]
    ways = [*(way for one in asked if (way := one.way)), *(way for term in fields if (way := _way(term, dialect)))]
    way = _rarest(connection, ways, times) or Way(IN_RUNS)
    place = way.place
    clauses = [
        *way.clauses,
        *_launched(place, times),
        *(one.clause(place, dialect) for one in asked if one is not way.asked),
        *_fielded(place, [term for term in fields if term is not way.asked], dialect),
    ]
    statement = _statement(place, clauses)
    return statement if way.is_once else statement.distinct()


def _statement(place: Place, clauses: Iterable[ColumnElement[bool]]) -> Select[int, datetime]:
    """The runs at `place` of which all clauses hold."""
    return select(place.number.label("number"), place.launched.label("launched")).where(*clauses)


def newest_first(statement: Select[int, datetime]) -> Select[int, datetime]:
    """The same runs in the order of reports: the newest first, by number where they were launched at one moment."""
    columns = statement.selected_columns
    return statement.order_by(columns.launched.desc(), columns.number.desc())


@dataclass(frozen=True, slots=True)
class Way:
    """Where a statement may walk along: all runs, or those that have something an index knows.

    `is_sorted`: along its index runs stand in the order of launch. `is_once`: each run stands there once.
    """

    place: Place
    clauses: tuple[ColumnElement[bool], ...] = ()
    asked: object = None
    is_sorted: bool = True
    is_once: bool = True


def _rarest(connection: Connection, ways: Sequence[Way], times: Sequence[TimeTerm]) -> Way | None:
    """The way with the fewest runs; where all have many, the sorted one with the fewest of late."""
    if len(ways) < 2 and all(way.is_sorted for way in ways):  # noqa: PLR2004 - where there is a choice
        return next(iter(ways), None)
    few: list[tuple[int, Way]] = []
    many: list[tuple[datetime, Way]] = []
    for way in ways:
        count, oldest = _probe(connection, way, times)
        if count < PROBED:
            few.append((count, way))
        elif way.is_sorted:
            many.append((oldest, way))
    if few:
        return min(few, key=lambda found: found[0])[1]
    return min(many, key=lambda found: found[0])[1] if many else None


def _probe(connection: Connection, way: Way, times: Sequence[TimeTerm]) -> tuple[int, datetime]:
    """How many runs a way has, counted up to a limit, and when the last one counted was launched."""
    newest = select(way.place.launched.label("launched")).where(*way.clauses, *_launched(way.place, times))
    if way.is_sorted:
        newest = newest.order_by(way.place.launched.desc())
    found = newest.limit(PROBED).subquery()
    count, oldest = connection.execute(select(func.count(), func.min(found.c.launched))).one()
    return count, oldest


# One for all terms: each stands in an EXISTS of its own. Made once, which takes SQLAlchemy a millisecond.
_OWN = run_labels.alias("own")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A label term and what the store has of it. `keys` and `labels` are None where there are more than a few."""

    term: LabelTerm
    keys: tuple[int, ...] | None
    labels: tuple[int, ...] | None

    @property
    def is_nowhere(self) -> bool:
        """Whether it asks for a label that the store has never seen."""
        return not self.term.is_negated and () in (self.keys, self.labels)

    @property
    def _is_wide(self) -> bool:
        """Whether there is more that fits than a statement names."""
        return self.keys is None or (self.labels is None and bool(self.term.values))

    @property
    def way(self) -> Way | None:
        """The way along the runs that have such a label; None where no index leads there."""
        if self.term.is_negated or self.keys is None:
            return None
        one_key = self.term.key.is_exact
        if self.labels is None:
            # With any value, or with one of many, which are then looked at one by one.
            if self.term.values:
                return None
            return Way(IN_LABELS, (_one_of(run_labels.c.key, self.keys),), self, len(self.keys) == 1, one_key)
        return Way(IN_LABELS, (_one_of(run_labels.c.label, self.labels),), self, len(self.labels) == 1, one_key)

    def clause(self, place: Place, dialect: str) -> ColumnElement[bool]:
        """That the run at `place` has such a label; negated, that it has none."""
        found = self._found(place, dialect)
        return not_(found) if self.term.is_negated else found

    def _found(self, place: Place, dialect: str) -> ColumnElement[bool]:
        """That it has one."""
        own = _OWN
        if self.labels is not None and len(self.labels) == 1:
            # The neighbour of the last one looked up, mostly: along this index, too, runs stand in order of launch.
            # SQLite would take the primary key, whose rows are far apart, and too many for its memory.
            return (
                select(own.c.run)
                .with_hint(own, "INDEXED BY run_labels_by_label", "sqlite")
                .where(own.c.label == self.labels[0], own.c.launched == place.launched, own.c.run == place.number)
                .exists()
            )
        clauses = [own.c.run == place.number]
        if self.keys is not None:
            clauses.append(_one_of(own.c.key, self.keys))
        else:
            clauses += [own.c.key == label_keys.c.id, fits(label_keys.c.key, [self.term.key], dialect)]
        if self.labels is not None:
            clauses.append(_one_of(own.c.label, self.labels))
        elif self.term.values:
            clauses += [own.c.label == labels.c.id, fits(labels.c.value, self.term.values, dialect)]
        found = select(own.c.run).where(*clauses)
        if self._is_wide and dialect == "postgresql":
            # It takes a pattern for rarer than it is, and would begin there and sort; so it looks up run by run.
            found = found.offset(0)
        return found.exists()


def _asked(connection: Connection, term: LabelTerm) -> _Asked:
    """What the store has of a term: the numbers of the labels that fit, or of the keys."""
    dialect = connection.dialect.name
    keys = _few(connection, select(label_keys.c.id).where(fits(label_keys.c.key, [term.key], dialect)))
    if keys is None or not term.values:
        return _Asked(term, keys, None)
    wanted = select(labels.c.id).where(_one_of(labels.c.key, keys), fits(labels.c.value, term.values, dialect))
    return _Asked(term, keys, _few(connection, wanted))


def _is_contradiction(asked: Iterable[_Asked]) -> bool:
    """Whether two terms ask for different values of one key: a run has each key once, and many may have either."""
    wanted: dict[int, set[int]] = {}
    for one in asked:
        if not one.term.is_negated and one.labels is not None and one.keys is not None and len(one.keys) == 1:
            wanted[one.keys[0]] = wanted.get(one.keys[0], set(one.labels)) & set(one.labels)
    return not all(wanted.values())


def _few(connection: Connection, wanted: Select[int]) -> tuple[int, ...] | None:
    """What is asked for; None where it is more than a few."""
    found = tuple(connection.scalars(wanted.limit(FEW + 1)))
    return None if len(found) > FEW else found


def _one_of(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """That a column has one of these numbers; of no number, that it cannot be."""
    if not numbers:
        return false()
    return column == numbers[0] if len(numbers) == 1 else column.in_(numbers)


def _way(term: FieldTerm, dialect: str) -> Way | None:
    """The way along the runs that have such a field; None where no index leads there."""
    has_index = term.field in COLUMNS and term.field not in _WITHOUT_INDEX
    if term.is_negated or not has_index or not all(value.prefix or value.is_exact for value in term.values):
        return None
    is_sorted = len(term.values) == 1 and term.values[0].is_exact
    return Way(IN_RUNS, (fits(COLUMNS[term.field], term.values, dialect),), term, is_sorted)


def _fielded(place: Place, terms: Sequence[FieldTerm], dialect: str) -> list[ColumnElement[bool]]:
    """That the run at `place` has these fields."""
    clauses = [_field(term, dialect) for term in terms]
    if place is IN_RUNS or not clauses:
        return clauses
    return [exists().where(runs.c.number == place.number, *clauses)]


def _field(term: FieldTerm, dialect: str) -> ColumnElement[bool]:
    """That a run fits a field's term."""
    column = COLUMNS.get(term.field)
    if column is None:
        fitting = any(value.matches("") for value in term.values) != term.is_negated
        return true() if fitting else false()
    clause = fits(column, term.values, dialect)
    return not_(clause) if term.is_negated else clause


def _launched(place: Place, terms: Iterable[TimeTerm]) -> list[ColumnElement[bool]]:
    """That the run was launched when it should."""
    return [place.launched >= term.at if term.is_since else place.launched < term.at for term in terms]
