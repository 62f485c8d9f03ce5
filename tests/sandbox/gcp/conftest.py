"""An empty sandbox, and engines with a Google provider."""

from collections.abc import Iterator

import pytest

from sandbox.providers.google.provider import GoogleProvider
from tests.sandbox.gcp.resources import PLACE
from tests.sandbox.provider_harness import Engine, Open, opening, state

__all__ = ["state"]  # a fixture, which is taken over by its name


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open engines, each with a provider of its own."""
    with opening(GoogleProvider) as opener:
        yield opener


@pytest.fixture
def engine(opened: Open) -> Engine:
    """An engine with a provider that is told a project and a zone."""
    return opened(PLACE)
