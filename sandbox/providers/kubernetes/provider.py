"""The Kubernetes provider of the sandbox: every type that pulumi_kubernetes has is judged, every object is kept."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Mapping
from typing import cast

from pulumi.runtime.proto import provider_pb2

from sandbox import sdk
from sandbox.providers.difference import has_all
from sandbox.providers.json_files import files_of
from sandbox.providers.kubernetes.chart import CHART, construct
from sandbox.providers.kubernetes.kinds import Kind, parse_kind
from sandbox.providers.kubernetes.rules import problems_with_labels, problems_with_selector
from sandbox.providers.kubernetes.server import SERVER_VARIABLE, ServerStore
from sandbox.providers.kubernetes.store import Address, FileStore, Object, Store, parse_identity
from sandbox.providers.naming import NameRule
from sandbox.providers.resource import Provider, ProviderError, Resource, is_under
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value, is_unknown

DEFAULT_NAMESPACE = "default"
WORKLOADS = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})


class KubernetesProvider(Provider):
    """pulumi-kubernetes, as far as the sandbox goes. Its `kubeconfig` is judged and never followed."""

    package = "kubernetes"

    def __init__(self) -> None:
        self._namespace = DEFAULT_NAMESPACE
        self._store: Store | None = None

    @property
    def version(self) -> str:
        """The version of the installed pulumi-kubernetes."""
        return importlib.metadata.version("pulumi-kubernetes")

    @property
    def store(self) -> Store:
        """Where objects are kept, opened on first need."""
        if self._store is None:
            self._store = store_from_environment()
        return self._store

    def configure(self, config: Properties) -> None:
        """Take provider properties and open the store, so that a foreign server is refused before anything runs."""
        namespace = config.get("namespace")
        self._namespace = namespace if isinstance(namespace, str) and namespace else DEFAULT_NAMESPACE
        self._store = store_from_environment()

    def resource(self, token: str) -> KubernetesResource:
        """Return the record of a type; raises `UnknownTokenError` for one that pulumi_kubernetes does not have."""
        sdk.resource_class(token)
        own = type(token.rpartition(":")[2], (KubernetesResource,), {"token": token, "kind": parse_kind(token)})
        return cast("type[KubernetesResource]", own)(self)

    @property
    def namespace(self) -> str:
        """The namespace of objects that name none."""
        return self._namespace

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer no function: pulumi-kubernetes' ones render charts and manifests, which the sandbox does not."""
        del arguments
        raise ProviderError(f"the sandbox does not answer {token}")

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Make a chart of Helm's, as far as it needs no rendering."""
        return construct(request) if request.type == CHART else super().construct(request)


class KubernetesResource(Resource):
    """Any kind of object: what sets kinds apart is data (`kinds`)."""

    kind: Kind
    naming = NameRule(inside="metadata", longest=63)

    def __init__(self, provider: KubernetesProvider) -> None:
        self.provider = provider

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """List what the API server would refuse, as far as it can be told without one."""
        found = list(problems_with_labels(inputs))
        if self.kind.name in WORKLOADS:
            found += problems_with_selector(inputs)
        return found

    def complete(self, inputs: Properties, old: Mapping[str, Value]) -> Properties:
        """Say the namespace that the object gets, so that a change of the default one is seen."""
        del old
        metadata = inputs.get("metadata")
        if not self.kind.is_namespaced or not isinstance(metadata, dict) or metadata.get("namespace") is not None:
            return inputs
        return {**inputs, "metadata": {**metadata, "namespace": self.provider.namespace}}

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace for names, namespaces and what the kind holds fixed."""
        del old, new
        return is_under(path, self.kind.force_new)

    def deletes_first(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Delete before creating where both would have one name in one namespace."""
        before, after = self._address(old), self._address(new)
        return before == after and not is_unknown(new.get("metadata"))

    def create(self, inputs: Properties, *, token: str | None) -> str:
        """Create it. One that is there already is an error, unless an interrupted update left this very object."""
        self._refuse_what_is_no_object()
        address = self._address(inputs)
        found = self.provider.store.get(address)
        if found is not None and (token is None or not has_all(found, inputs)):
            raise ProviderError(
                f"creating {self.kind.name} {address.identity}: it already exists; "
                "import it (`pulumi import`), or give it another name"
            )
        self.provider.store.put(address, self._object(inputs))
        return address.identity

    def read(self, identity: str) -> Properties | None:
        """Read it, whole as it is kept."""
        self._refuse_what_is_no_object()
        found = self.provider.store.get(parse_identity(self.kind, identity, self.provider.namespace))
        if found is None:
            return None
        outputs = sdk.resource_shape(self.token).outputs
        return {name: value for name, value in found.items() if name in outputs}

    def update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Bring it to the new inputs."""
        del old, changed
        self.provider.store.put(self._address(new), self._object(new))
        return identity

    def delete(self, identity: str, state: Properties) -> None:
        """Delete it."""
        del state
        self.provider.store.delete(parse_identity(self.kind, identity, self.provider.namespace))

    def _address(self, inputs: Mapping[str, Value]) -> Address:
        metadata = inputs.get("metadata")
        known = metadata if isinstance(metadata, dict) else {}
        namespace = str(known.get("namespace") or self.provider.namespace) if self.kind.is_namespaced else ""
        return Address(self.kind, namespace, str(known.get("name")))

    def _object(self, inputs: Properties) -> Object:
        return {"apiVersion": self.kind.api_version, "kind": self.kind.name, **cast("Object", inputs)}

    def _refuse_what_is_no_object(self) -> None:
        shape = sdk.resource_shape(self.token).inputs
        if "metadata" not in shape or self.kind.name.endswith(("Patch", "List")):
            raise ProviderError(f"the sandbox does not create {self.token}: it keeps single objects only")


def store_from_environment() -> Store:
    """Open the API server that the environment names, else the files of the sandbox; raises `ProviderError`."""
    kubeconfig = os.environ.get(SERVER_VARIABLE)
    if kubeconfig:
        return ServerStore(kubeconfig)
    return FileStore(files_of("kubernetes"))
