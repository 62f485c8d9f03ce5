"""Kestra's own model for all tests of a process."""

from collections.abc import Iterator

import pytest

from sandbox import kestra as judges
from sandbox.maven import MavenError


@pytest.fixture(scope="session")
def kestra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[judges.Kestra]:
    """A Kestra that lives as long as the tests."""
    try:
        judges.KESTRA.java()
    except MavenError as error:
        pytest.skip(str(error))
    if not judges.KESTRA.folder.is_dir():
        pytest.skip("there is no Kestra: python -m sandbox.kestra says why")
    with judges.running(tmp_path_factory.mktemp("kestra")) as found:
        yield found
