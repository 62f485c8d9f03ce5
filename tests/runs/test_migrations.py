"""The schema is what the tables say, is brought up to date with all that is in it, and is never guessed."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from labelwright.runs.change import LabelChange
from labelwright.runs.database import Database, StoreError
from labelwright.runs.migrate import MIGRATIONS, VERSION_TABLE, migrate, version
from labelwright.runs.store import Store, open_store
from labelwright.runs.tables import HEAD, metadata
from tests.runs.made import a_run, asked

NEXT = '''
"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("runs", sa.Column("site", sa.Text(), nullable=False, server_default="here"))
    op.create_index("runs_by_site", "runs", ["site"])
    {more}
'''


def script(folder: Path, more: str = "pass") -> Path:
    """The migrations, and one after them."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    (copy / "versions" / "0002_site.py").write_text(NEXT.format(more=more))
    return copy


def test_the_newest_revision_is_the_one_that_the_tables_are_of() -> None:
    """`open_store` looks at it before it loads Alembic."""
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    """Tables, columns, types, indexes and constraints."""
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_store_with_runs_in_it_is_migrated(store: Store, tmp_path: Path) -> None:
    """And everything that was in it still is, triggers included."""
    store.record([a_run(0, team="aa")])
    store.label(asked("label:team"), LabelChange(set={"team": "bb"}), by="eve")
    migrate(store.database, script=script(tmp_path), head="0002")
    with store.database.reading() as connection:
        assert version(connection) == "0002"
        assert connection.scalars(text("SELECT site FROM runs")).all() == ["here"]
    assert store.count(asked("label:team=bb")) == 1
    assert len(store.history(a_run(0))) == 1


def test_a_migration_that_fails_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    """DDL is part of the transaction, on SQLite too."""
    with pytest.raises(ZeroDivisionError):
        migrate(store.database, script=script(tmp_path, "1 / 0"), head="0002")
    with store.database.reading() as connection:
        assert version(connection) == HEAD
        assert "site" not in {column["name"] for column in inspect(connection).get_columns("runs")}


def test_a_store_of_a_newer_version_is_refused(store: Store, url: str) -> None:
    """Nothing in it is touched; the message says what to do."""
    with store.database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))  # noqa: S608 - our own
    with pytest.raises(StoreError, match=r"schema 0099, and this version knows up to 0001.*7\.4\.3.*upgrade"):
        open_store(url)


def test_a_database_of_somebody_else_is_refused(url: str) -> None:
    """One that has tables with our names already keeps them."""
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE runs (what INTEGER)"))
    with pytest.raises(StoreError, match="already exists"):
        open_store(url)
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["runs"]


def test_another_program_that_uses_alembic_does_not_matter(url: str) -> None:
    """Its version table is not ours."""
    with Database(url).writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('beef')"))
    assert open_store(url).count() == 0
