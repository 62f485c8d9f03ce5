"""A new and empty store for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from labelwright.runs.store import Store, open_store

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'runs.db'}"
        return
    server = request.getfixturevalue(POSTGRESQL)
    made = server.make_database()
    yield made
    server.drop_database(made)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store that is there and empty."""
    made = open_store(url)
    yield made
    made.database.engine.dispose()
