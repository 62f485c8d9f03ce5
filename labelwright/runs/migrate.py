"""A store of this version's schema: made or migrated when it is opened, once, however many do so at the same time.

What the schema is, a store says itself, in a table of Alembic's under a name of our own: a database of PostgreSQL may
be shared with others that use Alembic too.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select, text

from labelwright import rules
from labelwright.problem import problem
from labelwright.runs.database import Database, StoreError
from labelwright.runs.tables import HEAD

VERSION_TABLE = "labelwright_schema"
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = Table(VERSION_TABLE, MetaData(), Column("version_num", Text))
_LOCK = 0x6C61626C  # "labl": our number among PostgreSQL's advisory locks


def migrate(database: Database, *, script: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Bring the schema to `head`. Raises `StoreError` for a schema that is newer than this version."""
    with database.reading() as connection:
        if version(connection) == head:
            return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        found = version(connection)
        if found != head:
            _upgrade(connection, str(database), found, script, head)


def version(connection: Connection) -> str | None:
    """The revision of the schema that is there; None where there is none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_VERSION.c.version_num)).scalar()


def _upgrade(connection: Connection, name: str, found: str | None, script: Path, head: str) -> None:
    """Run Alembic inside the transaction that is open."""
    from alembic import command  # noqa: PLC0415 - takes a tenth of a second, and only a new schema needs it
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(script).replace("%", "%%"))
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        remedy = "A newer labelwright has written it: upgrade this one (pip install --upgrade labelwright)."
        got = f"schema {found}, and this version knows up to {head}"
        raise StoreError([problem(name, rules.STORE_SCHEMA, got, remedy)])
    command.upgrade(config, head)
