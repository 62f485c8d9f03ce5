"""What Kubernetes is told of a run: manifests of its head pod, work pods and work jobs, ready for `kubectl create`.

A pod is described once, as a `PodShape`. The forged pod template, the emitted files and the command line all render
that one record. Labels stand on the object and, since pods do not inherit a job's, on its pod template again; values
that were too much for a label stand beside them as annotations.
Shapes: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from labelwright.emit.document import JsonObject

WORK_PATH = "/workspace"
"""Where every container sees the shared volume."""

_KEPT_SECONDS = 24 * 60 * 60  # a finished job stays a day, so that its logs can be read

Texts: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PodShape:
    """One kind of pod of an environment. Memory is in MiB; `speaks` says whether it may talk to the API server."""

    image: str
    vcpus: float
    memory: int
    service_account: str
    claim: str
    speaks: bool = False
    command: tuple[str, ...] = ()


def metadata(labels: Texts, annotations: Texts) -> JsonObject:
    """Labels and annotations as every object and template carries them: sorted, and absent where there are none."""
    return {
        **({"labels": dict(sorted(labels.items()))} if labels else {}),
        **({"annotations": dict(sorted(annotations.items()))} if annotations else {}),
    }


def pod_spec(shape: PodShape, container: str) -> JsonObject:
    """What runs: one container that ends with its run, with no more rights than it needs."""
    size = {"cpu": f"{shape.vcpus:g}", "memory": f"{shape.memory}Mi"}
    return {
        "restartPolicy": "Never",
        "serviceAccountName": shape.service_account,
        "automountServiceAccountToken": shape.speaks,
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": container,
                "image": shape.image,
                **({"command": list(shape.command)} if shape.command else {}),
                "resources": {"requests": dict(size), "limits": {"memory": size["memory"]}},
                "securityContext": {"allowPrivilegeEscalation": False},
                "volumeMounts": [{"name": "workspace", "mountPath": WORK_PATH}],
            }
        ],
        "volumes": [{"name": "workspace", "persistentVolumeClaim": {"claimName": shape.claim}}],
    }


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an object goes and what it carries. Without a `name` the API server makes one from `prefix`."""

    namespace: str
    prefix: str
    labels: Texts
    annotations: Texts
    name: str | None = None

    @property
    def metadata(self) -> JsonObject:
        """The object's own metadata."""
        named = {"generateName": f"{self.prefix}-"} if self.name is None else {"name": self.name}
        return {**named, "namespace": self.namespace, **metadata(self.labels, self.annotations)}


def pod_manifest(shape: PodShape, placed: Placed, container: str) -> JsonObject:
    """A pod of a run."""
    return {"apiVersion": "v1", "kind": "Pod", "metadata": placed.metadata, "spec": pod_spec(shape, container)}


def job_manifest(shape: PodShape, placed: Placed, container: str) -> JsonObject:
    """A job of a run: tried once, since the pipeline itself decides on retries."""
    template = {"metadata": metadata(placed.labels, placed.annotations), "spec": pod_spec(shape, container)}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": placed.metadata,
        "spec": {"backoffLimit": 0, "ttlSecondsAfterFinished": _KEPT_SECONDS, "template": template},
    }
