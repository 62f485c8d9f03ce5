"""One real API server for all tests of this folder, and the Kubernetes client's own door to it."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from kubernetes import config  # pyright: ignore[reportMissingTypeStubs]

from sandbox import apiserver


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apiserver.Endpoint]:
    """A server that lives as long as the tests."""
    if apiserver.etcd() is None:
        pytest.skip("there is no etcd: python -m sandbox.apiserver says why")
    with apiserver.running(tmp_path_factory.mktemp("apiserver")) as found:
        yield found


@pytest.fixture(scope="session")
def api(endpoint: apiserver.Endpoint) -> Any:
    """The Kubernetes client, which ships no types."""
    return cast("Any", config).new_client_from_config(config_file=str(endpoint.kubeconfig))
