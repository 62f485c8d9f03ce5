"""The sandbox's stand-in for Helm's chart: what it asks the engine to register, and what it refuses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from sandbox.providers import wire
from sandbox.providers.kubernetes.chart import CHART, construct, manifests
from sandbox.providers.kubernetes.provider import KubernetesProvider
from sandbox.providers.resource import ProviderError

SHOP = Path(__file__).parents[1] / "placement" / "charted" / "shop"


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """The engine's side: notes what is registered."""

    def __init__(self) -> None:
        self.registered: list[Any] = []

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        """Note a resource and give it a URN."""
        del context
        self.registered.append(request)
        return resource_pb2.RegisterResourceResponse(urn=f"urn:{request.name}")

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        """Nothing to note."""
        del request, context
        return empty_pb2.Empty()


@pytest.fixture
def engine() -> Iterator[tuple[Monitor, str]]:
    """A monitor and where it listens."""
    monitor, server = Monitor(), grpc.server(ThreadPoolExecutor(2))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield monitor, f"127.0.0.1:{port}"
    finally:
        server.stop(None)


def request(monitor: str, chart: Path) -> provider_pb2.ConstructRequest:
    """A program's chart, as the engine hands it on."""
    inputs = wire.to_struct({"chart": str(chart), "values": {"replicas": 1}})
    return provider_pb2.ConstructRequest(
        type=CHART, name="shop", parent="urn:stack", inputs=inputs, monitorEndpoint=monitor
    )


def test_a_chart_is_a_component_with_a_child_for_each_object(engine: tuple[Monitor, str]) -> None:
    """As pulumi-kubernetes registers them: type, name and parent."""
    monitor, address = engine
    assert construct(request(address, SHOP)).urn == "urn:shop"
    chart, *children = monitor.registered
    assert (chart.type, chart.custom, chart.parent) == (CHART, False, "urn:stack")
    assert [(one.type, one.name, one.parent, one.custom) for one in children] == [
        ("kubernetes:core/v1:Service", "shop:default/shop", "urn:shop", True),
        ("kubernetes:apps/v1:Deployment", "shop:default/shop", "urn:shop", True),
    ]
    assert wire.parse_properties(children[0].object)["spec"] == {"selector": {"app": "shop"}, "ports": [{"port": 80}]}


def test_a_template_that_needs_helm_is_refused(tmp_path: Path) -> None:
    """The sandbox says what it cannot do, and does no half of it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.yaml").write_text("kind: {{ .Values.kind }}\n")
    with pytest.raises(ProviderError, match=r"no Chart\.yaml"):
        list(manifests(tmp_path))
    (tmp_path / "Chart.yaml").write_text("name: x\n")
    with pytest.raises(ProviderError, match="renders no templates"):
        list(manifests(tmp_path))


def test_another_component_is_refused() -> None:
    """The provider has one component that the sandbox knows."""
    with pytest.raises(ProviderError, match=r"does not make kubernetes:kustomize/v2:Directory"):
        KubernetesProvider().construct(provider_pb2.ConstructRequest(type="kubernetes:kustomize/v2:Directory"))
