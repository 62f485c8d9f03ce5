"""A stand-in for `kubernetes:helm.sh/v4:Chart`: the component is real, the rendering is not.

pulumi-kubernetes makes the chart a component in a process of its own, renders the templates with Helm and registers
each object as the chart's child. This does the same with templates that need no rendering; one that does is refused.

Source: pulumi/pulumi-kubernetes `provider/pkg/provider/helm/v4/chart.go`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import grpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc
from ruamel.yaml import YAML

from sandbox.providers import wire
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties

CHART = "kubernetes:helm.sh/v4:Chart"
_TEMPLATING = "{{"


def construct(request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
    """Register a chart and its objects with the engine that asks; raises `ProviderError` for what needs Helm."""
    given = wire.revealed_properties(wire.parse_properties(request.inputs))
    objects = list(manifests(Path(str(given.get("chart")))))
    with grpc.insecure_channel(request.monitorEndpoint) as channel:
        monitor: Any = resource_pb2_grpc.ResourceMonitorStub(channel)  # the stub's methods have no types
        chart = resource_pb2.RegisterResourceRequest(type=request.type, name=request.name, parent=request.parent)
        urn = cast("str", monitor.RegisterResource(chart).urn)
        for one in objects:
            monitor.RegisterResource(_child(urn, request.name, one))
        monitor.RegisterResourceOutputs(resource_pb2.RegisterResourceOutputsRequest(urn=urn))
    return provider_pb2.ConstructResponse(urn=urn)


def manifests(chart: Path) -> Iterator[Properties]:
    """Every object of the templates of a chart in a folder."""
    if not (chart / "Chart.yaml").is_file():
        raise ProviderError(f"chart {chart}: the sandbox takes charts from folders only, and there is no Chart.yaml")
    for template in sorted((chart / "templates").glob("*.yaml")):
        text = template.read_text(encoding="utf-8")
        if _TEMPLATING in text:
            raise ProviderError(f"{template}: the sandbox renders no templates, and this one has {_TEMPLATING}")
        yaml: Any = YAML(typ="safe", pure=True)  # what it loads is any object, and has no type
        yield from (cast("Properties", one) for one in yaml.load_all(text) if one)


def _child(chart: str, name: str, manifest: Properties) -> resource_pb2.RegisterResourceRequest:
    """The request for one object of a chart."""
    version, kind = str(manifest["apiVersion"]), str(manifest["kind"])
    metadata = cast("Mapping[str, object]", manifest["metadata"])
    return resource_pb2.RegisterResourceRequest(
        type=f"kubernetes:{version if '/' in version else f'core/{version}'}:{kind}",
        name=f"{name}:{metadata.get('namespace', 'default')}/{metadata['name']}",
        parent=chart,
        custom=True,
        object=wire.to_struct(manifest),
        acceptSecrets=True,
    )
