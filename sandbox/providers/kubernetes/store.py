"""Where objects are kept: a file for each below the sandbox's state directory, so that they outlive every process.

    kubernetes/<group>/<version>/<kind>/<namespace or "-">/<name>.json

A file is an object as `kubectl get -o json` shows it. Each is written in one step.
"""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

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

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, address: Address) -> Object | None:
        """Read its file."""
        try:
            return json.loads(self._path(address).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def put(self, address: Address, wanted: Object) -> None:
        """Write its file. What a server would set is kept: uid, time of creation, generation."""
        found = (self.get(address) or {}).get("metadata", {})
        changed_spec = bool(found) and (self.get(address) or {}).get("spec") != wanted.get("spec")
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
        _write(self._path(address), {**wanted, "metadata": metadata})

    def delete(self, address: Address) -> None:
        """Remove its file, and those of the objects that live in it."""
        if address.kind.name == "Namespace":
            for path in self.folder.glob(f"*/*/*/{quote(address.name, safe='')}/*.json"):
                path.unlink(missing_ok=True)
        self._path(address).unlink(missing_ok=True)

    def _path(self, address: Address) -> Path:
        group, _, version = address.kind.api_version.rpartition("/")
        folder = self.folder / (group or "core") / version / address.kind.name / (address.namespace or "-")
        return folder / f"{quote(address.name, safe='')}.json"


def _write(path: Path, found: Object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=2, sort_keys=True)
    Path(draft).replace(path)
