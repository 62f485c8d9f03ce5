"""What several rooms of tests share: a project on disk from two texts."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sandbox.postgresql import PostgresqlError, Server, running

PROJECT = "name: labelwright\nruntime: python\n"

# Tests run side by side with engines: how long one example took says nothing of our code.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Write Pulumi.yaml and Pulumi.dev.yaml, and give back their folder."""

    def write(stack: str = "", project: str = PROJECT) -> Path:
        (tmp_path / "Pulumi.yaml").write_text(project)
        (tmp_path / "Pulumi.dev.yaml").write_text(stack)
        return tmp_path

    return write


@pytest.fixture(scope="session")
def postgresql() -> Generator[Server]:
    """A real PostgreSQL server, one for all tests of a worker."""
    try:
        with running() as server:
            yield server
    except PostgresqlError as error:
        pytest.skip(str(error))
