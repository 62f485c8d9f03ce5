"""An empty sandbox, and engines with a Azure provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.providers.azure.provider import AzureProvider
from tests.sandbox.azure.resources import (
    CONFIG,
    GROUP,
    IN,
    Open,
)
from tests.sandbox.provider_harness import Engine, served_until_exit


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty sandbox."""
    monkeypatch.setenv("LABELWRIGHT_SANDBOX", str(tmp_path))
    return tmp_path


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open engines, each with an Azure provider of its own over gRPC, that is told some configuration."""
    with ExitStack() as stack:
        yield lambda config: stack.enter_context(served_until_exit(AzureProvider(), config))


@pytest.fixture
def engine(opened: Open) -> Engine:
    """An engine with a provider that is told a location, and a resource group."""
    made = opened(CONFIG)
    made.create(GROUP, "rg", IN)
    return made
