"""Runs, their labels and jobs, and the history of their labels."""

# ruff: noqa: INP001 - Alembic loads revisions by their path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("changes", "label_changes", "label_keys", "labels")


def upgrade() -> None:
    """Everything, from nothing."""
    _runs()
    _labels()
    _history()
    for table in _APPEND_ONLY:
        _guard(table, "UPDATE", "DELETE")
    _guard("runs", "DELETE")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _text(), nullable=False) for name in names]


def _part(name: str, *references: sa.ForeignKey) -> sa.Column[int]:
    """A part of a primary key that is no number of its own."""
    return sa.Column(name, _number(), *references, primary_key=True, autoincrement=False)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", _number(), primary_key=True),
        *_words("project", "stack", "id", "environment", "platform", "pipeline", "action", "name", "user_name"),
        *_words("status"),
        sa.Column("launched", sa.BigInteger(), nullable=False),
        *_words("message", "notes"),
        sa.UniqueConstraint("id", "project", "stack", name="runs_once"),
    )
    op.create_index("runs_by_launch", "runs", ["launched", "number"])
    for name in ("status", "environment", "pipeline", "action", "name", "stack"):
        op.create_index(f"runs_by_{name}", "runs", [name, "launched", "number"])
    op.create_index("runs_by_user", "runs", ["user_name", "launched", "number"])
    op.create_table(
        "jobs",
        _part("run", sa.ForeignKey("runs.number", name="jobs_run")),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *_words("name", "id", "kind"),
        sqlite_with_rowid=False,
    )


def _labels() -> None:
    op.create_table(
        "label_keys",
        sa.Column("id", _number(), primary_key=True),
        *_words("key"),
        sa.UniqueConstraint("key", name="label_keys_once"),
    )
    op.create_table(
        "labels",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("key", _number(), sa.ForeignKey("label_keys.id", name="labels_key"), nullable=False),
        *_words("value"),
        sa.UniqueConstraint("key", "value", name="labels_once"),
    )
    op.create_table(
        "run_labels",
        _part("run"),
        _part("key"),
        sa.Column("label", _number(), nullable=False),
        sa.Column("launched", sa.BigInteger(), nullable=False),
        *_words("scope"),
        sa.Column("phases", sa.SmallInteger(), nullable=False),
        *_words("note", "template"),
        sa.Column("sent_key", _text()),
        sa.Column("sent_value", _text()),
        sqlite_with_rowid=False,
    )
    op.create_index("run_labels_by_label", "run_labels", ["label", "launched", "run"])
    op.create_index("run_labels_by_key", "run_labels", ["key", "launched", "run", "label"])


def _history() -> None:
    op.create_table(
        "changes",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_words("by"),
    )
    op.create_table(
        "label_changes",
        _part("run"),
        _part("key"),
        _part("change"),
        sa.Column("before", _number()),
        sa.Column("after", _number()),
        sqlite_with_rowid=False,
    )
    op.create_index("label_changes_by_change", "label_changes", ["change", "run"])


def _guard(table: str, *refused: str) -> None:
    """Have the database refuse to do such things to what is in the table."""
    text = f"{table} is append-only" if "UPDATE" in refused else f"{table} are not deleted"
    if op.get_bind().dialect.name == "sqlite":
        for what in refused:
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{text}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_guard BEFORE {' OR '.join(refused)} OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard()"
    )
