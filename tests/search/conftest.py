"""A store with awkward runs in it, on each of the two databases."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import text

from labelwright.runs.store import Store, open_store
from tests.search.queries import population


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Store]:
    """The store; nothing is changed in it."""
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("search")
        made = open_store(f"sqlite:///{folder / 'runs.db'}")
    else:
        made = open_store(request.getfixturevalue("postgresql").make_database())
    made.record(population())
    with made.database.writing() as connection:
        connection.execute(text("ANALYZE"))  # as PostgreSQL does by itself, some time later
    yield made
    made.database.engine.dispose()
