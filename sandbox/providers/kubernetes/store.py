"""Where objects are kept: a file for each below the sandbox's state directory, so that they outlive every process.

    kubernetes/<group>/<version>/<kind>/<namespace or "-">/<name>.json

A file is an object as `kubectl get -o json` shows it. Each is written in one step.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sandbox.providers.json_files import JsonFiles
from sandbox.providers.kubernetes.kinds import Kind

Object = dict[str, Any]  # an object of any kind; the SDK's types have judged it
"""A Kubernetes object as JSON."""


@dataclass(frozen=True, slots=True)
class Address:
    """Which object is meant; `namespace` is "" for a kind that has none."""

    kind: Kind
    namespace: str
    name: str

    @property
    def identity(self) -> str:
        """The id that Pulumi gives it."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def parse_identity(kind: Kind, identity: str, default_namespace: str) -> Address:
    """Read an id; a namespaced object's may leave out the default namespace, as in `pulumi import`."""
    namespace, _, name = identity.rpartition("/")
    return Address(kind, (namespace or default_namespace) if kind.is_namespaced else "", name)


class Store(Protocol):
    """What keeps objects. Methods raise `ProviderError` for what the keeper refuses."""

    def get(self, address: Address) -> Object | None:
        """Return the object, or None when there is none (or it is being deleted)."""
        ...

    def put(self, address: Address, wanted: Object) -> None:
        """Make the object be what is wanted, whether it exists or not; what the keeper added stays."""
        ...

    def delete(self, address: Address) -> None:
        """Delete the object; one that is gone already is no error."""
        ...


class FileStore:
    """Objects as files. Deleting a namespace deletes what is in it."""

    def __init__(self, files: JsonFiles) -> None:
        self.files = files

    def get(self, address: Address) -> Object | None:
        """Read its file."""
        return self.files.get(_steps(address))

    def put(self, address: Address, wanted: Object) -> None:
        """Write its file. What a server would set is kept: uid, time of creation, generation."""
        before = self.get(address) or {}
        found = before.get("metadata", {})
        changed_spec = bool(found) and before.get("spec") != wanted.get("spec")
        metadata = {
            **wanted.get("metadata", {}),
            "name": address.name,
            "uid": found.get("uid") or str(uuid.uuid4()),
            "creationTimestamp": found.get("creationTimestamp") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "generation": found.get("generation", 1) + changed_spec,
            "resourceVersion": str(int(found.get("resourceVersion", "0")) + 1),
        }
        if address.namespace:
            metadata["namespace"] = address.namespace
        self.files.put(_steps(address), {**wanted, "metadata": metadata})

    def delete(self, address: Address) -> None:
        """Remove its file, and those of the objects that live in it."""
        if address.kind.name == "Namespace":
            for found in list(self.files.below()):
                if found["metadata"].get("namespace") == address.name:
                    kind = Kind(found["apiVersion"], found["kind"])
                    self.files.delete(_steps(Address(kind, address.name, found["metadata"]["name"])))
        self.files.delete(_steps(address))


def _steps(address: Address) -> tuple[str, ...]:
    group, _, version = address.kind.api_version.rpartition("/")
    return (group or "core", version, address.kind.name, address.namespace or "-", address.name)
