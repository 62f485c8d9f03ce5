"""What Alembic runs for any of its commands: inside the connection and transaction that it is given."""

# ruff: noqa: INP001 - Alembic loads it by its path

from alembic import context

from labelwright.runs.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    # SQLite has it, once nobody commits behind our back; Alembic cannot know that.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
