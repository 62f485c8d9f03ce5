"""How runs lie in a database: the same tables on SQLite and PostgreSQL, made by the migrations.

Labels are interned: a key and a value stand once, in `label_keys` and `labels`, and are never changed. What a run
carries is a row of small numbers in `run_labels`, which is found three ways: by run and key (its primary key), by label
and by key, both of the latter in the order of launch. So a page of the newest runs with a label is one walk along an
index, and another label of the same run is one probe at the same place of the same index:

    EXISTS (SELECT 1 FROM run_labels WHERE label = ? AND launched = runs.launched AND run = runs.number)

`launched` is repeated in `run_labels` for that; a run never changes it. The large tables have no foreign keys:
PostgreSQL would check each row of a bulk change by itself. Triggers see to it instead that what they refer to stays:
runs are not deleted, and what is interned is neither changed nor deleted.

`changes` and `label_changes` are the history: triggers refuse to change or delete what is in them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from labelwright.vocabulary import Phase

HEAD = "0001"
"""The newest revision below `migrations/`: a store that says so needs no migration."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """An aware moment as it lies in the tables."""
    return (moment - _EPOCH) // _MICROSECOND


class Moment(TypeDecorator[datetime]):
    """An aware moment as whole microseconds since 1970, so that both databases sort and compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - as above
        return None if value is None else _EPOCH + timedelta(microseconds=value)


_IN_ORDER = (Phase.FORGE, Phase.SUBMISSION, Phase.EXECUTION)
_PHASES = tuple(tuple(phase for bit, phase in enumerate(_IN_ORDER) if number & 1 << bit) for number in range(8))
_BITS = {frozenset(phases): number for number, phases in enumerate(_PHASES)}


def bits(phases: Iterable[Phase]) -> int:
    """Phases as they lie in the tables: forge 1, submission 2, execution 4."""
    return _BITS[frozenset(phases)]


class Phases(TypeDecorator[tuple[Phase, ...]]):
    """Phases as one small number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: tuple[Phase, ...] | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - as above
        return None if value is None else bits(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> tuple[Phase, ...] | None:  # noqa: ARG002, D102 - as above
        return None if value is None else _PHASES[value]


# SQLite numbers rows by itself only where the column is an INTEGER; its integers have 64 bits all the same.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Text is compared byte by byte, as SQLite does: so a prefix is a range of an index, and both sort alike.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("project", TEXT, nullable=False),
    Column("stack", TEXT, nullable=False),
    Column("id", TEXT, nullable=False),
    Column("environment", TEXT, nullable=False),
    Column("platform", TEXT, nullable=False),
    Column("pipeline", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    # "user" is a word of SQL; in Python it is `runs.c.user`.
    Column("user_name", TEXT, nullable=False, key="user"),
    Column("status", TEXT, nullable=False),
    Column("launched", Moment, nullable=False),
    Column("message", TEXT, nullable=False),
    # A JSON list of texts.
    Column("notes", TEXT, nullable=False),
    UniqueConstraint("id", "project", "stack", name="runs_once"),
    Index("runs_by_launch", "launched", "number"),
    Index("runs_by_status", "status", "launched", "number"),
    Index("runs_by_environment", "environment", "launched", "number"),
    Index("runs_by_pipeline", "pipeline", "launched", "number"),
    Index("runs_by_action", "action", "launched", "number"),
    Index("runs_by_name", "name", "launched", "number"),
    Index("runs_by_user", "user", "launched", "number"),
    Index("runs_by_stack", "stack", "launched", "number"),
)

label_keys = Table(
    "label_keys",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("key", TEXT, nullable=False),
    UniqueConstraint("key", name="label_keys_once"),
)

labels = Table(
    "labels",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("key", NUMBER, ForeignKey("label_keys.id", name="labels_key"), nullable=False),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("key", "value", name="labels_once"),
)

run_labels = Table(
    "run_labels",
    metadata,
    Column("run", NUMBER, primary_key=True, autoincrement=False),
    Column("key", NUMBER, primary_key=True, autoincrement=False),
    Column("label", NUMBER, nullable=False),
    Column("launched", Moment, nullable=False),
    Column("scope", TEXT, nullable=False),
    Column("phases", Phases, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("template", TEXT, nullable=False),
    # NULL: sent as it stands in `labels`.
    Column("sent_key", TEXT),
    Column("sent_value", TEXT),
    Index("run_labels_by_label", "label", "launched", "run"),
    Index("run_labels_by_key", "key", "launched", "run", "label"),
    sqlite_with_rowid=False,
)

jobs = Table(
    "jobs",
    metadata,
    Column("run", NUMBER, ForeignKey("runs.number", name="jobs_run"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", TEXT, nullable=False),
    Column("id", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    sqlite_with_rowid=False,
)

changes = Table(
    "changes",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", TEXT, nullable=False),
)

label_changes = Table(
    "label_changes",
    metadata,
    Column("run", NUMBER, primary_key=True, autoincrement=False),
    Column("key", NUMBER, primary_key=True, autoincrement=False),
    Column("change", NUMBER, primary_key=True, autoincrement=False),
    # Numbers in `labels`; NULL: the run had, or has, no such key.
    Column("before", NUMBER),
    Column("after", NUMBER),
    Index("label_changes_by_change", "change", "run"),
    sqlite_with_rowid=False,
)

APPEND_ONLY = ("changes", "label_changes", "label_keys", "labels")
"""Tables whose rows are neither changed nor deleted: the migrations put triggers on them, and on deleting `runs`."""
