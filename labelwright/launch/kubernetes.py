"""Pods and Jobs of Kubernetes. Their names follow from the run, so the API server itself takes each but once."""

import json
import os
from contextlib import suppress
from typing import Any, cast

import urllib3
from kubernetes import client, config, dynamic  # pyright: ignore[reportMissingTypeStubs]  # it ships no types
from kubernetes.client import ApiException  # pyright: ignore[reportMissingTypeStubs]  # the same
from kubernetes.config import ConfigException  # pyright: ignore[reportMissingTypeStubs]  # the same

from labelwright.launch.plan import Plan
from labelwright.launch.submitter import LaunchError, Made, RefusedError, ThereError, UnsureError

IN_CLUSTER = "KUBERNETES_SERVICE_HOST"
"""Set in every pod of a cluster, and nowhere else."""
NOT_FOUND, CONFLICT, SERVER = 404, 409, 500
_SECONDS = 60
_REMEDY = "Say which cluster with KUBECONFIG"


class Kubernetes:
    """Creates pods and Jobs in the cluster of the surroundings."""

    is_repeatable = True

    def __init__(self, door: Any) -> None:
        self._door = door

    def find(self, plan: Plan) -> Made | None:
        """The object of this name."""
        path = f"{_collection(plan)}/{plan.last['metadata']['name']}"
        try:
            return _made(plan, self._ask("GET", path))
        except _MissingError:
            return None

    def submit(self, plan: Plan) -> Made:
        """Create it."""
        return _made(plan, self._ask("POST", _collection(plan), plan.last))

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the API server answers."""
        try:
            answer = self._door.request(method, path, body=body, serialize=False, _request_timeout=_SECONDS)
            return json.loads(answer.data)
        except ApiException as error:
            raise _explained(f"{method} {path}", error) from error
        except urllib3.exceptions.MaxRetryError as error:
            kind = RefusedError if isinstance(error.reason, _UNSENT) else UnsureError
            raise kind(f"Kubernetes: the cluster cannot be reached ({error.reason}). {_REMEDY}.") from error
        except urllib3.exceptions.HTTPError as error:
            raise UnsureError(f"Kubernetes, {method} {path}: {error}") from error


class _MissingError(RefusedError):
    """There is no such object, or no such namespace."""


_UNSENT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.SSLError)


def _explained(what: str, error: Any) -> LaunchError:
    """An answer of the API server that is none, in its own words."""
    said = f"{error.status} {error.reason}"
    with suppress(ValueError, TypeError, KeyError):
        said = json.loads(error.body)["message"]
    text = f"Kubernetes, {what}: {said}"
    kinds = {NOT_FOUND: _MissingError, CONFLICT: ThereError}
    # Without a status there was no answer: certificates that do not fit, say.
    if not error.status:
        return RefusedError(text)
    return UnsureError(text) if error.status >= SERVER else kinds.get(error.status, RefusedError)(text)


def _collection(plan: Plan) -> str:
    """Where objects of this kind stand in the namespace."""
    version, kind = plan.last["apiVersion"], plan.last["kind"].lower()
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return f"{root}/namespaces/{plan.last['metadata']['namespace']}/{kind}s"


def _made(plan: Plan, found: Any) -> Made:
    """An object as the API server tells of it."""
    metadata = found["metadata"]
    identity = f"{metadata['namespace']}/{metadata['name']}"
    return Made(identity, f"kubernetes-{plan.last['kind'].lower()}", metadata.get("labels") or {})


def submitter(plan: Plan) -> Kubernetes:  # noqa: ARG001 - every submitter is asked alike
    """The submitter of the cluster that KUBECONFIG names, or that this process runs in."""
    settings = cast("Any", client).Configuration()
    # Names are taken once: whatever is sent again is answered with 409, and then looked at.
    settings.retries = urllib3.Retry(
        total=5, connect=2, read=2, backoff_factor=0.5, status_forcelist=(429, 503), allowed_methods=None
    )
    load = cast("Any", config)
    named = os.environ.get("KUBECONFIG")
    try:
        if named or not os.environ.get(IN_CLUSTER):
            load.load_kube_config(config_file=named or None, client_configuration=settings)
        else:
            load.load_incluster_config(client_configuration=settings)
    except (ConfigException, OSError, TypeError) as error:
        raise RefusedError(f"Kubernetes: {str(error).removesuffix('.')}. {_REMEDY}.") from error
    api = cast("Any", client).ApiClient(settings)
    return Kubernetes(cast("Any", dynamic).DynamicClient(api, discoverer=_no_discovery))


def _no_discovery(*_: object) -> None:
    """Stands for the client's discovery: what a manifest's kind is called is known."""
