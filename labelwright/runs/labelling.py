"""Labels of recorded runs are changed: on one run or a million, in one transaction, by statements over sets of rows.

The runs that were chosen are written to a temporary table first; then the change is applied to them piece by piece, so
that somebody who waits sees it go on. What would break a rule is found inside the transaction, which then never took
place. One change of labels at a time: SQLite has one writer anyway, on PostgreSQL a lock of ours sees to it. So what
was chosen stays what it is until the end, and no two changes wait for each other's rows.
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    not_,
    null,
    select,
    text,
)

from labelwright.problem import LabelError, Problem
from labelwright.runs.change import KeyCount, LabelChange, LabelOutcome, is_system_key
from labelwright.runs.chosen import Where, choose, chosen, environments, forget, inside
from labelwright.runs.database import Database, any_plan, plan_blindly
from labelwright.runs.interning import Interned, Interner, numbers_of_keys
from labelwright.runs.refusals import problems_in_case, problems_in_counts, problems_in_locks
from labelwright.runs.rows import insert_into
from labelwright.runs.select import selected
from labelwright.runs.tables import changes, label_changes, label_keys, run_labels, runs
from labelwright.search import Query
from labelwright.vocabulary import LabelRule, Platform, Scope

Progress = Callable[[int, int], object]
"""Called with how many runs are done, and how many there are."""

PIECE = 2_000
_LOCK = 0x6C61626D  # "labm": our number among PostgreSQL's advisory locks


class _Removal(NamedTuple):
    """A key that goes, but for runs of the environments that keep it."""

    key: int
    kept: Sequence[Where] = ()


def apply(  # noqa: PLR0913 - one parameter of `Store.label` each
    database: Database, query: Query, change: LabelChange, *, by: str, dry_run: bool, progress: Progress | None
) -> LabelOutcome:
    """Change the labels of all runs that fit `query`. Raises `LabelError` with what is against it."""
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        with any_plan(connection):
            found = choose(connection, selected(connection, query))
        plan_blindly(connection)
        work = _Labelling(connection, Interner(database, connection), change)
        number = work.begin(by)
        for done in work.pieces(found, number):
            if progress is not None:
                progress(done, found)
        outcome = work.outcome(found, number, dry_run=dry_run)
        if outcome.change is None:
            connection.rollback()
        else:
            forget(connection)
    return outcome


class _Labelling:
    """One change of labels, inside its transaction."""

    def __init__(self, connection: Connection, interner: Interner, change: LabelChange) -> None:
        self._connection = connection
        self._change = change
        self._house: defaultdict[tuple[Platform, LabelRule], list[Where]] = defaultdict(list)
        self._locked: defaultdict[str, list[Where]] = defaultdict(list)
        self._ask_the_house()
        self._refuse([found for platform, rule in self._house for found in change.problems_on(platform, rule)])
        numbers = interner.numbers(change.set.items())
        self._wanted: Mapping[str, Interned] = {key: numbers[key, value] for key, value in change.set.items()}
        self._keys = numbers_of_keys(connection, change.keys)
        self._removals, self._kept = self._to_remove()

    def begin(self, by: str) -> int:
        """Refuse what can be refused beforehand, and open the change in the history: its number."""
        self._refuse([
            *problems_in_locks(self._connection, self._change, self._locked, self._wanted, self._keys),
            *problems_in_case(self._connection, self._change, {platform for platform, _ in self._house}),
        ])  # fmt: skip
        statement = insert(changes).values(at=datetime.now(UTC), by=by).returning(changes.c.id)
        return self._connection.scalars(statement).one()

    def pieces(self, found: int, number: int) -> Generator[int]:
        """Apply the change to some thousand runs at a time; given is how many are done."""
        yield 0
        for start in range(1, found + 1, PIECE):
            piece = chosen.c.place.between(start, start + PIECE - 1)
            for wanted in self._wanted.values():
                self._set(wanted, piece, number)
            for removal in self._removals:
                self._remove(removal, piece, number)
            yield min(start + PIECE - 1, found)

    def outcome(self, found: int, number: int, *, dry_run: bool) -> LabelOutcome:
        """What came of it. Raises `LabelError` where runs have too many labels now."""
        counts = self._counts(number)
        if any(one.added for one in counts):
            with any_plan(self._connection):
                self._refuse(problems_in_counts(self._connection, self._house, number))
        changed = select(func.count(label_changes.c.run.distinct())).where(label_changes.c.change == number)
        runs_changed = self._connection.scalars(changed).one()
        written = number if runs_changed and not dry_run else None
        return LabelOutcome(found, runs_changed, counts, self._kept, change=written, dry_run=dry_run)

    def _refuse(self, found: Sequence[Problem]) -> None:
        if found:
            raise LabelError(dict.fromkeys(found))

    def _ask_the_house(self) -> None:
        """Which rule holds on which platform, and what is locked, in the environments of the chosen runs."""
        for where, platform in environments(self._connection):
            rule, locked = self._change.house(*where)
            self._house[platform, rule].append(where)
            for key in sorted(locked):
                self._locked[key].append(where)

    def _to_remove(self) -> tuple[Sequence[_Removal], tuple[str, ...]]:
        """The keys that go, and those that a replacement leaves where they are."""
        change = self._change
        removals = [_Removal(self._keys[key]) for key in change.remove if key in self._keys]
        if not change.replace:
            return removals, ()
        carried = select(run_labels.c.key).where(run_labels.c.run.in_(select(chosen.c.run))).distinct().subquery()
        statement = select(label_keys.c.id, label_keys.c.key).join(carried, carried.c.key == label_keys.c.id)
        kept: set[str] = set()
        for number, key in self._connection.execute(statement):
            if key in change.keys:
                continue
            if is_system_key(key):
                kept.add(key)
                continue
            kept |= {key} & self._locked.keys()
            removals.append(_Removal(number, self._locked.get(key, ())))
        return removals, tuple(sorted(kept))

    def _set(self, wanted: Interned, piece: ColumnElement[bool], number: int) -> None:
        """Give the runs of a piece a label."""
        own = and_(run_labels.c.run == chosen.c.run, run_labels.c.key == wanted.key)
        entries = (
            select(chosen.c.run, literal(wanted.key), literal(number), run_labels.c.label, literal(wanted.label))
            .outerjoin(run_labels, own)
            .where(piece, run_labels.c.label.is_distinct_from(wanted.label))
        )
        self._note(entries)
        columns = {
            "run": chosen.c.run,
            "key": literal(wanted.key),
            "label": literal(wanted.label),
            "launched": chosen.c.launched,
            "scope": literal(str(Scope.RUN)),
            "phases": literal((), run_labels.c.phases.type),
            "note": literal(""),
            "template": literal(""),
        }
        inserted = insert_into(self._connection, run_labels).from_select(
            list(columns), select(*columns.values()).where(piece)
        )
        new = {name: inserted.excluded[name] for name in ("label", "scope", "phases", "note", "template")}
        self._connection.execute(
            inserted.on_conflict_do_update(
                index_elements=["run", "key"],
                set_={**new, "sent_key": null(), "sent_value": null()},
                where=run_labels.c.label != inserted.excluded.label,
            )
        )

    def _remove(self, removal: _Removal, piece: ColumnElement[bool], number: int) -> None:
        """Take a label from the runs of a piece."""
        those = select(chosen.c.run).where(piece)
        if removal.kept:
            those = those.join(runs, runs.c.number == chosen.c.run).where(not_(inside(removal.kept)))
        gone = and_(run_labels.c.key == removal.key, run_labels.c.run.in_(those))
        columns = (run_labels.c.run, literal(removal.key), literal(number), run_labels.c.label, null())
        self._note(select(*columns).where(gone))
        self._connection.execute(delete(run_labels).where(gone))

    def _note(self, entries: Select[*tuple[Any, ...]]) -> None:
        """Write entries of the history."""
        self._connection.execute(
            insert(label_changes).from_select(["run", "key", "change", "before", "after"], entries)
        )

    def _counts(self, number: int) -> tuple[KeyCount, ...]:
        """On how many runs each key was added, changed and removed."""
        before, after = label_changes.c.before, label_changes.c.after
        added, removed = (func.sum(case((side.is_(None), 1), else_=0)) for side in (before, after))
        statement = (
            select(label_keys.c.key, func.count(), added, removed)
            .join(label_keys, label_keys.c.id == label_changes.c.key)
            .where(label_changes.c.change == number)
            .group_by(label_keys.c.key)
            .order_by(label_keys.c.key)
        )
        return tuple(
            KeyCount(key, added=added, changed=total - added - removed, removed=removed)
            for key, total, added, removed in self._connection.execute(statement)
        )
