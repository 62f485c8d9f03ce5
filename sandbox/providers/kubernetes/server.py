"""Objects on a real API server, through the `kubernetes` client: the same door that a person's tools use.

Used when LABELWRIGHT_KUBERNETES_API names a kubeconfig file. A server that is not on this machine is refused: the
sandbox never touches anybody's cluster.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from sandbox.providers.kubernetes.store import Address, Object
from sandbox.providers.resource import ProviderError

SERVER_VARIABLE = "LABELWRIGHT_KUBERNETES_API"
FIELD_MANAGER = "labelwright-sandbox"
_NOT_FOUND = 404


class ServerStore:
    """Objects on the API server of a kubeconfig file; raises `ProviderError` for one that is not local."""

    def __init__(self, kubeconfig: str) -> None:
        # Slow to import, and not needed where objects are files.
        from kubernetes import config, dynamic  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

        make = cast("Any", config).new_client_from_config  # the client ships no types
        client = make(config_file=kubeconfig)
        refuse_foreign(client.configuration.host)
        self._client: Any = cast("Any", dynamic).DynamicClient(client)

    def get(self, address: Address) -> Object | None:
        """Ask for it; one that is being deleted counts as gone, since nothing may finish that here."""
        with said_by_server(f"reading {address.kind.name} {address.identity}"):
            try:
                found = self._api(address).get(**_named(address)).to_dict()
            except Exception as error:
                if getattr(error, "status", None) == _NOT_FOUND:
                    return None
                raise
        return None if found["metadata"].get("deletionTimestamp") else found

    def put(self, address: Address, wanted: Object) -> None:
        """Apply it on the server's side, as pulumi-kubernetes does: what is no longer wanted goes."""
        body = {**wanted, "apiVersion": address.kind.api_version, "kind": address.kind.name}
        with said_by_server(f"applying {address.kind.name} {address.identity}"):
            self._api(address).server_side_apply(
                body=body, field_manager=FIELD_MANAGER, force_conflicts=True, **_named(address)
            )

    def delete(self, address: Address) -> None:
        """Delete it and what belongs to it."""
        with said_by_server(f"deleting {address.kind.name} {address.identity}"):
            try:
                self._api(address).delete(**_named(address), propagation_policy="Background")
            except Exception as error:
                if getattr(error, "status", None) != _NOT_FOUND:
                    raise

    def _api(self, address: Address) -> Any:  # made at run time from what the server says that it has
        return self._client.resources.get(api_version=address.kind.api_version, kind=address.kind.name)


def refuse_foreign(url: str) -> None:
    """Raise `ProviderError` for a server that is not on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise ProviderError(
            f"{SERVER_VARIABLE} leads to {url}: the sandbox's Kubernetes provider only talks to a loopback address "
            "(such as https://127.0.0.1:6443), never to a real cluster"
        )


@contextmanager
def said_by_server(action: str) -> Generator[None]:
    """Turn what the API server objects to into the sentence that the user reads."""
    from kubernetes.client import ApiException  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]
    from kubernetes.dynamic.exceptions import (  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]
        DynamicApiError,
        ResourceNotFoundError,
    )

    try:
        yield
    except (ApiException, DynamicApiError) as error:
        raise ProviderError(f"{action}: {_message(error)}") from error
    except ResourceNotFoundError as error:
        raise ProviderError(f"{action}: the API server has no such kind ({error})") from error


def _message(error: Any) -> str:
    """What the server said, without its headers."""
    try:
        return str(json.loads(error.body)["message"])
    except (TypeError, ValueError, KeyError):
        return str(error)


def _named(address: Address) -> dict[str, str]:
    return {"name": address.name, **({"namespace": address.namespace} if address.namespace else {})}
