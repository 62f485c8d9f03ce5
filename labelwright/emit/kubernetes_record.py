"""A forged Kubernetes environment as it stands in `environment.json`, and the manifests of its runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.jobs import HEAD, WORK, problems_in_nodes
from labelwright.emit.kubernetes import Placed, PodShape, job_manifest, pod_manifest
from labelwright.emit.kubernetes_bill import Cluster, notes_on_bill
from labelwright.emit.kubernetes_problems import problems_in_array, problems_in_name, problems_in_selector
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from labelwright.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class KubernetesRecord:
    """One forged Kubernetes environment: its pods (`head`, `work`), and the labels that it was forged with.

    `annotations` are whole values of labels that were shortened. `cluster` decides what of a run reaches a bill.
    """

    environment: str
    namespace: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    pods: Mapping[str, PodShape]
    cluster: Cluster = Cluster.OTHER

    @property
    def job_names(self) -> Sequence[str]:
        """Head first: it starts a run."""
        return (HEAD, WORK)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """A pod for the head, a pod or a job for work. Raises `LabelError` for what the API server would refuse."""
        where = f"{self.environment}, {job}"
        found = [
            *problems_in_selector(launch.labels, where),
            *problems_in_name(launch.name, f"{where}, --job-name"),
            *problems_in_array(launch.array_size, f"{where}, --array-size"),
            *problems_in_nodes(launch, where),
        ]
        if found:
            raise LabelError(found)
        placed = Placed(
            namespace=self.namespace,
            prefix=f"{self.environment}-{job}",
            labels=launch.labels,
            annotations=self._annotations(launch),
            name=launch.name,
        )
        shape = self.pods[job]
        configs = {"pod": pod_manifest(shape, placed, job)}
        return configs if job == HEAD else {**configs, "job": job_manifest(shape, placed, job)}

    def notes(self, job: str, launch: Launch) -> Sequence[str]:  # noqa: ARG002 - every record is asked alike
        """What of it a bill will not show: all else stands in the manifests."""
        return notes_on_bill(self.cluster, launch.labels, self._annotations(launch))

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.KUBERNETES.value,
            "environment": self.environment,
            "namespace": self.namespace,
            "labels": dict(self.labels),
            "annotations": dict(self.annotations),
            "cluster": self.cluster.value,
            "pods": {name: document_of(shape) for name, shape in self.pods.items()},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "KubernetesRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            environment=document["environment"],
            namespace=document["namespace"],
            labels=dict(document["labels"]),
            annotations=dict(document["annotations"]),
            pods={name: _parse_shape(shape) for name, shape in document["pods"].items()},
            cluster=Cluster(document["cluster"]),
        )

    def _annotations(self, launch: Launch) -> Mapping[str, str]:
        """Those of the run, and those of forge time whose labels the run has not changed."""
        kept = {key for key, value in self.labels.items() if launch.labels.get(key) == value}
        return {**{key: value for key, value in self.annotations.items() if key in kept}, **launch.annotations}


def _parse_shape(document: Mapping[str, Any]) -> PodShape:
    """One pod of the record."""
    values = fields_of(PodShape, document)
    values["command"] = tuple(values["command"])
    return PodShape(**values)
