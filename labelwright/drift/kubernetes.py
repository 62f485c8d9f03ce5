"""What a Kubernetes cluster carries: each object read whole, or in pages where a stack has many of one kind together.

Every call is a GET. The path of a kind is what the cluster itself says of its API, so custom resources are read too.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import urllib3
from kubernetes import client, config, dynamic  # pyright: ignore[reportMissingTypeStubs]  # it ships no types
from kubernetes.client import ApiException  # pyright: ignore[reportMissingTypeStubs]  # the same
from kubernetes.config import ConfigException  # pyright: ignore[reportMissingTypeStubs]  # the same
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from labelwright.drift.compare import GONE, Carried, unread
from labelwright.drift.declared import Declared
from labelwright.drift.document import carried_within, pattern_of
from labelwright.drift.reader import UnreachableError
from labelwright.placement.wire import hidden, is_mapping

MANY = 20
"""From so many objects of one kind in one namespace on, they are listed rather than read one by one."""
PAGE = 500
IN_CLUSTER = "KUBERNETES_SERVICE_HOST"
"""Set in every pod of a cluster, and nowhere else."""
NOT_FOUND, UNAUTHORIZED = 404, 401
_REMEDY = "Say which cluster with KUBECONFIG, or leave Kubernetes out with --provider"


class _Unread(Exception):  # noqa: N818 - no error of anybody's, a reason
    """Why something could not be read."""


class _Cluster(NamedTuple):
    """Which cluster, as the resource's provider says it: a kubeconfig (path or text), and a context in it."""

    kubeconfig: str
    context: str


class _Collection(NamedTuple):
    """Where objects of one kind stand: their API version, kind and namespace ("" where the kind has none)."""

    version: str
    kind: str
    namespace: str


Object = Mapping[str, Any]  # an object as the API server has it


class KubernetesReader:
    """Asks clusters, with the kubeconfig of each resource's provider, else that of the surroundings."""

    at_once = 2 * PAGE

    def __init__(self) -> None:
        self._doors: dict[_Cluster, Any] = {}
        self._paths: dict[tuple[_Cluster, str], dict[str, tuple[str, bool]]] = {}

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        wanted: dict[tuple[_Cluster, _Collection], set[str]] = {}
        for one in batch:
            wanted.setdefault((_cluster(one), _collection(one)), set()).add(_name(one))
        listed: dict[tuple[_Cluster, _Collection], dict[str, Object]] = {}
        for one in batch:
            where = (_cluster(one), _collection(one))
            if not where[1].kind:
                yield unread("its state has no apiVersion and kind by which a cluster could be asked")
                continue
            if hidden(one.provider.get("kubeconfig")):
                # That of the surroundings may lead to another cluster, where everything would seem gone.
                yield unread("the kubeconfig of its provider is a secret")
                continue
            try:
                if len(wanted[where]) >= MANY and where not in listed:
                    listed[where] = self._all(*where, wanted[where])
                found = listed[where].get(_name(one)) if where in listed else self._one(*where, _name(one))
            except _Unread as reason:
                yield unread(str(reason))
                continue
            ways = {placed.path: pattern_of(placed.path) for placed in one.places}
            yield GONE if found is None else carried_within(found, ways, ends_empty=True)

    def _one(self, cluster: _Cluster, where: _Collection, name: str) -> Object | None:
        """One object, or None where there is none of that name."""
        return self._get(cluster, f"{self._path(cluster, where)}/{name}")

    def _all(self, cluster: _Cluster, where: _Collection, names: set[str]) -> dict[str, Object]:
        """The objects of these names, from all in their namespace, a page at a time."""
        path, found, query = self._path(cluster, where), dict[str, Object](), {"limit": str(PAGE)}
        while True:
            page = self._get(cluster, path, query) or {}
            items: list[dict[str, Any]] = page.get("items") or []
            found |= {one["metadata"]["name"]: one for one in items if one["metadata"]["name"] in names}
            more = page.get("metadata", {}).get("continue")
            if not more:
                return found
            query = {"limit": str(PAGE), "continue": more}

    def _path(self, cluster: _Cluster, where: _Collection) -> str:
        """The path of a collection. Raises _Unread where the cluster does not serve its kind (any more)."""
        root = f"/apis/{where.version}" if "/" in where.version else f"/api/{where.version}"
        if (cluster, root) not in self._paths:
            served: list[dict[str, Any]] = (self._get(cluster, root) or {}).get("resources") or []
            self._paths[cluster, root] = {
                one["kind"]: (one["name"], one["namespaced"]) for one in served if "/" not in one["name"]
            }
        known = self._paths[cluster, root].get(where.kind)
        if known is None:
            raise _Unread(f"the cluster does not serve {where.version} {where.kind}")
        name, namespaced = known
        return f"{root}/namespaces/{where.namespace or 'default'}/{name}" if namespaced else f"{root}/{name}"

    def _get(self, cluster: _Cluster, path: str, query: Mapping[str, str] | None = None) -> Object | None:
        """What stands at a path, or None where nothing does."""
        try:
            answer = self._door(cluster).request(
                "GET", path, query_params=list((query or {}).items()), serialize=False, _request_timeout=60
            )
            return json.loads(answer.data)
        except ApiException as error:
            status, reason = cast("Any", error).status, cast("Any", error).reason
            if status == NOT_FOUND:
                return None
            if status == UNAUTHORIZED:
                raise UnreachableError(f"Kubernetes: the cluster refuses the credentials. {_REMEDY}.") from error
            raise _Unread(f"GET {path}: {status} {reason}") from error
        except json.JSONDecodeError as error:
            raise _Unread(f"GET {path}: the answer is not JSON") from error
        except urllib3.exceptions.HTTPError as error:
            reason = getattr(error, "reason", None) or error
            raise UnreachableError(f"Kubernetes: the cluster cannot be reached ({reason}). {_REMEDY}.") from error

    def _door(self, cluster: _Cluster) -> Any:
        if cluster not in self._doors:
            self._doors[cluster] = _connect(cluster)
        return self._doors[cluster]


def reader() -> KubernetesReader:
    """The reader of Kubernetes."""
    return KubernetesReader()


def _connect(cluster: _Cluster) -> Any:
    """The `kubernetes` client of a cluster, which tries again where it is told to wait."""
    settings = cast("Any", client).Configuration()
    settings.retries = urllib3.Retry(
        total=5, connect=1, backoff_factor=0.5, status_forcelist=(429, 503), allowed_methods=("GET",)
    )
    try:
        _configure(settings, cluster)
    except (ConfigException, YAMLError, OSError, TypeError) as error:
        raise UnreachableError(f"Kubernetes: {str(error).removesuffix('.')}. {_REMEDY}.") from error
    # What a kind is called is asked below, of the groups that a stack uses only; the client's own way reads all of
    # them, and keeps them in a file.
    return cast("Any", dynamic).DynamicClient(cast("Any", client).ApiClient(settings), discoverer=_no_discovery)


def _no_discovery(*_: object) -> None:
    """Stands for the client's discovery."""


def _configure(settings: Any, cluster: _Cluster) -> None:
    """Put into `settings` how a cluster is reached."""
    load = cast("Any", config)
    given: dict[str, Any] = {"context": cluster.context or None, "client_configuration": settings}
    named = cluster.kubeconfig or os.environ.get("KUBECONFIG")
    if named and ("\n" in named or named.startswith("{")):
        load.load_kube_config_from_dict(cast("Any", YAML(typ="safe")).load(named), **given)
    elif named or not os.environ.get(IN_CLUSTER):
        load.load_kube_config(config_file=named or None, **given)
    else:
        load.load_incluster_config(client_configuration=settings)


def _cluster(one: Declared) -> _Cluster:
    """The cluster of a resource."""
    return _Cluster(_setting(one, "kubeconfig"), _setting(one, "context"))


def _setting(one: Declared, name: str) -> str:
    value = one.provider.get(name)
    return value if isinstance(value, str) and hidden(value) is None else ""


def _collection(one: Declared) -> _Collection:
    return _Collection(
        one.text("apiVersion"), one.text("kind"), _metadata(one, "namespace") or _setting(one, "namespace")
    )


def _name(one: Declared) -> str:
    return _metadata(one, "name")


def _metadata(one: Declared, name: str) -> str:
    metadata = one.state.get("metadata")
    value = metadata.get(name) if is_mapping(metadata) else None
    return value if isinstance(value, str) else ""
