"""An empty sandbox, and engines with an Azure provider."""

from collections.abc import Iterator

import pytest

from sandbox.providers.azure.provider import AzureProvider
from tests.sandbox.azure.resources import CONFIG, GROUP, IN
from tests.sandbox.provider_harness import Engine, Open, opening, state

__all__ = ["state"]  # a fixture, which is taken over by its name


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open engines, each with a provider of its own."""
    with opening(AzureProvider) as opener:
        yield opener


@pytest.fixture
def engine(opened: Open) -> Engine:
    """An engine with a provider that is told a location, and a resource group."""
    made = opened(CONFIG)
    made.create(GROUP, "rg", IN)
    return made
